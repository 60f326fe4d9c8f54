"""Patterns of the lexicon: sequences of words that are looked for in a text's tokens.

A pattern is words parted by blanks: `#` is any number, `_` any word, `a|b` either, a trailing `?` makes a word
optional, `bill*` is any word that begins so, `*tempo` any that ends so, `*velocity*` any that begins or ends so.
Punctuation (`, . : / %`) is a word of its own. Case, accents and look-alikes do not matter.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import product

from engagelint.records import NamedTuple
from engagelint.text.folding import fold
from engagelint.text.tokens import form, letters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any, Final

    from engagelint.text.tokens import Token

    #: Letters of which a text that a pattern matches has some: any text, and one with punctuation. None where a pattern
    #: could match in every text.
    Telling = tuple[Sequence[str], Sequence[str]] | None

# Shorter words are no longer recognised when they are written together or torn apart: they would be found by chance.
_LEAST_JOINED: Final = 7
# A torn word is looked for in at most so many pieces.
_MOST_PIECES: Final = 4
_MARKS: Final = frozenset(",;:.!?/()%")
#: What tokens take for a mark.
_PUNCTUATION: Final = _MARKS | {"-", "\n"}
#: What stands between letters in ASCII.
_BETWEEN: Final = bytes(point for point in range(128) if not (chr(point).isalnum() or chr(point) in "$@"))
# A shorter word stands by chance in the letters of many texts.
_LEAST_TELLING: Final = 3


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


def index(sources: Iterable[tuple[str, str, bool]], *, respelt: bool = False) -> dict[str, Any]:
    """The patterns that `(pattern, language, alone)` triples stand for, by the words they begin with, as plain data.

    `patterns` has the words, the languages and `alone` of each; all else refers to them by number. Only those that are
    `respelt`, the terms of concepts, have a vocabulary.

    Raises:
        ValueError: a pattern is empty.

    """
    found: dict[str, Any] = {name: {} for name in ("first", "prefixed", "suffixed", "joined", "vocabulary")}
    found |= {"patterns": [], "open": [], "numbered": []}
    languages: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for source, language, alone in sources:
        languages[source, alone].add(language)
    for (source, alone), spoken in languages.items():
        for words in _variants(source):
            _enter(found, words, alone=alone, respelt=respelt)
            found["patterns"].append((words, sorted(spoken), alone))
    return found


def telling(patterns: Iterable[tuple[Sequence[str], Any, Any]]) -> Telling:
    """What `may_match` is told of patterns, as `index` has them."""
    plain: set[str] = set()
    marked: set[str] = set()
    for words, _, _ in patterns:
        read = [_letters(word) for word in words if word not in _MARKS]
        longest = max(read, key=lambda one: min(map(len, one), default=0), default=frozenset[str]())
        if all(len(one) == 1 for one in read) and not all(len(one) >= _LEAST_TELLING for one in longest):
            (plain if len(read) == len(words) else marked).add("".join(one for (one,) in read))
        elif longest:
            plain |= longest
        else:
            return None
    return (_shortest(plain), _shortest(marked)) if "" not in plain | marked else None


def may_match(telling: Telling, folded: str) -> bool:
    """Whether a pattern may match in a folded text: what tells quickly that in most texts none does.

    However a term is torn apart, written together or spelt with digits, its letters stand one behind the other.
    """
    if telling is None or not folded.isascii():
        return True
    plain, marked = telling
    read = letters(folded.encode().translate(None, _BETWEEN).decode())
    if any(map(read.__contains__, plain)):
        return True
    return any(map(read.__contains__, marked)) and not _PUNCTUATION.isdisjoint(folded)


def _enter(found: dict[str, Any], words: tuple[str, ...], *, alone: bool, respelt: bool) -> None:
    number = len(found["patterns"])
    elements = [_element(word) for word in words]
    first = elements[0]
    if respelt and not alone:
        for element in elements:
            found["vocabulary"].update(
                (letters(word), word) for word in sorted(element.words) if len(word) > 1 and word.isalpha()
            )
    for name, parts in (("first", sorted(first.words)), ("prefixed", first.prefixes), ("suffixed", first.suffixes)):
        for part in parts:
            found[name].setdefault(part, []).append(number)
    if first.number:
        found["numbered"].append(number)
    if first.anything:
        found["open"].append(number)
    together = fold("".join(words).strip("*"))
    if together.isalpha() and len(together) >= _LEAST_JOINED and not alone:
        found["joined"][form(together)] = number


class Patterns:
    """Many patterns, found by the word they begin with."""

    def __init__(self, index: Mapping[str, Any]) -> None:
        """Take what `index` gave, from JSON or not."""
        self._sources: Sequence[tuple[Sequence[str], Sequence[str], bool]] = index["patterns"]
        self._first: Mapping[str, Sequence[int]] = index["first"]
        self._prefixed: Mapping[str, Sequence[int]] = index["prefixed"]
        self._suffixed: Mapping[str, Sequence[int]] = index["suffixed"]
        self.vocabulary: Mapping[str, str] = index["vocabulary"]
        self._open: Sequence[int] = index["open"]
        self._numbered: Sequence[int] = index["numbered"]
        self._joined: Mapping[str, int] = index["joined"]
        self._made: dict[int, Pattern] = {}
        # Most words are told by two letters to begin and end like no pattern.
        self._ends = frozenset([*(part[:2] for part in self._prefixed), *(part[-2:] for part in self._suffixed)])
        self._torn_heads = frozenset(part[:length] for part in self._joined for length in (1, 2))
        self._lengths = tuple(sorted({len(part) for part in (*self._prefixed, *self._suffixed)}))

    @cached_property
    def _torn(self) -> frozenset[str]:
        """The beginnings of what may be torn."""
        return frozenset(part[:length] for part in self._joined for length in range(1, len(part)))

    def _pattern(self, number: int) -> Pattern:
        """The pattern of that number, made when it is first needed."""
        pattern = self._made.get(number)
        if pattern is None:
            words, languages, alone = self._sources[number]
            pattern = Pattern(tuple(map(_element, words)), frozenset(languages), alone)
            self._made[number] = pattern
        return pattern

    def matches(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, Pattern]]:
        """The ends of what matches from `at` on, each with its pattern."""
        token = tokens[at]
        for number in self._candidates(token):
            pattern = self._pattern(number)
            end = pattern.match(tokens, at)
            if end is not None:
                yield end, pattern
        if token.is_word and letters(token.text[:2]) in self._torn_heads:
            yield from self._in_pieces(tokens, at)

    def _candidates(self, token: Token) -> Sequence[int]:
        """The numbers of the patterns that may begin with `token`."""
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
                yield end, self._pattern(self._joined[form(together)])
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


def _letters(source: str) -> frozenset[str]:
    """The letters of the words of which one stands, or begins or ends what stands, where `source` does; none if any."""
    read = frozenset(letters(fold(part.strip("*"))) for part in source.split("|"))
    return read if all(map(str.isalnum, read)) and not {"#", "_"} & {*source.split("|")} else frozenset()


def _shortest(words: Collection[str]) -> list[str]:
    """The words, sorted, without those that another one is part of."""
    return sorted(word for word in words if not any(one != word and one in word for one in words))


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
