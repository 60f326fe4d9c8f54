"""Lists and headings that a Markdown file writes in HTML; of all other tags only the text between them counts."""

from __future__ import annotations

import re

from engagelint.loading.markdown.blocks import NESTING, Line, Piece

_LISTS = {"ul", "ol"}
_TEXTS = {"li", "h1", "h2", "h3", "h4", "h5", "h6", "p"}
_MARKER = r"(?:[-*+]|\d{1,3}[.)])"
_MARKED = re.compile(rf"[ \t]*(?:{_MARKER}[ \t]|\[[ xX]?\])")
#: A line of Markdown within HTML: its marker and its text.
_ITEM = re.compile(rf"(?P<marker>{_MARKER})[ \t]+(?P<text>\S.*)")
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,10})(?=[\s/>])[^<>]*>")


def hidden_items(raw: str) -> tuple[int, int]:
    """How many lines inside of comments look like items, and the offset of the first comment with one."""
    count = first = at = 0
    while (start := raw.find("<!--", at)) >= 0:
        close = raw.find("-->", start + 4)
        at = len(raw) if close < 0 else close
        lines = listed(raw[start + 4 : at])
        first = start if lines and not count else first
        count += lines
    return count, first


def folds(raw: str) -> int:
    """How many more parts that can be folded away begin in `raw` than end there."""
    lowered = raw.lower()
    return lowered.count("<details") - lowered.count("</details")


def listed(raw: str) -> int:
    """How many lines of `raw` look like items."""
    return sum(1 for line in raw.splitlines() if _MARKED.match(line))


def html_pieces(block: Line, group: int) -> list[Piece]:
    """The headings, paragraphs and list items of an HTML block; groups are numbered from `group` downwards.

    A list in Markdown that follows a tag without an empty line is no list to Markdown, but meant as one.
    """
    found: list[Piece] = []
    lists: list[tuple[int, bool]] = []
    here: Piece | None = None
    at = 0
    text = without_comments(block.text)
    for tag in _TAG.finditer(text):
        between = _lines(text[at : tag.start()], block.start + at)
        if here:
            here.lines += between
        elif listed_there := _listed_pieces(between, group - 1):
            found += listed_there
            group -= 1
        at = tag.end()
        name, closes = tag["name"].lower(), bool(tag["slash"])
        if name in _LISTS:
            here = None
            if closes and lists:
                lists.pop()
            elif not closes:
                group -= 1
                lists.append((group, name == "ol"))
        elif name in _TEXTS and closes:
            here = here if name == "p" and here and here.kind == "item" else None
        elif name in _TEXTS and not (name == "p" and here and here.kind == "item"):
            here = _opened(name, lists, group, block.start + tag.start())
            found.append(here)
    rest = _lines(text[at:], block.start + at)
    if here:
        here.lines += rest
    else:
        found += _listed_pieces(rest, group - 1)
    return [piece for piece in found if piece.kind == "item" or piece.lines]


def without_comments(raw: str) -> str:
    """`raw` with every comment blanked out, so that nothing changes its place; one that is never closed runs on."""
    parts: list[str] = []
    at = 0
    while (start := raw.find("<!--", at)) >= 0:
        close = raw.find("-->", start + 4)
        end = len(raw) if close < 0 else close + 3
        parts += [raw[at:start], " " * (end - start)]
        at = end
    return "".join(parts) + raw[at:]


def _opened(name: str, lists: list[tuple[int, bool]], group: int, start: int) -> Piece:
    number, ordered = lists[-1] if lists else (group, False)
    if name == "li":
        return Piece("item", [], min(max(1, len(lists)), NESTING), 0, number, "<li>", start, ordered)
    level = int(name[1]) if name[0] == "h" else 0
    return Piece("heading" if level else "paragraph", [], len(lists), level, number, start=start)


def _listed_pieces(lines: list[Line], group: int) -> list[Piece]:
    """The items of lines that are written as a list, two at least; none for other lines."""
    found = []
    for line in lines:
        item = _ITEM.match(line.text)
        if item:
            own = Line(item["text"], line.start + item.start("text"))
            marker = item["marker"]
            found.append(Piece("item", [own], 1, 0, group, marker, line.start, marker[0].isdigit()))
    return found if len(found) > 1 else []


def _lines(text: str, start: int) -> list[Line]:
    found = []
    for line in text.split("\n"):
        if line.strip():
            found.append(Line(line.strip(), start + len(line) - len(line.lstrip())))
        start += len(line) + 1
    return found
