"""Inline suppressions: comments such as `# engagelint: allow COM011 -- reason`, and the terms they speak for."""

from __future__ import annotations

import re

from engagelint.codes import OWN_CODES, own_finding
from engagelint.model import Severity
from engagelint.recognition import is_markdown
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from engagelint.exceptions.terms import Terms
    from engagelint.loading.comments import Comment
    from engagelint.model import Document, Finding, Region, Source

#: As many comments as are read in a file.
MOST: Final = 1000

_ADDRESSED: Final = re.compile(r"engagelint(?:\s*:|\s+(?:allow|ignore|disable|skip|suppress|off)\b)", re.IGNORECASE)
_BEHIND_CODES: Final = re.compile(r"(?:^|\s)(?:--|\u2013|\u2014)(?:\s|$)")
_FORM: Final = "write `engagelint: allow COM011 -- reason`"


class Suppression(NamedTuple):
    """A comment that is addressed to engagelint: ids of policies, a reason, and the terms it speaks for.

    What is said of the places at `pointers` and of everything below them is meant. `problem` says why the comment lets
    nothing through.
    """

    source: Source
    region: Region
    codes: tuple[str, ...] = ()
    reason: str = ""
    pointers: tuple[str, ...] = ()
    problem: str | None = None

    def finding(self, message: str, severity: Severity = Severity.ERROR) -> Finding:
        """What is wrong with the comment."""
        pointer = self.pointers[0] if self.pointers else None
        return own_finding("SUP", self.source, self.region, message, pointer)._replace(severity=severity)


def find(document: Document, ids: Mapping[str, str]) -> list[Suppression]:
    """The comments in a document that are addressed to engagelint; `ids` knows every policy's id and name."""
    source = document.source
    if not _ADDRESSED.search(source.text):
        return []
    from engagelint.exceptions.terms import Terms
    from engagelint.loading.comments import markdown_comments, yaml_comments

    markdown = is_markdown(document)
    comments = markdown_comments(source) if markdown else yaml_comments(source)
    found = [comment for comment in comments if _ADDRESSED.match(comment.text)]
    if not found:
        return []
    terms = Terms(document, markdown=markdown)
    read = [_suppression(source, comment, terms, ids) for comment in found[:MOST]]
    if len(found) > MOST:
        region = source.region(found[MOST].start, found[MOST].end)
        read.append(Suppression(source, region, problem=f"From here on no comment counts: {MOST} a file are enough"))
    return read


def _suppression(source: Source, comment: Comment, terms: Terms, ids: Mapping[str, str]) -> Suppression:
    from engagelint.exceptions.terms import NoTerm

    region = source.region(comment.start, comment.end)
    try:
        codes, reason = _read(comment.text, ids)
        pointers = terms.spoken_for(comment.start)
    except (_Wrong, NoTerm) as wrong:
        return Suppression(source, region, problem=str(wrong))
    return Suppression(source, region, codes, reason, pointers)


class _Wrong(ValueError):  # noqa: N818 - it is said of the comment
    """A comment that lets nothing through; its text says why."""


def _read(text: str, ids: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The ids and the reason that a comment gives; raises _Wrong."""
    order = text[len("engagelint") :].lstrip()
    word, _, rest = order.removeprefix(":").strip().partition(" ")
    if not order.startswith(":") or word.lower() != "allow":
        raise _Wrong(f"This comment is addressed to engagelint and cannot be read: {_FORM}")
    behind = _BEHIND_CODES.search(rest)
    codes = [code.strip() for code in (rest[: behind.start()] if behind else rest).split(",")]
    for code in codes:
        if not code or " " in code:
            raise _Wrong(f"This comment does not say plainly which policies it means: {_FORM}")
    found = tuple(_id(code, ids) for code in codes)
    reason = rest[behind.end() :].strip() if behind else ""
    if not any(character.isalnum() for character in reason):
        raise _Wrong(f"This comment gives no reason: {_FORM}")
    return found, reason


def _id(code: str, ids: Mapping[str, str]) -> str:
    found = ids.get(code.lower())
    if found is None:
        raise _Wrong(no_policy(code, ids))
    return found


def no_policy(code: str, ids: Mapping[str, str]) -> str:
    """Why a code cannot be excepted: it is no policy's id or name, stands for several, or is one of the tool's own."""
    upper = code.upper()
    if upper in OWN_CODES:
        return f"{upper} cannot be let through: it says that something could not be read or checked"
    if len({one for one in ids.values() if one.startswith(upper)}) > 1:
        whole = f"name the one that is meant by its whole id (`engagelint policies --select {upper}` lists them)"
        return f"`{upper}` stands for several policies: {whole}"
    from difflib import get_close_matches

    near = get_close_matches(code.lower(), ids, n=1, cutoff=0.6)
    shown = near[0].upper() if near and ids[near[0]].lower() == near[0] else "".join(near)
    hint = f"; did you mean {shown}?" if shown else " (`engagelint policies --all` lists them)"
    return f"There is no policy `{visible(code, 60)}`{hint}"
