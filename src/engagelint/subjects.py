"""Subjects: a validated document together with the Definition of Done or the engagement that it is judged with."""

from __future__ import annotations

from engagelint.done import MOST_CRITERIA, covered, criteria
from engagelint.evidence import CANNOT_TELL, prove_all
from engagelint.model import Document, Kind, Severity, Skipped
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from engagelint.done import Claim, Criterion
    from engagelint.evidence import Evidence
    from engagelint.evidence.repository import Repository
    from engagelint.model import Data
    from engagelint.schema import Validated

#: Where a manifest holds the items of its Definition of Done.
EMBEDDED = "/definition_of_done"


class Subject(NamedTuple):
    """What policies are evaluated on: a document, or the Definition of Done embedded in one.

    `view` is the data without what is not stated or was refused; `prefix` the pointer of its root in the document, and
    `refused` the document's pointers that the schema has spoken of. `done` and `engagement` are the CEL variables;
    `criteria` are the items in `done`, their pointers within the view, and `evidence` what was found for the claim at
    a pointer. `cap` bounds the severity of unanswered findings. `left_out` is the pointer within the view of the first
    item that is not judged, as there are too many; empty where all are.
    """

    document: Document
    kind: Kind
    view: Data
    refused: frozenset[str] = frozenset()
    prefix: str = ""
    done: Mapping[str, Any] = {}
    engagement: Mapping[str, Any] = {}
    criteria: tuple[Criterion, ...] = ()
    evidence: Mapping[str, Evidence] = {}
    cap: Severity = Severity.ERROR
    left_out: str = ""


def engagement_subject(
    document: Document, validated: Validated, definition: Subject | None, refused: frozenset[str] = frozenset()
) -> Subject:
    """The subject of a manifest and of the Definition of Done that it names or holds (None: there is none to be read).

    `refused` are pointers that something else than the schema has spoken of.
    """
    draft = document.value("/metadata/status") == "draft"
    return Subject(
        document,
        Kind.ENGAGEMENT,
        validated.view,
        validated.refused | refused,
        done=definition.done if definition else done_variable([], (), found=False),
        cap=Severity.WARNING if draft else Severity.ERROR,
    )


def definition_subject(
    document: Document, validated: Validated, engagement: Data = None, repository: Repository | None = None
) -> Subject:
    """The subject of a Definition of Done in a file of its own.

    `engagement` is the view of the manifest that links it, `repository` the one that its claims are about.
    """
    return _definition(document, validated, "", engagement, repository)


def embedded_subject(document: Document, validated: Validated, repository: Repository | None = None) -> Subject | None:
    """The subject of the Definition of Done that a manifest holds; None where it holds none."""
    view = validated.view.get("definition_of_done")
    if not isinstance(view, dict) or not (view.keys() & {"items", "levels"}):
        return None
    return _definition(document, validated, EMBEDDED, validated.view, repository)


def _definition(
    document: Document, validated: Validated, prefix: str, engagement: Data, repository: Repository | None
) -> Subject:
    view = validated.view["definition_of_done"] if prefix else validated.view
    roles = engagement.get("roles", {}) if engagement else None
    found = criteria(view)
    left_out = found[MOST_CRITERIA].pointer if len(found) > MOST_CRITERIA else ""
    proven = prove_all(found[:MOST_CRITERIA], repository, roles)
    evidence = {
        f"{one.criterion.pointer}/verified_by/{number}": found
        for one in proven
        for number, found in enumerate(one.evidence)
    }
    items = tuple(one.criterion for one in proven)
    return Subject(
        document,
        Kind.DEFINITION_OF_DONE,
        view,
        validated.refused,
        prefix,
        done=done_variable(items, document.skipped, evidence, found=True, searched=repository is not None),
        engagement=engagement or {},
        criteria=items,
        evidence=evidence,
        left_out=left_out,
    )


def done_variable(
    items: Sequence[Criterion],
    skipped: Sequence[Skipped],
    evidence: Mapping[str, Evidence] = {},
    *,
    found: bool,
    searched: bool = False,
) -> dict[str, Any]:
    """The CEL variable `done`: topics covered, items in order, what is no item, and whether there is a file at all.

    `evidence` is what was found for the claim at a pointer. Where no repository was searched, a claim of which nothing
    can be told has no state.
    """
    return {
        "found": found,
        "topics": covered(items),
        "items": [_item(item, evidence, searched=searched) for item in items],
        "skipped": [{"text": one.text, "reason": one.reason, "line": float(one.line)} for one in skipped],
    }


def _item(item: Criterion, evidence: Mapping[str, Evidence], *, searched: bool) -> dict[str, Any]:
    stated = {"text": item.text, "level": item.level, "marker": item.marker}
    return {
        **{name: value for name, value in stated.items() if value},
        "topics": list(item.topics),
        "wording": list(item.wording),
        "verified_by": [
            _claim(one, evidence.get(f"{item.pointer}/verified_by/{number}"), searched=searched)
            for number, one in enumerate(item.verified_by)
        ],
    }


def _claim(claim: Claim, found: Evidence | None, *, searched: bool) -> dict[str, Any]:
    """A claim with its parts, as it stands, its state and, where anything was found out, the reason and the file."""
    told = {"kind": claim.kind, "value": claim.value, "claim": claim.text}
    if found is None or (claim.state == CANNOT_TELL and not searched):
        return {**told, "state": ""}
    told |= {"state": claim.state, "reason": found.reason}
    return {**told, "file": found.file} if found.file else told
