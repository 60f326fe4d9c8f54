"""Every built-in policy: well-formed, looking where the schema has something, keeping the promises of its examples."""

from __future__ import annotations

import csv
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from engagelint import catalogue, examples, schema
from engagelint.engine import Engine
from engagelint.expressions import Language
from engagelint.model import Kind, Outcome, escape_pointer
from engagelint.policies import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engagelint.policies import Policy

CODES = list(catalogue.files_by_id())
FAMILIES = {
    "FIT": "fit",
    "SHP": "shape",
    "ROL": "roles",
    "COM": "commercials",
    "CER": "ceremonies",
    "OPS": "operations",
    "DOD": "done",
    "KNO": "knowledge",
    "CMP": "compliance",
    "PTR": "partner",
    "EXT": "exit",
    "TXT": "text",
}
SOURCES = {
    "agile-outsourcing",
    "why-great-teams-outsource",
    "18f",
    "usds",
    "scrum-guide",
    "agile-contracts-primer",
    "gfm",
    "practice",
}


@cache
def language() -> Language:
    return Language(catalogue.lexicon)


@cache
def policy(code: str) -> Policy:
    return catalogue.built_in(code)


def test_the_catalogue_is_read_from_the_folder() -> None:
    assert CODES
    assert sorted(CODES) == CODES


def test_ids_names_kinds_and_severities_are_the_catalogues(shared: Path) -> None:
    with (shared / "design/catalogue.tsv").open(encoding="utf-8") as file:
        designed = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
    assert set(CODES) <= set(designed)
    for code in CODES:
        kind = policy(code).raw["applies_to"]
        assert (policy(code).name, kind, policy(code).severity) == (
            designed[code]["name"],
            designed[code]["kind"],
            designed[code]["severity"],
        )


@pytest.mark.parametrize("code", CODES)
def test_a_policy_is_well_formed(code: str) -> None:
    one = policy(code)
    assert one.document is not None
    assert [finding.message for finding in schema.validate(one.document, Kind.POLICY).findings] == []
    assert one.id == code
    assert one.document.source.path == f"policies/{FAMILIES[code[:3]]}/{code}-{one.name}.yaml"
    for text in (one.message, one.why, one.ask, one.clause):
        assert text
    assert not one.message.endswith(".")
    assert one.ask.endswith("?")
    assert one.raw["requirement"].endswith(".")
    assert one.sources
    assert set(one.sources) <= SOURCES
    expressions = [one.require, *([one.when] if one.when else [])]
    for text in (one.message, one.why, one.ask, one.clause, one.fallback, one.unanswered_message or ""):
        expressions.extend(placeholders(text))
    for expression in expressions:
        language().compile(expression, check=True)


@pytest.mark.parametrize("code", CODES)
def test_given_and_at_are_places_that_the_schema_knows(code: str) -> None:
    one = policy(code)
    kinds = [Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE] if one.raw["applies_to"] == "*" else [one.raw["applies_to"]]
    for kind in kinds:
        for given in one.given:
            assert schema.exists(kind, given), given
            for at in one.at:
                assert schema.exists(kind, f"{given}/{at}"), f"{given}/{at}"


@pytest.mark.parametrize("code", CODES)
def test_examples_keep_their_promises(code: str) -> None:
    one = policy(code)
    assert one.document is not None
    failures = examples.run(one, language())
    assert [f"{one.document.source.path}:{f.region.start.line}: {f.message}" for f in failures] == []
    words = {word for example in one.examples for word in example}
    assert words >= {"passes", "violates"}


def test_no_clause_that_is_proposed_is_rejected_where_payments_state_theirs() -> None:
    """Who takes over a proposed clause as the contract's own words must not be told that it ties payment to points."""
    rejected = []
    for code in CODES:
        for kind in ("clause", "fallback"):
            words = " ".join(policy(code).raw.get(kind, "").split())
            payment = {"name": "fee", "released_by": "time", "trigger": words}
            judged = examples.judge(policy("COM003"), {"passes": {"commercials": {"payments": [payment]}}}, language())
            rejected += [(code, kind) for one in judged if one.outcome is Outcome.VIOLATED]
    assert rejected == []


@pytest.mark.parametrize(
    ("code", "commercials", "ask"),
    [
        (
            "COM001",
            {"kpis": [{"name": "Uptime", "measures": "other"}, {"measures": "velocity"}]},
            "Which outcome should KPI 2 stand for, and what does it count?",
        ),
        (
            "COM007",
            {"kpis": [{"owner": "TBD", "reviewed_in": "review", "informs": "none"}]},
            "For KPI 1: which person answers for it, which decision does it serve?",
        ),
        (
            "COM008",
            {"kpis": [{"name": "Load", "target": {"at_least": 4, "at_most": 8, "unit": "stories"}}]},
            'For the KPI "Load": from which tool is the number read?',
        ),
        (
            "COM008",
            {"kpis": [{"target": {"at_least": 9, "at_most": 4, "unit": "stories"}, "source": "none"}]},
            "For KPI 1: from which value is it met, from which tool is the number read?",
        ),
        ("COM013", {"kpis": [{"measures": "utilisation"}]}, "Which result for the users should KPI 1 stand for?"),
        (
            "COM016",
            {"payments": [{"released_by": "document"}]},
            "What does the client have in its hands when payment 1 falls due?",
        ),
    ],
)
def test_a_question_about_a_kpi_or_payment_can_be_sent_as_it_stands(
    code: str, commercials: dict[str, Any], ask: str
) -> None:
    found = [one.finding for one in examples.judge(policy(code), {"passes": {"commercials": commercials}}, language())]
    assert [one.ask for one in found if one] == [ask]


def deletions(data: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any data
    """Every copy of `data` in which one key is missing, with that key's pointer."""
    if isinstance(data, dict):
        for key, value in data.items():
            here = f"{pointer}/{escape_pointer(key)}"
            yield here, {name: deepcopy(other) for name, other in data.items() if name != key}
            for deeper, changed in deletions(value, here):
                yield deeper, {**data, key: changed}
    elif isinstance(data, list):
        for index, value in enumerate(data):
            for deeper, changed in deletions(value, f"{pointer}/{index}"):
                yield deeper, [*data[:index], changed, *data[index + 1 :]]


ENGAGEMENT_CODES = [code for code in CODES if Kind.ENGAGEMENT in policy(code).applies_to]


@pytest.mark.parametrize("code", ENGAGEMENT_CODES)
def test_nothing_becomes_violated_by_leaving_a_term_out(code: str) -> None:
    """Absence is never violated; a Definition of Done in the manifest is a stated list of items, hence left whole."""
    one = policy(code)
    for example in one.examples:
        if "passes" not in example:
            continue
        for pointer, data in deletions(example["passes"]):
            if pointer.startswith("/definition_of_done/"):
                continue
            outcomes = {judgement.outcome for judgement in examples.judge(one, {**example, "passes": data}, language())}
            assert Outcome.VIOLATED not in outcomes, pointer


@pytest.mark.parametrize("code", CODES)
def test_conditions_never_fail_on_the_examples(code: str) -> None:
    one = policy(code)
    for example in one.examples:
        for judgement in examples.judge(one, example, language()):
            assert judgement.finding is None or judgement.finding.id == code


def test_engine_takes_all_policies_together() -> None:
    Engine([policy(code) for code in CODES], language(), examples.TODAY)
