"""Fingerprints: what makes a finding the same one after lines have moved and lists have been put in another order."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib import import_module

from engagelint import schema
from engagelint.model import Kind, member, split_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from engagelint.model import Data, Document, Finding


@cache
def _sha256() -> Callable[[bytes], Any]:
    """SHA-256, where the interpreter has it by itself: `hashlib` brings a whole library of ciphers along."""
    for name in ("_sha2", "_sha256"):
        try:
            function: Callable[[bytes], Any] = import_module(name).sha256
        except ImportError:
            continue
        return function
    from hashlib import sha256

    return sha256


def digest(text: str) -> str:
    """A short, stable hash of a text: 24 hexadecimal digits."""
    hashed: str = _sha256()(text.encode("utf-8", "surrogatepass")).hexdigest()
    return hashed[:24]


def lasting_pointer(kind: Kind, data: Data, pointer: str) -> str:
    """The pointer with list members named by the terms that the schema names them by, not by their index."""
    lasting, reached = [], ""
    for part in split_pointer(pointer):
        known = schema.field(kind, reached) if isinstance(data, list) else None
        names = known.key if known else ()
        there = member(data, part)
        data = there[1] if there else None
        stated = [str(data[name]) for name in names if name in data] if isinstance(data, dict) else []
        lasting.append("=".join(stated) if stated else part)
        reached = f"{reached}/{part}"
    return "/".join(lasting)


def stamp(findings: Iterable[Finding], document: Document | None) -> list[Finding]:
    """The findings of one document with their fingerprints: id, file and lasting pointer, hashed.

    Without a document, because it could not be read, these are its id and file.
    """
    stamped = []
    for finding in findings:
        place = lasting_pointer(document.kind, document.data, finding.pointer or "") if document else ""
        stamped.append(finding._replace(fingerprint=digest("\n".join([finding.id, finding.file, place]))))
    return stamped


def tell_apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, in their order, with a counter put into the fingerprint of each that repeats an earlier one's."""
    seen: Counter[str] = Counter()
    apart = []
    for finding in findings:
        number = seen[finding.fingerprint]
        seen[finding.fingerprint] += 1
        again = finding._replace(fingerprint=digest(f"{finding.fingerprint} {number}")) if number else finding
        apart.append(again)
    return apart
