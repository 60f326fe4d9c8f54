"""Runs programs side by side and gives ratios: what one run says alone depends on the machine and on its neighbours."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Interpreters that write no byte code recompile everything at each start.
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """What a run of a program took: seconds of processor time (with its children), seconds by the clock, peak MiB."""

    processor: float
    clock: float
    memory: float


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a program to its end, its output thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=folder, env=_ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024)


def alternating(commands: Mapping[str, Sequence[str]], folder: Path, rounds: int) -> dict[str, list[Cost]]:
    """The costs of the commands, each run once a round, so that all meet the same weather; the first does not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = run(command, folder)
            if number:
                costs[name].append(cost)
    return costs


def ratio(costs: Sequence[float], base: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(one / other for one, other in zip(costs, base, strict=True))


def processor(costs: Sequence[Cost]) -> list[float]:
    """The processor times."""
    return [cost.processor for cost in costs]


def clock(costs: Sequence[Cost]) -> list[float]:
    """The times by the clock."""
    return [cost.clock for cost in costs]
