"""Configurations in folders below the main one: they can only tighten, and are told where they would do more."""

from __future__ import annotations

from engagelint import catalogue
from engagelint.catalogue import Choice
from engagelint.codes import own_finding
from engagelint.model import Severity, escape_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, Final

    from engagelint.config import Configuration
    from engagelint.model import Document, Finding
    from engagelint.policies import Policy

#: What says nothing about rules.
_SILENT: Final = frozenset({"apiVersion", "kind", "title", "description"})
#: What only ever tightens.
_TIGHTENS: Final = frozenset({"packs", "select", "policies", "mandatory", "two_key"})
_ONLY_ABOVE: Final = "it counts only in the main configuration: one in a folder below can add rules, not take them away"


def counted(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a nested configuration has an effect on which policies run and how much they weigh."""
    return {key: value for key, value in data.items() if key in _TIGHTENS | {"severity"}}


class Tightened(NamedTuple):
    """What a nested configuration adds: its choice, whether it forbids inline suppressions, and what is wrong in it."""

    choice: Choice
    forbids: bool
    findings: tuple[Finding, ...]


def tighten(nested: Configuration, above: Sequence[Choice], own: Sequence[Policy]) -> Tightened:
    """What a nested configuration adds to the choices `above` it; `own` are all house policies that may run."""
    data, document = nested.data, nested.document
    if document is None:
        return Tightened(Choice(packs=(), adds=True), forbids=False, findings=())
    choice = Choice(
        packs=tuple(data.get("packs", ())),
        select=tuple(data.get("select", ())),
        severity=data.get("severity", {}),
        mandatory=tuple(data.get("mandatory", ())),
        two_key=tuple(data.get("two_key", ())),
        adds=True,
    )
    findings = [*_loosening(document, data), *_lowered(document, choice, above, own)]
    return Tightened(choice, data.get("inline_suppressions") == "forbidden", tuple(findings))


def _loosening(document: Document, data: Mapping[str, Any]) -> Iterator[Finding]:
    for key, value in data.items():
        if key in _SILENT | _TIGHTENS | {"severity"} or key.startswith("x-"):
            continue
        if key == "inline_suppressions" and value == "forbidden":
            continue
        yield _finding(document, f"/{key}", f"`{key}` has no effect here, and {_ONLY_ABOVE}", key=True)


def _lowered(document: Document, choice: Choice, above: Sequence[Choice], own: Sequence[Policy]) -> Iterator[Finding]:
    """A finding for each severity that the nested configuration states lower than it is without it."""
    if not choice.severity:
        return
    known = catalogue.every_name(own)
    weights = {policy.id: policy.severity for policy in catalogue.chosen(above, own)}
    for code, stated in choice.severity.items():
        heavier = [one for one in catalogue.select(known, [code], ()) if one in weights]
        heavier = [one for one in heavier if weights[one].rank > Severity(stated).rank]
        if heavier:
            message = (
                f"{heavier[0]} weighs {weights[heavier[0]]} in the main configuration, and {stated} would be less: "
                "a configuration in a folder below can only raise severities"
            )
            yield _finding(document, f"/severity/{escape_pointer(code)}", message)


def _finding(document: Document, pointer: str, message: str, *, key: bool = False) -> Finding:
    return own_finding("CFG", document.source, document.region(pointer, key=key), message, pointer)
