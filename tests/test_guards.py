"""Conditions and guards: nothing is misspelt, and what decides whether a policy applies is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import judging
import pytest

from engagelint import catalogue, schema
from engagelint.expressions import reads
from engagelint.model import Kind, escape_pointer
from engagelint.policies import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.model import Document
    from engagelint.policies import Policy

CODES = list(catalogue.files_by_id())

#: What conditions see of a Definition of Done beside its fields (subjects.done_variable).
OF_AN_ITEM = {"text", "level", "topics", "wording", "marker", "verified_by"}
OF_A_PROOF = {"kind", "value", "claim", "state", "reason", "file"}
OF_DONE = {"found", "topics", "items", "skipped"}

#: A term that is lacking on purpose, so that what cannot be told is a question.
NEVER_THERE = {"DOD013": {"self/proof"}}

#: Terms that guards read and nobody asks for: each only widens what a policy looks at, or narrows it when it is stated.
NOT_ASKED_FOR = {
    "/commercials/kpis/*/name": "COM014 looks for words in it, besides the measure",
    "/commercials/kpis/*/definition": "COM014 looks for words in it, besides the measure",
    "/compliance": "CMP008 looks for contradictions in it",
}


def expressions(policy: Policy) -> list[str]:
    """All that a policy evaluates: its conditions and the placeholders of its texts."""
    texts = (policy.message, policy.unanswered_message, policy.why, policy.ask, policy.clause, policy.fallback)
    return [policy.require, policy.when or "", *(one for text in texts for one in placeholders(text or ""))]


def unknown(policy: Policy, expression: str) -> Iterator[str]:
    """The terms that an expression reads and no document has."""
    kinds = [kind for kind in (Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE) if kind in policy.applies_to]
    for variable, parts in reads(expression):
        below = "".join(f"/{escape_pointer(part)}" for part in parts)
        if variable == "done":
            known = not parts or (
                parts[0] in OF_DONE and (parts[:2] != ("items", "*") or set(parts[2:3]) <= OF_AN_ITEM)
            )
        elif variable == "engagement":
            known = schema.exists(Kind.ENGAGEMENT, below)
        elif variable == "document":
            known = any(schema.exists(kind, below) for kind in kinds)
        elif variable in {"self", "member"}:
            places = policy.given if variable == "self" else [one[: one.rindex("*") + 1] for one in policy.given]
            known = any(exists(kind, place, below, parts) for kind in kinds for place in places)
        else:
            known = not parts
        if not known:
            yield f"{variable}{below}"


def exists(kind: Kind, place: str, below: str, parts: tuple[str, ...]) -> bool:
    if kind is Kind.DEFINITION_OF_DONE and place.startswith("/items/*"):
        return not parts or parts[0] in (OF_A_PROOF if "verified_by" in place else OF_AN_ITEM)
    return schema.exists(kind, place + below)


@pytest.mark.parametrize("code", CODES)
def test_a_policy_reads_only_terms_that_there_are(code: str) -> None:
    policy = catalogue.built_in(code)
    found = {term for expression in expressions(policy) for term in unknown(policy, expression)}
    assert found == NEVER_THERE.get(code, set())


@pytest.mark.parametrize("code", CODES)
def test_a_misspelt_term_would_be_found(code: str) -> None:
    """The test above, tested: each term that a condition reads, its last name misspelt, is one that nobody knows."""
    policy = catalogue.built_in(code)
    for variable, parts in reads(policy.require):
        if parts and parts[-1] != "*":
            misspelt = ".".join([variable, *parts[:-1], parts[-1] + "x"]).replace(".*", "")
            if "*" not in parts:
                assert list(unknown(policy, misspelt)), misspelt


def guards() -> list[str]:
    """The places of all terms of an engagement that some guard reads."""
    found: set[str] = set()
    for code in CODES:
        policy = catalogue.built_in(code)
        if Kind.ENGAGEMENT in policy.applies_to:
            found.update(term for term in judging.terms(policy, policy.when or "") if "**" not in term)
        engagements = (parts for variable, parts in reads(policy.when or "") if variable == "engagement" and parts)
        found.update("".join(f"/{escape_pointer(part)}" for part in parts) for parts in engagements)
    return sorted(one for one in found if one and not one.endswith("*") and schema.exists(Kind.ENGAGEMENT, one))


#: A Definition of Done that leaves decision records and runbooks to the engagement.
BARE = "".join(
    line
    for line in judging.example("definition-of-done.md").splitlines(keepends=True)
    if "decision record" not in line and "runbook" not in line
)


@cache
def manifests() -> list[Document]:
    first_payment = "\n    - {name: monthly fee, due: monthly, released_by: time}"
    engagement = judging.example("engagement.yaml")
    assert first_payment in engagement
    texts = {
        "engagement.yaml": engagement.replace(first_payment, first_payment[:-1] + ", trigger: the sprint's end}"),
        "mvp.yaml": judging.example("mvp.yaml"),
    }
    return [judging.read(text, name) for name, text in texts.items()]


@pytest.mark.parametrize("term", guards())
def test_what_a_guard_reads_is_asked_for(term: str) -> None:
    """Taken out of some clean manifest, the term, or the first thing to state of it, is what a policy asks for."""
    tried = 0
    for document in manifests():
        for pointer in judging.matching(document.data, term)[:1]:
            tried += 1
            asked = {finding.pointer or "" for finding in judging.judge(judging.lacking(document, pointer), BARE)}
            if any(one == pointer or one.startswith(f"{pointer}/") for one in asked):
                return
    assert tried, "no manifest states the term"
    assert term in NOT_ASKED_FOR
