"""The command line: arguments in, a report out, and the exit code."""

from __future__ import annotations

import gc
import os
import sys

from engagelint.cli import running
from engagelint.cli.plain import plain
from engagelint.cli.process import (
    CLEAN,
    DEFECT,
    INTERRUPTED,
    UNABLE,
    as_of_date,
    complain,
    flush,
    pipe_broke,
    use_color,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from engagelint.cli.commands import SCHEMAS, cli

__all__ = ["SCHEMAS", "as_of_date", "cli", "main", "run", "use_color"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what the module of the commands holds
    """The commands, which take a while to import."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from engagelint.cli import commands

    return getattr(commands, name)


def run() -> NoReturn:
    """The `engagelint` command as a process, which ends without taking apart what ends with it."""
    gc.set_threshold(300_000, 20, 100)  # documents hold no cycles, and go when they are let go
    try:
        main()
    except SystemExit as stop:
        os._exit(stop.code if isinstance(stop.code, int) else UNABLE)


def main() -> NoReturn:
    """The `engagelint` command; all that it writes has been handed over when it exits."""
    debug = "--debug" in sys.argv[1:]
    try:
        code = _run()
        flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = pipe_broke()
    except OSError as error:
        if debug:
            raise
        complain(f"cannot write the output: {error.strerror or error}")
        code = UNABLE
    except Exception as error:  # the last line of defence: a defect gets one line and its own code
        if debug:
            raise
        complain(f"a defect of engagelint: {type(error).__name__}: {error} (--debug shows more; please report it)")
        code = DEFECT
    sys.exit(code)


def _run() -> int:
    """Do what the command line asks for; the exit code."""
    asked = plain(sys.argv[1:], os.environ)
    if asked is not None:
        try:
            return running.check(asked.paths, asked.options)
        except Exception as error:
            if not type(error).__module__.startswith("click."):
                raise  # what is wrong with the options is said below, with the command that lists them
    import click

    from engagelint.cli.commands import cli

    try:
        if not sys.argv[1:]:  # nothing was asked for: what may be, and no success
            cli.main(["--help"], standalone_mode=False)
            return UNABLE
        return cli.main(standalone_mode=False) or CLEAN
    except click.ClickException as error:
        complain(error.format_message(), usage=error)
        return UNABLE
    except click.Abort:
        return INTERRUPTED
