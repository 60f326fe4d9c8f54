"""What `check` does with its options, however they were read: nothing here needs the library that reads them.

What is wrong with options is raised as that library's exceptions, which is imported then.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

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
from engagelint.model import Kind, Severity
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeVar

    from engagelint.catalogue import Choice
    from engagelint.check import Request
    from engagelint.config import Configuration
    from engagelint.exceptions.baseline import Baseline
    from engagelint.model import Finding, Report, Source
    from engagelint.progress import Bar

    Result = TypeVar("Result")

KINDS = {"engagement": Kind.ENGAGEMENT, "definition-of-done": Kind.DEFINITION_OF_DONE}
SIDES = ("client", "vendor")
COLORS = ("auto", "always", "never")
LEVELS = (*(severity.value for severity in reversed(Severity)), "never")


def check(paths: tuple[Path, ...], options: Mapping[str, Any]) -> int:
    """Check manifests and Definitions of Done; the exit code."""
    from engagelint import progress
    from engagelint.policies import Unusable

    terminal = sys.stderr is not None and sys.stderr.isatty()
    bar = None
    if progress.wanted(os.environ, terminal=terminal, quiet=options["quiet"]):
        bar = progress.Bar(sys.stderr, time.monotonic)
    try:
        paths, standard_input = _inputs(paths, options)
        found = _by_rules(options, lambda rules: _judged(_request(paths, standard_input, rules, options, bar), options))
    except Unusable as error:
        return tell_unusable(error)
    finally:
        if bar:
            bar.clear()
    if found is None:
        return CLEAN
    report, letter = found
    written = _report(report, options, letter)
    if report.baseline is not None and not report.problems:
        written = write_whole(str(options["baseline"]), report.baseline) and written
    for words in (*report.remarks, *report.problems):
        complain(words)
    if report.problems or not written:
        return UNABLE
    return FINDINGS if report.failed else CLEAN


def _request(
    paths: tuple[Path, ...], standard_input: Path | None, rules: _Rules, options: Mapping[str, Any], bar: Bar | None
) -> Request:
    """What is to be checked, by these rules."""
    from engagelint.check import Request

    return Request(
        paths=paths,
        texts=_texts(standard_input, rules.configuration),
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
        jobs=options["jobs"],
        remedies=any(name == "text" for name, _ in options["formats"]),
        closed=options["since"] is not None,  # a letter is about the draft, whatever its status says
    )


def _judged(request: Request, options: Mapping[str, Any]) -> tuple[Report, str | None] | None:
    """The report and the letter; None where the options ask for something else, which is shown."""
    from engagelint.check import check as run_check
    from engagelint.check import found_files

    if options["show_config"]:
        write_out(_shown_configuration(request))
        return None
    if options["show_files"]:
        write_out("".join(f"{visible(name, 4096)}\n" for name in found_files(request)))
        return None
    _spare(request, options)
    return run_check(request), _letter(request, options)


def _spare(request: Request, options: Mapping[str, Any]) -> None:
    """Raise click.UsageError where a report would be written over what is read."""
    from engagelint import files
    from engagelint.recognition import DATA_SUFFIXES, begins_like_ours

    baseline = [options["baseline"]] if options["baseline"] else []
    read = {files.real(path) for path in (*request.paths, *baseline)}
    for format_, name in options["formats"]:
        if name == "-":
            raise _misused(f"--format {format_}:- names a file; `--format {format_}` writes to standard output")
        target = files.real(Path(name or ""))
        ours = target.suffix.lower() in DATA_SUFFIXES and target.is_file()
        if name and (target in read or (ours and begins_like_ours(files.beginning(target), name))):
            raise _misused(f"--format: {visible(name, 4096)} is no report, and would be lost")


class _Rules(NamedTuple):
    """What is judged by: a configuration, folders of house policies, a baseline, and where these were tampered with."""

    configuration: Configuration
    house: tuple[Path, ...]
    baseline: Baseline | None
    differences: tuple[tuple[Finding, Source], ...] = ()


def _by_rules(options: Mapping[str, Any], judged: Callable[[_Rules], Result]) -> Result:
    """What is `judged` by the rules of this tree, or with --trust by those of a revision, which are there as long."""
    from engagelint import config, files

    here, known, update = Path.cwd(), options["baseline"], options["update_baseline"]
    if update and (known is None or options["trust"] is not None):
        reason = "names no file without --baseline" if known is None else "and --trust exclude each other"
        raise _misused(f"--update-baseline {reason}")
    shown = files.display(known, here) if known else ""
    if options["trust"] is None:
        entries = _entries(known, shown, may_lack=update) if known else None
        return judged(_Rules(configuration_of(options), options["house"], entries))
    from engagelint.exceptions import trust

    with trust.trusted(options["trust"], here, os.environ) as trusted:
        if options["isolated"] and not options["config"]:
            configuration = config.Configuration(here)
        else:
            configuration = trusted.configuration(options["config"])
        configuration = configuration._replace(alone=options["isolated"])
        house = tuple(trusted.path(folder) for folder in options["house"])
        entries = _entries(trusted.path(known), shown, may_lack=True) if known else None
        return judged(_Rules(configuration, house, entries, tuple(trusted.differences())))


def _entries(path: Path, shown: str, *, may_lack: bool) -> Baseline:
    """The baseline in a file; raises Unusable, with the place, where it cannot be read or is malformed."""
    from engagelint.exceptions import baseline

    return baseline.load(path, shown, may_lack=may_lack)


def _inputs(paths: tuple[Path, ...], options: Mapping[str, Any]) -> tuple[tuple[Path, ...], Path | None]:
    """The paths to check, and the one of them that standard input is called by; None where it is not read.

    Raises click.UsageError for what does not go together, Unusable for what cannot be read.
    """
    from engagelint import files, inputs
    from engagelint.policies import Unusable

    list_file, name = options["files_from"], options["stdin_filename"]
    reads = [str(path) for path in paths].count(inputs.STANDARD_INPUT)
    if reads + (list_file == inputs.STANDARD_INPUT) > 1:
        raise _misused("standard input can be read once only")
    if options["nul"] and list_file is None:
        raise _misused("-0 says how the paths of --files-from end, which is not there")
    if name is not None and not reads:
        raise _misused("--stdin-filename names what `-` reads, which is not there")
    if name is not None and (not name or Path(name).is_dir()):
        raise _misused(f"--stdin-filename: {name!r} is not the name of a file")
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
        return paths, None
    shown = Path(name or inputs.STANDARD_INPUT)
    return tuple(shown if str(path) == inputs.STANDARD_INPUT else path for path in paths), shown


def _texts(shown: Path | None, configuration: Configuration) -> dict[Path, bytes]:
    """What stands on standard input, by its name; raises Unusable where it cannot be read."""
    if shown is None:
        return {}
    from engagelint import files, inputs
    from engagelint.policies import Unusable

    try:
        return {shown: inputs.document(sys.stdin.buffer, configuration.limits.file_bytes)}
    except files.Refused as refusal:
        raise Unusable(f"{shown}: {refusal}") from None


def _misused(message: str) -> Exception:
    """What is raised for options that do not go together."""
    import click

    return click.UsageError(message, click.get_current_context(silent=True))


def _shown_configuration(request: Request) -> str:
    """The configuration in force: where it comes from, what it says, and what becomes of every policy.

    That is for a file that is named, with the overrides for it, or else for a folder without any.
    """
    from engagelint import config
    from engagelint.bench import Bench

    if len(request.paths) > 1:
        raise _misused("--show-config goes with one file or folder")
    configuration, here = request.configuration, request.working_folder
    bench = Bench(configuration, request.choice, request.house, here, request.today)
    path = here.joinpath(*request.paths)
    if path.is_dir():
        file, listed = None, bench.listed(path / config.NAME, (config.choice(configuration.data),))
    else:
        file, listed = str(request.paths[0]), bench.listed(path, configuration.choices(path))
    shown = {
        "configuration": configuration.path,
        "sha256": configuration.sha256,
        "file": file,
        "stated": dict(configuration.data),
        "policies": {
            one.policy.id: {
                "severity": one.policy.severity,
                "params": dict(one.policy.params),
                "mandatory": one.is_mandatory,
                "two_key": one.is_two_key,
            }
            for one in listed
            if one.off is None
        },
        "off": {one.policy.id: one.off for one in listed if one.off is not None},
    }
    return json.dumps(shown, indent=2) + "\n"


def _letter(request: Request, options: Mapping[str, Any]) -> str | None:
    """The letter that refers to an older draft; None without --since. Raises Unusable where the draft cannot be had."""
    if options["since"] is None:
        return None
    if len(request.paths) != 1 or all(name != "asks" for name, _ in options["formats"]):
        raise _misused("--since goes with --format asks and one file or folder")
    from engagelint.compare import compare, letter
    from engagelint.policies import Unusable
    from engagelint.revision import Unavailable

    try:
        comparison = compare(request, options["since"], str(request.paths[0]), options["side"], os.environ)
    except Unavailable as error:
        raise Unusable(visible(str(error), 4096)) from None
    # What the new draft leaves out is asked for in the letter.
    if unread := [one for one in comparison.problems if one not in comparison.uncompared]:
        raise Unusable(visible("; ".join(unread), 4096))
    return letter(comparison)


def _report(report: Report, options: Mapping[str, Any], letter: str | None) -> bool:
    """Write the report in each format that was asked for; False where a file could not be written, which is said."""
    written = True
    for format_, file in options["formats"]:
        if file is not None:
            written = write_whole(file, _rendered(report, format_, options, letter, color=False)) and written
        elif report.findings or not options["hook"] or format_ != "text":
            terminal = sys.stdout is not None and sys.stdout.isatty()
            color = use_color(options["color"], os.environ, terminal=terminal)
            text = _rendered(report, format_, options, letter, color=color, columns=_columns() if terminal else None)
            write_out(_linked(text) if color and terminal else text)
            flush()
    return written


def _columns() -> int:
    """How wide the terminal is."""
    import shutil  # reads archives, too

    return shutil.get_terminal_size().columns


def _linked(text: str) -> str:
    """The report with links from codes to their pages, where this terminal shows them."""
    from engagelint.reporters import links

    return links.linked(text) if links.supported(os.environ) else text


def _rendered(
    report: Report,
    format_: str,
    options: Mapping[str, Any],
    letter: str | None,
    *,
    color: bool,
    columns: int | None = None,
) -> str:
    if format_ == "asks" and letter is not None:
        return letter
    from engagelint.reporters import FOR_PEOPLE, reporter, reporter_for_people

    if format_ in FOR_PEOPLE:
        render = reporter_for_people(format_)
        return render(
            report,
            color=color,
            columns=columns,
            passed=options["show_passed"],
            audit=options["audit"],
            quiet=options["quiet"],
            counts=options["statistics"],
        )
    return reporter(format_)(report, color=color)


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for value in values for code in value.split(","))


def repositories_of(values: Sequence[str], configuration: Configuration) -> dict[str, Path]:
    """The repositories at hand, by name: the configuration's, and above them those of the command line."""
    from engagelint.evidence import repositories

    try:
        given = repositories(values)
    except ValueError as error:
        raise _misused(str(error)) from None
    for folder in given.values():
        if not folder.is_dir():
            raise _misused(f"--repository: there is no folder {visible(str(folder), 4096)}")
    return {**configuration.repositories, **given}


def choice_of(options: Mapping[str, Any]) -> Choice:
    """What the command line chooses."""
    from engagelint.catalogue import Choice

    return Choice(options["pack"], _codes(options["select"]), _codes(options["ignore"]))


def configuration_of(options: Mapping[str, Any]) -> Configuration:
    """The configuration that was named, or else the nearest; none with --isolated."""
    from engagelint import config

    here = Path.cwd()
    if options["config"]:
        found = config.load(options["config"], here)
    else:
        found = config.Configuration(here) if options["isolated"] else config.find(here, here)
    return config.placed(found, here)._replace(alone=options["isolated"])


def tell_unusable(error: Any) -> int:  # noqa: ANN401 - policies.Unusable, imported late
    """Say what cannot be worked with, and where; the exit code."""
    finding: Finding
    for finding in error.findings:
        start = finding.region.start
        complain(f"{finding.file}:{start.line}:{start.column}: {finding.id} {finding.message}")
    if not error.findings:
        complain(str(error))
    return UNABLE
