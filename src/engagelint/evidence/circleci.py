"""CircleCI: the jobs, workflows and steps of `.circleci/config.yml`."""

from __future__ import annotations

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, commands, job_doubt, step_doubt
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.tree import YamlFile
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
_EVERYTHING: Final = frozenset({"/.*/", "/.+/", "/^.*$/", "/^.+$/"})
_PREPARING: Final = (
    "checkout attach_workspace persist_to_workspace restore_cache save_cache store_artifacts store_test_results "
    "setup_remote_docker add_ssh_keys"
)
_PREPARING_STEPS: Final = frozenset(_PREPARING.split())


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
    steps: dict[str, list[Data]] = {}
    left = _MOST_STEPS
    for name, job in jobs.items():
        if left > 0:
            steps[name] = _steps(mapping(job), data)
            left -= 1 + len(steps[name])
    if len(steps) < len(jobs):
        words = f"{visible(file.shown)} holds more jobs than are looked at"
        pipelines.unread.append(Unread(file.shown, file.line(data, "jobs"), words))
    inner = {name: _steps_doubt(found) for name, found in steps.items()}
    uses: dict[str, list[Doubt | None]] = {}
    renamed: list[Check] = []
    for workflow in mapping(data.get("workflows")).values():
        for check, job in _used(file, mapping(workflow), branches):
            uses.setdefault(job, []).append(check.doubt)
            if check.names != (job,) or job not in jobs:
                renamed.append(check._replace(doubt=first([check.doubt, inner.get(job)])))
    for name, found in steps.items():
        unused = Doubt(ADVISORY, "it never runs: no workflow uses it")
        starts = uses.get(name, [None if name == "build" and "workflows" not in data else unused])
        # A job that one workflow runs on every change decides, whatever others do with it.
        own = None if None in starts else first(starts)
        doubt = first([own, inner[name]])
        pipelines.checks.append(Check((name,), f"job {quoted(name)}", file.shown, file.line(jobs, name), doubt))
        pipelines.checks.extend(_named(file, found, own))
    pipelines.checks.extend(renamed)


def _steps(job: dict[str, Data], data: dict[str, Data]) -> list[Data]:
    """The steps of a job, with those of the commands it uses and those under a condition."""
    own = mapping(data.get("commands"))
    found: list[Data] = []
    waiting = list(reversed(listed(job.get("steps"))))
    used: set[str] = set()
    while waiting and len(found) < _MOST_STEPS:
        step = waiting.pop()
        name = step if isinstance(step, str) else next(iter(mapping(step)), "")
        if name in own:
            if name not in used:
                waiting.extend(reversed(listed(mapping(own[name]).get("steps"))))
            used.add(name)
        elif name in {"when", "unless"} and isinstance(step, dict):
            waiting.extend(reversed(listed(mapping(step[name]).get("steps"))))
        else:
            found.append(step)
    return found


def _run(step: Data) -> dict[str, Data]:
    """A step's `run`, or its older form `deploy`, in the long form; empty where the step is something else."""
    run = mapping(step).get("run", mapping(step).get("deploy"))
    return {"command": run} if isinstance(run, str) else mapping(run)


def _run_doubt(run: dict[str, Data]) -> Doubt | None:
    if run.get("when") == "on_fail":
        return Doubt(ADVISORY, "it runs only after something else failed")
    command = run.get("command")
    return step_doubt(command) if isinstance(command, str) else None


def _steps_doubt(steps: list[Data]) -> Doubt | None:
    """Why a job cannot fail by any of its steps, if so."""
    found: list[Command] = []
    for step in steps:
        command = _run(step).get("command")
        if isinstance(command, str) and _run(step).get("when") != "on_fail":
            found.extend(commands(command))
        elif not _run(step):
            name = step if isinstance(step, str) else next(iter(mapping(step)), "")
            found.append(Command(masked=False, prepares=name in _PREPARING_STEPS))
    return job_doubt(found)


def _named(file: YamlFile, steps: list[Data], doubt: Doubt | None) -> Iterator[Check]:
    for step in steps:
        run = _run(step)
        for name in texts(run.get("name")):
            every = first([_run_doubt(run), doubt])
            yield Check((name,), f"step {quoted(name)}", file.shown, file.line(run, "name"), every)


def _used(file: YamlFile, workflow: dict[str, Data], branches: Branches) -> Iterator[tuple[Check, str]]:
    """The jobs that a workflow runs, each with the name under which it is defined."""
    doubt = _workflow_doubt(workflow)
    jobs = listed(workflow.get("jobs"))
    for index, entry in enumerate(jobs):
        name, terms = (entry, {}) if isinstance(entry, str) else next(iter(mapping(entry).items()), ("", {}))
        given = mapping(terms)
        alias = texts(given.get("name"))
        if name:
            called = alias[0] if alias else name
            line = file.line(given, "name") if alias else file.line(jobs, index)
            own = first([doubt, _filtered(mapping(given.get("filters")), branches)])
            yield Check((called,), f"job {quoted(called)}", file.shown, line, own), name


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
