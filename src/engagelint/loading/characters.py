"""From bytes to text, and the characters that no document may hold.

Bidirectional, invisible and look-alike characters are let in: policies report them with their place.
"""

from __future__ import annotations

import codecs
import re

from engagelint.loading.unreadable import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# These are compiled, and kept by `re`, when they are first used: the large ones take a while, and few texts need them.
_ASCII_CONTROLS: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_CONTROLS: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
#: Control characters, halves of surrogate pairs and the two code points that mean a wrong byte order.
_FORBIDDEN: Final = f"[{_CONTROLS}]"
# YAML 1.1 parsers take the line and paragraph separators for line breaks; editors, git and YAML 1.2 do not.
_FORBIDDEN_IN_YAML: Final = rf"[{_CONTROLS}\u2028\u2029]"

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, without a leading byte order mark.

    Raises Unreadable where the bytes are no UTF-8 text; its `text` is what stands before the first bad place.
    """
    foreign = _foreign(raw[:64])
    if foreign:
        raise Unreadable(f"The file is {foreign}: save it as UTF-8 text", 0, text="")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        text = raw[: error.start].decode("utf-8")
        message = f"Byte 0x{raw[error.start]:02X} is no UTF-8 text: save the file as UTF-8"
        raise Unreadable(message, len(text), text=text) from None


def _foreign(head: bytes) -> str | None:
    """What the first bytes say the file is, where that is not UTF-8 text."""
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return f"in {name}"
    # Every document begins with an ASCII character, whose other bytes are zero in the wide encodings.
    zeros = tuple(byte == 0 for byte in head[:4])
    if zeros in ((False, True, True, True), (True, True, True, False)):
        return "in UTF-32"
    if zeros in ((False, True, False, True), (True, False, True, False)):
        return "in UTF-16"
    if head.startswith((b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")):
        return "no text but another kind of file (such as a PDF, an office document or an archive)"
    if head.count(0) > 1:
        return "no text but binary data"
    return None


def forbidden(text: str, *, yaml: bool = False, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first character in `text[start:end]` that no document may hold; with `yaml`, also U+2028 and U+2029."""
    pattern = _ASCII_CONTROLS if text.isascii() else _FORBIDDEN_IN_YAML if yaml else _FORBIDDEN
    return re.compile(pattern).search(text, start, len(text) if end is None else end)


def check_characters(text: str, *, yaml: bool, start: int = 0, end: int | None = None) -> None:
    """Refuse characters in `text[start:end]` that no document may hold; with `yaml`, also U+2028 and U+2029.

    Raises Unreadable at the first such character, which it names.
    """
    if found := forbidden(text, yaml=yaml, start=start, end=end):
        raise Unreadable(f"{forbidden_name(found)} is not allowed in a document: delete it", found.start())


def forbidden_name(found: re.Match[str]) -> str:
    """A forbidden character by its code point and kind."""
    point = ord(found[0])
    if 0xD800 <= point <= 0xDFFF:
        kind = "half a character"
    elif point >= 0xFFFE:
        kind = "not a character"
    elif point in (0x85, 0x2028, 0x2029):
        kind = "a line break to some programs only"
    else:
        kind = "a control character"
    return f"U+{point:04X} ({kind})"
