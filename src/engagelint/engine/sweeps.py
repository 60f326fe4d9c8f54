"""Sweeps: many conditions asked in one evaluation, for the usual case in which all of them hold.

Where a sweep does not say yes, its conditions are judged one by one, as if there were no sweeps.
"""

from __future__ import annotations

from collections.abc import Sequence

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from engagelint.expressions import Expression

#: Where a term stands: the names that lead to it from a variable on.
Path = Sequence[str]
#: A function's name, and its arguments: paths, or texts as they are.
Call = tuple[str, Sequence["Path | str"]]
#: In the path of a term: the members of a list, and those of a group.
MEMBERS, GROUP = "*", "{}"


class Asked(NamedTuple):
    """One condition of a sweep: whose it is, and the places that it is asked of."""

    policy: str
    given: str


class Sweep(NamedTuple):
    """Conditions of policies, and `holds`, which says whether all of them do where `guard` is true.

    For a sweep through members it gives a text of numbers, empty where a condition does not hold. For each condition
    `numbers` says which of them counts the places that it passes in, and which all the places that it asks of.
    `alone` are the policies that ask nothing else, with how often they ask. `told` are what the conditions ask of
    single texts (a concept, or `named`), each with the paths of the terms that it is asked of. `reckoned` are their
    calls that reckon with terms, each with the function and its arguments: paths, or texts as they are.
    """

    guard: Expression | None
    holds: Expression
    asked: tuple[Asked, ...]
    numbers: Sequence[tuple[int, int]] = ()
    alone: Mapping[str, int] = {}
    told: Mapping[str, Sequence[Path]] = {}
    reckoned: Mapping[str, Call] = {}


def answers(
    told: Mapping[str, Iterable[Path]], variables: Mapping[str, Any], says: Callable[[str, str], bool]
) -> dict[str, dict[str, bool]]:
    """What `says(what, text)` gives for everything that is asked, and each text that one of its paths leads to.

    Asking from within an evaluation takes longer, and what is handed over there stays in memory for ever.
    """
    return {
        what: {text: says(what, text) for path in paths for text in _found(variables, path) if type(text) is str}
        for what, paths in told.items()
    }


def results(
    calls: Mapping[str, Call], variables: Mapping[str, Any], reckon: Callable[[str, Sequence[Any]], Any]
) -> dict[str, Any]:
    """What `reckon(function, arguments)` gives for each call that has its terms, and a result."""
    found = {}
    for call, (function, terms) in calls.items():
        arguments = [[term] if isinstance(term, str) else _found(variables, term) for term in terms]
        result = reckon(function, [one for (one,) in arguments]) if all(arguments) else None
        if result is not None:
            found[call] = result
    return found


def _found(value: Any, path: Path) -> Sequence[Any]:  # noqa: ANN401 - any data
    """The values that a path leads to."""
    values = [value]
    for part in path:
        if part == MEMBERS:
            values = [member for value in values if type(value) is list for member in value]
        elif part == GROUP:
            values = [member for value in values if isinstance(value, dict) for member in value.values()]
        else:
            values = [value[part] for value in values if isinstance(value, dict) and part in value]
    return values
