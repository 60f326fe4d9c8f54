from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import judging
import pytest
from hostile.effort import effort, linear
from jsonschema import Draft202012Validator, FormatChecker

from engagelint import resources, schema
from engagelint.loading.yaml import compose
from engagelint.model import Document, Kind, Mark, Outcome, Severity, Source
from engagelint.schema import fields, refusal
from engagelint.schema.acceptance import _Maker, accepts, names_only, suspects
from engagelint.schema.formats import is_date
from engagelint.schema.library import validator
from engagelint.schema.refusal import MOST_FINDINGS
from engagelint.schema.validation import stated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engagelint.model import Data
    from engagelint.schema import Validated

SCHEMAS = ["engagement", "definition-of-done", "policy", "config"]

#: The words of JSON Schema that the quick look judges, and the notes that judge nothing.
JUDGED = {
    *("$ref", "additionalProperties", "const", "else", "enum", "format", "if", "items", "maxItems", "maxLength"),
    *("maxProperties", "maximum", "minimum", "pattern", "patternProperties", "properties", "required", "then", "type"),
    "x-in-order",
}
NOTES = {
    *("$schema", "$id", "$defs", "title", "description", "examples"),
    *("x-values", "x-label", "x-key", "x-ordered", "x-plural", "x-phrase", "x-owner", "x-expects", "x-direction"),
}


def read(text: str, kind: Kind = Kind.ENGAGEMENT) -> Document:
    data, marks, root = compose(text)
    return Document(kind, Source("deal.yaml", text), data, marks, root)


def check(text: str, kind: Kind = Kind.ENGAGEMENT) -> Validated:
    """What is said of `text`, below a head of two lines (three for an engagement) that is well-formed."""
    head = f"apiVersion: engagelint/v1\nkind: {kind}\n" + ("metadata: {name: a}\n" if kind is Kind.ENGAGEMENT else "")
    return schema.validate(read(head + text, kind), kind)


def told(text: str, kind: Kind = Kind.ENGAGEMENT) -> list[tuple[int, int, str]]:
    return [(one.region.start.line, one.region.start.column, one.message) for one in check(text, kind).findings]


def nodes(node: Data) -> Iterator[dict[str, Any]]:
    """Every schema within a schema, itself included; what stands under notes is none."""
    if not isinstance(node, dict):
        return
    yield node
    for word in ("properties", "patternProperties", "$defs"):
        for below in node.get(word, {}).values():
            yield from nodes(below)
    for word in ("items", "then", "else"):
        if word in node:
            yield from nodes(node[word])


class TestSchemas:
    @pytest.mark.parametrize("name", SCHEMAS)
    def test_is_a_json_schema(self, name: str) -> None:
        Draft202012Validator.check_schema(resources.schema(name))

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_uses_only_words_that_are_judged(self, name: str) -> None:
        for node in nodes(resources.schema(name)):
            assert node.keys() <= JUDGED | NOTES

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_field_is_described(self, name: str) -> None:
        for node in nodes(resources.schema(name)):
            for field, below in node.get("properties", {}).items():
                assert below["title"], field
                assert below["description"].endswith("."), field
                assert below["examples"], field

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_known_value_is_explained(self, name: str) -> None:
        for node in nodes(resources.schema(name)):
            assert list(node.get("x-values", {})) == node.get("enum", [])
            assert all(meaning.endswith(".") for meaning in node.get("x-values", {}).values())

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_list_is_bounded_and_its_members_have_a_word(self, name: str) -> None:
        for node in nodes(resources.schema(name)):
            if node.get("type") == "array":
                assert node["maxItems"] <= 2000
                assert node["x-label"]

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_mapping_is_closed_but_for_keys_of_ones_own(self, name: str) -> None:
        for node in nodes(resources.schema(name)):
            if "properties" in node:
                assert node["additionalProperties"] is False
                assert node["patternProperties"] == {"^x-": True}

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_examples_are_well_formed(self, name: str) -> None:
        root = resources.schema(name)
        for node in nodes(root):
            judge = Draft202012Validator({**node, "$defs": root.get("$defs", {})})
            for example in node.get("examples", []):
                assert judge.is_valid(example), (node["title"], example)

    def test_asks_for_little(self) -> None:
        asked = {
            name: [node["required"] for node in nodes(resources.schema(name)) if "required" in node] for name in SCHEMAS
        }
        assert asked["engagement"] == [["apiVersion", "kind", "metadata"], ["name"]]
        assert asked["definition-of-done"] == []


class TestWellFormed:
    @pytest.mark.parametrize("name", ["engagement", "mvp", "vendor-proposal", "definition-of-done"])
    def test_examples(self, shared: Path, name: str) -> None:
        kind = Kind.DEFINITION_OF_DONE if name == "definition-of-done" else Kind.ENGAGEMENT
        document = read((shared / "examples" / f"{name}.yaml").read_text(encoding="utf-8"), kind)
        assert schema.validate(document, kind) == (stated(document.data), frozenset(), [])
        assert accepts(kind, stated(document.data))

    def test_three_lines_are_enough(self) -> None:
        checked = check("")
        assert checked.view == {"apiVersion": "engagelint/v1", "kind": "Engagement", "metadata": {"name": "a"}}
        assert (checked.refused, checked.findings) == (frozenset(), [])

    def test_what_is_empty_or_null_is_not_stated(self) -> None:
        checked = check("roles: {product_owner: {name: '', backup: , side: null}}\nshape: ''\nx-note: {a: '', b: 1}\n")
        assert checked.findings == []
        assert checked.view["roles"] == {"product_owner": {}}
        assert checked.view["x-note"] == {"b": 1.0}
        assert "shape" not in checked.view

    def test_numbers_are_floats_and_truth_values_stay(self) -> None:
        view = check("roles: {product_owner: {hours_per_week: 4}}\nterm: {renews_automatically: false}\n").view
        assert type(view["roles"]["product_owner"]["hours_per_week"]) is float
        assert view["term"]["renews_automatically"] is False

    def test_a_field_of_ones_own_may_be_empty_and_so_may_what_stands_in_examples(self) -> None:
        assert (
            check("x-note:\nroles: {x-a: '', product_owner: {x-b: }}\nx-c: {sharpe: , d: ['', {e: }]}\n").findings == []
        )
        policy = "id: ABC001\nname: a\napplies_to: Engagement\nseverity: note\nrequire: 'true'\nmessage: m\n"
        assert told(f"{policy}examples: [{{passes: {{roles: {{backup: }}, sharpe: }}}}]\n", Kind.POLICY) == []

    @pytest.mark.parametrize(
        ("text", "kind", "message"),
        [
            ("ignor:", Kind.CONFIG, "`ignor` is not a field of a configuration; did you mean `ignore`?"),
            (
                "ownr: ''",
                Kind.DEFINITION_OF_DONE,
                "`ownr` is not a field of a Definition of Done; did you mean `owner`?",
            ),
            (
                "items: [a, {verifed_by: }]",
                Kind.DEFINITION_OF_DONE,
                "`verifed_by` is not a field of a criterion; did you mean `verified_by`?",
            ),
            (
                "levels: [{items: [a, {items: [{txt: }]}]}]",
                Kind.DEFINITION_OF_DONE,
                "`txt` is not a field of a criterion; did you mean `text`?",
            ),
        ],
    )
    def test_an_unknown_field_that_is_empty_is_told_in_every_kind(self, text: str, kind: Kind, message: str) -> None:
        checked = check(f"{text}\n", kind)
        assert [one.message for one in checked.findings] == [message]
        assert "None" not in repr(checked.view)

    def test_a_text_that_yaml_reads_otherwise_is_what_was_typed(self) -> None:
        metadata = "{name: 012, title: true, programme: 1.50, version: 3}"
        text = f"apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {metadata}\n"
        checked = schema.validate(read(text), Kind.ENGAGEMENT)
        assert checked.findings == []
        assert checked.view["metadata"] == {"name": "012", "title": "true", "programme": "1.50", "version": 3.0}

    def test_a_number_among_texts_is_what_was_typed(self) -> None:
        assert check("compliance: {frameworks: [PCI DSS, 27001]}\n").view["compliance"] == {
            "frameworks": ["PCI DSS", "27001"]
        }

    def test_what_was_typed_must_be_a_known_value_all_the_same(self) -> None:
        assert told("commercials: {billed_by: 12}\n")[0][2].startswith('`billed_by` is "12"; known values are ')

    def test_an_alias_is_not_what_was_typed(self) -> None:
        assert told("exit: {handover_weeks: &weeks 4}\nrationale: {outcome: *weeks}\n") == [
            (5, 22, "`outcome` is 4; a text is expected")
        ]

    def test_an_empty_entry_among_mappings_is_one_that_is_not_stated(self) -> None:
        checked = check("commercials:\n  kpis:\n    -\n    - {name: Lead time}\n")
        assert (checked.findings, checked.refused) == ([], frozenset())
        assert checked.view["commercials"]["kpis"] == [{}, {"name": "Lead time"}]

    def test_an_empty_criterion_is_one_without_a_text(self) -> None:
        checked = check("items:\n  - Tests pass\n  -\n", Kind.DEFINITION_OF_DONE)
        assert (checked.findings, checked.view["items"]) == ([], ["Tests pass", {}])

    def test_the_document_is_left_as_it_was(self) -> None:
        document = read("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: 12}\nsharpe: x\nroles:\n")
        before = json.dumps(document.data)
        schema.validate(document, Kind.ENGAGEMENT)
        assert json.dumps(document.data) == before


ENGAGEMENT_ERRORS = [
    ("sharpe: mvp-build", 4, 1, "`sharpe` is not a field of an engagement; did you mean `shape`?"),
    ("code_owner: Bo", 4, 1, "`code_owner` is not a field of an engagement; it belongs under `exit.transition`"),
    (
        "backup: Bo",
        4,
        1,
        "`backup` is not a field of an engagement; it belongs under `roles.product_owner`, for example",
    ),
    ("colour: red", 4, 1, "`colour` is not a field of an engagement; fields of your own begin with `x-`"),
    (
        "exit: {shape: mvp-build}",
        4,
        8,
        "`shape` is not a field of `exit`; it belongs at the top level or under `partner.references`",
    ),
    (
        "roles: {product_owner: {bakcup: {}}}",
        4,
        25,
        "`bakcup` is not a field of `roles.product_owner`; did you mean `backup`?",
    ),
    (
        "roles: {tech_lead: {Hours-per-week: 3}}",
        4,
        21,
        "`Hours-per-week` is not a field of `roles.tech_lead`; did you mean `hours_per_week`?",
    ),
    # An unknown field is unknown, though nothing stands behind it.
    ("sharpe:", 4, 1, "`sharpe` is not a field of an engagement; did you mean `shape`?"),
    ("sharpe: ''", 4, 1, "`sharpe` is not a field of an engagement; did you mean `shape`?"),
    ("roles: {product_ownr: }", 4, 9, "`product_ownr` is not a field of `roles`; did you mean `product_owner`?"),
    ("team:\n  - role: x\n    levle:", 6, 5, "`levle` is not a field of a team entry; did you mean `level`?"),
    # A comma in braces parts what was meant as one number.
    (
        "commercials: {ceiling: 900,000}",
        4,
        28,
        "`000` is not a field of `commercials`: a comma ends a number in braces; write `900000` for `900,000`",
    ),
    (
        "operating_model: {sites: [{x-a: 3,'5'}]}",
        4,
        35,
        "`5` is not a field of a site: a comma ends a number in braces; write `3.5` for `3,5`",
    ),
    # Letters that look like others are named.
    (
        "sh\u0430pe: mvp-build",
        4,
        1,
        "`sh\u0430pe`, written with U+0430 CYRILLIC SMALL LETTER A, is not a field of an engagement; did you mean `shape`?",  # noqa: E501 -- one sentence
    ),
    (
        "\u0445-note: 1",
        4,
        1,
        "`\u0445-note`, written with U+0445 CYRILLIC SMALL LETTER HA, is not a field of an engagement; fields of your own begin with `x-`",  # noqa: E501 -- one sentence
    ),
    (
        "gr\u00f6\u00dfe: 1",
        4,
        1,
        "`gr\u00f6\u00dfe` is not a field of an engagement; fields of your own begin with `x-`",
    ),
    (
        "team: [{level: s\u0435ni\u043er}]",
        4,
        16,
        '`level` is "s\u0435ni\u043er", written with U+0435 CYRILLIC SMALL LETTER IE and U+043E CYRILLIC SMALL LETTER O; did you mean `senior`? Known values are `junior`, `mid` and `senior`',  # noqa: E501 -- one sentence
    ),
    ("commercials:\n  kpis:\n    - targt: 4", 6, 7, "`targt` is not a field of a KPI; did you mean `target`?"),
    (
        "roles:\n  product_owner:\n    hours_per_week: many",
        6,
        21,
        '`hours_per_week` is "many"; a number is expected',
    ),
    ("team: [{count: 1.5}]", 4, 16, "`count` is 1.5; a whole number is expected"),
    ("term: {renews_automatically: yes}", 4, 30, '`renews_automatically` is "yes"; `true` or `false` is expected'),
    (
        "roles: {tech_lead: {may_decide: estimation}}",
        4,
        33,
        '`may_decide` is "estimation"; a list is expected, as in `[estimation]`',
    ),
    (
        "operating_model: {sites: [{days: mon-fri}]}",
        4,
        34,
        '`days` is "mon-fri"; a list is expected, as in `[mon, tue, wed, thu, fri]`',
    ),
    ("roles: Ada", 4, 8, '`roles` is "Ada"; fields such as `product_owner` and `tech_lead` are expected'),
    ("rationale: {outcome: [a]}", 4, 22, "`outcome` is a list; a text is expected"),
    (
        "commercials: {kpis: [velocity]}",
        4,
        22,
        'entry 1 of `kpis` is "velocity"; fields such as `name` and `measures` are expected',
    ),
    (
        "operating_model: {tooling: {ci_cd: [Jenkins]}}",
        4,
        36,
        "`ci_cd` is a list; expected is a tool's name, or one for each side (`client` and `vendor`)",
    ),
    (
        "rationale: {reasons: [speed, ~]}",
        4,
        30,
        "entry 2 of `reasons` is empty; a text is expected",
    ),
    (
        "team: [{level: senor}]",
        4,
        16,
        '`level` is "senor"; did you mean `senior`? Known values are `junior`, `mid` and `senior`',
    ),
    ("team: [{level: expert}]", 4, 16, '`level` is "expert"; known values are `junior`, `mid` and `senior`'),
    (
        "commercials: {kpis: [{measures: velocty}]}",
        4,
        33,
        '`measures` is "velocty"; did you mean `velocity`?',
    ),
    (
        "exit: {kept_by_client: [source]}",
        4,
        25,
        'entry 1 of `kept_by_client` is "source"; did you mean `source-code`? Known values are `source-code`, `infrastructure-code`, `documentation`, `tools`, `data`, `designs` and `accounts`',  # noqa: E501 -- one sentence
    ),
    (
        "term: {start: 31.12.2026}",
        4,
        15,
        '`start` is "31.12.2026"; a date is expected as YYYY-MM-DD, such as 2026-03-02',
    ),
    ("term: {end: 2027-02-30}", 4, 13, '`end` is "2027-02-30", a day that the calendar does not have'),
    (
        "term: {start: 2028-01-24, end: 2027-01-29}",
        4,
        32,
        '`end` is "2027-01-29", which lies before `start`, "2028-01-24"',
    ),
    (
        "operating_model: {sites: [{hours: 9-17}]}",
        4,
        35,
        '`hours` is "9-17"; working hours are expected as HH:MM-HH:MM, such as 09:00-17:30',
    ),
    (
        "operating_model: {sites: [{time_zone: Europe/Lissabon}]}",
        4,
        39,
        '`time_zone` is "Europe/Lissabon"; did you mean `Europe/Lisbon`?',
    ),
    (
        "operating_model: {sites: [{time_zone: '+01:00'}]}",
        4,
        39,
        '`time_zone` is "+01:00"; a time zone\'s name is expected, such as Europe/Lisbon',
    ),
    (
        "operating_model: {sites: [{time_zone: UTC+1}]}",
        4,
        39,
        '`time_zone` is "UTC+1"; a time zone\'s name is expected, such as Europe/Lisbon',
    ),
    ("commercials: {currency: euro}", 4, 25, '`currency` is "euro"; the form expected is that of `EUR`'),
    ("selection: {price_weight: 30}", 4, 27, "`price_weight` is 30; at most 1 is possible"),
    ("exit: {handover_weeks: -1}", 4, 24, "`handover_weeks` is -1; at least 0 is possible"),
    (
        f"shape: {'a' * 70}",
        4,
        8,
        f'`shape` is "{"a" * 59}…"; known values are `outsourced-product-team`, `outsourced-delivery`, `hybrid-squad` and `mvp-build`',  # noqa: E501 -- one sentence
    ),
    (
        f"commercials: {{kpis: [{{name: {'a' * 301}}}]}}",
        4,
        29,
        "`name` is 301 characters long; at most 300 are possible",
    ),
    (f"partner: {{references: [{'{}, ' * 101}]}}", 4, 23, "`references` holds 101 entries; at most 100 are possible"),
]


class TestErrors:
    @pytest.mark.parametrize(("text", "line", "column", "message"), ENGAGEMENT_ERRORS, ids=lambda case: str(case)[:40])
    def test_message_and_place(self, text: str, line: int, column: int, message: str) -> None:
        assert told(text) == [(line, column, message)]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "kind: Engagement\nmetadata: {name: a}\n",
                [(1, 1, "`apiVersion` is missing; an example is `apiVersion: engagelint/v1`")],
            ),
            (
                "apiVersion: engagelint/v2\nkind: Engagement\nmetadata: {name: a}\n",
                [(1, 13, '`apiVersion` is "engagelint/v2"; this version of engagelint reads `engagelint/v1`')],
            ),
            (
                "apiVersion: engagelint/v1\nkind: Engagment\nmetadata: {name: a}\n",
                [(2, 7, '`kind` is "Engagment"; did you mean `Engagement`?')],
            ),
            (
                "apiVersion: engagelint/v1\nkind: Deal\nmetadata: {name: a}\n",
                [
                    (
                        2,
                        7,
                        '`kind` is "Deal"; known kinds are `Engagement`, `DefinitionOfDone`, `Policy` and `Config`',
                    )
                ],
            ),
            (
                "apiVersion: engagelint/v1\nkind: Engagement\n",
                [(1, 1, "`metadata.name` is missing; an example is `name: ledger-payments`")],
            ),
            (
                "apiVersion: engagelint/v1\nkind: Engagement\nmetadata:\n  title: A\n  name:\n",
                [(5, 3, "`metadata.name` is missing; an example is `name: ledger-payments`")],
            ),
            ("- a\n", [(1, 1, "the file is a list; fields such as `apiVersion` and `kind` are expected")]),
        ],
    )
    def test_head(self, text: str, expected: list[tuple[int, int, str]]) -> None:
        findings = schema.validate(read(text), Kind.ENGAGEMENT).findings
        assert [(one.region.start.line, one.region.start.column, one.message) for one in findings] == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "items: [[a]]",
                [
                    (
                        3,
                        9,
                        "entry 1 of `items` is a list; expected is a text, or fields such as `text` and `verified_by`",
                    )
                ],
            ),
            ("items: [{txt: a}]", [(3, 10, "`txt` is not a field of a criterion; did you mean `text`?")]),
            (
                "levels:\n  - items:\n      - items:\n          - {verified_by: 'ci: test'}",
                [(6, 27, '`verified_by` is "ci: test"; a list is expected, as in `["ci: test"]`')],
            ),
            (
                "items: [{text: a, verified_by: [ci: test]}]",
                [
                    (
                        3,
                        33,
                        (
                            "entry 1 of `verified_by` is a group of fields; a text is expected; "
                            'a text with a colon in it needs quotes, as in `"ci: test"`'
                        ),
                    )
                ],
            ),
        ],
    )
    def test_definition_of_done(self, text: str, expected: list[tuple[int, int, str]]) -> None:
        assert told(text, Kind.DEFINITION_OF_DONE) == expected

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("id: rol2", '`id` is "rol2"; the form expected is that of `ROL002`'),
            ("id: |\n  ROL002\n", '`id` is "ROL002 "; the form expected is that of `ROL002`'),
            ("given: roles", '`given` is "roles"; a path that begins with `/` is expected'),
            ("given: [roles]", 'entry 1 of `given` is "roles"; a path that begins with `/` is expected'),
            (
                "params: {Hours: 3}",
                "`Hours` cannot be a name in `params`; the form expected is that of `minimum_hours`",
            ),
            (
                "params: {hours: {a: 1}}",
                "`hours` is a group of fields; a number, a text, `true` or `false` or a list is expected",
            ),
            (
                "unanswered: {severity: ignored}",
                '`severity` is "ignored"; did you mean `ignore`? Known values are `error`, `warning`, `note` and `ignore`',  # noqa: E501 -- one sentence
            ),
        ],
    )
    def test_policy(self, text: str, message: str) -> None:
        head = "id: ABC001\nname: a\napplies_to: Engagement\nseverity: note\nrequire: 'true'\nmessage: m\n"
        head = "\n".join(line for line in head.split("\n") if not line.startswith(text[: text.index(":") + 1]))
        assert [one[2] for one in told(head + text, Kind.POLICY)] == [message]

    def test_config(self) -> None:
        assert [
            one[2] for one in told("packs: strict\nseverity: {COM001: fatal}\nlimits: {files: 3}", Kind.CONFIG)
        ] == [
            '`packs` is "strict"; a list is expected, as in `[strict]`',
            '`COM001` is "fatal"; known values are `error`, `warning` and `note`',
            "`files` is not a field of `limits`; it belongs under `overrides`",
        ]

    def test_what_an_alias_repeats_is_told_once_and_refused_wherever_it_stands(self) -> None:
        text = "roles:\n  product_owner: &po {side: cliet, hour: 3}\n  tech_lead: *po\n  delivery_lead: {side: cliet}\n"
        assert [(line, column) for line, column, _ in told(text)] == [(5, 29), (5, 36), (7, 25)]
        assert check(text).refused == {
            *(f"/roles/{role}/side" for role in ("product_owner", "tech_lead", "delivery_lead")),
            *(f"/roles/{role}/hour" for role in ("product_owner", "tech_lead")),
        }

    @pytest.mark.parametrize("text", ["currency: EUR,'000'", "ceiling: 900,'000': x", "'000'", "ceiling: 1,'2','3'"])
    def test_digits_for_a_name_are_no_part_of_a_number_everywhere(self, text: str) -> None:
        assert told(f"commercials: {{{text}}}\n")[-1][2].endswith("; fields of your own begin with `x-`")

    def test_a_finding_is_complete(self) -> None:
        (finding,) = check("sharpe: mvp-build\n").findings
        assert (finding.id, finding.name, finding.severity, finding.outcome) == (
            "SCH",
            "well-formed",
            Severity.ERROR,
            Outcome.VIOLATED,
        )
        assert (finding.file, finding.pointer, finding.region.end) == ("deal.yaml", "/sharpe", (4, 7))

    def test_control_characters_of_the_document_do_not_reach_a_message(self) -> None:
        (finding,) = check('shape: "\\u202Emvp"\n').findings
        assert "\u202e" not in finding.message


class TestRefused:
    def test_what_is_refused_is_left_out(self) -> None:
        checked = check("shape: round\nterm: {start: soon, end: 2026-12-01}\ncolour: red\n")
        assert checked.refused == {"/shape", "/term/start", "/colour"}
        assert checked.view["term"] == {"end": "2026-12-01"}
        assert not {"shape", "colour"} & checked.view.keys()

    @pytest.mark.parametrize(
        ("term", "refused"),
        [
            ("start: 2026-03-02, end: 2026-03-01", {"/term/end"}),
            ("start: 2026-03-02, end: 2026-03-01, colour: red", {"/term/end", "/term/colour"}),
            ("start: 2026-03-02, end: 2026-03-02", set()),
            ("start: 2026-03-02", set()),
            ("end: 2026-03-02", set()),
            # Days that are none have no order.
            ("start: soon, end: 2026-03-01", {"/term/start"}),
            ("start: 2026-03-02, end: 2026-02-30", {"/term/end"}),
            ("start: 2026-03-02, end: 3", {"/term/end"}),
        ],
    )
    def test_a_term_does_not_end_before_it_starts(self, term: str, refused: set[str]) -> None:
        checked = check(f"term: {{{term}}}\n")
        assert checked.refused == refused
        assert {one.pointer for one in checked.findings} == refused

    def test_a_wrong_entry_among_mappings_becomes_an_empty_one_so_that_the_others_keep_their_places(self) -> None:
        checked = check("operating_model: {sites: [4, {name: Lisbon}]}\n")
        assert checked.view["operating_model"]["sites"] == [{}, {"name": "Lisbon"}]
        assert checked.refused == {"/operating_model/sites/0"}

    def test_a_wrong_entry_among_texts_takes_the_list_with_it(self) -> None:
        checked = check("rationale: {reasons: [speed, fun], work: iterative}\n")
        assert checked.view["rationale"] == {"work": "iterative"}
        assert checked.refused == {"/rationale/reasons"}
        assert checked.findings[0].pointer == "/rationale/reasons/1"

    def test_a_document_that_is_no_mapping_is_empty(self) -> None:
        assert schema.validate(read("[1, 2]"), Kind.ENGAGEMENT)[:2] == ({}, frozenset([""]))


class TestHostile:
    def test_a_value_of_five_million_characters_gives_a_short_message(self) -> None:
        document = read("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a}\nshape: x\n")
        document.data["shape"] = "x" * 5_000_000
        (finding,) = schema.validate(document, Kind.ENGAGEMENT).findings
        assert len(finding.message) < 250
        assert effort(lambda: schema.validate(document, Kind.ENGAGEMENT)) < 20_000

    @pytest.mark.parametrize("what", ["{key}: 1", "team: [{many}]"])
    def test_findings_are_bounded(self, what: str) -> None:
        if "key" in what:
            text = "\n".join(f"keyword{number}: 1" for number in range(20_000))
        else:
            text = f"team: [{', '.join(['{levle: x}'] * 12_000)}]"
        document = read(f"apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {{name: a}}\n{text}\n")
        checked = schema.validate(document, Kind.ENGAGEMENT)
        assert effort(lambda: schema.validate(document, Kind.ENGAGEMENT)) < linear(len(text))
        assert len(checked.findings) == MOST_FINDINGS == 100
        assert checked.findings == sorted(checked.findings, key=lambda one: one.sort_key)

    def test_as_many_errors_are_looked_at_as_are_allowed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = f"team: [{', '.join(['{level: x}'] * 4)}]\n"
        monkeypatch.setattr(refusal, "_MOST_ERRORS", 5)
        assert len(check(text).view["team"]) == 4
        monkeypatch.setattr(refusal, "_MOST_ERRORS", 4)
        assert check(text).view == {}
        assert check(text).refused == {"", *(f"/team/{at}/level" for at in range(4))}

    def test_of_too_many_findings_those_that_come_first_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refusal, "MOST_FINDINGS", 2)
        text = "term: {start: soon, end: late}\nshape: round\ncolour: red\n"
        assert [finding.pointer for finding in check(text).findings] == ["/term/start", "/term/end"]
        text = "colour: red\nterm: {start: soon, end: late}\n"
        assert [finding.pointer for finding in check(text).findings] == ["/colour", "/term/start"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("commercials: {currency: euros}", "the form expected is that of `EUR`"),
            (f"operating_model: {{sites: [{{time_zone: {'x' * 70}}}]}}", "a time zone's name is expected"),
            (f"operating_model: {{sites: [{{hours: {'x' * 20}}}]}}", "working hours are expected"),
            ("term: {start: soon}", "a date is expected"),
        ],
    )
    def test_of_several_problems_at_a_place_the_form_is_told(self, text: str, words: str) -> None:
        """Not the length, which is too great as well."""
        ((_, _, message),) = told(text)
        assert words in message

    def test_a_document_that_is_wrong_everywhere_is_refused_as_a_whole(self) -> None:
        document = read("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a}\n")
        document.data["team"] = [{"level": "x", "side": "y"} for _ in range(12_000)]
        checked = schema.validate(document, Kind.ENGAGEMENT)
        assert checked.view == {}
        assert "" in checked.refused
        assert len(checked.findings) == MOST_FINDINGS

    @pytest.mark.parametrize("leaf", ["x", "[q]"])
    def test_sixty_levels(self, leaf: str) -> None:
        text = "items: [" + "{items: [" * 29 + leaf + "]}" * 29 + "]"
        assert len(check(text, Kind.DEFINITION_OF_DONE).findings) == (leaf != "x")

    def test_numbers_beyond_all_bounds(self) -> None:
        document = read("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: a}\ncommercials: {ceiling: 1}\n")
        document.data["commercials"]["ceiling"] = 10**400
        assert schema.validate(document, Kind.ENGAGEMENT).refused == {"/commercials/ceiling"}


JUNK: list[Data] = [
    *(None, "", "x", "2026-02-30", "x\n", -1.0, 0.5, 7.0, 1e13, True),
    *([], {}, ["x"], [None], [{}], {"x-a": 1.0}, {"y": 1.0}),
]


SUSPECTED = [("shape",), ("team", 1, "level"), ("team", 1, "side"), ("team", 2, "count")]
CRITERIA = [("definition_of_done", "items", 1), ("definition_of_done", "items", 2)]


class TestBrokenDocuments:
    @pytest.fixture
    def broken(self) -> list[tuple[Kind, Data]]:
        """Documents with junk in one or two places, the same in every run."""
        chance = random.Random(20261121)  # noqa: S311 -- mutations, no secrets
        made = []
        for name in ("engagement", "mvp", "definition-of-done"):
            kind = Kind.DEFINITION_OF_DONE if name == "definition-of-done" else Kind.ENGAGEMENT
            data = stated(read(judging.example(f"{name}.yaml")).data)
            for _ in range(300):
                mutant = json.loads(json.dumps(data))
                for _ in range(chance.randint(1, 2)):
                    mutate(mutant, chance, JUNK)
                made.append((kind, mutant))
        return made

    def test_the_quick_look_and_the_library_agree(self, broken: list[tuple[Kind, Data]]) -> None:
        judged = [(accepts(kind, data), validator(kind).is_valid(data)) for kind, data in broken]
        assert [quick for quick, _ in judged] == [thorough for _, thorough in judged]
        assert len(broken) / 3 < sum(not quick for quick, _ in judged) < len(broken)

    def test_the_parts_that_are_suspected_give_what_the_whole_document_gives(
        self, broken: list[tuple[Kind, Data]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The library looks at the suspected parts alone; here it looks at everything, and finds the same."""

        def refused(kind: Kind, data: Data) -> tuple[Data, frozenset[str], list[tuple[str | None, str]]]:
            view = json.loads(json.dumps(data))
            document = Document(kind, Source("deal.yaml", ""), data, {}, Mark(0, 0, 0, 0))
            left, pointers, findings = refusal.refuse(document, kind, view)
            return left, pointers, sorted((one.pointer, one.message) for one in findings)

        in_parts = [refused(kind, data) for kind, data in broken]
        monkeypatch.setattr(refusal, "suspects", lambda kind, data: [((), data, fields.root(kind))])
        assert in_parts == [refused(kind, data) for kind, data in broken]
        assert sum(bool(findings) for _, _, findings in in_parts) > len(broken) / 3

    def test_what_is_left_is_well_formed_and_what_was_taken_out_was_told(self, broken: list[tuple[Kind, Data]]) -> None:
        for kind, data in broken:
            document = Document(kind, Source("deal.yaml", ""), data, {}, Mark(0, 0, 0, 0))
            checked = schema.validate(document, kind)
            head = {"apiVersion": "engagelint/v1", "kind": str(kind)}
            metadata = {"metadata": {"name": "a"}} if kind is Kind.ENGAGEMENT else {}
            assert accepts(kind, {**checked.view, **head, **metadata}), data
            assert bool(checked.findings) == bool(checked.refused)
            assert all(len(finding.message) < 400 for finding in checked.findings)


class TestSuspects:
    """Which parts the library is asked about: the smallest that are not certainly well-formed."""

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({}, []),
            ({"shape": "x"}, [("shape",)]),
            ({"shape": "x", "team": [{}, {"level": "x", "side": "y"}, {"count": 1.5}]}, SUSPECTED),
            ({"colour": "red"}, [()]),
            ({"colour": "red", "shape": "x"}, [(), ("shape",)]),
            ({"roles": {"colour": "red", "tech_lead": {"colour": "red"}}}, [("roles",), ("roles", "tech_lead")]),
            ({"metadata": {}}, [("metadata",)]),
            ({"metadata": 3.0}, [("metadata",)]),
            ({"team": {}}, [("team",)]),
            ({"team": [{}] * 2001}, [("team",)]),
            ({"x-own": {"a": [1.0]}}, []),
            ({"definition_of_done": {"items": ["a", {"txt": "b"}, 3.0]}}, CRITERIA),
        ],
    )
    def test_smallest_parts(self, change: dict[str, Data], expected: list[tuple[str | int, ...]]) -> None:
        data = {"apiVersion": "engagelint/v1", "kind": "Engagement", "metadata": {"name": "a"}, **change}
        assert [path for path, _, _ in suspects("engagement", data)] == expected
        for path, part, node in suspects("engagement", data):
            held: Any = data
            for key in path:
                held = held[key]
            assert held is part
            assert not validator("engagement").evolve(schema=node).is_valid(part)

    def test_a_document_that_is_no_group(self) -> None:
        assert [path for path, _, _ in suspects("engagement", ["x"])] == [()]

    def test_names_only(self) -> None:
        node = {"properties": {"a": {"type": "string"}}, "patternProperties": {"^x-": True}, "required": ["a"]}
        assert names_only(node) == {"properties": {"a": True}, "patternProperties": {"^x-": True}, "required": ["a"]}
        assert names_only({"maxProperties": 3}) == {"maxProperties": 3}


#: A part of a schema, data that it takes, and data that it does not.
PARTS: list[tuple[dict[str, Any] | bool, list[Data], list[Data]]] = [
    (True, [None, 1.0, "x", [], {}], []),
    ({"type": "string"}, ["", "x"], [1.0, True, None, [], {}]),
    ({"type": "boolean"}, [True, False], ["true", 1.0, 0.0, None]),
    ({"type": "number"}, [0.0, -1.5, 1e300], [True, "1", None]),
    ({"type": "number", "minimum": 1, "maximum": 2}, [1.0, 1.5, 2.0], [0.999, 2.001]),
    ({"type": "integer", "minimum": 1, "maximum": 3}, [1.0, 2.0, 3.0], [0.0, 1.5, 4.0, "2", True]),
    ({"type": "integer"}, [-4.0, 1e15], [0.5]),
    ({"type": ["string", "number"]}, ["x", 1.0], [True, None, [], {}]),
    ({"const": "a"}, ["a"], ["b", 1.0, None]),
    ({"type": "string", "enum": ["a", "b"]}, ["a", "b"], ["c", "", 1.0]),
    ({"type": "string", "maxLength": 2}, ["", "ab"], ["abc"]),
    ({"type": "string", "pattern": "^a+$"}, ["a", "aa"], ["", "b", "a\n"]),
    ({"type": "string", "format": "date"}, ["2026-01-31"], ["2026-02-30", "x"]),
    ({"type": "array", "maxItems": 2, "items": {"type": "string"}}, [[], ["a", "b"]], [["a", "b", "c"], [1.0], {}]),
    ({"type": "array"}, [[], [1.0, None]], [{}, "x"]),
    ({"type": "object", "required": ["a"]}, [{"a": None}, {"a": 1.0, "b": 2.0}], [{}, {"b": 1.0}, []]),
    ({"type": "object", "maxProperties": 1}, [{}, {"a": 1.0}], [{"a": 1.0, "b": 1.0}]),
    (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "patternProperties": {"^x-": {"type": "number"}},
            "additionalProperties": False,
        },
        [{}, {"a": "x"}, {"x-a": 1.0}, {"a": "x", "x-a": 1.0, "x-b": 2.0}],
        [{"a": 1.0}, {"b": "x"}, {"x-a": "x"}, {"a": "x", "b": 1.0}, {"a": "x", "x-a": 1.0, "x-b": "y"}],
    ),
    ({"type": "object", "properties": {"a": {"type": "string"}}}, [{"b": 1.0}, {"a": "x"}], [{"a": 1.0}]),
    (
        {"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "object"}},
        ["a", {}],
        ["ab", 1.0, []],
    ),
    ({"$ref": "#/$defs/text"}, ["x"], [1.0]),
    ({"type": "array", "items": {"$ref": "#/$defs/text"}}, [["x"]], [[1.0]]),
]


class TestParts:
    @pytest.mark.parametrize(("part", "taken", "refused"), PARTS)
    def test_quick_look_and_library(self, part: Data, taken: list[Data], refused: list[Data]) -> None:
        definitions: dict[str, Any] = {"text": {"type": "string"}}
        quick = _Maker(definitions).made(part)
        formats = FormatChecker(formats=())
        formats.checks("date")(lambda value: not isinstance(value, str) or is_date(value))
        whole = {"allOf": [part], "$defs": definitions}
        library = Draft202012Validator(whole, format_checker=formats)
        for _ in range(2):
            assert [value for value in taken if not quick(value)] == []
            assert [value for value in refused if quick(value)] == []
        assert all(map(library.is_valid, taken))
        assert not any(library.is_valid(value) for value in refused if value != "a\n")


def mutate(data: Data, chance: random.Random, junk: list[Data]) -> None:
    """Put junk in one place of `data`, or take a member away."""
    container = data
    while True:
        key = chance.choice(list(container) if isinstance(container, dict) else range(len(container)))
        below = container[key]
        if not isinstance(below, dict | list) or not below or chance.random() < 0.15:
            break
        container = below
    if isinstance(container, dict) and chance.random() < 0.2:
        container[chance.choice(["x-own", "unknown", key + "s"])] = container.pop(key)
    else:
        container[key] = json.loads(json.dumps(chance.choice(junk)))


class TestFields:
    def test_a_field_is_found_through_lists_and_references(self) -> None:
        found = schema.field("engagement", "/roles/product_owner/backup/side")
        assert found is not None
        assert (found.title, list(found.values)) == ("side", ["client", "vendor"])
        assert schema.field(Kind.ENGAGEMENT, "/commercials/kpis/3/owner") == schema.field(
            "Engagement", "/commercials/kpis/*/owner"
        )._replace(pointer="/commercials/kpis/3/owner")  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("pointer", "label", "key"),
        [
            ("/commercials/kpis", "KPI", ("name",)),
            ("/operating_model/sites", "site", ("name",)),
            ("/commercials/payments", "payment", ("name",)),
            ("/team", "team entry", ("role", "level", "side")),
            ("/operating_model/decisions/escalation", "escalation step", ("decider",)),
            ("/partner/references", "reference", ("customer",)),
            ("/definition_of_done/levels", "level", ("name",)),
            ("/definition_of_done/items", "criterion", ("text",)),
        ],
    )
    def test_a_list_says_what_names_its_members(self, pointer: str, label: str, key: tuple[str, ...]) -> None:
        found = schema.field("engagement", pointer)
        assert found is not None
        assert (found.label, found.key) == (label, key)

    @pytest.mark.parametrize("pointer", ["/sharpe", "/team/0/x", "/shape/0", "/x-own"])
    def test_no_field(self, pointer: str) -> None:
        assert schema.field("engagement", pointer) is None

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("", True),
            ("/roles/*/backup/name", True),
            ("/roles/*/nick", False),
            ("/commercials/kpis/*/target/unit", True),
            ("/commercials/kpi/*", False),
            ("/**", True),
            ("/partner/practices/*", True),
            ("/nothing/**", False),
            ("/x-own/anything", True),
            ("/roles/product_owner/x-own/*", True),
            ("/operating_model/tooling/ci_cd/vendor", True),
            ("/definition_of_done/items/*/items/*/text", True),
        ],
    )
    def test_exists(self, given: str, expected: bool) -> None:  # noqa: FBT001 -- a table's column
        assert schema.exists("engagement", given) is expected

    def test_a_policys_parameters_and_examples_hold_what_they_like(self) -> None:
        assert schema.exists(Kind.POLICY, "/params/minimum_hours")
        assert schema.exists(Kind.POLICY, "/examples/*/passes/roles/product_owner")


DATA = {
    "commercials": {"kpis": [{"name": "Sprint velocity"}, {}]},
    "team": [{"role": "tester", "level": "senior", "side": "vendor"}],
}


class TestSentences:
    @pytest.mark.parametrize(
        ("pointer", "expected"),
        [
            ("/shape", "The engagement's shape is not stated"),
            ("/roles", "The engagement's roles are not stated"),
            ("/roles/product_owner", "The product owner is not stated"),
            ("/roles/product_owner/backup", "The product owner's backup is not stated"),
            ("/roles/product_owner/backup/name", "The name of the product owner's backup is not stated"),
            ("/roles/product_owner/hours_per_week", "The product owner's hours per week are not stated"),
            ("/roles/delivery_lead/may_decide", "What the delivery lead may decide is not stated"),
            ("/parties/client/regulated", "Whether the client is regulated is not stated"),
            ("/term/end", "The term's end date is not stated"),
            ("/commercials/kpis", "The engagement's KPIs are not stated"),
            ("/commercials/kpis/0", 'The KPI "Sprint velocity" is not stated'),
            ("/commercials/kpis/0/owner", 'The owner of the KPI "Sprint velocity" is not stated'),
            ("/commercials/kpis/0/target/unit", 'The unit of the target of the KPI "Sprint velocity" is not stated'),
            (
                "/commercials/kpis/0/reviewed_in",
                'The ceremony in which the KPI "Sprint velocity" is reviewed is not stated',
            ),
            ("/commercials/kpis/1/owner", "The owner of KPI 2 is not stated"),
            ("/team/0/count", 'The number of people in the team entry "tester, senior, vendor" is not stated'),
            ("/ceremonies/planning/output", "Sprint planning's output is not stated"),
            (
                "/operating_model/communication/answer_within_hours/client",
                "The time within which the client answers questions is not stated",
            ),
            ("/definition_of_done/owner", "The owner of the Definition of Done is not stated"),
            ("/knowledge/runbooks/location", "The location of runbooks is not stated"),
            ("/x-own/field", "`x-own.field` is not stated"),
        ],
    )
    def test_engagement(self, pointer: str, expected: str) -> None:
        assert schema.sentence(Kind.ENGAGEMENT, pointer, DATA) == expected

    def test_definition_of_done(self) -> None:
        assert (
            schema.sentence("DefinitionOfDone", "/levels/0/items/1", {"levels": [{"items": ["a", "Tests pass"]}]})
            == 'The criterion "Tests pass" is not stated'
        )

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_field_has_a_sentence_without_its_technical_name(self, name: str) -> None:
        pointers = list(every_pointer(name))
        assert len(pointers) > 5
        for pointer in pointers:
            said = schema.sentence(name, pointer, {})
            assert said.endswith((" is not stated", " are not stated"))
            assert not set("_{}`") & set(said), said

    @pytest.mark.parametrize(
        ("pointer", "number", "expected"),
        [
            ("/exit/handover_weeks", 1.0, "week"),
            ("/exit/handover_weeks", 2.0, "weeks"),
            ("/exit/handover_weeks", 0.5, "weeks"),
            ("/exit/handover_weeks", 0.0, "weeks"),
            ("/exit/notice_days", 30.0, "days"),
            ("/ceremonies/daily/blocker_slot_minutes", 15.0, "minutes"),
            ("/operating_model/decisions/escalation/0/within_hours", 8.0, "hours"),
            ("/operating_model/communication/answer_within_hours/client", 8.0, "hours"),
            ("/commercials/change_requests/allowance_hours_per_month", 16.0, "hours"),
            ("/roles/product_owner/hours_per_week", 16.0, ""),
            ("/compliance/training/complete_by_week", 6.0, ""),
            ("/commercials/ceiling", 900000.0, ""),
            ("/x-spare_hours_of/1", 2.0, ""),
        ],
    )
    def test_units(self, pointer: str, number: float, expected: str) -> None:
        assert schema.unit(pointer, number) == expected

    def test_every_number_of_days_or_hours_has_its_unit_or_is_called_by_it(self) -> None:
        named = [pointer for pointer in every_pointer("engagement") if re.search("(day|week|hour|minute)s", pointer)]
        numbers = [
            pointer for pointer in named if fields.nodes("engagement", pointer)[0].get("type") in {"number", "integer"}
        ]
        assert len(numbers) > 15
        for pointer in numbers:
            assert schema.unit(pointer, 2.0) or "hours" in schema.phrase("engagement", pointer, {}), pointer


def every_pointer(name: str) -> Iterator[str]:
    queue = [("", fields.expand(name, fields.root(name)))]
    while queue:
        pointer, node = queue.pop()
        for key, below in node.get("properties", {}).items():
            yield f"{pointer}/{key}"
            if pointer.count("/") < 8:
                queue.append((f"{pointer}/{key}", fields.expand(name, below)))
        if "items" in node:
            queue.append((f"{pointer}/0", fields.expand(name, node["items"])))


class TestResources:
    """`data_folder` without its cache, for a package that lies elsewhere."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "src" / "engagelint"
        folder.mkdir(parents=True)
        monkeypatch.setattr(resources, "PACKAGE", folder)
        return folder

    def test_a_wheel_has_its_own_data(self, package: Path) -> None:
        for name in ("schemas", "policies"):
            (package.parent.parent / name).mkdir()
        (package / "_data").mkdir()
        assert resources.data_folder.__wrapped__() == package / "_data"

    def test_a_checkout_has_them_beside_src(self, package: Path) -> None:
        for name in ("schemas", "policies"):
            (package.parent.parent / name).mkdir()
        assert resources.data_folder.__wrapped__() == package.parent.parent

    def test_an_incomplete_installation_says_so(self, package: Path) -> None:
        with pytest.raises(FileNotFoundError, match="the installation is incomplete") as raised:
            resources.data_folder.__wrapped__()
        assert str(package / "_data") in str(raised.value)

    def test_time_zones_are_those_of_the_database(self) -> None:
        assert {"Europe/Lisbon", "UTC", "Asia/Manila"} <= resources.time_zones()
        assert not {"localtime", "posixrules", "Europe", "europe/lisbon"} & resources.time_zones()
