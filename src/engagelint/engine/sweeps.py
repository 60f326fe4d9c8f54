"""Sweeps: many conditions asked in one evaluation, for the usual case in which all of them hold.

Where a sweep does not say yes, its conditions are judged one by one, as if there were no sweeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.records import NamedTuple

if TYPE_CHECKING:
    from engagelint.expressions import Expression


class Asked(NamedTuple):
    """One condition of a sweep: whose it is, and the places that it is asked of.

    `container` is the type of what `*` goes through, dict or list; None for a single place.
    """

    policy: str
    given: str
    container: type | None


class Sweep(NamedTuple):
    """Conditions of policies, and `holds`, which says whether all of them do where `guard` is true.

    For a sweep through members it gives how many of them each condition applies to, and no number where one does not
    hold.
    """

    guard: Expression | None
    holds: Expression
    asked: tuple[Asked, ...]
