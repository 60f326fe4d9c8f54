"""What follows from a manifest's terms by calculation: shared working hours, clocks, heads, days and months."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache, wraps
from zoneinfo import ZoneInfo

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Answer = TypeVar("Answer")
    Site = dict[str, Any]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = WEEKDAYS[:5]

#: Beyond this many days a term's end adds nothing: zone rules repeat from year to year, and nobody knows later ones.
LONGEST_TERM = 3660

_MARGIN = timedelta(days=5)
_NOON = 12 * 60

#: A shift in UTC, as minutes from the midnight that begins its day by the site's own calendar.
Shift = tuple[int, int]


class NotStated(Exception):  # noqa: N818 - a term that is not stated is an answer, not an error
    """A calculation lacks a term; its text is the term's name, for a list's member behind its index: `1/count`."""


class Overlap(NamedTuple):
    """The least time a day that both sides work at once, in hours, and the first date on which it is so little.

    `client` and `vendor` are the two sites that have so little in common then, as they are called.
    """

    hours: float
    worst_date: date
    client: str
    vendor: str


def parse_date(text: str) -> date:
    """The date that `text` (YYYY-MM-DD) names.

    Raises NotStated for anything else: the schema has spoken of it already.
    """
    if len(text) != 10:
        raise NotStated("date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotStated("date") from None


def term_days(start: str, end: str) -> list[date]:
    """Every day from `start` to `end`, both included (at most LONGEST_TERM days).

    Raises NotStated where `end` lies before `start`: the schema has spoken of it already.
    The calendar's own first and last days are left out: a shift may begin on the day before, or end on the day after.
    """
    first = min(max(parse_date(start), date.min + _MARGIN), date.max - _MARGIN)
    if parse_date(end) < parse_date(start):
        raise NotStated("end")
    last = min(parse_date(end), date.max - _MARGIN, first + timedelta(days=min(LONGEST_TERM, (date.max - first).days)))
    return [first + timedelta(days=number) for number in range(max(1, (last - first).days + 1))]


def minutes(hours: str) -> tuple[int, int]:
    """Start and end of `hours` ("09:00-17:30") as minutes after midnight; an end past midnight lies above 1440."""
    try:
        opening, closing = ([int(part) for part in clock.split(":")] for clock in hours.split("-"))
        start, end = opening[0] * 60 + opening[1], closing[0] * 60 + closing[1]
    except (ValueError, IndexError):
        raise NotStated("hours") from None
    return start, end if end > start else end + 1440


def _demand(entry: dict[str, Any], index: int, *terms: str) -> None:
    for term in terms:
        if term not in entry:
            raise NotStated(f"{index}/{term}")


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise NotStated("time_zone") from None


class _Calendar:
    """One site's shifts, day by day, in UTC."""

    def __init__(self, site: Site) -> None:
        self.name = site.get("name") or f"the {site['side']}'s site in the time zone {site['time_zone']}"
        self.zone = _zone(site["time_zone"])
        self.start, self.end = minutes(site["hours"])
        self.days = frozenset(WEEKDAYS.index(day) for day in site.get("days", WORKING_WEEK))

    def shifts(self, first: date, number: int) -> list[Shift | None]:
        """The shift that begins on each of so many days; None where the site does not work then."""
        found: list[Shift | None] = []
        weekday = first.weekday()
        for at, offset in enumerate(_steady_offsets(self.zone, first, number)):
            if (weekday + at) % 7 not in self.days:
                found.append(None)
            elif offset is not None:
                found.append((self.start - offset, self.end - offset))
            else:
                day = first + timedelta(days=at)
                start, end = (minute - _offset(self.zone, day, minute) for minute in (self.start, self.end))
                found.append((start, end))
        return found


def _offset(zone: ZoneInfo, day: date, minute: int = 0) -> int:
    """How far a zone's clocks are ahead of UTC at a minute of a day by these clocks, in minutes."""
    moment = datetime.combine(day, time.min) + timedelta(minutes=minute)
    offset = moment.replace(tzinfo=zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


@lru_cache(maxsize=256)
def _steady_offsets(zone: ZoneInfo, first: date, number: int) -> tuple[int | None, ...]:
    """A zone's offset on each of so many days and the day after; None where the clocks change then.

    No clocks have been changed and changed back within a week: a test holds all zones to that.
    """
    offsets: list[int] = []
    while len(offsets) < number + 2:
        day = first + timedelta(days=len(offsets))
        size = min(7, number + 2 - len(offsets))
        here = _offset(zone, day)
        if here == _offset(zone, day + timedelta(days=size)):
            offsets += [here] * size
        else:
            offsets += [_offset(zone, day + timedelta(days=at)) for at in range(size)]
    return tuple(one if one == later else None for one, later in zip(offsets, offsets[2:], strict=False))


def _sides(sites: list[Site]) -> tuple[list[_Calendar], list[_Calendar]]:
    sides: dict[str, dict[str, _Calendar]] = {"client": {}, "vendor": {}}
    for index, site in enumerate(sites):
        _demand(site, index, "side", "time_zone", "hours")
        calendar = _Calendar(site)
        alike = f"{calendar.zone.key} {calendar.start} {calendar.end} {sorted(calendar.days)}"
        sides[site["side"]].setdefault(alike, calendar)
    if not (sides["client"] and sides["vendor"]):
        raise NotStated("sites")
    return list(sides["client"].values()), list(sides["vendor"].values())


def _shared(ours: Shift, theirs: tuple[Shift | None, ...]) -> int:
    """Minutes that `ours` has in common with their shifts that began the day before, the same day and the day after."""
    total = 0
    for number, shift in enumerate(theirs, start=-1):
        if shift is not None:
            total += max(0, min(ours[1], shift[1] + number * 1440) - max(ours[0], shift[0] + number * 1440))
    return total


def remembered(function: Callable[[list[Site], str, str], Answer]) -> Callable[[list[Site], str, str], Answer]:
    """The function with its last answers kept: several policies ask the same of one manifest."""
    answers: dict[tuple[str, str, str], Answer] = {}

    def answer(sites: list[Site], start: str, end: str) -> Answer:
        key = repr(sites), start, end
        if key not in answers:
            if len(answers) >= 64:
                answers.clear()
            answers[key] = function(sites, start, end)
        return answers[key]

    return wraps(function)(answer)


@remembered
def daily_overlaps(sites: list[Site], start: str, end: str) -> dict[date, float]:
    """The least overlap of any pair of sites, in hours, for each day of the term on which both sites of a pair work.

    `sites` are the manifest's (`side`, `time_zone`, `hours`, optional `days`). A pair that never works on the same day
    counts as no overlap on the term's first day. Raises NotStated where a site or a side lacks what it takes.
    """
    return {day: hours for day, (hours, _) in _least_overlaps(sites, start, end).items()}


@remembered
def overlap(sites: list[Site], start: str, end: str) -> Overlap:
    """The least daily overlap between the sides over the term, over all pairs of sites: see daily_overlaps."""
    least = _least_overlaps(sites, start, end)
    worst = min(least, key=lambda day: (least[day][0], day))
    hours, (client, vendor) = least[worst]
    return Overlap(hours, worst, client.name, vendor.name)


@remembered
def _least_overlaps(sites: list[Site], start: str, end: str) -> dict[date, tuple[float, tuple[_Calendar, _Calendar]]]:
    """The least overlap of each day, and the client's and the vendor's site that have it, the first stated of several.

    Raises what `daily_overlaps` does.
    """
    clients, vendors = _sides(sites)
    days = term_days(start, end)
    client_shifts = [site.shifts(days[0], len(days)) for site in clients]
    vendor_shifts = [site.shifts(days[0] - timedelta(days=1), len(days) + 2) for site in vendors]
    shared = lru_cache(maxsize=4096)(_shared)  # shifts repeat but for a change of clocks: a handful of cases a pair
    least: dict[date, tuple[float, tuple[_Calendar, _Calendar]]] = {}
    for client, ours in zip(clients, client_shifts, strict=True):
        for vendor, theirs in zip(vendors, vendor_shifts, strict=True):
            pair, together = (client, vendor), False
            for number, day in enumerate(days):
                own = ours[number]
                if own is not None and theirs[number + 1] is not None:
                    together = True
                    hours = shared(own, tuple(theirs[number : number + 3])) / 60
                    if day not in least or hours < least[day][0]:
                        least[day] = hours, pair
            if not together:
                least[days[0]] = 0.0, pair
    return least


@remembered
def clock_difference(sites: list[Site], start: str, end: str) -> float:
    """The greatest difference between the clocks of any two sites on any day of the term, in hours."""
    zones = []
    for index, site in enumerate(sites):
        _demand(site, index, "time_zone")
        zones.append(_zone(site["time_zone"]))
    if not zones:
        raise NotStated("sites")
    greatest = 0.0
    days = term_days(start, end)
    of_zones = [_steady_offsets(zone, days[0], len(days)) for zone in set(zones)]
    for day, *known in zip(days, *of_zones, strict=True):
        noons = [_offset(zone, day, _NOON) for zone in set(zones)] if None in known else known
        greatest = max(greatest, (max(noons) - min(noons)) / 60)
    return greatest


def headcount(team: list[dict[str, Any]], side: str, level: str) -> float:
    """How many people of `side` and `level` the team has ("*": any); raises NotStated where an entry does not say."""
    heads = 0.0
    for index, entry in enumerate(team):
        if side != "*":
            _demand(entry, index, "side")
            if entry["side"] != side:
                continue
        if level != "*":
            _demand(entry, index, "level")
            if entry["level"] != level:
                continue
        _demand(entry, index, "count")
        heads += entry["count"]
    return heads


def days_between(start: str, end: str) -> float:
    """Days from one date to the other; negative where `end` comes first."""
    return float((parse_date(end) - parse_date(start)).days)


def months_between(start: str, end: str) -> float:
    """Months from one date to the other: whole calendar months, and the rest as a share of 31 days."""
    first, last = parse_date(start), parse_date(end)
    return (last.year - first.year) * 12 + last.month - first.month + (last.day - first.day) / 31
