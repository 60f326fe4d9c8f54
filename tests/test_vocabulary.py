from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from engagelint import resources, vocabulary
from engagelint.model import Kind

README = Path(__file__).resolve().parents[1] / "schemas" / "README.md"


def test_the_page_beside_the_schemas_is_fresh() -> None:
    fresh = vocabulary.readme()
    assert README.read_text(encoding="utf-8") == fresh, "run: python -m engagelint.vocabulary > schemas/README.md"


def test_a_field_has_meaning_form_and_example() -> None:
    assert (
        "- `commercials.kpis[].owner`: The person who answers for the number. A text. Example: `Rui Lopes`.\n"
        in vocabulary.markdown("engagement")
    )


def test_a_known_value_has_its_meaning() -> None:
    page = vocabulary.markdown(Kind.ENGAGEMENT)
    assert "\n- `shape`: " in page
    assert "\n  - `mvp-build`: The vendor ships a first product" in page
    assert "\n- `rationale.reasons`: Why the client outsources rather than hires. A list of the values below." in page


def test_a_required_field_says_so() -> None:
    page = vocabulary.markdown("engagement")
    assert page.count("Required.") == 4
    assert "- `metadata.name`: A short name that stays the same from draft to draft. Required. A text." in page


def test_the_policies_that_look_at_a_field_stand_beside_it() -> None:
    page = vocabulary.markdown(
        "engagement", {"/commercials/kpis/*/owner": ["COM007"], "/roles": ["ROL008"], "/shape": ["SHP001", "SHP002"]}
    )
    assert "Example: `Rui Lopes`. Policies: COM007.\n" in page
    assert page.count("Policies: ") == 3
    assert "Policies: SHP001, SHP002." in page


def test_criteria_within_criteria_are_described_once() -> None:
    page = vocabulary.markdown("definition-of-done")
    assert "- `levels[].items[].items`: " in page
    assert "items[].items[].text" not in page


@pytest.mark.parametrize("name", ["engagement", "definition-of-done", "policy", "config"])
def test_every_field_at_the_top_is_there(name: str) -> None:
    page = vocabulary.markdown(name)
    for field in resources.schema(name)["properties"]:
        assert f"- `{field}`: " in page or f"## `{field}`\n" in page


@pytest.mark.parametrize("name", ["engagement", "definition-of-done", "policy", "config"])
def test_the_page_is_headings_paragraphs_and_lists(name: str) -> None:
    kinds = {token.type.rsplit("_", 1)[0] for token in MarkdownIt("commonmark").parse(vocabulary.markdown(name))}
    assert kinds <= {"heading", "paragraph", "inline", "bullet_list", "list_item"}
