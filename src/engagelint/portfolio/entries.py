"""One engagement of a portfolio: its terms, and what the policies said of them."""

from __future__ import annotations

from engagelint.engine import shown
from engagelint.model import Kind, Outcome, Severity
from engagelint.places import value_at
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from engagelint.model import Data, Document, ExceptionInfo, Finding


class Entry(NamedTuple):
    """An engagement with the Definition of Done that it names or holds, or a Definition of Done by itself.

    `view` is the data without what is not stated or was refused, its numbers floats; `documents` are the files by name.
    `passed` are the policies that passed wherever they applied.
    """

    file: str
    kind: Kind
    view: Data
    documents: Mapping[str, Document]
    findings: tuple[Finding, ...]
    let_through: tuple[tuple[Finding, ExceptionInfo], ...]
    passed: tuple[str, ...]
    not_applicable: int

    def term(self, pointer: str) -> Data:
        """The term at a pointer of the view; None where it is not stated."""
        return value_at(self.view, pointer)

    def text(self, pointer: str) -> str:
        """The term at a pointer as a text; empty where it is not stated."""
        value = self.term(pointer)
        return "" if value is None else shown(value) if isinstance(value, float) else str(value)

    @property
    def name(self) -> str:
        """What the engagement calls itself for short; the file's name where it does not say."""
        return self.text("/metadata/name") or self.text("/title") or self.file.rpartition("/")[2]

    @property
    def title(self) -> str:
        """The name that people use."""
        return self.text("/metadata/title") or self.name

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The errors: what stands between this draft and a signature."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        """What the draft does not say."""
        return tuple(one for one in self.findings if one.outcome is Outcome.UNANSWERED)

    @property
    def violated(self) -> tuple[Finding, ...]:
        """What the draft says, and should say otherwise."""
        return tuple(one for one in self.findings if one.outcome is not Outcome.UNANSWERED)
