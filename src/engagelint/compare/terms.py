"""Finds the terms in which two versions of a document differ; list members are matched by what names them."""

from __future__ import annotations

from collections import deque

from engagelint import schema
from engagelint.edits import BEHIND, pointer_of
from engagelint.model import Kind, escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.model import Data

#: Where a document holds criteria, which are compared by their text and topics instead.
_CRITERIA = {
    Kind.ENGAGEMENT: {"/definition_of_done/items", "/definition_of_done/levels"},
    Kind.DEFINITION_OF_DONE: {"/items", "/levels"},
}


class Difference(NamedTuple):
    """A term that differs: the way to it in the older and the newer data, and its value there (None: not stated).

    `place` names list members by their keys. `member` says that the value is a whole member of a list, `reordered` that
    the values are lists of which members stand in another order, where that has a meaning.
    """

    old_path: tuple[str, ...]
    new_path: tuple[str, ...]
    place: str
    old: Data
    new: Data
    member: bool = False
    reordered: bool = False

    @property
    def pointer(self) -> str:
        """The pointer in the draft that has the term, the newer one where both have."""
        return pointer_of(self.old_path if self.new is None else self.new_path)


def differences(kind: Kind, old: Data, new: Data) -> Iterator[Difference]:
    """Every term that differs between two versions of the data (without what is not stated), in the newer's order.

    The recursion is bounded: no document is nested more than 64 deep.
    """
    return _differences(kind, Difference((), (), "", old, new))


def _differences(kind: Kind, here: Difference) -> Iterator[Difference]:
    old, new = here.old, here.new
    if here.place in _CRITERIA.get(kind, ()):
        return
    if _both(old, new, dict):
        yield from _of_mappings(kind, here)
    elif _both(old, new, list) and _is_set(old or []) and _is_set(new or []):
        # An empty list that is stated says that there is nothing; a missing one says nothing.
        if old is None or new is None or set(map(repr, old)) != set(map(repr, new)):
            yield here
    elif _both(old, new, list) and all(isinstance(one, dict) for one in [*(old or []), *(new or [])]):
        yield from _of_members(kind, here)
    elif repr(old) != repr(new):  # unlike ==, tells yes from 1
        yield here


def _both(old: Data, new: Data, kind: type) -> bool:
    """Whether what is stated is of that type."""
    return (old is not None or new is not None) and all(one is None or isinstance(one, kind) for one in (old, new))


def _is_set(values: list[Data]) -> bool:
    return not any(isinstance(one, (dict, list)) for one in values)


def _of_mappings(kind: Kind, here: Difference) -> Iterator[Difference]:
    old, new = here.old or {}, here.new or {}
    for key in {**new, **old}:
        below = here._replace(
            old_path=(*here.old_path, key),
            new_path=(*here.new_path, key),
            place=f"{here.place}/{escape_pointer(key)}",
            old=old.get(key),
            new=new.get(key),
        )
        yield from _differences(kind, below)


def _of_members(kind: Kind, here: Difference) -> Iterator[Difference]:
    """The members of two lists: those of the same name against each other, in their order where a name is repeated."""
    known = schema.field(kind, pointer_of(here.new_path))
    names = known.key if known else ()
    waiting: dict[str, deque[int]] = {}
    last, in_order = -1, True
    for number, member in enumerate(here.old or []):
        waiting.setdefault(_name(member, names), deque()).append(number)
    for number, member in enumerate(here.new or []):
        name = _name(member, names)
        numbers = waiting.get(name)
        place = f"{here.place}/{escape_pointer(name or str(number))}"
        if numbers:
            first = numbers.popleft()
            last, in_order = first, in_order and last < first
            paths = (*here.old_path, str(first)), (*here.new_path, str(number))
            yield from _differences(kind, Difference(*paths, place, (here.old or [])[first], member))
        else:
            paths = (*here.old_path, BEHIND), (*here.new_path, str(number))
            yield Difference(*paths, place, None, member, member=True)
    if known and known.ordered and not in_order:
        yield here._replace(reordered=True)
    for name, numbers in waiting.items():
        for number in numbers:
            paths = (*here.old_path, str(number)), (*here.new_path, BEHIND)
            place = f"{here.place}/{escape_pointer(name or str(number))}"
            yield Difference(*paths, place, (here.old or [])[number], None, member=True)


def _name(member: dict[str, Data], names: Sequence[str]) -> str:
    """What names a list's member; empty where nothing does."""
    return ", ".join(" ".join(str(member[name]).split()).casefold() for name in names if name in member)
