"""Finds unquoted values that programs of YAML 1.1, such as a counterparty's, read as something else than 1.2 does."""

from __future__ import annotations

import re
from collections import deque
from itertools import islice

from engagelint.codes import own_finding
from engagelint.loading.unreadable import excerpt
from engagelint.model import Severity, escape_pointer
from engagelint.recognition import is_markdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Final

    from engagelint.model import Data, Document, Finding

#: As many values of a file are told.
MOST: Final = 100

_YES_OR_NO: Final = "[yY]|[nN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
# Binary, octal, with `_` between digits, and sexagesimal (10:30 is 630). What both read as the same number is no match.
_NUMBERS: Final = (
    r"[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F]*_[0-9a-fA-F_]*|[1-9][0-9]*_[0-9_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[0-9]+_[0-9_]*\.[0-9_]*)"
)
# Octal as 1.2 writes it, and a power of ten without a point or a sign.
_TEXTS: Final = r"0o[0-7]+|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)[eE][0-9]+"
_OTHERS: Final = "to programs that read YAML 1.1"
_SAYS: Final = (
    (_YES_OR_NO, f"a text here, and a yes or no {_OTHERS}: put it in quotes"),
    (_NUMBERS, f"a text here, and a number {_OTHERS}: put it in quotes"),
    (_TEXTS, f"a number here, and a text {_OTHERS}: write the number out"),
)
# Where none of them stands as a whole value or key, which is nearly always, the document is not searched. What a match
# begins with stands first and by itself: so it is found five times as fast.
_ANY: Final = re.compile(
    rf"[ \t\[{{,\r\n](?=[-+.0-9nNoOyY])(?:{_YES_OR_NO}|{_NUMBERS}|{_TEXTS})"
    r"(?=[ \t]*(?:[\r\n,\]}]|:[ \t\r\n]|$)|[ \t]+#)"
)


def read_otherwise(document: Document, refused: Collection[str]) -> Iterator[Finding]:
    """A warning for each value, and each key, that other readers take for another; not below `refused` pointers.

    JSON has no such values, nor has the text of Markdown.
    """
    is_yaml = not document.source.path.lower().endswith(".json") and not is_markdown(document)
    if is_yaml and _ANY.search(f"\n{document.source.text}"):
        yield from islice(_found(document, refused), MOST)


def _found(document: Document, refused: Collection[str]) -> Iterator[Finding]:
    text = document.source.text
    waiting: deque[tuple[Data, str]] = deque([(document.data, "")])
    seen: set[int] = set()
    while waiting:
        container, above = waiting.popleft()
        if id(container) in seen or above in refused:
            continue
        seen.add(id(container))
        members = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in members:
            mark = document.marks.get((id(container), key))
            pointer = f"{above}/{escape_pointer(str(key))}"
            if mark is None or pointer in refused:
                continue
            spans = [(mark.key_start, mark.key_end)] if isinstance(container, dict) else []
            if isinstance(value, dict | list):
                waiting.append((value, pointer))
            else:
                spans.append((mark.start, mark.end))
            for start, end in spans:
                if words := _read_as(text[start:end]):
                    message, region = f"`{excerpt(text[start:end])}` is {words}", document.source.region(start, end)
                    found = own_finding("SCH", document.source, region, message, pointer)
                    yield found._replace(severity=Severity.WARNING)


def _read_as(raw: str) -> str | None:
    """What an unquoted value is to one reader and to the other, and what helps; None where both read the same."""
    return next((words for pattern, words in _SAYS if re.fullmatch(pattern, raw)), None)
