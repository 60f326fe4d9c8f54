"""What a brief consists of, whatever it is written as: sections with paragraphs, facts, tables, cards and drawings.

Every text in here may come from a document; whoever writes a block out encodes it.
"""

from __future__ import annotations

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.brief.markup import Markup


class Code(NamedTuple):
    """A text that is shown as it stands in a file: a rule's code, a place."""

    text: str


class Strong(NamedTuple):
    """A text that stands out."""

    text: str


class Badge(NamedTuple):
    """A word in a frame; its tone is that of a severity or of a fit: bad, care, good or plain."""

    text: str
    tone: str = "plain"


class Link(NamedTuple):
    """A text that leads to another place of the same page."""

    text: str
    anchor: str


class Break(NamedTuple):
    """The end of a line within a cell or a paragraph."""


Piece = str | Code | Strong | Badge | Link | Break
Line = tuple[Piece, ...]


class Cell(NamedTuple):
    """A table's cell: a line, the tone of its ground, and whether it is the one that is meant."""

    line: Line
    tone: str = ""
    marked: bool = False


class Paragraph(NamedTuple):
    """A paragraph; `lead` is one in larger letters."""

    line: Line
    lead: bool = False


class Facts(NamedTuple):
    """Terms and what is said of each."""

    rows: tuple[tuple[str, Line], ...]


class Items(NamedTuple):
    """A list; a `dense` one stands in columns where there is room."""

    lines: tuple[Line, ...]
    numbered: bool = False
    dense: bool = False


class Table(NamedTuple):
    """A table with a heading for each column; the first cell of each row is the row's.

    One that is `wide` may scroll. The caption is `seen` where the heading above does not say the same.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: bool = False
    seen: bool = False


class Card(NamedTuple):
    """One finding: what it says, of which value, where, and what can be done. `entries` are a word and a text each."""

    anchor: str
    tone: str
    head: Line
    message: str
    value: str
    place: str
    entries: tuple[tuple[str, str], ...]


class Cards(NamedTuple):
    """Cards that belong together, side by side where there is room."""

    members: tuple[Card, ...]


class Drawing(NamedTuple):
    """A picture that says nothing that is not also in words beside it; the caption may be empty."""

    caption: str
    image: Markup


class Drawings(NamedTuple):
    """Drawings side by side; `instead` says the same where nothing can be drawn."""

    members: tuple[Drawing, ...]
    instead: Table | None = None


class Section(NamedTuple):
    """A heading and what stands under it; links lead to its `anchor`, and a `chapter` begins a page."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str | None = None
    chapter: bool = False


Block = Paragraph | Facts | Items | Table | Cards | Drawings | Section


class Page(NamedTuple):
    """A whole brief: its title, what stands under it, its sections, and the words that close it."""

    title: str
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    closing: tuple[Line, ...]


def cells(*lines: Piece | Line | Cell) -> tuple[Cell, ...]:
    """A row of a table, from single pieces, lines and cells."""
    return tuple(one if isinstance(one, Cell) else Cell(_as_line(one)) for one in lines)


def _as_line(one: Piece | Line) -> Line:
    """A single piece as a line; pieces are tuples, too."""
    return one if type(one) is tuple else (one,)  # type: ignore[return-value] # what else is a tuple is a piece
