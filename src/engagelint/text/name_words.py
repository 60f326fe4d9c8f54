"""Words that tell a role, a body or a placeholder from a person's name, in the languages of the lexicon."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engagelint.records import NamedTuple


class NameWords(NamedTuple):
    """Groups of folded words and phrases; the file beside this module says what each is for."""

    placeholders: frozenset[str]
    unsettled: frozenset[str]
    roles: frozenset[str]
    acronyms: frozenset[str]
    bodies: frozenset[str]
    departments: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    dummies: frozenset[str]
    mailboxes: frozenset[str]
    legal_forms: frozenset[str]
    short_forms: frozenset[str]
    leading_forms: frozenset[str]
    endings: frozenset[str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The groups, read when first needed: sections `[group]` of phrases parted by commas."""
    # The package's loader gives the file from a folder and from an archive alike.
    raw = Path(__file__).with_name("name_words.txt").read_bytes()
    groups: dict[str, set[str]] = {}
    members: set[str] = set()
    for line in raw.decode("utf-8").split("\n"):
        if line.startswith("["):
            members = groups.setdefault(line.strip("[]"), set())
        elif line and not line.startswith("#"):
            members.update(phrase.strip() for phrase in line.split(","))
    return NameWords(**{name: frozenset(words) for name, words in groups.items()})
