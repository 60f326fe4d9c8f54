"""Azure's conditions: how surely they hold for pull requests and for pushes to the default branch."""

from __future__ import annotations

import re

from engagelint.evidence.conditions import LIKELY, NO, UNLIKELY, YES, opposite
from engagelint.evidence.names import flag, listed, mapping, texts
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.model import Data

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d[\d.]*)|(?P<filled>\$\{\{[^{}]*\}\})"
    r"|(?P<name>[A-Za-z_][\w.-]*(?:\[\s*'[^']*'\s*\])*)|(?P<sign>[(),]))"
)
_REFERENCE: Final = re.compile(r"(variables|parameters)(?:\.([\w.-]+)|\[\s*'([^']*)'\s*\])", re.IGNORECASE)
_PARAMETER: Final = re.compile(r"\$\{\{\s*parameters(?:\.(\w+)|\[\s*'(\w+)'\s*\])\s*\}\}")
_MACRO: Final = re.compile(r"\$\(([\w.-]+)\)")
_LONGEST: Final = 1_000
#: How deep calls, and variables that hold conditions, may stand inside one another.
_DEEPEST: Final = 10
#: How many different conditions of a pipeline are worked out.
_MOST_CONDITIONS: Final = 1_000
_MOST_VALUES: Final = 200
_LONGEST_VALUE: Final = 200

#: What Azure sets alike for every run of a pipeline: who tests it tells projects, agents or services apart.
_ALIKE: Final = ("build.repository.", "build.definition", "system.team", "system.collection", "agent.")
#: What functions come to that ask how what ran before has ended: it ended well.
_CERTAIN: Final = {"succeeded": YES, "succeededorfailed": YES, "always": YES, "failed": NO, "canceled": NO}
_TARGET: Final = "system.pullrequest.targetbranch"
_PUSHED: Final = frozenset({"individualci", "batchedci"})


class _Node(NamedTuple):
    """A part of a condition: `kind` is call, text, variable, parameter, truth or unknown."""

    kind: str
    text: str
    parts: tuple[_Node, ...] = ()


_UNKNOWN: Final = _Node("unknown", "")

#: What a part comes to: how surely it holds, a text, or None where it is set elsewhere.
_Value = int | str | None


class _World(NamedTuple):
    """A kind of run with a name that the default branch may have: what its variables are, in small letters."""

    variables: dict[str, _Value]
    #: Variables of the file that were not looked at so far.
    stated: dict[str, str]


class Conditions:
    """The conditions of one pipeline, of which each is worked out once.

    What it returns are pairs of degrees: for pull requests, and for pushes to the default branch.
    """

    def __init__(self, root: dict[str, Data], branches: Branches) -> None:
        stated = dict(_stated(root.get("variables")))
        self._requests = [_World({**_request(name)}, dict(stated)) for name in branches.possible]
        self._pushes = [_World({**_push(name)}, dict(stated)) for name in branches.possible]
        self._known: dict[tuple[object, ...], tuple[int, int]] = {}

    def degrees(self, condition: str, parameters: Mapping[str, str]) -> tuple[int, int]:
        """How surely a condition holds; unlikely where it is none that is read."""
        text = filled(condition, parameters)
        # With other parameters the same words may come to something else.
        key = (text, *sorted(parameters.items())) if "parameters" in text else (text,)
        if key in self._known:
            return self._known[key]
        node = _parsed(text, parameters) if len(self._known) < _MOST_CONDITIONS else None
        if node is None:
            return UNLIKELY, UNLIKELY
        self._known[key] = (
            max(_degree(_evaluated(node, world, 0)) for world in self._requests),
            max(_degree(_evaluated(node, world, 0)) for world in self._pushes),
        )
        return self._known[key]


def filled(text: str, parameters: Mapping[str, str]) -> str:
    """A text with the parameters put in whose values are known."""
    if "${{" not in text or len(text) > _LONGEST:
        return text
    return _PARAMETER.sub(lambda found: parameters.get(found[1] or found[2], found[0]), text)


def parameters_of(declared: Data, given: Data, outer: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a template whose values are known: what it is given, else what it declares itself.

    `outer` are those of the file that uses it. Values that are no short text are left out.
    """
    found: dict[str, str] = {}
    names = mapping(declared) if isinstance(declared, dict) else _defaults(declared)
    for values, around in ((names, {}), (mapping(given), outer)):
        for name, value in list(values.items())[:_MOST_VALUES]:
            found.pop(name, None)
            text = str(value).lower() if isinstance(value, bool) else "".join(texts(value))
            if text and len(text) <= _LONGEST_VALUE and "${{" not in (text := filled(text, around)):
                found[name] = text[:_LONGEST_VALUE]
    return found


def _defaults(declared: Data) -> dict[str, Data]:
    entries = [mapping(entry) for entry in listed(declared)[:_MOST_VALUES]]
    return {name: entry.get("default") for entry in entries for name in texts(entry.get("name"))}


def _stated(variables: Data) -> Iterator[tuple[str, str]]:
    """The variables that the pipeline's file gives a text."""
    if isinstance(variables, dict):
        pairs = list(variables.items())
    else:
        entries = [mapping(entry) for entry in listed(variables)]
        pairs = [(name, entry.get("value")) for entry in entries for name in texts(entry.get("name"))]
    for name, value in pairs:
        text = str(value).lower() if isinstance(value, bool) else "".join(texts(value))
        if text:
            yield name.casefold(), text


def _request(name: str) -> dict[str, _Value]:
    return {
        "build.reason": "pullrequest",
        "build.sourcebranch": "refs/pull/1/merge",
        "build.sourcebranchname": "merge",
        "system.pullrequest.pullrequestid": "1",
        "system.pullrequest.isfork": "False",
        _TARGET: f"refs/heads/{name}",
        "system.pullrequest.targetbranchname": name,
    }


def _push(name: str) -> dict[str, _Value]:
    return {
        "build.reason": "individualci",
        "build.sourcebranch": f"refs/heads/{name}",
        "build.sourcebranchname": name.rpartition("/")[2],
        "system.pullrequest.pullrequestid": "",
        _TARGET: "",
        "system.pullrequest.targetbranchname": "",
    }


def _parsed(condition: str, parameters: Mapping[str, str]) -> _Node | None:
    """The condition's outermost part; None where it is none that is read."""
    condition = condition.strip()
    for before, after in (("${{", "}}"), ("$[", "]")):
        if condition.startswith(before) and condition.endswith(after):
            condition = condition[len(before) : -len(after)].strip()
    open_calls: list[tuple[str, list[_Node]]] = [("", [])]
    at, name = 0, ""
    while at < len(condition) <= _LONGEST:
        token = _TOKEN.match(condition, at)
        if token is None or len(open_calls) > _DEEPEST:
            return None
        at = token.end()
        kind, text = str(token.lastgroup), token[str(token.lastgroup)]
        if kind == "sign" and text == "(":
            open_calls.append((name, []))
            name = ""
            continue
        if name:
            open_calls[-1][1].append(_named(name, parameters))
        name = text if kind == "name" else ""
        if kind == "sign" and text == ")":
            called, parts = open_calls.pop()
            if not open_calls:
                return None
            open_calls[-1][1].append(_Node("call", called.casefold(), tuple(parts)))
        elif kind in {"text", "number"}:
            body = text[1:-1].replace("''", "'") if kind == "text" else text
            open_calls[-1][1].append(_Node("text", body))
        elif kind == "filled":
            open_calls[-1][1].append(_UNKNOWN)
    if name:
        open_calls[-1][1].append(_named(name, parameters))
    whole = open_calls[0][1]
    return whole[0] if len(open_calls) == len(whole) == 1 else None


def _named(name: str, parameters: Mapping[str, str]) -> _Node:
    """What a word that is no function's name stands for."""
    if name.casefold() in {"true", "false"}:
        return _Node("text", name)
    if name.casefold().startswith(("dependencies.", "stagedependencies.")) and name.endswith(".result"):
        return _Node("text", "Succeeded")  # as `succeeded()`
    found = _REFERENCE.fullmatch(name)
    if found is None:
        return _UNKNOWN
    named = found[2] or found[3]
    if found[1].casefold() == "parameters":
        return _Node("text", parameters[named]) if named in parameters else _UNKNOWN
    return _Node("variable", named.casefold())


def _evaluated(node: _Node, world: _World, depth: int) -> _Value:
    if node.kind == "text":
        macro = _MACRO.fullmatch(node.text)
        if macro:
            return _variable(macro[1].casefold(), world, depth)
        return None if "$(" in node.text or "${{" in node.text else node.text
    if node.kind == "variable":
        return _variable(node.text, world, depth)
    return _called(node, world, depth) if node.kind == "call" else None


def _variable(name: str, world: _World, depth: int) -> _Value:
    """A variable's value: Azure's own, or the one that the file gives it, which may be a condition itself."""
    if name not in world.variables and name in world.stated and depth < _DEEPEST:
        text = world.stated[name]
        world.variables[name] = None  # should it lead back to itself
        if text.startswith(("$[", "${{")):
            node = _parsed(text, {})
            world.variables[name] = _evaluated(node, world, depth + 1) if node else None
        else:
            world.variables[name] = None if "$" in text else text
    return world.variables.get(name)


def _called(node: _Node, world: _World, depth: int) -> _Value:
    """What a function comes to."""
    name, parts = node.text, node.parts
    if name in _CERTAIN:
        return _CERTAIN[name]
    if name in {"and", "or", "not"} and parts:
        degrees = [_degree(_evaluated(part, world, depth)) for part in parts]
        return opposite(degrees[0]) if name == "not" else min(degrees) if name == "and" else max(degrees)
    if name in {"eq", "ne", "in", "notin"} and len(parts) > 1:
        if any(part.kind == "variable" and part.text.startswith(_ALIKE) for part in parts):
            return LIKELY
        same = max(_same(parts[0], part, world, depth) for part in parts[1:])
        return same if name in {"eq", "in"} else opposite(same)
    if name in {"startswith", "endswith", "contains"} and len(parts) == 2:
        return _holds_text(name, parts, world, depth)
    return None


def _same(left: _Node, right: _Node, world: _World, depth: int) -> int:
    """How surely two parts are the same."""
    first, second = _evaluated(left, world, depth), _evaluated(right, world, depth)
    if isinstance(first, int) or isinstance(second, int):
        held, said = (first, second) if isinstance(first, int) else (second, first)
        wanted = flag(said) if isinstance(said, str) else None
        return UNLIKELY if wanted is None or not isinstance(held, int) else held if wanted else opposite(held)
    if first is None or second is None:
        # What is set elsewhere is a switch, which is empty until somebody turns it on.
        return LIKELY if "" in (first, second) else UNLIKELY
    one, other = first.casefold(), second.casefold()
    if _TARGET in (left.text, right.text):  # services write the branch with and without what it begins with
        one, other = one.removeprefix("refs/heads/"), other.removeprefix("refs/heads/")
    return YES if one == other or {one, other} <= _PUSHED else NO


def _holds_text(name: str, parts: Sequence[_Node], world: _World, depth: int) -> int:
    """How surely a text begins with another, ends in it or holds it."""
    whole, part = (_evaluated(one, world, depth) for one in parts)
    if not isinstance(whole, str) or not isinstance(part, str):
        return UNLIKELY
    whole, part = whole.casefold(), part.casefold()
    if name == "contains":
        return YES if part in whole else NO
    return YES if (whole.startswith(part) if name == "startswith" else whole.endswith(part)) else NO


def _degree(value: _Value) -> int:
    """How surely a value says yes."""
    if isinstance(value, int):
        return value
    says = flag(value) if value is not None else None
    return UNLIKELY if says is None else YES if says else NO
