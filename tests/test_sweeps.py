"""Asking many conditions at once says what asking each of them says."""

from __future__ import annotations

import copy
import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import judging
import pytest

from engagelint import bundled, catalogue, examples, expressions
from engagelint.engine import APART, Engine
from engagelint.engine.plans import Plan, plans
from engagelint.engine.situation import Members, Situation
from engagelint.engine.sweeps import Asked, Sweep, answers, results
from engagelint.expressions import functions
from engagelint.model import Document, Kind, split_pointer
from engagelint.policies import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.engine import Judgement
    from engagelint.engine.sweeps import Call
    from engagelint.expressions import Expression
    from engagelint.model import Data
    from engagelint.subjects import Subject

CASES = Path(__file__).parent / "cases"
MANIFESTS = [*sorted(CASES.glob("*/engagement.yaml")), *sorted(judging.EXAMPLES.glob("*.yaml"))]

#: What stands instead of a term: texts and numbers out of bounds, other types, nothing at all.
ODD: list[Any] = [
    "",
    "TBD",
    "velocity",
    "x-y",
    0.0,
    -1.0,
    400.0,
    True,
    False,
    None,
    [],
    {},
    ["a"],
    {"key": "value"},
    [None],
]


@cache
def one_by_one() -> Engine:
    policies = [catalogue.built_in(code) for code in catalogue.files_by_id()]
    return Engine(policies, judging.language(), examples.TODAY, sweeping=False)


def said(engine: Engine, subject: Subject) -> Counter[Judgement]:
    return Counter(engine.judge(subject))


def compared(document: Document) -> int:
    """How many judgements there are of a document, the same ones both ways."""
    number = 0
    for subject in judging.subjects(document)[0]:
        swept = said(judging.engine(), subject)
        assert swept == said(one_by_one(), subject)
        number += sum(swept.values())
    return number


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_on_real_manifests(path: Path) -> None:
    assert compared(judging.read(path.read_text(encoding="utf-8"), path.name)) > 20


@pytest.mark.parametrize("name", ["engagement.yaml", "mvp.yaml", "vendor-proposal.yaml", "definition-of-done.yaml"])
def test_whatever_term_is_missing(name: str) -> None:
    document = judging.read(judging.example(name), name)
    for pointer in list(judging.keys(document.data))[::3]:
        compared(judging.lacking(document, pointer))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_stands_instead_of_a_term(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    document = judging.read(judging.example("engagement.yaml"), "engagement.yaml")
    every = list(judging.keys(document.data))
    for pointer in chance.sample(every, 10):
        compared(_with(document, pointer, chance.choice(ODD)))


def _with(document: Document, pointer: str, value: Data) -> Document:
    """The document with another value at `pointer`; its text stays."""
    parts = split_pointer(pointer)
    data = copy.deepcopy(document.data)
    container = data
    for part in parts[:-1]:
        container = container[int(part) if isinstance(container, list) else part]
    container[parts[-1]] = value
    return Document(document.kind, document.source, data, document.marks, document.root)


def test_sweeps_stand_for_most_conditions() -> None:
    """Else it would be of no use, and the comparisons above would compare nothing."""
    policies = [catalogue.built_in(code) for code in catalogue.files_by_id()]
    asked = {one.policy for plan in plans(policies, APART) for one in plan.asked}
    assert len(asked) > 0.9 * len(policies)
    assert asked == {code for sweep in bundled.sweeps() for code, _ in sweep["asked"]}


_LIST = (
    "type(document.items) == list && document.items.all(each, (!(has(each.b)) || (each.b.a)))"
    " ? string(size(document.items.filter(each, has(each.b)))) : ''"
)
_GROUP = (
    "type(document.r) == map && document.r.all(each, (!((each in b)) || (document.r[each].b)))"
    " ? string(size(document.r.filter(each, (each in b)))) + \" \" + string(size(document.r)) : ''"
)


@pytest.mark.parametrize(
    ("given", "when", "require", "holds"),
    [
        (
            "/roles/owner",
            None,
            "self.name == 'self'",
            "has(document.roles) && has(document.roles.owner) && (document.roles.owner.name == 'self')",
        ),
        ("/items/*/b", None, "self.a", _LIST),
        (
            "/r/*",
            "key in b",
            "member.b",
            _GROUP,
        ),
    ],
)
def test_what_is_asked(given: str, when: str | None, require: str, holds: str) -> None:
    assert [plan.holds for plan in plans([_policy(given, when, require)], frozenset())] == [holds]


@pytest.mark.parametrize(
    ("given", "require"),
    [
        ("/a/**", "true"),
        ("/a/*/b/*", "true"),
        ("/a b", "true"),
        ("/a/*", "index > 0.0"),
        ("/a", "document.list.all(self, self)"),
    ],
)
def test_what_is_judged_by_itself(given: str, require: str) -> None:
    assert not plans([_policy(given, None, require)], frozenset())


def _policy(given: str, when: str | None, require: str, **more: Any) -> Any:  # noqa: ANN401 - a policy
    raw = {"id": "TST001", "name": "test", "applies_to": Kind.ENGAGEMENT.value, "severity": "note", "given": given}
    return parse({**raw, "require": require, **({"when": when} if when else {}), **more}, more.get("family", "test"))


def test_what_several_conditions_count_is_counted_once() -> None:
    policies = [
        _policy("/l/*", None, "self.a"),
        _policy("/l/*/x", None, "self.b", id="TST002"),
        _policy("/l/*", None, "self.c", id="TST003"),
    ]
    (plan,) = plans(policies, frozenset())
    assert plan.holds == (
        "type(document.l) == list && document.l.all(each, (each.a) && (!(has(each.x)) || (each.x.b)) && (each.c))"
        " ? string(size(document.l)) + \" \" + string(size(document.l.filter(each, has(each.x)))) : ''"
    )
    assert plan.numbers == ((0, 0), (1, 1), (0, 0))


def test_what_asks_for_proofs_is_asked_apart() -> None:
    """Proofs are seldom at hand, which says nothing of the other conditions."""
    proofs = "done.items.all(item, size(item.verified_by) > 0)"
    policies = [_policy("", None, "done.found", applies_to="DefinitionOfDone")]
    policies.append(_policy("", None, proofs, applies_to="DefinitionOfDone", id="TST002"))
    assert [len(plan.asked) for plan in plans(policies, frozenset())] == [1, 1]


HAS_A = "has(document.a)"


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        # What has the same guard, or the same family and none, is asked at once.
        (
            [("/a", None, "self.b", {}), ("/a", None, "self.c", {"id": "TST002"})],
            [(None, f"{HAS_A} && (document.a.b) && (document.a.c)", ["TST001", "TST002"])],
        ),
        (
            [("/a", "today == 'x'", "self.b", {}), ("/a", "today == 'x'", "self.c", {"id": "TST002", "family": "o"})],
            [("today == 'x'", f"{HAS_A} && (document.a.b) && (document.a.c)", ["TST001", "TST002"])],
        ),
        (
            [("/a", None, "self.b", {}), ("/a", None, "self.c", {"id": "TST002", "family": "other"})],
            [(None, f"{HAS_A} && (document.a.b)", ["TST001"]), (None, f"{HAS_A} && (document.a.c)", ["TST002"])],
        ),
        (
            [("/a", None, "self.b", {}), ("/a", "self.d", "self.c", {"id": "TST002"})],
            [
                (None, f"{HAS_A} && (document.a.b)", ["TST001"]),
                ("document.a.d", f"{HAS_A} && (document.a.c)", ["TST002"]),
            ],
        ),
        # What reads the engagement is asked apart.
        (
            [("", None, "document.a", {}), ("", None, "engagement.c", {"id": "TST002"})],
            [(None, "(document.a)", ["TST001"]), (None, "(engagement.c)", ["TST002"])],
        ),
        # Several places, and several terms that must be there.
        (
            [(["/a", "/b/c"], None, "self", {})],
            [
                (
                    None,
                    "has(document.a) && has(document.b) && has(document.b.c) && (document.a) && (document.b.c)",
                    ["TST001", "TST001"],
                )
            ],
        ),
        ([("/a", None, "true", {"applies_to": "*"})], []),
        ([("/a", None, "true", {"id": "TST009"})], []),
    ],
)
def test_what_is_asked_together(policies: list[Any], expected: list[tuple[str | None, str, list[str]]]) -> None:
    made = plans([_policy(*rest, **more) for *rest, more in policies], frozenset(["TST009"]))
    assert [(plan.guard, plan.holds, [one.policy for one in plan.asked]) for plan in made] == expected
    assert all(plan.kind is Kind.ENGAGEMENT for plan in made)


def test_members_of_one_list_are_gone_through_with_the_same_guard_only() -> None:
    policies = [
        _policy("/l/*", None, "self.a"),
        _policy("/l/*/b", None, "self.c", id="TST002"),
        _policy("/l/*", "self.d", "self.a", id="TST003"),
        _policy("/m/*", None, "self.a", id="TST004"),
    ]
    assert [[one.policy for one in plan.asked] for plan in plans(policies, frozenset())] == [
        ["TST001", "TST002"],
        ["TST003"],
        ["TST004"],
    ]


def test_criteria_are_asked_of_where_they_are_known() -> None:
    there = {"applies_to": "DefinitionOfDone"}
    made = [
        *plans([_policy("/items/*", None, "self.a", **there)], frozenset()),
        *plans([_policy("/levels/*", None, "self.a", **there)], frozenset()),
        *plans([_policy("/items", None, "self.a", **there)], frozenset()),
    ]
    places = [plan.holds.split(")")[0].split("(")[1] for plan in made]
    assert places == ["done.items", "document.levels", "document.items"]


HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"


def _situation(text: str, *sweeps: Sweep) -> Situation:
    (subject,), _ = judging.subjects(judging.read(text, "engagement.yaml"))
    return Situation(judging.language(), subject, "2026-01-15", Members((), sweeps))


def _sweep(guard: str | None, holds: str, numbers: tuple[tuple[int, int], ...] = ()) -> Sweep:
    language = judging.language()
    asked = (Asked("TST001", "/a"),)
    return Sweep(language.compile(guard) if guard else None, language.compile(holds), asked, numbers)


@pytest.mark.parametrize(
    ("guard", "holds", "expected"),
    [
        (None, "document.metadata.name == 'x'", (1, 0)),
        (None, "document.metadata.name == 'y'", None),
        (None, "document.shape == 'x'", None),
        (None, "document.metadata.name", None),
        (None, "document.metadata.name > 1.0", None),
        ("document.metadata.name == 'x'", "document.kind == 'Engagement'", (1, 0)),
        ("document.metadata.name == 'x'", "document.kind == 'x'", None),
        ("document.metadata.name == 'y'", "document.kind == 'x'", (0, 1)),
        ("document.shape == 'x'", "true", (0, 1)),
        ("document.metadata.name", "true", None),
        ("document.metadata.name > 1.0", "true", None),
        (None, "'2 3'", None),
        (None, "today == '2026-01-15' && !done.found && size(engagement) == 0", (1, 0)),
        ("today == '2026-01-15'", "stated(document.metadata) && stated(document.kind)", (1, 0)),
        (None, "size(document) == 3 && size(done) > 1", (1, 0)),
    ],
)
def test_what_a_sweep_says(guard: str | None, holds: str, expected: object) -> None:
    sweep = _sweep(guard, holds)
    assert _situation(HEAD, sweep).settled(sweep) == expected


@pytest.mark.parametrize(
    ("holds", "numbers", "expected"),
    [
        ("'2 3'", [(0, 1)], [(2, 1)]),
        ("'2 3'", [(0, 1), (1, 1)], [(2, 1), (3, 0)]),
        ("'3 0 2'", [(0, 0), (1, 2), (1, 1)], [(3, 0), (0, 2), None]),
        ("string(size(document))", [(0, 0)], [(3, 0)]),
        ("''", [(0, 1)], None),
        ("'2 x'", [(0, 1)], None),
        ("'-2 3'", [(0, 1)], None),
        ("[2, 3]", [(0, 1)], None),
        ("1.0", [(0, 0)], None),
        ("document.shape", [(0, 0)], None),
    ],
)
def test_what_a_sweep_through_members_says(
    holds: str, numbers: list[tuple[int, int]], expected: list[object] | None
) -> None:
    sweep = _sweep(None, holds, tuple(numbers))
    assert _situation(HEAD, sweep).settled(sweep) == expected


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Expression]]:
    """The expressions that are evaluated in the course of a test."""
    found: list[Expression] = []
    language = judging.language()
    evaluate = language.evaluate

    def counted(expression: Expression, place: Any) -> Any:  # noqa: ANN401 - CEL's own
        found.append(expression)
        return evaluate(expression, place)

    with monkeypatch.context() as patch:
        patch.setattr(language, "evaluate", counted)
        yield found


def test_a_sweep_is_evaluated_once(evaluated: list[Expression]) -> None:
    sweeps = [_sweep(None, "document.kind == 'x'"), _sweep("document.kind == 'x'", "true")]
    here = _situation(HEAD, *sweeps)
    assert [here.settled(one) for one in (*sweeps, *sweeps)] == [None, (0, 1), None, (0, 1)]
    assert [one.source for one in evaluated] == ["document.kind == 'x'", "document.kind == 'x'"]


def test_what_sweeps_read_of_the_document_is_what_they_see() -> None:
    sweeps = [_sweep("document.kind == 'Engagement'", "stated(document.metadata)"), _sweep(None, "done.found")]
    assert Members((), sweeps)["sweeps"] == {
        "document": frozenset(["kind", "metadata"]),
        "done": frozenset(["found"]),
        "engagement": frozenset(),
    }
    assert Members((), [*sweeps, _sweep(None, "size(document) > 1")])["sweeps"]["document"] is None


@pytest.mark.parametrize(
    ("name", "most"), [("engagement.yaml", (60, 40)), ("mvp.yaml", (60, 48)), ("definition-of-done.yaml", (50,))]
)
def test_of_a_clean_document_hardly_a_condition_is_asked_by_itself(
    name: str, most: tuple[int, ...], evaluated: list[Expression]
) -> None:
    """Else sweeps would be of no use. How many evaluations there are is as it was measured, and a few more."""
    subjects, _ = judging.subjects(judging.read(judging.example(name), name))
    engine = Engine([catalogue.built_in(code) for code in catalogue.files_by_id()], judging.language(), examples.TODAY)
    for subject, number in zip(subjects, most, strict=True):
        evaluated.clear()
        engine.tally(subject)
        assert number / 2 < len(evaluated) <= number
        own = Counter(one.source for one in evaluated)
        own.pop("false")  # the sources of sweeps
        assert own.total() < number - 5


def test_a_sweep_of_which_a_policy_is_not_chosen_or_is_another_is_not_asked(evaluated: list[Expression]) -> None:
    """Else a policy that is not there would have a say."""
    subjects, _ = judging.subjects(judging.read(judging.example("engagement.yaml"), "engagement.yaml"))
    every = [catalogue.built_in(code) for code in catalogue.files_by_id()]
    for policies in ([], every[:1], every[::2], every[1::2], every[5:]):
        engine = Engine(policies, judging.language(), examples.TODAY)
        asked = {one.id for one in policies}
        whole = sum(
            asked >= {code for code, _ in one["asked"]} for one in bundled.sweeps() if one["kind"] == Kind.ENGAGEMENT
        )
        evaluated.clear()
        said = Counter(engine.judge(subjects[0]))
        assert {one.policy for one in said} <= asked
        assert sum(one.source == "false" for one in evaluated) >= min(whole, 1)
        alone = Engine(policies, judging.language(), examples.TODAY, sweeping=False)
        assert said == Counter(alone.judge(subjects[0]))


def test_a_plan_says_of_what_it_is() -> None:
    (plan,) = plans([_policy("/a", None, "self.b")], frozenset())
    assert plan == Plan(
        Kind.ENGAGEMENT, None, "has(document.a) && (document.a.b)", (Asked("TST001", "/a"),), (), {}, {}
    )


@pytest.mark.parametrize(
    ("given", "require", "holds", "told"),
    [
        ("/a", '!self.b.mentions("velocity")', '!self["velocity"][document.a.b]', {"velocity": ["document a b"]}),
        ("/a", "named(self) && named(self)", '["named"][document.a] && self["named"]', {"named": ["document a"]}),
        (
            "/a",
            'self.b.all(one, named(one.c) || one.mentions("activity"))',
            '.all(one, self["named"][one.c] || self["activity"][one])',
            {"named": ["document a b * c"], "activity": ["document a b *"]},
        ),
        ("/a", "self.all(x, named(self[x].c))", 'self["named"][document.a[x].c]', {"named": ["document a {} c"]}),
        ("/a", "done.found.exists(t, named(t))", 'self["named"][t]', {"named": ["done found *"]}),
        # What is no term of the document is asked as before.
        ("/a", "named(self.b[0].c)", "named(document.a.b[0].c)", {}),
        ("/a", 'named("self") && "named(self)" != self', 'named("self") && "named(self)" != document.a', {}),
        ("/a", 'self.b.filter(one, one.c).all(two, named(two))', ".all(two, named(two))", {}),
        ("/a", 'self.b.all(one, named(self.c[one]))', "named(document.a.c[one])", {}),
        ("/a", 'self.b.mentions(self.c)', "document.a.b.mentions(document.a.c)", {}),
        ("/a", "named(other)", "named(other)", {}),
    ],
)  # fmt: skip
def test_what_is_asked_of_texts_is_told_beforehand(
    given: str, require: str, holds: str, told: dict[str, list[str]]
) -> None:
    (plan,) = plans([_policy(given, None, require)], frozenset())
    assert holds in plan.holds
    assert {what: [" ".join(path) for path in paths] for what, paths in plan.told.items()} == told


@pytest.mark.parametrize(
    ("require", "holds", "reckoned"),
    [
        (
            "days(self.b, today) > 1.0",
            'self["days(document.a.b, today)"] > 1.0',
            {"days(document.a.b, today)": ("days", [("document", "a", "b"), ("today",)])},
        ),
        (
            "headcount(self, \"vendor\", '*') > 0.0",
            'self["headcount(document.a, \\"vendor\\", \'*\')"] > 0.0',
            {"headcount(document.a, \"vendor\", '*')": ("headcount", [("document", "a"), "vendor", "*"])},
        ),
        ("self.all(one, days(one, today) > 0.0)", "days(one, today)", {}),
        ("days(document.x[0], today) > 0.0", "days(document.x[0], today)", {}),
        ("duplicates(self) == []", "duplicates(document.a)", {}),
    ],
)
def test_what_is_reckoned_beforehand(require: str, holds: str, reckoned: dict[str, Any]) -> None:
    (plan,) = plans([_policy("/a", None, require)], frozenset())
    assert holds in plan.holds
    assert plan.reckoned == reckoned


def test_a_calculation_without_its_terms_has_no_result() -> None:
    calls: dict[str, Call] = {
        "due": ("days", [("today",), ("document", "due")]),
        "size": ("headcount", [("document", "team"), "vendor", "*"]),
        "of a text": ("headcount", [("document", "due"), "vendor", "*"]),
        "of nothing": ("days", [("today",), ("document", "other")]),
        "of no date": ("days", [("today",), ("document", "word")]),
        "of odd members": ("headcount", [("document", "odd"), "vendor", "*"]),
    }
    document = {"due": "2026-03-09", "team": [{"side": "vendor", "count": 2.0, "level": "senior"}], "word": "soon"}
    variables = {"today": "2026-03-02", "document": {**document, "odd": [1.0]}}
    assert results(calls, variables, expressions.reckon) == {"due": 7.0, "size": 2.0}


@pytest.mark.parametrize(
    ("data", "path", "texts"),
    [
        ({"a": {"b": "good"}}, "a b", ["good"]),
        ({"a": {"b": "bad"}}, "a b", ["bad"]),
        ({"a": [{"b": "good"}, {}, {"b": "bad"}]}, "a * b", ["good", "bad"]),
        ({"a": {"x": {"b": "good"}, "y": {"b": "bad"}}}, "a {} b", ["good", "bad"]),
        ({}, "a b", []),
        ({"a": []}, "a *", []),
        # Of what is no text, or stands elsewhere than the condition says, nothing is told.
        ({"a": {"b": 1.0}}, "a b", []),
        ({"a": ["good", 1.0, {"b": "bad"}]}, "a *", ["good"]),
        ({"a": {"b": "good"}}, "a *", []),
        ({"a": ["good"]}, "a {}", []),
        ({"a": "good"}, "a b", []),
    ],
)
def test_which_texts_are_told_of(data: dict[str, Any], path: str, texts: list[str]) -> None:
    found = answers({"good": [path.split()]}, data, lambda what, text: text == what)
    assert found == {"good": {text: text == "good" for text in texts}}


@pytest.mark.parametrize("name", ["engagement.yaml", "mvp.yaml"])
def test_hardly_a_text_is_handed_over_within_an_evaluation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runtime keeps what it hands over for ever: in thousands of files, that is most of the memory."""
    calls = Counter[str]()
    guarded = functions.guarded

    def counted(function: Any) -> Any:  # noqa: ANN401 - any function
        call = guarded(function)

        def noted(*arguments: Any) -> Any:  # noqa: ANN401 - any values
            calls.update(type(one).__name__ for one in arguments)
            return call(*arguments)

        return noted

    monkeypatch.setattr(functions, "guarded", counted)
    language = expressions.Language(catalogue.lexicon)
    engine = Engine([catalogue.built_in(code) for code in catalogue.files_by_id()], language, examples.TODAY)
    engine.tally(judging.subjects(judging.read(judging.example(name), name))[0][0])
    assert 0 < calls["str"] <= 15
    assert not calls["list"]
