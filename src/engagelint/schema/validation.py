"""Validates a document against its schema, and gives the data that policies may look at."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from engagelint.model import Finding, Outcome, Severity, escape_pointer
from engagelint.schema import fields
from engagelint.schema.formats import FORMATS
from engagelint.schema.messages import NOT_TYPES, Problem, message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from engagelint.model import Data, Document

#: How many findings a file gets at most: who has a hundred to mend learns nothing from more.
MOST_FINDINGS = 100

#: How many errors are looked at, lest a file made to be wrong in every place take long.
_MOST_ERRORS = 20_000

#: Which of several problems at one place is told: the first in this order.
_ORDER = ("type", "additionalProperties", "required", "const", "enum", "format", "pattern")

#: What the text of a scalar begins with that is more than the scalar itself: quotes, anchors, tags, block scalars, lists.
_NOT_PLAIN = tuple("\"'&*!|>[{")


class Validated(NamedTuple):
    """A document as its schema sees it.

    `view` is a copy of its data without what is not stated (null, an empty text) and without what was refused; numbers
    are floats. `refused` holds the pointers of what was refused, `findings` what is said about it.
    """

    view: Data
    refused: frozenset[str]
    findings: list[Finding]


def validate(document: Document, kind: str) -> Validated:
    """`document` checked against the schema of `kind`, a `Kind` or a schema's name."""
    work = _Work(document, kind, stated(document.data))
    for error in islice(_validator(kind).iter_errors(work.view), _MOST_ERRORS):
        work.take(error, tuple(error.absolute_path))
    return work.result()


def stated(data: Data) -> Data:
    """A copy of `data` without mapping members that are null or an empty text, and with floats for numbers.

    The recursion is bounded: no document is nested more than 64 deep.
    """
    if isinstance(data, dict):
        return {key: stated(value) for key, value in data.items() if value is not None and value != ""}
    if isinstance(data, list):
        return [stated(value) for value in data]
    if isinstance(data, int) and not isinstance(data, bool):
        return float(data) if abs(data) < 10**300 else math.copysign(math.inf, data)
    return data


class _Work:
    """A validation under way: errors go in one by one, and what is left of the data comes out."""

    def __init__(self, document: Document, kind: str, view: Data) -> None:
        self.document = document
        self.kind = kind
        self.view = view
        self.problems: dict[tuple[str | int, ...], Problem] = {}
        self.refused: set[tuple[str | int, ...]] = set()
        self.emptied: set[tuple[str | int, ...]] = set()

    def take(self, error: ValidationError, path: tuple[str | int, ...]) -> None:
        """Mend what `error` speaks of where the author's intention is plain, else refuse it."""
        rule: dict[str, Any] = error.schema
        if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, bool | float):
            typed = self._typed(path)
            if typed is not None:
                self._put(path, typed)
                for further in _validator(self.kind).evolve(schema=rule).iter_errors(typed):
                    self.take(further, path)
                return
        if error.validator == "additionalProperties":
            for key in error.instance:
                if key not in rule["properties" if "properties" in rule else "patternProperties"] and not _own(
                    key, rule
                ):
                    self._refuse((*path, key), Problem("unknown", (*path, key), key, rule))
        elif error.validator == "required":
            for key in rule["required"]:
                if key not in error.instance:
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
        _, mark, exists = self.document.nearest(_pointer(path))
        text = self.document.source.text[mark.start : mark.end]
        return text if exists and text and not text.startswith(_NOT_PLAIN) else None

    def _put(self, path: tuple[str | int, ...], value: Data) -> None:
        self._container(path)[path[-1]] = value

    def _container(self, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - a dict or a list, as the last part is a key or an index
        container = self.view
        for part in path[:-1]:
            container = container[part]
        return container

    def result(self) -> Validated:
        """The data without what was refused, and what is said about it, in the order of the text."""
        findings = sorted((self._finding(problem) for problem in self._first()), key=lambda one: one.sort_key)
        for path in sorted(self.refused | self.emptied, key=len, reverse=True):
            if not path:
                self.view = {}
            elif path in self.emptied or isinstance(path[-1], int):
                self._put(path, {})
            else:
                self._container(path).pop(path[-1], None)
        return Validated(self.view, frozenset(_pointer(path) for path in self.refused), findings)

    def _first(self) -> list[Problem]:
        """The problems that are told: those that come first in the text."""
        places = ((self._mark(problem), index, problem) for index, problem in enumerate(self.problems.values()))
        return [problem for _, _, problem in sorted(places, key=lambda one: one[:2])[:MOST_FINDINGS]]

    def _mark(self, problem: Problem) -> int:
        _, mark, _ = self.document.nearest(_pointer(problem.path))
        return mark.key_start if problem.rule_broken == "unknown" else mark.start

    def _finding(self, problem: Problem) -> Finding:
        pointer = _pointer(problem.path)
        return Finding(
            id="SCH",
            name="well-formed",
            severity=Severity.ERROR,
            outcome=Outcome.VIOLATED,
            file=self.document.source.path,
            region=self.document.region(pointer, key=problem.rule_broken == "unknown"),
            pointer=pointer,
            message=message(self.kind, problem),
        )


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join(f"/{escape_pointer(str(part))}" for part in path)


def _rank(problem: Problem) -> int:
    return _ORDER.index(problem.rule_broken) if problem.rule_broken in _ORDER else len(_ORDER)


def _own(key: str, rule: dict[str, Any]) -> bool:
    """Whether `rule` leaves `key` to the author."""
    return any(re.search(pattern, key) for pattern in rule.get("patternProperties", {}))


def _alternative(error: ValidationError) -> bool:
    """Whether the error is about a list's member that might have been a mapping, such as a criterion."""
    where = list(error.absolute_schema_path)
    return len(where) >= 2 and where[-2] == "else"


@cache
def _validator(kind: str) -> Draft202012Validator:
    # Some 40 ms to import: a run that checks nothing need not pay for it.
    from jsonschema import Draft202012Validator, FormatChecker, validators  # noqa: PLC0415
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415

    def pattern(_: Any, wanted: str, instance: Any, __: Any) -> Iterator[ValidationError]:  # noqa: ANN401 - the library's
        # In Python `$` lets a line break pass at the end, which JSON Schema does not.
        if isinstance(instance, str) and (instance.endswith("\n") or not re.search(wanted, instance)):
            yield ValidationError("another form is expected")

    formats = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        formats.checks(name)(_texts_only(holds))
    extended = validators.extend(Draft202012Validator, {"pattern": pattern})
    # An empty registry: nothing that a schema refers to is ever fetched.
    built: Draft202012Validator = extended(fields.root(kind), registry=Registry(), format_checker=formats)
    return built


def _texts_only(holds: Any) -> Any:  # noqa: ANN401 - the library's
    """A form says nothing of what is no text."""
    return lambda instance: not isinstance(instance, str) or holds(instance)
