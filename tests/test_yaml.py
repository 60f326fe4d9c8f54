"""YAML: what its values mean, where they stand, and what is refused at which place in which words."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hostile.effort import effort, linear
from yaml import SafeLoader

from engagelint.loading import limits
from engagelint.loading import yaml as loading
from engagelint.loading.characters import check_characters, decode
from engagelint.loading.unreadable import Unreadable
from engagelint.loading.yaml import compose
from engagelint.model import Data, Marks, Source

if TYPE_CHECKING:
    from pathlib import Path


def data(text: str, *, lenient: bool = False) -> Data:
    return compose(text, lenient=lenient)[0]


def refusal(text: str, *, lenient: bool = False) -> tuple[int, int, str]:
    """Line, column and words of what `text` is refused for."""
    with pytest.raises(Unreadable) as caught:
        compose(text, lenient=lenient)
    position = Source("", text).position(caught.value.start)
    assert 0 <= caught.value.start <= len(text)
    assert caught.value.end > caught.value.start
    return position.line, position.column, caught.value.message


def places(text: str, value: Data, marks: Marks) -> dict[str, str]:
    """What the text holds at the mark of every member of the mapping `value`."""
    return {key: text[marks[id(value), key].start : marks[id(value), key].end] for key in value}


# Values


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("10:30", "10:30"),
        ("1_000", "1_000"),
        ("2024-01-31", "2024-01-31"),
        ("2024-13-45", "2024-13-45"),
        ("012", "012"),
        ("-012", "-012"),
        ("08901", "08901"),
        ("08.30", "08.30"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("e3", "e3"),
        (".", "."),
        ("+", "+"),
        ("-.", "-."),
        ("\u0661\u0662", "\u0661\u0662"),
        ("TrUe", "TrUe"),
        ("nil", "nil"),
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("+7", 7),
        ("999999999999999999", 999999999999999999),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.10", 1.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e-3", -0.0015),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'~'", "~"),
        ('"a\\tb\\n\\u00e9"', "a\tb\n\u00e9"),
        ("! 12", "12"),
        ("!", ""),
        ("!!str 12", "12"),
        ("!!str", ""),
        ("!!int 12", 12),
        ('!!int "12"', 12),
        ("!!float 1", 1.0),
        ("!!float 1.5", 1.5),
        ("!!bool true", True),
        ("!!null ~", None),
        ("!<tag:yaml.org,2002:str> 1", "1"),
        ("!!seq [1]", [1]),
        ("!!map {a: 1}", {"a": 1}),
        ("! [1]", [1]),
        ("&x !!str 1", "1"),
        ("one! two", "one! two"),
        ("${{ x }}", "${{ x }}"),
        ("\u202eabc\u200b", "\u202eabc\u200b"),
    ],
)
def test_means_what_the_core_rules_say(written: str, meant: Data) -> None:
    value = data(f"key: {written}\n")["key"]
    assert (type(value), value) == (type(meant), meant)


@pytest.mark.parametrize(
    "head", ["%YAML 1.2\n---\n", "%YAML 1.1\n---\n", "---\n", "\ufeff", "# words\n", "\ufeff---\n"]
)
@pytest.mark.parametrize("tail", ["", "...\n", "# words"])
def test_reads_the_same_whatever_stands_around(head: str, tail: str) -> None:
    text = f"{head}no: off\n{tail}"
    value, marks, root = compose(text)
    assert value == {"no": "off"}
    assert places(text, value, marks) == {"no": "off"}
    assert text[root.start : root.end] == "no: off"


@pytest.mark.parametrize(("text", "value"), [("[1, a]", [1, "a"]), ("word", "word"), ("null", None), ('""', "")])
def test_a_root_of_any_kind_is_the_callers_to_judge(text: str, value: Data) -> None:
    found, _, root = compose(text)
    assert found == value
    assert (root.start, root.end) == (0, len(text))


def test_an_alias_is_the_very_object_and_its_place_is_the_alias() -> None:
    text = "a: &x {b: 1}\nc: *x\nd: [*x]\n"
    value, marks, _ = compose(text)
    assert value["a"] is value["c"] is value["d"][0]
    assert places(text, value, marks) == {"a": "&x {b: 1}", "c": "*x", "d": "[*x]"}
    assert compose("a: &x 1\nb: &x 2\nc: *x\n*x : y\n".replace("*x : y\n", ""))[0]["c"] == 2
    assert data("a: &x word\n*x : 1\n") == {"a": "word", "word": 1}


# Places

LAYOUT = """\
plain: several words   # and a comment
over: two
  lines   # comment
'quoted': "a # b"

literal: |
  one
  two


# a comment of the next key
folded: >-
  words
empty:
group:
  inner:
    - 1
    - {x: y}

  other: end


list:
- a
-
- - deep
flow: [ 1,
  2 ]  # after
last: 'it''s'
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", ["", "\U0001f600 caf\u00e9\n---\n"])
@pytest.mark.parametrize("pure", [False, True])
def test_marks_hold_what_was_written(newline: str, before: str, monkeypatch: pytest.MonkeyPatch, *, pure: bool) -> None:
    if pure:
        monkeypatch.setattr(loading, "Parser", SafeLoader)
    text = (before + LAYOUT).replace("\n", newline)
    start = len(before.replace("\n", newline))
    value, marks, root = compose(text, start=start)
    group = value["group"]
    found = places(text, value, marks)
    assert {key: written.replace(newline, "\n") for key, written in found.items()} == {
        "plain": "several words",
        "over": "two\n  lines",
        "quoted": '"a # b"',
        "literal": "|\n  one\n  two",
        "folded": ">-\n  words",
        "empty": "",
        "group": "inner:\n    - 1\n    - {x: y}\n\n  other: end",
        "list": "- a\n-\n- - deep",
        "flow": "[ 1,\n  2 ]",
        "last": "'it''s'",
    }
    assert places(text, group, marks)["other"] == "end"
    assert [text[marks[id(value["list"]), at].start : marks[id(value["list"]), at].end] for at in range(3)] == [
        "a",
        "",
        "- deep",
    ]
    keys = {key: text[mark.key_start : mark.key_end] for (box, key), mark in marks.items() if box == id(value)}
    assert keys == {key: "'quoted'" if key == "quoted" else key for key in value}
    assert all(mark.key_start == mark.key_end == mark.start for (_, key), mark in marks.items() if type(key) is int)
    assert (root.start, root.end) == (start, text.rindex("'") + 1)


def test_a_slice_ends_where_it_is_told_to() -> None:
    text = "---\na: 1\n---\n# not: yaml: at all\n"
    value, marks, _ = compose(text, start=4, end=9)
    assert value == {"a": 1}
    assert places(text, value, marks) == {"a": "1"}
    with pytest.raises(Unreadable) as caught:
        compose("---\na: [\n---\n]\n", start=4, end=9)
    assert caught.value.start == 7


def test_empty_values_stand_after_their_colon() -> None:
    text = "a:\nb:   # words\nc:"
    value, marks, _ = compose(text)
    assert value == {"a": None, "b": None, "c": None}
    assert [Source("", text).position(marks[id(value), key].start) for key in "abc"] == [(1, 3), (2, 3), (3, 3)]


# Refusals


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        # nothing there
        ("", 1, 1, "is empty"),
        ("\n\n# only a comment\n", 1, 1, "is empty"),
        ("---\n", 1, 1, "is empty"),
        ("---\n...\n", 1, 1, "is empty"),
        ("\ufeff", 1, 2, "is empty"),
        # keys
        ("a: 1\nb:\n  a: 2\na: 3\n", 4, 1, "`a` is given twice, first in line 1"),
        ("a: 1\n'a': 2\n", 2, 1, "first in line 1"),
        ('x: {b: 1, "b": 2}\n', 1, 11, "first in line 1"),
        ("caf\u00e9: 1\ncafe\u0301: 2\n", 2, 1, "first in line 1"),
        ("cafe\u0301: 1\ncaf\u00e9: 2\n", 2, 1, "first in line 1"),
        ("cafe\u0301: 1\ncafe\u0301: 2\n", 2, 1, "first in line 1"),
        ("\u212a: 1\nK: 2\n", 2, 1, "first in line 1"),
        ("K: 1\n\u212a: 2\n", 2, 1, "first in line 1"),
        ("a: 1\r\nb: 2\ra: 3\n", 3, 1, "first in line 1"),
        ("<<: {a: 1}\n", 1, 1, "`<<`"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, 3, "`<<`"),
        ("1: a\n", 1, 1, "`1` is no text: put it in quotes"),
        ("a: 1\n0x1: a\n", 2, 1, "put it in quotes"),
        ("true: a\n", 1, 1, "`true` is no text: put it in quotes"),
        ("null: a\n", 1, 1, "put it in quotes"),
        ("1.5: a\n", 1, 1, "put it in quotes"),
        ("!!int 5: a\n", 1, 1, "put it in quotes"),
        (": a\n", 1, 1, "A key is missing"),
        ("?\n: a\n", 1, 2, "A key is missing"),
        ("a: {: b}\n", 1, 5, "A key is missing"),
        ("? [a]\n: b\n", 1, 3, "A key must be a text"),
        ("? - a\n: b\n", 1, 3, "A key must be a text"),
        ("{{a: 1}: b}\n", 1, 1, "template"),
        ("a: &x [1]\n*x : 2\n", 2, 1, "A key must be a text"),
        # templates
        ("a: {{ client }}\n", 1, 4, "template that was not filled in"),
        ("{{ client }}: a\n", 1, 1, "template that was not filled in"),
        ("a: 1\n{% if x %}\n", 2, 2, "template that was not filled in"),
        # documents
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("a: 1\n---\n", 2, 1, "second document"),
        ("a: 1\n...\n---\nb: 2\n", 3, 1, "second document"),
        # tags
        ("a: !!python/object:os.system x\n", 1, 4, "`!!python/object:os.system`"),
        ("a: &b !custom x\n", 1, 7, "`!custom`"),
        ("a: !!set {x}\n", 1, 4, "`!!set`"),
        ("a: !!omap [x: 1]\n", 1, 4, "`!!omap`"),
        ("a: !!binary aGk=\n", 1, 4, "`!!binary`"),
        ("a: !!timestamp 2024-99-99\n", 1, 4, "`!!timestamp`"),
        ("a: !!map x\n", 1, 4, "`!!map`"),
        ("a: !!seq {}\n", 1, 4, "`!!seq`"),
        ("a: !!str [x]\n", 1, 4, "`!!str`"),
        ("%TAG !e! tag:example.com,2024:\n---\na: !e!x y\n", 3, 4, "`tag:example.com,2024:x`"),
        ("a: !!int x\n", 1, 4, "does not fit its tag `!!int`"),
        ("a: !!int\n", 1, 4, "does not fit its tag `!!int`"),
        ("a: !!int 1.5\n", 1, 4, "`!!int`"),
        ("a: !!int true\n", 1, 4, "`!!int`"),
        ("a: !!float true\n", 1, 4, "`!!float`"),
        ("a: !!bool maybe\n", 1, 4, "`!!bool`"),
        ("a: !!null x\n", 1, 4, "`!!null`"),
        ("a: !!float .inf\n", 1, 4, "no number"),
        # numbers
        ("a: .nan\n", 1, 4, "`.nan` is no number"),
        ("a: .NaN\n", 1, 4, "no number"),
        ("a: -.inf\n", 1, 4, "no number"),
        ("a: +.INF\n", 1, 4, "no number"),
        ("a: 1e400\n", 1, 4, "too large"),
        ("a: -1e400\n", 1, 4, "too large"),
        ("a: 1000000000000000000\n", 1, 4, "more than 18 digits"),
        ("a: -1000000000000000000\n", 1, 4, "more than 18 digits"),
        ("a: " + "1" * 5000 + "\n", 1, 4, "more than 18 digits"),
        ("a: 0x" + "f" * 5000 + "\n", 1, 4, "more than 18 digits"),
        ("a: 0o" + "7" * 30 + "\n", 1, 4, "more than 18 digits"),
        ("a: 0." + "1" * 5000 + "\n", 1, 4, "too long"),
        # anchors
        ("a: *x\n", 1, 4, "`*x` refers to `&x`"),
        ("a: &x [*x]\n", 1, 8, "inside the very part"),
        ("a: &x\n  b: *x\n", 2, 6, "inside the very part"),
        ("a: &x 1\nb: *y\n", 2, 4, "`&y`"),
        # codes for characters
        ('a: "\\e[31m"\n', 1, 4, "U+001B"),
        ('a: "b\\0"\n', 1, 4, "U+0000"),
        ('a: "\\N"\n', 1, 4, "U+0085"),
        ('"\\x7f": b\n', 1, 1, "U+007F"),
        ('a: "\\uFFFE"\n', 1, 4, "U+FFFE"),
        ('a: "\\ud800"\n', 1, 7, "stands for no character"),
        ('a: "\\UFFFFFFFF"\n', 1, 7, "stands for no character"),
        # characters
        ("a: b\x00\n", 1, 5, "U+0000 (a control character)"),
        ("a: \x1b[1m\n", 1, 4, "U+001B"),
        ("# \x07\na: 1\n", 1, 3, "U+0007"),
        ("a: 1\nb: \x7f\n", 2, 4, "U+007F"),
        ("a: x\x85y\n", 1, 5, "U+0085 (a line break to some programs only)"),
        ("a: \x9b\n", 1, 4, "U+009B"),
        ("a: x\u2028y\n", 1, 5, "U+2028"),
        ("a: x\u2029y\n", 1, 5, "U+2029"),
        ("a: \ufffe\n", 1, 4, "U+FFFE (not a character)"),
        ("a: \uffff\n", 1, 4, "U+FFFF"),
        ("a: \ud800\n", 1, 4, "U+D800 (half a character)"),
        # mistakes in writing
        ("a:\n\tb: c\n", 2, 1, "tab is used for indentation"),
        ("a:\n\t- b\n", 2, 1, "tab is used for indentation"),
        ("a:\tb\n\tc: d\n", 2, 1, "tab is used for indentation"),
        ("a: 1\nb: 'two\nc: 3\n", 2, 4, "never closed"),
        ('a: "two\n---\nb\n', 1, 4, "never closed"),
        ("a: 1\nb: [1, 2,\n", 2, 4, "bracket that opens here is never closed"),
        ("a: [1, {b: 2,\n\n", 1, 8, "bracket that opens here is never closed"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, 4, "`[` here is not closed"),
        ("a: {x: 1\nb: 3\n", 1, 4, "`{` here is not closed"),
        ("a: b: c\n", 1, 5, "A colon cannot stand here"),
        ("a: b\n c: d\n", 2, 3, "A colon cannot stand here"),
        ("k" * 2000 + ": b\n", 1, 2001, "A colon cannot stand here"),
        ("a: 1\nother words\nb: 2\n", 2, 1, "has no `: `"),
        ("a: 1\nb:2\nc: 3\n", 2, 1, "has no `: `"),
        ("- a\nb: c\n", 2, 1, "does not begin with `- `"),
        ("a:\n  - b\n c: d\n", 3, 2, "check the indentation"),
        ("a: 'x' y\n", 1, 8, "quote a text as a whole"),
        ("a: - b\n", 1, 4, "in a line of its own"),
        ("a: ]\n", 1, 4, "one too many"),
        ("a: [1,,2]\n", 1, 7, "one too many"),
        ('a: "\\q"\n', 1, 5, "`\\\\`"),
        ('a: "\\xZZ"\n', 1, 7, "`\\\\`"),
        ("a: @b\n", 1, 4, "begins with `@` must stand in quotes"),
        ("a: `b`\n", 1, 4, "must stand in quotes"),
        ("a: %b\n", 1, 4, "begins with `%` must stand in quotes"),
        ("a: *\n", 1, 4, "`*` or `&`"),
        ("a: & b\n", 1, 4, "`*` or `&`"),
        ("a: !x!y z\n", 1, 4, "begins with `!`"),
        ("a: !<x y\n", 1, 4, "begins with `!`"),
        ("a: !%zz b\n", 1, 4, "begins with `!`"),
        ("a: > text\n", 1, 6, "begin the text in the next line"),
        ("a: 1\n... b\n", 2, 5, "after the end of the document"),
        ("%FOO bar\n---\na: b\n", 1, 1, "begins with `%`"),
        ("%YAML 1.2\n%YAML 1.2\n---\na: b\n", 2, 1, "begins with `%`"),
        ("%YAML 1." + "9" * 4400 + "\n---\na: b\n", 1, 1, "begins with `%`"),
        ("%YAML 2.0\n---\na: b\n", 1, 1, "Only YAML 1.1 and 1.2"),
        ("%TAG ! x\n" * 30 + "---\na: b\n", 1, 1, "`%TAG`"),
    ],
)
def test_refuses(text: str, line: int, column: int, words: str) -> None:
    found = refusal(text)
    assert found[:2] == (line, column)
    assert words in found[2]
    assert "\n" not in found[2]
    assert len(found[2]) < 200


def nested(depth: int) -> str:
    return "a: " + "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("fits", "over", "words"),
    [
        (nested(63), nested(64), "64 levels"),
        (f"[{'1,' * 49_999}]", f"[{'1,' * 50_000}]", "50,000 values"),
        (f"a: {'x' * limits.SCALAR}", f"a: {'x' * (limits.SCALAR + 1)}", "262,144 characters"),
        # 101 nodes repeated, in a list, under a key, in a group
        (
            "a: &x [" + "1," * 100 + "]\nb: [" + "*x," * 985 + "]\nc: [" + "1," * 407 + "]",
            "a: &x [" + "1," * 100 + "]\nb: [1," + "*x," * 990 + "]",
            "`*x`",
        ),
        (
            f"a: &x {'y' * 200_000}\nb: [{'*x,' * 19}]",
            f"a: &x {'y' * 200_000}\nb: [{'*x,' * 20}]",
            "too large",
        ),
    ],
    ids=["depth", "nodes", "scalar", "expanded nodes", "expanded text"],
)
def test_a_limit_lets_in_what_it_names_and_no_more(fits: str, over: str, words: str) -> None:
    compose(fits)
    assert words in refusal(over)[2]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("{{ x }}", 0, 2), ("a: {{ x }}", 3, 5), ("? [a]\n: b", 2, 3), ("{{a: b}: c}", 0, 2), ("{ {a: b}: c}", 2, 3)],
)
def test_a_key_that_is_no_text_is_refused_where_it_stands(text: str, start: int, end: int) -> None:
    with pytest.raises(Unreadable) as caught:
        compose(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert ("template" in caught.value.message) == ("{{" in text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("9" * 18, 10**18 - 1),
        ("-" + "9" * 18, 1 - 10**18),
        ("1" + "0" * 18, None),
        ("-1" + "0" * 18, None),
        ("1" * 40, None),
        ("1" * 41, None),
        ("0xde0b6b3a763ffff", 10**18 - 1),
        ("0x" + "0" * 37 + "1", 1),
        ("0x" + "0" * 38 + "1", None),
        ("0xde0b6b3a7640000", None),
        ("0." + "5" * 38, float("0." + "5" * 38)),
        ("0." + "5" * 39, None),
        ("1e308", 1e308),
        ("1e309", None),
        ("-1e309", None),
    ],
)
def test_numbers_have_as_many_digits_as_every_reader_can_hold(written: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(Unreadable, match="number"):
            compose(f"a: {written}")
    else:
        assert data(f"a: {written}") == {"a": value}


@pytest.mark.parametrize("before", ["", "x" * 50 + "\n"])
def test_limits_count_what_stands_in_the_slice_alone(before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit exactly, and the place where it is passed."""
    start = len(before)
    assert compose(before + "[1, 2, 3]", start=start, nodes=4)[0] == [1, 2, 3]
    with pytest.raises(Unreadable, match="more than 3 values") as caught:
        compose(before + "[1, 2, 3]", start=start, nodes=3)
    assert caught.value.start == start + 7
    # As it is written out, the text is what stands before the end of the last alias, and `aaaa` twice more.
    text = "[&x aaaa, *x, *x]"
    monkeypatch.setattr(limits, "EXPANDED_TEXT", len(text) - 1 + 2 * len("aaaa"))
    assert compose(before + text, start=start)[0] == ["aaaa"] * 3
    monkeypatch.setattr(limits, "EXPANDED_TEXT", limits.EXPANDED_TEXT - 1)
    with pytest.raises(Unreadable, match="too large") as caught:
        compose(before + text, start=start)
    assert (caught.value.start, caught.value.end) == (start + 14, start + 16)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[&a 12,! 3]", [12, "3"]),
        ("[&a ! 12, !b 3]", ["12", "3"]),
        ("a: &a 12 # !", {"a": 12}),
        ("a: ! true", {"a": "true"}),
        ("a: &a true", {"a": True}),
        ("! 12", "12"),
    ],
)
def test_a_value_is_made_text_by_its_own_exclamation_mark_alone(text: str, value: Data) -> None:
    assert data(text, lenient=True) == value


def bomb(first: str, again: str) -> str:
    return f"a0: &a0 {first}\n" + "".join(f"a{n}: &a{n} {again.format(n - 1)}\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "lenient"),
    [
        (bomb("[x]", "[*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}]"), False),
        (bomb("x" * 100_000, "[*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}]"), False),
        (bomb("{x: 1}", "{{y: *a{0}, z: *a{0}}}"), False),
        (bomb("{x: 1}", "{{<<: [*a{0}, *a{0}]}}"), True),
        (bomb("{x: 1}", "{{<<: [*a{0}, *a{0}]}}"), False),
        ("[" * 100_000, False),
        ("{" * 100_000, False),
        ("{a: " * 100_000, False),
        ("a: " + "[" * 100_000, True),
        ("- " * 100_000 + "a", False),
        ("? " * 100_000 + "a", False),
        ("".join(f"{' ' * n}a{n}:\n" for n in range(500)), False),
        ("".join(f"a{n}: &a{n} 1\n" for n in range(60_000)), False),
        ("---\na\n" * 20_000, False),
        ("---\na\n" * 60_000, True),
        ("".join(f"%TAG !a{n}! x\n" for n in range(60_000)), False),
        ("# words\n" + "".join(f"%TAG !a{n}! x\n" for n in range(60_000)), False),
        ("a: '" + "x\n\n" * 300_000, False),
        ("a: |\n" + " \n" * 500_000 + "\tb", False),
        ("!" * 1_000_000, False),
        ("&a " * 300_000, False),
        ("a: " + "1" * 1_000_000, False),
        ("a: " + "-" * 1_000_000 + "1e", False),
    ],
    ids=range(23),
)
def test_a_hostile_document_is_refused_at_once(text: str, *, lenient: bool) -> None:
    assert effort(lambda: refusal(text, lenient=lenient)) < linear(len(text))


def test_twenty_thousand_keys_are_read_in_linear_time() -> None:
    text = "".join(f"k\u00e9y{n}: {n}\n" for n in range(20_000))
    assert effort(lambda: data(text)) < linear(len(text))
    assert len(data(text)) == 20_000


# Files of other tools

WORKFLOW = """\
on: push
defaults: &d {a: 1, b: 2}
jobs: &j
  <<: *d
  b: 3
  run: !reference [x, y]
  1: one
  run: !custom 5
both:
  <<: [{b: 7, z: 8}, *j]
"""


def test_lenient_reads_the_files_of_other_tools() -> None:
    value, marks, _ = compose(WORKFLOW, lenient=True)
    assert value["on"] == "push"
    assert value["jobs"] == {"b": 3, "run": "5", "1": "one", "a": 1}
    assert value["both"] == {"b": 7, "z": 8, "run": "5", "1": "one", "a": 1}
    line = Source("", WORKFLOW).position(marks[id(value["both"]), "a"].start).line
    assert line == 2  # where it is written, not where it is taken over


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("spec:\n  inputs: {}\n---\nstages: [build]\n", {"stages": ["build"]}),
        ("a: 1\n---\n", {"a": 1}),
        ("---\na: 1\n--- \n# no more\n", {"a": 1}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("a: !vault |\n  12\n", {"a": "12\n"}),
        ("true: 1\nnull: 2\n", {"true": 1, "null": 2}),
        ("<<: 5\na: 1\n", {"a": 1}),
        ("a: no\n", {"a": "no"}),
    ],
)
def test_lenient_takes_what_is_refused_elsewhere(text: str, value: Data) -> None:
    found, marks, root = compose(text, lenient=True)
    assert found == value
    assert all((id(found), key) in marks for key in found)
    assert root.end > root.start


def test_lenient_keeps_the_limits() -> None:
    assert "64 levels" in refusal(nested(64), lenient=True)[2]
    assert "U+001B" in refusal('a: "\\e"', lenient=True)[2]
    assert "inside the very part" in refusal("a: &x\n  <<: *x\n", lenient=True)[2]


# Bytes


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"a: 1", "a: 1"),
        (b"\xef\xbb\xbfa: 1", "a: 1"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa"),
        ("\U0001f600".encode(), "\U0001f600"),
        (b"a\x00", "a\x00"),  # named by the check of characters, with its place
    ],
)
def test_decodes(raw: bytes, text: str) -> None:
    assert decode(raw) == text


@pytest.mark.parametrize(
    ("raw", "start", "words"),
    [
        ("a: 1".encode("utf-16"), 0, "UTF-16"),
        ("a: 1".encode("utf-16-le"), 0, "UTF-16"),
        ("a: 1".encode("utf-16-be"), 0, "UTF-16"),
        (b"\xfe\xff\x00a", 0, "UTF-16"),
        ("a: 1".encode("utf-32"), 0, "UTF-32"),
        ("a: 1".encode("utf-32-le"), 0, "UTF-32"),
        ("a: 1".encode("utf-32-be"), 0, "UTF-32"),
        (b"%PDF-1.7\n", 0, "PDF"),
        (b"PK\x03\x04rest", 0, "office document"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", 0, "binary"),
        ("a: caf\u00e9\n".encode("latin-1"), 6, "0xE9"),
        ("\u00fc\U0001f600".encode() + b"\n\xff", 3, "0xFF"),
        (b"ab\xc0\xaf", 2, "0xC0"),
        (b"ab\xed\xa0\x80", 2, "0xED"),
        (b"ab\xf4\x90\x80\x80", 2, "0xF4"),
        (b"ab\xe2\x82", 2, "0xE2"),
        (b"\xef\xbb\xbfab\xff", 2, "0xFF"),
    ],
)
def test_refuses_bytes_that_are_no_text(raw: bytes, start: int, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(raw)
    assert caught.value.start == start
    assert words in caught.value.message
    assert caught.value.text is not None
    assert len(caught.value.text) == start


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\u00a0", "\u202e", "\u200b", "\u00ad", "\ufeff", "\ufffd"])
def test_lets_in_what_policies_report(character: str) -> None:
    check_characters(f"a{character}b", yaml=True)


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        (0x00, "a control character"),
        (0x1F, "a control character"),
        (0x7F, "a control character"),
        (0x84, "a control character"),
        (0x85, "a line break to some programs only"),
        (0x86, "a control character"),
        (0x2028, "a line break to some programs only"),
        (0x2029, "a line break to some programs only"),
        (0xD800, "half a character"),
        (0xDFFF, "half a character"),
        (0xFFFE, "not a character"),
        (0xFFFF, "not a character"),
    ],
)
def test_a_forbidden_character_is_named(point: int, kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_characters(f"ab{chr(point)}", yaml=True)
    assert caught.value.message == f"U+{point:04X} ({kind}) is not allowed in a document: delete it"
    assert caught.value.start == 2


def test_line_separators_are_refused_in_yaml_only() -> None:
    check_characters("a\u2028b\u2029", yaml=False)
    with pytest.raises(Unreadable, match=r"U\+2028"):
        check_characters("a\u2028b", yaml=True)
    with pytest.raises(Unreadable, match=r"U\+0085"):
        check_characters("a\u0085b", yaml=False)
    check_characters("\x00a\x00", yaml=True, start=1, end=2)


# Both parsers, and texts that nobody meant

SEEDS = (
    LAYOUT,
    WORKFLOW.replace("<<", "over"),
    """\
apiVersion: engagelint/v1
kind: Engagement
term: {start: 2026-03-02, rate: 12.5}
roles:
  owner: &o {name: In\u00eas, hours: 16}
  other: *o
team:
  - {role: "engineer", count: 2}
text: >
  folded words
  go on
""",
)


def mutants(seeds: tuple[str, ...], count: int) -> list[str]:
    """`count` texts made from the seeds by a few small faults each, the same ones every time."""
    chance = random.Random(20261101)  # noqa: S311 -- the same mutants every time
    pieces = ["\t", "\n", " ", ":", ": ", "- ", "'", '"', "[", "]", "{", "}", "*o", "&o ", "!", "!!int ", "|", "%", "#"]
    pieces += [
        "\\",
        "\x00",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ud800",
        "\U0001f600",
        "\r",
        ",",
        "? ",
        "<<: ",
        "---\n",
        "1e999",
    ]
    made = []
    for _ in range(count):
        text = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            cut = chance.choice([0, 0, 1, 1, 5, 40])
            text = text[:at] + chance.choice(["", *pieces]) + text[at + cut :]
        made.append(text)
    return made


def outcome(text: str, *, lenient: bool) -> Data:
    """The data that a text gives, or Unreadable; marks and places are looked at on the way."""
    try:
        value, marks, root = compose(text, lenient=lenient)
    except Unreadable as error:
        assert 0 <= error.start <= len(text)  # noqa: PT017
        return Unreadable
    for mark in [root, *marks.values()]:
        assert 0 <= mark.key_start <= mark.key_end <= mark.start <= mark.end <= len(text)
    return value


@pytest.mark.parametrize("lenient", [False, True])
def test_mutants_are_read_or_refused(*, lenient: bool) -> None:
    outcomes = [outcome(text, lenient=lenient) for text in mutants(SEEDS, 2_000)]
    refused = outcomes.count(Unreadable)
    assert 200 < refused < 1_900  # both ways are met


def test_mutants_of_real_manifests_are_read_or_refused(shared: Path) -> None:
    names = ("engagement.yaml", "mvp.yaml", "vendor-proposal.yaml")
    seeds = tuple((shared / "examples" / name).read_text(encoding="utf-8") for name in names)
    for text in mutants(seeds, 2_000):
        outcome(text, lenient=False)


def test_the_parser_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = mutants(SEEDS, 400)
    native = [outcome(text, lenient=False) for text in texts]
    monkeypatch.setattr(loading, "Parser", SafeLoader)
    pure = [outcome(text, lenient=False) for text in texts]
    both = [(one, other) for one, other in zip(native, pure, strict=True) if Unreadable not in (one, other)]
    assert len(both) > 50
    assert all(one == other for one, other in both)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("a: 'b'\t\n", {"a": "b"}, "tab"),
        ("a:\t|\n  b\n", {"a": "b\n"}, "tab"),
        ("a: >\t\n  b\n", {"a": "b\n"}, "not valid YAML"),
        ("{a? b: 1}\n", {"a? b": 1}, "not closed"),
    ],
)
def test_where_the_two_parsers_differ(text: str, value: Data, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data(text) == value
    monkeypatch.setattr(loading, "Parser", SafeLoader)
    assert words in refusal(text)[2]
