"""Names of people, and what is none."""

# ruff: noqa: RUF001 - look-alikes are what is tested

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelint.text import named, same_name

DATA = Path(__file__).parent / "data"
NAMES = [line.split("\t")[0] for line in (DATA / "names.tsv").read_text(encoding="utf-8").split("\n")[1:] if line]
NO_NAMES = [line for line in (DATA / "no_names.txt").read_text(encoding="utf-8").split("\n") if line]


def test_the_tables_are_large_enough() -> None:
    assert len(set(NAMES)) >= 400
    assert len(set(NO_NAMES)) >= 120


@pytest.mark.parametrize("name", NAMES)
def test_people_are_named(name: str) -> None:
    assert named(name)


@pytest.mark.parametrize("text", [*NO_NAMES, "", " ", "\n", "\u200b"])
def test_placeholders_roles_and_bodies_name_nobody(text: str) -> None:
    assert not named(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_case_and_blanks_do_not_make_a_name(text: str) -> None:
    assert not named(f"  {text.upper()} ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Quist", "ada quist"),
        ("Ada Quist", "QUIST, Ada"),
        ("Dr. Ada Quist", "Ada  Quist"),
        ("Frau Ada Quist", "Quist,Ada"),
        ("Ａｄａ　Ｑｕｉｓｔ", "Ada Quist"),
        ("José Núñez", "Jose Nunez"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "José Núñez"),
        ("Ada\u200b Quist", "Ada Quist"),
        ("\u0410da Quist", "Ada Quist"),
        ("Jean-Luc Picard", "Jean Luc Picard"),
        ("Sinéad O'Connor", "Sinead O’Connor"),
        ("Łukasz Żak", "Lukasz Zak"),
        ("नेहा शर्मा", "नेहा  शर्मा"),
        ("李娜", "李娜"),
        ("李 娜", "李娜"),
        ("Ada Quist, CPO", "Ada Quist"),
        ("Ada Quist, Head of Product", "Quist, Ada"),
        ("Ada Quist (CPO)", "Ada Quist (deputy)"),
        ("Quist, Ada (Ledger Bank)", "Ada Quist"),
        ("Ada Quist \u2013 Product Owner", "Ada Quist"),
        ("Ada Quist <ada.quist@example.org>", "ada quist"),
    ],
)
def test_the_same_person(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Quist", "Bo Lind"),
        ("Ada Quist", "Ada"),
        ("Ada Quist", "Ada Quistgaard"),
        ("", ""),
        ("李娜", "李安"),
        ("नेहा", "नेही"),
        ("-", "-"),
        ("Quist, Ada", "Quist, Bo"),
        ("Ada (Quist)", "Ada (Lind)"),
        ("Kim, Le", "Kim, Van"),
        ("Ada Quist, Bo Lind", "Ada Quist"),
    ],
)
def test_not_the_same_person(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text(), st.text())
def test_any_text_is_judged(one: str, other: str) -> None:
    assert named(one) in (True, False)
    assert same_name(one, other) == same_name(other, one)
