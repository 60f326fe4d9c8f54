"""Reads one side of a comparison: its documents by the names that pair them with the other side's, and its report."""

from __future__ import annotations

from dataclasses import dataclass, field

from engagelint import files, schema
from engagelint.check import check
from engagelint.fingerprints import lasting_pointer
from engagelint.model import Document, Finding, Kind
from engagelint.places import value_at
from engagelint.recognition import recognise
from engagelint.records import NamedTuple
from engagelint.subjects import definition_subject, embedded_subject, engagement_subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engagelint.check import Request
    from engagelint.model import Report
    from engagelint.subjects import Subject

#: The name of a single file's slot, and what is put behind a manifest's for the Definition of Done that it links.
ONLY = ""
LINKED = " (Definition of Done)"


class Entry(NamedTuple):
    """A document of a draft: where it lies, the subject it is judged as, and its Definition of Done.

    That of a manifest is the one that it holds or links, of which `linked` is the slot; that of a file is itself.
    """

    path: Path
    subject: Subject
    definition: Subject | None = None
    linked: str | None = None


@dataclass(slots=True)
class Draft:
    """One side: its documents by slot, which is the same on both sides for what belongs together, and its report.

    A single file has the slot ONLY; the files of a folder have their paths in it. `problems` kept it from being read.
    """

    report: Report
    entries: dict[str, Entry] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def rename(self, slot: str, other: str) -> None:
        """Give a document another slot, so that it belongs to another one of the other side."""
        entry = self.entries[other] = self.entries.pop(slot)
        self.slots[entry.subject.document.source.path] = other
        for name, one in self.entries.items():
            if one.linked == slot:
                self.entries[name] = one._replace(linked=other)

    def key(self, finding: Finding) -> tuple[str, str, str]:
        """What makes a finding of this draft and one of another the same: its id, slot and lasting place."""
        slot = self.slots.get(finding.file, finding.file)
        entry = self.entries.get(slot)
        if entry is None or not finding.pointer:
            return finding.id, slot, ""
        document = entry.subject.document
        return finding.id, slot, lasting_pointer(document.kind, document.data, finding.pointer)


def read(request: Request) -> Draft:
    """The draft that the request's one path, a file or a folder, holds.

    Engagements are judged whatever their status: a word of the other side settles nothing.
    """
    path = request.paths[0]
    try:
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    draft = Draft(check(request._replace(closed=True)))
    draft.problems.extend(draft.report.problems)
    reader = _Reader(request, draft)
    for slot, found in _paths(path, request, draft) if folder else [(ONLY, path)]:
        reader.take(slot, found, named=not folder)
    reader.link()
    return draft


def _paths(folder: Path, request: Request, draft: Draft) -> Iterator[tuple[str, Path]]:
    walked = files.walk(folder, lambda path, reason: draft.problems.append(f"{path.name}: {reason}"))
    for path in walked:
        if request.configuration.wants(path):
            yield path.relative_to(folder).as_posix(), path


class _Reader(NamedTuple):
    """Reads documents into a draft."""

    request: Request
    draft: Draft

    def take(self, slot: str, path: Path, *, named: bool) -> None:
        """Read a file that may be ours."""
        document = self._document(path, self.request.kind if named else None, named=named)
        if document is not None and document.kind in {Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE}:
            validated = schema.validate(document, document.kind)
            if document.kind is Kind.ENGAGEMENT:
                subject = engagement_subject(document, validated, None)
                self._put(slot, Entry(path, subject, embedded_subject(document, validated)))
            else:
                subject = definition_subject(document, validated)
                self._put(slot, Entry(path, subject, subject))

    def link(self) -> None:
        """Give each manifest the Definition of Done that it names, as far as it can be read."""
        for slot, entry in list(self.draft.entries.items()):
            reference = value_at(entry.subject.view, "/definition_of_done/file")
            if entry.subject.kind is Kind.ENGAGEMENT and entry.definition is None and isinstance(reference, str):
                self._link(slot, entry, reference)

    def _link(self, slot: str, entry: Entry, reference: str) -> None:
        root = files.repository_root(entry.path) or entry.path.parent
        try:
            path = files.inside(root, entry.path.parent, reference)
        except files.Outside:
            return
        linked = next((name for name, one in self.draft.entries.items() if one.path.resolve() == path), slot + LINKED)
        if linked not in self.draft.entries:
            self._take_linked(linked, path, entry)
        known = self.draft.entries.get(linked)
        if known is not None and known.subject.kind is Kind.DEFINITION_OF_DONE:
            subject = entry.subject._replace(done=known.subject.done)
            self.draft.entries[slot] = entry._replace(subject=subject, definition=known.subject, linked=linked)

    def _take_linked(self, slot: str, path: Path, entry: Entry) -> None:
        document = self._document(path, Kind.DEFINITION_OF_DONE, named=False)
        if document is not None and document.kind is Kind.DEFINITION_OF_DONE:
            subject = definition_subject(document, schema.validate(document, document.kind), entry.subject.view)
            self._put(slot, Entry(path, subject, subject))

    def _document(self, path: Path, kind: Kind | None, *, named: bool) -> Document | None:
        shown, most = files.display(path, self.request.working_folder), self.request.configuration.limits
        given = self.request.texts.get(path)
        try:
            raw = files.read(path, most.file_bytes) if given is None else given
        except files.Refused:
            return None  # the check has said it, or a policy asks for it
        found = recognise(raw, shown, kind=kind, named=named, nodes=most.nodes)
        if isinstance(found, Finding):
            self.draft.problems.append(f"{shown}:{found.region.start.line}: {found.message}")
            return None
        return found

    def _put(self, slot: str, entry: Entry) -> None:
        self.draft.entries[slot] = entry
        self.draft.slots.setdefault(entry.subject.document.source.path, slot)
