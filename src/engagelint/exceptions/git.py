"""Reads files from a revision of a git repository, without running anything that the repository configures."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final, NamedTuple

from engagelint.files import LIMIT
from engagelint.policies import Unusable
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Seconds that one command may take.
_PATIENCE: Final = 60
#: Neither hooks nor file monitors nor transports run, nothing is locked, and no object stands for another.
_SAFELY: Final = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never"),
    *("--no-pager", "--no-optional-locks", "--no-replace-objects"),
)
#: What would lead git to another repository than the one it is told to read.
_MISLEADING: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"})


class Blob(NamedTuple):
    """A file in a revision: its object's name and its size in bytes."""

    name: str
    size: int


class Revision:
    """A revision of the repository at `root`; `stated` is how it was named.

    Raises Unusable where there is no git or no such revision.
    """

    def __init__(self, root: Path, stated: str, environment: Mapping[str, str]) -> None:
        self._root = root
        kept = {name: value for name, value in environment.items() if name not in _MISLEADING}
        self._environment = {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        self.stated = visible(stated, 100)
        found = (
            None if stated.startswith("-") else self._run("rev-parse", "--verify", "--quiet", f"{stated}^{{commit}}")
        )
        if found is None:
            raise Unusable(f"--trust: git knows no revision `{self.stated}` here (a shallow checkout may lack it)")
        self._commit = found.decode("ascii", "replace").strip()

    def files(self) -> dict[str, Blob]:
        """The regular files of the revision by their paths from the root, `/` between the parts; links are none."""
        listed = self._run("ls-tree", "-r", "-l", "-z", "--full-tree", self._commit)
        if listed is None:
            raise Unusable(f"--trust: git cannot list the files of `{self.stated}`")
        found = {}
        for line in listed.split(b"\0"):
            facts, _, raw = line.partition(b"\t")
            mode, _, rest = facts.decode("ascii", "replace").partition(" ")
            path = os.fsdecode(raw)
            if mode.startswith("100") and not {"", ".", "..", ".git"}.intersection(path.split("/")):
                _, name, size = rest.split()
                found[path] = Blob(name, int(size))
        return found

    def read(self, blobs: Sequence[Blob]) -> list[bytes]:
        """The contents of files; raises Unusable for one that is too large or cannot be read."""
        if any(blob.size > LIMIT for blob in blobs):
            raise Unusable(f"--trust: a file of `{self.stated}` is larger than {LIMIT // 1024} KiB")
        if not blobs:
            return []
        asked = "".join(f"{blob.name}\n" for blob in blobs).encode("ascii")
        answer = self._run("cat-file", "--batch", given=asked)
        contents, at = [], 0
        for blob in blobs:
            head = f"{blob.name} blob {blob.size}\n".encode("ascii")
            if answer is None or not answer.startswith(head, at):
                raise Unusable(f"--trust: git cannot read a file of `{self.stated}`")
            at += len(head)
            contents.append(answer[at : at + blob.size])
            at += blob.size + 1
        return contents

    def _run(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """What a git command prints; None where it fails. Raises Unusable where there is no git, or it hangs."""
        git = shutil.which("git", path=self._environment.get("PATH"))
        if git is None:
            raise Unusable("--trust needs git, which is not installed")
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and no argument that git could take for an option
                [git, *_SAFELY, "-C", str(self._root), *arguments],
                input=given,
                capture_output=True,
                timeout=_PATIENCE,
                env=self._environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unusable(f"--trust: git has not answered in {_PATIENCE} seconds") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"--trust: git cannot be run ({error})") from None
        return done.stdout if done.returncode == 0 else None
