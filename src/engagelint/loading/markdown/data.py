"""A YAML file with a list under `dod:`, `definition_of_done:` or `checklist:` in the shape of our own."""

from __future__ import annotations

import re

from engagelint.model import Data, Mark, Marks

_NOWHERE = Mark(0, 0, 0, 0)
#: The last says too little to tell what a file is, but enough where that is known.
_KEYS = ("dod", "definition_of_done", "checklist")
#: What nests an item under the one before it: one arrow for each level.
_ARROWS = re.compile(r"(?:\s*(?:[➡→⇒↳]\ufe0f?|[-=]+>|>(?=[>\s])))+\s*")
_ARROW = re.compile(r"[➡→⇒↳]|[-=]+>|>")


def normalise_yaml(data: Data, marks: Marks) -> tuple[Data, Marks]:
    """The data with such a list as its one level; other data as it is. The marks are added to, none is lost.

    An item is a text, a text that begins with arrows, a mapping with `text`, or a mapping from a text to the list of
    what is nested below it.
    """
    key = next((key for key in _KEYS if isinstance(data, dict) and isinstance(data.get(key), list)), None)
    if key is None:
        return data, marks
    result: dict[str, Data] = {}
    level: dict[str, Data] = {}
    levels = [level]
    for name, value in data.items():
        result["levels" if name == key else name] = levels if name == key else value
        marks[id(result), "levels" if name == key else name] = marks[id(data), name]
    place = marks[id(data), key]
    marks[id(levels), 0] = _place(place)
    items: list[Data] = []
    level["items"] = items
    marks[id(level), "items"] = place
    _fill(items, data[key], marks)
    return result, marks


def _fill(items: list[Data], stated: list[Data], marks: Marks) -> None:
    """Put what is `stated` into `items`, without recursion."""
    waiting = [(items, stated)]
    while waiting:
        target, members = waiting.pop()
        path: list[dict[str, Data]] = []
        for number, member in enumerate(members):
            place = marks.get((id(members), number), _NOWHERE)
            item, depth, below = _item(member, place, marks)
            del path[depth:]
            owner = _children(path[-1], place, marks) if path else target
            owner.append(item)
            marks[id(owner), len(owner) - 1] = _place(place)
            if isinstance(item, dict):
                path.append(item)
                if below is not None:
                    waiting.append((_children(item, place, marks), below))


def _item(member: Data, place: Mark, marks: Marks) -> tuple[Data, int, list[Data] | None]:
    """The item that `member` states, how deep its arrows put it, and the list of what is nested below it."""
    if isinstance(member, str):
        arrows = _ARROWS.match(member)
        depth = len(_ARROW.findall(arrows[0])) if arrows else 0
        return _texted(member[arrows.end() :] if arrows else member, place, marks), depth, None
    if isinstance(member, dict) and len(member) == 1 and "text" not in member:
        (name, below), own = next(iter(member.items())), marks.get((id(member), next(iter(member))), place)
        if isinstance(below, list):
            return _texted(name, Mark(own.key_start, own.key_start, own.key_start, own.key_end), marks), 0, below
        if isinstance(below, str):
            return (
                _texted(f"{name}: {below}", Mark(own.key_start, own.key_start, own.key_start, own.end), marks),
                0,
                None,
            )
    return member, 0, None


def _texted(text: str, place: Mark, marks: Marks) -> dict[str, Data]:
    item: dict[str, Data] = {"text": text}
    marks[id(item), "text"] = _place(place)
    return item


def _children(item: dict[str, Data], place: Mark, marks: Marks) -> list[Data]:
    children: list[Data] = item.setdefault("items", [])
    marks.setdefault((id(item), "items"), _place(place))
    return children


def _place(mark: Mark) -> Mark:
    return Mark(mark.start, mark.start, mark.start, mark.end)
