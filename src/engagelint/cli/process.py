"""What the commands share as a process: exit codes, writing, colours, the date."""

from __future__ import annotations

import errno
import os
import sys
from datetime import UTC, date, datetime

from engagelint.output import write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    import click


#: Exit codes (design: product, "Commands").
CLEAN, FINDINGS, UNABLE, DEFECT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141


def complain(message: str, usage: click.ClickException | None = None) -> None:
    """Say something to the person who runs the tool, on standard error; `usage` adds where the options are listed."""
    context = getattr(usage, "ctx", None)
    hint = f" (see `{context.command_path} --help`)" if context else ""
    from engagelint.text import visible  # whatever the message holds, names and values of others are in it

    try:
        sys.stderr.write(f"engagelint: {visible(message, 10_000)}{hint}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass  # nobody is there to be told


def pipe_broke() -> int:
    """The reader went away: nothing more is written, not even by the interpreter at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def write_out(text: str) -> None:
    """Write to standard output; raises OSError where it is closed or full."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    sys.stdout.reconfigure(errors="backslashreplace", newline="\n")  # type: ignore[union-attr] # a TextIOWrapper here
    sys.stdout.write(text)


def flush() -> None:
    """Hand over what was written; raises OSError where it cannot be."""
    if sys.stdout is not None:
        sys.stdout.flush()


def use_color(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to colour: the flag, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, CLICOLOR, TERM, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("CLICOLOR") != "0" and environment.get("TERM") != "dumb"


def as_of_date(option: str | None, environment: Mapping[str, str]) -> str:
    """The date to judge by, YYYY-MM-DD: the option's, SOURCE_DATE_EPOCH's, or today's in UTC.

    Raises click.BadParameter for what is no date.
    """
    if option is not None:
        try:
            if len(option) == 10:
                return date.fromisoformat(option).isoformat()
        except ValueError:
            pass
        import click

        raise click.BadParameter(f"{option!r} is no date; write it as 2026-03-02", param_hint="--as-of")
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return datetime.now(UTC).date().isoformat()


def write_whole(file: str, text: str) -> bool:
    """Write a file; False where that failed, which is said."""
    try:
        write_file(file, text)
    except OSError as error:
        complain(f"cannot write {file}: {error.strerror or error}")
        return False
    return True
