"""What several commands share as options: which policies run, by which configuration, on which repositories."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engagelint.cli.process import UNABLE, complain
from engagelint.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from engagelint.catalogue import Choice
    from engagelint.config import Configuration
    from engagelint.model import Finding
    from engagelint.policies import Policy


KINDS = {"engagement": Kind.ENGAGEMENT, "definition-of-done": Kind.DEFINITION_OF_DONE}


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for value in values for code in value.split(","))


def complete_codes(_ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
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
        shell_complete=complete_codes,
        help="Only these ids or families.",
    ),
    click.option("--ignore", multiple=True, metavar="CODES", shell_complete=complete_codes, help="Not these policies."),
)


REPOSITORY_OPTION = click.option(
    "--repository",
    multiple=True,
    metavar="[NAME=]PATH",
    help="Where a repository is checked out.",
)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options that say where policies come from."""
    return reduce(lambda done, option: option(done), reversed(_SOURCE_OPTIONS), command)


def configuration_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with those options, and the ones that say which policies run."""
    return reduce(lambda done, option: option(done), reversed((*_SOURCE_OPTIONS, *_CHOICE_OPTIONS)), command)


def repositories_of(values: Sequence[str], configuration: Configuration) -> dict[str, Path]:
    """The repositories at hand, by name: the configuration's, and above them those of the command line."""
    from engagelint.evidence import repositories

    try:
        return {**configuration.repositories, **repositories(values)}
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--repository") from None


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
    return replace(config.placed(found, here), alone=options["isolated"])


def tell_unusable(error: Any) -> int:  # noqa: ANN401 - policies.Unusable, imported late
    """Say what cannot be worked with, and where; the exit code."""
    finding: Finding
    for finding in error.findings:
        start = finding.region.start
        complain(f"{finding.file}:{start.line}:{start.column}: {finding.id} {finding.message}")
    if not error.findings:
        complain(str(error))
    return UNABLE


def house_of(options: Mapping[str, Any]) -> list[Policy]:
    """The house policies of the configuration and of the command line."""
    from engagelint import catalogue

    return catalogue.house([*configuration_of(options).policy_folders, *options["house"]], Path.cwd())
