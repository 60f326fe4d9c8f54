"""What is left of what a text states once what is said twice, elsewhere or of something else is taken out."""

from __future__ import annotations

from engagelint.done.clauses import APART, around
from engagelint.done.terms import CLAUSE_END, PREDICATE, SENTENCE_END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Final

    from engagelint.done.terms import Span

#: A thing is beside what is said of it where fewer words than these part them: "docs must also be reviewed".
_NEAR: Final = 5
#: Where something is tried is not asked for itself: "tested on staging" does not say that it is deployed there.
_PLACES: Final = frozenset(["staging", "production"])
#: What may be stated of the same clause as an environment that something is in.
_THERE_TOO: Final = frozenset(["merged", "ci", "documentation", "style", "staging", "production"])
#: What is no document besides where it is documented itself: "decisions are documented".
_OWN: Final = frozenset(["decision-record", "runbook", "onboarding", "data-protection", "estimate"])
#: What another topic may overlap.
_OVERLAPPED: Final = frozenset(["documentation", "defects"])
#: What is not that of code where it is reviewed.
_READ: Final = _OWN | {"documentation"}
#: Of these, the word behind names the kind of document: "onboarding instructions".
_KINDS: Final = frozenset(["onboarding", "data-protection", "estimate"])


def without_alternatives(words: list[str], spans: Iterable[Span], stated: list[Span]) -> list[Span]:
    """What is stated without what one of two clauses asks for: "either it is tested or the manual is updated"."""
    for at in [span.start for span in spans if span.label == "or"]:
        told = [span.start for span in spans if span.label == "main"]
        clause = around(words, at, CLAUSE_END)
        before, behind = range(clause.start, at), range(at, clause.stop)
        sides = [{span.label for span in stated if span.start in side} for side in (before, behind)]
        either = "either" in words[:at] or all(any(one in side for one in told) for side in (before, behind))
        if either and sides[0].isdisjoint(sides[1]) and all(sides):
            stated = [span for span in stated if span.start not in clause]
    return stated


def without_places(words: list[str], spans: Iterable[Span], stated: list[Span], aside: Collection[int]) -> list[Span]:
    """What is stated without the environments where something else is done: "load tests on staging".

    They are asked for where their sentence says that something is there: "deployed to staging and tested", but not as
    an occasion, which is `aside`: "tested on staging after each deployment". A check that says no more than where it
    takes place is one of the tests: "verified on staging", "deployed to staging and verified".
    """
    if not any(span.label in _PLACES for span in stated):
        return stated
    elsewhere = {at for span in stated if span.label == "merged" for at in range(span.start, span.end)}
    there = [span.start for span in spans if span.label == "there" and span.start not in elsewhere.union(aside)]
    named = {at for span in stated if span.label in _PLACES for at in range(span.start, span.end)} | elsewhere
    checks = [span.start for span in spans if span.label == f"{PREDICATE}judged" and span.start not in named]
    others = [span for span in stated if span.label not in _PLACES and span.label not in _THERE_TOO]
    tried = {*checks, *(span.start for span in others)}
    places = {span.start for span in stated if span.label in _PLACES}
    joints = {span.start for span in spans if span.label == "and"}
    joined = {span.end for span in spans if span.label == "and"}
    result = [span for span in stated if span.label not in _PLACES]
    for span in stated:
        if span.label in _PLACES:
            sentence, clause = around(words, span.start, SENTENCE_END), around(words, span.start, APART)
            begin = max([clause.start, *(at + 1 for at in joints if at < span.start)])
            if any(at in _put(sentence, begin, span, tried, places) for at in there):
                result.append(span)
                if not others and any(at in clause and at in joined for at in checks):
                    result.append(span._replace(label="tests"))
            elif not any(one.start in clause for one in others):
                result.append(span._replace(label="tests") if any(at in clause for at in checks) else span)
    return result


def _put(sentence: range, begin: int, place: Span, tried: Collection[int], places: Collection[int]) -> range:
    """The words of a sentence that may say of a place, whose part of it begins at `begin`, that something is put there.

    Behind what is tried in a place stands what is done next: "tested on staging and deployed to production". Before
    it, only "deployed and tested on staging" speaks of the same place.
    """
    if not any(at in tried for at in range(begin, place.start)):
        return sentence
    if any(at in places for at in range(sentence.start, begin)):
        return range(begin, place.end)
    return range(sentence.start, place.end)


def without_reviewed(words: list[str], spans: list[Span], stated: list[Span]) -> list[Span]:
    """What is stated without the review of nothing but documents, which asks for the documents."""
    if not any(span.label == "review" for span in stated):
        return stated
    told = {span.start for span in spans if span.label.startswith(PREDICATE)}
    read = frozenset(
        at for span in stated if span.label in _READ for at in range(span.start, span.end) if at not in told
    )
    alone = _handled_alone(words, spans, read, "review") if read else set[int]()
    return [span for span in stated if span.label != "review" or span.start not in alone]


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
