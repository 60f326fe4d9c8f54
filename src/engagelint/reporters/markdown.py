"""The report as Markdown, for a pull request's comment or a job's summary."""

from __future__ import annotations

from engagelint.model import By, Severity
from engagelint.reporters.prose import code, prose, prose_code
from engagelint.reporters.rules import family_title, family_titles
from engagelint.reporters.wording import (
    ASKED_OF,
    counted,
    granted,
    grouped,
    headline,
    questions,
    severities,
    summary,
    worst,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.model import Finding, Region, Report

    Groups = Sequence[Sequence[Finding]]

#: GitHub and GitLab refuse a comment of much more than this many characters.
LIMIT = 60_000
#: No entry is shorter: of so many that they cannot fit, none is worked out in vain.
SHORTEST = 60
#: So many of the findings that are let through are told one by one.
MOST_LET_THROUGH = 20


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - Markdown has no colours
    """A verdict, the findings counted by family, and each with its reason, question and clause to unfold.

    What would make a comment too long goes: first the details of what is not an error, then all details, then the
    findings that are least severe, which are counted.
    """
    groups = grouped(report.findings)
    for least in (Severity.NOTE, Severity.ERROR) if len(groups) <= LIMIT // SHORTEST else ():
        page = _page(report, groups, least)
        if len(page) <= LIMIT:
            return page
    return _shortened(report, groups)


def _page(report: Report, groups: Groups, detailed: Severity | None, left_out: int = 0) -> str:
    """The whole report, with details for what weighs `detailed` or more."""
    blocks = [f"## engagelint: {_verdict(report)}"]
    if report.problems:
        blocks.append("\n".join(f"- {prose(problem)}" for problem in report.problems))
    if report.findings:
        blocks.append(_table(report))
    for title, members in _by_family(groups):
        blocks.append(f"### {title}")
        blocks.append("\n".join(_entry(group, detailed) for group in members).rstrip())
    if report.let_through:
        blocks.append("### Let through")
        blocks.append("\n".join(_let_through(report)))
    if left_out:
        blocks.append(f"{counted(left_out, 'more finding')} left out here; `engagelint check` lists them.")
    return "\n\n".join([*blocks, _closing(report)]) + "\n"


def _shortened(report: Report, groups: Groups) -> str:
    """The findings without details, the worst first for as long as there is room."""
    ordered = sorted(groups, key=lambda group: -worst(group).rank)
    kept: list[Sequence[Finding]] = []
    room = LIMIT - len(_page(report, [], None, left_out=len(report.findings)))
    for group in ordered:
        room -= len(_entry(group, None)) + 100  # a heading may come with it
        if room < 0:
            break
        kept.append(group)
    left_out = len(report.findings) - sum(map(len, kept))
    return _page(report, kept, None, left_out)


def _verdict(report: Report) -> str:
    if report.problems:
        return "the check could not be completed"
    if not report.findings:
        return "no findings"
    found = severities(report.findings)
    if report.number(Severity.ERROR):
        return f"not ready to sign ({found})"
    return f"nothing blocks signing ({found})"


def _closing(report: Report) -> str:
    lines = [f"{summary(report)}, as of {report.run.as_of}."]
    configuration = report.run.configuration
    if configuration:
        lines.append(f"Judged by {code(configuration[0])} (SHA-256 {code(configuration[1])}).")
    return f"<sub>{' '.join(lines)}</sub>"


def _let_through(report: Report) -> list[str]:
    """What somebody let through, with the reason; what a baseline lets through is only counted."""
    told = [(finding, info) for finding, info in report.let_through if info.by is not By.BASELINE][:MOST_LET_THROUGH]
    lines = [f"- {_line(finding)} ({prose(granted(info))})" for finding, info in told]
    others = len(report.let_through) - len(lines)
    return [*lines, *([f"- {counted(others, 'other finding')}"] if others else [])]


def _by_family(groups: Groups) -> list[tuple[str, list[Sequence[Finding]]]]:
    """The groups under their families' titles, in the families' order."""
    families: dict[str, list[Sequence[Finding]]] = {title: [] for title in family_titles()}
    for group in groups:
        families[family_title(group[0].id)].append(group)
    return [(title, members) for title, members in families.items() if members]


def _table(report: Report) -> str:
    rows = ["| | errors | warnings | notes |", "|---|---:|---:|---:|"]
    for title, groups in _by_family([[finding] for finding in report.findings]):
        found = [group[0].severity for group in groups]
        numbers = " | ".join(str(found.count(severity) or "") for severity in reversed(Severity))
        rows.append(f"| {title} | {numbers} |")
    return "\n".join(rows)


def _entry(group: Sequence[Finding], detailed: Severity | None) -> str:
    """A list item for one finding, or for a block that is missing with its questions."""
    first, severity = group[0], worst(group)
    if len(group) > 1:
        place = _place(first.file, first.region)
        lines = [f"- **{severity}** {prose(headline(group))} ({place}: {severities(group)})"]
        lines += [
            f"  - {one.severity} **{prose_code(one.id)}** {prose(one.name)}: {prose(one.ask or one.message)}"
            for one in questions(group)
        ]
        return "\n".join(lines)
    details = _details(first) if detailed is not None and severity.rank >= detailed.rank else []
    return "\n".join([f"- {_line(first)}", *details])


def _line(finding: Finding) -> str:
    said = f"**{prose_code(finding.id)}** {prose(finding.name)}: {prose(finding.message)}"
    return f"**{finding.severity}** {said} ({_place(finding.file, finding.region)})"


def _place(file: str, region: Region) -> str:
    return code(f"{file}:{region.start.line}:{region.start.column}")


def _details(finding: Finding) -> list[str]:
    addressee = ASKED_OF.get(finding.asked_of or "", "both sides")
    texts = [
        ("Why", finding.why),
        (f"Ask {addressee}", finding.ask),
        ("Clause", finding.clause),
        ("Fallback clause", finding.fallback),
    ]
    items = [f"  - {word}: {prose(text)}" for word, text in texts if text]
    items += [f"  - See {_place(other.file, other.region)}: {prose(other.message)}" for other in finding.related]
    if not items:
        return []
    summary_line = "  <details><summary>why, what to ask, which clause</summary>"
    return [summary_line, "", *items, "", "  </details>", ""]
