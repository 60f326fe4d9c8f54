"""Tells which files are ours, and turns their bytes into Documents."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath

from engagelint.codes import own_finding
from engagelint.loading import yaml as yaml_text
from engagelint.loading.characters import check_characters, decode
from engagelint.loading.limits import LINES, NODES
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Document, Finding, Kind, Source
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.model import Data, Mark, Marks

API_VERSION = "engagelint/v1"
DATA_SUFFIXES = frozenset([".yaml", ".yml", ".json"])
MARKDOWN_SUFFIXES = frozenset([".md", ".markdown"])

_DEFINITION_KEYS = ("dod", "definition_of_done")
_OURS = re.compile(
    r"""^[ \t{]*["']?(?:apiVersion["']?[ \t]*:[ \t]*["']?engagelint/|(?:dod|definition_of_done)["']?[ \t]*:)""", re.M
)


def recognise(
    raw: bytes, path: str, *, kind: Kind | None = None, named: bool = False, nodes: int = NODES
) -> Document | Finding | None:
    """The document that a file's bytes hold; a finding where it is ours and cannot be read; None where it is not ours.

    `path` is the name it is shown by. `kind` says what it is where the file does not. A file that was `named` and does
    not parse counts as ours. Data holds at most `nodes` values.
    """
    suffix = PurePosixPath(path).suffix.lower()
    try:
        text = decode(raw)
    except Unreadable as error:
        ours = named or kind is not None or _OURS.search(error.text or _letters(raw)) is not None
        return unreadable(Source(path, error.text or ""), error) if ours and _readable_suffix(suffix, kind) else None
    source = Source(path, text)
    try:
        if suffix in MARKDOWN_SUFFIXES and kind in {None, Kind.DEFINITION_OF_DONE}:
            from engagelint.loading.markdown import is_definition_of_done, named_like_one, read_markdown

            ours = kind is not None or named_like_one(PurePosixPath(path).name) or is_definition_of_done(source)
            return _markdown(source, read_markdown) if ours else None
        if suffix in DATA_SUFFIXES or kind in {Kind.ENGAGEMENT, Kind.POLICY, Kind.CONFIG} or _OURS.search(text):
            compose: Callable[..., tuple[Data, Marks, Mark]] = yaml_text.compose
            if suffix == ".json":
                from engagelint.loading import json as json_text

                compose = json_text.compose
            return _recognise_data(source, kind, named=named, compose=partial(compose, nodes=nodes))
        if kind is not Kind.DEFINITION_OF_DONE:
            return None
        from engagelint.loading.markdown import read_text

        return _markdown(source, read_text)
    except Unreadable as error:
        return unreadable(source, error)


def begins_like_ours(raw: bytes, path: str) -> bool:
    """Whether a file of which only the beginning is known may be ours."""
    text = raw.decode("utf-8", "replace")
    if PurePosixPath(path).suffix.lower() not in MARKDOWN_SUFFIXES:
        return _OURS.search(text) is not None or _OURS.search(_letters(raw)) is not None
    from engagelint.loading.markdown import is_definition_of_done, named_like_one

    return named_like_one(PurePosixPath(path).name) or is_definition_of_done(Source(path, text))


def _letters(raw: bytes) -> str:
    """The beginning of a file in UTF-16 or UTF-32 as far as it is ASCII, so that one of ours is not passed over."""
    return raw[:4096].replace(b"\0", b"").decode("latin-1").lstrip("\xfe\xff")


def _markdown(source: Source, read: Callable[[Source], Document]) -> Document:
    """The Definition of Done in a text that holds no control characters and is no longer than any is."""
    check_characters(source.text, yaml=False)
    if len(source.line_starts) > LINES:
        raise Unreadable(f"The document has more than {LINES:,} lines", source.line_starts[LINES])
    return read(source)


def readable(raw: bytes, path: str) -> Source:
    """The text of a file for a report, as far as it can be read as text."""
    try:
        return Source(path, decode(raw))
    except Unreadable as error:
        return Source(path, error.text or "")


def is_markdown(document: Document) -> bool:
    """Whether a document that `recognise` gave was written in Markdown."""
    suffix = PurePosixPath(document.source.path).suffix.lower()
    if document.kind is not Kind.DEFINITION_OF_DONE or suffix in DATA_SUFFIXES:
        return False
    return suffix in MARKDOWN_SUFFIXES or not _OURS.search(document.source.text)


def _readable_suffix(suffix: str, kind: Kind | None) -> bool:
    return kind is not None or suffix in DATA_SUFFIXES | MARKDOWN_SUFFIXES


def _recognise_data(
    source: Source, kind: Kind | None, *, named: bool, compose: Callable[[str], tuple[Data, Marks, Mark]]
) -> Document | Finding | None:
    if not (named or kind or _OURS.search(source.text)):
        return None
    data, marks, root = compose(source.text)
    declared = data.get("apiVersion") if isinstance(data, dict) else None
    if isinstance(declared, str) and declared.startswith("engagelint/"):
        document = Document(kind or Kind.ENGAGEMENT, source, data, marks, root)
        found = _declared_kind(document, kind)
        if isinstance(found, Finding):
            return found
        kind = found
    elif isinstance(data, dict) and any(isinstance(data.get(key), list) for key in _DEFINITION_KEYS):
        kind = Kind.DEFINITION_OF_DONE
    elif kind is None:
        return None
    if kind is Kind.DEFINITION_OF_DONE:
        from engagelint.loading.markdown.data import normalise_yaml

        data, marks = normalise_yaml(data, marks)
    return Document(kind, source, data, marks, root)


def _declared_kind(document: Document, kind: Kind | None) -> Kind | Finding:
    data: Data = document.data
    if data["apiVersion"] != API_VERSION:
        shown = visible(data["apiVersion"], 60)
        return _malformed(document, "/apiVersion", f"`apiVersion` is {shown}; this version reads {API_VERSION}")
    declared = data.get("kind")
    if declared is None and kind is not None:
        return kind
    if declared is None:
        return _malformed(document, "/kind", f"`kind` is not stated; it is one of {', '.join(Kind)}")
    if not isinstance(declared, str):
        return _malformed(document, "/kind", f"`kind` is no word; it is one of {', '.join(Kind)}")
    if declared not in set(Kind):
        from difflib import get_close_matches

        near = get_close_matches(declared, list(Kind), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(Kind)}"
        return _malformed(document, "/kind", f"`kind` is {visible(declared, 60)}, which is not known; {hint}")
    return Kind(declared)


def unreadable(source: Source, error: Unreadable) -> Finding:
    """The finding for a file that cannot be read as a document."""
    return own_finding("DOC", source, source.region(error.start, error.end), error.message)


def _malformed(document: Document, pointer: str, message: str) -> Finding:
    return own_finding("SCH", document.source, document.region(pointer), message, pointer)
