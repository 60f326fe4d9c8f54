"""The commands of a negotiation: compare, report."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from engagelint.cli.group import cli
from engagelint.cli.options import configuration_options
from engagelint.cli.process import CLEAN, FINDINGS, UNABLE, as_of_date, complain, flush, use_color, write_out
from engagelint.cli.running import KINDS, choice_of, configuration_of, tell_unusable
from engagelint.model import Severity
from engagelint.output import write_file
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_COMPARE_HELP = """Compare two drafts by risk: what one side lost and gained.

OLD and NEW are files or folders, or REV:PATH for what git has.

\b
Examples:
  engagelint compare proposal.yaml counterproposal.yaml --as vendor
  engagelint compare main:contracts/ledger.yaml contracts/ledger.yaml

Exit codes: 0 no risk gained; 1 risk gained: a new finding at or above --fail-on, or a term that a policy
watches moved towards a violation at this side's cost; 2 a draft could not be read or compared.
"""


@cli.command(help=_COMPARE_HELP, short_help="Compare two drafts by risk: what one side lost and gained.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--as", "side", type=click.Choice(["client", "vendor"]), default="client", show_default=True, help="Whose side."
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the named files are, where they do not say.")
@configuration_options
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in reversed(Severity)), "never"]),
    help="The least severity at which a new finding makes the exit code 1 [default: error].",
)
@click.option("--as-of", metavar="DATE", help="The date to judge by [default: today, UTC].")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def compare(old: str, new: str, side: str, format_: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Compare two drafts by risk (the help text is _COMPARE_HELP)."""
    from importlib import import_module

    from engagelint.check import Request
    from engagelint.compare import Unavailable
    from engagelint.compare import compare as run_compare
    from engagelint.policies import Unusable

    try:
        request = Request(
            paths=(),
            today=as_of_date(options["as_of"], os.environ),
            configuration=configuration_of(options),
            working_folder=Path.cwd(),
            kind=KINDS.get(options["kind"]),
            choice=choice_of(options),
            house=options["house"],
            fail_on=options["fail_on"],
        )
        comparison = run_compare(request, old, new, side, os.environ)
    except Unusable as error:
        return tell_unusable(error)
    except Unavailable as error:
        complain(visible(str(error), 4096))
        return UNABLE
    color = use_color(options["color"], os.environ, terminal=sys.stdout is not None and sys.stdout.isatty())
    write_out(import_module(f"engagelint.reporters.comparison_{format_}").render(comparison, color=color))
    flush()
    for words in (*comparison.remarks, *comparison.problems):
        complain(visible(words, 4096))
    if comparison.problems:
        return UNABLE
    return FINDINGS if comparison.failed else CLEAN


_REPORT_HELP = """Write the negotiation brief of an engagement, or of a portfolio of them.

PATHS are files or folders (default: the current folder). One engagement gives one brief; several give an
overview with a brief of each.

\b
Examples:
  engagelint report contracts/ledger.yaml --output brief.html
  engagelint report contracts/ledger.yaml --for counterparty --format markdown
  engagelint report contracts --format ics --output dates.ics

Exit codes: 0 the report was written, whatever it says; 2 something could not be read.
"""


@cli.command(help=_REPORT_HELP, short_help="Write the negotiation brief of an engagement or a portfolio.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["html", "markdown", "ics"]), default="html", show_default=True)
@click.option("--output", metavar="FILE", help="Write into this file, whole or not at all [default: standard output].")
@click.option(
    "--for",
    "reader",
    type=click.Choice(["counterparty"]),
    help="Leave out what is ours alone: fallback clauses, cheapest changes, the reasons of exceptions, the "
    "configuration, and notes marked x-internal.",
)
@click.option("--since", metavar="OLD", help="Add what changed since this older draft (file, folder or REV:PATH).")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the named files are, where they do not say.")
@configuration_options
@click.option("--as-of", metavar="DATE", help="The date to judge by [default: today, UTC].")
def report(paths: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - click's options
    """Write the negotiation brief (the help text is _REPORT_HELP)."""
    from engagelint import brief, calendar_file
    from engagelint.check import Request
    from engagelint.compare import Unavailable
    from engagelint.compare import compare as run_compare
    from engagelint.policies import Unusable
    from engagelint.portfolio import gather
    from engagelint.reporters.wording import place

    if options["since"] and len(paths) != 1:
        raise click.UsageError("--since compares with one file or folder; name just one", click.get_current_context())
    counterparty = options["reader"] == "counterparty"
    try:
        request = Request(
            paths=paths or (Path(),),
            today=as_of_date(options["as_of"], os.environ),
            configuration=configuration_of(options),
            working_folder=Path.cwd(),
            kind=KINDS.get(options["kind"]),
            choice=choice_of(options),
            house=options["house"],
            remedies=not counterparty,
        )
        portfolio = gather(request)
        since = options["since"] and run_compare(request, options["since"], str(paths[0]), "client", os.environ)
    except Unusable as error:
        return tell_unusable(error)
    except Unavailable as error:
        complain(visible(str(error), 4096))
        return UNABLE
    problems = [*portfolio.report.problems, *(since.problems if since else ())]
    if not portfolio.entries:
        unread = [f"{place(one)}: {one.id} {one.message}" for one in portfolio.report.findings if one.id == "DOC"]
        reason = "no document could be read" if unread else "there is no open engagement and no Definition of Done"
        problems += [] if problems else [f"nothing to report: {reason}"]
        problems += unread
    elif options["format_"] == "ics":
        written = calendar_file.render(portfolio, counterparty=counterparty)
        problems += [] if written else ["nothing to write: no date follows from what is stated"]
    else:
        write = brief.write_html if options["format_"] == "html" else brief.write_markdown
        written = write(portfolio, counterparty=counterparty, since=since or None)
    if portfolio.entries and written:
        try:
            _put(written, options["output"])
        except OSError as error:
            problems.append(f"cannot write {options['output'] or 'the output'}: {error.strerror or error}")
    for words in (*portfolio.report.remarks, *problems):
        complain(visible(words, 4096))
    return UNABLE if problems else CLEAN


def _put(text: str, file: str | None) -> None:
    """Write into a file, whole or not at all, or to standard output; raises OSError."""
    if file is not None:
        write_file(file, text)
        return
    write_out(text)
    flush()
