"""GitLab's Code Quality report: one entry for each finding."""

from __future__ import annotations

import hashlib
import json

from engagelint.model import Severity
from engagelint.reporters import safe
from engagelint.reporters.wording import last_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from engagelint.model import Finding, Report

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """The findings as a JSON list, in ASCII; lines count from 1, and no two entries have the same fingerprint.

    GitLab reads up to the first entry that it does not like, so each has all that its reader asks for.
    """
    seen: set[str] = set()
    entries = [_entry(finding, seen) for finding in report.findings]
    return json.dumps(entries, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _entry(finding: Finding, seen: set[str]) -> dict[str, Any]:
    text = finding.message if not finding.ask else f"{finding.message} (ask: {finding.ask})"
    return {
        "description": safe.line(f"{finding.id}: {text}"),
        "check_name": safe.line(finding.id),
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": safe.line(finding.file, safe.NAME_LIMIT).removeprefix("./"),
            "lines": {"begin": finding.region.start.line, "end": last_line(finding.region)},
        },
    }


def _fingerprint(finding: Finding, seen: set[str]) -> str:
    """The finding's own, unless an earlier entry has it: of two alike GitLab would keep one."""
    own, number = finding.fingerprint, 0
    fingerprint = own
    while not fingerprint or fingerprint in seen:
        number += 1
        fingerprint = hashlib.sha256(f"{own} {number}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
    seen.add(fingerprint)
    return fingerprint
