"""Puts a comparison in the order in which a negotiator reads it, and in words."""

from __future__ import annotations

from engagelint.compare.model import Movement
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.compare.model import Change, Comparison
    from engagelint.model import Finding


class Entry(NamedTuple):
    """A line of the ledger: a change with the findings that it `brought` and `settled`, or such without a change."""

    change: Change | None
    brought: tuple[Finding, ...] = ()
    settled: tuple[Finding, ...] = ()


class Ledger(NamedTuple):
    """A comparison sorted for one side: what it lost, what it gained, what it owes now because a policy asks for it.

    `neutral` favours nobody, `silent` no policy looks at. A change stands in one of these only.
    """

    worse: list[Entry]
    better: list[Entry]
    duties: list[Entry]
    neutral: list[Entry]
    silent: list[Entry]


def ledger(comparison: Comparison) -> Ledger:
    """The changes and findings of a comparison, those that are a risk first."""
    found = Ledger([], [], [], [], [])
    introduced, resolved = list(comparison.introduced), list(comparison.resolved)
    brought, settled = _shared_out(comparison.changes, introduced), _shared_out(comparison.changes, resolved)
    for number, change in enumerate(comparison.changes):
        own = tuple(brought[number])
        _section(found, change, comparison.side, own).append(Entry(change, own, tuple(settled[number])))
    found.worse.extend(Entry(None, brought=(one,)) for one in introduced)
    found.better.extend(Entry(None, settled=(one,)) for one in resolved)
    found.worse.sort(key=lambda entry: _gravity(entry, comparison))
    found.silent.sort(key=lambda entry: entry.change is None or comparison.side not in entry.change.worse_for)
    return found


def _section(found: Ledger, change: Change, side: str, brought: Sequence[Finding]) -> list[Entry]:
    if change.is_silent:
        return found.silent
    if change.demanded(side) and not brought:
        return found.duties
    if side in change.worse_for or brought:
        return found.worse
    return found.better if side in change.better_for else found.neutral


def _gravity(entry: Entry, comparison: Comparison) -> tuple[int, bool]:
    """New findings that are grave come first, then terms that are a risk, then the rest."""
    if any(map(comparison.is_grave, entry.brought)):
        return 0, entry.change is None
    return (1 if entry.change and entry.change.is_risk(comparison.side) else 2), entry.change is None


def _shared_out(changes: Sequence[Change], findings: list[Finding]) -> list[list[Finding]]:
    """Take out of `findings`, for each change, those that are its own: at its place, else of a policy that minds it."""
    shares: list[list[Finding]] = [[] for _ in changes]
    for fits in (_stands_at, _is_minded):
        for number, change in enumerate(changes):
            taken = [one for one in findings if fits(one, change)]
            shares[number] += taken
            findings[:] = [one for one in findings if one not in taken]
    return shares


def _stands_at(finding: Finding, change: Change) -> bool:
    pointer = finding.pointer or ""
    at_it = pointer == change.pointer or pointer.startswith(f"{change.pointer}/")
    return at_it and finding.id in change.watched_by and finding.file == change.where[0]


def _is_minded(finding: Finding, change: Change) -> bool:
    return finding.id in change.towards or finding.id in change.away


def sentence(change: Change, *, missing: str = "not stated") -> str:
    """What changed, in one sentence without a full stop."""
    old, new = change.old or missing, change.new or missing
    if change.action == "reworded":
        return f'the criterion "{old}" reads "{new}" now'
    if change.action == "reordered":
        return f"{change.term} is in another order: {old} → {new}"
    if "/criteria/" in change.place and change.action != "changed":
        return f'the criterion "{change.new or change.old}" is {"new" if change.new else "gone"}'
    if change.action == "added":
        return f"{change.term} is new" + (f": {new}" if change.new else "")
    if change.action == "removed":
        return f"{change.term} is gone" + (f" (it had {old})" if change.old else "")
    return f"{change.term}: {old} → {new}"


def label(change: Change) -> str:
    """Which way it went and for whom: `loosened for the vendor`; empty where it is neutral."""
    if change.movement is Movement.NEUTRAL:
        return ""
    return f"{change.movement} for {'both sides' if change.of == 'both' else f'the {change.of}'}"
