"""The types that every layer shares: places in a text, documents, policies, findings and the report."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from enum import StrEnum
from functools import cached_property

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    #: What YAML, JSON and Markdown all become: dict (keys are str), list, str, float, int, bool, None.
    Data = Any
else:
    Data = object


class Position(NamedTuple):
    """A place in a text: line and column, both 1-based, the column in code points."""

    line: int
    column: int


class Region(NamedTuple):
    """A stretch of text from `start` up to, but not including, `end`."""

    start: Position
    end: Position


class Mark(NamedTuple):
    """Where a member of a mapping or list stands, as offsets in code points into the text.

    A list's member has no key: its `key_start` equals its `key_end`, both at the member's own start.
    """

    key_start: int
    key_end: int
    start: int
    end: int


#: The mark of each member, under the `id()` of the container that holds it and the member's key or index. The
#: containers live as long as the document that owns the marks, so an id is never used twice.
Marks = dict[tuple[int, str | int], Mark]


class Source:
    """A file's text and the name it is shown by.

    `path` is relative to the working folder with `/` between its parts. Lines end at CR LF, LF or CR and nowhere else,
    as editors and git count them.
    """

    __slots__ = ("__dict__", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line begins; the first is 0."""
        text = self.text
        starts = array("l", [0])  # a tenth of the memory of a list, for every file that has findings
        if "\r" not in text:
            at = text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
            return starts
        for at, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
                starts.append(at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column of `offset`, which is brought into the text where it lies outside."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def region(self, start: int, end: int) -> Region:
        """The region between two offsets, the end exclusive; one that is empty is widened to a single column."""
        first = self.position(start)
        last = self.position(max(start, end))
        return Region(first, last if last > first else Position(first.line, first.column + 1))

    def line(self, number: int) -> str:
        """The text of line `number` (1-based), without its line break; empty beyond the last line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


class Kind(StrEnum):
    """What a document is."""

    ENGAGEMENT = "Engagement"
    DEFINITION_OF_DONE = "DefinitionOfDone"
    POLICY = "Policy"
    CONFIG = "Config"


class Severity(StrEnum):
    """How much a finding weighs, from a remark to what blocks signing."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """What a policy says of a place."""

    PASSED = "passed"
    VIOLATED = "violated"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"


class Skipped(NamedTuple):
    """A piece of a Definition of Done that is no criterion: its text, why it is none, and where it begins."""

    text: str
    reason: str
    line: int


def escape_pointer(part: str) -> str:
    """One part of a JSON Pointer, escaped (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def split_pointer(pointer: str) -> list[str]:
    """The parts of a JSON Pointer, unescaped; none for the whole document."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def member(container: Data, part: str) -> tuple[str | int, Data] | None:
    """The key (or index) and value that one pointer part names in `container`; None where it has no such member."""
    if isinstance(container, dict):
        return (part, container[part]) if part in container else None
    if isinstance(container, list) and part.isascii() and part.isdigit() and len(part) < 8:
        index = int(part)
        return (index, container[index]) if index < len(container) else None
    return None


class Document(NamedTuple):
    """A file that was read: its kind, its data, and where each of its members stands.

    `data` has the shape that the kind's schema describes, whatever syntax it was written in. `root` spans the whole of
    it. `skipped` holds what a Definition of Done contains besides its criteria.
    """

    kind: Kind
    source: Source
    data: Data
    marks: Marks
    root: Mark
    skipped: tuple[Skipped, ...] = ()

    def value(self, pointer: str) -> Data:
        """The value at `pointer`; None where there is none."""
        value = self.data
        for part in split_pointer(pointer):
            found = member(value, part)
            if found is None:
                return None
            value = found[1]
        return value

    def nearest(self, pointer: str) -> tuple[str, Mark, bool]:
        """The nearest place to `pointer` that exists: its pointer, its mark, whether it is `pointer` with a value."""
        value, mark, reached = self.data, self.root, ""
        for part in split_pointer(pointer):
            found = member(value, part)
            if found is None or (id(value), found[0]) not in self.marks:
                return reached, mark, False
            mark = self.marks[id(value), found[0]]
            value, reached = found[1], f"{reached}/{escape_pointer(part)}"
        return reached, mark, value is not None

    def region(self, pointer: str, *, key: bool = False) -> Region:
        """What to underline for `pointer`: its value, else the nearest part's key; with `key`, always the key."""
        reached, mark, exists = self.nearest(pointer)
        if not reached and pointer and isinstance(self.data, dict) and self.data:
            # The whole document has no key; its first one stands for it.
            mark = self.marks.get((id(self.data), next(iter(self.data))), mark)
        if (exists and not key) or mark.key_end <= mark.key_start:
            return self.source.region(mark.start, mark.end)
        return self.source.region(mark.key_start, mark.key_end)


class Related(NamedTuple):
    """Another place that a finding speaks of."""

    file: str
    region: Region
    message: str


class Finding(NamedTuple):
    """One thing that is wrong or not stated, with its place and its way out: the fields of JSON version 1.

    `block` is, for what is not stated, the outermost part that is missing: its pointer, and the sentence that says so.
    `remedy` is the cheapest change that would make the policy pass, where it was asked for and there is one.
    """

    id: str
    name: str
    severity: Severity
    outcome: Outcome
    file: str
    region: Region
    message: str
    pointer: str | None = None
    ask: str | None = None
    asked_of: str | None = None
    why: str | None = None
    clause: str | None = None
    fallback: str | None = None
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    value_hash: str | None = None
    block: tuple[str, str] | None = None
    remedy: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, line, column, id and pointer: the order of every report."""
        return self.file, self.region.start.line, self.region.start.column, self.id, self.pointer or ""


class By(StrEnum):
    """What lets a finding through: a comment in the document, an entry in the configuration, or a list of old ones."""

    SUPPRESSION = "suppression"
    WAIVER = "waiver"
    BASELINE = "baseline"


class ExceptionInfo(NamedTuple):
    """Why a finding was let through: what did it, on whose word, from when until when (dates), and where that stands.

    `in_return` is what was got for it. Of a baseline nothing but its file is known.
    """

    by: By
    reason: str | None = None
    approved_by: tuple[str, ...] = ()
    granted: str | None = None
    expires: str | None = None
    in_return: str | None = None
    file: str | None = None
    line: int | None = None


class Counts(NamedTuple):
    """How often the policies said what, counted per policy and place."""

    passed: int = 0
    violated: int = 0
    unanswered: int = 0
    not_applicable: int = 0


class Run(NamedTuple):
    """Under what the files were judged: the date, the configuration (path and SHA-256), packs and house policies."""

    as_of: str
    configuration: tuple[str, str] | None = None
    packs: tuple[str, ...] = ("default",)
    house_policies: tuple[str, ...] = ()


class Report(NamedTuple):
    """What a check found, in the order of files and lines.

    What was `let_through` is no longer among the findings, and weighs nothing. `sources` holds the text of every file
    that has a finding, `passed` how often each policy passed. `remarks` are words for the person who runs the tool,
    `problems` what kept it from doing its job. `baseline` is the baseline's new text, where it was to be taken anew.
    """

    findings: tuple[Finding, ...]
    counts: Counts
    files: int
    run: Run
    sources: Mapping[str, Source]
    fail_on: Severity | None = Severity.ERROR
    passed: Mapping[str, int] = {}
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    let_through: tuple[tuple[Finding, ExceptionInfo], ...] = ()
    baseline: str | None = None

    def number(self, severity: Severity) -> int:
        """How many findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether a finding weighs as much as `fail_on` or more; None stands for never."""
        least = self.fail_on
        return least is not None and any(finding.severity.rank >= least.rank for finding in self.findings)
