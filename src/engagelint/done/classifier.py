"""What an item of a Definition of Done asks for, and which wordings weaken it."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from engagelint.done.terms import CLAUSE_END, Index, Span, Terms, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engagelint.model import Data

#: As much of an item is judged.
_LONGEST: Final = 2000
_NOT: Final = "not "
_QUESTION: Final = re.compile(r"[?？](?=[\s)\]”\"'*_.…]|$)")
_GAP: Final = re.compile(
    r"\[(?=[^\[\]]*\w)(?:[^\[\]]*(?:insert|name|date|todo|tbd|title|your|list|describe|description"
    r"|fill|percent|%|link to|specif|reference|path|category|placeholder|"
    r"nom|einfugen|hier|aqui|xx|type of|details|yyyy|team|project|product)[^\[\]]*|[^\[\]\s]+\s[^\[\]]+)\]"
    r"|<(?:insert|your|name|date|team|todo|tbd|title|project|product|link|number|role|who|fill"
    r"|describe|add)\b[^<>]*>|\{\{[^{}]*\}\}|_{3,}|\bX+\s?%|\bXX+\b",
    re.IGNORECASE,
)
_TODO: Final = re.compile(r"^(?:\W*(?:TODO|TBD|FIXME|TBC|TBA|XXX)\b|\W*[Tt]odo\s*:)|\?\?")
_FILE: Final = re.compile(r"[\w./\-\u2011]{1,100}\.(?:md|py|tsx?|jsx?|json|ya?ml|txt|java|toml|sh)\b")
_EMPTY: Final = re.compile(r"\W*|\{[^{}]*\}\W*")
_ASIDE: Final = re.compile(r"\([^()]*\)|（[^（）]*）")


def prepare(data: Data) -> dict[str, Any]:
    """The data of `policies/topics.yaml` as `Classifier` takes it: topics, and terms by the words they begin with."""
    labelled: dict[str, list[str]] = {}
    for section in ("topics", "wording"):
        for label, languages in data[section].items():
            for language, terms in languages.items():
                labelled.setdefault(_NOT + label if language == "not" else label, []).extend(terms)
    labelled |= {
        "denied": data["denied"],
        "unless": data["unless"],
        "subordinate": data["subordinate"],
        "predicate": data["predicates"],
    }
    return {"topics": list(data["topics"]), "terms": Index(labelled).data(), "same": Index(data["same"]).data()}


class Classifier:
    """The lexicon of `policies/topics.yaml`, ready for use. `topics` lists the topics in the lexicon's order."""

    def __init__(self, prepared: Mapping[str, Any]) -> None:
        """Take what `prepare` gave, from JSON or not."""
        self.topics: Final = tuple(prepared["topics"])
        self._terms: Final = Terms(prepared["terms"])
        self._same: Final = Terms(prepared["same"])

    def classify(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The topics and the wording flags of an item, each in their fixed order."""
        text = _FILE.sub(_without_file, text[:_LONGEST])
        words = self._joined(tokens(text))
        topics, said = self._mentioned(words)
        bare = _ASIDE.sub(" ", text)
        if bare != text:
            # "Stakeholders (or their deputies) approve": an aside may part words that belong together.
            topics |= self._mentioned(self._joined(tokens(bare)))[0]
        covered = tuple(topic for topic in self.topics if topic in topics)
        flags = {
            "vague": "vague" in said,
            "escape": "escape" in said,
            "placeholder": "placeholder" in said or _is_placeholder(text, words, covered, said),
            "question": bool(_QUESTION.search(text)) or text.lstrip().startswith("¿"),
            "compound": self._clauses(text) >= 3,
        }
        return covered, tuple(flag for flag, holds in flags.items() if holds)

    def _mentioned(self, words: list[str]) -> tuple[set[str], set[str]]:
        """The topics that the words ask for, and the labels of all that they say."""
        spans = self._terms.find(words)
        found = _mentions(spans)
        denied = _denied(words, spans)
        aside = _subordinate(words, spans)
        stated = [
            span for span in found if span.label in self.topics and not denied.intersection(range(span.start, span.end))
        ]
        # "Done when the tests pass" asks for tests: a condition is an aside only beside something that is asked.
        main = [span for span in stated if span.start not in aside] or stated
        said = {span.label for span in found if span.label != "vague" or span.start not in aside}
        return {span.label for span in main}, said

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

    def _clauses(self, text: str) -> int:
        """How many clauses of the text have a predicate of their own; asides in brackets have none."""
        words = tokens(_ASIDE.sub(" ", text))
        predicates = {span.start for span in self._terms.find(words) if span.label == "predicate"}
        count, here = 0, False
        for at, word in enumerate([*words, "."]):
            if word in CLAUSE_END or word in _AND:
                count, here = count + here, False
            elif at in predicates:
                here = True
        return count


_AND: Final = frozenset(["and", "und", "et", "y", "e", "en", "ja", "och", "og", "dan", "i", "и", "та", "sowie", "sekä"])


def _without_file(found: re.Match[str]) -> str:
    """A file's name says nothing, unless it is the document that is asked for."""
    name = found[0].lower()
    return found[0] if any(part in name for part in ("readme", "change", "doc", "adr", "contributing")) else "file"


def _mentions(spans: Iterable[Span]) -> list[Span]:
    """The spans without those that another takes back."""
    masks: dict[str, list[Span]] = {}
    for span in spans:
        if span.label.startswith(_NOT):
            masks.setdefault(span.label.removeprefix(_NOT), []).append(span)
    return [
        span
        for span in spans
        if not any(mask.start < span.end and span.start < mask.end for mask in masks.get(span.label, ()))
    ]


def _subordinate(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words of the clauses that say when or why."""
    result: set[int] = set()
    for span in spans:
        if span.label == "subordinate":
            end = span.end
            while end < len(words) and words[end] not in CLAUSE_END:
                end += 1
            result.update(range(span.start, end))
    return result


def _denied(words: list[str], spans: Iterable[Span]) -> set[int]:
    """The words of the clauses that ask for nothing."""
    denials = [span for span in spans if span.label == "denied"]
    turns = {span.start for span in spans if span.label == "unless"}
    result: set[int] = set()
    for denial in denials:
        start, end = denial.start, denial.end
        while start and words[start - 1] not in CLAUSE_END:
            start -= 1
        while end < len(words) and words[end] not in CLAUSE_END:
            end += 1
        if not turns.intersection({*range(start, denial.start), *range(denial.end, end)}):
            result.update(range(start, end))
    return result


def _is_placeholder(
    text: str, words: list[str], topics: tuple[str, ...], said: Mapping[str, object] | set[str]
) -> bool:
    """Whether the text is empty, holds a gap to be filled in, or is a single word that says nothing."""
    if _EMPTY.fullmatch(text) or _GAP.search(text) or _TODO.search(text):
        return True
    plain = [word for word in words if word not in CLAUSE_END]
    return (
        len(plain) == 1
        and plain[0].isascii()
        and not topics
        and not {"vague", "predicate"} & set(said)
        and "?" not in text
    )
