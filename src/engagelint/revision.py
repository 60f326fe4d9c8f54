"""Reads files from a revision of a git repository, without running anything that the repository configures."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

from engagelint.files import LIMIT, real, too_large
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

#: Seconds that one command may take.
_PATIENCE: Final = 60
#: Bytes of a list of files: a tree may hold itself in a few objects a billion times over.
_MOST_LISTED: Final = 32 * 1024 * 1024
#: Bytes of the files that are read at once.
_MOST_READ: Final = 64 * 1024 * 1024
#: Bytes of any other answer.
_MOST_SAID: Final = 64 * 1024
#: Neither hooks nor file monitors nor transports run, nothing is locked, no object stands for another, and a folder of
#: the work tree that is made up as a repository is none.
_SAFELY: Final = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit", "--no-pager", "--no-optional-locks", "--no-replace-objects"),
)
#: A repository of which a part was left on a server is not completed: the one is known to git 2.45 and newer, the other
#: to all, and unlike `protocol.allow` it is above what the repository says of single protocols.
_QUIET: Final = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
#: What git is told of this process's environment: where its user's configuration lies, which says what folders of
#: others are to be read, and what Windows cannot do without. Nothing else may lead it elsewhere or have it run things.
_KEPT: Final = frozenset(
    {
        *("PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR"),
        *("SYSTEMROOT", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "PROGRAMDATA", "TEMP", "TMP"),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT"),
    }
)
_KEPT_PAIRS: Final = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_PROGRAM: Final = "git.exe" if os.name == "nt" else "git"


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
        kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_PAIRS)}
        self._environment = {**kept, **_QUIET}
        self._git = _program(environment.get("PATH", os.defpath), folder)
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
        listed = self._run("ls-tree", "-r", "-z", "-l", "--full-tree", self._commit, most=_MOST_LISTED)
        for entry in listed.split(b"\0"):
            head, _, name = entry.partition(b"\t")
            fields, path = head.split(), os.fsdecode(name)
            if len(fields) == 4 and fields[0] in {b"100644", b"100755"} and _is_tame(path):
                size = int(fields[3]) if fields[3].isdigit() else 0  # of an object that is not here
                found.append(Blob(path, fields[2].decode("ascii"), size))
        return found

    def read(self, blobs: Sequence[Blob], limit: int = LIMIT) -> list[bytes]:
        """The contents of files, none of which has more than `limit` bytes."""
        if any(blob.size > limit for blob in blobs):
            raise Unavailable(f"a file of {self.stated}: {too_large(limit)}")
        if sum(blob.size for blob in blobs) > _MOST_READ:
            raise Unavailable(f"the files of {self.stated} have more than {_MOST_READ // LIMIT} MiB")
        if not blobs:
            return []
        heads = [f"{blob.name} blob {blob.size}\n".encode("ascii") for blob in blobs]
        answer = self._run(
            *("cat-file", "--batch"),
            given="".join(f"{blob.name}\n" for blob in blobs).encode("ascii"),
            most=sum(len(head) + blob.size + 1 for head, blob in zip(heads, blobs, strict=True)),
        )
        contents, at = [], 0
        for head, blob in zip(heads, blobs, strict=True):
            if not answer.startswith(head, at):
                raise Unavailable(f"git cannot read a file of {self.stated} (a partial clone may lack it)")
            at += len(head)
            contents.append(answer[at : at + blob.size])
            at += blob.size + 1
        return contents

    def _run(self, *arguments: str, given: bytes = b"", most: int = _MOST_SAID) -> bytes:
        """What a git command prints, which is at most so many bytes."""
        try:
            with TemporaryFile() as asked, TemporaryFile() as complaint:
                asked.write(given)
                asked.seek(0)
                # Without a shell, and without an argument that git could take for an option.
                with subprocess.Popen(  # noqa: S603
                    [self._git, *_SAFELY, "-C", str(self._folder), *arguments],
                    stdin=asked,
                    stdout=subprocess.PIPE,
                    stderr=complaint,
                    env=self._environment,
                ) as process:
                    answer, in_time = _answer(process, most)
                complaint.seek(0)
                words = complaint.read(_MOST_SAID).decode("utf-8", "replace").strip().splitlines()
        except (OSError, ValueError) as error:
            raise Unavailable(f"git cannot be run ({error})") from None
        if not in_time:
            raise Unavailable(f"git has not answered in {_PATIENCE} seconds")
        if len(answer) > most:
            raise Unavailable(f"{self.stated} has more in it than is read")
        if process.returncode:
            raise Unavailable(visible(words[0]) if words else f"git {arguments[0]} failed")
        return answer


def _answer(process: subprocess.Popen[bytes], most: int) -> tuple[bytes, bool]:
    """What a process prints, up to one byte more than `most`, and whether it came to its end in time."""
    expired: list[bool] = []

    def stop() -> None:
        expired.append(True)
        process.kill()

    timer = Timer(_PATIENCE, stop)
    timer.start()
    try:
        answer = process.stdout.read(most + 1) if process.stdout else b""
        if len(answer) > most:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
        timer.join()
    return answer, not expired


def _program(path: str, folder: Path) -> str:
    """Where git is, by a search path: never in the folder that is read, nor where a relative name would lead."""
    repository = real(folder)
    for entry in path.split(os.pathsep):
        found = Path(entry, _PROGRAM)
        if not found.is_absolute() or real(found.parent).is_relative_to(repository):
            continue
        if found.is_file() and os.access(found, os.X_OK):
            return str(found)
    raise Unavailable("git is not installed")


def _is_tame(path: str) -> bool:
    """Whether a path of a tree can only lead to a file below the folder it is written to."""
    parts = path.split("/")
    return not any(part in {"", ".", ".."} or part.lower() == ".git" or "\\" in part or ":" in part for part in parts)
