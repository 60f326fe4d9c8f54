"""Works out where in a manifest the cursor stands, from lines and their indentation, however broken the rest is."""

from __future__ import annotations

from dataclasses import dataclass, field

from engagelint.model import escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.model import Document


class Cursor(NamedTuple):
    """Where the cursor stands: in the value of the term at `pointer`, or at a name below it.

    In pointers `*` stands for a list's members. `begun` is what was typed of the name or value; `others` are the names
    that are there already.
    """

    pointer: str
    in_value: bool
    begun: str
    others: frozenset[str] = frozenset()


class _Line(NamedTuple):
    """A line's dashes and its key, by their columns (from 0), and what follows them."""

    dashes: tuple[int, ...]
    indent: int
    key: str | None
    rest: str

    @property
    def left(self) -> int:
        return self.dashes[0] if self.dashes else self.indent


def cursor(lines: Sequence[str], number: int, column: int) -> Cursor:
    """Where the cursor stands before `column` (in code points, from 0) of line `number` (from 0)."""
    own = _parsed((lines[number] if number < len(lines) else "")[:column])
    path = _above(lines, number, own.left, dashed=bool(own.dashes)) + ["*"] * len(own.dashes)
    if own.rest.startswith(("{", "[")):
        return _in_flow([*path, own.key] if own.key is not None else path, own.rest)
    if own.key is not None:
        return Cursor(_pointer([*path, own.key]), in_value=True, begun=own.rest)
    return Cursor(_pointer(path), in_value=False, begun=own.rest, others=_others(lines, number, own))


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
    colon = -1
    if not body.startswith(("#", "{", "[")):
        colon = body.find(": ")
        if colon < 0 and body.rstrip().endswith(":"):
            colon = len(body.rstrip()) - 1
    if colon < 1:
        return _Line(tuple(dashes), at, None, "" if body.startswith("#") else body)
    return _Line(tuple(dashes), at, body[:colon].strip().strip("\"'"), body[colon + 1 :].strip())


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


def _in_flow(path: list[str], text: str) -> Cursor:
    """Where the end of a text in braces and brackets stands; `path` is the way to its beginning."""
    open_: list[_Open] = []
    token, quote = "", ""
    for character in text:
        begun, token = token, ""
        if quote:
            token = begun + character
            quote = "" if character == quote else quote
        elif character in "\"'" and not begun.strip():
            token = quote = character
        elif character in "{[":
            open_.append(_Open(is_list=character == "["))
        elif character in "}]" and open_:
            open_.pop()
        elif character == "," and open_:
            open_[-1].key = None
        elif character == ":" and open_ and open_[-1].awaits_name:
            open_[-1].key = begun.strip().strip("\"'")
            open_[-1].names.append(open_[-1].key)
        else:
            token = begun + character
    for one in open_:
        path = [*path, "*"] if one.is_list else path if one.key is None else [*path, one.key]
    if open_ and open_[-1].awaits_name:
        return Cursor(_pointer(path), in_value=False, begun=token.strip(), others=frozenset(open_[-1].names))
    return Cursor(_pointer(path), in_value=True, begun=token.strip())


@dataclass(slots=True)
class _Open:
    """A brace or bracket that is open: the names in it so far, and the one whose value has begun."""

    is_list: bool
    key: str | None = None
    names: list[str] = field(default_factory=list)

    @property
    def awaits_name(self) -> bool:
        return not self.is_list and self.key is None


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
