"""Makes the manifests that are measured: the same ones from the same seed, no two alike."""

from __future__ import annotations

import random
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Manifests in a folder, which link one Definition of Done.
_TOGETHER = 20
#: One manifest in so many is faulty.
FAULTY = 10

_GIVEN = (
    "Ada",
    "Bo",
    "Chidi",
    "Dana",
    "Emeka",
    "Fatima",
    "Goran",
    "Hanna",
    "Ivo",
    "Jana",
    "Kofi",
    "Lena",
    "Mina",
    "Noor",
)
_FAMILY = (
    "Quist",
    "Lind",
    "Okafor",
    "Petrov",
    "Silva",
    "Tanaka",
    "Unger",
    "Varga",
    "Weiss",
    "Ximenes",
    "Yilmaz",
    "Zajac",
)
_WORDS = (
    "payment",
    "ledger",
    "clearing",
    "merchant",
    "settlement",
    "catalogue",
    "booking",
    "parcel",
    "route",
    "sensor",
    "claim",
    "policy",
    "invoice",
    "voucher",
    "tenant",
    "meter",
    "grid",
    "station",
    "archive",
    "case",
    "record",
    "permit",
)

_FAULTS = (
    (r"(?m)^(  end:) .*$", r"\1 2026-02-30"),
    (r"(?m)^(  minimum_overlap_hours:) .*$", r"\1 1"),
    (r"(?m)^    backup: .*$", "    backup:"),
    (r"(?m)^(  outcome:) .*$", r"\1 TBD"),
    (r"(?m)^(  strategy:) .*$", r"\1 forming"),
    (r"(?m)^(shape:) .*$", r"\1 something-else"),
)


def write(folder: Path, number: int, *, seed: int = 2026) -> list[Path]:
    """Write so many manifests of some 200 lines below `folder`, with their Definitions of Done; their paths."""
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    manifest = (ROOT / "examples" / "engagement.yaml").read_text("utf-8")
    definition = (ROOT / "examples" / "definition-of-done.md").read_text("utf-8")
    names = sorted(set(re.findall(r"(?m)name: ([A-Z][a-z]+ [A-Z][a-z]+)(?=[,}\n])", manifest)))
    written = []
    for index in range(number):
        below = folder / f"programme-{index // _TOGETHER:03}"
        if index % _TOGETHER == 0:
            below.mkdir(parents=True)
            (below / "definition-of-done.md").write_text(definition, "utf-8")
        people = chance.sample([f"{one} {other}" for one in _GIVEN for other in _FAMILY], len(names))
        text = manifest
        for old, new in zip(names, people, strict=True):
            text = text.replace(old, new)
        subject = " ".join(chance.sample(_WORDS, 2))
        text = text.replace("name: ledger-payments", f"name: {subject.replace(' ', '-')}-{index}", 1)
        text = text.replace("title: Payments delivery squad", f"title: {subject.capitalize()} delivery squad {index}")
        text = text.replace("Ledger Bank plc", f"{subject.title()} {chance.randint(1, 99)} plc")
        text = re.sub(r"(?m)^  outcome: .*$", f"  outcome: All {subject} customers are served by week {index}.", text)
        if index % FAULTY == 0:
            for pattern, put in chance.sample(_FAULTS, 3):
                text = re.sub(pattern, put, text, count=1)
        path = below / f"engagement-{index:04}.yaml"
        path.write_text(text, "utf-8")
        written.append(path)
    return written


def long_manifest(lines: int) -> str:
    """A clean manifest with about so many lines: its key performance indicators are many."""
    text = (ROOT / "examples" / "engagement.yaml").read_text("utf-8")
    missing = max(0, lines - text.count("\n"))
    extra = "".join(
        f"  line-{number}: {_WORDS[number % len(_WORDS)]} {number} is agreed\n" for number in range(missing - 1)
    )
    return f"{text.rstrip()}\nx-annex:\n{extra}" if missing > 1 else text
