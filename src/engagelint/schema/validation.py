"""Validates a document against its schema, and gives the data that policies may look at."""

from __future__ import annotations

import math

from engagelint.records import NamedTuple
from engagelint.schema.acceptance import accepts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Data, Document, Finding


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
    view = stated(document.data)
    if accepts(kind, view):
        return Validated(view, frozenset(), [])
    # The library takes ten times as long to import as all of this: only what is not well-formed pays for it.
    from engagelint.schema.refusal import refuse

    return Validated(*refuse(document, kind, view))


def stated(data: Data) -> Data:
    """A copy of `data` without mapping members that are null or an empty text, and with floats for numbers.

    The recursion is bounded: no document is nested more than 64 deep. Most values are texts, which stay as they are.
    """
    if isinstance(data, dict):
        return {
            key: value if type(value) is str else stated(value)
            for key, value in data.items()
            if value is not None and value != ""
        }
    if isinstance(data, list):
        return [value if type(value) is str else stated(value) for value in data]
    if isinstance(data, int) and not isinstance(data, bool):
        # Beyond any limit, and beyond floats: what is refused as too large need not be exact.
        return float(data) if abs(data) < 10**300 else math.inf if data > 0 else -math.inf
    return data


def whole_numbers(value: Data) -> Data:
    """A view's numbers, which are floats for conditions, as people write them."""
    if isinstance(value, dict):
        return {key: whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [whole_numbers(entry) for entry in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
