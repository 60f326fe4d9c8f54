"""Copies of data in which one term is another, and the ways to terms."""

from __future__ import annotations

from datetime import timedelta

from engagelint.facts import NotStated, parse_date
from engagelint.model import escape_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.model import Data

#: The part of a path that stands for a place behind a list's last member.
BEHIND = "-"


def pointer_of(path: Sequence[str]) -> str:
    """The JSON Pointer of a path."""
    return "".join(f"/{escape_pointer(part)}" for part in path)


def put(data: Data, path: Sequence[str], value: Data) -> Data:
    """A copy of `data` with `value` at `path`, or without what stands there where it is None.

    Groups on the way that are missing are made; a way through something else leads nowhere, and gives `data` itself.
    """
    if not path:
        return value
    part, rest = path[0], path[1:]
    if data is None:
        data = [] if part == BEHIND else {}
    if isinstance(data, dict):
        below = put(data.get(part), rest, value)
        return {key: one for key, one in {**data, part: below}.items() if one is not None}
    if not isinstance(data, list):
        return data
    if part == BEHIND:
        below = put(None, rest, value)
        return data if below is None else [*data, below]
    if not part.isdigit() or int(part) >= len(data):
        return data
    below = put(data[int(part)], rest, value)
    return [one for number, one in enumerate([*data[: int(part)], below, *data[int(part) + 1 :]]) if one is not None]


def shifted(day: str, days: int) -> str | None:
    """The date so many days after `day` (YYYY-MM-DD), before it where negative; None where there is none."""
    try:
        return (parse_date(day) + timedelta(days=days)).isoformat()
    except (NotStated, OverflowError):
        return None
