"""Reviews: by a number of people, of which CODEOWNERS tells, or by a role of the engagement."""

from __future__ import annotations

from engagelint.evidence.model import ABSENT, CANNOT_TELL, PROVED, Evidence, Unread
from engagelint.evidence.names import quoted, same_form
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final

    from engagelint.evidence.tree import Tree

_CODEOWNERS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
#: What may stand before a number of reviewers, the number as a word, and what may stand behind it.
_AT_LEAST: Final = ("at least ", "min ", "min. ", ">= ", ">=", "≥ ", "≥")
_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six")
_ONE: Final = ("review", "reviewer", "approval", "approver", "person", "engineer", "developer")
_REVIEWERS: Final = frozenset(("", "people", *_ONE, *(f"{one}s" for one in _ONE)))
_DIGITS: Final = 9


def by_role(role: str, roles: Collection[str] | None) -> Evidence | None:
    """Whether the engagement has the role; None where the claim names a number and no role.

    `roles` are the keys of the engagement's roles, None where no engagement is linked.
    """
    if _number(role) is not None:
        return None
    if not role.strip():
        return Evidence(ABSENT, None, None, "the claim names neither a number of reviewers nor a role")
    if roles is None:
        return Evidence(CANNOT_TELL, None, None, f"no engagement is linked that could name the role {quoted(role)}")
    if same_form(role) in {same_form(one) for one in roles}:
        return Evidence(PROVED, None, None, f"the engagement names the role {quoted(role)}")
    return Evidence(ABSENT, None, None, f"the engagement names no role {quoted(role)}")


def by_number(number: str, tree: Tree) -> Evidence:
    """Whether the repository demands a review: how many is set where it is hosted."""
    if (_number(number) or 0) < 1:
        return Evidence(ABSENT, None, None, f"{quoted(number)} is no number of reviewers")
    for relative in _CODEOWNERS:
        owners = tree.text(relative)
        if owners is None:
            continue
        if isinstance(owners, Unread):
            return Evidence(CANNOT_TELL, owners.file, owners.line, owners.reason)
        for number_of_line, line in enumerate(owners.text.split("\n"), start=1):
            if _names_owner(line):
                reason = f"{visible(owners.path)} names who reviews a change"
                return Evidence(PROVED, owners.path, number_of_line, reason)
        break  # only the first that is there counts
    reason = "branch protection is set outside the repository, and no CODEOWNERS names who reviews a change"
    return Evidence(CANNOT_TELL, None, None, reason)


def _number(value: str) -> int | None:
    """How many reviewers a claim names ("2", "at least 2", ">= 2 approvals", "two reviewers"); None where none."""
    said = " ".join(value.casefold().split())
    number, _, reviewers = said.removeprefix(next(filter(said.startswith, _AT_LEAST), "")).partition(" ")
    if reviewers not in _REVIEWERS:
        return None
    if number in _NUMBERS:
        return _NUMBERS.index(number)
    digits = number.removeprefix("-")
    return int(number) if digits.isdecimal() and len(digits) <= _DIGITS else None


def _names_owner(line: str) -> bool:
    words = line.partition("#")[0].split()
    # `^[Section]` lines ask for reviews that may be left out.
    return bool(words) and not words[0].startswith("^[") and any("@" in word for word in words[1:])
