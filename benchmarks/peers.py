"""Other linters on the same files; one that is not there is left out visibly.

python -m venv peers && peers/bin/pip install yamllint check-jsonschema
npm install --prefix peers ajv-cli ajv-formats @stoplight/spectral-cli
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

from corpus import ROOT
from marks import ENGAGELINT, clock_of

if TYPE_CHECKING:
    from pathlib import Path

#: Twenty conditions of the kind that engagelint judges, as far as Spectral can say them.
_DEMANDED = (
    *("$.metadata.status", "$.parties.client.size", "$.term.start", "$.term.end", "$.rationale.case"),
    *("$.rationale.outcome", "$.rationale.strategy", "$.shape", "$.roles.product_owner.name"),
    *("$.roles.product_owner.backup", "$.roles.tech_lead.name", "$.commercials.model", "$.commercials.kpis"),
    *(
        "$.ceremonies",
        "$.operating_model.sites",
        "$.definition_of_done",
        "$.knowledge",
        "$.compliance",
        "$.exit",
        "$.team",
    ),
)


class Peer(NamedTuple):
    """A peer: its name, and its command but for the files; None where it is not there."""

    name: str
    command: list[str] | None
    takes: str = "files"


class Run(NamedTuple):
    """What a peer took on the files: seconds by the clock, peak MiB; None for one that is not there."""

    name: str
    seconds: float | None
    memory: float | None


def compare(folder: Path, paths: list[Path], installed: Path | None) -> list[Run]:
    """Engagelint and its peers on the same files, once each."""
    names = [path.relative_to(folder).as_posix() for path in paths]
    runs = [Run("engagelint", *clock_of([*ENGAGELINT, "--format", "json", *names], folder))]
    for peer in _peers(folder, installed):
        if peer.command is None:
            runs.append(Run(peer.name, None, None))
            continue
        files = [argument for name in names for argument in ("-d", name)] if peer.takes == "-d" else names
        runs.append(Run(peer.name, *clock_of([*peer.command, *files], folder)))
    return runs


def _peers(folder: Path, installed: Path | None) -> list[Peer]:
    schema = folder / "engagement.schema.json"
    plain = json.loads((ROOT / "schemas" / "engagement.schema.json").read_text("utf-8"))
    # Neither knows the formats that are our own.
    schema.write_text(json.dumps(_without_formats(plain)), "utf-8")
    rules = folder / "spectral.json"
    demanded = {
        f"demand-{number}": {"given": pointer.rpartition(".")[0], "severity": "error", "then": _truthy(pointer)}
        for number, pointer in enumerate(_DEMANDED)
    }
    rules.write_text(json.dumps({"rules": demanded}), "utf-8")

    def found(name: str, *rest: str) -> list[str] | None:
        places = (
            [str(installed / "venv" / "bin"), str(installed / "bin"), str(installed / "node_modules" / ".bin")]
            if installed
            else []
        )
        path = next((at for place in places if (at := shutil.which(name, path=place))), None) or shutil.which(name)
        return [path, *rest] if path else None

    return [
        Peer("yamllint", found("yamllint", "-d", "relaxed")),
        Peer("check-jsonschema", found("check-jsonschema", "--schemafile", str(schema))),
        Peer(
            "ajv-cli (schema only)",
            found("ajv", "validate", "--spec=draft2020", "--strict=false", "-s", str(schema)),
            "-d",
        ),
        Peer("Spectral (20 conditions, no schema)", found("spectral", "lint", "--ruleset", str(rules), "--quiet")),
    ]


def _truthy(pointer: str) -> dict[str, str]:
    return {"field": pointer.rpartition(".")[2], "function": "truthy"}


def _without_formats(node: object) -> object:
    if isinstance(node, dict):
        return {
            key: _without_formats(value) for key, value in node.items() if key != "format" or not isinstance(value, str)
        }
    return [_without_formats(one) for one in node] if isinstance(node, list) else node
