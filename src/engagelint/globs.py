"""Patterns of paths, as configurations state them, in time that grows with path and pattern only.

A pattern may come from a counterparty: translated into a regular expression, a few stars would make it run for ever.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath


def fits(below: str, pattern: str) -> bool:
    """Whether a relative path lies where a pattern says.

    `*` is any part of a name, `?` any character, `**` any folders; a folder stands for all that is below it.
    """
    parts, names = _parts(pattern), below.split("/")
    if not parts:
        return len(names) == 1
    places = _reached({0}, parts)
    for name in names:
        places = _reached({after for at in places for after in _behind(at, name, parts)}, parts)
        if len(parts) in places:
            return True  # the path itself, or a folder above it
    return False


@lru_cache(maxsize=4096)
def _parts(pattern: str) -> tuple[str, ...]:
    """The pattern's names; behind a `**` at its end stands what it leads to."""
    parts = PurePosixPath(pattern).parts
    return (*parts, "*") if parts[-1:] == ("**",) else parts


def _reached(places: set[int], parts: tuple[str, ...]) -> set[int]:
    """The places in the pattern, with those behind each `**`, which may stand for no folder at all."""
    reached = set(places)
    for at, part in enumerate(parts):
        if part == "**" and at in reached:
            reached.add(at + 1)
    return reached


def _behind(at: int, name: str, parts: tuple[str, ...]) -> tuple[int, ...]:
    """The places that a name leads to from the place `at`."""
    if parts[at] == "**":
        return (at,)
    return (at + 1,) if _same(name, parts[at]) else ()


@lru_cache(maxsize=4096)
def _same(name: str, part: str) -> bool:
    """Whether a name is what one part of a pattern says: where it fails, only the last `*` takes one character more."""
    at = here = 0
    star, taken = -1, 0
    while at < len(name):
        if here < len(part) and part[here] == "*":
            star, taken = here, at
            here += 1
        elif here < len(part) and part[here] in {"?", name[at]}:
            at, here = at + 1, here + 1
        elif star >= 0:
            taken += 1
            at, here = taken, star + 1
        else:
            return False
    return not part[here:].strip("*")
