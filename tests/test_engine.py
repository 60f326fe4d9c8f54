"""The rules of judging, each with a policy made for it: places, guards, the four outcomes and what is said of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from engagelint import catalogue, schema
from engagelint.engine import CRITERIA_EXIST, PLACEHOLDERS, Engine, shown, situation
from engagelint.engine.situation import Members, Situation
from engagelint.engine.verification import verify
from engagelint.evidence import Evidence
from engagelint.expressions import Language
from engagelint.fingerprints import digest
from engagelint.loading.yaml import compose
from engagelint.model import Document, Finding, Kind, Outcome, Severity, Source
from engagelint.places import places, texts_below
from engagelint.policies import Policy, Unusable, parse
from engagelint.subjects import Subject, definition_subject, engagement_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.expressions import Expression

LANGUAGE = Language(catalogue.lexicon)
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
PRODUCT_OWNER = HEAD + "roles: {product_owner: {name: Ada Quist, side: client, hours_per_week: 3}}\n"


def make(**fields: Any) -> Policy:  # noqa: ANN401 - a policy's own fields
    raw = {
        "id": "TST001",
        "name": "a-test",
        "applies_to": "Engagement",
        "severity": "error",
        "require": "true",
        "message": "It is wrong",
        **fields,
    }
    return parse(raw, "test")


def subject(text: str) -> Subject:
    data, marks, root = compose(text)
    document = Document(Kind.ENGAGEMENT, Source("x.yaml", text), data, marks, root)
    return engagement_subject(document, schema.validate(document, Kind.ENGAGEMENT), None)


def judge(policy: Policy, text: str) -> tuple[list[Outcome], list[Finding]]:
    judgements = list(Engine([policy], LANGUAGE, "2026-01-15").judge(subject(text)))
    return [one.outcome for one in judgements], [one.finding for one in judgements if one.finding]


def outcome(text: str, **fields: Any) -> Outcome:  # noqa: ANN401 - a policy's own fields
    outcomes, _ = judge(make(**fields), text)
    assert len(outcomes) == 1
    return outcomes[0]


PASSED, VIOLATED = Outcome.PASSED, Outcome.VIOLATED
UNANSWERED, NOT_APPLICABLE = Outcome.UNANSWERED, Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("require", "expected"),
    [
        ("self.hours_per_week >= 3.0", PASSED),
        ("self.hours_per_week >= 4.0", VIOLATED),
        ("self.squads_served <= 2.0", UNANSWERED),
        ("true || self.squads_served <= 2.0", PASSED),
        ("self.squads_served <= 2.0 || true", PASSED),
        ("false && self.squads_served <= 2.0", VIOLATED),
        ("self.squads_served <= 2.0 && false", VIOLATED),
        ("self.squads_served <= 2.0 && true", UNANSWERED),
        ("stated(self.name)", PASSED),
        ("stated(self.squads_served)", UNANSWERED),
        ("named(self.backup.name)", UNANSWERED),
        ("has(self.backup)", VIOLATED),
        ("document.metadata.name == 'x'", PASSED),
        ("stated(document.shape)", UNANSWERED),
    ],
)
def test_a_condition_gives_an_outcome(require: str, expected: Outcome) -> None:
    assert outcome(PRODUCT_OWNER, given="/roles/product_owner", require=require) is expected


@pytest.mark.parametrize(
    "stated",
    [
        "roles: {product_owner: {backup: }}",
        "roles: {product_owner: {backup: ''}}",
        "roles: {product_owner: {backup: ~}}",
    ],
)
def test_null_and_empty_terms_are_not_stated(stated: str) -> None:
    assert outcome(HEAD + stated, given="/roles/product_owner", require="stated(self.backup)") is UNANSWERED
    assert outcome(HEAD + stated, given="/roles/product_owner/backup", require="false") is UNANSWERED


def test_a_list_that_is_stated_is_complete() -> None:
    decides = HEAD + "roles: {product_owner: {may_decide: [estimation]}}"
    require = "'reprioritise-within-sprint' in self.may_decide"
    assert outcome(decides, given="/roles/product_owner", require=require) is VIOLATED
    assert outcome(PRODUCT_OWNER, given="/roles/product_owner", require=require) is UNANSWERED
    empty = HEAD + "commercials: {kpis: []}"
    assert outcome(empty, given="/commercials/kpis", require="self.exists(k, k.measures == 'throughput')") is VIOLATED


def test_an_index_beyond_a_list_is_unanswered() -> None:
    empty = HEAD + "operating_model: {decisions: {escalation: []}}"
    assert outcome(empty, given="/operating_model/decisions/escalation", require="named(self[0].decider)") is UNANSWERED


def test_a_function_that_lacks_a_term_is_unanswered_there() -> None:
    text = HEAD + "team:\n  - {side: vendor, level: senior, count: 1}\n  - {side: vendor, level: junior}\n"
    outcomes, findings = judge(make(given="/team", require="headcount(self, 'vendor', 'junior') <= 2.0"), text)
    assert outcomes == [UNANSWERED]
    assert (findings[0].pointer, findings[0].region.start) == ("/team/1/count", (6, 5))


def test_a_guard_comes_first_even_where_the_place_is_absent() -> None:
    guarded = {"given": "/shape", "when": "document.parties.client.regulated == true", "require": "false"}
    assert outcome(HEAD, **guarded) is NOT_APPLICABLE
    assert outcome(HEAD + "parties: {client: {regulated: false}}", **guarded) is NOT_APPLICABLE
    assert outcome(HEAD + "parties: {client: {regulated: true}}", **guarded) is UNANSWERED


def test_a_guard_on_an_absent_place_reads_nothing() -> None:
    assert outcome(HEAD, given="/shape", when="self.x == 1.0", require="true") is NOT_APPLICABLE
    assert outcome(HEAD, given="/shape", when="has(self.x)", require="true") is NOT_APPLICABLE


KPIS = HEAD + "commercials:\n  kpis:\n    - {name: A, measures: velocity}\n    - {name: B}\n"


def test_a_star_judges_every_member() -> None:
    outcomes, findings = judge(make(given="/commercials/kpis/*", require="self.measures != 'velocity'"), KPIS)
    assert outcomes == [VIOLATED, UNANSWERED]
    assert [one.pointer for one in findings] == ["/commercials/kpis/0", "/commercials/kpis/1/measures"]


def test_a_leaf_that_one_member_lacks_is_not_judged_there() -> None:
    outcomes, findings = judge(make(given="/commercials/kpis/*/measures", require="self != 'velocity'"), KPIS)
    assert outcomes == [VIOLATED]
    assert findings[0].region == ((6, 27), (6, 35))


def test_a_star_that_matches_nothing_is_not_applicable_unless_it_asks() -> None:
    assert outcome(HEAD, given="/commercials/kpis/*", require="false") is NOT_APPLICABLE
    outcomes, findings = judge(make(given="/commercials/kpis/*", absent="unanswered", require="true"), HEAD)
    assert outcomes == [UNANSWERED]
    assert findings[0].pointer == "/commercials/kpis"
    _, findings = judge(make(given="/commercials/kpis/*", at="owner", absent="unanswered", require="true"), HEAD)
    assert (findings[0].pointer, findings[0].message) == ("/commercials/kpis", "The engagement's KPIs are not stated")
    empty = HEAD + "commercials: {kpis: []}"
    assert outcome(empty, given="/commercials/kpis/*", require="false") is NOT_APPLICABLE
    outcomes, findings = judge(
        make(given="/commercials/kpis/*", at="owner", absent="unanswered", require="true"), empty
    )
    assert (outcomes, findings[0].pointer) == ([VIOLATED], "/commercials/kpis")


def test_a_star_matches_the_members_of_a_mapping_with_their_keys() -> None:
    text = HEAD + "operating_model: {tooling: {ci_cd: {client: A, vendor: B}, documentation: C}}"
    policy = make(given="/operating_model/tooling/*", require="type(self) == string", message="{key} is split")
    outcomes, findings = judge(policy, text)
    assert outcomes == [VIOLATED, PASSED]
    assert findings[0].message == "ci_cd is split"


def test_what_a_star_matched_is_known_below_it() -> None:
    """Also where another policy has looked at the same place without a star."""
    plain = make(given="/roles/product_owner", require="stated(self.name)")
    starred = make(id="TST002", given="/roles/*", require="key == 'product_owner' && member.side == 'client'")
    judgements = list(Engine([plain, starred], LANGUAGE, "2026-01-15").judge(subject(PRODUCT_OWNER)))
    assert [one.outcome for one in judgements] == [PASSED, PASSED]


def test_two_stars_give_every_key_and_text() -> None:
    found = [place.value for place in places(subject(HEAD), "/**")]
    assert found == ["apiVersion", "engagelint/v1", "kind", "Engagement", "metadata", "name", "x"]


def test_several_places_are_judged_each() -> None:
    policy = make(given=["/metadata/title", "/metadata/name"], require="self != 'x'")
    assert judge(policy, HEAD)[0] == [UNANSWERED, VIOLATED]


def test_what_the_schema_refused_is_silent() -> None:
    text = HEAD + "roles: {product_owner: {hours_per_week: many, name: Ada Quist}}"
    outcomes, findings = judge(make(given="/roles/product_owner", require="self.hours_per_week > 3.0"), text)
    assert (outcomes, findings) == ([UNANSWERED], [])
    kpis = HEAD + "commercials: {kpis: [{name: A, measures: speed}, 3]}"
    require = "self.exists(k, k.measures == 'throughput')"
    assert judge(make(given="/commercials/kpis", require=require), kpis) == ([UNANSWERED], [])


def test_an_error_while_judging_is_a_finding_and_never_a_pass() -> None:
    outcomes, findings = judge(make(given="/metadata", require="self.name > 3.0"), HEAD)
    assert outcomes == [VIOLATED]
    assert [(one.id, one.severity, one.pointer) for one in findings] == [("POL", Severity.ERROR, "/metadata")]
    outcomes, findings = judge(make(given="/metadata", require="self.name"), HEAD)
    assert [one.id for one in findings] == ["POL"]
    outcomes, findings = judge(make(given="/metadata", when="self.name", require="true"), HEAD)
    assert [one.id for one in findings] == ["POL"]


def test_a_condition_beyond_its_budget_is_a_finding() -> None:
    team = "team: [" + ", ".join(["{level: mid, side: vendor}"] * 150) + "]"
    nested = "self.all(a, self.all(b, a.level == b.level))"
    assert [one.id for one in judge(make(given="/team", require=nested), HEAD + team)[1]] == ["POL"]


def test_what_does_not_compile_is_unusable() -> None:
    with pytest.raises(Unusable, match="TST001"):
        Engine([make(require="self.(")], LANGUAGE, "2026-01-15")
    with pytest.raises(Unusable, match="no parameter `limit`"):
        make(require="self.x > params.limit")


def test_parameters_are_put_in() -> None:
    fields = {
        "given": "/roles/product_owner",
        "require": "self.hours_per_week >= params.least",
        "message": "{self.hours_per_week} is less than {params.least}",
    }
    policy = make(params={"least": 4}, **fields)
    assert judge(policy, PRODUCT_OWNER)[1][0].message == "3 is less than 4"
    assert judge(parse(policy.raw, "test", params={"least": 3}), PRODUCT_OWNER)[0] == [PASSED]
    with pytest.raises(Unusable, match="has no parameter `most`"):
        parse(policy.raw, "test", params={"most": 3})


def test_parameters_in_a_text_are_left_alone() -> None:
    assert outcome(HEAD, given="/metadata", params={"x": 1}, require="self.name != 'params.x'") is PASSED


def test_the_finding_points_at_what_at_names() -> None:
    _, findings = judge(make(given="/roles/product_owner", at="name", require="false"), PRODUCT_OWNER)
    assert (findings[0].pointer, findings[0].region) == ("/roles/product_owner/name", ((4, 31), (4, 40)))


def test_of_several_at_the_one_that_decides_is_underlined() -> None:
    policy = make(
        given="/roles/product_owner",
        at=["name", "hours_per_week"],
        require="self.name != '' && self.hours_per_week >= 4.0",
    )
    assert judge(policy, PRODUCT_OWNER)[1][0].pointer == "/roles/product_owner/hours_per_week"


def test_an_unanswered_finding_points_at_the_nearest_key() -> None:
    policy = make(given="/roles/product_owner", at="backup", require="named(self.backup.name)")
    _, findings = judge(policy, PRODUCT_OWNER)
    assert findings[0].pointer == "/roles/product_owner/backup"
    assert findings[0].region == ((4, 9), (4, 22))
    assert findings[0].message == "The product owner's backup is not stated"
    _, findings = judge(policy, HEAD + "roles:\n  product_owner:\n    backup:\n")
    assert findings[0].region == ((6, 5), (6, 11))


def test_an_unanswered_finding_may_have_words_and_a_severity_of_its_own() -> None:
    fields = {"given": "/roles/product_owner", "require": "stated(self.backup)"}
    _, findings = judge(
        make(unanswered={"severity": "note", "message": "Who helps {self.name}"}, **fields), PRODUCT_OWNER
    )
    assert (findings[0].severity, findings[0].message) == (Severity.NOTE, "Who helps Ada Quist")
    _, findings = judge(make(unanswered={"message": "Who helps {self.title}"}, **fields), PRODUCT_OWNER)
    assert findings[0].message == "The product owner's backup is not stated"
    assert judge(make(unanswered={"severity": "ignore"}, **fields), PRODUCT_OWNER) == ([UNANSWERED], [])


def test_a_draft_caps_what_is_unanswered_at_warning() -> None:
    draft = PRODUCT_OWNER.replace("name: x", "name: x, status: draft")
    _, findings = judge(make(given="/shape", require="true"), draft)
    assert findings[0].severity is Severity.WARNING
    _, findings = judge(make(given="/roles/product_owner", require="false"), draft)
    assert findings[0].severity is Severity.ERROR


def test_placeholders_are_filled_safely() -> None:
    hostile = HEAD.replace("name: x", 'name: "a\\u202eb", title: "{self.name}"')
    _, findings = judge(
        make(given="/metadata", require="false", message="{self.name} {self.title} {self.owner}"), hostile
    )
    assert findings[0].message == "a\\u202eb {self.name} (not stated)"


def test_numbers_lists_and_truths_read_as_people_write_them() -> None:
    text = HEAD + "rationale: {reasons: [speed, cost]}\nparties: {client: {regulated: true}}\nteam: [{count: 2}]\n"
    message = "{self.rationale.reasons} {self.parties.client.regulated} {self.team[0].count} {1.5} {size(self.team)}"
    assert judge(make(require="false", message=message), text)[1][0].message == "speed, cost yes 2 1.5 1"


def test_the_member_that_lacks_a_term_is_named() -> None:
    text = HEAD + "commercials: {kpis: [{name: A, measures: lead-time}, {name: B}]}"
    _, findings = judge(make(given="/commercials/kpis", require="self.exists(k, k.measures == 'throughput')"), text)
    assert (findings[0].pointer, findings[0].message) == (
        "/commercials/kpis/1/measures",
        'The measure of the KPI "B" is not stated',
    )


DONE = "apiVersion: engagelint/v1\nkind: DefinitionOfDone\n"


def definition(text: str, engagement: dict[str, Any] | None = None) -> Subject:
    data, marks, root = compose(DONE + text)
    document = Document(Kind.DEFINITION_OF_DONE, Source("dod.yaml", DONE + text), data, marks, root)
    return definition_subject(document, schema.validate(document, Kind.DEFINITION_OF_DONE), engagement)


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sources of the expressions that are evaluated in the course of a test."""
    found: list[str] = []
    evaluate = LANGUAGE.evaluate

    def counted(expression: Expression, place: Any) -> Any:  # noqa: ANN401 - CEL's own
        found.append(expression.source)
        return evaluate(expression, place)

    with monkeypatch.context() as patch:
        patch.setattr(LANGUAGE, "evaluate", counted)
        yield found


OF_DONE = {"applies_to": "DefinitionOfDone", "given": "/owner"}


class TestLinkedByMany:
    """What is said of a Definition of Done is kept for the next manifest that links the same."""

    OWN = make(id="TST001", require="self == 'Ada'", message="It is {self}", **OF_DONE)
    OF_ENGAGEMENT = make(
        id="TST002",
        require="self == engagement.metadata.name",
        message="It is not {engagement.metadata.name}",
        **OF_DONE,
    )
    TOLD_OF_ENGAGEMENT = make(
        id="TST003", require="self == 'Cem'", message="It is {engagement.metadata.name}'s", **OF_DONE
    )
    PASSING = make(id="TST004", require="self != 'x'", message="{engagement.metadata.name}", **OF_DONE)

    def engine(self) -> Engine:
        return Engine([self.OWN, self.OF_ENGAGEMENT, self.TOLD_OF_ENGAGEMENT, self.PASSING], LANGUAGE, "2026-01-15")

    def test_it_is_judged_once_but_for_what_depends_on_the_manifest(self, evaluated: list[str]) -> None:
        engine, first = self.engine(), definition("owner: Bo", {"metadata": {"name": "one"}})
        said = [list(engine.judge(first))]
        assert [evaluated.count(one.require) for one in (self.OWN, self.OF_ENGAGEMENT, self.PASSING)] == [1, 1, 1]
        evaluated.clear()
        # Between the two stands what always does: the manifest itself.
        engine.tally(subject(HEAD))
        said += [list(engine.judge(first._replace(engagement={"metadata": {"name": "two"}})))]
        times = [evaluated.count(one.require) for one in (self.OWN, self.OF_ENGAGEMENT, self.TOLD_OF_ENGAGEMENT)]
        assert times == [0, 1, 1]
        assert evaluated.count(self.PASSING.require) == 0
        for judgements, name in zip(said, ("one", "two"), strict=True):
            assert [one.finding.message for one in judgements if one.finding] == [
                "It is Bo",
                f"It is not {name}",
                f"It is {name}'s",
            ]

    @pytest.mark.parametrize(
        "change",
        ["document", "view", "done", "refused", "cap", "evidence"],
    )
    def test_another_is_judged_anew(self, change: str) -> None:
        first, other = definition("owner: Ada"), definition("owner: Bo")
        engine = Engine([self.OWN], LANGUAGE, "2026-01-15")
        assert [one.outcome for one in engine.judge(first)] == [PASSED]
        changed = {
            "document": other,
            "view": first._replace(view=other.view),
            "done": first._replace(done={}),
            "refused": first._replace(refused=frozenset(["/owner"])),
            "cap": first._replace(cap=Severity.NOTE),
            "evidence": first._replace(evidence={"/x": None}),  # type: ignore[dict-item] # any other
        }[change]
        fresh = Engine([self.OWN], LANGUAGE, "2026-01-15")
        assert list(engine.judge(changed)) == list(fresh.judge(changed))
        assert list(engine.judge(first)) == list(Engine([self.OWN], LANGUAGE, "2026-01-15").judge(first))

    def test_each_of_two_is_told_by_its_own(self) -> None:
        engine = self.engine()
        first, other = definition("owner: Bo", {"metadata": {}}), definition("owner: Ada", {"metadata": {}})
        for one in (first, other, other, first, first):
            assert list(engine.judge(one)) == list(self.engine().judge(one))

    @pytest.mark.parametrize("part", ["done", "refused", "cap", "evidence"])
    def test_what_else_differs_counts_though_document_and_terms_are_the_same(self, part: str) -> None:
        policy = make(
            id="TST001",
            require="self == 'Ada' && done.found",
            at="owner",
            message="{done.found}",
            **{**OF_DONE, "given": ""},
        )
        policy = policy if part != "cap" else make(require="stated(self.title)", **{**OF_DONE, "given": ""})
        first = definition("owner: Bo")
        changed = {
            "done": first._replace(done={**first.done, "found": False}),
            "refused": first._replace(refused=frozenset(["/owner"])),
            "cap": first._replace(cap=Severity.NOTE),
            "evidence": first._replace(evidence={"/x": None}),  # type: ignore[dict-item] # any other
        }[part]
        engine = Engine([policy], LANGUAGE, "2026-01-15")
        list(engine.judge(first))
        assert list(engine.judge(changed)) == list(Engine([policy], LANGUAGE, "2026-01-15").judge(changed))


def test_without_criteria_one_policy_alone_has_a_say() -> None:
    exist = make(id=CRITERIA_EXIST, applies_to="DefinitionOfDone", given="", require="size(done.items) > 0")
    other = make(id="DOD001", applies_to="DefinitionOfDone", given="/owner", require="self == 'Ada'")
    free = make(id="TST001", applies_to="DefinitionOfDone", given="/owner", require="self == 'Ada'")
    outcomes = {}
    for text in ("owner: Bo", "owner: Bo\nitems: [Tests pass]"):
        said = Engine([other, free, exist], LANGUAGE, "2026-01-15").judge(definition(text))
        outcomes[text] = {one.policy: one.outcome for one in said}
    assert list(outcomes.values()) == [
        {CRITERIA_EXIST: VIOLATED, "DOD001": NOT_APPLICABLE, "TST001": VIOLATED},
        {CRITERIA_EXIST: PASSED, "DOD001": VIOLATED, "TST001": VIOLATED},
    ]


def test_what_passes_and_does_not_apply_is_counted() -> None:
    policies = [
        make(id="TST001", given="/commercials/kpis/*", when="self.name == 'A'", require="self.measures == 'velocity'"),
        make(id="TST002", given=["/metadata", "/commercials/kpis/*"], require="stated(self.name)"),
        make(id="TST003", given="/metadata", when="self.name == 'y'", require="false"),
    ]
    tally = Engine(policies, LANGUAGE, "2026-01-15").tally(subject(KPIS))
    assert (tally.said, tally.passed, tally.not_applicable) == (
        [],
        {"TST001": 1, "TST002": 3},
        {"TST001": 1, "TST003": 1},
    )
    assert Counter((one.policy, one.outcome) for one in tally.judgements()) == {
        ("TST001", PASSED): 1,
        ("TST002", PASSED): 3,
        ("TST001", NOT_APPLICABLE): 1,
        ("TST003", NOT_APPLICABLE): 1,
    }


def test_a_placeholder_is_silent_where_another_policy_has_found_the_term_wrong() -> None:
    placeholder = make(id=PLACEHOLDERS, given="/**", require='!self.mentions("placeholder")')
    texts = HEAD + "roles: {product_owner: {name: TBD, title: TBD}, tech_lead: {name: TBD}}\nshape: TBD\n"
    wrong = {
        (): {"/roles/product_owner/name", "/roles/product_owner/title", "/roles/tech_lead/name"},
        ("/roles/product_owner/name",): {"/roles/product_owner/title", "/roles/tech_lead/name"},
        ("/roles/product_owner",): {"/roles/tech_lead/name"},
        ("/roles",): {"/roles/product_owner/name", "/roles/product_owner/title", "/roles/tech_lead/name"},
        ("/roles/product_owner", "/roles/tech_lead/name"): set(),
    }
    text = texts.replace("shape: TBD\n", "").replace("title: TBD", "backup: {name: ok}, title: TBD")
    text = text.replace("title", "x-title")
    for pointers, expected in wrong.items():
        others = [make(id=f"TST00{at}", given=one, require="false") for at, one in enumerate(pointers)]
        findings = [
            one.finding.pointer
            for one in Engine([placeholder, *others], LANGUAGE, "2026-01-15").judge(subject(text))
            if one.finding and one.policy == PLACEHOLDERS
        ]
        assert set(findings) == {one.replace("title", "x-title") for one in expected}, pointers


@pytest.mark.parametrize("policy_id", ["TST001", PLACEHOLDERS])
def test_texts_are_counted_whether_they_are_looked_at_together_or_each(policy_id: str) -> None:
    """A policy on all texts passes as often as there are keys and texts, also where they are looked at all at once."""
    text = HEAD + "roles: {product_owner: {name: Ada Quist}}\nrationale: {reasons: [speed, speed]}\n"
    number = len(texts_below(subject(text).view))
    for given, expected in (("/**", number), ("/rationale/**", 3), ("/commercials/**", 0), ("/metadata/name/**", 1)):
        for source in ('!self.mentions("placeholder")', "self != 'zz'"):
            policy = make(id=policy_id, given=given, require=source)
            tally = Engine([policy], LANGUAGE, "2026-01-15").tally(subject(text))
            assert tally.said == []
            assert tally.passed.get(policy_id, 0) == expected, (given, source)
            assert tally.not_applicable.get(policy_id, 0) == (not expected), (given, source)


def test_a_guard_on_the_whole_document_is_evaluated_once(evaluated: list[str]) -> None:
    common = make(id="TST001", given="/commercials/kpis/*", when="document.kind == 'Engagement'", require="true")
    own = make(id="TST002", given="/commercials/kpis/*", when="self.name != ''", require="true")
    mixed = make(
        id="TST003",
        given="/commercials/kpis/*",
        when="self.name != '' && document.kind == 'Engagement'",
        require="true",
    )
    tally = Engine([common, own, mixed], LANGUAGE, "2026-01-15").tally(subject(KPIS))
    assert tally.passed == {"TST001": 2, "TST002": 2, "TST003": 2}
    assert [evaluated.count(one.when or "") for one in (common, own, mixed)] == [1, 2, 2]


def test_places_hold_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What conditions see is made once for a place, and let go where there are too many places."""
    names = ", ".join(f"{{name: K{at}, measures: velocity}}" for at in range(40))
    big = subject(HEAD + f"commercials: {{kpis: [{names}]}}")
    monkeypatch.setattr(situation, "_KEPT", 10 * (len(big.document.marks) + 1))
    policy = make(given="/commercials/kpis/*", require="self.measures == 'velocity'")
    engine = Engine([policy], LANGUAGE, "2026-01-15")
    (rule,) = engine._rules[Kind.ENGAGEMENT]  # noqa: SLF001 - the rule as it is compiled
    here = Situation(LANGUAGE, big, "2026-01-15", Members([rule], ()))
    spots = here.spots("/commercials/kpis/*", absent=False)
    most = 0
    for spot in spots:
        assert here.outcome(rule, spot, set()) is PASSED
        assert spot.context is not None
        most = max(most, sum(one.context is not None for one in spots))
    assert most == 11


def test_what_conditions_see_of_the_document_is_what_they_read() -> None:
    policies = [
        make(id="TST001", given="/metadata", when="document.kind == 'x'", require="stated(document.shape)"),
        make(id="TST002", given=["/metadata", "/shape"], require="done.found && engagement.roles.x == 1.0"),
        make(id="TST003", given="/term", require="size(document) > 0"),
    ]
    engine = Engine(policies, LANGUAGE, "2026-01-15")
    members = Members(engine._rules[Kind.ENGAGEMENT], ())  # noqa: SLF001 - the rules as they are compiled
    assert members["/metadata"] == {
        "document": frozenset(["kind", "shape"]),
        "done": frozenset(["found"]),
        "engagement": frozenset(["roles"]),
    }
    assert members["/shape"]["document"] == frozenset()
    assert members["/term"]["document"] is None


def test_a_variable_is_there_where_its_place_has_one() -> None:
    """Keys and indices, also the first; of a list no key, of a group no index."""
    text = HEAD + "commercials: {kpis: [{name: A}, {name: B}]}\nroles: {tech_lead: {name: C}}\n"
    assert (
        judge(make(given="/commercials/kpis/*", require="index <= 1.0 && member.name != ''"), text)[0] == [PASSED] * 2
    )
    assert [one.id for one in judge(make(given="/commercials/kpis/*", require="key == ''"), text)[1]] == ["POL", "POL"]
    assert judge(make(given="/roles/*", require="key == 'tech_lead' && member == self"), text)[0] == [PASSED]
    assert [one.id for one in judge(make(given="/roles/*", require="index == 0.0"), text)[1]] == ["POL"]
    _, findings = judge(make(given="/commercials/kpis/*", require="false", message="{index}"), text)
    assert [one.message for one in findings] == ["0", "1"]
    assert outcome(HEAD, given="/metadata", require="today == '2026-01-15'") is PASSED


def test_the_member_that_lacks_a_term_is_named_though_others_are_read_before() -> None:
    text = HEAD + "team: [{side: vendor, level: senior, count: 1}, {side: vendor, level: junior}]\n"
    require = "self.name == 'x' && headcount(document.team, 'vendor', 'junior') <= 2.0"
    _, findings = judge(make(given="/metadata", require=require), text)
    assert [one.pointer for one in findings] == ["/team/1/count"]


def test_a_finding_is_complete() -> None:
    policy = make(
        given="/roles/product_owner",
        at="hours_per_week",
        require="self.hours_per_week >= 4.0",
        message="{self.hours_per_week} of {self.squads_served}",
        ask="Who decides {self.squads_served}?",
        why="Because of {self.name}",
        clause="At least {document.term.end} of {self.name}",
        asked_of="client",
    )
    _, (finding,) = judge(policy, PRODUCT_OWNER)
    assert (finding.id, finding.name, finding.severity, finding.outcome, finding.file) == (
        *("TST001", "a-test", Severity.ERROR, VIOLATED),
        "x.yaml",
    )
    assert finding.message == "3 of (not stated)"
    assert finding.ask == "Who decides [squads served]?"
    assert finding.why == "Because of Ada Quist"
    assert finding.clause == "At least [end] of Ada Quist"
    assert (finding.fallback, finding.asked_of, finding.related, finding.block) == (None, "client", (), None)
    assert finding.value_hash == digest("3")
    _, (finding,) = judge(make(given="/roles/product_owner", require="stated(self.backup.name)"), PRODUCT_OWNER)
    assert (finding.ask, finding.why, finding.clause, finding.value_hash) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "pointer", "block", "sentence"),
    [
        (
            PRODUCT_OWNER,
            "/roles/product_owner/backup/name",
            "/roles/product_owner/backup",
            "The product owner's backup",
        ),
        (HEAD, "/roles/product_owner/backup/name", "/roles", "The engagement's roles"),
        (HEAD, "/shape", "/shape", "The engagement's shape"),
        (HEAD, "/metadata/title", "/metadata/title", "The engagement's title"),
    ],
)
def test_what_is_missing_is_told_with_its_outermost_part(text: str, pointer: str, block: str, sentence: str) -> None:
    given, _, name = pointer.rpartition("/")
    _, (finding,) = judge(make(given=given, at=name, absent="unanswered", require=f"stated(self.{name})"), text)
    assert finding.block is not None
    assert finding.block[0] == block
    assert finding.block[1].startswith(sentence)
    assert finding.block[1].endswith(("is not stated", "are not stated"))


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [("ci.yaml", 7, [("ci.yaml", (7, 1), (7, 2))]), ("ci.yaml", None, [("ci.yaml", (1, 1), (1, 2))]), (None, 3, [])],
)
def test_evidence_is_told_with_its_place(file: str | None, line: int | None, expected: object) -> None:
    found = definition("owner: Bo")._replace(evidence={"/owner": Evidence("absent", file, line, "nothing runs it")})
    policy = make(applies_to="DefinitionOfDone", given="", at="owner", require="self.owner == 'Ada'")
    (judgement,) = Engine([policy], LANGUAGE, "2026-01-15").judge(found)
    assert judgement.finding is not None
    related = judgement.finding.related
    assert [(one.file, tuple(one.region.start), tuple(one.region.end)) for one in related] == expected
    assert all(one.message == "nothing runs it" for one in related)


def test_a_key_is_underlined_where_the_key_is_what_is_wrong() -> None:
    text = HEAD + "roles: {tech_lead: {x-tbd: TBD}}\n"
    _, findings = judge(make(given="/roles/**", require='!self.mentions("placeholder")'), text)
    places = {(one.pointer, one.region.start.column, one.region.end.column) for one in findings}
    start = text.splitlines()[-1].index("x-tbd") + 1
    assert places == {
        ("/roles/tech_lead/x-tbd", start, start + len("x-tbd")),
        ("/roles/tech_lead/x-tbd", start + 7, start + 10),
    }


def test_what_was_refused_above_is_silent_and_beside_is_not() -> None:
    text = HEAD + "roles: {product_owner: many, tech_lead: {hours_per_week: many, name: A}}\n"
    assert judge(make(given="/roles/product_owner/backup", require="stated(self.name)"), text) == ([UNANSWERED], [])
    assert judge(make(given="/roles/tech_lead/hours_per_week", require="self > 1.0"), text) == ([UNANSWERED], [])
    violated = make(given="/roles/tech_lead", at="hours_per_week", require="self.name == 'B'")
    assert judge(violated, text) == ([UNANSWERED], [])
    assert judge(make(given="/roles/tech_lead", at="name", require="self.name == 'B'"), text)[0] == [VIOLATED]
    assert len(judge(make(given="/roles/tech_lead", require="stated(self.hours_per_week_more)"), text)[1]) == 1


@pytest.mark.parametrize(
    ("at", "require", "text", "expected"),
    [
        # Of several that are wrong the first, even where another is missing.
        (
            ["name", "side", "backup"],
            "self.name == 'B' && self.side == 'vendor' && stated(self.backup)",
            PRODUCT_OWNER,
            "name",
        ),
        (
            ["backup", "name", "side"],
            "stated(self.backup) && self.name == 'B' && self.side == 'x'",
            PRODUCT_OWNER,
            "name",
        ),
        # Of two that do not fit together the second: the first alone would do.
        (["name", "side"], "self.name == 'B' || self.side == 'vendor'", PRODUCT_OWNER, "side"),
        (
            ["name", "side", "hours_per_week"],
            "self.name == self.side && self.hours_per_week > 9.0",
            PRODUCT_OWNER,
            "side",
        ),
        # What is false without any of them is so for want of the first that is missing.
        (["backup", "name"], "has(self.backup) && self.name == 'B'", PRODUCT_OWNER, "backup"),
        # The first that is missing, or decides; the last where none does.
        (["backup", "name"], "self.name == 'B'", PRODUCT_OWNER, "name"),
        (["name", "side", "hours_per_week"], "self.side == 'vendor'", PRODUCT_OWNER, "side"),
        (["name", "side"], "self.hours_per_week > 4.0", PRODUCT_OWNER, "side"),
        # Nothing of the place is read: the first that is stated, or the last.
        (["backup", "side", "name"], "today == 'x'", PRODUCT_OWNER, "side"),
        (["backup", "squads_served"], "today == 'x'", PRODUCT_OWNER, "squads_served"),
        (["name", "side"], "document.roles.product_owner.side == 'vendor'", PRODUCT_OWNER, "side"),
    ],
)
def test_of_several_at_one_is_underlined(at: list[str], require: str, text: str, expected: str) -> None:
    _, (finding,) = judge(make(given="/roles/product_owner", at=at, require=require), text)
    assert finding.pointer == f"/roles/product_owner/{expected}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"given": "/metadata", "require": "self.name != 'x'", "when": "self.title != ''"}, []),
        ({"given": "/nowhere", "require": "true"}, [("/given", "no document has a place /nowhere")]),
        (
            {"given": "/metadata", "at": "nick", "require": "true"},
            [("/at", "no document has a place /metadata/nick")],
        ),
        (
            {"given": "/metadata", "require": "self.nick != 'x'"},
            [("/require", "no document has a place /metadata/nick")],
        ),
        (
            {"given": "/metadata", "when": "document.nick != 'x'", "require": "true"},
            [("/when", "no document has a place /nick")],
        ),
        (
            {"given": "/metadata", "require": "true", "ask": "{self.nick}?", "unanswered": {"message": "{self.nock}"}},
            [
                ("/ask", "no document has a place /metadata/nick"),
                ("/unanswered/message", "no document has a place /metadata/nock"),
            ],
        ),
        # With several places, a term may stand in any of them.
        ({"given": ["/metadata", "/roles/tech_lead"], "require": "self.hours_per_week > 1.0"}, []),
        (
            {"given": ["/metadata", "/roles/tech_lead"], "at": "hours_per_week", "require": "true"},
            [("/at", "no document has a place /metadata/hours_per_week")],
        ),
        # An item has more than the schema knows.
        ({"applies_to": "DefinitionOfDone", "given": "/items/*", "require": "'a' in self.topics"}, []),
        (
            {"applies_to": "DefinitionOfDone", "given": "/levels/*", "require": "'a' in self.topics"},
            [("/require", "no document has a place /levels/*/topics")],
        ),
        (
            {"applies_to": "DefinitionOfDone", "given": "/shape", "require": "true"},
            [("/given", "no document has a place /shape")],
        ),
        ({"applies_to": "*", "given": "/shape", "require": "true"}, []),
    ],
)
def test_a_policy_is_held_against_what_can_be_known(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    policy = make(**fields)
    document = subject(HEAD).document
    verify(policy, LANGUAGE)  # one of the catalogue, which has no document, is held against it by tests
    policy = parse(policy.raw, "test", document=document)
    if not expected:
        verify(policy, LANGUAGE)
        return
    with pytest.raises(Unusable, match="TST001 cannot be used") as caught:
        verify(policy, LANGUAGE)
    assert [(one.pointer, one.message) for one in caught.value.findings] == expected


def test_a_policy_that_does_not_compile_is_told_with_its_places() -> None:
    raw = make(require="self.(", when="nobody.x", message="{self.(}").raw
    policy = parse(raw, "test", document=subject(HEAD).document)
    with pytest.raises(Unusable) as caught:
        verify(policy, LANGUAGE)
    assert [one.pointer for one in caught.value.findings] == ["/when", "/require", "/message"]


@pytest.mark.parametrize(
    ("given", "wrong", "each"),
    [
        ("/**", None, []),
        ("/**", "/metadata", [PLACEHOLDERS]),
        ("/metadata/**", "/metadata", [PLACEHOLDERS]),
        ("/metadata/**", "/metadata/name", [PLACEHOLDERS]),
        ("/roles/**", "/metadata", []),
        ("/metadata/name/**", "/metadata", []),
    ],
)
def test_texts_are_looked_at_together_unless_one_of_them_was_found_wrong(
    given: str, wrong: str | None, each: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    outcome_of = Situation.outcome

    def counted(here: Situation, rule: Any, spot: Any, wrong: set[str]) -> Any:  # noqa: ANN401 - the engine's own
        asked.append(rule.policy.id)
        return outcome_of(here, rule, spot, wrong)

    monkeypatch.setattr(Situation, "outcome", counted)
    policies = [
        make(id=code, given=given, require='!self.mentions("placeholder")') for code in ("TST001", PLACEHOLDERS)
    ]
    policies += [make(id="TST002", given=wrong, require="false")] if wrong else []
    Engine(policies, LANGUAGE, "2026-01-15").tally(subject(PRODUCT_OWNER))
    assert sorted(set(asked) - {"TST002"}) == each


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345678901.0, "12345678901"),
        (123456789012.5, "123456789012.5"),
        (0.1 + 0.2, "0.3"),
        (4.0, "4"),
        (1e12, "1000000000000"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers_are_shown_whole(value: float, text: str) -> None:
    assert shown(value) == text
