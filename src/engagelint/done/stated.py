"""What is left of what a text states once what is said twice, elsewhere or of something else is taken out."""

from __future__ import annotations

from engagelint.done.clauses import around
from engagelint.done.terms import CLAUSE_END, PREDICATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from engagelint.done.terms import Span

#: A thing is beside what is said of it where fewer words than these part them: "docs must also be reviewed".
_NEAR: Final = 5
#: What is no document besides where it is documented itself: "decisions are documented".
_OWN: Final = frozenset(["decision-record", "runbook", "onboarding", "data-protection", "estimate"])
#: What another topic may overlap.
_OVERLAPPED: Final = frozenset(["documentation", "defects"])
#: What is not that of code where it is reviewed.
_READ: Final = _OWN | {"documentation"}
#: Where its term has so many words, a review says by whom: "the guide is reviewed by a colleague".
_BY_WHOM: Final = 2
#: Of these, the word behind names the kind of document: "onboarding instructions".
_KINDS: Final = frozenset(["onboarding", "data-protection", "estimate"])


def reviewed_documents(words: list[str], spans: list[Span], stated: list[Span]) -> set[int]:
    """The words of the clauses where a review is one of nothing but documents."""
    if not any(span.label == "review" for span in stated):
        return set()
    told = {span.start for span in spans if span.label.startswith(PREDICATE)}
    read = frozenset(
        at for span in stated if span.label in _READ for at in range(span.start, span.end) if at not in told
    )
    return _handled_alone(words, spans, read, "review") if read else set()


def without_reviewed(stated: list[Span], documents: set[int]) -> list[Span]:
    """What is stated without the review of nothing but `documents`, which asks for them, unless it says by whom."""
    return [
        span
        for span in stated
        if span.label != "review" or span.start not in documents or span.end - span.start >= _BY_WHOM
    ]


def without_overlaps(words: list[str], spans: list[Span], stated: list[Span]) -> list[Span]:
    """What is stated without the documentation that is of another topic or its place, and logged errors."""
    if all(span.label not in _OVERLAPPED for span in stated):
        return stated
    own = {at for span in stated if span.label in _OWN for at in range(span.start, span.end)}
    if own:
        told = {span.start for span in spans if span.label.startswith(PREDICATE)}
        # "Privacy risks are documented"
        own |= told & _handled_alone(words, spans, frozenset(own), "documentation")
        own |= {span.end for span in stated if span.label in _KINDS}
        own |= {span.end for span in spans if span.label == "placed"}
    # "Critical errors are logged"
    whole = [span for span in stated if span.label == "monitoring" and span.end > span.start + 1]
    logged = {at for span in whole for at in range(span.start, span.end)}
    return [
        span
        for span in stated
        if (span.label != "documentation" or own.isdisjoint(range(span.start, span.end)))
        and (span.label != "defects" or logged.isdisjoint(range(span.start, span.end)))
    ]


def _handled_alone(words: list[str], spans: Iterable[Span], things: frozenset[int], label: str) -> set[int]:
    """The words of the clauses where a span with the label says something of `things` only: "the guide is reviewed".

    They stand right before it, "and" and commas join nothing else to them, or right behind it where it opens a clause.
    """
    joints = {span.start for span in spans if span.label == "and"}
    said = {span.end for span in spans if span.label.startswith(PREDICATE)}
    stops = CLAUSE_END | {words[at] for at in joints}
    result: set[int] = set()
    for span in spans:
        if span.label != label:
            continue
        clause = around(words, span.start, stops)
        opened = clause.start - 1 in joints and clause.start - 1 not in said
        before = things.intersection(range(max(clause.start, span.start - _NEAR), span.start))
        behind = things.intersection(range(span.end, min(clause.stop, span.end + _NEAR)))
        if (before and not opened) or (behind and span.start == clause.start and span.end == span.start + 1):
            result.update(range(span.start, around(words, span.start, CLAUSE_END).stop))
    return result
