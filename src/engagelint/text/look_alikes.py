"""The table of non-ASCII characters that read as ASCII letters and digits; loaded when a text first needs it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engagelint.records import NamedTuple


class LookAlikes(NamedTuple):
    """What characters read as. `latin` holds Latin letters and may give two letters; `other` gives one."""

    latin: dict[str, str]
    other: dict[str, str]


@lru_cache(maxsize=1)
def look_alikes() -> LookAlikes:
    """The table, from the file beside this module."""
    raw = Path(__file__).with_name("look_alikes.tsv").read_bytes()
    table = LookAlikes({}, {})
    for line in raw.decode("utf-8").split("\n"):
        if line:
            code, twin, script, _ = line.split("\t")
            (table.latin if script == "latin" else table.other)[chr(int(code, 16))] = twin
    return table
