"""Reporters: each turns a Report into one text, and does nothing else."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from engagelint.model import Report
else:
    Protocol = object

#: The formats of `check --format`, each a module here with a function `render`.
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "asks")

#: Those that a person reads as they come: their `render` also takes `quiet`, `counts` and `passed`.
FOR_PEOPLE = ("text", "concise")


class Reporter(Protocol):
    """What a format's `render` is."""

    def __call__(self, report: Report, *, color: bool = False) -> str:
        """The report as one text; `color` asks for terminal colours, which only the formats for people have."""


class ReporterForPeople(Reporter, Protocol):
    """What `render` is of the formats in FOR_PEOPLE."""

    def __call__(  # noqa: PLR0913 - what the command line says of a report for people
        self,
        report: Report,
        *,
        color: bool = False,
        columns: int | None = None,
        quiet: bool = False,
        counts: bool = False,
        passed: bool = False,
        audit: bool = False,
    ) -> str:
        """The report, without (`quiet`) or with more (`counts`, `passed`, `audit`) than findings and a closing line.

        `columns` is how wide the terminal is, None where there is none.
        """


def reporter(name: str) -> Reporter:
    """The reporter of that name, one of FORMATS; the others are not imported."""
    render: Reporter = import_module(f"engagelint.reporters.{name}").render
    return render


def reporter_for_people(name: str) -> ReporterForPeople:
    """The reporter of that name, one of FOR_PEOPLE."""
    render: ReporterForPeople = import_module(f"engagelint.reporters.{name}").render
    return render
