"""Evaluates policies on the places of a document: four outcomes, two of which make a finding with its place."""

from __future__ import annotations

import json
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from engagelint import schema
from engagelint.codes import own_finding
from engagelint.expressions import Expression, Failed, Malformed, Missing, reads
from engagelint.fingerprints import digest
from engagelint.model import (
    Counts,
    Finding,
    Kind,
    Outcome,
    Position,
    Region,
    Related,
    Severity,
    escape_pointer,
    split_pointer,
)
from engagelint.places import Place, lacking, places, texts_below, value_at, without
from engagelint.policies import Policy, Unusable, broken, fill, placeholders
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engagelint.expressions import Language
    from engagelint.model import Data
    from engagelint.subjects import Subject

#: A file without criteria is no Definition of Done: violated, this policy is the only one of its family with a say.
CRITERIA_EXIST = "DOD024"

#: Judged last, and silent where another policy has found the term wrong: one placeholder is one finding.
PLACEHOLDERS = "TXT001"


class Judgement(NamedTuple):
    """What one policy says of one place."""

    policy: str
    outcome: Outcome
    finding: Finding | None = None


#: Of how many places the variables are kept for the next policy, times the document's values: each set of variables
#: may hold a copy of the whole document.
_KEPT = 300_000

#: The variables that may hold much, of which a place is given only the members that its policies read.
_LARGE = ("document", "done", "engagement")
#: The variables that all places of a document have in common.
_COMMON = frozenset((*_LARGE, "today"))


class _Rule(NamedTuple):
    """A policy, compiled."""

    policy: Policy
    when: Expression | None
    require: Expression
    #: What guard and condition say of a text, where that takes no CEL.
    on_text: Callable[[str], bool] | None
    #: Whether the guard reads only what all places of a document have in common.
    is_common: bool
    #: Whether nothing of the engagement is read that links a Definition of Done.
    is_own: bool


class Engine:
    """Policies, compiled, and ready to be evaluated on any number of subjects.

    `today` is a date (YYYY-MM-DD). Raises Unusable for a policy whose expressions do not compile.
    """

    def __init__(self, policies: Sequence[Policy], language: Language, today: str) -> None:
        self._language = language
        self._today = today
        rules = [self._compile(policy) for policy in _in_order(policies)]
        self._rules = {kind: [one for one in rules if kind in one.policy.applies_to] for kind in Kind}
        self._last: tuple[Subject, dict[str, list[tuple[Judgement, int]]]] | None = None
        self._members = {kind: _members_read(rules) for kind, rules in self._rules.items() if rules}

    def _compile(self, policy: Policy) -> _Rule:
        def compiled(key: str, source: str) -> Expression:
            if source in policy.programs:
                return self._language.load(source, *policy.programs[source])
            try:
                return self._language.compile(source)
            except Malformed as error:
                findings = [broken(policy.document, f"/{key}", error.message)] if policy.document else []
                raise Unusable(f"{policy.id}: {error.message}", findings) from None

        when = compiled("when", policy.when) if policy.when else None
        on_text = None
        if policy.when in {None, "type(self) == string"}:
            on_text = self._language.on_text(policy.require)
        require = compiled("require", policy.require)
        read = {variable for one in (when, require) if one for variable, _ in one.reads}
        is_common = when is not None and all(variable in _COMMON for variable, _ in when.reads)
        return _Rule(policy, when, require, on_text, is_common, "engagement" not in read)

    def judge(self, subject: Subject) -> Iterator[Judgement]:
        """What each policy for the subject's kind says of each of its places."""
        for judgement, times in self.tally(subject):
            yield from repeat(judgement, times)

    def tally(self, subject: Subject) -> Iterator[tuple[Judgement, int]]:  # noqa: PLR0912 - one loop, read in one go
        """What `judge` gives, with the same judgement on several places given once, and how often it came."""
        no_criteria = False
        wrong: set[str] = set()
        here = _Here(self._language, subject, self._today, self._members.get(subject.kind, {}))
        known = self._known(subject)
        for rule in self._rules[subject.kind]:
            policy = rule.policy
            if no_criteria and policy.id.startswith("DOD"):
                yield Judgement(policy.id, Outcome.NOT_APPLICABLE), 1
                continue
            if rule.is_own and policy.id in known:
                yield from known[policy.id]
                continue
            found: list[tuple[Judgement, int]] = []
            passed = not_applicable = 0
            for given in policy.given:
                if rule.on_text and given.endswith("/**") and not (wrong and policy.id == PLACEHOLDERS):
                    texts = here.texts(given)
                    if all(map(rule.on_text, texts.different)):
                        passed += texts.number
                        not_applicable += not texts.number
                        continue
                for spot in here.spots(given, absent=policy.absent_unanswered):
                    outcome = here.outcome(rule, spot, wrong)
                    if outcome is Outcome.PASSED:
                        passed += 1
                    elif outcome is Outcome.NOT_APPLICABLE:
                        not_applicable += 1
                    else:
                        found.append(
                            (_Case(here, policy, spot.place or Place("", None)).judge(rule.require, outcome), 1)
                        )
            for judgement, _ in found:
                if judgement.finding and judgement.outcome is Outcome.VIOLATED and judgement.finding.id == policy.id:
                    no_criteria |= policy.id == CRITERIA_EXIST
                    wrong.add((judgement.finding.pointer or "").removeprefix(subject.prefix))
            if passed:
                found.append((Judgement(policy.id, Outcome.PASSED), passed))
            if not_applicable:
                found.append((Judgement(policy.id, Outcome.NOT_APPLICABLE), not_applicable))
            if not any(judgement.finding for judgement, _ in found):  # what is said of a finding may read anything
                known[policy.id] = found
            yield from found

    def _known(self, subject: Subject) -> dict[str, list[tuple[Judgement, int]]]:
        """What was said of the same Definition of Done when the last manifest that links it was judged."""
        if subject.kind is not Kind.DEFINITION_OF_DONE or subject.prefix:
            return {}
        last, known = self._last or (None, {})
        if last is None or not _is_same(last, subject):
            known = {}
        self._last = subject, known
        return known


def _is_same(one: Subject, other: Subject) -> bool:
    """Whether two subjects differ in the engagement alone."""
    return (
        one.document is other.document
        and (one.refused, one.cap) == (other.refused, other.cap)
        and one.done == other.done
        and one.evidence == other.evidence
        and one.view == other.view
    )


def _members_read(rules: Sequence[_Rule]) -> dict[str, dict[str, frozenset[str] | None]]:
    """For each `given` and each large variable the members that guards and conditions there read; None for all."""
    found: dict[str, dict[str, frozenset[str] | None]] = {}
    for rule in rules:
        for given in rule.policy.given:
            members = found.setdefault(given, dict.fromkeys(_LARGE, frozenset()))
            for expression in (rule.when, rule.require):
                for variable in _LARGE if expression else ():
                    known, more = members[variable], expression.members(variable) if expression else None
                    members[variable] = None if known is None or more is None else known | more
    return found


class _Texts(NamedTuple):
    """The texts that a `given` with `**` names: how many, and the different ones."""

    number: int
    different: frozenset[str]


class _Spot:
    """A place, None for a `given` that matches nothing, and what guards and conditions see there."""

    __slots__ = ("context", "given", "place")

    def __init__(self, given: str, place: Place | None) -> None:
        self.given = given
        self.place = place
        self.context: Any = None


class _Here:
    """A subject under evaluation: its places, their contexts, and what was found out about them."""

    def __init__(
        self, language: Language, subject: Subject, today: str, members: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.language = language
        self.subject = subject
        self._today = today
        self._members = members
        self._spots: dict[str, list[_Spot]] = {}
        self._texts: dict[str, _Texts] = {}
        self._held: list[_Spot] = []
        self._room = _KEPT // (len(subject.document.marks) + 1)
        self._guards: dict[str, Any] = {}

    def texts(self, given: str) -> _Texts:
        """The texts below a place."""
        if given not in self._texts:
            found = [text for place in places(self.subject, given[:-3]) for text in texts_below(place.value)]
            self._texts[given] = _Texts(len(found), frozenset(found))
        return self._texts[given]

    def spots(self, given: str, *, absent: bool) -> list[_Spot]:
        """The places of a `given`; None stands for one that matches nothing, unless its absence is to be judged."""
        spots = self._spots.get(given)
        if spots is None:
            spots = self._spots[given] = [_Spot(given, place) for place in places(self.subject, given)]
        if spots:
            return spots
        return [_Spot(given, Place(given[: given.index("/*")], None) if absent else None)]

    def outcome(  # noqa: PLR0911 - a case after the other
        self, rule: _Rule, spot: _Spot, wrong: set[str]
    ) -> Outcome | Missing | Failed | None:
        """What a rule says of a place: passed, violated, not applicable; or why it says nothing, None for no reason.

        `wrong` are the pointers of what other policies have found wrong.
        """
        place = spot.place
        if place is None:
            return Outcome.NOT_APPLICABLE
        if wrong and rule.policy.id == PLACEHOLDERS and wrong & {place.pointer, _above(place.pointer)}:
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
            return Missing("")
        holds = self.language.evaluate(rule.require, spot.context or self._context(spot, place))
        if holds is True:
            return Outcome.PASSED
        if holds is False:
            return Outcome.VIOLATED
        return holds if isinstance(holds, (Missing, Failed)) else None

    def _guard(self, when: Expression, spot: _Spot, place: Place, *, common: bool) -> Any:  # noqa: ANN401 - CEL's own
        """The value of a guard; one that reads only what all places have in common is evaluated once."""
        if common and when.source in self._guards:
            return self._guards[when.source]
        value = self.language.evaluate(when, spot.context or self._context(spot, place))
        if common:
            self._guards[when.source] = value
        return value

    def _context(self, spot: _Spot, place: Place) -> Any:  # noqa: ANN401 - the runtime's own object
        """What guards and conditions see in a place: of large variables only what any of them there reads."""
        if len(self._held) > self._room:
            for one in self._held:
                one.context = None
            self._held.clear()
        variables = self.variables(place)
        for name, members in self._members[spot.given].items():
            if members is not None:
                whole = variables[name]
                variables[name] = {key: whole[key] for key in members if key in whole}
        spot.context = self.language.place(variables)
        self._held.append(spot)
        return spot.context

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


def _in_order(policies: Sequence[Policy]) -> list[Policy]:
    """The policies in the given order, but for the one on which others depend and the one that depends on others."""
    return sorted(policies, key=lambda policy: (policy.id != CRITERIA_EXIST, policy.id == PLACEHOLDERS))


def _above(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def verify(policy: Policy, language: Language) -> None:
    """Hold a policy against everything that can be known before it is judged.

    Raises Unusable, with the places, for an expression that does not compile or names what does not exist, and for a
    place or an `at` that the schema does not know.
    """
    document = policy.document
    if document is None:
        return
    findings = []
    texts = {key: getattr(policy, key) for key in ("message", "ask", "clause", "fallback", "why")}
    expressions = [("when", policy.when)] if policy.when else []
    expressions += [("require", policy.require)]
    expressions += [(key, source) for key, text in texts.items() for source in placeholders(text)]
    for key, source in expressions:
        try:
            language.compile(source, check=True)
        except Malformed as error:
            findings.append(broken(document, f"/{key}", error.message))
    kinds = [kind for kind in (Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE) if kind in policy.applies_to]
    named: list[tuple[str, tuple[str, ...]]] = [("given", (given,)) for given in policy.given]
    named += [("at", (f"{given}/{name}",)) for given in policy.given for name in policy.at]
    named += [(key, pointers) for key, source in expressions for pointers in _terms(policy, source)]
    for key, pointers in dict.fromkeys(named):
        if not any(schema.exists(kind, pointer) for kind in kinds for pointer in pointers):
            findings.append(broken(document, f"/{key}", f"no document has a place {pointers[0]}"))
    if findings:
        raise Unusable(f"{policy.id} cannot be used", findings)


def _terms(policy: Policy, source: str) -> Iterator[tuple[str, ...]]:
    """The places that each term of an expression may stand in: one of them for every `given`."""
    for variable, parts in reads(source):
        below = "".join(f"/{escape_pointer(part)}" for part in parts)
        if variable == "document":
            yield (below,)
        elif variable == "self" and parts and not policy.given[0].startswith("/items/"):
            # An item as conditions see it has more than the schema knows: its topics, its wording.
            yield tuple(given + below for given in policy.given)


class _Case:
    """One policy in one place, of which there is something to say."""

    def __init__(self, here: _Here, policy: Policy, place: Place) -> None:
        self.language = here.language
        self.subject = here.subject
        self.policy = policy
        self.place = place
        # Texts may read what conditions do not.
        self.variables = here.variables(place)
        self.context = here.language.place(self.variables)

    def judge(self, require: Expression, outcome: Outcome | Missing | Failed | None) -> Judgement:
        """The judgement for an outcome that is neither passed nor not applicable."""
        if isinstance(outcome, Missing):
            return self._unanswered(require, outcome)
        return self._violated(require) if outcome is Outcome.VIOLATED else self._failed(outcome)

    def _violated(self, require: Expression) -> Judgement:
        pointer = self._wrong(require)
        if self._spoken_of(pointer):
            return Judgement(self.policy.id, Outcome.UNANSWERED)
        message = self._text(self.policy.message, _not_stated)
        return Judgement(
            self.policy.id,
            Outcome.VIOLATED,
            self._finding(Outcome.VIOLATED, self.policy.severity, pointer, message),
        )

    def _unanswered(self, require: Expression, missing: Missing) -> Judgement:
        pointer = self._missing(require, missing.term)
        if self._spoken_of(pointer) or self.policy.unanswered_ignored:
            return Judgement(self.policy.id, Outcome.UNANSWERED)
        message = self.policy.unanswered_message
        filled = self._filled(message) if message else None
        sentence = filled or schema.sentence(self.subject.kind, pointer, self.subject.view)
        severity = min(self.policy.unanswered_severity or self.policy.severity, self.subject.cap, key=lambda s: s.rank)
        return Judgement(
            self.policy.id, Outcome.UNANSWERED, self._finding(Outcome.UNANSWERED, severity, pointer, sentence)
        )

    def _spoken_of(self, pointer: str) -> bool:
        """Whether something else has already said that the term at `pointer` cannot be used."""
        absolute = self.subject.prefix + pointer
        return any(absolute == one or absolute.startswith(one + "/") for one in self.subject.refused)

    def _failed(self, result: object) -> Judgement:
        reason = result.reason if isinstance(result, Failed) else "its condition gives no yes or no"
        message = f"{self.policy.id} {self.policy.name} could not be judged here: {visible(reason)}"
        document, pointer = self.subject.document, self.subject.prefix + self.place.pointer
        finding = own_finding("POL", document.source, document.region(pointer), message, pointer)
        return Judgement(self.policy.id, Outcome.VIOLATED, finding)

    def _wrong(self, require: Expression) -> str:
        """The pointer to underline for a violation: of several `at`, the first that is missing or decides the outcome.

        A term decides when the condition is no longer false once the term is taken away. Where the condition reads
        nothing of the place, no term decides, and it is the first that is stated.
        """
        candidates = [self._below(name) for name in self.policy.at] or [self.place.pointer]
        if not any(variable in {"self", "document"} for variable, _ in require.reads):
            stated = (one for one in candidates if value_at(self.subject.view, one) is not None)
            return next(stated, candidates[-1])
        for candidate in candidates[:-1]:
            if value_at(self.subject.view, candidate) is None:
                continue
            inner = split_pointer(candidate)[len(split_pointer(self.place.pointer)) :]
            changed = self.language.place({**self.variables, "self": without(self.place.value, inner)})
            if self.language.evaluate(require, changed) is not False:
                return candidate
        return candidates[-1]

    def _missing(self, require: Expression, term: str) -> str:
        """The pointer of the term whose absence left the policy unanswered."""
        if self.place.value is None and self.place.pointer not in self.policy.given:
            return self.place.pointer  # a list that is not stated: what its members must have is asked later
        fallback = f"{self.place.pointer}/{escape_pointer(term)}" if term else self.place.pointer
        return next(self._candidates(require, term), fallback)

    def _candidates(self, require: Expression, term: str) -> Iterator[str]:
        """Places that may be the missing one, the likeliest first: what `at` names, then what the condition reads."""
        view = self.subject.view
        yield from (pointer for pointer in map(self._below, self.policy.at) if value_at(view, pointer) is None)
        read = [
            ("" if variable == "document" else self.place.pointer) + "".join(f"/{escape_pointer(one)}" for one in parts)
            for variable, parts in require.reads
            if variable in {"self", "document"}
        ]
        for pointer in read:
            if f"/{term}/" in f"{pointer}/":
                yield from lacking(view, pointer)
        for pointer in read:
            if "/" in term and isinstance(value_at(view, pointer), list):
                yield f"{pointer}/{term}"
            elif pointer.endswith(f"/{term}"):
                yield pointer

    def _below(self, name: str) -> str:
        return f"{self.place.pointer}/{name}" if name else self.place.pointer

    def _text(self, text: str, otherwise: Callable[[str], str]) -> str:
        """`text` with its placeholders filled; `otherwise` gives the words for one whose value is not stated."""
        return fill(text, {source: self._shown(source) or otherwise(source) for source in placeholders(text)})

    def _filled(self, text: str) -> str | None:
        values = {source: self._shown(source) for source in placeholders(text)}
        if any(value is None for value in values.values()):
            return None
        return fill(text, {source: value or "" for source, value in values.items()})

    def _shown(self, source: str) -> str | None:
        value = self.language.evaluate(self.language.compile(source), self.context)
        return None if isinstance(value, (Missing, Failed)) else shown(value)

    def _finding(self, outcome: Outcome, severity: Severity, pointer: str, message: str) -> Finding:
        subject, policy = self.subject, self.policy
        absolute = subject.prefix + pointer
        value = subject.document.value(absolute)
        key_itself = self.place.value is not None and self.place.value is self.place.key
        return Finding(
            id=policy.id,
            name=policy.name,
            severity=severity,
            outcome=outcome,
            file=subject.document.source.path,
            region=subject.document.region(absolute, key=key_itself),
            pointer=absolute,
            message=message,
            ask=self._text(policy.ask, _to_fill_in) or None,
            asked_of=policy.asked_of,
            why=self._text(policy.why, _to_fill_in) or None,
            clause=self._text(policy.clause, _to_fill_in) or None,
            fallback=self._text(policy.fallback, _to_fill_in) or None,
            related=self._evidence(pointer),
            value_hash=None if value is None else digest(json.dumps(value, sort_keys=True)),
            block=self._block(pointer) if outcome is Outcome.UNANSWERED else None,
        )

    def _evidence(self, pointer: str) -> tuple[Related, ...]:
        """What was found in the repository for the claim at `pointer`."""
        found = self.subject.evidence.get(pointer)
        if found is None or found.file is None:
            return ()
        start = Position(found.line or 1, 1)
        return (Related(found.file, Region(start, Position(start.line, 2)), found.reason),)

    def _block(self, pointer: str) -> tuple[str, str]:
        """The outermost part of `pointer` that is missing, and the sentence that says so."""
        outermost = ""
        for part in split_pointer(pointer):
            outermost = f"{outermost}/{escape_pointer(part)}"
            if value_at(self.subject.view, outermost) is None:
                break
        return outermost, schema.sentence(self.subject.kind, outermost, self.subject.view)


def shown(value: Data) -> str:
    """A value as a sentence holds it: on one line, numbers without needless decimals, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list):
        return visible(", ".join(shown(entry) for entry in value))
    if isinstance(value, dict):
        return visible(", ".join(f"{key}: {shown(entry)}" for key, entry in value.items()))
    return visible(str(value))


def count(judgements: Sequence[Judgement]) -> Counts:
    """How often each outcome was given."""
    tally = dict.fromkeys(Outcome, 0)
    for judgement in judgements:
        tally[judgement.outcome] += 1
    return Counts(**{outcome.value: number for outcome, number in tally.items()})


def _not_stated(_: str) -> str:
    return "(not stated)"


def _to_fill_in(source: str) -> str:
    return f"[{source.rpartition('.')[2].replace('_', ' ')}]"
