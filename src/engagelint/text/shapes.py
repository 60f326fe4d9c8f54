"""What a regular expression cannot match without, so that most texts need not be searched for it."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

#: Characters more than these tell little: nearly every text holds one of them.
_MOST: Final = 12


def needed(pattern: str) -> frozenset[str]:
    """Characters of which every text holds at least one that the pattern matches; none where nothing is known."""
    from re import _parser  # type: ignore[attr-defined] # there is no other way to look into a pattern

    return _needed(_parser.parse(pattern))


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The fewest characters that a part of a sequence needs, those that are no letters first."""
    found = [chars for operation, argument in sequence if (chars := _of_part(str(operation), argument))]
    few = [chars for chars in found if len(chars) <= _MOST]
    return min(few, key=lambda chars: (any(one.isalnum() for one in chars), len(chars)), default=frozenset())


def _of_part(operation: str, argument: Any) -> frozenset[str]:  # noqa: ANN401 - the parser's own types
    if operation == "LITERAL":
        return frozenset(chr(argument))
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _needed(argument[2]) if argument[0] else frozenset()
    if operation == "SUBPATTERN":
        return frozenset() if argument[1] & re.IGNORECASE else _needed(argument[3])
    if operation == "BRANCH":
        branches = [_needed(one) for one in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()
