"""Schemas: whether a document is well-formed, what every field is called, and what is said of one that is missing."""

from engagelint.schema.fields import Field, exists, field, sentence
from engagelint.schema.validation import Validated, validate

__all__ = ["Field", "Validated", "exists", "field", "sentence", "validate"]
