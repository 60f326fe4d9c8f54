"""Policies: one YAML file each, read into a Policy, and chosen by code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engagelint import resources
from engagelint.codes import OWN_CODES, own_finding
from engagelint.expressions import Malformed, bind, reads
from engagelint.loading.yaml import compose
from engagelint.model import Document, Finding, Kind, Severity, Source, escape_pointer
from engagelint.text import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from engagelint.text import Lexicon

_FILE_NAME = re.compile(r"([A-Z]{3}\d{3})-([a-z0-9-]+)\.yaml")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


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


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The concepts that conditions ask for with `mentions`."""
    return load_lexicon(compose(resources.read_text("policies/lexicon.yaml"))[0])


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Path]:
    """The built-in policies' files by id, in the order of their ids."""
    found = {}
    for path in resources.policies_folder().glob("*/*.yaml"):
        if match := _FILE_NAME.fullmatch(path.name):
            found[match.group(1)] = path
    return dict(sorted(found.items()))


def built_in(code: str) -> Policy:
    """The built-in policy of that id; raises KeyError for none."""
    path = catalogue()[code]
    source = Source(f"policies/{path.parent.name}/{path.name}", path.read_text(encoding="utf-8"))
    data, marks, root = compose(source.text)
    return parse(data, path.parent.name, document=Document(Kind.POLICY, source, data, marks, root))


def by_pointer(kind: str) -> dict[str, list[str]]:
    """The built-in policies that look at each place of a kind ("engagement"): pointer, with `*`, to ids."""
    found: dict[str, list[str]] = {}
    for code in catalogue():
        policy = built_in(code)
        if any(one.value.lower() == kind.replace("-", "") for one in policy.applies_to):
            for pointer in looked_at(policy):
                found.setdefault(pointer, []).append(code)
    return found


def looked_at(policy: Policy) -> list[str]:
    """The pointers of the terms that a policy's condition, guard and place name."""
    expressions = " ".join([policy.require, policy.when or ""])
    pointers = {f"{given}/{at}" for given in policy.given for at in policy.at}
    for variable, parts in reads(expressions):
        below = "".join(f"/{escape_pointer(part)}" for part in parts)
        if variable == "self":
            pointers.update(given + below for given in policy.given)
        elif variable == "document":
            pointers.add(below)
    return sorted(pointer for pointer in {*pointers, *policy.given} if pointer and "**" not in pointer)


def select(known: Iterable[str], wanted: Iterable[str], unwanted: Iterable[str]) -> list[str]:
    """The ids in `known` that the codes choose: an id, or the beginning of ids ("COM", "COM00"), whatever their case.

    No `wanted` means all. Raises Unusable, with the nearest known code, for one that chooses nothing.
    """
    ids = list(known)

    def matching(codes: Iterable[str]) -> set[str]:
        chosen: set[str] = set()
        for code in codes:
            upper = code.strip().upper()
            hits = [one for one in ids if upper and one.startswith(upper)]
            if not hits and upper not in OWN_CODES:
                families = sorted({one[:3] for one in ids})
                near = get_close_matches(upper, [*ids, *families, *OWN_CODES], n=1, cutoff=0.5)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise Unusable(f"there is no policy `{code}`{hint} (`engagelint policies` lists them)")
            chosen.update(hits)
        return chosen

    wanted, unwanted = list(wanted), list(unwanted)
    for code in unwanted:
        if code.strip().upper() in OWN_CODES:
            raise Unusable(f"`{code}` cannot be ignored: it says that something could not be checked")
    chosen = matching(wanted) if wanted else set(ids)
    return [one for one in ids if one in chosen - matching(unwanted)]
