"""Terms of `policies/topics.yaml` and where they stand in a text, word by word."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from engagelint.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"[^\W_]+|[,;:!?()…—。，；、：？！（）]|\.(?=\s|$)|(?<=\s)[-–→](?=\s)")
#: What ends a clause, and what ends a sentence, which no gap of a term reaches across.
CLAUSE_END = frozenset(".,;:!?()…—。，；、：？！（）-–→")
_SENTENCE_END = frozenset(".;!?。；？！")
#: Words that `~` may stand for.
_GAP = 4
_AT_END = -1


def tokens(text: str) -> list[str]:
    """The words and clause marks of a text, folded. Hyphens, slashes and underscores divide words."""
    return _TOKEN.findall(_folded(text))


def _folded(text: str) -> str:
    """`text` folded and composed: a mark that belongs to a letter, as in Japanese, would divide a word."""
    folded = fold(text)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


class Span(NamedTuple):
    """A term found: what it stands for, and its first word and the word behind its last."""

    label: str
    start: int
    end: int


class _Term(NamedTuple):
    label: str
    #: The atoms after the first, each with whether a gap precedes it.
    rest: tuple[tuple[int, bool], ...]


class Terms:
    """Labelled terms, found in one pass over a text's words."""

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        self._atoms: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._prefix: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        self._infix: list[tuple[str, int]] = []
        self._first: dict[int, list[_Term]] = {}
        self._known: dict[str, frozenset[int]] = {}
        for label, terms in labelled.items():
            for term in terms:
                self._add(label, term)

    def _add(self, label: str, term: str) -> None:
        atoms: list[tuple[int, bool]] = []
        gap = False
        for part in term.split():
            if part == "~":
                gap = True
            else:
                atoms.append((_AT_END if part == "$" else self._atom(part), gap))
                gap = False
        self._first.setdefault(atoms[0][0], []).append(_Term(label, tuple(atoms[1:])))

    def _atom(self, part: str) -> int:
        if part in self._atoms:
            return self._atoms[part]
        number = self._atoms[part] = len(self._atoms)
        for word in part.split("|"):
            # A stem that looks Latin throughout is folded to Latin, the longer words that begin with it are not.
            for stem in {_folded(word.strip("*")), word.strip("*")}:
                if word.startswith("*") and word.endswith("*"):
                    self._infix.append((stem, number))
                else:
                    index = (
                        self._suffix if word.startswith("*") else self._prefix if word.endswith("*") else self._exact
                    )
                    index.setdefault(stem, []).append(number)
        return number

    def _atoms_of(self, token: str) -> frozenset[int]:
        known = self._known.get(token)
        if known is not None:
            return known
        found = set(self._exact.get(token, ()))
        for at in range(1, min(len(token), 40) + 1):
            found.update(self._prefix.get(token[:at], ()))
        for at in range(max(0, len(token) - 40), len(token)):
            found.update(self._suffix.get(token[at:], ()))
        found.update(number for stem, number in self._infix if stem in token)
        if len(self._known) < 10_000:
            self._known[token] = frozenset(found)
        return frozenset(found)

    def find(self, words: list[str]) -> list[Span]:
        """Every place of every term, in no particular order."""
        atoms = [self._atoms_of(word) for word in words]
        spans = []
        for start, here in enumerate(atoms):
            for atom in here:
                for term in self._first.get(atom, ()):
                    end = _match(term, start + 1, words, atoms)
                    if end:
                        spans.append(Span(term.label, start, end))
        return spans


def _match(term: _Term, at: int, words: list[str], atoms: list[frozenset[int]]) -> int:
    """The word behind the term's last where it goes on from word `at`; 0 where it does not."""
    ends = [at]
    for atom, gap in term.rest:
        following = []
        for end in ends:
            for here in range(end, min(end + (_GAP if gap else 0), len(words)) + 1):
                if atom == _AT_END and (here == len(words) or words[here] in CLAUSE_END):
                    following.append(here)
                    break
                if here == len(words):
                    break
                if atom in atoms[here]:
                    following.append(here + 1)
                    break
                if words[here] in _SENTENCE_END:
                    break
        ends = following
    return ends[0] if ends else 0
