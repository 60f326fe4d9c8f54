"""What a text that cannot be read as a document raises."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818 -- what callers say of the text
    """A text that is no document: why, in the reader's words, and where.

    `start` and `end` are offsets in code points into the text. `text` is the part that could be read, given only where
    the caller has no text of its own, as when bytes are no UTF-8.
    """

    def __init__(self, message: str, start: int, end: int | None = None, *, text: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start + 1, end or 0)
        self.text = text


def excerpt(text: str) -> str:
    """`text` short enough to stand in a message."""
    return text if len(text) <= 60 else text[:57] + "..."
