"""Remedies: the cheapest change that makes a policy pass, which every test holds by judging it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hostile.command import run

from engagelint import catalogue, resources, schema
from engagelint.engine import Engine
from engagelint.expressions import Language
from engagelint.model import Document, Outcome
from engagelint.policies import parse
from engagelint.recognition import recognise
from engagelint.remedies import Chosen, _Case, remedy
from engagelint.subjects import engagement_subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engagelint.policies import Policy
    from engagelint.subjects import Subject

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a}\n"
TODAY = "2026-01-15"
TERM = "term: {start: 2026-03-02, end: 2027-02-26}\n"
DELIVERY = "shape: outsourced-delivery\n"
LANGUAGE = Language(catalogue.lexicon)


def policy(code: str, **params: float) -> Policy:
    found = catalogue.built_in(code)
    return parse(found.raw, found.family, params=params, document=found.document)


def subject(text: str) -> Subject:
    document = recognise((HEAD + text).encode(), "deal.yaml")
    assert isinstance(document, Document)
    validated = schema.validate(document, document.kind)
    assert not validated.findings
    return engagement_subject(document, validated, None)


def remedies(one: Policy, text: str, chosen: Sequence[Policy] = ()) -> list[str | None]:
    here = subject(text)
    judged = Engine([one], LANGUAGE, TODAY).judge(here)
    others = Chosen(chosen, here, LANGUAGE, TODAY)
    return [remedy(one, here, found.finding, LANGUAGE, TODAY, others) for found in judged if found.finding]


def team(senior: int, mid: int, junior: int) -> str:
    numbers = {"senior": senior, "mid": mid, "junior": junior}
    entries = [
        f"- {{role: engineer, discipline: engineering, level: {level}, side: vendor, count: {number}}}\n"
        for level, number in numbers.items()
        if number
    ]
    return "team:\n" + "".join(entries)


def sites(vendor: str, *, zone: str = "Asia/Manila", promised: int | None = None) -> str:
    promise = f"  promised_overlap_hours: {promised}\n" if promised is not None else ""
    return f"""{TERM}operating_model:
{promise}  sites:
  - {{name: London, side: client, time_zone: Europe/London, hours: "09:00-17:30"}}
  - {{name: Manila, side: vendor, time_zone: {zone}, hours: "{vendor}"}}
"""


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        # people: the ratio of seniors
        ("PTR001", team(1, 0, 4), "replace one junior (engineer) by a senior"),
        ("PTR001", team(0, 0, 6), "replace two juniors (engineer) by seniors"),
        ("PTR001", team(1, 2, 3), "replace one mid-level person (engineer) by a senior"),
        (
            "SHP009",
            f"shape: hybrid-squad\n{team(2, 0, 0)}",
            "add one senior person for engineering on the client's side",
        ),
        # hours of the day: the least shift of half hours that is enough on the worst day
        ("OPS001", sites("09:00-18:00"), "start Manila at 11:00 and end at 20:00"),
        ("OPS001", sites("22:30-02:30"), "start Manila at 21:30 and end at 01:30"),
        ("OPS002", sites("09:00-18:00", promised=4), "start Manila at 12:00 and end at 21:00"),
        # where no shift helps, the promise has to give
        ("OPS002", sites("09:00-13:00", promised=8), "set the promised overlap in working hours to 0 hours"),
        # numbers: a limit of the policy's, or what another term allows
        (
            "ROL003",
            "roles: {product_owner: {hours_per_week: 2}}\n",
            "set the product owner's hours per week to 4",
        ),
        (
            "SHP007",
            DELIVERY + "rationale: {product_stage: growth}\nroles: {tech_lead: {hours_per_week: 7.5}}\n",
            "set the tech lead's hours per week to 8",
        ),
        (
            "OPS013",
            "operating_model: {decisions: {target_hours: 24, escalation: [{decider: Rui Lopes, within_hours: 48}]}}\n",
            'set the time limit of the escalation step "Rui Lopes" to 24 hours',
        ),
        ("COM015", "selection: {price_weight: 0.9}\n", None),
        ("EXT001", "exit: {notice_days: 30, handover_weeks: 0}\n", "set the length of the hand-over to 1 week"),
        ("EXT004", "exit: {handover_weeks: 1}\n", "set the length of the hand-over to 2 weeks"),
        ("CER019", "ceremonies: {sprint_weeks: 6}\n", "set the length of a sprint to 4 weeks"),
        # dates
        (
            "EXT006",
            f"{TERM}exit: {{transition_plan_due: 2027-02-20}}\n",
            "set the due date of the transition plan to 2027-02-12",
        ),
        (
            "FIT009",
            f"{TERM}rationale: {{case: first-product, decide_by: 2027-03-30}}\n",
            "set the day on which to decide between keeping the partner and hiring to 2027-02-26",
        ),
        (
            "FIT006",
            "rationale: {case: temporary-project}\n"
            + TERM.replace("2027-02-26", "2028-03-02, renews_automatically: false"),
            "set the term's end date to 2027-03-02",
        ),
        # sets: only what is lacking
        (
            "EXT003",
            "exit: {kept_by_client: [tools, designs]}\n",
            "add source-code and documentation to what the client keeps",
        ),
        (
            "SHP006",
            "shape: outsourced-delivery\nroles: {tech_lead: {may_decide: [architecture]}}\n",
            "add code-review to what the tech lead may decide",
        ),
        # values, the nearest in their order first, and yes and no
        (
            "CMP005",
            "compliance: {security_review: end-only}\n",
            "change how often security is reviewed from end-only to quarterly",
        ),
        (
            "EXT007",
            "term: {renews_automatically: true}\n",
            "change whether the term renews by itself from yes to no",
        ),
        # facts are not bent
        ("SHP007", DELIVERY + "rationale: {product_stage: early}\nroles: {tech_lead: {hours_per_week: 9}}\n", None),
        ("COM001", "commercials: {kpis: [{name: Velocity, measures: velocity}]}\n", None),
        ("ROL008", "roles: {tech_lead: {name: TBD}}\n", None),
    ],
)
def test_the_cheapest_change(code: str, text: str, expected: str | None) -> None:
    found = remedies(policy(code), text)
    if code == "COM015":
        limit = policy(code).params["maximum_weight"]
        expected = f"set the weight of the price in the choice of partner to {limit:g}"
    assert found == [expected]


SUMMER_AND_WINTER = """term: {start: 2026-06-01, end: 2026-12-18}
operating_model:
  promised_overlap_hours: 8
  sites:
  - {name: London, side: client, time_zone: Europe/London, hours: "09:00-17:00"}
  - {name: Accra, side: vendor, time_zone: Africa/Accra, hours: "08:00-16:00"}
"""


def payment(released_by: str) -> str:
    return f"commercials: {{payments: [{{name: fee, released_by: {released_by}}}]}}\n"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        # a change does not reach beyond the block of its finding: the term does not end for the clocks' sake
        ("OPS002", SUMMER_AND_WINTER, "set the promised overlap in working hours to 7"),
        # from a broken number, the whole number beside it is the nearest
        (
            "OPS002",
            SUMMER_AND_WINTER.replace("2026-12", "2026-10").replace("hours: 8\n", "hours: 8.5\n"),
            "set the promised overlap in working hours to 8",
        ),
        (
            "OPS013",
            "operating_model: {decisions: {target_hours: 8, escalation: [{decider: A, within_hours: 8.5}]}}\n",
            'set the time limit of the escalation step "A" to 8',
        ),
        # what satisfies one policy and not the next is none
        ("EXT001", "exit: {notice_days: 30, handover_weeks: 0}\n", "set the length of the hand-over to 2"),
        # values of one rank are worth the same
        ("COM016", payment("document"), 'set the release condition of the payment "fee" to time'),
        ("COM016", payment("stage-gate"), 'set the release condition of the payment "fee" to time'),
        (
            "COM002",
            f"{payment('story-point')[:-2]}, billed_by: sprint}}\n",
            'set the release condition of the payment "fee" to time',
        ),
        (
            "COM019",
            "commercials: {pricing: time-and-materials, billed_by: feature}\n",
            "set the unit of billing to person-hour",
        ),
        # more than nothing may be little, but who caps at nothing meant something else
        (
            "COM011",
            "commercials: {change_requests: {charged: above-allowance, allowance_hours_per_month: 0}}\n",
            "set the monthly allowance for change requests to 1",
        ),
        ("COM018", "commercials: {pricing: time-and-materials, ceiling: 0}\n", None),
    ],
)
def test_a_remedy_upsets_nothing_else(code: str, text: str, expected: str | None) -> None:
    """Among all policies; what is said behind the value, such as its unit, is not looked at."""
    (found,) = remedies(policy(code), text, catalogue.chosen([]))
    assert found == expected or (found and expected and found.startswith(f"{expected} "))


def test_the_parameters_of_a_run_count() -> None:
    assert remedies(policy("PTR001", juniors_per_senior=1), team(2, 0, 4)) == [
        "replace one junior (engineer) by a senior"
    ]
    assert remedies(policy("ROL003", minimum_hours=20), "roles: {product_owner: {hours_per_week: 16}}\n") == [
        "set the product owner's hours per week to 20"
    ]


def test_of_many_sites_none_is_shifted() -> None:
    """Which would take as long as all of their pairs, for every hour of every site."""
    text = sites("09:00-18:00", promised=4)
    many = text + "".join(
        f'  - {{name: site {n}, side: vendor, time_zone: Europe/Lisbon, hours: "09:00-17:{n:02}"}}\n' for n in range(7)
    )
    for one, expected in ((text, "start Manila at 11:00 and end at 20:00"), (many, None)):
        assert remedies(policy("OPS001"), one) == [expected]
    (lowered,) = remedies(policy("OPS002"), many)
    assert lowered
    assert lowered.startswith("set the promised overlap in working hours to 1")


def test_what_is_not_stated_has_no_remedy() -> None:
    assert remedies(policy("ROL003"), "") == [None]
    assert remedies(policy("EXT003"), "") == [None]


def test_another_policys_finding_has_none() -> None:
    here = subject("roles: {product_owner: {hours_per_week: 2}}\n")
    found = next(one.finding for one in Engine([policy("ROL003")], LANGUAGE, TODAY).judge(here))
    assert found is not None
    assert remedy(policy("ROL004"), here, found, LANGUAGE, TODAY, Chosen([], here, LANGUAGE, TODAY)) is None


def test_names_of_the_document_cannot_act() -> None:
    text = sites("09:00-18:00").replace("name: Manila", 'name: "Ma\\u202enila"')
    (found,) = remedies(policy("OPS001"), text)
    assert found == "start Ma\\u202enila at 11:00 and end at 20:00"


def test_every_remedy_of_a_bad_draft_is_proved(shared_proposal: Subject) -> None:
    """Each is judged again here: with the change, the policy no longer speaks of the place."""
    policies = {one.id: one for one in catalogue.chosen([])}
    chosen = Chosen(list(policies.values()), shared_proposal, LANGUAGE, TODAY)
    proved = 0
    for judged in Engine(list(policies.values()), LANGUAGE, TODAY).judge(shared_proposal):
        finding = judged.finding
        if finding is None or finding.outcome is not Outcome.VIOLATED:
            continue
        one = policies[judged.policy]
        words = remedy(one, shared_proposal, finding, LANGUAGE, TODAY, chosen)
        if words is None:
            continue
        case = _Case(
            one,
            shared_proposal,
            Engine([one], LANGUAGE, TODAY),
            finding.pointer or "",
            set(),
            chosen,
        )
        view = next(change.view for _, change in case.changes() if change.words == words)
        after = Engine([one], LANGUAGE, TODAY).judge(_with(shared_proposal, view))
        assert finding.pointer not in {left.finding.pointer for left in after if left.finding}, words
        proved += 1
    assert proved >= 15


def _with(here: Subject, view: object) -> Subject:

    return here._replace(view=view)


@pytest.fixture
def shared_proposal(request: pytest.FixtureRequest) -> Subject:
    path = request.getfixturevalue("shared") / "examples" / "vendor-proposal.yaml"
    document = recognise(path.read_bytes(), "vendor-proposal.yaml", named=True)
    assert isinstance(document, Document)
    return engagement_subject(document, schema.validate(document, document.kind), None)


def test_a_definition_of_done_has_no_term_that_a_remedy_could_change() -> None:
    """Which is why none is looked for there; a term with a direction would want one."""
    assert "x-direction" in json.dumps(resources.schema("engagement"))
    assert "x-direction" not in json.dumps(resources.schema("definition-of-done"))


def test_of_many_findings_some_are_left_without_a_remedy(tmp_path: Path) -> None:
    payments = "".join(f"  - {{name: P{number}, released_by: document, amount: 5}}\n" for number in range(100))
    team = "".join(f"- {{role: a{number}, level: junior, side: vendor, count: 1}}\n" for number in range(100))
    (tmp_path / "a.yaml").write_text(f"{HEAD}commercials:\n  payments:\n{payments}team:\n{team}")
    out = run(tmp_path, "check", "--isolated", "a.yaml").out
    assert 0 < out.count("= try: ") < 100


def test_a_placeholder_that_is_there_twice_after_a_change_is_no_reason_against_it(tmp_path: Path) -> None:
    team = (
        "- {role: dev, level: senior, side: vendor, count: 1}\n- {role: TBD, level: junior, side: vendor, count: 4}\n"
    )
    (tmp_path / "a.yaml").write_text(f"{HEAD}team:\n{team}")
    for codes in ("PTR001", "PTR001,TXT001"):
        out = run(tmp_path, "check", "--isolated", f"--select={codes}", "a.yaml").out
        assert "= try: replace one junior (TBD) by a senior\n" in out
