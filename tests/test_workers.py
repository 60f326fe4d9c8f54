"""Several processes find what one finds, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engagelint import workers

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not copy processes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Manifests good and bad, a closed one, files that cannot be read, exceptions, and linked Definitions of Done."""
    found = tmp_path_factory.mktemp("many")
    (found / ".git").mkdir()
    texts = [
        (ROOT / "examples" / f"{name}.yaml").read_text("utf-8") for name in ("engagement", "mvp", "vendor-proposal")
    ]
    dod = (ROOT / "examples" / "definition-of-done.md").read_text("utf-8")
    (found / "definition-of-done.md").write_text(
        dod + "\n- Done means done <!-- engagelint: allow DOD012 -- agreed -->\n", "utf-8"
    )
    (found / "alone.md").write_text("# Definition of Done\n\n- Tests pass\n", "utf-8")
    for index in range(30):
        text = texts[index % 3].replace("ci: test", f"ci: job{index}").replace("name: ", f"name: n{index} ", 1)
        if index == 6:
            text = text.replace("status: negotiation", "status: closed")
        if index == 11:
            text = "apiVersion: engagelint/v1\nkind: Engagement\nbroken: [\n"
        if index % 5 == 0:
            text += "# engagelint: allow ROL002 -- never mind\n"
        (found / f"e{index:02}.yaml").write_text(text, "utf-8")
    return found


def _check(folder: Path, jobs: int, *more: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "engagelint", "check", "--as-of", "2026-11-21", "--jobs", str(jobs), *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("more", [["--format", "json"], ["--format", "text"], ["--format", "sarif", "--select", "DOD"]])
def test_the_report_is_the_same(folder: Path, more: list[str]) -> None:
    one = _check(folder, 1, *more)
    assert one[0] == 1
    assert "1 closed engagement skipped" in one[2]
    for jobs in (2, 3, 7):
        assert _check(folder, jobs, *more) == one


def test_nothing_wrong_is_lost_with_a_process() -> None:
    mine = os.getpid()

    def work(part: list[int]) -> int:
        if os.getpid() != mine and 3 in part:
            os._exit(9)
        return sum(part)

    assert workers.spread([[1, 2], [3, 4], [5]], work) == [3, None, 5]


def test_members_are_divided_in_order() -> None:
    for members in range(1, 30):
        for parts in range(1, members + 1):
            found = workers.divided(list(range(members)), parts)
            assert [one for part in found for one in part] == list(range(members))
            assert len(found) == parts
            assert max(map(len, found)) - min(map(len, found)) <= 1


def test_few_files_are_not_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 4)
    assert [workers.number(members, 0) for members in (0, 1, 199, 200, 1000)] == [1, 1, 1, 2, 4]
    assert [workers.number(members, 2) for members in (0, 1, 2, 1000)] == [1, 1, 2, 2]
