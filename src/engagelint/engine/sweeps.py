"""Sweeps: many conditions asked in one evaluation, for the usual case in which all of them hold.

Where a sweep does not say yes, its conditions are judged one by one, as if there were no sweeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engagelint.expressions import Expression


class Asked(NamedTuple):
    """One condition of a sweep: whose it is, and the places that it is asked of."""

    policy: str
    given: str


class Sweep(NamedTuple):
    """Conditions of policies, and `holds`, which says whether all of them do where `guard` is true.

    For a sweep through members it gives a list: how many of them each condition passes in, and how many there are of
    the places that it asks of. The list is empty where a condition does not hold, or `*` stands for other members.
    `alone` are the policies that ask nothing else, with how often they ask.
    """

    guard: Expression | None
    holds: Expression
    asked: tuple[Asked, ...]
    alone: Mapping[str, int] = {}
