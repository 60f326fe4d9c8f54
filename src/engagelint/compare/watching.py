"""Which policies look at a term, and what they would say of a document that differs in it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from engagelint.engine import Engine
from engagelint.model import Outcome, escape_pointer, split_pointer
from engagelint.policies import looked_at, parse
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.expressions import Language
    from engagelint.model import Data, Kind
    from engagelint.policies import Policy
    from engagelint.subjects import Subject

#: What the functions of conditions read of the members of the lists they are given.
_READ_BY = {
    "overlap": ("side", "time_zone", "hours", "days"),
    "clock_difference": ("time_zone",),
    "headcount": ("side", "level", "count"),
}


class Tally(NamedTuple):
    """How often a policy is violated and how often unanswered in a document; the less the better, in this order."""

    violated: int
    unanswered: int


class Watch:
    """The policies that are chosen for a document of a kind, and the terms that they look at."""

    def __init__(self, policies: Sequence[Policy], kind: Kind, language: Language, today: str) -> None:
        self.chosen = [policy for policy in policies if kind in policy.applies_to]
        self._language = language
        self._today = today
        self._looked_at = {policy.id: _Sight(policy) for policy in self.chosen}
        #: In how many places a policy was judged so far.
        self.judged = 0

    def policies(self, path: Sequence[str]) -> list[Policy]:
        """The policies that look at the term at `path`, in which list members are numbers."""
        return [policy for policy in self.chosen if self._looked_at[policy.id].covers(path)]

    def measures(self, policy: Policy) -> bool:
        """Whether the policy holds a limit against what is computed from the members of a list, such as hours."""
        return self._looked_at[policy.id].measures

    def tally(self, policy: Policy, subject: Subject, view: Data) -> Tally:
        """What the policy says of the subject if its data were `view`."""
        engine = Engine([policy], self._language, self._today)
        outcomes = Counter(one.outcome for one in engine.judge(subject._replace(view=view)))
        self.judged += outcomes.total()
        return Tally(outcomes[Outcome.VIOLATED], outcomes[Outcome.UNANSWERED])

    def violated(self, policies: Sequence[Policy], subject: Subject) -> Iterator[tuple[str, str]]:
        """The policies that the subject violates, by their ids, each with the document's pointer of what is wrong."""
        for one in Engine(policies, self._language, self._today, silent=True).judge(subject):
            if one.outcome is Outcome.VIOLATED and one.finding and one.finding.id == one.policy:
                yield one.policy, one.finding.pointer or ""

    def with_limit(self, policy: Policy, name: str, value: float) -> Policy:
        """The policy with another value for one of its parameters."""
        return _with_limit(policy.id, name, value, _Raw(policy))


class _Raw:
    """A policy as an argument that is told apart by its id and parameters alone."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Raw) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self.policy.id)

    def _key(self) -> tuple[str, str]:
        return self.policy.id, repr(self.policy.params)


@lru_cache(maxsize=4096)
def _with_limit(_: str, name: str, value: float, raw: _Raw) -> Policy:
    policy = raw.policy
    return parse(policy.raw, policy.family, params={**policy.params, name: value}, document=policy.document)


class _Sight:
    """What one policy looks at."""

    def __init__(self, policy: Policy) -> None:
        self._condition = f"{policy.require} {policy.when or ''}"
        self._pointers = [split_pointer(pointer) for pointer in looked_at(policy)]
        used = [terms for name, terms in _READ_BY.items() if re.search(rf"\b{name}\(", self._condition)]
        self._read = {term for terms in used for term in terms}
        self.measures = bool(used)

    def covers(self, path: Sequence[str]) -> bool:
        """Whether the policy reads the term at `path`, or something below it."""
        return any(self._covers(pointer, path) for pointer in self._pointers)

    def _covers(self, pointer: Sequence[str], path: Sequence[str]) -> bool:
        if not all(wanted in ("*", part) for wanted, part in zip(pointer, path, strict=False)):
            return False
        further = path[len(pointer) :]
        # Of a group or list that a policy is given as a whole, it reads what its condition names.
        return not further or (len(further) == 1 and _is_number(further[0])) or self._names(further)

    def _names(self, further: Sequence[str]) -> bool:
        return all(_is_number(part) or part in self._read or self._selects(part) for part in further)

    def _selects(self, part: str) -> bool:
        return re.search(rf"\.{re.escape(escape_pointer(part))}\b", self._condition) is not None


def _is_number(part: str) -> bool:
    return part == "-" or part.isdigit()
