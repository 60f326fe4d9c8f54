"""Words that several reporters share: a finding's first line, counts, and the sentence that closes a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.model import Severity
from engagelint.text import visible

if TYPE_CHECKING:
    from engagelint.model import Finding, Report

_COLORS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.NOTE: "36;1"}
BOLD, DIM = "1", "2"


def paint(text: str, style: str | Severity, *, color: bool) -> str:
    """`text` in a terminal style (an SGR number or a severity's colour); as it is without `color`."""
    if not color:
        return text
    return f"\x1b[{_COLORS[style] if isinstance(style, Severity) else style}m{text}\x1b[0m"


def place(finding: Finding) -> str:
    """`file:line:column`, the file's name made safe to show."""
    return f"{visible(finding.file, 4096)}:{finding.region.start.line}:{finding.region.start.column}"


def heading(finding: Finding, *, color: bool) -> str:
    """A finding's first line: place, severity, code, name and message."""
    severity = paint(finding.severity, finding.severity, color=color)
    code = paint(finding.id, BOLD, color=color)
    return f"{paint(place(finding), BOLD, color=color)}: {severity} {code} {finding.name}: {finding.message}"


def counted(number: int, word: str) -> str:
    """`3 errors`, `1 note`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def severities(findings: list[Finding]) -> str:
    """How many of each severity, the worst first: `2 errors, 1 note`."""
    numbers = [(sum(one.severity is severity for one in findings), severity) for severity in reversed(Severity)]
    return ", ".join(counted(number, severity) for number, severity in numbers if number)


def summary(report: Report) -> str:
    """The closing line: findings by severity, files, and what the policies said."""
    counts = report.counts
    found = severities(list(report.findings)) or "No findings"
    coverage = (
        f"policies: {counts.passed} passed, {counts.violated} violated, {counts.unanswered} unanswered, "
        f"{counts.not_applicable} not applicable"
    )
    return f"{found} in {counted(report.files, 'file')} ({coverage})"
