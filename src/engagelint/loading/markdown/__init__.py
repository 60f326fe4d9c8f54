"""Definitions of Done in Markdown, read into the shape of their YAML form: `{title, levels: [{name, items}]}`."""

from __future__ import annotations

import re

from engagelint.loading.markdown.blocks import pieces
from engagelint.loading.markdown.data import normalise_yaml
from engagelint.loading.markdown.head import front_matter, read_head, stated_in_text
from engagelint.loading.markdown.inline import shown
from engagelint.loading.markdown.plain import as_markdown
from engagelint.loading.markdown.sections import folded, says_done
from engagelint.loading.markdown.select import select
from engagelint.loading.markdown.shape import levels_data
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Data, Document, Kind, Mark, Marks, Source

__all__ = ["is_definition_of_done", "named_like_one", "normalise_yaml", "read_markdown", "read_text"]

_NAMES = {"definitionofdone", "definitionsofdone", "dod", "donedefinition"}
#: As long as a title may be.
_TITLE = 300
_SEPARATORS = re.compile(r"[\W_]+")
_HEADING = re.compile(r"[ ]{0,3}(?:#{1,6}(?:[ \t]+|(?=[^\W\d_]))(?P<atx>.*)|<h[1-6][^>]*>(?P<html>[^<]*))")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*$")


def read_markdown(source: Source) -> Document:
    """The Definition of Done in a Markdown file.

    Raises Unreadable for a text that is nested or long beyond all sense, and for front matter that is meant for
    engagelint and is no YAML.
    """
    marks: Marks = {}
    span = front_matter(source)
    data = read_head(source, span, marks)
    start = span[2] if span else 0
    found, references = pieces(source, start)
    titled = says_done(str(data.get("title", ""))) or data.get("kind") == Kind.DEFINITION_OF_DONE
    selection = select(source, found, references, titled=titled)
    title = selection.title
    if "title" not in data and title and title.text:
        data["title"] = title.text[:_TITLE]
        marks[id(data), "title"] = Mark(title.start, title.start, title.start, title.end)
    stated_in_text(source, source.position(start).line, data, marks)
    levels = levels_data(selection.levels, marks)
    data["levels"] = levels
    first = marks[id(levels), 0].start if levels else start
    last = marks[id(levels), len(levels) - 1].end if levels else start
    marks[id(data), "levels"] = Mark(first, first, first, max(first, last))
    whole = Mark(0, 0, 0, len(source.text))
    return Document(Kind.DEFINITION_OF_DONE, source, data, marks, whole, tuple(selection.skipped))


def read_text(source: Source) -> Document:
    """The Definition of Done in any text: lists and headings are written alike wherever people write plain text."""
    plain = as_markdown(source.text)
    document = read_markdown(source if plain == source.text else Source(source.path, plain))
    return document._replace(source=source)


def named_like_one(file_name: str) -> bool:
    """Whether a file's name says that it is a Definition of Done: `DEFINITION_OF_DONE.md`, `DoD.md`."""
    stem, dot, ending = file_name.rpartition(".")
    if not dot or ending.lower() not in {"md", "markdown", "mdown", "mkd", "mdx"}:
        return False
    return _SEPARATORS.sub("", stem).casefold() in _NAMES


def is_definition_of_done(source: Source) -> bool:
    """Whether a Markdown file's front matter or first heading says that it is a Definition of Done."""
    span = front_matter(source)
    try:
        head: dict[str, Data] = read_head(source, span, {})
    except Unreadable:
        return Kind.DEFINITION_OF_DONE.value in source.text[: span[2] if span else 0]
    if head.get("kind") == Kind.DEFINITION_OF_DONE or says_done(str(head.get("title", ""))):
        return True
    return says_done(_first_heading(source, source.position(span[2]).line if span else 1))


def _first_heading(source: Source, first: int) -> str:
    """The text of the first heading at or behind line `first`, empty without one in the first 200 lines."""
    fence, before = "", ""
    for number in range(first, min(len(source.line_starts), first + 200) + 1):
        line = source.line(number)
        opened = line.lstrip()[:3]
        if opened in {"```", "~~~"}:
            fence = "" if fence == opened else fence or opened
        found = None if fence else _HEADING.match(line)
        if found:
            return shown((found["atx"] or found["html"] or "").strip(" #"), {}).text
        if before and not fence and _UNDERLINE.match(line):
            return shown(before, {}).text
        before = "" if not folded(line) or line.lstrip()[:1] in {"-", "*", "+", ">", "|"} else line.strip()
    return ""
