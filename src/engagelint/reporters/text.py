"""The report for a person at a terminal: each finding with its line, reason, question and clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.codes import OWN_CODES
from engagelint.model import Outcome
from engagelint.reporters.excerpt import excerpt
from engagelint.reporters.wording import BOLD, DIM, heading, paint, place, severities, summary

if TYPE_CHECKING:
    from engagelint.model import Finding, Report


def render(report: Report, *, color: bool = False) -> str:
    """All findings, those on a block that is missing as one, and a closing line of counts."""
    blocks = []
    for group in grouped(list(report.findings)):
        source = report.sources.get(group[0].file)
        lines = excerpt(source, group[0].region) if source else []
        shown = _single(group[0], color=color) if len(group) == 1 else _missing_block(group, color=color)
        blocks.append("\n".join([shown[0], *(paint(line, DIM, color=color) for line in lines), *shown[1:]]))
    return "\n\n".join([*blocks, summary(report)]) + "\n"


def grouped(findings: list[Finding]) -> list[list[Finding]]:
    """The findings in groups: the unanswered ones of one missing block together, every other by itself."""

    def key(finding: Finding) -> tuple[object, ...]:
        if finding.outcome is Outcome.UNANSWERED and finding.block is not None:
            return finding.file, finding.region, finding.block[0]
        return finding.sort_key

    first_seen: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        first_seen.setdefault(key(finding), []).append(finding)
    return list(first_seen.values())


def _single(finding: Finding, *, color: bool) -> list[str]:
    details = [("why", finding.why), ("ask", finding.ask), ("clause", _quoted(finding.clause))]
    shown = [(name, text) for name, text in details if text]
    lines = [heading(finding, color=color), *(f"   = {name}: {text}" for name, text in shown)]
    if shown and finding.id not in OWN_CODES:
        lines[-1] += f" (engagelint explain {finding.id})"
    return lines


def _quoted(clause: str | None) -> str | None:
    return f'"{clause}"' if clause else None


def _missing_block(group: list[Finding], *, color: bool) -> list[str]:
    """One entry for a block that is missing, with each policy's question under it."""
    worst = max(group, key=lambda finding: finding.severity.rank).severity
    sentence = group[0].block[1] if group[0].block else ""
    first = f"{paint(place(group[0]), BOLD, color=color)}: {paint(worst, worst, color=color)}: {sentence}"
    lines = [f"{first} ({severities(group)})"]
    for finding in {(one.id, one.ask): one for one in group}.values():
        code = paint(finding.id, BOLD, color=color)
        severity = paint(finding.severity, finding.severity, color=color)
        lines.append(f"   = {severity} {code} {finding.name}: {finding.ask or finding.message}")
    return lines
