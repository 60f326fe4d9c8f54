"""Subjects: a validated document together with the Definition of Done or the engagement that it is judged with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engagelint.done import criteria
from engagelint.model import Document, Kind, Severity, Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engagelint.done import Criterion
    from engagelint.model import Data
    from engagelint.schema import Validated

#: Where a manifest holds the items of its Definition of Done.
EMBEDDED = "/definition_of_done"


@dataclass(frozen=True, slots=True)
class Subject:
    """What policies are evaluated on: a document, or the Definition of Done embedded in one.

    `view` is the data without what is not stated or was refused; `prefix` the pointer of its root in the document, and
    `refused` the document's pointers that the schema has spoken of. `done` and `engagement` are the CEL variables;
    `items` the pointers, within the view, of the items in `done`. `cap` bounds the severity of unanswered findings.
    """

    document: Document
    kind: Kind
    view: Data
    refused: frozenset[str] = frozenset()
    prefix: str = ""
    done: Mapping[str, Any] = field(default_factory=dict)
    engagement: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    cap: Severity = Severity.ERROR


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


def definition_subject(document: Document, validated: Validated, engagement: Data = None) -> Subject:
    """The subject of a Definition of Done in a file of its own; `engagement` is the linking manifest's view."""
    return _definition(document, validated, "", validated.view, document.skipped, engagement)


def embedded_subject(document: Document, validated: Validated) -> Subject | None:
    """The subject of the Definition of Done that a manifest holds; None where it holds none."""
    view = validated.view.get("definition_of_done")
    if not isinstance(view, dict) or not (view.keys() & {"items", "levels"}):
        return None
    return _definition(document, validated, EMBEDDED, view, (), validated.view)


def _definition(
    document: Document, validated: Validated, prefix: str, view: Data, skipped: Sequence[Skipped], engagement: Data
) -> Subject:
    items = criteria(view)
    return Subject(
        document,
        Kind.DEFINITION_OF_DONE,
        view,
        validated.refused,
        prefix,
        done=done_variable(items, skipped, found=True),
        engagement=engagement or {},
        items=tuple(item.pointer for item in items),
    )


def done_variable(items: Sequence[Criterion], skipped: Sequence[Skipped], *, found: bool) -> dict[str, Any]:
    """The CEL variable `done`: topics covered, items in order, what is no item, and whether there is a file at all."""
    return {
        "found": found,
        "topics": sorted({topic for item in items for topic in item.topics}),
        "items": [_item(item) for item in items],
        "skipped": [{"text": one.text, "reason": one.reason, "line": float(one.line)} for one in skipped],
    }


def _item(item: Criterion) -> dict[str, Any]:
    stated = {"text": item.text, "level": item.level, "marker": item.marker}
    return {
        **{name: value for name, value in stated.items() if value},
        "topics": list(item.topics),
        "wording": list(item.wording),
        "verified_by": [{"kind": one.kind, "value": one.value, "state": one.state} for one in item.verified_by],
    }
