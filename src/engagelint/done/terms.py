"""Terms of `policies/topics.yaml` and where they stand in a text, word by word."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from engagelint.records import NamedTuple
from engagelint.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TOKEN = re.compile(r"[^\W_]+|[,;:!?()…—。，；、：？！（）]|\.(?=\s|$)|(?<=\s)[-–→](?=\s)")
_JOINT = re.compile(r"(?<=\s)[&+](?=\s)")
#: What ends a clause, and what ends a sentence, which no gap of a term reaches across.
CLAUSE_END = frozenset(".,;:!?()…—。，；、：？！（）-–→")
SENTENCE_END = frozenset(".;!?。；？！")
_PHRASE_END = SENTENCE_END | frozenset(",，、:：")
#: What begins the label of terms that take others back; no gap of theirs reaches beyond a comma.
NOT = "not "
#: What begins the label of terms that only name a topic; they count where nothing else is asked for.
NAMED = "named "
#: What begins the label of a kind of predicate.
PREDICATE = "predicate "
#: Words that `~` may stand for.
_GAP = 4
#: What stands for the end of a clause among the numbers of a term's atoms.
AT_END = "-1"
#: The letters of Japanese, Chinese and Korean begin here.
_UNSPACED = "\u3040"
#: By as many letters words are kept apart, as most are never needed.
LETTERS = 2
#: As many characters of a word are compared with stems; of as many words it is remembered what they match.
_LONGEST_STEM = 40
_REMEMBERED = 10_000


def tokens(text: str) -> list[str]:
    """The words and clause marks of a text, folded. Hyphens, slashes and underscores divide words."""
    return _TOKEN.findall(folded(_JOINT.sub("and", text)))


def folded(text: str) -> str:
    """`text` folded and composed: a mark that belongs to a letter, as in Japanese, would divide a word."""
    plain = fold(text)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


class Span(NamedTuple):
    """A term found: what it stands for, and its first word and the word behind its last."""

    label: str
    start: int
    end: int


#: The atoms of a term after its first, by number as written, each with whether a gap precedes it.
_Rest = Sequence[tuple[str, bool]]
#: The atoms that a word may be, and the terms that may begin with it: the label and the rest of each.
_Known = tuple[frozenset[str], Sequence[tuple[str, _Rest]]]


def _taken_apart(written: Sequence[str]) -> dict[str, str]:
    stems, numbers = written
    return dict(zip(stems.split(" "), numbers.split(" "), strict=True))


class Terms:
    """The terms of an index, found in one pass over a text's words."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        """Take what `prepare` gave, from JSON or not."""
        self._written: dict[str, Mapping[str, Sequence[str]]] = {place: index[place] for place in ("exact", "prefix")}
        self._suffix, self._infix = _taken_apart(index["suffix"]), _taken_apart(index["infix"])
        # Of those that words may hold, few are of the letters that most words are of.
        self._plain_infix = {stem: written for stem, written in self._infix.items() if stem.isascii()}
        self._labels: Sequence[str] = index["labels"]
        self._first: Sequence[str] = index["first"].split(";")
        # What was taken apart: words by their first letters, the terms that begin with each atom that was met, and what
        # is known of each word.
        self._parted: dict[tuple[str, str], dict[str, str]] = {}
        self._terms: dict[str, list[tuple[str, _Rest]]] = {}
        self._known: dict[str, _Known] = {}

    def _read(self, token: str) -> _Known:
        """The atoms that may stand for a word, and the terms that may begin with it."""
        known = self._known.get(token)
        if known is not None:
            return known
        longest = min(len(token), _LONGEST_STEM)
        letters = token[:LETTERS]
        prefix, suffix = self._of("prefix", letters).get, self._suffix.get
        numbers = {self._of("exact", letters).get(token, ""), self._of("prefix", token[:1]).get(token[:1], "")}
        numbers.update([prefix(token[:at], "") for at in range(LETTERS, longest + 1)])
        numbers.update([suffix(token[-at:], "") for at in range(1, longest + 1)])
        inside = self._plain_infix if token.isascii() else self._infix
        numbers.update([written for stem, written in inside.items() if stem in token])
        numbers.discard("")
        atoms = frozenset(",".join(numbers).split(",")) if numbers else frozenset[str]()
        known = atoms, [term for atom in atoms if self._first[int(atom)] for term in self._terms_of(atom)]
        if len(self._known) < _REMEMBERED:
            self._known[token] = known
        return known

    def _of(self, place: str, letters: str) -> dict[str, str]:
        known = self._parted.get((place, letters))
        if known is None:
            written = self._written[place].get(letters)
            known = self._parted[place, letters] = _taken_apart(written) if written else {}
        return known

    def _terms_of(self, atom: str) -> list[tuple[str, _Rest]]:
        known = self._terms.get(atom)
        if known is None:
            known = self._terms[atom] = [self._term(written) for written in self._first[int(atom)].split(",")]
        return known

    def _term(self, written: str) -> tuple[str, _Rest]:
        label, *rest = written.split(" ")
        return self._labels[int(label)], [(atom.removeprefix("~"), atom[0] == "~") for atom in rest]

    def find(self, words: list[str]) -> list[Span]:
        """Every place of every term, in no particular order."""
        read = [self._read(word) for word in words]
        atoms = [of_word for of_word, _ in read]
        present = frozenset[str]().union(*atoms)
        spans = []
        for start, (_, begun) in enumerate(read):
            after = atoms[start + 1] if start + 1 < len(atoms) else ()
            for label, rest in begun:
                if not rest:
                    spans.append(Span(label, start, start + 1))
                elif rest[0][0] in (present if rest[0][1] else after) or rest[0][0] == AT_END:
                    stops = _PHRASE_END if label.startswith(NOT) else SENTENCE_END
                    end = _match(rest, start + 1, words, atoms, stops)
                    if end:
                        spans.append(Span(label, start, end))
        return spans


def _match(rest: _Rest, at: int, words: list[str], atoms: list[frozenset[str]], stops: frozenset[str]) -> int:
    """The word behind a term's last where the rest of it goes on from word `at`; 0 where it does not.

    No gap reaches across one of `stops`.
    """
    ends = [at]
    for atom, gap in rest:
        following = []
        for end in ends:
            # Where nothing parts the words of a phrase, the next may stand in the same: "顧客が承認".
            first = end - 1 if gap and max(words[end - 1]) >= _UNSPACED else end
            for here in range(first, min(end + (_GAP if gap else 0), len(words)) + 1):
                if atom == AT_END and (here == len(words) or words[here] in CLAUSE_END):
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
