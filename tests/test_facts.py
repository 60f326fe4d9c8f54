"""Shared hours, clocks, heads, days and months, against values worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagelint import facts, resources
from engagelint.facts import NotStated


def site(side: str, zone: str, hours: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a site's own terms
    return {"name": zone, "side": side, "time_zone": zone, "hours": hours, **more}


BERLIN = site("client", "Europe/Berlin", "09:00-18:00")
SYDNEY = site("vendor", "Australia/Sydney", "09:00-20:00")
LONDON = site("client", "Europe/London", "09:00-17:30")
MANILA = site("vendor", "Asia/Manila", "09:00-18:00")


@pytest.mark.parametrize(
    ("sites", "start", "end", "hours", "worst"),
    [
        ([LONDON, MANILA], "2026-03-02", "2027-02-26", 1.0, "2026-03-02"),  # 09:00 in London is 17:00 in Manila
        ([LONDON, MANILA], "2026-04-01", "2026-09-30", 2.0, "2026-04-01"),  # British summer time all along
        ([BERLIN, SYDNEY], "2026-04-06", "2026-10-02", 3.0, "2026-04-06"),  # ten to eight hours apart
        ([BERLIN, SYDNEY], "2026-04-06", "2026-12-31", 1.0, "2026-10-26"),  # Berlin went back on the 25th
        ([LONDON, site("vendor", "Europe/Lisbon", "09:00-18:00")], "2026-01-01", "2026-12-31", 8.5, "2026-01-01"),
        # The night shift that would reach into London's Monday begins on Sunday; on other days two hours are shared.
        ([LONDON, site("vendor", "America/New_York", "22:00-06:00")], "2026-06-01", "2026-06-30", 0.0, "2026-06-01"),
        ([LONDON, site("vendor", "America/New_York", "22:00-06:00")], "2026-06-02", "2026-06-05", 2.0, "2026-06-02"),
        (
            [LONDON, MANILA, site("vendor", "Europe/Lisbon", "09:00-18:00")],
            "2026-03-02",
            "2026-03-06",
            1.0,
            "2026-03-02",
        ),
        (
            [LONDON, site("vendor", "Asia/Dubai", "09:00-18:00", days=["sun", "mon"])],
            "2026-06-01",
            "2026-06-30",
            6.0,
            "2026-06-01",
        ),
        (
            [LONDON, site("vendor", "Europe/London", "09:00-17:30", days=["sat", "sun"])],
            "2026-06-01",
            "2026-06-30",
            0.0,
            "2026-06-01",
        ),
    ],
)
def test_overlap(sites: list[dict[str, Any]], start: str, end: str, hours: float, worst: str) -> None:
    assert facts.overlap(sites, start, end)[:2] == (hours, date.fromisoformat(worst))


def test_the_sites_that_decide() -> None:
    krakow = site("vendor", "Europe/Warsaw", "09:00-17:00")
    unnamed = {term: value for term, value in SYDNEY.items() if term != "name"}
    of_two = facts.overlap([BERLIN, LONDON, krakow, SYDNEY], "2026-07-01", "2026-07-31")
    assert (of_two.client, of_two.vendor) == ("Europe/London", "Australia/Sydney")
    assert facts.overlap([LONDON, unnamed], "2026-07-01", "2026-07-31").vendor == (
        "the vendor's site in the time zone Australia/Sydney"
    )
    idle = site("vendor", "Europe/Lisbon", "09:00-18:00", days=["sat"])
    assert facts.overlap([LONDON, krakow, idle], "2026-07-01", "2026-07-31").vendor == "Europe/Lisbon"


def test_days_under_three_hours_in_a_year() -> None:
    every_day = [{**one, "days": list(facts.WEEKDAYS)} for one in (BERLIN, SYDNEY)]
    daily = facts.daily_overlaps(every_day, "2026-01-01", "2026-12-31")
    assert len(daily) == 365
    assert sum(hours < 3 for hours in daily.values()) == 183


def test_the_order_of_sites_changes_nothing() -> None:
    assert facts.overlap([MANILA, LONDON], "2026-03-02", "2027-02-26")[:2] == (1.0, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("sites", "term"),
    [
        ([LONDON], "sites"),
        ([], "sites"),
        ([LONDON, {"side": "vendor", "hours": "09:00-17:00"}], "1/time_zone"),
        ([LONDON, {"side": "vendor", "time_zone": "Asia/Manila"}], "1/hours"),
        ([LONDON, {"time_zone": "Asia/Manila", "hours": "09:00-17:00"}], "1/side"),
    ],
)
def test_overlap_says_what_it_lacks(sites: list[dict[str, Any]], term: str) -> None:
    with pytest.raises(NotStated, match=f"^{term}$"):
        facts.overlap(sites, "2026-03-02", "2026-03-06")


def test_a_term_that_ends_before_it_starts_has_no_days() -> None:
    for computed in (facts.overlap, facts.clock_difference):
        with pytest.raises(NotStated, match=r"^end$"):
            computed([LONDON, MANILA], "2026-03-02", "2026-03-01")


@pytest.mark.parametrize(("start", "end"), [("9999-12-31", "9999-12-31"), ("0001-01-01", "9999-12-31")])
def test_terms_at_the_ends_of_the_calendar(start: str, end: str) -> None:
    assert facts.overlap([LONDON, MANILA], start, end).hours >= 0
    assert facts.clock_difference([LONDON, MANILA], start, end) >= 7


def test_clock_difference() -> None:
    assert facts.clock_difference([LONDON, MANILA], "2026-03-02", "2027-02-26") == 8
    assert (
        facts.clock_difference([LONDON, site("vendor", "Europe/Lisbon", "09:00-18:00")], "2026-01-01", "2026-12-31")
        == 0
    )
    assert facts.clock_difference([BERLIN, SYDNEY], "2026-01-01", "2026-01-02") == 10


def test_headcount() -> None:
    team = [
        {"side": "vendor", "level": "senior", "count": 2.0},
        {"side": "vendor", "level": "junior", "count": 3.0},
        {"side": "client", "level": "senior", "count": 9.0},
    ]
    assert facts.headcount(team, "vendor", "senior") == 2
    assert facts.headcount(team, "vendor", "*") == 5
    assert facts.headcount(team, "vendor", "mid") == 0
    everybody = facts.headcount(team, "*", "*")
    assert everybody == facts.headcount(team, "vendor", "*") + facts.headcount(team, "client", "*") > 0
    for missing in ("side", "level", "count"):
        lacking = [{key: value for key, value in team[0].items() if key != missing}]
        with pytest.raises(NotStated, match=f"^0/{missing}$"):
            facts.headcount(lacking, "vendor", "senior")


def test_days_and_months() -> None:
    assert facts.days_between("2026-03-02", "2026-03-30") == 28
    assert facts.days_between("2026-03-30", "2026-03-02") == -28
    assert facts.months_between("2026-03-02", "2027-03-02") == 12
    assert 11 < facts.months_between("2026-03-02", "2027-02-26") < 12
    with pytest.raises(NotStated):
        facts.days_between("2026-02-30", "2026-03-02")


def test_no_clock_is_changed_and_changed_back_within_a_week() -> None:
    """Else a day between two looks at a zone could be taken for one that it is not."""
    first, number = date(2020, 1, 1), 13 * 365
    midnights = [datetime.combine(first + timedelta(days=at), time.min) for at in range(number + 2)]
    for name in sorted(resources.time_zones()):
        zone = ZoneInfo(name)
        daily = [zone.utcoffset(midnight.replace(tzinfo=zone)) for midnight in midnights]
        steady = [one if one == later else None for one, later in zip(daily, daily[2:], strict=False)]
        found = facts._steady_offsets(zone, first, number)  # noqa: SLF001 - what is remembered of a zone
        assert found == tuple(None if one is None else int(one.total_seconds()) // 60 for one in steady), name
