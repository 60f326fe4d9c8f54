"""The comments of a text: YAML's, outside of all values, and Markdown's, outside of all code."""

from __future__ import annotations

import re

from yaml.error import YAMLError
from yaml.events import ScalarEvent

from engagelint.loading.markdown.blocks import NESTING
from engagelint.loading.markdown.head import front_matter
from engagelint.loading.markdown.inline import parser
from engagelint.loading.yaml import Parser  # type: ignore[attr-defined] # the one of two that there is
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

    from markdown_it.token import Token

    from engagelint.model import Source

#: What comes before the text of a block scalar: anchor and tag, then `|` or `>` with its indicators.
_BLOCK: Final = re.compile(r"(?:[&!]\S*[ \t]+){0,2}[|>][-+0-9]{0,2}(?=[ \t\r\n])")
_LINE_BREAK: Final = re.compile(r"\r\n?|\n")


class Comment(NamedTuple):
    """A comment: its words, without `#` or `<!--` and `-->`, and the offsets where it begins and ends."""

    text: str
    start: int
    end: int


def yaml_comments(source: Source, start: int = 0, end: int | None = None) -> Iterator[Comment]:
    """The comments of the YAML in `text[start:end]`; none where it is no YAML."""
    text, end = source.text, len(source.text) if end is None else end
    while text.startswith("\ufeff", start, end):  # the parsers differ in whether they count it
        start += 1
    try:
        values = _values(text, start, end)
    except (YAMLError, ValueError, OverflowError):
        return
    at = start
    for first, last in [*values, (end, end)]:
        while (found := text.find("#", at, max(at, first))) >= 0:
            at = found + 1
            if found == start or text[found - 1] in " \t\r\n":
                stop = _LINE_BREAK.search(text, found, end)
                at = stop.start() if stop else end
                yield Comment(text[found + 1 : at].strip(), found, at)
        at = max(at, last)


def _values(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the keys and values begin and end. What stands on the first line of a block scalar is not in it."""
    spans = []
    events: Any = Parser(text[start:end])
    while events.check_event():
        event: Any = events.get_event()
        kind = type(event)
        if kind is ScalarEvent:
            first, last = event.start_mark.index + start, event.end_mark.index + start
            if event.style in {"|", ">"} and (head := _BLOCK.match(text, first, last)):
                spans.append((first, head.end()))
                line = _LINE_BREAK.search(text, head.end(), last)
                first = line.end() if line else last
            spans.append((first, last))
    return spans


def markdown_comments(source: Source) -> Iterator[Comment]:
    """The HTML comments of a Markdown text, and the comments in its front matter."""
    span = front_matter(source)
    body = 0
    if span:
        body = span[2]
        yield from yaml_comments(source, span[0], span[1])
    if "<!--" not in source.text:
        return
    starts, first = source.line_starts, source.position(body).line - 1
    markdown = parser(NESTING)
    for token in markdown.parse(source.text[body:], {}):
        if token.map is None or "<!--" not in token.content or token.type not in {"inline", "html_block"}:
            continue
        begin = starts[min(first + token.map[0], len(starts) - 1)]
        end = starts[first + token.map[1]] if first + token.map[1] < len(starts) else len(source.text)
        if token.type == "html_block":
            yield from _html_comments(source.text, begin, end)
            continue
        children: list[Token] = []
        markdown.inline.parse(token.content, markdown, {}, children)
        for child in children:
            if "<!--" in child.content:
                found = source.text.find(child.content, begin, end)
                begin = found + len(child.content) if found >= 0 else begin
                if child.type == "html_inline" and found >= 0:
                    yield from _html_comments(source.text, found, begin)


def _html_comments(text: str, start: int, end: int) -> Iterator[Comment]:
    while (start := text.find("<!--", start, end)) >= 0:
        stop = text.find("-->", start + 4, end)
        last, after = (end, end) if stop < 0 else (stop, stop + 3)
        yield Comment(" ".join(text[start + 4 : last].split()), start, after)
        start = after
