"""Reads files from a revision of a git repository, without running anything that the repository configures."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from engagelint.files import LIMIT
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Seconds that one command may take.
_PATIENCE: Final = 60
#: Neither hooks nor file monitors nor transports run, nothing is locked, and no object stands for another.
_SAFELY: Final = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never"),
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
)
_QUIET: Final = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
#: What would lead git to another repository than the one it is told to read.
_MISLEADING: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"})


class Unavailable(Exception):  # noqa: N818 - it describes what the user named, and is shown to them
    """A revision or a file in it that cannot be had; the text says why."""


class Blob(NamedTuple):
    """A file in a revision: its path from the root, its object's name and its size in bytes."""

    path: str
    name: str
    size: int


class Revision:
    """A revision of the repository that holds `folder`; `stated` is how it was named, safe to show.

    Every method raises Unavailable where there is no git, it fails or it hangs; so does the constructor, where there is
    no such revision.
    """

    def __init__(self, folder: Path, stated: str, environment: Mapping[str, str]) -> None:
        self._folder = folder
        kept = {name: value for name, value in environment.items() if name not in _MISLEADING}
        self._environment = {**kept, **_QUIET}
        self.stated = visible(stated, 100)
        if stated.startswith("-"):
            raise Unavailable(f"{self.stated} is no revision of this repository")
        self.root = Path(os.fsdecode(self._run("rev-parse", "--show-toplevel").rstrip(b"\r\n")))
        try:
            found = self._run("rev-parse", "--verify", "--quiet", f"{stated}^{{commit}}")
        except Unavailable:
            found = b""
        if not found:
            raise Unavailable(f"{self.stated} is no revision of this repository (a shallow checkout may lack it)")
        self._commit = found.decode("ascii", "replace").strip()

    def files(self) -> list[Blob]:
        """The regular files of the revision whose paths stay below a folder they are written to; links are none."""
        found = []
        for entry in self._run("ls-tree", "-r", "-z", "-l", "--full-tree", self._commit).split(b"\0"):
            head, _, name = entry.partition(b"\t")
            fields, path = head.split(), os.fsdecode(name)
            if len(fields) == 4 and fields[0] in {b"100644", b"100755"} and fields[3].isdigit() and _is_tame(path):
                found.append(Blob(path, fields[2].decode("ascii"), int(fields[3])))
        return found

    def read(self, blobs: Sequence[Blob]) -> list[bytes]:
        """The contents of files, none larger than may be read."""
        if any(blob.size > LIMIT for blob in blobs):
            raise Unavailable(f"a file of {self.stated} is larger than {LIMIT // 1024} KiB")
        if not blobs:
            return []
        answer = self._run("cat-file", "--batch", given="".join(f"{blob.name}\n" for blob in blobs).encode("ascii"))
        contents, at = [], 0
        for blob in blobs:
            head = f"{blob.name} blob {blob.size}\n".encode("ascii")
            if not answer.startswith(head, at):
                raise Unavailable(f"git cannot read a file of {self.stated}")
            at += len(head)
            contents.append(answer[at : at + blob.size])
            at += blob.size + 1
        return contents

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        """What a git command prints."""
        git = shutil.which("git", path=self._environment.get("PATH"))
        if git is None:
            raise Unavailable("git is not installed")
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and no argument that git could take for an option
                [git, *_SAFELY, "-C", str(self._folder), *arguments],
                input=given,
                capture_output=True,
                timeout=_PATIENCE,
                env=self._environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"git has not answered in {_PATIENCE} seconds") from None
        except (OSError, ValueError) as error:
            raise Unavailable(f"git cannot be run ({error})") from None
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise Unavailable(visible(words[0]) if words else f"git {arguments[0]} failed")
        return done.stdout


def _is_tame(path: str) -> bool:
    """Whether a path of a tree can only lead to a file below the folder it is written to."""
    parts = path.split("/")
    return not any(part in {"", ".", ".."} or part.lower() == ".git" or "\\" in part or ":" in part for part in parts)
