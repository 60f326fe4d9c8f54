"""The front matter of a Markdown file: its lines, and what they say."""

from __future__ import annotations

import re

from engagelint.loading.unreadable import Unreadable
from engagelint.loading.yaml import compose
from engagelint.model import Data, Mark, Marks, Source

#: What the front matter of a file that does not know engagelint may say to it.
_KNOWN = ("title", "owner", "review_by", "repository")


#: Lines such as "**Owner:** Ann" or "| Document owner | Ann |", and the member that each states.
_STATED = re.compile(
    r"^[\s>|*_#-]{0,12}(?:document[ ]|dod[ ])?"
    r"(?P<key>owner|maintainer|review[ ]by|next[ ]review|review[ ]date|to[ ]be[ ]reviewed)"
    r"[*_ ]{0,4}[:|][*_ |]{0,6}(?P<value>[^|\n]{1,200})",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: As many lines from the top are looked at for them.
_TOP = 60


def stated_in_text(source: Source, first: int, data: dict[str, Data], marks: Marks) -> None:
    """Add the owner and the review date that a text states in its lines from `first` on, where `data` has none."""
    for number in range(first, min(first + _TOP, len(source.line_starts) + 1)):
        found = _STATED.match(source.line(number))
        if not found:
            continue
        key = "owner" if found["key"].lower() in {"owner", "maintainer"} else "review_by"
        value = found["value"].strip(" *_`")
        date = _DATE.search(value)
        value = value if key == "owner" else date[0] if date else ""
        if value and key not in data and not value.startswith("["):
            start = source.line_starts[number - 1] + source.line(number).index(value, found.start("value"))
            data[key] = value
            marks[id(data), key] = Mark(start, start, start, start + len(value))


def front_matter(source: Source) -> tuple[int, int, int] | None:
    """Where the front matter's YAML begins and ends and where the text behind it begins; None without one.

    It is opened by a first line of exactly `---` and closed by `---` or `...`; what is never closed is none.
    """
    if source.line(1) != "---" and source.line(1) != "\ufeff---":
        return None
    for number in range(2, len(source.line_starts) + 1):
        if source.line(number).rstrip(" \t") in {"---", "..."}:
            behind = source.line_starts[number] if number < len(source.line_starts) else len(source.text)
            return source.line_starts[1], source.line_starts[number - 1], behind
    return None


def read_head(source: Source, span: tuple[int, int, int] | None, marks: Marks) -> dict[str, Data]:
    """The members of the front matter that concern a Definition of Done; their marks are added to `marks`.

    Raises Unreadable for front matter that is addressed to engagelint and is no YAML; a stranger's is passed over.
    """
    if span is None or not source.text[span[0] : span[1]].strip():
        return {}
    ours = "engagelint/" in source.text[span[0] : span[1]]
    try:
        data, own, _ = compose(source.text, start=span[0], end=span[1], lenient=not ours)
    except Unreadable:
        if ours:
            raise
        return {}
    if not isinstance(data, dict):
        return {}
    if ours:
        marks.update(own)
        return data
    head: dict[str, Data] = {}
    for key in _KNOWN:
        if isinstance(data.get(key), str) and data[key]:
            head[key] = data[key]
            marks[id(head), key] = own.get((id(data), key), Mark(span[0], span[0], span[0], span[1]))
    return head
