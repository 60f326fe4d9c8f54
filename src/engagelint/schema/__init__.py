"""Schemas: whether a document is well-formed, what every field is called, and what is said of one that is missing."""

from engagelint.schema.fields import Direction, Field, direction, exists, field, phrase, sentence, unit
from engagelint.schema.validation import Validated, validate, whole_numbers

__all__ = [
    "Direction",
    "Field",
    "Validated",
    "direction",
    "exists",
    "field",
    "for_editors",
    "phrase",
    "sentence",
    "unit",
    "validate",
    "whole_numbers",
]


def for_editors(kind: str) -> str:
    """The schema of a kind (a `Kind` or a schema's name) as text, as editors need it."""
    from engagelint.schema import editors

    return editors.for_editors(kind)
