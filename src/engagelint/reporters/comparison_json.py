"""A comparison of two drafts as JSON, version 1."""

from __future__ import annotations

import json

from engagelint import __version__
from engagelint.compare.ledger import sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from engagelint.compare.model import Change, Comparison
    from engagelint.model import Finding


def render(comparison: Comparison, *, color: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """The comparison as one JSON object with a line break at its end, in ASCII."""
    run = comparison.run
    document = {
        "version": 1,
        "tool": {"name": "engagelint", "version": __version__},
        "run": {
            "as_of": run.as_of,
            "configuration": dict(zip(("path", "sha256"), run.configuration, strict=True))
            if run.configuration
            else None,
            "packs": list(run.packs),
            "house_policies": list(run.house_policies),
        },
        "old": comparison.old,
        "new": comparison.new,
        "as": comparison.side,
        "fail_on": comparison.fail_on or "never",
        "risk_gained": comparison.failed,
        "terms": [_change(change, comparison) for change in comparison.changes if not change.is_silent],
        "silent": [_change(change, comparison) for change in comparison.changes if change.is_silent],
        "findings": {
            "introduced": [_finding(one) for one in comparison.introduced],
            "resolved": [_finding(one) for one in comparison.resolved],
            "reworded": [
                {"old": _finding(same.old), "new": _finding(same.new)} for same in comparison.both if same.reworded
            ],
            "unchanged": [_finding(same.new) for same in comparison.both if not same.reworded],
            "let_through": [_finding(one) for one in comparison.let_through],
        },
        "files": {
            "added": [pair.new for pair in comparison.files if pair.old is None],
            "removed": [pair.old for pair in comparison.files if pair.new is None],
        },
        "problems": list(comparison.problems),
    }
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _change(change: Change, comparison: Comparison) -> dict[str, Any]:
    return {
        "term": change.term,
        "action": change.action,
        "old": change.old,
        "new": change.new,
        "sentence": sentence(change),
        "movement": change.movement,
        "for": change.of,
        "better_for": list(change.better_for),
        "worse_for": list(change.worse_for),
        "policies": list(change.watched_by),
        "towards_violation": list(change.towards),
        "away_from_violation": list(change.away),
        "risk": change.is_risk(comparison.side),
        "note": change.note,
        "file": change.where[0],
        "line": change.where[1],
        "column": change.where[2],
        "pointer": change.pointer,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "name": finding.name,
        "severity": finding.severity,
        "outcome": finding.outcome,
        "file": finding.file,
        "line": finding.region.start.line,
        "column": finding.region.start.column,
        "pointer": finding.pointer,
        "message": finding.message,
        "ask": finding.ask,
        "asked_of": finding.asked_of,
        "clause": finding.clause,
        "fallback": finding.fallback,
        "fingerprint": finding.fingerprint,
        "value_hash": finding.value_hash,
    }
