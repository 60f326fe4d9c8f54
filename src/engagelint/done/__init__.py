"""The criteria of a Definition of Done: what each asks for, how it is worded, and what proves it."""

from __future__ import annotations

from functools import cache
from itertools import islice

from engagelint import bundled
from engagelint.done.classifier import Classifier
from engagelint.loading.yaml import compose
from engagelint.records import NamedTuple
from engagelint.resources import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from engagelint.model import Data

__all__ = [
    "MOST_CRITERIA",
    "Claim",
    "Classifier",
    "Criterion",
    "claims",
    "classifier",
    "covered",
    "criteria",
    "load_topics",
    "topics",
    "usable",
    "wording",
]

#: As many criteria are judged: what conditions make of them takes memory that grows with the square of their number.
MOST_CRITERIA: Final = 500
_KINDS = frozenset(["ci", "hook", "file", "review"])
#: So many items that say "should", if they are two fifths of all, are how the list is written, and no way out.
_HABIT = 3


#: What is asked for above a list whose items say of what.
_WITH_CONTENTS = frozenset(["tests", "documentation"])
#: A line that ends with one of these says nothing without what stands below it: "The code is reviewed by:". Fewer than
#: leave a line open to Markdown's reading: "The reviewer checks that:" is no part of what it leads in.
_OPEN = frozenset(["is", "are", "be", "been", "has", "have", "by", "to", "on", "in", "no", "with", "for"])
_COLONS = frozenset(":：")  # noqa: RUF001 - punctuation of other scripts is meant
#: A longer text than so many words stands for itself.
_FRAGMENT = 9


class Claim(NamedTuple):
    """A claim `kind: value` of how an item is verified.

    `kind` is ci, hook, file or review; empty for a claim in free words, whose `value` is all of it. `state` is empty
    until evidence was looked for; then proved, advisory, absent or cannot-tell.
    """

    kind: str
    value: str
    state: str = ""

    @property
    def text(self) -> str:
        """The claim in one text."""
        return f"{self.kind}: {self.value}" if self.kind else self.value


class Criterion(NamedTuple):
    """An item of a Definition of Done. `level` is the name of its level, `pointer` the item's place in the data.

    `under` is the line that introduces it and its neighbours, such as "Code review:".
    """

    text: str
    level: str = ""
    pointer: str = ""
    topics: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    marker: str = ""
    done: bool | None = None
    verified_by: tuple[Claim, ...] = ()
    under: str = ""


def load_topics(data: Data) -> Classifier:
    """The classifier that the data of `policies/topics.yaml` describes."""
    from engagelint.done.lexicon import prepare  # the bundle holds what it gives

    return Classifier(prepare(data))


@cache
def classifier() -> Classifier:
    """The built-in classifier."""
    prepared = bundled.entry("topics")
    return Classifier(prepared) if prepared else load_topics(compose(read_text("policies/topics.yaml"))[0])


def topics(text: str) -> tuple[str, ...]:
    """What an item's text asks for."""
    return classifier().classify(text)[0]


def wording(text: str) -> tuple[str, ...]:
    """What is weak in an item's text: vague, escape, placeholder, question, compound."""
    return classifier().classify(text)[1]


def claims(texts: Iterable[str]) -> list[Claim]:
    """The claims that `verified_by` makes."""
    found = []
    for text in texts:
        kind, colon, value = text.partition(":")
        name = kind.strip().lower()
        found.append(Claim(name, value.strip()) if colon and name in _KINDS else Claim("", text.strip()))
    return found


def criteria(data: Data, prefix: str = "") -> list[Criterion]:
    """The items under `levels` and `items` in the order of the document, those nested in others behind them.

    Of more than MOST_CRITERIA, one more than these.
    """
    judge = classifier()
    found = []
    items = list(islice(_items(data, prefix), MOST_CRITERIA + 1))
    habitual = _habitual(judge, [text for text, *_ in items])
    for text, level, pointer, item, under in items:
        asked, weak = judge.classify(text)
        if under and not asked:
            asked = _completed(judge, under, text)
        if habitual and judge.only_hedged(text):
            weak = tuple(flag for flag in weak if flag != "escape")
        marker = item.get("x-marker", "")
        stated = item.get("verified_by")
        done = item.get("done")
        found.append(
            Criterion(
                text,
                level,
                pointer,
                asked,
                weak,
                marker if isinstance(marker, str) else "",
                done if isinstance(done, bool) else None,
                tuple(claims(one for one in stated if isinstance(one, str))) if isinstance(stated, list) else (),
                under,
            )
        )
    return found


def _completed(judge: Classifier, above: str, text: str) -> tuple[str, ...]:
    """What a text asks for that only completes the line above it: "boundary values" below "The tests cover:"."""
    from engagelint.loading.markdown.statements import is_statement  # a line stands above in Markdown only

    lead = above.rstrip(" :：")  # noqa: RUF001 - punctuation of other scripts is meant
    if len(text.split()) > _FRAGMENT:
        return ()
    if lead.rpartition(" ")[2].lower() in _OPEN:
        return judge.classify(f"{lead} {text}")[0]
    if above.rstrip()[-1:] not in _COLONS or is_statement(text):
        return ()
    return tuple(topic for topic in judge.classify(lead)[0] if topic in _WITH_CONTENTS)


def _habitual(judge: Classifier, texts: Sequence[str]) -> bool:
    """Whether the items state as "should" what others state as a fact."""
    hedged = sum(judge.only_hedged(text) for text in texts)
    return hedged >= _HABIT and 4 * hedged >= 3 * len(texts)


def covered(found: Iterable[Criterion]) -> list[str]:
    """The topics that the criteria ask for, each itself or by the line or heading that they stand under, sorted."""
    criteria = list(found)
    headings = {name for one in criteria for name in (one.level, one.under) if name}
    asked = {topic for one in criteria for topic in one.topics}
    return sorted(asked.union(*(topics(name) for name in headings)))


def usable(found: Iterable[Criterion]) -> list[Criterion]:
    """The criteria that say something: neither empty nor template text."""
    return [one for one in found if "placeholder" not in one.wording]


def _items(data: Data, prefix: str) -> Iterator[tuple[str, str, str, dict[str, Data], str]]:
    """Text, level, pointer and data of every item, and the line above it and its neighbours.

    An item that is a mere text has no data of its own.
    """
    if not isinstance(data, dict):
        return
    waiting: list[tuple[Data, str, str]] = []
    levels = data.get("levels")
    for number, level in enumerate(levels if isinstance(levels, list) else []):
        if isinstance(level, dict):
            name = level.get("name")
            waiting.append(
                (level.get("items"), name if isinstance(name, str) else "", f"{prefix}/levels/{number}/items")
            )
    waiting.append((data.get("items"), "", f"{prefix}/items"))
    stack = [_numbered(*one) for one in reversed(waiting)]
    while stack:
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            continue
        item, level_name, pointer, above = following
        if isinstance(item, str):
            yield item, level_name, pointer, {}, above
        elif isinstance(item, dict):
            text = item.get("text")
            yield text if isinstance(text, str) else "", level_name, pointer, item, above
            stack.append(_numbered(item.get("items"), level_name, f"{pointer}/items"))


def _numbered(items: Data, level: str, pointer: str) -> Iterator[tuple[Data, str, str, str]]:
    above = ""
    for number, item in enumerate(items if isinstance(items, list) else []):
        stated = item.get("x-under") if isinstance(item, dict) else None
        above = stated if isinstance(stated, str) else above if stated is True else ""
        yield item, level, f"{pointer}/{number}", above
