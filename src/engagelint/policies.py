"""Policies: what one YAML file says, read into a Policy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engagelint.codes import own_finding
from engagelint.expressions import Malformed, bind, places_read
from engagelint.model import Document, Finding, Kind, Severity, escape_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
#: What is known of a criterion follows from the term that is written.
_WRITTEN = {"topics": "text", "wording": "text", "marker": "text"}


class Unusable(Exception):  # noqa: N818 - it describes what the user chose, and is shown like a finding
    """A policy, pack or choice that cannot be worked with; `findings` say where, or else the text says why."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, its parameters' values put into its expressions (design: the policy language).

    Texts hold `{expression}` placeholders. `raw` is the file's content, `document` the file where it is at hand.
    """

    id: str
    name: str
    requirement: str
    family: str
    applies_to: frozenset[Kind]
    severity: Severity
    given: tuple[str, ...]
    absent_unanswered: bool
    when: str | None
    require: str
    at: tuple[str, ...]
    message: str
    unanswered_severity: Severity | None
    unanswered_ignored: bool
    unanswered_message: str | None
    why: str
    ask: str
    asked_of: str
    clause: str
    fallback: str
    sources: tuple[str, ...]
    params: Mapping[str, Any]
    raw: Mapping[str, Any] = field(repr=False)
    document: Document | None = field(default=None, repr=False)


def placeholders(text: str) -> list[str]:
    """The expressions in a text's `{...}`, in order."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{expression}` replaced by its value in `values`."""
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def several(value: str | list[str] | None) -> tuple[str, ...]:
    """A term that may be one text or a list of them, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def parse(
    raw: Mapping[str, Any], family: str, *, params: Mapping[str, Any] | None = None, document: Document | None = None
) -> Policy:
    """The policy that `raw` (valid against the policy schema) describes, with other values for some parameters.

    Raises Unusable, with the place where the document is given, for a parameter that the policy does not have.
    """
    own = raw.get("params", {})
    for name in params or {}:
        if name not in own:
            raise Unusable(f"{raw['id']} has no parameter `{name}`; it has {', '.join(sorted(own)) or 'none'}")
    values = {**own, **(params or {})}
    unanswered = raw.get("unanswered", {})

    def bound(key: str) -> str | None:
        try:
            return bind(raw[key], values) if key in raw else None
        except Malformed as error:
            findings = [broken(document, f"/{key}", error.message)] if document else []
            raise Unusable(f"{raw['id']}: {error.message}", findings) from None

    def text(value: str, key: str) -> str:
        try:
            filled = _PLACEHOLDER.sub(lambda match: "{" + bind(match.group(1), values) + "}", value)
        except Malformed as error:
            findings = [broken(document, f"/{key}", error.message)] if document else []
            raise Unusable(f"{raw['id']}: {error.message}", findings) from None
        return " ".join(filled.split())

    severity = unanswered.get("severity")
    return Policy(
        id=raw["id"],
        name=raw["name"],
        requirement=" ".join(raw.get("requirement", "").split()) or f"{raw['name'].replace('-', ' ').capitalize()}.",
        family=family,
        applies_to=frozenset(Kind) if raw["applies_to"] == "*" else frozenset([Kind(raw["applies_to"])]),
        severity=Severity(raw["severity"]),
        given=several(raw.get("given", "")),
        absent_unanswered=raw.get("absent") == "unanswered",
        when=bound("when"),
        require=bound("require") or "true",
        at=several(raw.get("at")),
        unanswered_severity=Severity(severity) if severity in set(Severity) else None,
        unanswered_ignored=severity == "ignore",
        unanswered_message=text(unanswered["message"], "unanswered") if "message" in unanswered else None,
        asked_of=raw.get("asked_of", "both"),
        sources=several(raw.get("sources")),
        params=values,
        raw=raw,
        document=document,
        **{key: text(raw.get(key, ""), key) for key in ("message", "why", "ask", "clause", "fallback")},
    )


def broken(document: Document, pointer: str, message: str) -> Finding:
    """A finding on a policy's own file: the policy cannot be used."""
    return own_finding("POL", document.source, document.region(pointer), message, pointer)


def looked_at(policy: Policy) -> list[str]:
    """The pointers, with `*` for members, of the terms that a policy's condition, guard and place name.

    Those of a Definition of Done begin with `/items` for the criteria of all levels.
    """
    definition = "" if Kind.DEFINITION_OF_DONE in policy.applies_to else "/definition_of_done"
    roots = {"self": policy.given, "document": ("",), "done": (definition,)}
    pointers = {f"{given}/{at}" for given in policy.given for at in policy.at}
    for expression in (policy.require, policy.when or ""):
        for variable, *parts in places_read(expression):
            written = _criteria(parts) if variable == "done" else parts
            below = "".join(f"/{escape_pointer(_WRITTEN.get(part, part))}" for part in written)
            pointers.update(root + below for root in roots.get(variable, ()))
    return sorted(pointer for pointer in {*pointers, *policy.given} if pointer and "**" not in pointer)


def _criteria(parts: list[str]) -> list[str]:
    """The term of a Definition of Done that a part of the variable `done` is taken from."""
    if parts[:1] == ["topics"]:
        return ["items", "*", "text"]
    return parts if parts[:1] == ["items"] else []
