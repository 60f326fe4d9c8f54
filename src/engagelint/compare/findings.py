"""Sorts the findings of two drafts: which are new, which are gone, which are in both."""

from __future__ import annotations

from collections import Counter

from engagelint.compare.model import Same
from engagelint.model import Outcome
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from engagelint.compare.drafts import Draft
    from engagelint.model import Finding

    #: What makes findings the same: id, slot, lasting place, and a number where that repeats.
    Key = tuple[str, str, str, int]


class Sorted(NamedTuple):
    """The findings by what became of them (see compare.model.Comparison)."""

    introduced: list[Finding]
    resolved: list[Finding]
    both: list[Same]
    let_through: list[Finding]


def sorted_out(ours: Draft, theirs: Draft) -> Sorted:
    """What became of the findings from the older draft to the newer.

    One that asked for a term, and says now that the term is wrong, is new: what was open has been settled badly.
    """
    before = _keyed(ours, ours.report.findings)
    after = _keyed(theirs, theirs.report.findings)
    waived = _keyed(theirs, [finding for finding, _ in theirs.report.let_through])
    found = Sorted([], [], [], [])
    for key, finding in after.items():
        old = before.get(key)
        if old is None or (old.outcome is Outcome.UNANSWERED and finding.outcome is Outcome.VIOLATED):
            found.introduced.append(finding)
        else:
            found.both.append(Same(old, finding))
    for key, finding in before.items():
        if key in waived:
            found.let_through.append(waived[key])
        elif key not in after:
            found.resolved.append(finding)
    return found


def _keyed(draft: Draft, findings: Iterable[Finding]) -> dict[Key, Finding]:
    seen: Counter[tuple[str, str, str]] = Counter()
    keyed = {}
    for finding in findings:
        key = draft.key(finding)
        keyed[*key, seen[key]] = finding
        seen[key] += 1
    return keyed
