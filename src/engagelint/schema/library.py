"""The validator of the `jsonschema` library, set up so that it fetches nothing and knows our forms of text."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry

from engagelint.schema import fields
from engagelint.schema.acceptance import are_in_order
from engagelint.schema.formats import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator for the schema of `kind`, a `Kind` or a schema's name."""
    formats = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        formats.checks(name)(_for_texts(holds))
    extended: Any = validators.extend(Draft202012Validator, _OWN)  # type: ignore[no-untyped-call]
    # An empty registry: nothing that a schema refers to is ever fetched.
    built: Draft202012Validator = extended(fields.root(kind), registry=Registry(), format_checker=formats)
    return built


def _pattern(_: object, wanted: str, instance: object, __: object) -> Iterator[ValidationError]:
    # In Python `$` lets a line break pass at the end, which JSON Schema does not.
    if isinstance(instance, str) and (instance.endswith("\n") or not re.search(wanted, instance)):
        yield ValidationError("another form is expected")


def _in_order(_: object, wanted: list[str], instance: object, __: object) -> Iterator[ValidationError]:
    for earlier, later in pairwise(wanted):
        if isinstance(instance, dict) and not are_in_order(instance, earlier, later):
            yield ValidationError("a later day is expected", path=(later,))


#: What holds otherwise than in JSON Schema, or is our own.
_OWN = {"pattern": _pattern, "x-in-order": _in_order}


def _for_texts(holds: Callable[[str], bool]) -> Callable[[object], bool]:
    """A form says nothing of what is no text."""
    return lambda instance: not isinstance(instance, str) or holds(instance)
