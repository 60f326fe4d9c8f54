"""Compares the criteria of two Definitions of Done by their texts, and what they ask for by topic."""

from __future__ import annotations

import re

from engagelint.compare.model import Change
from engagelint.compare.weighing import weight
from engagelint.done import criteria
from engagelint.model import Kind, Severity
from engagelint.records import NamedTuple
from engagelint.schema import direction
from engagelint.schema.fields import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Final

    from engagelint.compare.watching import Watch
    from engagelint.compare.weighing import Weight
    from engagelint.done import Criterion
    from engagelint.subjects import Subject

#: Two criteria are one that was reworded where they share at least this part of their words.
_LIKENESS: Final = 0.5
#: Beyond this many criteria without their like on the other side none is taken for reworded.
_MOST_COMPARED: Final = 400
_TOPIC: Final = re.compile(r"""["']([a-z-]+)["'] in done\.topics""")
#: Where the policies look that judge each criterion by itself.
_EACH: Final = "/items/*"
#: What a criterion asks for, by its topic, as a sentence says it.
TOPICS: Final = {
    "acceptance-criteria": "the story's acceptance criteria to be met",
    "ci": "a build that passes",
    "decision-record": "a record of architectural decisions",
    "defects": "the absence of known defects",
    "demo": "a demonstration",
    "estimate": "estimates",
    "merged": "the change to be merged",
    "monitoring": "monitoring",
    "onboarding": "an onboarding guide",
    "production": "deployment to production",
    "rollback": "a way back",
    "runbook": "a runbook",
    "security": "security checks",
    "staging": "deployment to an environment before production",
    "style": "rules of style",
}
#: What is weak in the text of a criterion, by the flag of its wording.
_WEAK: Final = {
    "escape": "gives a way out",
    "placeholder": "is a placeholder",
    "question": "is a question",
    "vague": "would be judged differently by two people",
}


class _Draft(NamedTuple):
    """One draft's Definition of Done: its subject (None: there is none), its criteria and the topics they ask for.

    `wrong` holds the policies that a criterion violates by itself, under its pointer.
    """

    subject: Subject | None
    criteria: list[Criterion]
    topics: frozenset[str]
    wrong: Mapping[str, list[str]]


def criteria_changes(old: Subject | None, new: Subject | None, watch: Watch) -> list[Change]:
    """What became of the criteria; a Definition of Done that is missing (None) has none. `watch` holds its policies.

    A criterion with another text that shares most of its words, and stands for no other, counts as reworded.
    """
    before, after = _draft(old, watch), _draft(new, watch)
    watched = {topic: policy.id for policy in watch.chosen for topic in _TOPIC.findall(policy.require)}
    same = {_folded(one.text) for one in before.criteria} & {_folded(one.text) for one in after.criteria}
    ours = [one for one in before.criteria if _folded(one.text) not in same]
    theirs = [one for one in after.criteria if _folded(one.text) not in same]
    pairs = _pairs(ours, theirs)
    paired = {id(one) for pair in pairs for one in pair}
    unpaired = (
        [(one, None) for one in ours if id(one) not in paired],
        [(None, one) for one in theirs if id(one) not in paired],
    )
    stated = {_folded(one.text): one for one in before.criteria}
    unproved = [(stated[_folded(one.text)], one) for one in after.criteria if _folded(one.text) in same]
    changes = [_change(one, other, before, after, watched) for one, other in (*pairs, *unpaired[0], *unpaired[1])]
    return [*changes, *(change for pair in unproved if (change := _proof_change(*pair, after, watched)))]


def _draft(subject: Subject | None, watch: Watch) -> _Draft:
    if subject is None:
        return _Draft(None, [], frozenset(), {})
    found = [one for one in criteria(subject.view) if one.text]
    return _Draft(
        subject, found, frozenset(topic for one in found for topic in one.topics), _wrong(subject, found, watch)
    )


def _wrong(subject: Subject, found: Sequence[Criterion], watch: Watch) -> dict[str, list[str]]:
    """The policies that each criterion violates by itself, under its pointer; those that merely note are left aside."""
    minding = [policy for policy in watch.chosen if _EACH in policy.given and policy.severity is not Severity.NOTE]
    wrong: dict[str, list[str]] = {one.pointer: [] for one in found}
    for code, pointer in watch.violated(minding, subject):
        place = pointer.removeprefix(subject.prefix)
        while place and place not in wrong:
            place = place.rpartition("/")[0]
        if place:
            wrong[place].append(code)
    return wrong


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _pairs(old: Sequence[Criterion], new: Sequence[Criterion]) -> list[tuple[Criterion, Criterion]]:
    """The criteria that were reworded, each with its like; where several are alike, the likest go together."""
    if max(len(old), len(new)) > _MOST_COMPARED:
        return []
    words = {id(one): frozenset(re.findall(r"\w+", one.text.casefold())) for one in (*old, *new)}
    scores = [
        (_likeness(words[id(one)], words[id(other)]), -number, -further)
        for number, one in enumerate(old)
        for further, other in enumerate(new)
    ]
    pairs: dict[int, int] = {}
    for likeness, number, further in sorted(scores, reverse=True):
        if likeness >= _LIKENESS and -number not in pairs and -further not in pairs.values():
            pairs[-number] = -further
    return [(old[number], new[further]) for number, further in pairs.items()]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _change(
    old: Criterion | None, new: Criterion | None, before: _Draft, after: _Draft, watched: Mapping[str, str]
) -> Change:
    """A criterion that was added (`old` is None), removed (`new` is None) or reworded."""
    lost = [topic for topic in old.topics if new is None or topic not in new.topics] if old else []
    won = [topic for topic in new.topics if old is None or topic not in old.topics] if new else []
    were, are = frozenset(old.wording if old else ()), frozenset(new.wording if new else ())
    weaker = [words for flag, words in _WEAK.items() if flag in are - were]
    mended = [flag for flag in _WEAK if flag in were - are]
    harmed = before.wrong.get(old.pointer, []) if old else []
    harms = after.wrong.get(new.pointer, []) if new else []
    missing = [topic for topic in lost if topic not in after.topics]
    notes = [f"nothing asks for {_topics(missing)} now"] if missing else []
    if new and old:
        kept = [topic for topic in lost if topic in after.topics]
        notes += [f"it no longer asks for {_topics(kept)}"] if kept else []
        notes += [f"it asks for {_topics(won)} now"] if won else []
    notes += [f"it {_listed(weaker)}"] if weaker else []
    watching = _policies(watched, [*(old.topics if old else ()), *(new.topics if new else ())])
    towards = _policies(watched, missing)
    away = _policies(watched, [topic for topic in won if topic not in before.topics])
    if old and new:
        towards = _once(*towards, *(code for code in harms if code not in harmed))
        away = _once(*away, *(code for code in harmed if code not in harms))
    # What is added takes nothing away, however weak it is.
    if new is None or (old and (lost or weaker or towards)):
        sign = -1
    elif old is None:
        sign = 0 if weaker or harms else 1
    else:
        sign = 1 if won or mended or away else 0
    weighed = _weight(sign)._replace(watched_by=_once(*watching, *harmed, *harms), towards=towards, away=away)
    there, draft = (old, before) if new is None else (new, after)
    return Change(
        **_place(there, draft.subject),
        action="removed" if new is None else "added" if old is None else "reworded",
        old=old.text if old else None,
        new=new.text if new else None,
        note="; ".join(notes) or None,
        **weighed._asdict(),
    )


def _proof_change(old: Criterion, new: Criterion, after: _Draft, watched: Mapping[str, str]) -> Change | None:
    """A criterion whose text stayed and whose proof or level did not; None where both did."""
    what, sign = "proof", bool(new.verified_by) - bool(old.verified_by)
    values = _proof(old), _proof(new)
    if values[0] == values[1]:
        what, sign, values = "level", 0, (old.level, new.level)
    if values[0] == values[1]:
        return None
    place = _place(new, after.subject)
    return Change(
        **{**place, "term": f"the {what} of {place['term']}"},
        action="changed",
        old=values[0] or None,
        new=values[1] or None,
        **_weight(sign)._replace(watched_by=_policies(watched, new.topics))._asdict(),
    )


def _proof(one: Criterion) -> str:
    return ", ".join(claim.text for claim in one.verified_by)


def _place(one: Criterion | None, subject: Subject | None) -> dict[str, Any]:
    """Where a criterion stands, and what it is called."""
    if one is None or subject is None:
        raise ValueError("a change has a criterion in one of the drafts")
    document = subject.document
    region = document.region(subject.prefix + one.pointer)
    return {
        "pointer": subject.prefix + one.pointer,
        "place": f"{subject.prefix}/criteria/{_folded(one.text)}",
        "where": (document.source.path, region.start.line, region.start.column),
        "term": f'the criterion "{quoted(one.text)}"',
    }


def _weight(sign: int) -> Weight:
    """More criteria are good for whom the schema says; the field is the same in a manifest and in a file."""
    return weight(direction(Kind.ENGAGEMENT, "/definition_of_done/items"), sign)


def _policies(watched: Mapping[str, str], topics: Iterable[str]) -> tuple[str, ...]:
    return _once(*(watched[topic] for topic in topics if topic in watched))


def _once(*codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _topics(topics: Sequence[str]) -> str:
    return _listed([TOPICS.get(topic, topic.replace("-", " ")) for topic in topics])


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
