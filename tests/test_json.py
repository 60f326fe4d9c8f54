"""JSON: the same data, marks and refusals as YAML, by the rules of JSON."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from hostile.effort import effort, linear

from engagelint.loading import limits, yaml
from engagelint.loading.json import compose
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Data, Source

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
{
  "name": "caf\u00e9 \U0001f600",
  "a long \\u006bey": [1, -2.5, 1E5, true, false, null, "", {}, []],
  "group" : { "x":"\\ud83d\\ude00\\t\\n", "y": {"z": 999999999999999999} }
}
"""


def refusal(text: str) -> tuple[int, int, str]:
    """Line, column and words of what `text` is refused for."""
    with pytest.raises(Unreadable) as caught:
        compose(text)
    position = Source("", text).position(caught.value.start)
    assert 0 <= caught.value.start <= len(text)
    assert caught.value.end > caught.value.start
    return position.line, position.column, caught.value.message


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_reads_what_python_reads_and_marks_what_was_written(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    value, marks, root = compose(text)
    assert value == json.loads(text)
    assert (root.start, root.end) == (0, len(text) - len(newline))
    boxes = [value]
    met = 0
    while boxes:
        box = boxes.pop()
        for key, member in box.items() if isinstance(box, dict) else enumerate(box):
            mark = marks[id(box), key]
            assert json.loads(text[mark.start : mark.end]) == member
            if isinstance(key, str):
                assert json.loads(text[mark.key_start : mark.key_end]) == key
            else:
                assert mark.key_start == mark.key_end == mark.start
            met += 1
            if isinstance(member, dict | list):
                boxes.append(member)
    assert met == len(marks) == 15


def test_gives_what_yaml_gives_for_the_same_text() -> None:
    text = '{"a": [1, "b", {"c": null}], "d": 1.5}'
    value, marks, root = compose(text)
    other, other_marks, other_root = yaml.compose(text)
    assert (value, root) == (other, other_root)
    assert marks[id(value["a"][2]), "c"] == other_marks[id(other["a"][2]), "c"]
    assert sorted(marks.values()) == sorted(other_marks.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-0", 0),
        ("1e2", 100.0),
        ('"x"', "x"),
        (" [ ] ", []),
        ("null", None),
        ('"\\u2028\u2029"', "\u2028\u2029"),
        ('{"' + "k" * 2000 + '": 1}', {"k" * 2000: 1}),
        ('{\t"a":\t1}', {"a": 1}),
    ],
)
def test_reads(text: str, value: Data) -> None:
    found = compose(text)[0]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "is empty"),
        ("\n \t\n", 3, 1, "is empty"),
        ('{"a": 1,\n "b": 2,\n "a": 3}', 3, 2, "`a` is given twice, first in line 1"),
        ('{"a": 1, "\\u0061": 3}', 1, 10, "is given twice"),
        ('{"caf\u00e9": 1, "cafe\u0301": 3}', 1, 13, "is given twice"),
        ('{"a": NaN}', 1, 7, "`NaN` is no number"),
        ('{"a": Infinity}', 1, 7, "`Infinity` is no number"),
        ('{"a": -Infinity}', 1, 7, "`-Infinity` is no number"),
        ("[1e400]", 1, 2, "too large"),
        ("[1000000000000000000]", 1, 2, "more than 18 digits"),
        ("[" + "1" * 5000 + "]", 1, 2, "more than 18 digits"),
        ('["\\ud800"]', 1, 2, "U+D800"),
        ('["\\udc00\\ud800"]', 1, 2, "U+DC00"),
        ('{"\\ud800": 1}', 1, 2, "U+D800"),
        ('["\\u0000"]', 1, 2, "U+0000"),
        ('["\\u001b[1m"]', 1, 2, "U+001B"),
        ('["\\uffff"]', 1, 2, "U+FFFF"),
        ('["a\x00"]', 1, 4, "U+0000"),
        ('["a\x9b"]', 1, 4, "U+009B"),
        ('["\ud800"]', 1, 3, "U+D800"),
        ('["a\nb"]', 1, 4, "write `\\n`"),
        ('["a\tb"]', 1, 4, "write `\\n` or `\\t`"),
        ('["\\q"]', 1, 3, "`\\\\`"),
        ('["\\u12"]', 1, 4, "`\\\\`"),
        ('{"a": "b', 1, 7, "never closed"),
        ("{", 1, 2, "ends too early"),
        ('{"a"', 1, 5, "ends too early"),
        ('{"a":\n', 2, 1, "ends too early"),
        ("[1,", 1, 4, "ends too early"),
        ("[1", 1, 3, "ends too early"),
        ('{"a": 1,}', 1, 9, "A value is missing"),
        ("[1,]", 1, 4, "A value is missing"),
        ("[,1]", 1, 2, "A value is missing"),
        ("[1 2]", 1, 4, "A comma is missing"),
        ('{"a" 1}', 1, 6, "A colon is missing"),
        ("{a: 1}", 1, 2, "A key must be a text in double quotes"),
        ("{1: 1}", 1, 2, "A key must be a text in double quotes"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ("[True]", 1, 2, "A text must stand in double quotes"),
        ("[012]", 1, 3, "A comma is missing"),
        ("[\u0661]", 1, 2, "double quotes"),
        ("[1}", 1, 3, "one too many"),
        ("// words\n{}", 1, 1, "no comments"),
        ("{}\n# words", 2, 1, "after the end"),
        ("{} {}", 1, 4, "after the end"),
        ("[1]]", 1, 4, "after the end"),
        ("\ufeff{}", 1, 1, "U+FEFF"),
        ("{{ x }}", 1, 1, "template"),
        ('{"a": {{ x }} }', 1, 7, "template"),
    ],
)
def test_refuses(text: str, line: int, column: int, words: str) -> None:
    found = refusal(text)
    assert found[:2] == (line, column)
    assert words in found[2]
    assert "\n" not in found[2]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("{{ x }}", 0, 2),
        ('{"a": {{ x }} }', 6, 8),
        ("[1 2]", 3, 4),
        ('{"a" 1}', 5, 6),
        ("[1", 2, 3),
        ('["a\\ufffeb"]', 1, 11),
        ('["ab\\u0000"]', 1, 11),
        ("[1, NaN]", 4, 5),
    ],
)
def test_what_is_refused_has_a_beginning_and_an_end(text: str, start: int, end: int) -> None:
    with pytest.raises(Unreadable) as caught:
        compose(text)
    assert (caught.value.start, caught.value.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "most", "start"), [("[1, 2, 3]", 4, 7), ('{"a": 1, "b": 2}', 5, 14), ("[[], []]", 3, 5)]
)
def test_the_value_that_is_one_too_many(text: str, most: int, start: int) -> None:
    compose(text, nodes=most)
    with pytest.raises(Unreadable, match=f"more than {most - 1} values") as caught:
        compose(text, nodes=most - 1)
    assert caught.value.start == start


@pytest.mark.parametrize(
    ("fits", "over", "words"),
    [
        ("[" * 64 + "]" * 64, "[" * 65 + "]" * 65, "64 levels"),
        ("[" + "1," * 49_998 + "1]", "[" + "1," * 49_999 + "1]", "50,000 values"),
        (f'["{"x" * limits.SCALAR}"]', f'["{"x" * (limits.SCALAR + 1)}"]', "262,144 characters"),
    ],
)
def test_a_limit_lets_in_what_it_names_and_no_more(fits: str, over: str, words: str) -> None:
    compose(fits)
    assert words in refusal(over)[2]


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 100_000, '{"a":' * 100_000, '"' * 1_000_001, "[" + " " * 1_000_000, "-" * 1_000_000),
        *("1" * 1_000_000, '"' + "\\" * 1_000_001, "[" + "[]," * 300_000),
    ],
    ids=range(8),
)
def test_a_hostile_document_is_refused_at_once(text: str) -> None:
    assert effort(lambda: refusal(text)) < linear(len(text))


def test_mutants_are_read_as_python_reads_them_or_refused() -> None:
    chance = random.Random(20261101)  # noqa: S311 -- the same mutants every time
    pieces = [
        "",
        '"',
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "1",
        "-",
        "e9",
        "null",
        "NaN",
        "\\u",
        "\t",
        "\n",
        "\x00",
        "\ud800",
    ]
    read = 0
    for _ in range(2_000):
        text = TEXT
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(pieces) + text[at + chance.choice([0, 0, 1, 5]) :]
        try:
            value, marks, root = compose(text)
        except Unreadable as error:
            assert 0 <= error.start <= len(text)  # noqa: PT017
            continue
        read += 1
        assert value == json.loads(text)
        for mark in [root, *marks.values()]:
            assert 0 <= mark.key_start <= mark.key_end <= mark.start <= mark.end <= len(text)
    assert 50 < read < 1_900  # both ways are met


def test_reads_every_schema_of_a_published_format(shared: Path) -> None:
    for path in sorted((shared / "formats").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert compose(text)[0] == json.loads(text)
