"""What a script's commands are, and whether one that fails is noticed."""

from __future__ import annotations

from functools import lru_cache

from engagelint.evidence.model import ADVISORY, Doubt
from engagelint.evidence.names import flag
from engagelint.evidence.shell import TooDeep, read_script
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from engagelint.evidence.shell import Simple
    from engagelint.model import Data

#: The longest script that is looked at, in characters: many jobs may take over the same one.
_LONGEST: Final = 20_000
# Commands that prepare, tidy up or talk: whether they fail says nothing of the work.
_PREPARING_WORDS: Final = (
    "cd echo printf export unset mkdir cp mv rm source . chmod chown touch cat ls env which kill tee "
    "wget curl apt apt-get apk yum dnf brew choco nvm corepack conda"
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
#: What `if` asks without checking any work.
_QUESTIONS: Final = frozenset({"[", "[[", "test"})

_IDLE: Final = Doubt(ADVISORY, "it does nothing that can fail")


class Command(NamedTuple):
    """A command of a script: whether its failure is swallowed, and whether it only prepares.

    `idle`: it does nothing that can fail. `openly`: it is swallowed by what is written behind it, as by `|| true`.
    """

    masked: bool
    prepares: bool
    idle: bool = False
    openly: bool = False


@lru_cache(maxsize=1_024)  # many jobs may run the same script
def commands(script: str, *, stops: bool = True, pipefail: bool = True) -> list[Command]:
    """The commands of a shell script.

    `stops` says whether the shell ends at the first that fails, `pipefail` whether one that stands before `|` counts. A
    script that is longer than any that a person writes, or nested more deeply, gives none.
    """
    if len(script) > _LONGEST:
        return []
    try:
        found = read_script(script, stops=stops, pipefail=pipefail)
    except TooDeep:
        return []
    return [Command(one.masked, _prepares(one), one.idle, one.openly) for one in found]


def step_doubt(script: str, *, stops: bool = True, pipefail: bool = True) -> Doubt | None:
    """Why the step of that script cannot fail, if so.

    The failure of a command that does more than prepare is openly swallowed, or in some way that of all of them.
    """
    telling = _telling(commands(script, stops=stops, pipefail=pipefail))
    if telling and telling[0].idle:
        return _IDLE
    if any(command.openly for command in telling) or (telling and all(command.masked for command in telling)):
        return Doubt(ADVISORY, "a command's failure is swallowed, as `|| true` does")
    return None


def job_doubt(found: Iterable[Command]) -> Doubt | None:
    """Why the job of those commands cannot fail, if so: the failure of each that does more than prepare is swallowed.

    A step without commands of its own, or one whose failure is let pass, is given as a command too.
    """
    telling = _telling(list(found))
    if telling and telling[0].idle:
        return _IDLE
    if telling and all(command.masked for command in telling):
        return Doubt(ADVISORY, "the failure of each of its commands is swallowed, as `|| true` does")
    return None


def _telling(found: list[Command]) -> list[Command]:
    """The commands that do most: those that do more than prepare, else those that can fail, else all."""
    can_fail = [command for command in found if not command.idle]
    return [command for command in can_fail if not command.prepares] or can_fail or found


def let_pass(value: Data, key: str) -> Doubt | None:
    """What a setting such as `continue-on-error` says of a check."""
    says = flag(value)
    if says is None:
        return Doubt("cannot-tell", f"an expression decides on {key}")
    return Doubt(ADVISORY, f"{key} is true") if says else None


def _prepares(command: Simple) -> bool:
    words = command.words
    if command.raises:
        return False
    if command.idle or not words or words[0] in _PREPARING or (command.asked and words[0] in _QUESTIONS):
        return True
    if " ".join(words[:2]) not in _PREPARING_PAIRS:
        return False
    return words[1] != "-m" or (len(words) > 2 and words[2] in _PYTHON_MODULES)
