"""A Markdown text as a flat run of pieces: headings, paragraphs, list items, table rows, each with its place."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from engagelint.loading.markdown.inline import is_gap, parser
from engagelint.loading.unreadable import Unreadable
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from engagelint.model import Source

#: Blocks within blocks that are read. A list in a list costs two; nobody reads a list ten deep.
NESTING = 40
#: The parser takes about 60 microseconds a line at worst, so this many take three seconds.
LINES = 50_000

_BOX = r"\[(?:[^\[\]\n]{0,2}|[ \t]{0,4}[xX✓✔]?[ \t]{0,4})\]"
_TIGHT_BOX = r"\[[ \txX]{0,2}\](?=[^\W_])"
#: Lines that their authors meant as list items and that Markdown takes for plain text.
_PSEUDO = re.compile(
    rf"[ \t]*(?P<marker>[-*+][ \t]*{_BOX}(?=[ \t]|$)|{_BOX}[ \t]*[-*+](?=[ \t]|$)|{_BOX}(?=[ \t])"
    rf"|(?:[-*+][ \t]*)?{_TIGHT_BOX}"
    r"|[•◦▪▫‣⁃∙·●○■□➢➤►▶☐☑☒✅✔✓✗✘❌⬜🔲](?:\ufe0f)?|\d{1,3}[.)、．](?=\D)|[（(]\d{1,2}[)）]"
    r"|(?:[a-hA-H]|[ivx]{1,4})[.)](?=[ \t])|[—–](?=[ \t])|[-*+](?=[ \t]|[^\W\d_]))",
)

#: "-[ ] Reviewed": what Markdown does not take for an item of the list that it stands in; "[1]" is a reference.
_BOXED = re.compile(r"[-*+]?[ \t]*\[[ \txX✓✔]{0,9}\]")
#: What may also stand in the middle of a sentence.
_DASHES = frozenset("–—-*+·")
#: How a line begins that Markdown takes for text only because it stands too far in.
_BULLETS = frozenset(["- ", "* ", "+ ", "-\t", "*\t", "+\t"])
_INDENTED = re.compile(r"[ \t]*(?:[-*+][ \t]+)?")
#: A line of so few words that begins with a capital is no rest of the item above it but a label of those below.
_LABEL_WORDS = 4
#: A line of fewer characters was not broken where the page ends.
_WRAPPED = 60
#: How a line ends that goes on in the next.
_GOES_ON = frozenset(",;:-–—(/&")
#: "#Title": a heading to its author, a paragraph to Markdown, as the blank is missing.
_TIGHT_HEADING = re.compile(r"#{1,6}(?=[^\W\d_])")
_ENCLOSING = frozenset(
    [
        *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"),
        *("blockquote_open", "blockquote_close", "table_open"),
    ]
)
_WHOLE = {"html_block": "html", "fence": "code"}


class Line(NamedTuple):
    """A line's own text, without indentation and markers, and the offset at which it begins in the file."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.start + len(self.text)


@dataclass(slots=True)
class Piece:
    """One block. `depth` is 0 outside of lists, 1 for a list's item, 2 for an item of a list within an item.

    `kind` is heading, paragraph, item, header (a table's), row, html or code. `group` numbers the lists and tables.
    """

    kind: str
    lines: list[Line]
    depth: int = 0
    level: int = 0
    group: int = 0
    marker: str = ""
    start: int = 0
    ordered: bool = False
    quoted: bool = False
    cells: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The raw text, its lines joined by line breaks."""
        return "\n".join(line.text for line in self.lines)


def _is_label(text: str) -> bool:
    """Whether a line behind an item is no rest of it but a label of those below."""
    return text[:1].isupper() and text[-1:] != "." and len(text.split()) <= _LABEL_WORDS


def pieces(source: Source, start: int) -> tuple[list[Piece], dict[str, object]]:
    """The pieces of the text from offset `start`, where a line begins, and what its link references mean.

    Raises Unreadable for a text that is nested or long beyond all sense.
    """
    first = source.position(start).line - 1
    if len(source.line_starts) - first > LINES:
        at = source.line_starts[first + LINES]
        raise Unreadable(f"a Definition of Done of more than {LINES} lines is not read", at, at + 1)
    references: dict[str, object] = {}
    tokens = parser(NESTING).parse(source.text[start:], references)
    return _Walk(source, first).run(tokens), references


class _Walk:
    """One pass over the parser's tokens."""

    def __init__(self, source: Source, first: int) -> None:
        self.source = source
        self.first = first
        self.found: list[Piece] = []
        self.groups = 0
        self.lists: list[tuple[int, bool]] = []
        #: The items that are open, each in a list within the one before.
        self.open: list[Piece] = []
        self.quotes = 0
        self.waiting: Piece | None = None
        self.last: Piece | None = None

    def run(self, tokens: Sequence[Token]) -> list[Piece]:
        """The pieces, in the order of the file."""
        for at, token in enumerate(tokens):
            if token.nesting > 0 and token.level >= NESTING - 1:
                place = self.line(token)[1]
                raise Unreadable("lists and quotations are nested too deep to be read", place, place + 1)
            if token.type in _ENCLOSING:
                self.enclose(token)
            elif token.type == "paragraph_open":
                self.paragraph(tokens[at + 1])
            elif token.type == "list_item_open":
                self.item(token)
            elif token.type == "list_item_close":
                self.waiting = None
            elif token.type == "heading_open":
                self.heading(tokens[at + 1], int(token.tag[1]))
            elif token.type == "tr_open":
                self.row(tokens, at)
            elif token.type == "code_block":
                self.indented(token)
            elif token.type == "html_block" and self.waiting and is_gap(token.content):
                self.waiting.lines, self.waiting = [self.gap(token)], None
            elif token.type in _WHOLE:
                self.add(_WHOLE[token.type], [self.whole(token)])
        return self.found

    def enclose(self, token: Token) -> None:
        """Go into or out of a list, a quotation or a table."""
        self.waiting = None
        if token.type == "table_open":
            self.groups += 1
        elif token.type.startswith("blockquote"):
            self.quotes += token.nesting
        elif token.nesting > 0:
            self.groups += 1
            self.lists.append((self.groups, token.type.startswith("ordered")))
        else:
            self.lists.pop()

    def add(self, kind: str, lines: list[Line], *, level: int = 0) -> Piece:
        group = self.lists[-1][0] if self.lists else self.groups
        start = lines[0].start if lines else 0
        piece = Piece(kind, lines, len(self.lists), level, group, start=start, quoted=self.quotes > 0)
        self.found.append(piece)
        self.waiting = None
        return piece

    def item(self, token: Token) -> None:
        """Open an item; its text is the paragraph that comes next, if one does before anything else."""
        line, offset = self.line(token)
        indent = self.indent(line)
        marker = f"{token.info}{token.markup}" if token.info else token.markup
        piece = self.add("item", [])
        at = line.find(marker, indent if not self.quotes else 0)
        # Several items can open on one line ("- - a"): each marker is looked for behind the one before it.
        if self.last and self.last.start >= offset:
            at = line.find(marker, self.last.start - offset + 1)
        self.last = piece
        piece.start = offset + max(at, 0)
        piece.marker = marker
        piece.ordered = self.lists[-1][1]
        self.open[piece.depth - 1 :] = [piece]
        self.waiting = piece

    def heading(self, inline: Token, level: int) -> None:
        """A heading, unless a list's item is written as one."""
        if self.waiting:
            self.waiting.lines, self.waiting = self.lines(inline), None
        else:
            self.add("paragraph" if self.lists else "heading", self.lines(inline), level=level)

    def paragraph(self, inline: Token) -> None:
        lines = self.lines(inline)
        if self.waiting:
            self.waiting.lines, self.waiting = lines, None
            self.pseudo_items_below(self.found[-1])
            self.label_behind(self.found[-1])
            return
        found = _TIGHT_HEADING.match(lines[0].text) if not self.lists else None
        if found:
            text = Line(lines[0].text[found.end() :], lines[0].start + found.end())
            self.add("heading", [text], level=found.end())
            lines = lines[1:]
        if not lines:
            return
        if not self.pseudo_items(lines):
            self.add("paragraph", lines)

    def indented(self, token: Token) -> None:
        """A block that Markdown takes for code and that most authors only indented: its lines, without list markers."""
        block = self.whole(token)
        lines, at = [], block.start
        for line in block.text.splitlines(keepends=True):
            marker = _INDENTED.match(line)
            skip = marker.end() if marker else 0
            if line[skip:].strip():
                lines.append(Line(line[skip:].strip(), at + skip))
            at += len(line)
        if lines and not self.pseudo_items(lines):
            self.add("paragraph", lines)

    def pseudo_items(self, lines: list[Line]) -> bool:
        """Whether the lines were meant as a list; if so, they are added as its items."""
        marks = [_PSEUDO.match(line.text) for line in lines]
        count = sum(mark is not None for mark in marks)
        first = next((mark["marker"] for mark in marks if mark), "")
        # One dash or letter may begin a sentence, a sign before bold words a heading.
        lone = first[:1] in _DASHES or first[:1].isalpha() or (marks[0] is not None and "**" in lines[0].text)
        lone = lone and lines[0].text[:2] not in _BULLETS
        if not first or (count == 1 and "[" not in first and lone):
            return False
        self.groups += 1
        piece: Piece | None = None
        for line, mark in zip(lines, marks, strict=True):
            if mark:
                text = line.text[mark.end() :]
                own = Line(text.strip(), line.start + mark.end() + len(text) - len(text.lstrip()))
                piece = self.add("item", [own])
                piece.marker = mark["marker"]
                piece.start = line.start + mark.start("marker")
                piece.depth += 1
                piece.group = self.groups
                piece.ordered = mark["marker"][0].isdigit()
            elif piece and not _is_label(line.text):
                piece.lines.append(line)
            else:
                piece = None
                self.add("paragraph", [line])
        return True

    def pseudo_items_below(self, item: Piece) -> None:
        """Part an item from lines that were meant as a list below it, "a. ..." and "b. ...", or bullets too far in."""
        lines = item.lines
        marked = [at for at, line in enumerate(lines) if at and _PSEUDO.match(line.text)]
        first = marked[0] if marked else 0
        begins = lines[first].text[:2]
        boxed = next((at for at in marked if _BOXED.match(lines[at].text)), 0)
        if boxed:
            item.lines = lines[:boxed]
            self.boxes_below(item, lines[boxed:])
        elif first and (begins in _BULLETS or (len(marked) > 1 and begins[0] not in _DASHES)):
            item.lines = lines[:first]
            self.pseudo_items(lines[first:])

    def boxes_below(self, item: Piece, lines: list[Line]) -> None:
        """Add lines with boxes: those that stand no further in than the item, or one around it, go on with its list."""
        at = len(self.found)
        self.pseudo_items(lines)
        around = self.open[: item.depth]
        for piece in self.found[at:]:
            column = self.column(piece)
            beside = next((one for one in around if column <= self.column(one)), None)
            if beside:
                piece.depth, piece.group = beside.depth, beside.group

    def column(self, piece: Piece) -> int:
        return self.source.position(piece.start).column

    def label_behind(self, item: Piece) -> None:
        """Part an item from the label of the next list, which Markdown takes for its rest without an empty line."""
        if item.depth > 1 or len(item.lines) != 2:
            return
        text, label = item.lines
        begins = self.source.position(label.start).column == 1
        if begins and len(text.text) < _WRAPPED and text.text[-1:] not in _GOES_ON and _is_label(label.text):
            item.lines = [text]
            self.found.append(Piece("paragraph", [label], start=label.start, group=self.groups))

    def row(self, tokens: Sequence[Token], at: int) -> None:
        cell = tokens[at + 1]
        inline = tokens[at + 2] if at + 2 < len(tokens) else cell
        line, offset = self.line(inline)
        piece = self.add("header" if cell.type == "th_open" else "row", [Line(line.strip(), offset)])
        piece.cells = list(_cells(line, offset))

    def lines(self, inline: Token) -> list[Line]:
        """The content's lines at their places; each is the end of a line of the file."""
        first = self.first + (inline.map[0] if inline.map else 0)
        found = []
        for number, content in enumerate(inline.content.split("\n"), first + 1):
            line, text = self.source.line(number), content.strip()
            at = line.rfind(text) if text else len(line)
            start = self.source.line_starts[min(number, len(self.source.line_starts)) - 1]
            found.append(Line(text, start + at) if at >= 0 else Line(line.strip(), start + self.indent(line)))
        return found

    def gap(self, token: Token) -> Line:
        """A gap to be filled in, which stands on the line of its item."""
        line, offset = self.line(token)
        text = token.content.strip()
        return Line(text, offset + max(line.rfind(text), 0))

    def whole(self, token: Token) -> Line:
        """A block as it stands in the file."""
        start, end = token.map or [0, 0]
        starts = self.source.line_starts
        begin = starts[min(self.first + start, len(starts) - 1)]
        stop = starts[self.first + end] if self.first + end < len(starts) else len(self.source.text)
        return Line(self.source.text[begin:stop], begin)

    def line(self, token: Token) -> tuple[str, int]:
        number = self.first + (token.map[0] if token.map else 0)
        return self.source.line(number + 1), self.source.line_starts[min(number, len(self.source.line_starts) - 1)]

    @staticmethod
    def indent(line: str) -> int:
        return len(line) - len(line.lstrip())


def _cells(line: str, offset: int) -> list[Line]:
    """The cells of a table's line: a bar that a backslash precedes divides nothing."""
    bounds = [-1]
    bounds += [at for at, character in enumerate(line) if character == "|" and line[at - 1 : at] != "\\"]
    bounds.append(len(line))
    cells = []
    for left, right in pairwise(bounds):
        text = line[left + 1 : right]
        cells.append(Line(text.strip(), offset + left + 1 + len(text) - len(text.lstrip())))
    if cells and not cells[0].text:
        cells.pop(0)
    if len(cells) > 1 and not cells[-1].text:
        cells.pop()
    return cells
