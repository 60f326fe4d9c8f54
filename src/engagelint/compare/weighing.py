"""Says of a term that changed whether it was tightened or loosened, for whom, and whether a policy minds.

What is known stands in the schema (`x-direction`) and in the policies. Their demands are found by judging the document
with that one term changed, in the older draft and in the newer; nothing is guessed, and what neither knows is neutral.
"""

from __future__ import annotations

from engagelint import schema
from engagelint.compare.model import SIDES, Movement
from engagelint.directions import extremes, sign_of
from engagelint.edits import pointer_of, put
from engagelint.records import NamedTuple
from engagelint.schema import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.compare.terms import Difference
    from engagelint.compare.watching import Tally, Watch
    from engagelint.model import Data
    from engagelint.policies import Policy
    from engagelint.schema import Direction
    from engagelint.subjects import Subject

#: A limit that nothing keeps or nothing breaks.
_FAR: Final = 1e6
#: In how many places policies are judged again, for all changes together: a second's work, or two. What changes beyond
#: is not weighed.
MOST_JUDGED: Final = 16_000
#: A list's members that are tried one by one.
_MOST_MEMBERS: Final = 24


class Weight(NamedTuple):
    """What a change means: see compare.model.Change."""

    movement: Movement = Movement.NEUTRAL
    of: str | None = None
    better_for: tuple[str, ...] = ()
    worse_for: tuple[str, ...] = ()
    watched_by: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    away: tuple[str, ...] = ()


class Scales:
    """Weighs the changes of one manifest. `old` and `new` are the two drafts as policies see them."""

    def __init__(self, watch: Watch, old: Subject, new: Subject) -> None:
        self._watch = watch
        self._old = old
        self._new = new
        self._limits: dict[tuple[str, str, bool], _Limit | None] = {}
        self._verdicts: dict[str, int] = {}
        self._stated: dict[tuple[str, bool], Tally] = {}
        self._until = watch.judged + MOST_JUDGED

    def weigh(self, difference: Difference) -> Weight | None:
        """What the change means; None where too much was weighed before to tell."""
        path = difference.old_path if difference.new is None else difference.new_path
        watchers = self._watch.policies(path)
        watched_by = tuple(policy.id for policy in watchers)
        direction = self._direction(difference)
        if direction is None or self._refused(difference):
            return Weight(watched_by=watched_by)
        if watchers and self._watch.judged >= self._until:
            return None
        sign = sign_of(direction, difference.old, difference.new)
        leanings = {policy.id: self._leaning(policy, difference, direction, sign) for policy in watchers}
        towards = tuple(code for code, leaning in leanings.items() if leaning < 0)
        away = tuple(code for code, leaning in leanings.items() if leaning > 0)
        if difference.old is None or difference.new is None or not sign:
            sign = -1 if towards else 1 if away else sign
        return weight(direction, sign)._replace(watched_by=watched_by, towards=towards, away=away)

    def _direction(self, difference: Difference) -> Direction | None:
        """The term's direction, for a list's member that of the list."""
        path = difference.old_path if difference.new is None else difference.new_path
        return schema.direction(self._new.kind, pointer_of(path[:-1] if difference.member else path))

    def _refused(self, difference: Difference) -> bool:
        """Whether the term is not well-formed in a draft: policies did not see it."""
        return any(
            pointer == refused or pointer.startswith(f"{refused}/")
            for subject, pointer in (
                (self._old, pointer_of(difference.old_path)),
                (self._new, pointer_of(difference.new_path)),
            )
            for refused in subject.refused
        )

    def _leaning(self, policy: Policy, difference: Difference, direction: Direction, sign: int) -> int:
        """-1 where the change brings the policy nearer to a violation, 1 where it takes it further away, else 0.

        Where the policy says something else of the whole newer draft, the changes that have a part in it are meant: a
        KPI that went does no harm where another one took its place.
        """
        there = put(self._old.view, difference.old_path, difference.new)
        back = put(self._new.view, difference.new_path, difference.old)
        overall = self._overall(policy)
        if overall:
            alone = (
                self._compared(policy, self._old, self._old.view, there),
                self._compared(policy, self._new, back, self._new.view),
            )
            one_sided = sign if difference.old is None or difference.new is None else 0
            return overall if overall in (*alone, one_sided) else 0
        if direction.better == "outcomes":
            return 0
        if direction.better == "policies":
            return self._leaning_by_limits(policy, difference, there, back)
        if isinstance(difference.old, list) and isinstance(difference.new, list):
            return self._of_members(policy, difference)
        return sign if sign and self._wants_better(policy, difference, direction) else 0

    def _leaning_by_limits(self, policy: Policy, difference: Difference, there: Data, back: Data) -> int:
        """The same, where it says the same of both drafts, by how strict its limits could be.

        `there` is the older draft with the term as it is now, `back` the newer one with the term as it was.
        """
        if difference.member and not self._watch.measures(policy):
            return 0
        overall = self._closer(policy, self._old, self._new.view)
        if not overall:
            return 0
        alone = self._closer(policy, self._old, there), -self._closer(policy, self._new, back)
        return overall if overall in alone else 0

    def _overall(self, policy: Policy) -> int:
        """-1 where the policy finds more to say of the newer draft than of the older, 1 where less."""
        if policy.id not in self._verdicts:
            before = self._tally(policy, self._old, self._old.view)
            after = self._tally(policy, self._new, self._new.view)
            self._verdicts[policy.id] = (after < before) - (after > before)
        return self._verdicts[policy.id]

    def _compared(self, policy: Policy, subject: Subject, before: Data, after: Data) -> int:
        old, new = self._tally(policy, subject, before), self._tally(policy, subject, after)
        return (new < old) - (new > old)

    def _tally(self, policy: Policy, subject: Subject, view: Data) -> Tally:
        """What the policy says of the subject if its data were `view`; of its own data it is asked once."""
        place = policy.id, subject is self._old
        if view is subject.view and place in self._stated:
            return self._stated[place]
        tally = self._watch.tally(policy, subject, view)
        if view is subject.view:
            self._stated[place] = tally
        return tally

    def _wants_better(self, policy: Policy, difference: Difference, direction: Direction) -> bool:
        """Whether the policy is violated where the term is as bad as can be, and less so where it is as good."""
        found = fields.nodes(self._new.kind, pointer_of(difference.new_path))
        ends = extremes(direction, found[0] if found else {}, difference.new)
        if ends is None:
            return False
        # The worst of all may be for another policy to mind, as no hand-over at all is; just beyond a limit is not.
        limits = [one for one in policy.params.values() if isinstance(one, (int, float)) and one is not True]
        beyond = 1e-3 if direction.better == "less" else -1e-3
        bad = [ends[0], *(one + beyond * max(1.0, abs(one)) for one in limits if isinstance(ends[0], float))]
        best = put(self._new.view, difference.new_path, ends[1])
        worse = (put(self._new.view, difference.new_path, one) for one in bad)
        return any(self._compared(policy, self._new, view, best) > 0 for view in worse)

    def _of_members(self, policy: Policy, difference: Difference) -> int:
        """Whether the policy demands a member of a list that went (-1) or came (1)."""
        old, new = difference.old or [], difference.new or []
        known = fields.nodes(self._new.kind, pointer_of(difference.new_path))[0]["items"].get("enum", [])
        every = list(dict.fromkeys([*old, *new, *known]))

        def demands(members: list[Data]) -> bool:
            full = put(self._new.view, difference.new_path, every)
            lacking = ([one for one in every if one != member] for member in members[:_MOST_MEMBERS])
            return any(
                self._compared(policy, self._new, full, put(self._new.view, difference.new_path, rest)) < 0
                for rest in lacking
            )

        if demands([one for one in old if one not in new]):
            return -1
        return int(demands([one for one in new if one not in old]))

    def _closer(self, policy: Policy, subject: Subject, changed: Data) -> int:
        """-1 where `changed` could bear less strict a limit than the subject does, 1 where a stricter one.

        Between two limits what comes nearer to one goes away from the other: that is neither.
        """
        numbers = (
            name for name, one in policy.params.items() if isinstance(one, (int, float)) and not isinstance(one, bool)
        )
        signs = {self._nearer(policy, name, subject, changed) for name in numbers} - {0}
        return signs.pop() if len(signs) == 1 else 0

    def _nearer(self, policy: Policy, name: str, subject: Subject, changed: Data) -> int:
        """The same by one of the policy's limits alone; 0 where it does not decide."""
        key = policy.id, name, subject is self._old
        if key not in self._limits:
            self._limits[key] = self._limit(policy, name, subject)
        limit = self._limits[key]
        return self._within(policy, name, subject, changed, limit) if limit else 0

    def _within(self, policy: Policy, name: str, subject: Subject, changed: Data, limit: _Limit) -> int:
        if not self._holds(policy, name, limit.kept, subject, changed):
            return -1
        return int(self._holds(policy, name, limit.broken, subject, changed))

    def _holds(self, policy: Policy, name: str, value: float, subject: Subject, view: Data) -> bool:
        tally = self._watch.tally(self._watch.with_limit(policy, name, value), subject, view)
        return not tally.violated and not tally.unanswered

    def _limit(self, policy: Policy, name: str, subject: Subject) -> _Limit | None:
        """How strict the parameter could be without a violation; None where it does not decide."""
        kept, broken = 0.0, _FAR
        if not self._holds(policy, name, kept, subject, subject.view):
            kept, broken = broken, kept
        if not self._holds(policy, name, kept, subject, subject.view):
            return None
        if self._holds(policy, name, broken, subject, subject.view):
            return None
        while abs(kept - broken) > 1e-3 * max(1.0, min(kept, broken)):
            middle = (kept + broken) / 2
            if self._holds(policy, name, middle, subject, subject.view):
                kept = middle
            else:
                broken = middle
        return _Limit(kept, broken)


class _Limit(NamedTuple):
    """The strictest value that is kept, nearly, and one a little stricter that is broken."""

    kept: float
    broken: float


def weight(direction: Direction | None, sign: int) -> Weight:
    """The weight of a change for the better (1) or the worse (-1) by a direction; neutral without one."""
    if not sign or direction is None:
        return Weight()
    for_whom = SIDES if direction.good_for == "both" else (direction.good_for,)
    others = tuple(side for side in SIDES if side not in for_whom)
    movement = Movement.TIGHTENED if sign > 0 else Movement.LOOSENED
    better, worse = (for_whom, others) if sign > 0 else (others, for_whom)
    return Weight(movement, others[0] if others else "both", better, worse)
