"""Every command that the README shows runs and does what it is shown for."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("engagelint ")
]
#: What is shown for a folder of one's own, with `git` where that is there; a container needs its service.
OWN = [
    line
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if not language and line.startswith(("engagelint ", "git "))
]


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 8
    assert len(OWN) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_run(command: str) -> None:
    arguments = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode in {0, 1}
    assert done.stdout
    assert b"Traceback" not in done.stderr


@pytest.fixture
def contracts(tmp_path: Path) -> Mapping[str, str]:
    """The variables of a shell that knows our command, in a repository with a manifest."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "engagelint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m engagelint "$@"\n')
    (tmp_path / "tools" / "engagelint").chmod(0o755)
    work = tmp_path / "work"
    (work / "contracts").mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "vendor-proposal.yaml", work / "contracts" / "ledger.yaml")
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "a draft"]):
        subprocess.run(["git", *identity, *arguments], cwd=work, check=True)  # noqa: S603, S607
    return {**os.environ, "PATH": f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}", "PWD": str(work)}


@pytest.mark.parametrize("command", OWN)
def test_commands_for_a_folder_of_one_s_own_run(command: str, contracts: Mapping[str, str]) -> None:
    done = subprocess.run(  # noqa: S603
        ["bash", "-euo", "pipefail", "-c", command],  # noqa: S607
        cwd=contracts["PWD"],
        env=contracts,
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )
    if command.startswith("engagelint init"):
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("contracts/ledger/engagement.yaml\n")
    else:
        assert done.returncode == 1, done.stderr
        assert "contracts/ledger.yaml:26:41: error COM001" in done.stdout


def test_set_up_commands_are_there_for_continuous_integration() -> None:
    for mark in ("set up and run", "set up and test"):
        assert re.search(rf"<!-- {mark} -->\n```sh\npython3 -m venv \.venv && .*\n```", TEXT)
