"""A comparison of two drafts for a person at a terminal: what the side lost, what it gained, and the rest."""

from __future__ import annotations

from engagelint.codes import OWN_CODES
from engagelint.compare.ledger import label, ledger, sentence
from engagelint.reporters import safe
from engagelint.reporters.wording import BOLD, DIM, counted, paint, place, severities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.compare.ledger import Entry
    from engagelint.compare.model import Change, Comparison
    from engagelint.model import Finding


def render(comparison: Comparison, *, color: bool = False) -> str:
    """The verdict, then what got worse for the side, what better, what it owes now, what is neutral, what is silent."""
    book, side = ledger(comparison), comparison.side
    blocks = [[paint(line, BOLD, color=color) for line in headline(comparison)]]
    blocks += [
        _section(title, sign, entries, comparison, color=color)
        for title, sign, entries in (
            (f"Worse for the {side}", "-", book.worse),
            (f"Better for the {side}", "+", book.better),
            (f"Owed by the {side} now, and a policy asks for it", "*", book.duties),
            ("In nobody's favour", " ", book.neutral),
            ("Changed where no policy looks: read these yourself", "?", book.silent),
        )
        if entries
    ]
    blocks += rest(comparison)
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def headline(comparison: Comparison) -> list[str]:
    """What was compared, and the verdict."""
    grave, risks = comparison.grave, comparison.risks
    reasons = [f"{severities(grave)} new"] if grave else []
    if excused := comparison.excused_grave:
        reasons.append(f"{severities(excused)} new that a comment in the newer draft lets through")
    moved = f"{counted(len(risks), 'term')} that {'a policy watches' if len(risks) == 1 else 'policies watch'}"
    reasons += [f"{moved} moved towards a violation"] if risks else []
    gained = f"The {comparison.side} gained risk: {'; '.join(reasons)}."
    none = f"The {comparison.side} gained no risk."
    if comparison.problems:
        none = f"Whether the {comparison.side} gained risk cannot be told."
    verdict = gained if reasons else none
    changed = counted(len(comparison.changes), "change") if comparison.changes else "no term changed"
    findings = (
        f"{len(comparison.introduced)} new, {len(comparison.resolved)} resolved, {len(comparison.both)} still there"
    )
    return [
        f"{safe.name(comparison.old)} → {safe.name(comparison.new)}, as the {comparison.side} sees it",
        f"{'Not all could be compared. ' if comparison.problems else ''}{verdict} ({changed}; findings: {findings})",
    ]


def _section(title: str, sign: str, entries: Sequence[Entry], comparison: Comparison, *, color: bool) -> list[str]:
    lines = [paint(f"{title} ({len(entries)})", BOLD, color=color)]
    for entry in entries:
        if entry.change is not None:
            lines.append(f"  {sign} {_told(entry.change, comparison)}")
        lines += _findings(entry, sign, color=color)
    return lines


def _told(change: Change, comparison: Comparison) -> str:
    """A change in one line, with whom it favours and the policies that mind it."""
    words = [label(change), *(change.towards or change.away)]
    if change.is_silent and change.movement.value != "neutral":
        words.append(f"worse for the {comparison.side}" if comparison.side in change.worse_for else "")
    told = ", ".join(word for word in words if word)
    remark = f" [{told}]" if told else ""
    note = f"; {safe.line(change.note)}" if change.note else ""
    return f"{safe.line(sentence(change), 600)}{remark}{note}"


def _findings(entry: Entry, sign: str, *, color: bool) -> Iterator[str]:
    """What the change brought, with the question to ask, and what it settled."""
    lead = "      " if entry.change else f"  {sign} "
    for finding in entry.brought:
        weight = paint(finding.severity, finding.severity, color=color)
        yield f"{lead}new {weight} {_named(finding)}: {safe.line(finding.message)} ({place(finding)})"
        if finding.ask:
            yield paint(f"        ask: {safe.line(finding.ask)}", DIM, color=color)
    for finding in entry.settled:
        weight = paint(finding.severity, finding.severity, color=color)
        if entry.change is None:
            yield f"{lead}{weight} {_named(finding)} is settled: {safe.line(finding.message)}"
        elif finding.id not in entry.change.away:
            yield f"{lead}settles {weight} {_named(finding)}"


def _named(finding: Finding) -> str:
    return safe.line(finding.id if finding.id in OWN_CODES else f"{finding.id} {finding.name}")


def rest(comparison: Comparison) -> list[list[str]]:
    """What is neither gained nor lost: findings that stay, what an exception lets through, and files."""
    blocks = []
    if comparison.let_through:
        blocks.append(
            [
                f"Let through by an exception in the newer draft, not resolved ({len(comparison.let_through)})",
                *(f"  ! {finding.severity} {_named(finding)} ({place(finding)})" for finding in comparison.let_through),
            ]
        )
    reworded = [same.new for same in comparison.both if same.reworded]
    if reworded:
        blocks.append(
            [
                f"Reworded, and still found ({len(reworded)})",
                *(f"    {one.severity} {_named(one)}: {safe.line(one.message)} ({place(one)})" for one in reworded),
            ]
        )
    if comparison.files:
        blocks.append(
            [
                "Files in one draft only",
                *(f"  - {safe.name(one.old or '')}: gone" for one in comparison.files if one.old),
                *(f"  + {safe.name(one.new or '')}: new" for one in comparison.files if one.new),
            ]
        )
    return blocks
