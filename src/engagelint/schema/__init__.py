"""Schemas: whether a document is well-formed, what every field is called, and what is said of one that is missing."""

from engagelint.schema.editors import for_editors
from engagelint.schema.fields import Direction, Field, direction, exists, field, phrase, sentence
from engagelint.schema.validation import Validated, validate

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
    "validate",
]
