"""Finds what is not well-formed, takes it out of the data, and says what is said about it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from engagelint.codes import own_finding
from engagelint.schema.acceptance import suspects
from engagelint.schema.library import validator
from engagelint.schema.messages import NOT_TYPES, Problem, message, pointer_to

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from engagelint.model import Data, Document, Finding

#: How many findings a file gets at most: who has a hundred to mend learns nothing from more.
MOST_FINDINGS = 100

#: How many errors are looked at, lest a file that is wrong everywhere take long; with more, all of it is refused.
_MOST_ERRORS = 20_000

#: Which of several problems at one place is told: the first in this order.
_ORDER = ("type", "additionalProperties", "required", "const", "enum", "format", "pattern")

#: What the text of a value begins with that is more than the plain value: quotes, anchors, tags, block scalars, lists.
_NOT_PLAIN = tuple("\"'&*!|>[{")


#: The beginning of a number with a comma in it.
_UP_TO_COMMA = re.compile(r"[0-9][0-9,]*,\Z")


def refuse(document: Document, kind: str, view: Data) -> tuple[Data, frozenset[str], list[Finding]]:
    """`view`, the stated data of `document`, without what its schema refuses; the pointers of that; what is said of it.

    A text that YAML reads as a number or a truth value becomes what was typed. `view` is changed.
    """
    work = _Work(document, kind, view, validator(kind))
    errors = (
        (error, path)
        for path, part, node in suspects(kind, view)
        for error in work.validator.evolve(schema=node).iter_errors(part)
    )
    for number, (error, path) in enumerate(islice(errors, _MOST_ERRORS), 1):
        work.take(error, (*path, *error.absolute_path))
        if number == _MOST_ERRORS:
            work.refused.add(())
    return work.result()


class _Work:
    """A validation under way: errors go in one by one, and what is left of the data comes out."""

    def __init__(self, document: Document, kind: str, view: Data, validator: Draft202012Validator) -> None:
        self.document = document
        self.kind = kind
        self.view = view
        self.validator = validator
        self.problems: dict[tuple[str | int, ...], Problem] = {}
        self.refused: set[tuple[str | int, ...]] = set()
        self.emptied: set[tuple[str | int, ...]] = set()

    def take(self, error: ValidationError, path: tuple[str | int, ...]) -> None:
        """Mend what `error` speaks of where the author's intention is plain, else refuse it."""
        rule = cast("dict[str, Any]", error.schema)
        instance = cast("Data", error.instance)
        if error.validator == "type" and error.validator_value == "string" and isinstance(instance, bool | float):
            typed = self._typed(path)
            if typed is not None:
                self._put(path, typed)
                for further in self.validator.evolve(schema=rule).iter_errors(typed):
                    self.take(further, path)
                return
        if error.validator == "additionalProperties":
            for key in instance:
                if key not in rule.get("properties", {}) and not _own(key, rule):
                    own = (*path, key)
                    self._refuse(own, Problem("unknown", own, key, rule, self._parted(own)))
        elif error.validator == "required":
            for key in rule["required"]:
                if key not in instance:
                    self._refuse((*path, key), Problem("required", (*path, key), None, rule))
        elif error.validator in NOT_TYPES or error.validator == "type":
            self._wrong(error, path, rule)

    def _wrong(self, error: ValidationError, path: tuple[str | int, ...], rule: dict[str, Any]) -> None:
        member = bool(path) and isinstance(path[-1], int)
        mapping = member and (rule.get("type") == "object" or _alternative(error))
        if mapping and error.validator == "type":
            self.emptied.add(path)
            if error.instance is None:
                return
        problem = Problem(str(error.validator), path, error.instance, rule)
        if member and not mapping:
            self._refuse(path[:-1], problem)
        else:
            self._refuse(path, problem)

    def _refuse(self, path: tuple[str | int, ...], problem: Problem) -> None:
        self.refused.add(path)
        known = self.problems.get(problem.path)
        if known is None or _rank(problem) < _rank(known):
            self.problems[problem.path] = problem

    def _typed(self, path: tuple[str | int, ...]) -> str | None:
        """What the author typed where YAML read a number or a truth value; None where no plain scalar stands there."""
        _, mark, exists = self.document.nearest(pointer_to(path))
        text = self.document.source.text[mark.start : mark.end]
        return text if exists and text and not text.startswith(_NOT_PLAIN) else None

    def _parted(self, path: tuple[str | int, ...]) -> str:
        """The number of which a comma in braces left nothing but digits for a name, as typed; empty where none did."""
        digits = str(path[-1])
        if not digits.isascii() or not digits.isdigit():
            return ""
        _, mark, _ = self.document.nearest(pointer_to(path))
        before = _UP_TO_COMMA.search(self.document.source.text, max(0, mark.key_start - 40), mark.key_start)
        return f"{before[0]}{digits}" if before and mark.start == mark.end else ""

    def _put(self, path: tuple[str | int, ...], value: Data) -> None:
        self._container(path)[path[-1]] = value

    def _container(self, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 -- a dict or a list, as the last part says
        container = self.view
        for part in path[:-1]:
            container = container[part]
        return container

    def result(self) -> tuple[Data, frozenset[str], list[Finding]]:
        """The data without what was refused, and what is said about it, in the order of the text."""
        findings = sorted((self._finding(problem) for problem in self._first()), key=lambda one: one.sort_key)
        for path in sorted(self.refused | self.emptied, key=len, reverse=True):
            if not path:
                self.view = {}
            elif path in self.emptied or isinstance(path[-1], int):
                self._put(path, {})
            else:
                self._container(path).pop(path[-1], None)
        return self.view, frozenset(pointer_to(path) for path in self.refused), findings

    def _first(self) -> list[Problem]:
        """The problems that are told: those that come first in the text, once each, whatever an alias repeats."""
        places = ((self._start(problem), index, problem) for index, problem in enumerate(self.problems.values()))
        told: dict[object, Problem] = {}
        for _, _, problem in sorted(places, key=lambda one: one[:2]):
            told.setdefault(self._written(problem), problem)
        return list(islice(told.values(), MOST_FINDINGS))

    def _written(self, problem: Problem) -> object:
        """What is the same for problems of one and the same part of the text."""
        if not problem.path:
            return problem.rule_broken
        group = self.document.value(pointer_to(problem.path[:-1]))
        holder = id(group) if isinstance(group, dict | list) else problem.path[:-1]
        return holder, problem.path[-1], problem.rule_broken

    def _start(self, problem: Problem) -> int:
        _, mark, _ = self.document.nearest(pointer_to(problem.path))
        return mark.start

    def _finding(self, problem: Problem) -> Finding:
        pointer = pointer_to(problem.path)
        region = self.document.region(pointer, key=problem.rule_broken == "unknown")
        return own_finding("SCH", self.document.source, region, message(self.kind, problem), pointer)


def _rank(problem: Problem) -> int:
    return _ORDER.index(problem.rule_broken) if problem.rule_broken in _ORDER else len(_ORDER)


def _own(key: str, rule: dict[str, Any]) -> bool:
    """Whether `rule` leaves `key` to the author."""
    return any(re.search(pattern, key) for pattern in rule.get("patternProperties", {}))


def _alternative(error: ValidationError) -> bool:
    """Whether the error is about a list's member that might have been a mapping, such as a criterion."""
    where = list(error.absolute_schema_path)
    return len(where) >= 2 and where[-2] == "else"
