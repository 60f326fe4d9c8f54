"""Reads the files of a repository that is not trusted: within its folder, within bounds, and never raising."""

from __future__ import annotations

import os

from engagelint import files
from engagelint.evidence.model import Unread
from engagelint.loading.characters import decode
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Source
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Final

    from engagelint.model import Data, Marks

#: How many files of one folder are looked at.
MOST_FILES: Final = 200
_MOST_NAMES: Final = 10_000
#: How many files a CI system's file may lead to.
MOST_INCLUDES: Final = 20


class YamlFile(NamedTuple):
    """A YAML file that was read: how it is shown, its data and the places of its members."""

    shown: str
    source: Source
    data: Data
    marks: Marks

    def line(self, container: Data, *keys: str | int) -> int:
        """The line of the first of `keys` that `container` has; 1 where it has none."""
        for key in keys:
            mark = self.marks.get((id(container), key))
            if mark is not None:
                return self.source.position(mark.key_start).line
        return 1


class Tree:
    """The folder of a repository; `shown` gives the name by which the reader knows a path."""

    def __init__(self, root: Path, shown: Callable[[Path], str]) -> None:
        self.root = root
        self._shown = shown

    def shown(self, relative: str) -> str:
        """How the file at `relative` is shown."""
        return self._shown(self.root / relative)

    def path(self, relative: str) -> Path | None:
        """Where `relative` really is; None where it leads out of the repository."""
        try:
            return files.inside(self.root, self.root, relative)
        except files.Outside:
            return None

    def has(self, relative: str) -> bool:
        """Whether the folder holds that name, be it a file, a folder or a link."""
        try:
            return os.path.lexists(self.root / relative)
        except (OSError, ValueError):
            return False

    def names(self, folder: str) -> list[str]:
        """The sorted names in a folder, "" for the whole repository's; none where it cannot be listed or leads out."""
        path = self.path(folder) if folder else self.root
        if path is None:
            return []
        found = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    found.append(entry.name)
                    if len(found) >= _MOST_NAMES:
                        break
        except (OSError, ValueError):
            return []
        return sorted(found)

    def text(self, relative: str) -> Source | Unread | None:
        """The text of a file; None where there is no such file."""
        if not self.has(relative):
            return None
        shown = self.shown(relative)
        path = self.path(relative)
        if path is None:
            return Unread(shown, None, f"{visible(shown)} leads out of the repository")
        try:
            return Source(shown, decode(files.read(path)))
        except files.Refused as refusal:
            return Unread(shown, None, f"{visible(shown)} cannot be read: {refusal.reason}")
        except Unreadable as error:
            return self._unreadable(Source(shown, error.text or ""), error)

    def yaml(self, relative: str) -> YamlFile | Unread | None:
        """The data of a YAML file; None where there is no such file."""
        from engagelint.loading.yaml import compose

        source = self.text(relative)
        if not isinstance(source, Source):
            return source
        try:
            data, marks, _ = compose(source.text, lenient=True)
        except Unreadable as error:
            return self._unreadable(source, error)
        return YamlFile(source.path, source, data, marks)

    def _unreadable(self, source: Source, error: Unreadable) -> Unread:
        line = source.position(error.start).line
        return Unread(source.path, line, f"{visible(source.path)} cannot be read: {visible(error.message)}")
