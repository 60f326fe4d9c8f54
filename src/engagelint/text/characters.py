"""What Unicode says of single characters, as far as Python's own tables do not: invisible, bidirectional, script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: Marks, embeddings, overrides and isolates that change the order in which a text is shown.
BIDIRECTIONAL: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Default_Ignorable_Code_Point of Unicode 16, the annotation marks, and the braille pattern that has no dots.
_INVISIBLE_RANGES: Final = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
#: The characters that normally show nothing, all of them beyond ASCII.
#: Compiled, and kept by `re`, when it is first used: that takes a while, and few texts need it.
INVISIBLE: Final = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE_RANGES) + "]"

_SCRIPT_NAMES: Final = {
    "CJK": "HAN",
    "HIRAGANA": "HAN",
    "KATAKANA": "HAN",
    "KATAKANA-HIRAGANA": "HAN",
    "BOPOMOFO": "HAN",
    "IDEOGRAPHIC": "HAN",
    "HANGUL": "HANGUL",
}


@lru_cache(maxsize=4096)
def is_invisible(character: str) -> bool:
    """Whether the character normally shows nothing."""
    return re.match(INVISIBLE, character) is not None


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """The script of a letter by the first word of its Unicode name: LATIN, CYRILLIC, HAN (with kana); "" for others."""
    if not character.isalpha():
        return ""
    first = unicodedata.name(character, "").partition(" ")[0]
    return _SCRIPT_NAMES.get(first, first)
