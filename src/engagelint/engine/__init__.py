"""Evaluates policies on the places of a document: four outcomes, two of which make a finding with its place."""

from __future__ import annotations

from collections import Counter
from itertools import repeat

from engagelint import bundled
from engagelint.engine.situation import COMMON, PLACEHOLDERS, Members, Rule, Situation
from engagelint.engine.sweeps import Asked, Sweep
from engagelint.engine.verdicts import Case, Judgement, shown
from engagelint.expressions import Expression, Malformed
from engagelint.model import Kind, Outcome
from engagelint.places import Place
from engagelint.policies import Policy, Unusable, broken, placeholders
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engagelint.expressions import Language
    from engagelint.subjects import Subject

__all__ = ["APART", "CRITERIA_EXIST", "PLACEHOLDERS", "Engine", "Judgement", "Tally", "shown"]

#: A file without criteria is no Definition of Done: violated, this policy is the only one of its family with a say.
CRITERIA_EXIST = "DOD024"
#: The policies that depend on what others say, and are judged by themselves.
APART = frozenset((PLACEHOLDERS,))


class Tally(NamedTuple):
    """What the policies say of a subject: what there is more to say of than how often, and the numbers by policy."""

    said: list[Judgement]
    passed: dict[str, int]
    not_applicable: dict[str, int]

    def judgements(self) -> Iterator[Judgement]:
        """What is said of each place."""
        yield from self.said
        for outcome, numbers in ((Outcome.PASSED, self.passed), (Outcome.NOT_APPLICABLE, self.not_applicable)):
            for code, number in numbers.items():
                yield from repeat(Judgement(code, outcome), number)


#: What one policy says of all its places: what there is more to say of, and how often it passes and does not apply.
_Said = tuple[list[Judgement], int, int]


class Engine:
    """Policies, compiled, and ready to be evaluated on any number of subjects.

    `today` is a date (YYYY-MM-DD). Without `sweeping`, each policy is evaluated by itself in each place, which says the
    same. With `silent`, findings have their places and no texts. Raises Unusable for a policy whose expressions do not
    compile.
    """

    def __init__(
        self, policies: Sequence[Policy], language: Language, today: str, *, sweeping: bool = True, silent: bool = False
    ) -> None:
        self._language = language
        self._silent = silent
        self._today = today
        in_order = _in_order(policies)
        sweeps = self._sweeps(in_order) if sweeping else {}
        asked = {one: (sweep, at) for own in sweeps.values() for sweep in own for at, one in enumerate(sweep.asked)}
        rules = [self._compile(policy, asked) for policy in in_order]
        self._rules = {kind: [one for one in rules if kind in one.policy.applies_to] for kind in Kind}
        self._sweeps_alone = [one for one in sweeps.get(Kind.ENGAGEMENT, ()) if one.alone]
        self._members = {kind: Members(own, sweeps.get(kind, ())) for kind, own in self._rules.items()}
        self._speaks_of_engagement: dict[str, bool] = {}
        self._last: tuple[Subject, dict[str, _Said]] | None = None

    def _compile(self, policy: Policy, swept: Mapping[Asked, tuple[Sweep, int]]) -> Rule:
        def compiled(key: str, source: str) -> Expression:
            if policy.program:
                return self._language.load(source, policy.program, policy.reads[source])
            try:
                return self._language.compile(source)
            except Malformed as error:
                findings = [broken(policy.document, f"/{key}", error.message)] if policy.document else []
                raise Unusable(f"{policy.id}: {error.message}", findings) from None

        when = compiled("when", policy.when) if policy.when else None
        on_text = None
        if policy.given[0].endswith("/**") and policy.when in {None, "type(self) == string"}:
            on_text = self._language.on_text(policy.require)
            if on_text and policy.program:
                on_text.know(bundled.passing(policy.id))
        require = compiled("require", policy.require)
        read = {variable for one in (when, require) if one for variable, _ in one.reads}
        is_common = when is not None and all(variable in COMMON for variable, _ in when.reads)
        asked = [(given, swept.get(Asked(policy.id, given))) for given in policy.given]
        return Rule(policy, when, require, on_text, is_common, "engagement" not in read, asked)

    def _sweeps(self, policies: Sequence[Policy]) -> dict[Kind, list[Sweep]]:
        """The sweeps of the bundle of which every policy is here as it is there."""
        as_bundled = {policy.id: len(policy.given) for policy in policies if policy.program}
        found: dict[Kind, list[Sweep]] = {}
        for one in bundled.sweeps():
            asked = tuple(Asked(*pair) for pair in one["asked"])
            times = Counter(code for code, _ in asked)
            if as_bundled.keys() >= times.keys():
                guard = self._language.load_sweep(*one["guard"]) if one["guard"] else None
                alone = {code: number for code, number in times.items() if number == as_bundled[code]}
                holds = self._language.load_sweep(*one["holds"])
                found.setdefault(Kind(one["kind"]), []).append(
                    Sweep(guard, holds, asked, one["numbers"], alone, one["told"], one["reckoned"])
                )
        return found

    def judge(self, subject: Subject) -> Iterator[Judgement]:
        """What each policy for the subject's kind says of each of its places."""
        return self.tally(subject).judgements()

    def tally(self, subject: Subject) -> Tally:
        """What `judge` gives, counted where there is no more to say."""
        tally = Tally([], {}, {})
        no_criteria = False
        wrong: set[str] = set()
        here = Situation(self._language, subject, self._today, self._members[subject.kind])
        known = self._known(subject)
        for sweep in self._sweeps_alone if subject.kind is Kind.ENGAGEMENT else ():
            settled = here.settled(sweep)
            if isinstance(settled, tuple):
                (tally.passed if settled[0] else tally.not_applicable).update(sweep.alone)
        for rule in self._rules[subject.kind]:
            code = rule.policy.id
            if code in tally.passed or code in tally.not_applicable:
                continue
            if no_criteria and code.startswith("DOD"):
                tally.not_applicable[code] = 1
                continue
            if rule.is_own and code in known:
                judgements, passed, not_applicable = known[code]
            else:
                judgements, passed, not_applicable = said = self._judged(rule, here, wrong)
                if rule.is_own and not (judgements and self._reads_engagement(rule.policy)):
                    known[code] = said
            for judgement in judgements:
                tally.said.append(judgement)
                if judgement.finding and judgement.outcome is Outcome.VIOLATED and judgement.finding.id == code:
                    no_criteria |= code == CRITERIA_EXIST
                    wrong.add((judgement.finding.pointer or "").removeprefix(subject.prefix))
            if passed:
                tally.passed[code] = passed
            if not_applicable:
                tally.not_applicable[code] = not_applicable
        return tally

    def _judged(self, rule: Rule, here: Situation, wrong: set[str]) -> _Said:
        """What a policy says of its places; `wrong` are the pointers of what others have found wrong."""
        policy = rule.policy
        judgements: list[Judgement] = []
        passed = not_applicable = 0
        for given, swept in rule.asked:
            if swept:
                settled = here.settled(swept[0])
                numbers = settled[swept[1]] if isinstance(settled, list) else settled
                if numbers:
                    passed += numbers[0]
                    not_applicable += numbers[1]
                    continue
            below = given.removesuffix("/**")
            if rule.on_text and below != given and not (policy.id == PLACEHOLDERS and _reaches(wrong, below)):
                texts = here.texts(below)
                if rule.on_text.all_pass(texts.different):
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
                    case = Case(here, policy, spot.place or Place("", None), silent=self._silent)
                    judgements.append(case.judge(rule.require, outcome))
        return judgements, passed, not_applicable

    def _reads_engagement(self, policy: Policy) -> bool:
        """Whether the texts of a policy read the engagement that links a Definition of Done."""
        known = self._speaks_of_engagement.get(policy.id)
        if known is None:
            filled = [one for text in policy.texts for one in placeholders(text)]
            known = self._speaks_of_engagement[policy.id] = any("engagement" in one for one in filled)
        return known

    def _known(self, subject: Subject) -> dict[str, _Said]:
        """What was said of the same Definition of Done when the last manifest that links it was judged."""
        if subject.kind is not Kind.DEFINITION_OF_DONE or subject.prefix:
            return {}
        last, known = self._last or (None, {})
        if last is None or not _is_same(last, subject):
            known = {}
        self._last = subject, known
        return known


def _reaches(pointers: Iterable[str], below: str) -> bool:
    """Whether one of the pointers is `below` or leads to something that lies in it."""
    return any(f"{pointer}/".startswith(f"{below}/") for pointer in pointers)


def _is_same(one: Subject, other: Subject) -> bool:
    """Whether two subjects differ in the engagement alone."""
    return (
        one.document is other.document
        and (one.refused, one.cap) == (other.refused, other.cap)
        and one.done == other.done
        and one.evidence == other.evidence
        and one.view == other.view
    )


def _in_order(policies: Sequence[Policy]) -> list[Policy]:
    """The policies in the given order, but for the one on which others depend and the one that depends on others."""
    return sorted(policies, key=lambda policy: (policy.id != CRITERIA_EXIST, policy.id == PLACEHOLDERS))
