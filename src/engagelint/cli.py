"""The command line: arguments in, a report out, and the exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from engagelint import __version__
from engagelint.model import Kind, Severity
from engagelint.output import Target, target, twice, write_file
from engagelint.reporters import FORMATS
from engagelint.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from engagelint.catalogue import Choice
    from engagelint.check import Request
    from engagelint.config import Configuration
    from engagelint.exceptions.baseline import Baseline
    from engagelint.model import Finding, Report, Source
    from engagelint.policies import Policy

#: Exit codes (design: product, "Commands").
CLEAN, FINDINGS, UNABLE, DEFECT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141

KINDS = {"engagement": Kind.ENGAGEMENT, "definition-of-done": Kind.DEFINITION_OF_DONE}
SHAPES = ("outsourced-product-team", "outsourced-delivery", "hybrid-squad", "mvp-build")
CASES = ("first-product", "temporary-project", "specialist-gap", "delivery-capacity")
SCHEMAS = ("engagement", "definition-of-done", "policy", "config", "report")

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


def main() -> NoReturn:
    """The `engagelint` command."""
    debug = "--debug" in sys.argv[1:]
    try:
        code = cli.main(standalone_mode=False)
        _flush()
    except click.ClickException as error:
        _complain(error.format_message(), usage=error)
        code = UNABLE
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        code = _pipe_broke()
    except OSError as error:
        if debug:
            raise
        _complain(f"cannot write the output: {error.strerror or error}")
        code = UNABLE
    except Exception as error:  # the last line of defence: a defect gets one line and its own code
        if debug:
            raise
        _complain(f"a defect of engagelint: {type(error).__name__}: {error} (--debug shows more; please report it)")
        code = DEFECT
    sys.exit(code)


def _complain(message: str, usage: click.ClickException | None = None) -> None:
    context = usage.ctx if isinstance(usage, click.UsageError) else None
    hint = f" (see `{context.command_path} --help`)" if context else ""
    try:
        sys.stderr.write(f"engagelint: {message}{hint}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass  # nobody is there to be told


def _pipe_broke() -> int:
    """The reader went away: nothing more is written, not even by the interpreter at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _write(text: str) -> None:
    """Write to standard output; raises OSError where it is closed or full."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    sys.stdout.reconfigure(errors="backslashreplace", newline="\n")  # type: ignore[union-attr] # a TextIOWrapper here
    sys.stdout.write(text)


def _flush() -> None:
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
        raise click.BadParameter(f"{option!r} is no date; write it as 2026-03-02", param_hint="--as-of")
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return datetime.now(UTC).date().isoformat()


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for value in values for code in value.split(","))


def _targets(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Target, ...]:
    """Where each `--format` goes; raises click.BadParameter for one that cannot be had."""
    try:
        targets = tuple(target(value, FORMATS) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    if (file := twice(targets)) is not None:
        raise click.BadParameter(f"two reports would be written into {file!r}", ctx, param)
    return targets


def _complete_codes(_ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes for the shell, after what was already typed of a list with commas."""
    from click.shell_completion import CompletionItem

    from engagelint import catalogue
    from engagelint.codes import OWN_CODES

    before, comma, begun = incomplete.rpartition(",")
    names = {code: path.stem.partition("-")[2] for code, path in catalogue.files_by_id().items()}
    known = {**names, **OWN_CODES} if param.name == "code" else names
    upper = begun.upper()
    return [CompletionItem(before + comma + one, help=known[one]) for one in known if one.startswith(upper)]


def _complete_packs(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from engagelint.catalogue import PACKS

    return [name for name in PACKS if name.startswith(incomplete)]


def _complete_formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


#: Where policies come from, and which of them run.
_SOURCE_OPTIONS = (
    click.option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="This configuration, not the nearest."
    ),
    click.option("--isolated", is_flag=True, help="No configuration but --config's."),
    click.option(
        "--policies",
        "house",
        multiple=True,
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="House policies, too.",
    ),
)
_CHOICE_OPTIONS = (
    click.option(
        "--pack", multiple=True, metavar="NAME", shell_complete=_complete_packs, help="default, strict or generic-dod."
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="CODES",
        shell_complete=_complete_codes,
        help="Only these ids or families.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="CODES", shell_complete=_complete_codes, help="Not these policies."
    ),
)
_REPOSITORY_OPTION = click.option(
    "--repository",
    multiple=True,
    metavar="[NAME=]PATH",
    help="Where a repository is checked out.",
)


def _source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda done, option: option(done), reversed(_SOURCE_OPTIONS), command)


def _configuration_options(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda done, option: option(done), reversed((*_SOURCE_OPTIONS, *_CHOICE_OPTIONS)), command)


class _Group(click.Group):
    """Commands that name the nearest known one when there is none of that name."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:  # noqa: ANN401 - click's own type
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="engagelint", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback where engagelint itself fails.")
def cli(debug: bool) -> None:  # noqa: FBT001 - read in main, before click
    """Find what will go wrong in a software-outsourcing engagement, before it is signed."""


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
@_configuration_options
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
@_REPOSITORY_OPTION
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Let through what it holds.")
@click.option("--update-baseline", is_flag=True, help="Write what is found into --baseline.")
@click.option("--trust", metavar="REV", help="Judge by a git revision's rules.")
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
                choice=_choice(options),
                house=rules.house,
                repositories=_repositories(options["repository"], rules.configuration),
                fail_on=options["fail_on"],
                hook=options["hook"],
                baseline=rules.baseline,
                update_baseline=options["update_baseline"],
                told=rules.differences,
                remedies=any(name == "text" for name, _ in options["formats"]),
            )
            if options["show_config"]:
                _write(_shown_configuration(request))
                return CLEAN
            if options["show_files"]:
                _write("".join(f"{visible(name, 4096)}\n" for name in found_files(request)))
                return CLEAN
            report = run_check(request)
    except Unusable as error:
        return _unusable(error)
    finally:
        if bar:
            bar.clear()
    written = _report(report, options)
    if report.baseline is not None and not report.problems:
        written = _written(str(options["baseline"]), report.baseline) and written
    for words in (*report.remarks, *report.problems):
        _complain(words)
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
        yield _Rules(_configuration(options), options["house"], entries)
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


def _repositories(values: Sequence[str], configuration: Configuration) -> dict[str, Path]:
    """The repositories at hand, by name: the configuration's, and above them those of the command line."""
    from engagelint.evidence import repositories

    try:
        return {**configuration.repositories, **repositories(values)}
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--repository") from None


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


def _choice(options: Mapping[str, Any]) -> Choice:
    from engagelint.catalogue import Choice

    return Choice(options["pack"], _codes(options["select"]), _codes(options["ignore"]))


def _configuration(options: Mapping[str, Any]) -> Configuration:
    """The configuration that was named, or else the nearest; none with --isolated."""
    from engagelint import config

    here = Path.cwd()
    if options["config"]:
        found = config.load(options["config"], here)
    else:
        found = config.Configuration(here) if options["isolated"] else config.find(here, here)
    return replace(config.placed(found, here), alone=options["isolated"])


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


def _report(report: Report, options: Mapping[str, Any]) -> bool:
    """Write the report in each format that was asked for; False where a file could not be written, which is said."""
    written = True
    for format_, file in options["formats"]:
        if file is not None:
            written = _written(file, _rendered(report, format_, options, color=False)) and written
        elif report.findings or not options["hook"] or format_ != "text":
            color = use_color(options["color"], os.environ, terminal=sys.stdout is not None and sys.stdout.isatty())
            _write(_rendered(report, format_, options, color=color))
            _flush()
    return written


def _rendered(report: Report, format_: str, options: Mapping[str, Any], *, color: bool) -> str:
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


def _written(file: str, text: str) -> bool:
    """Write a file; False where that failed, which is said."""
    try:
        write_file(file, text)
    except OSError as error:
        _complain(f"cannot write {file}: {error.strerror or error}")
        return False
    return True


def _unusable(error: Any) -> int:  # noqa: ANN401 - policies.Unusable, imported late
    finding: Finding
    for finding in error.findings:
        start = finding.region.start
        _complain(f"{finding.file}:{start.line}:{start.column}: {finding.id} {finding.message}")
    if not error.findings:
        _complain(str(error))
    return UNABLE


@cli.command()
@click.argument("code", shell_complete=_complete_codes)
@_source_options
def explain(code: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    r"""Explain a policy: what it requires, why, what to ask and which clause would mend it.

    \b
    CODE is an id or a name:
      engagelint explain ROL002
      engagelint explain product-owner-has-backup
    """
    from engagelint import catalogue, pages
    from engagelint.codes import OWN_CODES
    from engagelint.policies import Unusable

    wanted = code.strip().upper()
    if wanted in OWN_CODES:
        _write(pages.own_page(wanted))
        return CLEAN
    try:
        own = {policy.id: policy for policy in _house(options)}
        chosen = catalogue.select([*catalogue.files_by_id(), *own], [code], [])
    except Unusable as error:
        return _unusable(error)
    if len(chosen) > 1:
        _complain(f"`{code}` is a family of policies; `engagelint policies --select {code}` lists them")
        return UNABLE
    _write(pages.page(own.get(chosen[0]) or catalogue.built_in(chosen[0])))
    return CLEAN


def _house(options: Mapping[str, Any]) -> list[Policy]:
    """The house policies of the configuration and of the command line."""
    from engagelint import catalogue

    return catalogue.house([*_configuration(options).policy_folders, *options["house"]], Path.cwd())


@cli.command("policies")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_configuration_options
def list_policies(format_: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    """List the policies that run: code, severity, name and requirement."""
    from engagelint import catalogue, pages
    from engagelint.policies import Unusable

    try:
        choices = _configuration(options).choices(Path.cwd())
        listed = catalogue.chosen((*choices, _choice(options)), _house(options))
    except Unusable as error:
        return _unusable(error)
    _write(pages.listing_json(listed) if format_ == "json" else pages.listing(listed))
    return CLEAN


@cli.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def run_examples(paths: tuple[Path, ...]) -> int:
    r"""Run the examples of house policies: they are their tests.

    \b
    PATHS are policy files or folders of them (default: the current folder).
    """
    from engagelint import catalogue, examples
    from engagelint.engine import verify
    from engagelint.expressions import Language
    from engagelint.policies import Unusable
    from engagelint.reporters.wording import counted

    language = Language(catalogue.lexicon)
    try:
        policies = catalogue.house(paths or (Path(),), Path.cwd())
        for policy in policies:
            verify(policy, language)
    except Unusable as error:
        return _unusable(error)
    if not policies:
        _complain("there is no policy to test")
        return UNABLE
    failed = 0
    for policy in policies:
        failures = examples.run(policy, language)
        failed += bool(failures)
        shown = policy.document.source.path if policy.document else policy.id
        for failure in failures:
            start = failure.region.start
            _write(
                f"{visible(shown, 4096)}:{start.line}:{start.column}: {policy.id} {visible(failure.message, 1000)}\n"
            )
    number = sum(len(policy.raw.get("examples", ())) for policy in policies)
    _write(f"{counted(number, 'example')} of {counted(len(policies), 'file')}, {failed} failed\n")
    return FINDINGS if failed else CLEAN


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the file is, where it does not say.")
@_source_options
@_REPOSITORY_OPTION
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
        configuration = _configuration(options)
    except Unusable as error:
        return _unusable(error)
    request = Request(
        paths=(path,),
        today=as_of_date(None, os.environ),
        configuration=configuration,
        working_folder=Path.cwd(),
        kind=KINDS.get(kind or ""),
        repositories=_repositories(options["repository"], configuration),
    )
    shown, findings, problems = read_one(request)
    for finding in findings:
        _complain(f"{place(finding)}: {finding.id} {finding.message}")
    for problem in problems:
        _complain(problem)
    if shown is None:
        return FINDINGS if findings else UNABLE
    _write(showing.as_json(shown) if format_ == "json" else showing.as_text(shown))
    return CLEAN


@cli.command("init")
@click.argument("folder", default=Path(), type=click.Path(path_type=Path))
@click.option("--shape", type=click.Choice(SHAPES), help="Who supplies the team, and where ownership sits.")
@click.option("--case", type=click.Choice(CASES), help="Why the work is outsourced.")
@click.option("--regulated/--no-regulated", default=None, help="Whether a regulator supervises the client's software.")
@click.option("--name", help="What the engagement is called [default: the folder's name].")
def begin(folder: Path, **options: Any) -> int:  # noqa: ANN401 - click's options
    r"""Begin an engagement: a manifest to be answered, a Definition of Done and a configuration.

    What is not said by a flag is asked. Nothing is written over.

    \b
    Example:
      engagelint init contracts/ledger --shape outsourced-delivery --case delivery-capacity --regulated
    """
    from engagelint import config, scaffold
    from engagelint.policies import Unusable

    shape, case, regulated = options["shape"], options["case"], options["regulated"]
    wanted = {"--shape": shape, "--case": case, "--regulated or --no-regulated": regulated}
    missing = [flag for flag, value in wanted.items() if value is None]
    if missing and not (sys.stdin is not None and sys.stdin.isatty()):
        raise click.UsageError(f"missing: {', '.join(missing)}, and there is no terminal to ask at")
    answers = scaffold.Answers(
        name=(options["name"] or folder.resolve().name or "engagement").encode("utf-8", "replace").decode(),
        shape=shape or _asked("shape", "shape", SHAPES),
        case=case or _asked("case", "rationale/case", CASES),
        regulated=click.confirm("Does a regulator supervise the client's software?", err=True)
        if regulated is None
        else regulated,
    )
    try:
        ruled = config.find(folder, Path.cwd()).path
        written = scaffold.write_all(folder, scaffold.drafts(answers, configuration=ruled is None))
    except Unusable as error:
        return _unusable(error)
    except scaffold.Taken as error:
        _complain(f"{visible(str(error.path), 4096)} is there already; nothing was written")
        return UNABLE
    except OSError as error:
        _complain(f"{visible(str(error.filename or folder), 4096)}: {error.strerror or error}; nothing was written")
        return UNABLE
    _write("".join(f"{visible(path.as_posix(), 4096)}\n" for path in written))
    if ruled is not None:
        _complain(f"no configuration was written: {visible(ruled, 4096)} rules here")
    _complain(f"fill in {visible(str(written[0]), 4096)}; `engagelint check` asks for what is missing")
    return CLEAN


def _asked(what: str, pointer: str, values: tuple[str, ...]) -> str:
    """One of the values, as the person at the terminal chooses."""
    from engagelint.schema import field

    known = field("engagement", f"/{pointer}")
    for value in values:
        click.echo(f"  {value}: {known.values[value] if known else ''}", err=True)
    return str(click.prompt(f"Which {what}", type=click.Choice(values), err=True))


@cli.command("lsp")
def serve() -> int:
    """Serve an editor over standard input and output (needs `pip install 'engagelint[lsp]'`)."""
    try:
        from engagelint.lsp.server import serve as speak
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        _complain("the language server needs an extra: pip install 'engagelint[lsp]'")
        return UNABLE
    speak(lambda: as_of_date(None, os.environ))
    sys.stdout = None  # closed by the server when the editor says that it is done
    return CLEAN


@cli.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
@click.option("--format", "format_", type=click.Choice(["json", "markdown"]), default="json", show_default=True)
def schema(kind: str, format_: str) -> int:
    """Print the JSON Schema of a kind of file, for editors, or its vocabulary, for people."""
    from engagelint import catalogue, resources, vocabulary
    from engagelint.schema import for_editors

    if format_ == "json":
        # A report is written by a program: it leaves nothing empty to be filled in.
        _write(resources.read_text("schemas/report.schema.json") if kind == "report" else for_editors(kind))
    else:
        _write(vocabulary.markdown(kind, catalogue.by_pointer(kind)))
    return CLEAN


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--as", "side", type=click.Choice(["client", "vendor"]), default="client", show_default=True, help="Whose side."
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the named files are, where they do not say.")
@_configuration_options
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in reversed(Severity)), "never"]),
    help="The least severity at which a new finding makes the exit code 1 [default: error].",
)
@click.option("--as-of", metavar="DATE", help="The date to judge by [default: today, UTC].")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def compare(old: str, new: str, side: str, format_: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    r"""Compare two drafts by risk: what one side lost and gained.

    OLD and NEW are files or folders, or REV:PATH for what git has.

    \b
    Examples:
      engagelint compare proposal.yaml counterproposal.yaml --as vendor
      engagelint compare main:contracts/ledger.yaml contracts/ledger.yaml

    \b
    Exit codes: 0 no risk gained; 1 risk gained: a new finding at or above --fail-on, or a term that
    a policy watches moved towards a violation at this side's cost; 2 a draft could not be read.
    """
    from importlib import import_module

    from engagelint.check import Request
    from engagelint.compare import Unavailable
    from engagelint.compare import compare as run_compare
    from engagelint.policies import Unusable

    try:
        request = Request(
            paths=(),
            today=as_of_date(options["as_of"], os.environ),
            configuration=_configuration(options),
            working_folder=Path.cwd(),
            kind=KINDS.get(options["kind"]),
            choice=_choice(options),
            house=options["house"],
            fail_on=options["fail_on"],
        )
        comparison = run_compare(request, old, new, side, os.environ)
    except Unusable as error:
        return _unusable(error)
    except Unavailable as error:
        _complain(visible(str(error), 4096))
        return UNABLE
    color = use_color(options["color"], os.environ, terminal=sys.stdout is not None and sys.stdout.isatty())
    _write(import_module(f"engagelint.reporters.comparison_{format_}").render(comparison, color=color))
    _flush()
    for words in (*comparison.remarks, *comparison.problems):
        _complain(visible(words, 4096))
    if comparison.problems:
        return UNABLE
    return FINDINGS if comparison.failed else CLEAN


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["html", "markdown", "ics"]), default="html", show_default=True)
@click.option("--output", metavar="FILE", help="Write into this file, whole or not at all [default: standard output].")
@click.option("--for", "reader", type=click.Choice(["counterparty"]), help="Leave out what is ours alone.")
@click.option("--since", metavar="OLD", help="Add what changed since this older draft (file, folder or REV:PATH).")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the named files are, where they do not say.")
@_configuration_options
@click.option("--as-of", metavar="DATE", help="The date to judge by [default: today, UTC].")
def report(paths: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - click's options
    r"""Write the negotiation brief of an engagement, or of a portfolio of them.

    PATHS are files or folders (default: the current folder). One engagement gives one brief; several give an
    overview with a brief of each.

    \b
    Examples:
      engagelint report contracts/ledger.yaml --output brief.html
      engagelint report contracts/ledger.yaml --for counterparty --format markdown
      engagelint report contracts --format ics --output dates.ics

    Exit codes: 0 the report was written, whatever it says; 2 something could not be read.
    """
    from engagelint import brief, calendar_file
    from engagelint.check import Request
    from engagelint.compare import Unavailable
    from engagelint.compare import compare as run_compare
    from engagelint.policies import Unusable
    from engagelint.portfolio import gather

    if options["since"] and len(paths) != 1:
        raise click.UsageError("--since compares with one file or folder; name just one", click.get_current_context())
    try:
        request = Request(
            paths=paths or (Path(),),
            today=as_of_date(options["as_of"], os.environ),
            configuration=_configuration(options),
            working_folder=Path.cwd(),
            kind=KINDS.get(options["kind"]),
            choice=_choice(options),
            house=options["house"],
        )
        portfolio = gather(request)
        since = options["since"] and run_compare(request, options["since"], str(paths[0]), "client", os.environ)
    except Unusable as error:
        return _unusable(error)
    except Unavailable as error:
        _complain(visible(str(error), 4096))
        return UNABLE
    problems = [*portfolio.report.problems, *(since.problems if since else ())]
    counterparty = options["reader"] == "counterparty"
    if not portfolio.entries:
        problems += [] if problems else ["nothing to report: no document could be read"]
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
        _complain(visible(words, 4096))
    return UNABLE if problems else CLEAN


def _put(text: str, file: str | None) -> None:
    """Write into a file, whole or not at all, or to standard output; raises OSError."""
    if file is not None:
        write_file(file, text)
        return
    _write(text)
    _flush()
