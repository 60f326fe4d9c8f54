"""What a reader sees of a stretch of Markdown: no emphasis marks, no link targets, nothing that is struck out."""

from __future__ import annotations

import re
from functools import cache

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~!]")
_WIKI_LINK = re.compile(r"\[\[(?P<page>[^\[\]|]{1,200})(?:\|(?P<name>[^\[\]|]{1,200}))?\]\]")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_GAP = re.compile(r"<([a-zA-Z]+)(?: [\w'-]+){1,9}>")
#: Longer texts are shown raw: no item is that long, and the parser takes quadratic time on some.
_LONGEST = 10_000
_STRUCK = {"del", "s", "strike"}
_STRONG = {"b", "strong"}
_TAGS = _STRUCK | {
    *("a", "abbr", "b", "big", "br", "center", "code", "details", "div", "em", "font", "hr", "i", "img", "input"),
    *("ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "small", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr", "tt", "u", "ul", "var"),
}


def _as_link(found: re.Match[str]) -> str:
    """A link of a wiki, `[[page|name]]`, in the way of Markdown."""
    return f"[{found['name'] or found['page']}](#)"


class Shown(NamedTuple):
    """A text as shown. `bold` is what it begins with in bold; `linked` counts the characters inside links."""

    text: str
    bold: str = ""
    linked: int = 0
    link_first: bool = False
    struck: bool = False
    boxed: bool = False


@cache
def parser(nesting: int) -> MarkdownIt:
    """CommonMark with tables and strikethrough; texts within blocks are left raw, `shown` reads those that matter."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(["table", "strikethrough"])
    markdown.core.ruler.disable(["inline", "text_join"])
    return markdown


def shown(raw: str, references: dict[str, object]) -> Shown:
    """The text that `raw` shows; `references` is what the block pass found."""
    raw = _WIKI_LINK.sub(_as_link, raw)
    if not _SPECIAL.search(raw) or len(raw) > _LONGEST:
        return Shown(" ".join(raw.split()))
    tokens: list[Token] = []
    markdown = parser(40)
    markdown.inline.parse(raw, markdown, references, tokens)
    return _gather(tokens)


def is_gap(raw: str) -> bool:
    """Whether all that stands there is a gap to be filled in, "<insert criterion>", which is no tag of HTML."""
    found = _GAP.fullmatch(raw.strip())
    return found is not None and found[1].lower() not in _TAGS


def _gather(tokens: list[Token]) -> Shown:
    parts: list[str] = []
    bold: list[str] = []
    links = struck = strong = linked = 0
    link_first = was_struck = boxed = False
    for token in tokens:
        kind = token.type
        if kind == "link_open":
            link_first = link_first or not "".join(parts).strip()
            links += 1
        elif kind == "link_close":
            links -= 1
        elif kind in {"s_open", "s_close"}:
            struck, was_struck = struck + token.nesting, True
        elif kind in {"strong_open", "strong_close"}:
            strong += token.nesting
        text = _text_of(token)
        if kind == "html_inline":
            tag = _TAG.match(token.content)
            if tag and tag[1].lower() in _STRUCK:
                struck, was_struck = max(0, struck + (-1 if token.content[1] == "/" else 1)), True
            elif tag and tag[1].lower() in _STRONG:
                strong = max(0, strong + (-1 if token.content[1] == "/" else 1))
            boxed = boxed or (tag is not None and tag[1].lower() == "input")
        if not text or struck > 0:
            continue
        if strong > 0 and len(bold) == len(parts):
            bold.append(text)
        linked += len(text) if links > 0 else 0
        parts.append(text)
    # Marks of emphasis that were never closed are no part of what is meant.
    text = " ".join("".join(parts).replace("**", "").split())
    return Shown(text, "".join(bold).strip(), linked, link_first, was_struck, boxed)


def _text_of(token: Token) -> str:
    if token.type in {"text", "code_inline", "text_special"}:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "image":
        return ""
    if token.type == "html_inline":
        tag = _TAG.match(token.content)
        if tag and tag[1].lower() == "br":
            return " "
        # "<name of the reviewer>" is a gap to be filled in, although HTML would take it for a tag.
        return token.content if tag and tag[1].lower() not in _TAGS and token.content[1] != "/" else ""
    return ""
