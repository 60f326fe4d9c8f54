"""What was read in a document and follows from it, without judging it."""

from __future__ import annotations

import json

from engagelint import facts
from engagelint.loading.markdown.sections import says_done
from engagelint.model import Kind, Position
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from engagelint.done import Criterion
    from engagelint.evidence import Evidence
    from engagelint.model import Data
    from engagelint.schema import Validated
    from engagelint.subjects import Subject

LEVELS = ("senior", "mid", "junior")
#: Under this name a claim has what was found for it, which is for people: the JSON has the state alone.
_FOUND = "found"


def definition_facts(subject: Subject) -> dict[str, Any]:
    """A Definition of Done as `show --format json` prints it (design: product, "JSON, version 1"), and its evidence."""
    document, view, prefix = subject.document, subject.view, subject.prefix
    by_pointer = {item.pointer: item for item in subject.criteria}

    def items(owner: Data, pointer: str) -> list[dict[str, Any]]:
        found = []
        for index, data in enumerate(owner.get("items", [])):
            here = f"{pointer}/items/{index}"
            start = document.region(f"{prefix}{here}/text").start
            nested = items(data, here) if isinstance(data, dict) else []
            found.append({**_item(by_pointer.get(here), subject.evidence, start), "items": nested})
        return found

    levels = view.get("levels", [])
    shown = [
        {"name": level.get("name"), "items": items(level, f"/levels/{index}")} for index, level in enumerate(levels)
    ]
    if view.get("items"):
        shown.insert(0, {"name": None, "items": items(view, "")})
    return {
        "kind": Kind.DEFINITION_OF_DONE.value,
        "title": view.get("title"),
        "owner": view.get("owner"),
        "repository": view.get("repository"),
        "levels": shown,
        "skipped": [{"line": one.line, "reason": one.reason} for one in document.skipped],
    }


def _item(item: Criterion | None, evidence: Mapping[str, Evidence], start: Position) -> dict[str, Any]:
    return {
        "text": item.text if item else "",
        "line": start.line,
        "column": start.column,
        "topics": list(item.topics) if item else [],
        "wording": list(item.wording) if item else [],
        "verified_by": [
            {
                "kind": claim.kind,
                "value": claim.value,
                "state": claim.state,
                _FOUND: evidence.get(f"{item.pointer}/verified_by/{number}"),
            }
            for number, claim in enumerate(item.verified_by)
        ]
        if item
        else [],
    }


def engagement_facts(validated: Validated, definition: dict[str, Any] | None) -> dict[str, Any]:
    """An engagement's derived facts as `show --format json` prints them."""
    view = validated.view
    months, worst = _overlaps(view)
    return {
        "kind": Kind.ENGAGEMENT.value,
        "name": view.get("metadata", {}).get("name"),
        "shape": view.get("shape"),
        "overlap": months,
        "worst_overlap": worst,
        "headcount": {side: _heads(view.get("team", []), side) for side in ("client", "vendor")},
        "definition_of_done": definition,
    }


def _overlaps(view: Data) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    sites = view.get("operating_model", {}).get("sites", [])
    term = view.get("term", {})
    try:
        daily = facts.daily_overlaps(sites, term.get("start", ""), term.get("end", ""))
    except facts.NotStated:
        return [], None
    months: dict[str, float] = {}
    for day, hours in sorted(daily.items()):
        month = day.isoformat()[:7]
        months[month] = min(hours, months.get(month, hours))
    worst = min(daily, key=lambda day: (daily[day], day))
    return (
        [{"month": month, "hours": round(hours, 2)} for month, hours in months.items()],
        {"hours": round(daily[worst], 2), "date": worst.isoformat()},
    )


def _heads(team: list[dict[str, Any]], side: str) -> dict[str, int]:
    heads: dict[str, int] = {}
    for entry in team:
        if entry.get("side") == side and "count" in entry:
            level = entry.get("level", "not stated")
            heads[level] = heads.get(level, 0) + int(entry["count"])
    return dict(sorted(heads.items(), key=lambda pair: LEVELS.index(pair[0]) if pair[0] in LEVELS else len(LEVELS)))


def as_json(shown: dict[str, Any]) -> str:
    """What is shown as a JSON object with a line break at its end, in ASCII."""
    return json.dumps(_without_evidence(shown), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _without_evidence(shown: Any) -> Any:  # noqa: ANN401 - any part of what is shown
    if isinstance(shown, dict):
        return {name: _without_evidence(value) for name, value in shown.items() if name != _FOUND}
    return [_without_evidence(one) for one in shown] if isinstance(shown, list) else shown


def as_text(shown: dict[str, Any]) -> str:
    """What is shown, aligned, for a person."""
    lines = _engagement_lines(shown) if shown["kind"] == Kind.ENGAGEMENT else _definition_lines(shown)
    return "\n".join(lines) + "\n"


def _engagement_lines(shown: dict[str, Any]) -> list[str]:
    lines = [f"Engagement {visible(shown['name'] or '(no name)')}, shape: {visible(shown['shape'] or 'not stated')}"]
    if shown["worst_overlap"]:
        worst = shown["worst_overlap"]
        lines += ["", f"Shared working hours, least a day (worst: {worst['hours']:g} h on {worst['date']})"]
        lines += [f"  {one['month']}  {one['hours']:5g} h  {'#' * round(one['hours'] * 4)}" for one in shown["overlap"]]
    else:
        lines += ["", "Shared working hours: cannot be told without the term and both sides' sites, zones and hours"]
    lines += ["", "Heads"]
    for side, heads in shown["headcount"].items():
        told = ", ".join(f"{number} {visible(level)}" for level, number in heads.items()) or "not stated"
        lines.append(f"  {side}: {told}")
    if shown["definition_of_done"] is None:
        return [*lines, "", "Definition of Done: none that could be read"]
    return [*lines, "", *_definition_lines(shown["definition_of_done"])]


def _definition_lines(shown: dict[str, Any]) -> list[str]:
    title = visible(shown["title"] or "(no title)")
    told = [f"{name}: {visible(shown[name])}" for name in ("owner", "repository") if shown[name]]
    lead = "" if says_done(title) else "Definition of Done: "
    lines = [f"{lead}{title}" + (f" ({', '.join(told)})" if told else "")]
    for level in shown["levels"]:
        lines += ["", visible(level["name"]) if level["name"] else "Items"]
        lines += [line for item in level["items"] for line in _item_lines(item, 1)]
    if shown["skipped"]:
        lines += ["", "Not read as criteria"]
        lines += [f"  {one['line']:4}  {visible(one['reason'])}" for one in shown["skipped"]]
    return lines


def _item_lines(item: dict[str, Any], depth: int) -> list[str]:
    details = [f"topics: {', '.join(item['topics']) or 'none'}"]
    if item["wording"]:
        details.append(f"wording: {', '.join(item['wording'])}")
    lines = [f"{item['line']:6}  {'  ' * (depth - 1)}{visible(item['text']) or '(empty)'}"]
    below = [f"[{'; '.join(details)}]", *(_claim_line(claim) for claim in item["verified_by"])]
    lines += [f"        {'  ' * (depth - 1)}  {line}" for line in below]
    return lines + [line for nested in item["items"] for line in _item_lines(nested, depth + 1)]


def _claim_line(claim: dict[str, Any]) -> str:
    """A claim with its state, why it has that, and where that is written."""
    found: Evidence | None = claim[_FOUND]
    line = visible(f"{claim['kind']}: {claim['value']}" if claim["kind"] else claim["value"])
    if found is None:
        return line
    place = f"{found.file}:{found.line}" if found.line else found.file
    return f"{line} ({found.state}): {visible(found.reason)}" + (f" ({visible(place)})" if place else "")
