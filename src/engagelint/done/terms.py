"""Terms of `policies/topics.yaml` and where they stand in a text, word by word."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engagelint.records import NamedTuple
from engagelint.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = re.compile(r"[^\W_]+|[,;:!?()…—。，；、：？！（）]|\.(?=\s|$)|(?<=\s)[-–→](?=\s)")
#: What ends a clause, and what ends a sentence, which no gap of a term reaches across.
CLAUSE_END = frozenset(".,;:!?()…—。，；、：？！（）-–→")
SENTENCE_END = frozenset(".;!?。；？！")
_PHRASE_END = SENTENCE_END | frozenset(",，、:：")
#: What begins the label of terms that take others back; no gap of theirs reaches beyond a comma.
NOT = "not "
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


#: The atoms of a term after its first, each with whether a gap precedes it.
_Rest = Sequence[tuple[int, bool]]


class Index:
    """Labelled terms by the words that they begin with: plain data, so that it can be kept.

    An atom is what may stand for one word of a term. `exact`, `prefix` and `suffix` give the numbers of the atoms that
    a word is, begins or ends like, `infix` pairs those that it holds with their number. `first` has for each atom, by
    its number, the terms that begin with it: label and rest.
    """

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        self._atoms: dict[str, int] = {}
        self.exact: dict[str, list[int]] = {}
        self.prefix: dict[str, list[int]] = {}
        self.suffix: dict[str, list[int]] = {}
        self.infix: list[tuple[str, int]] = []
        self.first: list[list[tuple[str, _Rest]]] = []
        for label, terms in labelled.items():
            for term in terms:
                self._add(label, term)

    def data(self) -> dict[str, Any]:
        """The index as JSON can hold it, for `Terms`."""
        return {name: getattr(self, name) for name in ("exact", "prefix", "suffix", "infix", "first")}

    def _add(self, label: str, term: str) -> None:
        atoms: list[tuple[int, bool]] = []
        gap = False
        for part in term.split():
            if part == "~":
                gap = True
            else:
                atoms.append((_AT_END if part == "$" else self._atom(part), gap))
                gap = False
        self.first[atoms[0][0]].append((label, atoms[1:]))

    def _atom(self, part: str) -> int:
        if part in self._atoms:
            return self._atoms[part]
        number = self._atoms[part] = len(self._atoms)
        self.first.append([])
        for word in part.split("|"):
            # A stem that looks Latin throughout is folded to Latin, the longer words that begin with it are not.
            for stem in dict.fromkeys((_folded(word.strip("*")), word.strip("*"))):
                if word.startswith("*") and word.endswith("*"):
                    self.infix.append((stem, number))
                else:
                    index = self.suffix if word.startswith("*") else self.prefix if word.endswith("*") else self.exact
                    index.setdefault(stem, []).append(number)
        return number


class Terms:
    """The terms of an index, found in one pass over a text's words."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        """Take what `Index.data` gave, from JSON or not."""
        self._exact: Mapping[str, list[int]] = index["exact"]
        self._prefix: Mapping[str, list[int]] = index["prefix"]
        self._suffix: Mapping[str, list[int]] = index["suffix"]
        self._infix: Sequence[tuple[str, int]] = index["infix"]
        self._first: Sequence[Sequence[tuple[str, _Rest]]] = index["first"]
        self._known: dict[str, frozenset[int]] = {}

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
            after = atoms[start + 1] if start + 1 < len(atoms) else ()
            for atom in here:
                for label, rest in self._first[atom]:
                    if not rest:
                        spans.append(Span(label, start, start + 1))
                    elif rest[0][1] or rest[0][0] == _AT_END or rest[0][0] in after:
                        stops = _PHRASE_END if label.startswith(NOT) else SENTENCE_END
                        end = _match(rest, start + 1, words, atoms, stops)
                        if end:
                            spans.append(Span(label, start, end))
        return spans


def _match(rest: _Rest, at: int, words: list[str], atoms: list[frozenset[int]], stops: frozenset[str]) -> int:
    """The word behind a term's last where the rest of it goes on from word `at`; 0 where it does not.

    No gap reaches across one of `stops`.
    """
    ends = [at]
    for atom, gap in rest:
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
                if words[here] in stops:
                    break
        ends = following
    return ends[0] if ends else 0
