"""The commands that help to write: init, lsp."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from engagelint.cli.group import cli
from engagelint.cli.process import CLEAN, UNABLE, as_of_date, complain, write_out
from engagelint.cli.running import tell_unusable
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from engagelint.config import Configuration

SHAPES = ("outsourced-product-team", "outsourced-delivery", "hybrid-squad", "mvp-build")


CASES = ("first-product", "temporary-project", "specialist-gap", "delivery-capacity")


_INIT_HELP = """Begin an engagement: a manifest to be answered, a Definition of Done and a configuration.

What is not said by a flag is asked. Nothing is written over.

\b
Example:
  engagelint init contracts/ledger --shape outsourced-delivery \\
    --case delivery-capacity --regulated
"""


@cli.command("init", help=_INIT_HELP, short_help="Write a manifest to be answered, and what goes with it.")
@click.argument("folder", default=Path(), type=click.Path(path_type=Path))
@click.option("--shape", type=click.Choice(SHAPES), help="Who supplies the team, and where ownership sits.")
@click.option("--case", type=click.Choice(CASES), help="Why the work is outsourced.")
@click.option("--regulated/--no-regulated", default=None, help="Whether a regulator supervises the client's software.")
@click.option("--name", help="What the engagement is called [default: the folder's name].")
def begin(folder: Path, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Begin an engagement (the help text is _INIT_HELP)."""
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
        rules = config.find(folder, Path.cwd())
        noted = _may_except(rules, folder) if answers.against_preference else None
        texts = scaffold.drafts(answers, configuration=rules.path is None, exception=bool(noted))
        written = scaffold.write_all(folder, texts)
    except Unusable as error:
        return tell_unusable(error)
    except scaffold.Taken as error:
        complain(f"{visible(str(error.path), 4096)} is there already; nothing was written")
        return UNABLE
    except OSError as error:
        complain(f"{visible(str(error.filename or folder), 4096)}: {error.strerror or error}; nothing was written")
        return UNABLE
    write_out("".join(f"{visible(path.as_posix(), 4096)}\n" for path in written))
    if rules.path is not None:
        complain(f"no configuration was written: {visible(rules.path, 4096)} rules here")
    if noted is not None:
        so = "the manifest says" if noted else "the check will note, as exceptions are not for manifests here,"
        preferred = f"{scaffold.PREFERENCE} prefers outsourced-delivery for a regulated client"
        complain(f"{preferred}; {so} that you chose another")
    complain(f"fill in {visible(str(written[0]), 4096)}; `engagelint check` asks for what is missing")
    return CLEAN


def _may_except(rules: Configuration, folder: Path) -> bool | None:
    """Whether a manifest in the folder may let the remark on its shape through; None where none will be made.

    Raises Unusable where the configuration that rules there cannot be used.
    """
    from engagelint import catalogue
    from engagelint.scaffold import PREFERENCE

    choices, own = rules.choices(folder / "engagement.yaml"), catalogue.house(rules.policy_folders, Path.cwd())
    if all(policy.id != PREFERENCE for policy in catalogue.chosen(choices, own)):
        return None
    guard = catalogue.guard(choices, own)
    return PREFERENCE not in guard.mandatory | guard.two_key and rules.data.get("inline_suppressions") != "forbidden"


def _asked(what: str, pointer: str, values: tuple[str, ...]) -> str:
    """One of the values, as the person at the terminal chooses."""
    from engagelint.schema import field

    known = field("engagement", f"/{pointer}")
    for value in values:
        click.echo(f"  {value}: {known.values[value] if known else ''}", err=True)
    return str(click.prompt(f"Which {what}", type=click.Choice(values), err=True))


@cli.command("lsp", short_help="Serve an editor over standard input and output.")
def serve() -> int:
    """Serve an editor over standard input and output (needs `pip install 'engagelint[lsp]'`)."""
    try:
        from engagelint.lsp.server import serve as speak
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        complain("the language server needs an extra: pip install 'engagelint[lsp]'")
        return UNABLE
    speak(lambda: as_of_date(None, os.environ))
    sys.stdout = None  # closed by the server when the editor says that it is done
    return CLEAN
