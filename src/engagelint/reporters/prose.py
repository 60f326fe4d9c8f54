"""Texts for Markdown in which nothing renders, links, mentions or closes anything, and which stay readable as they are.

Plain words pass. Every other stretch stands in a code element, its ASCII characters other than letters and digits as
character references: GitHub follows `@name`, `#12` or a commit's hash in all other text, even where they are escaped.
"""

from __future__ import annotations

import re

from engagelint.reporters import safe

#: A word or number with the punctuation of sentences around it. Digits never touch letters (GH-12), a full stop never
#: stands before a letter (www.example.com), and no character is one of Markdown's own, which are all ASCII.
_PLAIN = re.compile(
    r"""
    [("']*
    (?: [A-Za-z\x80-\U0010ffff]+ (?: ['/-] [A-Za-z\x80-\U0010ffff]+ )*
      | \d{1,6} (?: [.,] \d{1,6} )? %?
    )
    [)"'.,;:?!]*
    """,
    re.VERBOSE | re.ASCII,
)

#: What passes after other words only: punctuation by itself, as it follows on code.
_PUNCTUATION = re.compile(r"[)\"'.,;:?!]+")

#: A number that a line must not begin with: Markdown would take it for a list's.
_LIST_NUMBER = re.compile(r"\d+[.)]")


def prose(text: str, *, begins: bool = True) -> str:
    """`text` on one line, for the inside of a paragraph, list item, heading or table cell.

    It is for the beginning of that, or follows on other text in the same line. What stands between back-quotes is shown
    as code without them.
    """
    shown = safe.line(text).strip()
    pieces = shown.split("`")
    if len(pieces) % 2 == 0:  # a back-quote without its partner is a character like any other
        pieces[-2:] = ["`".join(pieces[-2:])]
    return "".join(
        code(piece) if number % 2 else _words(piece, first=begins and not number) for number, piece in enumerate(pieces)
    )


def code(text: str) -> str:
    """`text` as a code element, nothing in it with a meaning to Markdown or HTML."""
    return f"<code>{references(safe.line(text))}</code>" if text else ""


def prose_code(identifier: str) -> str:
    """A rule's code (COM001) as it is; as a code element where it is not made as ours are."""
    return identifier if identifier.isascii() and identifier.isalnum() else code(identifier)


def references(text: str) -> str:
    """`text` with every ASCII character but letters, digits and blanks as a character reference."""
    return "".join(
        character if character == " " or character.isalnum() or not character.isascii() else f"&#{ord(character)};"
        for character in text
    )


def _words(text: str, *, first: bool) -> str:
    """The words of a text with no code in it, neighbours that are not plain in one element."""
    parts: list[str] = []
    odd: list[str] = []
    for number, word in enumerate(text.split(" ")):
        if not word or _passes(word, begins=first and not number):
            parts += [code(" ".join(odd))] if odd else []
            odd = []
            parts.append(word)
        else:
            odd.append(word)
    return " ".join([*parts, *([code(" ".join(odd))] if odd else [])])


def _passes(word: str, *, begins: bool) -> bool:
    if begins:
        return _PLAIN.fullmatch(word) is not None and not _LIST_NUMBER.match(word)
    return (_PLAIN.fullmatch(word) or _PUNCTUATION.fullmatch(word)) is not None
