"""Several engagements: what each is, what they share, their dates, and the calendar of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from engagelint import brief, calendar_file
from engagelint.check import Request
from engagelint.config import find
from engagelint.model import Kind
from engagelint.portfolio import Entry, Portfolio, gather
from engagelint.portfolio.concentration import latest, people, vendors
from engagelint.portfolio.dates import milestones

EXAMPLES = Path(__file__).parents[1] / "examples"
AS_OF = "2026-03-01"


def gathered(folder: Path, *paths: Path) -> Portfolio:
    return gather(Request(paths or (folder,), AS_OF, find(folder, folder), folder))


def manifest(name: str, terms: str = "") -> str:
    return f"apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {{name: {name}}}\n{terms}\n"


def made(folder: Path, **files: str) -> Portfolio:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return gathered(folder)


def owner(name: str, backup: str, hours: int = 10) -> str:
    backed = f"backup: {{name: '{backup}', side: client, hours_per_week: 4}}"
    return f"roles: {{product_owner: {{name: '{name}', side: client, hours_per_week: {hours}, {backed}}}}}"


def test_engagements_come_before_definitions_that_nobody_names() -> None:
    portfolio = gathered(EXAMPLES)
    assert [(one.file, one.kind) for one in portfolio.entries] == [
        ("engagement.yaml", Kind.ENGAGEMENT),
        ("mvp.yaml", Kind.ENGAGEMENT),
        ("vendor-proposal.yaml", Kind.ENGAGEMENT),
        ("definition-of-done.yaml", Kind.DEFINITION_OF_DONE),
    ]
    assert list(portfolio.entries[0].documents) == ["engagement.yaml", "definition-of-done.md"]
    assert portfolio.others == ()
    told = sum(len(one.findings) for one in portfolio.entries)
    assert told == len(portfolio.report.findings)


def test_a_definition_that_two_manifests_name_is_told_with_both(tmp_path: Path) -> None:
    (tmp_path / "dod.md").write_text("# Definition of Done\n\n- [ ] Everything is good enough.\n- [ ] Tests pass.\n")
    terms = "definition_of_done: {file: dod.md}"
    portfolio = made(tmp_path, a=manifest("a", terms), b=manifest("b", terms))
    one, two = portfolio.entries
    of_file = [[found.id for found in entry.findings if found.file == "dod.md"] for entry in (one, two)]
    assert of_file[0]
    assert of_file[0] == of_file[1]


def test_what_cannot_be_read_is_not_lost(tmp_path: Path) -> None:
    portfolio = made(tmp_path, a=manifest("a"), broken="apiVersion: engagelint/v1\nkind: [")
    assert [one.id for one in portfolio.others] == ["DOC"]
    assert "1 file could not be read" in brief.write_html(made(tmp_path, b=manifest("b")))


def dates(entry: Entry) -> list[tuple[str, str, str]]:
    return [(one.day.isoformat(), one.what, one.how) for one in milestones(entry)]


def test_the_dates_of_an_engagement_with_their_arithmetic() -> None:
    portfolio = gathered(EXAMPLES)
    week = "end of week 1: 2026-03-02 + 1 \u00d7 7 days \u2212 1 day"
    assert dates(portfolio.entries[0]) == [
        ("2026-03-02", "The engagement starts", ""),
        ("2026-03-08", "Access controls are in place", week),
        ("2026-03-08", "Compliance training is complete", week),
        ("2026-12-01", "The Definition of Done is reviewed", ""),
        ("2027-01-27", "Last day to give notice to end with the term", "2027-02-26 \u2212 30 days"),
        ("2027-01-29", "Hand-over starts", "2027-02-26 \u2212 4 \u00d7 7 days"),
        ("2027-01-29", "The transition plan is due", ""),
        ("2027-02-26", "The engagement ends", ""),
    ]
    assert [(day, what) for day, what, how in dates(portfolio.entries[1]) if not how] == [
        ("2026-09-07", "The engagement starts"),
        ("2026-12-01", "The Definition of Done is reviewed"),
        ("2026-12-18", "Product test with real users"),
        ("2027-01-08", "The transition plan is due"),
        ("2027-01-15", "The client decides: keep the partner, or hire"),
        ("2027-01-22", "The client's people own the code"),
        ("2027-01-29", "The engagement ends"),
    ]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("term: {end: 2026-03-01}\nexit: {notice_days: 1}", ("2026-02-28", "2026-03-01 \u2212 1 day")),
        ("term: {end: 2028-03-01}\nexit: {notice_days: 1}", ("2028-02-29", "2028-03-01 \u2212 1 day")),
        ("term: {end: 2026-05-15}\nexit: {handover_weeks: 2}", ("2026-05-01", "2026-05-15 \u2212 2 \u00d7 7 days")),
        (
            "term: {end: 2026-05-15}\nexit: {handover_weeks: 1.5}",
            ("2026-05-05", "2026-05-15 \u2212 1.5 \u00d7 7 days (rounded down)"),
        ),
        (
            "term: {start: 2026-12-28}\ncompliance: {training: {complete_by_week: 2}}",
            ("2027-01-10", "end of week 2: 2026-12-28 + 2 \u00d7 7 days \u2212 1 day"),
        ),
    ],
)
def test_computed_dates(tmp_path: Path, terms: str, expected: tuple[str, str]) -> None:
    entry = made(tmp_path, a=manifest("a", terms)).entries[0]
    assert [(day, how) for day, _, how in dates(entry) if how] == [expected]


@pytest.mark.parametrize(
    "terms",
    [
        "term: {end: 0001-01-02}\nexit: {notice_days: 3650, handover_weeks: 520}",
        "term: {start: 9999-12-30}\ncompliance: {training: {complete_by_week: 1000}}",
        "term: {start: 2026-02-30, end: soon}",
    ],
)
def test_dates_beyond_the_calendar_are_left_out(tmp_path: Path, terms: str) -> None:
    portfolio = made(tmp_path, a=manifest("a", terms))
    assert not [how for _, _, how in dates(portfolio.entries[0]) if how]
    assert "Dates in order" in brief.write_html(portfolio)


def test_a_term_that_renews_says_so(tmp_path: Path) -> None:
    terms = "term: {end: 2026-12-31, renews_automatically: true}\nexit: {notice_days: 30}"
    entry = made(tmp_path, a=manifest("a", terms)).entries[0]
    assert [what for _, what, _ in dates(entry)] == [
        "Last day to give notice to end with the term, not renew",
        "The engagement ends, or renews by itself",
    ]


def test_one_backup_for_several_product_owners(tmp_path: Path) -> None:
    portfolio = made(
        tmp_path,
        a=manifest("a", owner("Ada Quist", "Tom Ashby")),
        b=manifest("b", owner("Ines Carvalho", "Ashby, Tom")),
        c=manifest("c", owner("Leo Brandt", "Dr. TOM ASHBY")),
        d=manifest("d", owner("Maya Osei", "Tom Ashcroft")),
    )
    (found,) = people(portfolio.engagements)
    assert found.name == "Tom Ashby"
    assert found.engagements == ["a", "b", "c"]
    assert found.hours == 12
    assert "product owner of 3 engagements" in found.concern
    assert "Tom Ashcroft" not in brief.write_html(portfolio).split("Coming dates")[0]


@pytest.mark.parametrize(
    ("one", "two", "concern"),
    [
        (owner("Ada Quist", "Tom Ashby", 30), owner("Ada Quist", "Leo Brandt", 12), "42 hours a week"),
        (owner("Ada Quist", "Tom Ashby"), owner("Ada Quist", "Leo Brandt"), "the product owner of 2 engagements"),
        (
            owner("Ada Quist", "Tom Ashby")
            + "\ndefinition_of_done: {exceptions: {approved_by: Tom Ashby}}"
            + "\noperating_model: {decisions: {escalation: [{decider: Tom Ashby, side: client, within_hours: 4}]}}",
            owner("Maya Osei", "Leo Brandt") + "\ngovernance: {outcome_owners: {client: Tom Ashby}}",
            "Owns too much: backup product owner, approver, decision owner",
        ),
        (
            owner("Ada Quist", "Tom Ashby"),
            owner("Maya Osei", "Leo Brandt") + "\ngovernance: {outcome_owners: {client: Ada Quist}}",
            "",
        ),
    ],
)
def test_what_is_too_much_for_one(tmp_path: Path, one: str, two: str, concern: str) -> None:
    (found,) = people(made(tmp_path, a=manifest("a", one), b=manifest("b", two)).engagements)
    assert found.concern == concern if not concern else concern in found.concern


def test_drafts_of_one_engagement_count_once(tmp_path: Path) -> None:
    old = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a, version: 2}\n" + owner(
        "Ada Quist", "Tom Ashby"
    )
    new = old.replace("version: 2", "version: 10").replace("Ada", "Eva")
    portfolio = made(tmp_path, a=new, b=old)
    assert [one.text("/metadata/version") for one in latest(portfolio.engagements)] == ["10"]
    assert people(portfolio.engagements) == []


@pytest.mark.parametrize("name", ["TBD", "product owner", "the vendor"])
def test_placeholders_are_nobody(tmp_path: Path, name: str) -> None:
    terms = owner(name, name)
    assert people(made(tmp_path, a=manifest("a", terms), b=manifest("b", terms)).engagements) == []


def test_one_vendor_of_several_engagements(tmp_path: Path) -> None:
    of = "parties: {{vendor: {{name: {}}}}}".format
    portfolio = made(
        tmp_path,
        a=manifest("a", of("Northwind Delivery Lda")),
        b=manifest("b", of("NORTHWIND Delivery Lda.")),
        c=manifest("c", of("Estuary Studio")),
    )
    assert vendors(portfolio.engagements) == [("Northwind Delivery Lda", ("a", "b"))]


def test_many_names_take_little_time(tmp_path: Path) -> None:
    terms = "\n".join(
        f"  - {{decider: 'Person{number} Ashby{number}', side: client, within_hours: 1}}" for number in range(20)
    )
    text = f"operating_model:\n decisions:\n  escalation:\n{terms}"
    entry = made(tmp_path, a=manifest("a", text)).entries[0]
    assert people([entry] * 2_000) == []


def test_the_overview_links_to_each_engagement(tmp_path: Path) -> None:
    text = brief.write_html(gathered(EXAMPLES))
    for number, title in enumerate(["Payments delivery squad", "Harvest marketplace MVP"], start=1):
        assert f'<a href="#e{number}">{title}</a>' in text
        assert f'<section id="e{number}" class="chapter"><h2>{title}</h2>' in text
    assert "Of 4 drafts, 3 can be signed" in text
    waivers = """
apiVersion: engagelint/v1
kind: Config
waivers:
  - {policy: COM002, file: b.yaml, reason: late, approved_by: [Ada Quist], granted: 2026-01-05, expires: 2026-05-29}
  - {policy: COM002, file: a.yaml, reason: soon, approved_by: [Ada Quist], granted: 2026-01-05, expires: 2026-03-20}
"""
    (tmp_path / "engagelint.yaml").write_text(waivers)
    terms = "commercials: {billed_by: story-point}\nterm: {start: 2026-02-01, end: 2026-12-31}"
    portfolio = made(tmp_path, a=manifest("a", terms), b=manifest("b", terms))
    text = brief.write_markdown(portfolio)
    rows = text.partition("## Waivers that expire")[2].partition("## ")[0]
    assert rows.index("Fri 20 Mar 2026 | in 19 days") < rows.index("Fri 29 May 2026 | in 89 days")
    coming = text.partition("## Coming dates")[2].partition("## ")[0]
    assert "Thu 31 Dec 2026" in coming
    assert "1 Feb 2026" not in coming
    assert "Waivers that expire" not in brief.write_markdown(portfolio, counterparty=True)


def test_punctuation_of_the_page_is_no_code_in_markdown(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text("apiVersion: engagelint/v1\nkind: Config\n")
    owner = "roles: {product_owner: {name: Ana Silva, side: client, hours_per_week: 24}}"
    text = brief.write_markdown(made(tmp_path, a=manifest("a", owner), b=manifest("b", owner)))
    assert "| too much: Has promised 48 hours a week in all. | **a**: product owner<br>**b**: product owner |" in text
    assert text.endswith(").\n")


class Event(NamedTuple):
    uid: str
    day: date
    summary: str
    description: str


def parse(text: str) -> list[Event]:
    """A calendar read back by the rules of RFC 5545; every rule that is broken fails."""
    raw = text.encode("utf-8")
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert [line.decode("utf-8") for line in lines]  # no character is cut in two
    unfolded = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert unfolded[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in unfolded
    assert sum(line.startswith("PRODID:") for line in unfolded) == 1
    events = []
    current: dict[str, str] = {}
    for line in unfolded[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            day = current["DTSTART;VALUE=DATE"]
            assert current["DTSTAMP"] == f"{AS_OF.replace('-', '')}T000000Z"
            words = [_plain(current[key]) for key in ("SUMMARY", "DESCRIPTION")]
            events.append(Event(current["UID"], date(int(day[:4]), int(day[4:6]), int(day[6:])), *words))
        else:
            assert name not in current
            current[name] = value
    assert len({event.uid for event in events}) == len(events)
    return events


def _plain(value: str) -> str:
    plain, escaped = "", False
    for character in value:
        if escaped:
            assert character in "\\;,nN"
        else:
            assert character not in ";,"
        plain += character if escaped or character != "\\" else ""
        escaped = character == "\\" and not escaped
    assert not escaped
    return plain


def test_the_calendar_has_every_date() -> None:
    portfolio = gathered(EXAMPLES)
    events = parse(calendar_file.render(portfolio))
    expected = sorted(
        (one.day, f"{entry.title}: {one.what}") for entry in portfolio.entries for one in milestones(entry)
    )
    assert sorted((event.day, event.summary) for event in events) == expected
    notice = next(event for event in events if "notice" in event.summary and "Payments" in event.summary)
    assert notice.day == date(2027, 1, 27)
    assert notice.description == "2027-02-26 \u2212 30 days"
    assert calendar_file.render(portfolio) == calendar_file.render(gathered(EXAMPLES))


def test_an_event_keeps_its_identity_when_its_day_moves(tmp_path: Path) -> None:
    def one(end: str) -> Event:
        (event,) = parse(calendar_file.render(made(tmp_path, a=manifest("a", f"term: {{end: {end}}}"))))
        return event

    before, after = one("2026-12-31"), one("2027-01-31")
    assert before.uid == after.uid
    assert before.day != after.day


def test_hostile_words_stay_in_their_line(tmp_path: Path) -> None:
    title = "a,b;c\\d\\nEND:VEVENT\\r\\nBEGIN:VALARM \u00e9\u4e16\U0001f600 " * 5
    written = title.replace("c\\d", "c\\\\d")
    text = f'apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {{name: a, title: "{written}"}}\n'
    text += "term: {end: 2026-12-31}\n"
    (event,) = parse(calendar_file.render(made(tmp_path, a=text)))
    assert "a,b;c\\d END:VEVENT BEGIN:VALARM \u00e9\u4e16\U0001f600" in event.summary


def test_waivers_expire_in_our_calendar_only(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(
        "apiVersion: engagelint/v1\nkind: Config\nwaivers:\n  - {policy: COM002, file: a.yaml, reason: late, "
        "approved_by: [Ada Quist], granted: 2026-01-05, expires: 2026-05-29}\n"
    )
    portfolio = made(tmp_path, a=manifest("a", "commercials: {billed_by: story-point}"))
    (event,) = parse(calendar_file.render(portfolio))
    assert (event.day, event.summary) == (date(2026, 5, 29), "a: the waiver for COM002 expires")
    assert calendar_file.render(portfolio, counterparty=True) == ""
