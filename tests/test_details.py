"""What single functions give at the edges of what they are asked: nothing stated, nothing left, nothing known."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hostile.command import run

from engagelint import catalogue, facts, files, inputs, places, schema
from engagelint.engine import shown
from engagelint.exceptions import suppressions, trust
from engagelint.facts import NotStated
from engagelint.globs import fits
from engagelint.loading.comments import markdown_comments, yaml_comments
from engagelint.loading.unreadable import Unreadable
from engagelint.loading.yaml import compose
from engagelint.model import Document, Finding, Kind, Severity, Source
from engagelint.policies import parse
from engagelint.progress import Bar
from engagelint.recognition import recognise
from engagelint.remedies import _shifted_hours
from engagelint.subjects import engagement_subject
from engagelint.text import mentions
from engagelint.text.patterns import index
from engagelint.text.shapes import needed

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"


# -- facts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", ["", "9", "09:00", "09-17", "a:b-c:d", "09:00-17:00-18:00", "09:00-"])
def test_working_hours_that_are_none_do_not_follow(hours: str) -> None:
    with pytest.raises(NotStated):
        facts.minutes(hours)
    assert _shifted_hours(hours, 30) is None


def test_working_hours_are_shifted_round_the_clock() -> None:
    assert facts.minutes("22:00-06:00") == (22 * 60, 30 * 60)
    assert _shifted_hours("22:00-06:00", 180) == "01:00-09:00"


@pytest.mark.parametrize("zone", ["", "leapseconds", "../../etc/passwd", "/etc/localtime", "Nowhere/At_All", "a\x00b"])
def test_a_zone_that_is_none_does_not_follow(zone: str) -> None:
    site = {"side": "client", "time_zone": zone, "hours": "09:00-17:00"}
    with pytest.raises(NotStated):
        facts.clock_difference([site, {**site, "time_zone": "Europe/Paris"}], "2026-01-01", "2026-12-31")


def test_clocks_of_no_site_do_not_differ() -> None:
    with pytest.raises(NotStated):
        facts.clock_difference([], "2026-01-01", "2026-12-31")


# -- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ([], {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
        (["z"], {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
        (["a"], {}),
        (["a", "0", "b"], {"a": [{"c": 2}, {"b": 3}]}),
        (["a", "1", "b"], {"a": [{"b": 1, "c": 2}, {}]}),
        (["a", "7", "b"], {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
    ],
)
def test_a_member_is_left_out_of_a_copy(path: list[str], left: object) -> None:
    value = {"a": [{"b": 1, "c": 2}, {"b": 3}]}
    assert places.without(value, path) == left
    assert value == {"a": [{"b": 1, "c": 2}, {"b": 3}]}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/a", []),
        ("/z", ["/z"]),
        ("/a/*/b", ["/a/1/b"]),
        ("/z/*/b", ["/z"]),
        ("/s/*/b", []),
    ],
)
def test_where_something_is_lacking(pointer: str, found: list[str]) -> None:
    assert list(places.lacking({"a": [{"b": 1}, {"c": 1}], "s": "text"}, pointer)) == found


def test_empty_members_of_a_list_are_no_places() -> None:
    document = recognise(f"{HEAD}x-a: [null, b, null]\n".encode(), "a.yaml")
    assert isinstance(document, Document)
    subject = engagement_subject(document, schema.validate(document, document.kind), None)
    assert [place.pointer for place in places.places(subject, "/x-a/*")] == ["/x-a/1"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (3.0, "3"),
        (0.25, "0.25"),
        (["a", 2.0], "a, 2"),
        ({"a": 1.0, "b": ["c", False]}, "a: 1, b: c, no"),
        ("a\nb\u202e", "a b\\u202e"),
    ],
)
def test_values_as_sentences_hold_them(value: object, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    ("path", "pattern", "fit"),
    [
        ("aaab.yaml", "a*ab.yaml", True),
        ("abab.yaml", "*ab.yaml", True),
        ("ababa", "*aba*c", False),
        ("mississippi", "m*iss*ip?i", True),
        ("abc", "a*bd", False),
        ("a/b/c.yaml", "a/*/c.yaml", True),
        ("a/b/x/c.yaml", "a/*/c.yaml", False),
    ],
)
def test_patterns_take_one_character_more_where_they_fail(path: str, pattern: str, *, fit: bool) -> None:
    assert fits(path, pattern) is fit


# -- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["", "  ", "a? b?", "the?"])
def test_a_pattern_that_asks_for_no_word_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="has no word"):
        index([(source, "x", False)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Velocity is no measure of success.", False),
        ("Velocity. No measure.", True),
        ("Velocity (no", True),
        ("Bonus for velocity, not less.", True),
        ("not", False),
        ("no velocity", False),
        ("instead of velocity", False),
        ("nothing except velocity", True),
        ("Nothing. Except velocity", False),
    ],
)
def test_denials_reach_as_far_as_their_clause(text: str, *, found: bool) -> None:
    assert mentions(text, "velocity", catalogue.lexicon()) is found


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("abc", {"a"}),
        ("(?:-|/)x", {"-", "/"}),
        ("(?i:x)-?", set()),
        ("(x)+", {"x"}),
        ("x*", set()),
        ("[ab]|[cd]", {"a", "b", "c", "d"}),
        ("x|.", set()),
        (".*", set()),
    ],
)
def test_what_a_text_needs_to_match_a_pattern(pattern: str, characters: set[str]) -> None:
    assert needed(pattern) == characters


# -- reading ---------------------------------------------------------------------------------------------------------


def test_standard_input_that_breaks_is_refused() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    with pytest.raises(files.Refused) as caught:
        inputs.document(io.BufferedReader(Broken()))
    assert caught.value.reason == "it cannot be read (Input/output error)"


@pytest.mark.parametrize(
    ("raw", "nul", "paths"),
    [
        (b"a.yaml\nb c.yaml\r\n\n", False, ["a.yaml", "b c.yaml"]),
        (b"a\nb.yaml\0c.yaml\0", True, ["a\nb.yaml", "c.yaml"]),
        (b"\xff.yaml", False, [os.fsdecode(b"\xff.yaml")]),
        (b"", False, []),
    ],
)
def test_a_list_of_paths(raw: bytes, *, nul: bool, paths: list[str], tmp_path: Path) -> None:
    assert inputs.listed("-", io.BytesIO(raw), nul=nul) == tuple(map(Path, paths))
    (tmp_path / "list").write_bytes(raw)
    assert inputs.listed(str(tmp_path / "list"), io.BytesIO(), nul=nul) == tuple(map(Path, paths))


def test_a_list_of_paths_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LIST_LIMIT", 10)
    assert inputs.listed("-", io.BytesIO(b"x" * 10), nul=False) == (Path("x" * 10),)
    with pytest.raises(files.Refused, match="larger than 10 bytes"):
        inputs.listed("-", io.BytesIO(b"x" * 11), nul=False)


def test_a_folder_that_is_met_again_is_not_walked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a mount or a junction that leads back: it is a folder and no link."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").touch()
    (tmp_path / "sub" / "up").symlink_to("..")
    monkeypatch.setattr(files, "_is_folder", lambda entry: entry.is_dir())
    assert [path.name for path in files.walk(tmp_path, lambda *_: None)] == ["a.yaml"]


def test_an_entry_that_cannot_be_asked_is_no_folder() -> None:
    class Entry:
        name = "a"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise PermissionError(follow_symlinks)

    assert files._is_folder(Entry()) is False  # type: ignore[arg-type] # noqa: SLF001 - what the walk asks


def test_a_path_on_another_drive_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", elsewhere)
    assert files.display(Path("/there/a.yaml"), Path("/here")) == "/there/a.yaml"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("apiVersion: engagelint/v1\nmetadata: {name: x}\n", Kind.ENGAGEMENT, Kind.ENGAGEMENT),
        ("apiVersion: engagelint/v1\nitems: [a]\n", Kind.DEFINITION_OF_DONE, Kind.DEFINITION_OF_DONE),
        ("apiVersion: engagelint/v1\nmetadata: {name: x}\n", None, "`kind` is not stated; it is one of Engagement"),
        ("apiVersion: engagelint/v1\nkind: Engagment\n", None, "did you mean Engagement?"),
        ("apiVersion: engagelint/v1\nkind: Zebra\n", None, "it is one of Engagement"),
        ("a: 1\n", None, None),
        ("dod: [a]\n", None, Kind.DEFINITION_OF_DONE),
    ],
)
def test_what_a_document_is(text: str, kind: Kind | None, found: Kind | str | None) -> None:
    read = recognise(text.encode(), "a.yaml", kind=kind)
    if isinstance(found, Kind):
        assert isinstance(read, Document)
        assert read.kind is found
    elif found is None:
        assert read is None
    else:
        assert isinstance(read, Finding)
        assert found in read.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a: "\\U00110000"\n', "This code stands for no character"),
        ("%YAML 1." + "9" * 5_000 + "\n---\na: 1\n", ""),
        ("a: !<x\n", ""),
        ("a: *\n", "A name of letters and digits must follow"),
    ],
)
def test_what_the_parser_says_is_put_into_words(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        compose(text)
    assert words in caught.value.message
    assert 0 <= caught.value.start <= len(text)


# -- comments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1 # x\n#y\n", ["x", "y"]),
        ("a: b#c\n'd#e': f # g\n", ["g"]),
        ("\ufeff# x\na: 1\n", ["x"]),
        ("\ufeff\ufeff# x\n", ["x"]),
        ("a: | # x\n  # no\n# y\n", ["x", "y"]),
        ("a: >-\n  b\n# y", ["y"]),
        ("a: [# x\n1]\n", []),
        ("a: {\n", []),
        ("", []),
    ],
)
def test_comments_of_yaml(text: str, found: list[str]) -> None:
    assert [comment.text for comment in yaml_comments(Source("a.yaml", text))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A\n\ntext\n", []),
        ("---\na: 1 # x\n---\ntext\n", ["x"]),
        ("<!-- x -->\n\na <!-- y --> b\n", ["x", "y"]),
        ("a `<!-- no -->` b\n\n```\n<!-- no -->\n```\n", []),
        ("<!-- x\nnever closed\n", ["x never closed"]),
        ("<!-- a --> <!-- b -->\n", ["a", "b"]),
    ],
)
def test_comments_of_markdown(text: str, found: list[str]) -> None:
    assert [comment.text for comment in markdown_comments(Source("a.md", text))] == found


IDS = {"com001": "COM001"}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.yaml", f"{HEAD}x-a: 1\n# engagelint: allow COM001 -- x\n", "No term follows this comment"),
        ("a.yaml", f"{HEAD}x-a: [ # engagelint: allow COM001 -- x\n1]\n", None),
        ("a.yaml", f"{HEAD}x-a: &b {{c: 1}}\nx-d: *b # engagelint: allow COM001 -- x\n", None),
        ("dod.md", "# Definition of Done\n\n- A\n\nWords <!-- engagelint: allow COM001 -- x -->\n", "No term"),
        ("dod.md", "# Definition of Done\n\n- A <!-- engagelint: allow COM001 -- x -->\n", None),
    ],
)
def test_a_comment_speaks_for_a_term_or_says_that_there_is_none(name: str, text: str, problem: str | None) -> None:
    document = recognise(text.encode(), name, kind=Kind.DEFINITION_OF_DONE if name == "dod.md" else None, named=True)
    assert isinstance(document, Document)
    (found,) = suppressions.find(document, IDS)
    assert (found.problem or "").startswith(problem or "")
    assert bool(found.problem) is bool(problem)
    assert problem or found.pointers


# -- rules -----------------------------------------------------------------------------------------------------------


def test_too_many_files_of_rules_are_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}policies: [rules]\n")
    (tmp_path / "rules").mkdir()
    for number in range(3):
        (tmp_path / "rules" / f"{number}.yaml").write_text("a: 1\n")
    (tmp_path / "a.yaml").write_text(HEAD)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)  # noqa: S603, S607
    monkeypatch.setattr(trust, "_MOST", 3)
    result = run(tmp_path, "check", "--trust", "main", "a.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err == "engagelint: --trust: there are more than 3 files of rules in main\n"


def test_what_lies_outside_of_the_repository_is_named_by_whoever_trusts(tmp_path: Path) -> None:
    """A configuration, policies and a baseline that the command line names elsewhere are that caller's own."""
    import subprocess

    root = tmp_path / "repository"
    root.mkdir()
    (root / "a.yaml").write_text(f"{HEAD}exit: {{intellectual_property: vendor}}\n")
    (root / "engagelint.yaml").write_text(f"{CONFIG}pakcs: [no]\n")  # cannot be used, and is not
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)  # noqa: S603, S607
    (tmp_path / "own.yaml").write_text(f"{CONFIG}select: [EXT002]\nseverity: {{EXT002: note}}\n")
    (tmp_path / "known.json").write_text('{"version": 1, "findings": []}\n')
    named = ["--config", "../own.yaml", "--baseline", "../known.json", "--isolated"]
    result = run(root, "check", "--trust", "main", *named, "--format=json", "a.yaml")
    assert (result.err, [(one["id"], one["severity"]) for one in result.findings]) == ("", [("EXT002", "note")])
    refused = run(root, "check", "--trust", "main", "a.yaml")
    assert (refused.code, refused.out, "engagelint.yaml:3:1: CFG " in refused.err) == (2, "", True)


def test_a_policy_says_of_itself_what_it_is() -> None:
    raw = {
        "id": "ZZZ001",
        "name": "own",
        "applies_to": "Engagement",
        "severity": "error",
        "given": "/metadata",
        "require": "true",
        "message": "m",
        "why": "w",
        "ask": "a",
        "clause": "c",
    }
    policy = parse(raw, "own")
    assert repr(policy) == "<Policy ZZZ001>"
    assert policy.weighing(Severity.NOTE).severity is Severity.NOTE
    assert policy.requirement == "Own."


def test_a_house_policy_in_a_folder_that_cannot_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house" / "sub").mkdir(parents=True)
    (tmp_path / "a.yaml").write_text(HEAD)
    real: Callable[[Any], Any] = os.scandir

    def closed(path: Any) -> Any:  # noqa: ANN401 - whatever scandir takes
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    result = run(tmp_path, "check", "--policies", "house", "a.yaml")
    assert (result.code, result.out, result.err) == (2, "", "engagelint: sub: it may not be read\n")


# -- showing progress ------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A terminal, of which the reader may go away."""

    gone = False

    def write(self, text: str) -> int:
        if self.gone:
            raise BrokenPipeError
        return super().write(text)


def test_the_bar_goes_on_when_nobody_looks_any_more() -> None:
    now = [0.0]
    stream = Terminal()
    bar = Bar(stream, lambda: now[0])
    for done, time in ((1, 10.0), (2, 20.0)):
        now[0] = time
        bar.step(done, 3)
    assert "2 of 3 files" in stream.getvalue()
    stream.gone = True
    for done, time in ((3, 30.0), (3, 40.0)):
        now[0] = time
        bar.step(done, 3)
    bar.clear()
    assert "3 of 3" not in stream.getvalue()


def test_every_kind_of_document_has_fields() -> None:
    for kind in ("engagement", "definition-of-done"):
        assert catalogue.by_pointer(kind)
        assert all(schema.exists(Kind(found), "") for found in ("Engagement", "DefinitionOfDone"))
