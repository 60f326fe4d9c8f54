"""Both sides' working hours on a day in January, on one in July and on the worst date of the term."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engagelint import facts
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from engagelint.portfolio import Entry

#: Of a season's days, the middle; a day counts for the season when it is no further from it than this.
_NEAR = timedelta(days=46)


class Shift(NamedTuple):
    """A site's working hours on a day: its name and zone, its own hours, and the same in minutes of the client's day.

    The minutes are counted from midnight by the client's clock; they may lie below 0 or above 1440.
    """

    site: str
    zone: str
    hours: str
    start: int
    end: int


class Day(NamedTuple):
    """A day on which both sides work, as the pair of sites has it that shares the least.

    `labels` say why it is shown. `ahead` is by how many minutes the vendor's clock is ahead. `shared` are the stretches
    in which both work, in minutes of the client's day; `least` is their sum in hours.
    """

    labels: tuple[str, ...]
    day: date
    client: Shift
    vendor: Shift
    ahead: int
    shared: tuple[tuple[int, int], ...]
    least: float


class Overlap(NamedTuple):
    """The days that are shown; the least overlap in hours, when, and whether the term was there to tell it from."""

    days: tuple[Day, ...]
    least: float
    worst: date
    from_term: bool


def overlap(entry: Entry, as_of: str) -> Overlap | None:
    """The overlap of an engagement's sites over its term, or over the year of `as_of` where that is not stated.

    None where a side has no site that says where and when it works.
    """
    listed = entry.term("/operating_model/sites")
    sites = listed if isinstance(listed, list) else []
    start, end = entry.text("/term/start"), entry.text("/term/end")
    from_term = bool(start and end)
    if not from_term:
        start, end = f"{as_of[:4]}-01-01", f"{as_of[:4]}-12-31"
    try:
        least = facts.daily_overlaps(sites, start, end)
    except facts.NotStated:
        return None
    worst = min(least, key=lambda day: (least[day], day))
    chosen = [("January", _nearest(least, 1)), ("July", _nearest(least, 7)), ("Worst date", worst)]
    shown: dict[tuple[object, ...], Day] = {}
    for label, day in chosen:
        found = _day(sites, day, label) if day else None
        if found:
            key = found.client, found.vendor, found.shared
            labels = (*shown[key].labels, *found.labels) if key in shown else found.labels
            shown[key] = shown.get(key, found)._replace(labels=labels)
    return Overlap(tuple(shown.values()), least[worst], worst, from_term)


def _nearest(days: dict[date, float], month: int) -> date | None:
    """The working day of the term that is nearest to the middle of a month of any year; None for none near it."""

    def distance(day: date) -> timedelta:
        years = range(max(1, day.year - 1), min(9999, day.year + 1) + 1)
        return min(abs(day - date(year, month, 15)) for year in years)

    nearest = min(days, key=lambda day: (distance(day), day))
    return nearest if distance(nearest) <= _NEAR else None


def _day(sites: list[dict[str, Any]], day: date, label: str) -> Day | None:
    """The pair of sites with the least overlap of those that both work on the day."""
    return min(_pairs(sites, day, f"{label}, {words(day)}"), key=lambda one: one.least, default=None)


def _pairs(sites: list[dict[str, Any]], day: date, label: str) -> Iterator[Day]:
    for ours in (site for site in sites if site["side"] == "client" and _works(site, day)):
        zone = ZoneInfo(ours["time_zone"])
        midnight = _utc(day, 0, zone)
        client = _shift(ours, day, 0, midnight)
        for theirs in (site for site in sites if site["side"] == "vendor" and _works(site, day)):
            other = ZoneInfo(theirs["time_zone"])
            around = [
                _shift(theirs, day, step, midnight) for step in (-1, 0, 1) if _works(theirs, day + timedelta(days=step))
            ]
            spans = [(max(client.start, one.start), min(client.end, one.end)) for one in around]
            shared = tuple(sorted(span for span in spans if span[0] < span[1]))
            vendor = _shift(theirs, day, 0, midnight)
            ahead = _offset(day, other) - _offset(day, zone)
            yield Day((label,), day, client, vendor, ahead, shared, sum(b - a for a, b in shared) / 60)


def _works(site: dict[str, Any], day: date) -> bool:
    return facts.WEEKDAYS[day.weekday()] in site.get("days", facts.WORKING_WEEK)


def _shift(site: dict[str, Any], day: date, step: int, midnight: int) -> Shift:
    """The site's shift that begins `step` days after `day`, in minutes after the moment `midnight` of that day."""
    opening, closing = facts.minutes(site["hours"])
    zone, begun = ZoneInfo(site["time_zone"]), day + timedelta(days=step)
    start, end = (_utc(begun, minute, zone) + step * 1440 - midnight for minute in (opening, closing))
    return Shift(str(site.get("name", "")), site["time_zone"], site["hours"], start, end)


def _utc(day: date, minute: int, zone: ZoneInfo) -> int:
    """A local time of `day` as minutes in UTC after that day's date begins there."""
    moment = datetime.combine(day, time.min) + timedelta(minutes=minute)
    offset = moment.replace(tzinfo=zone).utcoffset() or timedelta()
    return minute - int(offset.total_seconds()) // 60


def _offset(day: date, zone: ZoneInfo) -> int:
    """How far the zone's clocks are ahead of UTC at noon, in minutes."""
    return 720 - _utc(day, 720, zone)


def clock(minute: int) -> str:
    """Minutes after midnight as a time of day."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(day: date) -> str:
    """A date as people read it: Mon 2 Mar 2026."""
    return f"{facts.WEEKDAYS[day.weekday()].capitalize()} {day.day} {_MONTHS[day.month - 1]} {day.year}"
