"""Validates a document against its schema, and gives the data that policies may look at."""

from __future__ import annotations

import math

from engagelint.records import NamedTuple
from engagelint.schema.acceptance import accepts, empty_strangers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

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
    cut: list[Data] = []
    view = _stated(document.data, cut)
    if cut:  # A term that is left empty is not stated; a name that no term has is wrong, whatever stands behind it.
        for path in empty_strangers(kind, document.data):
            _keep(view, path)
    if accepts(kind, view):
        return Validated(view, frozenset(), [])
    # The library takes ten times as long to import as all of this: only what is not well-formed pays for it.
    from engagelint.schema.refusal import refuse

    return Validated(*refuse(document, kind, view))


def _keep(view: Data, path: Sequence[str | int]) -> None:
    """Let `view` hold at `path` the null that was left out of it."""
    for part in path[:-1]:
        view = view[part]
    view[path[-1]] = None


def stated(data: Data) -> Data:
    """A copy of `data` without mapping members that are null or an empty text, and with floats for numbers.

    The recursion is bounded: no document is nested more than 64 deep. Most values are texts, which stay as they are.
    """
    return _stated(data, [])


def _stated(data: Data, cut: list[Data]) -> Data:
    """The same; the mappings of which something is left out are added to `cut`."""
    if isinstance(data, dict):
        kept = {
            key: value if type(value) is str else _stated(value, cut)
            for key, value in data.items()
            if value is not None and value != ""
        }
        if len(kept) < len(data):
            cut.append(data)
        return kept
    if isinstance(data, list):
        return [value if type(value) is str else _stated(value, cut) for value in data]
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
