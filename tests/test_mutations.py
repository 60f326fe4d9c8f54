"""Breaks one term of a clean example at a time: the policy meant for it speaks, on that line, and no other one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import judging
import pytest

from engagelint import catalogue, examples
from engagelint.engine import Engine
from engagelint.loading.yaml import compose
from engagelint.model import Document, Finding, Kind, Outcome, Severity
from engagelint.schema import fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLE: dict[str, Any] = compose((Path(__file__).parent / "data/mutations.yaml").read_text(encoding="utf-8"))[0]
ROWS: list[dict[str, Any]] = TABLE["rows"]


class Base(NamedTuple):
    """A clean document to break, and the Definition of Done that it links."""

    document: Document
    linked: str
    findings: frozenset[tuple[str, str | None]]


@cache
def base(name: str) -> Base:
    made: dict[str, Any] = TABLE["bases"][name]
    document = edited(judging.read(judging.example(made["example"]), made["example"]), made.get("set", {}))
    lines = judging.example("definition-of-done.md").splitlines(keepends=True)
    linked = "".join(line for line in lines if not any(words in line for words in made.get("linked_without", ())))
    return Base(document, linked, frozenset(places(judging.judge(document, linked))))


def places(findings: Iterable[Finding]) -> set[tuple[str, str | None]]:
    return {(finding.id, finding.pointer) for finding in findings}


def spans(document: Document, pointer: str) -> tuple[int, int, int]:
    """Where in the text the key of `pointer` begins, and where its value begins and ends."""
    _, mark, exists = document.nearest(pointer)
    assert exists, pointer
    return mark.key_start, mark.start, mark.end


def edited(document: Document, new: Mapping[str, Any]) -> Document:
    """The document with the values at some places replaced, in its very text."""
    text = document.source.text
    for pointer, value in sorted(new.items(), key=lambda one: spans(document, one[0])[1], reverse=True):
        _, start, end = spans(document, pointer)
        line_break = "\n" if text[start:end].endswith("\n") else ""
        text = text[:start] + json.dumps(value) + line_break + text[end:]
    return judging.read(text, document.source.path)


def without(document: Document, pointer: str) -> Document:
    """The document without the key at `pointer` and its value, in its very text."""
    text = document.source.text
    start, _, end = spans(document, pointer)
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip():  # a key on lines of its own
        end = end if text[end - 1] == "\n" else text.find("\n", end) + 1
        return judging.read(text[:line_start] + text[end:], document.source.path)
    after = text[end:].lstrip()
    if after.startswith(","):
        end = text.index(",", end) + 1
        end += len(text[end:]) - len(text[end:].lstrip(" "))
    elif text[:start].rstrip().endswith(","):
        start = text.rindex(",", 0, start)
    return judging.read(text[:start] + text[end:], document.source.path)


def broken(document: Document, row: Mapping[str, Any]) -> Document:
    if "delete" in row:
        return without(document, row["delete"])
    if "repeat" in row:
        above = row["repeat"].rpartition("/")[0]
        copies = [numbered(document.value(row["repeat"]), number) for number in range(int(row["times"]))]
        return edited(document, {above: [*document.value(above), *copies]})
    return edited(document, row["set"])


def numbered(member: dict[str, Any], number: int) -> dict[str, Any]:
    """A copy of a list's member under a name of its own."""
    return {key: f"{value} {number}" if key in {"name", "text"} else value for key, value in member.items()}


def edit(row: Mapping[str, Any]) -> str:
    """The place that a row edits, the first of several."""
    return str(row.get("delete") or row.get("repeat") or next(iter(row["set"])))


def named(row: Mapping[str, Any]) -> str:
    place = edit(row)
    return f"{row['policy']}{place}{'-deleted' if 'delete' in row else ''}"


@pytest.mark.parametrize("name", TABLE["bases"])
def test_a_base_is_clean(name: str) -> None:
    findings = judging.judge(base(name).document, base(name).linked)
    assert [finding.message for finding in findings if finding.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_the_policy_meant_for_a_term_speaks_of_it_and_no_other(row: dict[str, Any]) -> None:
    start = base(row["in"])
    document = broken(start.document, row)
    findings = [
        finding
        for finding in judging.judge(document, start.linked)
        if (finding.id, finding.pointer) not in start.findings
    ]
    at = row.get("at", edit(row))
    mine = [finding for finding in findings if finding.id == row["policy"]]
    assert [finding.pointer for finding in mine] == [at], [(finding.id, finding.pointer) for finding in findings]
    assert mine[0].outcome == row.get("outcome", Outcome.UNANSWERED if "delete" in row else Outcome.VIOLATED)
    assert mine[0].region.start.line == line(start.document, at, row.get("delete"))
    assert {finding.id for finding in findings} - {row["policy"]} == set(row.get("also", {}))
    assert all(finding.outcome is not Outcome.VIOLATED for finding in findings if "delete" in row)


def line(document: Document, pointer: str, gone: str | None) -> int:
    """The line of a place before the text was edited: its value's, or the key's that it is `gone` from."""
    if gone is None:
        return document.source.position(spans(document, pointer)[1]).line
    above = gone.rpartition("/")[0]
    if not above:
        return document.region("/apiVersion").start.line
    key_start, start, _ = spans(document, above)
    return document.source.position(min(key_start, start)).line


#: What takes more than a term of a clean example: another repository, or Markdown that does not render.
TESTED_ELSEWHERE = {"DOD012", "DOD013", "DOD016"}


def test_every_policy_is_mutated() -> None:
    assert set(catalogue.files_by_id()) - {row["policy"] for row in ROWS} == TESTED_ELSEWHERE


MANIFESTS = [name for name in TABLE["bases"] if name != "done"]


@pytest.mark.parametrize("name", ["engagement", "mvp"])
def test_no_term_that_is_left_out_is_ever_violated(name: str) -> None:
    """Of all keys of a clean manifest; a Definition of Done in it is a stated list of items, hence left whole."""
    start = base(name)
    # What TXT looks for stands in a text; a text that is gone holds nothing.
    codes = [code for code in catalogue.files_by_id() if not code.startswith("TXT")]
    engine = Engine([catalogue.built_in(code) for code in codes], judging.language(), examples.TODAY)
    for pointer in judging.keys(start.document.data):
        if pointer.startswith("/definition_of_done/items/"):
            continue
        (manifest, *_), _ = judging.subjects(judging.lacking(start.document, pointer), start.linked)
        violated = {one.policy for one in engine.judge(manifest) if one.outcome is Outcome.VIOLATED}
        assert violated == set(), pointer


def texts(document: Document) -> list[str]:
    """The places of all texts that are neither a choice nor a date, outside the criteria of a Definition of Done."""
    found = []
    for pointer in judging.keys(document.data):
        value = document.value(pointer)
        nodes = fields.nodes(Kind.ENGAGEMENT, pointer)
        free = nodes and not {"enum", "format", "pattern", "const"} & nodes[0].keys()
        if isinstance(value, str) and free and "/items/" not in pointer and pointer not in {"/apiVersion", "/kind"}:
            found.append(pointer)
    return found


#: A Definition of Done within a manifest is judged twice: as the manifest's terms, and by itself.
TOLD_TWICE = ("mvp", "/definition_of_done/owner", ["DOD018", "TXT001"])


@pytest.mark.parametrize("name", ["engagement", "mvp"])
def test_a_placeholder_is_said_once(name: str) -> None:
    """Whatever text it stands in, by the policy that judges the text, else by TXT001."""
    start = base(name)
    assert len(texts(start.document)) > 40
    for pointer in texts(start.document):
        findings = judging.judge(edited(start.document, {pointer: "TBD"}), start.linked)
        near = {pointer, pointer.rpartition("/")[0]}
        told = [one.id for one in findings if one.pointer in near and one.outcome is Outcome.VIOLATED]
        assert len(told) == 1 or (name, pointer, sorted(told)) == TOLD_TWICE, (pointer, told)


#: Terms without which a policy says what it says with them: options, which nobody has to state.
OPTIONS = {
    "CER001": {"/ceremonies/*/attendees"},  # a ceremony is described without them too
    "CER020": {"/term/start", "/term/end"},  # whoever speaks of time zones need not have any
    "CMP008": {"/compliance", "/compliance/frameworks"},  # they can only contradict
    "COM003": {"/commercials/kpis/*/measures", "/commercials/payments/*/released_by"},  # who says it already
    "COM008": {"/commercials/kpis/*/measures", "/commercials/kpis/*/definition"},  # "other" alone needs a definition
    "COM013": {"/commercials/kpis/*/definition"},  # one more place where the words may stand
    "COM014": {"/commercials/kpis/*/name", "/commercials/kpis/*/definition"},  # more places where the words may stand
    "COM019": {"/commercials/billed_by"},  # it can only contradict
    "EXT007": {"/rationale", "/rationale/case"},  # a temporary project is FIT006's
    "FIT001": {"/rationale/product_stage"},  # it can only contradict
    "FIT005": {"/rationale/case"},  # it counts where the client can do everything
    "KNO005": {"/roles"},  # they can only contradict
    "ROL006": {"/roles/tech_lead", "/roles/tech_lead/side", "/roles/tech_lead/may_decide"},  # in the lead's place
    "ROL007": {
        "/roles/tech_lead",
        "/roles/tech_lead/side",
        "/roles/tech_lead/may_decide",
        "/roles/product_owner",
        "/roles/product_owner/may_decide",
    },  # in the lead's place, or against it
    "ROL008": {"/roles/*/backup", "/roles/*/backup/name"},  # only the product owner's backup has to be named
    "ROL012": {"/roles"},  # they can only contradict
    "SHP001": {"/rationale", "/rationale/product_stage"},  # it can only contradict
    "SHP002": {"/team/*/count"},  # 0 can only contradict
    "SHP004": {"/rationale/case", "/rationale/in_house_capability"},  # a first product is FIT008's
    "SHP009": {"/team/*/count"},
    "SHP012": {"/roles"},  # they can only contradict
}


@pytest.mark.parametrize("code", [code for code in catalogue.files_by_id() if not code.startswith(("TXT", "DOD0"))])
def test_a_policy_says_something_else_without_a_term_that_it_reads(code: str) -> None:
    policy = catalogue.built_in(code)
    engine = Engine([policy], judging.language(), examples.TODAY)
    idle: dict[str, bool] = {}
    for name in MANIFESTS:
        start = base(name)
        before = outcomes(engine, start.document, start.linked)
        if Outcome.PASSED not in before:
            continue
        for term in {*judging.terms(policy, policy.require), *judging.terms(policy, policy.when or "")}:
            for pointer in judging.matching(start.document.data, term):
                shown = generic(term)
                if idle.get(shown, True) and not pointer.rpartition("/")[2].isdigit() and pointer:
                    after = outcomes(engine, judging.lacking(start.document, pointer), start.linked)
                    idle[shown] = after == before
    assert idle
    assert {term for term, same in idle.items() if same} == OPTIONS.get(code, set())


def generic(term: str) -> str:
    """Ceremonies are looked at one by one, for one reason."""
    parts = term.split("/")
    return "/ceremonies/*/attendees" if parts[1] == "ceremonies" and parts[3:] == ["attendees"] else term


def outcomes(engine: Engine, document: Document, linked: str) -> list[Outcome]:
    (manifest, *_), _ = judging.subjects(document, linked)
    return sorted(judgement.outcome for judgement in engine.judge(manifest))
