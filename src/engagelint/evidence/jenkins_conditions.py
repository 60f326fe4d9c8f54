"""What stands below `when` in a Jenkinsfile: how surely it holds for change requests and for branches."""

from __future__ import annotations

import re
from functools import lru_cache

from engagelint.evidence.branches import WORK, may_begin, may_match
from engagelint.evidence.conditions import LIKELY, NO, UNLIKELY, YES, joined, opposite
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from engagelint.evidence.branches import Branches

_TOKEN: Final = re.compile(
    # What is never closed ends with its line, or with the text.
    r"//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)"
    r"|(?P<text>'(?:[^'\\\n]|\\.?)*(?:'|(?=\n)|\Z)|\"(?:[^\"\\\n]|\\.?)*(?:\"|(?=\n)|\Z)"
    r"|(?<==~)\s*/(?:[^/\\\n]|\\.)*/)"
    r"|(?P<word>[A-Za-z_][\w.]*|\d+)|(?P<sign>&&|\|\||==~|=~|==|!=|[!(){};\n])|(?P<other>[^\s,:])"
)
_LONGEST: Final = 5_000
#: Words below `when` that say nothing of when.
_SETTINGS: Final = frozenset({"beforeAgent", "beforeInput", "beforeOptions"})
#: How surely conditions hold that always come to the same.
_FIXED: Final = {"tag": NO, "buildingTag": NO, "isRestartedRun": NO, "changeset": LIKELY}
_COMPARATORS: Final = frozenset({"EQUALS", "GLOB", "REGEXP"})
_COMPARING: Final = frozenset({"==", "!=", "==~", "=~"})
#: What starts a build for a change; anything else is a person, a clock or another build.
_BY_CHANGE: Final = ("SCM", "Branch", "GitHubPush", "GitLab")

_Token = tuple[str, str]
#: How surely something holds for change requests, the default branch, and the branches that change requests come from.
Degrees = tuple[int, ...]
ALWAYS: Final[Degrees] = (YES, YES, YES)
OPEN: Final[Degrees] = (UNLIKELY, UNLIKELY, UNLIKELY)


class _World(NamedTuple):
    """A kind of build: the names that its branch may have, and its variables; of None none is set."""

    names: tuple[str, ...]
    variables: dict[str, tuple[str, ...] | None]


def degrees(body: str, branches: Branches) -> Degrees:
    """How surely the conditions in the braces of a `when` hold together; unlikely where they are not understood."""
    if len(body) > _LONGEST:
        return OPEN
    tokens = [
        (str(token.lastgroup), token[str(token.lastgroup)].strip(" \t"))
        for token in _TOKEN.finditer(body)
        if token.lastgroup
    ]
    return tuple(_when(tokens, world, branches) for world in _worlds(branches))


def both(one: Degrees, other: Degrees) -> Degrees:
    """How surely two conditions hold together."""
    return tuple(map(min, one, other))


def _worlds(branches: Branches) -> tuple[_World, ...]:
    request: dict[str, tuple[str, ...] | None] = {
        "CHANGE_ID": ("1",),
        "CHANGE_TARGET": branches.possible,
        "CHANGE_BRANCH": WORK,
    }
    none = dict.fromkeys(request)
    return tuple(
        _World(names, {**variables, "BRANCH_NAME": names, "GIT_BRANCH": names, "TAG_NAME": None})
        for names, variables in ((("PR-1",), request), (branches.possible, none), (WORK, none))
    )


def _when(tokens: Sequence[_Token], world: _World, branches: Branches) -> int:
    """What a list of conditions and of blocks of them comes to."""
    blocks: list[tuple[str, list[int]]] = [("allOf", [])]
    call: list[_Token] = []
    brackets = at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        at += 1
        if kind != "sign":
            call.append((kind, text))
            continue
        brackets = max(0, brackets + {"(": 1, ")": -1}.get(text, 0))
        if text == "{" and call[:1] == [("word", "expression")]:
            end = _closing(tokens, at)
            blocks[-1][1].append(_expression(tokens[at:end], world))
            call, at = [], end + 1
        elif text == "{":
            blocks.append((call[0][1] if call else "", []))
            call = []
        elif text == "}" or (text in ";\n" and brackets == 0):
            blocks[-1][1].extend(_condition(call, world, branches))
            call = []
            if text == "}" and len(blocks) > 1:
                word, found = blocks.pop()
                blocks[-1][1].append(_block(word, found))
    blocks[-1][1].extend(_condition(call, world, branches))
    return _block("allOf", blocks[0][1]) if len(blocks) == 1 else UNLIKELY


def _closing(tokens: Sequence[_Token], at: int) -> int:
    """The place of the brace that closes the block which begins at `at`."""
    deep = 1
    while at < len(tokens):
        deep += {"{": 1, "}": -1}.get(tokens[at][1], 0) if tokens[at][0] == "sign" else 0
        if deep == 0:
            return at
        at += 1
    return at


def _block(word: str, found: list[int]) -> int:
    if word == "allOf":
        return min(found, default=YES)
    if word == "anyOf":
        return max(found, default=YES)
    return opposite(min(found)) if word == "not" and found else UNLIKELY


def _condition(call: Sequence[_Token], world: _World, branches: Branches) -> Iterable[int]:
    """How surely a condition holds that has no block; nothing where it is a setting."""
    if not call or call[0][1] in _SETTINGS:
        return ()
    word = call[0][1]
    every = [text[1:-1] for kind, text in call if kind == "text"]
    texts = [text for text in every if text not in _COMPARATORS]
    asked = {text for kind, text in call[1:] if kind == "word"}
    by_expression = "REGEXP" in every
    holds = _FIXED.get(word, UNLIKELY)
    if word == "triggeredBy":
        holds = YES if any(text.startswith(_BY_CHANGE) for text in texts) else NO
    elif word == "branch" and texts:
        holds = _of_names(_named(texts[0], world.names, by_expression=by_expression))
    elif word == "environment" and len(texts) == 2 and texts[0] in world.variables:
        holds = _compared(texts[0], "==", ("text", f"'{texts[1]}'"), world)
    elif word == "changeRequest" and world.variables["CHANGE_ID"] is None:
        holds = NO
    elif word == "changeRequest" and asked <= {"target", "comparator"}:
        holds = _of_names(_named(texts[0], branches.possible, by_expression=by_expression)) if texts else YES
    return (holds,)


@lru_cache(maxsize=1_000)  # many stages have the same
def _named(pattern: str, names: tuple[str, ...], *, by_expression: bool) -> tuple[bool, ...]:
    """Which of the names a pattern may mean."""
    if by_expression:
        return tuple(may_begin(f"^{pattern}", (name,)) for name in names)
    return tuple(may_match(pattern, name) for name in names)


def _of_names(found: Iterable[bool]) -> int:
    """What is true of some of the names that a branch may have, likely is; of all, surely."""
    every = list(found)
    return YES if all(every) else LIKELY if any(every) else NO


def _expression(tokens: Sequence[_Token], world: _World) -> int:
    """What a Groovy expression comes to; unlikely where it is more than comparisons that are joined."""
    values: list[int | str] = []
    rest = [token for token in tokens if token[1] not in {"\n", ";", "return"}]
    at = 0
    while at < len(rest):
        kind, text = rest[at]
        if kind == "sign" and text in {"&&", "||", "!", "(", ")"}:
            values.append(text)
            at += 1
        elif kind == "word" and at + 2 < len(rest) and rest[at + 1][1] in _COMPARING:
            values.append(_compared(text, rest[at + 1][1], rest[at + 2], world))
            at += 3
        elif (
            kind == "word"
            and text.endswith(".startsWith")
            and [one[1] for one in rest[at + 1 : at + 4 : 2]] == ["(", ")"]
        ):
            values.append(_begins(text, rest[at + 2], world))
            at += 4
        elif kind == "word" and rest[at + 1 : at + 2] != [("sign", "(")]:
            values.append(_alone(text, world))
            at += 1
        else:
            return UNLIKELY
    return joined(values)


def _variable(word: str) -> str:
    return word.removeprefix("env.")


def _alone(word: str, world: _World) -> int:
    """How surely a word says yes by itself."""
    if word in {"true", "false"}:
        return YES if word == "true" else NO
    name = _variable(word)
    if name in world.variables:
        return NO if world.variables[name] is None else YES
    return UNLIKELY


def _compared(word: str, sign: str, right: _Token, world: _World) -> int:
    name, (kind, text) = _variable(word), right
    if name.startswith("currentBuild."):
        return LIKELY  # until something failed
    if name not in world.variables or (kind != "text" and text != "null"):
        # What is set elsewhere is a switch, which is off until somebody turns it on.
        off = (sign == "!=") != (text in {"null", "false"})
        return LIKELY if off else UNLIKELY
    names = world.variables[name]
    if text == "null" or names is None:
        same = YES if (names is None) == (text == "null") else NO
    elif sign in {"==", "!="}:
        same = _of_names(text[1:-1].removeprefix("origin/") == one for one in names)
    else:
        begins = text[1:-1]
        if sign == "==~":  # the whole name has to match
            begins = f"^{begins}" if "(" in begins else f"^({begins})"
        same = min(LIKELY, _of_names(may_begin(begins, (one,)) for one in names))
    return LIKELY if same == LIKELY else opposite(same) if sign == "!=" else same


def _begins(word: str, right: _Token, world: _World) -> int:
    """How surely a variable begins with a text."""
    name = _variable(word.removesuffix(".startsWith"))
    if name not in world.variables or right[0] != "text":
        return UNLIKELY
    return _of_names(one.startswith(right[1][1:-1].removeprefix("origin/")) for one in world.variables[name] or ("",))
