"""Values that two readers of YAML take for different things: each is told, and no other is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
import yaml
from hostile.command import run
from hostile.effort import effort, linear

from engagelint import readers
from engagelint.loading import yaml as ours
from engagelint.model import Document
from engagelint.readers import read_otherwise
from engagelint.recognition import recognise

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"

#: What is read alike, as far as it matters: a date is a date to both, and words are words.
ALIKE = [
    *("hello", "No way", "yes!", "2026-03-02", "09:00-17:30", "Europe/Lisbon", "12", "-3", "1.5", "1.10", ".5", "0x1F"),
    *(
        "true",
        "False",
        "null",
        "~",
        "08901",
        "1.5e+3",
        "a_b",
        "1-2",
        "24h",
        "v1",
        "ON-CALL",
        "none",
        "0",
        "0.5",
        "10:75:x",
    ),
]
#: What PyYAML, a reader of 1.1, and this reader take for different things.
OTHERWISE = [
    *("yes", "No", "ON", "off", "10:30", "1:00:00", "0777", "-012", "1_000", "0b11", "-0b1", "0x_1F", "1_0.5"),
    *("190:20:30.15", "0o17", "1e3", "-1E3", "1.5e3", ".5e3"),
]  # fmt: skip


def found(text: str, name: str = "a.yaml") -> list[tuple[str | None, int, int]]:
    document = recognise((HEAD + text).encode(), name)
    assert isinstance(document, Document)
    told = list(read_otherwise(document, ()))
    assert {one.severity for one in told} <= {"warning"}
    return [(one.pointer, *one.region.start) for one in told]


@pytest.mark.parametrize("value", ALIKE)
def test_what_is_read_alike_is_not_told(value: str) -> None:
    assert found(f"x-a: {value}\nx-b: [{value}]\n") == []


@pytest.mark.parametrize("value", OTHERWISE)
def test_what_is_read_otherwise_is_told(value: str) -> None:
    one_point_one = yaml.safe_load(f"a: {value}\n")["a"]
    assert type(one_point_one) is not type(ours.compose(f"a: {value}\n")[0]["a"])
    assert found(f"x-a: {value}\n") == [("/x-a", 4, 6)]
    assert found(f"x-a: [1, {value}] # words\n") == [("/x-a/1", 4, 10)]
    assert found(f"x-a: {{b: {value}}}\n") == [("/x-a/b", 4, 10)]
    assert found(f"x-a:\n- {value} # words\n") == [("/x-a/0", 5, 3)]
    assert found(f"x-a: '{value}'\nx-b: \"{value}\"\nx-c: |-\n  {value}\nx-d: {value} words\n# {value}\n") == []


def test_keys_are_told_and_what_is_refused_is_not() -> None:
    assert found("x-a: {no: 1, 'off': 2}\n") == [("/x-a/no", 4, 7)]
    document = recognise((HEAD + "x-a: {b: no}\nx-c: no\n").encode(), "a.yaml")
    assert isinstance(document, Document)
    assert [one.pointer for one in read_otherwise(document, {"/x-a"})] == ["/x-c"]
    assert [one.pointer for one in read_otherwise(document, {"/x-a/b", "/x-c"})] == []


def test_an_alias_is_told_where_its_anchor_is() -> None:
    assert found("x-a: &a [no]\nx-b: *a\n") == [("/x-a/0", 4, 10)]


def test_json_and_markdown_have_no_such_values() -> None:
    document = recognise(b'{"apiVersion": "engagelint/v1", "kind": "Engagement", "x-a": 1e3, "x-b": "no"}', "a.json")
    assert isinstance(document, Document)
    assert list(read_otherwise(document, ())) == []
    document = recognise(b"# Definition of Done\n\n- no\n- on\n", "dod.md")
    assert isinstance(document, Document)
    assert list(read_otherwise(document, ())) == []


def test_digits_behind_a_comma_are_refused_and_nobody_is_told_to_quote_them(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{HEAD}commercials: {{ceiling: 900,000}}\n")
    result = run(tmp_path, "check", "--isolated", "--select", "TXT002", "--format=json", "a.yaml")
    assert [(one["severity"], one["pointer"]) for one in result.findings] == [("error", "/commercials/000")]


def test_they_are_warnings_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{HEAD}rationale: {{outcome: no}}\n")
    result = run(tmp_path, "check", "--isolated", "--select", "TXT002", "--format=json", "a.yaml")
    (one,) = result.findings
    assert (result.code, one["id"], one["severity"], one["pointer"]) == (0, "SCH", "warning", "/rationale/outcome")
    assert one["message"] == "`no` is a text here, and a yes or no to programs that read YAML 1.1: put it in quotes"


def test_they_are_bounded_in_number_and_work(tmp_path: Path) -> None:
    assert len(found("".join(f"x-{n}: no\n" for n in range(readers.MOST + 5)))) == readers.MOST
    for text in ("1" * 250_000, "1:1" * 80_000, "1_" * 120_000, "1 " * 120_000, "no " * 80_000, "0" * 200_000 + "x"):
        (tmp_path / "a.yaml").write_text(f"{HEAD}x-a: a{text}\nx-b: {text}!\n")
        command = ("check", "--isolated", "--select", "TXT002", "--format=concise", "a.yaml")
        result = run(tmp_path, *command)
        assert (result.code, result.err) == (0, ""), text[:9]
        assert effort(partial(run, tmp_path, *command)) < linear(len(text)), text[:9]
