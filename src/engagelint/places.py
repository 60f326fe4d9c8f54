"""Places: where in a document a policy is evaluated."""

from __future__ import annotations

from functools import lru_cache

from engagelint.model import Kind, escape_pointer, member, split_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.model import Data
    from engagelint.subjects import Subject


class Place(NamedTuple):
    """Where a policy is evaluated: the pointer within the subject, its value, and what the last `*` matched.

    A place that does not exist has the value None.
    """

    pointer: str
    value: Data
    member: Data = None
    key: str | None = None
    number: int | None = None


def places(subject: Subject, given: str) -> list[Place]:
    """The places that a `given` pointer names; without `*` always one, which may not exist (its value is None)."""
    parts = list(_parts(given))
    if "*" not in given:
        value = subject.view
        for part in parts:
            there = member(value, part)
            value = there[1] if there else None
        return [Place(_pointer(given), value)]
    if subject.kind is Kind.DEFINITION_OF_DONE and parts[:2] == ["items", "*"]:
        found = [
            Place(criterion.pointer, item, item, None, index)
            for index, (criterion, item) in enumerate(zip(subject.criteria, subject.done["items"], strict=True))
        ]
        parts = parts[2:]
    else:
        found = [Place("", subject.view)]
    for part in parts:
        if part == "**":
            found = [deeper for place in found for deeper in _everything_below(place)]
        elif part == "*":
            found = [deeper for place in found for deeper in _members(place)]
        else:
            found = [
                Place(f"{one.pointer}/{escape_pointer(part)}", there[1], one.member, one.key, one.number)
                for one in found
                if (there := member(one.value, part)) and there[1] is not None
            ]
    return found


@lru_cache(maxsize=4096)
def _parts(given: str) -> tuple[str, ...]:
    return tuple(split_pointer(given))


@lru_cache(maxsize=4096)
def _pointer(given: str) -> str:
    """A pointer as it is written where nothing needless is escaped."""
    return "".join(f"/{escape_pointer(part)}" for part in _parts(given))


def _members(place: Place) -> Iterator[Place]:
    if isinstance(place.value, dict):
        for key, value in place.value.items():
            yield Place(f"{place.pointer}/{escape_pointer(key)}", value, value, key)
    elif isinstance(place.value, list):
        for index, value in enumerate(place.value):
            if value is not None:
                yield Place(f"{place.pointer}/{index}", value, value, None, index)


def _everything_below(place: Place) -> Iterator[Place]:
    """Every key (with itself as value) and every text below a place, in the order of the document."""
    pending = [place]
    while pending:
        here = pending.pop()
        if isinstance(here.value, str):
            yield here
        for below in reversed(list(_members(here))):
            pending.append(below)
            if below.key is not None:
                pending.append(below._replace(value=below.key))


def texts_below(value: Data) -> list[str]:
    """Every key and every text that `**` stands for below a value, in no particular order."""
    found: list[str] = []
    pending = [value]
    while pending:
        here = pending.pop()
        kind = type(here)
        if kind is str:
            found.append(here)
        elif kind is dict:
            found += here
            pending += here.values()
        elif kind is list:
            pending += here
    return found


def value_at(view: Data, pointer: str) -> Data:
    """The value at `pointer` in `view`; None where there is none."""
    for part in split_pointer(pointer):
        there = member(view, part)
        if there is None:
            return None
        view = there[1]
    return view


def lacking(view: Data, pointer: str) -> Iterator[str]:
    """Where `view` has nothing at `pointer`, in which `*` stands for every member of a list."""
    head, star, tail = pointer.partition("/*")
    value = value_at(view, head)
    if not star or value is None:
        if value is None:
            yield head
        return
    for index in range(len(value) if isinstance(value, list) else 0):
        yield from lacking(view, f"{head}/{index}{tail}")


def without(value: Data, parts: Sequence[str]) -> Data:
    """A copy of `value` without the member that the parts lead to."""
    if not parts or member(value, parts[0]) is None:
        return value
    if isinstance(value, list):
        index = int(parts[0])
        return [without(entry, parts[1:]) if number == index else entry for number, entry in enumerate(value)]
    if len(parts) == 1:
        return {key: entry for key, entry in value.items() if key != parts[0]}
    return {key: without(entry, parts[1:]) if key == parts[0] else entry for key, entry in value.items()}
