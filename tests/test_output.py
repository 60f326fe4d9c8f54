"""Reports into files: whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engagelint.output import Target, target, twice, write_file
from engagelint.reporters.links import linked, supported

ROOT = Path(__file__).parents[1]
PROPOSAL = ROOT / "examples" / "vendor-proposal.yaml"
FORMATS = ("text", "json")


def run(folder: Path, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engagelint", "check", PROPOSAL, "--select", "COM001", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True, timeout=120, **options)  # type: ignore[call-overload,no-any-return] # noqa: S603


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("text", Target("text")),
        ("json:report.json", Target("json", "report.json")),
        ("json:C:/x.json", Target("json", "C:/x.json")),
        ("text:-", Target("text", "-")),
    ],
)
def test_a_format_may_name_a_file(choice: str, expected: Target) -> None:
    assert target(choice, FORMATS) == expected


@pytest.mark.parametrize(("choice", "words"), [("yaml", "text, json"), ("json:", "names no file"), ("", "no format")])
def test_what_is_no_format_is_said(choice: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        target(choice, FORMATS)


def test_a_file_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    a, link, b = (Target("json", str(tmp_path / name)) for name in ("a", "link", "b"))
    assert twice((a, b, Target("text"), Target("json"))) is None
    assert twice((a, link)) == link.file
    assert twice((Target("json", os.devnull), Target("text", os.devnull))) is None


def test_utf8_and_line_breaks(tmp_path: Path) -> None:
    write_file(str(tmp_path / "a"), "ü\nx\udcff\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xbc\nx\\udcff\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_permissions_are_those_of_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(str(tmp_path / "a"), "x")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real").write_text("old")
    (tmp_path / "link").symlink_to("folder/real")
    write_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "real").read_text() == "new"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_the_old_report_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os if failing == "fsync" else Path, failing, fail)
    with pytest.raises(OSError, match="No space"):
        write_file(str(tmp_path / "a"), "new")
    assert (tmp_path / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    done = run(tmp_path, "--format", "json:reports/x.json", "--format", "concise")
    assert done.returncode == 2
    assert done.stderr.startswith("engagelint: cannot write reports/x.json: ")
    assert "COM001" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_several_formats_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, "--format", "json:a.json", "--format", "concise", "--format", "sarif:a.sarif")
    assert done.returncode == 1
    assert done.stdout.startswith("..") or "vendor-proposal.yaml:26" in done.stdout
    assert '"findings"' in (tmp_path / "a.json").read_text()
    assert '"runs"' in (tmp_path / "a.sarif").read_text()


def test_colours_stay_out_of_files(tmp_path: Path) -> None:
    run(tmp_path, "--format", "text:a.txt", "--color", "always")
    assert "\x1b" not in (tmp_path / "a.txt").read_text()


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (["xml"], "no format"),
        (["json:"], "names no file"),
        (["json:a", "text:./a"], "two reports would be written into './a'"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(tmp_path: Path, choices: list[str], words: str) -> None:
    done = run(tmp_path, *(part for choice in choices for part in ("--format", choice)))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no /dev/stdout")
def test_standard_output_by_its_path_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stream:
        command = [sys.executable, "-m", "engagelint", "check", str(PROPOSAL), "--select", "COM001"]
        command += ["--format", "concise", "--format", "json:/dev/stdout"]
        done = subprocess.run(command, cwd=tmp_path, stdout=stream, check=False, timeout=120)  # noqa: S603
    written = (tmp_path / "out").read_text()
    assert done.returncode == 1
    assert "1 error in 1 file" in written
    assert written.rstrip().endswith("}")
    piped = run(tmp_path, "--format", "json:/dev/stdout")
    assert piped.stdout.startswith("{\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_device_is_said() -> None:
    done = run(ROOT, "--format", "json:/dev/full")
    assert done.returncode == 2
    assert done.stderr == "engagelint: cannot write /dev/full: No space left on device\n"


def test_links_lead_from_codes_to_pages() -> None:
    painted = "x.yaml:1:1: \x1b[31;1merror\x1b[0m \x1b[1mROL002\x1b[0m a: ROL002 \x1b[1mACM001\x1b[0m \x1b[1mDOC\x1b[0m"
    page = "https://github.com/engagelint/engagelint/blob/main/policies"
    assert linked(painted) == (
        "x.yaml:1:1: \x1b[31;1merror\x1b[0m "
        f"\x1b]8;;{page}/roles/ROL002-product-owner-has-backup.yaml\x1b\\\x1b[1mROL002\x1b[0m\x1b]8;;\x1b\\ a: ROL002 "
        f"\x1b[1mACM001\x1b[0m \x1b]8;;{page}/README.md\x1b\\\x1b[1mDOC\x1b[0m\x1b]8;;\x1b\\"
    )


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"VTE_VERSION": "6800"}, True),
        ({"VTE_VERSION": "4205"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "KITTY_WINDOW_ID": "1"}, False),
    ],
)
def test_links_only_where_they_are_shown(environment: dict[str, str], *, expected: bool) -> None:
    assert supported(environment) is expected
