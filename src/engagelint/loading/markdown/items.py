"""One list item taken apart: its marker, whether it is ticked, its text, and the proofs it names."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.records import NamedTuple

_BOX = re.compile(
    r"\[(?:[^\[\]\n]{0,2}|[ \t]{0,4}[xX✓✔]?[ \t]{0,4})\](?P<dash>[ \t]+[-*+](?=[ \t]|$))?(?=\s|$)"
    r"|\[[ \txX]{0,2}\](?P<tight>(?=[^\W_]))"
)
_SIGN = re.compile(
    r"(?P<sign>[☐☑☒✅✔✓✗✘❌⬜🔲🟩🟢]|🚫|⛔|👎|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check|x|white_large_square):)\ufe0f?\s*"
)
_TICKED = set("☑✅✔✓🟩🟢") | {":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:"}
_OPEN = set("☐⬜🔲") | {":white_large_square:"}
_CLAIM = re.compile(r"\s*[`*_]{0,3}(?:ci|hook|file|review)[ \t]*:", re.IGNORECASE)
#: What may enclose claims, by its end, and what may stand behind it.
_BRACKETS = {")": "(", "]": "["}
_EMPHASIS = frozenset("*_`")
_BEHIND = _EMPHASIS | frozenset(" .\t\r\n")
_SECOND_DASH = re.compile(r"[-*+•–][ \t]+")


class Proof(NamedTuple):
    """A claim as it stands, `kind: value`, and its place as offsets into the item's text."""

    text: str
    start: int
    end: int


class Proofs(NamedTuple):
    """What a text names as proofs at its end, and where it ends without them.

    `closing` are the marks of emphasis behind the proofs that belong to the text.
    """

    end: int
    closing: str
    claims: list[Proof]


class Marked(NamedTuple):
    """What stands before an item's text: its length, the marker as written, and whether it is ticked (None: no box).

    A marker ends with "…" where the text follows without a blank.
    """

    length: int
    marker: str
    done: bool | None
    sign: str = ""


def marked(bullet: str, text: str) -> Marked:
    """Split a checkbox or a sign off the beginning of `text`, the raw text of an item that `bullet` opens."""
    box = _BOX.match(text)
    pseudo = "[" in bullet
    if box or pseudo:
        found = bullet if pseudo else text[: box.end()] if box else ""
        tick = found[found.find("[") + 1 : found.find("]")].strip()
        length = 0 if pseudo or not box else box.end()
        length += len(text[length:]) - len(text[length:].lstrip())
        dash = _SECOND_DASH.match(text, length)
        length = dash.end() if dash else length
        tight = "…" if box and box["tight"] is not None else ""
        return Marked(length, bullet if pseudo else f"{bullet} {found}{tight}", bool(tick))
    sign = _SIGN.match(text)
    if sign:
        kind = sign["sign"]
        done = True if kind in _TICKED else False if kind in _OPEN else None
        return Marked(sign.end(), f"{bullet} {kind}", done, kind)
    if bullet[:1] in _TICKED | _OPEN | set("❌✗✘☒"):
        return Marked(0, bullet, True if bullet[0] in _TICKED else False if bullet[0] in _OPEN else None, bullet[0])
    dash = _SECOND_DASH.match(text)
    return Marked(dash.end() if dash else 0, bullet, None)


def proofs(text: str) -> Proofs:
    """The claims in the trailing groups of a text: "(ci: unit-tests; review: 2)", "**(ci: test (3.12))**"."""
    groups: list[list[Proof]] = []
    end, closing = len(text.rstrip()), ""
    while True:
        stop, marks = _group_end(text, end)
        begin = _opening(text, stop)
        if begin < 0 or not _CLAIM.match(text, begin + 1, stop - 1):
            return Proofs(end, closing, [claim for group in reversed(groups) for claim in group])
        groups.append(_claims(text, begin + 1, stop - 1))
        if text.endswith(marks, 0, begin):
            begin -= len(marks)
        else:
            closing = marks + closing  # "**Tests pass (ci: unit)**": the emphasis begins in the text before
        end = begin
        while end and text[end - 1].isspace():
            end -= 1


def _group_end(text: str, end: int) -> tuple[int, str]:
    """Where a group ends that the text up to `end` may end with, and the marks of emphasis behind it."""
    stop = end
    while stop and text[stop - 1] in _BEHIND:
        stop -= 1
    return stop, "".join(mark for mark in text[stop:end] if mark in _EMPHASIS)


def _opening(text: str, stop: int) -> int:
    """Where the bracket opens that closes before `stop`; -1 if none does."""
    closer = text[stop - 1 : stop]
    opener = _BRACKETS.get(closer)
    if opener is None:
        return -1
    at, depth = stop, 0
    while True:
        begin = text.rfind(opener, 0, at)
        depth += text.count(closer, max(begin, 0), at) - 1
        if begin < 0 or not depth:
            return begin
        at = begin


def _claims(text: str, start: int, end: int) -> list[Proof]:
    found = []
    for part in text[start:end].split(";"):
        claim = part.strip()
        if claim:
            begin = start + len(part) - len(part.lstrip())
            found.append(Proof(_plain(claim), begin, begin + len(claim)))
        start += len(part) + 1
    return found


def _plain(claim: str) -> str:
    """A claim on one line, without the marks of emphasis around it."""
    marks = claim[: len(claim) - len(claim.lstrip("*_"))]
    if marks and claim.endswith(marks[::-1]):
        claim = claim[len(marks) : -len(marks)]
    return " ".join(claim.replace("`", "").split())
