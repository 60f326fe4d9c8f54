"""What is said of a place where a policy neither passes nor is not applicable: the finding, its place and its texts."""

from __future__ import annotations

import json

from engagelint import schema
from engagelint.codes import own_finding
from engagelint.expressions import Expression, Failed, Missing
from engagelint.fingerprints import digest
from engagelint.model import Finding, Kind, Outcome, Position, Region, Related, Severity, escape_pointer, split_pointer
from engagelint.places import Place, lacking, value_at, without
from engagelint.policies import Policy, fill, placeholders
from engagelint.records import NamedTuple
from engagelint.subjects import EMBEDDED
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engagelint.engine.situation import Situation
    from engagelint.model import Data

#: The lists of a Definition of Done that hold its criteria.
_LISTS = frozenset({"items", "levels"})


class Judgement(NamedTuple):
    """What one policy says of one place."""

    policy: str
    outcome: Outcome
    finding: Finding | None = None


class Case:
    """One policy in one place, of which there is something to say; with `silent`, no more than where."""

    def __init__(self, here: Situation, policy: Policy, place: Place, *, silent: bool = False) -> None:
        self.language = here.language
        self.subject = here.subject
        self.policy = policy
        self.place = place
        self.silent = silent
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
        if self._spoken_of(pointer) or self._lacks_criteria(require):
            return Judgement(self.policy.id, Outcome.UNANSWERED)
        message = self._text(self.policy.message, _not_stated)
        return Judgement(
            self.policy.id,
            Outcome.VIOLATED,
            self._finding(Outcome.VIOLATED, self.policy.severity, pointer, message),
        )

    def _unanswered(self, require: Expression, missing: Missing) -> Judgement:
        pointer = self._missing(require, missing.term)
        if self._spoken_of(pointer) or self._lacks_criteria(require) or self.policy.unanswered_ignored:
            return Judgement(self.policy.id, Outcome.UNANSWERED)
        message = None if self.silent else self.policy.unanswered_message
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

    def _lacks_criteria(self, require: Expression) -> bool:
        """Whether the condition is about criteria of which a whole list was refused, which is said already."""
        lists = (one for one in self.subject.refused if one.rpartition("/")[2] in _LISTS)
        within = EMBEDDED if self.subject.kind is Kind.ENGAGEMENT else self.subject.prefix
        return any(one.startswith(f"{within}/") for one in lists) and any(name == "done" for name, _ in require.reads)

    def _failed(self, result: object) -> Judgement:
        reason = result.reason if isinstance(result, Failed) else "its condition gives no yes or no"
        message = f"{self.policy.id} {self.policy.name} could not be judged here: {visible(reason)}"
        document, pointer = self.subject.document, self.subject.prefix + self.place.pointer
        finding = own_finding("POL", document.source, document.region(pointer), message, pointer)
        return Judgement(self.policy.id, Outcome.VIOLATED, finding)

    def _wrong(self, require: Expression) -> str:
        """The pointer to underline for a violation: of several `at`, the first with which the condition is false.

        It is asked with none of their terms, then with one after the other put back. Where it is false without any,
        it is the first that is missing; where it reads nothing of the place, the first that is stated.
        """
        if self.place.value is None:
            return self.place.pointer  # a list without members
        candidates = [self._below(name) for name in self.policy.at] or [self.place.pointer]
        if not any(variable in {"self", "document"} for variable, _ in require.reads):
            stated = (one for one in candidates if value_at(self.subject.view, one) is not None)
            return next(stated, candidates[-1])
        if len(candidates) == 1:
            return candidates[0]
        above = len(split_pointer(self.place.pointer))
        values = [self.place.value]
        for candidate in reversed(candidates):
            values.append(without(values[-1], split_pointer(candidate)[above:]))
        without_all, *with_more = reversed(values)
        if self._is_false(require, without_all):
            return next((one for one in candidates if value_at(self.subject.view, one) is None), candidates[-1])
        return next(
            (one for one, value in zip(candidates[:-1], with_more, strict=False) if self._is_false(require, value)),
            candidates[-1],
        )

    def _is_false(self, require: Expression, value: Data) -> bool:
        """Whether the condition is false where the place has this value."""
        changed = self.language.place({**self.variables, "self": value})
        return self.language.evaluate(require, changed) is False

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
        if self.silent:
            return ""
        return fill(text, {source: self._shown(source) or otherwise(source) for source in placeholders(text)})

    def _filled(self, text: str) -> str | None:
        values = {source: self._shown(source) for source in placeholders(text)}
        if any(value is None for value in values.values()):
            return None
        return fill(text, {source: value or "" for source, value in values.items()})

    def _shown(self, source: str) -> str | None:
        program = self.policy.program
        expression = self.language.load(source, program) if program else self.language.compile(source)
        value = self.language.evaluate(expression, self.context)
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
            value_hash=None if value is None or self.silent else digest(json.dumps(value, sort_keys=True)),
            block=self._block(pointer, message) if outcome is Outcome.UNANSWERED and not self.silent else None,
        )

    def _evidence(self, pointer: str) -> tuple[Related, ...]:
        """What was found in the repository for the claim at `pointer`."""
        found = self.subject.evidence.get(pointer)
        if found is None or found.file is None:
            return ()
        start = Position(found.line or 1, 1)
        return (Related(found.file, Region(start, Position(start.line, 2)), found.reason),)

    def _block(self, pointer: str, message: str) -> tuple[str, str]:
        """The outermost part of `pointer` that is missing, and the sentence that says so.

        Where all of it is there, as with a list that lacks members, it is the pointer and the finding's message.
        """
        outermost = ""
        for part in split_pointer(pointer):
            outermost = f"{outermost}/{escape_pointer(part)}"
            if value_at(self.subject.view, outermost) is None:
                return outermost, schema.sentence(self.subject.kind, outermost, self.subject.view)
        return pointer, message


def shown(value: Data) -> str:
    """A value as a sentence holds it: on one line, numbers without needless decimals, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Ten digits hide how inexact fractions are; an amount of more digits than that is shown whole.
        return f"{value:.10g}" if abs(value) < 1e9 else f"{value:.15g}"
    if isinstance(value, list):
        return visible(", ".join(shown(entry) for entry in value))
    if isinstance(value, dict):
        return visible(", ".join(f"{key}: {shown(entry)}" for key, entry in value.items()))
    return visible(str(value))


def _not_stated(_: str) -> str:
    return "(not stated)"


def _to_fill_in(source: str) -> str:
    return f"[{source.rpartition('.')[2].replace('_', ' ')}]"
