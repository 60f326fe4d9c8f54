"""What an item of a Definition of Done asks for, and which wordings weaken it."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

from engagelint.done.clauses import (
    EITHER,
    EXAMPLE_END,
    PREDICATE,
    barred,
    conditions,
    demand,
    denied,
    explained,
    following,
    listed,
    measured,
    mentions,
    occasions,
    relatives,
    subject_matter,
    subjects,
    within,
)
from engagelint.done.stated import without_alternatives, without_overlaps, without_places, without_reviewed
from engagelint.done.terms import CLAUSE_END, NAMED, NOT, SENTENCE_END, Index, Terms, tokens
from engagelint.done.written import asks, has_gap, without_asides, without_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from engagelint.model import Data

#: What the labels begin with by which criteria are counted.
_GRAMMAR: Final = ("and", "relative", "auxiliary", PREDICATE)
#: As much of an item is judged.
_LONGEST: Final = 2000
#: As many criteria make an item a compound.
_SEVERAL: Final = 3
#: A title ends with one of these and is no longer than so many words.
_TITLE_END: Final = frozenset(":—–-：")
_TITLE: Final = 9
#: Words up to this length are articles and the like; one that stands alone says nothing.
_SHORT_WORD: Final = 3
#: A word such as "should" that is no way out, as it only explains what is stated; it tells how a list is written.
_HEDGED: Final = "hedged"
#: What begins words that ask for nothing beside others, unless what they hold up may not be without them.
_ASIDES: Final = frozenset(["subordinate", "conditions"])
#: What an item may say of when or why without being weakened by it.
_TOLD_ASIDE: Final = frozenset(["vague", "hedges"])
#: What a list in brackets behind a topic asks for, too: "(lint, tests)" of a pipeline, "(runbook)" of documents.
_PARTS: Final = {
    "ci": ("style", "tests", "security"),
    "documentation": ("runbook", "decision-record", "onboarding"),
    "tests": ("performance", "accessibility"),
}
#: What a sentence on what must be kept out of some places asks for; the places are not asked for.
_KEPT: Final = frozenset(["security", "data-protection"])
#: What is asked of them is a matter of its own where they are planned or described: "rollback documented".
_PLANS: Final = frozenset(
    ["documentation", "decision-record", "runbook", "onboarding", "data-protection", "rollback", "estimate"]
)
#: What may be reviewed, formatted or written by a convention, which then is asked for alone.
_SUBJECTS: Final = frozenset(["tests", "documentation"])
_HANDLINGS: Final = frozenset(["review", "style"])
#: Where something is tried is not asked for itself: "tested on staging" does not say that it is deployed there.
_PLACES: Final = frozenset(["staging", "production"])
#: What a document is about, and what something is done by, is not asked for beside it.
_TOLD: Final = frozenset(["documentation", "runbook", "decision-record", "onboarding"])


def prepare(data: Data) -> dict[str, Any]:
    """The data of `policies/topics.yaml` as `Classifier` takes it: topics, and terms by the words they begin with."""
    classes = {f"@{name}": "|".join(words) for name, words in data["classes"].items()}
    labelled: dict[str, list[str]] = {}
    for section in ("topics", "wording"):
        for label, languages in data[section].items():
            for language, terms in languages.items():
                known = labelled.setdefault({"not": NOT, "named": NAMED}.get(language, "") + label, [])
                known.extend(order for term in terms for order in _orders(_spelled_out(term, classes)))
    labelled |= {name: terms for name, terms in data.items() if isinstance(terms, list)} | data["grammar"]
    labelled[f"{NOT}{EITHER}"] = [_spelled_out(term, classes) for term in labelled.pop(EITHER)]
    labelled |= {f"{PREDICATE}{kind}": terms for kind, terms in data["predicates"].items()}
    grammar = {label: terms for label, terms in labelled.items() if label.startswith(_GRAMMAR)}
    return {
        "topics": list(data["topics"]),
        "terms": Index(labelled).data(),
        "grammar": Index(grammar).data(),
        "same": Index(data["same"]).data(),
    }


def _spelled_out(term: str, classes: Mapping[str, str]) -> str:
    """A term with each class of words that it names, as `@booked`, as the words."""
    if "@" in term:
        for name, words in classes.items():
            term = term.replace(name, words)
    return term


def _orders(term: str) -> list[str]:
    """A term, or both of those that one with `<>` or `><` stands for."""
    for mark, between in (" <> ", " ~ "), (" >< ", " "):
        left, both, right = term.partition(mark)
        if both:
            return [left + between + right, right + between + left]
    return [term]


#: Of how many items it is remembered what they ask for.
_REMEMBERED: Final = 1000


class Classifier:
    """The lexicon of `policies/topics.yaml`, ready for use. `topics` lists the topics in the lexicon's order."""

    def __init__(self, prepared: Mapping[str, Any]) -> None:
        """Take what `prepare` gave, from JSON or not."""
        self.topics: Final = tuple(prepared["topics"])
        self._terms: Final = Terms(prepared["terms"])
        self._grammar: Final = Terms(prepared["grammar"])
        self._same: Final = Terms(prepared["same"])
        # One Definition of Done is linked by many manifests.
        self._classified: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {}

    def classify(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The topics and the wording flags of an item, each in their fixed order."""
        return self._known(text)[:2]

    def only_hedged(self, text: str) -> bool:
        """Whether a word such as "should" is the only way out that an item gives."""
        return self._known(text)[2]

    def _known(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        known = self._classified.get(text)
        if known is None:
            if len(self._classified) >= _REMEMBERED:
                self._classified.clear()
            known = self._classified[text] = self._classify(text)
        return known

    def _classify(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        text = without_names(text[:_LONGEST])
        words = self._joined(tokens(text))
        topics, said = self._mentioned(words[: demand(words)])
        bare = without_asides(text)
        if bare != text:
            # "Stakeholders (or their deputies) approve": an aside may part words that belong together.
            without = self._joined(tokens(bare))
            # What stands in the aside may also take back what stands before it: "committed (feature branch)".
            back = {label.removeprefix(NOT) for label in said if label.startswith(NOT)}
            topics |= self._mentioned(without[: demand(without)])[0] - back
        covered = tuple(topic for topic in self.topics if topic in topics)
        flags = {
            "vague": "vague" in said,
            "escape": "escape" in said or "hedges" in said,
            "placeholder": "placeholder" in said or _is_placeholder(text, words, covered),
            "question": asks(text),
            "compound": self._criteria(text) >= _SEVERAL,
        }
        hedged = not said.isdisjoint(("hedges", _HEDGED)) and "escape" not in said
        return covered, tuple(flag for flag, holds in flags.items() if holds), hedged

    def _mentioned(self, words: list[str]) -> tuple[set[str], set[str]]:
        """The topics that the words ask for, and the labels of all that they say or take back."""
        spans = within(words, self._terms.find(words))
        held = barred(words, spans)
        spans = [span for span in spans if span.label not in _ASIDES or span.start - 1 not in held]
        examples = following(words, spans, "examples", EXAMPLE_END)
        purpose = following(words, occasions(words, spans), "subordinate", CLAUSE_END)
        # What something is ready for is not done yet, though nothing precedes it: "ready to be merged".
        purpose |= following(words, spans, "ready", CLAUSE_END)
        # "Reviewed before the customer sees it": no term reaches behind the word that begins one.
        inside = (purpose | examples).difference(
            span.start for span in spans if span.label in {"subordinate", "examples", "ready"}
        )
        spans = [span for span in spans if span.start in purpose | examples or span.end - 1 not in inside]
        found = mentions(spans)
        refused = denied(words, spans)
        aside = following(words, spans, "subordinate", CLAUSE_END) | conditions(words, spans) | held
        kept = following(words, spans, "kept-out", SENTENCE_END)
        content = following(words, spans, "contents", SENTENCE_END)
        which = relatives(words, spans)
        sources = following(words, spans, "sources", CLAUSE_END)
        planned = subjects(words, spans, "planned")
        matter = subject_matter(words, spans)
        stated = [
            span
            for span in found
            if span.label.removeprefix(NAMED) in self.topics
            and span.start not in examples
            and (span.label in _KEPT or span.start not in kept)
            and span.start not in which
            and span.start not in purpose
            and span.start not in (sources if span.label in _TOLD else content)
            and not refused.intersection(range(span.start, span.end))
            and not (span.label not in _PLANS and (span.start in planned or span.start in matter))
        ]
        stated = without_reviewed(words, spans, stated)
        if any(span.label in _HANDLINGS for span in stated):
            handled = subjects(words, spans, "handled")
            stated = [span for span in stated if span.label not in _SUBJECTS or span.start not in handled]
        stated = without_overlaps(words, spans, stated)
        if any(span.label in _PLACES for span in stated):
            beside = any(span.start not in aside for span in stated)
            stated = without_places(words, spans, stated, _PLACES, purpose | aside if beside else purpose)
        # "Done when the tests pass" asks for tests: a condition is an aside only beside something that is asked.
        main = [span for span in stated if aside.isdisjoint((span.start, span.end - 1))] or stated
        main = without_alternatives(words, spans, main)
        named = listed(words, spans)
        topics = {span.label for span in main if span.start not in named}
        parts = set[str]().union(*(_PARTS.get(topic, ()) for topic in topics))
        topics |= {span.label for span in main if not topics or span.label in parts}
        asked = {topic for topic in topics if not topic.startswith(NAMED)}
        topics = asked or {topic.removeprefix(NAMED) for topic in topics}
        aside |= examples | which
        said = {NOT + span.label for span in set(spans).difference(found) if span.label in self.topics}
        said |= {span.label for span in found if span.label not in _TOLD_ASIDE or span.start not in aside}
        title = _title(words)
        if "hedges" in said:
            # "Tests passed: every test should pass" is stated by its title.
            behind_statement = explained(words, found, title)
            if all(
                span.start in behind_statement for span in found if span.label == "hedges" and span.start not in aside
            ):
                said.remove("hedges")
                said.add(_HEDGED)
        if "vague" in said:
            # "Where appropriate" is a way out, and not vague besides.
            ways_out = {at for span in found if span.label == "escape" for at in range(span.start, span.end)}
            decided = aside | ways_out | measured(words, spans) | set(range(title))
            if all(span.start in decided for span in found if span.label == "vague"):
                said.remove("vague")
        return topics, said

    def _joined(self, words: list[str]) -> list[str]:
        """The words with each phrase of `same` put as one."""
        spans = sorted(self._same.find(words), key=lambda span: (span.start, -span.end))
        if not spans:
            return words
        result: list[str] = []
        at = 0
        for span in spans:
            if span.start >= at:
                result += [*words[at : span.start], span.label]
                at = span.end
        return result + words[at:]

    def _criteria(self, text: str) -> int:
        """How many criteria the text states.

        A clause with a subject and a predicate is one; a further predicate of the same subject is one where it is of
        another kind: "reviewed and approved" is one, "reviewed, tested and merged" are three. Asides in brackets and
        relative clauses have none.
        """
        words = tokens(without_asides(text))
        words = words[: demand(words)]
        title = _title(words)
        # Semicolons part what each stands for itself, unless all of it is told of a title.
        parted = 0 if title or "." in words[:_TITLE] else 1 + sum(word in ";；" for word in words[:-1])
        words = words[title:]
        role = {span.start: span.label for span in sorted(self._grammar.find(words), key=lambda span: span.end)}
        count, seen, before = 0, set[str](), ""
        subject = relative = counted = False
        for at, word in enumerate(words):
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


def _title(words: list[str]) -> int:
    """How many of the words are a title: what it says, the text behind it says again, as in "Clean: lint passes"."""
    end = next((at for at, word in enumerate(words[:_TITLE]) if word in _TITLE_END or word == "("), -1)
    return 0 if end < 0 or words[end] == "(" else end + 1


def _is_placeholder(text: str, words: list[str], topics: tuple[str, ...]) -> bool:
    """Whether the text is empty, holds a gap to be filled in, or is a single short word that says nothing."""
    if has_gap(text):
        return True
    plain = [word for word in words if word not in CLAUSE_END]
    return len(plain) == 1 and plain[0].isascii() and len(plain[0]) <= _SHORT_WORD and not topics and "?" not in text
