"""Reads a draft from git: `REV:PATH` becomes files in a folder of its own, without a checkout, filter or hook."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from engagelint import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Seconds that git may take for one command.
_PATIENCE: Final = 20
_MOST_FILES: Final = 20_000
_MOST_BYTES: Final = 64 * 1024 * 1024
#: Nothing of the repository's configuration is run, nothing is fetched, nobody is asked.
_SAFE: Final = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"),
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
)
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
#: What would lead git to another repository than the working folder's, as within a hook.
_MISLEADING: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"})
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")


class Unavailable(Exception):  # noqa: N818 - it describes what the user named, and is shown to them
    """A revision or a file in it that cannot be had; the text says why."""


class _Blob(NamedTuple):
    """A file of a revision: its path in the repository, its object's name and its size in bytes."""

    path: str
    object: str
    size: int


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


def extract(revision: str, path: str, working_folder: Path, target: Path, environment: Mapping[str, str]) -> Path:
    """Write a revision's files into the empty folder `target`; the place of `path` in it.

    `path` starts from the repository's root, or from the working folder where it begins with `./` or `../`. Raises
    Unavailable.
    """
    kept = {name: value for name, value in environment.items() if name not in _MISLEADING}
    git = _Git(working_folder, {**kept, **_QUIET})
    root = Path(os.fsdecode(git.run("rev-parse", "--show-toplevel").rstrip(b"\r\n")))
    if path.startswith(("./", "../")):
        path = _from_root(root, working_folder, path)
    wanted = path.replace("\\", "/").strip("/")
    commit = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if not re.fullmatch(rb"[0-9a-f]{40,64}\s*", commit):
        raise Unavailable(f"{revision} is no revision of this repository")
    blobs = _chosen(git.blobs(commit.strip().decode("ascii")))
    if wanted and not any(one.path == wanted or one.path.startswith(f"{wanted}/") for one in blobs):
        raise Unavailable(f"{revision} has no file or folder {wanted}")
    (target / ".git").mkdir()  # bounds what a manifest may refer to, as in a checkout
    git.write(blobs, target)
    return target / wanted


def _from_root(root: Path, working_folder: Path, path: str) -> str:
    try:
        return Path(os.path.normpath(working_folder.resolve() / path)).relative_to(root.resolve()).as_posix()
    except ValueError:
        raise Unavailable(f"{path} is not in this repository") from None


def _chosen(blobs: list[_Blob]) -> list[_Blob]:
    """The files to write: all of a repository of some size, of a large one those that may be drafts."""
    if len(blobs) > _MOST_FILES:
        blobs = [one for one in blobs if one.path.lower().endswith(files.SUFFIXES)]
    if len(blobs) > _MOST_FILES or sum(min(one.size, files.LIMIT) for one in blobs) > _MOST_BYTES:
        raise Unavailable("the revision has too many files to be read; check it out and compare the folders")
    return blobs


class _Git(NamedTuple):
    """git, run in a folder without a shell."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, given: bytes | None = None) -> bytes:
        """What a command prints; raises Unavailable with git's own first words where it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and arguments of the user stand behind --end-of-options
                ["git", *_SAFE, *arguments],  # noqa: S607 - git is where the user's PATH has it
                cwd=self.folder,
                env=dict(self.environment),
                input=given or b"",
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"git took longer than {_PATIENCE} seconds") from None
        except (OSError, ValueError) as error:
            raise Unavailable(f"git cannot be run ({error})") from None
        if done.returncode and arguments[0] == "rev-parse" and "--verify" in arguments:
            return b""
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise Unavailable(words[0] if words else f"git {arguments[0]} failed")
        return done.stdout

    def blobs(self, commit: str) -> list[_Blob]:
        """The regular files of a commit whose names stay in the folder they are written to."""
        found = []
        for entry in self.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
            head, _, name = entry.partition(b"\t")
            fields = head.split()
            if len(fields) == 4 and fields[0] in {b"100644", b"100755"} and fields[3].isdigit():
                path = os.fsdecode(name)
                if _is_tame(path):
                    found.append(_Blob(path, fields[2].decode("ascii"), int(fields[3])))
        return found

    def write(self, blobs: Iterable[_Blob], target: Path) -> None:
        """Write the files; one that is too large to be read gets its size and no content."""
        small = [one for one in blobs if one.size <= files.LIMIT]
        output = self.run("cat-file", "--batch", given=b"".join(one.object.encode() + b"\n" for one in small))
        at = 0
        try:
            for one in small:
                start = output.index(b"\n", at) + 1
                _put(target / one.path, output[start : start + one.size])
                at = start + one.size + 1
            for one in blobs:
                if one.size > files.LIMIT:
                    _put(target / one.path, b"")
                    os.truncate(target / one.path, files.LIMIT + 1)
        except (OSError, ValueError) as error:
            raise Unavailable(f"the revision's files cannot be written ({error})") from None


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _is_tame(path: str) -> bool:
    """Whether a path of a tree can only lead to a file below the folder it is written to."""
    parts = path.split("/")
    return not any(part in {"", ".", ".."} or part.lower() == ".git" or "\\" in part or ":" in part for part in parts)
