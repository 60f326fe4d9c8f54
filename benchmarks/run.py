"""Measures every mark and the peers, and writes the table and the plot of the documentation.

    python benchmarks/run.py [--peers FOLDER] [--files 1000] [--rounds 7] [--no-docs]

The corpora are made in a temporary folder, from a seed. Ratios are medians of rounds in which both sides run in turn;
one worker is measured by processor time, which neighbours disturb least, and all else by the clock.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from corpus import ROOT, write
from marks import Mark, growth, start_up, throughput
from peers import Run, compare
from plot import bars

_INTRODUCTION = """\
# Performance

Figures are ratios inside one run on one machine: only ratios carry over to another. `python benchmarks/run.py` measures
them anew and writes this page; `benchmarks/profile.md` says where the time goes.
"""


def main() -> None:
    """Measure, print as it goes, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="the folder in which the peers are installed")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-docs", action="store_true", help="print only")
    arguments = parser.parse_args()
    marks: list[Mark] = []
    with tempfile.TemporaryDirectory(prefix="engagelint-benchmark-") as name:
        folder = Path(name).resolve()
        paths = write(folder / "many", arguments.files)
        few = max(1, arguments.rounds // 2)
        for found in (
            start_up(5 * arguments.rounds),  # a start is short, and its time varies by a tenth
            throughput(folder / "many", paths, few),
            growth(folder, arguments.files, 1),
        ):
            for mark in found:
                _say(f"{mark.what}: {mark.figure:.2f}{mark.unit} (at most {mark.most:g}): {mark.verdict}")
                marks.append(mark)
        runs = compare(folder / "many", paths, arguments.peers)
    for run in runs:
        _say(
            f"{run.name}: "
            + ("not installed here" if run.seconds is None else f"{run.seconds:.1f} s, {run.memory:.0f} MiB")
        )
    if not arguments.no_docs:
        (ROOT / "docs" / "performance.md").write_text(_page(marks, runs, arguments.files), "utf-8")
        (ROOT / "docs" / "performance.svg").write_text(bars(runs, arguments.files), "utf-8")


def _page(marks: list[Mark], runs: list[Run], files: int) -> str:
    lines = [_INTRODUCTION, "| what | measured | mark | beyond | |", "|---|---|---|---|---|"]
    lines += [
        f"| {one.what} | {one.figure:.2f}{one.unit} | at most {one.most:g}{one.unit} | "
        f"{f'{one.beyond:g}{one.unit}' if one.beyond is not None else ''} | {one.verdict} |"
        for one in marks
    ]
    own = next(run.seconds for run in runs if run.name == "engagelint") or 1.0
    lines += ["", f"The same {files:,} manifests, once each, one worker, whole process:", ""]
    lines += ["| | seconds | against engagelint | peak MiB |", "|---|---|---|---|"]
    for run in runs:
        if run.seconds is None:
            lines.append(f"| {run.name} | not installed where this was measured | | |")
        else:
            lines.append(f"| {run.name} | {run.seconds:.1f} | {run.seconds / own:.2f} | {run.memory:.0f} |")
    return "\n".join([*lines, "", "![Seconds by tool](performance.svg)", ""])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
