"""What is drawn: working hours over the day, the team's seniority, what the KPIs measure."""

from __future__ import annotations

from engagelint.brief.blocks import Cell, Code, Drawing, Drawings, Paragraph, Strong, Table, cells
from engagelint.brief.drawing import Bar, bars, told_shared, working_day
from engagelint.brief.hours import clock, overlap, words
from engagelint.engine import shown
from engagelint.reporters.wording import counted
from engagelint.showing import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.brief.blocks import Block
    from engagelint.brief.hours import Day
    from engagelint.model import Data
    from engagelint.portfolio import Entry

#: What KPIs measure, in kinds; what measures effort instead of results is a bad sign.
_KINDS = (
    ("Finished work", "good", ("throughput",)),
    (
        "Outcome in production",
        "good",
        ("deployment-frequency", "lead-time", "change-failure-rate", "recovery-time", "defect-rate", "outcome"),
    ),
    ("Speed of decisions", "good", ("decision-cycle-time",)),
    ("Story points and commitments", "bad", ("velocity", "story-points", "commitment-rate")),
    ("Activity", "bad", ("hours-logged", "lines-of-code", "tickets", "utilisation")),
    ("Other, or not stated", "care", ("other", "")),
)


#: The policy that finds velocity under another name.
_DISGUISED = "COM003"


def hours_blocks(entry: Entry, as_of: str, anchor: str) -> tuple[Block, ...]:
    """The overlap in a sentence, a drawing for each day that differs, and the same as a table."""
    found = overlap(entry, as_of)
    if found is None:
        return (Paragraph(("It takes a site of each side, with time zone and hours, to tell when both work.",)),)
    span = "of the term" if found.from_term else f"of {as_of[:4]}, as the term is not stated"
    promised = entry.term("/operating_model/promised_overlap_hours")
    least = Strong(
        f"Both sides share {found.least:.4g} h a day at least; the worst date {span} is {words(found.worst)}."
    )
    claim = f" The draft promises {promised:g} h." if isinstance(promised, float) else " The draft promises nothing."
    several = (
        " Of several sites, those two are shown that share the least."
        if len(entry.term("/operating_model/sites")) > 2
        else ""
    )
    if not found.days:
        return (Paragraph((least, claim, " No two sites of both sides ever work on the same day.")),)
    drawn = tuple(
        Drawing("; ".join(day.labels), working_day(day, f"{anchor}-h{number}"))
        for number, day in enumerate(found.days, start=1)
    )
    head = ("Day", "Client's hours", "Vendor's hours", "The same, client's clock", "Shared")
    rows = tuple(_hours_row(day) for day in found.days)
    return (
        Paragraph((least, claim, several)),
        Drawings(drawn),
        Paragraph(("The upper clock is the client's, the lower the vendor's; the shaded hours are shared.",)),
        Table("Working hours of both sides", head, rows),
    )


def _hours_row(day: Day) -> tuple[Cell, ...]:
    shared = told_shared(day).removeprefix("Shared: ").removesuffix(" by the client's clock")
    return cells(
        "; ".join(day.labels),
        f"{day.client.site} {day.client.hours} ({day.client.zone})",
        f"{day.vendor.site} {day.vendor.hours} ({day.vendor.zone})",
        f"{clock(day.vendor.start)} to {clock(day.vendor.end)}",
        shared,
    )


def team_blocks(entry: Entry, anchor: str) -> tuple[Block, ...]:
    """The team's people by side and level, drawn, with the vendor's seniors set against its juniors."""
    team = entry.term("/team")
    heads: dict[tuple[str, str], float] = {}
    for one in team if isinstance(team, list) else []:
        if isinstance(one, dict) and isinstance(one.get("count"), float):
            key = str(one.get("side", "side not stated")), str(one.get("level", "level not stated"))
            heads[key] = heads.get(key, 0) + one["count"]
    if not heads:
        return (Paragraph(("The draft lists no team.",)),)
    levels = {level: number for number, level in enumerate(LEVELS)}
    ordered = sorted(heads, key=lambda key: (key[0] != "vendor", key[0], levels.get(key[1], len(levels)), key[1]))
    tones = {"senior": "good", "mid": "plain", "junior": "care"}
    rows = [
        Bar(f"{side.capitalize()}, {level}", heads[side, level], tones.get(level, "plain")) for side, level in ordered
    ]
    seniors, juniors = (heads.get(("vendor", level), 0) for level in ("senior", "junior"))
    told = f"Of the vendor, {counted(int(seniors), 'senior')} to {counted(int(juniors), 'junior')}."
    image = bars(rows, f"{anchor}-team", "People by side and level")
    told_rows = tuple(cells(row.label, f"{row.value:g}") for row in rows)
    table = Table("People by side and level", ("Side and level", "People"), told_rows)
    return Paragraph((told,)), Drawings((Drawing("", image),), table)


def kpi_blocks(entry: Entry, anchor: str) -> tuple[Block, ...]:
    """The KPIs by what they measure, drawn, and each with its target, consequence and findings."""
    kpis = entry.term("/commercials/kpis")
    listed = [one for one in kpis if isinstance(one, dict)] if isinstance(kpis, list) else []
    if not listed:
        return (Paragraph(("The draft states no KPI.",)),)
    measured = [_measure(entry, index, kpi) for index, kpi in enumerate(listed)]
    counts = [Bar(kind, sum(one in of for one in measured), tone) for kind, tone, of in _KINDS]
    rows = [row for row in counts if row.value]
    image = bars(rows, f"{anchor}-kpis", "KPIs by what they measure")
    table = Table(
        "KPIs as the draft declares them",
        ("KPI", "Measures", "Target", "Consequence", "Findings"),
        tuple(_kpi_rows(entry, listed)),
    )
    return Drawings((Drawing("", image),)), table


def _measure(entry: Entry, index: int, kpi: Data) -> str:
    """What a KPI measures: what it declares, unless a policy found story points behind it."""
    return "story-points" if _DISGUISED in _codes(entry, index) else str(kpi.get("measures", ""))


def _codes(entry: Entry, index: int) -> list[str]:
    """The policies that have found something in the KPI of that number, each once."""
    place = f"/commercials/kpis/{index}/"
    return list(dict.fromkeys(one.id for one in entry.findings if f"{one.pointer}/".startswith(place)))


def _kpi_rows(entry: Entry, listed: list[Data]) -> Iterator[tuple[Cell, ...]]:
    for index, kpi in enumerate(listed):
        codes = _codes(entry, index)
        names = [piece for code in codes for piece in (" ", Code(code))][1:]
        name, measures, consequence = (str(kpi.get(key, "not stated")) for key in ("name", "measures", "consequence"))
        yield cells(name, measures, _target(kpi.get("target")), consequence, Cell(tuple(names) or ("none",)))


def _target(target: Data) -> str:
    if not isinstance(target, dict):
        return "not stated"
    bounds = [
        f"{word} {shown(target[key])}"
        for key, word in (("at_least", "at least"), ("at_most", "at most"))
        if key in target
    ]
    return f"{' and '.join(bounds)} {target.get('unit', '')}".strip() or "not stated"
