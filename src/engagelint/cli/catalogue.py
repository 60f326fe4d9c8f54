"""The commands about what is looked for: explain, policies, test, schema."""

from __future__ import annotations

import os
from pathlib import Path

import click

from engagelint.cli.group import cli
from engagelint.cli.options import complete_codes, configuration_options, source_options
from engagelint.cli.process import CLEAN, FINDINGS, UNABLE, as_of_date, complain, write_out
from engagelint.cli.running import choice_of, configuration_of, tell_unusable
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from engagelint.bench import Bench
    from engagelint.catalogue import Choice, Listed

SCHEMAS = ("engagement", "definition-of-done", "policy", "config", "report")


_EXPLAIN_HELP = """Explain a policy: what it requires, why, what to ask and which clause would mend it.

It says what the configuration makes of the policy here, too.

\b
CODE is an id or a name:
  engagelint explain ROL002
  engagelint explain product-owner-has-backup
"""


@cli.command(help=_EXPLAIN_HELP, short_help="Explain a policy: why, what to ask, which clause.")
@click.argument("code", shell_complete=complete_codes)
@source_options
def explain(code: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    """Explain a policy (the help text is _EXPLAIN_HELP)."""
    from engagelint import catalogue, pages
    from engagelint.codes import OWN_CODES
    from engagelint.policies import Unusable

    wanted = code.strip()
    if wanted.upper() in OWN_CODES:
        write_out(pages.own_page(wanted.upper()))
        return CLEAN
    try:
        bench = _bench(options, catalogue.Choice(packs=()))
        listed = {one.policy.id: one for one in _listed(bench)}
        chosen = catalogue.select({one: listed[one].policy.name for one in listed}, [wanted], [])
        if len(chosen) > 1:
            complain(f"`{code}` is a family of policies; `engagelint policies --select {code}` lists them")
            return UNABLE
        write_out(pages.page(listed[chosen[0]].policy, _here(bench, listed[chosen[0]])))
    except Unusable as error:
        return tell_unusable(error)
    return CLEAN


def _here(bench: Bench, one: Listed) -> str:
    """What the configurations that rule the working folder make of a policy; empty without any."""
    from engagelint import files, pages

    configuration = bench.configuration
    if configuration.path is None:
        return ""
    below = [files.display(path, bench.working_folder) for path in configuration.nested(_of_folder(bench))]
    by = visible(", ".join([configuration.path, *below]), 4096)
    words = [f"**Here ({by}).** {pages.in_force(one)}"]
    for override in configuration.data.get("overrides", ()):
        other = next(there for there in _listed(bench, override) if there.policy.id == one.policy.id)
        if pages.in_force(other) != pages.in_force(one):
            patterns = visible(", ".join(override["files"]), 200)
            words.append(f"For files that match `{patterns}`: {pages.in_force(other)}")
    return "\n\n".join(words)


@cli.command("policies", short_help="List the policies that run.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "all_", is_flag=True, help="Those that do not run, too, with the reason.")
@configuration_options
def list_policies(format_: str, *, all_: bool, **options: Any) -> int:  # noqa: ANN401 - click's options
    """List the policies that run: code, severity, name, requirement, and parameters that are not a policy's own."""
    from engagelint import pages
    from engagelint.policies import Unusable

    try:
        bench = _bench(options, choice_of(options))
        listed = [one for one in _listed(bench) if all_ or one.off is None]
    except Unusable as error:
        return tell_unusable(error)
    write_out(pages.listing_json(listed) if format_ == "json" else pages.listing(listed))
    if bench.configuration.data.get("overrides"):
        words = "has other rules for some files: `engagelint check --show-config FILE` shows what holds for one"
        complain(f"{bench.configuration.path} {words}")
    return CLEAN


def _bench(options: Mapping[str, Any], choice: Choice) -> Bench:
    """The rules that the options name, with what the command line chooses."""
    from engagelint.bench import Bench

    today = as_of_date(None, os.environ)
    return Bench(configuration_of(options), choice, options["house"], Path.cwd(), today)


def _listed(bench: Bench, override: Mapping[str, Any] | None = None) -> list[Listed]:
    """What becomes of every policy in the working folder, for files that one of the overrides is for or none."""
    from engagelint import config

    layers = (bench.configuration.data, *([] if override is None else [override]))
    return bench.listed(_of_folder(bench), tuple(map(config.choice, layers)))


def _of_folder(bench: Bench) -> Path:
    """A file in the working folder, which the configurations there rule."""
    from engagelint import config

    return bench.working_folder / config.NAME


_TEST_HELP = """Run the examples of house policies: they are their tests.

\b
PATHS are policy files or folders of them. Default: what the configuration
names in `policies:`, or else the current folder.
"""


@cli.command("test", help=_TEST_HELP, short_help="Run the examples of house policies, which are their tests.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def run_examples(paths: tuple[Path, ...]) -> int:
    """Run the examples of house policies (the help text is _TEST_HELP)."""
    from engagelint import catalogue, config, examples
    from engagelint.engine.verification import verify
    from engagelint.expressions import Language
    from engagelint.policies import Unusable
    from engagelint.reporters.wording import counted

    language = Language(catalogue.lexicon)
    try:
        here = Path.cwd()
        policies = catalogue.house(paths or config.find(here, here).policy_folders or [Path()], here)
        for policy in policies:
            verify(policy, language)
    except Unusable as error:
        return tell_unusable(error)
    if not policies:
        complain("there is no policy to test")
        return UNABLE
    failed = 0
    for policy in policies:
        failures = examples.run(policy, language)
        failed += bool(failures)
        shown = policy.document.source.path if policy.document else policy.id
        for failure in failures:
            start = failure.region.start
            write_out(
                f"{visible(shown, 4096)}:{start.line}:{start.column}: {policy.id} {visible(failure.message, 1000)}\n"
            )
    number = sum(len(policy.examples) for policy in policies)
    write_out(f"{counted(number, 'example')} of {counted(len(policies), 'file')}, {failed} failed\n")
    return FINDINGS if failed else CLEAN


@cli.command(short_help="Print the schema or the vocabulary of a kind of file.")
@click.argument("kind", type=click.Choice(SCHEMAS))
@click.option("--format", "format_", type=click.Choice(["json", "markdown"]), default="json", show_default=True)
def schema(kind: str, format_: str) -> int:
    """Print the JSON Schema of a kind of file, for editors, or its vocabulary, for people."""
    from engagelint import catalogue, resources, vocabulary
    from engagelint.schema import for_editors

    if format_ == "json":
        # A report is written by a program: it leaves nothing empty to be filled in.
        write_out(resources.read_text("schemas/report.schema.json") if kind == "report" else for_editors(kind))
    else:
        write_out(vocabulary.markdown(kind, catalogue.by_pointer(kind)))
    return CLEAN
