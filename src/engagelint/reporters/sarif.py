"""SARIF 2.1.0, for GitHub code scanning and other consumers; the same input gives the same bytes."""

from __future__ import annotations

import json
from urllib.parse import quote

from engagelint import __version__
from engagelint.model import By, Outcome, Severity
from engagelint.pages import address
from engagelint.reporters import safe
from engagelint.reporters.prose import prose
from engagelint.reporters.rules import rule_of
from engagelint.reporters.wording import ASKED_OF, granted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from engagelint.model import ExceptionInfo, Finding, Region, Report
    from engagelint.reporters.rules import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/engagelint/engagelint"

#: GitHub refuses a run with more results, and a rule's descriptions that are longer than this many characters.
MOST_RESULTS = 25_000
DESCRIPTION = 1_024

_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """The report as a SARIF log with one run, in ASCII, with a line break at its end.

    Its rules are those that have results. Columns count code points.
    """
    findings = _sendable(report.findings)
    let_through = report.let_through[: MOST_RESULTS - len(findings)]
    first = {finding.id: finding for finding in reversed([*findings, *(one for one, _ in let_through)])}
    rules = {code: rule_of(finding) for code, finding in first.items()}
    numbers = {code: number for number, code in enumerate(sorted(rules))}
    notes = [_notification("error", text) for text in report.problems]
    notes += [_notification("note", text) for text in report.remarks]
    if len(findings) < len(report.findings):
        left_out = len(report.findings) - len(findings)
        notes.append(_notification("warning", f"{left_out} of the least severe findings are left out: too many"))
    run = {
        "tool": {
            "driver": {
                "name": "engagelint",
                "organization": "engagelint",
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(rules[code]) for code in sorted(rules)],
            }
        },
        "automationDetails": {"id": "engagelint/"},
        "invocations": [
            {"executionSuccessful": not report.problems, **({"toolExecutionNotifications": notes} if notes else {})}
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(finding, numbers) for finding in findings),
            *({**_result(one, numbers), "suppressions": [_suppression(info)]} for one, info in let_through),
        ],
        "properties": _judged_by(report),
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def uri(file: str) -> str:
    """A file's name as a relative URI: its bytes, percent-encoded except for what a path's parts may hold."""
    try:
        raw = file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair that no file system gave
        raw = file.encode("utf-8", "surrogatepass")
    return quote(raw, safe="/-._~")


def text(value: str, limit: int = safe.LIMIT) -> str:
    """`value` as a SARIF message: on one line, without what consumers take for a link; never empty."""
    return safe.line(value, limit).replace("](", "] (") or "(empty)"


def _sendable(findings: tuple[Finding, ...]) -> list[Finding]:
    if len(findings) <= MOST_RESULTS:
        return list(findings)
    return sorted(sorted(findings, key=lambda one: -one.severity.rank)[:MOST_RESULTS], key=lambda one: one.sort_key)


def _notification(level: str, words: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text(words)}}


def _judged_by(report: Report) -> dict[str, Any]:
    run, counts = report.run, report.counts
    configuration = run.configuration
    return {
        "configuration": {"path": text(configuration[0]), "sha256": configuration[1]} if configuration else None,
        "packs": [text(name) for name in run.packs],
        "housePolicies": [text(code) for code in run.house_policies],
        "files": report.files,
        "policies": {outcome.value: getattr(counts, outcome.value) for outcome in Outcome},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    sources = f"Sources: {'; '.join(rule.sources)}." if rule.sources else ""
    parts = [part for part in (rule.requirement, rule.why, sources) if part]
    more = f"Run `engagelint explain {text(rule.id)}` for the whole page."
    whole = "\n\n".join([*map(text, parts), more])
    # The names of the sources are our own, and stay readable: no house policy's are here.
    marked_up = "\n\n".join([part if part == sources else prose(part) for part in [*parts, more]])
    page = address(rule.id)
    return {
        "id": text(rule.id),
        "name": text(rule.name, 255),
        "shortDescription": {"text": text(rule.requirement, DESCRIPTION)},
        "fullDescription": {"text": text(f"{rule.requirement} {rule.why}".strip(), DESCRIPTION)},
        "help": {"text": whole, "markdown": marked_up},
        **({"helpUri": page} if page else {}),
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["outsourcing", text(rule.family)],
            "precision": "high",
            "problem.severity": _PROBLEM_SEVERITY[rule.severity],
        },
    }


def _result(finding: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": text(finding.id),
        "ruleIndex": numbers[finding.id],
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [_location(finding.file, finding.region, finding.pointer)],
        "partialFingerprints": {"engagelintFingerprint/v1": text(finding.fingerprint)},
        "properties": {"outcome": finding.outcome.value},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(one.file, one.region), "message": {"text": text(one.message)}}
            for number, one in enumerate(finding.related)
        ]
    return result


def _suppression(info: ExceptionInfo) -> dict[str, Any]:
    suppression: dict[str, Any] = {
        "kind": "inSource" if info.by is By.SUPPRESSION else "external",
        "status": "accepted",
        "justification": text(granted(info)),
    }
    if info.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": uri(info.file)}}
        if info.line:
            place["region"] = {"startLine": info.line}
        suppression["location"] = {"physicalLocation": place}
    return suppression


def _message(finding: Finding) -> str:
    """The finding's sentence first, for that is all that lists show; then the question and the clause."""
    parts = [_sentence(text(finding.message))]
    if finding.ask:
        parts.append(f"Ask {ASKED_OF.get(finding.asked_of or '', 'both sides')}: {text(finding.ask)}")
    if finding.clause:
        parts.append(f'Clause: "{text(finding.clause)}"')
    return "\n\n".join(parts)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _location(file: str, region: Region, pointer: str | None = None) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(file) or "-"},
            "region": {
                "startLine": region.start.line,
                "startColumn": region.start.column,
                "endLine": region.end.line,
                "endColumn": region.end.column,
            },
        }
    }
    if pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": text(pointer)}]
    return location
