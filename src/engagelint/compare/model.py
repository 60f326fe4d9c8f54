"""What a comparison of two drafts says: the terms that changed, and what became of the findings."""

from __future__ import annotations

from enum import StrEnum

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Finding, Run, Severity

SIDES = ("client", "vendor")


class Movement(StrEnum):
    """Where a term went: towards more or less of what the other side owes, or neither."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    NEUTRAL = "neutral"


class Change(NamedTuple):
    """A term, or a list's member, that differs between the drafts.

    `place` is its pointer with list members by name, `pointer` the one in the draft that has it, the newer one where
    both have, and `where` the file, line and column there. `old` and `new` are the values in words, None for what is
    not stated. `action` is changed, stated or left out for a term, added or removed for a list's member, reordered for
    a list whose members were, and reworded for a criterion besides. A movement is `of` the side that owes the term
    (client, vendor, both; None where it is neutral). `watched_by` are the policies that look at the term, `towards`
    those that it brings nearer to a violation, `away` those that it takes further from one.
    """

    place: str
    pointer: str
    where: tuple[str, int, int]
    term: str
    action: str
    old: str | None
    new: str | None
    movement: Movement = Movement.NEUTRAL
    of: str | None = None
    better_for: tuple[str, ...] = ()
    worse_for: tuple[str, ...] = ()
    watched_by: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    note: str | None = None

    @property
    def is_silent(self) -> bool:
        """Whether no policy looks at the term, so that no finding can tell of it."""
        return not self.watched_by

    def demanded(self, side: str) -> bool:
        """Whether this is a duty of `side` that a policy asks for: no gain, and never a risk."""
        return side in self.worse_for and bool(self.away) and not self.towards

    def is_risk(self, side: str) -> bool:
        """Whether a policy watches the term, and it moved towards a violation at the cost of `side`."""
        return side in self.worse_for and bool(self.towards)


class Pair(NamedTuple):
    """A file in both folders, or in one: its name in the older and the newer draft."""

    old: str | None
    new: str | None


class Same(NamedTuple):
    """A finding that both drafts have, as each has it."""

    old: Finding
    new: Finding

    @property
    def reworded(self) -> bool:
        """Whether the value that it speaks of is another one now, or was not stated before or is not now."""
        return self.old.value_hash != self.new.value_hash or self.old.outcome is not self.new.outcome


class Comparison(NamedTuple):
    """Two drafts by risk, as one side (client or vendor) sees it.

    `old` and `new` are the names that the user gave, `files` the files that only one draft has. `changes` are in the
    order of the newer draft. Findings are sorted: those that are `introduced`, `resolved`, there in `both`, and
    `let_through` by an exception that the older draft did not have. Those of them are `excused` that are new and that a
    comment in the newer draft lets through: its writer's own word. `problems` kept
    drafts from being read, or documents of the older one from being compared, which are `uncompared` among them.
    """

    old: str
    new: str
    side: str
    changes: tuple[Change, ...]
    introduced: tuple[Finding, ...]
    resolved: tuple[Finding, ...]
    both: tuple[Same, ...]
    let_through: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    files: tuple[Pair, ...]
    run: Run
    fail_on: Severity | None
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    uncompared: tuple[str, ...] = ()

    @property
    def grave(self) -> tuple[Finding, ...]:
        """The new findings that weigh as much as `fail_on` or more."""
        return tuple(filter(self.is_grave, self.introduced))

    @property
    def excused_grave(self) -> tuple[Finding, ...]:
        """Those of such weight that the newer draft itself lets through."""
        return tuple(filter(self.is_grave, self.excused))

    @property
    def risks(self) -> tuple[Change, ...]:
        """The terms that moved towards a violation at the cost of the side; none where nothing is to fail."""
        return () if self.fail_on is None else tuple(change for change in self.changes if change.is_risk(self.side))

    @property
    def failed(self) -> bool:
        """Whether the side gained risk."""
        return bool(self.grave or self.excused_grave or self.risks)

    def is_grave(self, finding: Finding) -> bool:
        """Whether a finding weighs as much as `fail_on` or more."""
        return self.fail_on is not None and finding.severity.rank >= self.fail_on.rank
