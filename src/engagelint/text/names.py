"""Whether a text names a person, and whether two texts name the same."""

from __future__ import annotations

import re

from engagelint.text.folding import fold
from engagelint.text.name_words import name_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# No name is longer; what is, is a sentence.
_LONGEST: Final = 160
_MOST_WORDS: Final = 8
_TEMPLATE: Final = re.compile(r"[\[\]{}<>_|=?#*\\]|\.\.\.|…|\$")
_ADDRESS: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_PART: Final = re.compile(r"[,;:()/&+|]|\s[\u2013\u2014-]\s")
_COMPANY_COMMA: Final = re.compile(r", ?(?=(?:inc|ltd|llc|llp|gmbh|lda|limited|plc)\b)", re.IGNORECASE)
#: What stands behind a name in brackets, as an address does.
_ADDITION: Final = re.compile(r"\([^()]*\)|<[^<>]*>")
_DESCRIBED: Final = re.compile(r",|\s[\u2013\u2014-]\s")
_BETWEEN_WORDS: Final = re.compile(r"[\s.,;\"\u2010\u2011\u2013-]+")
_ELISION: Final = re.compile(r"^[DLdl]['\u2019](?=\w)")
_NO_LETTER: Final = re.compile(r"\W")
_OF: Final = frozenset({"of", "de", "du", "des", "da", "do", "di", "del", "della", "der", "fur", "van", "voor", "for"})
_DETERMINERS: Final = frozenset({"the", "our", "their", "your", "any", "each", "every"})
_ARTICLES: Final = frozenset({"a", "an"})
_ORDINALS: Final = frozenset({"1st", "2nd", "3rd", "4th", "5th"})
_CASELESS_BODIES: Final = ("株式会社", "有限公司", "公司", "会社", "주식회사", "チーム", "团队", "團隊", "部門", "部门")
_CASELESS_PLACEHOLDERS: Final = (
    "未定",
    "待定",
    "未確定",
    "担当者",
    "不明",
    "미정",
    "未指定",
    "负责人",
    "產品負責人",
    "产品负责人",
)


def named(text: str) -> bool:
    """Whether `text` names a person: not a placeholder, a role, a department or a company.

    A personal mail address names its owner. One word that is no role or body passes for a name.
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return False
    address = _ADDRESS.search(text)
    if address:
        rest = (text[: address.start()] + text[address.end() :]).strip(" <>()\"'")
        return _is_personal_address(address[0]) or (bool(rest) and named(rest))
    if _TEMPLATE.search(text) or not any(character.isalpha() for character in text):
        return False
    if any(word in text for word in (*_CASELESS_BODIES, *_CASELESS_PLACEHOLDERS)):
        return False
    words = name_words()
    plain = " ".join(re.findall(r"[^\W_]+", fold(text)))
    if plain in words.placeholders or any(f" {phrase} " in f" {plain} " for phrase in words.unsettled):
        return False
    parts = [part.strip(" .'\"-") for part in _PART.split(_COMPANY_COMMA.sub(" ", text))]
    return any(_names_person(part, alone=len(parts) == 1) for part in parts if part)


def same_name(a: str, b: str) -> bool:
    """Whether two texts name the same: case, width, accents, blanks, titles and the order "Quist, Ada" aside.

    So are a person's role and what stands in brackets behind a full name: Ada Quist, CPO; Ada Quist (Acme).
    """
    first, second = _key(a), _key(b)
    return first == second and bool(first)


def _key(text: str) -> str:
    """What a name is compared by: its letters, without what only describes who bears it."""
    family, comma, given = _plain_name(text).partition(",")
    ordered = f"{given} {family}" if comma and "," not in given else f"{family}{comma}{given}"
    titles = name_words().titles
    folded = fold(ordered).replace("'", "").replace("\u2019", "")
    words = [word for word in _BETWEEN_WORDS.split(folded) if word]
    return "".join([word for word in words if word not in titles] or words)


def _plain_name(text: str) -> str:
    """The text without brackets and an address behind a name of two words or more, and without roles behind it."""
    if len(text) > _LONGEST:
        return text
    outside = _ADDITION.sub(" ", text).strip()
    name = outside if len(outside.split()) > 1 else text
    parts = _DESCRIBED.split(name)
    kept: list[str] = []
    for part in parts:
        # What stands behind a single word is the given name: Lead, Jane.
        if len(" ".join(kept).split()) < 2 or not _is_role(part):
            kept.append(part)
    return ",".join(kept) if len(kept) < len(parts) else name


def _is_role(part: str) -> bool:
    """Whether a part consists of words for what somebody does: Head of Product."""
    words = name_words()
    plain = [_NO_LETTER.sub("", fold(word)) for word in part.split()]
    roles = [word for word in plain if word in words.roles or word in words.acronyms]
    return bool(roles) and all(word in roles or word in words.particles for word in plain)


def _is_personal_address(address: str) -> bool:
    words = name_words()
    local = [word for word in re.split(r"[^a-z]+", fold(address.partition("@")[0])) if word]
    impersonal = words.roles | words.bodies | words.mailboxes | words.dummies
    return any(len(word) > 1 for word in local) and not any(word in impersonal for word in local)


def _names_person(part: str, *, alone: bool) -> bool:
    """Whether one part of a text, between commas and brackets, is a person's name."""
    words = name_words()
    spelt = [word.rstrip(".,'\"\u2019") for word in part.split()]
    plain = [_NO_LETTER.sub("", fold(_ELISION.sub("", word))) for word in spelt]
    while plain and plain[0] in words.titles:
        spelt, plain = spelt[1:], plain[1:]
    if not plain or _is_sentence(spelt, plain) or _is_body(spelt, plain):
        return False
    if " ".join(plain) in words.dummies or all(word in words.dummies for word in plain):
        return False
    own = [word for word in plain if not _is_common(word)]
    if own:
        # "Acme CTO" is a position; "Jane Lead" and "Ada Quist CTO" are people.
        return not (own == plain[:-1] and len(plain) == 2 and plain[-1] in words.acronyms)
    # A name may consist of words that are particles or articles elsewhere: Le Van Da.
    spoken = any(len(word) > 1 for word in plain) and all(word in words.particles or len(word) == 1 for word in plain)
    return alone and len(plain) > 1 and spoken and all(word[:1].isupper() for word in spelt)


def _is_sentence(spelt: list[str], plain: list[str]) -> bool:
    """Whether the words are numbered, described or too many for a name: Developer 2, the person in charge."""
    if any(any(character.isdigit() for character in word) and word not in _ORDINALS for word in plain):
        return True
    if len(plain) > _MOST_WORDS and sum(word[:1].islower() for word in spelt) * 2 > len(plain):
        return True
    return plain[0] in _DETERMINERS or (plain[0] in _ARTICLES and len(plain) > 1 and plain[1] in name_words().roles)


def _is_body(spelt: list[str], plain: list[str]) -> bool:
    """Whether the words name a department, a company or another group."""
    words = name_words()
    if plain[0] in words.bodies and len(plain) > 1 and plain[1] in _OF:
        return True
    return plain[-1] in words.bodies or _is_company(spelt) or any(word in words.departments for word in plain)


def _is_common(word: str) -> bool:
    """Whether the word, folded, is no name by itself: a role, a body, a particle, an initial."""
    words = name_words()
    if len(word) == 1:
        return word.isascii()
    groups = (words.roles, words.bodies, words.acronyms, words.particles, words.dummies)
    return any(word in group for group in groups) or any(
        word.endswith(ending) and len(word) > len(ending) + 2 for ending in words.endings
    )


def _is_company(spelt: list[str]) -> bool:
    """Whether the part ends like a company: Acme GmbH. Short forms count only as companies write them."""
    words = name_words()
    last = spelt[-1].replace(".", "")
    return len(spelt) > 1 and (
        last in words.short_forms or fold(last) in words.legal_forms or fold(spelt[0]) in words.leading_forms
    )
