"""At the terminal: completion in shells, lists of files, standard input, and the bar of a long run."""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from engagelint import progress

ROOT = Path(__file__).parents[1]
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A folder with our command, which completion knows by its name."""
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "engagelint").write_text(
        f"#!{sys.executable}\nimport sys\nfrom engagelint.cli import main\nsys.argv[0] = 'engagelint'\nmain()\n"
    )
    (folder / "engagelint").chmod(0o755)
    return folder


def completed(command: Path, words: str, *, of: str = "bash") -> list[str]:
    variables = {"_ENGAGELINT_COMPLETE": f"{of}_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    if of == "fish":
        variables["COMP_CWORD"] = words.rpartition(" ")[2]
    done = subprocess.run(  # noqa: S603
        [str(command / "engagelint")],
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip().splitlines()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("engagelint ini", ["plain,init"]),
        ("engagelint check --form", ["plain,--format"]),
        ("engagelint check --format sar", ["plain,sarif"]),
        ("engagelint check --pack st", ["plain,strict"]),
        ("engagelint check --select ROL00", [f"plain,ROL00{number}" for number in range(1, 10)]),
        ("engagelint check --ignore COM001,ROL01", [f"plain,COM001,ROL01{number}" for number in range(3)]),
        ("engagelint explain SU", ["plain,SUP"]),
        ("engagelint explain shp014", ["plain,SHP014"]),
        ("engagelint check --select SU", []),
        ("engagelint init --shape mvp", ["plain,mvp-build"]),
        ("engagelint nonsense --sel", []),
    ],
)
def test_what_is_offered(words: str, offered: list[str], command: Path) -> None:
    assert completed(command, words) == offered


def test_shells_that_show_help_are_told_what_codes_mean(command: Path) -> None:
    assert completed(command, "engagelint explain ROL002", of="zsh") == [
        "plain",
        "ROL002",
        "product-owner-has-backup",
    ]
    assert "product-owner-has-backup" in completed(command, "engagelint explain ROL002", of="fish")[0]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_one_that_the_shell_can_read(shell: str, command: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "_ENGAGELINT_COMPLETE": f"{shell}_source", "PATH": f"{command}:{os.environ['PATH']}"}
    done = subprocess.run([str(command / "engagelint")], env=environment, capture_output=True, check=False, timeout=60)  # noqa: S603
    assert done.returncode == 0
    assert b"_ENGAGELINT_COMPLETE" in done.stdout
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / f"completion.{shell}"
    script.write_bytes(done.stdout)
    read = subprocess.run([program, "-n", str(script)], capture_output=True, check=False, text=True, timeout=60)  # noqa: S603
    assert (read.returncode, read.stderr) == (0, "")


def test_bash_itself_completes_a_code(command: Path) -> None:
    program = (
        'eval "$(_ENGAGELINT_COMPLETE=bash_source engagelint)"\n'
        "COMP_WORDS=(engagelint explain SHP01); COMP_CWORD=2\n"
        '_engagelint_completion engagelint; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    environment = {**os.environ, "PATH": f"{command}:{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S603
        ["bash", "--norc", "-c", program],  # noqa: S607
        env=environment, capture_output=True, check=False, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == ["SHP010", "SHP011", "SHP012", "SHP013", "SHP014"]


def check(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "engagelint",
        "check",
        "--format",
        "concise",
        "--select",
        "SHP001,DOD030,DOC",
        *arguments,
    ]
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False, timeout=60)  # noqa: S603
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    ("listed", "arguments"),
    [
        (b"a.yaml\nb c.yaml\n", []),
        (b"a.yaml\r\nb c.yaml", []),
        (b"a.yaml\0b c.yaml\0", ["-0"]),
    ],
)
def test_files_are_taken_from_a_list(listed: bytes, arguments: list[str], tmp_path: Path) -> None:
    for name in ("a.yaml", "b c.yaml", "other.yaml"):
        (tmp_path / name).write_text(HEAD)
    (tmp_path / "list").write_bytes(listed)
    for source, given in (("-", listed), ("list", b"")):
        done = check(tmp_path, "--files-from", source, *arguments, given=given)
        assert done.returncode == 1
        found = {line.partition(":")[0] for line in done.stdout.splitlines() if "SHP001" in line}
        assert found == {"a.yaml", "b c.yaml"}


def test_names_with_line_breaks_need_nul(tmp_path: Path) -> None:
    (tmp_path / "a\nb.yaml").write_text(HEAD)
    assert check(tmp_path, "--files-from", "-", given=b"a\nb.yaml\n").returncode == 2
    assert check(tmp_path, "--files-from", "-", "-0", given=b"a\nb.yaml\0").returncode == 1


def test_an_empty_list_is_nothing_to_check_and_not_everything(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    done = check(tmp_path, "--files-from", "-")
    assert done.returncode == 2
    assert "nothing to check" in done.stderr
    assert check(tmp_path, "--files-from", "-", "--hook").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--files-from", "-", "-"], "standard input can be read once only"),
        (["-", "-"], "standard input can be read once only"),
        (["-0"], "-0 says how the paths of --files-from end"),
        (["--stdin-filename", "x.yaml"], "--stdin-filename names what `-` reads"),
        (["-", "--stdin-filename", "."], "is not the name of a file"),
        (["--files-from", "nowhere"], "--files-from nowhere: there is no such file"),
    ],
)
def test_what_does_not_go_together_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = check(tmp_path, *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_a_document_on_standard_input(tmp_path: Path) -> None:
    done = check(tmp_path, "-", given=HEAD.encode())
    assert done.returncode == 1
    assert done.stdout.startswith("-:1:1: error")
    assert check(tmp_path, "-", given=b"").returncode == 2
    assert "larger than 1 MiB" in check(tmp_path, "-", given=b"#" * (1024 * 1024 + 1)).stderr


def test_the_name_of_standard_input_says_its_kind_and_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "done.md").write_text("# Definition of Done\n\n- Tests pass\n- Reviewed by a peer\n")
    text = f"{HEAD}shape: mvp-build\ndefinition_of_done: {{file: done.md}}\n".encode()
    here = check(tmp_path, "-", given=text)
    assert "-:" in here.stdout
    assert "DOD030" in here.stdout  # beside the working folder there is no such file
    named = check(tmp_path, "-", "--stdin-filename", "drafts/x.yaml", given=text)
    assert "DOD030" not in named.stdout
    markdown = check(
        tmp_path, "-", "--stdin-filename", "x.md", "--select", "DOD024", given=b"# Definition of Done\n\n- Tests\n"
    )
    assert markdown.stdout.startswith("x.md:")
    assert "DOD024" in markdown.stdout
    # What stands on disk under that name is not looked at.
    (tmp_path / "x.yaml").write_text("apiVersion: [\n")
    assert "DOC" not in check(tmp_path, "-", "--stdin-filename", "x.yaml", given=text).stdout


def test_a_bar_comes_after_a_second_and_goes_without_a_trace() -> None:
    now = 0.0
    stream = io.StringIO()
    bar = progress.Bar(stream, lambda: now)
    now = 0.9
    bar.step(10, 1000)
    assert stream.getvalue() == ""
    now = 1.1
    bar.step(500, 1000)
    assert stream.getvalue() == f"\r[{'#' * 15}{' ' * 15}] 500 of 1,000 files"
    now = 1.15
    bar.step(501, 1000)  # too soon to be drawn again
    assert "501" not in stream.getvalue()
    bar.clear()
    width = len(f"[{'#' * 30}] 500 of 1,000 files")
    assert stream.getvalue().endswith(f"\r{' ' * width}\r")


def test_a_short_run_shows_no_bar() -> None:
    stream = io.StringIO()
    bar = progress.Bar(stream, lambda: 0.5)
    bar.step(1, 1)
    bar.clear()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("environment", "terminal", "quiet", "expected"),
    [
        ({}, True, False, True),
        ({}, False, False, False),
        ({}, True, True, False),
        ({"CI": "true"}, True, False, False),
        ({"CI": "false"}, True, False, True),
        ({"TERM": "dumb"}, True, False, False),
    ],
)
def test_who_is_shown_a_bar(environment: dict[str, str], terminal: bool, quiet: bool, expected: bool) -> None:  # noqa: FBT001
    assert progress.wanted(environment, terminal=terminal, quiet=quiet) is expected


def at_terminal(*arguments: str, columns: int, folder: Path) -> str:
    """What the command shows at a terminal of that width, without colours."""
    parent, child = pty.openpty()
    termios.tcsetwinsize(child, (24, columns))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    command = [sys.executable, "-m", "engagelint", "check", "--color", "never", *arguments]
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=child, stderr=subprocess.DEVNULL
    ) as process:
        os.close(child)
        shown = b""
        try:
            while read := os.read(parent, 65536):
                shown += read
        except OSError:  # how Linux says that nobody writes any more
            pass
        process.wait(timeout=60)
    os.close(parent)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("columns", "most"), [(40, 40), (80, 80), (100, 100), (500, 126)])
def test_excerpts_fit_the_terminal(columns: int, most: int, tmp_path: Path) -> None:
    kpi = f"{{name: {'名前 ' * 30}, measures: velocity, target: {{at_least: 40, unit: {'points ' * 20}}}}}"
    (tmp_path / "x.yaml").write_text(f"{HEAD}commercials:\n  kpis: [{kpi}]\n", encoding="utf-8")
    lines = at_terminal("--select", "COM001", "x.yaml", columns=columns, folder=tmp_path).splitlines()
    number = next(at for at, line in enumerate(lines) if line.startswith("5 | "))
    widths = ["".join(one * (2 if one > "\u3000" else 1) for one in line) for line in lines[number : number + 2]]
    assert max(map(len, widths)) <= most
    assert len(widths[0]) > most - 4
    begin = widths[0].index("velocity")
    assert widths[1] == f"{'  |'.ljust(begin)}{'^' * len('velocity')}"


def said(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engagelint", *arguments]
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(  # noqa: S603
        command, cwd=folder, env=environment, capture_output=True, check=False, text=True, timeout=60
    )


COMMANDS = ["check", "compare", "explain", "init", "lsp", "policies", "report", "schema", "show", "test"]


def test_the_first_help_fits_the_smallest_screen() -> None:
    lines = said("--help").stdout.splitlines()
    assert len(lines) <= 24
    assert [line.split()[0] for line in lines[lines.index("Commands:") + 1 :]] == COMMANDS
    assert not [line for line in lines[1:] if line.endswith("...")], "a sentence is cut off"
    examples = [line.split() for line in lines if line.startswith("    engagelint ")]
    assert {example[1] for example in examples} <= set(COMMANDS)
    assert examples


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_fits_a_screen(name: str) -> None:
    lines = said(name, "--help").stdout.splitlines()
    assert len(lines) < 50
    assert max(map(len, lines)) <= 80


def test_where_nothing_could_be_read_nothing_is_summed_up(tmp_path: Path) -> None:
    for format_ in ("text", "concise"):
        done = said("check", "--format", format_, "nothing.yaml", folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "engagelint: nothing.yaml: there is no such file\n"
        (tmp_path / "x.yaml").write_text(HEAD)
        done = said("check", "--format", format_, "--select", "SHP001", "nothing.yaml", "x.yaml", folder=tmp_path)
        assert done.returncode == 2
        assert "in 1 file" in done.stdout.splitlines()[-1]
