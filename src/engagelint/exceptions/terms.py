"""The terms of a document as they are written: those on a line, and the one that comes next."""

from __future__ import annotations

from bisect import bisect_left

from engagelint.loading.markdown.head import front_matter
from engagelint.model import escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.model import Data, Document, Mark


#: A comment further right has words before it, which are not looked at for each of many comments on one long line.
_INDENT: Final = 500


class NoTerm(ValueError):  # noqa: N818 - it is said of the comment
    """A comment that speaks for no term; its text says so."""


class _Term(NamedTuple):
    """Where a term is written, from its key to its value's end; how deep it lies, and its pointer."""

    start: int
    depth: int
    end: int
    pointer: str


class Terms:
    """The terms of one document, in the order in which they are written.

    What has no words of its own is no term: a level without a name, the list of all levels of a Markdown file, nor the
    file's title.
    """

    def __init__(self, document: Document, *, markdown: bool) -> None:
        self._source = document.source
        self._body = _body(document) if markdown else 0
        self._terms = sorted(_terms(document, markdown=markdown))
        self._starts = [term.start for term in self._terms]
        self._by_pointer = {term.pointer: term for term in self._terms}

    def spoken_for(self, offset: int) -> tuple[str, ...]:
        """The pointers of the terms that a comment at `offset` speaks for; "" is the whole document.

        A comment behind terms speaks for those of its line that no other of the line holds, or for the one that goes on
        there. A comment on a line of its own speaks for the next term; above the first term, for the document. Raises
        NoTerm.
        """
        line = self._source.line_starts[self._source.position(offset).line - 1]
        own_line = offset - line <= _INDENT and not self._source.text[line:offset].strip(" \t>\ufeff")
        first, here = bisect_left(self._starts, line), bisect_left(self._starts, offset)
        if first < here and not own_line:
            return self._outermost(self._terms[first:here])
        if here == bisect_left(self._starts, self._body):
            return ("",)
        if not own_line:
            return (self._going_on(first, line),)
        if here == len(self._terms):
            raise NoTerm("No term follows this comment")
        return (self._terms[here].pointer,)

    def _outermost(self, terms: list[_Term]) -> tuple[str, ...]:
        found: list[_Term] = []
        for term in terms:
            if not found or not term.pointer.startswith(found[-1].pointer + "/"):
                found.append(term)
        return tuple(term.pointer for term in found)

    def _going_on(self, first: int, line: int) -> str:
        """The innermost term that began before the line and goes on in it."""
        pointer = self._terms[first - 1].pointer if first else ""
        while pointer:
            term = self._by_pointer.get(pointer)
            if term is not None and term.end > line:
                return pointer
            pointer = pointer.rpartition("/")[0]
        raise NoTerm("No term stands beside this comment")


def _terms(document: Document, *, markdown: bool) -> Iterator[_Term]:
    waiting: list[tuple[Data, str, int]] = [(document.data, "", 0)]
    seen: set[int] = set()
    while waiting:
        container, above, depth = waiting.pop()
        if id(container) in seen:  # an alias: it is written where its anchor is
            continue
        seen.add(id(container))
        members = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in members:
            pointer = f"{above}/{escape_pointer(str(key))}"
            mark = document.marks.get((id(container), key))
            if mark is not None and _is_written(document, container, mark, value, above, markdown=markdown):
                yield _Term(mark.key_start, depth, mark.end, pointer)
            if isinstance(value, dict | list):
                waiting.append((value, pointer, depth + 1))


def _is_written(document: Document, container: Data, mark: Mark, value: Data, above: str, *, markdown: bool) -> bool:
    """Whether a member has words of its own by which it can be pointed at."""
    if isinstance(container, dict):
        return mark.key_end > mark.key_start
    if above != "/levels":
        return not (markdown and above.endswith("/verified_by"))
    if not isinstance(value, dict) or "name" not in value:
        return False
    # The heading of the whole file is often that of its first criteria, too.
    line = document.source.line(document.source.position(mark.start).line)
    return not (markdown and value is container[0] and line.startswith("# "))


def _body(document: Document) -> int:
    """Where the text behind the front matter begins, or 0."""
    span = front_matter(document.source)
    return span[2] if span else 0
