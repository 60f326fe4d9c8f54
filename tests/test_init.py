"""What `init` writes: complete, well-formed, never over what is there."""

from __future__ import annotations

import itertools
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engagelint import config, resources
from engagelint.check import Request, check
from engagelint.cli import writing
from engagelint.model import By, Document, Outcome, Report
from engagelint.recognition import recognise
from engagelint.scaffold import Answers, Taken, block, drafts, write_all
from engagelint.schema import for_editors

ROOT = Path(__file__).parents[1]
TERMS = resources.schema("engagement")["properties"]
SHAPES = TERMS["shape"]["enum"]
CASES = TERMS["rationale"]["properties"]["case"]["enum"]
COMBINATIONS = list(itertools.product(SHAPES, CASES, [True, False]))
FILES = ["engagement.yaml", "definition-of-done.md", "engagelint.yaml", ".engagelint/engagement.schema.json"]


def report(folder: Path) -> Report:
    return check(Request((folder,), "2026-03-02", config.find(folder, folder), folder))


def run(*arguments: str, folder: Path, command: str = "init") -> subprocess.CompletedProcess[str]:
    command_line = [sys.executable, "-m", "engagelint", command, *arguments]
    return subprocess.run(  # noqa: S603
        command_line, cwd=folder, capture_output=True, check=False, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


def test_the_flags_know_the_values_of_the_schema() -> None:
    assert list(writing.SHAPES) == SHAPES
    assert list(writing.CASES) == CASES


@pytest.mark.parametrize(("shape", "case", "regulated"), COMBINATIONS)
def test_every_combination_gives_nothing_but_questions_with_a_key_for_each_answer(
    shape: str,
    case: str,
    regulated: bool,  # noqa: FBT001 - one of three parameters
    tmp_path: Path,
) -> None:
    write_all(tmp_path, drafts(Answers("ledger", shape, case, regulated)))
    found = report(tmp_path)
    assert found.problems == ()
    assert found.files == 3
    assert {finding.outcome for finding in found.findings} == {Outcome.UNANSWERED}
    against = regulated and shape != "outsourced-delivery"
    assert [(finding.id, info.by) for finding, info in found.let_through] == (
        [("SHP008", By.SUPPRESSION)] if against else []
    )
    assert len(found.findings) > 80
    assert not found.failed
    document = recognise((tmp_path / "engagement.yaml").read_bytes(), "engagement.yaml")
    assert isinstance(document, Document)
    for finding in found.findings:
        if finding.file.endswith("engagement.yaml"):
            assert finding.pointer is not None
            reached, _, _ = document.nearest(finding.pointer)
            assert reached == finding.pointer, f"{finding.id} asks for {finding.pointer}, and no key waits for it"


@pytest.mark.parametrize(("shape", "case", "regulated"), COMBINATIONS)
def test_what_the_command_writes_is_only_asked_about_from_wherever_it_is_checked(
    shape: str,
    case: str,
    regulated: bool,  # noqa: FBT001 - one of three parameters
    tmp_path: Path,
) -> None:
    flags = ["--shape", shape, "--case", case, "--regulated" if regulated else "--no-regulated"]
    done = run("contracts/ledger", *flags, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    against = regulated and shape != "outsourced-delivery"
    assert ("SHP008 prefers outsourced-delivery" in done.stderr) == against
    inside = tmp_path / "contracts" / "ledger"
    for folder in (tmp_path, inside) if case == CASES[0] else (inside,):
        checked = run("--format", "json", folder=folder, command="check")
        assert (checked.returncode, checked.stderr) == (0, "")
        log = json.loads(checked.stdout)
        assert {one["outcome"] for one in log["findings"]} == {"unanswered"}
        assert [one["id"] for one in log["let_through"]] == (["SHP008"] if against else [])
    if not against:
        return
    manifest = folder / "engagement.yaml"
    manifest.write_text(re.sub("  # engagelint: allow.*", "", manifest.read_text(encoding="utf-8")))
    log = json.loads(run("--format", "json", folder=folder, command="check").stdout)
    assert [one["id"] for one in log["findings"] if one["outcome"] == "violated"] == ["SHP008"]


@pytest.mark.parametrize(
    ("rule", "said", "excepted"),
    [
        ("fail_on: error", "the manifest says", True),
        ("inline_suppressions: forbidden", "the check will note", False),
        ("mandatory: [SHP008]", "the check will note", False),
        ("two_key: [SHP]", "the check will note", False),
        ("ignore: [SHP008]", None, False),
        ("packs: [generic-dod]", None, False),
    ],
)
def test_a_shape_against_the_preference_under_the_rules_that_are_there(
    rule: str,
    said: str | None,
    excepted: bool,  # noqa: FBT001 - a column of the table
    tmp_path: Path,
) -> None:
    (tmp_path / "engagelint.yaml").write_text(f"apiVersion: engagelint/v1\nkind: Config\n{rule}\n")
    done = run(".", "--shape", "mvp-build", "--case", "first-product", "--regulated", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert ("SHP008" in done.stderr) == (said is not None)
    assert said is None or said in done.stderr
    assert ("allow SHP008" in (tmp_path / "engagement.yaml").read_text(encoding="utf-8")) == excepted
    found = json.loads(run("--format", "json", folder=tmp_path, command="check").stdout)["findings"]
    others = [one["id"] for one in found if one["outcome"] != "unanswered"]
    assert others == (["SHP008"] if said == "the check will note" else [])


def test_terms_that_only_some_engagements_need() -> None:
    product = drafts(Answers("x", "mvp-build", "first-product", regulated=False))["engagement.yaml"]
    delivery = drafts(Answers("x", "outsourced-delivery", "temporary-project", regulated=True))["engagement.yaml"]
    for text, keys in {
        product: ["product_test:", "  transition:", "  decide_by:"],
        delivery: ["  tech_lead:", "  security_lead:", "  frameworks:", "  training:"],
    }.items():
        other = delivery if text is product else product
        for key in keys:
            assert f"\n{key}" in text
            assert f"\n{key}" not in other


def test_every_key_says_what_it_means_and_what_may_be_written() -> None:
    text = drafts(Answers("x", "hybrid-squad", "delivery-capacity", regulated=True))["engagement.yaml"]
    lines = text.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=.engagelint/engagement.schema.json"
    assert max(map(len, lines)) <= 100
    for above, line in itertools.pairwise(lines):
        if re.match(r" *(- )?[a-z_]+:", line):
            assert above.lstrip().startswith("#"), f"nothing is said of {line!r}"
    assert "  # How big the client's organisation is." in text or "    # How big the client's" in text
    assert "size:  # startup | scale-up | enterprise" in text
    assert "start:  # YYYY-MM-DD, such as 2026-03-02" in text


def test_a_name_that_yaml_would_read_otherwise_is_quoted(tmp_path: Path) -> None:
    for name in ["a: b", "# no", "yes & no", "null", "12", "no", 'say "x"', "Zoë", "{x}"]:
        text = drafts(Answers(name, "mvp-build", "first-product", regulated=False))["engagement.yaml"]
        document = recognise(text.encode(), "engagement.yaml")
        assert isinstance(document, Document)
        assert document.value("/metadata/name") == name
        done = drafts(Answers(name, "mvp-build", "first-product", regulated=False))["definition-of-done.md"]
        document = recognise(done.encode(), "definition-of-done.md")
        assert isinstance(document, Document)
        assert document.value("/title") == f"Definition of Done of {name}"
    assert not list(tmp_path.iterdir())


def test_the_command_writes_all_files_and_says_so(tmp_path: Path) -> None:
    flags = [
        "contracts/ledger",
        "--shape",
        "mvp-build",
        "--case",
        "first-product",
        "--no-regulated",
        "--name",
        "Ledger",
    ]
    done = run(*flags, folder=tmp_path)
    assert (done.returncode, done.stdout.split()) == (0, [f"contracts/ledger/{name}" for name in FILES])
    written = tmp_path / "contracts" / "ledger"
    assert sorted(path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()) == sorted(
        FILES
    )
    assert "  name: Ledger\n" in (written / "engagement.yaml").read_text(encoding="utf-8")
    assert (written / FILES[3]).read_text(encoding="utf-8") == for_editors("engagement")


@pytest.mark.parametrize(
    ("flags", "missing"),
    [
        ([], "--shape, --case, --regulated or --no-regulated"),
        (["--shape", "mvp-build", "--regulated"], "--case"),
        (["--shape", "mvp-build", "--case", "first-product"], "--regulated or --no-regulated"),
    ],
)
def test_without_a_terminal_missing_flags_are_named(flags: list[str], missing: str, tmp_path: Path) -> None:
    done = run(*flags, folder=tmp_path)
    assert done.returncode == 2
    assert f"missing: {missing}, and there is no terminal" in done.stderr
    assert not list(tmp_path.iterdir())


def test_at_a_terminal_what_is_missing_is_asked(tmp_path: Path) -> None:
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "engagelint", "init", "--case", "first-product"]
    with subprocess.Popen(  # noqa: S603
        command, cwd=tmp_path, stdin=child, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        os.write(parent, b"no-shape\nhybrid-squad\ny\n")
        output, asked = process.communicate(timeout=60)
    os.close(parent)
    os.close(child)
    assert process.returncode == 0
    assert "hybrid-squad: Engineers of both sides work in the same squad." in asked
    assert "Which case" not in asked
    text = (tmp_path / "engagement.yaml").read_text(encoding="utf-8")
    assert "\nshape: hybrid-squad  # engagelint: allow SHP008 -- chosen for a regulated client\n" in text
    assert "    regulated: true\n" in text
    assert output.split() == FILES


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_written_where_one_file_is_there(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    text = "apiVersion: engagelint/v1\nkind: Config\n" if name == "engagelint.yaml" else "mine"
    (tmp_path / name).write_text(text)
    flags = ["--shape", "mvp-build", "--case", "first-product", "--no-regulated"]
    if name == "engagelint.yaml":  # it rules already, so that none is written
        done = run(*flags, folder=tmp_path)
        assert done.returncode == 0
        assert "no configuration was written: engagelint.yaml rules here" in done.stderr
    else:
        done = run(*flags, folder=tmp_path)
        assert done.returncode == 2
        assert f"{name} is there already; nothing was written" in done.stderr
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]
    assert (tmp_path / name).read_text() == text


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Taken, match="b"):
        write_all(tmp_path, {"a": "1", "b": "2"})
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "a").exists()


def test_what_fails_midway_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        write_all(tmp_path / "new", {"sub/a": "1", "x" * 300: "2"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("pointer", "begins"),
    [
        ("/roles/product_owner/backup", "    # Who stands in when the person is away."),
        ("/commercials/kpis", "    # The numbers that the contract looks at."),
        ("/commercials/kpis/0", "    # What the KPI is called."),
        ("/nowhere", None),
        ("", None),
    ],
)
def test_blocks_of_single_terms(pointer: str, begins: str | None) -> None:
    lines = block("Engagement", pointer, 4)
    assert (lines[0] if lines else None) == begins


def test_blocks_parse_for_every_term() -> None:
    def walk(node: dict[str, Any], pointer: str) -> list[str]:
        return [f"{pointer}/{name}" for name in node.get("properties", {})]

    for pointer in walk(resources.schema("engagement"), ""):
        if pointer not in {"/apiVersion", "/kind", "/metadata"}:
            head = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
            text = head + "\n".join(block("Engagement", pointer)) + "\n"
            document = recognise(text.encode(), "x.yaml")
            assert isinstance(document, Document)
            assert pointer[1:] in document.data


@pytest.mark.parametrize("shape", SHAPES)
def test_editors_find_no_fault_with_what_is_still_empty(shape: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(for_editors("engagement")))
    text = drafts(Answers("x", shape, "first-product", regulated=True))["engagement.yaml"]
    document = recognise(text.encode(), "engagement.yaml")
    assert isinstance(document, Document)
    assert [error.json_path for error in validator.iter_errors(document.data)] == []
    document.data["shape"] = "nonsense"
    document.data["metadata"]["name"] = None  # what is required stays so
    assert sorted(error.json_path for error in validator.iter_errors(document.data)) == ["$.metadata.name", "$.shape"]


@pytest.mark.parametrize("kind", ["engagement", "definition-of-done", "policy", "config"])
def test_the_schemas_for_editors_are_schemas(kind: str) -> None:
    schema = json.loads(for_editors(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.yaml")), ids=lambda path: path.name)
def test_the_examples_name_their_schema_to_editors(path: Path) -> None:
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    named = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert named
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    document = recognise(rest.encode(), path.name)
    assert isinstance(document, Document)
    assert schema["properties"]["kind"]["const"] == document.kind
