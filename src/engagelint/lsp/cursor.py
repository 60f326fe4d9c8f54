"""Works out where in a manifest the cursor stands, from lines and their indentation, however broken the rest is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engagelint.model import escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from engagelint.model import Document

_OPENING: Final = ("{", "[")

#: A name or value in braces and brackets, and the sign behind it.
_TOKEN: Final = re.compile(r"""(\s*(?:"(?:[^"\\]|\\.)*"?|'[^']*'?)?[^{}\[\],:]*)([{}\[\],:]|$)""", re.DOTALL)


class Cursor(NamedTuple):
    """Where the cursor stands: in the value of the term at `pointer`, or at a name below it.

    In pointers `*` stands for a list's members. `begun` is what stands of the name or value before the cursor, `rest`
    what stands of it behind; `others` are the names, or a list's values, that are there already. A name that is `named`
    has its colon.
    """

    pointer: str
    in_value: bool
    begun: str
    others: frozenset[str] = frozenset()
    rest: str = ""
    named: bool = False


class _Line(NamedTuple):
    """A line's dashes and its key, by their columns (from 0), and what follows them."""

    dashes: tuple[int, ...]
    indent: int
    key: str | None
    rest: str

    @property
    def left(self) -> int:
        return self.dashes[0] if self.dashes else self.indent


def cursor(lines: Sequence[str], number: int, column: int) -> Cursor | None:
    """Where the cursor stands before `column` (in code points, from 0) of line `number` (from 0).

    None where no term belongs: in a comment, before a line's first word, and behind braces or brackets.
    """
    line = lines[number] if number < len(lines) else ""
    end = _comment(line)
    if column > end:
        return None
    line, behind = line[:end], line[column:end].rstrip()
    own = _parsed(line[:column])
    path = _above(lines, number, own.left, dashed=bool(own.dashes)) + ["*"] * len(own.dashes)
    if own.rest.startswith(_OPENING):
        begin = column - len(own.rest)
        return _in_flow([*path, own.key] if own.key is not None else path, line[begin:], len(own.rest))
    if own.key is not None:
        return Cursor(_pointer([*path, own.key]), in_value=True, begun=own.rest, rest=behind)
    if not own.rest and _parsed(behind).indent:
        return None
    colon = _colon(behind)
    others = _others(lines, number, own)
    if own.dashes and colon < 0:
        others |= _values_beside(lines, number, own.dashes[-1])
    rest = behind[:colon] if colon >= 0 else behind.partition(" ")[0]
    return Cursor(_pointer(path), in_value=False, begun=own.rest, others=others, rest=rest, named=colon >= 0)


def term_at(lines: Sequence[str], number: int) -> str | None:
    """The pointer of the term whose key stands first in a line; None where there is none."""
    own = _parsed(lines[number] if number < len(lines) else "")
    if own.key is None:
        return None
    path = _above(lines, number, own.left, dashed=bool(own.dashes)) + ["*"] * len(own.dashes)
    return _pointer([*path, own.key])


def _pointer(path: Sequence[str]) -> str:
    return "".join(f"/{escape_pointer(part)}" for part in path)


def _parsed(text: str) -> _Line:
    at, dashes = _blanks(text, 0), []
    while text[at : at + 2] in {"- ", "-"}:
        dashes.append(at)
        at = _blanks(text, at + 1)
    body = text[at:]
    colon = -1 if body.startswith(("#", *_OPENING)) else _colon(body)
    if colon < 1:
        return _Line(tuple(dashes), at, None, "" if body.startswith("#") else body)
    return _Line(tuple(dashes), at, _plain(body[:colon]), body[colon + 1 :].lstrip())


def _colon(text: str) -> int:
    """Where the colon behind a name stands; -1 where there is none."""
    found = text.find(": ")
    bare = text.rstrip()
    return len(bare) - 1 if found < 0 and bare.endswith(":") else found


def _comment(line: str) -> int:
    """Where the comment of a line begins; where the line ends if it has none."""
    quote, before = "", " "
    for at, character in enumerate(line):
        if quote:
            quote = "" if character == quote and before != "\\" else quote
        elif character in "\"'" and before in " \t,:{[":
            quote = character
        elif character == "#" and before in " \t":
            return at
        before = character
    return len(line)


def _blanks(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _written(lines: Sequence[str], numbers: range) -> Iterator[_Line]:
    """The lines of those numbers that hold more than a comment."""
    for number in numbers:
        bare = lines[number].lstrip()
        if bare and not bare.startswith("#") and bare.rstrip() not in {"---", "..."}:
            yield _parsed(lines[number])


def _above(lines: Sequence[str], number: int, left: int, *, dashed: bool) -> list[str]:
    """The path to what stands at column `left`; a dash may stand right below the key that it belongs to."""
    path: list[str] = []
    for line in _written(lines, range(number - 1, -1, -1)):
        if left == 0 and not dashed:
            break
        if line.key is not None and (line.indent < left or (dashed and line.indent == left)):
            path.append(line.key)
            left, dashed = line.indent, False
        for dash in reversed(line.dashes):
            if dash < left:
                path.append("*")
                left, dashed = dash, True
    return path[::-1]


def _others(lines: Sequence[str], number: int, own: _Line) -> frozenset[str]:
    """The names beside the one that is being typed."""
    found = []
    # A dash begins a new member: what stands above it belongs to another.
    for numbers in (range(0) if own.dashes else range(number - 1, -1, -1), range(number + 1, len(lines))):
        above = numbers.step < 0
        for line in _written(lines, numbers):
            same = line.key is not None and line.indent == own.indent
            if line.left < own.indent and not (above and same):
                break
            if same:
                found.append(line.key or "")
            if line.left < own.indent:
                break
    return frozenset(found)


def _values_beside(lines: Sequence[str], number: int, column: int) -> frozenset[str]:
    """The values of the list whose dashes stand in `column`, but for the one in line `number`."""
    found = []
    for numbers in (range(number - 1, -1, -1), range(number + 1, len(lines))):
        for line in _written(lines, numbers):
            if line.dashes[-1:] == (column,) and line.key is None:
                found.append(_plain(line.rest[: _comment(line.rest)]))
            if line.left < column or (line.left == column and not line.dashes):
                break
    return frozenset(found)


def _plain(text: str) -> str:
    """A name or value without the blanks and quotes around it."""
    return text.strip().strip("\"'")


def _in_flow(path: Sequence[str], text: str, at: int) -> Cursor | None:
    """Where the offset `at` of a text in braces and brackets stands; `path` is the way to its beginning."""
    open_: list[_Open] = []
    found: Cursor | None = None
    names: list[str] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span(1)
        if found is None and at <= end:
            if not open_:
                return None
            top = open_[-1]
            found = Cursor(
                _pointer([*path, *(part for one in open_ for part in one.way)]),
                in_value=not top.awaits_name,
                begun=text[start:at].lstrip(),
                rest=text[at : token.end() if token[2] in _OPENING else end].rstrip(),
                named=top.awaits_name and token[2] == ":",
            )
            names = top.names if top.awaits_name or top.is_list else []
        elif open_:
            open_[-1].add(_plain(token[1]))
        _follow(open_, _plain(token[1]), token[2])
    return found and found._replace(others=frozenset(names))


def _follow(open_: list[_Open], token: str, sign: str) -> None:
    """Open, close and go on as the sign behind a name or value says."""
    if sign and sign in _OPENING:
        open_.append(_Open(is_list=sign == "["))
    elif open_ and sign in {"}", "]"}:
        open_.pop()
    elif open_ and sign == ",":
        open_[-1].key = None
    elif open_ and sign == ":" and open_[-1].awaits_name:
        open_[-1].key = token


@dataclass(slots=True)
class _Open:
    """A brace or bracket that is open: the names (or a list's values) in it, and the name whose value has begun."""

    is_list: bool
    key: str | None = None
    names: list[str] = field(default_factory=list)

    @property
    def awaits_name(self) -> bool:
        return not self.is_list and self.key is None

    @property
    def way(self) -> list[str]:
        """The part of a path to what stands in it now."""
        return ["*"] if self.is_list else [] if self.key is None else [self.key]

    def add(self, token: str) -> None:
        """Keep a name or a list's value."""
        if token and (self.is_list or self.awaits_name):
            self.names.append(token)


def pointer_at(document: Document, offset: int) -> str:
    """The pointer of the innermost term whose key or value holds the offset; the whole document's where none does."""
    pointer = ""
    container = document.data
    while isinstance(container, dict | list):
        for part in container if isinstance(container, dict) else range(len(container)):
            mark = document.marks.get((id(container), part))
            if mark and (mark.key_start <= offset <= mark.key_end or mark.start <= offset <= mark.end):
                pointer, container = f"{pointer}/{escape_pointer(str(part))}", container[part]
                break
        else:
            break
    return pointer
