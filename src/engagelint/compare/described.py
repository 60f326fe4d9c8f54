"""Turns the differences of two documents into changes: named, put in words, and weighed."""

from __future__ import annotations

from engagelint import schema
from engagelint.compare.model import Change
from engagelint.compare.terms import differences
from engagelint.compare.weighing import Scales, Weight
from engagelint.edits import pointer_of
from engagelint.engine import shown
from engagelint.facts import NotStated, headcount, overlap
from engagelint.schema.validation import stated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagelint.compare.terms import Difference
    from engagelint.compare.watching import Watch
    from engagelint.model import Data, Kind
    from engagelint.subjects import Subject


def changed_terms(old: Subject, new: Subject, watch: Watch) -> list[Change]:
    """The terms in which two drafts of a document differ, criteria aside.

    Once too much was weighed, changes are told without a weight and with a note that says so.
    """
    scales = Scales(watch, old, new)
    computed = _computed(old.view, new.view)
    changes = []
    for difference in differences(new.kind, stated(old.document.data), stated(new.document.data)):
        weighed = scales.weigh(difference)
        note = None if weighed else "not weighed: there are too many changes"
        group = next((group for group in computed if difference.place.startswith(group)), None)
        changes.append(_change(difference, old, new, weighed, computed.pop(group) if group else note))
    return changes


def _computed(old: Data, new: Data) -> dict[str, str]:
    """What follows from the members of a list and differs, under the list's place."""
    computed = {}
    for place, name, follows in (
        ("/operating_model/sites", "least shared hours a day", _overlap),
        ("/team", "vendor's team", _levels),
    ):
        before, after = follows(old), follows(new)
        if before and after and before != after:
            computed[place] = f"{name}: {before} → {after}"
    return computed


def _overlap(view: Data) -> str | None:
    term = view.get("term", {})
    try:
        least = overlap(view.get("operating_model", {}).get("sites", []), term.get("start", ""), term.get("end", ""))
    except NotStated:
        return None
    return f"{least.hours:.3g}"


def _levels(view: Data) -> str | None:
    team = view.get("team", [])
    try:
        heads = {level: headcount(team, "vendor", level) for level in ("senior", "mid", "junior")}
    except NotStated:
        return None
    return ", ".join(f"{number:g} {level}" for level, number in heads.items() if number) or None


def _change(difference: Difference, old: Subject, new: Subject, weighed: Weight | None, note: str | None) -> Change:
    there = old if difference.new is None else new
    pointer = difference.pointer
    region = there.document.region(pointer)
    names = _names(there.kind, pointer_of(difference.new_path[:-1] if difference.member else difference.new_path))
    return Change(
        place=difference.place,
        pointer=pointer,
        where=(there.document.source.path, region.start.line, region.start.column),
        term=schema.phrase(there.kind, pointer, there.document.data),
        action=_action(difference),
        old=_told(difference.old, difference, names),
        new=_told(difference.new, difference, names),
        note=note,
        **(weighed or Weight())._asdict(),
    )


def _action(difference: Difference) -> str:
    if difference.old is None:
        return "added" if difference.member else "stated"
    if difference.new is None:
        return "removed" if difference.member else "left out"
    if difference.reordered:
        return "reordered"
    return "changed"


def _names(kind: Kind, pointer: str) -> tuple[str, ...]:
    """The fields that name the members of the list at `pointer`; none where that is no list."""
    known = schema.field(kind, pointer)
    return known.key if known else ()


def _told(value: Data, difference: Difference, names: Sequence[str]) -> str | None:
    """A value in words; None for one that is not stated.

    Of a list's member, what names it is left out, as its term says it; members in another order are told by that alone.
    """
    if value is None:
        return None
    if difference.member and isinstance(value, dict):
        return _fields({key: one for key, one in value.items() if key not in names or not isinstance(one, str)})
    if difference.reordered:
        named = (", ".join(in_words(member[name]) for name in names if name in member) for member in value)
        return ", ".join(one or "one without a name" for one in named)
    unit = schema.unit(difference.pointer, value) if isinstance(value, float) else ""
    return f"{in_words(value)} {unit}" if unit else in_words(value)


def in_words(value: Data) -> str:
    """A value as people read it."""
    if isinstance(value, list):
        return ", ".join(map(in_words, value)) or "none"
    return _fields(value) if isinstance(value, dict) else shown(value)


def _fields(value: dict[str, Data]) -> str:
    told = (f"{key.replace('_', ' ')} {_group(one)}" for key, one in value.items())
    return ", ".join(told)


def _group(value: Data) -> str:
    told = in_words(value)
    return f"({told})" if isinstance(value, dict) or (isinstance(value, list) and len(value) > 1) else told
