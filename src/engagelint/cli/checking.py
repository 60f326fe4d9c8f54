"""The commands that read files: check, and show, which does not judge."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engagelint.cli import running
from engagelint.cli.group import cli
from engagelint.cli.options import REPOSITORY_OPTION, configuration_options, source_options
from engagelint.cli.process import CLEAN, FINDINGS, UNABLE, as_of_date, complain, write_out
from engagelint.cli.running import COLORS, KINDS, LEVELS, SIDES, configuration_of, repositories_of, tell_unusable
from engagelint.output import Target, targets
from engagelint.reporters import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHECK_HELP = """Check engagement manifests and Definitions of Done.

PATHS are files or folders (default: the current folder). A manifest's Definition of Done is checked with it.

\b
Examples:
  engagelint check                        everything below this folder
  engagelint check contracts/ledger.yaml
  engagelint check --select ROL,COM001    two families of policies
  engagelint check --format text --format sarif:engagelint.sarif

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the check could not be done.
"""


_FORMAT_HELP = f"{', '.join(FORMATS)}; repeatable."


def _targets(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Target, ...]:
    """Where each `--format` goes; raises click.BadParameter for one that cannot be had."""
    try:
        return targets(values, FORMATS)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


def _complete_formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


@cli.command(help=_CHECK_HELP, short_help="Check manifests and Definitions of Done.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    metavar="FORMAT[:FILE]",
    multiple=True,
    default=["text"],
    callback=_targets,
    shell_complete=_complete_formats,
    help=_FORMAT_HELP,
)
@click.option("--kind", type=click.Choice(list(KINDS)), metavar="KIND", help="engagement or definition-of-done.")
@configuration_options
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    metavar="LEVEL",
    help="error (default), warning, note or never.",
)
@click.option("--as-of", metavar="DATE", help="Judge by this date, not today.")
@click.option("--files-from", metavar="FILE", help="Check what FILE (- for stdin) lists.")
@click.option("-0", "nul", is_flag=True, help="NUL ends each listed path.")
@click.option("--stdin-filename", metavar="NAME", help="What standard input (-) is called.")
@click.option("--hook", is_flag=True, help="For pre-commit: skip files not ours.")
@REPOSITORY_OPTION
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Let through what it holds.")
@click.option("--update-baseline", is_flag=True, help="Write what is found into --baseline.")
@click.option("--trust", metavar="REV", help="Judge by a git revision's rules.")
@click.option("--since", metavar="OLD", help="With --format asks: an older draft to refer to.")
@click.option("--as", "side", type=click.Choice(SIDES), default="client", metavar="SIDE", help="client or vendor.")
@click.option("--audit", is_flag=True, help="List all that was let through, and why.")
@click.option("--show-passed", is_flag=True, help="List the policies that passed.")
@click.option("--show-config", is_flag=True, help="Print the configuration in force.")
@click.option("--show-files", is_flag=True, help="Print the files that would be read.")
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0: as many as pay.")
@click.option("--statistics", is_flag=True, help="Count the findings of each policy.")
@click.option("--quiet", "-q", is_flag=True, help="Findings only, no closing line.")
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default="auto",
    metavar="WHEN",
    help="auto, always, never.",
)
@click.option("--debug", is_flag=True, hidden=True)
def check(paths: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - click's options
    """Check manifests and Definitions of Done (the help text is _CHECK_HELP; see also plain.py)."""
    return running.check(paths, options)


_SHOW_HELP = """Show what was read in a file, without judging it.

\b
Of a Definition of Done: levels and items, with topics, wording and proof.
Of an engagement: shared hours by month, heads, the Definition of Done.
"""


@cli.command(help=_SHOW_HELP, short_help="Show what was read in a file, without judging it.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the file is, where it does not say.")
@source_options
@REPOSITORY_OPTION
def show(path: Path, format_: str, kind: str | None, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Show what was read in a file (the help text is _SHOW_HELP)."""
    from engagelint import showing
    from engagelint.check import Request, read_one
    from engagelint.policies import Unusable
    from engagelint.reporters.wording import place

    try:
        configuration = configuration_of(options)
    except Unusable as error:
        return tell_unusable(error)
    request = Request(
        paths=(path,),
        today=as_of_date(None, os.environ),
        configuration=configuration,
        working_folder=Path.cwd(),
        kind=KINDS.get(kind or ""),
        repositories=repositories_of(options["repository"], configuration),
    )
    shown, findings, problems = read_one(request)
    for finding in findings:
        complain(f"{place(finding)}: {finding.id} {finding.message}")
    for problem in problems:
        complain(problem)
    if shown is None:
        return FINDINGS if findings else UNABLE
    write_out(showing.as_json(shown) if format_ == "json" else showing.as_text(shown))
    return CLEAN
