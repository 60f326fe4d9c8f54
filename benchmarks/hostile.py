"""The large, the deep and the bombs, each checked in a process of its own: how long, and with how much memory.

    python benchmarks/hostile.py

Seconds of processor time, and how many times as long as one clean manifest that is checked right before. What takes two
seconds or 100 MiB is over the mark. Tests hold the same by counting calls, which no neighbour on a machine disturbs.
"""

# ruff: noqa: T201 - it prints what it finds

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import timing

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile.command import COMMAND
from hostile.inputs import documents

CLEAN = Path(__file__).resolve().parents[1] / "examples" / "mvp.yaml"
SECONDS, MEBIBYTES = 2, 100
SHOWN = 10


def main() -> int:
    """Print the slowest, and the one that takes the most memory; 1 where a mark is not reached."""
    taken: list[tuple[float, float, float, str]] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copy(CLEAN, folder)
        for case in documents():
            (folder / case.file).write_bytes(case.raw)
            kind = ["--kind", "definition-of-done"] if case.suffix == ".md" else []
            options = ["check", "--isolated", "--format=concise"]
            clean = timing.run([*COMMAND, *options, CLEAN.name], folder)
            cost = timing.run([*COMMAND, *options, *kind, case.file], folder)
            taken.append((cost.processor, cost.processor / clean.processor, cost.memory, case.file))
            (folder / case.file).unlink()
    taken.sort(reverse=True)
    print(f"{'seconds':>8} {'ratio':>6} {'MiB':>6}")
    for seconds, ratio, memory, name in taken[:SHOWN]:
        print(f"{seconds:8.2f} {ratio:6.1f} {memory:6.0f}  {name}")
    largest = max(memory for _, _, memory, _ in taken)
    print(f"{len(taken)} inputs, at most {taken[0][0]:.2f} s and {largest:.0f} MiB")
    return int(taken[0][0] >= SECONDS or largest >= MEBIBYTES)


if __name__ == "__main__":
    sys.exit(main())
