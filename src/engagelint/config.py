"""The configuration: engagelint.yaml, found, read and validated, and what it says of a file."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from engagelint import files, schema
from engagelint.catalogue import Choice
from engagelint.codes import OWN_CODES, own_finding
from engagelint.globs import fits
from engagelint.loading.limits import NODES
from engagelint.model import Document, Finding, Kind
from engagelint.policies import Unusable
from engagelint.recognition import recognise
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

NAME = "engagelint.yaml"


class Limits(NamedTuple):
    """How much of a file is read: its bytes and its values; and how many findings of it are reported."""

    file_bytes: int = files.LIMIT
    nodes: int = NODES
    findings: int = 10_000


class Configuration(NamedTuple):
    """What a configuration file says; its paths start from `folder`.

    Its patterns start from `base`: the same folder, or the one that stands for it in the tree that is checked, where
    the configuration comes from another tree. `seen_from` is the folder that names of files are relative to. With
    `alone`, no configuration in a folder below counts. Without a file, everything has its default: `path` and `sha256`
    are None, `data` is empty.
    """

    folder: Path
    path: str | None = None
    sha256: str | None = None
    data: Mapping[str, Any] = {}
    document: Document | None = None
    base: Path | None = None
    seen_from: Path | None = None
    alone: bool = False

    @property
    def policy_folders(self) -> list[Path]:
        """The folders of house policies."""
        return [self.folder / folder for folder in self.data.get("policies", ())]

    @property
    def repositories(self) -> dict[str, Path]:
        """Where the repositories that Definitions of Done speak of are checked out, by name."""
        return {name: (self.base or self.folder) / path for name, path in self.data.get("repositories", {}).items()}

    @property
    def limits(self) -> Limits:
        """How much of each file is read and reported."""
        stated = self.data.get("limits", {})
        return Limits(**{name: stated[name] for name in Limits._fields if name in stated})

    def choices(self, path: Path) -> tuple[Choice, ...]:
        """What the configuration chooses for a file: for all files, then each override that matches it."""
        return choice(self.data), *(
            choice(override) for override in self.data.get("overrides", ()) if self.matches(path, override["files"])
        )

    def wants(self, path: Path) -> bool:
        """Whether a file that was found in a folder, not named, is to be looked at."""
        included = self.data.get("include")
        if included is not None and not self.matches(path, included):
            return False
        return not self.matches(path, self.data.get("exclude", ()))

    def matches(self, path: Path, patterns: Sequence[str]) -> bool:
        """Whether a file lies where one of the patterns says."""
        below = self.below(path)
        return below is not None and any(fits(below, pattern) for pattern in patterns)

    def nested(self, path: Path) -> list[Path]:
        """The configurations in the folders between this one and a file, the outermost first."""
        below = None if self.alone else self.below(path)
        folders = PurePosixPath(below).parent.parts if below else ()
        candidates = [self.folder.joinpath(*folders[: depth + 1], NAME) for depth in range(len(folders))]
        return [one for one in candidates if one.is_file()]

    def below(self, path: Path) -> str | None:
        """A path as patterns see it, from where they start; None for one that does not lie there."""
        try:
            return path.resolve().relative_to((self.base or self.folder).resolve()).as_posix()
        except (OSError, ValueError, RuntimeError):
            return None


def choice(data: Mapping[str, Any]) -> Choice:
    """What the configuration's terms, or those of an override, choose."""
    return Choice(
        packs=tuple(data.get("packs", ())),
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        severity=data.get("severity", {}),
        params=data.get("params", {}),
        mandatory=tuple(data.get("mandatory", ())),
        two_key=tuple(data.get("two_key", ())),
    )


def find(folder: Path, working_folder: Path) -> Configuration:
    """The configuration for work in `folder`: the topmost engagelint.yaml from there up to the repository's root.

    One that calls itself `root` ends the search. Outside a repository only the folder itself is looked at: what lies
    above it belongs to others. Without any, everything has its default. Raises Unusable like `load`.
    """
    here = folder.resolve()
    root = (files.repository_root(folder) or folder).resolve()
    found = Configuration(here)
    while True:
        if (here / NAME).is_file():
            found = load(here / NAME, working_folder)
        if found.data.get("root") or here in {root, here.parent}:
            return found
        here = here.parent


def load(path: Path, working_folder: Path) -> Configuration:
    """Read a configuration file.

    Raises Unusable where it cannot be read or is not valid, with the places where it says so.
    """
    shown = files.display(path, working_folder)
    try:
        raw = files.read(path)
    except files.Refused as refusal:
        raise Unusable(f"{shown}: {refusal}") from None
    document = recognise(raw, shown, kind=Kind.CONFIG, named=True)
    if document is None:
        raise Unusable(f"{shown}: this is no configuration of engagelint")
    if isinstance(document, Finding):
        raise Unusable(document.message, [_as_configuration(document)])
    if document.kind is not Kind.CONFIG:
        message = f"this file is of kind {document.kind}; a configuration is of kind Config"
        raise Unusable(message, [own_finding("CFG", document.source, document.region("/kind"), message, "/kind")])
    validated = schema.validate(document, Kind.CONFIG)
    if validated.findings:
        raise Unusable("the configuration is not well-formed", map(_as_configuration, validated.findings))
    if empty := list(_empty_members(document, validated.view)):
        raise Unusable("the configuration is not well-formed", empty)
    import hashlib  # brings a whole library of ciphers along

    sha256, data = hashlib.sha256(raw).hexdigest(), schema.whole_numbers(validated.view)
    return Configuration(path.parent, shown, sha256, data, document, seen_from=working_folder)


def _empty_members(document: Document, view: Mapping[str, Any]) -> Iterator[Finding]:
    """What the schema takes for not stated, as it does in a draft, and what nothing can be done with here."""
    for key in ("overrides", "waivers"):
        for number, one in enumerate(view.get(key, ())):
            if not one:
                pointer = f"/{key}/{number}"
                message = f"entry {number + 1} of `{key}` is empty"
                yield own_finding("CFG", document.source, document.region(pointer), message, pointer)


def placed(configuration: Configuration, working_folder: Path) -> Configuration:
    """The configuration with patterns that start where it would lie in the tree that holds the working folder.

    A configuration at or above the working folder, or in the same repository, lies there already. One of another
    repository, such as a second checkout, lies at the same place below this repository's root.
    """
    if working_folder.resolve().is_relative_to(configuration.folder.resolve()):
        return configuration
    root, other = files.repository_root(working_folder), files.repository_root(configuration.folder)
    if root is not None and root == other:
        return configuration
    below = configuration.folder.resolve().relative_to(other.resolve()) if other else Path()
    return configuration._replace(base=(root or working_folder) / below)


def _as_configuration(finding: Finding) -> Finding:
    return finding._replace(id="CFG", name=OWN_CODES["CFG"])
