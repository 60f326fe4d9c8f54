"""Finds and reads files: what is named by the user, what lies in a folder, and what a document refers to."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final

#: The largest file that is read, in bytes.
LIMIT: Final = 1024 * 1024
#: What the name of a file ends in that is looked at when a folder is searched.
SUFFIXES: Final = (".yaml", ".yml", ".json", ".md", ".markdown")

# A FIFO or device must not block the open, and no child process may inherit the file.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# RuntimeError is what Path.resolve raises on a loop of links before Python 3.13.
_FAILURES: Final = (OSError, ValueError, RuntimeError)
#: Names that Windows takes for devices, whatever follows the first dot.
_DEVICES: Final = r"(?i:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?"
_OUTSIDE: Final = "The reference leads out of the repository"
_REASONS: Final = {
    FileNotFoundError: "there is no such file",
    PermissionError: "it may not be read",
    NotADirectoryError: "a part of its path is no folder",
}


class Refused(OSError):  # noqa: N818 -- what callers say of the file
    """A file or folder that is not read; `reason` says why, in words that follow the path and a colon."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Missing(Refused):
    """A file that is not there."""


class TooLarge(Refused):
    """A file of more bytes than are read; `beginning` is those that were."""

    def __init__(self, reason: str, beginning: bytes) -> None:
        super().__init__(reason)
        self.beginning = beginning


class Outside(ValueError):  # noqa: N818 -- what callers say of the reference
    """A reference that does not lead to a place inside the repository; `message` is one sentence for its author."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises Missing where there is no file, TooLarge where it has more, Refused where it is no such file or cannot be
    read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            status = os.fstat(descriptor)
            _check_regular(status.st_mode)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                # The size that the system states is not to be relied on: files under /proc say 0.
                raw = file.read(limit + 1)
        finally:
            os.close(descriptor)
    except Refused:
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Missing(_reason(error, path)) from None
    except _FAILURES as error:
        raise Refused(_reason(error, path)) from None
    if len(raw) > limit:
        raise TooLarge(too_large(limit, status.st_size), raw)
    return raw


def beginning(path: Path, most: int = 4096) -> bytes:
    """The first bytes of a file; none of what cannot be read."""
    try:
        return read(path, most)
    except TooLarge as error:
        return error.beginning
    except Refused:
        return b""


def too_large(limit: int, size: int = 0) -> str:
    """Why what has more than `limit` bytes is not read; `size` is how many it has, where that is known."""
    most = f"{limit // LIMIT} MiB" if limit and limit % LIMIT == 0 else f"{limit:,} bytes"
    return f"it is larger than {most} ({size:,} bytes)" if size > limit else f"it is larger than {most}"


def _check_regular(mode: int) -> None:
    """Refuse what is no regular file."""
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise Refused("it is a folder")
    if stat.S_ISFIFO(mode):
        raise Refused("it is a pipe: give `-` to read standard input")
    raise Refused("it is no regular file")


def _reason(error: Exception, path: Path) -> str:
    """Why the system did not let a path be read."""
    # Windows answers an attempt to open a folder with a lack of permission.
    if isinstance(error, PermissionError) and os.name == "nt" and path.is_dir():
        return "it is a folder"
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason
    detail = error.strerror if isinstance(error, OSError) else None
    return f"it cannot be read ({detail})" if detail else "its name is none that a file can have"


def walk(folder: Path, on_error: Callable[[Path, str], None]) -> Iterator[Path]:
    """The files in and below `folder` whose names end in one of SUFFIXES, sorted, each file once.

    Hidden folders, `node_modules` and links to folders are left out. A folder that cannot be read is left out and told
    to `on_error` with the reason.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if not _is_new(path, seen):  # a mount or junction that leads back
            continue
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except _FAILURES as error:
            on_error(path, _reason(error, path))
            continue
        folders = []
        for entry in found:
            if _is_folder(entry):
                if not entry.name.startswith(".") and entry.name != "node_modules":
                    folders.append(path / entry.name)
            elif entry.name.lower().endswith(SUFFIXES):
                file = path / entry.name
                if not file.is_dir() and _is_new(file, seen):
                    yield file
        waiting.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether the entry itself is a folder; a link to one is not."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_new(path: Path, seen: set[tuple[int, int]]) -> bool:
    """Whether `path` leads to what was not met under another name; what cannot be asked is new and fails later."""
    try:
        status = path.stat()
    except _FAILURES:
        return True
    identity = status.st_dev, status.st_ino
    if identity in seen:
        return False
    seen.add(identity)
    return True


def real(path: Path) -> Path:
    """Where a path leads; of one that leads round in a circle, the path itself, which fails when it is read."""
    try:
        return path.resolve()
    except _FAILURES:
        return path.absolute()


def repository_root(path: Path) -> Path | None:
    """The nearest folder at or above `path` that holds `.git`, be it a folder or a file; None where there is none."""
    try:
        path = path.absolute()
        for folder in (path, *path.parents):
            if (folder / ".git").exists():
                return folder
    except _FAILURES:
        return None
    return None


def inside(root: Path, base: Path, reference: str) -> Path:
    """The real path that a document in the folder `base` refers to, which lies in or below the folder `root`.

    It need not exist: whoever reads it will see. Raises Outside where the reference is no relative path that every
    system reads alike, or leaves `root` at any step, be it by `..` or by a link; whether anything is there, its message
    does not tell.
    """
    _check_reference(reference)
    try:
        real_root = root.resolve()
        target = base.resolve()
        for part in reference.split("/"):
            target = (target / part).resolve()
            if not target.is_relative_to(real_root):
                raise Outside(_OUTSIDE)
    except _FAILURES:
        raise Outside(_OUTSIDE) from None
    return target


def _check_reference(reference: str) -> None:
    """Refuse what is no relative path, or means something else on another system."""
    if not reference.strip("./ "):
        raise Outside("The reference names no file")
    if any(character < " " or character in "\\:\x7f" for character in reference):
        raise Outside(
            "The reference must be a path relative to this file, without a backslash, colon or control character"
        )
    if reference.startswith(("/", "~")):
        raise Outside("The reference must be a path relative to this file: it cannot begin with `/` or `~`")
    if len(reference) > 1024:
        raise Outside("The reference is longer than 1,024 characters")
    for part in reference.split("/"):
        if len(part.encode("utf-8", "surrogatepass")) > 255:
            raise Outside("A part of the reference is longer than 255 bytes")
        if re.fullmatch(_DEVICES, part) or (part.endswith((".", " ")) and part not in (".", "..")):
            raise Outside("A part of the reference is a name that Windows cannot have")


def display(path: Path, working_folder: Path) -> str:
    """How `path` is shown: relative to the working folder, with `/` between its parts."""
    absolute = working_folder / path
    try:
        return Path(os.path.relpath(absolute, working_folder)).as_posix()
    except ValueError:  # on another drive
        return absolute.as_posix()
