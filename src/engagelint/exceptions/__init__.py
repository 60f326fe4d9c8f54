"""Exceptions: what lets a finding through, on whose word and until when, and what nothing lets through."""

from __future__ import annotations

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.exceptions.baseline import Entry
    from engagelint.model import ExceptionInfo, Finding, Source


class Limits(NamedTuple):
    """What holds for the exceptions of a file: which policies ran, which are guarded, whether comments may speak."""

    running: frozenset[str]
    mandatory: frozenset[str]
    two_key: frozenset[str]
    forbids: bool

    def joined(self, other: Limits) -> Limits:
        """Both at once: a Definition of Done may be judged under the rules of several manifests."""
        if other == self:  # as for most; a file that is remembered should not remember a copy of them
            return self
        return Limits(
            self.running | other.running,
            self.mandatory | other.mandatory,
            self.two_key | other.two_key,
            self.forbids or other.forbids,
        )


class Decision(NamedTuple):
    """The findings that count, those let through, what is wrong with exceptions, and the baseline's new entries."""

    findings: list[Finding]
    let_through: list[tuple[Finding, ExceptionInfo]]
    own: list[tuple[Finding, Source]]
    entries: list[Entry]
    fixed: list[Entry]


def are_addressed(text: str) -> bool:
    """Whether a text may hold comments that are addressed to engagelint, which nearly none does."""
    return "engagelint" in text.replace("engagelint/v1", "").lower()
