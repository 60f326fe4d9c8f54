"""What a script's commands are, and whether one that fails is noticed."""

from __future__ import annotations

import re
from functools import lru_cache

from engagelint.evidence.model import ADVISORY, Doubt
from engagelint.evidence.names import flag
from engagelint.evidence.shell import NotRead, read_script
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from engagelint.evidence.shell import Simple
    from engagelint.model import Data

#: The longest script that is looked at, in characters: many jobs may take over the same one.
_LONGEST: Final = 20_000
# Commands that prepare, tidy up or talk: whether they fail says nothing of the work.
_PREPARING_WORDS: Final = (
    "cd echo printf export unset mkdir cp mv rm source . break continue chmod chown touch cat ls env which kill tee "
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
# What runs tests, by itself or as the task of a tool.
_RUNNER_WORDS: Final = (
    "pytest tox nox jest vitest mocha phpunit rspec ctest unittest behave cypress playwright karma ava"
)
_RUNNERS: Final = frozenset(_RUNNER_WORDS.split())
_TASKS: Final = frozenset({"test", "tests", "verify", *_RUNNERS})
_TOOL_WORDS: Final = (
    "npm npx yarn pnpm bun make just task go cargo dotnet mvn mvnw gradle gradlew sbt mix rake bundle composer python "
    "python3 poetry uv hatch pdm pipenv coverage swift bazel"
)
_TOOLS: Final = frozenset(_TOOL_WORDS.split())
#: What `if` asks without checking any work.
_QUESTIONS: Final = frozenset({"[", "[[", "test"})

_UNIX: Final = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash"})
#: A line that does nothing but talk in the shells of Windows.
_TALK: Final = re.compile(r"\s*(?:(?:@?echo|write-(?:host|output))\b[^&|;()`]*|exit 0)?\s*", re.IGNORECASE)

_IDLE: Final = Doubt(ADVISORY, "it does nothing that can fail")


class Command(NamedTuple):
    """A command of a script: whether its failure is swallowed, and whether it only prepares.

    `idle`: it does nothing that can fail. `tests`: it runs tests, and the script ends as its commands do.
    """

    masked: bool
    prepares: bool
    idle: bool = False
    tests: bool = False


#: One of which nothing is known but that it may fail.
CAN_FAIL: Final = Command(masked=False, prepares=False)


@lru_cache(maxsize=1_024)  # many jobs may run the same script
def commands(script: str, *, stops: bool = True, pipefail: bool = True) -> list[Command]:
    """The commands of a shell script.

    `stops` says whether the shell ends at the first that fails, `pipefail` whether one that stands before `|` counts. A
    script that is longer than any that a person writes, nested more deeply, or in another language gives one command
    that can fail.
    """
    if len(script) > _LONGEST:
        return [CAN_FAIL]
    try:
        found = read_script(script, stops=stops, pipefail=pipefail)
    except NotRead:
        return [CAN_FAIL]
    # A script that says by itself how it ends may go by what its tests came to.
    ends = any(one.raises and not one.masked for one in found)
    return [Command(one.masked, _prepares(one), one.idle, not ends and _runs_tests(one.words)) for one in found]


def foreign_commands(script: str) -> list[Command]:
    """The commands of a script that is not for a Unix shell: one, which can fail where the script does more than talk.

    What swallows a failure in other languages is not known.
    """
    idle = all(_TALK.fullmatch(line) for line in script.splitlines())
    return [Command(masked=False, prepares=True, idle=True) if idle else CAN_FAIL]


def is_unix(shell: str) -> bool:
    """Whether a shell, given by its name or path with any arguments, is one of Unix."""
    name = re.split(r"[/\\]", next(iter(shell.split()), ""))[-1]
    return name.casefold().removesuffix(".exe") in _UNIX


def step_doubt(script: str, *, stops: bool = True, pipefail: bool = True) -> Doubt | None:
    """Why the step of that script cannot fail, if so (see `doubt_of_step`)."""
    return doubt_of_step(commands(script, stops=stops, pipefail=pipefail))


def doubt_of_step(found: Sequence[Command]) -> Doubt | None:
    """Why the step of those commands cannot fail, if so: it is judged as a job is that does nothing else.

    One whose failure is swallowed, such as one that tidies up, says nothing of the others; but tests are what a step is
    for.
    """
    if any(command.tests and command.masked for command in found):
        return Doubt(ADVISORY, "the failure of its tests is swallowed, as `|| true` does")
    return job_doubt(found)


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


def _runs_tests(words: Sequence[str]) -> bool:
    name = words[0].rpartition("/")[2] if words else ""
    return name in _RUNNERS or (name in _TOOLS and any(word.partition(":")[0] in _TASKS for word in words[1:4]))


def _prepares(command: Simple) -> bool:
    words = command.words
    if command.raises:
        return False
    if command.idle or not words or words[0] in _PREPARING or (command.asked and words[0] in _QUESTIONS):
        return True
    if " ".join(words[:2]) not in _PREPARING_PAIRS:
        return False
    return words[1] != "-m" or (len(words) > 2 and words[2] in _PYTHON_MODULES)
