"""Every hostile document through the command line, in every format: one diagnostic at its place, and the exit code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engagelint.reporters import FORMATS
from hostile.command import FORM, every_format, measured, run
from hostile.effort import effort, linear
from hostile.inputs import Case, documents

if TYPE_CHECKING:
    from pathlib import Path

CASES = documents()
#: Those that are large or deep, or that once filled the memory: each gets a process of its own.
LARGE = [case for case in CASES if len(case.raw) > 20_000 or "bomb" in case.name]
#: Control characters, and those that hide or turn round what follows, which no report may hold.
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe\uffff]")


def options(case: Case) -> list[str]:
    return ["--kind", "definition-of-done"] if case.suffix == ".md" else []


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is loaded for the first refusal is no document's time."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "a.yaml").write_text("apiVersion: engagelint/v1\nkind: Engagement\nkpi: 1\n")
    run(folder, "check", *every_format(), "a.yaml")


def test_names_are_unique() -> None:
    assert len({case.file for case in CASES}) == len(CASES) > 170


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_one_diagnostic_in_every_format(case: Case, tmp_path: Path) -> None:
    (tmp_path / case.file).write_bytes(case.raw)
    result = run(tmp_path, "check", *FORM, *options(case), *every_format(), case.file)
    assert result.places("DOC", "SCH", "REF", "POL") == case.found
    errors = [one for one in result.findings if one["severity"] == "error"]
    assert (result.code, result.err) == (1 if errors else 0, "")
    assert errors or all("YAML 1.1" in one["message"] for one in result.findings if one["id"] == "SCH")
    if any(code == "DOC" for code, _, _ in case.found):
        assert len(result.findings) == 1
    for name in set(FORMATS) - {"json"}:
        shown = (tmp_path / f".report-{name}").read_bytes().decode("utf-8")
        assert not ACTIVE.search(shown), name
        if case.found and name not in {"asks"}:
            assert case.found[0][0] in shown, name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a\n", "the file is a list; fields such as `apiVersion` and `kind` are expected"),
        ("words\n", 'the file is "words"; fields such as `apiVersion` and `kind` are expected'),
        ("5\n", "the file is 5; fields such as `apiVersion` and `kind` are expected"),
        ("{}\n", None),
    ],
)
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_the_whole_of_a_file_is_fields(text: str, words: str | None, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix}").write_text(
        {"- a\n": "[1]", "words\n": '"words"'}.get(text, text) if suffix == ".json" else text
    )
    result = run(tmp_path, "check", *FORM, "--kind", "engagement", "--format=json", f"a{suffix}")
    first = result.findings[0]
    assert (result.code, first["id"], first["line"], first["column"]) == (1, "SCH", 1, 1)
    assert words is None or first["message"] == words
    # Where nobody says what it is, it is nobody's.
    assert run(tmp_path, "check", *FORM, f"a{suffix}").code == 2


@pytest.mark.bounds
@pytest.mark.parametrize("case", LARGE, ids=lambda case: case.file)
def test_work_and_memory(case: Case, tmp_path: Path) -> None:
    (tmp_path / case.file).write_bytes(case.raw)
    command = ("check", "--isolated", "--format=concise", *options(case), case.file)
    result = measured(tmp_path, *command)
    assert result.code in {0, 1}
    assert result.err == b""
    assert result.peak < 100
    assert effort(lambda: run(tmp_path, *command)) < linear(len(case.raw), each=100)


def test_one_bad_file_keeps_no_other_from_being_checked(tmp_path: Path) -> None:
    refused = [case for case in CASES if case.found and case.found[0][0] == "DOC" and case.suffix != ".md"]
    for case in refused:
        (tmp_path / case.file).write_bytes(case.raw)
    (tmp_path / "zz-good.yaml").write_text("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: '\u202e'}\n")
    result = run(tmp_path, "check", *FORM, "--format=json", ".")
    found = {one["file"]: one["id"] for one in result.findings}
    named = {case.file for case in refused}
    assert found.pop("zz-good.yaml") == "TXT002"
    # What names itself no manifest is a stranger's where it was not named.
    strangers = {"bom-only.yaml", "empty.yaml", "empty-comment.yaml", "empty-json.json"}
    assert set(found) == named - strangers
    assert set(found.values()) == {"DOC"}
    assert len(result.findings) == len(found) + 1
    assert result.code == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.name.startswith("dod-")], ids=lambda case: case.file)
def test_references_tell_nothing_of_what_is_outside(case: Case, tmp_path: Path) -> None:
    """What a reference leads to is not quoted, and missing and outside are told in the same words."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "x.md").write_text("# Definition of Done\n\n- SECRET\n")
    (folder / ".git").mkdir()
    (folder / case.file).write_bytes(case.raw)
    result = run(folder, "check", "--isolated", *every_format(), case.file)
    shown = result.out + result.err + "".join((folder / f".report-{name}").read_text() for name in FORMATS[3:])
    assert "SECRET" not in shown
    assert "root:x:0" not in shown
    if case.found and case.found[0][0] == "REF":
        there = [one["message"] for one in result.findings if one["id"] == "REF"]
        (folder / case.file).write_bytes(case.raw.replace(b"passwd", b"nothing-there"))
        again = run(folder, "check", "--isolated", "--format=json", case.file)
        assert [one["message"] for one in again.findings if one["id"] == "REF"] == there


def test_a_sample_as_processes(tmp_path: Path) -> None:
    for case in [case for case in CASES if case.found][::10]:
        (tmp_path / case.file).write_bytes(case.raw)
        result = measured(tmp_path, "check", *FORM, *options(case), "--format=concise", case.file)
        assert result.code == 1, case
        for code, line, column in case.found:
            assert f"{case.file}:{line}:{column}: error {code} ".encode() in result.out
