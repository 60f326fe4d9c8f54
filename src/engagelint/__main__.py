"""`python -m engagelint`."""

from engagelint.cli import run

run()
