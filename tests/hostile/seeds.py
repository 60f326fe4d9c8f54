"""Small files from which mutants are made: each has the shapes that the examples have not."""

# ruff: noqa: E501, ISC004 - files as they are written

from __future__ import annotations

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"

MANIFESTS = (
    HEAD,
    HEAD + "shape: outsourced-delivery\nroles:\n  product_owner: {name: Ann Lee, side: client, hours_per_week: 2}\n",
    HEAD + "commercials:\n  kpis:\n    - {name: Sprint velocity, measures: velocity, consequence: bonus}\n",
    HEAD + "definition_of_done: {file: definition-of-done.md}\n",
    HEAD + "definition_of_done:\n  items:\n    - Tests pass\n    - {text: Reviewed, verified_by: [{review: 2}]}\n",
    HEAD
    + "team: &t\n  - {role: engineer, level: senior, count: 2, site: Rome}\nteam_changes: {notice_days: 5}\nx-t: *t\n",
    HEAD
    + "term: {start: 2026-03-02, end: 2026-12-18}\noperating_model:\n  sites:\n"
    + "    - {name: A, side: client, time_zone: Europe/London, hours: '09:00-17:30'}\n"
    + "    - {name: B, side: vendor, time_zone: Asia/Kolkata, hours: '10:00-19:00'}\n  promised_overlap_hours: 4\n",
    HEAD + "# engagelint: ignore ROL001 -- agreed on the phone\nroles:\n  product_owner: {}\nkpi: [1]\n",
    HEAD + "rationale:\n  outcome: >\n    Fifty growers\n    sell.\n  reasons: [speed]\n",
    '{"apiVersion": "engagelint/v1", "kind": "Engagement", "metadata": {"name": "x"}, "shape": "mvp-build"}\n',
)

MARKDOWN = (
    "# Definition of Done\n\n- [ ] Tests pass (ci: test)\n- [x] Reviewed (review: 2)\n",
    "---\napiVersion: engagelint/v1\nkind: DefinitionOfDone\nowner: Ann Lee\n---\n\n# DoD\n\n## Story\n\n1. Tests\n2. Docs\n",
    "Definition of Done\n==================\n\n* Code is reviewed\n  * by two\n* ~~Tests~~\n\n<!-- * hidden -->\n",
    "# Definition of Done\n\n| Item | Check |\n|------|-------|\n| Tests pass | CI |\n| Docs | `make docs` |\n",
    "# DoD\n\n<details><summary>Story</summary>\n\n- [ ] Tests\n\n</details>\n\n> - quoted\n\n```\n- no item\n```\n",
    "# Done\r\n\r\n- [ ] No [critical bugs][1] &amp; <b>typos</b>\r\n\r\n[1]: https://example.com\r\n",
)

DEFINITIONS = (
    "definition_of_done:\n  - Tests pass\n  - Code is reviewed\n",
    "dod:\n  - text: Tests pass\n    verified_by: [{ci: test}]\n  - {text: Docs, when: a public API changes}\n",
    "apiVersion: engagelint/v1\nkind: DefinitionOfDone\ntitle: DoD\nlevels:\n  - name: story\n    items: [a, {text: b}]\n",
)

CONFIGURATIONS = (
    "apiVersion: engagelint/v1\nkind: Config\npacks: [default]\nselect: [COM, ROL002]\nignore: [COM005]\n",
    "apiVersion: engagelint/v1\nkind: Config\nroot: true\nfail_on: warning\nseverity: {ROL003: note}\n"
    "params: {ROL003: {minimum_hours: 20}}\nmandatory: [COM001]\ntwo_key: [EXT]\ninline_suppressions: forbidden\n",
    "apiVersion: engagelint/v1\nkind: Config\ninclude: ['**/*.yaml']\nexclude: [archive/**, 'a?b*']\n"
    "overrides:\n  - {files: [contracts/**], ignore: [CER], severity: {COM001: warning}}\n"
    "limits: {file_bytes: 2097152, nodes: 60000, findings: 100}\nrepositories: {ledger: ../ledger}\n",
    "apiVersion: engagelint/v1\nkind: Config\nmaximum_days: 90\nwaivers:\n"
    "  - policy: COM015\n    file: contracts/ledger.yaml\n    pointer: /selection/price_weight\n"
    "    reason: The tender law prescribes the weight.\n    approved_by: [Ines Carvalho, Rui Lopes]\n"
    "    granted: 2026-02-16\n    expires: 2026-05-01\n    in_return: notice\n",
)

PIPELINES = {
    ".github/workflows/ci.yml": "on: {push: {branches: [main]}, pull_request: {}}\njobs:\n  test:\n    runs-on: x\n"
    "    strategy: {matrix: {python: [1, 2]}}\n    steps:\n      - {name: build, run: make test || true}\n"
    "  build: {needs: test, if: always(), uses: ./.github/workflows/ci.yml, continue-on-error: true}\n",
    ".gitlab-ci.yml": "include: [{local: /.gitlab-ci.yml}, {project: a/b, file: c}]\nstages: [build, test]\n"
    "variables: {A: 1}\n.base: &b {script: [make]}\ntest:\n  extends: .base\n  stage: test\n  allow_failure: true\n"
    "  rules: [{if: '$CI_COMMIT_BRANCH == \"main\" && $A =~ /^x(a|b)*$/', when: manual}, {when: never}]\n"
    "build: {<<: *b, only: [main], parallel: {matrix: [{P: [a, b]}]}, script: [!reference [.base, script]]}\n",
    "azure-pipelines.yml": "trigger: [main]\nstages:\n  - stage: build\n    jobs:\n      - job: test\n"
    "        condition: succeededOrFailed()\n        steps: [{script: make test, displayName: test, continueOnError: true},"
    " {template: azure-pipelines.yml}]\n",
    "bitbucket-pipelines.yml": "pipelines:\n  default: [{step: {name: test, script: [make test]}}]\n"
    "  pull-requests: {'**': [{parallel: [{step: {name: build, script: [x], trigger: manual}}]}]}\n",
    ".circleci/config.yml": "version: 2.1\ncommands: {c: {steps: [{run: x}]}}\njobs:\n  test: {docker: [{image: x}],"
    " steps: [checkout, c, {run: {name: build, command: make, when: on_fail}}]}\n"
    "workflows: {w: {jobs: [test, {hold: {type: approval}}, {test: {requires: [hold], name: t2}}]}}\n",
    "Jenkinsfile": "pipeline {\n  agent any\n  stages {\n    stage('test') { when { branch 'main' }\n"
    "      steps { catchError { sh \"make ${x} test || true\" } } }\n    /* stage('no') */ // x\n"
    "    stage(\"build\") { parallel { stage('''a''') { steps { sh 'x' } } } }\n  }\n}\n",
    ".pre-commit-config.yaml": "default_stages: [pre-commit]\nrepos:\n  - repo: local\n"
    "    hooks: [{id: ruff, name: Ruff, entry: ruff, language: system, stages: [manual]}]\n",
    "CODEOWNERS": "* @a @b\n/docs/ ann@example.com\n# x\n[Section][2] @c\n",
}
