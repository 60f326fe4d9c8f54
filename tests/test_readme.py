"""Every command that the README shows runs and does what it is shown for."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("engagelint ")
]


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_run(command: str) -> None:
    arguments = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode in {0, 1}
    assert done.stdout
    assert b"Traceback" not in done.stderr


def test_set_up_commands_are_there_for_continuous_integration() -> None:
    for mark in ("set up and run", "set up and test"):
        assert re.search(rf"<!-- {mark} -->\n```sh\npython3 -m venv \.venv && .*\n```", TEXT)
