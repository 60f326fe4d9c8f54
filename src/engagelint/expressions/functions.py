"""The functions that conditions may call besides CEL's own: on texts and names, and the calculations of `facts`."""

from __future__ import annotations

from functools import lru_cache

from cel_expr_python import cel

from engagelint import facts
from engagelint.text import hidden_characters, mixed_scripts, same_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

#: How the text of an error begins that says that a term is not stated; the term follows.
NOT_STATED = "engagelint-not-stated: "

#: Of how many texts, of how many characters at most, it is remembered what a function says of them.
_REMEMBERED = 2_048
_SHORT = 200


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a term not stated turned into the text that `Language.evaluate` knows."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except facts.NotStated as missing:
            raise LookupError(f"{NOT_STATED}{missing}") from None
        finally:
            # The runtime never lets go of what it has made for a call, which in a thousand files is much.
            for argument in arguments:
                _empty(argument)

    return call


def _empty(made: Any) -> None:
    """Take everything out of a list or mapping that was made for a call."""
    pending = [made]
    while pending:
        one = pending.pop()
        if isinstance(one, (dict, list)):
            pending.extend(one.values() if isinstance(one, dict) else one)
            one.clear()


def remembered(function: Callable[..., bool]) -> Callable[..., bool]:
    """The function of texts with what it said of the last short ones kept."""
    known = lru_cache(maxsize=_REMEMBERED)(function)

    def call(text: str, other: str) -> bool:
        return known(text, other) if len(text) <= _SHORT and len(other) <= _SHORT else function(text, other)

    return call


def _overlap(sites: list[dict[str, Any]], start: str, end: str) -> dict[str, Any]:
    least = facts.overlap(sites, start, end)
    both = f"{least.client} and {least.vendor}"
    return {"hours": least.hours, "worst_date": least.worst_date.isoformat(), "sites": both}


#: Functions that reckon with terms or compare them, with the types of their arguments.
CALCULATIONS: dict[str, tuple[tuple[type, ...], Callable[..., Any]]] = {
    "same_name": ((str, str), remembered(same_name)),
    "overlap": ((list, str, str), _overlap),
    "clock_difference": ((list, str, str), facts.clock_difference),
    "headcount": ((list, str, str), facts.headcount),
    "days": ((str, str), facts.days_between),
    "months": ((str, str), facts.months_between),
}


def reckon(function: str, arguments: Sequence[Any]) -> Any:
    """The result of one of the calculations; None where a condition that calls it has none either."""
    types, reckoned = CALCULATIONS[function]
    if tuple(map(type, arguments)) != types:
        return None
    try:
        return reckoned(*arguments)
    except Exception:  # noqa: BLE001 - as the runtime does of what it calls
        return None


def _duplicates(values: list[Any]) -> list[str]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for value in values:
        folded = " ".join(str(value).casefold().split())
        if folded in seen:
            twice[str(value)] = None
        seen.add(folded)
    return list(twice)


def declarations(speaks_of: Callable[[str, str], bool], is_named: Callable[[str, str], bool]) -> list[cel.FunctionDecl]:
    """The functions as the runtime takes them; these two say what texts speak of, and whether they name somebody."""
    kinds = cel.Type
    text, number, truth, listing = kinds.STRING, kinds.DOUBLE, kinds.BOOL, kinds.List(kinds.DYN)
    mapping = kinds.Map(kinds.DYN, kinds.DYN)

    of_type: dict[type, Any] = {str: text, list: listing}
    results = {"same_name": truth, "overlap": mapping}

    def declare(
        name: str, result: Any, parameters: list[Any], function: Callable[..., Any], *, method: bool = False
    ) -> cel.FunctionDecl:
        return cel.FunctionDecl(name, [cel.Overload(name, result, parameters, method, guarded(function))])

    def unquestioned(_: object) -> bool:
        return True  # what is not stated never gets here: the error for a missing key goes before

    stated = [text, number, truth, listing, mapping]
    return [
        cel.FunctionDecl(
            "stated",
            [cel.Overload(f"stated_{n}", truth, [kind], impl=unquestioned) for n, kind in enumerate(stated)],
        ),
        declare("named", truth, [text], lambda text: is_named(text, "")),
        declare("mentions", truth, [text, text], speaks_of, method=True),
        *(
            declare(name, results.get(name, number), [of_type[one] for one in types], function)
            for name, (types, function) in CALCULATIONS.items()
        ),
        declare("duplicates", kinds.List(text), [listing], _duplicates),
        declare("hidden_characters", kinds.List(text), [text], hidden_characters),
        declare("mixed_scripts", kinds.List(text), [text], mixed_scripts),
    ]


#: Functions of one text that give what is wrong in it.
OF_TEXTS: dict[str, Callable[[str], list[str]]] = {
    "hidden_characters": hidden_characters,
    "mixed_scripts": mixed_scripts,
}


class TextTest:
    """A condition on texts, which remembers those that have passed: most come again in every document."""

    __slots__ = ("_passed", "_test")

    def __init__(self, test: Callable[[str], bool]) -> None:
        self._test = test
        self._passed: set[str] = set()

    def know(self, texts: Iterable[str]) -> None:
        """Take it that these texts pass."""
        self._passed.update(texts)

    def __call__(self, text: str) -> bool:
        """Whether the condition holds for a text."""
        return self._test(text)

    def all_pass(self, texts: frozenset[str]) -> bool:
        """Whether the condition holds for all of the texts."""
        new = texts - self._passed
        if not all(map(self._test, new)):
            return False
        if len(self._passed) + len(new) > _REMEMBERED:
            self._passed.clear()
        self._passed.update(text for text in new if len(text) <= _SHORT)
        return True
