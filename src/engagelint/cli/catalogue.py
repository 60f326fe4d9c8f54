"""The commands about what is looked for: explain, policies, test, schema."""

from __future__ import annotations

from pathlib import Path

import click

from engagelint.cli.group import cli
from engagelint.cli.options import complete_codes, configuration_options, house_of, source_options
from engagelint.cli.process import CLEAN, FINDINGS, UNABLE, complain, write_out
from engagelint.cli.running import choice_of, configuration_of, tell_unusable
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMAS = ("engagement", "definition-of-done", "policy", "config", "report")


_EXPLAIN_HELP = """Explain a policy: what it requires, why, what to ask and which clause would mend it.

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

    wanted = code.strip().upper()
    if wanted in OWN_CODES:
        write_out(pages.own_page(wanted))
        return CLEAN
    try:
        own = {policy.id: policy for policy in house_of(options)}
        chosen = catalogue.select([*catalogue.files_by_id(), *own], [code], [])
    except Unusable as error:
        return tell_unusable(error)
    if len(chosen) > 1:
        complain(f"`{code}` is a family of policies; `engagelint policies --select {code}` lists them")
        return UNABLE
    write_out(pages.page(own.get(chosen[0]) or catalogue.built_in(chosen[0])))
    return CLEAN


@cli.command("policies", short_help="List the policies that run.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@configuration_options
def list_policies(format_: str, **options: Any) -> int:  # noqa: ANN401 - click's options
    """List the policies that run: code, severity, name and requirement."""
    from engagelint import catalogue, pages
    from engagelint.policies import Unusable

    try:
        choices = configuration_of(options).choices(Path.cwd())
        listed = catalogue.chosen((*choices, choice_of(options)), house_of(options))
    except Unusable as error:
        return tell_unusable(error)
    write_out(pages.listing_json(listed) if format_ == "json" else pages.listing(listed))
    return CLEAN


_TEST_HELP = """Run the examples of house policies: they are their tests.

\b
PATHS are policy files or folders of them (default: the current folder).
"""


@cli.command("test", help=_TEST_HELP, short_help="Run the examples of house policies, which are their tests.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def run_examples(paths: tuple[Path, ...]) -> int:
    """Run the examples of house policies (the help text is _TEST_HELP)."""
    from engagelint import catalogue, examples
    from engagelint.engine.verification import verify
    from engagelint.expressions import Language
    from engagelint.policies import Unusable
    from engagelint.reporters.wording import counted

    language = Language(catalogue.lexicon)
    try:
        policies = catalogue.house(paths or (Path(),), Path.cwd())
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
