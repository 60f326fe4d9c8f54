"""A repository that claims are about: reads each of its files once, when the first claim asks for it."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property

from engagelint.evidence import azure, bitbucket, circleci, github, gitlab, hooks, jenkins, others, paths, reviews
from engagelint.evidence.branches import branches
from engagelint.evidence.model import ABSENT, CANNOT_TELL, MOST_HINTS, Check, Evidence, Pipelines, Unread
from engagelint.evidence.names import asked_forms, forms, pattern, quoted, same_form
from engagelint.evidence.tree import Tree
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path
    from typing import Final

    from engagelint.evidence.names import Pattern

#: How many names in which expressions stand are compared.
_MOST_PATTERNS: Final = 500
#: Among how many names the nearest is looked for: it takes time.
_MOST_NAMES: Final = 500


class Repository:
    """The folder of a repository, of which nothing is trusted."""

    def __init__(self, root: Path, shown: Callable[[Path], str]) -> None:
        self._tree = Tree(root, shown)
        self._ci: dict[str, Evidence] = {}
        self.hints = 0

    def prove(self, kind: str, value: str, roles: Collection[str] | None) -> Evidence:
        """Whether the claim `kind: value` holds; `roles` are the linked engagement's, None where none is linked."""
        if kind == "ci":
            if value not in self._ci:
                self._ci[value] = self._pipeline(value)
            return self._ci[value]
        if kind == "hook":
            return self._hook(value)
        if kind == "file":
            return paths.prove(value, self._tree)
        if kind == "review":
            return reviews.by_role(value, roles) or reviews.by_number(value, self._tree)
        return not_looked_for(kind, value)

    @cached_property
    def _pipelines(self) -> Pipelines:
        found = Pipelines([], [], [])
        default = branches(self._tree)
        for system in (github, gitlab, azure, bitbucket, circleci, jenkins):
            system.read(self._tree, default, found)
        others.read(self._tree, found)
        return found

    @cached_property
    def _checks(self) -> Mapping[str, list[Check]]:
        return _by_form(self._pipelines.checks)

    @cached_property
    def _patterns(self) -> list[tuple[Pattern, Check]]:
        found = ((pattern(name), check) for check in self._pipelines.checks for name in check.names)
        return [(one, check) for one, check in found if one is not None][:_MOST_PATTERNS]

    @cached_property
    def _hooks(self) -> Mapping[str, list[Check]] | Unread | None:
        found = hooks.read(self._tree)
        return _by_form(found) if isinstance(found, list) else found

    def _pipeline(self, name: str) -> Evidence:
        found = self._pipelines
        named = _named(self._checks, name) or _fitting(self._patterns, name)
        if named:
            return named
        if found.unread:
            one = found.unread[0]
            words = f"no job or step that was read is called {quoted(name)}, and {one.reason}"
            return Evidence(CANNOT_TELL, one.file, one.line, words)
        if not found.files:
            return Evidence(ABSENT, None, None, "the repository has no CI configuration")
        where = ", ".join(visible(file) for file in found.files[:3]) + (" and others" if len(found.files) > 3 else "")
        nearest = self._nearest(name, self._checks)
        words = f"no job or step in {where} is called {quoted(name)}{nearest}"
        return Evidence(ABSENT, None, None, words)

    def _hook(self, name: str) -> Evidence:
        found = self._hooks
        if isinstance(found, Unread):
            return Evidence(CANNOT_TELL, found.file, found.line, found.reason)
        named = _named(found, name) if found is not None else None
        if named:
            return named
        other = hooks.others(self._tree)
        if other is not None:
            return Evidence(CANNOT_TELL, other.file, other.line, other.reason)
        if found is None:
            return Evidence(ABSENT, None, None, f"the repository has no {hooks.FILE}")
        return Evidence(ABSENT, None, None, f"{hooks.FILE} has no hook {quoted(name)}{self._nearest(name, found)}")

    def _nearest(self, name: str, checks: Mapping[str, list[Check]]) -> str:
        """A hint at the check whose name is nearest, if any is near."""
        self.hints += 1
        if self.hints > MOST_HINTS:
            return ""
        close = get_close_matches(same_form(name), list(checks)[:_MOST_NAMES], 1, 0.7)
        return f"; the nearest is {checks[close[0]][0].what}" if close else ""


def not_looked_for(kind: str, value: str) -> Evidence:
    """What is said of a claim of a kind that nobody can look for."""
    words = f"{quoted(f'{kind}: {value}' if kind else value)} names no CI job, hook, file or review"
    return Evidence(CANNOT_TELL, None, None, words)


def _by_form(checks: Iterable[Check]) -> Mapping[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in checks:
        for form in dict.fromkeys(form for name in check.names for form in forms(name)):
            if form:
                found.setdefault(form, []).append(check)
    return found


def _named(checks: Mapping[str, list[Check]], name: str) -> Evidence | None:
    """The best that is said of the checks of that name: one that can fail the build is enough."""
    for form in asked_forms(name):
        found = checks.get(form, [])
        if found:
            return _best(found)
    return None


def _fitting(patterns: Iterable[tuple[Pattern, Check]], name: str) -> Evidence | None:
    """The best that is said of the checks whose names become that one when expressions are filled in."""
    asked = same_form(name)
    fits = [(one.fits(asked, check.values), check) for one, check in patterns]
    sure = [check for fit, check in fits if fit]
    if sure:
        return _best(sure)
    for fit, check in fits:
        if fit is None:
            here = f"{check.what} in {visible(check.file)}"
            words = f"whether {quoted(name)} is {here} cannot be told: a part of its name is filled in when it runs"
            return Evidence(CANNOT_TELL, check.file, check.line, words)
    return None


def _best(checks: Iterable[Check]) -> Evidence:
    ranks = {CANNOT_TELL: 1}
    return min(checks, key=lambda one: ranks.get(one.doubt.state, 2) if one.doubt else 0).evidence
