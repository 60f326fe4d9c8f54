"""Plain command lines are read as the library reads them that reads all others, and what is not plain is left to it."""

from __future__ import annotations

import pytest

from engagelint.cli import cli
from engagelint.cli.plain import DEFAULTS, plain

PLAIN = [
    "check",
    "check contracts",
    "check a.yaml b.yaml",
    "check --isolated a.yaml --quiet",
    "check a.yaml -q --statistics --audit --show-passed --hook",
    "check --format json",
    "check --format=json a.yaml",
    "check --format text --format sarif:out.sarif",
    "check --fail-on never --color=always",
    "check --fail-on=note --as-of 2026-03-02",
    "check --as-of=tomorrow",
    "check --config x/engagelint.yaml a",
    "check --pack strict --pack default --select ROL,COM001 --ignore TXT a",
    "check --select= a",
    "check --fail-on error --fail-on note",
    "check --jobs 2 a",
]
LEFT = [
    "",
    "--version",
    "--help",
    "show a.yaml",
    "check --help",
    "check -h",
    "check --nope",
    "check --fail-on",
    "check --fail-on high",
    "check --color=blue",
    "check --format nothing",
    "check --format text: a.yaml",
    "check --format json:out --format concise:out",
    "check --baseline b.json",
    "check --kind engagement a",
    "check --isolated=1",
    "check --select --isolated",
    "check -- a.yaml",
    "check -",
    "check -qq",
    "check --jobs=-1",
    "check --jobs two",
    "checks",
]


@pytest.mark.parametrize("line", PLAIN)
def test_plain_lines_are_read_alike(line: str) -> None:
    found = plain(line.split(), {})
    assert found is not None
    command = cli.commands["check"]
    wanted = command.make_context("check", line.split()[1:]).params
    assert {"paths": found.paths, **found.options} == wanted


@pytest.mark.parametrize("line", LEFT)
def test_all_else_is_left_to_the_library(line: str) -> None:
    assert plain(line.split(), {}) is None


def test_completion_is_left_to_the_library() -> None:
    assert plain(["check"], {"_ENGAGELINT_COMPLETE": "bash_source"}) is None


def test_every_option_has_its_default() -> None:
    wanted = cli.commands["check"].make_context("check", []).params
    assert {**DEFAULTS, "formats": wanted["formats"], "paths": ()} == wanted
