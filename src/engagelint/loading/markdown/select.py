"""Which pieces of a Markdown file are criteria, under which level, and why the others are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engagelint.loading.markdown import fallback, html, tables
from engagelint.loading.markdown.blocks import Line, Piece
from engagelint.loading.markdown.inline import Shown, shown
from engagelint.loading.markdown.items import Marked, Proof, marked, proofs
from engagelint.loading.markdown.sections import FIRM, Role, role, says_done
from engagelint.model import Skipped, Source

if TYPE_CHECKING:
    from collections.abc import Callable

#: From this many checkboxes on, a file's numbered lists without any are taken for instructions.
_CHECKLIST = 5
#: As many headings that state something are the criteria themselves, as many features make a list of features.
_STATEMENTS = 4
_FEATURES = 3
_CROSSES = set("❌✗✘🚫⛔") | {":x:"}
_ANNOUNCES = re.compile(r"(?i)\bcriteria\b.*\bsuch as:?\s*$")
_NAMES_A_LEVEL = re.compile(r"(?i)(?:the )?definition of done (?:for|of|at) ")
_SPEAKS_OF_ITSELF = re.compile(r"(?i)this (?:document|definition|dod|page|file|checklist|list)\b")
#: What may stand around the words of a heading.
_DECORATION = " :：✅☑✔✓⬜☐🔲\ufe0f#"
_LABEL = re.compile(r"(?:\s*[:：])?\s*$")


@dataclass(slots=True)
class Entry:
    """An item as found: where its text begins and ends in the file, what it shows, what it says proves it."""

    text: str
    start: int
    end: int
    begin: int
    marker: str = ""
    done: bool | None = None
    proofs: list[Proof] = field(default_factory=list)
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Level:
    """The items that stand under one heading; `heading` is None before the first."""

    heading: Line | None
    name: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A piece that may be an item, with what decides it."""

    piece: Piece
    shown: Shown
    marked: Marked
    entry: Entry
    reason: str = ""
    #: Whether it stands in a section of another kind and announces criteria below it.
    announced: bool = False


class Selection:
    """One pass over the pieces; `levels` and `skipped` are its result."""

    def __init__(self, source: Source, found: list[Piece], references: dict[str, object], *, titled: bool) -> None:
        self.source = source
        self.references = references
        self.levels: list[Level] = []
        self.skipped: list[Skipped] = []
        self.title: Line | None = None
        self.title_text = ""
        self.roles: list[tuple[int, Role, bool]] = []
        self.lead = Role.CRITERIA
        self.announced = False
        self.led = False
        self.details = 0
        self.stack: list[_Item] = []
        self.table: tables.Columns | None = None
        self.noted: set[str] = set()
        self.found = list(self.flatten(found))
        self.survey(titled=titled)
        self.statements: list[tuple[Level, Entry]] = []
        self.sentences: list[tuple[Level, Entry]] = []
        self.alone: list[tuple[Level, Entry]] = []
        for piece in self.found:
            self.take(piece)
        self.settle()

    def flatten(self, found: list[Piece]) -> list[Piece]:
        """The pieces with HTML read, and paragraphs that stand for headings made headings."""
        result: list[Piece] = []
        for number, piece in enumerate(found):
            if piece.kind == "html":
                result.append(piece)
                result += html.html_pieces(piece.lines[0], -number * 1000)
            elif piece.kind == "paragraph" and not piece.depth and len(piece.lines) == 1 and not piece.quoted:
                follows = number + 1 < len(found) and found[number + 1].kind in {"item", "header"}
                headed = number > 0 and found[number - 1].kind == "heading"
                result.append(self.as_heading(piece, follows=follows and not headed))
            else:
                result.append(piece)
        return result

    def as_heading(self, piece: Piece, *, follows: bool) -> Piece:
        text = self.show(piece.text)
        words = text.text.strip(_DECORATION)
        whole = bool(text.bold) and words == text.bold.strip(_DECORATION)
        short = follows and text.text.endswith((":", "：")) and len(words.split()) <= 3
        if (whole and len(words) <= 80) or short:
            piece.kind, piece.level = "heading", 7 if whole else 8
        return piece

    def show(self, raw: str) -> Shown:
        return shown(raw, self.references)

    def survey(self, *, titled: bool) -> None:
        """See what the file is made of: where its Definition of Done begins, which lists have checkboxes."""
        headings = [piece for piece in self.found if piece.kind == "heading" and piece.lines]
        says = {id(piece): says_done(self.show(piece.text).text) for piece in headings}
        self.titled = titled or not headings or says[id(headings[0])] or not any(says.values())
        self.scoped = any(says.values())
        self.boxes: set[int] = set()
        self.boxed_sections: set[int] = set()
        section = count = 0
        links: dict[int, list[bool]] = {}
        for piece in self.found:
            if piece.kind == "heading" and piece.level < 7:
                section += 1
            elif piece.kind == "item" and "[" in marked(piece.marker, piece.text[:40]).marker:
                self.boxes.add(piece.group)
                self.boxed_sections.add(section)
                count += 1
            elif piece.kind == "item":
                first = piece.text[:1] == "[" and self.show(piece.text).link_first
                links.setdefault(piece.group, []).append(first)
        self.link_lists = {group for group, firsts in links.items() if len(firsts) > 2 and all(firsts)}
        self.checklist = count >= _CHECKLIST
        self.section = 0

    # -- one piece after another ---------------------------------------------------------------------------------

    def take(self, piece: Piece) -> None:
        if piece.kind == "heading":
            self.heading(piece)
        elif piece.kind == "item":
            self.item(piece)
        elif piece.kind == "html":
            self.hidden(piece)
        elif piece.kind == "code":
            count = html.listed(piece.text)
            if count and "code" not in self.noted:
                self.noted.add("code")
                self.skip(piece, f"{_many(count)} in a block of code {_are(count)} not in force")
        elif piece.kind in {"header", "row"}:
            self.row(piece)
        elif piece.kind == "paragraph" and not piece.depth:
            text = self.show(piece.text).text
            self.led = True
            self.prose(piece)
            leads = text.endswith((":", "："))
            self.lead = role(text) if leads and len(text.split()) <= 12 else Role.CRITERIA
            self.announced = leads and says_done(text)
            self.stack.clear()

    def heading(self, piece: Piece) -> None:
        text = self.show(piece.text).text.strip(" :：#")
        if piece.level < 7:
            self.section += 1
        self.led = piece.level >= 7
        self.lead = Role.CRITERIA
        self.announced = False
        self.stack.clear()
        while self.roles and self.roles[-1][0] >= piece.level:
            self.roles.pop()
        done = says_done(text)
        first = self.title is None and piece.level < 7
        above, inside = (
            self.roles[-1][1:] if self.roles else (Role.CRITERIA, self.titled and (done or first or not self.scoped))
        )
        own = Role.CRITERIA if first and done else role(text)
        if own is Role.CRITERIA and not done:
            own = above
        self.roles.append((piece.level, own, inside or done or (self.titled and not first and self.title is not None)))
        if (first and (self.titled or not self.scoped)) or (done and not self.titled and self.title is None):
            self.title, self.title_text = Line(text, piece.lines[0].start) if piece.lines else None, text
        line = piece.lines[0] if piece.lines else Line("", piece.start)
        end = piece.lines[-1].end if piece.lines else piece.start
        self.levels.append(Level(Line(self.source.text[line.start : end], line.start), text))

        if (
            piece.level < 7
            and not first
            and not done
            and own is Role.CRITERIA
            and self.context[1]
            and fallback.is_statement(text)
        ):
            self.statements.append((self.levels[-1], Entry(text, line.start, end, line.start)))

    def prose(self, piece: Piece) -> None:
        """Keep a paragraph's sentences, which count where there is no list."""
        here, inside = self.context
        if here is Role.CRITERIA and inside and not piece.quoted and not self.details:
            parts = fallback.sentences(piece.lines)
            found = [Entry(self.show(part.text).text, part.start, part.end, part.start) for part in parts]
            self.sentences += [(self.level(), entry) for entry in found]
            if len(piece.lines) == len(found) == 1 and found[0].end == piece.lines[0].end:
                self.alone.append((self.level(), found[0]))

    def level(self) -> Level:
        """The level that items go to now."""
        if not self.levels:
            self.levels.append(Level(None, ""))
        return self.levels[-1]

    def settle(self) -> None:
        """Decide, all pieces seen, between lists, headings and sentences, and drop what the product does."""
        listed = sum(len(level.entries) for level in self.levels)
        bare = sum(1 for level, _ in self.statements if not level.entries)
        if bare >= _STATEMENTS and not self.boxes and 2 * bare > len(self.statements) and listed < 2 * bare:
            first = self.levels[0]
            self.replace([(first, entry) for _, entry in self.statements], "explains the heading above it")
        elif len(self.alone) >= _STATEMENTS and len(self.alone) >= 2 * listed and not self.boxes:
            self.replace(self.alone, "is a heading of criteria in sentences")
        elif listed < 2 and len(self.sentences) >= 2:
            self.replace(self.sentences, "stands beside criteria in sentences")
        self.drop(
            lambda entry: (
                entry.text.endswith((":", "：")) and "[" not in entry.marker and not (entry.children or entry.proofs)
            ),
            _GROUP,
        )
        features = [entry for level in self.levels for entry in level.entries if fallback.is_feature(entry.text)]
        if len(features) >= _FEATURES:
            self.drop(
                lambda entry: fallback.is_feature(entry.text) or not fallback.is_work(entry.text),
                "says what the product does",
            )
        self.levels = [level for level in self.levels if level.entries]
        self.skipped.sort(key=lambda one: one.line)

    def drop(self, objectionable: Callable[[Entry], bool], reason: str) -> None:
        """Take the entries out that are `objectionable`, of those that are nested in no other."""
        for level in self.levels:
            kept = []
            for entry in level.entries:
                if objectionable(entry):
                    self.skipped.append(Skipped(entry.text[:80], reason, self.source.position(entry.begin).line))
                else:
                    kept.append(entry)
            level.entries = kept

    def replace(self, chosen: list[tuple[Level, Entry]], reason: str) -> None:
        for level in self.levels:
            for entry in level.entries:
                self.skipped.append(Skipped(entry.text[:80], reason, self.source.position(entry.begin).line))
            level.entries = []
        for level, entry in chosen:
            level.entries.append(entry)

    @property
    def context(self) -> tuple[Role, bool]:
        """What the section is, and whether it is in the Definition of Done at all."""
        own, inside = self.roles[-1][1:] if self.roles else (Role.CRITERIA, not self.scoped)
        if self.announced and own not in FIRM:
            own = Role.CRITERIA
        return (self.lead if self.lead is not Role.CRITERIA else own), inside

    def item(self, piece: Piece) -> None:
        while self.stack and self.stack[-1].piece.depth >= piece.depth:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        item = self.read(piece)
        self.stack.append(item)
        item.reason = self.objection(item, parent)
        if item.reason:
            self.skip(piece, item.reason, item.shown.text)
            return
        self.attach(item, parent)

    def read(self, piece: Piece) -> _Item:
        raw = piece.text
        mark = marked(piece.marker, raw)
        body = raw[mark.length :]
        end, _ = proofs(body)
        visible = self.show(body[:end])
        start, stop = self.span(piece, mark.length)
        length, claims = proofs(self.source.text[start:stop])
        claims = [Proof(claim.text, start + claim.start, start + claim.end) for claim in claims]
        done = mark.done if mark.done is not None or not visible.boxed else "checked" in body
        entry = Entry(visible.text, start, start + length, piece.start, mark.marker, done, claims)
        return _Item(piece, visible, mark, entry)

    @staticmethod
    def span(piece: Piece, skip: int) -> tuple[int, int]:
        """Where the item's text stands in the file, without the first `skip` characters of its raw text."""
        if not piece.lines:
            at = piece.start + len(piece.marker)
            return at, at
        for line in piece.lines:
            if skip <= len(line.text):
                return line.start + skip, max(line.start + skip, piece.lines[-1].end)
            skip -= len(line.text) + 1
        return piece.lines[-1].end, piece.lines[-1].end

    def objection(self, item: _Item, parent: _Item | None) -> str:
        """Why the item is no criterion; empty if it is one."""
        piece = item.piece
        here, inside = self.context
        if parent and parent.reason in {Role.STEPS, Role.EXPLAINS} and _ANNOUNCES.search(parent.shown.text):
            parent.reason, parent.announced, here = _GROUP, True, Role.CRITERIA
        elif parent and parent.reason == _GROUP and here not in FIRM:
            here = Role.CRITERIA if parent.announced else here
        elif parent and parent.reason and parent.reason != _GROUP:
            return parent.reason
        boxed = piece.group in self.boxes
        if not inside:
            return "stands outside of the Definition of Done"
        if self.details:
            return "is hidden in a part that is folded away"
        if piece.quoted:
            return "is a quotation"
        if here in FIRM or (here is not Role.CRITERIA and not boxed):
            return here.value
        if item.shown.struck and not item.shown.text:
            return "is struck out"
        if item.marked.sign in _CROSSES:
            return Role.ANTI.value
        if self.is_link(item):
            return Role.LINKS.value
        if _SPEAKS_OF_ITSELF.match(item.shown.text):
            return Role.EXPLAINS.value
        if _NAMES_A_LEVEL.match(item.shown.text) and not fallback.is_statement(item.shown.text):
            return Role.EXPLAINS.value
        if not boxed:
            if parent and parent.piece.group in self.boxes and not fallback.is_statement(item.shown.text):
                return "explains the item above it"
            if not parent and self.section in self.boxed_sections and self.led:
                return "stands beside a checklist"
            if not parent and piece.ordered and self.checklist and not self.announced:
                return Role.STEPS.value
        return ""

    def is_link(self, item: _Item) -> bool:
        """Whether nothing but a link stands there, or a link and a remark on what it leads to."""
        text = item.shown
        if item.piece.group in self.link_lists:
            return True
        if not text.link_first or "[" in item.marked.marker:
            return False
        rest = text.text[text.linked :].lstrip()
        return len(rest) < 4 or rest[:1] in {"-", "–", "—", ":", "("}

    def attach(self, item: _Item, parent: _Item | None) -> None:
        """Put the item under its parent; one that only introduces its children is skipped for them."""
        if parent and not parent.reason and self.introduces(parent, item):
            parent.reason = _GROUP
            self.skip(parent.piece, _GROUP, parent.shown.text)
            self.siblings(parent).remove(parent.entry)
        self.siblings(item).append(item.entry)

    def siblings(self, item: _Item) -> list[Entry]:
        """The list that the item belongs in: that of the nearest item above that is a criterion, else the level's."""
        for other in reversed(self.stack[: self.stack.index(item)]):
            if not other.reason:
                return other.entry.children
        return self.level().entries

    def introduces(self, parent: _Item, child: _Item) -> bool:
        if parent.entry.children or parent.entry.proofs:
            return False
        text = parent.shown.text.rstrip()
        label = bool(parent.shown.bold) and _LABEL.sub("", text) == _LABEL.sub("", parent.shown.bold)
        unboxed = parent.piece.group not in self.boxes and child.piece.group in self.boxes
        return text.endswith((":", "：", "such as")) or label or unboxed or len(text.split()) == 1

    def row(self, piece: Piece) -> None:
        """A table's line: the header says which column holds criteria and which their proof."""
        if piece.kind == "header":
            self.table = tables.columns([self.show(cell.text).text for cell in piece.cells])
            return
        if not self.table or self.table.criterion >= len(piece.cells):
            return
        cell = piece.cells[self.table.criterion]
        own = Piece("item", [cell], 1, group=piece.group, start=cell.start, quoted=piece.quoted)
        item = self.read(own)
        self.stack = [item]
        here, inside = self.context
        reason = "" if inside else "stands outside of the Definition of Done"
        reason = reason or here.value
        if reason or not item.shown.text:
            self.skip(own, reason, item.shown.text)
            return
        if self.table.proof is not None and self.table.proof < len(piece.cells):
            proof = piece.cells[self.table.proof]
            item.entry.proofs += tables.claims(self.show(proof.text).text, proof)
        item.entry.marker = ""
        self.siblings(item).append(item.entry)

    def hidden(self, piece: Piece) -> None:
        """An HTML block: comments are counted, parts that are folded away are remembered."""
        raw = piece.text
        lowered = raw.lower()
        self.details = max(0, self.details + lowered.count("<details") - lowered.count("</details"))
        count, at = html.hidden_items(raw)
        if count:
            line = self.source.position(piece.lines[0].start + at).line
            self.skipped.append(Skipped("", f"{_many(count)} in a comment {_are(count)} not in force", line))

    def skip(self, piece: Piece, reason: str, text: str = "") -> None:
        self.skipped.append(Skipped(text[:80], reason, self.source.position(piece.start).line))


_GROUP = "introduces the items below it"


def _many(count: int) -> str:
    return "1 criterion" if count == 1 else f"{count} criteria"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
