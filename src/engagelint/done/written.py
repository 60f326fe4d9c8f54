"""What stands in an item besides words: names of files and commands, asides, questions, and gaps to be filled in.

Each expression is compiled when a text first has a character that it needs.
"""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: "`docs:`" is how a commit's message begins, and no document.
_PREFIX: Final = r"\b(?:feat|fix|chore|docs?|tests?|refactor|style|perf|ci|build|data)(?:\(\w{0,30}\))?!?:(?=[`'\",)])"
_ADDRESS: Final = r"https?://[^\s()<>]+"
#: A folder says nothing: "an example is in test-site/docs/".
_FOLDER: Final = r"(?<![\w/])/?(?:[\w.-]{1,60}/){2,10}(?![\w/*])|(?<=[`(])/?[\w.-]{1,60}/(?=[`)])"
#: "npm run test:docs" runs tests, whatever they are called.
_COMMAND: Final = r"\b([a-z]\w{0,30}):(?=[a-z])[\w:.-]{1,100}"
#: What a linter is run on is not asked for: "ruff check src tests".
_LINTED: Final = (
    r"\b((?:ruff|black|flake8|isort|mypy|pylint|eslint|prettier|biome)(?: (?:check|format|--?[\w=-]{1,40})){0,5})"
    r"(?: (?:src|source|lib|app|tests?|docs|scripts)\b/?){1,6}"
)
_OF_LINTERS: Final = frozenset(["src", "source", "lib", "app", "test", "tests", "docs", "scripts"])
_FILE: Final = r"[\w./\-\u2011]{1,100}\.(?:md|py|tsx?|jsx?|json|ya?ml|txt|java|toml|sh)\b"
#: Parts of the names of files that are documents for people.
_DOCUMENTS: Final = ("readme", "change", "doc", "contributing", "guide", "manual", "runbook", "openapi", "swagger")
#: Parts of the names of files that keep what was decided.
_DECISIONS: Final = ("decision",)
#: Parts of the names of files that say how code is written.
_CONVENTIONS: Final = ("conven", "style", "coding", "guideline")
#: What some assistants leave in the texts that they write.
_CITED: Final = r"\[cite(?:_start|:[\d, ]{1,40})\]"
_ASIDE: Final = r"\([^()]*\)|（[^（）]*）"
_QUESTION: Final = r"[?？](?!\s*\})(?=[\s)\]”\"'*_.…]|$)"
_EMPTY: Final = r"\W*|\{[^{}]*\}\W*|\[[^\[\]|]*\]\W*"
#: One of these stands in every gap.
_OF_GAPS: Final = frozenset("[<{_%XN")
_GAP: Final = (
    r"\[(?!\s*(?:optional|if|for|see|only|and|or|not|e\.g|nur|si|optionnel)\b)(?=[^\[\]]*[^\W\d])"
    r"(?:[^\[\]|]*\b(?:insert|name|date|todo|tbd|title|your|list|describe|description|fill|percent|link to|specif\w*"
    r"|reference|path|category|placeholder|nom|einfugen|hier|aqui|xx+|type of|details|yyyy|team|project|product)"
    r"\b[^\[\]|]*|[^\[\]|]*%[^\[\]|]*|[^\[\]\s|]+(?:\s[^\[\]\s|]+){1,5})\]"
    r"|(?<![\w/.-])<(?:insert|your|name|date|team|todo|tbd|title|project|product|link|number|role|who|fill"
    r"|describe|add)\b[^<>]*>(?![\w/]|\.\w)|\{\w{1,40}\}\s?%|\{\{[^{}]*\}\}|_{3,}|\bX+\s?%"
    r"|(?-i:(?:under|below|above|over|than|least|[<>≥≤])\s?[XN]\b(?![-\w>]))|(?-i:(?<![\w./-])XX+\b(?!\s*:))"
)
_OF_NOTES: Final = ("TO", "TB", "FIX", "XXX", "odo", "??")
_NOTE: Final = r"^(?:\W*(?:TODO|TBD|FIXME|TBC|TBA|XXX)\b(?! (?:comment|item|marker)s?\b)|\W*[Tt]odo\s*:)|\?\?"


def without_names(text: str) -> str:
    """The text without what only looks like words: addresses, folders, names of files and of commands."""
    if "[cite" in text:
        text = re.sub(_CITED, " ", text)
    if ":" in text:
        text = re.sub(_PREFIX, "commitprefix", text)
    if _OF_LINTERS.intersection(text.split()):
        text = re.sub(_LINTED, r"\1", text)
    if "://" in text:
        text = re.sub(_ADDRESS, " ", text)
    if "/" in text:
        text = re.sub(_FOLDER, _without_folder, text)
    if ":" in text:
        text = re.sub(_COMMAND, r"\1", text)
    return re.sub(_FILE, _without_file, text) if "." in text.rstrip(".") else text


def _without_folder(found: re.Match[str]) -> str:
    """A folder of documents may be where something is written."""
    return "mdfile" if "docs" in found[0].lower().split("/") else "folder"


def _without_file(found: re.Match[str]) -> str:
    """A file's name says nothing, unless it is the document that is asked for; its folder says less still."""
    *folders, name = found[0].lower().split("/")
    if name.startswith("adr") or "adr" in folders or any(part in name for part in _DECISIONS):
        return "adr"
    if any(part in name for part in (*_DOCUMENTS, *_CONVENTIONS)):
        return name
    return "mdfile" if name.endswith(".md") or "docs" in folders else "file"


def without_asides(text: str) -> str:
    """The text without what stands in brackets."""
    return re.sub(_ASIDE, " ", text) if "(" in text or "（" in text else text


def asks(text: str) -> bool:
    """Whether the text is a question."""
    return (("?" in text or "？" in text) and re.search(_QUESTION, text) is not None) or text.lstrip().startswith("¿")


def has_gap(text: str) -> bool:
    """Whether the text is empty, a note to its author, or has a gap to be filled in."""
    return (
        (not text[:1].isalnum() and re.fullmatch(_EMPTY, text) is not None)
        or (not _OF_GAPS.isdisjoint(text) and re.search(_GAP, text, re.IGNORECASE) is not None)
        or (any(map(text.__contains__, _OF_NOTES)) and re.search(_NOTE, text) is not None)
    )
