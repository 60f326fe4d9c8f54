"""From selected entries to data of the shape of the YAML form, with the mark of every member."""

from __future__ import annotations

from engagelint.model import Data, Mark, Marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from engagelint.loading.markdown.entries import Entry, Level


def levels_data(levels: list[Level], marks: Marks) -> list[dict[str, Data]]:
    """The `levels` list; the marks of everything in it are added to `marks`."""
    result: list[dict[str, Data]] = []
    for level in levels:
        data: dict[str, Data] = {}
        first, last = level.entries[0].begin, level.entries[-1].end
        if level.heading is not None and level.name:
            data["name"] = level.name[:300]
            _mark(marks, data, "name", level.heading.start, level.heading.end)
            first = level.heading.start
        _fill(data, level.entries, marks)
        result.append(data)
        _mark(marks, result, len(result) - 1, first, max(first, last))
    return result


def _fill(parent: dict[str, Data], entries: list[Entry], marks: Marks) -> None:
    """Put the entries and all that is nested in them under `parent`, without recursion."""
    waiting = [(parent, entries)]
    while waiting:
        owner, members = waiting.pop()
        items: list[dict[str, Data]] = []
        owner["items"] = items
        _mark(marks, owner, "items", members[0].begin, members[-1].end)
        above = None
        for entry in members:
            item = _item(entry, marks)
            if entry.under:
                # It stands once in the file, and so once in the data: with the first of those below it.
                item["x-under"] = entry.under.text if entry.under != above else True
                _mark(marks, item, "x-under", entry.under.start, entry.under.end)
            above = entry.under
            items.append(item)
            _mark(marks, items, len(items) - 1, entry.begin, entry.end)
            if entry.children:
                waiting.append((item, entry.children))


def _item(entry: Entry, marks: Marks) -> dict[str, Data]:
    item: dict[str, Any] = {"text": entry.text}
    _mark(marks, item, "text", entry.start, entry.end)
    if entry.done is not None:
        item["done"] = entry.done
        _mark(marks, item, "done", entry.begin, entry.start)
    if entry.marker:
        item["x-marker"] = entry.marker
        _mark(marks, item, "x-marker", entry.begin, entry.start)
    if entry.proofs:
        verified: list[str] = []
        item["verified_by"] = verified
        _mark(marks, item, "verified_by", entry.proofs[0].start, entry.proofs[-1].end)
        for proof in entry.proofs:
            verified.append(proof.text)
            _mark(marks, verified, len(verified) - 1, proof.start, proof.end)
    return item


def _mark(marks: Marks, container: Data, key: str | int, start: int, end: int) -> None:
    marks[id(container), key] = Mark(start, start, start, max(start, end))
