"""The report for a person at a terminal: each finding with its line, reason, question and clause."""

from __future__ import annotations

from engagelint.codes import OWN_CODES
from engagelint.reporters import safe
from engagelint.reporters.excerpt import excerpt
from engagelint.reporters.wording import (
    BOLD,
    DIM,
    counted,
    grouped,
    heading,
    headline,
    judged_by,
    let_through,
    paint,
    place,
    questions,
    severities,
    statistics,
    summary,
    worst,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Finding, Report


def render(  # noqa: PLR0913 - what the command line says of a report for people
    report: Report,
    *,
    color: bool = False,
    columns: int | None = None,
    quiet: bool = False,
    counts: bool = False,
    passed: bool = False,
    audit: bool = False,
) -> str:
    """All findings, those on a block that is missing as one, and a closing line of counts.

    `quiet` leaves out whatever is no finding, `counts` adds how often each code was found, `passed` the policies that
    found nothing wrong, `audit` every finding that the baseline let through, which is only counted otherwise. The
    closing line stays the last; where nothing could be read there is none. Excerpts fit a
    terminal of `columns`.
    """
    blocks = []
    for group in grouped(report.findings):
        source = report.sources.get(group[0].file)
        lines = excerpt(source, group[0].region, columns) if source else []
        shown = _single(group[0], color=color) if len(group) == 1 else _missing_block(group, color=color)
        blocks.append("\n".join([shown[0], *(paint(line, DIM, color=color) for line in lines), *shown[1:]]))
    if audit or (report.let_through and not quiet):
        blocks.append("\n".join(let_through(report, whole=audit)))
    if not quiet:
        if passed and report.passed:
            blocks.append("\n".join(["Passed:", *_passed(report)]))
        if counts and report.findings:
            blocks.append("\n".join(statistics(report)))
    if not quiet and (report.files or not report.problems):
        judge = judged_by(report)
        blocks.append("\n".join([*([f"Judged by {judge}"] if judge else []), summary(report)]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _passed(report: Report) -> list[str]:
    return [f"  {safe.line(code)} in {counted(number, 'place')}" for code, number in report.passed.items()]


def _single(finding: Finding, *, color: bool) -> list[str]:
    details = [("why", finding.why), ("ask", finding.ask), ("try", finding.remedy), ("clause", _quoted(finding.clause))]
    shown = [(name, safe.line(text)) for name, text in details if text]
    lines = [heading(finding, color=color), *(f"   = {name}: {text}" for name, text in shown)]
    if shown and finding.id not in OWN_CODES:
        lines[-1] += f" (engagelint explain {safe.line(finding.id)})"
    for other in finding.related:
        start = other.region.start
        lines.append(f"   = see: {safe.name(other.file)}:{start.line}:{start.column}: {safe.line(other.message)}")
    return lines


def _quoted(clause: str | None) -> str | None:
    return f'"{clause}"' if clause else None


def _missing_block(group: list[Finding], *, color: bool) -> list[str]:
    """One entry for a block that is missing, with each policy's question under it."""
    severity = worst(group)
    first = f"{paint(place(group[0]), BOLD, color=color)}: {paint(severity, severity, color=color)}: "
    lines = [f"{first}{safe.line(headline(group))} ({severities(group)})"]
    for finding in questions(group):
        code = paint(safe.line(finding.id), BOLD, color=color)
        weight = paint(finding.severity, finding.severity, color=color)
        lines.append(f"   = {weight} {code} {safe.line(finding.name)}: {safe.line(finding.ask or finding.message)}")
    return lines
