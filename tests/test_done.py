"""What criteria ask for and how they are worded, judged by meaning and in several languages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hostile.effort import effort, linear

from engagelint.done import Claim, claims, classifier, covered, criteria, topics, usable, wording
from engagelint.loading.markdown import read_markdown
from engagelint.loading.yaml import compose
from engagelint.model import Source
from engagelint.resources import read_text

#: Made-up criteria: text, topics, wording flags, divided by tabs; topics of `*` are left to other tables.
CRITERIA = Path(__file__).parent / "data" / "criteria"


def made_up() -> list[tuple[str, str, str]]:
    """The criteria of all tables; a line that begins with `#` says what follows it has in common."""
    lines = [line for table in sorted(CRITERIA.glob("*.tsv")) for line in table.read_text("utf-8").splitlines()]
    rows = [(*line.split("\t"), "", "")[:3] for line in lines if line and not line.startswith("# ")]
    return [(text, asked, weak) for text, asked, weak in rows]


@pytest.mark.parametrize(("text", "asked", "weak"), made_up())
def test_topics_and_wording(text: str, asked: str, weak: str) -> None:
    if asked != "*":
        assert set(topics(text)) == set(filter(None, asked.split(",")))
    assert set(wording(text)) == set(filter(None, weak.split(",")))


def test_a_made_up_criterion_stands_once() -> None:
    texts = [text for text, _, _ in made_up()]
    assert len(texts) == len(set(texts))


def test_criteria_are_listed_in_order_with_level_and_pointer() -> None:
    text = "# Definition of Done\n## Story\n- [ ] Tests pass (ci: unit)\n  - [ ] on staging\n- [ ] Merged\n"
    text += "## Sprint\n- [ ] Demo\n"
    found = criteria(read_markdown(Source("x.md", text)).data, "/definition_of_done")
    assert [(one.text, one.level, one.pointer) for one in found] == [
        ("Tests pass", "Story", "/definition_of_done/levels/0/items/0"),
        ("on staging", "Story", "/definition_of_done/levels/0/items/0/items/0"),
        ("Merged", "Story", "/definition_of_done/levels/0/items/1"),
        ("Demo", "Sprint", "/definition_of_done/levels/1/items/0"),
    ]
    assert found[0].verified_by == (Claim("ci", "unit"),)
    assert (found[0].marker, found[0].done) == ("- [ ]", False)


@pytest.mark.parametrize(
    ("above", "item", "asked"),
    [
        ("The tests cover:", "boundary values,", ("tests",)),
        ("Documentation says:", "known gaps", ("documentation",)),
        # A statement stands for itself, as does a long text, and what asks for something of its own.
        ("The tests cover:", "The build is green", ("ci",)),
        ("The tests cover:", "It is small", ()),
        ("The tests cover:", "one two three four five six seven eight nine ten", ()),
        # Only what has contents is completed, and only by what a colon announces.
        ("Before review:", "small changes", ()),
        ("The tests cover it.", "boundary values", ()),
    ],
)
def test_a_fragment_asks_for_what_the_line_above_it_does(above: str, item: str, asked: tuple[str, ...]) -> None:
    (one,) = criteria(read_markdown(Source("x.md", f"# Definition of Done\n\n{above}\n\n- {item}\n")).data)
    assert one.topics == asked


@pytest.mark.parametrize(
    "data", [None, [], "x", {"levels": 3}, {"items": [1, None, []]}, {"levels": [None, {"items": "x"}]}]
)
def test_data_of_other_shapes_holds_no_criteria(data: object) -> None:
    assert criteria(data) == []


def test_items_may_be_plain_texts_at_the_top() -> None:
    found = criteria({"items": ["Tests pass", {"text": "Merged", "items": ["to main"]}]})
    assert [(one.text, one.pointer) for one in found] == [
        ("Tests pass", "/items/0"),
        ("Merged", "/items/1"),
        ("to main", "/items/1/items/0"),
    ]


def test_claims_are_of_a_known_kind_or_in_free_words() -> None:
    assert claims(["ci: unit-tests", "Review: product owner", "a screenshot", "see: x"]) == [
        Claim("ci", "unit-tests"),
        Claim("review", "product owner"),
        Claim("", "a screenshot"),
        Claim("", "see: x"),
    ]


def test_headings_and_lead_ins_count_among_the_topics() -> None:
    text = (
        "# Definition of Done\n## Security\n- Every finding is closed\n## Story\n- Code review:\n  - two people agree\n"
    )
    found = criteria(read_markdown(Source("x.md", text)).data)
    assert [(one.text, one.topics, one.under) for one in found] == [
        ("Every finding is closed", (), ""),
        ("two people agree", (), "Code review:"),
    ]
    assert covered(found) == ["review", "security"]


def test_should_is_no_way_out_where_the_list_is_written_so() -> None:
    habit = ["Tests should pass", "Code should be reviewed", "Docs should be updated"]
    assert not [one.text for one in criteria({"items": habit}) if "escape" in one.wording]
    mixed = [*habit, "The build is green", "Metrics are emitted"]
    assert [one.text for one in criteria({"items": mixed}) if "escape" in one.wording] == habit
    among = ["Tests should pass", "Code is reviewed", "Docs are updated", "The build is green"]
    assert [one.text for one in criteria({"items": among}) if "escape" in one.wording] == ["Tests should pass"]
    stated = [*habit, "Metrics should be emitted where possible"]
    assert [one.text for one in criteria({"items": stated}) if "escape" in one.wording] == [stated[-1]]


def test_template_text_is_not_usable() -> None:
    found = criteria({"items": ["", "It", "[name]: [what is done]", "Tests pass"]})
    assert [one.text for one in usable(found)] == ["Tests pass"]


def test_the_lexicon_is_small_and_every_term_is_a_text() -> None:
    text = read_text("policies/topics.yaml")
    assert len(text.encode()) < 248 * 1024
    data = compose(text)[0]
    for section in ("topics", "wording"):
        for label, languages in data[section].items():
            for language, terms in languages.items():
                assert all(isinstance(term, str) and term and '"' not in term for term in terms), (label, language)
    assert classifier().topics == tuple(data["topics"])


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "a_" * 50_000, "[" * 50_000, "if " * 20_000, "test " * 20_000, "?" * 99_999]
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    assert effort(lambda: classifier().classify(text)) < linear(len(text))


@pytest.mark.parametrize(("held", "floors"), [(False, (0.96, 0.92, 0.83)), (True, (0.95, 0.88, 0.7))])
def test_real_files_are_read_no_worse_than_documented(shared: Path, held: bool, floors: tuple[float, ...]) -> None:  # noqa: FBT001
    path = Path(__file__).resolve().parents[1] / "benchmarks" / "definition_of_done.py"
    spec = importlib.util.spec_from_file_location("definition_of_done_benchmark", path)
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = benchmark
    spec.loader.exec_module(benchmark)
    names = sorted(path.stem for path in benchmark.LABELS.glob("*.tsv"))
    back = benchmark.held_back()
    chosen = [name for name in names if (name in back) is held]
    scores = benchmark.measure(chosen, shared / "corpus" / "dod", errors=False)
    assert len(chosen) >= 14
    for name, floor in zip(("criteria", "topics (all)", "wording (all)"), floors, strict=True):
        assert scores[name].f1 >= floor, name
