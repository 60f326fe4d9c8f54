"""Writes a report into a file, whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Target(NamedTuple):
    """Where a report goes: its format, and the file, or None for standard output."""

    format: str
    file: str | None = None


def target(choice: str, formats: tuple[str, ...]) -> Target:
    """What `FORMAT` or `FORMAT:FILE` asks for; raises ValueError, for people, where it cannot be had."""
    name, colon, file = choice.partition(":")
    if name not in formats:
        raise ValueError(f"{name!r} is no format; there are {', '.join(formats)}")
    if colon and not file:
        raise ValueError(f"{choice!r} names no file; write {name}:FILE, or {name} for standard output")
    return Target(name, file or None)


def targets(choices: Iterable[str], formats: tuple[str, ...]) -> tuple[Target, ...]:
    """What several `FORMAT` or `FORMAT:FILE` ask for; raises ValueError, for people, where they cannot be had."""
    found = tuple(target(choice, formats) for choice in choices)
    if (file := twice(found)) is not None:
        raise ValueError(f"two reports would be written into {file!r}")
    return found


def twice(targets: tuple[Target, ...]) -> str | None:
    """The first file that two targets would both write, for each keeps only its own report; None for none."""
    seen: set[str] = set()
    for one in targets:
        if one.file is not None and not _is_written_to(one.file):
            real = os.path.realpath(one.file)
            if real in seen:
                return one.file
            seen.add(real)
    return None


def write_file(name: str, text: str) -> None:
    """Write `text` as UTF-8, with LF line breaks, into a file whose folder exists.

    What was there stays until the new report is whole, whatever goes wrong on the way. A link's target is replaced, not
    the link. Something that is no regular file (a pipe, /dev/stdout) is written to instead. Raises OSError.
    """
    data = text.encode("utf-8", "backslashreplace")
    if _is_written_to(name):
        with open(os.open(name, os.O_WRONLY | os.O_APPEND), "wb") as stream:  # noqa: PTH123 - a descriptor
            stream.write(data)
        return
    real = os.path.realpath(name)
    import tempfile

    descriptor, temporary = tempfile.mkstemp(prefix=".engagelint-", dir=Path(real).parent)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(real)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _is_written_to(name: str) -> bool:
    """Whether the file is there and cannot be replaced: a pipe or device, or what a standard stream already writes."""
    try:
        there = os.stat(name)  # noqa: PTH116 - beside fstat, in the same terms
    except OSError:
        return False
    if not stat.S_ISREG(there.st_mode):
        return True
    return any(os.path.samestat(there, stream) for stream in _standard_streams())


def _standard_streams() -> list[os.stat_result]:
    found = []
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            found.append(os.fstat(stream.fileno()))  # type: ignore[union-attr] # None is caught
        except (OSError, ValueError, AttributeError):
            continue  # closed, or not a file at all
    return found


def _umask() -> int:
    """The permissions that new files lack; there is no way to ask but to set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
