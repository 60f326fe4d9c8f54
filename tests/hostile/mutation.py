"""Faults put into the source one at a time: how many of them do the tests notice?

    python tests/hostile/mutation.py --count 200 --seed 8

Works on a copy of the repository. A mutant that no test fails on, in four times the time that they take, has survived.
The bundle is made anew by the mutants of the code that makes it: that it is out of date would give every one away.
"""

# ruff: noqa: T201, S603 - it prints what it finds, and runs our own tests

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from engagelint import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
#: What is mutated, and the tests that are to notice.
TARGETS = {
    "loading": (
        (
            *("loading/yaml.py", "loading/json.py", "loading/builder.py", "loading/scalars.py"),
            *("loading/characters.py", "loading/pyyaml.py"),
        ),
        (
            *(
                "tests/test_yaml.py",
                "tests/test_json.py",
                "tests/hostile/test_documents.py",
                "tests/test_properties.py",
            ),
            "tests/test_pyyaml.py",
        ),
    ),
    "engine": (
        (
            *("engine/__init__.py", "engine/situation.py", "engine/sweeps.py", "engine/verdicts.py"),
            *(
                "engine/verification.py",
                "engine/plans.py",
                "engine/telling.py",
                "expressions/__init__.py",
                "expressions/source.py",
                "places.py",
                "globs.py",
            ),
        ),
        (
            *("tests/test_engine.py", "tests/test_on_text.py", "tests/test_sweeps.py", "tests/test_details.py"),
            *("tests/test_expressions.py", "tests/test_facts.py", "tests/test_policies.py", "tests/test_commands.py"),
            "tests/test_properties.py",
        ),
    ),
    "schema": (
        ("schema/acceptance.py", "schema/refusal.py"),
        ("tests/test_schema.py",),
    ),
    "definitions": (
        ("definitions.py", "records.py"),
        ("tests/test_definitions.py", "tests/test_records.py"),
    ),
    "encoders": (
        ("reporters/safe.py", "reporters/github.py", "reporters/junit.py", "reporters/gitlab.py", "reporters/prose.py"),
        ("tests/test_reporters.py", "tests/test_formats.py", "tests/hostile/test_encoders.py"),
    ),
}
_SWAPPED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one fault: the group of targets, its file, the line, what was done, and the new source."""

    group: str
    file: str
    line: int
    fault: str
    source: str


def mutants(group: str, file: str) -> Iterator[Mutant]:
    """Every fault of the kinds that are known here, one at a time."""
    tree = ast.parse((ROOT / "src" / "engagelint" / file).read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for fault in _faults(node):
            changed = copy.deepcopy(tree)
            spoiled = next(one for at, one in enumerate(ast.walk(changed)) if at == number)
            _spoil(spoiled, fault)
            yield Mutant(
                group, file, getattr(node, "lineno", 0), fault, ast.unparse(ast.fix_missing_locations(changed))
            )


def _faults(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Compare):
        return [f"compare {at}" for at, one in enumerate(node.ops) if type(one) in _SWAPPED]
    if isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in _SWAPPED:
        return ["operator"]
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        return ["negate"] if not _typing(node) else []
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ["number"]
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        return ["return"]
    return []


def _typing(node: ast.If | ast.While | ast.IfExp) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _spoil(node: ast.AST, fault: str) -> None:
    if isinstance(node, ast.Compare):
        at = int(fault.split()[1])
        node.ops[at] = _SWAPPED[type(node.ops[at])]()
    elif isinstance(node, (ast.BoolOp, ast.BinOp)):
        node.op = _SWAPPED[type(node.op)]()
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        node.value += 1  # type: ignore[operator] # an int
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)


#: What becomes of a mutant; one that the tests do not end with counts as found, and is told apart.
SURVIVED, FOUND, ENDLESS = "SURVIVED", "found", "found (out of time)"


def tried(mutant: Mutant, folder: Path, patience: float = 600) -> str:
    """What becomes of a mutant: its tests are run in a copy of the repository, for `patience` seconds at most."""
    path = folder / "src" / "engagelint" / mutant.file
    bundle = folder / bundled.FILE
    good, made = path.read_bytes(), bundle.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    # Of time and memory the machine decides as much as the mutant.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", "not time and not at_once"]
    command += TARGETS[mutant.group][1]
    commands = [[sys.executable, "-m", "engagelint.bundle"]] if mutant.file in bundled.CODE else []
    done = []
    try:
        for one in (*commands, command):
            done.append(  # noqa: PERF401 - the time is up in the middle
                subprocess.run(one, cwd=folder, env=environment, capture_output=True, check=False, timeout=patience)
            )
    except subprocess.TimeoutExpired:
        return ENDLESS
    finally:
        path.write_bytes(good)
        bundle.write_bytes(made)
    return FOUND if done[-1].returncode else SURVIVED


def check(group: str, folder: Path) -> float:
    """How many seconds to wait for a group's tests. Stops where they fail without any fault, and seem to find all."""
    file = TARGETS[group][0][0]
    source = (ROOT / "src" / "engagelint" / file).read_text(encoding="utf-8")
    started = time.monotonic()
    if tried(Mutant(group, file, 0, "none", source), folder) != SURVIVED:
        sys.exit(f"the tests of {group} fail, or take too long, without a mutant")
    return 4 * (time.monotonic() - started) + 10


def main() -> None:
    """Try a sample of all mutants and print those that survive."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--group", choices=TARGETS)
    options = parser.parse_args()
    groups = [options.group] if options.group else list(TARGETS)
    everything = [one for group in groups for file in TARGETS[group][0] for one in mutants(group, file)]
    sample = random.Random(options.seed).sample(everything, min(options.count, len(everything)))  # noqa: S311
    print(f"{len(sample)} of {len(everything)} mutants, seed {options.seed}", flush=True)
    folders: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as name:
        for number in range(options.processes):
            copied = Path(name, str(number))
            shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*cache"))
            folders.put(copied)

        patience = {group: check(group, Path(name, "0")) for group in groups}

        def judged(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                fate = tried(mutant, folder, patience[mutant.group])
            finally:
                folders.put(folder)
            print(f"{fate} {mutant.file}:{mutant.line} {mutant.fault}", flush=True)
            return fate == SURVIVED

        with ThreadPoolExecutor(options.processes) as pool:
            lived = list(pool.map(judged, sample))
    for group in groups:
        own = [one for mutant, one in zip(sample, lived, strict=True) if mutant.group == group]
        if own:
            print(f"{group}: {len(own) - sum(own)} of {len(own)} found ({1 - sum(own) / len(own):.0%})")


if __name__ == "__main__":
    main()
