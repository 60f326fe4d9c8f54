"""GitHub's steps: whether a job can fail by any of them, those of the repository's own actions among them."""

from __future__ import annotations

from posixpath import normpath

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, commands, doubt_of_step, foreign_commands, job_doubt, let_pass
from engagelint.evidence.github_conditions import ALWAYS, UNKNOWN, Outcome, condition_outcome
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.tree import YamlFile
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from engagelint.evidence.github_events import World
    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

_PREPARING_ACTIONS: Final = (
    "actions/checkout",
    "actions/setup-",
    "actions/cache",
    "actions/upload-artifact",
    "actions/download-artifact",
)
#: How many of the repository's own actions are read, and how deep one may use another.
_MOST_ACTIONS: Final = 50
_DEEPEST: Final = 10
#: How many kinds of runs are kept apart.
MOST_RUNS: Final = 12
_SHELLS: Final = frozenset({"bash", "sh"})

UNCERTAIN: Final = Doubt(CANNOT_TELL, "an expression decides whether it runs")


class Run(NamedTuple):
    """A run that decides on a change; `holds` is 2 where it happens, 1 where it may."""

    world: World
    holds: int


class Steps(NamedTuple):
    """Steps that follow one another: where they stand, the runs in which they are taken, and the shell they are for."""

    file: YamlFile
    every: list[dict[str, Data]]
    runs: list[Run]
    shell: Data


def merged(runs: Iterable[Run]) -> list[Run]:
    """The runs that are not impossible, each once."""
    found: dict[tuple[object, ...], Run] = {}
    for run in runs:
        key = run.world.key
        if run.holds and (len(found) < MOST_RUNS or key in found):
            found[key] = max(found.get(key, run), run, key=lambda one: one.holds)
    return list(found.values())


def binding(runs: Iterable[Run], given: dict[str, Data]) -> list[Run]:
    """Those of the runs of a job or step whose failure is not let pass."""
    doubt = let_pass(given.get("continue-on-error"), "continue-on-error")
    if doubt is None:
        return list(runs)
    return [] if doubt.state == ADVISORY else [Run(run.world, min(run.holds, 1)) for run in runs]


def outcome(given: dict[str, Data], world: World, succeeded: Outcome) -> Outcome:
    """Whether the `if` of a job or step lets it run; `succeeded`: whether what it waits for does."""
    condition = given.get("if")
    if condition is None or condition == "":
        return succeeded
    if isinstance(condition, bool):
        condition = str(condition).lower()
    if isinstance(condition, str | int | float):
        return condition_outcome(str(condition), world, succeeded)
    return UNKNOWN


def never(given: dict[str, Data]) -> Doubt:
    """What is said of a job or step whose condition never holds where a change is decided on."""
    condition = given.get("if")
    if flag(condition) is False:
        return Doubt(ADVISORY, "it never runs: its condition is false")
    if isinstance(condition, str) and "failure()" in condition:
        return Doubt(ADVISORY, "it runs only after something else failed")
    return Doubt(ADVISORY, f"{NEVER}, as its condition says")


def shell_of(*settings: dict[str, Data]) -> Data:
    """The shell that the first of some workflows and jobs sets for its steps; None where none does."""
    for given in settings:
        shell = mapping(mapping(given.get("defaults")).get("run")).get("shell")
        if shell is not None:
            return shell
    return "pwsh" if any("windows" in name for given in settings for name in texts(given.get("runs-on"))) else None


class Actions:
    """The actions that a repository holds itself and uses, each with the runs in which it is used."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, YamlFile | Unread | None] = {}
        self._runs: dict[str, list[Run]] = {}
        self._doubts: dict[str, Doubt | None] = {}
        self.unread: list[Unread] = []

    def use(self, steps: Steps) -> None:
        """Take in that those steps are taken, with all that they use."""
        waiting = [steps]
        while waiting:
            current = waiting.pop()
            for step in current.every:
                path = _local(step)
                if not path:
                    continue
                self._read(path, current.file, step)
                runs = [Run(run.world.called(), _level(step, [run])) for run in binding(current.runs, step)]
                together = merged([*self._runs.get(path, []), *runs])
                if path not in self._runs or sizes(together) != sizes(self._runs[path]):
                    self._runs[path] = together
                    inner = self._steps(path)
                    waiting.extend([inner] if inner else [])

    def checks(self) -> Iterator[Check]:
        """The steps of all actions that have a name."""
        for path in self._runs:
            inner = self._steps(path)
            if inner:
                yield from self.named(inner, None if inner.runs else Doubt(ADVISORY, "no job that can fail uses it"))

    def named(self, steps: Steps, doubt: Doubt | None) -> Iterator[Check]:
        """Those of the steps that have a name; `doubt` is the one about all of them."""
        for step in steps.every:
            called = texts(step.get("name"), step.get("id"))
            if called:
                line = steps.file.line(step, "name", "id")
                every = first([doubt, self._step_doubt(step, steps)])
                yield Check(called, f"step {quoted(called[0])}", steps.file.shown, line, every)

    def doubt(self, steps: Steps, depth: int = 0) -> Doubt | None:
        """Why none of the steps can fail what they belong to, if so."""
        found: list[Command] = []
        prepared: list[Command] = []
        unclear: list[Doubt] = []
        for step in steps.every:
            own = first(
                [_condition_doubt(step, steps.runs), let_pass(step.get("continue-on-error"), "continue-on-error")]
            )
            run, uses = step.get("run"), step.get("uses")
            inner = None if own or not isinstance(uses, str) else self._within(uses, depth)
            doubt = own or inner
            if doubt and doubt.state == CANNOT_TELL:
                unclear.append(doubt)
            elif doubt:
                found.append(Command(masked=True, prepares=False))
            elif isinstance(run, str):
                found.extend(_commands(run, step.get("shell", steps.shell)))
            elif isinstance(uses, str) and uses.startswith(_PREPARING_ACTIONS):
                prepared.append(Command(masked=False, prepares=True))
            elif isinstance(uses, str):
                found.append(Command(masked=False, prepares=False))
        doubt = job_doubt(found or prepared)
        telling = any(not command.masked and not command.prepares for command in found)
        return unclear[0] if unclear and not telling else doubt

    def _step_doubt(self, step: dict[str, Data], steps: Steps) -> Doubt | None:
        run, uses = step.get("run"), step.get("uses")
        shell = step.get("shell", steps.shell)
        return first(
            [
                _condition_doubt(step, steps.runs),
                let_pass(step.get("continue-on-error"), "continue-on-error"),
                doubt_of_step(_commands(run, shell)) if isinstance(run, str) else None,
                self._within(uses, 0) if isinstance(uses, str) else None,
            ]
        )

    def _within(self, uses: str, depth: int) -> Doubt | None:
        """Why an action of the repository cannot fail, if so; of those of others nothing is known but that they may."""
        path = _local({"uses": uses})
        if not path:
            return None
        if path not in self._doubts:
            self._doubts[path] = Doubt(CANNOT_TELL, "actions use one another in a circle")
            self._doubts[path] = self._action_doubt(path, depth)
        return self._doubts[path]

    def _action_doubt(self, path: str, depth: int) -> Doubt | None:
        if depth >= _DEEPEST or not isinstance(self._files.get(path), YamlFile):
            return Doubt(CANNOT_TELL, f"the action {quoted(path)} is not read")
        inner = self._steps(path)
        return self.doubt(inner, depth + 1) if inner else None

    def _read(self, path: str, user: YamlFile, step: dict[str, Data]) -> None:
        if path in self._files:
            return
        if len(self._files) < _MOST_ACTIONS and not path.startswith(".."):
            self._files[path] = self._tree.yaml(f"{path}/action.yml") or self._tree.yaml(f"{path}/action.yaml")
        found = self._files.get(path)
        if not isinstance(found, YamlFile) and len(self.unread) < _MOST_ACTIONS:
            words = f"{visible(user.shown)} uses the action {quoted(path)}, which is not read"
            self.unread.append(found or Unread(user.shown, user.line(step, "uses"), words))

    def _steps(self, path: str) -> Steps | None:
        """The steps of an action; None where it has none but a program of its own."""
        file = self._files.get(path)
        if not isinstance(file, YamlFile):
            return None
        runs = mapping(mapping(file.data).get("runs"))
        if "steps" not in runs:
            return None
        return Steps(file, dictionaries(runs["steps"]), self._runs.get(path, []), None)


def dictionaries(value: Data) -> list[dict[str, Data]]:
    """The groups of fields in a list."""
    return [one for one in listed(value) if isinstance(one, dict)]


def _local(step: dict[str, Data]) -> str:
    """Where the action that a step uses lies in this repository; empty where it lies elsewhere."""
    uses = step.get("uses")
    return normpath(uses) if isinstance(uses, str) and uses.startswith("./") else ""


def sizes(runs: Sequence[Run]) -> tuple[int, int]:
    """What grows when anything becomes known of some runs."""
    return len(runs), sum(run.holds for run in runs)


def _level(step: dict[str, Data], runs: Sequence[Run]) -> int:
    """Whether a step is taken in any of some runs: 2 it is, 1 cannot be told, 0 never."""
    return max((min(run.holds, outcome(step, run.world, ALWAYS).holds) for run in runs), default=0)


def _condition_doubt(step: dict[str, Data], runs: Sequence[Run]) -> Doubt | None:
    """What the `if` of a step says of it."""
    if "if" not in step:
        return None
    level = _level(step, runs)
    return UNCERTAIN if level == 1 else None if level else never(step)


def _settings(shell: Data) -> tuple[bool, bool] | None:
    """Whether a shell stops at the first command that fails, and whether one before `|` counts; None: not Unix."""
    if not isinstance(shell, str) or not shell.strip():
        return True, False
    words = shell.split()
    if words[0] not in _SHELLS:
        return None
    if len(words) == 1:
        return True, words[0] != "sh"
    flags = [word for word in words if word.startswith("-") and not word.startswith("--")]
    return any("e" in word for word in flags), "pipefail" in words


def _commands(script: str, shell: Data) -> list[Command]:
    settings = _settings(shell)
    if settings is None:
        return foreign_commands(script)
    return commands(script, stops=settings[0], pipefail=settings[1])
