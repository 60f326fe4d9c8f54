"""The group that the commands belong to."""

from __future__ import annotations

import click

from engagelint import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Group(click.Group):
    """Commands that name the nearest known one when there is none of that name."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:  # noqa: ANN401 - click's own type
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


_HELP = """Find what will go wrong in an outsourcing engagement before it is signed.

\b
Examples:
  engagelint init contracts/ledger           begin an engagement
  engagelint check                           everything below this folder
  engagelint explain ROL002                  what a finding means
"""


@click.group(cls=_Group, help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="engagelint", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, hidden=True)  # said where engagelint fails
def cli(debug: bool) -> None:  # noqa: FBT001 - read in main, before click
    """Everything that engagelint does (the help text is _HELP)."""
