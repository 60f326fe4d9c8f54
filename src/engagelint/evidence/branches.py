"""The default branch, of which a checkout often tells nothing, and the patterns that pipelines are kept to."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from engagelint.model import Source
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from engagelint.evidence.tree import Tree

_LIKELY: Final = ("main", "master")
_POSSIBLE: Final = (*_LIKELY, "trunk", "develop", "development", "dev", "default", "mainline")
#: What the branches begin with that merge requests come from, and one of each kind: a release is none.
_WORK_WORDS: Final = (
    "feature",
    "feat",
    "fix",
    "bugfix",
    "bug",
    "task",
    "topic",
    "story",
    "chore",
    "issue",
    "dependabot",
)
WORK: Final = tuple(f"{word}{sign}1" for word in _WORK_WORDS for sign in "/-_")
_HEAD: Final = "ref: refs/remotes/origin/"
#: What a regular expression begins with: alternatives in brackets, or plain text.
_GROUP: Final = re.compile(r"\^\((?:\?:)?([^()]*)\)")
_INNER: Final = re.compile(r"\([^()]*\)")
_LITERAL: Final = re.compile(r"(?:[A-Za-z0-9_/-]|\\[/.-])*(?![?*{])")
_MOST_ALTERNATIVES: Final = 20
_END: Final = re.compile(r"/[a-z]*$")

NEVER: Final = "it never runs on merge requests or the default branch"


class Branches(NamedTuple):
    """What the default branch may be called; `likely` are the names that a pattern which leaves it out would give."""

    likely: tuple[str, ...] = _LIKELY
    possible: tuple[str, ...] = _POSSIBLE

    def allowed(self, patterns: Sequence[str]) -> bool:
        """Whether the default branch may be among those that the patterns name; `!` before one takes away."""
        return any(_kept(name, patterns) for name in self.possible)

    def left_out(self, patterns: Sequence[str]) -> bool:
        """Whether the default branch is surely among those that the patterns leave out."""
        return any(_matches(pattern, name) is True for pattern in patterns for name in self.likely)

    def allowed_by_expression(self, expression: str) -> bool:
        """Whether a regular expression, which is not run, may match the default branch: its beginning decides."""
        return may_begin(expression, self.possible)


def work_allowed(patterns: Sequence[str]) -> bool:
    """Whether branches that merge requests come from may be among those that the patterns name."""
    return any(_kept(name, patterns) for name in WORK)


def work_allowed_by_expression(expression: str) -> bool:
    """Whether a regular expression, which is not run, may match branches that merge requests come from."""
    return may_begin(expression, WORK)


def branches(tree: Tree) -> Branches:
    """What is known of the default branch: what the checkout remembers of its origin, else the usual names."""
    head = tree.text(".git/refs/remotes/origin/HEAD") if tree.has(".git/refs/remotes/origin/HEAD") else None
    if isinstance(head, Source) and head.text.startswith(_HEAD):
        name = head.text[len(_HEAD) :].strip()
        return Branches((name,), (name,))
    return Branches()


def _kept(name: str, patterns: Sequence[str]) -> bool:
    kept = False
    for pattern in patterns:
        if pattern.startswith("!"):
            kept = kept and _matches(pattern[1:], name) is not True
        else:
            kept = kept or _matches(pattern, name) is not False
    return kept


def may_begin(expression: str, names: Iterable[str]) -> bool:
    """Whether a name may match the expression, as far as the plain text tells that it begins with."""
    body = _END.sub("", expression.removeprefix("/"))
    group = _GROUP.match(body)
    rest = body[group.end() :] if group else body
    if not body.startswith("^") or "|" in _INNER.sub("", rest):
        return True
    alternatives = group[1].split("|", _MOST_ALTERNATIVES) if group else [body[1:]]
    if len(alternatives) > _MOST_ALTERNATIVES:
        return True
    literals = [found[0].replace("\\", "") for one in alternatives if (found := _LITERAL.match(one))]
    return any(name.startswith(literal) or literal.startswith(name) for literal in literals for name in names)


def may_match(pattern: str, name: str) -> bool:
    """Whether a pattern may mean a name."""
    return _matches(pattern, name) is not False


def _matches(pattern: str, name: str) -> bool | None:
    """Whether a pattern with `*` matches; None where it has signs that mean different things in different systems."""
    if len(pattern) > 200 or any(character in "[]{}+?$<>" for character in pattern):
        return None
    return fnmatchcase(name, pattern.removeprefix("refs/heads/").replace("**", "*"))
