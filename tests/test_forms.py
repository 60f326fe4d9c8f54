"""The same criteria in every ordinary outer form of a Markdown list: all are read, and nothing else."""

from __future__ import annotations

import itertools

import pytest

from engagelint.loading.markdown import read_markdown
from engagelint.model import Source

GROUPS = {
    "Code quality": ["Code follows the style guide", "No commented-out code is left behind"],
    "Testing": ["Unit tests are written for the new logic", "All tests pass locally"],
    "Documentation": ["The README is updated", "API changes are documented in the wiki"],
    "Delivery": ["The pull request is approved by a second developer", "The change is merged into main"],
}
HEADS = {
    "heading": "# Definition of Done\n\n",
    "heading and lead-in": '# DoD\n\nFor any story to be considered "Done", it must meet the following criteria:\n\n',
    "section": "# Team\n\nWho we are.\n\n## Definition of Done\n\n",
    "bold": "**Definition of Done**\n\n",
    "lead-in": "A user story is considered done when:\n\n",
    "underlined": "Definition of Done\n==================\n\n",
    "HTML": "<h1>Definition of Done</h1>\n\n",
    "front matter": "---\ntitle: Definition of Done\n---\n\n",
    "none": "",
}
#: How a group is named, and how deep what belongs to it is indented.
ABOVE = {
    "### {}\n\n": 0,
    "### {n}. {}\n\n": 0,
    "### ✅ {}\n\n": 0,
    "**{}**\n\n": 0,
    "**{}**\n": 0,
    "**{}:**\n": 0,
    "{}:\n\n": 0,
    "{n}. {}\n\n": 0,
    "{n}. {}\n": 3,
    "{n}. **{}**\n": 3,
    "{n}. **{}:**\n": 3,
    "- {}\n": 2,
    "* **{}**\n": 2,
    "- {}:\n": 2,
    "- [ ] **{}**\n": 2,
    "": 0,
}
ITEMS = ["- {}", "* {}.", "+ {}", "- [ ] {}", "- [x] {}", "- [] {}", "* [ ] {}", "- ✅ {}", "{n}) {}", "• {}", "☐ {}"]


def texts(text: str) -> list[str]:
    """The criteria of a file, in its order, whatever their level."""
    waiting = [item for level in read_markdown(Source("dod.md", text)).data["levels"] for item in level["items"]][::-1]
    found = []
    while waiting:
        item = waiting.pop()
        found.append(item["text"])
        waiting += item.get("items", [])[::-1]
    return found


def written(head: str, above: str, item: str) -> str:
    """The groups in one form."""
    text = head
    for number, (name, criteria) in enumerate(GROUPS.items(), 1):
        text += above.format(name, n=number)
        for at, criterion in enumerate(criteria, 1):
            text += " " * ABOVE[above] + item.format(criterion, n=at) + "\n"
        text += "\n" if above else ""
    return text


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("above", ABOVE)
def test_every_criterion_is_read_and_no_label_is_taken_for_one(head: str, above: str) -> None:
    expected = list(itertools.chain.from_iterable(GROUPS.values()))
    # What stands below a label in a list is indented, and so no plain text.
    for item in ITEMS[:-2] if ABOVE[above] else ITEMS:
        if above[:3] == "{n}" and item[:3] == "{n}" and not ABOVE[above]:
            continue  # one list to every reader of Markdown
        text = written(head, above, item)
        found = texts(text)
        assert [one.rstrip(".") for one in found] == expected, text


def test_lettered_lines_below_an_item_are_a_list() -> None:
    text = "# Definition of Done\n\n1. **Testing**\n   a. Unit tests are written\n   b. All tests pass\n"
    assert texts(text) == ["Unit tests are written", "All tests pass"]


def test_roman_numbers_below_an_item_are_a_list() -> None:
    text = "# Definition of Done\n\n1. Testing\n  i) Unit tests are written\n  ii) All tests pass\n"
    assert texts(text) == ["Unit tests are written", "All tests pass"]


def test_a_list_that_follows_html_without_an_empty_line() -> None:
    text = (
        "<h1>Definition of Done</h1><br>\nA story is done when - and only when:<br>\n"
        "- [ ] Tests pass\n- [x] Code is reviewed\n"
    )
    document = read_markdown(Source("dod.md", text))
    assert texts(text) == ["Tests pass", "Code is reviewed"]
    first, second = document.data["levels"][0]["items"][:2]
    assert text[document.marks[id(first), "text"].start :].startswith("Tests pass\n")
    assert (first["done"], second["done"]) == (False, True)


def test_a_sentence_in_bold_states_something_and_a_label_does_not() -> None:
    text = (
        "# Definition of Done\n\n- **All bugs of priority 1 are fixed.**\n  - The ticket stays open until then.\n"
        "- **Documentation**\n  - The manual is updated.\n"
    )
    assert texts(text) == [
        "All bugs of priority 1 are fixed.",
        "The ticket stays open until then.",
        "The manual is updated.",
    ]


def test_a_sentence_that_goes_on_below_its_item_is_no_list() -> None:
    text = "# Definition of Done\n\n- Tests pass\n- Code is reviewed\n  a. by hand\n"
    assert texts(text)[-1] == "Code is reviewed a. by hand"


def test_a_definition_of_done_and_one_of_ready_without_marks() -> None:
    text = (
        "9. Definition of Ready / Definition of Done\n9.1 Definition of Ready (DoR)\nA story is ready when:\n\n"
        "Criteria are defined\n\nStory points are estimated\n\n9.2 Definition of Done (DoD)\nA story is done when:\n\n"
        "All criteria are met\n\nCode is reviewed by one peer\n\nUnit tests pass\n\nDocumentation is updated\n"
    )
    found = texts(text)
    assert found == [
        "All criteria are met",
        "Code is reviewed by one peer",
        "Unit tests pass",
        "Documentation is updated",
    ]


def test_an_item_that_names_a_definition_of_done_leads_it_in_among_definitions() -> None:
    text = (
        "# Procedure\n\n## Definitions\n\n- **Definition of ready** - a ticket is ready when it:\n  - has estimates\n"
        "- **Definition of done (DoD)** - a ticket is done when:\n  - security checks pass\n  - code is reviewed\n"
    )
    assert texts(text) == ["security checks pass", "code is reviewed"]


@pytest.mark.parametrize(
    "heading",
    ['Was nicht als "fertig" gilt', "Wat is niet klaar", "Ce qui n'est pas terminé", "Hva trenger vi?", "Faite par"],
)
def test_sections_of_other_languages_that_hold_no_criteria(heading: str) -> None:
    text = f"# Definition of Done\n\n- Tests pass\n- Code is reviewed\n\n## {heading}\n\n- Unit tests are written\n"
    assert texts(text) == ["Tests pass", "Code is reviewed"]


def test_numbered_labels_above_lines_without_marks() -> None:
    text = (
        "Définition de DONE\n\n1. Code & Qualité\n\nLe code est relu par un autre membre.\n\n"
        "Le code suit les conventions.\n\n"
        "Les tests passent avec succès.\n\n2. Fonctionnalités\n\nLa fonctionnalité répond aux critères.\n\n"
        "Les cas limites ont été gérés.\n"
    )
    assert len(texts(text)) == 5
    assert texts(text)[0] == "Le code est relu par un autre membre."


def test_a_label_that_follows_an_item_without_an_empty_line_is_no_part_of_it() -> None:
    text = "# DoD\n\nCode\n- Lint passes\n- Code is reviewed\nShipped to production\n- All users can reach it\n"
    document = read_markdown(Source("dod.md", text))
    assert [level["name"] for level in document.data["levels"]] == ["DoD", "Shipped to production"]
    assert texts(text) == ["Lint passes", "Code is reviewed", "All users can reach it"]
    wrapped = (
        "# DoD\n\n- The change has been merged into main and was deployed to all of\nOur Environments\n- Lint passes\n"
    )
    assert texts(wrapped)[0].endswith("deployed to all of Our Environments")


def test_each_item_that_a_line_points_to_is_a_criterion_beside_it() -> None:
    text = "# DoD\n\n- Code is merged\n- The following are updated as needed:\n  - `README.md`\n  - API documentation\n"
    assert texts(text)[1:] == ["The following are updated as needed:", "README.md", "API documentation"]
