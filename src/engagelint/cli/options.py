"""What several commands share as options: which policies run, by which configuration, on which repositories."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from click.shell_completion import CompletionItem


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
