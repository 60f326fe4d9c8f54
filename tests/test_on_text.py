"""Conditions on single texts say the same with and without CEL."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engagelint import catalogue
from engagelint.expressions import Language

LANGUAGE = Language(catalogue.lexicon)
DATA = Path(__file__).parent / "data"
TEXTS = [
    *("Sprint velocity", "velocity is no KPI"),
    *("", "none", "example", "TBD", "tbd", "to be agreed", "[insert name]", "____", "{{x}}", "Lorem ipsum", "?", "..."),
    *(
        "Ledger\u200b Bank",
        "B\u0430nk",
        "Газпром нефть",
        "Crème & Søn 👩\u200d💻",
        "\u202eabc",
        "T B D",
        "T-B-D",
        "x" * 9000,
    ),
    *(line.split("\t")[0] for line in (DATA / "concepts.tsv").read_text("utf-8").splitlines()),
    *(line.split("\t")[-1] for line in (DATA / "concepts.tsv").read_text("utf-8").splitlines()),
    *(DATA / "innocent.txt").read_text("utf-8").splitlines(),
]
CONDITIONS = [
    policy.require
    for policy in map(catalogue.built_in, catalogue.files_by_id())
    if any(given.endswith("/**") for given in policy.given)
]


def made_up() -> list[str]:
    """Texts of pieces that matter, put together at random."""
    chance = random.Random(9)  # noqa: S311 - no secret
    pieces = [
        "tbd",
        "to be",
        "determined",
        "-",
        " ",
        "_",
        "\u200b",
        "\u0430",
        "insert",
        "[",
        "]",
        "{{",
        "}}",
        "name",
        "?",
        ".",
    ]
    return ["".join(chance.choices(pieces, k=chance.randint(1, 12))) for _ in range(2000)]


def test_the_conditions_on_all_texts_are_of_a_known_form() -> None:
    assert len(CONDITIONS) == 3
    assert all(LANGUAGE.on_text(condition) for condition in CONDITIONS)


@pytest.mark.parametrize("condition", [*CONDITIONS, '!self.mentions("velocity")'])
def test_both_ways_say_the_same(condition: str) -> None:
    on_text, expression = LANGUAGE.on_text(condition), LANGUAGE.compile(condition)
    assert on_text is not None
    said = set()
    for text in [*TEXTS, *made_up()]:
        says = on_text(text)
        assert LANGUAGE.evaluate(expression, LANGUAGE.place({"self": text})) is says, text
        said.add(says)
    assert said == ({True} if condition.startswith("type") else {True, False})


@pytest.mark.parametrize(
    "condition",
    [
        "size(self) == 0",
        "size(hidden_characters(self)) == 1",
        'self.mentions("velocity")',
        "size(duplicates(self)) == 0",
    ],
)
def test_other_forms_take_cel(condition: str) -> None:
    assert LANGUAGE.on_text(condition) is None
