"""Expressions: what they read, how they are made, and what they give; conditions on places are in test_engine.py."""

from __future__ import annotations

from typing import Any

import pytest

from engagelint import catalogue, facts
from engagelint.expressions import (
    Expression,
    Failed,
    Language,
    Malformed,
    Missing,
    TextTest,
    _unwrapped,
    _wrapped,
    bind,
    functions,
    places_read,
    reads,
)
from engagelint.expressions.functions import guarded, remembered
from engagelint.expressions.source import literal, without_stated

LANGUAGE = Language(catalogue.lexicon)


def test_what_an_expression_reads() -> None:
    source = "self.a.b == 'self.x' && document.team.exists(one, one.level == self[0].c && size(done.items) > 1.0)"
    assert reads(source) == (
        ("self", ("a", "b")),
        ("document", ("team",)),
        ("document", ("team", "*", "level")),
        ("self", ("0", "c")),
        ("done", ("items",)),
    )


def test_a_program_is_taken_apart_as_it_is_put_together() -> None:
    for size in (*range(300), *range(16_370, 16_390), 70_000):
        tree = bytes(at % 251 for at in range(size))
        assert _unwrapped(_wrapped(tree)) == tree


def test_a_program_is_that_of_its_source() -> None:
    for source in ("self.a == 1.0", "self.all(x, x in ['" + "y" * 200 + "'])", "stated(self.a) && today != ''"):
        loaded = LANGUAGE.load(source + " ", {source + " ": LANGUAGE.dump(source)}.get)
        plain = LANGUAGE.compile(source)
        for value in ({"a": 1.0}, {"a": 2.0}, {}, ["y" * 200], ["z"]):
            there = LANGUAGE.place({"self": value, "today": "x"})
            assert LANGUAGE.evaluate(loaded, there) == LANGUAGE.evaluate(plain, there)


def test_a_program_without_the_field_is_none_of_ours() -> None:
    with pytest.raises(ValueError, match="without field 2"):
        _unwrapped(b"\x0a\x01x")
    with pytest.raises(ValueError, match="without field 2"):
        _unwrapped(b"")


def test_which_places_an_expression_reads() -> None:
    source = (
        "self.list.exists(one, one.level == self.c && one.parts.all(x, x.y == 'self.z')) && "
        "headcount(document.team, 'client', '*') > 1.0 && self.a.b(1)"
    )
    assert places_read(source) == [
        ("self", "list"),
        ("self", "list", "*"),
        ("self", "list", "*", "level"),
        ("self", "c"),
        ("self", "list", "*", "parts"),
        ("self", "list", "*", "parts", "*"),
        ("self", "list", "*", "parts", "*", "y"),
        ("document", "team"),
        ("document", "team", "*", "side"),
        ("document", "team", "*", "level"),
        ("document", "team", "*", "count"),
        ("self", "a"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("self.a == 1.0", "self.a == 1.0"),
        ("stated(self.a)", "(size([self.a]) == 1)"),
        ("!stated(self.a) || stated (self.b)", "!(size([self.a]) == 1) || (size([self.b]) == 1)"),
        ("(stated(self.f(1)) && has(self.b))", "((size([self.f(1)]) == 1) && has(self.b))"),
        ("self.all(x, stated(x.a) && stated(x.b))", "self.all(x, (size([x.a]) == 1) && (size([x.b]) == 1))"),
        ("stated(stated(self.a))", "(size([(size([self.a]) == 1)]) == 1)"),
        ("self.a == 'stated(x)' && unstated(self)", "self.a == 'stated(x)' && unstated(self)"),
        ("self.a == ')' && stated(self.b)", "self.a == ')' && (size([self.b]) == 1)"),
        ("self.stated(1)", "self.stated(1)"),
        ("stated(self.a", "stated(self.a"),
        ("stated(self.a))", "stated(self.a))"),
        ("(stated(self.a)", "(stated(self.a)"),
        (")stated(self.a)(", ")(size([self.a]) == 1)("),
    ],
)
def test_what_is_stated_is_asked_without_a_function(source: str, expected: str) -> None:
    assert without_stated(source) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3.0"),
        (0.5, "0.5"),
        ('a"b', '"a\\"b"'),
        (["a", 1, [True]], '["a", 1.0, [true]]'),
        ([], "[]"),
    ],
)
def test_parameters_become_values_of_the_language(value: object, expected: str) -> None:
    assert literal(value) == expected
    assert bind("self.x == params.one", {"one": value}) == f"self.x == {expected}"


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("params.no", 1, 1),
        ("self.x > params.no", 1, 10),
        ("self.x >\n\n  params.no", 3, 3),
        ("self.x >\nparams.no", 2, 1),
    ],
)
def test_a_parameter_that_is_not_there_is_told_with_its_place(source: str, line: int, column: int) -> None:
    with pytest.raises(Malformed, match="the policy has no parameter `no`") as caught:
        bind(source, {"yes": 1})
    assert (caught.value.message, caught.value.line, caught.value.column) == (str(caught.value), line, column)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("// don't\nself.a == params.one // isn't", "\nself.a == 1.0 "),
        ("self.a == 'http://x' + params.one", "self.a == 'http://x' + 1.0"),
        ("self.a == r'\\' + params.one", "self.a == r'\\' + 1.0"),
        ('self.a == r"\\" // "', 'self.a == r"\\" '),
    ],
)
def test_comments_are_left_out_and_texts_are_left_as_they_are(source: str, expected: str) -> None:
    assert bind(source, {"one": 1}) == expected


def test_what_does_not_compile_is_told_with_its_place() -> None:
    for source, check, line, column in (
        ("self.x == == 1", False, 1, 11),
        ("true &&\n  self..x", False, 2, 8),
        ("nobody.x == 1", True, 1, 7),
    ):
        with pytest.raises(Malformed) as caught:
            LANGUAGE.compile(source, check=check)
        assert (caught.value.line, caught.value.column) == (line, column), caught.value
        assert caught.value.message
        assert "ERROR" not in caught.value.message
    LANGUAGE.compile("nobody.x == 1")  # a name that does not exist is found by who checks


def test_an_expression_is_made_when_it_is_asked_for() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "program"

    expression = Expression("self.a == document.b.c", make)
    assert made == []
    assert (expression.program, expression.program, made) == ("program", "program", ["x"])
    assert expression.reads == (("self", ("a",)), ("document", ("b", "c")))
    assert (expression.members("self"), expression.members("done")) == (frozenset("a"), frozenset())
    assert Expression("size(self) > 0 && self.a", str).members("self") is None
    assert Expression("self.a", str, [("self", ["b"])]).members("self") == frozenset("b")


def test_a_program_of_another_release_is_made_anew() -> None:
    for program in (None, "", "AAAA"):
        sources = {"self.other == 1.0": program}
        loaded = Language(catalogue.lexicon).load("self.other == 1.0", sources.get)
        assert LANGUAGE.evaluate(loaded, LANGUAGE.place({"self": {"other": 1.0}})) is True
    sweep = LANGUAGE.load_sweep("AAAA", [])
    assert LANGUAGE.evaluate(sweep, LANGUAGE.place({})) is False


def test_texts_that_passed_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "_REMEMBERED", 4)
    asked: list[str] = []

    def is_good(text: str) -> bool:
        asked.append(text)
        return text != "bad"

    test = TextTest(is_good)

    def new(*texts: str) -> tuple[bool, list[str]]:
        asked.clear()
        return test.all_pass(frozenset(texts)), sorted(asked)

    test.know(["a"])
    assert new("a", "b") == (True, ["b"])
    assert new("a", "b") == (True, [])
    assert new("bad")[0] is False
    assert new("bad") == (False, ["bad"])
    assert new("a", "c", "d") == (True, ["c", "d"])
    assert new("a", "b", "c", "d") == (True, [])  # as many as are remembered
    assert new("e") == (True, ["e"])
    assert new("a", "e") == (True, ["a"])  # with one more, the others were forgotten
    assert new("x" * 200) == (True, ["x" * 200])
    assert new("x" * 200, "y" * 201) == (True, ["y" * 201])
    assert new("y" * 201) == (True, ["y" * 201])
    assert (test("a"), test("bad")) == (True, False)


def test_functions_of_short_texts_are_asked_once() -> None:
    asked: list[tuple[str, str]] = []

    def same(text: str, other: str) -> bool:
        asked.append((text, other))
        return text == other

    known = remembered(same)
    edge, long = "x" * 200, "x" * 201
    for pair, times in ((("a", "a"), 1), ((edge, "b"), 1), (("b", edge), 1), ((long, "b"), 2), (("b", long), 2)):
        asked.clear()
        assert [known(*pair), known(*pair)] == [pair[0] == pair[1]] * 2
        assert len(asked) == times, pair


def test_what_was_made_for_a_call_is_emptied() -> None:
    inner: list[object] = ["x"]
    made: dict[str, object] = {"a": [1, {"b": inner}], "c": "text"}
    holding = [made["a"]]
    assert guarded(lambda values, _: len(values))(made, "text") == 2
    assert (made, holding, inner) == ({}, [[]], [])

    def fails(_: object) -> None:
        raise facts.NotStated("0/side")

    sites = [{"name": "x"}]
    with pytest.raises(LookupError, match="engagelint-not-stated: 0/side"):
        guarded(fails)(sites)
    assert sites == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("duplicates(['a', 'b', 'A ', 'c', 'B', 'b'])", ["A ", "B", "b"]),
        ("duplicates(['a  b', 'a b', 'ab'])", ["a b"]),
        ("duplicates([])", []),
        ("overlap([{'side': 'client'}], '2026-01-01', '2026-01-02').hours", Missing("0/time_zone")),
        ("self.list[3]", Missing("")),
        ("self.nothing", Missing("nothing")),
        ("self.list.one", Failed),
        ("self.list", ["x"]),
    ],
)
def test_an_expression_gives_a_value_or_why_there_is_none(source: str, expected: Any) -> None:  # noqa: ANN401 - any value
    value = LANGUAGE.evaluate(LANGUAGE.compile(source), LANGUAGE.place({"self": {"list": ["x"]}}))
    assert isinstance(value, Failed) if expected is Failed else value == expected
