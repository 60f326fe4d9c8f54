"""The line a finding stands on, shown behind a gutter with the finding underlined."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from engagelint.text import visible

if TYPE_CHECKING:
    from engagelint.model import Region, Source

#: Columns of a source line that are shown; a longer line is cut to a window around the finding.
WIDTH = 160
TAB = 4


def excerpt(source: Source, region: Region) -> list[str]:
    """The lines of the excerpt: an empty gutter, the source line, its underline.

    A region over several lines is underlined on its first. Tabs become blanks, characters that would not show are
    spelled out, and wide characters are underlined by as many columns as they take.
    """
    line = source.line(region.start.line)
    first = min(region.start.column - 1, len(line))
    last = len(line.rstrip()) if region.end.line > region.start.line else min(region.end.column - 1, len(line))
    last = max(last, first + 1)
    cells = [_cell(character) for character in line]
    start, stop = _window(cells, first, last)
    text = ("…" if start else "") + "".join(cells[start:stop]) + ("…" if stop < len(cells) else "")
    before = bool(start) + sum(map(_columns, cells[start:first]))
    under = max(1, sum(map(_columns, cells[first : min(last, stop)])))
    number = str(region.start.line)
    gutter = " " * len(number)
    return [f"{gutter} |", f"{number} | {text}".rstrip(), f"{gutter} | {' ' * before}{'^' * under}"]


def _cell(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if unicodedata.combining(character):
        return character
    return visible(character)


def _columns(cell: str) -> int:
    return sum(_character_columns(character) for character in cell)


def _character_columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _window(cells: list[str], first: int, last: int) -> tuple[int, int]:
    """The stretch of cells to show, at most WIDTH columns, with the finding's beginning in it."""
    widths = [_columns(cell) for cell in cells]
    if sum(widths) <= WIDTH:
        return 0, len(cells)
    start, room = first, WIDTH - min(sum(widths[first:last]), WIDTH)
    before = room // 3
    while start > 0 and before >= widths[start - 1]:
        start -= 1
        before -= widths[start]
    stop, left = start, WIDTH
    while stop < len(cells) and left >= widths[stop]:
        left -= widths[stop]
        stop += 1
    return start, stop
