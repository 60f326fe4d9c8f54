"""The part of an open text in which terms are written: all of a YAML file, the front matter of a Markdown one."""

from __future__ import annotations

from pathlib import PurePosixPath

from engagelint.loading.markdown import is_definition_of_done, named_like_one
from engagelint.loading.markdown.head import front_matter
from engagelint.lsp.words import declared_kind
from engagelint.model import Kind
from engagelint.recognition import MARKDOWN_SUFFIXES
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.model import Source

#: The terms that a Markdown file states in its text and not in its front matter.
_IN_TEXT: Final = frozenset({"levels", "items"})


class Part(NamedTuple):
    """Lines of a text that hold the terms of a kind; `first` is the number of the first one, from 0.

    `elsewhere` are the terms that do not belong in these lines.
    """

    kind: Kind
    lines: tuple[str, ...]
    first: int = 0
    elsewhere: frozenset[str] = frozenset()

    def holds(self, number: int) -> bool:
        """Whether the line of that number in the text, from 0, is one of these."""
        return self.first <= number < self.first + len(self.lines)


def part(source: Source) -> Part | None:
    """Where the terms of a text stand; None where it is not ours, or is Markdown without front matter."""
    if _is_markdown_name(source.path):
        return _head(source)
    kind = declared_kind(source.text)
    return None if kind is None else Part(kind, _lines(source, 1, len(source.line_starts)))


def _is_markdown_name(name: str) -> bool:
    """Whether a file of that name is read as Markdown."""
    return PurePosixPath(name).suffix.lower() in MARKDOWN_SUFFIXES


def _head(source: Source) -> Part | None:
    """The lines between those that open and close the front matter, or as far as it has been written."""
    if source.line(1).lstrip("\ufeff") != "---":
        return None
    span = front_matter(source)
    if span:
        end = source.position(span[1]).line - 1
    else:
        end = 2  # an empty line or a heading ends what was begun
        while end < len(source.line_starts) and source.line(end) and source.line(end + 1)[:1] != "#":
            end += 1
    lines = _lines(source, 2, end)
    declared = declared_kind("\n".join(lines))
    if declared is None and not (named_like_one(source.path) or is_definition_of_done(source)):
        return None
    return Part(Kind.DEFINITION_OF_DONE, lines, 1, _IN_TEXT)


def _lines(source: Source, first: int, last: int) -> tuple[str, ...]:
    return tuple(source.line(number) for number in range(first, last + 1))
