"""Which words of a text ask for something, and which only say when, why, what not, or what for example."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.done.terms import CLAUSE_END, NAMED, NOT, PREDICATE, SENTENCE_END, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Final

#: Where a list of examples ends.
EXAMPLE_END: Final = SENTENCE_END | frozenset(")）—")
#: A demand of so many words is complete where its sentence ends.
_LONG: Final = 20
#: A sentence of so many words states something, whether it has a predicate that is known or not.
_STATED: Final = 4
#: A full stop behind a word of so many letters is that of "e.g.".
_ABBREVIATED: Final = 3
_DASHES: Final = frozenset("—–-")
_SUBJECT_END: Final = SENTENCE_END | frozenset("():：—–-")
_COMMAS: Final = frozenset(",，、")
#: A measure is beside a word that stands so many words before it; brackets, colons and dashes do not part the two.
_BESIDE: Final = 8
#: A sentence goes on where more words than these stand behind a comma.
_GOES_ON: Final = 3
#: The fewest words of a span that may hold the begin of another statement: one, the joint, its predicate and one.
_REACHING: Final = 4
_NUMBER: Final = re.compile(r"\d{1,9}(?:px|ms|s|min|h|kb|mb|gb|fps|x)?")
_APART: Final = SENTENCE_END | _COMMAS | frozenset(")）")


def demand(words: list[str]) -> int:
    """How many of the words make the demand; sentences behind a long one explain it."""
    ends = (at for at, word in enumerate(words) if word in SENTENCE_END and at >= _LONG)
    return next(ends, len(words))


def mentions(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that another takes back."""
    masks: dict[str, list[Span]] = {}
    for span in spans:
        if span.label.startswith(NOT):
            masks.setdefault(span.label.removeprefix(NOT), []).append(span)
    masks["hedges"] = masks.get("escape", [])
    return [
        span
        for span in spans
        if not any(
            mask.start < span.end and span.start < mask.end for mask in masks.get(span.label.removeprefix(NAMED), ())
        )
    ]


def within(words: list[str], spans: list[Span]) -> list[Span]:
    """The spans without those whose gaps reach over what is said next: "released to users, tested by QA".

    A predicate behind an "and" or a comma begins it, and may only be the last word of a span or be joined to its first:
    "approved and tested by a colleague". What takes others back may need both: "reviewed and accepted by the customer".
    """
    said = {span.start for span in spans if span.label.startswith(PREDICATE)}
    told = {span.start for span in spans if span.label == "turn"}
    turns = {span.start for span in spans if span.label == "and" and span.end in said}
    turns.update(at for at, word in enumerate(words) if word in _COMMAS and at + 1 in said)
    if not turns and not told:
        return spans
    return [
        span
        for span in spans
        if span.end - span.start < _REACHING
        or (
            told.isdisjoint(range(span.start + 1, span.end - 1))
            and turns.isdisjoint(range(span.start + 2, span.end - (3 if span.label.startswith(NOT) else 2)))
        )
    ]


def following(words: list[str], spans: Iterable[Span], label: str, ends: Collection[str]) -> set[int]:
    """The words from each span with the label up to the next of `ends`."""
    result: set[int] = set()
    for span in spans:
        if span.label == label:
            # A full stop behind it is that of "e.g.".
            begin = span.end + (words[span.end : span.end + 1] == ["."])
            result.update(range(span.start, _reach(words, begin, ends)))
    return result


def _reach(words: list[str], at: int, ends: Collection[str], marks: Collection[int] = ()) -> int:
    """Where the words from one on end: at the next of `ends`, or at one of the places `marks`."""
    while at < len(words) and words[at] not in ends and at not in marks:
        at += 1
    return at


def occasions(words: list[str], spans: Iterable[Span]) -> list[Span]:
    """The spans that begin what is never asked for: a purpose or occasion that something precedes.

    One in front may hold all that is asked, unless its sentence goes on: "before the review, the branch is updated".
    """
    urged = {span.end - 1 for span in spans if span.label == "urged"}
    return [
        span
        for span in spans
        if span.start not in urged
        and ((span.start and words[span.start - 1] not in CLAUSE_END - _COMMAS) or _opens(words, span))
    ]


def _opens(words: list[str], span: Span) -> bool:
    """Whether a comma ends the clause of the span, and its sentence says more behind that."""
    end = around(words, span.start, CLAUSE_END).stop
    return words[end : end + 1] == [","] and around(words, end, SENTENCE_END).stop > end + _GOES_ON


def conditions(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words of the conditions: of several subjects that commas part, all belong to the predicate behind them."""
    finite = {span.start for span in spans if span.label == "finite"}
    result: set[int] = set()
    for span in spans:
        if span.label == "conditions":
            end, said = span.end, False
            while end < len(words) and (words[end] not in CLAUSE_END or (words[end] in _COMMAS and not said)):
                said = said or end in finite
                end += 1
            result.update(range(span.start, end))
    return result


def barred(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words of what must not be before something else is: "nothing is merged without review"."""
    turns = sorted(span.start for span in spans if span.label == "until")
    result: set[int] = set()
    added = {span.start for span in spans if span.label == "added"}
    for bar in {span.start for span in spans if span.label == "barred"} - added:
        clause = around(words, bar, CLAUSE_END)
        turn = next((at for at in turns if bar < at < clause.stop), bar)
        result.update(range(clause.start, turn) if turn > bar else ())
    return result


def listed(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words in brackets that only name what the text is about: no predicate stands there."""
    said = {span.start for span in spans if span.label.startswith(PREDICATE)}
    result: set[int] = set()
    start = 0
    for at, word in enumerate(words):
        if word in "(（":
            start = at + 1
        elif word in ")）" and start:
            inside = range(start, at)
            result.update(() if said.intersection(inside) else inside)
            start = 0
    return result


def relatives(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words that only say which thing is meant: a predicate of the sentence follows them."""
    joints = {span.end for span in spans if span.label == "and"}
    main = {span.start for span in spans if span.label == "main"} - joints
    result: set[int] = set()
    for span in spans:
        if span.label == "which":
            end = _reach(words, span.end, CLAUSE_END, main)
            if end in main:
                result.update(range(span.start, end))
    return result


def explained(words: list[str], spans: Iterable[Span], title: int) -> set[int]:
    """The words in brackets, and those behind what is stated: "Run the tests. None should fail".

    What has a number states something of its own: "it should take 4 hours". "Should it fail, ..." is a condition.
    """
    inside, result = False, {0} if "," in words else set[int]()
    for at, word in enumerate(words):
        inside = word in "(（" or (inside and word not in ")）")
        if inside and at:
            result.add(at)
    first = min((span.start for span in spans if span.label.startswith(PREDICATE)), default=len(words))
    for at, word in enumerate(words):
        ends = word in SENTENCE_END and len(words[at - 1]) > _ABBREVIATED
        if (ends and (at >= _STATED or first < at)) or (first < at and (word in _DASHES or at == title - 1)):
            return result if any(map(str.isdecimal, words[at:])) else result | set(range(at, len(words)))
    return result


def denied(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words of the clauses that ask for nothing."""
    denials = [span for span in spans if span.label == "denied"]
    turns = {span.start for span in spans if span.label == "unless"}
    result: set[int] = set()
    for denial in denials:
        start, end = around(words, denial.start, CLAUSE_END).start, _reach(words, denial.end, CLAUSE_END)
        if not turns.intersection({*range(start, denial.start), *range(denial.end, end)}):
            result.update(range(start, end))
    return result


def subjects(words: list[str], spans: Iterable[Span], label: str) -> set[int]:
    """The words of which a predicate with the label says all that is said, back to the predicate before.

    "Defects are documented and fixed" says more of them than what is planned.
    """
    said = {span.start for span in spans if span.label.startswith(PREDICATE)}
    goes_on = {span.start for span in spans if span.label == "and" and span.end in said}
    ends = {span.end for span in spans if span.label == "relative" or span.label.startswith(PREDICATE)}
    joints = {span.start for span in spans if span.label == "and"}
    main = {span.end for span in spans if span.label == "main"}
    result: set[int] = set()
    for span in spans:
        if span.label == label and (label != "planned" or span.end not in goes_on) and span.start - 1 not in joints:
            start, joined = span.start, False
            while start and words[start - 1] not in _SUBJECT_END and start not in ends:
                # "The docs are there and code is reviewed"
                if joined and start in main:
                    break
                start -= 1
                joined = joined or (start in joints and start + 1 < span.start)
            result.update(range(start, span.start))
    return result


def subject_matter(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words that only say what a document or an alert is about: "runbook for new alerts"."""
    ends = {span.start for span in spans if span.label in {"and", "main", "until"} or span.label.startswith(PREDICATE)}
    result: set[int] = set()
    for span in spans:
        if span.label == "about":
            result.update(range(span.end, _reach(words, span.end, CLAUSE_END, ends)))
    return result


def measured(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words that a measure or a named document behind them decides: "adequate (80 %)", "correct as defined in X".

    A measure belongs to what stands before it up to an "and", a document to all that its clause says before. What is
    done or not decides the words beside it: "uploaded correctly".
    """
    joints = {span.start for span in spans if span.label == "and"}
    sources = {span.start for span in spans if span.label == "sources"}
    measures = {span.start for span in spans if span.label == "measures"}
    measures.update(at for at, word in enumerate(words) if _NUMBER.fullmatch(word))
    result: set[int] = set()
    for span in spans:
        if span.label in {"acts", f"{PREDICATE}shipped"}:
            result |= {span.start - 1, span.end}
    for place in sources | measures:
        start, least = place, max(place - _BESIDE, 0)
        while start > least and words[start - 1] not in _APART and (place in sources or start - 1 not in joints):
            start -= 1
        result.update(range(start, place))
    return result


def around(words: list[str], at: int, ends: Collection[str]) -> range:
    """The words around one, as far as the next of `ends` on either side."""
    start = at
    while start and words[start - 1] not in ends:
        start -= 1
    return range(start, _reach(words, at, ends))
