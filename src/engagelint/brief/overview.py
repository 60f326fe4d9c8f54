"""Several engagements at a glance: where the findings are, what all lean on, what comes next."""

from __future__ import annotations

from engagelint.brief.blocks import Badge, Break, Cell, Code, Link, Paragraph, Section, Strong, Table, cells
from engagelint.brief.findings import by_word, place
from engagelint.brief.hours import words
from engagelint.brief.opening import parties
from engagelint.brief.readers import near
from engagelint.brief.timeline import away
from engagelint.facts import NotStated, parse_date
from engagelint.model import Outcome, Severity
from engagelint.portfolio.concentration import people, vendors
from engagelint.portfolio.dates import milestones
from engagelint.reporters.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.brief.blocks import Block, Line, Piece
    from engagelint.model import Finding
    from engagelint.portfolio import Entry, Portfolio
    from engagelint.portfolio.concentration import Person

#: So many of the coming dates are told.
_NEXT = 25

Named = list[tuple[str, "Entry"]]


def overview(portfolio: Portfolio, named: Named, *, counterparty: bool) -> tuple[Section, ...]:
    """The sections that speak of all; `named` are the entries with their places on the page."""
    as_of = portfolio.report.run.as_of
    sections = [
        Section("Findings by engagement and family", _matrix(named), "matrix"),
        Section("What the engagements lean on", _concentration(portfolio), "concentration"),
    ]
    if not counterparty:
        sections.append(Section("Waivers that expire", _waivers(named, as_of), "waivers"))
    return *sections, Section("Coming dates", _coming(named, as_of), "coming")


def total(portfolio: Portfolio) -> Line:
    """How many can be signed, in one sentence, and what could not be read in another."""
    entries = portfolio.entries
    blocked = sum(bool(entry.blocking) for entry in entries)
    ready = len(entries) - blocked
    said = f"Of {len(entries)} drafts, {ready} can be signed as far as the policies can tell, {blocked} cannot."
    errors = sum(len(entry.blocking) for entry in entries)
    blocking = f" {counted(errors, 'finding')} {'blocks' if errors == 1 else 'block'} signing in all."
    unread = len({one.file for one in portfolio.others if one.id == "DOC"})
    lost = f" {counted(unread, 'file')} could not be read." if unread else ""
    return Strong(said), blocking + lost


def _matrix(named: Named) -> tuple[Block, ...]:
    words_of = {anchor: by_word(entry) for anchor, entry in named}
    families = [word for word in next(iter(words_of.values())) if any(found[word] for found in words_of.values())]
    rows = tuple(
        (_engagement(anchor, entry), *(_numbers(words_of[anchor][word]) for word in families))
        for anchor, entry in named
    )
    explained = (
        "Errors and warnings are terms to change; open are questions that the draft does not answer, of any weight."
    )
    table = Table("Findings by engagement and family", ("Engagement", *families), rows, wide=True)
    return Paragraph((explained,)), table


def _engagement(anchor: str, entry: Entry) -> Cell:
    """The engagement's name with its parties, its file, and whether it can be signed."""
    ready = Badge("blocked", "bad") if entry.blocking else Badge("ready to sign", "good")
    told = (Link(entry.title, anchor), Break(), parties(entry), Break(), Code(near(entry.file)), Break(), ready)
    return Cell(told, "first")


def _numbers(findings: Sequence[Finding]) -> Cell:
    wrong = [one.severity for one in findings if one.outcome is not Outcome.UNANSWERED]
    open_ = len(findings) - len(wrong)
    errors, warnings = wrong.count(Severity.ERROR), wrong.count(Severity.WARNING)
    told = [counted(errors, "error")] * bool(errors) + [counted(warnings, "warning")] * bool(warnings)
    told += [f"{open_} open"] * bool(open_)
    worst = max((one.severity.rank for one in findings), default=-1)
    line: Line = tuple(piece for part in told for piece in (Break(), part))[1:]
    return Cell(line or ("\u2013",), {2: "bad", 1: "care"}.get(worst, ""))


def _concentration(portfolio: Portfolio) -> tuple[Block, ...]:
    entries = portfolio.engagements
    blocks: list[Block] = []
    if found := people(entries):
        rows = tuple(
            cells(
                one.name,
                (Badge("too much", "bad"), f" {one.concern}") if one.concern else "Several duties",
                _duties(one),
                f"{one.hours:g} h" if one.hours else "not stated",
            )
            for one in found
        )
        head = ("Person", "Concern", "Duties", "Hours a week")
        blocks.append(Table("People with duties in several engagements", head, rows, seen=True))
    if suppliers := vendors(entries):
        count = len({entry.name for entry in entries})
        rows = tuple(
            cells(one.name, f"{len(one.engagements)} of {count}", ", ".join(one.engagements)) for one in suppliers
        )
        blocks.append(Table("Vendors of several engagements", ("Vendor", "Engagements", "Which"), rows, seen=True))
    return tuple(blocks) or (Paragraph(("No person and no vendor stands in more than one engagement.",)),)


def _duties(person: Person) -> Line:
    """A person's duties, a line for each engagement."""
    lines: list[Piece] = []
    for name in person.engagements:
        held = dict.fromkeys(duty.duty for duty in person.duties if duty.engagement == name)
        lines += [Break(), Strong(name), f": {', '.join(held)}"]
    return tuple(lines[1:])


def _waivers(named: Named, as_of: str) -> tuple[Block, ...]:
    today = parse_date(as_of)
    found = []
    for _, entry in named:
        for finding, info in entry.let_through:
            try:
                day = parse_date(info.expires or "")
            except NotStated:
                continue
            found.append((day, entry.title, finding, info))
    if not found:
        return (Paragraph(("No finding is let through until a date.",)),)
    found.sort(key=lambda one: (one[0], one[1], one[2].sort_key))
    rows = tuple(
        cells(
            words(day),
            away(day, today),
            title,
            (Code(finding.id), f" {finding.message}"),
            info.reason or "",
            Code(place(finding)),
        )
        for day, title, finding, info in found
    )
    return (
        Table(
            "Waivers by the day on which they expire",
            ("Until", "Left", "Engagement", "Finding", "Reason", "Where"),
            rows,
            wide=True,
        ),
    )


def _coming(named: Named, as_of: str) -> tuple[Block, ...]:
    today = parse_date(as_of)
    dates = sorted(
        ((one, anchor, entry) for anchor, entry in named for one in milestones(entry) if one.day >= today),
        key=lambda found: (found[0].day, found[2].file, found[0].term),
    )
    if not dates:
        return (Paragraph((f"No date lies on or after {words(today)}.",)),)
    rows = tuple(
        cells(
            words(one.day),
            away(one.day, today),
            Link(entry.title, anchor),
            one.what + (f" ({one.how})" if one.how else ""),
        )
        for one, anchor, entry in dates[:_NEXT]
    )
    table = Table("Dates to come", ("Day", "Left", "Engagement", "What"), rows)
    more = len(dates) - _NEXT
    return (
        (table, Paragraph((f"{counted(more, 'later date')} left out here; each engagement has all of its own.",)))
        if more > 0
        else (table,)
    )
