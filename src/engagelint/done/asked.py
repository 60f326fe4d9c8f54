"""What stands in the words of an item, and which topics they ask for."""

from __future__ import annotations

from engagelint.done.clauses import (
    EXAMPLE_END,
    barred,
    conditions,
    denied,
    following,
    listed,
    mentions,
    occasions,
    relatives,
    subject_matter,
    subjects,
    within,
)
from engagelint.done.stated import reviewed_documents, without_overlaps, without_reviewed
from engagelint.done.terms import CLAUSE_END, NAMED, SENTENCE_END, Span
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

#: What begins words that ask for nothing beside others, unless what they hold up may not be without them.
_ASIDES: Final = frozenset(["subordinate", "conditions"])
#: What begins words behind which no term reaches: "reviewed before the customer sees it".
_BEGINNINGS: Final = frozenset(["subordinate", "examples", "ready"])
#: What a list in brackets or examples behind a topic ask for, too: "(lint, tests)" of a pipeline, "(runbook)" of
#: documents, "(or staging)" of what is deployed or shown.
_PARTS: Final = {
    "ci": ("style", "tests", "security"),
    "documentation": ("runbook", "decision-record", "onboarding"),
    "tests": ("performance", "accessibility"),
    "production": ("staging",),
    "deployed": ("staging",),
    "demo": ("staging",),
}
#: What a sentence on what must be kept out of some places asks for; the places are not asked for.
_KEPT: Final = frozenset(["security", "data-protection"])
#: What is asked of them is a matter of its own where they are planned or described: "rollback documented".
_PLANS: Final = frozenset(
    ["documentation", "decision-record", "runbook", "onboarding", "data-protection", "rollback", "estimate", "tests"]
)
#: What may be reviewed, formatted or written by a convention, which then is asked for alone; tests that are reviewed
#: are tests besides.
_HANDLED: Final = {"review": ("documentation",), "style": ("tests", "documentation")}
#: What is deployed is in production, unless the same words name another place.
_DEPLOYED: Final = "deployed"
_PLACES: Final = frozenset(["staging", "production"])
#: What a document is about, and what something is done by, is not asked for beside it.
_TOLD: Final = frozenset(["documentation", "runbook", "decision-record", "onboarding"])


class Reading(NamedTuple):
    """What stands where in an item's words: the terms, and by place the words that ask for nothing of their own.

    `spans` are all terms found, `found` those that no other takes back. `purpose` are the words of purposes and
    occasions, `examples` those of examples, `which` of what only says which thing is meant, and `aside` of all that
    asks for nothing beside something that is asked.
    """

    words: list[str]
    spans: list[Span]
    found: list[Span]
    purpose: set[int]
    examples: set[int]
    which: set[int]
    aside: set[int]


def read(words: list[str], spans: list[Span]) -> Reading:
    """Tell apart what the terms found in the words stand in."""
    spans = within(words, spans)
    held = barred(words, spans)
    spans = [span for span in spans if span.label not in _ASIDES or span.start - 1 not in held]
    examples = following(words, spans, "examples", EXAMPLE_END)
    purpose = following(words, occasions(words, spans), "subordinate", CLAUSE_END)
    # What something is ready for is not done yet, though nothing precedes it: "ready to be merged".
    purpose |= following(words, spans, "ready", CLAUSE_END)
    inside = (purpose | examples).difference(span.start for span in spans if span.label in _BEGINNINGS)
    spans = [span for span in spans if span.start in purpose | examples or span.end - 1 not in inside]
    aside = following(words, spans, "subordinate", CLAUSE_END) | conditions(words, spans) | held
    return Reading(words, spans, mentions(spans), purpose, examples, relatives(words, spans), aside)


def asked(reading: Reading, topics: Collection[str]) -> set[str]:
    """Those of `topics` that the words ask for.

    An example is asked for where it is a part of what is asked for: "documentation (e.g. ADRs) is updated".
    """
    words, spans, aside = reading.words, reading.spans, reading.aside
    standing = _stated(reading, topics)
    examples = [span.label for span in standing if span.start in reading.examples]
    stated = [span for span in standing if span.start not in reading.examples]
    documents = reviewed_documents(words, spans, stated)
    stated = without_reviewed(stated, documents)
    told = set[str]().union(*(_HANDLED.get(span.label, ()) for span in stated if span.start not in documents))
    if told:
        handled = subjects(words, spans, "handled")
        stated = [span for span in stated if span.label not in told or span.start not in handled]
    stated = without_overlaps(words, spans, stated)
    # "Done when the tests pass" asks for tests: a condition is an aside only beside something that is asked.
    main = [span for span in stated if aside.isdisjoint((span.start, span.end - 1))] or stated
    named = listed(words, spans)
    found = {span.label for span in main if span.start not in named}
    parts = set[str]().union(*(_PARTS.get(topic, ()) for topic in found))
    found |= {span.label for span in main if not found or span.label in parts}
    found.update(label for label in examples if label in parts)
    if _DEPLOYED in found:
        found.remove(_DEPLOYED)
        if _PLACES.isdisjoint(span.label for span in spans):
            found.add("production")
    return {topic for topic in found if not topic.startswith(NAMED)} or {topic.removeprefix(NAMED) for topic in found}


def _stated(reading: Reading, topics: Collection[str]) -> list[Span]:
    """The mentions of topics, also as examples, that are neither denied nor stand where nothing is asked for."""
    words, spans = reading.words, reading.spans
    nowhere = reading.which | reading.purpose
    refused = denied(words, spans)
    kept = following(words, spans, "kept-out", SENTENCE_END)
    content = following(words, spans, "contents", SENTENCE_END)
    sources = following(words, spans, "sources", CLAUSE_END)
    described = subjects(words, spans, "planned") | subject_matter(words, spans)
    return [
        span
        for span in reading.found
        if (span.label.removeprefix(NAMED) in topics or span.label == _DEPLOYED)
        and span.start not in nowhere
        and refused.isdisjoint(range(span.start, span.end))
        and (span.label in _KEPT or span.start not in kept)
        and span.start not in (sources if span.label in _TOLD else content)
        and (span.label in _PLANS or span.start not in described)
    ]
