"""The lexicon of `policies/topics.yaml` made ready to be found in texts: when the bundle is made, or without one."""

from __future__ import annotations

from engagelint.done.terms import AT_END, LETTERS, NAMED, NOT, PREDICATE, folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Final

    from engagelint.model import Data

#: What the labels begin with by which criteria are counted.
_GRAMMAR: Final = ("and", "relative", "auxiliary", "drafted", PREDICATE)


def prepare(data: Data) -> dict[str, Any]:
    """The data of `policies/topics.yaml` as `Classifier` takes it: topics, and terms by the words they begin with."""
    classes = {f"@{name}": "|".join(words) for name, words in data["classes"].items()}
    labelled: dict[str, list[str]] = {}
    for section in ("topics", "wording"):
        for label, languages in data[section].items():
            for language, terms in languages.items():
                known = labelled.setdefault({"not": NOT, "named": NAMED}.get(language, "") + label, [])
                known.extend(order for term in terms for order in _orders(_spelled_out(term, classes)))
    labelled |= {name: terms for name, terms in data.items() if isinstance(terms, list)} | data["grammar"]
    labelled |= {f"{PREDICATE}{kind}": terms for kind, terms in data["predicates"].items()}
    grammar = {label: terms for label, terms in labelled.items() if label.startswith(_GRAMMAR)}
    return {
        "topics": list(data["topics"]),
        "terms": _Index(labelled).data(),
        "grammar": _Index(grammar).data(),
        "same": _Index(data["same"]).data(),
    }


def _spelled_out(term: str, classes: Mapping[str, str]) -> str:
    """A term with each class of words that it names, as `@booked`, as the words."""
    if "@" in term:
        for name, words in classes.items():
            term = term.replace(name, words)
    return term


def _orders(term: str) -> list[str]:
    """A term, or both of those that one with `<>` or `><` stands for."""
    for mark, between in (" <> ", " ~ "), (" >< ", " "):
        left, both, right = term.partition(mark)
        if both:
            return [left + between + right, right + between + left]
    return [term]


class _Index:
    """Labelled terms by the words that they begin with, as texts: they are read at every start, used for few words.

    An atom is what may stand for one word of a term, and has a number. `exact`, `prefix`, `suffix` and `infix` are what
    a word is, begins, ends or holds, divided by blanks, and behind it in the same order the numbers of the atoms that
    it is for, divided by blanks and each by commas; the first two by the two letters that they begin with. `first` has
    for each atom by its number, divided by `;`, the terms that begin with it, divided by commas: the number of the
    label among `labels`, and behind blanks the numbers of the further atoms, with `~` where a gap precedes, -1 for the
    end of a clause.
    """

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        self._atoms: dict[str, int] = {}
        self._places: dict[str, dict[str, list[str]]] = {"exact": {}, "prefix": {}, "suffix": {}, "infix": {}}
        self._first: list[list[str]] = []
        self._labels = list(labelled)
        for label, terms in enumerate(labelled.values()):
            for term in terms:
                self._add(label, term)

    def data(self) -> dict[str, Any]:
        """The index as JSON can hold it, for `Terms`."""
        places: dict[str, Any] = {place: _written(self._places[place]) for place in ("suffix", "infix")}
        for place in ("exact", "prefix"):
            parted: dict[str, dict[str, list[str]]] = {}
            for stem, numbers in self._places[place].items():
                parted.setdefault(stem[:LETTERS], {})[stem] = numbers
            places[place] = {letters: _written(stems) for letters, stems in parted.items()}
        return {"labels": self._labels, "first": ";".join(",".join(terms) for terms in self._first), **places}

    def _add(self, label: int, term: str) -> None:
        atoms: list[str] = []
        written = str(label)
        gap = ""
        for part in term.split():
            if part == "~":
                gap = "~"
            else:
                atoms.append(AT_END if part == "$" else str(self._atom(part)))
                written += f" {gap}{atoms[-1]}" if len(atoms) > 1 else ""
                gap = ""
        self._first[int(atoms[0])].append(written)

    def _atom(self, part: str) -> int:
        if part in self._atoms:
            return self._atoms[part]
        number = self._atoms[part] = len(self._atoms)
        self._first.append([])
        for word in part.split("|"):
            before, behind = word.startswith("*"), word.endswith("*")
            place = "infix" if before and behind else "suffix" if before else "prefix" if behind else "exact"
            # A stem that looks Latin throughout is folded to Latin, the longer words that begin with it are not.
            for stem in dict.fromkeys((folded(word.strip("*")), word.strip("*"))):
                self._places[place].setdefault(stem, []).append(str(number))
        return number


def _written(stems: Mapping[str, Iterable[str]]) -> tuple[str, str]:
    return " ".join(stems), " ".join(",".join(numbers) for numbers in stems.values())
