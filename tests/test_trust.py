"""Nobody exempts himself: a branch that changes its rules is judged by those of the trusted revision."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from engagelint import cli

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
DEAL = HEAD + "commercials:\n  kpis:\n    - {name: Sprint velocity, measures: velocity, consequence: bonus}\n"
HEADING = "apiVersion: engagelint/v1\nkind: Config\n"
CONFIG = HEADING + "select: [COM001, ACM001]\npolicies: [rules]\nwaivers_file: register.yaml\n"
REGISTER = HEADING + "waivers: []\n"
POLICY = """apiVersion: engagelint/v1
kind: Policy
id: ACM001
name: industry-is-fintech
applies_to: Engagement
severity: error
given: /parties/client
require: self.industry == "fintech"
at: industry
message: The industry is {self.industry}
why: Acme knows nothing else.
ask: Which industry is it?
clause: The Client is of the fintech industry.
sources: [practice]
examples:
  - passes: {parties: {client: {industry: fintech}}}
  - violates: {parties: {client: {industry: health}}}
    at: /parties/client/industry
  - unanswered: {parties: {client: {size: startup}}}
    at: /parties/client/industry
"""
WAIVER = """waivers:
  - policy: COM001
    file: '**'
    reason: We like bonuses.
    approved_by: Mallory Vendor
    granted: 2026-01-01
    expires: 2026-06-30
"""


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        return report

    def found(self, code: str) -> list[tuple[str, int]]:
        """The files and lines of the findings of a code."""
        return [(one["file"], one["line"]) for one in self.report["findings"] if one["id"] == code]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs `check` on 2026-03-02, in the working folder or another."""

    def call(*arguments: object, folder: Path | None = None) -> Result:
        if folder:
            monkeypatch.chdir(folder)
        options = ["--format", "json", "--as-of", "2026-03-02"]
        monkeypatch.setattr(sys, "argv", ["engagelint", "check", *options, *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return Result(int(stopped.value.code or 0), captured.out, captured.err)

    return call


def git(folder: Path, *arguments: str) -> None:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{who}_NAME": "x", f"GIT_{who}_EMAIL": "x@example.org"}
    command = ["git", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **own})  # noqa: S603 - the test's own


def plant(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose branch `main` holds rules, a manifest that is as it should be, and an empty baseline."""
    root = tmp_path / "contracts"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(root, "init", "-q", "-b", "main")
    plant(
        root,
        {
            "engagelint.yaml": CONFIG,
            "register.yaml": REGISTER,
            "rules/ACM001-industry-is-fintech.yaml": POLICY,
            "deals/deal.yaml": HEAD + "parties: {client: {industry: fintech}}\n",
            "known.json": '{"version": 1, "findings": []}\n',
        },
    )
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Rules")
    git(root, "checkout", "-q", "-b", "deal")
    return root


BAD = DEAL + "parties: {client: {industry: health}}\n"
BOTH = {"COM001": [("deals/deal.yaml", 6)], "ACM001": [("deals/deal.yaml", 7)]}

#: Each way in which a branch may try to exempt its manifest: the files it writes (None: deletes), the files that are
#: told to differ, and whether it would have worked without --trust.
ATTEMPTS: dict[str, tuple[dict[str, str | None], list[tuple[str, int]], bool]] = {
    "no attempt": ({}, [], False),
    # Nothing would be left to run, which is said.
    "ignore all": ({"engagelint.yaml": CONFIG + "ignore: [COM001, ACM001]\n"}, [("engagelint.yaml", 6)], False),
    "ignore": (
        {"engagelint.yaml": CONFIG.replace("COM001", "COM001, TXT001") + "ignore: [COM001, ACM001]\n"},
        [("engagelint.yaml", 3)],
        True,
    ),
    "exclude the file": ({"engagelint.yaml": CONFIG + "exclude: [deals]\n"}, [("engagelint.yaml", 6)], False),
    "never fail": ({"engagelint.yaml": CONFIG + "fail_on: never\n"}, [("engagelint.yaml", 6)], True),
    "lower severities": (
        {"engagelint.yaml": CONFIG + "severity: {COM001: note, ACM001: note}\n"},
        [("engagelint.yaml", 6)],
        True,
    ),
    "no configuration": ({"engagelint.yaml": None}, [("engagelint.yaml", 1)], False),
    "another configuration": ({"engagelint.yaml": HEADING + "select: [TXT001]\n"}, [("engagelint.yaml", 3)], True),
    "a waiver": (
        {"register.yaml": HEADING + WAIVER, "engagelint.yaml": CONFIG + "ignore: [ACM001]\n"},
        [("engagelint.yaml", 6), ("register.yaml", 3)],
        True,
    ),
    "a waiver in the configuration": (
        {"engagelint.yaml": HEADING + "select: [COM001]\n" + WAIVER},
        [("engagelint.yaml", 3)],
        True,
    ),
    "another register": (
        {"engagelint.yaml": HEADING + "select: [COM001]\nwaivers_file: mine.yaml\n", "mine.yaml": HEADING + WAIVER},
        [("engagelint.yaml", 3)],
        True,
    ),
    "another house policy": (
        {"rules/ACM001-industry-is-fintech.yaml": POLICY.replace('"fintech"', '"health"')},
        [("rules/ACM001-industry-is-fintech.yaml", 8)],
        False,
    ),
    "no house policy": (
        {"rules/ACM001-industry-is-fintech.yaml": None, "engagelint.yaml": HEADING + "select: [TXT001]\n"},
        [("engagelint.yaml", 3), ("rules/ACM001-industry-is-fintech.yaml", 1)],
        True,
    ),
    "one more house policy": (
        {"rules/ACM002-x.yaml": POLICY.replace("ACM001", "ACM002")},
        [("rules/ACM002-x.yaml", 1)],
        False,
    ),
    "a configuration in the folder": (
        {"deals/engagelint.yaml": HEADING + "ignore: [COM001, ACM001]\n"},
        [("deals/engagelint.yaml", 1)],
        False,
    ),
    "a configuration that calls itself the top": (
        {"deals/engagelint.yaml": HEADING + "root: true\nselect: [TXT001]\n"},
        [("deals/engagelint.yaml", 1)],
        False,
    ),
}


@pytest.mark.parametrize("committed", [False, True], ids=["in the work tree", "committed"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_branch_cannot_exempt_itself(
    run: Callable[..., Result], repository: Path, attempt: str, *, committed: bool
) -> None:
    files, told, works = ATTEMPTS[attempt]
    plant(repository, {"deals/deal.yaml": BAD, **{name: text for name, text in files.items() if text is not None}})
    for name, text in files.items():
        if text is None:
            (repository / name).unlink()
    if committed:
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "Deal")

    # Where the attempt is one that works, it is because nobody asked for the trusted revision.
    assert (run("deals/deal.yaml").code == 0) is works

    for paths in (["deals/deal.yaml"], ["."]):
        result = run("--trust", "main", *paths)
        assert result.code == 1, result
        assert {code: result.found(code) for code in BOTH} == BOTH
        assert result.found("CFG") == told
        assert result.report["let_through"] == []
        assert result.report["run"]["configuration"]["path"] == "engagelint.yaml"
        assert result.report["run"]["house_policies"] == ["ACM001"]


def test_the_trusted_waivers_count(run: Callable[..., Result], repository: Path) -> None:
    plant(repository, {"register.yaml": HEADING + WAIVER.replace("'**'", "deals/*.yaml"), "deals/deal.yaml": DEAL})
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Waive")
    plant(repository, {"register.yaml": REGISTER})
    result = run("--trust", "HEAD", "--ignore", "ACM001", ".")
    (one,) = result.report["let_through"]
    assert (one["id"], one["exception"]["file"], one["exception"]["line"]) == ("COM001", "register.yaml", 4)
    assert (result.code, result.found("CFG")) == (1, [("register.yaml", 3)])


def test_a_baseline_is_the_trusted_one(run: Callable[..., Result], repository: Path) -> None:
    plant(repository, {"deals/deal.yaml": BAD})
    options = ["--baseline", "known.json", "deals/deal.yaml"]
    assert run(*options, "--update-baseline").code == 0
    assert run(*options).code == 0
    result = run("--trust", "main", *options)
    assert (result.code, result.report["let_through"]) == (1, [])
    assert result.found("CFG") == [("known.json", 1)]
    assert {code: result.found(code) for code in BOTH} == BOTH
    # One that the revision does not know is as good as empty.
    (repository / "known.json").rename(repository / "other.json")
    result = run("--trust", "main", "--baseline", "other.json", "deals/deal.yaml")
    assert (result.code, result.found("CFG")) == (1, [("other.json", 1)])
    assert "--trust exclude each other" in run("--trust", "main", *options, "--update-baseline").err


def test_a_comment_does_not_help_where_comments_are_forbidden(run: Callable[..., Result], repository: Path) -> None:
    plant(repository, {"engagelint.yaml": CONFIG + "inline_suppressions: forbidden\n"})
    git(repository, "commit", "-qam", "Forbid")
    comment = DEAL.replace("bonus}", "bonus} # engagelint: allow COM001 -- please")
    plant(repository, {"deals/deal.yaml": comment, "engagelint.yaml": CONFIG})
    assert run("deals/deal.yaml", "--ignore", "ACM001").code == 0
    result = run("deals/deal.yaml", "--ignore", "ACM001", "--trust", "HEAD")
    assert (result.code, result.found("COM001"), result.found("SUP")) == (1, *[[("deals/deal.yaml", 6)]] * 2)
    assert result.report["let_through"] == []


def test_from_a_folder_below_the_root(run: Callable[..., Result], repository: Path) -> None:
    plant(repository, {"deals/deal.yaml": BAD, "engagelint.yaml": CONFIG + "ignore: [COM001]\n"})
    result = run("--trust", "main", folder=repository / "deals")
    assert {file for file, _ in result.found("COM001")} == {"deal.yaml"}
    assert result.found("CFG") == [("../engagelint.yaml", 6)]
    assert result.report["run"]["configuration"]["path"] == "../engagelint.yaml"


def test_a_named_configuration_and_named_policies(run: Callable[..., Result], repository: Path) -> None:
    plant(
        repository,
        {"ci.yaml": HEADING + "select: [COM001]\n", "more/ACM002-x.yaml": POLICY.replace("ACM001", "ACM002")},
    )
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "More")
    plant(repository, {"ci.yaml": HEADING + "select: [TXT001]\n", "deals/deal.yaml": BAD})
    (repository / "more/ACM002-x.yaml").unlink()
    result = run("--trust", "HEAD", "--config", "ci.yaml", "--isolated", "--policies", "more", "deals")
    assert (result.code, result.found("COM001")) == (1, BOTH["COM001"])
    assert result.found("CFG") == [("ci.yaml", 3), ("more/ACM002-x.yaml", 1)]
    assert result.report["run"]["house_policies"] == ["ACM002"]
    assert result.report["run"]["configuration"]["path"] == "ci.yaml"


@pytest.mark.parametrize("revision", ["nowhere", "--help", "-x", "", "main:engagelint.yaml", "main^{tree}", "a\x00b"])
def test_a_revision_that_there_is_not(run: Callable[..., Result], repository: Path, revision: str) -> None:
    assert repository.is_dir()
    result = run(f"--trust={revision}")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("engagelint: --trust: ")
    assert "no revision of this repository" in result.err
    assert len(result.err.splitlines()) == 1


def test_outside_of_a_repository_nothing_can_be_trusted(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("--trust", "main", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err == "engagelint: --trust needs a git repository, and the working folder is in none\n"


def test_what_leads_out_of_the_repository_is_not_trusted(run: Callable[..., Result], repository: Path) -> None:
    for line in ("policies: [../rules]", "policies: [/tmp]", "waivers_file: ../register.yaml"):
        plant(repository, {"engagelint.yaml": HEADING + line + "\n"})
        git(repository, "commit", "-qam", "Out")
        result = run("--trust", "HEAD", "deals")
        assert (result.code, result.out) == (2, "")
        assert "leads out of the repository" in result.err


def test_a_link_is_no_rule(run: Callable[..., Result], repository: Path, tmp_path: Path) -> None:
    (tmp_path / "loose.yaml").write_text(HEADING + "select: [TXT001]\n", encoding="utf-8")
    (repository / "engagelint.yaml").unlink()
    (repository / "engagelint.yaml").symlink_to(tmp_path / "loose.yaml")
    plant(repository, {"deals/deal.yaml": BAD})
    assert run("deals").code == 0
    result = run("deals", "--trust", "main")
    assert {code: result.found(code) for code in BOTH} == BOTH
    assert result.found("CFG") == [("engagelint.yaml", 3)]


def test_nothing_of_the_repository_is_run(run: Callable[..., Result], repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "alias.ls-tree", "alias.cat-file"):
        git(repository, "config", name, f"!{trap}" if name.startswith("alias") else str(trap))
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_bytes(trap.read_bytes())
        (hooks / name).chmod(0o755)
    before = (repository / ".git" / "index").read_bytes()
    plant(repository, {"deals/deal.yaml": BAD})
    assert run("--trust", "main", ".").code == 1
    assert not (tmp_path / "sprung").exists()
    assert (repository / ".git" / "index").read_bytes() == before
    assert not list(Path(repository / ".git").glob("*.lock"))


def test_git_is_not_run_unasked(run: Callable[..., Result], repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("git was run")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert run("deals", folder=repository).code == 0


def test_a_misleading_environment_is_not_followed(
    run: Callable[..., Result], repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    plant(other, {"engagelint.yaml": HEADING + "select: [TXT001]\n"})
    git(other, "add", "-A")
    git(other, "commit", "-q", "-m", "Loose")
    plant(repository, {"deals/deal.yaml": BAD})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    result = run("--trust", "main", "deals")
    assert {code: result.found(code) for code in BOTH} == BOTH


# -- the base branch's rules, checked out beside ---------------------------------------------------------------------


@pytest.mark.parametrize("attempt", [name for name, (files, _, _) in ATTEMPTS.items() if files])
def test_the_base_branch_beside_the_pull_request(
    run: Callable[..., Result], repository: Path, tmp_path: Path, attempt: str
) -> None:
    base = tmp_path / "base"
    git(repository, "worktree", "add", "-q", str(base), "main")
    plant(base, {"engagelint.yaml": CONFIG + "overrides: [{files: [deals/**], severity: {COM001: warning}}]\n"})
    files, _, _ = ATTEMPTS[attempt]
    plant(repository, {"deals/deal.yaml": BAD, **{name: text for name, text in files.items() if text is not None}})
    for name, text in files.items():
        if text is None:
            (repository / name).unlink()
    result = run("--isolated", "--config", base / "engagelint.yaml", "deals")
    assert {code: result.found(code) for code in BOTH} == BOTH
    # The patterns of the base's configuration mean the files of this tree.
    severities = {one["id"]: one["severity"] for one in result.report["findings"]}
    assert (severities["COM001"], severities["ACM001"]) == ("warning", "error")
    assert (result.code, result.found("CFG"), result.report["let_through"]) == (1, [], [])


# -- configurations in folders below ---------------------------------------------------------------------------------

LOOSER = [
    ("ignore: [COM001]", "`ignore` has no effect here"),
    ("params: {ROL003: {minimum_hours: 1}}", "`params` has no effect here"),
    ("overrides: [{files: ['**'], ignore: [COM]}]", "`overrides` has no effect here"),
    ("exclude: ['**']", "`exclude` has no effect here"),
    ("include: [other]", "`include` has no effect here"),
    ("fail_on: never", "`fail_on` has no effect here"),
    ("root: true", "`root` has no effect here"),
    ("inline_suppressions: allowed", "`inline_suppressions` has no effect here"),
    ("maximum_days: 365", "`maximum_days` has no effect here"),
    ("waivers_file: x.yaml", "`waivers_file` has no effect here"),
    (WAIVER.rstrip(), "`waivers` has no effect here"),
    ("severity: {COM001: note}", "COM001 weighs error in the main configuration, and note would be less"),
    ("severity: {COM: warning}", "COM001 weighs error in the main configuration, and warning would be less"),
]


@pytest.mark.parametrize(("line", "words"), LOOSER, ids=[line.partition(":")[0] for line, _ in LOOSER])
@pytest.mark.parametrize("above", [HEADING + "select: [COM001]\n", None], ids=["below one", "below none"])
def test_a_configuration_below_cannot_loosen(
    run: Callable[..., Result], tmp_path: Path, line: str, words: str, above: str | None
) -> None:
    plant(tmp_path, {"deals/deal.yaml": DEAL, "deals/engagelint.yaml": HEADING + line + "\n"})
    if above:
        plant(tmp_path, {"engagelint.yaml": above})
    result = run("deals", folder=tmp_path)
    assert (result.code, result.found("COM001")) == (1, [("deals/deal.yaml", 6)])
    assert result.report["let_through"] == []
    (told,) = (one for one in result.report["findings"] if one["id"] == "CFG")
    assert words in told["message"]
    assert (told["severity"], told["file"], told["line"]) == ("error", "deals/engagelint.yaml", 3)


def test_a_configuration_below_tightens_its_folder_only(run: Callable[..., Result], tmp_path: Path) -> None:
    below = HEADING + (
        "packs: [strict]\nselect: [COM002]\nseverity: {COM015: error}\npolicies: [rules]\nmandatory: [COM012]\n"
        "two_key: [COM001]\ninline_suppressions: forbidden\n"
    )
    billed = DEAL.replace("commercials:\n", "commercials:\n  conversation: billed  # engagelint: allow COM012 -- r\n")
    plant(
        tmp_path,
        {
            "engagelint.yaml": HEADING + "select: [COM015]\nignore: [COM012]\n",
            "deals/engagelint.yaml": below,
            "deals/rules/ACM001-x.yaml": POLICY,
            "deals/sub/deal.yaml": billed,
            "other/deal.yaml": billed,
        },
    )
    result = run(".", folder=tmp_path)
    assert result.found("CFG") == []
    codes: dict[str, dict[str, str]] = {}
    for one in result.report["findings"]:
        codes.setdefault(one["file"], {})[one["id"]] = one["severity"]
    assert codes["other/deal.yaml"] == {"COM015": "warning"}
    inside = codes["deals/sub/deal.yaml"]
    assert {
        code: inside.get(code) for code in ("COM015", "ACM001", "COM012", "SUP", "COM001", "ROL003")
    } == dict.fromkeys(["COM015", "ACM001", "COM012", "SUP", "COM001", "ROL003"], "error")
    # With --isolated, configurations below count for nothing.
    plant(tmp_path, {"deals/engagelint.yaml": "apiVersion: engagelint/v1\nkind: Config\npacks: [none]\n"})
    assert run("deals/sub", "--isolated", "--select", "COM001").found("COM001") == [("deals/sub/deal.yaml", 7)]
    result = run("deals/sub", "--select", "COM001")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("engagelint: deals/engagelint.yaml:3:9: CFG there is no pack `none`")


def test_a_malformed_configuration_below_ends_the_run(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, {"deals/deal.yaml": DEAL, "deals/engagelint.yaml": HEADING + "ignored: [COM001]\n"})
    result = run("deals", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("engagelint: deals/engagelint.yaml:3:1: CFG `ignored` is not a field")


@pytest.mark.parametrize(
    ("middle", "path", "found"),
    [("", "../../engagelint.yaml", 0), ("root: true\n", "../engagelint.yaml", 1)],
    ids=["the topmost rules", "up to the one that calls itself the top"],
)
def test_which_configuration_is_the_main_one(
    run: Callable[..., Result], repository: Path, middle: str, path: str, found: int
) -> None:
    plant(repository, {"engagelint.yaml": HEADING + "ignore: [COM001]\n"})
    plant(repository, {"deals/engagelint.yaml": HEADING + middle, "deals/sub/deal.yaml": DEAL})
    result = run(folder=repository / "deals" / "sub")
    assert result.report["run"]["configuration"]["path"] == path
    assert len(result.found("COM001")) == found
