"""Evidence: which claims a repository proves, and what hostile repositories do to it."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
from hostile.effort import effort, linear

from engagelint.done import Claim, Criterion
from engagelint.evidence import Evidence, open_repository, place, prove_all, repositories

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes are made the POSIX way")

WORKFLOW = ".github/workflows/ci.yml"
GITLAB = ".gitlab-ci.yml"
AZURE = "azure-pipelines.yml"
BITBUCKET = "bitbucket-pipelines.yml"
CIRCLE = ".circleci/config.yml"
JENKINS = "Jenkinsfile"
HOOKS = ".pre-commit-config.yaml"


def write(root: Path, path: str, content: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        (root / path).write_bytes(content)
    else:
        (root / path).write_text(dedent(content).lstrip("\n"), encoding="utf-8")


def prove(root: Path, claim: str, roles: list[str] | None = None) -> Evidence:
    kind, _, value = claim.partition(": ")
    return open_repository(root, lambda path: path.relative_to(root).as_posix()).prove(kind, value, roles)


def proved(root: Path, path: str, content: str, name: str) -> tuple[str, int | None]:
    write(root, path, content)
    evidence = prove(root, f"ci: {name}")
    assert evidence.file in (None, path)
    return evidence.state, evidence.line


# GitHub Actions

GITHUB_JOB = """
    name: CI
    on: {on}
    jobs:
      lint:
        steps: []
      unit-tests:
        name: Unit tests (${{{{ matrix.python }}}})
        {job}
        steps:
          - uses: actions/checkout@v4
          - run: npm ci
          - name: Run pytest
            id: pytest
            {step}
        strategy: {{matrix: {{python: ["3.12"]}}}}
"""


@pytest.mark.parametrize(
    "name",
    ["unit-tests", "UNIT_TESTS", "Unit  tests", "unit tests (3.12)", "CI / unit-tests", "CI / Unit tests (3.12)"],
)
def test_github_job_is_found_by_id_and_name(tmp_path: Path, name: str) -> None:
    text = GITHUB_JOB.format(on="[push, pull_request]", job="runs-on: x", step="run: pytest")
    assert proved(tmp_path, WORKFLOW, text, name) == ("proved", 6)


@pytest.mark.parametrize("name", ["Run pytest", "run-pytest", "pytest"])
def test_github_step_is_found_by_id_and_name(tmp_path: Path, name: str) -> None:
    text = GITHUB_JOB.format(on="push", job="runs-on: x", step="run: pytest")
    assert proved(tmp_path, WORKFLOW, text, name) == ("proved", 12)


@pytest.mark.parametrize("name", ["unittests", "unit", "pytests", "CI", "checkout"])
def test_github_does_not_guess(tmp_path: Path, name: str) -> None:
    text = GITHUB_JOB.format(on="push", job="runs-on: x", step="run: pytest")
    assert proved(tmp_path, WORKFLOW, text, name) == ("absent", None)


@pytest.mark.parametrize(
    ("on", "job", "step", "of_job", "of_step"),
    [
        ("push", "runs-on: x", "run: pytest", "proved", "proved"),
        ("push", "continue-on-error: true", "run: pytest", "advisory", "advisory"),
        ("push", "continue-on-error: ${{ true }}", "run: pytest", "advisory", "advisory"),
        ("push", "continue-on-error: false", "run: pytest", "proved", "proved"),
        ("push", "continue-on-error: ${{ matrix.new }}", "run: pytest", "cannot-tell", "cannot-tell"),
        (
            "push",
            "runs-on: x",
            "run: pytest\n            continue-on-error: true",
            "advisory",
            "advisory",
        ),
        ("push", "runs-on: x", "run: pytest || true", "advisory", "advisory"),
        ("push", "runs-on: x", "run: 'pytest || :'", "advisory", "advisory"),
        ("push", "runs-on: x", "run: pytest || exit 0", "advisory", "advisory"),
        ("push", "runs-on: x", "run: pytest || echo failed", "advisory", "advisory"),
        ("push", "runs-on: x", "run: pytest || exit 1", "proved", "proved"),
        ("push", "runs-on: x", "run: 'pytest # || true'", "proved", "proved"),
        # The shell of GitHub stops at the first failure, before it comes to the exit.
        ("push", "runs-on: x", "run: pytest; exit 0", "proved", "proved"),
        ("push", "runs-on: x", 'run: "set +e\\npytest\\nexit 0"', "advisory", "advisory"),
        ("push", "runs-on: x", 'run: "rm -r out || true\\npytest"', "proved", "proved"),
        ("push", "runs-on: x", 'run: "npm run lint\\npytest || true"', "proved", "advisory"),
        ("push", "runs-on: x", 'run: "npm test\\ndocker compose down || true"', "proved", "proved"),
        ("push", "runs-on: x", 'run: "createdb test || true\\nnpm run test:unit"', "proved", "proved"),
        ("push", "runs-on: x", 'run: "make lint\\n./gradlew test || true"', "proved", "advisory"),
        ("push", "runs-on: x", 'run: "pytest ||\\n  true"', "advisory", "advisory"),
        ("push", "if: false", "run: pytest", "advisory", "advisory"),
        ("push", "if: ${{ false }}", "run: pytest", "advisory", "advisory"),
        ("push", "if: github.event_name == 'schedule'", "run: pytest", "advisory", "advisory"),
        ("push", "if: github.event_name == 'pull_request'", "run: pytest", "advisory", "advisory"),
        ("pull_request", "if: github.event_name == 'pull_request'", "run: pytest", "proved", "proved"),
        ("push", "if: github.event_name == 'push'", "run: pytest", "proved", "proved"),
        ("pull_request", "if: github.event_name == 'push'", "run: pytest", "advisory", "advisory"),
        ("push", "runs-on: x", "run: pytest\n            if: github.ref_type == 'tag'", "advisory", "advisory"),
        ("push", "runs-on: x", "run: pytest\n            if: vars.DEEP", "cannot-tell", "cannot-tell"),
        ("push", "runs-on: x", "run: pytest\n            if: steps.a.outputs.b == 'c'", "proved", "proved"),
        ("push", "runs-on: x", "run: pytest\n            if: failure()", "advisory", "advisory"),
        ("push", "if: startsWith(github.ref, 'refs/tags/')", "run: pytest", "advisory", "advisory"),
        ("push", "if: always()", "run: pytest", "proved", "proved"),
        ("workflow_dispatch", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{schedule: [{cron: 0 0 * * *}]}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{push: {tags: ['v*']}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{push: {branches: [main]}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{push: {branches: ['**']}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{push: {branches: ['release/**']}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        (
            "{push: {branches: ['**', '!main', '!m*', '!t*', '!d*']}}",
            "runs-on: x",
            "run: pytest",
            "proved",
            "proved",
        ),
        # What runs on each push to the branch of a pull request is shown as a check of that.
        ("{push: {branches-ignore: [main]}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{push: {branches: ['feature/**']}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{push: {branches-ignore: ['**']}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        (
            "{push: {branches: [main, 'release/**']}}",
            "if: github.ref != 'refs/heads/main'",
            "run: pytest",
            "advisory",
            "advisory",
        ),
        ("{pull_request: {branches: [main]}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{pull_request: {branches: [release]}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{pull_request: {branches-ignore: [main, master]}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{pull_request: {branches: [release]}, push: }", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{pull_request: {paths: ['src/**']}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{push: {branches-ignore: [docs]}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("{pull_request: {types: [closed]}}", "runs-on: x", "run: pytest", "advisory", "advisory"),
        ("{pull_request: {types: [opened]}}", "runs-on: x", "run: pytest", "proved", "proved"),
        ("[merge_group]", "runs-on: x", "run: pytest", "proved", "proved"),
        ("workflow_call", "runs-on: x", "run: pytest", "advisory", "advisory"),
    ],
)
def test_github_says_what_can_fail(tmp_path: Path, on: str, job: str, step: str, of_job: str, of_step: str) -> None:
    text = GITHUB_JOB.format(on=on, job=job, step=step)
    assert proved(tmp_path, WORKFLOW, text, "unit-tests") == (of_job, 6)
    assert prove(tmp_path, "ci: Run pytest").state == of_step


@pytest.mark.parametrize(
    ("script", "of_job", "of_step"),
    [
        # What does nothing cannot fail.
        ("echo TODO", "advisory", "advisory"),
        ("true", "advisory", "advisory"),
        ("exit 0", "advisory", "advisory"),
        ('echo "no tests yet" && exit 0', "advisory", "advisory"),
        ("npm ci", "proved", "proved"),
        ("echo preparing; npm ci", "proved", "proved"),
        ("exit 1", "proved", "proved"),
        ("echo 'x=1' >> $GITHUB_OUTPUT\npytest || true", "advisory", "advisory"),
        # What stands behind `||`.
        ("pytest || { echo failed; exit 0; }", "advisory", "advisory"),
        ("pytest || {\n  echo failed\n  true\n}", "advisory", "advisory"),
        ("pytest || { echo failed; exit 1; }", "proved", "proved"),
        ("pytest || (echo failed; true)", "advisory", "advisory"),
        ('pytest || echo "a; b && c"', "advisory", "advisory"),
        ('make test || echo "::warning::failed" >&2', "advisory", "advisory"),
        ("pytest || true | tee x", "advisory", "advisory"),
        ("pytest || pytest --last-failed", "proved", "proved"),
        ("pytest || exit", "proved", "proved"),
        ("pytest || ${{ a || 'true' }}", "proved", "proved"),
        ("pytest -k 'a || true'", "proved", "proved"),
        ("pytest $(find . -name x || true)", "proved", "proved"),
        ("pytest || true; ruff check", "proved", "advisory"),
        ("pytest | tee out\nexit ${PIPESTATUS[0]}", "proved", "proved"),
        ("if make test; then exit 0; fi\nexit 1", "proved", "proved"),
        # What tidies up or waits may fail where something else counts.
        ("docker compose up -d\nnpm test\ndocker compose down || true", "proved", "proved"),
        ("for i in 1 2 3; do curl -sf localhost && break || sleep 5; done\nnpm test", "proved", "proved"),
        ("for i in 1 2 3; do curl -sf localhost && break || sleep 5; done\nnpm ci", "proved", "proved"),
        ("for i in 1 2 3; do npm test && break || sleep 5; done", "advisory", "advisory"),
        ("cleanup() { docker compose down || true; }\ntrap cleanup EXIT\npytest", "proved", "proved"),
        ("((n++)) || true\npytest", "proved", "proved"),
        ("ruff check || true\npytest || true", "advisory", "advisory"),
        ("bash -c 'pytest || true'", "advisory", "advisory"),
        ('docker run image sh -ec "pytest"', "proved", "proved"),
        ("pytest || echo failed=1 >> $GITHUB_OUTPUT", "proved", "proved"),
        # What is kept in a variable, and used or not.
        ("pytest || rc=$?", "advisory", "advisory"),
        ("pytest || rc=$?\necho $rc", "advisory", "advisory"),
        ("pytest || rc=$?\nexit $rc", "proved", "proved"),
        ("rc=0\npytest || rc=1\nif [ $rc -ne 0 ]; then exit 1; fi", "proved", "proved"),
        # What `if` asks.
        ("if ! pytest; then\n  echo failed\nfi", "advisory", "advisory"),
        ("if pytest; then echo good; else echo bad; fi", "advisory", "advisory"),
        ("if ! pytest; then\n  echo failed\n  exit 1\nfi", "proved", "proved"),
        ("if ! pytest; then pytest --last-failed; fi", "proved", "proved"),
        ("if [[ -f x && -f y ]]; then pytest || true; fi", "advisory", "advisory"),
        ("if [ -f x ]; then pytest; fi", "proved", "proved"),
        ("for one in a b; do pytest $one || true; done", "advisory", "advisory"),
        ("case $X in a) pytest || true ;; esac", "advisory", "advisory"),
        # The shell of GitHub takes what stands last between bars for the whole, where none is named.
        ("pytest | tee out.txt", "advisory", "advisory"),
        ("pytest 2>&1 | tee out.txt", "advisory", "advisory"),
        ("set -o pipefail\npytest | tee out.txt", "proved", "proved"),
        ("set -euo pipefail\npytest | tee out.txt", "proved", "proved"),
        ("echo x | pytest", "proved", "proved"),
        ("pytest\ncoverage report | tee out.txt", "proved", "proved"),
        # A shell that goes on takes the last command for the whole.
        ("set +e\npytest\necho done", "advisory", "advisory"),
        ("set +e\npytest\nrc=$?\necho done\nexit $rc", "proved", "proved"),
        ("set +e\nls\nset -e\npytest\necho done", "proved", "proved"),
        # Texts that `<<` announces are no commands.
        ("cat <<'END' > x\npytest || true\nEND\nruff check", "proved", "proved"),
        ("cat <<END\npytest\nEND", "proved", "proved"),
        ("cat <<-END > x\n\tit's || true\n\tEND\nruff check", "proved", "proved"),
        ("cat <<-A <<B\n\tA\npytest\n\tB\nB\nruff check || true", "advisory", "advisory"),
        # A failure that ends the script is not taken back.
        ('grep -rn "console.log" src && exit 1 || true', "proved", "proved"),
        ("grep x src && { echo found; exit 1; } || true", "proved", "proved"),
        ("(grep x src && exit 1) || true", "advisory", "advisory"),
        ("bash -c 'exit 1' || true", "advisory", "advisory"),
        ("echo start\npytest $(echo $(echo $(echo $(pwd)))) x", "proved", "proved"),
        ("pytest $(echo $(echo $(echo $(pwd)))) || true", "advisory", "advisory"),
        ("if (", "proved", "proved"),
        ("'", "proved", "proved"),
    ],
)
def test_github_script_that_cannot_fail(tmp_path: Path, script: str, of_job: str, of_step: str) -> None:
    run = "".join(f"\n        {line}" for line in script.split("\n"))
    text = f"on: push\njobs:\n  unit:\n    steps:\n    - uses: actions/checkout@v4\n    - id: test\n      run: |{run}\n"
    write(tmp_path, WORKFLOW, text)
    assert (prove(tmp_path, "ci: unit").state, prove(tmp_path, "ci: test").state) == (of_job, of_step)


@pytest.mark.parametrize(
    ("setting", "script", "state"),
    [
        ("shell: bash", "pytest | tee x", "proved"),
        ("shell: sh", "pytest | tee x", "advisory"),
        ("shell: bash -eo pipefail {0}", "pytest | tee x", "proved"),
        ("shell: bash -l {0}", "pytest; echo done", "advisory"),
        ("shell: bash -el {0}", "pytest; echo done", "proved"),
        ("shell: pwsh", "pytest | tee x", "proved"),
        ("shell: python", "exit(0)", "proved"),
        # What swallows a failure in other languages than that of Unix is not looked for.
        ("shell: cmd", "if not exist out mkdir out & dotnet test", "proved"),
        ("shell: cmd", "dotnet test || true", "proved"),
        ("shell: pwsh", "echo hello", "advisory"),
        ("shell: {}", "pytest", "proved"),
    ],
)
def test_github_shell_decides_what_counts(tmp_path: Path, setting: str, script: str, state: str) -> None:
    write(
        tmp_path,
        WORKFLOW,
        f"on: push\njobs: {{unit: {{steps: [{{run: '{script}', {setting!s}}}]}}}}\n".replace("{0}", ""),
    )
    assert prove(tmp_path, "ci: unit").state == state
    text = f"on: push\ndefaults: {{run: {{{setting}}}}}\njobs: {{unit: {{steps: [{{run: '{script}'}}]}}}}\n"
    write(tmp_path, WORKFLOW, text.replace("{0}", ""))
    assert prove(tmp_path, "ci: unit").state == state


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Python 3.12 on ubuntu-latest", "proved"),
        ("python 3.11 on Ubuntu Latest", "proved"),
        ("Python 3.8 on ubuntu-latest", "cannot-tell"),
        ("Python 3.12", "absent"),
        ("Python on", "absent"),
        ("test", "proved"),
        ("test (3.12, ubuntu-latest)", "proved"),
        ("test (3.8)", "cannot-tell"),
        ("tests (3.12)", "absent"),
        ("Ship to prod", "proved"),
        ("CI / Ship to prod", "proved"),
        ("Ship to test", "absent"),
        ("Ship to", "proved"),
        ("Ask prod now", "proved"),
        ("ship (prod, 1)", "cannot-tell"),
        ("Scan main", "cannot-tell"),
        ("scan (x)", "cannot-tell"),
        ("lint (strict)", "absent"),
        ("Lint", "proved"),
        ("lint / lint", "absent"),
    ],
)
def test_github_name_with_expressions_is_found_by_what_they_become(tmp_path: Path, name: str, state: str) -> None:
    text = """
        name: CI
        on: push
        jobs:
          test:
            name: Python ${{ matrix.python }} on ${{ matrix.os }}
            strategy: {matrix: {python: ["3.11", 3.12], os: [ubuntu-latest]}}
          ship:
            name: Ship to ${{ matrix.at.name }}
            strategy: {matrix: {include: [{at: {name: prod, id: 1}}, {at: {name: demo}}]}}
            steps: [{name: "Ask ${{ matrix.at.name }} now", run: ask}]
          scan:
            name: Scan ${{ matrix.branch }}
            strategy: {matrix: "${{ fromJSON(needs.x.outputs.y) }}"}
          lint: {name: Lint}
    """
    write(tmp_path, WORKFLOW, text)
    assert prove(tmp_path, f"ci: {name}").state == state


def test_name_that_is_filled_in_elsewhere_cannot_be_told(tmp_path: Path) -> None:
    write(tmp_path, CIRCLE, "jobs: {e2e: {steps: [{run: {name: 'E2E << parameters.label >>', command: x}}]}}\n")
    assert prove(tmp_path, "ci: E2E firefox").state == "cannot-tell"
    assert prove(tmp_path, "ci: Unit firefox").state == "absent"
    write(tmp_path, GITLAB, '"$[[ inputs.env ]]-smoke": {script: x}\n')
    assert prove(tmp_path, "ci: test-smoke").reason == (
        f"whether `test-smoke` is job `$[[ inputs.env ]]-smoke` in {GITLAB} cannot be told: "
        "a part of its name is filled in when it runs"
    )


ANY_EVENT = "on: [push, pull_request, schedule, workflow_dispatch]\n"


@pytest.mark.parametrize(
    "condition",
    [
        "always()",
        "success()",
        "!cancelled()",
        "${{ !cancelled() && !failure() }}",
        "true",
        "github.repository == 'org/x'",
        "github.repository_owner == 'org' && startsWith(github.repository, 'org/')",
        "github.event.pull_request.draft == false",
        "!github.event.pull_request.draft",
        "github.actor != 'dependabot[bot]'",
        "!contains(github.event.head_commit.message, '[skip ci]')",
        "contains(github.event.head_commit.message, '[skip ci]') == false",
        "!contains(github.event.pull_request.labels.*.name, 'skip-ci')",
        "!startsWith(github.head_ref, 'dependabot/')",
        "github.event.pull_request.head.repo.full_name == github.repository",
        "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name != github.repository",
        "github.event_name != 'schedule'",
        "needs.changes.outputs.x == 'true'",
        "needs.build.result == 'success'",
        "github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/')",
        "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
        'contains(fromJSON(\'["push", "schedule"]\'), github.event_name)',
        "github.event_name == 'workflow_dispatch' && inputs.x || github.event_name == 'push'",
        "github.event.action != 'closed'",
        "hashFiles('tests/**') != ''",
        "github['event_name'] == 'PUSH'",
        "!(github.ref_type == 'tag')",
        "!inputs.skip",
        "github.run_attempt == 1",
    ],
)
def test_github_condition_that_is_harmless_leaves_a_job_proved(tmp_path: Path, condition: str) -> None:
    write(
        tmp_path, WORKFLOW, f"{ANY_EVENT}jobs:\n  unit:\n    if: >-\n      {condition}\n    steps: [{{run: pytest}}]\n"
    )
    assert prove(tmp_path, "ci: unit").state == "proved"


@pytest.mark.parametrize(
    "condition",
    [
        "startsWith(github.ref, 'refs/tags/v')",
        "github.event_name == 'push' && startsWith(github.ref, 'refs/tags/')",
        "contains(github.ref, 'refs/tags/')",
        "github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'",
        "'schedule' == github.event_name",
        "always() && github.event_name == 'schedule'",
        "github.ref == 'refs/heads/release'",
        "github.ref_name == 'gh-pages'",
        "github.event_name == 'pull_request' && github.ref == 'refs/heads/main'",
        "github.base_ref == 'release'",
        "false && github.repository == 'org/x'",
        "${{ !true }}",
        "0",
        "cancelled()",
        "failure() && github.ref == 'refs/heads/main'",
        "github.event.pull_request.merged == true",
        # Only a run that is started by hand has inputs.
        "inputs.e2e",
        "github.event.inputs.e2e == 'true'",
    ],
)
def test_github_condition_that_keeps_a_job_from_changes_makes_it_advisory(tmp_path: Path, condition: str) -> None:
    write(
        tmp_path, WORKFLOW, f"{ANY_EVENT}jobs:\n  unit:\n    if: >-\n      {condition}\n    steps: [{{run: pytest}}]\n"
    )
    assert prove(tmp_path, "ci: unit").state == "advisory"


@pytest.mark.parametrize(
    "condition",
    [
        "vars.RUN_E2E == 'true'",
        "github.event_name == 'push' && vars.RUN_E2E",
        "!vars.SKIP",
        "contains(github.event.pull_request.labels.*.name, 'e2e')",
        "github.actor == 'dependabot[bot]'",
        "github.event.pull_request.head.repo.full_name != github.repository && github.event_name == 'pull_request'",
        "needs.build.result == 'failure'",
        "a ==",
        "(true",
        "github.event_name = 'push'",
        "${{ true }} && false",
        "fromJSON('[')",
        "unheardOf(1)",
        "github[env.x] == 'y'",
    ],
)
def test_github_condition_that_is_not_understood_cannot_be_told(tmp_path: Path, condition: str) -> None:
    write(
        tmp_path, WORKFLOW, f"{ANY_EVENT}jobs:\n  unit:\n    if: >-\n      {condition}\n    steps: [{{run: pytest}}]\n"
    )
    assert prove(tmp_path, "ci: unit").state == "cannot-tell"


@pytest.mark.parametrize(
    ("gate", "unit", "state"),
    [
        ("if: false", "needs: gate", "advisory"),
        ("if: false", "needs: [other, gate]", "advisory"),
        ("if: github.ref_type == 'tag'", "needs: gate", "advisory"),
        ("if: false", "{needs: gate, if: github.event_name == 'push'}", "advisory"),
        ("if: false", "{needs: gate, if: always()}", "proved"),
        ("if: false", "{needs: gate, if: '!cancelled()'}", "proved"),
        ("if: false", "{needs: gate, if: success() || true}", "proved"),
        ("if: false", "{needs: late}", "advisory"),
        ("if: vars.X", "needs: gate", "cannot-tell"),
        ("if: github.repository == 'a/b'", "needs: gate", "proved"),
        # One runs on requests only, the other on pushes only.
        ("if: github.event_name == 'pull_request'", "{needs: gate, if: github.event_name == 'push'}", "advisory"),
        ("{}", "needs: unit", "proved"),
        ("{}", "needs: missing", "proved"),
    ],
)
def test_github_job_is_skipped_with_what_it_needs(tmp_path: Path, gate: str, unit: str, state: str) -> None:
    gate, unit = ("{" + one.strip("{}") + "}" for one in (gate, unit))
    text = "on: [push, pull_request]\njobs:\n  unit: {<<: UNIT, steps: [{run: pytest}]}\n  gate: GATE\n"
    text += "  other: {}\n  late: {needs: gate, if: always()}\n"
    write(tmp_path, WORKFLOW, text.replace("UNIT", unit).replace("GATE", gate))
    assert prove(tmp_path, "ci: unit").state == state


def test_github_job_that_looks_at_the_results_of_others_can_fail(tmp_path: Path) -> None:
    text = """
        on: pull_request
        jobs:
          unit: {steps: [{run: pytest}]}
          all-green:
            needs: unit
            if: always()
            steps:
            - if: contains(needs.*.result, 'failure')
              run: exit 1
    """
    assert proved(tmp_path, WORKFLOW, text, "all-green") == ("proved", 4)


def test_github_reason_names_job_file_and_setting(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, GITHUB_JOB.format(on="push", job="continue-on-error: true", step="run: pytest"))
    assert prove(tmp_path, "ci: unit-tests").reason == (
        f"job `unit-tests` in {WORKFLOW} cannot fail the build: continue-on-error is true"
    )


def test_github_reusable_workflow_counts_where_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, ".github/workflows/called.yml", "on: workflow_call\njobs: {scan: {steps: [{run: scan}]}}\n")
    write(tmp_path, WORKFLOW, "on: schedule\njobs: {security: {uses: ./.github/workflows/called.yml}}\n")
    assert prove(tmp_path, "ci: scan").state == "advisory"
    write(tmp_path, WORKFLOW, "on: push\njobs: {security: {if: false, uses: ./.github/workflows/called.yml}}\n")
    assert prove(tmp_path, "ci: scan").state == "advisory"
    write(tmp_path, WORKFLOW, "on: push\njobs: {security: {uses: ./.github/workflows/called.yml}}\n")
    assert prove(tmp_path, "ci: scan")[:3] == ("proved", ".github/workflows/called.yml", 2)


@pytest.mark.parametrize(
    ("call", "called", "state"),
    [
        ("", "on: workflow_call\njobs: {scan: {steps: [{run: scan}]}}", "proved"),
        ("", "on: workflow_call\njobs: {scan: {continue-on-error: true, steps: [{run: scan}]}}", "advisory"),
        ("", "on: workflow_call\njobs: {scan: {steps: [{run: scan || true}]}, lint: {steps: [{run: lint}]}}", "proved"),
        (
            "",
            "on: workflow_call\njobs: {scan: {if: github.event_name == 'schedule', steps: [{run: scan}]}}",
            "advisory",
        ),
        ("", "on: workflow_call\njobs: {scan: {if: inputs.deep, steps: [{run: scan}]}}", "cannot-tell"),
        ("", "on: workflow_call\njobs: {scan: {uses: ./.github/workflows/called.yml}}", "cannot-tell"),
        ("", "on: push\njobs: {scan: {steps: [{run: scan}]}}", "cannot-tell"),
        ("", "on: workflow_call\njobs: [", "cannot-tell"),
        ("", None, "cannot-tell"),
        ("if: vars.DEEP, ", "on: workflow_call\njobs: {scan: {steps: [{run: scan}]}}", "cannot-tell"),
        ("if: github.ref_type == 'tag', ", "on: workflow_call\njobs: {scan: {steps: [{run: scan}]}}", "advisory"),
    ],
)
def test_github_job_that_calls_a_workflow_is_what_its_jobs_are(
    tmp_path: Path, call: str, called: str | None, state: str
) -> None:
    write(tmp_path, WORKFLOW, f"on: pull_request\njobs: {{all: {{{call}uses: ./.github/workflows/called.yml}}}}\n")
    if called is not None:
        write(tmp_path, ".github/workflows/called.yml", f"{called}\n")
    assert prove(tmp_path, "ci: all").state == state


def test_github_called_job_has_the_names_of_those_that_call_it(tmp_path: Path) -> None:
    write(tmp_path, ".github/workflows/inner.yml", "on: workflow_call\njobs: {scan: {steps: [{run: scan}]}}\n")
    call = "jobs: {deep: {name: Deep checks, uses: ./.github/workflows/inner.yml}}"
    write(tmp_path, ".github/workflows/middle.yml", f"on: workflow_call\n{call}\n")
    write(tmp_path, WORKFLOW, "name: CI\non: push\njobs: {all: {uses: ./.github/workflows/middle.yml}}\n")
    for name in ("scan", "deep / scan", "Deep checks / scan", "all / deep / scan", "CI / all / Deep checks / scan"):
        assert prove(tmp_path, f"ci: {name}")[:2] == ("proved", ".github/workflows/inner.yml")
    assert prove(tmp_path, "ci: all / deep")[:2] == ("proved", ".github/workflows/middle.yml")
    assert prove(tmp_path, "ci: all / scan").state == "absent"


@pytest.mark.parametrize(
    ("use", "action", "of_job", "of_step"),
    [
        ("", "runs: {using: composite, steps: [{name: Unit tests, run: pytest}]}", "proved", "proved"),
        ("", "runs: {using: composite, steps: [{name: Unit tests, run: pytest || true}]}", "advisory", "advisory"),
        (
            "",
            "runs: {using: composite, steps: [{id: unit-tests, run: pytest, if: inputs.x}]}",
            "cannot-tell",
            "cannot-tell",
        ),
        ("", "runs: {using: composite, steps: [{name: Unit tests, uses: ./tests/inner}]}", "advisory", "advisory"),
        ("", "runs: {using: composite, steps: [{name: Unit tests, uses: ./tests}]}", "cannot-tell", "cannot-tell"),
        ("", "runs: {using: node20, main: x.js}", "proved", "absent"),
        ("", "runs: [", "cannot-tell", "cannot-tell"),
        ("", None, "cannot-tell", "cannot-tell"),
        (
            ", if: failure()",
            "runs: {using: composite, steps: [{name: Unit tests, run: pytest}]}",
            "advisory",
            "advisory",
        ),
        (
            ", continue-on-error: true",
            "runs: {using: composite, steps: [{name: Unit tests, run: pytest}]}",
            "advisory",
            "advisory",
        ),
    ],
)
def test_github_looks_into_actions_of_the_repository(
    tmp_path: Path, use: str, action: str | None, of_job: str, of_step: str
) -> None:
    steps = f"[{{uses: actions/checkout@v4}}, {{uses: ./tests/{use}}}]"
    write(tmp_path, WORKFLOW, f"on: push\njobs: {{unit: {{steps: {steps}}}}}\n")
    inner = "runs: {using: composite, steps: [{name: Inner, run: pytest || true, shell: bash}]}\n"
    write(tmp_path, "tests/inner/action.yaml", inner)
    if action is not None:
        write(tmp_path, "tests/action.yml", f"{action}\n")
    assert prove(tmp_path, "ci: unit").state == of_job
    assert prove(tmp_path, "ci: unit tests").state == of_step


@posix
def test_github_action_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/action.yml", "runs: {using: composite, steps: [{name: Unit, run: x}]}\n")
    root = tmp_path / "repo"
    write(root, WORKFLOW, "on: push\njobs: {a: {steps: [{uses: ./../outside}, {uses: ./linked}]}}\n")
    (root / "linked").symlink_to(tmp_path / "outside")
    assert prove(root, "ci: unit").state == "cannot-tell"
    assert prove(root, "ci: a").state == "cannot-tell"


def test_github_workflow_of_another_repository_leaves_open_what_it_holds(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs:\n  all:\n    uses: org/ci/.github/workflows/x.yml@v1\n")
    assert prove(tmp_path, "ci: all").state == "proved"
    assert prove(tmp_path, "ci: scan")[:3] == ("cannot-tell", WORKFLOW, 3)


def test_one_job_that_can_fail_is_enough(tmp_path: Path) -> None:
    write(tmp_path, ".github/workflows/a.yml", "on: schedule\njobs: {test: {steps: []}}\n")
    write(tmp_path, ".github/workflows/b.yaml", "on: push\njobs: {test: {steps: []}}\n")
    assert prove(tmp_path, "ci: test")[:3] == ("proved", ".github/workflows/b.yaml", 2)


def test_known_default_branch_decides(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: {push: {branches: [stable]}}\njobs: {test: {steps: []}}\n")
    assert prove(tmp_path, "ci: test").state == "advisory"
    write(tmp_path, ".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/stable\n")
    assert prove(tmp_path, "ci: test").state == "proved"


# GitLab CI


@pytest.mark.parametrize(
    ("job", "state"),
    [
        ("{script: [pytest]}", "proved"),
        ("{script: pytest, allow_failure: true}", "advisory"),
        ("{script: pytest, allow_failure: yes}", "advisory"),
        ("{script: pytest, allow_failure: {exit_codes: [3]}}", "proved"),
        ("{script: pytest, when: manual}", "advisory"),
        ("{script: pytest, when: manual, allow_failure: false}", "proved"),
        ("{script: pytest, when: never}", "advisory"),
        ("{script: pytest, when: on_failure}", "advisory"),
        ("{script: [pytest || true]}", "advisory"),
        ("{script: [npm ci, 'npm test || true']}", "advisory"),
        ("{script: [npm run lint, 'npm test || true']}", "proved"),
        ("{script: pytest, only: [tags]}", "advisory"),
        ("{script: pytest, only: tags}", "advisory"),
        ("{script: pytest, only: [merge_requests]}", "proved"),
        ("{script: pytest, only: [main]}", "proved"),
        ("{script: pytest, only: {refs: [schedules, web]}}", "advisory"),
        ("{script: pytest, only: {changes: ['*.py']}}", "proved"),
        ("{script: pytest, only: ['/^release/']}", "advisory"),
        ("{script: pytest, only: ['/^ma.*$/']}", "proved"),
        ("{script: pytest, only: [branches@group/project]}", "proved"),
        ("{script: pytest, except: [branches]}", "advisory"),
        ("{script: pytest, except: [tags]}", "proved"),
        # It runs for the branches of merge requests.
        ("{script: pytest, except: [main]}", "proved"),
        ("{script: pytest, except: [branches, main]}", "advisory"),
        ("{script: pytest, only: ['/^feature/']}", "proved"),
        ("{script: pytest, only: {variables: ['$CI_PIPELINE_SOURCE == \"schedule\"']}}", "advisory"),
        ("{script: pytest, only: {variables: [$NIGHTLY, $CI_COMMIT_BRANCH]}}", "proved"),
        ("{script: pytest, only: {refs: [merge_requests], variables: [$NIGHTLY]}}", "cannot-tell"),
        ("{script: pytest, except: {variables: ['$CI_PIPELINE_SOURCE == \"schedule\"']}}", "proved"),
        ("{script: pytest, except: {variables: [$SKIP]}}", "proved"),
        ("{script: pytest, except: {variables: [$CI_COMMIT_BRANCH]}, only: [main]}", "advisory"),
        ("{trigger: group/project}", "advisory"),
        ("{trigger: {include: ci/e2e.yml}}", "advisory"),
        ("{trigger: {include: ci/e2e.yml, strategy: depend}}", "proved"),
        ("{script: pytest, only: [merge_requests, main], except: [main]}", "proved"),
        ("{script: pytest, rules: [{if: $CI_COMMIT_TAG}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_PIPELINE_SOURCE == \"merge_request_event\"'}]}", "proved"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'}]}", "proved"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]}", "proved"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_BRANCH == \"staging\"'}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_BRANCH =~ /^release/'}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_BRANCH && $CI_COMMIT_TAG'}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_TAG || $CI_MERGE_REQUEST_IID'}]}", "proved"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_TAG && ($X || $CI_COMMIT_BRANCH)'}]}", "advisory"),
        ("{script: pytest, rules: [{if: '$CI_COMMIT_TAG == null && $X'}]}", "cannot-tell"),
        ("{script: pytest, rules: [{if: $NIGHTLY}]}", "cannot-tell"),
        ("{script: pytest, rules: [{when: never}]}", "advisory"),
        ("{script: pytest, rules: [{if: $CI_COMMIT_TAG, when: never}, {when: on_success}]}", "proved"),
        ("{script: pytest, rules: [{allow_failure: true}]}", "advisory"),
        ("{script: pytest, rules: [{when: manual, allow_failure: true}]}", "advisory"),
        # In a rule, a job that is started by hand holds up the pipeline until it succeeded.
        ("{script: pytest, rules: [{when: manual}]}", "proved"),
        ("{script: pytest, rules: [{if: '$A == ('}]}", "cannot-tell"),
        ("{script: pytest, rules: []}", "advisory"),
        ("{extends: .base}", "advisory"),
        ("{extends: [.base, .strict]}", "proved"),
        ("{extends: .base, allow_failure: false}", "proved"),
        ("{extends: .loop, script: pytest}", "proved"),
        ("{extends: .elsewhere}", "cannot-tell"),
        ("{extends: .elsewhere, allow_failure: true}", "advisory"),
        ("{script: [!reference [.masked, script]]}", "advisory"),
        ("{script: [npm run lint, !reference [.masked, script]]}", "proved"),
        ("{script: pytest, rules: !reference [.tags, rules]}", "advisory"),
        ("{script: pytest, rules: [!reference [.tags, rules]]}", "advisory"),
        ("{<<: *weak, script: pytest}", "advisory"),
    ],
)
def test_gitlab_says_what_can_fail(tmp_path: Path, job: str, state: str) -> None:
    text = f"""
        stages: [test]
        variables: {{test: x}}
        .weak: &weak {{allow_failure: true}}
        .base: {{script: pytest, allow_failure: true}}
        .strict: {{allow_failure: false}}
        .loop: {{extends: .loop}}
        .masked: {{script: ['pytest || true']}}
        .tags: {{rules: [{{if: $CI_COMMIT_TAG}}]}}
        unit-tests: {job}
    """
    assert proved(tmp_path, GITLAB, text, "unit tests") == (state, 9)


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ('$RUN == "yes"', "proved"),
        ('$RUN == "no"', "cannot-tell"),
        ("$RUN", "proved"),
        ("$FROM_LIST == '1'", "proved"),
        ("$SKIP != 'true'", "cannot-tell"),
        ("$EMPTY", "cannot-tell"),
        ("$TOGETHER == 'yes'", "cannot-tell"),
        ("$RUN =~ /^y/", "proved"),
        ("$CI_COMMIT_TAG && $RUN", "advisory"),
    ],
)
def test_gitlab_knows_the_variables_that_the_file_sets(tmp_path: Path, condition: str, state: str) -> None:
    text = f"""
        variables: {{RUN: "yes", SKIP: "true", EMPTY: "", TOGETHER: $RUN, FROM_LIST: {{value: "1", options: ["1"]}}}}
        unit: {{script: make, rules: [{{if: {json.dumps(condition)}}}]}}
    """
    write(tmp_path, GITLAB, text)
    assert prove(tmp_path, "ci: unit").state == state


@pytest.mark.parametrize("own", ["variables: {RUN: x}", "inherit: {variables: false}", "extends: .base"])
def test_gitlab_job_with_variables_of_its_own_is_left_open(tmp_path: Path, own: str) -> None:
    text = f"""
        variables: {{RUN: "yes"}}
        .base: {{variables: {{RUN: x}}}}
        unit: {{script: make, {own}, rules: [{{if: $RUN == "yes"}}]}}
    """
    write(tmp_path, GITLAB, text)
    assert prove(tmp_path, "ci: unit").state == "cannot-tell"


@pytest.mark.parametrize("name", [".weak", "stages", "variables", "deploy"])
def test_gitlab_templates_and_settings_are_no_jobs(tmp_path: Path, name: str) -> None:
    text = "stages: [deploy]\nvariables: {A: b}\n.weak: {script: x}\ntest: {script: x}\n"
    assert proved(tmp_path, GITLAB, text, name) == ("absent", None)


def test_gitlab_matrix_job_is_found_without_its_values(tmp_path: Path) -> None:
    assert proved(tmp_path, GITLAB, "test: {script: x}\n", "test: [3.12, linux]") == ("proved", 1)


def test_gitlab_workflow_that_never_starts_proves_nothing(tmp_path: Path) -> None:
    text = "workflow: {rules: [{if: $CI_COMMIT_TAG}]}\ntest: {script: x}\n"
    assert proved(tmp_path, GITLAB, text, "test") == ("advisory", 2)


def test_gitlab_follows_includes_in_the_repository(tmp_path: Path) -> None:
    write(tmp_path, GITLAB, "include: [{local: /ci/a.yml}, ci/jobs/*.yml]\nscan: {allow_failure: true}\n")
    write(tmp_path, "ci/a.yml", "include: .gitlab-ci.yml\n# a\nunit: {script: x}\nscan: {script: x}\n")
    write(tmp_path, "ci/jobs/b.yml", "include: /ci/a.yml\nlint: {script: x}\n")
    assert prove(tmp_path, "ci: unit")[:3] == ("proved", "ci/a.yml", 3)
    assert prove(tmp_path, "ci: lint")[:3] == ("proved", "ci/jobs/b.yml", 2)
    assert prove(tmp_path, "ci: scan")[:3] == ("advisory", GITLAB, 2)
    assert prove(tmp_path, "ci: other").state == "absent"


@pytest.mark.parametrize(
    "include",
    [
        "{template: Security/SAST.gitlab-ci.yml}",
        "{project: a/b, file: c.yml}",
        "{remote: 'https://example.com/a.yml'}",
        "{component: example.com/a/b@1}",
        "https://example.com/a.yml",
        "/ci/**.yml",
        "/ci/missing.yml",
        "../outside.yml",
        "{local: 5}",
    ],
)
def test_gitlab_include_from_elsewhere_leaves_open_what_it_holds(tmp_path: Path, include: str) -> None:
    write(tmp_path / "repo", GITLAB, f"include: [{include}]\ntest: {{script: x}}\n")
    write(tmp_path, "outside.yml", "secret-job: {script: x}\n")
    assert prove(tmp_path / "repo", "ci: test").state == "proved"
    evidence = prove(tmp_path / "repo", "ci: secret-job")
    assert evidence.state == "cannot-tell"
    assert "secret-job" in evidence.reason


@pytest.mark.parametrize(
    ("job", "state"),
    [
        ("{stage: test}", "cannot-tell"),
        ("{variables: {A: b}, extends: .base}", "cannot-tell"),
        ("{extends: .full}", "proved"),
        ("{stage: test, allow_failure: true}", "advisory"),
        ("{run: [{name: x, script: x}]}", "proved"),
    ],
)
def test_gitlab_job_that_only_adds_to_one_of_an_unread_file_cannot_be_told(
    tmp_path: Path, job: str, state: str
) -> None:
    text = (
        f"include: [{{template: Jobs/SAST.gitlab-ci.yml}}]\n.base: {{tags: [x]}}\n.full: {{script: x}}\nsast: {job}\n"
    )
    assert proved(tmp_path, GITLAB, text, "sast") == (state, 4)


def test_gitlab_child_pipeline_leaves_open_what_it_holds(tmp_path: Path) -> None:
    assert proved(tmp_path, GITLAB, "child: {trigger: {include: ci/child.yml}}\n", "unit") == ("cannot-tell", 1)


def test_gitlab_stops_at_twenty_includes(tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path, f"ci/{number}.yml", f"include: /ci/{number + 1}.yml\njob-{number}: {{script: x}}\n")
    write(tmp_path, GITLAB, "include: /ci/0.yml\n")
    assert prove(tmp_path, "ci: job 19").state == "proved"
    assert prove(tmp_path, "ci: job 20").state == "cannot-tell"


# Azure Pipelines

FAILED = "echo '##vso[task.complete result=Failed;]'"
INLINE = "inputs: {targetType: inline, script: pytest || true}"
AZURE_JOB = """
    {head}
    stages:
    - stage: Verify
      displayName: Verify it
      jobs:
      - job: unit
        displayName: Unit tests
        {job}
        steps:
        - checkout: self
        - {step}
          displayName: Run pytest
"""


@pytest.mark.parametrize(
    ("name", "line"),
    [("Verify", 4), ("verify it", 4), ("unit", 7), ("Unit-Tests", 7), ("run pytest", 12)],
)
def test_azure_finds_stages_jobs_and_steps(tmp_path: Path, name: str, line: int) -> None:
    text = AZURE_JOB.format(head="trigger: [main]", job="timeoutInMinutes: 5", step="script: pytest")
    assert proved(tmp_path, AZURE, text, name) == ("proved", line)


@pytest.mark.parametrize(
    ("head", "job", "step", "of_job", "of_step"),
    [
        ("trigger: none", "pool: x", "script: pytest", "proved", "proved"),
        ("trigger: none\n    pr: none", "pool: x", "script: pytest", "advisory", "advisory"),
        # In Azure's own repositories, which know no `pr`, it may be the schedule alone that starts it.
        ("trigger: none\n    schedules: [{cron: x}]", "pool: x", "script: pytest", "cannot-tell", "cannot-tell"),
        ("trigger: none\n    pr: [main]\n    schedules: [{cron: x}]", "pool: x", "script: a", "proved", "proved"),
        ("trigger: {tags: {include: ['v*']}}\n    pr: none", "pool: x", "script: a", "cannot-tell", "cannot-tell"),
        ("trigger: ['release/*']\n    pr: none", "pool: x", "script: pytest", "advisory", "advisory"),
        ("trigger: {branches: {include: [main]}}\n    pr: none", "pool: x", "script: pytest", "proved", "proved"),
        ("trigger: {branches: {exclude: [main]}}\n    pr: none", "pool: x", "script: pytest", "advisory", "advisory"),
        ("trigger: {batch: true}\n    pr: none", "pool: x", "script: pytest", "proved", "proved"),
        ("pr: [main]", "continueOnError: true", "script: pytest", "advisory", "advisory"),
        ("pr: [main]", "continueOnError: ${{ parameters.soft }}", "script: pytest", "cannot-tell", "cannot-tell"),
        ("pr: [main]", "condition: false", "script: pytest", "advisory", "advisory"),
        ("pr: [main]", "condition: succeeded()", "script: pytest", "proved", "proved"),
        ("pr: [main]", "condition: failed()", "script: pytest", "advisory", "advisory"),
        ("pr: [main]", "pool: x", "script: pytest\n          continueOnError: true", "advisory", "advisory"),
        ("pr: [main]", "pool: x", "script: pytest\n          enabled: false", "advisory", "advisory"),
        ("pr: [main]", "pool: x", "script: pytest || true", "advisory", "advisory"),
        # The script's shell goes on after a failure here.
        ("pr: [main]", "pool: x", "script: pytest; exit 0", "advisory", "advisory"),
        ("pr: [main]", "pool: x", 'script: "set -e\\npytest; exit 0"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'script: "pytest\\necho done"', "advisory", "advisory"),
        ("pr: [main]", "pool: x", 'script: "echo begin\\npytest"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'script: "pytest || exit 1\\necho done"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'script: "set -e\\npytest\\necho done"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'bash: "pytest\\nexit 0"', "advisory", "advisory"),
        ("pr: [main]", "pool: x", f"bash: pytest || {FAILED}", "proved", "proved"),
        ("pr: [main]", "pool: x", f"bash: if ! pytest; then {FAILED}; fi", "proved", "proved"),
        ("pr: [main]", "pool: x", 'pwsh: "pytest\\necho done"', "proved", "proved"),
        # What a shell of Unix could not read is for the one of Windows.
        ("pr: [main]", "pool: x", 'script: "if not exist out mkdir out\\ndotnet test"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'script: "if exist x ( rmdir x )\\ncall a.bat || exit /b 1"', "proved", "proved"),
        ("pr: [main]", "pool: {vmImage: windows-2022}", 'script: "dotnet test\\necho done"', "proved", "proved"),
        ("pr: [main]", "pool: x", 'pwsh: "echo begin\\nWrite-Host done"', "proved", "advisory"),
        ("pr: [main]", "pool: x", "script: pytest || true\n          failOnStderr: true", "proved", "proved"),
        ("pr: [main]", "pool: x", f"task: Bash@3\n          {INLINE}", "advisory", "advisory"),
        (
            "pr: [main]",
            "pool: x",
            "task: CmdLine@2\n          inputs: {script: pytest || true}",
            "advisory",
            "advisory",
        ),
        ("pr: [main]", "pool: x", "task: CmdLine@2\n          inputs: {script: pytest}", "proved", "proved"),
        (
            "pr: [main]",
            "pool: x",
            "task: Bash@3\n          inputs: {filePath: x.sh, targetType: filePath}",
            "proved",
            "proved",
        ),
        ("pr: [main]", "pool: x", "task: Other@1\n          inputs: {script: pytest || true}", "proved", "proved"),
        ("pr: [main]", "pool: x", "script: pytest\n          condition: eq(1, 2)", "advisory", "advisory"),
        (
            "pr: [main]",
            "pool: x",
            "script: pytest\n          condition: eq(variables.x, 1)",
            "cannot-tell",
            "cannot-tell",
        ),
    ],
)
def test_azure_says_what_can_fail(tmp_path: Path, head: str, job: str, step: str, of_job: str, of_step: str) -> None:
    write(tmp_path, AZURE, AZURE_JOB.format(head=head, job=job, step=step))
    assert prove(tmp_path, "ci: unit").state == of_job
    assert prove(tmp_path, "ci: run pytest").state == of_step


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ("succeeded()", "proved"),
        ("always()", "proved"),
        ("and(succeeded(), eq(variables['Build.Reason'], 'PullRequest'))", "proved"),
        ("and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))", "proved"),
        ("eq(variables['build.sourceBranchName'], 'Main')", "proved"),
        ("ne(variables['Build.Reason'], 'Schedule')", "proved"),
        ("ne(variables['Build.Reason'], 'PullRequest')", "proved"),
        ("not(eq(variables['Build.Reason'], 'PullRequest'))", "proved"),
        ("in(variables['Build.Reason'], 'IndividualCI', 'BatchedCI')", "proved"),
        ("startsWith(variables['Build.SourceBranch'], 'refs/pull/')", "proved"),
        ("eq(variables['System.PullRequest.TargetBranch'], 'main')", "proved"),
        ("eq(variables['System.PullRequest.TargetBranch'], 'refs/heads/main')", "proved"),
        ("eq(variables['Agent.OS'], 'Linux')", "proved"),
        ("ne(variables['skipTests'], 'true')", "proved"),
        ("not(eq(variables.skipTests, true))", "proved"),
        ("and(succeeded(), eq(variables.isMain, true))", "proved"),
        ("eq(variables.isNightly, 'true')", "advisory"),
        ("eq(variables.suite, 'all')", "proved"),
        ("eq('$(suite)', 'some')", "advisory"),
        ("eq(variables['Build.Reason'], 'Schedule')", "advisory"),
        ("in(variables['Build.Reason'], 'Schedule', 'Manual')", "advisory"),
        ("and(succeeded(), startsWith(variables['Build.SourceBranch'], 'refs/tags/'))", "advisory"),
        ("contains(variables['Build.SourceBranch'], '/tags/')", "advisory"),
        ("eq(variables['Build.SourceBranch'], 'refs/heads/release')", "advisory"),
        ("eq(variables['System.PullRequest.TargetBranch'], 'release')", "advisory"),
        ("and(failed(), true)", "advisory"),
        ("or(failed(), succeeded())", "proved"),
        ("and(eq(variables['Build.Reason'], 'PullRequest'), eq(variables['Build.SourceBranch'], 'refs/heads/main'))",
         "advisory"),
        ("eq(1, 2)", "advisory"),
        ("eq(variables.runE2E, true)", "cannot-tell"),
        ("eq(dependencies.A.outputs['b.c'], 'x')", "cannot-tell"),
        ("in(dependencies.A.result, 'Succeeded', 'Skipped')", "proved"),
        ("${{ parameters.run }}", "cannot-tell"),
        ("and(succeeded(", "cannot-tell"),
        ("succeeded())", "cannot-tell"),
        ("what is this", "cannot-tell"),
        ("eq(variables.loop, 'x')", "cannot-tell"),
    ],
)  # fmt: skip
def test_azure_conditions(tmp_path: Path, condition: str, state: str) -> None:
    text = f"""
        trigger: [main]
        variables:
        - {{name: isMain, value: "$[eq(variables['Build.SourceBranch'], 'refs/heads/main')]"}}
        - {{name: isNightly, value: "$[eq(variables['Build.Reason'], 'Schedule')]"}}
        - {{name: suite, value: all}}
        - {{name: loop, value: "$[eq(variables.loop, 'x')]"}}
        stages:
        - stage: test
          condition: "{condition}"
          jobs: [{{job: unit, steps: [{{script: pytest}}]}}]
    """
    write(tmp_path, AZURE, text)
    assert prove(tmp_path, "ci: unit").state == state


def test_azure_trigger_and_conditions_hold_together(tmp_path: Path) -> None:
    text = """
        {}
        stages:
        - stage: a
          condition: eq(variables['Build.Reason'], 'PullRequest')
          jobs: [{{job: unit, steps: [{{script: pytest}}]}}]
    """
    write(tmp_path, AZURE, text.format("pr: none"))
    assert prove(tmp_path, "ci: unit").state == "advisory"
    write(tmp_path, AZURE, text.format("trigger: none"))
    assert prove(tmp_path, "ci: unit").state == "proved"


def test_azure_inserted_parts_have_their_conditions(tmp_path: Path) -> None:
    text = """
        parameters: [{name: suite, default: some}]
        jobs:
        - ${{ if eq(variables['Build.Reason'], 'Schedule') }}:
          - job: nightly
        - ${{ elseif eq(parameters.suite, 'some') }}:
          - ${{ if false }}:
            - job: nowhere
          - job: some
        - ${{ else }}:
          - job: rest
        - ${{ each one in parameters.all }}:
          - job: each_${{ one }}
        - job: mixed
          ${{ if eq(parameters.other, 'y') }}:
            steps: [{script: pytest, displayName: Perhaps}]
          ${{ else }}:
            steps: [{script: pytest, displayName: Else}]
    """
    write(tmp_path, AZURE, text)
    found = {name: prove(tmp_path, f"ci: {name}").state for name in ("nightly", "nowhere", "some", "rest")}
    found |= {name: prove(tmp_path, f"ci: {name}").state for name in ("perhaps", "else")}
    assert found == {
        "nightly": "advisory",
        "nowhere": "advisory",
        "some": "proved",
        "rest": "advisory",
        "perhaps": "cannot-tell",
        "else": "proved",
    }


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ("eq(variables['Build.Reason'], 'Schedule')", "advisory"),
        ("parameters.x", "cannot-tell"),
        ("eq(variables['Build.Reason'], 'PullRequest')", "proved"),
    ],
)
def test_azure_job_of_inserted_steps_fails_as_they_do(tmp_path: Path, condition: str, state: str) -> None:
    text = f"""
        jobs:
        - job: unit
          steps:
          - script: npm ci
          - ${{{{ if {condition} }}}}:
            - script: pytest
    """
    write(tmp_path, AZURE, text)
    assert prove(tmp_path, "ci: unit").state == state


def test_azure_templates_are_read_for_each_of_their_uses(tmp_path: Path) -> None:
    write(
        tmp_path,
        AZURE,
        """
        parameters: [{name: weak, type: boolean, default: false}]
        stages:
        - stage: Weak
          condition: false
          jobs: [{template: ci/t.yml}]
        - stage: Strong
          jobs:
          - template: ci/t.yml
          - {template: ci/t.yml, parameters: {name: Smoke, run: '${{ parameters.weak }}'}}
          - {template: 'ci/${{ parameters.name }}.yml', parameters: {name: t}}
        """,
    )
    write(
        tmp_path,
        "ci/t.yml",
        """
        parameters: [{name: name, default: unit}, {name: run, type: boolean, default: true}]
        jobs:
        - job: ${{ parameters.name }}
          displayName: Run ${{ parameters['name'] }} tests
          condition: eq('${{ parameters.run }}', true)
        """,
    )
    assert prove(tmp_path, "ci: unit")[:3] == ("proved", "ci/t.yml", 4)
    assert prove(tmp_path, "ci: run unit tests").state == "proved"
    assert prove(tmp_path, "ci: smoke").state == "advisory"


def test_hostile_azure_templates_and_conditions_are_bounded(tmp_path: Path) -> None:
    use = "{template: a.yml, parameters: {x: '${{ parameters.x }}y'}}"
    write(tmp_path, AZURE, "jobs: [{template: a.yml, parameters: {x: y}}]\n")
    write(tmp_path, "a.yml", f"jobs: [{', '.join([use] * 50)}, {{job: '${{{{ parameters.x }}}}'}}]\n")
    assert effort(lambda: prove(tmp_path, "ci: unit")) < 1_000_000
    assert prove(tmp_path, "ci: unit").state == "cannot-tell"
    condition = "and(" * 9 + ", ".join(["eq(variables.a, 1)"] * 40) + ")" * 9
    variables = "variables: {a: '$[or(variables.b, variables.b)]', b: '$[or(variables.a, variables.a)]'}\n"
    text = variables + "jobs:\n" + "".join(f"- {{job: j{n}, condition: '{condition} {n}'}}\n" for n in range(2_000))
    write(tmp_path, AZURE, text)
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(text))
    assert prove(tmp_path, "ci: j1").state == "cannot-tell"


def test_azure_follows_templates_in_the_repository(tmp_path: Path) -> None:
    write(
        tmp_path,
        AZURE,
        """
        jobs:
        - template: ci/jobs.yml
        - ${{ if eq(parameters.x, 'y') }}:
          - job: conditional
        - deployment: Staging
          strategy: {runOnce: {deploy: {steps: [{script: x, displayName: Roll out}]}}}
        """,
    )
    write(tmp_path, "ci/jobs.yml", "jobs:\n- template: /azure-pipelines.yml\n- job: unit\n- template: steps.yml\n")
    write(tmp_path, "ci/steps.yml", "steps:\n- bash: x\n  displayName: Scan\n- template: jobs.yml\n")
    assert prove(tmp_path, "ci: unit")[:3] == ("proved", "ci/jobs.yml", 3)
    assert prove(tmp_path, "ci: scan")[:3] == ("proved", "ci/steps.yml", 3)
    assert prove(tmp_path, "ci: conditional")[:3] == ("cannot-tell", AZURE, 4)
    assert prove(tmp_path, "ci: staging")[:3] == ("proved", AZURE, 5)
    assert prove(tmp_path, "ci: roll out")[:3] == ("proved", AZURE, 6)
    assert prove(tmp_path, "ci: other").state == "absent"


@pytest.mark.parametrize("template", ["x.yml@templates", "missing.yml", "../../outside.yml", "${{ parameters.x }}.yml"])
def test_azure_template_from_elsewhere_leaves_open_what_it_holds(tmp_path: Path, template: str) -> None:
    write(tmp_path, "outside.yml", "jobs: [{job: secret}]\n")
    write(tmp_path / "repo", AZURE, f"extends: {{template: '{template}'}}\n")
    assert prove(tmp_path / "repo", "ci: secret").state == "cannot-tell"


# Bitbucket Pipelines


@pytest.mark.parametrize(
    ("pipelines", "state"),
    [
        ("{default: [{step: *s}]}", "proved"),
        ("{default: [{step: {<<: *s, max-time: 5}}]}", "proved"),
        ("{default: [{parallel: [{step: *s}]}]}", "proved"),
        ("{default: [{parallel: {fail-fast: true, steps: [{step: *s}]}}]}", "proved"),
        ("{default: [{stage: {name: All, steps: [{step: *s}]}}]}", "proved"),
        ("{default: [{stage: {name: All, trigger: manual, steps: [{step: *s}]}}]}", "advisory"),
        ("{pull-requests: {'feature/*': [{step: *s}]}}", "proved"),
        ("{branches: {main: [{step: *s}]}}", "proved"),
        ("{branches: {'{main,develop}': [{step: *s}]}}", "proved"),
        ("{branches: {'release/*': [{step: *s}]}}", "advisory"),
        ("{branches: {'feature/*': [{step: *s}]}}", "proved"),
        ("{tags: {'*': [{step: *s}]}}", "advisory"),
        ("{custom: {nightly: [{step: *s}]}}", "advisory"),
        ("{custom: {nightly: [{step: *s}]}, default: [{step: *s}]}", "proved"),
        ("{default: [{step: {<<: *s, trigger: manual}}]}", "advisory"),
        ("{default: [{step: {<<: *s, on-fail: {strategy: ignore}}}]}", "advisory"),
        ("{default: [{step: {<<: *s, script: ['pytest || true']}}]}", "advisory"),
        ("{default: [{step: {<<: *s, script: ['pytest || true', {pipe: a/b}]}}]}", "proved"),
        ("{default: [{step: {name: other}}]}", "absent"),
    ],
)
def test_bitbucket_says_what_can_fail(tmp_path: Path, pipelines: str, state: str) -> None:
    text = f"""
        definitions:
          steps:
          - step: &s
              name: Unit tests
              script: [pytest]
        pipelines: {pipelines}
    """
    assert proved(tmp_path, BITBUCKET, text, "unit-tests") == (state, None if state == "absent" else 4)


def test_bitbucket_finds_stages(tmp_path: Path) -> None:
    text = "pipelines:\n  default:\n  - stage:\n      name: All\n      steps: []\n"
    assert proved(tmp_path, BITBUCKET, text, "all") == ("proved", 4)


def test_bitbucket_shows_no_hidden_character_of_a_section(tmp_path: Path) -> None:
    write(tmp_path, BITBUCKET, 'pipelines: {"pull\\u202erequests": {x: [{step: {name: unit}}]}}\n')
    found = prove(tmp_path, "ci: unit")
    assert found.state == "advisory"
    assert "\u202e" not in found.reason


# CircleCI


@pytest.mark.parametrize(
    ("workflows", "state"),
    [
        ("{w: {jobs: [unit]}}", "proved"),
        ("{w: {jobs: [{unit: {requires: [a]}}]}}", "proved"),
        ("{w: {jobs: [other]}}", "advisory"),
        ("{}", "advisory"),
        ("{w: {jobs: [unit], triggers: [{schedule: {cron: x}}]}}", "advisory"),
        ("{n: {jobs: [unit], triggers: [{schedule: {cron: x}}]}, w: {jobs: [unit]}}", "proved"),
        ("{w: {when: false, jobs: [unit]}}", "advisory"),
        ("{w: {unless: true, jobs: [unit]}}", "advisory"),
        ("{w: {when: << pipeline.parameters.x >>, jobs: [unit]}}", "cannot-tell"),
        ("{w: {jobs: [{unit: {filters: {branches: {only: main}}}}]}}", "proved"),
        ("{w: {jobs: [{unit: {filters: {branches: {only: [/release.*/, /^release-.*/]}}}}]}}", "proved"),
        ("{w: {jobs: [{unit: {filters: {branches: {only: /^release-.*/}}}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {filters: {branches: {only: staging}}}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {filters: {branches: {ignore: main}}}}]}}", "proved"),
        ("{w: {jobs: [{unit: {requires: [hold]}}, {hold: {type: approval}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {requires: [b]}}, {b: {requires: [hold]}}, {hold: {type: approval}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {requires: [b]}}, {b: {filters: {branches: {only: staging}}}}]}}", "advisory"),
        ("{w: {jobs: [{unit: {requires: [unit]}}]}}", "proved"),
        ("{w: {jobs: [{unit: {requires: [b]}}, b, {b: {name: c, type: approval}}]}}", "proved"),
    ],
)
def test_circleci_says_what_can_fail(tmp_path: Path, workflows: str, state: str) -> None:
    text = f"""
        jobs:
          unit:
            steps:
            - checkout
            - run: {{name: Run pytest, command: pytest}}
        workflows: {workflows}
    """
    assert proved(tmp_path, CIRCLE, text, "unit") == (state, 2)
    assert prove(tmp_path, "ci: run pytest")[::2] == (state, 5)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ("[checkout, {run: 'pytest || true'}]", "advisory"),
        ("[checkout, {run: {command: 'pytest || true'}}, {store_artifacts: {path: x}}]", "advisory"),
        ("[checkout, {run: 'pytest || true'}, {run: npm test}]", "proved"),
        ("[checkout, {run: {shell: cmd.exe, command: 'if exist x rmdir x & test || true'}}]", "proved"),
        ("[checkout, {run: {shell: /bin/sh -e, command: 'pytest || true'}}]", "advisory"),
        ("[checkout, tests/all, {run: 'pytest || true'}]", "proved"),
        ("[soft]", "advisory"),
        ("[{deploy: {command: 'pytest || true'}}]", "advisory"),
        ("[loop, {run: 'pytest || true'}]", "advisory"),
        ("[{when: {condition: x, steps: [{run: pytest}]}}]", "proved"),
        ("[checkout, {when: {condition: false, steps: [{run: pytest}]}}]", "advisory"),
        ("[checkout, {unless: {condition: false, steps: [{run: pytest}]}}]", "proved"),
        ("[checkout, {unless: {condition: x, steps: [{run: pytest}]}}]", "advisory"),
        ("[{when: {condition: << parameters.x >>, steps: [{run: pytest}]}}]", "cannot-tell"),
        ("[{when: {condition: {equal: [a, b]}, steps: [{run: pytest}]}}, {run: lint}]", "proved"),
        ("[{when: {condition: << parameters.x >>, steps: [{run: 'pytest || true'}]}}]", "advisory"),
        ("[{when: {condition: false, steps: [{when: {condition: x, steps: [{run: a}]}}]}}]", "advisory"),
    ],
)
def test_circleci_looks_into_steps(tmp_path: Path, steps: str, state: str) -> None:
    text = f"""
        commands: {{soft: {{steps: [{{run: 'pytest || true'}}]}}, loop: {{steps: [loop, soft]}}}}
        jobs: {{unit: {{steps: {steps}}}}}
        workflows: {{w: {{jobs: [unit]}}}}
    """
    assert proved(tmp_path, CIRCLE, text, "unit") == (state, 2)


def test_circleci_finds_names_given_by_a_workflow(tmp_path: Path) -> None:
    text = """
        jobs: {unit: {steps: [{run: pytest}]}}
        workflows:
          w:
            jobs:
            - unit:
                name: unit-<< matrix.python >>
            - node/test
            - node/run: {name: Lint}
    """
    write(tmp_path, CIRCLE, text)
    assert prove(tmp_path, "ci: Unit")[:3] == ("proved", CIRCLE, 1)
    assert prove(tmp_path, "ci: unit-<< matrix.python >>")[:3] == ("proved", CIRCLE, 6)
    assert prove(tmp_path, "ci: node/test")[:3] == ("proved", CIRCLE, 7)
    assert prove(tmp_path, "ci: lint")[:3] == ("proved", CIRCLE, 8)
    assert prove(tmp_path, "ci: other").state == "absent"


def test_circleci_approval_by_hand_is_no_check(tmp_path: Path) -> None:
    text = "workflows: {w: {jobs: [{hold: {type: approval}}]}}\n"
    assert proved(tmp_path, CIRCLE, text, "hold") == ("advisory", 1)


def test_circleci_jobs_of_a_matrix_have_names_of_their_own(tmp_path: Path) -> None:
    text = """
        jobs: {test: {steps: [{run: pytest}]}}
        workflows:
          w:
            jobs:
            - test: {matrix: {parameters: {v: ["3.11", "3.12"], os: [linux, mac]}}}
            - test: {name: "Smoke << matrix.v >>", matrix: {parameters: {v: [1, 2]}}}
            - test: {name: late, matrix: {parameters: {v: << pipeline.parameters.all >>}}}
    """
    write(tmp_path, CIRCLE, text)
    for name in ("test", "test-3.12-mac", "test-3.11-linux", "smoke 2", "late"):
        assert prove(tmp_path, f"ci: {name}").state == "proved"
    for name in ("test-3.13-mac", "smoke 3"):
        assert prove(tmp_path, f"ci: {name}").state == "absent"


def test_circleci_pipeline_that_is_put_together_later_cannot_be_told(tmp_path: Path) -> None:
    assert proved(tmp_path, CIRCLE, "version: 2.1\nsetup: true\n", "unit") == ("cannot-tell", 2)


# Jenkins


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("steps { sh 'pytest' }", "proved"),
        ("steps { sh 'pytest || true' }", "advisory"),
        ("steps { sh '''\nnpm ci\npytest || true\n''' }", "advisory"),
        ("steps { sh 'npm run lint'\nsh 'pytest || true' }", "proved"),
        ('steps { sh "echo } ${x} || true"\n bat "pytest" }', "proved"),
        ("steps { bat '''\nif not exist out mkdir out\ndotnet test || true\n''' }", "proved"),
        # The first line says which shell it is, and whether that stops.
        ("steps { sh '''#!/bin/bash -xe\nmake test\necho done\n''' }", "proved"),
        ("steps { sh '''#!/usr/bin/env bash\nmake test\necho done\n''' }", "advisory"),
        ("steps { sh '''#!/usr/bin/env python3\nimport tests\nexit(0)\n''' }", "proved"),
        ("steps { sh script: 'pytest', returnStatus: true }", "advisory"),
        ("steps { sh(script: 'pytest',\n returnStatus: true) }", "advisory"),
        ("steps { def rc = sh(returnStatus: true, script: 'pytest') }", "advisory"),
        ("steps { sh(script: 'pytest', returnStdout: true) }", "proved"),
        ("steps { catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { sh 'pytest' } }", "advisory"),
        ("steps { catchError(buildResult: 'SUCCESS') { runTests() } }", "cannot-tell"),
        # As it stands, catchError goes on and lets the build fail at its end.
        ("steps { catchError { sh 'pytest' } }", "proved"),
        ("steps { warnError('oh') { sh 'pytest' } }", "advisory"),
        ("steps { warnError('oh') { sh 'lint' }\n sh 'pytest' }", "proved"),
        ("steps { script { try { sh 'pytest' } catch (e) { echo 'x' } } }", "advisory"),
        ("steps { script { try { sh 'pytest' } catch (e) { throw e } } }", "proved"),
        ("steps { script { try { sh 'pytest' } finally { junit 'x' } } }", "proved"),
        ("when { branch 'release/*' }\nsteps { sh 'pytest' }", "advisory"),
        ("when { branch 'main' }\nsteps { sh 'pytest' }", "proved"),
        ("when { not { branch 'release/*' } }\nsteps { sh 'pytest' }", "proved"),
        ("when { buildingTag() }\nsteps { sh 'pytest' }", "advisory"),
        ("when { expression { return false } }\nsteps { sh 'pytest' }", "advisory"),
        ("when { expression { params.X } }\nsteps { sh 'pytest' }", "cannot-tell"),
        ("steps { script { def rc = sh(script: 'a', returnStatus: true)\nif (rc != 0) { error 'x' } } }", "proved"),
        ("steps { script { def rc = sh(script: 'a', returnStatus: true)\nif (rc) { unstable 'x' } } }", "advisory"),
        ("steps { script { if (x) { error 'x' }\ndef rc = sh(script: 'a', returnStatus: true) } }", "advisory"),
        ("steps { script { try { sh 'a' } catch (e) { currentBuild.result = 'UNSTABLE' } } }", "advisory"),
        ("steps { script { try { sh 'a' } catch (e) { currentBuild.result = \"SUCCESS\" } } }", "advisory"),
        ("steps { script { try { sh 'a' } catch (e) { currentBuild.description = 'x' } } }", "advisory"),
        ("steps { script { try { sh 'a' } catch (e) { currentBuild.result = 'FAILURE' } } }", "proved"),
        ("steps { script { try { sh 'a' } catch (e) { currentBuild.result = 'UNSTABLE'\nthrow e } } }", "proved"),
        ("steps { script { try { sh 'a' } catch (e) { if (x) { error 'x' } } } }", "proved"),
        ("steps { sh 'pytest' }\npost { always { sh 'tidy || true' } }", "proved"),
        ("// sh 'x || true'\n/* } */ steps { sh 'pytest' }", "proved"),
        ("steps { runTests() }", "proved"),
        # Steps other than commands count beside them.
        ("steps { sh 'date'; waitForQualityGate abortPipeline: true }", "proved"),
        ("steps { sh 'date'\n timeout(time: 5) { waitForQualityGate abortPipeline: true } }", "proved"),
        ("steps { sh 'echo start'\n build job: 'x', wait: true }", "proved"),
        ("steps { sh 'echo start'\n build job: 'x', wait: false }", "advisory"),
        ("steps { sh 'echo start'\n sharedLib.test() }", "proved"),
        (
            "steps { sh 'date'\n script { def q = waitForQualityGate()\nif (q.status != 'OK') { error 'x' } } }",
            "proved",
        ),
        ("steps { sh 'a || true'\n recordIssues(tools: [x()], qualityGates: [[criticality: 'FAILURE']]) }", "proved"),
        ("steps { sh 'a || true'\n recordIssues(tools: [x()]) }", "advisory"),
        ("steps { sh 'pytest || true'\n junit 'out.xml' }", "advisory"),
        ("steps { sh 'pytest || true'\n echo 'done'\n env.X = 'y'\n def y = 5 }", "advisory"),
        ("options { timeout(time: 5) }\nenvironment { X = credentials('x') }\nsteps { sh 'a || true' }", "advisory"),
        ("steps { sh 'pytest || true' }\npost { failure { notifyAll('x') } }", "advisory"),
        ("steps { script { try { sh 'a'; other() } catch (e) { tell(e) } } }", "advisory"),
    ],
)
def test_jenkins_says_what_can_fail(tmp_path: Path, body: str, state: str) -> None:
    text = f"// stage('Unit tests')\npipeline {{\n stages {{\n  stage('Unit tests') {{\n{body}\n  }}\n }}\n}}\n"
    assert proved(tmp_path, JENKINS, text, "unit-tests") == (state, 4)


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("changeRequest()", "proved"),
        ("changeRequest target: 'main'", "proved"),
        ("changeRequest target: 'release'", "advisory"),
        ("changeRequest author: 'x'", "cannot-tell"),
        ("branch 'main'", "proved"),
        ("branch 'PR-*'", "proved"),
        ("branch 'feature/*'", "proved"),
        ("branch comparator: 'GLOB', pattern: 'release/*'", "advisory"),
        ("branch pattern: 'release-\\\\d+', comparator: 'REGEXP'", "advisory"),
        ("branch pattern: 'PR-\\\\d+', comparator: \"REGEXP\"", "proved"),
        ("not { branch 'main' }", "proved"),
        ("not { changeRequest() }", "proved"),
        ("not { buildingTag() }", "proved"),
        ("not { anyOf { changeRequest(); branch '*' } }", "advisory"),
        ("anyOf { branch 'main'; changeRequest() }", "proved"),
        ("anyOf { tag 'v*'; branch 'release' }", "advisory"),
        ("allOf { branch 'release'; expression { true } }", "advisory"),
        ("allOf { branch 'main'; changeRequest() }", "advisory"),
        ("beforeAgent true\nchangeset '**/*.py'", "proved"),
        ("triggeredBy 'SCMTrigger'", "proved"),
        ("triggeredBy cause: 'UserIdCause', detail: 'x'", "advisory"),
        ("environment name: 'DEPLOY', value: 'yes'", "cannot-tell"),
        ("environment name: 'BRANCH_NAME', value: 'release'", "advisory"),
        ("expression { env.BRANCH_NAME == 'release' }", "advisory"),
        ("expression { return env.BRANCH_NAME == 'main' || env.CHANGE_ID != null }", "proved"),
        ("expression { BRANCH_NAME ==~ /(release|hotfix).*/ }", "advisory"),
        ("expression { env.BRANCH_NAME.startsWith('PR-') }", "proved"),
        ("expression { env.BRANCH_NAME.startsWith('release') }", "advisory"),
        ("expression { env.TAG_NAME }", "advisory"),
        ("expression { !params.SKIP && env.CHANGE_TARGET == 'main' }", "proved"),
        ("expression { params.SUITE == 'all' }", "cannot-tell"),
        ("expression { currentBuild.result == null || currentBuild.result == 'SUCCESS' }", "proved"),
        ("expression { isPullRequest() }", "cannot-tell"),
        ("expression { ! }", "cannot-tell"),
        ("expression { /* ' */ false } // }", "advisory"),
        ("somethingNew { branch 'main' }", "cannot-tell"),
        ("expression { 'a", "cannot-tell"),
    ],
)
def test_jenkins_conditions(tmp_path: Path, when: str, state: str) -> None:
    """The stage's own `when`, and that of the stage around it."""
    stage = "stage('Unit') {{ {}\nsteps {{ sh 'pytest' }} }}"
    own = stage.format(f"when {{ {when}\n}}")
    outer = f"stage('All') {{ when {{ {when}\n}}\nparallel {{ {stage.format('')} }} }}"
    for stages in (own, outer):
        write(tmp_path, JENKINS, f"pipeline {{ stages {{ {stages} }} }}\n")
        assert prove(tmp_path, "ci: unit").state == state


def test_jenkins_finds_every_kind_of_stage(tmp_path: Path) -> None:
    text = r"""
        node {
          /* stage('Commented') { } */
          def url = "http://x" // stage("Also commented") {
          def s = "stage('Quoted') {"
          stage("Build ${x}") { sh 'make' }
          stage('Tests')
          {
            parallel(a: { stage('Left') { sh 'a || true' } }, b: { stage('Right') { sh 'b' } })
          }
          if (x =~ /it's/) { stage(name: 'Late') { sh 'c' } }
        }
    """
    write(tmp_path, JENKINS, text)
    found = {name: prove(tmp_path, f"ci: {name}") for name in ("build", "tests", "left", "right", "late")}
    assert {name: (one.state, one.line) for name, one in found.items()} == {
        "build": ("proved", 5),
        "tests": ("proved", 6),
        "left": ("advisory", 8),
        "right": ("proved", 8),
        "late": ("proved", 10),
    }
    for name in ("commented", "also commented", "quoted"):
        assert prove(tmp_path, f"ci: {name}").state == "absent"


def test_jenkinsfile_without_stages_cannot_be_told(tmp_path: Path) -> None:
    assert proved(tmp_path, JENKINS, "@Library('x') _\nstandardPipeline()\n", "unit") == ("cannot-tell", None)


# Any system


@pytest.mark.parametrize(
    "path", [".travis.yml", ".drone.yml", "appveyor.yml", ".woodpecker/test.yml", ".tekton/x.yaml", ".buildkite/p.yml",
             ".pipelines/ci.yml", "azure-pipelines-pr.yml", "build/azure-pipelines.yml", "azure-pipelines/ci.yml",
             "ci/Jenkinsfile", "jenkins/Jenkinsfile.nightly", "Jenkinsfile.pr", "ci/team.gitlab-ci.yml",
             ".teamcity/settings.kts", ".semaphore/semaphore.yml", "cloudbuild.yaml", ".forgejo/workflows/x.yml"],
)  # fmt: skip
def test_other_systems_cannot_be_told(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, "test: x\n")
    assert prove(tmp_path, "ci: test").state == "cannot-tell"
    write(tmp_path, WORKFLOW, "on: push\njobs: {test: {}}\n")
    assert prove(tmp_path, "ci: test").state == "proved"
    assert prove(tmp_path, "ci: other").state == "cannot-tell"


def test_files_that_were_read_or_are_no_pipelines_leave_nothing_open(tmp_path: Path) -> None:
    write(tmp_path, AZURE, "jobs: [{template: ci/azure-pipelines-unit.yml}]\n")
    write(tmp_path, "ci/azure-pipelines-unit.yml", "jobs: [{job: unit}]\n")
    write(tmp_path, "ci/azure-pipelines.md", "x")
    assert prove(tmp_path, "ci: unit").state == "proved"
    assert prove(tmp_path, "ci: other").state == "absent"


@pytest.mark.parametrize(
    ("path", "text", "name", "state"),
    [
        (
            WORKFLOW,
            "on: push\njobs: {t: {name: 'Test ${{ matrix.os }} again', steps: []}}\n",
            "Test x again",
            "cannot-tell",
        ),
        (WORKFLOW, "on: push\njobs: {t: {name: 'Test ${{ matrix.os }} again', steps: []}}\n", "Test x", "absent"),
        (GITLAB, "'$[[ inputs.env ]]-e2e': {script: x}\n", "test-e2e", "cannot-tell"),
        (GITLAB, "'$[[ inputs.env ]]-e2e': {script: x}\n", "test-smoke", "absent"),
        (GITLAB, "unit: {script: x, parallel: 3}\n", "unit 3/3", "proved"),
        (GITLAB, "unit: {script: x, parallel: 3}\n", "unit 4/3", "absent"),
        (GITLAB, "unit: {script: x, parallel: 30}\n", "unit 7/30", "cannot-tell"),
        (AZURE, "jobs: [{job: 'each_${{ p }}', displayName: 'Run $(suite)'}]\n", "each_a", "cannot-tell"),
        (AZURE, "jobs: [{job: 'each_${{ p }}', displayName: 'Run $(suite)'}]\n", "Run unit tests", "cannot-tell"),
        (
            CIRCLE,
            "jobs: {a: {steps: [{run: {name: 'E2E << parameters.x >>', command: x}}]}}\n",
            "e2e firefox",
            "cannot-tell",
        ),
        (JENKINS, 'stage("Build ${x}") { sh "make" }\n', "Build app", "cannot-tell"),
    ],
)
def test_names_that_are_filled_in_cannot_be_told(tmp_path: Path, path: str, text: str, name: str, state: str) -> None:
    assert proved(tmp_path, path, text, name)[0] == state


def test_hostile_names_that_are_filled_in_are_bounded(tmp_path: Path) -> None:
    jobs = "".join(f"'${{{{a}}}}{'x$b' * 50}{n}': {{script: x}}\n" for n in range(1_000))
    write(tmp_path, GITLAB, jobs)
    looked = open_repository(tmp_path, str)
    claims = [f"{'y' * 200}{n}!" for n in range(100)]
    assert effort(lambda: [looked.prove("ci", claim, None) for claim in claims]) < linear(len(jobs), each=50)
    assert {looked.prove("ci", claim, None).state for claim in claims} == {"absent"}


def test_without_ci_a_job_is_absent(tmp_path: Path) -> None:
    assert prove(tmp_path, "ci: test") == ("absent", None, None, "the repository has no CI configuration")


def test_absent_job_names_the_files_and_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs: {unit-test: {}}\n")
    assert prove(tmp_path, "ci: unit-tests").reason == (
        f"no job or step in {WORKFLOW} is called `unit-tests`; the nearest is job `unit-test`"
    )


def test_broken_file_leaves_open_what_stands_nowhere_else(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs: {test: {}}\n")
    write(tmp_path, GITLAB, "a: b\nunit: [\n")
    assert prove(tmp_path, "ci: test").state == "proved"
    evidence = prove(tmp_path, "ci: unit")
    assert evidence[:2] == ("cannot-tell", GITLAB)
    assert evidence.line is not None
    assert "`unit`" in evidence.reason


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs: {test: {}}\n")
    write(tmp_path, HOOKS, "repos: [{hooks: [{id: ruff}]}]\n")
    from engagelint import files

    read: list[str] = []
    actual = files.read

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return actual(path)

    monkeypatch.setattr(files, "read", counted)
    looked = open_repository(tmp_path, str)
    for claim in ("test", "other", "test"):
        looked.prove("ci", claim, None)
        looked.prove("hook", claim, None)
    assert sorted(read) == [HOOKS, "ci.yml"]


# Hooks


@pytest.mark.parametrize(
    ("hook", "name", "state"),
    [
        ("{id: ruff}", "ruff", "proved"),
        ("{id: ruff-check, alias: Lint}", "lint", "proved"),
        ("{id: ruff, stages: [manual]}", "ruff", "advisory"),
        ("{id: ruff, stages: [manual, pre-push]}", "ruff", "proved"),
        ("{id: ruff, entry: bash -c 'ruff || true'}", "ruff", "advisory"),
        ("{id: ruff}", "black", "absent"),
        ("{name: ruff}", "ruff", "absent"),
    ],
)
def test_hooks(tmp_path: Path, hook: str, name: str, state: str) -> None:
    write(tmp_path, HOOKS, f"repos:\n- repo: local\n  hooks:\n  - {hook}\n")
    evidence = prove(tmp_path, f"hook: {name}")
    assert evidence[:3] == ((state, None, None) if state == "absent" else (state, HOOKS, 4))


def test_hooks_take_the_stages_that_hold_for_all(tmp_path: Path) -> None:
    write(tmp_path, HOOKS, "default_stages: [manual]\nrepos: [{hooks: [{id: a}, {id: b, stages: [pre-push]}]}]\n")
    assert prove(tmp_path, "hook: a").state == "advisory"
    assert prove(tmp_path, "hook: b").state == "proved"


@pytest.mark.parametrize("path", [".husky/pre-commit", "lefthook.yml", ".githooks/pre-push", ".lintstagedrc.json"])
def test_hooks_of_other_tools_cannot_be_told(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, "x")
    assert prove(tmp_path, "hook: lint")[:2] == ("cannot-tell", path.partition("/")[0])
    write(tmp_path, HOOKS, "repos: [{hooks: [{id: ruff}]}]\n")
    assert prove(tmp_path, "hook: lint").state == "cannot-tell"
    assert prove(tmp_path, "hook: ruff").state == "proved"


def test_hooks_without_a_file_or_with_a_broken_one(tmp_path: Path) -> None:
    assert prove(tmp_path, "hook: ruff").state == "absent"
    write(tmp_path, HOOKS, "repos: [\n")
    assert prove(tmp_path, "hook: ruff")[:2] == ("cannot-tell", HOOKS)
    write(tmp_path, HOOKS, "repos: 5\n")
    assert prove(tmp_path, "hook: ruff").state == "absent"


# Files


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("docs/runbook.md", "proved"),
        ("./docs/runbook.md", "proved"),
        ("docs", "proved"),
        ("docs/", "proved"),
        ("docs/adr", "absent"),
        ("docs/kept", "absent"),
        ("docs/missing.md", "absent"),
        ("docs/runbook.md/x", "absent"),
        ("../outside.md", "cannot-tell"),
        ("docs/../../outside.md", "cannot-tell"),
        ("/etc/passwd", "cannot-tell"),
        ("~/x", "cannot-tell"),
        ("https://example.com", "cannot-tell"),
        ("/docs/runbook.md", "cannot-tell"),
        ("docs/*.md", "cannot-tell"),
        ("docs\\runbook.md", "cannot-tell"),
        ("", "absent"),
        (".", "absent"),
        ("a\0b", "cannot-tell"),
        ("\ud800", "cannot-tell"),
        ("x" * 300, "cannot-tell"),
    ],
)
def test_files(tmp_path: Path, path: str, state: str) -> None:
    root = tmp_path / "repo"
    write(root, "docs/runbook.md", "x")
    write(root, "docs/kept/.gitkeep", "")
    (root / "docs/adr").mkdir()
    write(tmp_path, "outside.md", "x")
    assert prove(root, f"file: {path}").state == state


@posix
def test_file_that_leads_out_is_told_from_nothing(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    write(tmp_path, "outside.md", "x")
    (root / "there").symlink_to(tmp_path / "outside.md")
    (root / "not-there").symlink_to(tmp_path / "missing.md")
    (root / "loop").symlink_to(root / "loop")
    os.mkfifo(root / "pipe")
    reasons = {
        prove(root, f"file: {path}").reason.partition(":")[2] for path in ("there", "not-there", "../outside.md")
    }
    assert len(reasons) == 1
    for path in ("there", "not-there", "loop", "../missing.md"):
        assert prove(root, f"file: {path}").state == "cannot-tell"
    assert prove(root, "file: pipe").state == "absent"


def test_file_with_the_signs_of_a_pattern_in_its_name_is_found(tmp_path: Path) -> None:
    write(tmp_path, "app/[id].tsx", "x")
    assert prove(tmp_path, "file: app/[id].tsx").state == "proved"
    assert prove(tmp_path, "file: app/[name].tsx").state == "cannot-tell"


# Reviews


@pytest.mark.parametrize(
    ("value", "roles", "state"),
    [
        ("product owner", ["product_owner"], "proved"),
        ("Product-Owner", ["product_owner"], "proved"),
        ("architect", ["product_owner"], "absent"),
        ("architect", [], "absent"),
        ("architect", None, "cannot-tell"),
        ("2", None, "cannot-tell"),
        ("2", ["product_owner"], "cannot-tell"),
        ("0", None, "absent"),
        ("-1", None, "absent"),
        ("", None, "absent"),
    ],
)
def test_reviews(tmp_path: Path, value: str, roles: list[str] | None, state: str) -> None:
    assert prove(tmp_path, f"review: {value}", roles).state == state


@pytest.mark.parametrize("path", [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
@pytest.mark.parametrize("value", ["2", "at least 2", "two reviewers", ">= 1"])
def test_code_owners_are_evidence_of_a_number(tmp_path: Path, path: str, value: str) -> None:
    write(tmp_path, path, "# who\n\n* @org/team\n")
    assert prove(tmp_path, f"review: {value}")[:3] == ("proved", path, 3)
    assert prove(tmp_path, "review: 0").state == "absent"


@pytest.mark.parametrize("content", ["", "# * @org/team\n", "*.py\n", "^[Optional] @org/team\n", b"\xff* @a\n"])
def test_code_owners_without_owners_are_none(tmp_path: Path, content: str | bytes) -> None:
    write(tmp_path, "CODEOWNERS", content)
    assert prove(tmp_path, "review: 1").state == "cannot-tell"


# Claims, and which repository they are about


@pytest.mark.parametrize("kind", ["", "jira", "CI"])
def test_other_claims_cannot_be_told(tmp_path: Path, kind: str) -> None:
    assert open_repository(tmp_path, str).prove(kind, "x", None)[:3] == ("cannot-tell", None, None)


def criteria() -> list[Criterion]:
    claims = [("ci", "test"), ("review", "product owner"), ("review", "2"), ("file", "docs"), ("", "by phone")]
    return [
        Criterion("Tested", pointer="/items/0", verified_by=tuple(Claim(*claim) for claim in claims)),
        Criterion("Liked", pointer="/items/1"),
    ]


def states(root: Path | None, roles: list[str] | None) -> list[str]:
    looked = None if root is None else open_repository(root, str)
    first, second = prove_all(criteria(), looked, roles)
    assert [claim.state for claim in first.criterion.verified_by] == [one.state for one in first.evidence]
    assert (second.criterion, second.evidence) == (criteria()[1], ())
    return [one.state for one in first.evidence]


def test_states_of_all_claims(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs: {test: {}}\n")
    assert states(tmp_path, ["product_owner"]) == ["proved", "proved", "cannot-tell", "absent", "cannot-tell"]
    assert states(tmp_path, None) == ["proved", "cannot-tell", "cannot-tell", "absent", "cannot-tell"]


def test_states_without_the_repository() -> None:
    assert states(None, None) == ["cannot-tell"] * 5
    assert states(None, ["product_owner"]) == ["cannot-tell", "proved", *["cannot-tell"] * 3]


def test_repositories_of_the_command_line() -> None:
    given = repositories(["ledger=../ledger", "checkout", "odd=name=x"])
    assert given == {"ledger": Path("../ledger"), "": Path("checkout"), "odd": Path("name=x")}
    assert repositories(["../a=b/c"]) == {"": Path("../a=b/c")}


@pytest.mark.parametrize("values", [["a=x", "a=y"], ["x", "y"], ["a="], [""], ["=x"]])
def test_repositories_that_make_no_sense(values: list[str]) -> None:
    with pytest.raises(ValueError, match="--repository"):
        repositories(values)


@pytest.mark.parametrize(
    ("stated", "given", "expected"),
    [
        ("this", {}, "own"),
        ("this", {"": Path("x")}, "own"),
        ("this", {"this": Path("x")}, "x"),
        ("ledger", {"ledger": Path("x"), "": Path("y")}, "x"),
        ("ledger", {"": Path("y")}, "y"),
        ("ledger", {"other": Path("y")}, None),
        (None, {"": Path("y")}, "y"),
        (None, {}, None),
    ],
)
def test_place_of_a_repository(stated: str | None, given: dict[str, Path], expected: str | None) -> None:
    assert place(stated, given, Path("own")) == (None if expected is None else Path(expected))


# Hostile repositories

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
MERGES = "m0: &m0 {a: b}\n" + "".join(f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], k{n}: 1}}\n" for n in range(1, 30))
HOSTILE: dict[str, str | bytes] = {
    "bomb": BOMB,
    "merges": MERGES,
    "merge-loop": "a: &a {<<: *a}\n",
    "self": "a: &a [*a]\n",
    "deep": "a: " + "[" * 100_000,
    "large": "a: b\n" * 300_000,
    "wide": "".join(f"job{n}: {{script: [x], rules: [{{if: $A}}]}}\n" for n in range(9_000)),
    "binary": b"\x00\x01\x02PK\x03\x04" * 100,
    "latin": b"na\xefve: 1\n",
    "empty": "",
    "scalar": "5",
    "list": "- a\n- b\n",
    "tags": "a: !reference [.b, script]\n.b: {script: !reference [a, script]}\n",
    "object": "a: !!python/object:os.system [x]\n",
    "keys": "? [a]\n: b\n",
    "null": "jobs:\non:\npipelines:\nworkflows:\nstages:\nrepos:\ninclude:\n",
    "numbers": "jobs: 1\non: 2\npipelines: 3\nworkflows: 4\nstages: 5\nrepos: 6\ninclude: 7\nworkflow: 8\n",
    "lists": "jobs: [[[]]]\non: [[]]\npipelines: [[]]\nworkflows: [[]]\nstages: [[1]]\nrepos: [[1]]\ninclude: [[1]]\n",
    "inner": "jobs: {a: 1, b: [], c: {steps: 5, if: [], continue-on-error: {}, name: {}, uses: 1}, d: {steps: [1]}}\n"
    "on: {push: 5, pull_request: {types: {}}}\npipelines: {default: 5, branches: 6, custom: {a: {step: 1}}, x: [1]}\n"
    "workflows: {w: 5, v: {jobs: 5, when: {}}, u: {jobs: [{}, 5, {a: 5}, {b: {filters: 5}}]}}\n"
    "stages: [1, {stage: {}}, {jobs: 5}]\nsteps: [{script: {}}, {template: []}, {template: ''}]\n"
    "repos: [1, {hooks: 5}, {hooks: [1, {id: []}]}]\na: {script: {}, rules: 5, only: 5, except: {refs: 6}}\n"
    "c: {extends: {}, script: [5, []]}\n"
    "b: {rules: [5, [], {if: []}, {if: ''}, {if: ')('}], script: [[[]], {}], when: []}\ninclude: {local: {}}\n",
}


@pytest.mark.parametrize("path", [WORKFLOW, GITLAB, AZURE, BITBUCKET, CIRCLE, JENKINS, HOOKS, ".github/CODEOWNERS"])
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_survived(tmp_path: Path, path: str, content: str | bytes) -> None:
    write(tmp_path, path, content if isinstance(content, bytes) else content.encode())
    for claim in ("ci: unit", "hook: unit", "review: 1"):
        assert effort(partial(prove, tmp_path, claim)) < linear(len(content))
        assert prove(tmp_path, claim).state in {"absent", "cannot-tell"}


EVIL_JENKINS = {
    "quotes": '"' * 500_000,
    "escapes": '"' + '\\"' * 250_000,
    "escapes-open": "'" + "\\'" * 250_000 + "\\",
    "comments": "/*" * 500_000,
    "slashes": "//" * 500_000,
    "triples": "'''" * 300_001,
    "braces": "stage('a') {" * 50_000,
    "closing": "}" * 1_000_000,
    "brackets": "(" * 1_000_000,
    "commands": "stage('a') { " * 30 + "sh 'x || true'\n" * 60_000,
    "words": "try " * 200_000,
    "when": ("stage('a') { when { expression { " + "!(" * 2_000 + "} } }\n") * 100,
    "conditions": ("stage('a') { when { " + "branch 'x*'\n" * 400 + "} }\n") * 50,
    "open-texts": ("stage('a') { when { x " + "\\'" * 2_000 + "\n} }\n") * 200,
    "errors": "stage('a') { sh(returnStatus: true, script: 'x')\nerror 'x'\n}\n" * 5_000,
}


@pytest.mark.parametrize("content", EVIL_JENKINS.values(), ids=EVIL_JENKINS)
def test_hostile_jenkinsfiles_take_linear_time(tmp_path: Path, content: str) -> None:
    write(tmp_path, JENKINS, content.encode())
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(content), each=50)


EVIL_GITLAB = {
    "rules": ".r: {rules: [" + "{if: '$A == \"b\" && $C'}, " * 5_000 + "]}\n"
    + "".join(f"j{n}: {{extends: .r, script: x}}\n" for n in range(2_000)),
    "script": ".s: {script: '" + "npm test || true;" * 15_000 + "'}\n"
    + "".join(f"j{n}: {{script: [!reference [.s, script], {n}]}}\n" for n in range(2_000)),
    "references": ".x: {script: [" + "!reference [.x, script], " * 8_000 + "]}\nj: {script: !reference [.x, script]}\n",
    "extends": ".e: {extends: [" + ".e, " * 20_000 + "]}\n" + "".join(f"j{n}: {{extends: .e}}\n" for n in range(3_000)),
    "brackets": "j: {rules: [{if: '" + "(" * 4_000 + "'}], script: x}\n",
    "operators": "j: {rules: [{if: '" + "$A || " * 800 + "$A'}], script: x}\n",
    "slashes": "j: {rules: [{if: '$A =~ " + "/\\\\" * 1_500 + "'}], script: x}\n",
    **{
        f"taken over: {script[:8]}": f".s: {{script: {json.dumps(script * 600)}}}\n"
        + "".join(f"j{n}: {{extends: .s}}\n" for n in range(1_000))
        for script in ("<<A\n", "a | b || c && d; ", "a || b=1\n", "pytest a b c\n")
    },
    "taken over with more": ".s: {script: [" + "a || b, " * 1_500 + "]}\n"
    + "".join(f"j{n}: {{script: [!reference [.s, script], {n}]}}\n" for n in range(3_000)),
    "references of rules": ".x: {rules: [" + "!reference [.x, rules], " * 2_000 + "]}\n"
    + "".join(f"j{n}: {{script: x, rules: !reference [.x, rules]}}\n" for n in range(2_000)),
}  # fmt: skip


@pytest.mark.parametrize("content", EVIL_GITLAB.values(), ids=EVIL_GITLAB)
def test_hostile_gitlab_files_take_bounded_time(tmp_path: Path, content: str) -> None:
    write(tmp_path, GITLAB, content.encode())
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(content), each=100)
    assert prove(tmp_path, "ci: unit").state in {"absent", "cannot-tell"}


def test_gitlab_jobs_that_share_a_script_are_all_read(tmp_path: Path) -> None:
    script = json.dumps("pytest a b c\n" * 1_000 + "pytest")
    jobs = "".join(f"j{n}: {{extends: .s}}\n" for n in range(1_000))
    write(tmp_path, GITLAB, f".s: {{script: {script}}}\n{jobs}last: {{script: [!reference [.s, script]]}}\n")
    assert prove(tmp_path, "ci: last").state == "proved"


def test_gitlab_jobs_that_take_over_too_much_cannot_be_told(tmp_path: Path) -> None:
    write(tmp_path, GITLAB, EVIL_GITLAB["taken over with more"])
    evidence = prove(tmp_path, "ci: j2999")
    assert evidence.state == "cannot-tell"
    assert evidence.reason.endswith("its file holds more scripts and rules than are looked at")


EVIL_GITHUB = {
    "needs": "".join(f"  j{n}: {{needs: [{', '.join(f'j{m}' for m in range(n % 30, n, 30))}]}}\n" for n in range(900)),
    "circle": "".join(f"  j{n}: {{needs: j{(n + 1) % 3_000}}}\n" for n in range(3_000)),
    "conditions": "".join(f"  j{n}: {{if: github.ref == '{n}' || github.head_ref != 'x'}}\n" for n in range(3_000)),
    "brackets": "".join(f"  j{n}: {{if: '{'(' * 4_000}{n}'}}\n" for n in range(50)),
    "formats": "".join(
        f"  j{n}: {{if: \"contains(format('{'{0}' * 20}', github.ref), '{n}')\"}}\n" for n in range(3_000)
    ),
    "scripts": "".join(f"  j{n}: {{steps: [{{run: '{'a || true; ' * 1_500}'}}]}}\n" for n in range(50)),
    "actions": "".join(f"  j{n}: {{steps: [{{uses: ./a/{n}}}, {{uses: ./b}}]}}\n" for n in range(3_000)),
    "calls": "".join(f"  j{n}: {{uses: ./.github/workflows/ci.yml}}\n" for n in range(3_000)),
}  # fmt: skip


@pytest.mark.parametrize("content", EVIL_GITHUB.values(), ids=EVIL_GITHUB)
def test_hostile_workflows_take_bounded_time(tmp_path: Path, content: str) -> None:
    text = f"on: [push, pull_request, pull_request_target, merge_group, workflow_call]\njobs:\n{content}"
    write(tmp_path, WORKFLOW, text)
    write(tmp_path, "b/action.yml", "runs: {using: composite, steps: [" + "{uses: ./b}, " * 3_000 + "]}\n")
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(text), each=100)


def test_hostile_circleci_commands_are_bounded(tmp_path: Path) -> None:
    text = "commands: {c: {steps: [" + "{run: x}, " * 4_000 + "]}}\njobs:\n"
    text += "".join(f"  j{n}: {{steps: [c]}}\n" for n in range(2_000))
    write(tmp_path, CIRCLE, text)
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(text))
    assert prove(tmp_path, "ci: unit").state == "cannot-tell"


def test_hostile_scripts_of_circleci_commands_are_read_once(tmp_path: Path) -> None:
    text = f"commands: {{c: {{steps: [{{run: {json.dumps('npm test || true; ' * 1_000)}}}]}}}}\njobs:\n"
    text += "".join(f"  j{n}: {{steps: [c]}}\n" for n in range(2_000))
    write(tmp_path, CIRCLE, text)
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(text), each=50)


def test_hostile_scripts_of_azure_templates_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, "t.yml", f"steps:\n- script: {json.dumps('npm run x || true; ' * 1_000)}\n  displayName: s\n")
    uses = "".join(f"- job: j{n}\n  steps: [{{template: t.yml, parameters: {{x: {n}}}}}]\n" for n in range(1_000))
    write(tmp_path, AZURE, f"jobs:\n{uses}")
    assert effort(lambda: prove(tmp_path, "ci: unit")) < linear(len(uses), each=100)


def test_names_from_files_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, '"on": push\njobs: {unit: {name: "\\u202eunit", continue-on-error: true}}\n')
    write(tmp_path, GITLAB, '"\\u202eevil": {script: x, allow_failure: true}\n')
    assert "\u202e" not in prove(tmp_path, "ci: \u202eevil").reason
    assert "\u202e" not in prove(tmp_path, "ci: \u202eother\x1b[2J").reason
    assert "\x1b" not in prove(tmp_path, "ci: \u202eother\x1b[2J").reason


@posix
@pytest.mark.parametrize("path", [GITLAB, WORKFLOW, HOOKS, JENKINS, "CODEOWNERS"])
def test_links_out_of_the_repository_are_not_followed(tmp_path: Path, path: str) -> None:
    write(tmp_path, "outside", "on: push\njobs: {unit: {}}\nunit: {script: x}\nrepos: [{hooks: [{id: unit}]}]\n* @a\n")
    root = tmp_path / "repo"
    (root / path).parent.mkdir(parents=True)
    (root / path).symlink_to(tmp_path / "outside")
    kind = {HOOKS: "hook: unit", "CODEOWNERS": "review: 1"}.get(path, "ci: unit")
    evidence = prove(root, kind)
    assert evidence[:3] == ("cannot-tell", path, None)
    assert "leads out of the repository" in evidence.reason


@posix
def test_links_to_folders_outside_and_loops_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/ci.yml", "on: push\njobs: {unit: {}}\n")
    root = tmp_path / "repo"
    (root / ".github").mkdir(parents=True)
    (root / ".github/workflows").symlink_to(tmp_path / "outside")
    (root / GITLAB).symlink_to(root / GITLAB)
    os.mkfifo(root / JENKINS)
    assert prove(root, "ci: unit").state == "cannot-tell"
    (root / ".github/workflows").unlink()
    (root / ".github/workflows").mkdir()
    (root / WORKFLOW).symlink_to(root / "inner.yml")
    write(root, "inner.yml", "on: push\njobs: {unit: {}}\n")
    assert prove(root, "ci: unit")[:3] == ("proved", WORKFLOW, 2)


def test_repository_that_is_not_there_proves_nothing(tmp_path: Path) -> None:
    for claim in ("ci: x", "hook: x", "file: x"):
        assert prove(tmp_path / "missing", claim).state == "absent"
    assert prove(tmp_path / "missing", "review: 1").state == "cannot-tell"


def test_many_names_with_expressions_take_bounded_time(tmp_path: Path) -> None:
    names = [f"{'a ${{ x }} ' * 25}{n}" for n in range(1_000)]
    jobs = "".join(f"  j{n}: {{name: '{name}'}}\n" for n, name in enumerate(names))
    write(tmp_path, WORKFLOW, f"on: push\njobs:\n{jobs}")
    looked = open_repository(tmp_path, str)
    claims = [f"{'a b ' * 70}{n}x" for n in range(200)]
    assert effort(lambda: [looked.prove("ci", claim, None) for claim in claims]) < linear(len(jobs), each=100)


def test_many_claims_take_bounded_time(tmp_path: Path) -> None:
    write(tmp_path, WORKFLOW, "on: push\njobs:\n" + "".join(f"  {'unit-' * 50}{n}: {{}}\n" for n in range(1_000)))
    looked = open_repository(tmp_path, str)
    claims = [f"{'unit_' * 50}x{n}" for n in range(5_000)]
    assert effort(lambda: [looked.prove("ci", claim, None) for claim in claims]) < linear(len(claims), each=5_000)
    assert {looked.prove("ci", claim, None).state for claim in claims} == {"absent"}
