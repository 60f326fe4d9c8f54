"""The default branch, of which a checkout often tells nothing, and the patterns that pipelines are kept to."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from engagelint.model import Source
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from engagelint.evidence.tree import Tree

_LIKELY: Final = ("main", "master")
_POSSIBLE: Final = (*_LIKELY, "trunk", "develop", "development", "dev", "default", "mainline")
_HEAD: Final = "ref: refs/remotes/origin/"
_LITERAL: Final = re.compile(r"/?\^([A-Za-z0-9_-]*)")

NEVER: Final = "it never runs on merge requests or the default branch"


class Branches(NamedTuple):
    """What the default branch may be called; `likely` are the names that a pattern which leaves it out would give."""

    likely: tuple[str, ...] = _LIKELY
    possible: tuple[str, ...] = _POSSIBLE

    def allowed(self, patterns: Sequence[str]) -> bool:
        """Whether the default branch may be among those that the patterns name; `!` before one takes away."""
        return any(self._kept(name, patterns) for name in self.possible)

    def left_out(self, patterns: Sequence[str]) -> bool:
        """Whether the default branch is surely among those that the patterns leave out."""
        return any(_matches(pattern, name) is True for pattern in patterns for name in self.likely)

    def allowed_by_expression(self, expression: str) -> bool:
        """Whether a regular expression, which is not run, may match the default branch: its beginning decides."""
        begins = _LITERAL.match(expression)
        if begins is None or "|" in expression or not begins[1]:
            return True
        literal = begins[1]
        return any(name.startswith(literal) or literal.startswith(name) for name in self.possible)

    def _kept(self, name: str, patterns: Sequence[str]) -> bool:
        kept = False
        for pattern in patterns:
            if pattern.startswith("!"):
                kept = kept and _matches(pattern[1:], name) is not True
            else:
                kept = kept or _matches(pattern, name) is not False
        return kept


def branches(tree: Tree) -> Branches:
    """What is known of the default branch: what the checkout remembers of its origin, else the usual names."""
    head = tree.text(".git/refs/remotes/origin/HEAD") if tree.has(".git/refs/remotes/origin/HEAD") else None
    if isinstance(head, Source) and head.text.startswith(_HEAD):
        name = head.text[len(_HEAD) :].strip()
        return Branches((name,), (name,))
    return Branches()


def _matches(pattern: str, name: str) -> bool | None:
    """Whether a pattern with `*` matches; None where it has signs that mean different things in different systems."""
    if len(pattern) > 200 or any(character in "[]{}+?$<>" for character in pattern):
        return None
    return fnmatchcase(name, pattern.removeprefix("refs/heads/").replace("**", "*"))
