"""A brief as one HTML file: no script, nothing from elsewhere, and every text of a draft encoded."""

from __future__ import annotations

from engagelint.brief.blocks import (
    Badge,
    Break,
    Cards,
    Code,
    Drawings,
    Facts,
    Items,
    Link,
    Paragraph,
    Section,
    Strong,
    Table,
)
from engagelint.brief.markup import Markup, join, tag, text
from engagelint.brief.style import STYLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.brief.blocks import Block, Card, Cell, Line, Page, Piece

#: Nothing is fetched, nothing runs, nobody learns where the reader came from.
_SAFE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def write(page: Page) -> str:
    """The whole file."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_SAFE),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{page.title} \u2013 engagelint brief"),
        tag("style", Markup(STYLE)),
    )
    body = tag(
        "body",
        tag("a", "Skip to the findings", href="#main", class_="skip"),
        tag("header", tag("h1", page.title), *_blocks(page.opening, 2)),
        _contents(page.sections),
        tag("main", *_blocks(page.sections, 2), id="main", tabindex="-1"),
        tag("footer", *(tag("p", _line(line)) for line in page.closing)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _contents(sections: Sequence[Section]) -> Markup:
    listed = [tag("li", _link(one.title, one.anchor)) for one in sections if one.anchor]
    return tag("nav", tag("ol", *listed), aria_label="Contents")


def _blocks(blocks: Sequence[Block], level: int) -> list[Markup]:
    return [_block(block, level) for block in blocks]


def _block(block: Block, level: int) -> Markup:
    """One block, with a line break before it; headings in it are of that level."""
    return Markup("\n" + _written(block, level))


def _written(block: Block, level: int) -> Markup:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Paragraph():
            return tag("p", _line(block.line), class_="lead" if block.lead else None)
        case Facts():
            rows = (tag("div", tag("dt", word), tag("dd", _line(line))) for word, line in block.rows)
            return tag("dl", *rows, class_="facts")
        case Items():
            items = (tag("li", _line(line)) for line in block.lines)
            return tag("ol" if block.numbered else "ul", *items, class_="dense" if block.dense else None)
        case Table():
            return _table(block)
        case Cards():
            return tag("div", *(_card(card, level) for card in block.members), class_="cards")
        case Drawings():
            drawn = (
                tag("figure", one.image, tag("figcaption", one.caption) if one.caption else "") for one in block.members
            )
            return tag("div", *drawn, class_="drawings")
        case Section():
            name = "chapter" if block.chapter else None
            heading = tag(f"h{min(level, 6)}", block.title)
            return tag("section", heading, *_blocks(block.blocks, level + 1), id=block.anchor, class_=name)


def _table(table: Table) -> Markup:
    head = tag("tr", *(tag("th", word, scope="col") for word in table.head))
    rows = (
        tag(
            "tr",
            *(
                _cell(cell, word, first=not column)
                for column, (cell, word) in enumerate(zip(row, table.head, strict=True))
            ),
        )
        for row in table.rows
    )
    made = tag(
        "table",
        tag("caption", table.caption, class_=None if table.seen else "unseen"),
        tag("thead", head),
        tag("tbody", *rows),
        class_=None if table.wide else "narrow",
    )
    if not table.wide:
        return made
    # What scrolls can be reached and scrolled with the keyboard.
    return tag("div", made, class_="wide", role="group", aria_label=table.caption, tabindex="0")


def _cell(cell: Cell, word: str, *, first: bool) -> Markup:
    names = " ".join(name for name in (cell.tone, "marked" if cell.marked else "") if name)
    if first:
        return tag("th", _line(cell.line), scope="row", class_=names or None)
    return tag("td", _line(cell.line), class_=names or None, data_of=word)


def _card(card: Card, level: int) -> Markup:
    entries = [tag("div", tag("dt", word), tag("dd", _words(words))) for word, words in card.entries]
    value = tag("p", "Value: ", tag("code", card.value)) if card.value else ""
    what = tag(
        "div",
        tag("p", _line(card.head), class_="head"),
        tag(f"h{min(level, 6)}", _words(card.message)),
        value,
        tag("p", tag("code", card.place), class_="place"),
    )
    return tag(
        "article",
        what,
        tag("dl", *entries) if entries else "",
        id=card.anchor,
        class_=f"card {card.tone}",
    )


def _line(line: Line) -> Markup:
    return join([_piece(piece) for piece in line])


def _piece(piece: Piece) -> Markup:
    match piece:
        case Code():
            return tag("code", piece.text)
        case Strong():
            return tag("strong", piece.text)
        case Badge():
            return tag("span", piece.text, class_=f"badge {piece.tone}")
        case Link():
            return _link(piece.text, piece.anchor)
        case Break():
            return tag("br")
        case _:
            return _words(piece)


def _words(words: str) -> Markup:
    """Words with what stands between back-quotes as code, without them."""
    pieces = words.split("`")
    if len(pieces) % 2 == 0:  # a back-quote without its partner is a character like any other
        pieces[-2:] = ["`".join(pieces[-2:])]
    return join([tag("code", piece) if number % 2 else text(piece) for number, piece in enumerate(pieces)])


def _link(words: str, anchor: str | None) -> Markup:
    return tag("a", words, href=f"#{anchor}")
