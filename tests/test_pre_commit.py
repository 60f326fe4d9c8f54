"""The hooks, run by pre-commit itself on a repository made for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hook manifest in a repository of its own, its hooks run by this interpreter instead of a new environment."""
    folder = tmp_path_factory.mktemp("hooks")
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    local = manifest.replace("entry: engagelint", f"entry: {sys.executable} -m engagelint")
    (folder / ".pre-commit-hooks.yaml").write_text(local.replace("language: python", "language: system"))
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "hooks")
    return folder


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A repository with files of many kinds, none of them ours."""
    (tmp_path / "compose.yaml").write_text("services: {web: {image: nginx}}\n")
    (tmp_path / "notes.md").write_text("# Notes\n\n- nothing\n")
    (tmp_path / "data.json").write_text("[1, 2]\n")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def try_repo(hooks: Path, contracts: Path, hook: str) -> tuple[int, str]:
    git(contracts, "add", ".")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), hook, "--all-files", "--verbose"]
    done = subprocess.run(command, cwd=contracts, capture_output=True, check=False, timeout=120, text=True)  # noqa: S603
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("hook", ["engagelint", "engagelint-repository"])
def test_files_that_are_not_ours_pass_in_silence(hooks: Path, contracts: Path, hook: str) -> None:
    code, output = try_repo(hooks, contracts, hook)
    assert code == 0, output
    assert "engagelint:" not in output


@pytest.mark.parametrize("hook", ["engagelint", "engagelint-repository"])
def test_findings_in_a_changed_manifest_fail(hooks: Path, contracts: Path, hook: str) -> None:
    (contracts / "x.yaml").write_text(HEAD)
    (contracts / "definition-of-done.md").write_text("# Definition of Done\n\n- All tests pass\n- Reviewed by a peer\n")
    code, output = try_repo(hooks, contracts, hook)
    assert code == 1, output
    assert "SHP001" in output
    assert "definition-of-done.md:" in output
    assert "compose.yaml" not in output.split("- hook id:")[-1]


def test_files_split_over_processes_are_all_checked(hooks: Path, contracts: Path) -> None:
    """More names than one command line takes: pre-commit runs the hook several times, and what each finds counts."""
    for number in range(2_000):
        (contracts / f"{number:04}-{'a-long-name-' * 8}.yaml").write_text("services: {}\n")
    (contracts / "0000.yaml").write_text(HEAD)
    (contracts / "zzzz.yaml").write_text(HEAD)
    code, output = try_repo(hooks, contracts, "engagelint")
    assert code == 1, output
    said = output.split("- hook id:")[-1]
    assert said.count("SHP001 shape-declared: ") == 2
    assert said.count("1 file (policies:") == 2, "both manifests were checked by one process"


def test_the_hook_names_our_command() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert manifest.count("entry: engagelint check --hook") == 2
