"""Builds plain data with the mark of every member, one value after another, whatever syntax the values come from."""

from __future__ import annotations

import unicodedata

from engagelint.loading import limits
from engagelint.loading.unreadable import Unreadable, excerpt
from engagelint.model import Data, Mark, Marks, Source
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Marks are most of what is made here, and a NamedTuple's own constructor takes twice the time.
_mark: Final = tuple.__new__


class _Frame(NamedTuple):
    """What a list or mapping interrupts: the container around it and its own place there."""

    container: Data
    key: str | None
    key_start: int
    key_end: int
    start: int


class Builder:
    """The state between two values; all offsets are into `text`.

    `container` is the list or mapping being filled; below the document stands a list that takes the document's value.
    `key` is the mapping's key that waits for its value. `end` is where the last value ended.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.stack: list[_Frame] = []
        self.key_start = self.key_end = self.end = 0
        self.restart()

    def restart(self) -> None:
        """Begin a document with nothing kept of the one before, whose marks are for containers that may not live."""
        self.container: Data = []
        self.key: str | None = None
        self.marks: Marks = {}
        #: Keys that are not ASCII, by their mapping and their normal form.
        self.normal_keys: dict[tuple[int, str], str] = {}

    def take_key(self, key: str, start: int, end: int) -> None:
        """Take a key of the current mapping; Unreadable where the mapping has it."""
        first = key if key in self.container else None
        if self.normal_keys or not key.isascii():
            first = first or self._same_key(key)
        if first is not None:
            line = Source("", self.text).position(self.marks[id(self.container), first].key_start).line
            raise Unreadable(f"The key `{excerpt(key)}` is given twice, first in line {line}", start, end)
        self.key, self.key_start, self.key_end = key, start, end

    def _same_key(self, key: str) -> str | None:
        """The earlier key of the current mapping that reads the same as `key`; `key` is remembered as one."""
        normal = unicodedata.normalize("NFC", key)
        if normal in self.container:
            return normal
        first = self.normal_keys.get((id(self.container), normal))
        self.normal_keys[id(self.container), normal] = key
        return first

    def place(self, value: Data, start: int, end: int) -> None:
        """Put a value into the current container."""
        container, key = self.container, self.key
        if key is None:
            self.marks[id(container), len(container)] = _mark(Mark, (start, start, start, end))
            container.append(value)
        else:
            self.marks[id(container), key] = _mark(Mark, (self.key_start, self.key_end, start, end))
            container[key] = value
            self.key = None
        self.end = end

    def begin(self, container: Data, start: int) -> None:
        """Begin to fill a list or mapping; Unreadable where it lies too deep."""
        if len(self.stack) >= limits.DEPTH:
            raise Unreadable(limits.TOO_DEEP, start)
        self.stack.append(_Frame(self.container, self.key, self.key_start, self.key_end, start))
        self.container, self.key, self.end = container, None, start

    def finish(self, end: int) -> None:
        """Put the list or mapping that was being filled into the container around it."""
        value = self.container
        self.container, self.key, self.key_start, self.key_end, start = self.stack.pop()
        self.place(value, start, end)

    def result(self) -> tuple[Data, Marks, Mark]:
        """The document's value, the marks of all members, and the mark of the whole."""
        return self.container[0], self.marks, self.marks.pop((id(self.container), 0))
