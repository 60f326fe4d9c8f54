"""Hostile configurations, house policies, CI files and file names: refused with their place, or read without harm."""

# ruff: noqa: E501 - files as they are written

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from engagelint.reporters import FORMATS
from hostile.command import every_format, run
from hostile.effort import effort
from hostile.inputs import HEAD
from hostile.test_documents import ACTIVE

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"
POLICY = (
    "apiVersion: engagelint/v1\nkind: Policy\nid: ZZZ001\nname: own\napplies_to: Engagement\nseverity: error\n"
    "given: /metadata\nwhy: x\nask: x\nclause: x\n"
)

CONFIGURATIONS = {
    "open bracket": ("a: [\n", "CFG", 3, 4),
    "unknown key": ("pakcs: [default]\n", "CFG", 3, 1),
    "number for a list": ("packs: 5\n", "CFG", 3, 8),
    "waiver of nothing": ("waivers: [{}]\n", "CFG", 3, 11),
    "bomb": ("x-0: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(f"x-{n}: &a{n} [{','.join([f'*a{n - 1}' if n > 1 else '*a'] * 9)}]\n" for n in range(1, 9)), "CFG", 8, 11),
    "deep": ("x-a: " + "[" * 10_000 + "\n", "CFG", 3, 69),
    "control character": ("x-a: \x1b[31m\n", "CFG", 3, 6),
    "python tag": ("x-a: !!python/name:os.system\n", "CFG", 3, 6),
    "negative limit": ("limits: {nodes: -1}\n", "CFG", 3, 17),
    "infinite limit": ("limits: {nodes: .inf}\n", "CFG", 3, 17),
    "empty waiver": ("waivers: [null]\n", "CFG", 3, 11),
    "empty override": ("overrides: [null]\n", "CFG", 3, 13),
    "override of nothing": ("overrides: [{ignore: [COM]}]\n", "CFG", 3, 13),
    "duplicate": ("root: true\nroot: false\n", "CFG", 4, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("command", [["check", "."], ["policies"], ["explain", "COM001"]])
def test_a_configuration_is_refused_with_its_place(name: str, command: list[str], tmp_path: Path) -> None:
    text, code, line, column = CONFIGURATIONS[name]
    (tmp_path / "engagelint.yaml").write_text(CONFIG + text)
    (tmp_path / "a.yaml").write_text(HEAD)
    result = run(tmp_path, *command)
    assert result.code == 2
    assert result.out == ""
    assert f"engagelint: engagelint.yaml:{line}:{column}: {code} " in result.err
    assert not ACTIVE.search(result.err)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("packs: [../../etc]\n", "there is no pack"),
        ("select: [ZZZ]\n", "there is no policy"),
        ("ignore: [DOC]\n", "cannot be ignored"),
        ("policies: [nowhere]\n", "no such file or folder"),
        ("params: {ROL003: {nothing: 1}}\n", "has no parameter"),
        ("waivers_file: /dev/zero\n", "it is no regular file"),
    ],
)
def test_what_a_configuration_asks_for_in_vain_is_said(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(CONFIG + text)
    (tmp_path / "a.yaml").write_text(HEAD)
    result = run(tmp_path, "check")
    assert (result.code, result.out) == (2, "")
    assert words in result.err


def test_patterns_of_a_configuration_take_linear_time(tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(f"{CONFIG}exclude: ['{'*a' * 100}b', '{'**/' * 90}b']\n")
    deep = tmp_path.joinpath(*["a" * 50] * 20)
    deep.mkdir(parents=True)
    (deep / f"{'a' * 200}.yaml").write_text(HEAD)
    assert effort(lambda: run(tmp_path, "check", "--select", "TXT002")) < 100_000
    assert run(tmp_path, "check", "--select", "TXT002").code == 0


POLICIES = {
    "open bracket": ("require: [\n", 11, 10),
    "unknown key": ("require: 'true'\nmessage: x\nrequires: x\n", 13, 1),
    "no condition": ("require: 'self.'\nmessage: x\n", 11, 10),
    "unknown function": ("require: exec('id')\nmessage: x\n", 11, 10),
    "import": ("require: __import__('os')\nmessage: x\n", 11, 10),
    "unknown concept": ("require: '!self.name.mentions(\"no\u0661\")'\nmessage: x\n", 11, 10),
    "broken pattern": ("require: self.name.matches('(')\nmessage: x\n", 11, 10),
    "large pattern": ("require: self.name.matches('((a{1,100}){1,100})$') || true\nmessage: x\n", 11, 10),
    "pattern in a text": ("require: 'true'\nmessage: \"{self.name.matches('[')}\"\n", 12, 10),
    "deep": ("require: '" + "(" * 5_000 + "true" + ")" * 5_000 + "'\nmessage: x\n", 11, 10),
    "long": ("require: '" + "true && " * 50_000 + "true'\nmessage: x\n", 11, 10),
    "placeholder": ("require: 'true'\nmessage: '{self.__class__}'\n", 12, 10),
    "bomb": ("x-a: &a [1]\nx-b: *b\n", 12, 6),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_house_policy_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    text, line, column = POLICIES[name]
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "a.yaml").write_text(POLICY + text)
    (tmp_path / "m.yaml").write_text(HEAD)
    command = ("check", "--policies", "house", "--select", "ZZZ001", "--format=json", "m.yaml")
    assert effort(lambda: run(tmp_path, *command)) < 100_000
    result = run(tmp_path, *command)
    assert result.code == 2
    assert f"house/a.yaml:{line}:{column}: " in result.err
    assert not ACTIVE.search(result.err)


@pytest.mark.parametrize(
    "require",
    [
        "self.name.matches('^(a+)+$') || true",
        "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, [1,2,3,4,5,6,7,8,9].all(f, a + b + c + d + e + f > 0))))))",
    ],
)
def test_conditions_end(require: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(f'{POLICY}require: "{require}"\nmessage: x\n')
    (tmp_path / "m.yaml").write_text(HEAD.replace("{name: x}", f"{{name: {'a' * 200}b}}"))
    result = run(tmp_path, "check", "--policies", "p.yaml", "--select", "ZZZ001", "--format=json", "m.yaml")
    assert result.code in {0, 1}
    assert {one["id"] for one in result.findings} <= {"POL", "ZZZ001"}


def test_a_policy_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "a.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    (tmp_path / "m.yaml").write_text(HEAD)
    result = run(tmp_path, "check", "--policies", "house", "m.yaml")
    assert (result.code, result.out) == (2, "")
    assert "house/a.yaml: it is larger than 1 MiB" in result.err


def test_a_policy_with_empty_and_odd_terms_is_read_as_it_was_typed(tmp_path: Path) -> None:
    odd = POLICY.replace("given: /metadata\nwhy: x", "given: []\nwhy: 5\nparams:\nfallback: false")
    (tmp_path / "p.yaml").write_text(f"{odd}require: self.metadata.name != 'x'\nmessage: true\n")
    (tmp_path / "m.yaml").write_text(HEAD)
    result = run(tmp_path, "check", "--policies", "p.yaml", "--select", "ZZZ001", "--format=json", "m.yaml")
    (found,) = result.findings
    assert (found["id"], found["message"], found["why"], found["fallback"]) == ("ZZZ001", "true", "5", "false")


LIMITS = [
    ("file_bytes", "", len(HEAD) - 1, None),
    ("file_bytes", "", len(HEAD), ()),
    ("file_bytes", "", len(HEAD) + 1, ()),
    ("nodes", "x-a: [1, 2]\n", 12, (("DOC", 4, 10),)),
    ("nodes", "x-a: [1, 2]\n", 13, ()),
    ("nodes", "x-a: [1, 2]\n", 14, ()),
    ("findings", "a: 1\nb: 1\nc: 1\n", 2, (("SCH", 4, 1), ("SCH", 5, 1), ("DOC", 7, 1))),
    ("findings", "a: 1\nb: 1\nc: 1\n", 3, (("SCH", 4, 1), ("SCH", 5, 1), ("SCH", 6, 1))),
    ("findings", "a: 1\nb: 1\nc: 1\n", 4, (("SCH", 4, 1), ("SCH", 5, 1), ("SCH", 6, 1))),
    ("findings", "a: 1\n", 0, (("DOC", 5, 1),)),
]


@pytest.mark.parametrize(("key", "text", "limit", "found"), LIMITS)
def test_limits_of_the_configuration(
    key: str, text: str, limit: int, found: tuple[tuple[str, int, int], ...] | None, tmp_path: Path
) -> None:
    (tmp_path / "c.yaml").write_text(f"{CONFIG}limits: {{{key}: {limit}}}\n")
    (tmp_path / "m.yaml").write_text(HEAD + text)
    arguments = ("check", "--config", "c.yaml", "--select", "TXT002", "--format=json", "m.yaml")
    result = run(tmp_path, *arguments)
    if found is None:
        assert (result.code, result.err) == (
            2,
            f"engagelint: m.yaml: it is larger than {limit} bytes ({len(HEAD + text)} bytes)\n",
        )
        return
    assert result.places() == found
    assert result.code == bool(found)


def test_of_too_many_findings_the_worst_are_kept(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(f"{CONFIG}limits: {{findings: 1}}\n")
    (tmp_path / "m.yaml").write_text(HEAD + "roles: {}\nzzz: 1\n")
    result = run(tmp_path, "check", "--config", "c.yaml", "--select", "ROL004,ROL009", "--format=json", "m.yaml")
    assert [(one["id"], one["severity"]) for one in result.findings] == [("SCH", "error"), ("DOC", "warning")]
    assert "2 more findings of this file are left out" in result.findings[-1]["message"]


NAMES = [
    b"a\nb.yaml",
    b"\xff.yaml",
    b"::error::x.yaml",
    b"##[error]x.yaml",
    b"a%0Ab#?.yaml",
    b"\x1b[31m.yaml",
    "\u202eevil.yaml".encode(),
    b"a b.yaml",
    b"--help.yaml",
    b"<img src=x>.yaml",
    b"a|b`c`.yaml",
    b"%s{0}.yaml",
]


@pytest.mark.parametrize("raw", NAMES, ids=range(len(NAMES)))
def test_names_of_files_do_nothing(raw: bytes, tmp_path: Path) -> None:
    name = os.fsdecode(raw)
    (tmp_path / name).write_text(HEAD + "x-a: [\n")
    for arguments in (["."], ["--", name]):
        result = run(tmp_path, "check", "--isolated", *every_format(), *arguments)
        assert result.code == 1
        assert result.places() == (("DOC", 4, 6),)
        for format_ in set(FORMATS) - {"json"}:
            shown = (tmp_path / f".report-{format_}").read_bytes().decode("utf-8")
            assert not ACTIVE.search(shown), format_
            assert not any(line.lstrip().startswith("::error::x") for line in shown.split("\n"))
            assert "##[" not in shown
        if raw.isascii():
            assert result.findings[0]["file"] == name
        for format_ in ("sarif", "gitlab"):
            json.loads((tmp_path / f".report-{format_}").read_text())


PIPELINES = {
    ".github/workflows/a.yml": "on: push\njobs: {test: {steps: [{uses: ./../../../etc/passwd}]}, a: &a [*a]}\n",
    ".github/workflows/b.yml": "on: push\njobs:\n  test:\n    uses: ./.github/workflows/b.yml\n",
    ".gitlab-ci.yml": "include: [{local: ../../etc/passwd}, {local: /.gitlab-ci.yml}, {remote: 'http://127.0.0.1/'}]\ntest: {extends: test}\n",
    "azure-pipelines.yml": "steps: [{template: azure-pipelines.yml}, {template: ../../../../etc/passwd}]\n",
    ".circleci/config.yml": "commands: {a: {steps: [b]}, b: {steps: [a]}}\njobs: {test: {steps: [a]}}\nworkflows: {w: {jobs: [test]}}\n",
    "Jenkinsfile": "pipeline { " + "stage('a') { " * 5_000,
    "bitbucket-pipelines.yml": "pipelines: {default: " + "[" * 5_000 + "\n",
    ".pre-commit-config.yaml": "repos: [\x1b[31m\n",
}  # fmt: skip


@pytest.mark.parametrize("file", PIPELINES)
def test_ci_files_of_a_counterparty_are_only_read(file: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(PIPELINES[file])
    (tmp_path / "dod.md").write_text("# Definition of Done\n\n- Tests pass (ci: test)\n- Style (hook: ruff)\n")
    assert effort(lambda: run(tmp_path, "check", "--isolated", *every_format(), "dod.md")) < 1_000_000
    result = run(tmp_path, "check", "--isolated", *every_format(), "dod.md")
    assert result.code in {0, 1}
    assert result.err == ""
    assert not result.places("DOC", "POL")
    assert "root:x:0" not in result.out
