"""Why an item is no criterion, by what it is and where it stands."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.loading.markdown.families import GROUP
from engagelint.loading.markdown.sections import FIRM, Role, says_done
from engagelint.loading.markdown.statements import is_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from engagelint.loading.markdown.entries import Item
    from engagelint.loading.markdown.place import Place
    from engagelint.loading.markdown.survey import Survey

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_CROSSES = set("❌✗✘🚫⛔👎") | {":x:"}
#: What a bold label of an item asks whose answer explains.
_WHY = re.compile(r"(?i)\W*(?:why|por ?qu[eéê]|pourquoi|warum|wieso|waarom|perch[eé]|miksi|varf[oö]r|hvorfor)\W*$")
#: What a file says of itself at its head: who wrote it, and where it stands.
_OF_THE_FILE = re.compile(r"(?i)(?:owners?|authors?|autor|status|estado|date|datum|fecha) ?: \S")
#: Such a note has as many words at most.
_NOTE = 6
_ANNOUNCES = re.compile(r"(?i)\bcriteria\b.*\bsuch as:?\s*$")
_NAMES_A_LEVEL = re.compile(r"(?i)(?:the )?definition of done (?:for|of|at) ")
_SPEAKS_OF_ITSELF = re.compile(
    r"(?i)(?:for )?(?:example|note|beispiel|hinweis|exemple|ejemplo|exemplo|esempio|esimerkki|nota|good|bad)\s*:"
    r"|for (?:example|instance)\b"
    r"|this (?:document|definition|dod|page|file|checklist|list)\b"
    r"|(?:an? |the )?(?:work |backlog )?(?:items?|stor(?:y|ies)|tasks?|features?) "
    r"(?:(?:is|are) (?:only )?(?:considered )?done (?:only )?(?:when|if)|that (?:do|does) not meet)"
    r"|(?:(?:the|our|la|el|die|de|le|a|o|il) )?(?:dod|definition of done) "
    r"(?:is (?:not |a |an )|isn|can |may |should |must |helps|provides|ensures|applies"
    r"|debe |es |no es |asegura|muss |sollte |ist (?:ein|kein)|doit |deve |est (?:un|pas))"
)


def objection(item: Item, parent: Item | None, place: Place, survey: Survey) -> str:
    """Why the item is no criterion; empty if it is one. A parent that announces criteria is made a group."""
    here = place.role
    if parent and parent.reason in {Role.STEPS, Role.EXPLAINS} and _announces(parent.shown.text):
        parent.reason, parent.announces = GROUP, True
    if parent and parent.announces and here not in FIRM:
        here = Role.CRITERIA
    elif parent and parent.reason and parent.reason != GROUP:
        return parent.reason
    return next(_objections(item, parent, here, place, survey), "")


def _announces(text: str) -> bool:
    """Whether an item leads in criteria, whatever the section that it stands in: "Definition of Done - done when:"."""
    return bool(_ANNOUNCES.search(text)) or (text.endswith((":", "：")) and says_done(text))


def _objections(item: Item, parent: Item | None, here: Role, place: Place, survey: Survey) -> Iterator[str]:
    """Every reason against the item, the weightiest first."""
    boxed = item.piece.group in survey.boxes
    text = item.shown.text
    if place.weak and place.lead is None and not item.piece.ordered:
        here = Role.CRITERIA
    if not place.inside:
        yield "stands outside of the Definition of Done"
    if place.details and not (boxed or survey.folded):
        yield "is hidden in a part that is folded away"
    if item.piece.quoted and place.number not in survey.quoted_sections:
        yield "is a quotation"
    if here in FIRM or (here is not Role.CRITERIA and not boxed):
        yield here.value
    if item.shown.struck and not text:
        yield "is struck out"
    if item.marked.sign in _CROSSES:
        yield Role.ANTI.value
    if item.piece.group in survey.links or _is_link(item, boxed=here is Role.CRITERIA):
        yield Role.LINKS.value
    if item.shown.bold and _WHY.match(item.shown.bold):
        yield Role.BENEFITS.value
    if (
        _SPEAKS_OF_ITSELF.match(text)
        or (not boxed and _OF_THE_FILE.match(text) and len(text.split()) <= _NOTE)
        or (_NAMES_A_LEVEL.match(text) and not is_statement(text))
    ):
        yield Role.EXPLAINS.value
    if not boxed:
        yield from _objections_without_box(item, parent, place, survey)


def _objections_without_box(item: Item, parent: Item | None, place: Place, survey: Survey) -> Iterator[str]:
    """Every reason against an item of a list that has no checkboxes."""
    text, piece = item.shown.text, item.piece
    if piece.group in survey.holding:
        return
    if not parent and place.number in survey.boxed_sections and place.led:
        yield "stands beside a checklist"
    stated = place.announced or place.named or is_statement(text) or text.endswith(("?", "？")) or _is_label(item)
    stated = stated or (survey.numbered and not place.led)
    if not parent and piece.ordered and survey.checklist and not stated:
        yield Role.STEPS.value


def _is_label(item: Item) -> bool:
    """Whether all that stands there is in bold, as what holds others together does."""
    return bool(item.shown.bold) and item.shown.text.rstrip(" :：") == item.shown.bold.rstrip(" :：")


def _is_link(item: Item, *, boxed: bool) -> bool:
    """Whether only a link stands there, or a link and a remark on what it leads to; `boxed`: a box excuses it."""
    text = item.shown
    if _ADDRESS.fullmatch(text.text):
        return True
    if not text.link_first or (boxed and "[" in item.marked.marker):
        return False
    rest = text.text[text.linked :].lstrip()
    return len(rest) < 4 or rest[:1] in {"-", "–", "—", ":", "("}
