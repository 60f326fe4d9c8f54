"""Each format's encoder by round trip: what a consumer's own parser gives back is the text as it was meant.

python benchmarks/fuzz.py --encoders
"""

# ruff: noqa: E501 - tables

from __future__ import annotations

import html
import json
import random
import re
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from markdown_it import MarkdownIt

from engagelint.brief import markup
from engagelint.model import Counts, Finding, Outcome, Position, Region, Report, Run, Severity, Source
from engagelint.reporters import github, reporter, safe, sarif
from engagelint.reporters.prose import prose
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS = (
    *("::error::", "::", "%0A", "%25", "%", "##[", "##vso[", "##teamcity[", "]]>", "<![CDATA[", "<script>", "&amp;", "&#0;"),
    *("\x1b[2J", "\x1b]0;t\x07", "\x9b", "\x00", "\x7f", "\r", "\n", "\r\n", "\t", "\x85", "\u2028", "\u202e", "\u200b"),
    *("\ufeff", "\ufffe", "\uffff", "\ud800", "\udcff", "\U0001f600", "e\u0301", "\u00e9", "\u00a0", "|", "`", "``", "**"),
    *("[a](b)", "![a](b)", "](", "@team", "#12", "www.a.b", "https://a.b", "<!--", "-->", "- ", "# ", "1. ", "---", "\\"),
    *("a", "B", "7", " ", "  ", ":", ",", "=", ";", "'", '"', "<", ">", "&", "{", "}", "$", "_", "~", "/", "word"),
)  # fmt: skip
_ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def texts(count: int, seed: int) -> list[str]:
    """That many random texts: of hostile words, and of any characters."""
    chance = random.Random(seed)  # noqa: S311 - the same texts for the same seed
    made = []
    for _ in range(count):
        if chance.random() < 0.8:
            made.append("".join(chance.choices(_WORDS, k=chance.randint(0, 10))))
        else:
            made.append("".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(0, 12))))
    return made


def _report(text: str) -> Report:
    where = Region(Position(1, 1), Position(1, 2))
    finding = Finding(
        "COM001",
        "a-name",
        Severity.ERROR,
        Outcome.VIOLATED,
        f"a{text}",
        where,
        text,
        f"/{text}",
        text,
        "both",
        text,
        text,
    )
    return Report((finding,), Counts(), 1, Run("2026-03-02"), {finding.file: Source(finding.file, text)})


def _terminal(text: str) -> bool:
    shown = safe.line(text)
    return not _ACTIVE.search(shown) and "\n" not in shown and not re.search(r"##[A-Za-z]*\[", shown)


def _text(text: str) -> bool:
    shown = reporter("text")(_report(text))
    return not _ACTIVE.search(shown) and all(not line.lstrip().startswith(("::", "##[")) for line in shown.split("\n"))


def _github(text: str) -> bool:
    """As the runner parses a command: `::name key=value,...::data`, then the percent signs, the sign itself last."""
    line = github.command("error", {"file": text}, [text])
    found = re.fullmatch(r"::error ([^\n]*?)::([^\n]*)", line)
    if not found:
        return False
    data = found[2].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    key, _, value = found[1].partition("=")
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, sign)
    return data == safe.line(text) and (value == safe.line(text) if key == "file" else not safe.line(text))


def _junit(text: str) -> bool:
    root = ET.fromstring(reporter("junit")(_report(text)))  # noqa: S314 - our own report
    failure = root.find(".//failure")
    return failure is not None and failure.get("message") == safe.line(f"error: {text}")


def _json(text: str) -> bool:
    """Halves of a pair that stand side by side, which no file gives, are one character in JSON."""
    found: str = json.loads(reporter("json")(_report(text)))["findings"][0]["message"]
    return found.encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


def _gitlab(text: str) -> bool:
    shown = reporter("gitlab")(_report(text))
    entry = json.loads(shown)[0]
    return not _ACTIVE.search(entry["description"]) and not entry["location"]["path"].startswith(("/", "./"))


def _sarif(text: str) -> bool:
    uri = sarif.uri(text)
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogatepass")
    return re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})*", uri) is not None and unquote_to_bytes(uri) == raw


def _markdown(text: str) -> bool:
    """Rendered, the text stands there in letters, without a link, an image or an element of its own."""
    rendered = _MARKDOWN.render(f"- **x** {prose(text)}")
    if re.search(r"<(?!/?(?:ul|li|strong|code|p)>)", rendered):
        return False
    shown = "".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).replace("`", "").split())
    return "".join(safe.line(text).replace("`", "").split()) in shown


class _Page(HTMLParser):
    """A page's elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words += data


def _html(text: str) -> bool:
    """Encoded once: in an element and in an attribute."""
    page, shown = _Page(markup.tag("p", text, title=text)), visible(text, markup.LIMIT)
    return page.seen == [("p", [("title", shown)])] and page.words == shown


ENCODERS: dict[str, Callable[[str], bool]] = {
    "terminal": _terminal,
    "text": _text,
    "github": _github,
    "junit": _junit,
    "json": _json,
    "gitlab": _gitlab,
    "sarif uri": _sarif,
    "markdown": _markdown,
    "html": _html,
}


def broken(name: str, count: int, seed: int) -> list[str]:
    """The random texts that do not come back from that encoder as they were meant."""
    return [text for text in texts(count, seed) if not ENCODERS[name](text)]


def run(count: int, seed: int) -> int:
    """Put `count` texts through each encoder and print what came of it; the exit code."""
    failed = 0
    for name in ENCODERS:
        began = time.monotonic()
        found = broken(name, count, seed)
        failed += len(found)
        shown = f": {found[0]!r}" if found else ""
        print(f"{name:10} {count:,} texts, {len(found)} broken, {time.monotonic() - began:.0f} s{shown}", flush=True)  # noqa: T201
    print(f"seed {seed}")  # noqa: T201
    return bool(failed)
