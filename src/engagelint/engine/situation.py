"""A subject under evaluation: its places, what conditions see there, and what was found out about them."""

from __future__ import annotations

from engagelint.engine.sweeps import Sweep, answers, results
from engagelint.expressions import Expression, Failed, Missing, reckon
from engagelint.model import Outcome, escape_pointer
from engagelint.places import Place, places, texts_below, value_at
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from engagelint.engine.sweeps import Call, Path
    from engagelint.expressions import Language, TextTest
    from engagelint.policies import Policy
    from engagelint.subjects import Subject

#: Judged last, and silent where another policy has found the term wrong: one placeholder is one finding.
PLACEHOLDERS = "TXT001"

#: Of how many places the variables are kept for the next policy, times the document's values: each set of variables
#: may hold a copy of the whole document.
_KEPT = 300_000

#: The variables that may hold much, of which a place is given only the members that its policies read.
_LARGE = ("document", "done", "engagement")
#: The variables that all places of a document have in common.
COMMON = frozenset((*_LARGE, "today"))

#: The `given` that the members for sweeps stand under.
SWEPT = "sweeps"


class Rule(NamedTuple):
    """A policy, compiled."""

    policy: Policy
    when: Expression | None
    require: Expression
    #: What guard and condition say of a text, where that takes no CEL.
    on_text: TextTest | None
    #: Whether the guard reads only what all places of a document have in common.
    is_common: bool
    #: Whether nothing of the engagement is read that links a Definition of Done.
    is_own: bool
    #: Each `given`, and the sweep that it is asked in, if any, with the place of its condition there.
    asked: Sequence[tuple[str, tuple[Sweep, int] | None]]


class Members(dict[str, dict[str, frozenset[str] | None]]):
    """For each `given` the members of each large variable that are read there, None for all; found when asked for."""

    def __init__(self, rules: Sequence[Rule], sweeps: Sequence[Sweep]) -> None:
        super().__init__()
        self._rules = rules
        self._sweeps = sweeps
        #: What all sweeps ask of single texts, with the paths of the terms that it is asked of.
        self.told: dict[str, dict[Path, None]] = {}
        #: What all sweeps have reckoned.
        self.reckoned: dict[str, Call] = {}
        for sweep in sweeps:
            self.reckoned.update(sweep.reckoned)
            for what, paths in sweep.told.items():
                self.told.setdefault(what, {}).update(dict.fromkeys(map(tuple, paths)))

    def __missing__(self, given: str) -> dict[str, frozenset[str] | None]:
        pairs = [(one.guard, one.holds) for one in self._sweeps]
        if given != SWEPT:
            pairs = [(one.when, one.require) for one in self._rules if given in one.policy.given]
        expressions = [one for pair in pairs for one in pair if one]
        found = self[given] = {variable: _members(variable, expressions) for variable in _LARGE}
        return found


def _members(variable: str, expressions: Sequence[Expression]) -> frozenset[str] | None:
    read: frozenset[str] = frozenset()
    for expression in expressions:
        more = expression.members(variable)
        if more is None:
            return None
        read |= more
    return read


class Texts(NamedTuple):
    """The keys and texts that `**` stands for below a place: how many, and the different ones."""

    number: int
    different: frozenset[str]


#: How often a condition passes and does not apply.
Numbers = tuple[int, int]
#: What a sweep says of all its conditions, or of each; None where it says nothing.
Settled = Numbers | list[Numbers | None] | None

_ALL_HOLD: Numbers = (1, 0)
_NONE_APPLIES: Numbers = (0, 1)
_UNKNOWN: Any = object()


class Spot:
    """A place, None for a `given` that matches nothing, and what guards and conditions see there."""

    __slots__ = ("context", "given", "place")

    def __init__(self, given: str, place: Place | None) -> None:
        self.given = given
        self.place = place
        self.context: Any = None


class Situation:
    """A subject under evaluation. `today` is a date (YYYY-MM-DD)."""

    def __init__(self, language: Language, subject: Subject, today: str, members: Members) -> None:
        self.language = language
        self.subject = subject
        self._today = today
        self._members = members
        self._spots: dict[str, list[Spot]] = {}
        self._texts: dict[str, Texts] = {}
        self._held: list[Spot] = []
        self._room = _KEPT // (len(subject.document.marks) + 1)
        self._guards: dict[str, Any] = {}
        #: By the sweeps' `id()`: they live as long as the engine.
        self._settled: dict[int, Settled] = {}
        self._common: Any = None

    def texts(self, pointer: str) -> Texts:
        """The keys and texts below a place."""
        if pointer not in self._texts:
            value = value_at(self.subject.view, pointer)
            if not pointer and isinstance(value, dict):  # the parts by themselves are asked for as well
                parts = [self.texts(f"/{escape_pointer(key)}") for key in value]
                number = len(value) + sum(part.number for part in parts)
                self._texts[pointer] = Texts(number, frozenset(value).union(*(part.different for part in parts)))
            else:
                found = texts_below(value)
                self._texts[pointer] = Texts(len(found), frozenset(found))
        return self._texts[pointer]

    def spots(self, given: str, *, absent: bool) -> list[Spot]:
        """The places of a `given`; None stands for one that matches nothing, unless its absence is to be judged."""
        return self._found(given) or [Spot(given, Place(given[: given.index("/*")], None) if absent else None)]

    def settled(self, sweep: Sweep) -> Settled:
        """What a sweep says, evaluated once."""
        known: Settled = self._settled.get(id(sweep), _UNKNOWN)
        if known is _UNKNOWN:
            known = self._settled[id(sweep)] = self._swept(sweep)
        return known

    def _swept(self, sweep: Sweep) -> Settled:
        if self._common is None:
            variables = {"document": self.subject.view, "done": self.subject.done, "today": self._today}
            variables["engagement"] = self.subject.engagement
            known: dict[str, Any] = answers(self._members.told, variables, self.language.says)
            known |= results(self._members.reckoned, variables, reckon)
            self._common = self.language.place(self._trimmed(variables, SWEPT) | {"self": known})
        if sweep.guard is not None:
            applies = self.language.evaluate(sweep.guard, self._common)
            if applies is False or isinstance(applies, Missing):
                return _NONE_APPLIES
            if applies is not True:
                return None
        holds = self.language.evaluate(sweep.holds, self._common)
        if holds is True:
            return _ALL_HOLD
        words = holds.split() if isinstance(holds, str) and sweep.numbers else []
        if not words or not all(map(str.isdecimal, words)):
            return None
        numbers = [int(word) for word in words]
        pairs = [(numbers[passed], numbers[places]) for passed, places in sweep.numbers]
        # Whether there is something to say of no place at all, its policy knows.
        return [(passed, places - passed) if places else None for passed, places in pairs]

    def outcome(  # noqa: PLR0911 - a case after the other
        self, rule: Rule, spot: Spot, wrong: set[str]
    ) -> Outcome | Missing | Failed | None:
        """What a rule says of a place: passed, violated, not applicable; or why it says nothing, None for no reason.

        `wrong` are the pointers of what other policies have found wrong.
        """
        place = spot.place
        if place is None:
            return Outcome.NOT_APPLICABLE
        if wrong and rule.policy.id == PLACEHOLDERS and wrong & {place.pointer, place.pointer.rpartition("/")[0]}:
            return Outcome.NOT_APPLICABLE
        if rule.on_text and isinstance(place.value, str) and rule.on_text(place.value):
            return Outcome.PASSED
        if rule.when is not None:
            applies = self._guard(rule.when, spot, place, common=rule.is_common)
            if applies is False or isinstance(applies, Missing):
                return Outcome.NOT_APPLICABLE
            if applies is not True:
                return applies if isinstance(applies, Failed) else None
        if place.value is None:
            # A list that is stated is complete: of one without members nothing is missing but what is demanded.
            return Outcome.VIOLATED if value_at(self.subject.view, place.pointer) == [] else Missing("")
        holds = self.language.evaluate(rule.require, spot.context or self._context(spot, place))
        if holds is True:
            return Outcome.PASSED
        if holds is False:
            return Outcome.VIOLATED
        return holds if isinstance(holds, (Missing, Failed)) else None

    def _guard(self, when: Expression, spot: Spot, place: Place, *, common: bool) -> Any:  # noqa: ANN401 - CEL's own
        """The value of a guard; one that reads only what all places have in common is evaluated once."""
        if common and when.source in self._guards:
            return self._guards[when.source]
        value = self.language.evaluate(when, spot.context or self._context(spot, place))
        if common:
            self._guards[when.source] = value
        return value

    def _found(self, given: str) -> list[Spot]:
        """The places that a `given` matches."""
        if given not in self._spots:
            self._spots[given] = [Spot(given, place) for place in places(self.subject, given)]
        return self._spots[given]

    def _context(self, spot: Spot, place: Place) -> Any:  # noqa: ANN401 - the runtime's own object
        """What guards and conditions see in a place: of large variables only what any of them there reads."""
        if len(self._held) > self._room:
            for one in self._held:
                one.context = None
            self._held.clear()
        spot.context = self.language.place(self._trimmed(self.variables(place), spot.given))
        self._held.append(spot)
        return spot.context

    def _trimmed(self, variables: dict[str, Any], given: str) -> dict[str, Any]:
        """The variables, the large ones with nothing but what is read in the places of a `given`."""
        for name, members in self._members[given].items():
            if members is not None:
                whole = variables[name]
                variables[name] = {key: whole[key] for key in members if key in whole}
        return variables

    def variables(self, place: Place) -> dict[str, Any]:
        """The variables in a place, whole."""
        variables: dict[str, Any] = {
            "self": {} if place.value is None else place.value,
            "document": self.subject.view,
            "done": self.subject.done,
            "engagement": self.subject.engagement,
            "today": self._today,
        }
        for name, value in (("member", place.member), ("key", place.key), ("index", place.number)):
            if value is not None:
                variables[name] = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return variables
