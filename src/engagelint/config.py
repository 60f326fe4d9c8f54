"""The configuration: engagelint.yaml, found, read and validated, and what it says of a file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from engagelint import files, schema
from engagelint.catalogue import Choice
from engagelint.codes import OWN_CODES, own_finding
from engagelint.model import Document, Finding, Kind
from engagelint.policies import Unusable
from engagelint.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "engagelint.yaml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says; its paths and patterns start from `folder`.

    Without a file, everything has its default: `path` and `sha256` are None, `data` is empty.
    """

    folder: Path
    path: str | None = None
    sha256: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = field(default=None, repr=False)

    @property
    def policy_folders(self) -> list[Path]:
        """The folders of house policies."""
        return [self.folder / folder for folder in self.data.get("policies", ())]

    def choices(self, path: Path) -> tuple[Choice, ...]:
        """What the configuration chooses for a file: for all files, then each override that matches it."""
        return _choice(self.data), *(
            _choice(override) for override in self.data.get("overrides", ()) if self._matches(path, override["files"])
        )

    def wants(self, path: Path) -> bool:
        """Whether a file that was found in a folder, not named, is to be looked at."""
        included = self.data.get("include")
        if included is not None and not self._matches(path, included):
            return False
        return not self._matches(path, self.data.get("exclude", ()))

    def _matches(self, path: Path, patterns: Sequence[str]) -> bool:
        try:
            below = path.resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            return False
        return any(_pattern(pattern).fullmatch(below) for pattern in patterns)


def _choice(data: Mapping[str, Any]) -> Choice:
    return Choice(
        packs=tuple(data.get("packs", ())),
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        severity=data.get("severity", {}),
        params=data.get("params", {}),
    )


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern for whole paths: `*` is any part of a name, `**` any folders, a folder all that is below it."""
    parts = []
    for part in PurePosixPath(pattern).parts:
        if part == "**":
            parts.append("(?:[^/]+/)*")
        else:
            parts.append(
                "".join("[^/]*" if one == "*" else "[^/]" if one == "?" else re.escape(one) for one in part) + "/"
            )
    whole = "".join(parts)
    if whole.endswith("/"):
        return re.compile(whole[:-1] + "(?:/.*)?", re.DOTALL)
    return re.compile(whole + "[^/]*", re.DOTALL)


def find(folder: Path) -> Path | None:
    """The nearest engagelint.yaml in `folder` or above it, up to the repository's root; None where there is none.

    Outside a repository only the folder itself is looked at: what lies above it belongs to others.
    """
    root = files.repository_root(folder) or folder
    here = folder.resolve()
    while True:
        if (here / NAME).is_file():
            return here / NAME
        if here in {root.resolve(), here.parent}:
            return None
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
    return Configuration(path.parent, shown, hashlib.sha256(raw).hexdigest(), _whole_numbers(validated.view), document)


def _as_configuration(finding: Finding) -> Finding:
    return replace(finding, id="CFG", name=OWN_CODES["CFG"])


def _whole_numbers(value: Any) -> Any:  # noqa: ANN401 - any data
    """A view's numbers, which are floats for conditions, as people write them."""
    if isinstance(value, dict):
        return {key: _whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(entry) for entry in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
