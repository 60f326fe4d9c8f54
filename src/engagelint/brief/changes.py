"""What changed since an older draft, as a section of the brief."""

from __future__ import annotations

from engagelint.brief.blocks import Badge, Code, Items, Paragraph, Section, Strong, Table, cells
from engagelint.brief.findings import TONES
from engagelint.brief.readers import near
from engagelint.reporters.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.brief.blocks import Block, Line
    from engagelint.compare import Change, Comparison
    from engagelint.model import Finding


_NOBODY = "\u2013"


def change_blocks(comparison: Comparison, *, counterparty: bool) -> tuple[Block, ...]:
    """The findings that came and went, and every term that changed; for our own side also who gains by it."""
    came, went = len(comparison.introduced), len(comparison.resolved)
    changed = f"{counted(len(comparison.changes), 'change')} since {near(comparison.old)},"
    blocks: list[Block] = [
        Paragraph((Strong(f"{changed} {counted(went, 'finding')} resolved, {counted(came, 'finding')} new."),))
    ]
    if came:
        blocks.append(Section("New findings", (Items(_lines(comparison.introduced)),)))
    if went:
        blocks.append(Section("Resolved findings", (Items(_lines(comparison.resolved)),)))
    if comparison.changes:
        head = (
            ("Term", "Before", "Now")
            if counterparty
            else ("Term", "Before", "Now", "Better for", "Worse for", "Policies")
        )
        rows = tuple(
            cells(*_both_see(one)) if counterparty else cells(*_both_see(one), *_we_see(one))
            for one in comparison.changes
        )
        blocks.append(Table("Terms that changed", head, rows, wide=not counterparty))
    return tuple(blocks)


def _lines(findings: Sequence[Finding]) -> tuple[Line, ...]:
    return tuple(
        (Badge(str(one.severity), TONES[one.severity]), " ", Code(one.id), f" {one.message}") for one in findings
    )


def _both_see(change: Change) -> tuple[str, str, str]:
    return change.term, change.old or "not stated", change.new or "not stated"


def _we_see(change: Change) -> tuple[str, str, str]:
    policies = ", ".join(change.watched_by) or "none looks at it"
    return " and ".join(change.better_for) or _NOBODY, " and ".join(change.worse_for) or _NOBODY, policies
