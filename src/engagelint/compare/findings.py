"""Sorts the findings of two drafts: which are new, which are gone, which are in both."""

from __future__ import annotations

from collections import Counter

from engagelint.compare.model import Same
from engagelint.model import By, Outcome
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from engagelint.compare.drafts import Draft
    from engagelint.model import ExceptionInfo, Finding

    #: What makes findings the same: id, slot, lasting place, and a number where that repeats.
    Key = tuple[str, str, str, int]


class Sorted(NamedTuple):
    """The findings by what became of them (see compare.model.Comparison)."""

    introduced: list[Finding]
    resolved: list[Finding]
    both: list[Same]
    let_through: list[Finding]
    excused: list[Finding]


def sorted_out(ours: Draft, theirs: Draft, lost: Container[str]) -> Sorted:
    """What became of the findings from the older draft to the newer.

    One that asked for a term, and says now that the term is wrong, is new: what was open has been settled badly. Those
    of the older draft's documents that have no like, the slots that are `lost`, are left out: nobody settled them.
    """
    before, after = _keyed(ours), _keyed(theirs)
    found = Sorted([], [], [], [], [])
    for key, (finding, exception) in after.items():
        old, excepted = before.get(key, (None, None))
        is_new = old is None or (old.outcome is Outcome.UNANSWERED and finding.outcome is Outcome.VIOLATED)
        if exception is not None:
            if is_new or not excepted:
                found.let_through.append(finding)
            if is_new and exception.by is By.SUPPRESSION:
                found.excused.append(finding)
        elif is_new or excepted or old is None:
            found.introduced.append(finding)
        else:
            found.both.append(Same(old, finding))
    found.resolved.extend(
        finding
        for key, (finding, exception) in before.items()
        if not exception and key not in after and key[1] not in lost
    )
    return found


def _keyed(draft: Draft) -> dict[Key, tuple[Finding, ExceptionInfo | None]]:
    """The draft's findings, those too that are let through, with what does so (None: nothing)."""
    report = draft.report
    seen: Counter[tuple[str, str, str]] = Counter()
    keyed: dict[Key, tuple[Finding, ExceptionInfo | None]] = {}
    for finding, exception in (*((one, None) for one in report.findings), *report.let_through):
        key = draft.key(finding)
        keyed[*key, seen[key]] = finding, exception
        seen[key] += 1
    return keyed
