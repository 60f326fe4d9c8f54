"""The command line: arguments in, a report out, and the exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from engagelint.cli import catalogue, checking, drafts, writing  # they add their commands to the group
from engagelint.cli.catalogue import SCHEMAS
from engagelint.cli.group import cli
from engagelint.cli.process import DEFECT, INTERRUPTED, UNABLE, as_of_date, complain, flush, pipe_broke, use_color

__all__ = ["SCHEMAS", "as_of_date", "catalogue", "checking", "cli", "drafts", "main", "use_color", "writing"]


def main() -> NoReturn:
    """The `engagelint` command."""
    debug = "--debug" in sys.argv[1:]
    try:
        code = cli.main(standalone_mode=False)
        flush()
    except click.ClickException as error:
        complain(error.format_message(), usage=error)
        code = UNABLE
    except (click.Abort, KeyboardInterrupt):
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
