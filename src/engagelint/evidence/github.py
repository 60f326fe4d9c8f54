"""GitHub Actions: the jobs and steps of `.github/workflows`."""

from __future__ import annotations

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import let_pass
from engagelint.evidence.github_conditions import ALWAYS, Outcome, both
from engagelint.evidence.github_events import World, events, trigger_doubt, worlds
from engagelint.evidence.github_matrix import job_names, matrix_values
from engagelint.evidence.github_steps import (
    UNCERTAIN,
    Actions,
    Run,
    Steps,
    binding,
    dictionaries,
    merged,
    never,
    outcome,
    shell_of,
    sizes,
)
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts, unspecific
from engagelint.evidence.tree import MOST_FILES, YamlFile
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

FOLDER: Final = ".github/workflows"
# A workflow calls others at most ten levels deep.
_DEEPEST_CALL: Final = 10
#: How many jobs that one needs are looked at.
_MOST_NEEDS: Final = 100
#: Under how many names of those that call it a job is known.
_MOST_CALLERS: Final = 20


class _Workflow:
    """A workflow: its jobs, the runs of it that decide on a change, and what the jobs that call it are called."""

    def __init__(self, file: YamlFile, branches: Branches) -> None:
        data = mapping(file.data)
        self.file = file
        self.jobs = {name: job for name, job in mapping(data.get("jobs")).items() if isinstance(job, dict)}
        self.events = events(data.get("on"))
        self.runs = [Run(world, 2) for world in worlds(self.events, branches)]
        self.callers: list[str] = []
        self._order = _ordered(self.jobs)
        self._steps: dict[str, Steps] = {}
        self._outcomes: dict[tuple[object, ...], dict[str, Outcome]] = {}

    def outcome(self, name: str, world: World) -> Outcome:
        """Whether a job runs in a world."""
        if world.key not in self._outcomes:
            self._outcomes[world.key] = _outcomes(self.jobs, self._order, world)
        return self._outcomes[world.key][name]

    def job_runs(self, name: str) -> list[Run]:
        """The runs in which a job is run."""
        runs = [Run(run.world, min(run.holds, self.outcome(name, run.world).holds)) for run in self.runs]
        return [run for run in runs if run.holds]

    def doubt(self, name: str) -> Doubt | None:
        """Why a job does not run on a change, or is let pass, if so."""
        job = self.jobs[name]
        holds = max((run.holds for run in self.job_runs(name)), default=0)
        runs = UNCERTAIN if holds == 1 else None if holds else self._never(job)
        return first([let_pass(job.get("continue-on-error"), "continue-on-error"), runs])

    def _never(self, job: dict[str, Data]) -> Doubt:
        if not self.runs and flag(job.get("if", True)) is not False:
            return trigger_doubt(self.events)
        if any(outcome(job, run.world, ALWAYS).holds for run in self.runs):
            return Doubt(ADVISORY, f"{NEVER}, as a job that it needs does not")
        return never(job)

    def steps(self, name: str) -> Steps:
        """The steps of a job, once all runs of its workflow are known."""
        if name not in self._steps:
            job = self.jobs[name]
            runs = [Run(run.world.of_steps(), run.holds) for run in self.job_runs(name)]
            shell = shell_of(job, mapping(self.file.data))
            self._steps[name] = Steps(self.file, dictionaries(job.get("steps")), runs, shell)
        return self._steps[name]


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the jobs and steps of all workflows."""
    found: dict[str, _Workflow] = {}
    names = [name for name in tree.names(FOLDER) if name.lower().endswith((".yml", ".yaml"))]
    for name in names[:MOST_FILES]:
        file = tree.yaml(f"{FOLDER}/{name}")
        if isinstance(file, YamlFile):
            found[name] = _Workflow(file, branches)
            pipelines.files.append(file.shown)
        elif file is not None:
            pipelines.unread.append(file)
    if len(names) > MOST_FILES:
        pipelines.unread.append(Unread(None, None, f"only the first {MOST_FILES} workflows were read"))
    if tree.has(FOLDER) and tree.path(FOLDER) is None:
        pipelines.unread.append(Unread(None, None, f"{FOLDER} leads out of the repository"))
    _spread(found)
    judge = _Judge(found, Actions(tree))
    for name, workflow in found.items():
        pipelines.checks.extend(judge.checks(name))
        pipelines.unread.extend(_elsewhere(workflow))
    pipelines.checks.extend(judge.actions.checks())
    pipelines.unread.extend(judge.actions.unread)


def _ordered(jobs: dict[str, dict[str, Data]]) -> list[str]:
    """The jobs, each behind those that it needs."""
    lacking = {name: len([need for need in _needs(job) if need in jobs]) for name, job in jobs.items()}
    waiting: dict[str, list[str]] = {}
    for name, job in jobs.items():
        for need in _needs(job):
            waiting.setdefault(need, []).append(name)
    order = [name for name, count in lacking.items() if not count]
    for name in order:  # grows while it is gone through
        for one in waiting.get(name, ()):
            lacking[one] -= 1
            if not lacking[one]:
                order.append(one)
    return [*order, *(name for name, count in lacking.items() if count)]


def _needs(job: dict[str, Data]) -> list[str]:
    return list(dict.fromkeys(texts(*listed(job.get("needs"))[:_MOST_NEEDS])))


def _outcomes(jobs: dict[str, dict[str, Data]], order: list[str], world: World) -> dict[str, Outcome]:
    """Whether each job runs in a world: one that needs another that is skipped is skipped too."""
    found: dict[str, Outcome] = {}
    chains: dict[str, Outcome] = {}
    for name in order:
        succeeded = ALWAYS
        for need in _needs(jobs[name]):
            succeeded = both(succeeded, chains.get(need, ALWAYS))
        found[name] = outcome(jobs[name], world, succeeded)
        chains[name] = both(found[name], succeeded)
    return found


def _spread(found: dict[str, _Workflow]) -> None:
    """Give the workflows that others here call the runs of those, and the names of the jobs that call them."""
    calls = [
        (caller, name, found[called])
        for caller in found.values()
        for name, job in caller.jobs.items()
        for called in [_called_here(job)]
        if called in found and "workflow_call" in found[called].events
    ]
    for _ in range(_DEEPEST_CALL):
        before = [(called.callers, sizes(called.runs)) for _, _, called in calls]
        for caller, name, called in calls:
            runs = binding(caller.job_runs(name), caller.jobs[name])
            called.runs = merged([*called.runs, *(Run(run.world.called(), run.holds) for run in runs)])
            names = [*called.callers, *map(unspecific, _paths(caller, name))]
            called.callers = list(dict.fromkeys(names))[:_MOST_CALLERS]
        if before == [(called.callers, sizes(called.runs)) for _, _, called in calls]:
            break


def _called_here(job: dict[str, Data]) -> str:
    """The name of the file of the workflow that a job calls in this repository; empty where there is none."""
    uses = job.get("uses")
    if not isinstance(uses, str) or not uses.startswith(f"./{FOLDER}/"):
        return ""
    return uses.rpartition("/")[2]


def _elsewhere(workflow: _Workflow) -> Iterator[Unread]:
    """The workflows in other repositories that are called."""
    for name, job in workflow.jobs.items():
        uses = job.get("uses")
        if isinstance(uses, str) and not uses.startswith("./"):
            file = workflow.file
            reason = f"{visible(file.shown)} takes jobs from {quoted(uses)}, which is outside the repository"
            yield Unread(file.shown, file.line(mapping(mapping(file.data).get("jobs")), name), reason)


def _paths(workflow: _Workflow, name: str) -> list[str]:
    """What a job is called, alone and behind the names of its workflow and of the jobs that call this."""
    names = job_names(name, workflow.jobs[name])
    outer = (*texts(mapping(workflow.file.data).get("name")), *workflow.callers)
    return [*names, *(f"{one} / {name}" for one in outer for name in names)]


class _Judge:
    """Says of the jobs of all workflows whether they can fail the build."""

    def __init__(self, workflows: dict[str, _Workflow], actions: Actions) -> None:
        self._workflows = workflows
        self._called: dict[str, Doubt | None] = {}
        self.actions = actions
        for workflow in workflows.values():
            for name in workflow.jobs:
                steps = workflow.steps(name)
                actions.use(steps._replace(runs=binding(steps.runs, workflow.jobs[name])))

    def checks(self, file_name: str) -> Iterator[Check]:
        """The jobs of a workflow and those of their steps that have a name."""
        workflow = self._workflows[file_name]
        file = workflow.file
        for name in workflow.jobs:
            own = workflow.doubt(name)
            line = file.line(mapping(mapping(file.data).get("jobs")), name)
            every = first([own, self._within(workflow, name, 0)])
            values = matrix_values(workflow.jobs[name])
            yield Check(tuple(_paths(workflow, name)), f"job {quoted(name)}", file.shown, line, every, values)
            yield from (check._replace(values=values) for check in self.actions.named(workflow.steps(name), own))

    def _within(self, workflow: _Workflow, name: str, depth: int) -> Doubt | None:
        """Why nothing that a job runs can fail it, if so; a workflow of another repository may."""
        job = workflow.jobs[name]
        uses = job.get("uses")
        if not isinstance(uses, str):
            return self.actions.doubt(workflow.steps(name))
        if not uses.startswith("./"):
            return None
        called = _called_here(job)
        if called not in self._called:
            self._called[called] = Doubt(CANNOT_TELL, "workflows call one another in a circle")
            self._called[called] = self._called_doubt(called, quoted(uses), depth)
        return self._called[called]

    def _called_doubt(self, called: str, shown: str, depth: int) -> Doubt | None:
        """Why no job of a workflow can fail those that call it, if so."""
        workflow = self._workflows.get(called)
        if workflow is None or not workflow.jobs or "workflow_call" not in workflow.events or depth >= _DEEPEST_CALL:
            return Doubt(CANNOT_TELL, f"the workflow {shown} that it calls is not read")
        doubts = [first([workflow.doubt(name), self._within(workflow, name, depth + 1)]) for name in workflow.jobs]
        if None in doubts:
            return None
        if any(doubt and doubt.state == CANNOT_TELL for doubt in doubts):
            return Doubt(CANNOT_TELL, f"it calls {shown}, of whose jobs that cannot be told")
        return Doubt(ADVISORY, f"it calls {shown}, none of whose jobs can")
