"""What an item of a Definition of Done asks for, and which wordings weaken it."""

from __future__ import annotations

from engagelint.done.asked import Reading, asked, read
from engagelint.done.clauses import demand
from engagelint.done.terms import Terms, tokens
from engagelint.done.worded import HEDGED, criteria, is_placeholder, said
from engagelint.done.written import asks, without_asides, without_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: As much of an item is judged.
_LONGEST: Final = 2000
#: As many criteria make an item a compound.
_SEVERAL: Final = 3
#: Of how many items it is remembered what they ask for.
_REMEMBERED: Final = 1000


class Classifier:
    """The lexicon of `policies/topics.yaml`, ready for use. `topics` lists the topics in the lexicon's order."""

    def __init__(self, prepared: Mapping[str, Any]) -> None:
        """Take what `engagelint.done.lexicon.prepare` gave, from JSON or not."""
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
        reading = self._read(words)
        topics, labels = asked(reading, self.topics), said(reading)
        bare = without_asides(text)
        if bare != text:
            # "Stakeholders (or their deputies) approve": an aside may part words that belong together.
            without = asked(self._read(self._joined(tokens(bare))), self.topics)
            # What stands in the aside may also take back what stands before it: "committed (feature branch)".
            topics |= without.difference(span.label for span in set(reading.spans).difference(reading.found))
        covered = tuple(topic for topic in self.topics if topic in topics)
        plain = tokens(bare)
        plain = plain[: demand(plain)]
        flags = {
            "vague": "vague" in labels,
            "escape": "escape" in labels or "hedges" in labels,
            "placeholder": "placeholder" in labels or is_placeholder(text, words, asks_nothing=not covered),
            "question": asks(text),
            "compound": criteria(plain, self._grammar.find(plain)) >= _SEVERAL,
        }
        hedged = not labels.isdisjoint(("hedges", HEDGED)) and "escape" not in labels
        return covered, tuple(flag for flag, holds in flags.items() if holds), hedged

    def _read(self, words: list[str]) -> Reading:
        words = words[: demand(words)]
        return read(words, self._terms.find(words))

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
