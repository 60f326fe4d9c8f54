"""Lists and headings that a Markdown file writes in HTML, read with the standard library's parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from engagelint.loading.markdown.blocks import Line, Piece

_LISTS = {"ul", "ol"}
_TEXTS = {"li", "h1", "h2", "h3", "h4", "h5", "h6", "p"}
_MARKED = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,3}[.)][ \t]|\[[ xX]?\])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def hidden_items(raw: str) -> tuple[int, int]:
    """How many lines inside of comments look like items, and the offset of the first comment with one."""
    count, first = 0, 0
    for comment in _COMMENT.finditer(raw):
        lines = sum(1 for line in comment[0].removeprefix("<!--").splitlines() if _MARKED.match(line))
        first = comment.start() if lines and not count else first
        count += lines
    return count, first


def listed(raw: str) -> int:
    """How many lines of `raw` look like items."""
    return sum(1 for line in raw.splitlines() if _MARKED.match(line))


def html_pieces(block: Line, group: int) -> list[Piece]:
    """The headings, paragraphs and list items of an HTML block; groups are numbered from `group` downwards."""
    reader = _Reader(block, group)
    try:
        reader.feed(block.text)
        reader.close()
    except (AssertionError, ValueError):  # what the standard parser raises on malformed declarations
        return []
    reader.flush()
    return [piece for piece in reader.found if piece.kind == "item" or piece.lines]


class _Reader(HTMLParser):
    def __init__(self, block: Line, group: int) -> None:
        super().__init__(convert_charrefs=False)  # places would drift behind `&amp;`
        self.block = block
        self.starts = [0]
        for at, character in enumerate(block.text):
            if character == "\n":
                self.starts.append(at + 1)
        self.group = group
        self.lists: list[tuple[int, bool]] = []
        self.found: list[Piece] = []
        self.open: Piece | None = None

    def place(self) -> int:
        line, column = self.getpos()
        return self.block.start + self.starts[min(line, len(self.starts)) - 1] + column

    def flush(self) -> None:
        """Close the piece that texts go to."""
        self.open = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        if tag in _LISTS:
            self.group -= 1
            self.lists.append((self.group, tag == "ol"))
            self.flush()
        elif tag in _TEXTS and not (tag == "p" and self.open and self.open.kind == "item"):
            kind = "item" if tag == "li" else "paragraph" if tag == "p" else "heading"
            group, ordered = self.lists[-1] if self.lists else (self.group, False)
            depth = max(1, len(self.lists)) if tag == "li" else len(self.lists)
            level = int(tag[1]) if kind == "heading" else 0
            self.open = Piece(kind, [], depth, level, group, "<li>" if tag == "li" else "", self.place(), ordered)
            self.found.append(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS and self.lists:
            self.lists.pop()
            self.flush()
        elif tag in _TEXTS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.open:
            return
        start = self.place()
        for line in data.split("\n"):
            if line.strip():
                self.open.lines.append(Line(line.strip(), start + len(line) - len(line.lstrip())))
            start += len(line) + 1

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
