"""What the commands say and give back where something is wrong, missing or asked for in another way."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from hostile.command import run

from engagelint import check, cli

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"
POLICY = """apiVersion: engagelint/v1
kind: Policy
id: ZZZ001
name: own
applies_to: Engagement
severity: error
given: /metadata
require: self.name != params.name
at: name
params: {name: x}
message: The name is {self.name}
why: x
ask: x
clause: x
examples:
"""

# -- defects ---------------------------------------------------------------------------------------------------------


def test_a_defect_gives_one_line_and_its_own_code(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    with mock.patch.object(check, "_Checker", side_effect=ZeroDivisionError("\x1b[31mno\nno")):
        result = run(tmp_path, "check", "a.yaml")
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith("engagelint: a defect of engagelint: ZeroDivisionError: ")
        assert result.err.endswith("(--debug shows more; please report it)\n")
        assert "\x1b" not in result.err
        assert len(result.err.splitlines()) == 1
        with pytest.raises(ZeroDivisionError):
            run(tmp_path, "check", "--debug", "a.yaml")


def test_output_that_fails_is_shown_whole_to_who_debugs(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    with mock.patch.object(cli.running, "write_out", side_effect=OSError(28, "No space left on device")):
        result = run(tmp_path, "check", "a.yaml")
        assert (result.code, result.err) == (2, "engagelint: cannot write the output: No space left on device\n")
        with pytest.raises(OSError, match="No space"):
            run(tmp_path, "check", "--debug", "a.yaml")


# -- explain, policies, schema ---------------------------------------------------------------------------------------


def test_a_family_is_not_explained_but_pointed_to(tmp_path: Path) -> None:
    result = run(tmp_path, "explain", "rol")
    assert (result.code, result.out) == (2, "")
    assert result.err == "engagelint: `rol` is a family of policies; `engagelint policies --select rol` lists them\n"


@pytest.mark.parametrize("kind", ["engagement", "definition-of-done", "policy", "config", "report"])
def test_the_vocabulary_is_written_for_people_and_for_editors(kind: str, tmp_path: Path) -> None:
    people, editors = run(tmp_path, "schema", kind, "--format", "markdown"), run(tmp_path, "schema", kind)
    assert (people.code, editors.code, people.err, editors.err) == (0, 0, "", "")
    names = set(json.loads(editors.out).get("properties", {})) - {"$schema"}
    assert names
    assert [name for name in names if f"`{name}`" not in people.out and f"{name}" not in people.out] == []
    assert people.out.startswith("#")


#: What a configuration says, of which policy, and what `explain` says of it there.
IN_FORCE: list[tuple[str, str, str]] = [
    ("", "OPS001", "It runs, and weighs error."),
    (
        "severity: {OPS: note}\nparams: {OPS001: {minimum_hours: 2}}",
        "OPS001",
        "It runs, and weighs note instead of error; `minimum_hours` is 2 instead of 3.",
    ),
    ("packs: [strict]", "OPS001", "It runs, and weighs error; `minimum_hours` is 4 instead of 3."),
    ("ignore: [COM001, COM]", "COM001", "It does not run: it is ignored (`COM001`)."),
    ("select: [ROL]", "COM001", "It does not run: it is not among the selected policies."),
    ("packs: [generic-dod]", "COM001", "It does not run: it is in no pack that is chosen (generic-dod)."),
    (
        "ignore: [COM]\nmandatory: [COM001]",
        "COM001",
        "It runs, and weighs error. It is mandatory: nothing lets its findings through.",
    ),
    (
        "two_key: [COM001]",
        "COM001",
        "It runs, and weighs error. Only a waiver with two approvers lets its findings through.",
    ),
    (
        "overrides: [{files: [mvp.yaml, b/**], ignore: [COM]}, {files: [c], ignore: [ROL]}]",
        "COM001",
        "It runs, and weighs error.\n\nFor files that match `mvp.yaml, b/**`: It does not run: it is ignored (`COM`).",
    ),
]


@pytest.mark.parametrize(("stated", "code", "said"), IN_FORCE)
def test_what_is_in_force_here_is_explained(stated: str, code: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}{stated}\n")
    result = run(tmp_path, "explain", code)
    assert (result.code, result.err) == (0, "")
    assert f"\n\n**Here (engagelint.yaml).** {said}\n\n**Requirement" in result.out
    assert "**Here" not in run(tmp_path, "explain", "--isolated", code).out


def test_values_in_force_stand_in_the_page_and_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(
        f"{CONFIG}severity: {{OPS001: note}}\nparams: {{OPS001: {{minimum_hours: 2}}}}\nmandatory: [ROL002]\n"
        "two_key: [ROL]\nignore: [COM001]\n"
    )
    page = run(tmp_path, "explain", "OPS001").out
    assert "\nnote, Engagement\n" in page
    assert "\n- `minimum_hours`: 2\n" in page
    assert "share at least 2 hours" in page
    lines = {line[:6]: line for line in run(tmp_path, "policies").out.splitlines()}
    assert "COM001" not in lines
    assert lines["OPS001"].startswith("OPS001  note ")
    assert lines["OPS001"].endswith(" (minimum_hours: 2)")
    assert lines["ROL002"].endswith(" (mandatory)")
    assert lines["ROL003"].endswith(" (two approvers)")
    assert lines["COM002"].endswith(".")


def test_policies_that_do_not_run_are_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}ignore: [COM001]\ntwo_key: [COM002]\n")
    assert "COM001  off " in run(tmp_path, "policies", "--all").out
    rows = {row["id"]: row for row in json.loads(run(tmp_path, "policies", "--all", "--format", "json").out)}
    assert rows["COM001"]["off"] == "it is ignored (`COM001`)"
    assert [rows["COM002"][key] for key in ("off", "mandatory", "two_key")] == [None, False, True]
    running = json.loads(run(tmp_path, "policies", "--format", "json").out)
    assert rows.keys() - {row["id"] for row in running} == {"COM001"}
    lines = run(tmp_path, "policies", "--all", "--select", "ROL002").out.splitlines()
    assert [line[:6] for line in lines if " off " not in line] == ["ROL002"]


def test_that_some_files_have_other_rules_is_said_beside_the_list(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}overrides: [{{files: ['**'], ignore: [COM]}}]\n")
    result = run(tmp_path, "policies", "--select", "COM001")
    assert (result.code, result.out[:6]) == (0, "COM001")
    assert result.err.startswith("engagelint: engagelint.yaml has other rules for some files: ")


def test_a_configuration_below_counts_for_what_is_in_force(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deals").mkdir()
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}ignore: [COM]\n")
    (tmp_path / "deals" / "engagelint.yaml").write_text(f"{CONFIG}mandatory: [COM001]\n")
    said = run(tmp_path / "deals", "explain", "COM001").out
    assert "**Here (../engagelint.yaml, engagelint.yaml).** It runs, and weighs error. It is mandatory" in said
    assert "It does not run" in run(tmp_path, "explain", "COM001").out


def test_a_house_policy_is_explained_by_its_id_and_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(POLICY + "  - {violates: {metadata: {name: x}}}\n")
    for code in ("zzz001", "OWN", "own"):
        result = run(tmp_path, "explain", "--policies", "own.yaml", code)
        assert (result.code, result.out[:12]) == (0, "# ZZZ001 own")


# -- test ------------------------------------------------------------------------------------------------------------

#: An example, and what is said of it; nothing of one that holds.
PROMISES: list[tuple[str, str | None]] = [
    ("{passes: {metadata: {name: y}}}", None),
    ("{passes: {metadata: {name: x}}, params: {name: y}}", None),
    ("{violates: {metadata: {name: x}}, at: /metadata/name, message: The name is x}", None),
    ("{violates: {metadata: {name: x}}, at: /metadata}", None),
    ("{passes: {metadata: {name: x}}}", "promised passed, is violated: The name is x"),
    ("{violates: {metadata: {name: y}}}", "promised violated, is passed"),
    ("{violates: {metadata: {name: x}}, at: /roles}", "promised at /roles, is at /metadata/name"),
    ("{violates: {metadata: {name: x}}, message: The name is y}", "says: The name is x"),
    ("{passes: {metadata: {name: y, age: 5}}}", "the example is not well-formed: `age` is not a field of `metadata`"),
    ("{passes: {}, violates: {}}", "an example has one of passes, violates, unanswered, not_applicable"),
    ("{at: /metadata}", "an example has one of passes, violates, unanswered, not_applicable"),
    ("{passes: [1]}", "an example holds terms, and there is something else"),
    ("{passes: text}", "an example holds terms, and there is something else"),
    ("{passes: {metadata: {name: y}}, done: 5}", "an example holds terms, and there is something else"),
    ("null", "an example has one of passes, violates, unanswered, not_applicable"),
    ("{passes: {metadata: {name: y}}, params: {nothing: 1}}", "ZZZ001 has no parameter `nothing`; it has name"),
    (
        "{passes: {metadata: {name: y}}, done: '" + ">" * 60 + " - a'}",
        "lists and quotations are nested too deep to be read",
    ),
]


@pytest.mark.parametrize(("example", "said"), PROMISES)
def test_examples_of_a_house_policy_are_its_tests(example: str, said: str | None, tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "own.yaml").write_text(f"{POLICY}  - {example}\n")
    for arguments in (["house"], ["house/own.yaml"], []):
        result = run(tmp_path, "test", *arguments)
        assert result.err == ""
        if said is None:
            assert (result.code, result.out) == (0, "1 example of 1 file, 0 failed\n")
        else:
            assert result.code == 1
            assert result.out.startswith(f"house/own.yaml:16:5: ZZZ001 {said}")
            assert result.out.endswith("\n1 example of 1 file, 1 failed\n")


def test_without_paths_what_the_configuration_names_is_tested(tmp_path: Path) -> None:
    for folder in (".git", "house", "more", "contracts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}policies: [house, more/other.yaml]\n")
    (tmp_path / "contracts" / "deal.yaml").write_text(HEAD)
    (tmp_path / "house" / "own.yaml").write_text(POLICY + "  - {violates: {metadata: {name: x}}}\n")
    other = POLICY.replace("ZZZ001", "ZZZ002").replace("name: own", "name: other")
    (tmp_path / "more" / "other.yaml").write_text(other + "  - {passes: {metadata: {name: x}}}\n")
    for here, shown in ((tmp_path, "more/other.yaml"), (tmp_path / "contracts", "../more/other.yaml")):
        result = run(here, "test")
        assert (result.code, result.err) == (1, "")
        assert result.out.splitlines()[0].startswith(f"{shown}:16:5: ZZZ002 promised passed, is violated")
        assert result.out.endswith("\n2 examples of 2 files, 1 failed\n")
    assert run(tmp_path, "test", "house").code == 0


def test_a_policy_whose_condition_cannot_be_judged_fails_its_example(tmp_path: Path) -> None:
    policy = POLICY.replace("self.name != params.name", "self.name.matches(self.name)").replace(
        "params: {name: x}\n", ""
    )
    (tmp_path / "own.yaml").write_text(f"{policy}  - {{passes: {{metadata: {{name: '('}}}}}}\n")
    result = run(tmp_path, "test")
    assert result.code == 1
    assert "own.yaml:15:5: ZZZ001 ZZZ001 own could not be judged here: " in result.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "there is no policy to test"),
        (HEAD, "this file is in a folder of policies and is no policy"),
        (CONFIG, "this file is in a folder of policies and is no policy"),
        ("a: 1\n", "`kind`"),
        (POLICY.replace("self.name !=", "self.nothing !=") + "  - {passes: {}}\n", "nothing"),
        (POLICY.replace("ZZZ001", "ROL002") + "  - {passes: {}}\n", "there is another policy ROL002; ids are unique"),
        (POLICY.replace("{self.name}", "{params.nothing}") + "  - {passes: {}}\n", "nothing"),
        (POLICY.replace("why: x", "why: x\nunanswered: {message: 'a {self.}'}") + "  - {passes: {}}\n", ":13:23: POL "),
        (POLICY.replace("why: x", "why: x\nunanswered: {message: '{self.no}'}") + "  - {passes: {}}\n", "/metadata/no"),
    ],
)  # fmt: skip
def test_what_is_no_policy_is_said_with_its_place(text: str | None, words: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "own.yaml").write_text(text)
    result = run(tmp_path, "test")
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert text is None or result.err.startswith("engagelint: own.yaml:")


def test_policies_named_twice_or_not_there_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POLICY + "  - {violates: {metadata: {name: x}}}\n")
    (tmp_path / "b.yaml").write_text(POLICY + "  - {violates: {metadata: {name: x}}}\n")
    result = run(tmp_path, "test", "a.yaml", "b.yaml")
    assert (result.code, "b.yaml:3:5: " in result.err, "ids are unique" in result.err) == (2, True, True)
    assert "gone: there is no such file or folder of policies" in run(tmp_path, "test", "gone").err


# -- show ------------------------------------------------------------------------------------------------------------


def test_show_says_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(HEAD + "x-a: [\n")
    result = run(tmp_path, "show", "broken.yaml")
    assert (result.code, result.out) == (1, "")
    assert result.err == "engagelint: broken.yaml:4:6: DOC The bracket that opens here is never closed\n"
    result = run(tmp_path, "show", "gone.yaml")
    assert (result.code, result.out, result.err) == (2, "", "engagelint: gone.yaml: there is no such file\n")
    (tmp_path / "engagelint.yaml").write_text(CONFIG + "pakcs: []\n")
    result = run(tmp_path, "show", EXAMPLES / "engagement.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("engagelint: engagelint.yaml:3:1: CFG ")


def test_show_tells_what_of_a_definition_of_done_is_no_criterion_and_how_criteria_read(tmp_path: Path) -> None:
    (tmp_path / "dod.md").write_text(
        "# Definition of Done\n\n- Unit tests pass\n- ~~Demo held~~\n- Code is good enough\n"
    )
    shown = run(tmp_path, "show", "--isolated", "dod.md").out
    assert "Not read as criteria\n     4  " in shown
    assert "topics: " in shown
    facts = json.loads(run(tmp_path, "show", "--isolated", "--format", "json", "dod.md").out)
    worded = [item for level in facts["levels"] for item in level["items"] if item["wording"]]
    assert [item["text"] for item in worded] == ["Code is good enough"]
    assert f"wording: {', '.join(worded[0]['wording'])}" in shown


def test_show_says_of_each_proof_why_it_is_one_and_where(tmp_path: Path) -> None:
    """The JSON has the states alone: it is what others read, in a form that was promised."""
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "ci.yml").write_text(
        "on: pull_request\njobs:\n  test:\n    runs-on: x\n    steps: [{run: pytest}]\n", encoding="utf-8"
    )
    text = "---\nrepository: this\n---\n# Definition of Done\n\n- It is tested (ci: test; ci: tset)\n- It is merged\n"
    text += "\n| Criterion | Verified by |\n|---|---|\n| It is read | by hand |\n"
    (tmp_path / "dod.md").write_text(text, encoding="utf-8")
    shown = run(tmp_path, "show", "--isolated", "dod.md").out
    file = ".github/workflows/ci.yml"
    assert shown.startswith("Definition of Done (repository: this)\n")
    assert f" ci: test (proved): job `test` in {file} can fail the build ({file}:3)\n" in shown
    missing = f"no job or step in {file} is called `tset`; the nearest is job `test`"
    assert f" ci: tset (absent): {missing}\n" in shown
    assert " by hand (cannot-tell): `by hand` names no CI job, hook, file or review\n" in shown
    facts = json.loads(run(tmp_path, "show", "--isolated", "--format", "json", "dod.md").out)
    assert facts["levels"][0]["items"][0]["verified_by"] == [
        {"kind": "ci", "value": "test", "state": "proved"},
        {"kind": "ci", "value": "tset", "state": "absent"},
    ]
    said = [
        one["message"]
        for one in json.loads(run(tmp_path, "check", "--select", "DOD013", "--format", "json").out)["findings"]
    ]
    assert said == [
        f'The proof "ci: tset" was not found: {missing}',
        (
            'Whether "by hand" proves the criterion cannot be told from the repository:'
            " `by hand` names no CI job, hook, file or review"
        ),
    ]


def test_show_says_that_shared_hours_do_not_follow(tmp_path: Path) -> None:
    sites = "operating_model:\n  sites:\n    - {name: A, side: client, time_zone: Europe/Paris}\n"
    (tmp_path / "a.yaml").write_text(f"{HEAD}term: {{start: 2026-01-05, end: 2026-12-18}}\n{sites}")
    shown = run(tmp_path, "show", "--isolated", "a.yaml").out
    assert "Shared working hours: cannot be told without the term and both sides' sites, zones and hours" in shown


# -- compare and report ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "--select", "ZZZ", "a.yaml", "a.yaml"], "there is no policy"),
        (["compare", "nowhere:a.yaml", "a.yaml"], "not a git repository"),
        (["compare", "nowhere:../../a.yaml", "a.yaml"], "not a git repository"),
        (["report", "--select", "ZZZ", "a.yaml"], "there is no policy"),
        (["report", "--since", "nowhere:a.yaml", "a.yaml"], "not a git repository"),
        (["check", "--format=asks", "--since", "nowhere:a.yaml", "a.yaml"], "not a git repository"),
        (["check", "--format=asks", "--since", "gone.yaml", "a.yaml"], "gone.yaml: there is no such file"),
        (["check", "--since", "a.yaml", "a.yaml"], "--since goes with --format asks and one file or folder"),
        (["check", "--format=asks", "--since", "a.yaml", "a.yaml", "a.yaml"], "--since goes with --format asks"),
        (["check", "--as-of", "2026-13-45", "a.yaml"], "'2026-13-45' is no date; write it as 2026-03-02"),
        (["check", "--as-of", "20260302", "a.yaml"], "'20260302' is no date"),
        (["check", "--repository", "=b", "a.yaml"], "--repository"),
        (["check", "--update-baseline", "a.yaml"], "--update-baseline names no file without --baseline"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    result = run(tmp_path, *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("epoch", "date"), [("0", "1970-01-01"), ("1772409600", "2026-03-02"), ("99999999999", "5138-11-16")]
)
def test_the_date_follows_from_the_environment(epoch: str, date: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    with mock.patch.dict("os.environ", {"SOURCE_DATE_EPOCH": epoch}):
        report = json.loads(run(tmp_path, "check", "--format=json", "a.yaml").out)
    assert report["run"]["as_of"] == date


@pytest.mark.parametrize("epoch", ["", "x", "-1", "1e3", "\u0661", "123456789012"])
def test_a_date_in_the_environment_that_is_none_is_passed_over(epoch: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    with mock.patch.dict("os.environ", {"SOURCE_DATE_EPOCH": epoch}):
        assert json.loads(run(tmp_path, "check", "--format=json", "a.yaml").out)["run"]["as_of"] > "2026-01-01"


# -- configurations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "engagelint.yaml:2:7: CFG this file is of kind Engagement; a configuration is of kind Config"),
        ("a: 1\n", "engagelint.yaml:1:1: CFG "),
        ("just words\n", "engagelint.yaml:1:1: CFG "),
        ("", "engagelint.yaml:1:1: CFG "),
    ],
)
def test_a_configuration_that_is_none_is_said(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(text)
    (tmp_path / "a.yaml").write_text(HEAD)
    result = run(tmp_path, "check")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"engagelint: {words}") or "engagelint.yaml" in result.err


def test_only_what_is_included_is_looked_at_in_folders(tmp_path: Path) -> None:
    for name in ("a/x.yaml", "b/x.yaml", "c/x.yaml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(HEAD)
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}include: [a, b]\nexclude: [b]\n")
    assert run(tmp_path, "check", "--show-files").out == "a/x.yaml\n"
    assert run(tmp_path, "check", "--show-files", "c/x.yaml").out == "c/x.yaml\n"
    shown = run(tmp_path, "check", "--show-files", "--isolated").out.split()
    assert shown == ["engagelint.yaml", "a/x.yaml", "b/x.yaml", "c/x.yaml"]


def test_a_named_configuration_of_the_same_repository_lies_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for folder in ("deals", "rules"):
        (tmp_path / folder).mkdir()
    (tmp_path / "deals" / "a.yaml").write_text(HEAD)
    (tmp_path / "rules" / "c.yaml").write_text(
        f"{CONFIG}select: [ROL]\noverrides: [{{files: ['**'], ignore: [ROL]}}]\n"
    )
    # Its patterns start in its own folder, where no draft lies.
    assert run(tmp_path / "deals", "check", "--config=../rules/c.yaml", "--format=json", ".").findings != []


# -- init and lsp ----------------------------------------------------------------------------------------------------

ANSWERS = ("--shape", "hybrid-squad", "--case", "specialist-gap", "--regulated")


def test_init_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run(tmp_path, "init", "file/below", *ANSWERS)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("; nothing was written\n")
    (tmp_path / "engagelint.yaml").write_text(CONFIG + "pakcs: []\n")
    result = run(tmp_path, "init", ".", *ANSWERS)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("engagelint: engagelint.yaml:3:1: CFG ")


def test_another_module_that_is_missing_is_no_missing_extra(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no such thing', name='other')\n")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from engagelint.cli import main; main()"
    command = [sys.executable, "-c", program, "lsp"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)  # noqa: S603
    assert done.returncode == 3
    assert "a defect of engagelint: ModuleNotFoundError: no such thing" in done.stderr


# -- check: what is in force, and what stands in its way --------------------------------------------------------------


def test_the_configuration_in_force_is_shown_with_house_policies_and_values(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(POLICY + "  - {violates: {metadata: {name: x}}}\n")
    (tmp_path / "engagelint.yaml").write_text(
        f"{CONFIG}policies: [rules]\nselect: [ZZZ001, ROL003]\nseverity: {{ROL003: note}}\n"
        "params: {ROL003: {minimum_hours: 9}}\n"
    )
    shown = json.loads(run(tmp_path, "check", "--show-config").out)
    assert (shown["configuration"], len(shown["sha256"])) == ("engagelint.yaml", 64)
    assert shown["stated"]["select"] == ["ZZZ001", "ROL003"]
    assert shown["policies"]["ROL003"]["severity"] == "note"
    assert 9 in shown["policies"]["ROL003"]["params"].values()
    assert set(shown["policies"]) == {"ROL003", "ZZZ001"}
    alone = json.loads(run(tmp_path, "check", "--show-config", "--isolated", "--select", "COM001").out)
    assert (alone["configuration"], alone["sha256"], set(alone["policies"])) == (None, None, {"COM001"})


def test_the_configuration_in_force_for_a_file_has_the_overrides_for_it(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(
        f"{CONFIG}select: [COM001, ROL002]\n"
        "overrides: [{files: [mvp.yaml], ignore: [ROL], severity: {COM: note}}]\n"
    )
    of_file = json.loads(run(tmp_path, "check", "--show-config", "mvp.yaml").out)
    assert (of_file["file"], of_file["off"]["ROL002"]) == ("mvp.yaml", "it is ignored (`ROL`)")
    assert {code: one["severity"] for code, one in of_file["policies"].items()} == {"COM001": "note"}
    for arguments in ([], ["."], ["other.yaml"]):
        shown = json.loads(run(tmp_path, "check", "--show-config", *arguments).out)
        assert shown["file"] == ("other.yaml" if arguments == ["other.yaml"] else None)
        assert {code: one["severity"] for code, one in shown["policies"].items()} == {
            "COM001": "error",
            "ROL002": "error",
        }
        assert shown["off"]["COM002"] == "it is not among the selected policies"
    result = run(tmp_path, "check", "--show-config", "mvp.yaml", "other.yaml")
    assert (result.code, result.out) == (2, "")
    assert "--show-config goes with one file or folder" in result.err


def test_standard_input_that_is_closed_is_said(tmp_path: Path) -> None:
    for arguments in (["check", "-"], ["check", "--files-from", "-"]):
        with mock.patch.object(sys, "stdin", None):
            result = run(tmp_path, *arguments)
        assert (result.code, result.out, result.err) == (2, "", "engagelint: standard input is closed\n")


def test_the_defaults_of_a_trusted_revision_are_the_defaults(tmp_path: Path) -> None:
    """Isolated from every configuration, that of the revision does not count either."""
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}ignore: [EXT]\n")
    (tmp_path / "a.yaml").write_text(f"{HEAD}exit: {{intellectual_property: vendor}}\n")
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)  # noqa: S603, S607
    options = ["check", "--trust", "main", "--format=json", "a.yaml"]
    assert run(tmp_path, *options).places("EXT002") == ()
    assert run(tmp_path, *options, "--isolated").places("EXT002") == (("EXT002", 4, 31),)


def test_a_folder_that_cannot_be_listed_is_said_and_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text(HEAD)
    listed = os.scandir

    def closed(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", closed)
    result = run(tmp_path, "check", "--isolated", "--select=TXT002", "--format=json", ".")
    assert (result.code, result.err) == (2, "engagelint: a: it may not be read\n")
    assert json.loads(result.out)["files"] == 1


class Terminal(io.TextIOWrapper):
    """Standard error of a person."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined,no-any-return] # a BytesIO


@pytest.mark.parametrize(("more", "bar"), [([], True), (["--quiet"], False)])
def test_a_person_sees_how_far_it_is_and_nothing_of_it_stays(
    more: list[str], *, bar: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from engagelint import progress

    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(HEAD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "INTERVAL", 0)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setenv("CI", "")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "argv", ["engagelint", "check", "--isolated", "--select=TXT002", *more, "."])
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(SystemExit):
        cli.main()
    assert ("3 of 3 files" in terminal.shown) is bar
    assert not bar or terminal.shown.endswith("\r")
    assert "of 3 files" not in capfd.readouterr().out


def test_work_whose_process_did_not_come_to_its_end_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engagelint import workers

    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "engagelint.yaml").write_text(f"{CONFIG}ignore: [EXT]\n")  # cannot loosen: it is told
    for number in range(6):
        (tmp_path / "sub" / f"{number}.yaml").write_text(f"{HEAD}exit: {{intellectual_property: vendor}}\n")
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}select: [EXT002]\n")
    arguments = ["check", "--format=json", "sub"]
    alone = run(tmp_path, *arguments, "--jobs=1")
    assert len(alone.places("CFG")) == 1
    assert run(tmp_path, *arguments, "--jobs=3").out == alone.out
    spread = workers.spread
    monkeypatch.setattr(workers, "spread", lambda parts, work: [*spread(parts, work)[:-1], None])
    assert run(tmp_path, *arguments, "--jobs=3").out == alone.out


# -- what is ours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "ours"),
    [
        ("package-lock.json", '{"name": "x", "packages": {', False),
        ("CHANGES.md", "# Changes\n\n- the definition of done is linked\n", False),
        ("data.yaml", "a:\n", False),
        ("deal.json", '{"apiVersion": "engagelint/v1", "kind": "Engagement",', True),
        ("deal.yaml", HEAD, True),
        ("working.md", "# Definition of Done\n\n- Tests pass\n", True),
        ("definition-of-done.md", "# Ours\n\n- Tests pass\n", True),
    ],
)
def test_a_file_that_is_too_large_is_told_where_it_may_be_ours(
    tmp_path: Path, name: str, text: str, *, ours: bool
) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / name).write_text(text + " " * (1024 * 1024))
    words = f"engagelint: {name}: it is larger than 1 MiB"
    for command in (["check", "--isolated", "--select=OPS001", "."], ["check", "--isolated", "--hook", name]):
        assert (words in run(tmp_path, *command).err) == ours, command
    assert run(tmp_path, "check", "--isolated", "--hook", name).code == (2 if ours else 0)
    assert words in run(tmp_path, "check", "--isolated", name).err


def test_a_folder_of_configurations_and_policies_has_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(CONFIG)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "a.yaml").write_text(POLICY.replace("examples:", "examples: []"))
    for arguments in ([], ["--jobs=2"]):
        result = run(tmp_path, "check", *arguments)
        assert result.code == 2
        assert "nothing to check: no engagement manifest" in result.err
    assert run(tmp_path, "check", "engagelint.yaml").code == 0
    (tmp_path / "deal.yaml").write_text(HEAD)
    assert "nothing to check" not in run(tmp_path, "check").err


def test_a_policy_that_is_checked_is_compiled(tmp_path: Path) -> None:
    example = "examples:\n  - violates: {}\n"
    (tmp_path / "good.yaml").write_text(POLICY.replace("examples:\n", example))
    (tmp_path / "bad.yaml").write_text(
        POLICY.replace("examples:\n", example).replace("self.name !=", "nosuch(self) !=")
    )
    (tmp_path / "placeholder.yaml").write_text(
        POLICY.replace("examples:\n", example).replace("{self.name}", "{nosuch}")
    )
    empty = POLICY.replace("examples:\n", example).replace("params: {name: x}", "params:").replace("params.name", "'y'")
    (tmp_path / "empty.yaml").write_text(empty)
    assert run(tmp_path, "check", "--isolated", "good.yaml").code == 0
    assert run(tmp_path, "check", "--isolated", "empty.yaml").code == 0
    for name, line in (("bad.yaml", 8), ("placeholder.yaml", 11)):
        result = run(tmp_path, "check", "--isolated", "--format=json", name)
        assert (result.code, [(one["id"], one["line"]) for one in result.findings]) == (1, [("POL", line)])


# -- what a configuration says of policies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("severity: {COMM001: note}", ["3:12: CFG there is no policy `COMM001`; did you mean COM001?"]),
        ("severity: {WAI: note}", ["3:12: CFG `WAI` always counts"]),
        ("mandatory: [COM, NOPE]", ["3:18: CFG there is no policy `NOPE`"]),
        ("two_key: [SCH]", ["3:11: CFG `SCH` always counts"]),
        ("ignore: [SCH]", ["3:10: CFG `SCH` cannot be ignored"]),
        ("packs: [default, strikt]", ["3:18: CFG there is no pack `strikt`; did you mean strict?"]),
        ("params: {ROL003: {minimum_hours: '8'}}", ["3:34: CFG `minimum_hours` of ROL003 is a text; a number is expe"]),
        ("params: {ROL003: {minimum_hours: true}}", ["3:34: CFG `minimum_hours` of ROL003 is `true` or `false`; a nu"]),
        ("params: {CER011: {conditions: all}}", ["3:31: CFG `conditions` of CER011 is a text; a list is expected"]),
        ("params: {CER011: {conditions: [a, 1]}}", ["3:31: CFG entry 2 of `conditions` of CER011 is a number; a text"]),
        ("params: {COM001: {x: 3}}", ["3:22: CFG COM001 has no parameter `x`; it has none"]),
        ("overrides: [{files: [b], select: [NOPE]}]", ["3:35: CFG there is no policy `NOPE`"]),
        ("overrides: [{files: [b], ignore: [NOPE, COM]}]", ["3:35: CFG there is no policy `NOPE`"]),
        ("select: [QQQ]\nignore: [QQR]", ["3:10: CFG there is no policy `QQQ`", "4:10: CFG there is no policy `QQR`"]),
        (
            "params: {ROL003: {minimum_hours: 8.5}, CER011: {conditions: [x]}}\nselect: [WAI, velocity-not-a-kpi]",
            [],
        ),
    ],
)
def test_what_a_configuration_says_of_policies_is_told_at_its_place(
    stated: str, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}{stated}\n")
    result = run(tmp_path, "check", "a.yaml")
    lines = result.err.splitlines() if told else []
    assert len(lines) == len(told), lines
    assert all(line.startswith(f"engagelint: engagelint.yaml:{words}") for line, words in zip(lines, told, strict=True))
    assert (result.code == 2) == bool(told)
    for command in (["policies"], ["explain", "COM001"], ["check", "--show-config"]):
        assert run(tmp_path, *command).err.splitlines() == lines


@pytest.mark.parametrize(
    ("stated", "options", "severity"),
    [
        ("ignore: [COM001]", ["--select=COM001"], "error"),
        ("ignore: [COM001]\nselect: [COM]", [], None),
        ("ignore: [COM]\nselect: [COM001]", [], "error"),
        ("select: [COM001]\nignore: [COM001]", [], None),
        ("select: [COM]", ["--ignore=COM001"], None),
        ("select: [COM001]", ["--ignore=COM"], None),
        ("", ["--select=COM001", "--ignore=COM"], "error"),
        ("severity: {COM001: error, COM: note}", [], "error"),
        ("severity: {COM: note, COM001: warning}", [], "warning"),
        ("severity: {COM: note}\noverrides: [{files: [a.yaml], severity: {CO: warning}}]", [], "warning"),
        ("ignore: [COM001]\noverrides: [{files: [a.yaml], select: [COM001]}]", [], "error"),
        ("ignore: [COM001]\nmandatory: [COM001]", [], "error"),
    ],
)
def test_the_nearer_choice_and_the_longer_code_count(
    stated: str, options: list[str], severity: str | None, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "commercials: {kpis: [{name: V, measures: velocity}]}\n")
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}{stated}\n")
    result = run(tmp_path, "check", "--format=json", *options, "a.yaml")
    assert [one["severity"] for one in result.findings if one["id"] == "COM001"] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("stated", "options", "code"),
    [
        ("", ["--select=COM001", "--ignore=COM001"], 2),
        ("select: [COM001]", ["--ignore=COM"], 2),
        ("", ["--select=SCH"], 0),
        ("select: [WAI]", [], 0),
        ("overrides: [{files: [a.yaml], select: [TXT002], ignore: [TXT002]}]", [], 0),
    ],
)
def test_a_run_without_any_policy_is_no_success(stated: str, options: list[str], code: int, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}{stated}\n")
    result = run(tmp_path, "check", *options, "a.yaml")
    assert result.code == code
    assert ("no policy is left to run: see what is selected and ignored" in result.err) == (code == 2)


# -- what is named, and what would be lost -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "lost"),
    [
        (["--format=json:deal.yaml", "deal.yaml"], "deal.yaml"),
        (["--format=json:other.yaml", "deal.yaml"], "other.yaml"),
        (["--format=text", "--format=sarif:engagelint.yaml", "deal.yaml"], "engagelint.yaml"),
        (["--format=json:known.json", "--baseline=known.json", "--update-baseline", "."], "known.json"),
        (["--format=json:old-report.json", "."], None),
        (["--format=json:new.json", "."], None),
    ],
)
def test_a_report_is_written_over_nothing_that_is_read(arguments: list[str], lost: str | None, tmp_path: Path) -> None:
    for name in ("deal.yaml", "other.yaml"):
        (tmp_path / name).write_text(HEAD)
    (tmp_path / "engagelint.yaml").write_text(CONFIG)
    (tmp_path / "old-report.json").write_text('{"version": 1}')
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    result = run(tmp_path, "check", *arguments)
    assert result.code == (2 if lost else 1)
    assert (f"--format: {lost} is no report, and would be lost" in result.err) == bool(lost)
    if lost:
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("nowhere", "--repository: there is no folder nowhere"),
        ("ledger=nowhere", "--repository: there is no folder nowhere"),
        ("ledger=a.yaml", "--repository: there is no folder a.yaml"),
        ("=b", "engagelint: --repository =b: a name must stand before `=`"),
        (".", ""),
    ],
)
@pytest.mark.parametrize("command", ["check", "show"])
def test_a_repository_that_is_named_is_there(command: str, value: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    result = run(tmp_path, command, f"--repository={value}", "a.yaml")
    assert words in result.err
    assert (result.code == 2) == bool(words)


@pytest.mark.parametrize(("kind", "text"), [("Config", CONFIG), ("Policy", POLICY + "  - violates: {}\n")])
def test_show_says_what_it_is_not_for(kind: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text)
    result = run(tmp_path, "show", "a.yaml")
    words = f"a.yaml: this file is of kind {kind}; `show` is for engagement manifests and Definitions of Done"
    assert (result.code, result.out, result.err) == (2, "", f"engagelint: {words}\n")


def test_without_arguments_the_help_is_shown_and_it_is_no_success(tmp_path: Path) -> None:
    bare, asked = run(tmp_path), run(tmp_path, "--help")
    assert (bare.code, asked.code) == (2, 0)
    assert bare.out == asked.out
    assert len(bare.out.splitlines()) > 10


def test_a_house_policy_is_called_by_its_name_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "z.yaml").write_text(POLICY.replace("name: own", "name: x-is-none") + "  - violates: {}\n")
    base = ["check", "--format=json", "--policies=house"]
    for options in (["--select=x-is-none"], ["--select=X-Is-None"], ["--select=ZZZ"]):
        assert [one["id"] for one in run(tmp_path, *base, *options, "a.yaml").findings] == ["ZZZ001"]
    assert run(tmp_path, *base, "--select=ZZZ,COM001", "--ignore=x-is-none", "a.yaml").findings == []
    (tmp_path / "engagelint.yaml").write_text(
        f"{CONFIG}policies: [house]\nseverity: {{x-is-none: note}}\nselect: [ZZZ]\n"
    )
    assert [one["severity"] for one in run(tmp_path, "check", "--format=json", "a.yaml").findings] == ["note"]
    assert "did you mean x-is-none?" in run(tmp_path, *base, "--select=x-is-non", "a.yaml").err


def test_two_policies_have_two_names(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "house").mkdir()
    policy = POLICY + "  - violates: {}\n"
    (tmp_path / "house" / "a.yaml").write_text(policy.replace("name: own", "name: velocity-not-a-kpi"))
    (tmp_path / "house" / "b.yaml").write_text(policy.replace("ZZZ001", "ZZZ002"))
    (tmp_path / "house" / "c.yaml").write_text(policy.replace("ZZZ001", "ZZZ003"))
    result = run(tmp_path, "check", "--policies=house", "a.yaml")
    assert result.code == 2
    assert "house/a.yaml:4:7: POL there is another policy called velocity-not-a-kpi; names are unique" in result.err
    assert "house/c.yaml:4:7: POL there is another policy called own; names are unique" in result.err


@pytest.mark.parametrize("evidence", ["{'ci: x': 5}", "{'ci: x': [1]}", "5"])
def test_evidence_of_an_example_in_another_form_is_told(evidence: str, tmp_path: Path) -> None:
    text = POLICY.replace("applies_to: Engagement", "applies_to: DefinitionOfDone").replace(
        "given: /metadata", "given: ''"
    )
    text = text.replace("self.name != params.name", "done.items.all(item, size(item.verified_by) == 1)")
    text = text.replace("at: name", "at: items").replace("{self.name}", "{params.name}")
    example = f"{{passes: {{items: [{{text: Tests pass, verified_by: ['ci: x']}}]}}, x-evidence: {evidence}}}"
    (tmp_path / "a.yaml").write_text(f"{text}  - {example}\n")
    result = run(tmp_path, "test", "a.yaml")
    assert (result.code, result.err) == (1, "")
    assert "an example holds terms, and there is something else" in result.out
