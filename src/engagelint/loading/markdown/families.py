"""Items and those below them: which of them say something of their own."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.loading.markdown.statements import is_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.loading.markdown.entries import Item
    from engagelint.loading.markdown.survey import Survey

#: The reason of an item that only holds those below it together; theirs are their own.
GROUP = "introduces the items below it"
#: A line that leaves open what it speaks of: "It is checked that:", "Covered are:".
_OPEN = re.compile(
    r"(?i)(?:\b(?:on|until|till|when|that|to|with|for|has|have|is|are|be|must|should|shall|following|include|includes|"
    r"contains|covers|as|of|in|by|op|que|wenn|dass|wird|werden|ist|sind|om|si|et|e|y|es|est|sont)|\.{2,}|…)[\s:：]*$"
)
#: How a line ends whose list holds examples or choices.
_OFFERS = re.compile(r"(?i)\b(?:(?:one|any) of (?:these|the following)(?: \w+){0,2}|for example|for instance)[\s:：]*$")
#: A line that points to each of the items below it: "The following are updated as needed:".
_POINTS = re.compile(
    r"(?i)(?:all (?:of )?)?(?:the following|folgende[snr]?|lo siguiente|o seguinte|i seguenti|het volgende)\b.*[:：]$"
)
_AND = re.compile(r"(?:and|or|und|oder|et|ou|y|o|e|en|of|ja|och|eller|og) ")
#: As much of a line is looked at for how it ends.
_TAIL = 60
#: A parent of fewer words is a label.
_CLAUSE = 4


def states(text: str) -> bool:
    """Whether a line that others stand below is a criterion itself, and not only the beginning of theirs."""
    if _OFFERS.search(text[-_TAIL:]):
        return True
    first, _, last = text.rstrip(" :：").rpartition(". ")
    if first and is_statement(first):
        return True
    return len(last.split()) > _CLAUSE and is_statement(last) and not _OPEN.search(last[-_TAIL:])


def is_part(text: str, parent: str) -> bool:
    """Whether a text goes on where the item above it, a statement, left off: "- the errors," below "Tests cover:"."""
    if _OFFERS.search(parent[-_TAIL:]):
        return True
    if is_statement(text) or _POINTS.match(parent):
        return False
    if text[:1].islower() and (text.endswith(",") or _AND.match(text)):
        return True
    return parent.endswith((":", "：")) and states(parent)


def introduces(parent: Item, child: Item, survey: Survey) -> bool:
    """Whether `parent` says nothing of its own but holds `child` and what follows together."""
    if parent.entry.children or parent.entry.proofs:
        return False
    text = parent.shown.text.rstrip()
    boxed = parent.piece.group in survey.boxes
    label = bool(parent.shown.bold) and text.rstrip(" :：") == parent.shown.bold.rstrip(" :：")
    label = label and not (text.endswith(".") and states(text))
    if boxed and is_statement(text):
        return False
    below = not boxed and child.piece.group in survey.boxes
    if label or below or len(text.split()) == 1:
        return True
    ticked_alone = boxed and child.piece.group not in survey.boxes
    if not ticked_alone and len(text.split()) <= _CLAUSE and not is_statement(text) and is_statement(child.shown.text):
        return True
    return text.endswith((":", "：", "...", "…", "such as")) and not states(text)
