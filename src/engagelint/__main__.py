"""`python -m engagelint`."""

from engagelint.cli import main

main()
