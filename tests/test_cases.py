"""Whole manifests as they come across the table, and every finding on them, each read and judged by a person.

`expected.txt` beside a manifest holds one finding a line, as id:line:column, behind the file's name where it is not the
manifest. To see what they say: `engagelint check --as-of 2026-03-01 --format concise tests/cases/NAME`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from engagelint import cli

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_manifest_gets_the_findings_that_were_judged_right(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = CASES / case
    monkeypatch.chdir(folder)
    arguments = ["--isolated", "--as-of", "2026-03-01", "--format", "json", "--fail-on", "never", "engagement.yaml"]
    monkeypatch.setattr(sys, "argv", ["engagelint", "check", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code in {0, None}
    found = [
        f"{'' if one['file'] == 'engagement.yaml' else one['file'] + ' '}{one['id']}:{one['line']}:{one['column']}"
        for one in json.loads(capsys.readouterr().out)["findings"]
    ]
    assert found == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
