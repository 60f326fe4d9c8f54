"""GitHub Actions: the jobs and steps of `.github/workflows`."""

from __future__ import annotations

import re

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, commands, job_doubt, let_pass, step_doubt
from engagelint.evidence.model import ADVISORY, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.tree import MOST_FILES, YamlFile
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

FOLDER: Final = ".github/workflows"
_REQUESTS: Final = ("pull_request", "pull_request_target", "merge_group")
_PREPARING_ACTIONS: Final = (
    "actions/checkout",
    "actions/setup-",
    "actions/cache",
    "actions/upload-artifact",
    "actions/download-artifact",
)
_ONLY_EVENT: Final = re.compile(r"github\.event_name=='(\w+)'")
# A workflow calls others at most four levels deep.
_DEEPEST_CALL: Final = 10


class _Workflow(NamedTuple):
    """A workflow's file and the part of it below which its jobs stand."""

    file: YamlFile
    jobs: dict[str, Data]
    #: Why nothing of it decides on a merge, if so, seen by itself.
    doubt: Doubt | None
    called: bool


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the jobs and steps of all workflows."""
    found: dict[str, _Workflow] = {}
    names = [name for name in tree.names(FOLDER) if name.lower().endswith((".yml", ".yaml"))]
    for name in names[:MOST_FILES]:
        file = tree.yaml(f"{FOLDER}/{name}")
        if isinstance(file, YamlFile):
            found[name] = _workflow(file, branches)
            pipelines.files.append(file.shown)
        elif file is not None:
            pipelines.unread.append(file)
    if len(names) > MOST_FILES:
        pipelines.unread.append(Unread(None, None, f"only the first {MOST_FILES} workflows were read"))
    if tree.has(FOLDER) and tree.path(FOLDER) is None:
        pipelines.unread.append(Unread(None, None, f"{FOLDER} leads out of the repository"))
    doubts = _doubts(found)
    for name, workflow in found.items():
        pipelines.checks.extend(_checks(workflow, doubts[name]))
        pipelines.unread.extend(_elsewhere(workflow))


def _workflow(file: YamlFile, branches: Branches) -> _Workflow:
    data = mapping(file.data)
    on = data.get("on")
    events = on if isinstance(on, dict) else dict.fromkeys(texts(*listed(on)))
    return _Workflow(file, mapping(data.get("jobs")), _trigger_doubt(events, branches), "workflow_call" in events)


def _trigger_doubt(events: dict[str, Data], branches: Branches) -> Doubt | None:
    """Why no event of a merge request or the default branch starts a workflow, if so."""
    for event in _REQUESTS:
        if event in events:
            types = texts(*listed(mapping(events[event]).get("types")))
            if not types or any(kind != "closed" for kind in types):
                return None
    if "push" in events and _pushed(mapping(events["push"]), branches):
        return None
    others = ", ".join(quoted(event) for event in list(events)[:5])
    return Doubt(ADVISORY, f"{NEVER}, only on {others}" if others else NEVER)


def _pushed(push: dict[str, Data], branches: Branches) -> bool:
    """Whether a push to the default branch starts the workflow."""
    if "branches" in push:
        return branches.allowed(texts(*listed(push["branches"])))
    if "branches-ignore" in push:
        return not branches.left_out(texts(*listed(push["branches-ignore"])))
    return not (push.keys() & {"tags", "tags-ignore"})


def _doubts(found: dict[str, _Workflow]) -> dict[str, Doubt | None]:
    """The doubt about each workflow, those in mind that are called by another one here."""
    doubts = {name: workflow.doubt for name, workflow in found.items()}
    calls = [
        (caller, called, _own_job_doubt(job))
        for caller, workflow in found.items()
        for job in workflow.jobs.values()
        for called in [_called_here(job)]
        if called in found and found[called].called
    ]
    for _ in range(_DEEPEST_CALL):
        freed = {called for caller, called, doubt in calls if doubts[called] and not (doubts[caller] or doubt)}
        if not freed:
            break
        doubts.update(dict.fromkeys(freed, None))
    return doubts


def _called_here(job: Data) -> str:
    """The name of the file of the workflow that a job calls in this repository; empty where there is none."""
    uses = mapping(job).get("uses")
    if not isinstance(uses, str) or not uses.startswith(f"./{FOLDER}/"):
        return ""
    return uses.rpartition("/")[2]


def _elsewhere(workflow: _Workflow) -> Iterator[Unread]:
    """The workflows in other repositories that are called."""
    for name, job in workflow.jobs.items():
        uses = mapping(job).get("uses")
        if isinstance(uses, str) and not uses.startswith("./"):
            file = workflow.file
            reason = f"{visible(file.shown)} takes jobs from {quoted(uses)}, which is outside the repository"
            yield Unread(file.shown, file.line(workflow.jobs, name), reason)


def _own_job_doubt(job: Data) -> Doubt | None:
    given = mapping(job)
    return first([_condition(given), let_pass(given.get("continue-on-error"), "continue-on-error")])


def _condition(given: dict[str, Data]) -> Doubt | None:
    """What `if` says of a job or step: that it never runs, or never for what matters."""
    if "if" not in given:
        return None
    condition = given["if"]
    if flag(condition) is False and condition not in (None, ""):
        return Doubt(ADVISORY, "it never runs: its condition is false")
    if not isinstance(condition, str):
        return None
    words = condition.strip().removeprefix("${{").removesuffix("}}").replace('"', "'").split()
    compact = "".join(words)
    event = _ONLY_EVENT.fullmatch(compact)
    if event and event[1] not in (*_REQUESTS, "push"):
        return Doubt(ADVISORY, f"{NEVER}, only on {quoted(event[1])}")
    if compact in {
        "startsWith(github.ref,'refs/tags/')",
        "startsWith(github.ref,'refs/tags')",
        "github.ref_type=='tag'",
    }:
        return Doubt(ADVISORY, f"{NEVER}, only on tags")
    return Doubt(ADVISORY, "it runs only after something else failed") if compact == "failure()" else None


def _checks(workflow: _Workflow, doubt: Doubt | None) -> Iterator[Check]:
    file = workflow.file
    workflow_name = texts(mapping(file.data).get("name"))
    for job_id, job in workflow.jobs.items():
        if not isinstance(job, dict):
            continue
        steps = [step for step in listed(job.get("steps")) if isinstance(step, dict)]
        own = first([_own_job_doubt(job), doubt])
        names = texts(job_id, job.get("name"))
        paths = tuple(f"{outer} / {name}" for outer in workflow_name for name in names)
        line = file.line(workflow.jobs, job_id)
        yield Check((*names, *paths), f"job {quoted(job_id)}", file.shown, line, first([own, _steps_doubt(steps)]))
        for step in steps:
            called = texts(step.get("name"), step.get("id"))
            if called:
                line = file.line(step, "name", "id")
                yield Check(called, f"step {quoted(called[0])}", file.shown, line, first([_step_doubt(step), own]))


def _step_doubt(step: dict[str, Data]) -> Doubt | None:
    run = step.get("run")
    return first(
        [
            _condition(step),
            let_pass(step.get("continue-on-error"), "continue-on-error"),
            step_doubt(run) if isinstance(run, str) else None,
        ]
    )


def _steps_doubt(steps: list[dict[str, Data]]) -> Doubt | None:
    """Why a job cannot fail by any of its steps, if so."""
    found: list[Command] = []
    passing = True
    for step in steps:
        if flag(step.get("continue-on-error")) or _condition(step):
            found.append(Command(masked=True, prepares=False))
            continue
        run, uses = step.get("run"), step.get("uses")
        run_commands = commands(run) if isinstance(run, str) else []
        found.extend(run_commands)
        if isinstance(uses, str):
            found.append(Command(masked=False, prepares=uses.startswith(_PREPARING_ACTIONS)))
        passing = passing and (isinstance(uses, str) or all(command.prepares for command in run_commands))
    doubt = job_doubt(found)
    if doubt and passing:
        return Doubt(ADVISORY, "continue-on-error is true, or the condition false, for each of its steps that checks")
    return doubt
