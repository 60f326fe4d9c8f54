"""Runs the command and records every file, folder, process and network access: `audited.py LOG ARGUMENTS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: Events that reach the network, start something else or load foreign code.
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "pty.",
    "ftplib.",
)
_MORE = (
    "urllib.",
    "http.",
    "smtplib.",
    "ssl.",
    "webbrowser.",
    "ctypes.dlopen",
    "os.startfile",
    "shutil.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _place(path: object, *more: object) -> str:
    """Where a path, or the number of an open folder, leads; one that stands beside an open folder starts there."""
    folder = f"/proc/self/fd/{more[-1]}" if more and isinstance(more[-1], int) and more[-1] >= 0 else "."
    if isinstance(path, int):
        return os.path.realpath(f"/proc/self/fd/{path}")
    return os.path.realpath(Path(folder) / os.fsdecode(path or "."))  # type: ignore[arg-type]


def main() -> None:
    """Run, and write the events as lines of their kind and what they are about."""
    log, sys.argv = Path(sys.argv[1]), ["engagelint", *sys.argv[2:]]
    events: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = (isinstance(flags, int) and flags & _WRITES) or (isinstance(mode, str) and set(mode) & set("wax+"))
            if not isinstance(path, int):
                events.append(f"{'write' if writes else 'read'} {_place(path)}")
        elif event in {"os.listdir", "os.scandir"}:
            events.append(f"read {_place(arguments[0])}")
        elif event in {"os.remove", "os.rmdir", "os.mkdir"}:
            events.append(f"write {_place(arguments[0], arguments[-1])}")
        elif event in {"os.rename", "os.link", "os.symlink", "os.chmod", "os.truncate"}:
            events.append(f"write {_place(arguments[0])}")
        elif event.startswith(_FORBIDDEN + _MORE) and arguments != (None,):  # None: what is loaded already
            events.append(f"{event} {arguments!r}")

    from engagelint.cli import main as command

    sys.addaudithook(hook)
    try:
        command()
    finally:
        kept = list(events)
        log.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
