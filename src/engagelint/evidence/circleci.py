"""CircleCI: the jobs, workflows and steps of `.circleci/config.yml`."""

from __future__ import annotations

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, commands, doubt_of_step, foreign_commands, is_unix
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.steps import steps_doubt
from engagelint.evidence.tree import YamlFile
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

FILE: Final = ".circleci/config.yml"
#: Steps of a file that are looked at, those of its commands counted wherever they are used.
_MOST_STEPS: Final = 5_000
#: How many jobs of one matrix are named.
_MOST_COPIES: Final = 50
_EVERYTHING: Final = frozenset({"/.*/", "/.+/", "/^.*$/", "/^.+$/"})
_PREPARING: Final = (
    "checkout attach_workspace persist_to_workspace restore_cache save_cache store_artifacts store_test_results "
    "setup_remote_docker add_ssh_keys"
)
_PREPARING_STEPS: Final = frozenset(_PREPARING.split())


#: A step, and the doubt whether it runs.
_Step = tuple["Data", "Doubt | None"]


class _Use(NamedTuple):
    """A job as a workflow runs it: what it is called there, under which name it is defined, and what it waits for.

    `names` are those of the jobs of its matrix, else the one it is called.
    """

    called: str
    names: tuple[str, ...]
    job: str
    line: int
    doubt: Doubt | None
    requires: tuple[str, ...]


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the jobs and their steps."""
    file = tree.yaml(FILE)
    if file is None:
        return
    if not isinstance(file, YamlFile):
        pipelines.unread.append(file)
        return
    pipelines.files.append(file.shown)
    data = mapping(file.data)
    if flag(data.get("setup")):
        words = f"{visible(file.shown)} only prepares a pipeline that is put together later"
        pipelines.unread.append(Unread(file.shown, file.line(data, "setup"), words))
    jobs = mapping(data.get("jobs"))
    steps: dict[str, list[_Step]] = {}
    left = _MOST_STEPS
    for name, job in jobs.items():
        if left > 0:
            steps[name] = _steps(mapping(job), data)
            left -= 1 + len(steps[name])
    if len(steps) < len(jobs):
        words = f"{visible(file.shown)} holds more jobs than are looked at"
        pipelines.unread.append(Unread(file.shown, file.line(data, "jobs"), words))
    shells = {name: _shell(mapping(jobs[name])) for name in steps}
    inner = {
        name: steps_doubt((_commands(step, shells[name]), doubt) for step, doubt in found)
        for name, found in steps.items()
    }
    uses: dict[str, list[Doubt | None]] = {}
    renamed: list[Check] = []
    for workflow in mapping(data.get("workflows")).values():
        for use in _waiting(_used(file, mapping(workflow), branches)):
            uses.setdefault(use.job, []).append(use.doubt)
            if use.names != (use.job,) or use.job not in jobs:
                doubt = first([use.doubt, inner.get(use.job)])
                renamed.append(Check(use.names, f"job {quoted(use.called)}", file.shown, use.line, doubt))
    for name, found in steps.items():
        unused = Doubt(ADVISORY, "it never runs: no workflow uses it")
        starts = uses.get(name, [None if name == "build" and "workflows" not in data else unused])
        # A job that one workflow runs on every change decides, whatever others do with it.
        own = None if None in starts else first(starts)
        doubt = first([own, inner[name]])
        pipelines.checks.append(Check((name,), f"job {quoted(name)}", file.shown, file.line(jobs, name), doubt))
        pipelines.checks.extend(_named(file, found, own, shells[name]))
    pipelines.checks.extend(renamed)


def _steps(job: dict[str, Data], data: dict[str, Data]) -> list[_Step]:
    """The steps of a job, with those of the commands it uses and those under a condition."""
    own = mapping(data.get("commands"))
    found: list[_Step] = []
    waiting: list[_Step] = [(step, None) for step in reversed(listed(job.get("steps")))]
    used: set[str] = set()
    while waiting and len(found) < _MOST_STEPS:
        step, doubt = waiting.pop()
        name = step if isinstance(step, str) else next(iter(mapping(step)), "")
        inner: list[Data] = []
        if name in own:
            if name not in used:
                inner = listed(mapping(own[name]).get("steps"))
            used.add(name)
        elif name in {"when", "unless"} and isinstance(step, dict):
            given = mapping(step[name])
            inner = listed(given.get("steps"))
            doubt = first([doubt, _condition_doubt(given.get("condition"), never=name == "unless")])
        else:
            found.append((step, doubt))
        waiting.extend((one, doubt) for one in reversed(inner))
    return found


def _condition_doubt(condition: Data, *, never: bool) -> Doubt | None:
    """What a step's condition says, where `never` is what keeps it from running."""
    says = flag(condition)
    if says is None and isinstance(condition, str) and "<<" not in condition:
        says = True  # any text says yes
    if says is None:
        return Doubt(CANNOT_TELL, "an expression decides whether it runs")
    return Doubt(ADVISORY, "it never runs: its condition says so") if says is never else None


def _run(step: Data) -> dict[str, Data]:
    """A step's `run`, or its older form `deploy`, in the long form; empty where the step is something else."""
    run = mapping(step).get("run", mapping(step).get("deploy"))
    return {"command": run} if isinstance(run, str) else mapping(run)


def _run_doubt(run: dict[str, Data], shell: str) -> Doubt | None:
    if run.get("when") == "on_fail":
        return Doubt(ADVISORY, "it runs only after something else failed")
    command = run.get("command")
    return doubt_of_step(_script(command, run, shell)) if isinstance(command, str) else None


def _shell(job: dict[str, Data]) -> str:
    """The shell of a job's steps; empty where it is the usual one."""
    shell, image, executor = job.get("shell"), mapping(job.get("machine")).get("image"), job.get("executor")
    named = texts(image, mapping(executor).get("name") if isinstance(executor, dict) else executor)
    if isinstance(shell, str):
        return shell
    return "powershell" if any(name.startswith("win") for name in named) else ""


def _script(command: str, run: dict[str, Data], shell: str) -> list[Command]:
    """The commands of a step's script, by the shell that it names or else its job."""
    own = run.get("shell", shell)
    return foreign_commands(command) if isinstance(own, str) and own and not is_unix(own) else commands(command)


def _commands(step: Data, shell: str) -> list[Command]:
    """The commands of a step, as far as they tell whether its job fails."""
    run = _run(step)
    if not run:
        name = step if isinstance(step, str) else next(iter(mapping(step)), "")
        return [Command(masked=False, prepares=name in _PREPARING_STEPS)]
    command = run.get("command")
    return _script(command, run, shell) if isinstance(command, str) and run.get("when") != "on_fail" else []


def _named(file: YamlFile, steps: list[_Step], doubt: Doubt | None, shell: str) -> Iterator[Check]:
    for step, own in steps:
        run = _run(step)
        for name in texts(run.get("name")):
            every = first([_run_doubt(run, shell), own, doubt])
            yield Check((name,), f"step {quoted(name)}", file.shown, file.line(run, "name"), every)


def _used(file: YamlFile, workflow: dict[str, Data], branches: Branches) -> Iterator[_Use]:
    """The jobs that a workflow runs."""
    doubt = _workflow_doubt(workflow)
    jobs = listed(workflow.get("jobs"))
    for index, entry in enumerate(jobs):
        name, terms = (entry, {}) if isinstance(entry, str) else next(iter(mapping(entry).items()), ("", {}))
        given = mapping(terms)
        alias = texts(given.get("name"))
        if name:
            called = alias[0] if alias else name
            names = _copies(alias[0] if alias else "", name, mapping(given.get("matrix"))) or (called,)
            line = file.line(given, "name") if alias else file.line(jobs, index)
            by_hand = Doubt(ADVISORY, "it is started by hand") if given.get("type") == "approval" else None
            own = first([doubt, by_hand, _filtered(mapping(given.get("filters")), branches)])
            yield _Use(called, names, name, line, own, texts(*listed(given.get("requires"))))


def _copies(alias: str, job: str, matrix: dict[str, Data]) -> tuple[str, ...]:
    """What the jobs of a matrix are called; none where it has no values, and what is filled in where they are not said.

    Without a name of their own they have that of the job and the values, with hyphens between them.
    """
    every = mapping(matrix.get("parameters"))
    if not every:
        return ()
    names = [alias or "-".join([job, *(f"<< matrix.{key} >>" for key in every)])]
    for key, values in every.items():
        said = texts(*(str(value).lower() if isinstance(value, bool) else value for value in listed(values)))
        place = f"<< matrix.{key} >>"
        if 0 < len(said) == len(listed(values)) and len(names) * len(said) <= _MOST_COPIES:
            names = [name.replace(place, value) for name in names for value in said]
    return tuple(dict.fromkeys(names))


def _waiting(uses: Iterator[_Use]) -> list[_Use]:
    """The jobs of a workflow, with the doubt about what they wait for."""
    found = list(uses)
    after: dict[str, list[int]] = {}
    for index, use in enumerate(found):
        for name in use.requires:
            after.setdefault(name, []).append(index)
    stopped = [use for use in found if use.doubt and use.doubt.state == ADVISORY]
    while stopped:
        earlier = stopped.pop()
        for index in after.pop(earlier.called, ()):
            use = found[index]
            if use.doubt is None or use.doubt.state != ADVISORY:
                words = f"it waits for job {quoted(earlier.called)}, which does not run by itself on a change"
                found[index] = use._replace(doubt=Doubt(ADVISORY, words))
                stopped.append(found[index])
    return found


def _workflow_doubt(workflow: dict[str, Data]) -> Doubt | None:
    """Why a workflow does not run on every change, if so."""
    if "triggers" in workflow:
        return Doubt(ADVISORY, f"{NEVER}, only on a schedule")
    for key, never in (("when", False), ("unless", True)):
        if key not in workflow:
            continue
        says = flag(workflow[key])
        if says is never:
            return Doubt(ADVISORY, "it never runs: its workflow is switched off")
        if says is None:
            return Doubt(CANNOT_TELL, "an expression decides whether its workflow runs")
    return None


def _filtered(filters: dict[str, Data], branches: Branches) -> Doubt | None:
    """Why the filters keep a job from the default branch, if so."""
    given = filters.get("branches")
    only = texts(*listed(mapping(given).get("only") if isinstance(given, dict) else given))
    ignored = texts(*listed(mapping(given).get("ignore")))
    if only and not any(_may_match(pattern, branches) for pattern in only):
        return Doubt(ADVISORY, f"{NEVER}, only on branches {quoted(only[0])}")
    if any(pattern in _EVERYTHING for pattern in ignored):
        return Doubt(ADVISORY, f"{NEVER}, only on tags")
    # A job that leaves out the default branch alone still runs on the branches of pull requests.
    return None


def _may_match(pattern: str, branches: Branches) -> bool:
    return branches.allowed_by_expression(pattern[1:]) if pattern.startswith("/") else branches.allowed([pattern])
