"""What is said of a claim, and what a repository's pipelines hold."""

from __future__ import annotations

from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Final

PROVED: Final = "proved"
ADVISORY: Final = "advisory"
ABSENT: Final = "absent"
CANNOT_TELL: Final = "cannot-tell"

#: How often a repository says which name is the nearest to one that it does not have: looking for it takes time.
MOST_HINTS: Final = 20


class Evidence(NamedTuple):
    """Whether a claim holds: `state` is proved, advisory, absent or cannot-tell.

    `file` (as the reader knows it) and `line` (1-based) are where that is written, None where it stands nowhere.
    `reason` is one sentence for a person, without a capital and a full stop.
    """

    state: str
    file: str | None
    line: int | None
    reason: str


class Doubt(NamedTuple):
    """Why a check may not stop anything: `state` is advisory or cannot-tell, `why` follows a colon."""

    state: str
    why: str


class Check(NamedTuple):
    """A job, stage or step of a pipeline.

    `names` are what it can be called, `what` is how a sentence speaks of it, `doubt` is None where it can fail the
    build. `values` are the forms of the values that the expressions in its names take, by the expression, those that
    are known.
    """

    names: tuple[str, ...]
    what: str
    file: str
    line: int
    doubt: Doubt | None
    values: Mapping[str, Collection[str]] = {}

    @property
    def evidence(self) -> Evidence:
        """What this check says of a claim that names it."""
        if self.doubt is None:
            return Evidence(PROVED, self.file, self.line, f"{self.what} in {visible(self.file)} can fail the build")
        here, (state, why) = f"{self.what} in {visible(self.file)}", self.doubt
        if state == ADVISORY:
            return Evidence(ADVISORY, self.file, self.line, f"{here} cannot fail the build: {why}")
        return Evidence(state, self.file, self.line, f"whether {here} can fail the build cannot be told: {why}")


class Unread(NamedTuple):
    """A part of the pipelines that could not be looked at; `reason` is one sentence."""

    file: str | None
    line: int | None
    reason: str


class Pipelines(NamedTuple):
    """What was found so far in the files of the CI systems: their names, their checks, and what was not read."""

    files: list[str]
    checks: list[Check]
    unread: list[Unread]


def first(doubts: Iterable[Doubt | None]) -> Doubt | None:
    """The doubt that weighs most: one that is certain before one that is not."""
    found = [doubt for doubt in doubts if doubt is not None]
    return min(found, key=lambda doubt: doubt.state != ADVISORY, default=None)
