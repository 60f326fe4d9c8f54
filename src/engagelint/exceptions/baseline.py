"""The baseline: findings that were there before, by fingerprint and value, so that only new ones count."""

from __future__ import annotations

import json

from engagelint import files
from engagelint.codes import own_finding
from engagelint.loading.characters import decode
from engagelint.loading.unreadable import Unreadable
from engagelint.model import By, Document, ExceptionInfo, Finding, Kind, Source
from engagelint.policies import Unusable
from engagelint.recognition import unreadable
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any, Final

VERSION: Final = 1

_TEXTS: Final = ("fingerprint", "id", "file", "pointer")


class Entry(NamedTuple):
    """A finding as the baseline knows it; `line` is the entry's own in the baseline's file."""

    file: str
    id: str
    fingerprint: str
    value_hash: str | None
    pointer: str
    line: int | None = None


class Baseline(NamedTuple):
    """The entries of a baseline by fingerprint, and the name that its file is shown by."""

    path: str
    entries: Mapping[str, Entry]

    def elsewhere(self, working_folder: Path) -> frozenset[str]:
        """The files of entries that are not there from the working folder, but from the baseline's own."""
        own = (working_folder / self.path).parent
        named = {one.file for one in self.entries.values()}
        return frozenset(name for name in named if not (working_folder / name).exists() and (own / name).exists())

    def info(self, entry: Entry | None) -> ExceptionInfo:
        """The entry, or one that is being made, as reports show it."""
        return ExceptionInfo(By.BASELINE, file=self.path, line=entry.line if entry else None)


def entry(finding: Finding) -> Entry:
    """A finding's entry."""
    return Entry(finding.file, finding.id, finding.fingerprint, finding.value_hash, finding.pointer or "")


def load(path: Path, shown: str, *, may_lack: bool = False) -> Baseline:
    """Read a baseline; one that `may_lack` is empty where there is no file.

    Raises Unusable, with the place, where it cannot be read or is malformed.
    """
    if may_lack and not path.exists():
        return Baseline(shown, {})
    try:
        raw = files.read(path)
    except files.Refused as refusal:
        raise Unusable(f"{shown}: {refusal}") from None
    source = Source(shown, "")
    try:
        source = Source(shown, decode(raw))
        from engagelint.loading import json as json_text

        data, marks, root = json_text.compose(source.text)
    except Unreadable as error:
        found = unreadable(Source(shown, error.text or source.text), error)
        raise Unusable(found.message, [found]) from None
    document = Document(Kind.CONFIG, source, data, marks, root)
    if problems := list(_problems(document)):
        raise Unusable("the baseline cannot be used", problems)
    entries = (_entry(document, number, one) for number, one in enumerate(data["findings"]))
    return Baseline(shown, {one.fingerprint: one for one in entries})


def dump(entries: Iterable[Entry]) -> str:
    """A baseline's text: sorted, so that two runs on the same files write the same."""
    ordered = sorted(entries, key=lambda one: (one.file, one.id, one.pointer, one.fingerprint))
    found = [
        {
            "id": one.id,
            "file": one.file,
            "pointer": one.pointer,
            "fingerprint": one.fingerprint,
            "value_hash": one.value_hash,
        }
        for one in ordered
    ]
    return json.dumps({"version": VERSION, "findings": found}, indent=2) + "\n"


def _entry(document: Document, number: int, raw: Mapping[str, Any]) -> Entry:
    line = document.region(f"/findings/{number}").start.line
    return Entry(raw["file"], raw["id"], raw["fingerprint"], raw["value_hash"], raw["pointer"], line)


def _problems(document: Document) -> Iterator[Finding]:
    """What is wrong with a baseline's form."""
    data = document.data

    def problem(pointer: str, message: str) -> Finding:
        return own_finding("CFG", document.source, document.region(pointer), message, pointer)

    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        yield problem("", "This is no baseline: `--update-baseline` writes one")
    elif data.get("version") != VERSION:
        yield problem("/version", f"This version of engagelint reads baselines of version {VERSION}")
    else:
        for number, one in enumerate(data["findings"]):
            whole = isinstance(one, dict) and all(isinstance(one.get(key), str) for key in _TEXTS)
            if not whole or not isinstance(one.get("value_hash", 0), str | None):
                yield problem(f"/findings/{number}", "This is no entry of a baseline: `--update-baseline` writes them")
