"""Words that were torn apart with hyphens or written together, made the words of a vocabulary again."""

from __future__ import annotations

from itertools import pairwise

from engagelint.text.tokens import Token, letters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

_TEARS: Final = frozenset({"-", "_", "-\n", "\u2010", "\u2011"})
_MOST_PIECES: Final = 4
# Shorter words would be made of pieces by chance.
_LEAST_TORN: Final = 5
_LEAST_TOGETHER: Final = 8
# Longer than any two terms together: what is longer is no word.
_MOST_TOGETHER: Final = 48


def respell(words: Sequence[Token], folded: str, vocabulary: Mapping[str, str]) -> list[Token]:
    """`words` with po-ints made points and pointspersprint made three words.

    `vocabulary` has for the letters of each word the form that patterns compare.
    """
    spelt: list[Token] = []
    at = 0
    while at < len(words):
        token = words[at]
        whole, end = _mended(words, at, folded, vocabulary) if token.is_word else (None, at)
        if whole is not None:
            spelt.append(whole)
            at = end
            continue
        spelt.extend(_parted(token, vocabulary) or (token,))
        at += 1
    return spelt


def _mended(words: Sequence[Token], at: int, folded: str, vocabulary: Mapping[str, str]) -> tuple[Token | None, int]:
    """The word of which the pieces stand at `at`, and the index after the last piece."""
    text = words[at].text
    for end in range(at + 1, min(at + _MOST_PIECES, len(words))):
        if folded[words[end - 1].end : words[end].start] not in _TEARS or not words[end].is_word:
            break
        text += words[end].text
        form = vocabulary.get(letters(text))
        known = all(letters(piece.text) in vocabulary for piece in words[at : end + 1])
        if form is not None and len(text) >= _LEAST_TORN and not known:
            return Token(text, form, words[at].start, words[end].end, is_word=True, is_number=False), end + 1
    return None, at


def _parted(token: Token, vocabulary: Mapping[str, str]) -> list[Token]:
    """The words that `token` consists of, where they are two or more of the vocabulary and nothing else."""
    size = len(token.text)
    read = letters(token.text)
    if not token.is_word or not _LEAST_TOGETHER <= size <= _MOST_TOGETHER or read in vocabulary:
        return []
    # For each reachable place the place that the word before it begins at; longer words first.
    came_from: dict[int, int] = {0: -1}
    for start in range(size):
        if start in came_from:
            for end in range(size, start + 1, -1):
                if end not in came_from and read[start:end] in vocabulary:
                    came_from[end] = start
    if size not in came_from:
        return []
    places = [size]
    while places[-1] > 0:
        places.append(came_from[places[-1]])
    places.reverse()
    # In a word with spaced letters every second character is a blank.
    step = 2 if token.end - token.start == 2 * size - 1 else 1
    return [
        Token(
            token.text[start:end],
            vocabulary[read[start:end]],
            token.start + start * step,
            token.end if end == size else token.start + end * step,
            is_word=True,
            is_number=False,
        )
        for start, end in pairwise(places)
    ]
