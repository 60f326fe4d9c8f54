"""Mutants: files made from good ones by faults of bytes, of words and lines, and of structure."""

from __future__ import annotations

import copy
import functools
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from hostile import seeds as texts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]

# Words without blanks, and below them what has blanks or cannot be seen.
_WORDS = r"""
: ' " [ ] { } , ? ! | > # *a &a !!int !!set !x %YAML --- ... \ \u0000 <<: << = 0 -0 -1 1e999 .nan .inf NaN 0x10 012
1_000 99999999999999999999 1.5 10:30 null ~ true no on 2026-02-30 2026-03-02 9999-12-31 0000-00-00 Europe/Lisbon leap
::error::x ##[error] ##vso[x] ]]> <script> <!-- --> {{x}} {%x%} {self.a} ../../etc/passwd /dev/zero \\host\x https://a/
velocity TBD ``` ~~~ <details> === ** ~~ ` [a](b) ![a](b) [^1] &amp; *** 1) + size(self) ==1 && .matches('(a+)+$')
self.x [0] .all(x,x) document
""".split()  # noqa: SIM905 - a table
_TOKENS = (
    *_WORDS,
    *("\t", "\n", "\r\n", "\r", " ", "  ", ": ", "- ", "? ", "  - ", "x" * 300, "\\\n", "    ", "\n  ", "\n\t"),
    *("- [ ] ", "- [x] ", "1. ", "# ", "## ", "> ", "> > > > ", "| a | b |\n|---|---|\n", "story points"),
    *("\x00", "\x07", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b", "\u2028", "\ufeff", "\ufffe", "\u202e"),
    *("\u200b", "\u00ad", "\U0001f600", "e\u0301", "\u0430", "\u0661", "\uff11", "\u00a0", "\u0130", "\u3164", "ß"),
)
_KEYS = (
    "name",
    "kind",
    "apiVersion",
    "roles",
    "items",
    "levels",
    "file",
    "x-own",
    "",
    "a/b",
    "~",
    "k\u0440is",
    "on",
    "<<",
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**17, 1.5, "", " ", "x", "velocity", "2026-03-02", "24:00", "09:00-17:30", [[]]),
    *(
        [],
        {},
        [None],
        {"name": None},
        {"x": {"y": []}},
        [1, "a", None],
        "\u202ex",
        "a\nb",
        "x" * 2000,
        "#/x",
        "..",
        "~0/1",
    ),
)


def bytes_changed(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with a few bytes set, put in, taken out or repeated."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            made[at:at] = bytes(chance.choices(range(256), k=chance.choice([1, 1, 2, 4])))
        elif kind == 2:
            del made[at : at + chance.choice([1, 1, 3, 10, 100])]
        elif kind == 3:
            made[at:at] = made[at : at + chance.choice([1, 4, 30, 300])] * chance.choice([1, 1, 2, 20])
        else:
            other = chance.randrange(len(made) + 1)
            made[at:at] = made[other : other + chance.choice([1, 5, 40])]
    return bytes(made)


def tokens_changed(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with words, signs and lines put in, replaced, moved, repeated or indented."""
    text = raw.decode("utf-8")
    for _ in range(chance.randint(1, 4)):
        kind = chance.randrange(5)
        if kind == 0:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(_TOKENS) + text[at + chance.choice([0, 0, 1, 5]) :]
        elif kind == 1 and (words := list(re.finditer(r"[^\s:,\[\]{}]+", text))):
            word = chance.choice(words)
            text = text[: word.start()] + chance.choice(_TOKENS) + text[word.end() :]
        else:
            lines = text.split("\n")
            at = chance.randrange(len(lines))
            if kind == 2:
                lines[at] = " " * chance.randrange(9) + lines[at].lstrip()
            elif kind == 3:
                lines[at:at] = [lines[chance.randrange(len(lines))]] * chance.choice([1, 1, 1, 30])
            else:
                lines.pop(at)
            text = "\n".join(lines)
    return text.encode("utf-8", "surrogatepass")


def structure_changed(raw: bytes, chance: random.Random) -> bytes:
    """`raw`, which is YAML, with members of its groups and lists renamed, replaced, repeated, moved or deleted."""
    try:
        data = yaml.safe_load(raw)
    except yaml.YAMLError:  # a tag of GitLab's
        return tokens_changed(raw, chance)
    for _ in range(chance.randint(1, 4)):
        boxes = [box for box in _boxes(data) if box]
        if not boxes:
            break
        box = chance.choice(boxes)
        key = chance.choice(list(box) if isinstance(box, dict) else list(range(len(box))))
        kind = chance.randrange(6)
        if kind == 0:
            box[key] = copy.deepcopy(chance.choice(_VALUES))
        elif kind == 1:
            del box[key]
        elif kind == 2:
            box[key] = _deep(box[key], chance.choice([1, 1, 3, 70]), chance)
        elif kind == 3 and isinstance(box, dict):
            box[chance.choice((*_KEYS, *box))] = box.pop(key)
        elif kind == 4 and isinstance(box, list):
            box.extend([box[key]] * chance.choice([1, 1, 5, 200]))
        else:
            other = chance.choice(boxes)
            moved = chance.choice(list(other.values() if isinstance(other, dict) else other))
            box[key] = json.loads(json.dumps(moved, default=str, skipkeys=True))
        if len(json.dumps(data, default=str, skipkeys=True)) > 200_000:
            break
    if chance.random() < 0.2:
        return json.dumps(data, default=str, ensure_ascii=chance.random() < 0.5, skipkeys=True).encode()
    dumped: str = yaml.safe_dump(
        json.loads(json.dumps(data, default=str, skipkeys=True)), allow_unicode=True, sort_keys=False
    )
    return dumped.encode()


def _deep(value: Any, times: int, chance: random.Random) -> Any:  # noqa: ANN401 - any data
    for _ in range(times):
        value = [value] if chance.random() < 0.5 else {chance.choice(_KEYS): value}
    return value


def _boxes(data: Any) -> Iterator[Any]:  # noqa: ANN401 - any data
    waiting, seen = [data], 0
    while waiting and seen < 20_000:
        one = waiting.pop()
        seen += 1
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            yield one
            waiting.extend(one)


def mutant(kind: str, number: int, seed: int) -> tuple[str, bytes]:
    """The mutant of that kind and number: a file's name and its content."""
    chance = random.Random(f"{seed}:{kind}:{number}")  # noqa: S311 - the same mutants for the same seed
    name, raw = chance.choice(seeds(kind))
    ways = [bytes_changed, tokens_changed, tokens_changed]
    if name.endswith((".yaml", ".yml")):
        ways += [structure_changed, structure_changed]
    return name, chance.choice(ways)(raw, chance)


@functools.cache
def seeds(kind: str) -> list[tuple[str, bytes]]:
    """The files that mutants of a kind are made from: names and contents."""
    examples = ROOT / "examples"
    if kind == "manifest":
        real = [(one, (examples / one).read_bytes()) for one in ("mvp.yaml", "vendor-proposal.yaml", "engagement.yaml")]
        return [*real, *[("small.yaml", text.encode()) for text in texts.MANIFESTS] * 3]
    if kind == "dod-markdown":
        return [("dod.md", (examples / "definition-of-done.md").read_bytes())] + [
            ("dod.md", text.encode()) for text in texts.MARKDOWN
        ]
    if kind == "dod-yaml":
        return [("dod.yaml", (examples / "definition-of-done.yaml").read_bytes())] + [
            ("dod.yaml", text.encode()) for text in texts.DEFINITIONS
        ]
    if kind == "policy":
        built_in = sorted((ROOT / "policies").glob("*/[A-Z]*.yaml"))[::6]
        # An id or a name that a policy has already would be all that is said of them.
        own = [re.sub(rb"(?m)^id: [A-Z]{3}", b"id: ZZZ", path.read_bytes()) for path in built_in]
        renamed = [re.sub(rb"(?m)^name: ", b"name: own-", raw) for raw in own]
        return [("policy.yaml", raw) for raw in renamed]
    if kind == "configuration":
        return [("engagelint.yaml", text.encode()) for text in texts.CONFIGURATIONS]
    return [(name, text.encode()) for name, text in texts.PIPELINES.items()]
