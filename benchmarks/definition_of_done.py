"""How well criteria, topics and wordings are found in real Definitions of Done, against labels made by hand.

`python benchmarks/definition_of_done.py [--corpus FOLDER] [--errors]` prints precision, recall and F1 for the files
that the lexicon was tuned on and for those held back. `--errors` lists what is wrong in the tuned files, never in the
others.
"""
# ruff: noqa: T201 - printing is what a benchmark does

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from engagelint.done import criteria
from engagelint.loading.characters import decode
from engagelint.loading.markdown import normalise_yaml, read_markdown, read_text
from engagelint.loading.yaml import compose
from engagelint.model import Document, Kind, Source

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "tests" / "labels"
CORPUS = ROOT.parent / "shared" / "corpus" / "dod"
FLAGS = ("vague", "escape", "placeholder", "question", "compound")


class Item(NamedTuple):
    """A criterion at a line: what it asks for and how it is worded."""

    topics: frozenset[str]
    wording: frozenset[str]


class Score:
    """Hits, false alarms and misses of one thing."""

    def __init__(self) -> None:
        self.hits = self.alarms = self.misses = 0

    def count(self, found: set[str] | frozenset[str], wanted: set[str] | frozenset[str], name: str) -> None:
        """Count one thing in one item."""
        self.hits += name in found and name in wanted
        self.alarms += name in found and name not in wanted
        self.misses += name not in found and name in wanted

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was."""
        return self.hits / (self.hits + self.alarms) if self.hits + self.alarms else 1.0

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found; 1 where nothing is."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"{self.precision:9.3f} {self.recall:9.3f} {self.f1:9.3f} {self.hits + self.misses:6}"


def read(path: Path) -> Document:
    """The document in a file of the corpus, whatever its syntax."""
    source = Source(path.name, decode(path.read_bytes()))
    if path.suffix in {".yaml", ".yml"}:
        data, marks, root = compose(source.text)
        data, marks = normalise_yaml(data, marks)
        return Document(Kind.DEFINITION_OF_DONE, source, data, marks, root)
    return read_markdown(source) if path.suffix == ".md" else read_text(source)


def found_items(document: Document) -> dict[int, Item]:
    """What is found, by line."""
    result: dict[int, Item] = {}
    for one in criteria(document.data):
        line = document.region(
            f"{one.pointer}/text" if isinstance(document.value(one.pointer), dict) else one.pointer
        ).start.line
        result[line] = Item(frozenset(one.topics), frozenset(one.wording))
    return result


def labelled(path: Path) -> dict[int, Item]:
    """The labels of a file, by line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    split = lambda text: frozenset(part for part in (text or "").split(",") if part)  # noqa: E731 - used twice, here
    return {
        int(row["line"]): Item(split(row["topics"]), split(row["wording"])) for row in rows if row["criterion"] == "yes"
    }


def held_back() -> set[str]:
    """The names of the files that nothing was tuned on, as `tests/labels/held-back.txt` lists them."""
    return set((LABELS / "held-back.txt").read_text(encoding="utf-8").split())


def measure(names: list[str], corpus: Path, *, errors: bool) -> dict[str, Score]:
    """The scores over the files named; topics and flags are compared for items that are found and labelled."""
    scores: dict[str, Score] = defaultdict(Score)
    for name in names:
        document = read(corpus / name)
        found, wanted = found_items(document), labelled(LABELS / f"{name}.tsv")
        # An empty item is reported as such; whether it is called a criterion is of no interest.
        found = {
            at: item
            for at, item in found.items()
            if at in wanted or document.source.line(at).strip(" -*+[]0123456789.x")
        }
        for line in sorted(found.keys() | wanted.keys()):
            scores["criteria"].count({"c"} if line in found else set(), {"c"} if line in wanted else set(), "c")
            if line not in found or line not in wanted:
                if errors:
                    what = "missed" if line in wanted else "no criterion"
                    print(f"{name}:{line} {what}: {document.source.line(line)[:100]}")
                continue
            for kind, have, want in (
                ("topics", found[line].topics, wanted[line].topics),
                ("wording", found[line].wording, wanted[line].wording),
            ):
                for label in have | want:
                    scores[f"{kind} (all)"].count(have, want, label)
                    scores[label].count(have, want, label)
                if errors and have != want:
                    text = document.source.line(line).strip()[:110]
                    print(f"{name}:{line} +{sorted(have - want)} -{sorted(want - have)}: {text}")
    return scores


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    names = sorted(path.stem for path in LABELS.glob("*.tsv"))
    held = held_back()
    parts = {"tuned": [n for n in names if n not in held], "held back": [n for n in names if n in held]}
    for part, files in parts.items():
        scores = measure(files, arguments.corpus, errors=arguments.errors and part == "tuned")
        print(f"\n{part}: {len(files)} files\n{'':22} precision    recall        F1  items")
        first = ["criteria", "topics (all)", "wording (all)"]
        for name in [*first, *sorted(set(scores) - set(first) - set(FLAGS)), *FLAGS]:
            if name in scores:
                print(f"{name:22} {scores[name]}")


if __name__ == "__main__":
    main()
