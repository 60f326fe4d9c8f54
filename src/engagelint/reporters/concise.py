"""One line a finding, for editors and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.reporters.wording import heading, summary

if TYPE_CHECKING:
    from engagelint.model import Report


def render(report: Report, *, color: bool = False) -> str:
    """A line for each finding, and one that counts them."""
    return "".join(f"{line}\n" for line in [*(heading(one, color=color) for one in report.findings), summary(report)])
