"""The commands that read files: check, and show, which does not judge."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from engagelint.cli.group import cli
from engagelint.cli.options import (
    KINDS,
    REPOSITORY_OPTION,
    choice_of,
    configuration_of,
    configuration_options,
    repositories_of,
    source_options,
    tell_unusable,
)
from engagelint.cli.process import (
    CLEAN,
    FINDINGS,
    UNABLE,
    as_of_date,
    complain,
    flush,
    use_color,
    write_out,
    write_whole,
)
from engagelint.model import Severity
from engagelint.output import Target, target, twice
from engagelint.reporters import FORMATS
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engagelint.check import Request
    from engagelint.config import Configuration
    from engagelint.exceptions.baseline import Baseline
    from engagelint.model import Finding, Report, Source


SIDES = ("client", "vendor")

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
        targets = tuple(target(value, FORMATS) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    if (file := twice(targets)) is not None:
        raise click.BadParameter(f"two reports would be written into {file!r}", ctx, param)
    return targets


def _complete_formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


@cli.command(help=_CHECK_HELP)
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
    type=click.Choice([*(severity.value for severity in reversed(Severity)), "never"]),
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
@click.option("--statistics", is_flag=True, help="Count the findings of each policy.")
@click.option("--quiet", "-q", is_flag=True, help="Findings only, no closing line.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="auto, always, never.",
)
@click.option("--debug", is_flag=True, hidden=True)
def check(paths: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - click's options
    """Check manifests and Definitions of Done (the help text is _CHECK_HELP)."""
    from engagelint import progress
    from engagelint.check import Request, found_files
    from engagelint.check import check as run_check
    from engagelint.policies import Unusable

    terminal = sys.stderr is not None and sys.stderr.isatty()
    bar = None
    if progress.wanted(os.environ, terminal=terminal, quiet=options["quiet"]):
        bar = progress.Bar(sys.stderr, time.monotonic)
    try:
        paths, texts = _inputs(paths, options)
        with _rules(options) as rules:
            request = Request(
                paths=paths,
                texts=texts,
                progress=bar.step if bar else None,
                today=as_of_date(options["as_of"], os.environ),
                configuration=rules.configuration,
                working_folder=Path.cwd(),
                kind=KINDS.get(options["kind"]),
                choice=choice_of(options),
                house=rules.house,
                repositories=repositories_of(options["repository"], rules.configuration),
                fail_on=options["fail_on"],
                hook=options["hook"],
                baseline=rules.baseline,
                update_baseline=options["update_baseline"],
                told=rules.differences,
                remedies=any(name == "text" for name, _ in options["formats"]),
            )
            if options["show_config"]:
                write_out(_shown_configuration(request))
                return CLEAN
            if options["show_files"]:
                write_out("".join(f"{visible(name, 4096)}\n" for name in found_files(request)))
                return CLEAN
            report = run_check(request)
            letter = _letter(request, report, options)
    except Unusable as error:
        return tell_unusable(error)
    finally:
        if bar:
            bar.clear()
    written = _report(report, options, letter)
    if report.baseline is not None and not report.problems:
        written = write_whole(str(options["baseline"]), report.baseline) and written
    for words in (*report.remarks, *report.problems):
        complain(words)
    if report.problems or not written:
        return UNABLE
    return FINDINGS if report.failed else CLEAN


class _Rules(NamedTuple):
    """What is judged by: a configuration, folders of house policies, a baseline, and where these were tampered with."""

    configuration: Configuration
    house: tuple[Path, ...]
    baseline: Baseline | None
    differences: tuple[tuple[Finding, Source], ...] = ()


@contextmanager
def _rules(options: Mapping[str, Any]) -> Iterator[_Rules]:
    """The rules of this tree, or with --trust those of a revision, as long as they are needed."""
    from engagelint import config, files
    from engagelint.exceptions import baseline, trust

    here, known, update = Path.cwd(), options["baseline"], options["update_baseline"]
    if update and (known is None or options["trust"] is not None):
        reason = "names no file without --baseline" if known is None else "and --trust exclude each other"
        raise click.UsageError(f"--update-baseline {reason}")
    shown = files.display(known, here) if known else ""
    if options["trust"] is None:
        entries = baseline.load(known, shown, may_lack=update) if known else None
        yield _Rules(configuration_of(options), options["house"], entries)
        return
    with trust.trusted(options["trust"], here, os.environ) as trusted:
        if options["isolated"] and not options["config"]:
            configuration = config.Configuration(here)
        else:
            configuration = trusted.configuration(options["config"])
        configuration = replace(configuration, alone=options["isolated"])
        house = tuple(trusted.path(folder) for folder in options["house"])
        entries = baseline.load(trusted.path(known), shown, may_lack=True) if known else None
        yield _Rules(configuration, house, entries, tuple(trusted.differences()))


def _inputs(paths: tuple[Path, ...], options: Mapping[str, Any]) -> tuple[tuple[Path, ...], dict[Path, bytes]]:
    """The paths to check, and the texts that are not read from files but from standard input.

    Raises click.UsageError for what does not go together, Unusable for what cannot be read.
    """
    from engagelint import files, inputs
    from engagelint.policies import Unusable

    list_file, name = options["files_from"], options["stdin_filename"]
    reads = [str(path) for path in paths].count(inputs.STANDARD_INPUT)
    if reads + (list_file == inputs.STANDARD_INPUT) > 1:
        raise click.UsageError("standard input can be read once only")
    if options["nul"] and list_file is None:
        raise click.UsageError("-0 says how the paths of --files-from end, which is not there")
    if name is not None and not reads:
        raise click.UsageError("--stdin-filename names what `-` reads, which is not there")
    if name is not None and (not name or Path(name).is_dir()):
        raise click.UsageError(f"--stdin-filename: {name!r} is not the name of a file")
    if sys.stdin is None and (reads or list_file == inputs.STANDARD_INPUT):
        raise Unusable("standard input is closed")
    if list_file is not None:
        try:
            paths += inputs.listed(list_file, sys.stdin.buffer, nul=options["nul"])
        except files.Refused as refusal:
            raise Unusable(f"--files-from {list_file}: {refusal}") from None
    elif not (paths or options["hook"]):
        paths = (Path(),)
    if not reads:
        return paths, {}
    shown = Path(name or inputs.STANDARD_INPUT)
    try:
        texts = {shown: inputs.document(sys.stdin.buffer)}
    except files.Refused as refusal:
        raise Unusable(f"{shown}: {refusal}") from None
    return tuple(shown if str(path) == inputs.STANDARD_INPUT else path for path in paths), texts


def _shown_configuration(request: Request) -> str:
    """The configuration in force: where it comes from, what it says, and the policies that run, with their values."""
    from engagelint import catalogue

    policies = catalogue.chosen((*request.configuration.choices(request.working_folder), request.choice))
    shown = {
        "configuration": request.configuration.path,
        "sha256": request.configuration.sha256,
        "stated": dict(request.configuration.data),
        "policies": {one.id: {"severity": one.severity, "params": dict(one.params)} for one in policies},
    }
    return json.dumps(shown, indent=2) + "\n"


def _letter(request: Request, report: Report, options: Mapping[str, Any]) -> str | None:
    """The letter that refers to an older draft; None without --since. Raises Unusable where the draft cannot be had."""
    if options["since"] is None:
        return None
    if len(request.paths) != 1 or all(name != "asks" for name, _ in options["formats"]):
        raise click.UsageError("--since goes with --format asks and one file or folder", click.get_current_context())
    from engagelint.compare import compare, letter
    from engagelint.policies import Unusable
    from engagelint.revision import Unavailable

    try:
        comparison = compare(request, options["since"], str(request.paths[0]), options["side"], os.environ)
    except Unavailable as error:
        raise Unusable(visible(str(error), 4096)) from None
    if comparison.problems:
        raise Unusable(visible("; ".join(comparison.problems), 4096))
    return letter(comparison, [one for one in report.findings if one.ask and one.severity is not Severity.NOTE])


def _report(report: Report, options: Mapping[str, Any], letter: str | None) -> bool:
    """Write the report in each format that was asked for; False where a file could not be written, which is said."""
    written = True
    for format_, file in options["formats"]:
        if file is not None:
            written = write_whole(file, _rendered(report, format_, options, letter, color=False)) and written
        elif report.findings or not options["hook"] or format_ != "text":
            color = use_color(options["color"], os.environ, terminal=sys.stdout is not None and sys.stdout.isatty())
            write_out(_rendered(report, format_, options, letter, color=color))
            flush()
    return written


def _rendered(report: Report, format_: str, options: Mapping[str, Any], letter: str | None, *, color: bool) -> str:
    if format_ == "asks" and letter is not None:
        return letter
    from engagelint.reporters import FOR_PEOPLE, reporter, reporter_for_people

    if format_ in FOR_PEOPLE:
        render = reporter_for_people(format_)
        return render(
            report,
            color=color,
            passed=options["show_passed"],
            audit=options["audit"],
            quiet=options["quiet"],
            counts=options["statistics"],
        )
    return reporter(format_)(report, color=color)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the file is, where it does not say.")
@source_options
@REPOSITORY_OPTION
def show(path: Path, format_: str, kind: str | None, **options: Any) -> int:  # noqa: ANN401 - click's options
    r"""Show what was read in a file, without judging it.

    \b
    A Definition of Done: its levels and items, with their topics, wording and proof.
    An engagement: shared working hours by month, heads, and its Definition of Done.
    """
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
