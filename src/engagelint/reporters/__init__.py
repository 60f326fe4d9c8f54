"""Reporters: each turns a Report into one text, and does nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engagelint.model import Report

#: The formats of `check --format`, each a module here with a function `render`.
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "asks")


class Reporter(Protocol):
    """What a format's `render` is."""

    def __call__(self, report: Report, *, color: bool = False) -> str:
        """The report as one text; `color` asks for terminal colours, which only the formats for people have."""


def reporter(name: str) -> Reporter:
    """The reporter of that name, one of FORMATS; the others are not imported."""
    render: Reporter = import_module(f"engagelint.reporters.{name}").render
    return render
