"""One list item taken apart: its marker, whether it is ticked, its text, and the proofs it names."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.records import NamedTuple

_BOX = re.compile(r"\[(?P<tick>[^\[\]\n]{0,2})\](?P<dash>[ \t]+[-*+](?=[ \t]|$))?(?=\s|$)")
_SIGN = re.compile(
    r"(?P<sign>[☐☑☒✅✔✓✗✘❌⬜🔲🟩🟢]|🚫|⛔|👎|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check|x|white_large_square):)\ufe0f?\s*"
)
_TICKED = set("☑✅✔✓🟩🟢") | {":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:"}
_OPEN = set("☐⬜🔲") | {":white_large_square:"}
_CLAIM = re.compile(r"(?:ci|hook|file|review)[ \t]*:", re.IGNORECASE)
_SECOND_DASH = re.compile(r"[-*+•–][ \t]+")


class Proof(NamedTuple):
    """A claim as it stands, `kind: value`, and its place as offsets into the item's text."""

    text: str
    start: int
    end: int


class Marked(NamedTuple):
    """What stands before an item's text: its length, the marker as written, and whether it is ticked (None: no box)."""

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
        return Marked(length, bullet if pseudo else f"{bullet} {found}", bool(tick))
    sign = _SIGN.match(text)
    if sign:
        kind = sign["sign"]
        done = True if kind in _TICKED else False if kind in _OPEN else None
        return Marked(sign.end(), f"{bullet} {kind}", done, kind)
    if bullet[:1] in _TICKED | _OPEN | set("❌✗✘☒"):
        return Marked(0, bullet, True if bullet[0] in _TICKED else False if bullet[0] in _OPEN else None, bullet[0])
    dash = _SECOND_DASH.match(text)
    return Marked(dash.end() if dash else 0, bullet, None)


def proofs(text: str) -> tuple[int, list[Proof]]:
    """Where the text ends without the trailing groups "(ci: unit-tests; review: 2)", and the claims in them."""
    found: list[Proof] = []
    end = len(text.rstrip())
    while True:
        stop = len(text[:end].rstrip(" .\t\n"))
        begin = text.rfind("(", 0, stop) if stop and text[stop - 1] == ")" else -1
        if begin < 0 or not _CLAIM.match(text[begin + 1 : stop - 1].lstrip()):
            return end, found
        found = _claims(text, begin + 1, stop - 1) + found
        end = len(text[:begin].rstrip())


def _claims(text: str, start: int, end: int) -> list[Proof]:
    found = []
    for part in text[start:end].split(";"):
        claim = part.strip()
        if claim:
            begin = start + len(part) - len(part.lstrip())
            found.append(Proof(" ".join(claim.replace("`", "").split()), begin, begin + len(claim)))
        start += len(part) + 1
    return found
