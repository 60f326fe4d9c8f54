"""Words, numbers and punctuation of a folded text, as terms are matched against them."""

from __future__ import annotations

import re
from functools import lru_cache

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# A spaced word (v e l o c i t y), a number, a word, or what parts clauses. Apostrophes and hyphens part words only.
_TOKEN: Final = re.compile(
    r"(?P<spaced>(?<![^\W_])[^\W\d_](?P<gap>[ ._*·/-])[^\W_](?:(?P=gap)[^\W_])+(?![^\W_]))"
    # 40SP is a number and a word, 5tory is a word.
    r"|(?P<number>\d+(?:[.,]\d+)*(?![^\W_])|\d{2,}(?=[^\W\d_]+(?![^\W_]))|\d(?=[^\W\d_]{1,3}(?![^\W_])))"
    r"|(?P<word>(?:[^\W_]|[$@](?=[^\W\d_])|(?<=[^\W\d_])\$(?! ?\d))+(?:['\u2019]t(?![^\W_]))?)"
    r"|(?P<mark>[,;:/()%]|[.!?]+|\n[ \t]*\n|(?<=\s)[\u2013\u2014-](?=\s))"
)
_READ_AS: Final = str.maketrans("013457$@i", "oleastsal")
# What 1 imitates is not known in a word too short to tell.
_READ_AS_IN_SHORT: Final = str.maketrans("03457$@", "oeastsa")


class Token(NamedTuple):
    """A word, number or punctuation mark. `form` is the word with its digits read as letters; offsets are folded."""

    text: str
    form: str
    start: int
    end: int
    is_word: bool
    is_number: bool


@lru_cache(maxsize=512)
def letters(word: str) -> str:
    """`word` with digits and signs read as the letters they imitate; `i` and `l`, which 1 imitates, are one."""
    return word.translate(_READ_AS)


@lru_cache(maxsize=4096)
def form(word: str) -> str:
    """What `word` is compared by: its letters, or hardly more than the word itself where it is short."""
    if len(word) >= 5 and not word.isdigit():
        return letters(word)
    # At the edge of a short word a digit is too likely a digit: 5p is five pence, not SP.
    return word.translate(_READ_AS_IN_SHORT) if word[:1].isalpha() and word[-1:].isalpha() else word


def tokens(folded: str) -> list[Token]:
    """The tokens of a folded text, in order. A dash between spaces is a comma, a blank line a full stop."""
    found = []
    for match in _TOKEN.finditer(folded):
        text, kind = match[0], match.lastgroup
        is_number = match["number"] is not None
        is_word = not is_number and kind != "mark"
        if kind == "mark":
            text = "." if text[0] in "\n.!?" else "," if text in "-\u2013\u2014" else text
        elif match["spaced"]:
            text = text[::2]
        elif text.endswith(("'t", "\u2019t")):
            text = f"{text[:-2]}t"
        # By position: members that are named take twice as long, and this is done for every text.
        found.append(Token(text, form(text) if is_word else text, *match.span(), is_word, is_number))
    return found
