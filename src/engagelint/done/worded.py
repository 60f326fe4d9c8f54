"""How an item is worded: what its words leave open, and how many criteria it states."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

from engagelint.done.clauses import explained, measured
from engagelint.done.terms import CLAUSE_END, PREDICATE
from engagelint.done.written import has_gap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from engagelint.done.asked import Reading
    from engagelint.done.terms import Span

#: A word such as "should" that is no way out, as it only explains what is stated; it tells how a list is written.
HEDGED: Final = "hedged"
#: A title ends with one of these and is no longer than so many words.
_TITLE_END: Final = frozenset(":—–-：")
_TITLE: Final = 9
#: Words up to this length are articles and the like; one that stands alone says nothing.
_SHORT_WORD: Final = 3
#: What an item may say of when or why without being weakened by it.
_TOLD_ASIDE: Final = frozenset(["vague", "hedges"])
#: What begins with one of these may itself be a vague phrase.
_READY: Final = frozenset(["ready", "subordinate"])


def said(reading: Reading) -> set[str]:
    """The labels of all that the words say, without ways out and vague words that something decides."""
    words, found = reading.words, reading.found
    # "Ready for production" is what is stated, and no occasion.
    ready = {span.start for span in reading.spans if span.label in _READY}
    aside = reading.aside.difference(ready) | reading.examples | reading.which
    labels = {span.label for span in found if span.label not in _TOLD_ASIDE or span.start not in aside}
    title = _title(words)
    if "hedges" in labels:
        # "Tests passed: every test should pass" is stated by its title.
        behind_statement = aside | explained(words, found, title)
        if all(span.start in behind_statement for span in found if span.label == "hedges"):
            labels.remove("hedges")
            labels.add(HEDGED)
    if "vague" in labels:
        # "Where appropriate" is a way out, and not vague besides.
        ways_out = {at for span in found if span.label == "escape" for at in range(span.start, span.end)}
        decided = aside | ways_out | measured(words, reading.spans) | set(range(title))
        if all(span.start in decided for span in found if span.label == "vague"):
            labels.remove("vague")
    return labels


def criteria(words: list[str], spans: Collection[Span]) -> int:
    """How many criteria the words state, of which `spans` are the predicates and what joins them.

    A clause with a subject and a predicate is one; a further predicate of the same subject is one where it is of
    another kind: "reviewed and approved" is one, "reviewed, tested and merged" are three. Relative clauses have none.
    """
    role = {span.start: span.label for span in sorted(spans, key=lambda span: span.end)}
    # "Tests written, reviewed and passed": what passes was written.
    for span in spans:
        if span.label == "drafted":
            role.pop(span.start, None)
            role.pop(span.end - 1, None)
    title = _title(words)
    # Semicolons part what each stands for itself, behind a title, too.
    parted = 1 + sum(word in ";；" for word in words[title:-1])
    count, seen, before = 0, set[str](), ""
    subject = relative = counted = False
    for at, word in enumerate(words[title:], title):
        here = role.get(at, "")
        if word in CLAUSE_END or here == "and":
            subject = relative = counted = False
        elif here == "relative":
            relative = True
        elif not here:
            subject = subject or len(word) > _SHORT_WORD
        elif here.startswith(PREDICATE) and not relative:
            new = subject and not counted
            seen = set() if new else seen
            # Of several predicates in a clause, only those count that stand side by side.
            if new or (here not in seen and (not counted or before.startswith(PREDICATE))):
                count += 1
            seen.add(here)
            counted = True
        before = here
    return max(count, parted)


def is_placeholder(text: str, words: list[str], *, asks_nothing: bool) -> bool:
    """Whether the text is empty, holds a gap to be filled in, or is a single short word."""
    if has_gap(text):
        return True
    plain = [word for word in words if word not in CLAUSE_END]
    return asks_nothing and len(plain) == 1 and plain[0].isascii() and len(plain[0]) <= _SHORT_WORD and "?" not in text


def _title(words: list[str]) -> int:
    """How many of the words are a title: what it says, the text behind it says again, as in "Clean: lint passes"."""
    end = next((at for at, word in enumerate(words[:_TITLE]) if word in _TITLE_END or word == "("), -1)
    return 0 if end < 0 or words[end] == "(" else end + 1
