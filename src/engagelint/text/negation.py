"""Whether what stands at a place of a text is denied there: "velocity is not a KPI"."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from engagelint.text.lexicon import Negation
    from engagelint.text.patterns import Patterns
    from engagelint.text.tokens import Token

_STOPS: Final = frozenset(".;:")
# How many tokens a negator may stand before and after what it denies, and its predicate after the negator.
_BEFORE: Final = 14
_AFTER: Final = 8
_PREDICATE: Final = 5
# A member of an enumeration has at most so many words before its head; more members than these are no sentence.
_MEMBER: Final = 3
_MEMBERS: Final = 8
# A conjunction in Dutch; English stands in texts of every language.
_OF: Final = "of"


def is_denied(words: Sequence[Token], start: int, end: int, negation: Negation) -> bool:
    """Whether the clause around `words[start:end]` denies it."""
    if _denied_before(words, start, negation):
        return True
    return _denied_after(words, _past_enumeration(words, start, end, negation), negation)


def _past_enumeration(words: Sequence[Token], start: int, end: int, negation: Negation) -> int:
    """The index after the last conjunction of the enumeration that the term begins or goes on with; else `end`.

    Velocity, points and hours are no part of it: what is said of the last is said of all.
    """
    before = words[start - 1].text if start else "."
    if before not in _STOPS and before not in (",", "(") and not _stands(negation.conjunctions, words, start - 1):
        return end
    at, members = end, 0
    while at < len(words) and words[at].text == "," and members < _MEMBERS:
        members += 1
        at = _next_part(words, at + 1, negation)
        if at < len(words) and _stands(negation.conjunctions, words, at):
            return at + 1
    return end


def _next_part(words: Sequence[Token], at: int, negation: Negation) -> int:
    """The index of what parts the member of an enumeration that begins at `at` from the next; the end if none does."""
    for place in range(at, min(at + _MEMBER + 1, len(words))):
        if words[place].text == "," or _stands(negation.conjunctions, words, place):
            return place
        if not words[place].is_word or _stands(negation.breaks, words, place):
            break
    return len(words)


def _denied_before(words: Sequence[Token], start: int, negation: Negation) -> bool:
    since_part = 0
    comma_seen = False
    for at in range(start - 1, max(start - 1 - _BEFORE, -1), -1):
        text = words[at].text
        if text in _STOPS or text == ")" or _stands(negation.breaks, words, at):
            return False
        if text in (",", "/") or _stands(negation.conjunctions, words, at):
            # What goes on after a comma or an "and" is a member of the denied enumeration, or a clause of its own.
            if since_part > _MEMBER:
                return False
            since_part = 0
            comma_seen = comma_seen or text == ","
            continue
        since_part += 1
        for group in (negation.before, negation.instead):
            after = _end(group, words, at)
            if after is not None and after <= start:
                if group is negation.instead and (comma_seen or _is_denial(words, at, negation)):
                    return False
                return not _is_positive(words, after, negation)
    return False


def _is_denial(words: Sequence[Token], at: int, negation: Negation) -> bool:
    """Whether a negator stands before `at` in its clause: nothing except story points."""
    for place in range(at - 1, max(at - 1 - _AFTER, -1), -1):
        if words[place].text in _STOPS:
            return False
        if _stands(negation.before, words, place):
            return True
    return False


def _denied_after(words: Sequence[Token], end: int, negation: Negation) -> bool:
    claimed = False
    for at in range(end, min(end + _AFTER, len(words))):
        text = words[at].text
        if text in _STOPS - {":"} or text == ")" or _stands(negation.breaks, words, at):
            return False
        after = _end(negation.aside, words, at)
        if after is not None and not claimed and _ends_clause(words, after, negation):
            return True
        if text in (",", ":", "(") or _stands(negation.conjunctions, words, at):
            # A sizing tool, not a commitment; an aid and is not shared. But: are billed, not used for sizing.
            goes_on = not claimed and any(_stands(negation.after, words, place) for place in (at + 1, at + 2))
            if at > end and not goes_on:
                return False
            continue
        if _stands(negation.denied, words, at):
            return True
        after = _end(negation.after, words, at)
        if after is not None:
            return not _is_positive(words, after, negation) and _has_predicate(words, after, negation)
        claimed = claimed or _stands(negation.predicates, words, at)
    return False


def _ends_clause(words: Sequence[Token], at: int, negation: Negation) -> bool:
    """Whether nothing is said up to the end of the clause that claims, or might: a planning aid of the team."""
    for place in range(at, min(at + _AFTER, len(words))):
        if words[place].text in _STOPS:
            return True
        if not words[place].is_word or _stands(negation.predicates, words, place):
            return False
        goes_on = _stands(negation.breaks, words, place) or _stands(negation.conjunctions, words, place)
        if goes_on and words[place].text != _OF:
            return False
    return at + _AFTER >= len(words)


def _is_positive(words: Sequence[Token], at: int, negation: Negation) -> bool:
    """Whether the words after a negator turn it into a claim: not only, no less than, not reach."""
    for place in range(at, min(at + 2, len(words))):
        if not words[place].is_word:
            return False
        if _stands(negation.positive, words, place):
            return True
    return False


def _has_predicate(words: Sequence[Token], at: int, negation: Negation) -> bool:
    for place in range(at, min(at + _PREDICATE, len(words))):
        if words[place].text in _STOPS or words[place].text in (",", ")"):
            return False
        if _stands(negation.predicates, words, place):
            return True
    return False


def _stands(patterns: Patterns, words: Sequence[Token], at: int) -> bool:
    return _end(patterns, words, at) is not None


def _end(patterns: Patterns, words: Sequence[Token], at: int) -> int | None:
    """The index after the longest pattern that begins at `at`; None where none does, also beyond the last word."""
    if at >= len(words):
        return None
    return max((end for end, _ in patterns.matches(words, at)), default=None)
