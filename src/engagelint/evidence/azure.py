"""Azure Pipelines: the stages, jobs and steps of `azure-pipelines.yml` and its templates in the repository."""

from __future__ import annotations

from posixpath import dirname, normpath

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, commands, job_doubt, let_pass, step_doubt
from engagelint.evidence.model import ADVISORY, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.tree import MOST_INCLUDES, YamlFile
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

_FILES: Final = ("azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines.yml")
_STRATEGIES: Final = ("runOnce", "rolling", "canary")
_HOOKS: Final = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic")
#: The keys below which stages, jobs and steps stand, those of a deployment's strategy among them.
_BELOW: Final = ("extends", "stages", "jobs", "steps", "strategy", *_STRATEGIES, *_HOOKS)
_SCRIPTS: Final = ("script", "bash", "pwsh", "powershell")
_PREPARING_TASKS: Final = ("Cache@", "Use", "NodeTool@", "JavaToolInstaller@", "CopyFiles@", "Publish", "Download")
_PREPARING_STEPS: Final = frozenset({"checkout", "download", "publish", "restore", "getPackage"})


class _Part(NamedTuple):
    """A piece of a pipeline that is still to be looked at: its file, where that lies, and the doubt about all of it."""

    file: YamlFile
    relative: str
    node: dict[str, Data]
    doubt: Doubt | None


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the stages, jobs and steps of the pipeline."""
    for relative in _FILES:
        file = tree.yaml(relative)
        if isinstance(file, YamlFile):
            pipelines.files.append(file.shown)
            root = mapping(file.data)
            _walk(tree, _Part(file, relative, root, _trigger_doubt(root, branches)), pipelines)
        elif file is not None:
            pipelines.unread.append(file)


def _trigger_doubt(root: dict[str, Data], branches: Branches) -> Doubt | None:
    """Why neither pushes to the default branch nor pull requests start the pipeline, if so; what is not said, does."""
    both = [_starts(root[key], branches) if key in root else True for key in ("trigger", "pr")]
    return None if any(both) else Doubt(ADVISORY, NEVER)


def _starts(trigger: Data, branches: Branches) -> bool:
    if isinstance(trigger, str):
        return trigger != "none"
    given = mapping(trigger).get("branches") if isinstance(trigger, dict) else trigger
    included = given if isinstance(given, list) else mapping(given).get("include")
    excluded = texts(*listed(mapping(given).get("exclude")))
    return (included is None or branches.allowed(texts(*listed(included)))) and not branches.left_out(excluded)


def _walk(tree: Tree, whole: _Part, pipelines: Pipelines) -> None:
    seen = {whole.relative}
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        node, doubt = part.node, first([_own_doubt(part.node), part.doubt])
        what, names, key = _called(node)
        if names:
            line = part.file.line(node, "displayName", *key)
            pipelines.checks.append(
                Check(names, f"{what} {quoted(names[0])}", part.file.shown, line, first([doubt, _inner_doubt(node)]))
            )
        template = node.get("template")
        if isinstance(template, str):
            waiting.extend(_template(tree, part._replace(doubt=doubt), template, seen, pipelines))
        below = [node[name] for name in node if name in _BELOW or name.startswith("${{")]
        waiting.extend(
            part._replace(node=entry, doubt=doubt)
            for value in reversed(below)
            for entry in reversed(listed(value))
            if isinstance(entry, dict)
        )


def _called(node: dict[str, Data]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What kind of thing a piece is, what it is called, and the keys one of which says so."""
    for key in ("stage", "job", "deployment"):
        if key in node:
            return ("stage" if key == "stage" else "job"), texts(node.get("displayName"), node[key]), (key,)
    if "jobs" in node or "stages" in node or "steps" in node:
        return "", (), ()
    return "step", texts(node.get("displayName"), node.get("name")), ("name",)


def _own_doubt(node: dict[str, Data]) -> Doubt | None:
    condition = node.get("condition")
    never = condition is not None and flag(condition) is False
    compact = "".join(condition.split()) if isinstance(condition, str) else ""
    return first(
        [
            Doubt(ADVISORY, "it is switched off: enabled is false")
            if flag(node.get("enabled", True)) is False
            else None,
            Doubt(ADVISORY, "it never runs: its condition is false") if never else None,
            Doubt(ADVISORY, "it runs only after something else failed") if compact == "failed()" else None,
            let_pass(node.get("continueOnError"), "continueOnError"),
        ]
    )


def _script(node: dict[str, Data]) -> str | None:
    for key in _SCRIPTS:
        script = node.get(key)
        if isinstance(script, str):
            return script
    return None


def _inner_doubt(node: dict[str, Data]) -> Doubt | None:
    """Why a step's script or a job's steps cannot fail, if so."""
    script = _script(node)
    if script is not None:
        return step_doubt(script, stops=False)
    found: list[Command] = []
    for entry in listed(node.get("steps")):
        step = mapping(entry)
        script = _script(step)
        if _own_doubt(step):
            found.append(Command(masked=True, prepares=False))
        elif script is not None:
            found.extend(commands(script, stops=False))
        else:
            task = str(step.get("task", ""))
            prepares = bool(step.keys() & _PREPARING_STEPS) or task.startswith(_PREPARING_TASKS)
            found.append(Command(masked=False, prepares=prepares))
    return job_doubt(found)


def _template(tree: Tree, part: _Part, template: str, seen: set[str], pipelines: Pipelines) -> list[_Part]:
    """What a template in the repository holds, if it was not looked at before."""
    where = part.file.shown, part.file.line(part.node, "template")
    path, _, elsewhere = template.partition("@")
    relative = normpath(path.lstrip("/") if path.startswith("/") else f"{dirname(part.relative)}/{path}".lstrip("/"))
    if relative in seen:
        return []
    if (elsewhere and elsewhere != "self") or "${{" in template or len(seen) > MOST_INCLUDES:
        words = f"{visible(part.file.shown)} uses the template {quoted(template)}, which is not read"
        pipelines.unread.append(Unread(*where, words))
        return []
    seen.add(relative)
    file = tree.yaml(relative)
    if isinstance(file, YamlFile):
        pipelines.files.append(file.shown)
        return [_Part(file, relative, mapping(file.data), part.doubt)]
    pipelines.unread.append(file or Unread(*where, f"the template {quoted(template)} is not in the repository"))
    return []
