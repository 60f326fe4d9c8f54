"""The contract's dates in order, and what of several engagements comes next."""

from __future__ import annotations

from engagelint.brief.blocks import Paragraph, Table, cells
from engagelint.brief.hours import words
from engagelint.facts import parse_date
from engagelint.model import split_pointer
from engagelint.portfolio.dates import milestones

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from engagelint.brief.blocks import Block
    from engagelint.portfolio import Entry


def date_blocks(entry: Entry, as_of: str) -> tuple[Block, ...]:
    """The dates in order, each with the arithmetic that led to it, and how far away it is."""
    found = milestones(entry)
    if not found:
        return (Paragraph(("The draft states no date.",)),)
    today = parse_date(as_of)
    rows = tuple(
        cells(words(one.day), one.what, one.how or f"stated: {term_words(one.term)}", away(one.day, today))
        for one in found
    )
    return (Table("Dates of the engagement", ("Day", "What", "Why that day", f"From {words(today)}"), rows),)


def away(day: date, today: date) -> str:
    """How far a day is away, in words."""
    days = (day - today).days
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days:,} {unit}" if days > 0 else f"{-days:,} {unit} ago"


def term_words(pointer: str) -> str:
    """A term's pointer as people write a place: term.start."""
    return ".".join(split_pointer(pointer))
