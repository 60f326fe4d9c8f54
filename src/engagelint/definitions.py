"""The Definitions of Done that manifests hold or name, and the repositories that these are about."""

from __future__ import annotations

from engagelint import files
from engagelint.evidence import open_repository, place
from engagelint.model import Document, Finding, Kind
from engagelint.places import value_at
from engagelint.recognition import readable, recognise
from engagelint.records import NamedTuple
from engagelint.subjects import definition_subject, embedded_subject
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Final

    from engagelint.config import Limits
    from engagelint.evidence.repository import Repository
    from engagelint.model import Data, Source
    from engagelint.schema import Validated
    from engagelint.subjects import Subject

#: Of so many Definitions of Done what was read is kept for the next manifest that names one: those that name the same
#: stand together.
_KEPT: Final = 32


class _Read(NamedTuple):
    """A Definition of Done as it was read; `subjects`: what it is for manifests, by their roles and the repository."""

    document: Document
    validated: Validated
    subjects: dict[tuple[frozenset[str], Repository | None], Subject]


class Definitions:
    """Finds, reads and keeps the Definitions of Done of one run.

    `folder` is the working folder, `limits` bounds what is read, and `given` are the folders of repositories by name.
    What keeps a file from being read is told to `tell`; `validate` holds a document against its schema, and tells.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        given: Mapping[str, Path],
        tell: Callable[[Finding, Source], None],
        validate: Callable[[Document], Validated],
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._given = given
        self._tell = tell
        self._validate = validate
        #: The real paths of all that manifests have named.
        self.linked: set[Path] = set()
        self.repositories: dict[Path, Repository] = {}
        self._read: dict[Path, _Read | str | None] = {}
        self._named: dict[tuple[Path, Path, str], Path] = {}
        self._roots: dict[Path, Path | None] = {}

    def of(
        self, document: Document, validated: Validated, path: Path, folder: Path
    ) -> tuple[Subject | None, str | None]:
        """The Definition of Done that the manifest at `path` holds or names, or what is wrong with the reference.

        Outside any repository, `folder` stands for one.
        """
        stated = value_at(validated.view, "/definition_of_done/repository")
        embedded = embedded_subject(document, validated, self._repository(stated, path, folder))
        reference = value_at(validated.view, "/definition_of_done/file")
        if embedded is not None and isinstance(reference, str):
            return embedded, f"`{visible(reference)}` is named beside criteria that stand here: say which of them count"
        if embedded is not None or not isinstance(reference, str):
            return embedded, None
        named = self._root(path, folder), path.parent, reference
        try:
            real = self._named[named] if named in self._named else files.inside(*named)
        except files.Outside as refusal:
            return None, str(refusal)
        self._named[named] = real
        self.linked.add(real)
        if real not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[real] = self._taken(real)
        found = self._read[real]
        if isinstance(found, str):
            return None, f"`{visible(reference)}` {found}"
        return (self._subject(found, validated.view, stated, path, folder) if found else None), None

    def standalone(self, document: Document, path: Path, folder: Path) -> Subject:
        """The Definition of Done at `path`, which no manifest names; without a repository, `folder` stands for it."""
        validated = self._validate(document)
        repository = self._repository(validated.view.get("repository"), path, folder)
        return definition_subject(document, validated, repository=repository)

    def _subject(self, found: _Read, engagement: Data, stated: str | None, path: Path, folder: Path) -> Subject:
        """What a Definition of Done is for the manifest at `path`, which says that it is about the repository `stated`.

        Many manifests name the same one. What becomes of it depends on the roles that there are and on the repository.
        """
        own = found.validated.view.get("repository")
        speaker = path if own is None else self._folder / found.document.source.path
        repository = self._repository(own or stated, speaker, folder)
        key = frozenset(engagement.get("roles", ())), repository
        if key not in found.subjects:
            found.subjects[key] = definition_subject(found.document, found.validated, engagement, repository)
        return found.subjects[key]._replace(engagement=engagement)

    def _taken(self, path: Path) -> _Read | str | None:
        """What stands at a path, or why it is none of ours; None where that is told, or nothing is there."""
        try:
            raw = files.read(path, self._limits.file_bytes)
        except files.Missing:
            return None
        except files.Refused as refusal:
            return f"is not read: {refusal.reason}"
        shown = files.display(path, self._folder)
        found = recognise(raw, shown, kind=Kind.DEFINITION_OF_DONE, nodes=self._limits.nodes)
        if isinstance(found, Finding):
            self._tell(found, readable(raw, shown))
            return None
        if found is not None and found.kind is not Kind.DEFINITION_OF_DONE:
            return f"is no Definition of Done: it says that it is of kind {found.kind}"
        return _Read(found, self._validate(found), {}) if found else None

    def _repository(self, stated: str | None, path: Path, folder: Path) -> Repository | None:
        """The repository that a Definition of Done speaks of, stated by the file at `path`; None: it is not at hand."""
        root = place(stated, self._given, self._root(path, folder))
        if root is None or not root.is_dir():
            return None
        if root not in self.repositories:
            self.repositories[root] = open_repository(root, lambda one: files.display(one, self._folder))
        return self.repositories[root]

    def _root(self, path: Path, folder: Path) -> Path:
        """The repository that the file at `path` lies in; outside of any, `folder` stands for it."""
        if path.parent not in self._roots:
            self._roots[path.parent] = files.repository_root(path.parent)
        return self._roots[path.parent] or folder.absolute()
