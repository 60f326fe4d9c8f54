"""The form of a text in which terms are looked for: one case, no accents, nothing invisible, no look-alikes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from engagelint.text.characters import is_invisible
from engagelint.text.look_alikes import look_alikes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_ASCII_LETTER: Final = re.compile(r"[A-Za-z]")
_HANGUL: Final = ("\uac00", "\ud7a3")


def fold(text: str) -> str:
    """`text` in the form in which terms are looked for.

    Invisible characters and accents are dropped, width and case made one. Characters of other scripts become the
    ASCII characters they look like where a word mixes them with Latin letters or has no others; a word such as
    Иванов keeps its letters.
    """
    return text.lower() if text.isascii() else fold_with_offsets(text)[0]


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`fold(text)`, and for each of its characters the offset in `text` of the character that it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        plain = character if character.isascii() else _plain(character)
        parts.append(plain)
        if len(plain) == 1:
            offsets.append(offset)
        elif plain:
            offsets.extend([offset] * len(plain))
    joined = _without_look_alikes("".join(parts))
    folded = joined.casefold()
    if len(folded) == len(joined):
        return folded, offsets
    lengths = [len(character.casefold()) for character in joined]
    return folded, [offset for offset, length in zip(offsets, lengths, strict=True) for _ in range(length)]


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """One character without accents and in plain form; nothing for one that is invisible."""
    if is_invisible(character):
        return ""
    if _HANGUL[0] <= character <= _HANGUL[1]:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    latin = look_alikes().latin
    kept = (
        part for part in unicodedata.normalize("NFKD", character) if not _is_accent(part) and not is_invisible(part)
    )
    return "".join(latin.get(part, part) for part in kept)


def _is_accent(character: str) -> bool:
    """Whether the character only decorates another: not the vowels, viramas and voicing marks that make a word."""
    # 7, 8 and 9 are the classes of nuktas, kana voicing marks and viramas.
    return unicodedata.combining(character) not in {0, 7, 8, 9} or unicodedata.category(character) == "Me"


def _without_look_alikes(text: str) -> str:
    """`text` with other scripts' characters read as ASCII in the words that are wholly readable so or mix scripts."""
    other = look_alikes().other
    if other.keys().isdisjoint(text):
        return text
    return _WORD.sub(lambda found: _read(found[0], other), text)


def _read(word: str, other: dict[str, str]) -> str:
    if word.isascii():
        return word
    read = "".join([other.get(character, character) for character in word])
    return read if read.isascii() or _ASCII_LETTER.search(word) else word
