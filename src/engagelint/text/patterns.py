"""Patterns of the lexicon: sequences of words that are looked for in a text's tokens.

A pattern is words parted by blanks: `#` is any number, `_` any word, `a|b` either, a trailing `?` makes a word
optional, `bill*` is any word that begins so, `*tempo` any that ends so, `*velocity*` any that begins or ends so.
Punctuation (`, . : / %`) is a word of its own. Case, accents and look-alikes do not matter.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from engagelint.text.folding import fold
from engagelint.text.tokens import form, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engagelint.text.tokens import Token

# Shorter words are no longer recognised when they are written together or torn apart: they would be found by chance.
_LEAST_JOINED: Final = 7
# A torn word is looked for in at most so many pieces.
_MOST_PIECES: Final = 4
_MARKS: Final = frozenset(",;:.!?/()%")


class Element(NamedTuple):
    """One place in a pattern: the words that may stand there."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    number: bool
    anything: bool

    def matches(self, token: Token) -> bool:
        """Whether `token` may stand here."""
        if token.is_number:
            return self.number or token.text in self.words
        if self.anything and token.is_word:
            return True
        # Short beginnings and endings have no leet form, longer ones have.
        return (
            token.form in self.words
            or any((token.form if len(part) >= 5 else token.text).startswith(part) for part in self.prefixes)
            or any((token.form if len(part) >= 5 else token.text).endswith(part) for part in self.suffixes)
        )


class Pattern(NamedTuple):
    """A sequence of elements, the languages whose negations apply to it, and whether it counts only by itself."""

    elements: tuple[Element, ...]
    languages: frozenset[str]
    alone: bool

    def match(self, tokens: Sequence[Token], at: int) -> int | None:
        """The index after the last token of a match that begins at `at`."""
        end = at + len(self.elements)
        if end > len(tokens):
            return None
        for element, token in zip(self.elements, tokens[at:end], strict=True):
            if not element.matches(token):
                return None
        return end


class Patterns:
    """Many patterns, found by the word they begin with."""

    def __init__(self, sources: Iterable[tuple[str, str, bool]]) -> None:
        """Compile `(pattern, language, alone)` triples.

        Raises:
            ValueError: a pattern is empty.

        """
        self._first: dict[str, list[Pattern]] = defaultdict(list)
        self._prefixed: dict[str, list[Pattern]] = defaultdict(list)
        self._suffixed: dict[str, list[Pattern]] = defaultdict(list)
        self._lengths: tuple[int, ...] = ()
        self.vocabulary: dict[str, str] = {}
        self._open: list[Pattern] = []
        self._numbered: list[Pattern] = []
        self._joined: dict[str, Pattern] = {}
        self._torn: set[str] = set()
        languages: dict[tuple[str, bool], set[str]] = defaultdict(set)
        for source, language, alone in sources:
            languages[source, alone].add(language)
        for (source, alone), spoken in languages.items():
            for variant in _variants(source):
                self._add(variant, frozenset(spoken), alone=alone)
        # Most words are told by two letters to begin and end like no pattern.
        self._ends = frozenset((*(part[:2] for part in self._prefixed), *(part[-2:] for part in self._suffixed)))
        self._torn_heads = frozenset(part for part in self._torn if len(part) <= 2)
        self._lengths = tuple(sorted({len(part) for part in (*self._prefixed, *self._suffixed)}))

    def _add(self, words: tuple[str, ...], languages: frozenset[str], *, alone: bool) -> None:
        pattern = Pattern(tuple(_element(word) for word in words), languages, alone)
        first = pattern.elements[0]
        if not alone:
            for element in pattern.elements:
                self.vocabulary.update(
                    (letters(word), word) for word in element.words if len(word) > 1 and word.isalpha()
                )
        for word in first.words:
            self._first[word].append(pattern)
        if first.number:
            self._numbered.append(pattern)
        for part in first.prefixes:
            self._prefixed[part].append(pattern)
        for part in first.suffixes:
            self._suffixed[part].append(pattern)
        if first.anything:
            self._open.append(pattern)
        together = fold("".join(words).strip("*"))
        if together.isalpha() and len(together) >= _LEAST_JOINED and not alone:
            self._joined[form(together)] = pattern
            self._torn.update(form(together)[:length] for length in range(1, len(together)))

    def matches(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, Pattern]]:
        """The ends of what matches from `at` on, each with its pattern."""
        token = tokens[at]
        for pattern in self._candidates(token):
            end = pattern.match(tokens, at)
            if end is not None:
                yield end, pattern
        if token.is_word and letters(token.text[:2]) in self._torn_heads:
            yield from self._in_pieces(tokens, at)

    def _candidates(self, token: Token) -> Sequence[Pattern]:
        """The patterns that may begin with `token`."""
        if token.is_number:
            return self._numbered
        if not token.is_word:
            return self._first.get(token.text, ())
        found = [*self._first.get(token.form, ()), *self._open]
        if self._ends.isdisjoint((token.text[:2], token.form[:2], token.text[-2:], token.form[-2:])):
            return found
        for length in self._lengths:
            if length > len(token.text):
                break
            # Short beginnings and endings have no leet form.
            word = token.form if length >= 5 else token.text
            found += self._prefixed.get(word[:length], ())
            found += self._suffixed.get(word[-length:], ())
        return found

    def _in_pieces(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, Pattern]]:
        """What is written as one word here, or torn into several, without being a word of a pattern."""
        together, end = tokens[at].text, at + 1
        while True:
            if form(together) in self._joined:
                yield end, self._joined[form(together)]
            near = end < len(tokens) and end - at < _MOST_PIECES and tokens[end].start - tokens[end - 1].end <= 2
            if not near or tokens[end].text in _MARKS or letters(together) not in self._torn:
                return
            together, end = together + tokens[end].text, end + 1


def _variants(source: str) -> Iterator[tuple[str, ...]]:
    """The sequences of words that `source` stands for, its optional words taken and left out."""
    words = source.split()
    if not words or all(word.endswith("?") and len(word) > 1 for word in words):
        message = f"the pattern {source!r} has no word"
        raise ValueError(message)
    choices = [((word[:-1],), ()) if word.endswith("?") and len(word) > 1 else ((word,),) for word in words]
    for chosen in product(*choices):
        yield tuple(word for part in chosen for word in part)


def _element(source: str) -> Element:
    words, prefixes, suffixes = set(), [], []
    for part in source.split("|"):
        word = fold(part.strip("*")) if part != "*" else part
        spelt = form(word)
        if part.endswith("*") and len(part) > 1:
            prefixes.append(spelt)
        if part.startswith("*") and len(part) > 1:
            suffixes.append(spelt)
        if "*" not in part:
            words.add(spelt)
    return Element(frozenset(words), tuple(prefixes), tuple(suffixes), "#" in words, "_" in words)
