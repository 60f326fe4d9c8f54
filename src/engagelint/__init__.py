"""Engagelint: a linter for software-outsourcing engagements."""

__version__ = "0.1.0"
