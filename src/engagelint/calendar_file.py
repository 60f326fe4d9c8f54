"""The dates of engagements as a calendar file (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
import re

from engagelint.facts import NotStated, parse_date
from engagelint.portfolio.dates import milestones
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engagelint.portfolio import Entry, Portfolio

#: A line's greatest length, in octets, without its line break.
_LONGEST = 75
_SPECIAL = re.compile(r"([\\;,])")


class _Event(NamedTuple):
    """A whole day: what it is of, which stays the same when the day moves, and the words for it."""

    key: tuple[str, str]
    day: date
    summary: str
    description: str


def render(portfolio: Portfolio, *, counterparty: bool = False) -> str:
    """The dates of all engagements, and for our own side those on which waivers expire; empty where there is none."""
    events = [event for entry in portfolio.entries for event in _events(entry, counterparty=counterparty)]
    if not events:
        return ""
    stamp = portfolio.report.run.as_of.replace("-", "") + "T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//engagelint//engagement dates//EN", "CALSCALE:GREGORIAN"]
    lines.append("METHOD:PUBLISH")
    used: dict[tuple[str, str], int] = {}
    for event in sorted(events, key=lambda one: (one.day, one.summary, one.description)):
        used[event.key] = used.get(event.key, 0) + 1
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_uid(event.key, used[event.key])}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}",
            f"SUMMARY:{_text(event.summary)}",
            f"DESCRIPTION:{_text(event.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _events(entry: Entry, *, counterparty: bool) -> Iterator[_Event]:
    for one in milestones(entry):
        told = one.how or f"Stated in the draft: {one.term[1:].replace('/', '.')}"
        yield _Event((entry.name, one.term), one.day, f"{entry.title}: {one.what}", told)
    for finding, info in () if counterparty else entry.let_through:
        try:
            day = parse_date(info.expires or "")
        except NotStated:
            continue
        summary = f"{entry.title}: the waiver for {finding.id} expires"
        yield _Event((entry.name, f"{finding.id} {finding.fingerprint}"), day, summary, finding.message)


def _uid(key: tuple[str, str], number: int) -> str:
    """What identifies an event for good: a hash of what it is of, with a counter where two are the same."""
    told = "\x00".join((*key, str(number)))
    return f"{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@engagelint"


def _text(words: str) -> str:
    """A value of type TEXT; it holds no line break, for what it shows has none."""
    return _SPECIAL.sub(r"\\\1", visible(words, 1_000))


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each but the first behind a blank; no character is cut."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "backslashreplace"))
        if size + width > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
