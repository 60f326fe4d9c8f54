"""One line a finding, for editors and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.reporters.wording import heading, statistics, summary

if TYPE_CHECKING:
    from engagelint.model import Report


def render(
    report: Report,
    *,
    color: bool = False,
    quiet: bool = False,
    counts: bool = False,
    passed: bool = False,  # noqa: ARG001 - this format has no room for what passed beyond its number
) -> str:
    """A line for each finding, and one that counts them.

    `quiet` leaves that one out; `counts` puts before it how often each code was found.
    """
    lines = [heading(one, color=color) for one in report.findings]
    if not quiet:
        lines += [*(statistics(report) if counts else []), summary(report)]
    return "".join(f"{line}\n" for line in lines)
