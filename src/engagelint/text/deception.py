"""Characters that show a reader something else than the machine reads, and texts made safe to show."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from engagelint.text.characters import BIDIRECTIONAL, INVISIBLE, is_invisible, script
from engagelint.text.look_alikes import look_alikes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

_JOINERS: Final = ("\u200c", "\u200d")
_JOINING_SCRIPTS: Final = frozenset(
    {
        "ARABIC",
        "SYRIAC",
        "NKO",
        "MANDAIC",
        "MONGOLIAN",
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "MYANMAR",
        "KHMER",
        "TIBETAN",
        "BALINESE",
        "JAVANESE",
        "CHAKMA",
        "NEWA",
        "GRANTHA",
    }
)
_VARIATION_SELECTORS: Final = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_MONGOLIAN_SELECTORS: Final = "\u180b\u180c\u180d\u180f"
# The three flags that Unicode recommends for interchange: England, Scotland, Wales.
_TAGGED_FLAG: Final = (
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
    "\U000e0077\U000e006c\U000e0073)\U000e007f"
)
_EMOJI_SYMBOLS: Final = "#*0123456789\u203c\u2049\u3030\u303d\u00a9\u00ae"
_SPACES: Final = re.compile(r"[\t\n\r\v\f]+")
_WORD: Final = re.compile(r"[^\W_]+")
# Latin letters in which a Cyrillic or Greek word can be written unnoticed.
_LATIN_TWINS: Final = frozenset("aceopxyikuvtnABCEHKMOPTXYIZN")


def hidden_characters(text: str) -> list[str]:
    """The characters of `text` that hide something, each once, as "U+202E RIGHT-TO-LEFT OVERRIDE".

    These are bidirectional controls anywhere, and invisible characters outside emoji and the scripts that need them.
    """
    if text.isascii():
        return []
    return named_points(text[at] for at in hidden_offsets(text))


def named_points(characters: Iterable[str]) -> list[str]:
    """Characters, each once, as "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    return [f"U+{ord(one):04X} {unicodedata.name(one, '(no name)')}" for one in dict.fromkeys(characters)]


def visible(text: str, limit: int = 200) -> str:
    r"""`text` on one line with nothing in it that acts on a terminal or hides: ESC becomes \x1b, U+202E \u202e.

    Tabs and line breaks become a space. Longer texts are cut at `limit` code points, the last of which is then "…".
    """
    line = _SPACES.sub(" ", text)
    # No character is dropped, so no more of the text can be seen than this; what follows may belong to an emoji.
    head = line[: limit + 16]
    if head.isascii() and head.isprintable():
        shown = head
    else:
        hidden = set(hidden_offsets(head))
        shown = "".join(
            _escape(character) if at in hidden or _acts(character) else character for at, character in enumerate(head)
        )
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def mixed_scripts(text: str) -> list[str]:
    r"""The words of `text` that mix Latin with another script so that they read as one of the two, each once.

    Each with the letters that look like others, as "k\u0440i (U+0440 CYRILLIC SMALL LETTER ER)".
    """
    if text.isascii():
        return []
    # Invisible characters do not part a word for its reader. Width and style (fullwidth, bold) are no scripts.
    seen = "".join(character for character in text if not is_invisible(character))
    words = dict.fromkeys(found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", seen)))
    return [f"{word} ({', '.join(named_points(_odd_letters(word)))})" for word in words if _deceives(word)]


def _odd_letters(word: str) -> list[str]:
    """The letters of a word's rarer script."""
    latin = [character for character in word if script(character) == "LATIN"]
    foreign = [character for character in word if script(character) not in ("", "LATIN")]
    return min(foreign, latin, key=len)


def _deceives(word: str) -> bool:
    if word.isascii():
        return False
    latin = [character for character in word if script(character) == "LATIN"]
    foreign = [character for character in word if script(character) not in ("", "LATIN")]
    if not latin or not foreign:
        return False
    twins = look_alikes().other
    if all(character in twins for character in foreign):
        return True
    return (
        len(latin) < len(foreign)
        and all(character in _LATIN_TWINS for character in latin)
        and all(script(character) in ("CYRILLIC", "GREEK") for character in foreign)
    )


def hidden_offsets(text: str) -> list[int]:
    """Where the characters stand that hide something: see hidden_characters."""
    suspects = [found.start() for found in re.finditer(INVISIBLE, text)]
    if not suspects:
        return []
    flags = [range(found.start() + 1, found.end()) for found in re.finditer(_TAGGED_FLAG, text)]
    in_flags = {at for flag in flags for at in flag}
    return [at for at in suspects if at not in in_flags and not _is_needed(text, at)]


def _is_needed(text: str, at: int) -> bool:
    """Whether the invisible character at `at` belongs to an emoji or to the spelling of a word."""
    character = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if not before or character in BIDIRECTIONAL:
        return False
    if character in _JOINERS:
        if character == "\u200d" and _is_emoji_part(before) and _is_symbol(after):
            return True
        return _joins(before) and (_joins(after) or (_is_virama(before) and not after.isalnum()))
    if character in _MONGOLIAN_SELECTORS:
        return _script_of_part(before) == "MONGOLIAN"
    if re.match(_VARIATION_SELECTORS, character):
        return script(before) == "HAN" or (
            character in "\ufe0e\ufe0f" and (_is_symbol(before) or before in _EMOJI_SYMBOLS)
        )
    return character == "\u2800" and _is_braille(before) and _is_braille(after)


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) in {"So", "Sm"} and not is_invisible(character)


def _is_emoji_part(character: str) -> bool:
    return _is_symbol(character) or character == "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_braille(character: str) -> bool:
    return "\u2801" <= character <= "\u28ff"


def _is_virama(character: str) -> bool:
    return unicodedata.combining(character) == 9


@lru_cache(maxsize=1024)
def _script_of_part(character: str) -> str:
    """The script of a letter or of a mark in a word."""
    return unicodedata.name(character, "").partition(" ")[0] if unicodedata.category(character)[0] in "LM" else ""


def _joins(character: str) -> bool:
    return bool(character) and _script_of_part(character) in _JOINING_SCRIPTS


def _acts(character: str) -> bool:
    """Whether showing the character does something, or cannot be done."""
    code = ord(character)
    if code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in {0x2028, 0x2029}:
        return True
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
