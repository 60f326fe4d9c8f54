"""Which pieces of a Markdown file are criteria, under which level, and why the others are none."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
from collections import defaultdict

from engagelint.loading.markdown import html, statements, tables
from engagelint.loading.markdown.blocks import Line, Piece
from engagelint.loading.markdown.entries import Entry, Item, Level, read_item
from engagelint.loading.markdown.families import GROUP, introduces
from engagelint.loading.markdown.headings import flatten
from engagelint.loading.markdown.inline import Shown, shown
from engagelint.loading.markdown.objections import objection
from engagelint.loading.markdown.place import Place
from engagelint.loading.markdown.sections import Role
from engagelint.loading.markdown.settle import Prose, labelled, settle, stating
from engagelint.loading.markdown.survey import survey
from engagelint.model import Skipped, Source
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: A sign before a heading, by its name on the forges: ":white_check_mark: Done".
_SIGN = re.compile(r"^(?::[a-z0-9_+-]{1,40}: *){1,5}")
#: As many characters of what is no criterion are kept.
_EXCERPT = 80


class Selection(NamedTuple):
    """The levels with their criteria, what is none, and the heading that is the file's title."""

    levels: list[Level]
    skipped: list[Skipped]
    title: Line | None


def select(source: Source, found: list[Piece], references: dict[str, object], *, titled: bool) -> Selection:
    """Judge the pieces; `titled` says that the front matter calls the file a Definition of Done."""
    selector = _Selector(source, found, references, titled=titled)
    for piece in selector.pieces:
        selector.take(piece)
    notes = selector.notes if len(selector.notes) > selector.prose else []
    headings = [one for rank in selector.headings.values() for one in stating(rank)]
    led = selector.led or labelled(list(selector.bodies.values()))
    prose = Prose(headings, led, selector.alone, selector.sentences, notes)
    levels = settle(selector.levels, prose, selector.skip_entry)
    return Selection(levels, sorted(selector.skipped, key=lambda one: one.line), selector.place.title)


class _Selector:
    def __init__(self, source: Source, found: list[Piece], references: dict[str, object], *, titled: bool) -> None:
        self.source = source
        self.references = references
        self.pieces = flatten(found, self.show)
        self.survey = survey(self.pieces, self.show, titled=titled)
        self.place = Place(self.survey)
        self.levels = [Level(None, "")]
        self.skipped: list[Skipped] = []
        self.stack: list[Item] = []
        self.table: tables.Columns | None = None
        self.code_noted = False
        self.headings: dict[int, list[tuple[Level, Entry]]] = {}
        self.bodies: dict[int, list[tuple[Level, Entry]]] = defaultdict(list)
        self.sentences: list[tuple[Level, Entry]] = []
        self.led: list[tuple[Level, Entry]] = []
        self.alone: list[tuple[Level, Entry]] = []
        self.notes: list[tuple[Level, Entry]] = []
        self.prose = 0

    def show(self, raw: str) -> Shown:
        """What a reader sees of `raw`."""
        return shown(raw, self.references)

    def take(self, piece: Piece) -> None:
        """Judge one piece."""
        if piece.kind != "paragraph":
            self.place.colon = False
        if piece.kind == "heading":
            self.heading(piece)
        elif piece.kind == "item":
            self.item(piece)
        elif piece.kind == "html":
            self.hidden(piece)
        elif piece.kind == "code":
            self.code(piece)
        elif piece.kind == "header":
            names = [self.show(cell.text).text for cell in piece.cells]
            self.table = tables.columns(names, demanded=self.place.demanded)
        elif piece.kind == "row":
            self.row(piece)
        elif not piece.depth:
            self.paragraph(piece)

    def heading(self, piece: Piece) -> None:
        """Begin the level of a heading, which may itself state a criterion."""
        text = _SIGN.sub("", self.show(piece.text).text).strip(" :：#")
        self.stack.clear()
        plain = self.place.heading(piece, text)
        start = piece.lines[0].start if piece.lines else piece.start
        end = piece.lines[-1].end if piece.lines else piece.start
        level = Level(Line(self.source.text[start:end], start), text)
        self.levels.append(level)
        if plain:
            self.headings.setdefault(piece.level, []).append((level, Entry(text, start, end, start)))

    def paragraph(self, piece: Piece) -> None:
        """Keep a paragraph's sentences, which count where there is no list."""
        self.stack.clear()
        place = self.place
        if place.role is Role.CRITERIA and place.inside and not piece.quoted and not place.details:
            found = self.entries(statements.sentences(piece.lines, listed=place.colon))
            self.sentences += found
            if len(piece.lines) == len(found) == 1 and found[0][1].end == piece.lines[0].end:
                self.alone += found
            notes = self.entries(statements.short(piece.lines))
            self.notes += notes
            self.prose += not notes
            whole = self.entries([statements.Stretch(piece.text, piece.lines[0].start, piece.lines[-1].end)])
            if statements.is_led(self.show(piece.text)):
                self.led += whole
            self.bodies[len(self.levels)] += whole
        place.paragraph(piece, self.show(piece.text).text)

    def entries(self, lines: Sequence[Line | statements.Stretch]) -> list[tuple[Level, Entry]]:
        """Entries for lines of text, at the level at hand."""
        return [(self.levels[-1], Entry(self.show(at.text).text, at.start, at.end, at.start)) for at in lines]

    def item(self, piece: Piece) -> None:
        """Put an item under its parent; a parent that only introduces its children is skipped for them."""
        while self.stack and self.stack[-1].piece.depth >= piece.depth:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        item = read_item(self.source, piece, self.show)
        item.reason = objection(item, parent, self.place, self.survey)
        if item.reason:
            self.skip(piece, item.reason, item.shown.text)
        else:
            if parent and not parent.reason and introduces(parent, item, self.survey):
                parent.reason = GROUP
                self.skip(parent.piece, GROUP, parent.shown.text)
                self.siblings(self.stack[:-1]).pop()
            if parent is None:
                item.entry.under = self.place.lead
            elif parent.reason == GROUP:
                item.entry.under = statements.Stretch(parent.shown.text, parent.entry.start, parent.entry.end)
            self.siblings(self.stack).append(item.entry)
        self.stack.append(item)

    def siblings(self, above: list[Item]) -> list[Entry]:
        """The list for an item below `above`: that of the nearest that is a criterion, else the level's."""
        for other in reversed(above):
            if not other.reason:
                return other.entry.children
        return self.levels[-1].entries

    def row(self, piece: Piece) -> None:
        """A table's line: the header says which column holds criteria and which their proof."""
        if not self.table or self.table.criterion >= len(piece.cells):
            return
        cell = piece.cells[self.table.criterion]
        own = Piece("item", [cell], 1, group=piece.group, start=cell.start, quoted=piece.quoted)
        item = read_item(self.source, own, self.show)
        reason = objection(item, None, self.place, self.survey)
        if reason or not item.shown.text:
            self.skip(own, reason or "is an empty line of a table", item.shown.text)
            return
        if self.table.proof is not None and self.table.proof < len(piece.cells):
            item.entry.proofs += tables.claims(piece.cells[self.table.proof], self.show)
        item.entry.marker = ""
        self.levels[-1].entries.append(item.entry)

    def hidden(self, piece: Piece) -> None:
        """An HTML block: criteria in comments are counted, parts that are folded away are remembered."""
        raw = piece.text
        self.place.details = max(0, self.place.details + html.folds(raw))
        count, at = html.hidden_items(raw)
        if count:
            line = self.source.position(piece.lines[0].start + at).line
            self.skipped.append(Skipped("", f"{_criteria(count)} in a comment {_are(count)} not in force", line))

    def code(self, piece: Piece) -> None:
        """A block of code: a checklist in one is mentioned, once."""
        count = html.listed(piece.text)
        if count and not self.code_noted:
            self.code_noted = True
            self.skip(piece, f"{_criteria(count)} in a block of code {_are(count)} not in force")

    def skip(self, piece: Piece, reason: str, text: str = "") -> None:
        """Note why a piece is no criterion."""
        self.skipped.append(Skipped(text[:_EXCERPT], reason, self.source.position(piece.start).line))

    def skip_entry(self, entry: Entry, reason: str) -> None:
        """Note why an entry is no criterion after all."""
        self.skipped.append(Skipped(entry.text[:_EXCERPT], reason, self.source.position(entry.begin).line))


def _criteria(count: int) -> str:
    return "1 criterion" if count == 1 else f"{count} criteria"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
