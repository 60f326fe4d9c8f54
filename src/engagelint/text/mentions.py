"""Whether a text speaks of a concept: a term stands in it that is no trap and is not denied."""

from __future__ import annotations

from engagelint.text.folding import fold_with_offsets
from engagelint.text.negation import is_denied
from engagelint.text.respelling import respell
from engagelint.text.tokens import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from engagelint.text.lexicon import Concept, Lexicon
    from engagelint.text.patterns import Patterns
    from engagelint.text.tokens import Token

# Texts longer than this say more than the term that counts only by itself.
_MOST_ALONE: Final = 16


def mentions(text: str, concept: str, lexicon: Lexicon) -> bool:
    """Whether `text` speaks of `concept`.

    Raises:
        KeyError: the lexicon has no such concept.

    """
    return mention(text, concept, lexicon) is not None


def mention(text: str, concept: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where in `text` the first term of `concept` stands that counts: start and end (exclusive), in code points.

    Raises:
        KeyError: the lexicon has no such concept.

    """
    entry = lexicon.concept(concept)
    folded, offsets = fold_with_offsets(text)
    if entry.whole:
        return _whole(tokens(folded), entry, text)
    found = None
    if entry.may_stand_in(folded):
        found = _first(respell(tokens(folded), folded, entry.terms.vocabulary), entry, lexicon)
    present = frozenset(folded) if entry.shapes else frozenset()
    shape = min((match.span() for one in entry.shapes if (match := one.search(folded, present))), default=None)
    span = min((place for place in (found, shape) if place is not None), default=None)
    return (offsets[span[0]], offsets[span[1] - 1] + 1) if span is not None and span[1] > span[0] else None


def _first(words: Sequence[Token], concept: Concept, lexicon: Lexicon) -> tuple[int, int] | None:
    """The first term in force, as offsets into the folded text."""
    reach: list[int] | None = None
    for at in range(len(words)):
        found = list(concept.terms.matches(words, at))
        if not found:
            continue
        reach = reach or _reach(words, concept.traps)
        found = [
            (end, pattern)
            for end, pattern in found
            if not _is_trapped(reach, at, end) and (not pattern.alone or _is_alone(words, at, end, concept.fillers))
        ]
        if not found:
            continue
        # A term of two languages is denied in the words of either.
        spoken = frozenset(language for _, pattern in found for language in pattern.languages)
        end = max(end for end, _ in found)
        if not (concept.deniable and is_denied(words, at, end, lexicon.negation(spoken))):
            return words[at].start, words[end - 1].end
    return None


def _is_trapped(reach: Sequence[int], start: int, end: int) -> bool:
    """Whether a trap holds one of the words."""
    return any(reach[at] > at for at in range(start, end))


def _reach(words: Sequence[Token], traps: Patterns) -> list[int]:
    """For each token how far the traps reach that begin there or earlier."""
    reach, furthest = [], 0
    for at in range(len(words)):
        furthest = max(furthest, max((end for end, _ in traps.matches(words, at)), default=0))
        reach.append(furthest)
    return reach


def _is_alone(words: Sequence[Token], start: int, end: int, fillers: Patterns) -> bool:
    """Whether nothing of substance stands beside the term."""
    return len(words) <= _MOST_ALONE and _covers(words[:start], fillers) and _covers(words[end:], fillers)


def _covers(words: Sequence[Token], *patterns: Patterns) -> bool:
    """Whether every word is part of some pattern. Numbers and punctuation need none."""
    at = 0
    while at < len(words):
        ends = [end for group in patterns for end, _ in group.matches(words, at)]
        if not ends and words[at].is_word:
            return False
        at = max(ends, default=at + 1)
    return True


def _whole(words: Sequence[Token], concept: Concept, text: str) -> tuple[int, int] | None:
    """The whole text, where it consists of terms and fillers."""
    if not _covers(words, concept.terms, concept.fillers):
        return None
    if not any(True for at in range(len(words)) for _ in concept.terms.matches(words, at)):
        return None
    return len(text) - len(text.lstrip()), len(text.rstrip())
