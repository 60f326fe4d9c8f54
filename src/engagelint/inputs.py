"""What is checked besides the paths on the command line: standard input, and lists of paths."""

from __future__ import annotations

import os
from pathlib import Path

from engagelint import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, Final

#: The longest list of paths that is read, in bytes: half a million paths.
LIST_LIMIT: Final = 64 * 1024 * 1024

STANDARD_INPUT: Final = "-"


def document(stream: BinaryIO, limit: int = files.LIMIT) -> bytes:
    """The bytes of a document on standard input, `limit` at most; raises files.Refused where it cannot be read."""
    return _read(stream, limit)


def listed(name: str, stream: BinaryIO, *, nul: bool) -> tuple[Path, ...]:
    """The paths in the file `name`, or on standard input for `-`: one a line, or each ended by a NUL.

    Raises files.Refused where the list cannot be read.
    """
    raw = _read(stream, LIST_LIMIT) if name == STANDARD_INPUT else files.read(Path(name), LIST_LIMIT)
    parts = raw.split(b"\0") if nul else raw.replace(b"\r\n", b"\n").split(b"\n")
    return tuple(Path(os.fsdecode(part)) for part in parts if part)


def _read(stream: BinaryIO, limit: int) -> bytes:
    try:
        raw = stream.read(limit + 1)
    except OSError as error:
        raise files.Refused(f"it cannot be read ({error.strerror or error})") from None
    if len(raw) > limit:
        raise files.Refused(files.too_large(limit))
    return raw
