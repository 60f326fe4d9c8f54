"""Words that several reporters share: a finding's first line, groups, counts, and the sentence that closes a report."""

from __future__ import annotations

from collections import Counter

from engagelint.model import By, Outcome, Severity
from engagelint.reporters import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engagelint.model import ExceptionInfo, Finding, Region, Report

_COLORS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.NOTE: "36;1"}
BOLD, DIM = "1", "2"

#: Who is asked, as a heading and as the beginning of a sentence say it.
ASKED_OF = {"client": "the client", "vendor": "the vendor", "both": "both sides"}


def paint(text: str, style: str | Severity, *, color: bool) -> str:
    """`text` in a terminal style (an SGR number or a severity's colour); as it is without `color`."""
    if not color:
        return text
    return f"\x1b[{_COLORS[style] if isinstance(style, Severity) else style}m{text}\x1b[0m"


def place(finding: Finding) -> str:
    """`file:line:column`, the file's name made safe to show."""
    return f"{safe.name(finding.file)}:{finding.region.start.line}:{finding.region.start.column}"


def last_line(region: Region) -> int:
    """The last line that a region touches: an end in the first column leaves its line untouched."""
    start, end = region
    return max(start.line, end.line - (end.column == 1))


def heading(finding: Finding, *, color: bool) -> str:
    """A finding's first line: place, severity, code, name and message."""
    severity = paint(finding.severity, finding.severity, color=color)
    code = paint(safe.line(finding.id), BOLD, color=color)
    said = f"{safe.line(finding.name)}: {safe.line(finding.message)}"
    return f"{paint(place(finding), BOLD, color=color)}: {severity} {code} {said}"


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in groups: the unanswered ones of one missing block together, every other by itself."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        missing = finding.block if finding.outcome is Outcome.UNANSWERED else None
        key = (finding.file, finding.region, missing[0]) if missing else (number,)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def headline(group: Sequence[Finding]) -> str:
    """What a group says in one sentence: its only finding's message, or that the block is missing."""
    block = group[0].block
    return group[0].message if len(group) == 1 or block is None else block[1]


def worst(findings: Sequence[Finding]) -> Severity:
    """The greatest severity among findings, of which there is at least one."""
    return max((finding.severity for finding in findings), key=lambda severity: severity.rank)


def questions(group: Sequence[Finding]) -> list[Finding]:
    """The findings of a missing block, each policy's question once."""
    first: dict[tuple[str, str | None], Finding] = {}
    for finding in group:
        first.setdefault((finding.id, finding.ask), finding)
    return list(first.values())


def counted(number: int, word: str) -> str:
    """`3 errors`, `1 note`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def severities(findings: Sequence[Finding]) -> str:
    """How many of each severity, the worst first: `2 errors, 1 note`."""
    numbers = Counter(one.severity for one in findings)
    return ", ".join(counted(numbers[severity], severity) for severity in reversed(Severity) if numbers[severity])


def summary(report: Report) -> str:
    """The closing line: findings by severity, files, and what the policies said."""
    counts = report.counts
    found = severities(report.findings) or "No findings"
    coverage = (
        f"policies: {counts.passed} passed, {counts.violated} violated, {counts.unanswered} unanswered, "
        f"{counts.not_applicable} not applicable"
    )
    through = f", {len(report.let_through)} let through" if report.let_through else ""
    return f"{found} in {counted(report.files, 'file')}{through} ({coverage})"


def granted(info: ExceptionInfo) -> str:
    """Why a finding was let through, as one stretch of a sentence: `waiver: the reason, approved by Ada Quist`."""
    parts = [f"{info.by}: {info.reason}" if info.reason else str(info.by)]
    parts += [f"approved by {', '.join(info.approved_by)}"] if info.approved_by else []
    parts += [f"granted {info.granted}"] if info.granted else []
    parts += [f"until {info.expires}"] if info.expires else []
    parts += [f"in return for {info.in_return}"] if info.in_return else []
    parts += [f"in {info.file}:{info.line}" if info.line else f"in {info.file}"] if info.file else []
    return ", ".join(parts)


def let_through(report: Report, *, whole: bool) -> list[str]:
    """A line for each finding that was let through, with the reason; those of a baseline are counted if not `whole`."""
    lines = [
        f"let through: {heading(finding, color=False)} ({safe.line(granted(info))})"
        for finding, info in report.let_through
        if whole or info.by is not By.BASELINE
    ]
    known = len(report.let_through) - len(lines)
    lines += [f"let through: {counted(known, 'finding')} of the baseline"] if known else []
    return lines or ["let through: nothing"]


def judged_by(report: Report) -> str | None:
    """The configuration that the files were judged by, with its hash; None where there was none."""
    configuration = report.run.configuration
    return f"{safe.line(configuration[0])} (SHA-256 {configuration[1]})" if configuration else None


def statistics(report: Report) -> list[str]:
    """A line for each code that has findings: how many, code and name; the most frequent first."""
    numbers = Counter((safe.line(one.id), safe.line(one.name)) for one in report.findings)
    width = len(str(max(numbers.values(), default=0)))
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [f"{number:>{width}}  {code}  {name}" for (code, name), number in ordered]
