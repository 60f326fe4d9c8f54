"""Azure Pipelines: the stages, jobs and steps of `azure-pipelines.yml` and its templates in the repository."""

from __future__ import annotations

import re
from posixpath import dirname, normpath

from engagelint.evidence.azure_conditions import Conditions, filled, parameters_of
from engagelint.evidence.azure_scripts import script_of
from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import Command, let_pass
from engagelint.evidence.conditions import NO, UNLIKELY, YES, doubt, opposite
from engagelint.evidence.model import ADVISORY, Check, Doubt, Unread, first
from engagelint.evidence.names import flag, listed, mapping, quoted, texts
from engagelint.evidence.steps import steps_doubt
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
_PREPARING_TASKS: Final = ("Cache@", "Use", "NodeTool@", "JavaToolInstaller@", "CopyFiles@", "Publish", "Download")
_PREPARING_STEPS: Final = frozenset({"checkout", "download", "publish", "restore", "getPackage"})


_INSERTED: Final = re.compile(r"\$\{\{\s*(if|elseif|else)\b(.*)\}\}", re.DOTALL)
#: How many pieces of templates are looked at again, where a template is used more than once.
_MOST_AGAIN: Final = 5_000

_Degrees = tuple[int, int]
_ALWAYS: Final[_Degrees] = (YES, YES)


class _Part(NamedTuple):
    """A piece of a pipeline that is still to be looked at: its file, where that lies, and the doubt about all of it.

    `degrees` say how surely pull requests and pushes to the default branch run it, and `never` why none of them does.
    `again` marks what was looked at before, with other parameters or under other conditions.
    """

    file: YamlFile
    relative: str
    node: dict[str, Data]
    doubt: Doubt | None
    degrees: _Degrees
    never: str
    parameters: dict[str, str]
    again: bool


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the stages, jobs and steps of the pipeline."""
    for relative in _FILES:
        file = tree.yaml(relative)
        if isinstance(file, YamlFile):
            pipelines.files.append(file.shown)
            root = mapping(file.data)
            parameters = parameters_of(root.get("parameters"), None, {})
            whole = _Part(file, relative, root, None, _started(root, branches), NEVER, parameters, again=False)
            _Walk(tree, pipelines, Conditions(root, branches)).through(whole)
        elif file is not None:
            pipelines.unread.append(file)


def _started(root: dict[str, Data], branches: Branches) -> _Degrees:
    """How surely pull requests and pushes to the default branch start the pipeline; what is not said, does."""
    trigger = root.get("trigger")
    request = YES if "pr" not in root or _starts(root["pr"], branches) else NO
    push = YES if trigger is None or _starts(trigger, branches) else NO
    by_others = "schedules" in root or "pipelines" in mapping(root.get("resources"))
    if "pr" not in root and trigger == "none" and by_others:
        request = UNLIKELY  # Azure's own repositories know no `pr`: there a policy starts it, or nothing
    if isinstance(trigger, dict) and "tags" in trigger and "branches" not in trigger:
        push = UNLIKELY
    return request, push


def _starts(trigger: Data, branches: Branches) -> bool:
    if isinstance(trigger, str):
        return trigger != "none"
    given = mapping(trigger).get("branches") if isinstance(trigger, dict) else trigger
    included = given if isinstance(given, list) else mapping(given).get("include")
    excluded = texts(*listed(mapping(given).get("exclude")))
    return (included is None or branches.allowed(texts(*listed(included)))) and not branches.left_out(excluded)


class _Walk:
    """The way through a pipeline's file and its templates."""

    def __init__(self, tree: Tree, pipelines: Pipelines, conditions: Conditions) -> None:
        self.tree = tree
        self.pipelines = pipelines
        self.conditions = conditions
        self.files: dict[str, YamlFile | Unread | None] = {}
        #: The templates with the conditions and parameters under which each is used.
        self.uses: set[tuple[object, ...]] = set()
        self.left = _MOST_AGAIN
        #: Whether any of it may run on Windows.
        self.windows = False

    def through(self, whole: _Part) -> None:
        """Add what is found below a piece to the pipelines."""
        self.files[whole.relative] = whole.file
        self.windows = "windows" in whole.file.source.text.casefold()
        waiting = [whole]
        while waiting:
            part = self._limited(waiting.pop())
            if part.again:
                self.left -= 1
                if self.left <= 0:
                    continue
            self._check(part)
            template = part.node.get("template")
            if isinstance(template, str):
                waiting.extend(self._template(part, template))
            waiting.extend(reversed(self._below(part)))
        if self.left <= 0:
            words = f"{visible(whole.file.shown)} uses its templates more often than is looked at"
            self.pipelines.unread.append(Unread(whole.file.shown, None, words))

    def _limited(self, part: _Part) -> _Part:
        """A piece with the doubt and the condition that it states itself."""
        degrees, never = self._condition(part.node, part)
        return part._replace(doubt=first([_own_doubt(part.node), part.doubt]), degrees=degrees, never=never)

    def _condition(self, node: dict[str, Data], part: _Part) -> tuple[_Degrees, str]:
        """How surely what stands in a part runs, and why it never does."""
        condition = node.get("condition")
        if condition is None or flag(condition) is True:
            return part.degrees, part.never
        if flag(condition) is False:
            return (NO, NO), "it never runs: its condition is false"
        own = self.conditions.degrees(condition, part.parameters) if isinstance(condition, str) else (UNLIKELY,) * 2
        degrees = _both(part.degrees, own)
        if max(degrees) == NO < max(part.degrees):
            failed = isinstance(condition, str) and "failed()" in condition
            return degrees, "it runs only after something else failed" if failed else NEVER
        return degrees, part.never

    def _check(self, part: _Part) -> None:
        """Add a piece that has a name."""
        node, file = part.node, part.file
        what, names, key = _called(node)
        if names:
            names = tuple(filled(name, part.parameters) for name in names)
            every = first([part.doubt, doubt(part.degrees, part.never), self._inner_doubt(part)])
            line = file.line(node, "displayName", *key)
            self.pipelines.checks.append(Check(names, f"{what} {quoted(names[0])}", file.shown, line, every))

    def _below(self, part: _Part) -> list[_Part]:
        """The pieces that stand directly in another one."""
        found = []
        chain = _ALWAYS
        for name, value in part.node.items():
            if _is_insertion(name):
                inserted, chain = self._inserted(part, name, value, chain)
                found.append(inserted)
            elif name in _BELOW:
                inner = _ALWAYS
                for entry in listed(value):
                    if not isinstance(entry, dict):
                        continue
                    if not all(map(_is_insertion, entry)):
                        found.append(part._replace(node=entry))
                        continue
                    for key, held in entry.items():
                        inserted, inner = self._inserted(part, key, held, inner)
                        found.append(inserted)
        return found

    def _inserted(self, part: _Part, key: str, held: Data, chain: _Degrees) -> tuple[_Part, _Degrees]:
        """What stands below `${{ if … }}:` and its like, and how surely no such condition before an `else` holds."""
        found = _INSERTED.fullmatch(key.strip())
        word = found[1] if found else ""
        own = self.conditions.degrees(found[2], part.parameters) if found and word != "else" else _ALWAYS
        taken = _both(chain, own) if word in {"elseif", "else"} else own
        rest = opposite(own[0]), opposite(own[1])
        chain = rest if word == "if" else _both(chain, rest) if word == "elseif" else chain
        degrees = _both(part.degrees, taken)
        never = NEVER if max(degrees) == NO < max(part.degrees) else part.never
        return part._replace(node={"steps": held}, degrees=degrees, never=never), chain

    def _inner_doubt(self, part: _Part) -> Doubt | None:
        """Why a step's script or a job's steps cannot fail, if so."""
        script = script_of(part.node, windows=self.windows)
        if script is not None:
            return script.doubt
        steps: list[tuple[list[Command], Doubt | None]] = []
        whole = part._replace(node={"steps": part.node.get("steps")}, degrees=_ALWAYS, never=NEVER)
        for piece in self._below(whole):
            step = piece.node
            degrees, never = self._condition(step, piece)
            script = script_of(step, windows=self.windows)
            task = str(step.get("task", ""))
            prepares = bool(step.keys() & _PREPARING_STEPS) or task.startswith(_PREPARING_TASKS)
            commands = script.commands if script else [Command(masked=False, prepares=prepares)]
            steps.append((commands, first([_own_doubt(step), doubt(degrees, never)])))
        return steps_doubt(steps)

    def _template(self, part: _Part, template: str) -> list[_Part]:
        """What a template in the repository holds, if it was not looked at before under the same conditions."""
        where = part.file.shown, part.file.line(part.node, "template")
        path, _, elsewhere = filled(template, part.parameters).partition("@")
        relative = normpath(
            path.lstrip("/") if path.startswith("/") else f"{dirname(part.relative)}/{path}".lstrip("/")
        )
        again = relative in self.files
        if (elsewhere and elsewhere != "self") or "${{" in path or (not again and len(self.files) > MOST_INCLUDES):
            words = f"{visible(part.file.shown)} uses the template {quoted(template)}, which is not read"
            self.pipelines.unread.append(Unread(*where, words))
            return []
        if not again:
            self.files[relative] = self.tree.yaml(relative)
        file = self.files[relative]
        if isinstance(file, YamlFile):
            node = mapping(file.data)
            if again and self.left <= 0:
                return []
            parameters = parameters_of(node.get("parameters"), part.node.get("parameters"), part.parameters)
            self.left -= len(parameters) if again else 0
            use = (relative, part.degrees, part.doubt, *sorted(parameters.items()))
            if use in self.uses:
                return []
            self.uses.add(use)
            if not again:
                self.pipelines.files.append(file.shown)
            return [part._replace(file=file, relative=relative, node=node, parameters=parameters, again=again)]
        if not again:
            missing = Unread(*where, f"the template {quoted(template)} is not in the repository")
            self.pipelines.unread.append(file or missing)
        return []


def _is_insertion(key: str) -> bool:
    return key.startswith("${{")


def _both(one: _Degrees, other: _Degrees) -> _Degrees:
    return min(one[0], other[0]), min(one[1], other[1])


def _called(node: dict[str, Data]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What kind of thing a piece is, what it is called, and the keys one of which says so."""
    for key in ("stage", "job", "deployment"):
        if key in node:
            return ("stage" if key == "stage" else "job"), texts(node.get("displayName"), node[key]), (key,)
    if "jobs" in node or "stages" in node or "steps" in node:
        return "", (), ()
    return "step", texts(node.get("displayName"), node.get("name")), ("name",)


def _own_doubt(node: dict[str, Data]) -> Doubt | None:
    off = flag(node.get("enabled", True)) is False
    return first(
        [
            Doubt(ADVISORY, "it is switched off: enabled is false") if off else None,
            let_pass(node.get("continueOnError"), "continueOnError"),
        ]
    )
