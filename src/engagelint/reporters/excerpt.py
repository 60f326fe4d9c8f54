"""The line a finding stands on, shown behind a gutter with the finding underlined."""

from __future__ import annotations

import unicodedata

from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Region, Source

#: Columns of a source line that are shown; a longer line is cut to a window around the finding.
WIDTH = 120
#: As many are shown however narrow a terminal is.
NARROWEST = 20
TAB = 4
#: Code points on each side of the finding's beginning that are looked at: a line may be as long as the file.
REACH = 250

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_SELECTOR = "\ufe0f"


class _Cell(NamedTuple):
    """What is shown for one code point, and how many columns it takes."""

    text: str
    columns: int


def excerpt(source: Source, region: Region, columns: int | None = None) -> list[str]:
    """The lines of the excerpt: an empty gutter, the source line, its underline. They fit a terminal of `columns`.

    A region over several lines is underlined on its first. Tabs become blanks, characters that would not show are
    spelled out, and wide characters are underlined by as many columns as they take.
    """
    whole = source.line(region.start.line)
    begin = min(region.start.column - 1, len(whole))
    left = max(0, begin - REACH)
    line = whole[left : begin + REACH]
    first = begin - left
    last = len(line.rstrip()) if region.end.line > region.start.line else min(region.end.column - 1 - left, len(line))
    last = max(last, first + 1)
    cells = _cells(line)
    number = str(region.start.line)
    room = WIDTH if columns is None else min(WIDTH, columns - len(f"{number} | ……"))
    start, stop = _window(cells, first, last, max(room, NARROWEST))
    cut_before, cut_after = bool(left or start), stop < len(cells) or left + len(line) < len(whole)
    text = "…" * cut_before + "".join(cell.text for cell in cells[start:stop]) + "…" * cut_after
    before = cut_before + sum(cell.columns for cell in cells[start:first])
    under = max(1, sum(cell.columns for cell in cells[first : min(last, stop)]))
    gutter = " " * len(number)
    return [f"{gutter} |", f"{number} | {text}".rstrip(), f"{gutter} | {' ' * before}{'^' * under}"]


def _cells(line: str) -> list[_Cell]:
    return [_cell(line, at) for at in range(len(line))]


def _cell(line: str, at: int) -> _Cell:
    character = line[at]
    if " " <= character <= "~":
        return _hash(line, at) if character == "#" else _Cell(character, 1)
    if character == "\t":
        return _Cell(" " * TAB, TAB)
    # Whether a joiner or selector hides something shows in its neighbours only: it may be part of an emoji.
    if character not in visible(line[max(0, at - 1) : at + 2]):
        spelled = visible(character)
        return _Cell(spelled, len(spelled))
    return _Cell(character, _columns(line, at))


def _hash(line: str, at: int) -> _Cell:
    """The second of two number signs is spelled out before a bracket: CI services would take `##[` for a command."""
    if at and line[at - 1] == "#":
        following = line[at + 1 : at + 42].partition("[")
        if following[1] and (not following[0] or (following[0].isascii() and following[0].isalpha())):
            return _Cell("\\x23", 4)
    return _Cell("#", 1)


def _columns(line: str, at: int) -> int:
    """How many columns the character takes, as terminals lay out emoji, combining marks and wide letters."""
    character = line[at]
    if character == _EMOJI_SELECTOR:
        return 1 if at and _own_columns(line[at - 1]) == 1 else 0  # it makes a narrow symbol wide
    if at and line[at - 1] == _ZERO_WIDTH_JOINER and unicodedata.category(character) == "So":
        return 0  # the next picture of an emoji that is joined from several
    if at and "\U0001f3fb" <= character <= "\U0001f3ff" and _own_columns(line[at - 1]) == 2:
        return 0  # the skin tone of the picture before it
    return _own_columns(character)


def _own_columns(character: str) -> int:
    if unicodedata.category(character) in {"Cf", "Mn", "Me"} or "\u1160" <= character <= "\u11ff":
        return 0  # combining marks, joiners, and the inner parts of a Korean syllable
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _window(cells: list[_Cell], first: int, last: int, width: int) -> tuple[int, int]:
    """The stretch of cells to show, at most `width` columns, with the finding's beginning in it."""
    total = sum(cell.columns for cell in cells)
    if total <= width:
        return 0, len(cells)
    start = first
    before = (width - min(sum(cell.columns for cell in cells[first:last]), width)) // 3
    while start > 0 and before >= cells[start - 1].columns:
        start -= 1
        before -= cells[start].columns
    stop, left = start, width
    while stop < len(cells) and left >= cells[stop].columns:
        left -= cells[stop].columns
        stop += 1
    return start, stop
