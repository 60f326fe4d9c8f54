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

from engagelint import bundled, catalogue, examples
from engagelint.engine import APART, Engine
from engagelint.engine.plans import plans
from engagelint.model import Document, Kind, split_pointer
from engagelint.policies import parse

if TYPE_CHECKING:
    from engagelint.engine import Judgement
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
    "type(document.items) == list && (document.items.all(each, !(has(each.b) && (true)) || (each.b.a)))"
    " ? [size(document.items.filter(each, has(each.b) && (true))), size(document.items.filter(each, has(each.b)))] : []"
)
_GROUP = (
    "type(document.r) == map && (document.r.all(each, !(true && (each in b)) || (document.r[each].b)))"
    " ? [size(document.r.filter(each, true && (each in b))), size(document.r.filter(each, true))] : []"
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


def _policy(given: str, when: str | None, require: str) -> Any:  # noqa: ANN401 - a policy
    raw = {"id": "TST001", "name": "test", "applies_to": Kind.ENGAGEMENT.value, "severity": "note", "given": given}
    return parse({**raw, "require": require, **({"when": when} if when else {})}, "test")
