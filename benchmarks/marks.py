"""The marks of engagelint's speed: each measured as a ratio inside one run."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus import ROOT, long_manifest, write
from timing import alternating, clock, processor, ratio, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The command as it is installed beside the interpreter that measures.
ENGAGELINT = [
    *(str(Path(sys.executable).with_name("engagelint")), "check", "--isolated"),
    *("--as-of", "2026-11-21", "--jobs", "1"),
]


class Mark(NamedTuple):
    """What is measured, the figure, the most that it may be, where to go beyond that, and the unit."""

    what: str
    figure: float
    most: float
    beyond: float | None = None
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """Whether the mark is reached."""
        if self.beyond is not None and self.figure <= self.beyond:
            return "beyond"
        return "reached" if self.figure <= self.most else "not reached"


def start_up(rounds: int) -> Iterator[Mark]:
    """One file, the whole process, against an interpreter that does nothing."""
    commands = {
        "nothing": [sys.executable, "-c", "pass"],
        "clean": [*ENGAGELINT, "examples/mvp.yaml"],
        "faulty": [*ENGAGELINT, "examples/vendor-proposal.yaml"],
    }
    costs = {name: processor(found) for name, found in alternating(commands, ROOT, rounds).items()}
    yield Mark(
        "one clean manifest, whole process, against `python -c pass`", ratio(costs["clean"], costs["nothing"]), 8, 5.5
    )
    yield Mark("one faulty manifest, likewise", ratio(costs["faulty"], costs["nothing"]), 14, 7)


def throughput(folder: Path, paths: Sequence[Path], rounds: int) -> Iterator[Mark]:
    """Many files, against reading them and having libyaml parse them."""
    what = f"{len(paths):,} manifests, one in ten faulty, against reading and libyaml-parsing them"
    one = [*ENGAGELINT, "--format", "json"]
    two = [*one, "--jobs", "2"]
    alone, together = [], []
    for _ in range(rounds):
        base = _parsed(paths)
        alone.append(run([*one, "."], folder).processor / base.processor)
        base = _parsed(paths)
        together.append(run([*two, "."], folder).clock / base.clock)
    yield Mark(f"{what}, one worker", sorted(alone)[len(alone) // 2], 15, 10)
    yield Mark("the same with two workers, by the clock", sorted(together)[len(together) // 2], 9, 6)


class _Base(NamedTuple):
    processor: float
    clock: float


def _parsed(paths: Sequence[Path]) -> _Base:
    """What it takes to read the files and to have libyaml parse them, and nothing else."""
    from yaml._yaml import CParser

    processor_begun, clock_begun = time.process_time(), time.perf_counter()
    for path in paths:
        CParser(path.read_bytes()).raw_parse()
    return _Base(time.process_time() - processor_begun, time.perf_counter() - clock_begun)


def growth(folder: Path, number: int, rounds: int) -> Iterator[Mark]:
    """Five times the files and ten times the lines; peak memory at the larger number of files."""
    small, large = folder / "small", folder / "large"
    write(small, number)
    write(large, 5 * number)
    commands = {name: [*ENGAGELINT, "--format", "json", name] for name in ("small", "large")}
    costs = alternating(commands, folder, rounds)
    files = ratio(processor(costs["large"]), processor(costs["small"])) / 5
    yield Mark(f"growth from {number:,} to {5 * number:,} files: time ratio to size ratio", files, 1.1)
    peak = max(cost.memory for cost in costs["large"])
    yield Mark(f"peak memory at {5 * number:,} manifests", peak, 80, 40, " MiB")
    grown = peak / max(cost.memory for cost in costs["small"])
    yield Mark(f"peak memory at {5 * number:,} manifests against {number:,}", grown, 1.1)
    yield _lines(folder, rounds)


def _lines(folder: Path, rounds: int) -> Mark:
    """The same number of files with ten times the lines; what a start takes is taken off both."""
    definition = (ROOT / "examples" / "definition-of-done.md").read_bytes()
    sizes = {"short": 220, "long": 2200}
    for name, lines in sizes.items():
        (folder / name).mkdir()
        (folder / name / "definition-of-done.md").write_bytes(definition)
        for index in range(100):
            text = long_manifest(lines).replace("ledger-payments", f"ledger-{index}")
            (folder / name / f"e{index:03}.yaml").write_text(text, "utf-8")
    (folder / "nothing").mkdir()
    costs = alternating({name: [*ENGAGELINT, name] for name in (*sizes, "nothing")}, folder, rounds)
    nothing = processor(costs["nothing"])
    times = {name: [a - b for a, b in zip(processor(costs[name]), nothing, strict=True)] for name in sizes}
    return Mark(
        "growth from 220 to 2,200 lines: time ratio to size ratio", ratio(times["long"], times["short"]) / 10, 1.1
    )


def clock_of(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Seconds by the clock and peak MiB of one run."""
    cost = run(command, folder)
    return clock([cost])[0], cost.memory
