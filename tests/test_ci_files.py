"""The files for continuous integration: valid for their services, and their shell steps do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from engagelint.reporters import FORMATS

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
DOCKER = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = {step.get("name", "Python"): step for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize(
    ("name", "schema"), [("action.yml", "vendor.github-actions"), ("ci/gitlab.yml", "vendor.gitlab-ci")]
)
def test_the_files_are_valid_for_their_services(name: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / name)]
    if schema == "vendor.gitlab-ci":
        command[3:3] = ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=120)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The variables of a runner, with our command on its path, and two drafts to check in its folder."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, line in {
        "engagelint": f'exec "{sys.executable}" -m engagelint "$@"',
        "python": f'printf "%s\\n" "$@" > "{tmp_path}/python-was-asked"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    work = tmp_path / "work"
    (work / "drafts").mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "vendor-proposal.yaml", work / "drafts" / "bad one.yaml")
    shutil.copy(ROOT / "examples" / "mvp.yaml", work / "good.yaml")
    (tmp_path / "temp").mkdir()
    return {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "WORK": str(work),
    }


def run(script: str, machine: dict[str, str], **variables: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner starts it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(  # noqa: S603
        command,
        cwd=machine["WORK"],
        env={**machine, **variables},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def check(machine: dict[str, str], **variables: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    defaults = {"PATHS": ".", "ARGS": "", "FAIL_ON": ""}
    done = run(STEPS["Check"]["run"], machine, **{**defaults, **variables})
    output = Path(machine["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
    return done, dict(line.split("=", 1) for line in output.splitlines())


def test_inputs_reach_scripts_as_variables_only() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])
    assert all("description" in one and "default" in one for one in ACTION["inputs"].values())


def test_others_actions_are_pinned() -> None:
    for line in (ROOT / "action.yml").read_text(encoding="utf-8").splitlines():
        if "uses:" in line and "@" in line:
            assert re.search(r"@[0-9a-f]{40} # v[\d.]+$", line)


def test_the_action_installs_itself_or_the_version_that_is_asked_for(machine: dict[str, str]) -> None:
    asked = Path(machine["RUNNER_TEMP"]).parent / "python-was-asked"
    for version, expected in {"": "/the/action", "0.1.0": "engagelint==0.1.0"}.items():
        assert run(STEPS["Install"]["run"], machine, VERSION=version, SOURCE="/the/action").returncode == 0
        assert asked.read_text().splitlines()[-1] == expected


def test_findings_are_annotated_summed_up_and_written_as_sarif(machine: dict[str, str]) -> None:
    done, output = check(machine)
    assert done.returncode == 0, done.stderr  # what was found fails the job later, after the upload
    assert output["exit-code"] == "1"
    assert re.search(r"^::error .*file=drafts/bad one\.yaml", done.stdout, re.MULTILINE)
    sarif = json.loads(Path(output["sarif"]).read_text(encoding="utf-8"))
    assert any(result["ruleId"] == "COM001" for result in sarif["runs"][0]["results"])
    assert "COM001" in Path(machine["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")


def test_paths_and_arguments_are_taken_line_by_line_and_never_run(machine: dict[str, str]) -> None:
    done, output = check(machine, PATHS="drafts/bad one.yaml\ngood.yaml\n", ARGS="--select\nCOM001\n\n")
    assert output["exit-code"] == "1"
    assert {line.split("title=")[1][:6] for line in done.stdout.splitlines() if line.startswith("::error")} == {
        "COM001"
    }
    done, output = check(machine, PATHS="$(touch evil)`touch evil`;touch evil")
    assert output["exit-code"] == "2"
    done, output = check(machine, PATHS="--fail-on=never")  # a path, whatever it looks like
    assert output["exit-code"] == "2"
    assert not (Path(machine["WORK"]) / "evil").exists()


def test_fail_on_and_a_check_that_could_not_be_done(machine: dict[str, str]) -> None:
    assert check(machine, FAIL_ON="never")[1]["exit-code"] == "0"
    Path(machine["GITHUB_OUTPUT"]).unlink()
    done, output = check(machine, ARGS="--no-such-option")
    assert (done.returncode, output) == (0, {"exit-code": "2"})  # no SARIF of an earlier run is uploaded


def test_the_last_step_gives_the_result(machine: dict[str, str]) -> None:
    for code in (0, 1, 2):
        assert run(STEPS["Result"]["run"], machine, CODE=str(code)).returncode == code


def test_the_gitlab_job_checks_and_leaves_what_it_promises(machine: dict[str, str]) -> None:
    job = GITLAB["engagelint"]
    for name in ("before_script", "script"):
        [script] = job[name]
        done = run(script, machine, **{**GITLAB["variables"], "ENGAGELINT_VERSION": "0.1.0"})
        assert done.returncode == (1 if name == "script" else 0), done.stderr
    assert "COM001" in done.stdout
    asked = Path(machine["RUNNER_TEMP"]).parent / "python-was-asked"
    assert asked.read_text().splitlines()[-1] == "engagelint==0.1.0"
    work, reports = Path(machine["WORK"]), job["artifacts"]["reports"]
    issues = json.loads((work / reports["codequality"]).read_text(encoding="utf-8"))
    assert any(issue["check_name"].startswith("COM001") for issue in issues)
    assert "<testsuite" in (work / reports["junit"]).read_text(encoding="utf-8")
    assert job["artifacts"]["when"] == "always"


def test_formats_that_are_asked_for_exist() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8") + (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")
    asked = re.findall(r'--format "?([a-z]+)', text)
    assert len(asked) == 6
    assert set(asked) <= set(FORMATS)


def test_the_image_is_built_from_what_is_there_and_runs_as_nobody() -> None:
    instructions = re.findall(r"^([A-Z]+) (.+)$", DOCKER, re.MULTILINE)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    for name, rest in instructions:
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists()
                assert source in kept
        if name == "FROM":
            assert re.match(r"python:3\.\d+-slim\b", rest)  # glibc: there is no wheel of the CEL runtime for musl
    names = [name for name, _ in instructions]
    assert names.index("USER") > len(names) - 1 - names[::-1].index("RUN")
    assert dict(instructions)["USER"] == "65534:65534"
    assert json.loads(dict(instructions)["ENTRYPOINT"]) == ["engagelint"]
    needed = ("pyproject.toml", "README.md", "LICENSE", "src", "schemas", "policies")
    assert kept == set(needed)


@pytest.mark.parametrize(("configured", "asked", "code"), [("error", "", 1), ("never", "", 0), ("never", "error", 1)])
def test_the_gitlab_job_leaves_the_least_severity_to_the_configuration(
    machine: dict[str, str], configured: str, asked: str, code: int
) -> None:
    config = f"apiVersion: engagelint/v1\nkind: Config\nfail_on: {configured}\n"
    (Path(machine["WORK"]) / "engagelint.yaml").write_text(config, encoding="utf-8")
    [script] = GITLAB["engagelint"]["script"]
    done = run(script, machine, **{**GITLAB["variables"], "ENGAGELINT_FAIL_ON": asked})
    assert done.returncode == code, done.stderr
