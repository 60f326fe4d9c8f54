"""All commands, in the group that reads the command line."""

from engagelint.cli import catalogue, checking, drafts, writing  # noqa: F401 - they add their commands to the group
from engagelint.cli.catalogue import SCHEMAS
from engagelint.cli.group import cli

__all__ = ["SCHEMAS", "cli"]
