"""The formats of others, held against their own schemas and validators, for every example and for a hostile report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import npm
import pytest
import yaml
from jsonschema.validators import validator_for

from engagelint import resources
from engagelint.check import Request, check
from engagelint.config import Configuration
from engagelint.model import (
    By,
    Counts,
    ExceptionInfo,
    Finding,
    Outcome,
    Position,
    Region,
    Related,
    Report,
    Run,
    Severity,
    Source,
)
from engagelint.reporters import FORMATS, reporter

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir())

#: What a counterparty might write into a name, a term or a file's name.
HOSTILE = [
    "\x00\x07\x08\x1b[2J\x1b]0;title\x07\x7f\x9b31m",
    "\u202egnp.exe\u2066\u200b\u00ad\ufeff",
    "::error file=x,line=1::message",
    "\n::error::on a line of its own\r\n::stop-commands::x",
    "##[error]x ##vso[task.setvariable variable=x]y ##teamcity[buildStop]",
    "\x1b[0Ksection_start:1:x\r\x1b[0K",
    "]]> <![CDATA[ </failure> & &amp; &#0;",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "![x](https://example.com/x.png) [x](javascript:alert(1)) @team #12 | `a` | **b** <!-- --> www.example.com",
    "100% %0A %25 %3A::notice::x",
    "\udcff\ud800 lone",
    "\ufffe\uffff\U0001ffff",
    "=HYPERLINK(1)",
    "{0} {{1}} ${x} {message}",
    "- item\n- item\n\n1. one\n# heading\n---\n",
    "a: b\tc\u2028d\u0085e",
    "x" * 10_000,
    "\u0301" * 10_000,
    "",
    " ",
]


def hostile_finding(number: int, text: str) -> Finding:
    severity = list(Severity)[number % 3]
    where = Region(Position(number + 1, 1), Position(number + 1 + number % 2, 7))
    asked = number % 2 == 0
    return Finding(
        id="COM001" if number % 3 else "ACM001",
        name="velocity-not-a-kpi",
        severity=severity,
        outcome=Outcome.UNANSWERED if asked else Outcome.VIOLATED,
        file=f"contracts/{text}.yaml",
        region=where,
        message=text,
        pointer=f"/{text}",
        ask=text,
        asked_of=("client", "vendor", "both")[number % 3],
        why=text,
        clause=text,
        fallback=text,
        related=(Related(text, where, text),),
        fingerprint=f"{number:024x}",
        block=(f"/{text}", text) if asked else None,
    )


def hostile_report() -> Report:
    found = tuple(hostile_finding(number, text) for number, text in enumerate(HOSTILE))
    info = ExceptionInfo(
        By.WAIVER, HOSTILE[4], (HOSTILE[0], HOSTILE[7]), HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE[8]
    )
    return Report(
        findings=found,
        counts=Counts(1, 2, 3, 4),
        files=len(found),
        run=Run("2026-03-02", (HOSTILE[8], "0" * 64), (HOSTILE[7],), (HOSTILE[6],)),
        sources={one.file: Source(one.file, "\n" * number + HOSTILE[number]) for number, one in enumerate(found)},
        passed={HOSTILE[4]: 1},
        remarks=(HOSTILE[4],),
        problems=tuple(HOSTILE[2:5]),
        let_through=tuple((one, info) for one in found[:12]),
    )


@pytest.fixture(scope="session", params=[*EXAMPLES, "all", "hostile", "empty"])
def report(request: pytest.FixtureRequest) -> Report:
    """The report on each example, on all of them, on none, and one made of hostile texts."""
    if request.param == "hostile":
        return hostile_report()
    if request.param == "empty":
        return Report((), Counts(), 0, Run("2026-03-02"), {}, problems=("nothing to check",))
    path = Path("examples") if request.param == "all" else Path("examples") / request.param
    return check(Request((ROOT / path,), date(2026, 3, 2).isoformat(), Configuration(ROOT), ROOT))


def errors(instance: dict[str, Any] | list[dict[str, Any]], schema: dict[str, Any]) -> list[str]:
    validator = validator_for(schema)
    validator.check_schema(schema)
    found = validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(instance)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def loaded(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def sarif(report: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(reporter("sarif")(report))
    return log


# JSON.


def test_json_is_valid_and_has_no_field_that_its_schema_does_not_tell_of(report: Report) -> None:
    schema = resources.schema("report")
    log = json.loads(reporter("json")(report))
    assert errors(log, schema) == []
    assert set(log) == set(schema["properties"])
    assert set(log["run"]) == set(schema["properties"]["run"]["properties"])
    assert set(log["summary"]) == set(schema["properties"]["summary"]["properties"])
    fields = set(schema["$defs"]["finding"]["properties"])
    for one in log["findings"]:
        assert set(one) == fields
        assert all(set(other) == set(schema["$defs"]["related"]["properties"]) for other in one["related"])
    for one in log["let_through"]:
        assert set(one) == fields | {"exception"}
        assert set(one["exception"]) == set(schema["$defs"]["let_through"]["properties"]["exception"]["properties"])


def test_json_keeps_texts_as_they_are() -> None:
    found = json.loads(reporter("json")(hostile_report()))["findings"]
    assert [one["message"] for one in found] == HOSTILE
    assert [one["file"] for one in found] == [f"contracts/{text}.yaml" for text in HOSTILE]


def test_the_report_s_schema_is_strict_enough_to_fail() -> None:
    schema = resources.schema("report")
    log = json.loads(reporter("json")(hostile_report()))
    changes: list[dict[str, Any]] = [{"version": 2}, {"findings": [{}]}, {"files": -1}, {"summary": {}}, {"run": {}}]
    for change in changes:
        assert errors({**log, **change}, schema), change


# SARIF.


def test_sarif_is_valid(report: Report, shared: Path) -> None:
    assert errors(sarif(report), loaded(shared / "formats" / "sarif-2.1.0.schema.json")) == []


def test_the_sarif_schema_checks_formats(shared: Path) -> None:
    log = sarif(hostile_report())
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b ü.yaml"
    assert len(errors(log, loaded(shared / "formats" / "sarif-2.1.0.schema.json"))) == 1


def test_sarif_has_what_github_asks_for(report: Report) -> None:
    run = sarif(report)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"] == "engagelint/"
    for rule in rules:
        assert rule["id"]
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
        assert "{" not in rule["help"]["text"].replace("{{...}}", ""), "a placeholder of the policy was left"
    seen = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert all(number >= 1 for number in region.values())
        assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("/")
        assert set(result["partialFingerprints"]) == {"engagelintFingerprint/v1"}
        if "suppressions" not in result:
            seen.add(result["partialFingerprints"]["engagelintFingerprint/v1"])
    assert len(seen) == len(report.findings)


def test_sarif_has_no_empty_text_and_nothing_of_this_machine(report: Report) -> None:
    shown = reporter("sarif")(report)
    assert '""' not in re.sub(r'\\"', "", shown)
    assert str(ROOT) not in shown
    assert not re.search(r"\d{4}-\d\d-\d\dT|\"guid\"|startTimeUtc", shown)


@pytest.fixture(scope="session")
def multitool(pytestconfig: pytest.Config) -> Path:
    """The SARIF Multitool."""
    return npm.package("@microsoft/sarif-multitool-linux", pytestconfig) / "Sarif.Multitool"


def validated(tool: Path, log: Path) -> list[str]:
    """What the Multitool finds in a log under its own rules and GitHub's."""
    tool.chmod(tool.stat().st_mode | 0o100)  # the package leaves this to an install script
    output = log.with_suffix(".validated")
    command = [
        str(tool),
        "validate",
        str(log),
        "--rule-kind",
        "Sarif;Ghas",
        "--output",
        str(output),
        "--level",
        "Error;Warning;Note",
    ]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, text=True, timeout=300)  # noqa: S603
    assert output.is_file(), done.stdout + done.stderr
    (run,) = json.loads(output.read_text(encoding="utf-8-sig"))["runs"]
    return [f"{one.get('ruleId')} {one.get('level', 'warning')} {json.dumps(one)[:300]}" for one in run["results"]]


def test_sarif_passes_the_multitool(report: Report, multitool: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.sarif"
    log.write_text(reporter("sarif")(report), encoding="utf-8")
    found = validated(multitool, log)
    # Notes that ask for more than GitHub uses: snippets of code, links to pages, a version-control root.
    assert [one for one in found if " note " not in one] == []


def test_the_multitool_finds_what_is_wrong(multitool: Path, tmp_path: Path) -> None:
    broken = sarif(hostile_report())
    broken["runs"][0]["results"][0]["ruleIndex"] = 999
    log = tmp_path / "log.sarif"
    log.write_text(json.dumps(broken), encoding="utf-8")
    assert [one for one in validated(multitool, log) if " note " not in one]


# JUnit, GitLab, pre-commit.


def test_junit_is_valid(report: Report, shared: Path) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(str(shared / "formats" / "junit-10.xsd"))
    shown = reporter("junit")(report)
    schema.validate(shown)
    root = ET.fromstring(shown)  # noqa: S314 - our own report
    broken = shown.replace("<testcase ", '<testcase line="3" ', 1)
    assert not schema.is_valid(broken)
    for suite in root.findall("testsuite"):
        names = [case.get("name") for case in suite.findall("testcase")]
        assert len(names) == len(set(names)) == int(suite.get("tests", ""))
        assert len(suite.findall("testcase/failure")) == int(suite.get("failures", ""))
        assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped", ""))
        assert len(suite.findall("testcase/error")) == int(suite.get("errors", ""))
        assert suite.get("time") is None
    assert len(root.findall(".//failure")) == sum(one.severity is Severity.ERROR for one in report.findings)


def test_gitlab_entries_are_valid(report: Report, shared: Path) -> None:
    shown = reporter("gitlab")(report)
    assert not shown.startswith("\ufeff")
    entries = json.loads(shown)
    schema = loaded(shared / "formats" / "gitlab-codeclimate-item.json")
    assert len(entries) == len(report.findings)
    for entry in entries:
        assert errors(entry, schema) == []
        assert entry["check_name"]
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert entry["location"]["lines"]["end"] >= entry["location"]["lines"]["begin"]
        assert not entry["location"]["path"].startswith(("./", "/"))
        entry["description"].encode("utf-8")
        entry["location"]["path"].encode("utf-8")
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_the_hook_manifest_is_valid(shared: Path) -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    schema = loaded(shared / "formats" / "pre-commit-hooks.json")
    assert errors(manifest, schema) == []
    assert errors([{**manifest[0], "types_or": "yaml"}], schema)


# Everything.


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_texts_do_nothing_in_any_format(name: str) -> None:
    shown = reporter(name)(hostile_report())
    shown.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown), "a control character"
    assert not re.search("[\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff]", shown), (
        "a hidden character"
    )
    if name != "json":
        assert not re.search(r"##[A-Za-z]*\[", shown), "a command of a CI service"
    if name in {"junit", "markdown", "asks"}:
        assert "<script" not in shown
    commands = [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    if name != "github":
        assert commands == []
    else:
        assert all(re.match(r"::(error|warning|notice) [^:]*::", line) for line in commands)
        assert len(commands) == len(HOSTILE) + 3


def test_every_format_speaks_of_every_error(report: Report) -> None:
    """The codes of all errors stand in each format, in the letter those of what is not stated."""
    for name in FORMATS:
        shown = reporter(name)(report)
        for one in report.findings:
            if one.severity is Severity.ERROR and (name != "asks" or one.outcome is Outcome.UNANSWERED):
                assert one.id in shown, name
