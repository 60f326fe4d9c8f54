"""The concepts that policies ask for, read from the lexicon's data and compiled when first asked for."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache, partial

from engagelint.records import NamedTuple
from engagelint.text.patterns import Patterns, index, may_match, telling
from engagelint.text.shapes import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any, Final

    from engagelint.text.patterns import Telling

_EVERY: Final = frozenset(("every language",))
_LISTS: Final = ("before", "instead", "after", "predicates", "denied", "aside", "positive", "breaks", "conjunctions")


class Negation(NamedTuple):
    """How a group of languages denies something.

    `before` and `instead` (which reaches no further than a comma) stand before what they deny, `after` behind it and
    ahead of one of `predicates`; `denied` is a predicate that denies by itself, `aside` one that does where the clause
    claims nothing else (is a planning aid). A negator with one of `positive` next to it (no less than) denies nothing.
    Nothing reaches over `breaks`.
    """

    before: Patterns
    instead: Patterns
    after: Patterns
    predicates: Patterns
    denied: Patterns
    aside: Patterns
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


class Concept:
    """What says that a text speaks of something.

    `terms` count unless `traps` cover them or they are denied; `shapes` match the folded text anywhere. With `whole`,
    the text must consist of terms and `fillers` and of nothing else.
    """

    def __init__(self, told: Mapping[str, Any], patterns: Callable[[], Mapping[str, Any]]) -> None:
        """Take what `prepare` gave, and what gives what `prepare_patterns` did: most texts are done with before."""
        self.shapes = tuple(Shape(*shape) for shape in told["shapes"])
        self.deniable: bool = told["deniable"]
        self.whole: bool = told["whole"]
        self._telling: Telling = told["telling"]
        self._patterns = patterns

    def may_stand_in(self, folded: str) -> bool:
        """Whether one of the terms may stand in a folded text."""
        return may_match(self._telling, folded)

    @cached_property
    def _indexed(self) -> Mapping[str, Any]:
        return self._patterns()

    @cached_property
    def terms(self) -> Patterns:
        """What names it."""
        return Patterns(self._indexed["terms"])

    @cached_property
    def traps(self) -> Patterns:
        """What has its words and means something else."""
        return Patterns(self._indexed["traps"])

    @cached_property
    def fillers(self) -> Patterns:
        """What may stand beside it and says nothing."""
        return Patterns(self._indexed["fillers"])


class Lexicon:
    """The concepts and negations of a lexicon file. A concept is made when it is first asked for."""

    def __init__(
        self,
        names: Iterable[str],
        negation: Mapping[str, Any],
        prepared: Callable[[str], Mapping[str, Any]],
        patterns: Callable[[str], Mapping[str, Any]],
        every_negation: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Take the names of all concepts and the file's `negation`.

        The others give the data of `prepare` and of `prepare_patterns` for a concept, and of `prepare_negation` for all
        languages.
        """
        self.names = tuple(names)
        self._negation = negation
        self._prepared = prepared
        self._patterns = patterns
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
            self._concepts[name] = Concept(self._prepared(name), partial(self._patterns, name))
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
    return Lexicon(
        concepts,
        negation,
        lambda name: prepare(data, name),
        lambda name: prepare_patterns(data, name),
        lambda: prepare_negation(negation, negation),
    )


def prepare_negation(negation: Mapping[str, Any], languages: Collection[str]) -> dict[str, Any]:
    """How terms are denied in the words of some languages, as plain data, by the names of `Negation`."""
    spoken = [lists for name, lists in negation.items() if name in languages]
    return {name: index((word, "", False) for lists in spoken for word in lists.get(name, ())) for name in _LISTS}


def prepare(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What is needed of a concept of a lexicon file for every text, as plain data."""
    concept = data["concepts"][name]
    whole = bool(concept.get("whole"))
    return {
        "telling": telling(prepare_patterns(data, name)["terms"]["patterns"]),
        "shapes": [(shape, "".join(sorted(needed(shape)))) for shape in concept.get("shapes", ())],
        "deniable": bool(concept.get("deniable", True)) and not whole,
        "whole": whole,
    }


def prepare_patterns(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The terms, traps and fillers of a concept as plain data, by the words that they begin with."""
    concept = data["concepts"][name]
    # Nobody asks what stands beside a term that counts anywhere.
    filled = concept.get("alone") or concept.get("whole")
    fillers = (data.get("fillers", {}), concept.get("fillers", {})) if filled else ()
    return {
        # A text that must consist of terms is read as it is spelt.
        "terms": index(
            [*_entries(concept.get("terms", {})), *_entries(concept.get("alone", {}), alone=True)],
            respelt=not concept.get("whole"),
        ),
        "traps": index(_entries(concept.get("traps", {}))),
        "fillers": index(entry for one in fillers for entry in _entries(one)),
    }


@lru_cache(maxsize=256)
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def _entries(by_language: Mapping[str, list[str]], *, alone: bool = False) -> Iterator[tuple[str, str, bool]]:
    for language, sources in by_language.items():
        for source in sources:
            yield source, language, alone
