"""What was found, as sections: what blocks signing, findings by family, open questions, what was let through."""

from __future__ import annotations

from engagelint.brief.blocks import Badge, Card, Cards, Cell, Code, Items, Link, Paragraph, Section, Table, cells
from engagelint.brief.opening import day_words
from engagelint.brief.readers import near
from engagelint.engine import shown
from engagelint.model import Outcome, Severity
from engagelint.pages import FAMILIES
from engagelint.reporters.rules import HOUSE_FAMILY, family_title, family_titles
from engagelint.reporters.wording import ASKED_OF, counted, grouped, headline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engagelint.brief.blocks import Block, Line, Piece
    from engagelint.model import ExceptionInfo, Finding
    from engagelint.portfolio import Entry, Portfolio

#: A group of terms or a list is shown as a value as long as it takes no more characters than this.
_LONGEST_VALUE = 120

TONES = {Severity.ERROR: "bad", Severity.WARNING: "care", Severity.NOTE: "plain"}


class Anchors:
    """The places of an entry's findings on the page, by their number: `e1-f3`. `prefix` is the entry's own place."""

    def __init__(self, entry: Entry, prefix: str) -> None:
        self._prefix = prefix
        self._numbers = {id(finding): number for number, finding in enumerate(entry.findings, start=1)}

    def of(self, finding: Finding) -> str:
        """The place of a finding of the entry."""
        return f"{self._prefix}-f{self._numbers[id(finding)]}"


def place(finding: Finding) -> str:
    """`file:line`; of a file that lies outside the working folder only the name."""
    return f"{near(finding.file)}:{finding.region.start.line}"


def blocking(entry: Entry, anchors: Anchors) -> tuple[Block, ...]:
    """The errors, those of one missing block in one row."""
    if not entry.blocking:
        return (Paragraph(("Nothing. No finding weighs as an error.",)),)
    rows = []
    for group in grouped(entry.blocking):
        codes: list[Piece] = []
        for finding in group:
            codes += [" ", Link(finding.id, anchors.of(finding))]
        open_ = group[0].outcome is Outcome.UNANSWERED
        to_do = Badge("to answer", "care") if open_ else Badge("to change", "bad")
        where = group[0] if group[0].file != entry.file else None
        line = Code(place(where)) if where else f"line {group[0].region.start.line}"
        rows.append(cells(headline(group), to_do, Cell(tuple(codes[1:])), line))
    head = ("What stands in the way", "To do", "Policies", "Where")
    return (Table("Findings that block signing", head, tuple(rows)),)


def by_family(entry: Entry, anchors: Anchors) -> tuple[Block, ...]:
    """What the draft says and should say otherwise, by family; each with its value, reason, question and clauses."""
    families: dict[str, list[Finding]] = {title: [] for title in family_titles()}
    for finding in sorted(entry.violated, key=lambda one: -one.severity.rank):
        families[family_title(finding.id)].append(finding)
    sections = tuple(
        Section(title, (Cards(tuple(_card(entry, finding, anchors) for finding in findings)),))
        for title, findings in families.items()
        if findings
    )
    return sections or (Paragraph(("Nothing that the draft says is against a policy.",)),)


def unanswered(entry: Entry, anchors: Anchors) -> tuple[Block, ...]:
    """What the draft does not say, by who must answer; questions that block signing first."""
    if not entry.unanswered:
        return (Paragraph(("Every question of the policies is answered.",)),)
    sections = []
    for side, words in ASKED_OF.items():
        asked = [one for one in entry.unanswered if (one.asked_of if one.asked_of in ASKED_OF else "both") == side]
        asked.sort(key=lambda one: -one.severity.rank)
        if asked:
            title = f"For {words} to answer: {counted(len(asked), 'question')}"
            sections.append(Section(title, (Cards(tuple(_question(one, anchors) for one in asked)),)))
    return tuple(sections)


def _card(entry: Entry, finding: Finding, anchors: Anchors) -> Card:
    return Card(
        anchors.of(finding),
        TONES[finding.severity],
        _head(finding),
        finding.message,
        _value(entry, finding),
        place(finding),
        tuple((word, text) for word, text in _way_out(finding, ask=True) if text),
    )


def _question(finding: Finding, anchors: Anchors) -> Card:
    entries = (("Not stated", finding.message if finding.ask else ""), *_way_out(finding, ask=False))
    return Card(
        anchors.of(finding),
        TONES[finding.severity],
        _head(finding),
        finding.ask or finding.message,
        "",
        place(finding),
        tuple((word, text) for word, text in entries if text),
    )


def _head(finding: Finding) -> Line:
    return Badge(str(finding.severity), TONES[finding.severity]), " ", Code(finding.id), f" {finding.name}"


def _value(entry: Entry, finding: Finding) -> str:
    """What the draft says in the finding's place; empty for what is too much to show or not there."""
    document = entry.documents.get(finding.file)
    value = document.value(finding.pointer) if document and finding.pointer else None
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if value is None or any(isinstance(one, (dict, list)) for one in members):
        return ""
    told = shown(value)
    return told if len(told) <= _LONGEST_VALUE or not members else ""


def _way_out(finding: Finding, *, ask: bool) -> list[tuple[str, str]]:
    addressee = ASKED_OF.get(finding.asked_of or "", "both sides")
    related = "; ".join(f"{one.message} ({near(one.file)}:{one.region.start.line})" for one in finding.related)
    return [
        ("Why", finding.why or ""),
        (f"Ask {addressee}", (finding.ask or "") if ask else ""),
        ("Cheapest change", finding.remedy or ""),
        ("Clause", finding.clause or ""),
        ("Fallback", finding.fallback or ""),
        ("See also", related),
    ]


def let_through(entry: Entry, *, counterparty: bool) -> tuple[Block, ...]:
    """What somebody let through: for our own side with its weight and reason, for the counterparty as it is."""
    if not entry.let_through:
        return (Paragraph(("Nothing was let through.",)),)
    if counterparty:
        lines = tuple((Code(finding.id), f" {finding.message}") for finding, _ in entry.let_through)
        return Paragraph(("Accepted as it stands:",)), Items(lines)
    rows = tuple(
        cells(
            (Code(finding.id), f" {finding.name}"),
            (Badge(str(finding.severity), TONES[finding.severity]), f" {finding.message}"),
            info.reason or str(info.by),
            _on_whose_word(info),
            day_words(info.expires) if info.expires else "no end",
            Code(place(finding)),
        )
        for finding, info in entry.let_through
    )
    head = ("Policy", "Finding", "Reason", "On whose word", "Until", "Where")
    return (Table("Findings that were let through", head, rows, wide=True),)


def _on_whose_word(info: ExceptionInfo) -> Line:
    parts = [f"{str(info.by).capitalize()}"]
    parts += [f"approved by {', '.join(info.approved_by)}"] if info.approved_by else []
    parts += [f"granted {info.granted}"] if info.granted else []
    parts += [f"in return for {info.in_return}"] if info.in_return else []
    return (", ".join(parts),)


def passed(entry: Entry, portfolio: Portfolio) -> tuple[Block, ...]:
    """The policies that passed wherever they applied, by family, with what they require."""
    families: dict[str, list[Line]] = {family: [] for family in (*FAMILIES, "")}
    for code in entry.passed:
        requirement = portfolio.requirements[code]
        families[requirement.family].append((Code(code), f" {requirement.text}"))
    told = f"{counted(len(entry.passed), 'policy').replace('policys', 'policies')} passed wherever they applied"
    rest = f"; {entry.not_applicable} did not apply." if entry.not_applicable else "."
    sections = (
        Section(FAMILIES.get(family, HOUSE_FAMILY), (Items(tuple(lines), dense=True),))
        for family, lines in families.items()
        if lines
    )
    return Paragraph((told + rest,)), *sections


def elsewhere(portfolio: Portfolio) -> tuple[Block, ...]:
    """Findings in files that belong to no engagement: what could not be read, waivers, the configuration."""
    rows = tuple(
        cells(
            (Code(finding.id), f" {finding.name}"),
            (Badge(str(finding.severity), TONES[finding.severity]), f" {finding.message}"),
            Code(place(finding)),
        )
        for finding in portfolio.others
    )
    return (Table("Files that could not be judged, and exceptions", ("Policy", "Finding", "Where"), rows),)


def by_word(entry: Entry) -> Mapping[str, Sequence[Finding]]:
    """An entry's findings by the first word of their families' titles, in the families' order."""
    families: dict[str, list[Finding]] = {title.partition(":")[0]: [] for title in family_titles()}
    for finding in entry.findings:
        families[family_title(finding.id).partition(":")[0]].append(finding)
    return families
