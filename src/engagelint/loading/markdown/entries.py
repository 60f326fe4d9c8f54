"""What is found in a Markdown file on its way to data: items, what decides whether they are criteria, and levels."""

from __future__ import annotations

from dataclasses import dataclass, field

from engagelint.loading.markdown.items import Marked, Proof, marked, proofs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.loading.markdown.blocks import Line, Piece
    from engagelint.loading.markdown.inline import Shown
    from engagelint.loading.markdown.statements import Stretch
    from engagelint.model import Source


@dataclass(slots=True, eq=False)
class Entry:
    """An item: what it shows, where its text starts and ends, where its marker begins, and what it says proves it."""

    text: str
    start: int
    end: int
    begin: int
    marker: str = ""
    done: bool | None = None
    proofs: list[Proof] = field(default_factory=list)
    children: list[Entry] = field(default_factory=list)
    #: The line that introduces it and its neighbours and is no item itself.
    under: Stretch | None = None


@dataclass(slots=True, eq=False)
class Level:
    """The items that stand under one heading; `heading` is None before the first."""

    heading: Line | None
    name: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Item:
    """A piece that may be a criterion, with what decides it; `reason` says why it is none."""

    piece: Piece
    shown: Shown
    marked: Marked
    entry: Entry
    reason: str = ""
    #: Whether it stands in a section of another kind and announces criteria below it.
    announces: bool = False


def read_item(source: Source, piece: Piece, show: Callable[[str], Shown]) -> Item:
    """The item that a piece holds, taken apart."""
    raw = piece.text
    mark = marked(piece.marker, raw)
    body = raw[mark.length :]
    stated = proofs(body)
    visible = show(body[: stated.end] + stated.closing)
    start, stop = _span(piece, mark.length)
    length, _, claims = proofs(source.text[start:stop])
    placed = [Proof(claim.text, start + claim.start, start + claim.end) for claim in claims]
    done = mark.done if mark.done is not None or not visible.boxed else "checked" in body
    entry = Entry(visible.text, start, start + length, piece.start, mark.marker, done, placed)
    return Item(piece, visible, mark, entry)


def _span(piece: Piece, skip: int) -> tuple[int, int]:
    """Where the item's text stands in the file, without the first `skip` characters of its raw text."""
    if not piece.lines:
        at = piece.start + len(piece.marker)
        return at, at
    end = piece.lines[-1].end
    for line in piece.lines:
        if skip <= len(line.text):
            return line.start + skip, max(line.start + skip, end)
        skip -= len(line.text) + 1
    return end, end
