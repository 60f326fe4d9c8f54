"""What a script's commands are, and whether one that fails is noticed."""

from __future__ import annotations

import re

from engagelint.evidence.model import ADVISORY, Doubt
from engagelint.evidence.names import flag
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from engagelint.model import Data

#: The longest script that is looked at, in characters: many jobs may take over the same one.
_LONGEST: Final = 20_000
_PIECES: Final = re.compile(r"&&|\|\||;|\|")
_NOTHING: Final = frozenset({"true", ":", "/bin/true", "exit 0"})
# Commands that prepare, tidy up or talk: whether they fail says nothing of the work.
_PREPARING_WORDS: Final = (
    "cd export unset echo printf set mkdir cp mv rm source . chmod chown touch cat ls pwd env which sleep kill true "
    ": exit return then else fi do done esac { } ( ) wget curl apt apt-get apk yum dnf brew choco nvm corepack conda"
)
_PREPARING: Final = frozenset(_PREPARING_WORDS.split())
_PREPARING_PAIRS: Final = frozenset(
    {
        *(f"{tool} {verb}" for tool in ("npm", "yarn", "pnpm", "bun") for verb in ("ci", "install", "i", "add")),
        *(f"{tool} install" for tool in ("pip", "pip3", "pipx", "poetry", "pdm", "bundle", "gem", "composer", "cargo")),
        *(f"git {verb}" for verb in ("fetch", "clone", "checkout", "config", "submodule", "pull")),
        *(f"docker {verb}" for verb in ("login", "pull", "rm", "stop", "kill", "logout")),
        *("uv sync", "uv pip", "uv venv", "uv python", "go mod", "dotnet restore", "python -m", "python3 -m"),
    }
)
_PYTHON_MODULES: Final = frozenset({"pip", "venv", "ensurepip"})


class Command(NamedTuple):
    """A line of a script: whether its failure is swallowed, and whether it only prepares."""

    masked: bool
    prepares: bool


def commands(script: str, *, stops: bool = True, pipefail: bool = True) -> list[Command]:
    """The commands of a shell script, line by line; `stops` says whether the shell ends at the first that fails.

    A script that is longer than any that a person writes gives none.
    """
    found: list[Command] = []
    if len(script) > _LONGEST:
        return found
    last = ""
    for line in _lines(script):
        words = line.split()
        if len(words) > 1 and words[0] == "set" and words[1][0] in "+-" and "e" in words[1]:
            stops = words[1].startswith("-")
        found.append(Command(_is_masked(line, stops=stops), _prepares(line)))
        last = line
    if not stops and last in _NOTHING:
        found = [command._replace(masked=True) for command in found]
    return found


def step_doubt(script: str, *, stops: bool = True, pipefail: bool = True) -> Doubt | None:
    """Why the step of that script cannot fail, if so: a command's failure is swallowed that does more than prepare."""
    found = commands(script, stops=stops, pipefail=pipefail)
    telling = [command for command in found if not command.prepares] or found
    if any(command.masked for command in telling):
        return Doubt(ADVISORY, "a command's failure is swallowed, as `|| true` does")
    return None


def job_doubt(found: Iterable[Command]) -> Doubt | None:
    """Why the job of those commands cannot fail, if so: the failure of each that does more than prepare is swallowed.

    A step without commands of its own, or one whose failure is let pass, is given as a command too.
    """
    every = list(found)
    telling = [command for command in every if not command.prepares] or every
    if telling and all(command.masked for command in telling):
        return Doubt(ADVISORY, "the failure of each of its commands is swallowed, as `|| true` does")
    return None


def let_pass(value: Data, key: str) -> Doubt | None:
    """What a setting such as `continue-on-error` says of a check."""
    says = flag(value)
    if says is None:
        return Doubt("cannot-tell", f"an expression decides on {key}")
    return Doubt(ADVISORY, f"{key} is true") if says else None


def _lines(script: str) -> Iterator[str]:
    """The commands of a script without comments, each on one line."""
    waiting = ""
    for raw in script.split("\n"):
        line = waiting + _without_comment(raw).strip()
        waiting = ""
        if line.endswith("\\"):
            waiting = line[:-1] + " "
        elif line.endswith(("||", "&&", "|")):
            waiting = line + " "
        elif line.strip():
            yield line.strip()
    if waiting.strip():
        yield waiting.strip()


def _without_comment(line: str) -> str:
    if "#" not in line:
        return line
    quote = ""
    before = " "
    for at, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and before in " \t;":
            return line[:at]
        before = character
    return line


def _is_masked(line: str, *, stops: bool) -> bool:
    """Whether the line succeeds whatever its command does."""
    _, bars, tail = line.rpartition("||")
    tail = tail.strip(" \t;(){}\"'")
    if bars and (tail in _NOTHING or (tail.startswith(("echo ", "printf ")) and not any(c in tail for c in ";&|"))):
        return True
    _, semicolon, tail = line.rpartition(";")
    return bool(semicolon) and not stops and tail.strip() in _NOTHING


def _prepares(line: str) -> bool:
    return all(_piece_prepares(piece.split()) for piece in _PIECES.split(line))


def _piece_prepares(words: list[str]) -> bool:
    at = 0
    while at < len(words) and (words[at] == "sudo" or "=" in words[at]):
        at += 1
    if at >= len(words) or words[at] in _PREPARING:
        return True
    if " ".join(words[at : at + 2]) not in _PREPARING_PAIRS:
        return False
    return words[at + 1] != "-m" or (at + 2 < len(words) and words[at + 2] in _PYTHON_MODULES)
