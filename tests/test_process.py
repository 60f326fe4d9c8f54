"""The process around the check: what it touches, what it answers to, and that its output depends on nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from hostile.command import measured, run
from hostile.inputs import HEAD, documents

from engagelint.reporters import FORMATS

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
AUDITED = Path(__file__).parent / "hostile" / "audited.py"
ALL = [f"--format={name}" for name in FORMATS]


def tree(folder: Path) -> Path:
    """A repository of good, unwise and hostile documents; the folder it is in."""
    (folder / ".git").mkdir(parents=True)
    for path in EXAMPLES.iterdir():
        shutil.copy(path, folder / path.name)
    for case in documents():
        if len(case.raw) < 20_000:
            (folder / case.file).write_bytes(case.raw)
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".github" / "workflows" / "ci.yml").write_text("on: push\njobs: {unit-tests: {steps: [{run: make}]}}\n")
    return folder


# What it touches.


def events(folder: Path, *arguments: str, **environment: str) -> list[tuple[str, str]]:
    log = folder.parent / "events.log"
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-B", str(AUDITED), str(log), *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        timeout=120,
    )
    lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    assert lines
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def outside(folder: Path, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The events that are neither reading in the repository nor reading the program and what it is built on."""
    own = [str(ROOT / "src"), str(ROOT / "schemas"), str(ROOT / "policies"), sys.prefix, sys.base_prefix]
    own += [sysconfig.get_paths()["purelib"], "/usr/share/zoneinfo", "/usr/lib/python", str(folder)]
    return [(kind, path) for kind, path in found if kind != "read" or not path.startswith(tuple(own))]


def test_nothing_outside_is_read_written_started_or_asked(tmp_path: Path) -> None:
    folder = tree(tmp_path / "a")
    (tmp_path / "x.md").write_text("# Definition of Done\n\n- secret\n")
    assert outside(folder, events(folder, "check", *ALL, ".")) == []
    assert outside(folder, events(folder, "show", "engagement.yaml")) == []


def test_only_the_named_output_is_written(tmp_path: Path) -> None:
    folder = tree(tmp_path / "a")
    found = outside(folder, events(folder, "check", "--format=json:out.json", "."))
    assert {kind for kind, _ in found} == {"write"}
    assert all(Path(path).parent == folder for _, path in found)
    assert all(Path(path).name == "out.json" or Path(path).name.startswith(".engagelint-") for _, path in found)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith((".engagelint", "out"))) == [
        "out.json"
    ]


#: What git is asked for, in this order; REVISION is a commit's name.
ASKED = (
    ["rev-parse", "--show-toplevel"],
    ["rev-parse", "--verify", "--quiet", "main^{commit}"],
    ["ls-tree", "-r", "-z", "-l", "--full-tree", "REVISION"],
)


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["check", *ALL, "--trust", "main", "."], [*ASKED, ["cat-file", "--batch"]]),
        (["check", "--trust=main", "--isolated", "--config=engagelint.yaml", "."], [*ASKED, ["cat-file", "--batch"]]),
        (["compare", "main:engagement.yaml", "engagement.yaml"], [*ASKED, ["cat-file", "--batch"]]),
        (["compare", "main:engagement.yaml", "main:./engagement.yaml"], [*ASKED, ["cat-file", "--batch"]] * 2),
        (["report", "--since=main:engagement.yaml", "engagement.yaml"], [*ASKED, ["cat-file", "--batch"]]),
        (["check", "--format=asks", "--since=main:mvp.yaml", "engagement.yaml"], [*ASKED, ["cat-file", "--batch"]]),
        (["check", "--trust=nowhere", "."], [ASKED[0], ["rev-parse", "--verify", "--quiet", "nowhere^{commit}"]]),
        (["check", "--trust=--upload-pack=x", "."], []),
        (["compare", "--", "-x:engagement.yaml", "engagement.yaml"], []),
    ],
)  # fmt: skip
def test_git_is_all_that_is_started_and_only_where_it_is_asked_for(
    arguments: list[str], asked: list[list[str]], tmp_path: Path
) -> None:
    """With the repository's own configuration full of traps: test_revision.py says what would spring them."""
    folder = tree(tmp_path / "a")
    shutil.rmtree(folder / ".git")
    (folder / "engagelint.yaml").write_text("apiVersion: engagelint/v1\nkind: Config\nselect: [TXT002]\n")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for step in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *step], cwd=folder, check=True)  # noqa: S603, S607
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "filter.x.smudge",
        "diff.x.textconv",
    ):
        subprocess.run(["git", "config", name, str(trap)], cwd=folder, check=True)  # noqa: S603, S607
    (folder / ".gitattributes").write_text("* filter=x diff=x\n")
    own = tmp_path / "own"
    own.mkdir()
    found = events(folder, *arguments, TMPDIR=str(own))
    started = [about for kind, about in found if kind == "subprocess.Popen"]
    # What git has of a revision is laid out in a folder of its own, which is gone at the end.
    # From Python 3.13 on the library tells a second time how it starts a process.
    rest = [one for one in outside(folder, found) if one[0] not in {"subprocess.Popen", "os.posix_spawn"}]
    spawned = [about for kind, about in found if kind == "os.posix_spawn"]
    assert len(spawned) in {0, len(started)}
    assert [one for one in rest if not one[1].removeprefix("('").startswith(str(own))] == []
    executable = shutil.which("git")
    seen = []
    for about in started:
        program, command, directory, environment = ast.literal_eval(about)
        assert (program, command[0], directory) == (executable, executable, None)
        at = command.index("-C")
        assert {"core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never"} <= set(command[:at])
        assert environment["GIT_ALLOW_PROTOCOL"] == "none"
        assert not {name for name in environment if name.startswith("GIT_")} & {
            "GIT_DIR",
            "GIT_SSH",
            "GIT_EXTERNAL_DIFF",
        }
        seen.append(["REVISION" if len(one) == 40 and one.isalnum() else one for one in command[at + 2 :]])
    assert seen == asked
    assert not (tmp_path / "sprung").exists()
    assert list(own.iterdir()) == []


def test_the_hook_sees_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.yaml").write_text(HEAD)
    found = outside(tmp_path / "a", events(tmp_path / "a", "check", "../b.yaml"))
    assert ("read", str((tmp_path / "b.yaml").resolve())) in found


# What its output depends on.


def test_output_is_the_same_whatever_surrounds_it(tmp_path: Path) -> None:
    folder = tree(tmp_path / "a")
    names = sorted(path.name for path in folder.iterdir() if path.suffix in {".yaml", ".md", ".json"})
    arguments = ["check", "--as-of=2026-03-02", *[f"--format={name}:../{{}}-{name}" for name in FORMATS]]
    surroundings = {
        "plain": {},
        "hash seed": {"PYTHONHASHSEED": "1"},
        "other seed": {"PYTHONHASHSEED": "4711"},
        "time zone": {"TZ": "Pacific/Kiritimati"},
        "locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        "ascii": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        "home": {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"},
    }
    for number, (name, environment) in enumerate(surroundings.items()):
        order = names if number % 2 else names[::-1]
        result = measured(folder, *[one.format(number) for one in arguments], *order, environment=environment)
        assert result.code == 1, name
        for format_ in FORMATS:
            assert (tmp_path / f"{number}-{format_}").read_bytes() == (tmp_path / f"0-{format_}").read_bytes(), (
                name,
                format_,
            )


@pytest.mark.parametrize("name", [path.name for path in sorted(EXAMPLES.iterdir())])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_places_are_the_same_in_another_checkout(name: str, newline: str, tmp_path: Path) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    found = []
    for number, shown in enumerate((text, text.replace("\n", newline))):
        (tmp_path / str(number)).mkdir()
        shutil.copytree(EXAMPLES, tmp_path / str(number), dirs_exist_ok=True)
        (tmp_path / str(number) / name).write_text(shown, encoding="utf-8", newline="")
        result = run(tmp_path / str(number), "check", "--isolated", "--format=json", "--as-of=2026-03-02", name)
        found.append([{key: one[key] for key in one if key != "value_hash"} for one in result.findings])
    assert found[0] == found[1]


# What it answers to.


@pytest.mark.bounds
def test_ten_thousand_files(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number}.yaml").write_text("a: 1\n" if number % 100 else HEAD)
    result = measured(tmp_path, "check", "--isolated", "--select=TXT002", "--format=json", ".")
    assert (result.code, result.err) == (0, b"")
    assert b'"files": 100' in result.out
    assert result.peak < 150


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_signals(sent: signal.Signals, code: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    # A job in the background of a shell ignores the interrupt, and so would what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    for number in range(3_000):
        (tmp_path / f"{number}.yaml").write_text(HEAD)
    # It says when it has begun, so that no signal comes before Python itself is ready for it.
    begun = "import sys; from engagelint.cli import main; print('begun', flush=True); main()"
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", begun, "check", "--isolated", "--format=json:out.json", "."],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    time.sleep(0.3)
    assert process.poll() is None, "it was done before it could be interrupted"
    process.send_signal(sent)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"Traceback" not in err
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".yaml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_a_folder_holds_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "good.yaml").write_text(HEAD)
    result = run(tmp_path, "check", "--isolated", "--select=TXT002", "--format=json", ".")
    assert result.code == 2
    assert '"files": 1' in result.out
    assert [line.partition(": ")[2].partition(": ")[0] for line in result.err.split("\n")[:-1]] == [
        "gone.yaml",
        "loop.yaml",
        "pipe.yaml",
    ]
    for name, words in (
        ("pipe.yaml", "it is a pipe"),
        ("loop.yaml", "Too many levels"),
        ("gone.yaml", "there is no such file"),
    ):
        named = run(tmp_path, "check", "--isolated", name)
        assert (named.code, words in named.err) == (2, True)


def test_a_file_that_vanishes_while_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engagelint import files

    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text(HEAD)
    real = files.read

    def read(path: Path, limit: int = files.LIMIT) -> bytes:
        (tmp_path / "b.yaml").unlink(missing_ok=True)
        return real(path, limit)

    monkeypatch.setattr(files, "read", read)
    result = run(tmp_path, "check", "--isolated", "--select=TXT002", "--format=json", ".")
    assert (result.code, result.err) == (2, "engagelint: b.yaml: there is no such file\n")
    assert '"files": 2' in result.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    for redirection, code in ((">/dev/full", 2), (">&-", 2), (">&- 2>&-", 2), ("2>/dev/full", 1), ("<&-", 1)):
        command = f'"$0" -m engagelint check --isolated a.yaml {redirection}'
        done = subprocess.run(  # noqa: S603 - our own command
            ["/bin/sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == code, redirection
        assert b"Traceback" not in done.stderr
    done = subprocess.run(
        ["/bin/sh", "-c", '{ "$0" -m engagelint check --isolated a.yaml; echo $? >code; } | true', sys.executable],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == b""
    assert (tmp_path / "code").read_text().strip() in {"141", "1"}, "1 where all was taken before the reader went away"


def test_a_folder_that_cannot_be_written_keeps_the_old_report(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "old.json").write_text("old")
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        result = run(tmp_path, "check", "--format=json:reports/old.json", "a.yaml")
    finally:
        folder.chmod(0o700)
    assert result.code == 2
    assert (folder / "old.json").read_text() == "old"
