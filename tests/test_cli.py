"""The command line as its users meet it: files in, text and exit code out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from engagelint import cli
from engagelint.cli import commands

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        return report

    def found(self) -> set[tuple[str, int, int]]:
        return {(one["id"], one["line"], one["column"]) for one in self.report["findings"]}

    def ids(self) -> set[str]:
        return {one["id"] for one in self.report["findings"]}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Result]:
    """Runs the command in an empty folder, with the given arguments."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["engagelint", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return Result(int(stopped.value.code or 0), captured.out, captured.err)

    return call


def check_json(run: Callable[..., Result], *arguments: object) -> Result:
    return run("check", "--format", "json", *arguments)


@pytest.mark.parametrize("name", ["engagement.yaml", "mvp.yaml", "definition-of-done.md", "definition-of-done.yaml"])
def test_the_clean_examples_have_nothing_at_warning_or_above(run: Callable[..., Result], name: str) -> None:
    result = check_json(run, "--fail-on", "warning", EXAMPLES / name)
    assert (result.code, result.err) == (0, "")
    assert [one["id"] for one in result.report["findings"] if one["severity"] != "note"] == []
    assert result.report["summary"]["passed"] > 5


def test_the_vendor_proposal_is_found_out(run: Callable[..., Result]) -> None:
    result = check_json(run, EXAMPLES / "vendor-proposal.yaml")
    assert result.code == 1
    expected = {
        ("COM001", 26, 41),  # velocity as a KPI, with a bonus
        ("COM003", 27, 69),  # the disguised velocity: "Sum of story points accepted"
        ("ROL002", 12, 3),  # no backup product owner
        ("KNO001", 2, 1),  # no decision records
        ("KNO002", 2, 1),  # no runbooks
        ("CMP001", 41, 70),  # training in week six
        ("OPS002", 38, 27),  # one hour of overlap, promised as four
        ("OPS006", 39, 29),  # split issue tracking
        ("PTR001", 16, 3),  # one senior, four juniors
    }
    assert expected <= result.found()
    messages = {one["id"]: one["message"] for one in result.report["findings"]}
    assert "bonus" in messages["COM001"]
    assert "1" in messages["OPS002"]
    assert "4" in messages["OPS002"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("commercials: {kpis: [{name: Speed, measures: velocity, consequence: invoice}]}", {"COM001"}),
        ("roles: {product_owner: {name: Ada Quist, side: client}}", {"ROL002"}),
        ("knowledge: {decision_records: {required: false}, runbooks: {required: false}}", {"KNO001", "KNO002"}),
        ("parties: {client: {regulated: true}}", {"CMP001", "CMP002"}),
    ],
)
def test_the_faults_of_the_mission(run: Callable[..., Result], tmp_path: Path, terms: str, expected: set[str]) -> None:
    (tmp_path / "x.yaml").write_text(f"{HEAD}{terms}\n")
    result = check_json(run, "x.yaml")
    assert result.code == 1
    assert expected <= result.ids()
    for one in result.report["findings"]:
        if one["id"] in expected and one["outcome"] == "violated":
            assert one["line"] == 4


def test_an_empty_manifest_gives_questions_and_no_schema_errors(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(HEAD)
    result = check_json(run, "x.yaml")
    assert result.code == 1
    assert {"ROL002", "SHP001"} <= result.ids()
    assert {one["outcome"] for one in result.report["findings"]} == {"unanswered"}
    text = run("check", "x.yaml").out
    assert text.count("The engagement's roles are not stated") == 1
    assert "ROL002 product-owner-has-backup" in text


@pytest.mark.parametrize(
    "kpi",
    [
        "{name: V\u0435locity, measures: throughput}",  # a Cyrillic letter
        '{name: "Vel\\u200bocity", measures: throughput}',  # a zero-width character
        "{name: Output, measures: other, target: {at_least: 4, unit: SP}}",
        "{name: Output, measures: throughput, target: {at_least: 4, unit: points per sprint}}",
    ],
)
def test_renamed_velocity_is_caught(run: Callable[..., Result], tmp_path: Path, kpi: str) -> None:
    (tmp_path / "x.yaml").write_text(f"{HEAD}commercials: {{kpis: [{kpi}]}}\n", encoding="utf-8")
    assert "COM003" in check_json(run, "x.yaml").ids()


def test_velocity_that_is_denied_is_not(run: Callable[..., Result], tmp_path: Path) -> None:
    kpi = "{name: Throughput, measures: throughput, definition: Stories that reached Done; velocity is not a KPI.}"
    (tmp_path / "x.yaml").write_text(f"{HEAD}commercials: {{kpis: [{kpi}]}}\n")
    assert not {"COM001", "COM003"} & check_json(run, "x.yaml").ids()


def test_a_typo_says_the_nearest_known_field(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"{HEAD}sharpe: mvp-build\n")
    finding = next(one for one in check_json(run, "x.yaml").report["findings"] if one["id"] == "SCH")
    assert (finding["line"], finding["column"]) == (4, 1)
    assert "did you mean `shape`" in finding["message"]


def test_what_is_typed_is_what_is_meant(run: Callable[..., Result], tmp_path: Path) -> None:
    text = (
        "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x, title: NO}\nx-own: {any: thing}\n"
        "term: {start: 2026-03-02, end: 2027-02-26}\nroles: {product_owner: {name: Ada Quist, backup: }}\n"
        "operating_model: {sites: [{name: Oslo, side: client, time_zone: Europe/Oslo, hours: 09:00-17:30}]}\n"
    )
    (tmp_path / "x.yaml").write_text(text)
    result = check_json(run, "x.yaml")
    # What other programs take for a no is told, and is a text all the same.
    told = [(one["severity"], one["line"], one["column"]) for one in result.report["findings"] if one["id"] == "SCH"]
    assert told == [("warning", 3, 28)]
    backup = next(one for one in result.report["findings"] if one["id"] == "ROL002")
    assert (backup["outcome"], backup["line"], backup["column"]) == ("unanswered", 6, 42)


@pytest.mark.parametrize(
    ("name", "content", "arguments", "code", "says"),
    [
        ("x.yaml", None, ["x.yaml"], 2, "x.yaml"),
        ("readme.txt", b"hello", ["."], 2, "nothing to check"),
        ("x.yaml", b"\x00\x01\xff\xfe", ["x.yaml"], 1, "x.yaml:1:3: error DOC"),
        ("x.yaml", b"apiVersion: engagelint/v1\nkind: [\n", ["x.yaml"], 1, "error DOC"),
        ("x.yaml", b"", ["x.yaml"], 1, "x.yaml:1:1: error DOC"),
        ("x.yaml", b"apiVersion: engagelint/v1\nkind: Engagment\n", ["x.yaml"], 1, "did you mean Engagement"),
        ("x.yaml", b"apiVersion: engagelint/v9\nkind: Engagement\n", ["x.yaml"], 1, "engagelint/v9"),
        ("x.yaml", b"version: 3\n", ["x.yaml"], 2, "neither an engagement manifest"),
        ("x.yaml", HEAD.encode(), ["--select", "COM999", "x.yaml"], 2, "COM999"),
        ("x.yaml", HEAD.encode(), ["--ignore", "SCH", "x.yaml"], 2, "cannot be ignored"),
        ("x.yaml", HEAD.encode(), ["--as-of", "tomorrow", "x.yaml"], 2, "is no date"),
    ],
)
def test_what_cannot_be_checked_says_so(  # noqa: PLR0913, PLR0917 - a table's columns
    run: Callable[..., Result],
    tmp_path: Path,
    name: str,
    content: bytes | None,
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("check", "--format", "concise", *arguments)
    assert result.code == code
    assert says in result.out + result.err
    assert "Traceback" not in result.out + result.err


def test_one_bad_file_does_not_keep_the_others_from_being_checked(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("apiVersion: engagelint/v1\nkind: [\n")
    (tmp_path / "good.yaml").write_text(HEAD)
    ids = check_json(run, ".").ids()
    assert {"DOC", "SHP001"} <= ids


def test_a_hook_skips_what_is_not_ours(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "broken.yaml").write_text("a: [\n")
    (tmp_path / "README.md").write_text("# Hello\n")
    result = run("check", "--hook", "compose.yaml", "broken.yaml", "README.md")
    assert result == (0, "", "")
    assert run("check", "--hook") == (0, "", "")
    assert run("check", "--hook", ".") == (0, "", "")


def test_a_linked_definition_of_done_is_checked_with_its_own_place(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "contracts").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs/dod.md").write_text(
        "# Definition of Done\n\n- Code is reviewed by a colleague\n- All tests pass\n"
    )
    manifest = f"{HEAD}definition_of_done: {{file: ../docs/dod.md}}\n"
    (tmp_path / "contracts/x.yaml").write_text(manifest)
    result = check_json(run, "contracts")
    files = {one["id"]: one["file"] for one in result.report["findings"]}
    assert files["DOD003"] == "docs/dod.md"
    assert files["SHP001"] == "contracts/x.yaml"
    assert "DOD030" not in files
    twice = check_json(run, "contracts", "docs")
    assert [one["id"] for one in twice.report["findings"]].count("DOD003") == 1


@pytest.mark.parametrize("reference", ["../../etc/passwd", "/etc/passwd", "~/x.md", "a\\\\b.md", "C:/x.md"])
def test_a_reference_out_of_the_repository_is_refused(
    run: Callable[..., Result], tmp_path: Path, reference: str
) -> None:
    (tmp_path / "x.yaml").write_text(f'{HEAD}definition_of_done: {{file: "{reference}"}}\n')
    ids = check_json(run, "x.yaml").ids()
    assert "REF" in ids
    assert "DOD030" not in ids


def test_a_definition_of_done_that_is_missing_is_said_to_be(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"{HEAD}definition_of_done: {{file: gone.md}}\n")
    finding = next(one for one in check_json(run, "x.yaml").report["findings"] if one["id"] == "DOD030")
    assert (finding["outcome"], finding["line"], finding["column"]) == ("violated", 4, 28)
    assert "gone.md" in finding["message"]


def test_closed_engagements_are_skipped_and_counted(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(HEAD.replace("name: x", "name: x, status: closed"))
    result = check_json(run, "x.yaml")
    assert (result.code, result.report["findings"]) == (0, [])
    assert "1 closed engagement skipped" in result.err
    report = run("report", "x.yaml")
    assert (report.code, report.out) == (2, "")
    assert "nothing to report: there is no open engagement" in report.err
    assert "read" not in report.err


def test_a_file_that_does_not_parse_is_counted(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(HEAD)
    (tmp_path / "dod.md").write_text("# Definition of Done\n\n- a\x01\n")
    (tmp_path / "y.yaml").write_text(f"{HEAD}definition_of_done: {{file: dod.md}}\n")
    (tmp_path / "broken.yaml").write_text(f"{HEAD}x-a: [\n")
    assert check_json(run, "broken.yaml").report["files"] == 1
    assert "1 error in 1 file (" in run("check", "broken.yaml").out
    assert check_json(run, "x.yaml", "broken.yaml").report["files"] == 2
    assert check_json(run, ".").report["files"] == 4


def test_fail_on(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(HEAD.replace("name: x", "name: x, status: draft"))
    codes = {level: run("check", "--fail-on", level, "x.yaml").code for level in ("error", "warning", "note", "never")}
    assert codes == {"error": 0, "warning": 1, "note": 1, "never": 0}


def test_kind_says_what_a_file_is(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "done.txt").write_text("When we are done\n\n- Code is reviewed by a colleague\n- All tests pass\n")
    assert run("check", "done.txt").code == 2
    result = check_json(run, "--kind", "definition-of-done", "done.txt")
    assert {"DOD003", "DOD004"} <= result.ids()
    (tmp_path / "x.yaml").write_text("metadata: {name: x}\n")
    assert "SCH" in check_json(run, "--kind", "engagement", "x.yaml").ids()


def test_json_has_the_fields_of_version_1(run: Callable[..., Result]) -> None:
    result = check_json(run, "--as-of", "2026-02-03", EXAMPLES / "vendor-proposal.yaml")
    report = result.report
    assert list(report) == ["version", "tool", "run", "files", "findings", "let_through", "summary"]
    assert report["version"] == 1
    assert report["run"] == {"as_of": "2026-02-03", "configuration": None, "packs": ["default"], "house_policies": []}
    fields = "id name severity outcome file line column end_line end_column pointer message ask asked_of why clause"
    assert list(report["findings"][0]) == [*fields.split(), "fallback", "related", "fingerprint", "value_hash"]
    prints = [one["fingerprint"] for one in report["findings"]]
    assert len(set(prints)) == len(prints)
    severities = [one["severity"] for one in report["findings"]]
    assert {level: severities.count(level) for level in ("error", "warning", "note")} == {
        level: report["summary"][level] for level in ("error", "warning", "note")
    }


def test_fingerprints_outlive_moved_lines_and_reordered_lists(run: Callable[..., Result], tmp_path: Path) -> None:
    first = "    - {name: A, measures: velocity}\n"
    second = "    - {name: B, measures: story-points}\n"
    prints = []
    for text in (first + second, "    # moved\n" + second + first):
        (tmp_path / "x.yaml").write_text(f"{HEAD}commercials:\n  kpis:\n{text}")
        findings = check_json(run, "--select", "COM001", "x.yaml").report["findings"]
        prints.append({one["fingerprint"] for one in findings})
        assert len(prints[-1]) == 2
    assert prints[0] == prints[1]


def test_text_shows_the_line_and_what_to_do(run: Callable[..., Result]) -> None:
    out = run("check", "--select", "COM001", EXAMPLES / "vendor-proposal.yaml").out
    lines = out.splitlines()
    assert lines[0].endswith("a bonus hangs on it")
    assert ":26:41: error COM001 velocity-not-a-kpi:" in lines[0]
    assert lines[2].startswith("26 | ")
    assert lines[3].index("^") - lines[2].index("velocity, target") == 0
    assert lines[3].count("^") == len("velocity")
    assert [line.split(":")[0].strip() for line in lines[4:7]] == ["= why", "= ask", "= clause"]
    out = run("check", "--select", "ROL003", EXAMPLES / "vendor-proposal.yaml").out
    assert "   = try: set the product owner's hours per week to 4\n" in out
    assert lines[6].endswith("(engagelint explain COM001)")


def test_colour_by_flag_and_environment() -> None:
    cases: list[tuple[str, dict[str, str], bool, bool]] = [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ]
    for choice, environment, terminal, expected in cases:
        assert cli.use_color(choice, environment, terminal=terminal) is expected, (choice, environment, terminal)


def test_explain(run: Callable[..., Result]) -> None:
    result = run("explain", "rol002")
    assert result.code == 0
    assert result.out.startswith("# ROL002 product-owner-has-backup")
    assert run("explain", "product-owner-has-backup").out == result.out
    for code in ("DOC", "SCH", "REF", "CFG", "POL", "SUP", "WAI"):
        assert run("explain", code).out.startswith(f"# {code} ")
    assert run("explain", "ROL022").code == 2


def test_policies(run: Callable[..., Result]) -> None:
    lines = run("policies").out.splitlines()
    assert any(line.startswith("COM001  error") for line in lines)
    rows = json.loads(run("policies", "--format", "json", "--select", "ROL").out)
    assert {row["id"][:3] for row in rows} == {"ROL"}
    assert next(row for row in rows if row["id"] == "ROL003")["params"] == {"minimum_hours": 4}


@pytest.mark.parametrize("kind", cli.SCHEMAS)
def test_schema(run: Callable[..., Result], kind: str) -> None:
    assert json.loads(run("schema", kind).out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_show_a_definition_of_done(run: Callable[..., Result]) -> None:
    shown = json.loads(run("show", "--format", "json", EXAMPLES / "definition-of-done.md").out)
    assert list(shown) == ["kind", "title", "owner", "repository", "levels", "skipped"]
    assert [level["name"] for level in shown["levels"]] == ["Story", "Sprint"]
    item = shown["levels"][0]["items"][3]
    assert (item["text"], item["line"], item["column"]) == ("Deployed to staging by the pipeline", 17, 7)
    assert "staging" in item["topics"]
    assert item["verified_by"][0]["kind"] == "ci"
    text = run("show", EXAMPLES / "definition-of-done.md").out
    assert "Deployed to staging by the pipeline" in text


def test_show_an_engagement(run: Callable[..., Result]) -> None:
    shown = json.loads(run("show", "--format", "json", EXAMPLES / "vendor-proposal.yaml").out)
    assert shown["worst_overlap"] == {"hours": 1.0, "date": "2026-03-02"}
    assert {"month": "2026-07", "hours": 2.0} in shown["overlap"]
    assert shown["headcount"] == {"client": {}, "vendor": {"senior": 1, "junior": 4}}
    assert "1 senior, 4 junior" in run("show", EXAMPLES / "vendor-proposal.yaml").out


def test_the_worst_day_is_named_over_the_change_of_clocks(run: Callable[..., Result], tmp_path: Path) -> None:
    sites = (
        "operating_model: {sites: [{name: Berlin, side: client, time_zone: Europe/Berlin, hours: 09:00-18:00}, "
        "{name: Sydney, side: vendor, time_zone: Australia/Sydney, hours: 09:00-20:00}]}\n"
    )
    (tmp_path / "x.yaml").write_text(f"{HEAD}term: {{start: 2026-05-04, end: 2026-12-31}}\n{sites}")
    finding = next(one for one in check_json(run, "x.yaml").report["findings"] if one["id"] == "OPS001")
    assert "2026-10-26" in finding["message"]


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401 - subprocess's own
    command = [sys.executable, "-m", "engagelint", *map(str, arguments)]
    return subprocess.run(command, check=False, timeout=60, **options)  # noqa: S603 - our own program


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    script = f"{sys.executable} -m engagelint check {EXAMPLES} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)  # noqa: S603, S607
    assert done.stderr == b""
    assert done.stdout.splitlines()[-1] in {b"141", b"1"}
    del tmp_path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_said_and_exits_2() -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("check", EXAMPLES, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"cannot write" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_closed_output_exits_2() -> None:
    script = f"{sys.executable} -m engagelint check {EXAMPLES} >&-"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)  # noqa: S603, S607
    assert done.returncode == 2


def test_output_in_ascii_survives() -> None:
    done = process("check", EXAMPLES, env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}, capture_output=True)
    assert done.returncode == 1
    assert done.stderr == b""


def test_an_unknown_command_names_the_nearest(run: Callable[..., Result]) -> None:
    result = run("chek")
    assert result.code == 2
    assert "did you mean check" in result.err


def test_help_fits_a_screen(run: Callable[..., Result]) -> None:
    assert run("--version").out.startswith("engagelint ")
    assert len(run("check", "--help").out.splitlines()) < 50
    assert "check" in run("--help").out


@pytest.mark.parametrize("command", sorted(commands.cli.commands))
def test_help_keeps_the_lines_of_examples(run: Callable[..., Result], command: str) -> None:
    """Click keeps a paragraph's lines after a backspace, which must not have become the letters of its escape."""
    told = run(command, "--help").out
    assert "\\b" not in told
    examples = [line for line in told.splitlines() if " engagelint " in line and not line.startswith("Usage: ")]
    assert all(line.startswith("    engagelint ") and line.count(" engagelint ") == 1 for line in examples)
