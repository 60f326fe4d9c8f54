"""The limits of the configuration hold wherever a document is read, and what is beyond them is said with its size."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from hostile.command import Result, run
from hostile.inputs import HEAD

CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"
DRAFT = HEAD + "x-a: [" + ", ".join("1" for _ in range(50)) + "]\n"
FORM = ("--select", "TXT002", "--as-of", "2026-03-02")


def nodes(text: str) -> int:
    """The least limit on values under which a manifest is read."""
    from engagelint.loading.unreadable import Unreadable
    from engagelint.loading.yaml import compose

    for least in range(1, 1_000):
        try:
            compose(text, nodes=least)
        except Unreadable:
            continue
        return least
    raise AssertionError("a small text has no end")


def configure(folder: Path, **limits: int) -> None:
    (folder / "engagelint.yaml").write_text(f"{CONFIG}limits: {json.dumps(limits)}\n", encoding="utf-8")


def fed(folder: Path, raw: bytes, *arguments: str) -> Result:
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw))):
        return run(folder, *arguments)


def refused(limit: int, size: int) -> str:
    return f"it is larger than {limit} bytes ({size} bytes)"


SIZE = len(DRAFT)
#: The commands that read a document, named or found, and the exit code where it is read.
COMMANDS = {
    "check": (["check", *FORM, "new.yaml"], 0),
    "check a folder": (["check", *FORM, "drafts"], 0),
    "show": (["show", "new.yaml"], 0),
    "report": (["report", "--format", "markdown", *FORM, "new.yaml"], 0),
    "compare with it": (["compare", *FORM, "old.yaml", "new.yaml"], 0),
    "compare it": (["compare", *FORM, "new.yaml", "old.yaml"], 0),
    "compare folders": (["compare", *FORM, "drafts", "drafts"], 0),
    "since": (["report", "--format", "markdown", *FORM, "--since", "new.yaml", "old.yaml"], 0),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drafts").mkdir()
    for name in ("new.yaml", "drafts/new.yaml"):
        (tmp_path / name).write_text(DRAFT, encoding="utf-8")
    (tmp_path / "old.yaml").write_text(HEAD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_reads_as_many_bytes_as_the_configuration_says(name: str, folder: Path) -> None:
    arguments, code = COMMANDS[name]
    for limit in (SIZE, SIZE + 1):
        configure(folder, file_bytes=limit)
        assert (run(folder, *arguments).code, run(folder, *arguments).err) == (code, "")
    configure(folder, file_bytes=SIZE - 1)
    result = run(folder, *arguments)
    assert result.code == 2
    assert refused(SIZE - 1, SIZE) in result.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_reads_more_than_by_default_where_the_configuration_lets_it(name: str, folder: Path) -> None:
    arguments, code = COMMANDS[name]
    large = DRAFT + "# " + "x" * (1024 * 1024) + "\n"
    for path in ("new.yaml", "drafts/new.yaml"):
        (folder / path).write_text(large, encoding="utf-8")
    result = run(folder, *arguments)
    assert (result.code, f"larger than 1 MiB ({len(large):,} bytes)" in result.err) == (2, True)
    configure(folder, file_bytes=2 * 1024 * 1024)
    result = run(folder, *arguments)
    assert (result.code, result.err) == (code, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_reads_as_many_values_as_the_configuration_says(name: str, folder: Path) -> None:
    arguments, code = COMMANDS[name]
    most = nodes(DRAFT)
    for limit in (most, most + 1):
        configure(folder, nodes=limit)
        assert (run(folder, *arguments).code, run(folder, *arguments).err) == (code, "")
    configure(folder, nodes=most - 1)
    result = run(folder, *arguments)
    assert result.code != code or "DOC" in result.out
    assert f"more than {most - 1} values" in result.out + result.err


@pytest.mark.parametrize("name", ["-", "draft.yaml"])
def test_standard_input_is_held_to_the_same_limits(name: str, tmp_path: Path) -> None:
    arguments = ["check", *FORM, "--format=json", "--kind", "engagement", "-"]
    arguments += [] if name == "-" else ["--stdin-filename", name]
    raw = DRAFT.encode()
    for limit in (SIZE, SIZE + 1):
        configure(tmp_path, file_bytes=limit)
        result = fed(tmp_path, raw, *arguments)
        assert (result.code, result.findings, result.err) == (0, [], "")
    configure(tmp_path, file_bytes=SIZE - 1)
    result = fed(tmp_path, raw, *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"engagelint: {name}: it is larger than {SIZE - 1} bytes\n"
    configure(tmp_path, nodes=nodes(DRAFT) - 1)
    assert [one["id"] for one in fed(tmp_path, raw, *arguments).findings] == ["DOC"]
    (tmp_path / "engagelint.yaml").unlink()
    large = raw + b"# " + b"x" * 1024 * 1024
    assert fed(tmp_path, large, *arguments).err == f"engagelint: {name}: it is larger than 1 MiB\n"
    configure(tmp_path, file_bytes=2 * 1024 * 1024)
    assert fed(tmp_path, large, *arguments).code == 0


def test_standard_input_without_end_is_read_up_to_the_limit(tmp_path: Path) -> None:
    configure(tmp_path, file_bytes=1000)
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "engagelint", "check", "-"],
            cwd=tmp_path,
            stdin=endless,
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (2, b"engagelint: -: it is larger than 1,000 bytes\n")


# -- what a manifest refers to ---------------------------------------------------------------------------------------

LINKS = HEAD + "definition_of_done:\n  file: dod.md\n"
DONE = "# Definition of Done\n\n- Unit tests pass\n"


def references(result: Result) -> list[tuple[str, int, int, str]]:
    wanted = {"REF", "DOD030"}
    found: list[dict[str, Any]] = [one for one in result.findings if one["id"] in wanted]
    return [(one["file"], one["line"], one["column"], one["message"]) for one in found]


@pytest.mark.parametrize("limit", [None, len(LINKS) + 1, len(LINKS) + 10])
def test_a_definition_of_done_that_is_too_large_is_said_to_be_so(limit: int | None, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    most = limit or 1024 * 1024
    if limit:
        configure(tmp_path, file_bytes=limit)
    (tmp_path / "a.yaml").write_text(LINKS, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LINKS.replace("\n  file", "\n\n  file"), encoding="utf-8")
    arguments = ["check", "--select", "DOD030", "--format=json", "a.yaml", "b.yaml"]
    for size in (most - 1, most):
        (tmp_path / "dod.md").write_text(DONE.ljust(size, "\n"), encoding="utf-8")
        if limit is None and size > 10_000:  # as many lines are too many
            (tmp_path / "dod.md").write_text(DONE + "<!--" + "x" * (size - len(DONE) - 8) + "-->\n", encoding="utf-8")
        assert references(run(tmp_path, *arguments)) == []
    (tmp_path / "dod.md").write_text(DONE.ljust(most + 1), encoding="utf-8")
    shown = "1 MiB" if limit is None else f"{limit} bytes"
    words = f"`dod.md` is not read: it is larger than {shown} ({most + 1:,} bytes)"
    result = run(tmp_path, *arguments)
    assert (result.code, references(result)) == (1, [("a.yaml", 5, 9, words), ("b.yaml", 6, 9, words)])
    # `show` and `compare` say the same.
    assert words in run(tmp_path, "show", "a.yaml").err
    compared = run(tmp_path, "compare", "--select", "DOD030", "--format", "json", "a.yaml", "b.yaml")
    assert words in compared.out


def test_a_definition_of_done_that_is_no_file_or_not_there_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text(LINKS, encoding="utf-8")
    arguments = ["check", "--isolated", "--select", "DOD030", "--format=json", "a.yaml"]
    missing = ("a.yaml", 5, 9, 'The Definition of Done "dod.md" does not exist or cannot be read')
    assert references(run(tmp_path, *arguments)) == [missing]
    (tmp_path / "dod.md").mkdir()
    assert references(run(tmp_path, *arguments)) == [("a.yaml", 5, 9, "`dod.md` is not read: it is a folder")]


def test_it_is_told_the_same_by_several_processes(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "dod.md").write_bytes(b"#" * (1024 * 1024 + 1))
    for number in range(6):
        (tmp_path / f"{number}.yaml").write_text(LINKS, encoding="utf-8")
    names = [f"{number}.yaml" for number in range(6)]
    arguments = ["check", "--isolated", "--select", "DOD030", "--format=json", *names]
    one, three = run(tmp_path, *arguments, "--jobs=1"), run(tmp_path, *arguments, "--jobs=3")
    assert one.out == three.out
    assert [file for file, *_ in references(one)] == names


# -- an editor -------------------------------------------------------------------------------------------------------


def test_an_editor_is_held_to_the_same_limits(tmp_path: Path) -> None:
    from engagelint.lsp.diagnosis import diagnose, document

    path, most = tmp_path / "a.yaml", nodes(DRAFT)
    for limits in ({"file_bytes": SIZE}, {"nodes": most}):
        configure(tmp_path, **limits)
        diagnosis = diagnose(path, DRAFT, "2026-03-02")
        assert not diagnosis.problems
        assert "DOC" not in {one.id for one in diagnosis.findings}
        assert document(path, DRAFT)
    configure(tmp_path, file_bytes=SIZE - 1)
    assert diagnose(path, DRAFT, "2026-03-02").problems == (f"a.yaml: {refused(SIZE - 1, SIZE)}",)
    configure(tmp_path, nodes=most - 1)
    assert [one.id for one in diagnose(path, DRAFT, "2026-03-02").findings] == ["DOC"]
    assert document(path, DRAFT) is None
    # By a configuration that cannot be used, nothing is checked, and only what is ours is told so.
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}pakcs: []\n", encoding="utf-8")
    assert [one.id for one in diagnose(path, DRAFT, "2026-03-02").findings] == ["CFG"]
    assert diagnose(path, "a: 1\n", "2026-03-02").findings == ()
    assert document(path, DRAFT)


# -- a revision ------------------------------------------------------------------------------------------------------


def test_drafts_of_a_revision_are_held_to_the_same_limits(tmp_path: Path) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    large = DRAFT + "# " + "x" * (1024 * 1024) + "\n"
    (tmp_path / "old.yaml").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "large.yaml").write_text(large, encoding="utf-8")
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)  # noqa: S603, S607
    compared = ["compare", *FORM, "main:old.yaml", "old.yaml"]
    configure(tmp_path, file_bytes=SIZE)
    assert run(tmp_path, *compared).code == 0
    configure(tmp_path, file_bytes=SIZE - 1)
    result = run(tmp_path, *compared)
    assert (result.code, result.err.count(refused(SIZE - 1, SIZE))) == (2, 2)
    compared = ["compare", *FORM, "main:large.yaml", "large.yaml"]
    (tmp_path / "engagelint.yaml").unlink()
    result = run(tmp_path, *compared)
    assert (result.code, result.err.count(f"larger than 1 MiB ({len(large):,} bytes)")) == (2, 2)
    configure(tmp_path, file_bytes=len(large))
    assert run(tmp_path, *compared).code == 0
