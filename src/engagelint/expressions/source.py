"""What the text of an expression says: the terms that it reads, and parameters put in; nothing is evaluated here."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: The variables that a condition may use (design: policies, "Variables"). `params` is put in when a policy is loaded.
VARIABLES = ("self", "document", "member", "key", "index", "done", "engagement", "today")

# These are compiled, and kept by `re`, when they are first used: few runs need them.
# With `r` before it, a text's backslashes stand for themselves.
TEXT = r'\b[rR]"[^"\n]*"|\b[rR]\'[^\'\n]*\'|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_TEXT_OR_COMMENT = TEXT + r"|//[^\n]*"
_TEXT_OR_PARAMETER = TEXT + r"|(?<![\w.])params\.(\w+)"
TEXT_OR_NAME = TEXT + r"|(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*+(?!\s*\()|\[\d+\])*)"
_TEXT_OR_BRACKET = TEXT + r"|(?<![\w.])stated\s*\(|[()]"
_PART = r"\w+"
# What a macro goes through the members of, behind the list's name: `.exists(item,`.
MACRO = r"\s*\.(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,"
# What functions read of the members of the list that is their first argument.
_READ_OF_MEMBERS = {
    "overlap(": ("side", "time_zone", "hours", "days"),
    "clock_difference(": ("side", "time_zone"),
    "headcount(": ("side", "level", "count"),
}
#: Terms as (variable, parts).
Reads = Sequence[tuple[str, Sequence[str]]]


class Malformed(Exception):  # noqa: N818 - it describes the expression, and is shown as a finding
    """An expression that does not compile: why, and where in its text (1-based)."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def without_stated(source: str) -> str:
    """The expression with each `stated(term)` put as `size([term]) == 1`, which says the same without leaving CEL.

    A list is made of what is there, and of nothing else; calling out takes longer than all the rest of an evaluation.
    Where the brackets do not fit, the expression is left for the compiler to complain of.
    """
    put: list[str] = []
    at = depth = 0
    open_at: list[int] = []
    for match in re.finditer(_TEXT_OR_BRACKET, source):
        found = match.group()
        if found == ")":
            depth -= 1
            if open_at and open_at[-1] == depth:
                open_at.pop()
                put += [source[at : match.start()], "]) == 1)"]
                at = match.end()
        elif found.endswith("("):
            if found != "(":
                open_at.append(depth)
                put += [source[at : match.start()], "(size(["]
                at = match.end()
            depth += 1
    return source if open_at or depth else "".join([*put, source[at:]])


def literal(value: Any) -> str:
    """A parameter's value as a CEL literal; numbers are doubles there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(float(value))
    if isinstance(value, list):
        return f"[{', '.join(literal(entry) for entry in value)}]"
    return json.dumps(str(value))


def bind(source: str, parameters: Mapping[str, Any]) -> str:
    """`source` without comments, and with each `params.NAME` replaced by its value.

    Raises Malformed for a name not in `parameters`.
    """
    if "//" in source:  # an apostrophe in a comment would pass for the beginning of a text
        source = re.sub(_TEXT_OR_COMMENT, lambda found: "" if found.group().startswith("//") else found.group(), source)

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group()
        if name not in parameters:
            line = source.count("\n", 0, match.start()) + 1
            column = match.start() - (source.rfind("\n", 0, match.start()) + 1) + 1
            raise Malformed(f"the policy has no parameter `{name}`", line, column)
        return literal(parameters[name])

    return re.sub(_TEXT_OR_PARAMETER, put, source) if "params" in source else source


def reads(source: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The terms that an expression reads: each variable with the parts selected from it, in the order of the text.

    What a macro such as `exists` reads of a list's members stands behind `*`.
    """
    bound: dict[str, tuple[str, tuple[str, ...]]] = {name: (name, ()) for name in VARIABLES}
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    declared: set[int] = set()
    for match in re.finditer(TEXT_OR_NAME, source):
        if match.group(1) not in bound or match.start() in declared:
            continue
        variable, parts = bound[match.group(1)]
        term = variable, (*parts, *re.findall(_PART, match.group(2)))
        found[term] = None
        if macro := re.compile(MACRO).match(source, match.end()):
            bound[macro.group(1)] = variable, (*term[1], "*")
            declared.add(macro.start(1))
    return tuple(found)


def places_read(source: str) -> list[tuple[str, ...]]:
    """The terms that an expression reads, also of the members that it goes through: variable, part, "*", part.

    What is read of a list that another macro or a function gives is not known.
    """
    bound: dict[str, tuple[str, ...]] = {}
    found = []
    for match in re.finditer(TEXT_OR_NAME, source):
        name = match.group(1)
        if name in VARIABLES or name in bound:
            path = (*bound.get(name, (name,)), *match.group(2).split(".")[1:])
            found.append(path)
            before = source[: match.start()].rstrip()
            for function, terms in _READ_OF_MEMBERS.items():
                found += [(*path, "*", term) for term in terms if before.endswith(function)]
            if macro := re.compile(MACRO).match(source, match.end()):
                bound[macro.group(1)] = (*path, "*")
    return list(dict.fromkeys(found))
