"""The rules of a trusted revision, in place of those in the tree that is checked: nobody exempts himself."""

from __future__ import annotations

import posixpath
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from engagelint import config, files
from engagelint.codes import own_finding
from engagelint.model import Source
from engagelint.policies import Unusable
from engagelint.revision import Revision, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from engagelint.config import Configuration
    from engagelint.model import Finding

#: More files of rules than anybody writes.
_MOST: Final = 5000
_YAML: Final = (".yaml", ".yml")


@contextmanager
def trusted(stated: str, working_folder: Path, environment: Mapping[str, str]) -> Iterator[Trusted]:
    """The rules of the revision that is `stated`, as long as they are needed.

    Raises Unusable outside of a repository, and where git knows no such revision or cannot read it.
    """
    root = files.repository_root(working_folder)
    if root is None:
        raise Unusable("--trust needs a git repository, and the working folder is in none")
    try:
        revision = Revision(root, stated, environment)
        with TemporaryDirectory(prefix="engagelint-") as folder:
            yield Trusted(revision, root.resolve(), Path(folder).resolve(), working_folder.resolve())
    except Unavailable as error:
        raise Unusable(f"--trust: {error}") from None


class Trusted:
    """A revision's configurations, and what they name, laid out in the folder `copy` as they are in the repository.

    Raises Unusable where a configuration names what lies outside of the repository.
    """

    def __init__(self, revision: Revision, root: Path, copy: Path, working_folder: Path) -> None:
        self._revision = revision
        self._root = root
        self._copy = copy
        self._real_folder = working_folder
        self._working_folder = copy / working_folder.relative_to(root)
        self._working_folder.mkdir(parents=True, exist_ok=True)
        (copy / ".git").touch()  # where the search for a configuration ends
        self._files = {one.path: one for one in revision.files()}
        self._taken: set[str] = set()
        self._named: set[str] = set()
        configurations = {path for path in self._files if posixpath.basename(path) == config.NAME}
        self._take(configurations)
        for path in sorted(configurations):
            self._take_named(path)

    def path(self, path: Path) -> Path:
        """Where the trusted copy of a file or folder lies, or would lie; one outside of the repository is itself."""
        inside = self._inside(path)
        if inside is None:
            return path
        self._take_below(inside)
        return self._copy / inside

    def configuration(self, named: Path | None) -> Configuration:
        """The trusted configuration, named or found; its patterns start in the tree that is checked.

        Raises Unusable like config.load.
        """
        inside = self._inside(named) if named else None
        if named is not None and inside is None:
            return config.placed(config.load(named, self._real_folder), self._real_folder)
        if named is not None and inside is not None:
            found = config.load(self.path(named), self._working_folder)
            self._take_named(inside)
        else:
            found = config.find(self._working_folder, self._working_folder)
        base = self._root / found.folder.relative_to(self._copy)
        return found._replace(base=base, seen_from=self._working_folder)

    def differences(self) -> list[tuple[Finding, Source]]:
        """A finding for each file of rules that is not in the tree that is checked as it is in the revision."""
        found = []
        for path in sorted({*self._taken, *self._added()}):
            try:
                here = files.read(self._root / path)
            except files.Refused:
                here = None
            there = (self._copy / path).read_bytes() if path in self._taken else None
            if here is None or there is None or _plain(here) != _plain(there):
                found.append(self._difference(path, here, there))
        return found

    def _difference(self, path: str, here: bytes | None, there: bytes | None) -> tuple[Finding, Source]:
        source = Source(files.display(self._root / path, self._real_folder), (here or b"").decode("utf-8", "replace"))
        stated = self._revision.stated
        if there is None:
            message = f"This file is not in {stated}, so it does not count: nobody exempts himself"
        elif here is None:
            message = f"This file is missing here; the one in {stated} counts"
        else:
            message = f"This file is not as it is in {stated}, which counts instead: nobody exempts himself"
        start = _first_difference(here or b"", there or b"") if here and there else 0
        start = source.line_starts[min(start, len(source.line_starts) - 1)]
        region = source.region(start, start + len(source.line(source.position(start).line)))
        return own_finding("CFG", source, region, message), source

    def _added(self) -> Iterator[str]:
        """The files that would be rules here and are not in the revision."""
        for path in files.walk(self._root, _pass_over):
            if path.name == config.NAME:
                yield path.relative_to(self._root).as_posix()
        for named in self._named:
            path = self._root / named
            found = files.walk(path, _pass_over) if path.is_dir() else [path] if path.is_file() else []
            yield from (
                one.relative_to(self._root).as_posix() for one in found if one == path or one.suffix.lower() in _YAML
            )

    def _inside(self, path: Path) -> str | None:
        """A path from the repository's root, links in its folders followed; None for one outside."""
        try:
            real = (self._real_folder / path.parent).resolve() / path.name if path.name != ".." else path.resolve()
            return real.relative_to(self._root).as_posix()
        except ValueError:
            return None

    def _take_named(self, configuration: str) -> None:
        """Take what a configuration names: its policies and its file of waivers."""
        try:
            data = config.load(self._copy / configuration, self._working_folder).data
        except Unusable:
            return  # it is said when the configuration is used
        for named in (*data.get("policies", ()), *([data["waivers_file"]] if "waivers_file" in data else ())):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(configuration), named))
            if path.startswith(("/", "..")):
                stated = self._revision.stated
                raise Unusable(f"{configuration}: `{named}` leads out of the repository, where {stated} says nothing")
            self._take_below(path)

    def _take_below(self, path: str) -> None:
        """Take a file, or what YAML there is in a folder and below it."""
        self._named.add(path)
        below = "" if path == "." else f"{path}/"
        self._take(one for one in self._files if one == path or (one.startswith(below) and one.lower().endswith(_YAML)))

    def _take(self, paths: Iterable[str]) -> None:
        wanted = sorted(set(paths) - self._taken)
        if len(self._taken) + len(wanted) > _MOST:
            raise Unusable(f"--trust: there are more than {_MOST} files of rules in {self._revision.stated}")
        for path, raw in zip(wanted, self._revision.read([self._files[path] for path in wanted]), strict=True):
            (self._copy / path).parent.mkdir(parents=True, exist_ok=True)
            (self._copy / path).write_bytes(raw)
        self._taken.update(wanted)


def _pass_over(_path: Path, _reason: str) -> None:
    """Say nothing of a folder that cannot be read: nothing in it is a rule."""


def _plain(raw: bytes) -> bytes:
    """A file without what git may change when it checks the file out."""
    return raw.replace(b"\r\n", b"\n")


def _first_difference(here: bytes, there: bytes) -> int:
    """The number, from 0, of the first line in which two files differ."""
    one, other = _plain(here).split(b"\n"), _plain(there).split(b"\n")
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))
