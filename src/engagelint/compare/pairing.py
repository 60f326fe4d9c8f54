"""Puts the documents of two drafts together: by path, and where a file was renamed by what names it."""

from __future__ import annotations

from collections import defaultdict

from engagelint.model import Kind
from engagelint.places import value_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from engagelint.compare.drafts import Draft, Entry

    #: The documents of each slot, None where a draft has none.
    Pairs = dict[str, tuple[Entry | None, Entry | None]]

#: What names a document, in whatever file it lies.
_NAMES: Final = {Kind.ENGAGEMENT: "/metadata/name", Kind.DEFINITION_OF_DONE: "/title"}


def paired(ours: Draft, theirs: Draft) -> Pairs:
    """The documents of both drafts by slot, in the newer draft's order.

    What has no like at its path belongs to the only one of its name. Two Definitions of Done of other names belong
    together where two manifests do that link them.
    """
    _rename(ours, theirs, Kind.ENGAGEMENT)
    for slot, entry in list(theirs.entries.items()):
        one, other = ours.entries[slot].linked if slot in ours.entries else None, entry.linked
        if one and other and one not in theirs.entries and other not in ours.entries:
            theirs.rename(other, one)
    _rename(ours, theirs, Kind.DEFINITION_OF_DONE)
    return {slot: (ours.entries.get(slot), theirs.entries.get(slot)) for slot in {**theirs.entries, **ours.entries}}


def not_compared(pairs: Pairs) -> list[str]:
    """The slots of the older draft's documents that have nothing to be compared with."""
    alike = {
        slot: (one, other)
        for slot, (one, other) in pairs.items()
        if one and other and one.subject.kind is other.subject.kind
    }
    linked = {
        entry.linked for pair in alike.values() for entry in pair
    }  # their criteria are compared as the manifests'
    return [slot for slot, (one, _) in pairs.items() if one and slot not in alike and slot not in linked]


def _rename(ours: Draft, theirs: Draft, kind: Kind) -> None:
    """Give the newer draft's documents of a kind the slots that the older one has for those of the same name."""
    known = dict(_alone(ours, theirs, kind))
    for name, slot in _alone(theirs, ours, kind):
        if name in known:
            theirs.rename(slot, known[name])


def _alone(draft: Draft, other: Draft, kind: Kind) -> Iterator[tuple[str, str]]:
    """The name and slot of each document whose path the other draft lacks, as far as no two have the same name."""
    slots: Mapping[str, list[str]] = defaultdict(list)
    for slot, entry in draft.entries.items():
        name = value_at(entry.subject.view, _NAMES[kind]) if entry.subject.kind is kind else None
        if slot not in other.entries and isinstance(name, str):
            slots[" ".join(name.casefold().split())].append(slot)
    return ((name, found[0]) for name, found in slots.items() if len(found) == 1)
