"""Hidden characters, mixed scripts, and texts made safe to show."""

# ruff: noqa: RUF001 - look-alikes are what is tested

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelint.text import hidden_characters, mixed_scripts, visible

HIDDEN = [
    ("a\u202eb", ["U+202E RIGHT-TO-LEFT OVERRIDE"]),
    ("\u2066a\u2069", ["U+2066 LEFT-TO-RIGHT ISOLATE", "U+2069 POP DIRECTIONAL ISOLATE"]),
    ("שלום\u200f", ["U+200F RIGHT-TO-LEFT MARK"]),
    ("a\u200bb\u200bc", ["U+200B ZERO WIDTH SPACE"]),
    ("a\u200db", ["U+200D ZERO WIDTH JOINER"]),
    ("a\u200cb", ["U+200C ZERO WIDTH NON-JOINER"]),
    ("\ufeffx", ["U+FEFF ZERO WIDTH NO-BREAK SPACE"]),
    ("so\u00adft", ["U+00AD SOFT HYPHEN"]),
    ("a\u3164b", ["U+3164 HANGUL FILLER"]),
    ("a\u2060b", ["U+2060 WORD JOINER"]),
    ("x\U000e0041", ["U+E0041 TAG LATIN CAPITAL LETTER A"]),
    ("\U0001f3f4\U000e0078\U000e007f", ["U+E0078 TAG LATIN SMALL LETTER X", "U+E007F CANCEL TAG"]),
    ("a\ufe0fb", ["U+FE0F VARIATION SELECTOR-16"]),
    ("a\u2800b", ["U+2800 BRAILLE PATTERN BLANK"]),
    ("\U0001f44d\u200b", ["U+200B ZERO WIDTH SPACE"]),
    ("کتاب\u200c", ["U+200C ZERO WIDTH NON-JOINER"]),
]

ORDINARY = [
    "", "abc", "Müller GmbH", "Société Générale", "Иванов", "株式会社テスト", "中文", "한국어", "\U0001f44d\U0001f3fd",
    "\u2764\ufe0f", "1\ufe0f\u20e3", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "کتاب\u200cها", "क्\u200dष", "ක්\u200dෂ", "ന്\u200d ", "葛\U000e0100城", "ᠮᠣᠩ\u180b", "©\ufe0f", "↔\ufe0f", "⠓⠑⠇⠇⠕⠀⠺",
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), HIDDEN)
def test_hidden_characters_are_named(text: str, found: list[str]) -> None:
    assert hidden_characters(text) == found


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_hides_nothing_and_is_shown_as_it_is(text: str) -> None:
    assert hidden_characters(text) == []
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb\x07", r"a\x1b[31mb\x07"),
        ("a\r\n\tb\nc", "a b c"),
        ("\x00\x7f\x85\x9b", r"\x00\x7f\x85\x9b"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("\ud800", r"\ud800"),
        ("\ufffe\ufdd0\U0001ffff", r"\ufffe\ufdd0\U0001ffff"),
        ("x\U000e0041", r"x\U000e0041"),
        ("::error ##[x] <b>", "::error ##[x] <b>"),
    ],
)
def test_what_acts_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_long_texts_are_cut() -> None:
    assert visible("x" * 200) == "x" * 200
    assert visible("x" * 201) == "x" * 199 + "…"
    assert visible("\x1b" * 100, 10) == r"\x1b\x1b\…"
    assert visible("abc", 1) == "…"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_what_is_shown_is_one_short_line_that_can_be_written(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert len(shown) <= limit
    assert all(character >= " " and not "\x7f" <= character <= "\x9f" for character in shown)
    assert not set(shown) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    shown.encode("utf-8")


ONE_SCRIPT = """
Müller GmbH
Société Générale
Иванов
Łódź
İstanbul
Ελλάδα
O'Brien
株式会社テスト
Web制作
µs
μs
α-Version
π/2
COVID‑19
Δt
кВт
10 kΩ
iPhone
β-test
ｖｅｌｏｃｉｔｙ
USB-флешка
Тест
SMSки
한국AI
№5
naïve
Dvořák
Việt
λx
Σx
μm
IT-шник
3D-модель
ＡＢＣ
Ω
㎏
ﬁnance
""".strip().split("\n")
MIXED = [
    ("V\u0435locity", ["V\u0435locity"]),
    ("k\u0440is", ["k\u0440is"]),
    ("V\u03b5locity", ["V\u03b5locity"]),
    ("\u0391pple and P\u0430ypal", ["\u0391pple", "P\u0430ypal"]),
    ("\u0405cope", ["\u0405cope"]),
    ("\u13aapple", ["\u13aapple"]),
    ("\u0585ffice", ["\u0585ffice"]),
    ("Ив\u0061нов", ["Ив\u0061нов"]),
    ("k\u200b\u0440is", ["k\u0440is"]),
    ("p\u0430yment p\u0430yment", ["p\u0430yment"]),
]


@pytest.mark.parametrize("text", ONE_SCRIPT)
def test_honest_words_are_not_mixed(text: str) -> None:
    assert mixed_scripts(text) == []


@pytest.mark.parametrize(("text", "words"), MIXED)
def test_words_that_read_as_another_are_named(text: str, words: list[str]) -> None:
    assert [one.partition(" (")[0] for one in mixed_scripts(text)] == words
    assert all(one.endswith(")") for one in mixed_scripts(text))


def test_the_letters_that_look_like_others_are_spelled_out() -> None:
    assert mixed_scripts("V\u0435loc\u0456ty k\u0440i") == [
        "V\u0435loc\u0456ty (U+0435 CYRILLIC SMALL LETTER IE, U+0456 CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I)",
        "k\u0440i (U+0440 CYRILLIC SMALL LETTER ER)",
    ]
    assert mixed_scripts("Ив\u0061нов") == ["Ив\u0061нов (U+0061 LATIN SMALL LETTER A)"]
