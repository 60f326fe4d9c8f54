"""The JSON report, version 1: a published format, apart from the types of the program."""

from __future__ import annotations

import json

from engagelint import __version__
from engagelint.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from engagelint.model import ExceptionInfo, Finding, Region, Report


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """The report as one JSON object with a line break at its end, in ASCII."""
    configuration = report.run.configuration
    document = {
        "version": 1,
        "tool": {"name": "engagelint", "version": __version__},
        "run": {
            "as_of": report.run.as_of,
            "configuration": {"path": configuration[0], "sha256": configuration[1]} if configuration else None,
            "packs": list(report.run.packs),
            "house_policies": list(report.run.house_policies),
        },
        "files": report.files,
        "findings": [_finding(finding) for finding in report.findings],
        "let_through": [{**_finding(one), "exception": _exception(info)} for one, info in report.let_through],
        "summary": {
            **{severity.value: report.number(severity) for severity in reversed(Severity)},
            "passed": report.counts.passed,
            "violated": report.counts.violated,
            "unanswered": report.counts.unanswered,
            "not_applicable": report.counts.not_applicable,
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "name": finding.name,
        "severity": finding.severity,
        "outcome": finding.outcome,
        "file": finding.file,
        **_region(finding.region),
        "pointer": finding.pointer,
        "message": finding.message,
        "ask": finding.ask,
        "asked_of": finding.asked_of,
        "why": finding.why,
        "clause": finding.clause,
        "fallback": finding.fallback,
        "related": [
            {"file": one.file, "line": one.region.start.line, "column": one.region.start.column, "message": one.message}
            for one in finding.related
        ],
        "fingerprint": finding.fingerprint,
        "value_hash": finding.value_hash,
    }


def _exception(info: ExceptionInfo) -> dict[str, Any]:
    return {
        "by": info.by,
        "reason": info.reason,
        "approved_by": list(info.approved_by) or None,
        "granted": info.granted,
        "expires": info.expires,
        "in_return": info.in_return,
        "file": info.file,
        "line": info.line,
    }


def _region(region: Region) -> dict[str, int]:
    return {
        "line": region.start.line,
        "column": region.start.column,
        "end_line": region.end.line,
        "end_column": region.end.column,
    }
