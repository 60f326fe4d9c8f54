"""The dates that follow from an engagement's terms, in order, each with the arithmetic that led to it."""

from __future__ import annotations

from datetime import date, timedelta

from engagelint.facts import NotStated, parse_date
from engagelint.model import Kind, escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.portfolio.entries import Entry

MINUS, TIMES = "\u2212", "\u00d7"


class Milestone(NamedTuple):
    """A day on which something is due or happens.

    `how` is the arithmetic, empty for a date that the draft states. `term` is the pointer of the term that it rests on,
    which stays the same when the date moves.
    """

    day: date
    what: str
    how: str
    term: str


#: Dates that stand in the manifest as they are: pointer and what happens then.
_STATED = (
    ("/term/start", "The engagement starts"),
    ("/product_test/date", "Product test with real users"),
    ("/rationale/decide_by", "The client decides: keep the partner, or hire"),
    ("/definition_of_done/review_by", "The Definition of Done is reviewed"),
    ("/exit/transition_plan_due", "The transition plan is due"),
    ("/exit/transition/by", "The client's people own the code"),
    ("/term/end", "The engagement ends"),
)

_FROM_START = (
    ("/compliance/training/complete_by_week", "Compliance training is complete"),
    ("/compliance/access_controls/in_place_by_week", "Access controls are in place"),
)


def milestones(entry: Entry) -> list[Milestone]:
    """The dates of an engagement, or of a Definition of Done by itself, the earliest first."""
    found = [*_stated(entry), *_of_definition(entry)]
    if entry.kind is Kind.ENGAGEMENT:
        found += [*_from_start(entry), *_from_end(entry), *_payments(entry)]
    return sorted(found, key=lambda one: (one.day, _rank(one.term), one.term, one.what))


def _rank(term: str) -> int:
    """Of one day, what starts comes first and what ends comes last."""
    return 0 if term == "/term/start" else 2 if term == "/term/end" else 1


def _stated(entry: Entry) -> Iterator[Milestone]:
    for pointer, what in _STATED:
        if (day := _day(entry.term(pointer))) is not None:
            said = "The engagement ends, or renews by itself" if _renews(entry, pointer) else what
            yield Milestone(day, said, "", pointer)


def _renews(entry: Entry, pointer: str) -> bool:
    return pointer == "/term/end" and entry.term("/term/renews_automatically") is True


def _of_definition(entry: Entry) -> Iterator[Milestone]:
    """The review that a Definition of Done in a file of its own announces, unless the manifest has one."""
    if entry.term("/definition_of_done/review_by") is not None:
        return
    for document in entry.documents.values():
        if document.kind is Kind.DEFINITION_OF_DONE and isinstance(document.data, dict):
            day = _day(document.data.get("review_by"))
            if day is not None:
                yield Milestone(day, "The Definition of Done is reviewed", "", "/review_by")


def _from_start(entry: Entry) -> Iterator[Milestone]:
    start = _day(entry.term("/term/start"))
    for pointer, what in _FROM_START:
        weeks = entry.term(pointer)
        if start is not None and isinstance(weeks, float):
            day = _moved(start, int(weeks * 7) - 1)
            how = f"end of week {weeks:g}: {start} + {_weeks(weeks)} {MINUS} 1 day"
            yield from [Milestone(day, what, how, pointer)] if day else []


def _from_end(entry: Entry) -> Iterator[Milestone]:
    end = _day(entry.term("/term/end"))
    if end is None:
        return
    notice, weeks = entry.term("/exit/notice_days"), entry.term("/exit/handover_weeks")
    if isinstance(notice, float) and (day := _moved(end, -int(notice))):
        purpose = "to end with the term, not renew" if _renews(entry, "/term/end") else "to end with the term"
        days = "day" if notice == 1 else "days"
        yield Milestone(
            day, f"Last day to give notice {purpose}", f"{end} {MINUS} {notice:g} {days}", "/exit/notice_days"
        )
    if isinstance(weeks, float) and weeks > 0 and (day := _moved(end, -int(weeks * 7))):
        yield Milestone(day, "Hand-over starts", f"{end} {MINUS} {_weeks(weeks)}", "/exit/handover_weeks")


def _weeks(weeks: float) -> str:
    """So many weeks as a part of a sum; days are whole."""
    return f"{weeks:g} {TIMES} 7 days" + ("" if (weeks * 7).is_integer() else " (rounded down)")


def _payments(entry: Entry) -> Iterator[Milestone]:
    """Payments that are due on a date; those with a rhythm have none."""
    payments = entry.term("/commercials/payments")
    for index, payment in enumerate(payments if isinstance(payments, list) else []):
        if isinstance(payment, dict) and (day := _day(payment.get("due"))) is not None:
            name = str(payment.get("name", "")) or f"number {index + 1}"
            yield Milestone(day, f"Payment due: {name}", "", f"/commercials/payments/{escape_pointer(name)}/due")


def _day(text: object) -> date | None:
    try:
        return parse_date(text) if isinstance(text, str) else None
    except NotStated:
        return None


def _moved(day: date, days: int) -> date | None:
    """The day so many days later; None beyond the calendar's ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
