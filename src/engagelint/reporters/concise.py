"""One line a finding, for editors and logs."""

from __future__ import annotations

from engagelint.reporters.wording import heading, let_through, statistics, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Report


def render(  # noqa: PLR0913 - what the command line says of a report for people
    report: Report,
    *,
    color: bool = False,
    columns: int | None = None,  # noqa: ARG001 - what reads this takes one line for one finding
    quiet: bool = False,
    counts: bool = False,
    passed: bool = False,  # noqa: ARG001 - this format has no room for what passed beyond its number
    audit: bool = False,
) -> str:
    """A line for each finding, and one that counts them where something could be read.

    `quiet` leaves that one out; `counts` puts before it how often each code was found, `audit` what was let through.
    """
    lines = [heading(one, color=color) for one in report.findings]
    lines += let_through(report, whole=True) if audit else []
    if not quiet:
        lines += statistics(report) if counts else []
        lines += [summary(report)] if report.files or not report.problems else []
    return "".join(f"{line}\n" for line in lines)
