"""What is read at every start, policies, packs, lexicon and topics, out of one file that is made of theirs.

`policies/bundle.json` is a JSON object with one entry a line, so that only the entries that are asked for are decoded.
`python -m engagelint.bundle` writes it. A wheel is built with the bundle of its policies; in a checkout it counts only
while the digest in it is that of the files it was made of, and otherwise everything is read from those.
"""

from __future__ import annotations

import json
import os
from binascii import crc32
from functools import cache

from engagelint import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Final

FILE: Final = "policies/bundle.json"
#: The code that says how entries are made of the files, and is a source of the bundle like they.
CODE: Final = (
    "bundle.py",
    "bundled.py",
    "expressions/__init__.py",
    "expressions/functions.py",
    "expressions/source.py",
    "policies.py",
    "done/clauses.py",
    "done/lexicon.py",
    "done/terms.py",
    "engine/plans.py",
    "engine/sweeps.py",
    "engine/telling.py",
    "loading/scalars.py",
    "loading/yaml.py",
    "text/characters.py",
    "text/lexicon.py",
    "text/patterns.py",
    "text/shapes.py",
    "text/tokens.py",
    "text/folding.py",
    "text/look_alikes.tsv",
)

#: What of a policy's file is left out of its own entry where it is the same as what is judged by.
SHARED: Final = ("name", "severity", "when", "require")
#: So much is read of a file at once, in bytes: more than most have.
_PIECE: Final = 32_768


def entry(name: str) -> Any:  # noqa: ANN401 - any data
    """The entry of that name; None where there is none, or no bundle that can be relied on."""
    found = _lines().get(name)
    return None if found is None else json.loads(found.rstrip(b",\r"))


@cache
def policies() -> Mapping[str, Mapping[str, Any]]:
    """What is needed of each policy to judge by it, by id, in the order of ids; empty without a bundle."""
    found = (b'"%b":%b' % (name[7:].encode(), text) for name, text in _lines().items() if name.startswith("judged "))
    known: dict[str, Mapping[str, Any]] = json.loads(b"{%b}" % b"".join(found).rstrip(b",\r"))
    return known


def policy(code: str) -> Mapping[str, Any]:
    """The content of a policy's file without its examples; what it shares with `policies` is kept there only."""
    shared = {key: value for key in SHARED if (value := policies()[code][key]) is not None}
    return {**shared, **(entry(f"policy {code}") or {})}


@cache
def programs(code: str) -> Mapping[str, str]:
    """The expressions of a policy, compiled, by their source: those that judge and those that its texts hold."""
    found: Mapping[str, str] = entry(f"programs {code}") or {}
    return found


def passing(code: str) -> Iterable[str]:
    """Words of the schemas, which stand in every document, that are known to pass a policy on texts."""
    known: Mapping[str, Iterable[str]] = entry("passing") or {}
    return known.get(code, ())


@cache
def sweeps() -> Sequence[Mapping[str, Any]]:
    """What `engine.sweeps` makes of all policies, compiled; none without a bundle."""
    found: Sequence[Mapping[str, Any]] = entry("sweeps") or ()
    return found


@cache
def _lines() -> Mapping[str, bytes]:
    """The entries as JSON, by name; none where the bundle is not there or was made of other files.

    Those that others follow have their comma yet: a megabyte is not copied for it.
    """
    try:
        parts = (line.partition(b'": ') for line in (resources.data_folder() / FILE).read_bytes().split(b"\n"))
        entries = {name[1:].decode(): text for name, part, text in parts if part}
        if resources.is_packaged() or json.loads(entries["digest"].rstrip(b",\r")) == digest():
            return entries
    except (OSError, ValueError, KeyError):
        pass  # it can only be made anew
    return {}


def written(entries: Mapping[str, Any]) -> str:
    """The text of a bundle with these entries, in their order, and with the digest of the files that lie here."""
    every = {"digest": digest(), **entries}
    lines = (
        f'"{name}": {json.dumps(value, ensure_ascii=False, separators=(",", ":"))}' for name, value in every.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def digest() -> str:
    """A checksum of the names and the contents of all files that the bundle is made of.

    It tells one state of a checkout from another, and is no protection: whoever can change the one can change the
    other.
    """
    folder, package = str(resources.policies_folder()), str(resources.PACKAGE)
    names = [f"{group}/{name}" for group in _names(folder) for name in _names(f"{folder}/{group}")]
    files = [(name, f"{folder}/{name}") for name in (*names, *_names(folder)) if name.endswith(".yaml")]
    checksum = 0
    for name, path in (*files, *((name, f"{package}/{name}") for name in CODE)):
        raw = _content(path)
        raw = raw.replace(b"\r\n", b"\n") if b"\r" in raw else raw
        checksum = crc32(raw, crc32(f"{name} {len(raw)}\n".encode(), checksum))
    return f"{checksum:08x}"


def _content(path: str) -> bytes:
    # os.open rather than Path.read_bytes: this is done at every start in a checkout, for some 170 files.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = [os.read(descriptor, _PIECE)]
        while len(parts[-1]) == _PIECE:
            parts.append(os.read(descriptor, _PIECE))
    finally:
        os.close(descriptor)
    return b"".join(parts)


def _names(folder: str) -> list[str]:
    """The names of what lies in a folder, sorted; none for what is no folder."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - see above
    except NotADirectoryError:
        return []
