"""Bitbucket Pipelines: the steps and stages of `bitbucket-pipelines.yml`."""

from __future__ import annotations

from engagelint.evidence.branches import NEVER, work_allowed
from engagelint.evidence.commands import Command, commands, job_doubt, step_doubt
from engagelint.evidence.model import ADVISORY, Check, Doubt, Unread, first
from engagelint.evidence.names import listed, mapping, quoted, texts
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

FILE: Final = "bitbucket-pipelines.yml"


class _Entry(NamedTuple):
    """A member of a pipeline that is still to be looked at, and the doubt about what it stands in."""

    value: Data
    doubt: Doubt | None


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the steps and stages of all pipelines."""
    file = tree.yaml(FILE)
    if file is None:
        return
    if not isinstance(file, YamlFile):
        pipelines.unread.append(file)
        return
    pipelines.files.append(file.shown)
    sections = mapping(mapping(file.data).get("pipelines"))
    for section, value in sections.items():
        for start, doubt in _starts(section, value, branches):
            if "import" in mapping(start):
                words = f"{visible(file.shown)} imports a pipeline from another repository"
                pipelines.unread.append(Unread(file.shown, file.line(start, "import"), words))
            pipelines.checks.extend(_checks(file, _Entry(start, doubt)))


def _starts(section: str, value: Data, branches: Branches) -> Iterator[tuple[Data, Doubt | None]]:
    """The pipelines of a section, each with why it does not decide on a change, if so."""
    if section == "default":
        yield value, None
        return
    by_itself = {"branches", "pull-requests"}
    for pattern, pipeline in mapping(value).items():
        # A pull request shows the pipeline of the branch that it comes from.
        decides = branches.allowed([pattern]) or work_allowed([pattern])
        if section == "pull-requests" or (section == "branches" and decides):
            yield pipeline, None
        elif section == "custom":
            yield pipeline, Doubt(ADVISORY, "it never runs by itself, only when it is started by hand or on a schedule")
        else:
            only = f"branches {quoted(pattern)}" if section in by_itself else visible(section, 80)
            yield pipeline, Doubt(ADVISORY, f"{NEVER}, only on {only}")


def _checks(file: YamlFile, whole: _Entry) -> Iterator[Check]:
    waiting = [whole]
    while waiting:
        value, doubt = waiting.pop()
        if isinstance(value, list):
            waiting.extend(_Entry(one, doubt) for one in reversed(value))
            continue
        given = mapping(value)
        if "step" in given:
            yield from _step(file, mapping(given["step"]), doubt)
        if "stage" in given:
            stage = mapping(given["stage"])
            own = first([_own_doubt(stage), doubt])
            for name in texts(stage.get("name")):
                yield Check((name,), f"stage {quoted(name)}", file.shown, file.line(stage, "name"), own)
            waiting.append(_Entry(stage.get("steps"), own))
        if "parallel" in given:
            group = given["parallel"]
            waiting.append(_Entry(mapping(group).get("steps") if isinstance(group, dict) else group, doubt))


def _step(file: YamlFile, step: dict[str, Data], doubt: Doubt | None) -> Iterator[Check]:
    for name in texts(step.get("name")):
        every = first([doubt, _own_doubt(step), _script_doubt(listed(step.get("script")))])
        yield Check((name,), f"step {quoted(name)}", file.shown, file.line(step, "name"), every)


def _own_doubt(given: dict[str, Data]) -> Doubt | None:
    if given.get("trigger") == "manual":
        return Doubt(ADVISORY, "it is started by hand")
    on_fail = given.get("on-fail")
    if (mapping(on_fail).get("strategy") if isinstance(on_fail, dict) else on_fail) == "ignore":
        return Doubt(ADVISORY, "its failure is ignored (on-fail)")
    return None


def _script_doubt(script: list[Data]) -> Doubt | None:
    """Why a script cannot fail, if so; a pipe, which is no text, can."""
    lines = texts(*script)
    if len(lines) == len(script):
        return step_doubt("\n".join(lines))
    return job_doubt([*commands("\n".join(lines)), Command(masked=False, prepares=False)])
