"""A brief as Markdown, in which every text of a draft is encoded so that nothing in it renders, links or mentions."""

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
from engagelint.reporters.prose import code, prose, prose_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.brief.blocks import Block, Card, Line, Page, Piece


def write(page: Page) -> str:
    """The whole file."""
    parts = [f"# {prose(page.title)}", *_blocks(page.opening, 2), *_blocks(page.sections, 2), "---"]
    parts += [_line(line) for line in page.closing]
    return "\n\n".join(parts) + "\n"


def _blocks(blocks: Sequence[Block], level: int) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _line(block.line)
        case Facts():
            yield "\n".join(f"- **{prose(word)}**: {_line(line)}" for word, line in block.rows)
        case Items():
            yield "\n".join(f"{'1.' if block.numbered else '-'} {_line(line)}" for line in block.lines)
        case Table():
            yield _table(block)
        case Cards():
            yield "\n".join(_card(card) for card in block.members)
        case Drawings():
            yield from [_table(block.instead)] if block.instead else []
        case Section():
            yield f"{'#' * min(level, 6)} {prose(block.title)}"
            yield from _blocks(block.blocks, level + 1)


def _table(table: Table) -> str:
    rows = [
        " | ".join(map(prose, table.head)),
        " | ".join("---" for _ in table.head),
        *(
            " | ".join(f"**{_line(cell.line)}**" if cell.marked else _line(cell.line) for cell in row)
            for row in table.rows
        ),
    ]
    return "\n".join(f"| {row} |" for row in rows)


def _card(card: Card) -> str:
    lines = [f"- {_line(card.head)}: **{prose(card.message)}** ({code(card.place)})"]
    lines += [f"  - Value: {code(card.value)}"] if card.value else []
    lines += [f"  - {prose(word)}: {prose(words)}" for word, words in card.entries]
    return "\n".join(lines)


def _line(line: Line) -> str:
    told: list[str] = []
    for number, piece in enumerate(line):
        told.append(_piece(piece, begins=not any(map(str.strip, told))))
        following = line[number + 1] if number + 1 < len(line) else ""
        if isinstance(piece, Badge) and isinstance(following, str) and following.strip():
            told.append(":")  # its colour and frame set it apart elsewhere
    return "".join(told)


def _piece(piece: Piece, *, begins: bool) -> str:
    match piece:
        case Code():
            return prose_code(piece.text)
        case Strong():
            return f"**{prose(piece.text)}**" if piece.text.strip() else ""
        case Badge():
            return prose(piece.text)
        case Link():
            return prose_code(piece.text) if piece.text.isalnum() else prose(piece.text)
        case Break():
            return "<br>"
        case _:
            lead, trail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
            return f"{lead and ' '}{prose(piece, begins=begins)}{trail and ' '}" if piece.strip() else piece and " "
