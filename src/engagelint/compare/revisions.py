"""Reads a draft from git: `REV:PATH` becomes files in a folder of its own, without a checkout, filter or hook."""

from __future__ import annotations

import os
import re
from pathlib import Path

from engagelint import files
from engagelint.revision import Revision, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from engagelint.check import Request
    from engagelint.revision import Blob

_MOST_FILES: Final = 20_000
_MOST_BYTES: Final = 64 * 1024 * 1024
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")


def named(given: str, working_folder: Path, *, windows: bool = os.name == "nt") -> tuple[str, str] | None:
    r"""The revision and path that `REV:PATH` names; None for a plain path.

    What exists under that name is a path, and so is what begins with a drive (`C:\drafts`, `C:/drafts`).
    """
    revision, colon, path = given.partition(":")
    if not colon or not revision or _DRIVE.match(given) or (windows and len(revision) == 1):
        return None
    try:
        exists = (working_folder / given).exists()
    except (OSError, ValueError):
        exists = False
    return None if exists else (revision, path)


def extract(given: tuple[str, str], request: Request, target: Path, environment: Mapping[str, str]) -> Path:
    """Write the files of the revision that is `given` into the empty folder `target`; the place of its path in it.

    The path starts from the repository's root, or from the working folder where it begins with `./` or `../`. Files
    that are larger than the request's configuration lets them be are not read. Raises Unavailable.
    """
    (revision, path), working_folder = given, request.working_folder
    most = request.configuration.limits.file_bytes
    found = Revision(working_folder, revision, environment)
    if path.startswith(("./", "../")):
        path = _from_root(found.root, working_folder, path)
    wanted = path.replace("\\", "/").strip("/")
    blobs = _chosen(found.files(), most)
    if wanted and not any(one.path == wanted or one.path.startswith(f"{wanted}/") for one in blobs):
        raise Unavailable(f"{found.stated} has no file or folder {wanted}")
    (target / ".git").mkdir()  # bounds what a manifest may refer to, as in a checkout
    small = [one for one in blobs if one.size <= most]
    try:
        for one, content in zip(small, found.read(small, most), strict=True):
            _put(target / one.path, content)
        for one in blobs:
            if one.size > most:  # it gets its size and no content: it is refused as it would be in a checkout
                _put(target / one.path, b"")
                os.truncate(target / one.path, one.size)
    except (OSError, ValueError) as error:
        raise Unavailable(f"the revision's files cannot be written ({error})") from None
    return target / wanted


def _from_root(root: Path, working_folder: Path, path: str) -> str:
    try:
        found = Path(os.path.normpath(working_folder.resolve() / path)).relative_to(root.resolve())
    except ValueError:
        raise Unavailable(f"{path} is not in this repository") from None
    return "/".join(found.parts)  # empty for the root itself


def _chosen(blobs: list[Blob], most: int) -> list[Blob]:
    """The files to write: all of a repository of some size, of a large one those that may be drafts."""
    if len(blobs) > _MOST_FILES:
        blobs = [one for one in blobs if one.path.lower().endswith(files.SUFFIXES)]
    if len(blobs) > _MOST_FILES or sum(one.size for one in blobs if one.size <= most) > _MOST_BYTES:
        raise Unavailable("the revision has too many files to be read; check it out and compare the folders")
    return blobs


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
