"""What of a repository's pipelines proves a claim, where they are written in unusual ways."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engagelint.evidence import commands, open_repository, tree
from engagelint.evidence.commands import job_doubt, step_doubt

if TYPE_CHECKING:
    from pathlib import Path

    from engagelint.evidence import Evidence


def prove(root: Path, claim: str, **texts: str) -> Evidence:
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    kind, _, value = claim.partition(": ")
    return open_repository(root, lambda path: path.relative_to(root).as_posix()).prove(kind, value, None)


# -- shell scripts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "fails"),
    [
        ("pytest", True),
        ("pytest || true", False),
        ("pytest \\\n  --strict", True),
        ("pytest \\\n  || true", False),
        ("pytest \\", True),
        ("pytest ||\n  true", False),
        ("pytest ||", True),
        ("pytest &&", True),
        ("echo 'a # b' && pytest # || true", True),
        ('echo "#" ; pytest # x', True),
        ("pytest '# x' || true", False),
        ('pytest "a\'# x" || true', False),
        ("pytest --url=a#b || true", False),
        ("# pytest\npytest || true", False),
        ("sudo apt-get install x\npytest || true", False),
        ("CI=1 npm ci\npytest || true", False),
        ("CI=1 DEBUG=1\npytest || true", False),
        ("python -m pip install x\npytest || true", False),
        ("python -m pytest || true", False),
        ("python -m\npytest", True),
        ("set +e\npytest", True),
    ],
)
def test_a_script_can_fail_unless_what_it_is_for_is_swallowed(script: str, *, fails: bool) -> None:
    assert (job_doubt(commands.commands(script)) is None) is fails
    assert fails or step_doubt(script) is not None


# -- pipelines -------------------------------------------------------------------------------------------------------

CIRCLE = ".circleci/config.yml"
CIRCLE_JOB = "version: 2.1\njobs:\n  test:\n    steps:\n      - {}\nworkflows:\n  ci:\n    {}\n    jobs: [test]\n"


@pytest.mark.parametrize(
    ("step", "workflow", "claim", "state"),
    [
        ("run: make test", "", "test", "proved"),
        ("run: {name: Unit tests, command: make test, when: on_fail}", "", "Unit tests", "advisory"),
        ("run: {name: Unit tests, command: make test}", "", "Unit tests", "proved"),
        ("run: {name: Unit tests}", "", "Unit tests", "proved"),
        ("run: make test", "when: false", "test", "advisory"),
        ("run: make test", "when: true", "test", "proved"),
        ("run: make test", "unless: true", "test", "advisory"),
        ("run: make test", "unless: false", "test", "proved"),
        ("run: make test", "when: << pipeline.parameters.x >>", "test", "cannot-tell"),
        ("run: make test", "triggers: [{schedule: {}}]", "test", "advisory"),
        ("run: {command: [make]}", "", "test", "proved"),
    ],
)
def test_circleci_steps_and_workflows(step: str, workflow: str, claim: str, state: str, tmp_path: Path) -> None:
    assert prove(tmp_path, f"ci: {claim}", **{CIRCLE: CIRCLE_JOB.format(step, workflow)}).state == state


def test_bitbucket_pipeline_of_another_repository_leaves_open_what_it_holds(tmp_path: Path) -> None:
    text = "pipelines:\n  default:\n    import: shared-pipelines:main:test\n"
    found = prove(tmp_path, "ci: test", **{"bitbucket-pipelines.yml": text})
    assert found.state == "cannot-tell"
    assert "bitbucket-pipelines.yml imports a pipeline from another repository" in found.reason


JENKINS = """pipeline {{
  agent any
  stages {{
    stage('Test') {{
      {}
      steps {{ sh 'make test' }}
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("", "proved"),
        ("when { triggeredBy 'TimerTrigger' }", "advisory"),
        ("when { buildingTag() }", "advisory"),
        ("when { expression { false } }", "advisory"),
        ("when { branch 'release/*' }", "advisory"),
        ("when { branch 'main' }", "proved"),
    ],
)
def test_jenkins_stages_with_conditions(when: str, state: str, tmp_path: Path) -> None:
    assert prove(tmp_path, "ci: Test", Jenkinsfile=JENKINS.format(when)).state == state


GITLAB = ".gitlab-ci.yml"


@pytest.mark.parametrize(
    ("rule", "state"),
    [
        ("if: '$CI_COMMIT_BRANCH == \"main\"'", "proved"),
        ("if: '$CI_COMMIT_BRANCH == $OTHER'", "cannot-tell"),
        ("if: '($CI_COMMIT_BRANCH'", "cannot-tell"),
        ("if: '$CI_COMMIT_BRANCH)'", "cannot-tell"),
        ("if: '$CI_COMMIT_BRANCH ) ('", "cannot-tell"),
        # What a project is called, and a switch that nobody turned off, keep no job from running.
        ("if: '$CI_PROJECT_PATH == \"group/project\"'", "proved"),
        ("if: '$SKIP_TESTS != \"true\"'", "proved"),
        ("if: '$SKIP_TESTS == null'", "proved"),
        ("if: '$CI_PIPELINE_SOURCE =~ /schedule|web/'", "advisory"),
        ("if: '$CI_PIPELINE_SOURCE =~ /^(push|merge_request_event)$/'", "proved"),
        ("if: '$CI_COMMIT_REF_NAME =~ /^release/'", "advisory"),
        ("if: '$CI_COMMIT_BRANCH =~ /^(release|hotfix)\\/.*$/'", "advisory"),
        ("if: '$CI_COMMIT_BRANCH =~ /^(main|develop)$/'", "proved"),
        # The pipeline of a branch decides on the merge request that comes from it.
        ("if: '$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH'", "proved"),
        ("if: '$CI_COMMIT_BRANCH =~ /^feature\\//'", "proved"),
        ("if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS'", "proved"),
        ("if: '$CI_COMMIT_TAG'", "advisory"),
    ],
)
def test_gitlab_rules_that_can_be_told_and_that_cannot(rule: str, state: str, tmp_path: Path) -> None:
    text = f"test:\n  script: make test\n  rules:\n    - {rule}\n"
    assert prove(tmp_path, "ci: test", **{GITLAB: text}).state == state


@pytest.mark.parametrize(
    ("source", "job", "state"),
    [
        ("merge_request_event", "rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]", "advisory"),
        ("merge_request_event", "only: [main]", "advisory"),
        ("merge_request_event", "when: on_success", "proved"),
        ("push", "rules: [{if: $CI_MERGE_REQUEST_IID}]", "advisory"),
        ("push", "only: [main]", "proved"),
    ],
)
def test_gitlab_rules_of_the_pipeline_and_the_job_hold_together(
    source: str, job: str, state: str, tmp_path: Path
) -> None:
    text = f"workflow: {{rules: [{{if: $CI_PIPELINE_SOURCE == '{source}'}}]}}\ntest:\n  script: make test\n  {job}\n"
    assert prove(tmp_path, "ci: test", **{GITLAB: text}).state == state


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ("[{if: $CI_PIPELINE_SOURCE == 'schedule'}]", "advisory"),
        ("[{when: never}]", "advisory"),
        ("[{if: $RUN_E2E == 'true'}]", "cannot-tell"),
        ("[{if: $CI_COMMIT_TAG, when: never}, {when: always}]", "proved"),
        ("[{exists: [e2e/*]}]", "proved"),
    ],
)
def test_gitlab_rules_of_an_include_hold_for_what_is_included(rules: str, state: str, tmp_path: Path) -> None:
    texts = {
        GITLAB: f"include: [{{local: ci/a.yml, rules: {rules}}}]\n",
        "ci/a.yml": "include: ci/b.yml\nunit: {script: make}\n",
        "ci/b.yml": "e2e: {script: make}\n",
    }
    assert prove(tmp_path, "ci: unit", **texts).state == state
    assert prove(tmp_path, "ci: e2e").state == state
    texts[GITLAB] = f"include: [{{local: ci/a.yml, rules: {rules}}}, {{local: ci/b.yml}}]\n"
    assert prove(tmp_path, "ci: e2e", **texts).state == "proved"


def test_gitlab_includes_without_end_are_bounded(tmp_path: Path) -> None:
    texts = {GITLAB: "include: [" + "ci/a.yml, " * 200 + "ci/b.yml]\n", "ci/a.yml": "test: {script: make}\n"}
    assert prove(tmp_path, "ci: test", **texts).state == "proved"
    assert prove(tmp_path, "ci: other").state == "cannot-tell"


def test_gitlab_failure_that_a_variable_lets_pass_cannot_be_told(tmp_path: Path) -> None:
    text = "test:\n  script: make test\n  allow_failure: $MAY_FAIL\n"
    found = prove(tmp_path, "ci: test", **{GITLAB: text})
    assert (found.state, "an expression decides on allow_failure" in found.reason) == ("cannot-tell", True)


def test_of_many_workflows_the_first_are_read_and_it_is_said(tmp_path: Path) -> None:
    job = "on: pull_request\njobs: {{job-{}: {{steps: [{{run: make}}]}}}}\n"
    texts = {f".github/workflows/w{n:03}.yml": job.format(n) for n in range(tree.MOST_FILES + 1)}
    assert prove(tmp_path, "ci: job-199", **texts).state == "proved"
    last = prove(tmp_path, "ci: job-200")
    assert (last.state, "only the first 200 workflows were read" in last.reason) == ("cannot-tell", True)


def test_workflows_that_call_each_other_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    call = (
        "on: workflow_call\njobs: {{next: {{uses: ./.github/workflows/{}.yml}}, job-{}: {{steps: [{{run: make}}]}}}}\n"
    )
    texts = {f".github/workflows/{n}.yml": call.format((n + 1) % 30, n) for n in range(30)}
    assert prove(tmp_path, "ci: job-7", **texts).state == "advisory"
    started = "on: pull_request\njobs: {start: {uses: ./.github/workflows/0.yml}}\n"
    assert prove(tmp_path, "ci: job-3", **{".github/workflows/start.yml": started}).state == "proved"


# -- folders and files -----------------------------------------------------------------------------------------------


def test_names_that_no_file_can_have_are_absent(tmp_path: Path) -> None:
    looked_into = tree.Tree(tmp_path, lambda path: path.name)
    for name in ("a\x00b", "x" * 5_000):
        assert not looked_into.has(name)
        assert looked_into.text(name) is None
        assert looked_into.names(name) == []
    assert looked_into.text("../x") is None
    assert looked_into.names("../x") == []


def test_of_a_folder_with_very_many_names_a_part_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        (tmp_path / str(number)).touch()
    looked_into = tree.Tree(tmp_path, lambda path: path.name)
    assert len(looked_into.names("")) == 10
    monkeypatch.setattr(tree, "_MOST_NAMES", 4)
    assert len(looked_into.names("")) == 4


def test_a_folder_that_vanishes_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").touch()
    assert prove(tmp_path, "file: docs").state == "proved"

    def gone(path: object) -> None:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "scandir", gone)
    assert prove(tmp_path, "file: docs").state == "absent"


def test_a_place_that_no_key_has_is_the_first_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# x\na: {b: 1}\n", encoding="utf-8")
    file = tree.Tree(tmp_path, lambda path: path.name).yaml("a.yaml")
    assert isinstance(file, tree.YamlFile)
    assert (file.line(file.data, "z", "a"), file.line(file.data, "z"), file.line(5, "a")) == (2, 1, 1)
