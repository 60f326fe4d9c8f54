"""Workflow commands that GitHub turns into annotations on a pull request, the worst first."""

from __future__ import annotations

from engagelint.model import Severity
from engagelint.reporters import safe
from engagelint.reporters.wording import counted, grouped, headline, last_line, questions, severities, summary, worst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engagelint.model import Finding, Report

#: GitHub shows this many annotations of each kind for a step, and cuts a message at 4,096 characters.
SHOWN = 10
LIMIT = 4_000

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - commands have no colours
    """A command for each finding (for each block that is missing, its questions in one), then lines for the log."""
    groups = sorted(grouped(report.findings), key=lambda group: -worst(group).rank)
    lines = [command("error", {"title": "engagelint"}, [problem]) for problem in report.problems]
    lines += [_annotation(group) for group in groups]
    hidden = [
        counted(number, f"{severity} annotation")
        for severity in reversed(Severity)
        if (number := sum(worst(group) is severity for group in groups)) > SHOWN
    ]
    if hidden:
        lines.append(
            f"GitHub shows {SHOWN} annotations of each kind, of {' and '.join(hidden)}; this log has them all."
        )
    return "".join(f"{line}\n" for line in [*lines, summary(report)])


def command(name: str, properties: Mapping[str, str | int], lines: Iterable[str]) -> str:
    """A workflow command whose text has the given lines.

    Everything is encoded, and cut, so that the runner reads back what was meant and nothing else.
    """
    stated = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    shown = "\n".join(map(safe.line, lines))
    return f"::{name} {stated}::{_data(shown if len(shown) <= LIMIT else shown[: LIMIT - 1] + '…')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe.line(text, safe.NAME_LIMIT)).replace(":", "%3A").replace(",", "%2C")


def _annotation(group: Sequence[Finding]) -> str:
    first = group[0]
    start, end = first.region
    properties: dict[str, str | int] = {"file": first.file, "line": start.line, "endLine": last_line(first.region)}
    if end.line == start.line:  # the runner has no columns for a region of several lines
        # Its last column is part of the annotation, ours is not.
        properties |= {"col": start.column, "endColumn": max(start.column, end.column - 1)}
    properties["title"] = f"{first.id} {first.name}" if len(group) == 1 else "engagelint"
    return command(_COMMANDS[worst(group)], properties, _lines(group))


def _lines(group: Sequence[Finding]) -> list[str]:
    first = group[0]
    if len(group) > 1:
        asked = [f"{one.severity} {one.id} {one.name}: {one.ask or one.message}" for one in questions(group)]
        return [f"{headline(group)} ({severities(group)})", *asked]
    details = [("Why", first.why), ("Ask", first.ask), ("Clause", first.clause)]
    return [first.message, *(f"{word}: {text}" for word, text in details if text)]
