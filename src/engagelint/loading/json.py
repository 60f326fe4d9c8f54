"""From JSON text to plain data with the place of every member, without recursion and within the limits."""

from __future__ import annotations

import json
import re

from engagelint.loading import limits, scalars
from engagelint.loading.builder import Builder
from engagelint.loading.characters import check_characters, forbidden, forbidden_name
from engagelint.loading.unreadable import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NoReturn

    from engagelint.model import Data, Mark, Marks

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_TEMPLATE: Final = "This looks like a template that was not filled in: replace `{{ ... }}` by its value"
_TOO_EARLY: Final = "The document ends too early: a closing bracket or a value is missing"
#: What is said of a character that begins no value, key or separator.
_STRAY: Final = {
    "'": "A text stands in double quotes in JSON",
    "/": "JSON has no comments: delete this one",
    "#": "JSON has no comments: delete this one",
    "}": "A value is missing here, or a comma or bracket is one too many",
    "]": "A value is missing here, or a comma or bracket is one too many",
    ",": "A value is missing here, or this comma is one too many",
    "\ufeff": "A byte order mark (U+FEFF) stands here: delete it",
}
#: The words for a problem inside a text, by a part of Python's own.
_PROBLEMS: Final = (
    ("Unterminated", "The quotation mark that opens here is never closed"),
    ("control character", "A line break or tab cannot stand in a text in JSON: write `\\n` or `\\t`"),
    ("escape", "A backslash begins a code, and this one is unknown: write `\\\\`"),
)


def compose(text: str, *, nodes: int = limits.NODES) -> tuple[Data, Marks, Mark]:
    """The data that `text` spells, the mark of every member, and the mark of the whole, as `yaml.compose` gives them.

    Raises Unreadable where the text is no JSON, holds what is not read here, or goes beyond a limit.
    """
    check_characters(text, yaml=False)
    builder = Builder(text)
    at = _skip(text, 0)
    if at == len(text):
        raise Unreadable("There is nothing here: the document is empty", at)
    at = _value(builder, at)
    while builder.stack:
        at = _member(builder, _skip(text, at))
        if builder.nodes > nodes:
            raise Unreadable(limits.too_many(nodes), at - 1)
    at = _skip(text, at)
    if at < len(text):
        raise Unreadable("Text stands after the end of the document", at)
    return builder.result()


def _member(builder: Builder, at: int) -> int:
    """Take what comes next in the current list or mapping: its end, or a member with the comma before it."""
    text, mapping = builder.text, type(builder.container) is dict
    if text[at : at + 1] == ("}" if mapping else "]"):
        builder.finish(at + 1)
        return at + 1
    if builder.container:
        if text[at : at + 1] != ",":
            _refuse(text, at, "A comma is missing here")
        at = _skip(text, at + 1)
    return _value(builder, _key(builder, at) if mapping else at)


def _key(builder: Builder, at: int) -> int:
    """Take a key and its colon; where its value begins."""
    text = builder.text
    if text[at : at + 1] != '"':
        _refuse(text, at, "A key must be a text in double quotes")
    key, end = _scalar(text, at)
    builder.nodes += 1
    builder.take_key(str(key), at, end)
    colon = _skip(text, end)
    if text[colon : colon + 1] != ":":
        _refuse(text, colon, "A colon is missing after the key")
    return _skip(text, colon + 1)


def _value(builder: Builder, at: int) -> int:
    """Take a value, of a list or mapping only its beginning; where it ends."""
    builder.nodes += 1
    opening = builder.text[at : at + 1]
    if opening in ("{", "["):
        builder.begin({} if opening == "{" else [], at)
        return at + 1
    value, end = _scalar(builder.text, at)
    builder.place(value, at, end)
    return end


def _scalar(text: str, at: int) -> tuple[scalars.Scalar, int]:
    """The single value that begins at `at`, and where it ends."""
    value: scalars.Scalar
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        words = next((words for part, words in _PROBLEMS if part in error.msg), "A text must stand in double quotes")
        _refuse(text, error.pos, words)
    except scalars.NotRead as error:
        raise Unreadable(str(error), at) from None
    if isinstance(value, str):
        if end - at > limits.SCALAR + 2 and len(value) > limits.SCALAR:
            raise Unreadable(limits.TOO_LONG, at)
        if found := forbidden(value):
            raise Unreadable(f"{forbidden_name(found)} is not allowed in a text: delete it", at, end)
    return value, end


def _constant(name: str) -> NoReturn:
    """Refuse the numbers that are none, which Python's decoder lets in."""
    raise scalars.NotRead(f"`{name}` is no number that can be reckoned with")


_DECODER: Final = json.JSONDecoder(parse_int=scalars.resolve, parse_float=scalars.resolve, parse_constant=_constant)


def _skip(text: str, at: int) -> int:
    """The offset after the white space at `at`."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _refuse(text: str, at: int, words: str) -> NoReturn:
    """Refuse what stands at `at`: in the words for that very character, else in `words`."""
    if at >= len(text):
        raise Unreadable(_TOO_EARLY, len(text))
    template = text.find("{{", max(at - 1, 0), at + 2)
    if template >= 0:
        raise Unreadable(_TEMPLATE, template, template + 2)
    raise Unreadable(_STRAY.get(text[at], words), at)
