"""Comparing two drafts: which way terms moved, what became of the findings, and when a side gained risk."""

from __future__ import annotations

import json
import os
import subprocess
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from click import UsageError
from click.testing import CliRunner, Result
from hostile.effort import effort
from markdown_it import MarkdownIt

from engagelint import catalogue, config, resources, schema
from engagelint.check import Request
from engagelint.cli import cli
from engagelint.compare import Comparison, compare, letter, revisions
from engagelint.compare.criteria import TOPICS
from engagelint.compare.described import changed_terms
from engagelint.compare.ledger import ledger, sentence
from engagelint.compare.terms import differences
from engagelint.compare.watching import Watch
from engagelint.config import Configuration
from engagelint.edits import put, shifted
from engagelint.expressions import Language
from engagelint.loading.yaml import compose
from engagelint.model import Document, Kind
from engagelint.recognition import recognise
from engagelint.reporters.comparison_text import render
from engagelint.revision import Unavailable
from engagelint.subjects import engagement_subject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engagelint.compare.model import Change
    from engagelint.subjects import Subject

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a}\n"
TERM = "term: {start: 2026-03-02, end: 2027-02-26}\n"


def drafts(folder: Path, old: str, new: str, side: str = "client", fail_on: str | None = None) -> Comparison:
    (folder / "old.yaml").write_text(HEAD + old, encoding="utf-8")
    (folder / "new.yaml").write_text(HEAD + new, encoding="utf-8")
    return compared(folder, "old.yaml", "new.yaml", side, fail_on)


def compared(folder: Path, old: str, new: str, side: str = "client", fail_on: str | None = None) -> Comparison:
    request = Request((), "2026-01-15", Configuration(folder), folder, fail_on=fail_on)
    return compare(request, str(folder / old), str(folder / new), side, os.environ)


def only(comparison: Comparison) -> Change:
    assert len(comparison.changes) == 1, [change.term for change in comparison.changes]
    return comparison.changes[0]


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, ["compare", *arguments], standalone_mode=False)


# What a letter says.
READY = "Nothing is open on our side. We look forward to signing."
NEXT = (
    "Answers are best given as terms in the draft itself, so that both sides read the same. "
    "We look forward to the next one."
)
OURS = "We have nothing more to ask of you. On our side {} to be settled; then we look forward to signing."
SETTLED = ("It settles these points of our last round, and we thank you for it:",)
TECH_LEAD = "roles: {{tech_lead: {{name: {}, side: client}}}}\n"
TECH_LEAD_ASK = "- Who, by name, holds the role of tech lead?"
SHAPE = (
    '`shape` is "nonsense"; known values are `outsourced-product-team`, `outsourced-delivery`, `hybrid-squad` and '
    "`mvp-build`"
)
PRODUCT_OWNER = "roles: {product_owner: {name: Ana Silva, side: client}}\n"

# Older value, newer value, movement, who owes the term, who is worse off.
DIRECTIONS = [
    # numbers
    ("exit: {handover_weeks: 4}", "exit: {handover_weeks: 2}", "loosened", "vendor", "client"),
    ("exit: {notice_days: 30}", "exit: {notice_days: 90}", "loosened", "vendor", "client"),
    ("exit: {notice_days: 90}", "exit: {notice_days: 30}", "tightened", "vendor", "vendor"),
    (
        "roles: {product_owner: {hours_per_week: 16}}",
        "roles: {product_owner: {hours_per_week: 5}}",
        "loosened",
        "both",
        "both",
    ),
    (
        "roles: {product_owner: {hours_per_week: 5}}",
        "roles: {product_owner: {hours_per_week: 16}}",
        "tightened",
        "both",
        "",
    ),
    (
        "roles: {product_owner: {squads_served: 1}}",
        "roles: {product_owner: {squads_served: 2}}",
        "loosened",
        "both",
        "both",
    ),
    ("commercials: {ceiling: 900000}", "commercials: {ceiling: 2000000}", "loosened", "vendor", "client"),
    # dates
    (
        "exit: {transition_plan_due: 2027-01-29}",
        "exit: {transition_plan_due: 2027-02-10}",
        "loosened",
        "vendor",
        "client",
    ),
    # yes and no
    ("exit: {ends_at_sprint: yes}", "exit: {ends_at_sprint: no}", "neutral", None, ""),  # texts: not well-formed
    ("exit: {ends_at_sprint: true}", "exit: {ends_at_sprint: false}", "loosened", "vendor", "client"),
    ("term: {renews_automatically: false}", "term: {renews_automatically: true}", "loosened", "vendor", "client"),
    # sides
    ("exit: {intellectual_property: client}", "exit: {intellectual_property: shared}", "loosened", "vendor", "client"),
    ("exit: {intellectual_property: vendor}", "exit: {intellectual_property: shared}", "tightened", "vendor", "vendor"),
    (
        "operating_model: {accounts_owned_by: client}",
        "operating_model: {accounts_owned_by: vendor}",
        "loosened",
        "vendor",
        "client",
    ),
    # enumerations with an order, some of whose values count alike
    (
        "compliance: {security_review: every-sprint}",
        "compliance: {security_review: quarterly}",
        "loosened",
        "vendor",
        "client",
    ),
    ("commercials: {billed_by: sprint}", "commercials: {billed_by: person-day}", "neutral", None, ""),
    ("commercials: {billed_by: sprint}", "commercials: {billed_by: story-point}", "loosened", "both", "both"),
    # sets
    ("exit: {kept_by_client: [tools, designs]}", "exit: {kept_by_client: [tools]}", "loosened", "vendor", "client"),
    ("exit: {kept_by_client: [tools]}", "exit: {kept_by_client: [designs, tools]}", "tightened", "vendor", "vendor"),
    ("exit: {kept_by_client: [accounts]}", "exit: {kept_by_client: [designs]}", "neutral", None, ""),
    ("exit: {kept_by_client: [tools]}", "exit: {kept_by_client: [designs]}", "loosened", "vendor", "client"),
    # a term that came or went
    ("", "exit: {handover_weeks: 4}", "tightened", "vendor", "vendor"),
    ("exit: {handover_weeks: 4}", "", "loosened", "vendor", "client"),
    ("", "compliance: {security_review: end-only}", "loosened", "vendor", "client"),
    # the policies decide
    (
        "shape: outsourced-delivery\nroles: {tech_lead: {side: client}}",
        "shape: outsourced-delivery\nroles: {tech_lead: {side: vendor}}",
        "loosened",
        "both",
        "both",
    ),
    # between two limits neither is nearer to a violation; beyond one it is
    ("ceremonies: {sprint_weeks: 4}", "ceremonies: {sprint_weeks: 1}", "neutral", None, ""),
    ("ceremonies: {sprint_weeks: 2}", "ceremonies: {sprint_weeks: 1}", "neutral", None, ""),
    ("ceremonies: {sprint_weeks: 4}", "ceremonies: {sprint_weeks: 6}", "loosened", "both", "both"),
    # a longer term is nobody's gain, though a plan that was due in time would then be due earlier still
    (
        "term: {end: 2027-02-26}\nexit: {transition_plan_due: 2027-01-29}",
        "term: {end: 2029-02-26}\nexit: {transition_plan_due: 2027-01-29}",
        "neutral",
        None,
        "",
    ),
    (
        "term: {end: 2027-02-26}\nexit: {transition_plan_due: 2027-01-29}",
        "term: {end: 2027-02-01}\nexit: {transition_plan_due: 2027-01-29}",
        "loosened",
        "both",
        "both",
    ),
    # nobody takes a side
    ("commercials: {currency: EUR}", "commercials: {currency: USD}", "neutral", None, ""),
    ("rationale: {product_stage: early}", "rationale: {product_stage: growth}", "neutral", None, ""),
    ("x-own: {rate: 1}", "x-own: {rate: 2}", "neutral", None, ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The default policies, read once for all directions."""
    return Watch(catalogue.chosen([]), Kind.ENGAGEMENT, Language(catalogue.lexicon), "2026-01-15")


def weighed(watch: Watch, old: str, new: str) -> Change:
    """The only change between two drafts."""

    def subject(text: str) -> Subject:
        document = recognise(f"{HEAD}{text}\n".encode(), "deal.yaml")
        assert isinstance(document, Document)
        return engagement_subject(document, schema.validate(document, document.kind), None)

    changes = changed_terms(subject(old), subject(new), watch)
    assert len(changes) == 1, [change.term for change in changes]
    return changes[0]


@pytest.mark.parametrize(("old", "new", "movement", "of", "worse"), DIRECTIONS)
def test_direction(watch: Watch, old: str, new: str, movement: str, of: str | None, worse: str) -> None:
    change = weighed(watch, old, new)
    assert (change.movement, change.of) == (movement, of)
    assert change.worse_for == (("client", "vendor") if worse == "both" else (worse,) if worse else ())


@pytest.mark.parametrize(("old", "new", "movement", "of"), [case[:4] for case in DIRECTIONS])
def test_the_way_back_is_the_other_way(watch: Watch, old: str, new: str, movement: str, of: str | None) -> None:
    there, back = weighed(watch, old, new), weighed(watch, new, old)
    opposite = {"tightened": "loosened", "loosened": "tightened", "neutral": "neutral"}
    assert back.movement == opposite[movement]
    assert there.of == back.of == of


def test_every_direction_of_the_schema_can_be_used() -> None:
    def nodes(node: object) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if "x-direction" in node:
                yield node
            for one in node.values():
                yield from nodes(one)

    found = list(nodes(resources.schema("engagement")))
    assert len(found) > 80
    for node in found:
        stated = node["x-direction"]
        assert stated.keys() == {"better", "for"}
        assert stated["for"] in {"client", "vendor", "both"}
        better = stated["better"]
        if isinstance(better, list):
            assert sorted(value for group in better for value in group) == sorted(node["enum"])
        elif better in {"more", "less"}:
            assert node["type"] == "array" or {"minimum", "maximum"} <= node.keys()
        elif better in {"yes", "no"}:
            assert node["type"] == "boolean"
        elif better == "earlier":
            assert node["format"] == "date"
        else:
            assert better in {"policies", "outcomes"}
    assert schema.direction(Kind.ENGAGEMENT, "/exit/handover_weeks") == ("more", "client")
    assert schema.direction(Kind.ENGAGEMENT, "/shape") is None


class TestRisk:
    def test_a_watched_term_that_moves_towards_a_violation_is_a_risk_before_there_is_a_finding(
        self, tmp_path: Path
    ) -> None:
        comparison = drafts(
            tmp_path, "exit: {handover_weeks: 8, notice_days: 3}\n", "exit: {handover_weeks: 3, notice_days: 3}\n"
        )
        assert comparison.introduced == ()
        assert comparison.risks == comparison.changes
        assert only(comparison).towards == ("EXT001", "EXT004")
        assert comparison.failed

    def test_the_same_is_none_for_whom_it_favours(self, tmp_path: Path) -> None:
        comparison = drafts(tmp_path, "exit: {handover_weeks: 8}\n", "exit: {handover_weeks: 3}\n", "vendor")
        assert not comparison.failed

    def test_a_duty_that_a_policy_demands_is_none(self, tmp_path: Path) -> None:
        old, new = "exit: {intellectual_property: vendor}\n", "exit: {intellectual_property: client}\n"
        comparison = drafts(tmp_path, old, new, "vendor")
        assert only(comparison).demanded("vendor")
        assert [entry.change for entry in ledger(comparison).duties] == list(comparison.changes)
        assert not comparison.failed

    def test_a_loss_that_no_policy_minds_is_none(self, tmp_path: Path) -> None:
        comparison = drafts(tmp_path, "exit: {notice_days: 30}\n", "exit: {notice_days: 90}\n")
        assert only(comparison).worse_for == ("client",)
        assert not comparison.failed

    @pytest.mark.parametrize(
        ("fail_on", "failed"), [("error", False), ("warning", False), ("note", True), ("never", False)]
    )
    def test_new_findings_count_from_the_severity_on(self, tmp_path: Path, fail_on: str, failed: bool) -> None:  # noqa: FBT001
        shapes = "outsourced-product-team, outsourced-delivery, hybrid-squad, mvp-build"
        comparison = drafts(tmp_path, "", f"partner: {{preferred_shapes: [{shapes}]}}\n", fail_on=fail_on)
        assert {one.severity for one in comparison.introduced} == {"note"}
        assert comparison.failed is failed

    def test_an_open_question_that_is_settled_badly_is_new(self, tmp_path: Path) -> None:
        comparison = drafts(tmp_path, "", "commercials: {billed_by: story-point}\n")
        assert "COM002" in {one.id for one in comparison.introduced}
        assert only(comparison).towards == ("COM002",)

    def test_the_ratio_of_seniors_is_watched_over_several_entries(self, tmp_path: Path) -> None:
        def team(senior: int, junior: int) -> str:
            return f"""team:
- {{role: a, level: senior, side: vendor, count: {senior}}}
- {{role: a, level: junior, side: vendor, count: {junior}}}
"""

        weaker = only(drafts(tmp_path, team(4, 2), team(2, 2)))
        assert (weaker.movement, weaker.towards) == ("loosened", ("PTR001",))
        assert weaker.note == "vendor's team: 4 senior, 2 junior → 2 senior, 2 junior"
        assert only(drafts(tmp_path, team(4, 2), team(4, 1))).movement == "tightened"

    def test_working_hours_are_weighed_by_the_overlap(self, tmp_path: Path) -> None:
        def sites(hours: str) -> str:
            return f"""{TERM}operating_model:
  sites:
  - {{name: London, side: client, time_zone: Europe/London, hours: "09:00-17:00"}}
  - {{name: Lisbon, side: vendor, time_zone: Europe/Lisbon, hours: "{hours}"}}
"""

        later = only(drafts(tmp_path, sites("09:00-17:00"), sites("12:00-20:00")))
        assert (later.movement, later.of) == ("loosened", "both")
        assert later.towards == ("OPS001",)
        assert later.note == "least shared hours a day: 8 → 5"

    def test_one_kpi_in_another_ones_place_does_no_harm(self, tmp_path: Path) -> None:
        def kpi(name: str) -> str:
            return f"commercials: {{kpis: [{{name: {name}, measures: throughput}}]}}\n"

        comparison = drafts(tmp_path, kpi("Stories"), kpi("Features"))
        assert [change.action for change in comparison.changes] == ["added", "removed"]
        assert not any("COM004" in change.towards for change in comparison.changes)


class TestTerms:
    def test_moved_members_and_lines_are_no_change(self, tmp_path: Path) -> None:
        one = "{role: a, level: senior, side: vendor, count: 1}"
        other = "{role: b, level: mid, side: vendor, count: 2}"
        old = f"{TERM}team: [{one}, {other}]\nexit: {{notice_days: 30, kept_by_client: [tools, data]}}\n"
        new = f"exit:\n  kept_by_client: [data, tools]\n  notice_days: 30\nteam:\n- {other}\n- {one}\n{TERM}"
        assert drafts(tmp_path, old, new).changes == ()

    def test_the_order_of_the_escalation_path_is_a_term(self, tmp_path: Path) -> None:
        def path(*deciders: str, target: int = 24) -> str:
            steps = ", ".join(f"{{decider: {one}, within_hours: {hours[one]}}}" for one in deciders)
            return f"operating_model: {{decisions: {{target_hours: {target}, escalation: [{steps}]}}}}\n"

        hours = {"Ada": 8, "Bo": 24, "Cy": 24}
        change = only(drafts(tmp_path, path("Ada", "Bo", "Cy"), path("Bo", "Ada", "Cy")))
        assert (change.action, change.movement) == ("reordered", "neutral")
        assert sentence(change) == "the escalation path is in another order: Ada, Bo, Cy → Bo, Ada, Cy"
        added = drafts(tmp_path, path("Ada", "Bo"), path("Cy", "Ada", "Bo"))
        assert only(added).action == "added"
        # The last step has the target to keep.
        worse = drafts(tmp_path, path("Bo", "Ada", target=8), path("Ada", "Bo", target=8))
        assert (only(worse).towards, only(worse).worse_for) == (("OPS013",), ("client", "vendor"))
        assert worse.failed
        assert only(drafts(tmp_path, path("Ada", "Bo", target=8), path("Bo", "Ada", target=8))).away == ("OPS013",)

    @pytest.mark.parametrize(
        ("member", "words"),
        [
            (
                "commercials: {kpis: [{name: Velocity, measures: velocity, consequence: bonus}]}",
                'the KPI "Velocity" is new: measures velocity, consequence bonus',
            ),
            (
                'operating_model: {sites: [{name: "Porto / b, c", side: vendor}]}',
                'the site "Porto / b, c" is new: side vendor',
            ),
            (
                "team: [{role: dev, level: senior, side: vendor, count: 2}]",
                'the team entry "dev, senior, vendor" is new: count 2',
            ),
        ],
    )
    def test_a_member_is_told_by_its_name_and_all_else(self, watch: Watch, member: str, words: str) -> None:
        assert sentence(weighed(watch, "", member)) == words

    def test_yes_is_not_one(self) -> None:
        assert [one.place for one in differences(Kind.ENGAGEMENT, {"a": True}, {"a": 1.0})] == ["/a"]

    def test_an_empty_list_that_is_stated_differs_from_none(self) -> None:
        found = list(differences(Kind.ENGAGEMENT, {}, {"ceremonies": {"other": []}}))
        assert [(one.place, one.old, one.new) for one in found] == [("/ceremonies/other", None, [])]

    def test_members_of_one_name_are_matched_in_order(self) -> None:
        old = {"commercials": {"kpis": [{"name": "A", "source": "x"}, {"name": "A", "source": "y"}]}}
        new = {"commercials": {"kpis": [{"name": "A", "source": "x"}, {"name": " A", "source": "z"}]}}
        found = list(differences(Kind.ENGAGEMENT, old, new))
        assert [(one.pointer, one.old, one.new) for one in found] == [
            ("/commercials/kpis/1/name", "A", " A"),
            ("/commercials/kpis/1/source", "y", "z"),
        ]

    def test_terms_are_named_by_their_titles(self, tmp_path: Path) -> None:
        change = only(drafts(tmp_path, "exit: {handover_weeks: 4}\n", ""))
        assert (change.term, change.old, change.new) == ("the length of the hand-over", "4 weeks", None)
        assert change.where == (f"{os.path.relpath(tmp_path / 'old.yaml', tmp_path)}", 4, 24)

    def test_silent_changes_stand_apart(self, tmp_path: Path) -> None:
        book = ledger(drafts(tmp_path, "governance: {steering: weekly}\n", "governance: {steering: quarterly}\n"))
        assert [entry.change.term for entry in book.silent if entry.change] == [
            "how often the steering meeting takes place"
        ]
        assert not any((book.worse, book.better, book.duties, book.neutral))

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            (("a", "b"), 1, {"x": [1], "a": {"b": 1}}),
            (("x", "-"), 2, {"x": [1, 2]}),
            (("x", "0"), None, {"x": []}),
            (("x",), None, {}),
            (("x", "9"), 1, {"x": [1]}),
            (("x", "0", "deep"), 1, {"x": [1]}),
        ],
    )
    def test_put(self, path: tuple[str, ...], value: object, expected: object) -> None:
        data = {"x": [1]}
        assert put(data, path, value) == expected
        assert data == {"x": [1]}

    def test_a_date_that_is_none_is_not_shifted(self) -> None:
        assert shifted("2026-02-28", 1) == "2026-03-01"
        assert shifted("soon", 1) is None
        assert shifted("9999-12-31", 1) is None


class TestFindings:
    def test_resolved_reworded_and_unchanged(self, tmp_path: Path) -> None:
        def draft(hours: int, owner: str) -> str:
            return f"""roles: {{product_owner: {{hours_per_week: {hours}}}}}
exit: {{intellectual_property: {owner}}}
term: {{renews_automatically: true}}
"""

        comparison = drafts(tmp_path, draft(2, "vendor"), draft(3, "client"))
        assert [one.id for one in comparison.resolved] == ["EXT002"]
        assert {same.new.id: same.reworded for same in comparison.both if same.new.id in {"ROL003", "EXT007"}} == {
            "ROL003": True,
            "EXT007": False,
        }

    @pytest.mark.parametrize("format_", ["text", "markdown"])
    def test_a_new_one_and_a_settled_one_are_told_apart_where_they_are_equal(
        self, tmp_path: Path, format_: str
    ) -> None:
        found = drafts(tmp_path, "", "exit: {intellectual_property: vendor}\n")
        one = next(one for one in found.introduced if one.id == "EXT002")
        comparison = found._replace(changes=(), introduced=(one,), resolved=(one,), both=())
        told = import_module(f"engagelint.reporters.comparison_{format_}").render(comparison).splitlines()
        assert sum("new error" in line for line in told) == 1
        assert sum("settled: " in line for line in told) == 1

    def test_a_manifest_against_its_own_definition_of_done_settles_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(f"{HEAD}definition_of_done: {{file: done.md}}\n", encoding="utf-8")
        (tmp_path / "done.md").write_text("# Definition of Done\n\n- Automated tests pass.\n", encoding="utf-8")
        comparison = compared(tmp_path, "a.yaml", "done.md")
        assert comparison.resolved == ()
        (words,) = comparison.problems
        assert words.endswith("one is no longer the same kind of file")

    def test_one_that_an_exception_lets_through_is_not_resolved(self, tmp_path: Path) -> None:
        old = "exit:\n  intellectual_property: vendor\n"
        new = "exit:\n  # engagelint: allow EXT002 -- agreed with counsel\n  intellectual_property: vendor\n"
        comparison = drafts(tmp_path, old, new)
        assert [one.id for one in comparison.let_through] == ["EXT002"]
        assert "EXT002" not in {one.id for one in comparison.resolved}
        assert comparison.excused == ()
        assert not comparison.failed

    @pytest.mark.parametrize("old", ["partner: {preferred_shapes: [mvp-build]}\n", ""])
    def test_a_new_one_that_its_own_draft_lets_through_is_a_risk(self, tmp_path: Path, old: str) -> None:
        shape = "shape: mvp-build\n"
        new = "partner: {preferred_shapes: [hybrid-squad]}  # engagelint: allow PTR006 -- as discussed\n"
        comparison = drafts(tmp_path, old + shape, new + shape, fail_on="warning")
        assert "PTR006" not in {one.id for one in comparison.introduced}
        assert [one.id for one in comparison.let_through] == ["PTR006"]
        assert comparison.excused == comparison.excused_grave == comparison.let_through
        assert comparison.failed
        assert "1 warning new that a comment in the newer draft lets through" in render(comparison)
        accepted = drafts(tmp_path, new + shape, new + shape, fail_on="warning")
        assert (accepted.let_through, accepted.failed) == ((), False)

    def test_a_new_one_that_our_configuration_lets_through_is_listed_and_no_risk(self, tmp_path: Path) -> None:
        """A waiver is not the other side's word; it covers one of two drafts of other names."""
        plain = "exit: {intellectual_property: "
        (tmp_path / "old.yaml").write_text(f"{HEAD}{plain}client}}\n", encoding="utf-8")
        (tmp_path / "new.yaml").write_text(f"{HEAD}{plain}vendor}}\n", encoding="utf-8")
        (tmp_path / "engagelint.yaml").write_text(
            "apiVersion: engagelint/v1\nkind: Config\nwaivers:\n- policy: EXT002\n  file: new.yaml\n  reason: Agreed.\n"
            "  approved_by: [Ada Quist]\n  granted: 2026-01-02\n  expires: 2026-03-01\n  in_return: A licence.\n",
            encoding="utf-8",
        )
        request = Request((), "2026-01-15", config.find(tmp_path, tmp_path), tmp_path)
        comparison = compare(request, str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), "client", os.environ)
        assert [one.id for one in comparison.let_through] == ["EXT002"]
        assert (comparison.excused, comparison.excused_grave) == ((), ())


class TestCriteria:
    OLD = """definition_of_done:
  levels:
  - name: Story
    items:
    - {text: Automated tests pass on every commit., verified_by: ['ci: test']}
    - Another engineer reviewed the change.
    - The cake is eaten.
"""

    def test_gone_reworded_and_new(self, tmp_path: Path) -> None:
        new = self.OLD.replace("every commit", "most commits")
        new = new.replace("Another engineer reviewed the change.", "The change runs on staging.")
        changes = drafts(tmp_path, self.OLD, new).changes
        assert [(change.action, change.new or change.old) for change in changes] == [
            ("reworded", "Automated tests pass on most commits."),
            ("removed", "Another engineer reviewed the change."),
            ("added", "The change runs on staging."),
        ]
        gone = changes[1]
        assert (gone.movement, gone.worse_for, gone.towards) == ("loosened", ("client",), ("DOD002",))
        assert gone.note == "nothing asks for review now"

    @pytest.mark.parametrize(
        ("old", "new", "movement", "towards", "note"),
        [
            (
                "The runbook covers every alert",
                "The runbook covers every alert where possible",
                "loosened",
                ("DOD011",),
                "it gives a way out",
            ),
            (
                "Code is reviewed by another engineer",
                "Code is properly reviewed by another engineer, as far as possible",
                "loosened",
                ("DOD010", "DOD011"),
                "it gives a way out and would be judged differently by two people",
            ),
            (
                "The change is tested by another person",
                "The change is tested and demonstrated by another person",
                "tightened",
                (),
                "it asks for a demonstration now",
            ),
        ],
    )
    def test_what_a_criterion_that_was_reworded_is_worth(
        self, tmp_path: Path, old: str, new: str, movement: str, towards: tuple[str, ...], note: str
    ) -> None:
        done = "definition_of_done: {{items: ['{}', Automated tests pass on every commit]}}\n"
        comparison = drafts(tmp_path, done.format(old), done.format(new))
        change = only(comparison)
        assert (change.movement, change.towards, change.note) == (movement, towards, note)
        assert comparison.failed is bool(towards)
        assert set(towards) <= set(change.watched_by)
        (entry,) = [one for one in (*ledger(comparison).worse, *ledger(comparison).better) if one.change]
        assert {one.id for one in entry.brought} >= set(towards)
        back = only(drafts(tmp_path, done.format(new), done.format(old)))
        assert (back.away, back.movement == movement) == (towards, False)

    def test_a_weak_criterion_that_is_added_takes_nothing_away(self, tmp_path: Path) -> None:
        done = "definition_of_done: {{items: [Automated tests pass on every commit{}]}}\n"
        comparison = drafts(tmp_path, done.format(""), done.format(", The runbook is updated where possible"))
        change = only(comparison)
        assert (change.action, change.movement, change.towards) == ("added", "neutral", ())
        assert "DOD011" in change.watched_by
        assert not comparison.risks

    def test_every_topic_that_has_words_of_its_own_is_one(self) -> None:
        assert set(TOPICS) <= set(compose(resources.read_text("policies/topics.yaml"))[0]["topics"])

    def test_proof_that_went_is_told(self, tmp_path: Path) -> None:
        change = only(drafts(tmp_path, self.OLD, self.OLD.replace(", verified_by: ['ci: test']", "")))
        assert change.term == 'the proof of the criterion "Automated tests pass on every commit."'
        assert (change.old, change.new, change.movement) == ("ci: test", None, "loosened")

    def test_a_criterion_that_no_policy_asks_for_is_silent(self, tmp_path: Path) -> None:
        change = only(drafts(tmp_path, self.OLD, self.OLD.replace("    - The cake is eaten.\n", "")))
        assert change.is_silent

    def test_criteria_that_moved_are_no_change(self, tmp_path: Path) -> None:
        moved = self.OLD.replace("    - The cake is eaten.\n", "").replace(
            "items:\n", "items:\n    - the cake  is eaten\n"
        )
        assert drafts(tmp_path, self.OLD, moved).changes == ()

    def test_linked_files_of_other_names_belong_together(self, tmp_path: Path) -> None:
        for name, items in (
            ("one", "- Automated tests pass.\n- Reviewed by a peer."),
            ("two", "- Automated tests pass."),
        ):
            folder = tmp_path / name
            folder.mkdir()
            (folder / "deal.yaml").write_text(f"{HEAD}definition_of_done: {{file: {name}.md}}\n", encoding="utf-8")
            (folder / f"{name}.md").write_text(f"# Definition of Done\n\n{items}\n", encoding="utf-8")
        comparison = compared(tmp_path, "one", "two")
        assert [(change.action, change.term) for change in comparison.changes] == [
            ("changed", "the file of the Definition of Done"),
            ("removed", 'the criterion "Reviewed by a peer."'),
        ]
        assert comparison.files == ()


class TestFolders:
    def test_files_are_paired_by_path_and_the_others_said(self, tmp_path: Path) -> None:
        for name, texts in (
            ("old", {"a": "exit: {notice_days: 1}\n", "b": ""}),
            ("new", {"a": "exit: {notice_days: 2}\n", "c": ""}),
        ):
            for file, text in texts.items():
                path = tmp_path / name / "deep" / f"{file}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(HEAD.replace("name: a", f"name: {file}") + text, encoding="utf-8")
        comparison = compared(tmp_path, "old", "new")
        assert only(comparison).term == "the notice for ending the engagement"
        assert comparison.files == ((None, "new/deep/c.yaml"), ("old/deep/b.yaml", None))
        assert comparison.resolved == ()  # a file that is gone settles nothing
        assert comparison.problems == (f"old/deep/b.yaml is not compared: nothing in {tmp_path / 'new'} goes with it",)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("ledger.yaml", "ledger-v2.yaml"), ("ledger.yaml", "round/two/ledger.yaml"), ("a.yaml", "")],
    )
    def test_a_manifest_that_was_renamed_is_known_by_its_name(self, tmp_path: Path, old: str, new: str) -> None:
        """A folder against a file (`new` is empty) is compared likewise."""
        link = "definition_of_done: {file: done.md}\n"
        for file, weeks in ((f"old/{old}", 8), (f"new/{new or 'b.yaml'}", 3)):
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{HEAD}{link}exit: {{handover_weeks: {weeks}}}\n", encoding="utf-8")
            done = f"# Definition of Done\n\n- Automated tests pass.\n{'- Reviewed by a peer.' * (weeks > 3)}\n"
            (path.parent / "done.md").write_text(done, encoding="utf-8")
        comparison = compared(tmp_path, "old", "new" if new else "new/b.yaml")
        assert [change.term for change in comparison.changes] == [
            "the length of the hand-over",
            'the criterion "Reviewed by a peer."',
        ]
        assert (comparison.files, comparison.problems) == ((), ())
        assert comparison.failed

    def test_files_of_the_same_name_are_not_mixed_up(self, tmp_path: Path) -> None:
        for file in ("old/a.yaml", "new/b.yaml", "new/c.yaml"):
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(HEAD, encoding="utf-8")
        comparison = compared(tmp_path, "old", "new")
        assert comparison.files == ((None, "new/b.yaml"), (None, "new/c.yaml"), ("old/a.yaml", None))

    def test_what_cannot_be_compared_is_never_called_no_risk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = "# Definition of Done\n\n- Automated tests pass.\n"
        for file, text in (("old/a.yaml", HEAD), ("old/done.md", done), ("new/done.md", done)):
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        for format_ in ("text", "markdown"):
            result = run(tmp_path, monkeypatch, "old", "new", "--format", format_)
            assert result.return_value == 2
            assert "Not all could be compared. Whether the client gained risk cannot be told." in result.output
            assert "old/a.yaml is not compared: nothing in new goes with it" in result.output
        letter = CliRunner().invoke(cli, ["check", "--format=asks", "--since=old", "new"], standalone_mode=False)
        assert "Is old/a.yaml, which the new draft leaves out, still part of what we agree on?" in letter.output
        assert "signing" not in letter.output

    def test_of_many_files_that_are_gone_some_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "new").mkdir()
        for number in range(5):
            (tmp_path / "old").mkdir(exist_ok=True)
            (tmp_path / "old" / f"{number}.yaml").write_text(HEAD, encoding="utf-8")
        (tmp_path / "new" / "5.yaml").write_text(HEAD.replace("name: a", "name: b"), encoding="utf-8")
        (words,) = compared(tmp_path, "old", "new").problems
        assert words.startswith("old/0.yaml, old/1.yaml, old/2.yaml and 2 more are not compared: nothing in ")

    def test_the_configuration_chooses_the_policies_of_both(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "engagelint.yaml").write_text(
            "apiVersion: engagelint/v1\nkind: Config\nignore: [EXT]\n", encoding="utf-8"
        )
        (tmp_path / "old.yaml").write_text(f"{HEAD}exit: {{intellectual_property: client}}\n", encoding="utf-8")
        (tmp_path / "new.yaml").write_text(f"{HEAD}exit: {{intellectual_property: vendor}}\n", encoding="utf-8")
        assert run(tmp_path, monkeypatch, "old.yaml", "new.yaml").return_value == 0
        assert run(tmp_path, monkeypatch, "old.yaml", "new.yaml", "--isolated").return_value == 1
        assert run(tmp_path, monkeypatch, "old.yaml", "new.yaml", "--isolated", "--select", "ROL").return_value == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("missing.yaml", "good.yaml", "there is no such file"),
        ("good.yaml", "missing.yaml", "there is no such file"),
        ("good.yaml", "broken.yaml", "broken.yaml"),
        ("good.yaml", "notes.txt", "neither an engagement manifest nor a Definition of Done"),
        ("empty", "good.yaml", "nothing to check"),
        ("good.yaml", "done.md", "is no longer the same kind of file"),
    ],
)
def test_a_side_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], old: str, new: str, words: str
) -> None:
    (tmp_path / "good.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(f"{HEAD}team: [\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("hello\n", encoding="utf-8")
    (tmp_path / "done.md").write_text("# Definition of Done\n\n- Tests pass.\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    result = run(tmp_path, monkeypatch, old, new)
    assert result.return_value == 2
    assert words in result.output + capfd.readouterr().err


class TestRevisions:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        """A repository with three drafts of a contract, which are the commits `one`, `two` and `three`."""
        self.git(tmp_path, "init", "--quiet", "--initial-branch=main")
        contracts = tmp_path / "contracts"
        contracts.mkdir()
        texts = {
            "one": "exit: {intellectual_property: client, handover_weeks: 4}\ndefinition_of_done: {file: done.md}\n",
            "two": "exit: {intellectual_property: vendor, handover_weeks: 4}\ndefinition_of_done: {file: done.md}\n",
            "three": "exit: {handover_weeks: 3, intellectual_property: client}\ndefinition_of_done: {file: done.md}\n",
        }
        for name, text in texts.items():
            (contracts / "ledger.yaml").write_text(HEAD + text, encoding="utf-8")
            items = "- Automated tests pass.\n- Dependency scans find nothing.\n" + (
                "" if name == "three" else "- Another engineer reviewed the change.\n"
            )
            (contracts / "done.md").write_text(f"# Definition of Done\n\n{items}", encoding="utf-8")
            self.git(tmp_path, "add", "--all")
            self.git(tmp_path, "commit", "--quiet", "--message", name)
            self.git(tmp_path, "tag", name)
        return tmp_path

    @staticmethod
    def git(folder: Path, *arguments: str) -> None:
        who = (
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
            "-c",
            "tag.gpgsign=false",
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, env=kept)  # noqa: S603, S607

    def compared(self, repository: Path, old: str, new: str) -> Comparison:
        request = Request((), "2026-01-15", Configuration(repository), repository)
        return compare(request, old, new, "client", os.environ)

    def test_three_drafts(self, repository: Path) -> None:
        path = "contracts/ledger.yaml"
        second = self.compared(repository, f"one:{path}", f"two:{path}")
        assert [(change.term, change.movement) for change in second.changes] == [
            ("who owns the intellectual property in the work", "loosened")
        ]
        assert [one.id for one in second.introduced] == ["EXT002"]
        assert second.failed
        third = self.compared(repository, f"two:{path}", f"three:{path}")
        assert [(change.term, change.movement) for change in third.changes] == [
            ("the length of the hand-over", "loosened"),
            ("who owns the intellectual property in the work", "tightened"),
            ('the criterion "Another engineer reviewed the change."', "loosened"),
        ]
        assert [one.id for one in third.resolved if one.id == "EXT002"] == ["EXT002"]
        assert {"DOD002"} <= {one.id for one in third.introduced}

    def test_a_revision_against_the_working_tree_and_folders(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = "contracts/ledger.yaml"
        assert run(repository, monkeypatch, f"main:{path}", path).return_value == 0
        assert run(repository, monkeypatch, f"one:{path}", path).return_value == 1
        assert run(repository, monkeypatch, "one:contracts", "contracts").return_value == 1
        assert run(repository, monkeypatch, "main:", ".").return_value == 0
        assert run(repository, monkeypatch, "main:./", ".").return_value == 0
        monkeypatch.chdir(repository / "contracts")
        inner = CliRunner().invoke(cli, ["compare", "main:./ledger.yaml", "ledger.yaml"], standalone_mode=False)
        assert inner.return_value == 0

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ("nowhere:contracts/ledger.yaml", "no revision"),
            ("main:contracts/other.yaml", "has no file or folder"),
            ("--output=x:contracts/ledger.yaml", "no revision"),
            ("main:./../../x.yaml", "not in this repository"),
        ],
    )
    def test_what_git_does_not_have(self, repository: Path, given: str, words: str) -> None:
        with pytest.raises(Unavailable, match=words):
            self.compared(repository, given, "contracts/ledger.yaml")

    def test_outside_a_repository(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(HEAD, encoding="utf-8")
        with pytest.raises(Unavailable):
            self.compared(tmp_path, "main:a.yaml", "a.yaml")

    def test_nothing_of_the_repository_is_run(self, repository: Path) -> None:
        trace = repository / "ran"
        script = repository / "script"
        script.write_text(f"#!/bin/sh\ntouch {trace}\ncat\n", encoding="utf-8")
        script.chmod(0o755)
        for name in ("core.fsmonitor", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.pager"):
            self.git(repository, "config", name, str(script))
        (repository / ".git" / "info").mkdir(exist_ok=True)
        (repository / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n", encoding="utf-8")
        self.compared(repository, "one:contracts/ledger.yaml", "two:contracts/ledger.yaml")
        assert not trace.exists()

    def test_what_is_a_revision(self, tmp_path: Path) -> None:
        assert revisions.named("main:a/b.yaml", tmp_path) == ("main", "a/b.yaml")
        assert revisions.named("a/b.yaml", tmp_path) is None
        assert revisions.named("C:\\drafts\\a.yaml", tmp_path) is None
        assert revisions.named("c:/drafts/a.yaml", tmp_path) is None
        assert revisions.named("c:a.yaml", tmp_path, windows=True) is None
        assert revisions.named("c:a.yaml", tmp_path, windows=False) == ("c", "a.yaml")
        if os.name != "nt":
            (tmp_path / "v1:a.yaml").write_text("", encoding="utf-8")
            assert revisions.named("v1:a.yaml", tmp_path) is None


class TestOutput:
    HOSTILE = "\\u202e::error::x ##[group] <img src=x onerror=alert(1)> @everyone [a](javascript:b) `c` |"

    @pytest.mark.parametrize("format_", ["text", "json", "markdown"])
    def test_hostile_texts_are_harmless(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
        old = (
            f'{HEAD}commercials: {{kpis: [{{name: "{self.HOSTILE}", measures: other}}], currency: "{self.HOSTILE}"}}\n'
        )
        new = f'{HEAD}x-{"y" * 5}: "{self.HOSTILE}"\ndefinition_of_done: {{items: ["{self.HOSTILE}"]}}\n'
        (tmp_path / "old.yaml").write_text(old, encoding="utf-8")
        (tmp_path / "::warning::new.yaml").write_text(new, encoding="utf-8")
        output = run(tmp_path, monkeypatch, "old.yaml", "::warning::new.yaml", "--format", format_).output
        assert "alert" in output
        assert "\x1b" not in output
        assert "\u202e" not in output
        if format_ == "json":
            assert json.loads(output)["new"] == "::warning::new.yaml"
            return
        assert "##[group]" not in output
        assert not any(line.lstrip().startswith("::") for line in output.splitlines())
        if format_ == "markdown":
            html = MarkdownIt("gfm-like", {"linkify": False}).render(output)
            assert "<img" not in html
            assert "<a " not in html
            assert "@everyone" not in output

    def test_markdown_stays_below_what_a_comment_may_have(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        items = "".join(f"  - The {number}. {'thing ' * 60}is done.\n" for number in range(800))
        (tmp_path / "old.yaml").write_text(f"{HEAD}definition_of_done:\n  items:\n{items}", encoding="utf-8")
        (tmp_path / "new.yaml").write_text(HEAD, encoding="utf-8")
        output = run(tmp_path, monkeypatch, "old.yaml", "new.yaml", "--format", "markdown").output
        assert len(output) <= 60_000
        assert "more: `engagelint compare` lists them" in output

    def test_json(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "old.yaml").write_text(f"{HEAD}exit: {{handover_weeks: 8}}\n", encoding="utf-8")
        (tmp_path / "new.yaml").write_text(
            f"{HEAD}exit: {{handover_weeks: 3}}\ngovernance: {{steering: weekly}}\n", encoding="utf-8"
        )
        result = run(tmp_path, monkeypatch, "old.yaml", "new.yaml", "--format", "json", "--as-of", "2026-01-15")
        told = json.loads(result.output)
        assert (told["version"], told["as"], told["risk_gained"], told["run"]["as_of"]) == (
            1,
            "client",
            True,
            "2026-01-15",
        )
        term = told["terms"][0]
        assert (term["old"], term["new"], term["movement"], term["for"], term["risk"]) == (
            "8 weeks",
            "3 weeks",
            "loosened",
            "vendor",
            True,
        )
        assert [one["term"] for one in told["silent"]] == ["how often the steering meeting takes place"]
        assert told["findings"]["unchanged"]

    def test_text_begins_with_what_got_worse(self, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        result = run(
            shared / "examples", monkeypatch, "engagement.yaml", "vendor-proposal.yaml", "--as-of", "2026-01-15"
        )
        assert result.return_value == 1
        titles = [line for line in result.output.splitlines() if line and not line.startswith(" ")][2:]
        assert [title.rpartition(" (")[0] for title in titles][:2] == ["Worse for the client", "Better for the client"]
        assert (
            "  - the week by which compliance training is complete: 1 → 6 [loosened for the vendor, CMP001]\n"
            in result.output
        )

    @pytest.mark.parametrize("side", ["client", "vendor"])
    def test_the_clean_draft_is_no_risk_for_either_side(
        self, shared: Path, monkeypatch: pytest.MonkeyPatch, side: str
    ) -> None:
        result = run(shared / "examples", monkeypatch, "vendor-proposal.yaml", "engagement.yaml", "--as", side)
        assert result.return_value == 0
        assert f"The {side} gained no risk." in result.output

    def test_a_draft_against_itself(self, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        result = run(shared / "examples", monkeypatch, "vendor-proposal.yaml", "vendor-proposal.yaml")
        assert result.return_value == 0
        assert "no term changed; findings: 0 new, 0 resolved" in result.output


def test_letter_thanks_presses_and_takes_up(tmp_path: Path) -> None:
    old = "commercials: {conversation: billed}\nexit: {handover_weeks: 8, intellectual_property: vendor}\n"
    new = (
        "commercials: {conversation: included, billed_by: story-point}\n"
        "exit: {handover_weeks: 3, intellectual_property: vendor}\n"
    )
    comparison = drafts(tmp_path, old, new)
    asks = [*comparison.introduced, *(same.new for same in comparison.both)]
    text = letter(comparison)
    thanks, _, rest = text.partition("It also takes back")
    assert "- Whether meetings, updates and questions are charged on top: billed → included" in thanks
    lost, _, rest = rest.partition("still open")
    assert "1. The unit of billing: not stated → story-point\n2. The length of the hand-over: 8 weeks → 3 weeks" in lost
    still, _, new_questions = rest.partition("raises these questions")
    assert "Will all rights in the work pass to the client as it is created?" in still
    assert "Which unit that both sides can count" in new_questions
    mine = [one.ask for one in asks if one.asked_of == "client"]
    assert mine
    assert not any(ask in text for ask in mine if ask)


def test_many_changes_are_weighed_up_to_a_bound_and_said(tmp_path: Path) -> None:
    kpis = "commercials:\n  kpis:\n" + "".join(f"  - {{name: K{n}, measures: velocity}}\n" for n in range(200))
    own = "".join(f"x-{number}: 1\n" for number in range(450))
    comparison = drafts(tmp_path, own, kpis + "exit: {notice_days: 1}\n")
    notes = [change.note for change in comparison.changes]
    assert set(notes) == {None, "not weighed: there are too many changes"}
    assert 5 < notes.count(None) - 450 < 100
    # What nobody minds takes no weighing, however much of it there is.
    assert not any(change.note for change in comparison.changes if "/x-" in change.place)
    assert not any(change.note for change in drafts(tmp_path, own, "exit: {notice_days: 1}\n").changes)


@pytest.mark.parametrize(
    "many",
    [
        "team:\n" + "".join(f"- {{role: a{n}, level: senior, side: vendor, count: 1}}\n" for n in range(500)),
        "operating_model:\n  sites:\n"
        + "".join(
            f"  - {{name: s{n}, side: {'client' if n % 2 else 'vendor'}, time_zone: Europe/Paris, "
            f"hours: '09:00-17:00'}}\n"
            for n in range(50)
        )
        + TERM,
        "definition_of_done:\n  items:\n" + "".join(f"  - Unit test number {n} passes\n" for n in range(1_000)),
    ],
    ids=["team", "sites", "criteria"],
)
def test_the_longest_lists_are_compared_in_bounded_work(tmp_path: Path, many: str) -> None:
    there, back = drafts(tmp_path, "", many), drafts(tmp_path, many, "")
    assert len(there.changes) == len(back.changes) > 40
    # Each of the changes that are weighed is a check of its own.
    assert effort(lambda: drafts(tmp_path, many, "")) < 30_000_000


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("exit: {handover_weeks: 2}", "exit: {handover_weeks: 1}", ("2 weeks", "1 week")),
        (
            "operating_model: {communication: {answer_within_hours: {vendor: 8}}}",
            "operating_model: {communication: {answer_within_hours: {vendor: 48}}}",
            ("8 hours", "48 hours"),
        ),
        (
            "commercials: {change_requests: {allowance_hours_per_month: 16}}",
            "commercials: {change_requests: {charged: always}}",
            ("16 hours", None),
        ),
    ],
)
def test_numbers_have_their_unit(tmp_path: Path, old: str, new: str, told: tuple[str, str | None]) -> None:
    changes = drafts(tmp_path, old + "\n", new + "\n").changes
    assert told in [(change.old, change.new) for change in changes]


class TestLetter:
    def test_it_thanks_and_presses(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        old = "commercials: {scope: fixed, conversation: billed}\n"
        (tmp_path / "old.yaml").write_text(HEAD + old, encoding="utf-8")
        (tmp_path / "new.yaml").write_text(HEAD + old.replace("fixed", "adaptive"), encoding="utf-8")
        arguments = ["check", "--format", "asks", "--since", "old.yaml", "new.yaml"]
        said = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert said.return_value == 1
        assert "- Whether scope may change: fixed → adaptive" in said.output
        assert "Are meetings, updates and questions part of the price" in said.output
        assert "How does the backlog change" not in said.output

    @pytest.mark.parametrize(
        ("codes", "old", "new", "told"),
        [
            # Nothing was raised, and nothing is.
            ("EXT004", "exit: {handover_weeks: 8}\n", "exit: {handover_weeks: 8}\n", [READY]),
            # What cannot be read is to be corrected, and hides what it settles.
            (
                "SHP001",
                "",
                "shape: nonsense\n",
                [
                    "These places of the new draft could not be read as they stand. Please correct them:",
                    f"1. Line 4 of new.yaml: {SHAPE}",
                    NEXT,
                ],
            ),
            # What is for the writer's own side is not asked, and not passed over.
            ("ROL002", PRODUCT_OWNER, PRODUCT_OWNER, [OURS.format("1 point is")]),
            ("ROL002,ROL003", PRODUCT_OWNER, PRODUCT_OWNER, [OURS.format("2 points are")]),
            # What was settled without a term that has a direction is thanked for; what moved with one is, once.
            ("ROL008", TECH_LEAD.format("TBD"), TECH_LEAD.format("Ana Silva"), [*SETTLED, TECH_LEAD_ASK, READY]),
            (
                "EXT004",
                "exit: {handover_weeks: 0}\n",
                "exit: {handover_weeks: 8}\n",
                [
                    "We are glad of what it brings, and thank you for it:",
                    "- The length of the hand-over: 0 weeks → 8 weeks",
                    READY,
                ],
            ),
            # Nothing moved.
            (
                "ROL008",
                TECH_LEAD.format("TBD"),
                TECH_LEAD.format("TBD"),
                [
                    "We looked for movement on the points that we had raised, and could not find any.",
                    "These questions from our last round are still open, and we would be grateful for an answer:",
                    TECH_LEAD_ASK.replace("-", "1."),
                    NEXT,
                ],
            ),
        ],
    )
    def test_it_denies_no_concession_and_promises_to_sign_only_where_all_is_settled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: str, old: str, new: str, told: list[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "old.yaml").write_text(HEAD + old, encoding="utf-8")
        (tmp_path / "new.yaml").write_text(HEAD + new, encoding="utf-8")
        arguments = ["check", "--select", codes, "--format", "asks", "--since", "old.yaml", "new.yaml"]
        said = CliRunner().invoke(cli, arguments, standalone_mode=False)
        thanks = "Thank you for the new draft, which we have compared with the last one."
        assert [line for line in said.output.splitlines() if line] == [thanks, *told]

    @pytest.mark.parametrize("name", ["-", "old.yaml", "new.yaml"])
    def test_it_is_about_what_standard_input_gives(
        self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        new, old = (HEAD + f"term: {{start: 2026-03-02, renews_automatically: {one}}}\n" for one in ("true", "false"))
        (tmp_path / "old.yaml").write_text(old, encoding="utf-8")
        (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
        arguments = ["check", "--isolated", "--select", "EXT007", "--format", "asks", "--since", "old.yaml"]
        said = CliRunner().invoke(cli, [*arguments, "new.yaml"], standalone_mode=False).output
        named = [] if name == "-" else ["--stdin-filename", name]
        assert CliRunner().invoke(cli, [*arguments, *named, "-"], input=new, standalone_mode=False).output == said
        assert "Whether the term renews by itself: no → yes" in said

    def test_it_asks_for_the_files_that_are_gone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        for name in ("old/a.yaml", "old/b.yaml", "new/a.yaml"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(HEAD.replace("name: a", f"name: {name[-6]}"), encoding="utf-8")
        arguments = ["check", "--select", "EXT006", "--format", "asks", "--since", "old", "new"]
        said = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert "Is old/b.yaml, which the new draft leaves out, still part of what we agree on?" in said.output

    @pytest.mark.parametrize("arguments", [["new.yaml"], ["--format", "asks", "new.yaml", "old.yaml"]])
    def test_what_it_takes(self, arguments: list[str]) -> None:
        with pytest.raises(UsageError, match="--since goes with"):
            CliRunner().invoke(
                cli, ["check", "--since", "old.yaml", *arguments], standalone_mode=False, catch_exceptions=False
            )


@pytest.mark.parametrize("missing", ["gone.yaml", "-"])
def test_a_draft_that_cannot_be_read_is_named_once(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(HEAD, encoding="utf-8")
    said = CliRunner().invoke(cli, ["compare", missing, "a.yaml"], standalone_mode=False)
    assert said.output.count(f"{missing}:") == 1
