"""Judges a text by the whole default pack, without files: what the suites of mutations and guards have in common."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engagelint import catalogue, examples, schema
from engagelint.engine import Engine
from engagelint.expressions import Language, reads
from engagelint.model import Document, Finding, Kind, escape_pointer, member, split_pointer
from engagelint.places import value_at
from engagelint.recognition import recognise
from engagelint.subjects import definition_subject, embedded_subject, engagement_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.model import Data
    from engagelint.policies import Policy
    from engagelint.schema import Validated
    from engagelint.subjects import Subject

EXAMPLES = Path(__file__).parents[1] / "examples"


LINKED = "definition-of-done.md"


@cache
def language() -> Language:
    """The language of conditions."""
    return Language(catalogue.lexicon)


@cache
def engine() -> Engine:
    """All policies, ready."""
    policies = [catalogue.built_in(code) for code in catalogue.files_by_id()]
    return Engine(policies, language(), examples.TODAY)


def example(name: str) -> str:
    """The text of a clean example."""
    return (EXAMPLES / name).read_text(encoding="utf-8")


def read(text: str, name: str) -> Document:
    """The document that `text` is, under that file name."""
    document = recognise(text.encode(), name, named=True)
    assert isinstance(document, Document), document
    return document


@cache
def _definition(text: str) -> tuple[Document, Validated]:
    found = read(text, LINKED)
    return found, schema.validate(found, found.kind)


def subjects(document: Document, linked: str = "") -> tuple[list[Subject], list[Finding]]:
    """What policies are judged on, the document first, and what the schema has to say of it.

    `linked` is the Markdown of the Definition of Done that a manifest links (default: the clean example's).
    """
    validated = schema.validate(document, document.kind)
    if document.kind is not Kind.ENGAGEMENT:
        return [definition_subject(document, validated)], validated.findings
    definition = embedded_subject(document, validated)
    if definition is None and value_at(validated.view, "/definition_of_done/file") == LINKED:
        definition = definition_subject(*_definition(linked or example(LINKED)), validated.view)
    manifest = engagement_subject(document, validated, definition)
    return [manifest, definition] if definition else [manifest], validated.findings


def judge(document: Document, linked: str = "") -> list[Finding]:
    """What the schema and all policies find in a manifest with its Definition of Done, or in a Definition of Done."""
    there, complaints = subjects(document, linked)
    judgements = [judgement for subject in there for judgement in engine().judge(subject)]
    return [*complaints, *(judgement.finding for judgement in judgements if judgement.finding)]


def keys(data: Data, pointer: str = "") -> Iterator[str]:
    """The places of all keys in `data`."""
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in below:
        here = f"{pointer}/{escape_pointer(str(key))}"
        if isinstance(data, dict):
            yield here
        yield from keys(value, here)


def lacking(document: Document, pointer: str) -> Document:
    """The document with the term at `pointer` missing from its data; its text stays."""
    parts = split_pointer(pointer)

    def copied(value: Data, depth: int) -> Data:
        if isinstance(value, list):
            return [copied(one, depth + 1) if str(n) == parts[depth] else one for n, one in enumerate(value)]
        last = depth == len(parts) - 1
        kept = {key: one for key, one in value.items() if not last or key != parts[depth]}
        return kept if last else {**kept, parts[depth]: copied(value[parts[depth]], depth + 1)}

    return Document(document.kind, document.source, copied(document.data, 0), document.marks, document.root)


def terms(policy: Policy, expression: str) -> Iterator[str]:
    """The places, with `*` for members, of the engagement's terms that an expression of the policy reads."""
    for variable, parts in reads(expression):
        below = "".join(f"/{escape_pointer(part)}" for part in parts)
        if variable == "self":
            yield from (given + below for given in policy.given)
        elif variable == "member":
            yield from (given[: given.rindex("*") + 1] + below for given in policy.given)
        elif variable == "document":
            yield below


def matching(data: Data, place: str) -> list[str]:
    """The places in `data` that a place with `*` for members stands for."""
    found: list[tuple[str, Data]] = [("", data)]
    for part in split_pointer(place):
        wanted = [(pointer, value, wild_or_named(value, part)) for pointer, value in found]
        found = [
            (f"{pointer}/{escape_pointer(name)}", there[1])
            for pointer, value, names in wanted
            for name in names
            if (there := member(value, name))
        ]
    return [pointer for pointer, _ in found]


def wild_or_named(value: Data, part: str) -> list[str]:
    """The members of `value` that a part of a place names."""
    if part != "*":
        return [part]
    return [
        str(one) for one in (range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ())
    ]
