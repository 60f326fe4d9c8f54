"""The concepts that policies ask for, read from the lexicon's data and compiled when first asked for."""

from __future__ import annotations

import re
from functools import lru_cache

from engagelint.records import NamedTuple
from engagelint.text.patterns import Patterns, index, telling
from engagelint.text.shapes import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any, Final

_EVERY: Final = frozenset(("every language",))
_LISTS: Final = ("before", "instead", "after", "predicates", "denied", "positive", "breaks", "conjunctions")


class Negation(NamedTuple):
    """How a group of languages denies something.

    `before` and `instead` (which reaches no further than a comma) stand before what they deny, `after` behind it and
    ahead of one of `predicates`; `denied` is a predicate that denies by itself. A negator with one of `positive` next
    to it (no less than) denies nothing. Nothing reaches over `breaks`.
    """

    before: Patterns
    instead: Patterns
    after: Patterns
    predicates: Patterns
    denied: Patterns
    positive: Patterns
    breaks: Patterns
    conjunctions: Patterns


class Shape(NamedTuple):
    """A regular expression for a folded text, compiled when a text holds one of `needed`, which every match does.

    An empty `needed` says nothing.
    """

    source: str
    needed: str

    def search(self, folded: str, present: frozenset[str]) -> re.Match[str] | None:
        """The first match in a folded text; `present` are the characters of the text."""
        return None if self.needed and present.isdisjoint(self.needed) else _compiled(self.source).search(folded)


class Concept(NamedTuple):
    """What says that a text speaks of something.

    `terms` count unless `traps` cover them or they are denied; `shapes` match the folded text anywhere. With `whole`,
    the text must consist of terms and `fillers` and of nothing else.
    """

    terms: Patterns
    traps: Patterns
    fillers: Patterns
    shapes: tuple[Shape, ...]
    deniable: bool
    whole: bool


class Lexicon:
    """The concepts and negations of a lexicon file. A concept is made when it is first asked for."""

    def __init__(
        self,
        names: Iterable[str],
        negation: Mapping[str, Any],
        prepared: Callable[[str], Mapping[str, Any]],
        every_negation: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Take the names of all concepts and the file's `negation`.

        The others give the data of `prepare` for a concept, and of `prepare_negation` for all languages.
        """
        self.names = tuple(names)
        self._negation = negation
        self._prepared = prepared
        self._every_negation = every_negation
        self._concepts: dict[str, Concept] = {}
        self._negations: dict[frozenset[str], Negation] = {}

    def concept(self, name: str) -> Concept:
        """The concept `name`.

        Raises:
            KeyError: the lexicon has no such concept.

        """
        if name not in self._concepts:
            if name not in self.names:
                raise KeyError(name)
            data = self._prepared(name)
            self._concepts[name] = Concept(
                terms=Patterns(data["terms"]),
                traps=Patterns(data["traps"]),
                fillers=Patterns(data["fillers"]),
                shapes=tuple(Shape(*shape) for shape in data["shapes"]),
                deniable=data["deniable"],
                whole=data["whole"],
            )
        return self._concepts[name]

    def negation(self, languages: frozenset[str]) -> Negation:
        """How a term of these languages is denied. English terms stand in texts of every language."""
        languages = _EVERY if "en" in languages else languages
        if languages not in self._negations:
            lists = self._every_negation() if languages is _EVERY else prepare_negation(self._negation, languages)
            self._negations[languages] = Negation(*(Patterns(lists[name]) for name in _LISTS))
        return self._negations[languages]


def load_lexicon(data: Mapping[str, Any]) -> Lexicon:
    """The lexicon in `data`, the content of a lexicon file.

    Raises:
        ValueError: the data has no concepts, or a concept has none of `terms`, `alone` and `shapes`.

    """
    concepts = data.get("concepts")
    if not concepts:
        message = "the lexicon has no concepts"
        raise ValueError(message)
    for name, concept in concepts.items():
        if not any(concept.get(key) for key in ("terms", "alone", "shapes")):
            message = f"the lexicon's concept {name!r} has no terms"
            raise ValueError(message)
    negation = data.get("negation", {})
    return Lexicon(concepts, negation, lambda name: prepare(data, name), lambda: prepare_negation(negation, negation))


def prepare_negation(negation: Mapping[str, Any], languages: Collection[str]) -> dict[str, Any]:
    """How terms are denied in the words of some languages, as plain data, by the names of `Negation`."""
    spoken = [lists for name, lists in negation.items() if name in languages]
    return {name: index((word, "", False) for lists in spoken for word in lists.get(name, ())) for name in _LISTS}


def prepare(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A concept of a lexicon file as plain data, its patterns by the words that they begin with."""
    concept = data["concepts"][name]
    whole = bool(concept.get("whole"))
    fillers = (data.get("fillers", {}), concept.get("fillers", {}))
    terms = index([*_entries(concept.get("terms", {})), *_entries(concept.get("alone", {}), alone=True)])
    return {
        "terms": {**terms, "telling": telling(terms["patterns"])},
        "traps": index(_entries(concept.get("traps", {}))),
        "fillers": index(entry for one in fillers for entry in _entries(one)),
        "shapes": [(shape, "".join(sorted(needed(shape)))) for shape in concept.get("shapes", ())],
        "deniable": bool(concept.get("deniable", True)) and not whole,
        "whole": whole,
    }


@lru_cache(maxsize=256)
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def _entries(by_language: Mapping[str, list[str]], *, alone: bool = False) -> Iterator[tuple[str, str, bool]]:
    for language, sources in by_language.items():
        for source in sources:
            yield source, language, alone
