"""Definitions of Done in Markdown: what is read, where it stands, and what is left out and why."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hostile.effort import effort, linear

from engagelint.loading.markdown import is_definition_of_done, named_like_one, normalise_yaml, read_markdown, read_text
from engagelint.loading.markdown.items import proofs
from engagelint.loading.unreadable import Unreadable
from engagelint.loading.yaml import compose
from engagelint.model import Document, Kind, Source

if TYPE_CHECKING:
    from pathlib import Path


def read(text: str) -> Document:
    return read_markdown(Source("definition-of-done.md", text))


def items(document: Document) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    stack = [item for level in reversed(document.data["levels"]) for item in reversed(level["items"])]
    while stack:
        item = stack.pop()
        found.append(item)
        stack.extend(reversed(item.get("items", [])))
    return found


def texts(document: Document) -> list[str]:
    return [item["text"] for item in items(document)]


def reasons(document: Document) -> dict[int, str]:
    return {one.line: one.reason for one in document.skipped}


HEAD = "# Definition of Done\n\n"


@pytest.mark.parametrize(
    ("line", "text", "marker", "done"),
    [
        ("- Tests pass", "Tests pass", "-", None),
        ("* Tests pass", "Tests pass", "*", None),
        ("1) Tests pass", "Tests pass", "1)", None),
        ("- [ ] Tests pass", "Tests pass", "- [ ]", False),
        ("+ [x] Tests pass", "Tests pass", "+ [x]", True),
        ("- [х] Tests pass", "Tests pass", "- [х]", True),  # noqa: RUF001 - the Cyrillic letter is the point
        ("- [] Tests pass", "Tests pass", "- []", False),
        ("[] - Tests pass", "Tests pass", "[] -", False),
        ("-[] Tests pass", "Tests pass", "-[]", False),
        ("- [ ] - Tests pass", "Tests pass", "- [ ] -", False),
        ("✅ Tests pass", "Tests pass", "✅", True),
        ("- ☐ Tests pass", "Tests pass", "- ☐", False),
        ("• Tests pass\n• Code reviewed", "Tests pass", "•", None),
        ("<ul><li>Tests pass</li></ul>", "Tests pass", "<li>", None),
        ("- **Tests** `pass`", "Tests pass", "-", None),
        ("- [Tests](x.md) pass &amp; run", "Tests pass & run", "-", None),
    ],
)
def test_every_way_to_write_an_item(line: str, text: str, marker: str, done: bool | None) -> None:  # noqa: FBT001
    item = items(read(HEAD + line))[0]
    assert (item["text"], item["x-marker"], item.get("done")) == (text, marker, done)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_text_stands_where_it_says(newline: str) -> None:
    lines = [
        "---",
        "title: DoD",
        "---",
        "# Done",
        "",
        "- [ ] Tests é pass (ci: unit)",
        "  - nested",
        "- two",
        "  lines",
    ]
    source = Source("x.md", newline.join(lines))
    document = read_markdown(source)
    stretches = {}
    for pointer in ("/title", "/levels/0/name", "/levels/0/items/0/text", "/levels/0/items/0/verified_by/0"):
        region = document.region(pointer)
        stretches[pointer] = (*region.start, *region.end)
    assert stretches == {
        "/title": (2, 8, 2, 11),
        "/levels/0/name": (4, 3, 4, 7),
        "/levels/0/items/0/text": (6, 7, 6, 19),
        "/levels/0/items/0/verified_by/0": (6, 21, 6, 29),
    }
    region = document.region("/levels/0/items/1/text")
    assert (*region.start, *region.end) == (8, 3, 9, 8)
    assert document.value("/levels/0/items/1/text") == "two lines"


def test_every_member_has_a_mark() -> None:
    document = read(
        HEAD + "## Story\n- [ ] a test (ci: x; review: 2)\n  - [ ] b test\n\n| Task | Evidence |\n|-|-|\n| c | d |\n"
    )
    waiting = [document.data]
    while waiting:
        container = waiting.pop()
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            assert (id(container), key) in document.marks
            if isinstance(value, dict | list):
                waiting.append(value)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Tests pass (ci: unit-tests)", ["ci: unit-tests"]),
        ("Tests pass (CI: a; review: product owner).", ["CI: a", "review: product owner"]),
        ("Tests pass (hook: `ruff`) (file: docs/adr)", ["hook: ruff", "file: docs/adr"]),
        ("Tests pass (unit, e2e)", []),
        ("Tests (ci: a) pass", []),
        ("Tests pass (see: x)", []),
        ("Tests pass (ci: test (3.12))", ["ci: test (3.12)"]),
        (
            "Tests pass (ci: test (3.12)) (ci: Build (prod); review: 2)",
            ["ci: test (3.12)", "ci: Build (prod)", "review: 2"],
        ),
        ("Tests pass [ci: test: [3.12]]", ["ci: test: [3.12]"]),
        ("Tests pass *(ci: a)* **(review: 2)**.", ["ci: a", "review: 2"]),
        ("Tests pass `(ci: a)`", ["ci: a"]),
        ("Tests pass (`ci: a`; **hook: b**; file: c/__init__)", ["ci: a", "hook: b", "file: c/__init__"]),
        ("Tests pass (see (ci: a))", []),
        ("Tests pass (ci: a))", []),
        ("Tests pass [ci: a](https://ci.example.com)", []),
    ],
)
def test_trailing_groups_are_proofs(text: str, claims: list[str]) -> None:
    found = proofs(text)
    assert [proof.text for proof in found.claims] == claims
    assert text[: found.end] == ("Tests pass" if claims else text)


def test_emphasis_around_a_criterion_and_its_proof() -> None:
    (item,) = items(read(HEAD + "- **Tests *always* pass (ci: a)**\n"))
    assert (item["text"], item["verified_by"]) == ("Tests always pass", ["ci: a"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- [ ] A is done\n-[ ] B is done\n-[] C is done\n", ["A is done", "B is done", "C is done"]),
        ("1. [ ] A is done\n[ ] B is done\nand tested\n", ["A is done", "B is done and tested"]),
        ("- [ ] A is done\n- [ ]B is done\n-[x]C is done\n", ["A is done", "B is done", "C is done"]),
        ("* [ x ] A is done\n* []B is done\n", ["A is done", "B is done"]),
        ("- [ ] A is done\n  - [ ] B is done\n-[ ] C is done\n", ["A is done", "C is done", ["B is done"]]),
        ("- [ ] A is done\n  -[ ] B is done\n-[ ] C is done\n", ["A is done", "C is done", ["B is done"]]),
        ("- A is done as in\n[1] the book\n", ["A is done as in [1] the book"]),
        ("- A is done\n- [x](y.md) says more\n", ["A is done", "x says more"]),
    ],
)
def test_boxes_that_are_not_shown_as_such_are_items_beside_those_that_are(text: str, found: list[Any]) -> None:
    (level,) = read(HEAD + text).data["levels"]
    below = [[one["text"] for one in item["items"]] for item in level["items"] if "items" in item]
    assert [*(item["text"] for item in level["items"]), *below] == found


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("## Definition of Ready\n- Story is estimated\n", 4, "Definition of Ready"),
        ("## Future\n- Tests run nightly\n", 4, "later"),
        ("## Anti-patterns\n- Skipping tests\n", 4, "must not be"),
        ("**Evidence:**\n- a screenshot\n", 4, "evidence"),
        ("## References\n- [Guide](http://x)\n", 4, "links"),
        ("## Why\n- It saves time\n", 4, "why"),
        ("- ~~Tests pass~~\n", 3, "struck"),
        ("> - Tests pass\n", 3, "quotation"),
        ("<!--\n- [ ] a\n- [ ] b\n-->\n", 3, "2 criteria in a comment are not in force"),
        ("```\n- [ ] a\n```\n", 3, "1 criterion in a block of code is not in force"),
        ("<details>\n\n- Tests pass\n\n</details>\n", 5, "folded"),
        ("- ❌ Works on my machine\n", 3, "must not be"),
        ("- 👎 Reviews that only tick a box\n", 3, "must not be"),
        ("- Owner: Maria Santos\n", 3, "explains"),
        ("## Qué no va en el DoD\n- Detalles de implementación\n", 4, "must not be"),
        ("Definition of Ready: a story may enter a sprint when…\n\n- it is small\n", 5, "Definition of Ready"),
        ("Definition of Ready (DoR)\n\nWhat must be so:\n\n- it is small\n", 7, "Definition of Ready"),
        ("## Completion report\n- what was changed\n", 4, "evidence"),
        ("## Closing a ticket (example)\n- [Tests](#t) pass\n", 4, "explains"),
        ("- **Por quê?** Evita erros.\n", 3, "why"),
        ("## 2. Alcance de aplicación\n- Historias de usuario\n", 4, "explains"),
        ("Esta DoD se aplica a:\n- Historias\n", 4, "explains"),
        ("## Criterios de bloqueo (No Done)\n- Tiene pruebas en rojo\n", 4, "must not be"),
        ("## Definição de Pronto (DoR)\n- A estimativa está feita\n", 4, "Definition of Ready"),
        (
            "Not part of the definition of done in this project, but planned for the next one, are:\n- tests\n",
            4,
            "must not be",
        ),
        ("## Failure conditions\n- Hard-coded addresses\n", 4, "must not be"),
        ("The Definition of Done matters to everybody in this project, above all because:\n- it is clear\n", 4, "why"),
        ("## Supported browsers\n- Firefox\n", 4, "explains"),
        ("## Assumptions\n- The sprint takes two weeks\n", 4, "explains"),
        ("The change must not be:\n- urgent\n", 4, "must not be"),
        ("- https://example.org/dod\n", 3, "links"),
        ("## Column sequence\n- Backlog (where stories wait)\n", 4, "process"),
        ("- Example: a test that fails\n", 3, "explains"),
        ("- The DoD should be reviewed in each retrospective\n", 3, "explains"),
        ("- [[testing]] - what the team means by it\n", 3, "links"),
    ],
)
def test_what_is_no_criterion(text: str, line: int, reason: str) -> None:
    document = read(HEAD + text + "\n## Story\n- [ ] Code is reviewed\n- [ ] It is merged\n")
    assert texts(document) == ["Code is reviewed", "It is merged"]
    assert reason in reasons(document)[line]


def test_only_the_section_that_is_a_definition_of_done_counts() -> None:
    document = read(
        "# Working agreement\n- Be on time\n## Definition of Done\n- Tests pass\n- Merged\n## Links\n- [a](b)\n"
    )
    assert texts(document) == ["Tests pass", "Merged"]
    assert document.data["title"] == "Definition of Done"


def test_levels_are_named_by_headings_bold_lines_and_lead_ins() -> None:
    text = "## Story\n- a test\n\n**Sprint**\n- b test\n\nRelease\n-------\n- c test\n\nHotfix:\n- d test\n"
    assert [level["name"] for level in read(HEAD + text).data["levels"]] == ["Story", "Sprint", "Release", "Hotfix"]


def test_an_item_that_only_introduces_others_is_none() -> None:
    document = read(
        HEAD
        + "1. **Review**\n   - [ ] Two people read it\n2. Tests:\n   - [ ] unit tests\n- Code merged\n  - to main\n"
    )
    assert texts(document) == ["Two people read it", "unit tests", "Code merged", "to main"]
    assert document.data["levels"][0]["items"][2]["items"][0]["text"] == "to main"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A parent that states something stays, and so does what it holds.
        (
            "- Coverage is at least 80 %. It should include:\n  - all routes\n",
            ["Coverage is at least 80 %. It should include:", "all routes"],
        ),
        ("- Coding is complete:\n  - no placeholders\n", ["Coding is complete:", "no placeholders"]),
        ("- The screens match the design:\n  - colours\n", ["The screens match the design:", "colours"]),
        ("- Every story has an owner in one of these forms:\n  - a name\n", ["a name"]),
        ("- [ ] All workflows pass:\n  - `jest.yml`\n", ["All workflows pass:", "jest.yml"]),
        # Bullets that stand too far in are text to Markdown, and a list to whoever wrote them.
        ("- The story is complete\n\t\t- no bugs\n", ["The story is complete", "no bugs"]),
        ("- It is checked that:\n  - tests pass\n", ["tests pass"]),
        ("- The feature...\n  - is merged\n", ["is merged"]),
        (
            "- All criteria of the story are met:\n  - Tests are written\n",
            ["All criteria of the story are met:", "Tests are written"],
        ),
    ],
)
def test_parents_and_their_parts(text: str, expected: list[str]) -> None:
    assert texts(read(HEAD + text)) == expected


def test_short_lines_and_indented_ones_are_criteria_where_there_is_no_list() -> None:
    lines = "En historie er færdig\n\nTest\n Alle krav er opfyldt og testet\n"
    lines += " Koden er læst af to\n Data ligger i EU\n Logs gemmes i 30 dage\n"
    assert texts(read("Definition of Done\n\n" + lines))[-4:] == [
        "Alle krav er opfyldt og testet",
        "Koden er læst af to",
        "Data ligger i EU",
        "Logs gemmes i 30 dage",
    ]
    indented = "Definition of Done for stories\n\n    Code is complete\n    Code is tested\n"
    assert texts(read(indented)) == ["Code is complete", "Code is tested"]


def test_lines_below_a_colon_are_a_list_without_marks() -> None:
    lines = "A story is finished as follows:\n\nMigrations run.\nErrors have texts.\ncomposer format run.\n"
    assert texts(read(HEAD + lines)) == ["Migrations run.", "Errors have texts.", "composer format run."]


def test_a_section_with_a_list_of_its_own_ends_where_the_next_one_of_its_rank_begins() -> None:
    beside = "- Tests pass\n- It is merged\n- It is reviewed\n\n# Contributing\n\n- Create a branch\n"
    assert texts(read(HEAD + beside)) == ["Tests pass", "It is merged", "It is reviewed"]
    below = "# Tests\n\n- They pass\n\n# Review\n\n- It is reviewed\n"
    contents = "- [Tests](#tests)\n- [Review](#review)\n- [Docs](#docs)\n\n"
    reasons = "It helps because:\n\n- a is clear\n- b is clear\n- c is clear\n\n"
    for before in ("", contents, reasons):
        assert texts(read(HEAD + before + below)) == ["They pass", "It is reviewed"]


def test_a_numbered_table() -> None:
    table = "| # | Item | Note |\n|---|---|---|\n| 1 | Tests pass | by CI |\n"
    assert texts(read(HEAD + table)) == ["Tests pass"]


def test_a_sign_before_a_heading_is_no_part_of_its_name() -> None:
    document = read("## :white_check_mark: DoD\n### :memo: Code\n- It is reviewed\n- It is tested\n")
    assert (document.data["title"], document.data["levels"][0]["name"]) == ("DoD", "Code")


def test_a_title_in_the_front_matter_leaves_the_first_heading_to_the_criteria() -> None:
    text = "---\ntitle: Definition of Done\n---\n## Code is reviewed\nx\n## Tests are passing\nx\n"
    text += "## Docs are updated\nx\n## No known bugs\nx\n"
    assert texts(read(text)) == ["Code is reviewed", "Tests are passing", "Docs are updated", "No known bugs"]


def test_tables_with_a_column_of_criteria() -> None:
    rows = "| # | Criterion | Verified by |\n|---|---|---|\n| 1 | Tests \\| scans pass | ci: unit; review: 2 |\n"
    rows += "| 2 | Merged | |\n"
    document = read(HEAD + rows + "\n| Tool | Purpose |\n|---|---|\n| Sonar | Quality |\n")
    assert [(item["text"], item.get("verified_by")) for item in items(document)] == [
        ("Tests | scans pass", ["ci: unit", "review: 2"]),
        ("Merged", None),
    ]
    assert document.region("/levels/0/items/0/text").start == (5, 7)


@pytest.mark.parametrize(
    ("cell", "claims"),
    [
        ("ci: test<br>review: 2", ["ci: test", "review: 2"]),
        ("`ci: test` <BR /> file: docs/adr; test", ["ci: test", "file: docs/adr", "test"]),
        ("[the report](report.md)", ["the report"]),
        ("n/a", None),
        ("**N/A**<br>TBD; - ; ?", None),
    ],
)
def test_what_a_cell_names_as_proofs(cell: str, claims: list[str] | None) -> None:
    (item,) = items(read(HEAD + f"| Criterion | Verified by |\n|---|---|\n| Tests pass | {cell} |\n"))
    assert item.get("verified_by") == claims


def test_a_list_in_a_quotation_counts_where_its_section_has_no_other() -> None:
    quoted = "> Done means:\n>\n> 1. Tests pass\n> 2. It is merged\n> 3. Docs follow\n"
    assert texts(read(HEAD + quoted)) == ["Tests pass", "It is merged", "Docs follow"]
    document = read(HEAD + quoted + "\n- Code is reviewed\n- It builds\n")
    assert texts(document) == ["Code is reviewed", "It builds"]
    assert reasons(document)[5] == "is a quotation"


CHECKLIST = "\n## Sprint 0\n- [ ] A\n- [ ] B\n- [ ] C\n- [ ] D\n- [ ] E\n"


def test_numbers_are_criteria_below_their_heading_and_steps_elsewhere_in_a_file_of_checkboxes() -> None:
    numbered = "1. Code review\n2. Unit tests over 80 %\n3. Merge into develop\n"
    criteria = ["Code review", "Unit tests over 80 %", "Merge into develop"]
    assert texts(read("# Team\n\n## Definition of Done\n" + numbered + CHECKLIST)) == criteria
    document = read(HEAD + CHECKLIST + "\n## On the day\n" + numbered)
    assert texts(document) == ["A", "B", "C", "D", "E"]
    assert set(reasons(document).values()) == {"describes a process"}


def test_numbers_without_a_lead_in_are_criteria_where_they_outnumber_the_boxes() -> None:
    numbered = "".join(f"{n}. Regla {n} del contrato\n" for n in range(1, 8))
    found = texts(read(HEAD + "## 2) Calidad\n" + numbered + CHECKLIST))
    assert found == [*(f"Regla {n} del contrato" for n in range(1, 8)), *"ABCDE"]
    assert texts(read(HEAD + "## 2) Calidad\nOrdo:\n\n" + numbered + CHECKLIST)) == [*"ABCDE"]


@pytest.mark.parametrize(
    "lead",
    [
        "Una historia se considera terminada cuando:",
        "Una storia è considerata fatta quando:",
        "Uma história é considerada concluída quando:",
        "Une story est considérée comme terminée quand :",
        "Eine Story gilt als fertig, wenn:",
        "Eine Story ist fertig, wenn:",
        "Een story is klaar als:",
        "Tarina on valmis, kun:",
        "En historia är klar när:",
        "En historie er færdig når:",
        "Historia jest ukończona, gdy:",
        "Příběh je hotový, když:",
        "История считается готовой, если:",
        "Історія вважається готовою, якщо:",
        "Story dianggap selesai jika:",
        "Một story được coi là hoàn thành khi:",
        "满足以下条件才算完成:",
        "다음을 만족하면 완료로 본다:",
    ],
)
def test_a_lead_in_says_in_many_languages_when_something_is_done(lead: str) -> None:
    """Else the numbers below it are taken for steps, as the file has a checklist."""
    text = f"# Definition of Done\n{CHECKLIST}\n## Story\n{lead}\n\n1. Codigo X\n2. Pull Y\n"
    assert texts(read(text))[-2:] == ["Codigo X", "Pull Y"]
    assert "Pull Y" not in texts(read(text.replace(lead, "Ordo:")))


def test_paragraphs_led_in_by_bold_words_are_criteria_where_there_is_no_list() -> None:
    lead = ["**1. Koodi on katselmoitu.**", "**2. Testit menevät läpi.**", "**3. Ohje on ajan tasalla.**"]
    text = "\n\n".join(f"{one} Tästä sanotaan vielä lisää." for one in [*lead, "**4. Asiakas hyväksyi.**"])
    found = texts(read(HEAD + text + "\n\n**MVP.** Vielä muuta.\n"))
    assert found[0] == "1. Koodi on katselmoitu. Tästä sanotaan vielä lisää."
    assert len(found) == 4
    assert texts(read(HEAD + text + "\n\n- Code is merged\n- It is tested\n")) == ["Code is merged", "It is tested"]


def test_para_que_says_what_must_be_so_that_something_is_done() -> None:
    text = "Para que una TAREA esté “Done”:\n- Commit con mensaje\n- Demo grabada\n"
    assert texts(read(HEAD + text)) == ["Commit con mensaje", "Demo grabada"]
    assert texts(read(HEAD + text.replace("esté “Done”", "sea clara"))) == []


def test_a_file_whose_lists_are_all_folded_away_is_read() -> None:
    folded = "<details>\n<summary>1. Code</summary>\n\n- Reviewed by two\n- Merged to main\n- It builds\n\n</details>\n"
    assert texts(read(HEAD + folded)) == ["Reviewed by two", "Merged to main", "It builds"]
    beside = "\n- Tests pass\n- Docs are updated\n- A demo was held\n"
    assert texts(read(HEAD + folded + beside)) == ["Tests pass", "Docs are updated", "A demo was held"]


def test_a_title_that_names_a_definition_of_done_among_others_leaves_it_to_the_heading_below() -> None:
    below = "\n## Definition of Done\n### Code\n- It is reviewed\n- It builds\n\n## Hours\n- Nine to five\n"
    assert texts(read("# Definition of Done, rules & risks\n" + below)) == ["It is reviewed", "It builds"]
    assert texts(read("# Definition of Done for stories\n" + below))[-1] == "Nine to five"
    assert texts(read("# Definition of Done and demo\n- It is reviewed\n## Demo\n- Shown\n")) == [
        "It is reviewed",
        "Shown",
    ]


@pytest.mark.parametrize("name", ["Process", "2. Proceso", "Prozess"])
def test_a_matter_among_others_has_criteria_and_numbers_are_its_steps(name: str) -> None:
    bullets = HEAD + f"## Code\n- It is reviewed\n\n## {name}\n- Stories are updated\n- A test was added\n"
    assert texts(read(bullets)) == ["It is reviewed", "Stories are updated", "A test was added"]
    numbers = HEAD + f"## Code\n- It is reviewed\n\n## {name}\n1. Author reads it\n2. Reviewer reads it\n"
    assert texts(read(numbers)) == ["It is reviewed"]
    led = HEAD + f"## Code\n- It is reviewed\n\n## {name}\nWe go on like this:\n\n- The author reads it\n"
    assert texts(read(led)) == ["It is reviewed"]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("The tests cover:\n\n- small things\n- large things\n- others\n", "The tests cover:"),
        ("- The tests cover:\n  - small things\n  - large things\n- Merged\n", "The tests cover:"),
    ],
)
def test_the_line_above_items_stands_once_in_the_data_and_where_it_is_in_the_file(text: str, lead: str) -> None:
    """Else what is wrong in it would be told of each of them."""
    document = read(HEAD + text)
    (level,) = document.data["levels"]
    assert [item.get("x-under") for item in level["items"]][:2] == [lead, True]
    start = (HEAD + text).index(lead)
    mark = document.marks[id(level["items"][0]), "x-under"]
    assert (mark.start, mark.end) == (start, start + len(lead))


def test_paragraphs_with_a_number_in_bold_are_criteria() -> None:
    text = "".join(f"**({letter})** texto {letter} revisado;\n\n" for letter in "abcd")
    assert texts(read(HEAD + text))[1:3] == ["(b) texto b revisado;", "(c) texto c revisado;"]


def test_what_is_bold_below_a_bold_name_belongs_to_it() -> None:
    ready = "**1.1 DoR (Definition of Ready)**\n\n**Size**\n\n1. It is small\n2. It is clear\n\n"
    done = "**1.2 DoD (Definition of Done)**\n\n**Code**\n\n1. It is reviewed\n\n**Docs**\n\n1. They are updated\n"
    for title in ("# DoR and DoD (Definition of Ready and of Done)\n\n", "# Definition of Done\n\n", ""):
        assert texts(read(title + ready + done)) == ["It is reviewed", "They are updated"]


def test_a_table_below_a_line_that_demands_what_it_holds() -> None:
    table = "\n\n| Check (name) | Workflow | What it enforces |\n|---|---|---|\n| Lint | ci.yml | no errors |\n"
    assert texts(read(HEAD + "Required status checks:" + table)) == ["Lint"]
    table = table.replace("Check (name)", "Job")
    assert texts(read(HEAD + "Required status checks:" + table)) == ["Lint"]
    assert texts(read(HEAD + "Jobs that we have:" + table)) == []


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("| Check | Tool | Target |", "| Linting | ruff | no errors |", "Linting"),
        ("| Step | Command | Notes |", "| Run the tests | make test | all pass |", "Run the tests"),
        ("| Gate | Job name | Purpose |", "| 1 | unit-tests | the tests pass |", "unit-tests"),
    ],
)
def test_a_table_of_checks(header: str, row: str, expected: str) -> None:
    assert texts(read(f"{HEAD}{header}\n|---|---|---|\n{row}\n")) == [expected]


def test_the_columns_of_a_board_before_the_work_are_no_criteria() -> None:
    columns = "## Ready\n- There is capacity\n## Done\n- Tests pass\n- Dashboards are live\n"
    for title in ("# Definition of Ready / Done\n", HEAD):
        assert texts(read(title + columns)) == ["Tests pass", "Dashboards are live"]


def test_the_only_list_of_a_definition_of_done_is_it_whatever_its_heading_says() -> None:
    stated = "- Tests are written\n- The code is reviewed\n- The manual is updated\n"
    named = "- Transparency\n- Trust\n- Speed\n"
    assert len(texts(read(HEAD + "## Purpose and audience\n" + stated))) == 3
    assert texts(read(HEAD + "## Purpose\n" + named)) == []
    assert texts(read(HEAD + "## Purpose\n" + stated + "## Story\n" + named)) == ["Transparency", "Trust", "Speed"]


def test_headings_of_one_rank_are_criteria_together() -> None:
    heads = ["Criteria are met in a browser", "The code is reviewed", "A user sees no raw errors", "The build is green"]
    heads += ["The manual is updated"]
    text = "".join(f"### {number}. {head}\n\nHow it is looked at.\n\n" for number, head in enumerate(heads, 1))
    assert len(texts(read(HEAD + "## Criteria\n\n" + text))) == len(heads)
    assert len(texts(read(HEAD + text + "### Examples\n\nSome.\n"))) == len(heads) - 1


def test_sections_of_one_paragraph_below_names_are_criteria() -> None:
    names = ("Functionality", "Testing", "Documentation", "Code review")
    text = "".join(f"### • **{name}**\nIt has been done for all of it. It is shown to work.\n\n" for name in names)
    assert len(texts(read(HEAD + text))) == len(names)


def test_examples_of_good_and_bad_work_are_no_criteria() -> None:
    shown = "- Comments say why\n  - ✅ Good: `// the firewall answers late`\n  - ❌ Bad: `// loop`\n- Tests pass\n"
    assert texts(read(HEAD + shown)) == ["Comments say why", "Tests pass"]


def test_checkboxes_on_content_are_no_links() -> None:
    assert texts(read(HEAD + "## Code and content\n- [ ] It is tested\n- [ ] It is read\n")) == [
        "It is tested",
        "It is read",
    ]


def test_bold_words_in_html_are_bold() -> None:
    text = HEAD + "<strong>Purpose</strong>\nThe work is tested.\n\nThe code is reviewed.\n\nThe manual is updated.\n"
    assert "The work is tested." not in texts(read(text))


def test_sections_on_quality_among_features_are_criteria() -> None:
    features = "## Tours\n- [ ] A user can add a tour\n- [ ] A user can edit a tour\n- [ ] Users can delete tours\n"
    layers = "## Architecture\n- [ ] The UI layer is apart\n"
    assert texts(read(HEAD + features + layers)) == ["The UI layer is apart"]


def test_one_word_in_bold_leads_a_paragraph_in_where_a_colon_follows() -> None:
    lines = [f"**{name}**: it is as agreed.\n\n" for name in ("Tests", "Security", "Functionality", "Manual")]
    assert len(texts(read(HEAD + "".join(lines)))) == len(lines)


def test_one_abbreviation_does_not_make_prose_of_short_lines() -> None:
    lines = [f" Del {number} er klar og vist til holdet\n" for number in range(10)]
    text = "Definition of Done\n\nTest\n" + "".join(lines) + " Kontrasten er god (min. 4,5:1)\n"
    assert len(texts(read(text))) == len(lines) + 1


def test_headings_and_sentences_where_there_is_no_list() -> None:
    headings = "## Code is reviewed\nx\n## Tests are passing\nx\n## Coverage is measured\nx\n## No known bugs\nx\n"
    assert texts(read(HEAD + headings)) == [
        "Code is reviewed",
        "Tests are passing",
        "Coverage is measured",
        "No known bugs",
    ]
    assert texts(read("Definition of Done\n\nCode is reviewed.\nAll tests pass.\n")) == [
        "Code is reviewed.",
        "All tests pass.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This page explains what a team means by done, why it matters and where the idea came from at first.\n",
        "- [Agile Alliance](http://a) - on done\n- [A blog](http://b) by somebody\n- [Wiki](http://c) has more\n",
        "".join(f"- User can edit thing {n}\n" for n in range(9)),
        "-\n-\n-\n",
    ],
)
def test_what_is_no_definition_of_done_has_no_two_criteria(text: str) -> None:
    assert len([item for item in items(read(HEAD + text)) if item["text"]]) < 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("definition-of-done.md", True),
        ("DEFINITION_OF_DONE.md", True),
        ("DoD.md", True),
        ("Definition Of Done.markdown", True),
        ("definition_of_done.yaml", False),
        ("dodgy.md", False),
        ("README.md", False),
    ],
)
def test_named_like_one(name: str, expected: bool) -> None:  # noqa: FBT001
    assert named_like_one(name) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Definition of Done\n", True),
        ("---\nkind: DefinitionOfDone\napiVersion: engagelint/v1\n---\nx\n", True),
        ("---\ntitle: Our DoD\n---\nx\n", True),
        ("Valmiin määritelmä\n===\n", True),
        ("# 完成的定义\n", True),
        ("## Définition de « terminé »\n", True),
        ("```\n# Definition of Done\n```\n# Guide\n", False),
        ("# Guide\n## Definition of Done\n", False),
        ("text about the definition of done\n", False),
    ],
)
def test_recognised_by_its_head(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_definition_of_done(Source("x.md", text)) is expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: A\n---\n- x test\n", "A"),
        ("---\ntitle: A\n...\n- x test\n", "A"),
        ("---\ntitle: A\n- x test\n", None),
        ("----\ntitle: A\n----\n- x test\n", "title: A"),
        ("---\n{% include x %}\n---\n# Done\n- x test\n", "Done"),
    ],
)
def test_front_matter(text: str, title: str | None) -> None:
    assert read(text).data.get("title") == title


def test_front_matter_of_our_own_that_is_no_yaml_is_an_error() -> None:
    with pytest.raises(Unreadable) as caught:
        read("---\napiVersion: engagelint/v1\nowner: [\n---\n- x\n")
    assert caught.value.start >= 4


def test_the_owner_and_the_review_date_may_stand_in_the_text() -> None:
    document = read(
        "# DoD\n**Owner:** Ann Example\n\n| Field | Value |\n|-|-|\n| Next review | 2026-01-31 |\n\n- Tests pass\n"
    )
    assert (document.data["owner"], document.data["review_by"]) == ("Ann Example", "2026-01-31")
    assert document.region("/owner").start == (2, 12)


def test_lists_of_other_tools_in_yaml_become_a_level() -> None:
    text = "dod:\n  - Tests pass\n  - ➡️Unit\n  - ➡️➡️Fast\n  - Docs:\n      - README\n"
    data, marks, root = compose(text)
    data, marks = normalise_yaml(data, marks)
    document = Document(Kind.DEFINITION_OF_DONE, Source("d.yaml", text), data, marks, root)
    assert data == {
        "levels": [
            {
                "items": [
                    {"text": "Tests pass", "items": [{"text": "Unit", "items": [{"text": "Fast"}]}]},
                    {"text": "Docs", "items": [{"text": "README"}]},
                ]
            }
        ]
    }
    assert document.region("/levels/0/items/0/text").start == (2, 5)
    assert document.region("/levels/0/items/1/items/0/text").start.line == 6
    data, marks, _ = compose("checklist:\n  - Tests pass\n")
    assert normalise_yaml(data, marks)[0] == {"levels": [{"items": [{"text": "Tests pass"}]}]}


def test_plain_text_is_read_alike() -> None:
    source = Source("done.rst", "Definition of Done\n==================\n\n- Tests pass\n- Code is reviewed\n")
    assert texts(read_text(source)) == ["Tests pass", "Code is reviewed"]


def test_headings_and_numbers_of_restructuredtext() -> None:
    text = "=====\nDone\n=====\n\nDefinition of Done\n~~~~~~~~~~~~~~~~~~\n\n#. Tests pass\n#. Code is reviewed\n"
    text += "\n   #. by two\n"
    document = read_text(Source("done.rst", text))
    assert texts(document) == ["Tests pass", "Code is reviewed", "by two"]
    assert document.source.text == text
    assert document.region("/levels/0/items/0/text").start == (8, 4)


@pytest.mark.parametrize("text", ["=" * 100_000, "a\n~~~\n" * 20_000, "#. \n" * 20_000, "x:" * 50_000, "." * 90_000])
def test_hostile_plain_text_is_read_in_linear_time(text: str) -> None:
    assert effort(lambda: read_text(Source("x.txt", text))) < linear(len(text), each=100)


@pytest.mark.parametrize(
    "text", ["> " * 60 + "x", "".join("  " * depth + "- a\n" for depth in range(60)), "- a\n" * 60_000]
)
def test_too_deep_or_too_long_is_said_and_not_lost(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_a_mebibyte_of_items_is_read_in_linear_time() -> None:
    items = "- [ ] Unit tests are written and pass\n"
    assert len(texts(read(items * 27_500))) == 27_500
    assert effort(lambda: read(items * 2_750)) < linear(len(items * 2_750))


@pytest.mark.parametrize(
    "text", ["- [ ] All tests pass\n" + "-[ ] All is read and reviewed\n" * 9_000, "- A is done " + "(ci: (a))" * 9_000]
)
def test_boxes_and_groups_of_proofs_are_read_in_linear_time(text: str) -> None:
    assert effort(lambda: read(HEAD + text)) < linear(len(text))


PIECES = [
    "- [ ] ",
    "\n",
    "> ",
    "```\n",
    "<!--",
    "-->",
    "<ul><li>",
    "|a|b|\n|-|-|\n",
    "---\n",
    "~~",
    "**",
    "`",
    "[x](y)",
]
PIECES += [
    "\r\n",
    "\x0b",
    "\u2028",
    "\ufeff",
    "\t",
    "(ci: x)",
    "<details>",
    "[]",
    "&amp;",
    "\\|",
    "#",
    "\0",
    "✅",
    "?",
    ":",
]


def test_mutated_files_are_read_without_an_exception(shared: Path) -> None:
    seeds = [path.read_bytes().decode("utf-8", "replace") for path in sorted((shared / "corpus" / "dod").iterdir())]
    choose = random.Random(11)  # noqa: S311 - the same texts at every run
    for _ in range(500):
        seed = choose.choice(seeds)
        at = choose.randrange(len(seed) + 1)
        text = seed[at : at + choose.randrange(20, 900)]
        for _ in range(choose.randrange(1, 10)):
            at = choose.randrange(len(text) + 1)
            text = text[:at] + choose.choice(PIECES) * choose.randrange(1, 3) + text[at + choose.randrange(3) :]
        try:
            document = read(text)
        except Unreadable:
            continue
        for item in items(document):
            mark = document.marks[id(item), "text"]
            assert 0 <= mark.start <= mark.end <= len(text)
