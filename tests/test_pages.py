"""The pages on policies: what `explain` prints, the catalogue beside the policies, and the machine's list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile.command import run
from markdown_it import MarkdownIt

from engagelint import catalogue, pages
from engagelint.exceptions.waivers import MAXIMUM_DAYS, SOON

README = Path(__file__).resolve().parents[1] / "policies" / "README.md"
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"


def page(code: str) -> str:
    return pages.page(catalogue.built_in(code))


def test_the_catalogue_beside_the_policies_is_fresh() -> None:
    fresh = pages.catalogue_page(map(catalogue.built_in, catalogue.files_by_id()))
    assert README.read_text(encoding="utf-8") == fresh, "run: python -m engagelint.pages > policies/README.md"


def test_every_policy_stands_in_the_catalogue_and_its_link_leads_to_its_file() -> None:
    text = README.read_text(encoding="utf-8")
    for code, path in catalogue.files_by_id().items():
        assert f"| [{code}]({path.parent.name}/{path.name}) |" in text


def test_a_page_shows_values_of_parameters_and_names_of_terms() -> None:
    assert "share at least 3 hours on every working day?" in page("OPS001")
    assert ">= params.minimum_hours\n" in page("OPS001")
    assert 'What would a third person look at to decide whether "[text]" is met' in page("DOD010")
    assert not [code for code in catalogue.files_by_id() if "{self." in page(code).partition("**Condition.**")[0]]


def test_an_example_shows_what_it_is_tried_with_and_what_is_said() -> None:
    text = page("DOD007")
    assert "\nin this engagement:\n\n    {knowledge: {decision_records: {required: true}}}\n" in text
    assert "\nFinding: None of the 2 criteria asks for an architectural decision record\n" in text
    assert "\nwith this Definition of Done:\n" in page("KNO001")
    assert "\nwith these parameters:\n" in page("OPS001")


def test_a_page_shows_what_hides_in_an_example() -> None:
    assert '"Ledger\\u200b Bank plc"' in page("TXT002")
    assert "\u202e" not in page("TXT002")


def test_a_page_is_plain_markdown() -> None:
    wanted = {"heading", "paragraph", "inline", "bullet_list", "list_item", "code_block"}
    for code in catalogue.files_by_id():
        kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in MarkdownIt().parse(page(code))}
        assert kinds <= wanted, code


def shown(code: str) -> list[str]:
    """What the page of one of the tool's own codes shows to be written."""
    return [token.content for token in MarkdownIt().parse(pages.own_page(code)) if token.type == "code_block"]


KPI = "commercials:\n  kpis:\n    - {name: Velocity, measures: velocity}\n"


@pytest.mark.parametrize(("code", "by"), [("SUP", "suppression"), ("WAI", "waiver")])
def test_a_page_on_exceptions_shows_one_that_lets_a_finding_through(code: str, by: str, tmp_path: Path) -> None:
    contract = tmp_path / "contracts" / "ledger.yaml"
    contract.parent.mkdir()
    contract.write_text(HEAD + (shown("SUP")[0] if code == "SUP" else KPI))
    (tmp_path / "engagelint.yaml").write_text(CONFIG + ("" if code == "SUP" else shown("WAI")[0]))
    result = run(tmp_path, "check", "--select=COM001", "--as-of=2026-05-01", "--format=json")
    report = json.loads(result.out)
    assert (result.code, report["findings"]) == (0, [])
    assert [(one["id"], one["exception"]["by"]) for one in report["let_through"]] == [("COM001", by)]


def test_the_page_on_configurations_shows_two_that_can_be_used(tmp_path: Path) -> None:
    main, below = shown("CFG")
    (tmp_path / ".git").mkdir()
    (tmp_path / "deals").mkdir()
    (tmp_path / "engagelint.yaml").write_text(main)
    (tmp_path / "deals" / "engagelint.yaml").write_text(below)
    (tmp_path / "deals" / "a.yaml").write_text(HEAD)
    result = run(tmp_path, "check", "--format=json")
    found = {one["id"]: one["severity"] for one in result.findings}
    assert (result.code, found["PTR007"], found.keys() & {"CFG", "CER018"}) == (1, "error", set())


def test_the_pages_on_exceptions_say_how_much_their_findings_weigh() -> None:
    assert "\nerror, or warning where it finds nothing, always on\n" in pages.own_page("SUP")
    assert f"\nerror, or note where it ends within {SOON} days, always on\n" in pages.own_page("WAI")
    assert f"at most {MAXIMUM_DAYS} days later" in pages.own_page("WAI")


def test_the_list_for_machines_says_which_packs_choose_a_policy() -> None:
    listed = [one for one in catalogue.listed([catalogue.Choice()]) if one.policy.id in {"COM001", "DOD001"}]
    rows = json.loads(pages.listing_json(listed))
    assert [row["packs"] for row in rows] == [["default", "strict"], ["default", "strict", "generic-dod"]]


def test_a_place_lists_the_policies_that_go_through_its_members() -> None:
    by_pointer = catalogue.by_pointer("engagement")
    assert "COM004" in by_pointer["/commercials/kpis/*/measures"]
    assert "OPS001" in by_pointer["/operating_model/sites/*/hours"]
    assert {"DOD001", "DOD010"} <= set(by_pointer["/definition_of_done/levels/*/items/*/text"])
    assert "DOD013" in catalogue.by_pointer("definition-of-done")["/items/*/verified_by/*"]
