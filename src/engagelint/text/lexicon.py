"""The concepts that policies ask for, read from the lexicon's data and compiled when first asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engagelint.text.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


class Concept(NamedTuple):
    """What says that a text speaks of something.

    `terms` count unless `traps` cover them or they are denied; `shapes` match the folded text anywhere. With `whole`,
    the text must consist of terms and `fillers` and of nothing else.
    """

    terms: Patterns
    traps: Patterns
    fillers: Patterns
    shapes: tuple[re.Pattern[str], ...]
    deniable: bool
    whole: bool


@dataclass(frozen=True)
class Lexicon:
    """The concepts and negations of a lexicon file. A concept is compiled when it is first asked for."""

    data: Mapping[str, Any]
    _concepts: dict[str, Concept] = field(default_factory=dict, compare=False, repr=False)
    _negations: dict[frozenset[str], Negation] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all concepts."""
        return tuple(self.data["concepts"])

    def concept(self, name: str) -> Concept:
        """The concept `name`.

        Raises:
            KeyError: the lexicon has no such concept.

        """
        if name not in self._concepts:
            self._concepts[name] = _concept(self.data["concepts"][name], self.data.get("fillers", {}))
        return self._concepts[name]

    def negation(self, languages: frozenset[str]) -> Negation:
        """How a term of these languages is denied. English terms stand in texts of every language."""
        if languages not in self._negations:
            spoken = [
                lists for name, lists in self.data.get("negation", {}).items() if name in languages or "en" in languages
            ]
            self._negations[languages] = Negation(
                *(Patterns((word, "", False) for lists in spoken for word in lists.get(key, ())) for key in _LISTS)
            )
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
    return Lexicon(data)


def _concept(data: Mapping[str, Any], fillers: Mapping[str, list[str]]) -> Concept:
    whole = bool(data.get("whole"))
    own = data.get("fillers", {})
    return Concept(
        terms=Patterns([*_entries(data.get("terms", {})), *_entries(data.get("alone", {}), alone=True)]),
        traps=Patterns(_entries(data.get("traps", {}))),
        fillers=Patterns([*_entries(fillers), *_entries(own)]),
        shapes=tuple(re.compile(shape) for shape in data.get("shapes", ())),
        deniable=bool(data.get("deniable", True)) and not whole,
        whole=whole,
    )


def _entries(by_language: Mapping[str, list[str]], *, alone: bool = False) -> Iterator[tuple[str, str, bool]]:
    for language, sources in by_language.items():
        for source in sources:
            yield source, language, alone
