"""The matching form of a text, and the offsets that lead back from it."""

# ruff: noqa: RUF001 - look-alikes are what is tested

from __future__ import annotations

import unicodedata

import pytest
from hostile.effort import effort, linear
from hypothesis import given
from hypothesis import strategies as st

from engagelint.text import fold, fold_with_offsets

FOLDED = [
    ("Velocity", "velocity"),
    ("VELOCITY", "velocity"),
    ("ｖｅｌｏｃｉｔｙ", "velocity"),
    ("V\u0435locity", "velocity"),
    ("V\u0415LOC\u0406TY", "veloclty"),
    ("V\u03b5locity", "velocity"),
    ("Vel\u200bocity", "velocity"),
    ("Vel\u00adocity", "velocity"),
    ("\u202eVelocity\u202c", "velocity"),
    ("vélocité", "velocite"),
    ("v\u0336e\u0336locity", "velocity"),
    ("𝓿𝓮𝓵𝓸𝓬𝓲𝓽𝔂", "velocity"),
    ("Straße", "strasse"),
    ("Łódź", "lodz"),
    ("İstanbul ısı", "istanbul isi"),
    ("٤٠ points", "40 points"),
    ("k\u0440is", "kpis"),
    # Words of other scripts keep their letters.
    ("Иванов", "иванов"),
    ("Ελλάδα", "ελλαδα"),
    ("株式会社テスト", "株式会社テスト"),
    ("김연아", "김연아"),
    ("हिन्दी", "हिन्दी"),
    ("Web制作", "web制作"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_every_folded_character_has_an_offset_into_the_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_ascii_is_only_lowered(text: str) -> None:
    assert fold(text) == text.lower()


@pytest.mark.parametrize("piece", ["vélocité ", "Иванов ", "V\u0435locity ", "a\u0301" * 5, "\u200b", "ẞ", "漢字"])
def test_a_large_text_folds_in_linear_time(piece: str) -> None:
    text = (piece * 262_144)[:262_144]
    assert effort(lambda: fold_with_offsets(text)) < linear(len(text))


def test_no_folded_character_is_an_accent_over_a_latin_letter() -> None:
    letters = [chr(code) for code in range(0xC0, 0x250) if chr(code).isalpha()]
    left = [
        letter for letter in letters if unicodedata.normalize("NFD", letter)[0].isascii() and not fold(letter).isascii()
    ]
    assert left == []
