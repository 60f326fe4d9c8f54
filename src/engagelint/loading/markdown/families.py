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
    r"(?i)(?:\b(?:on|until|till|when|that|to|with|for|has|have|is|are|be|must|should|shall|following|includes?|"
    r"contains?|covers?|it|as|of|in|by|op|que|wenn|dass|wird|werden|ist|sind|om|si|et|e|y|es|est|sont)|\.{2,}|…)[\s:：]*$"
)
#: How a line ends whose list holds examples or choices.
_OFFERS = re.compile(r"(?i)\b(?:(?:one|any) of (?:these|the following)(?: \w+){0,2}|for example|for instance)[\s:：]*$")
#: As much of a line is looked at for how it ends.
_TAIL = 60
#: A parent of fewer words is a label.
_CLAUSE = 4


def states(text: str) -> bool:
    """Whether a line that others stand below is a criterion itself, and not only the beginning of theirs."""
    first, _, last = text.rstrip(" :：").rpartition(". ")
    if first and is_statement(first):
        return True
    end = last[-_TAIL:]
    return (len(last.split()) >= _CLAUSE or is_statement(last)) and not _OPEN.search(end) and not _OFFERS.search(end)


def introduces(parent: Item, child: Item, survey: Survey) -> bool:
    """Whether `parent` says nothing of its own but holds `child` and what follows together."""
    if parent.entry.children or parent.entry.proofs:
        return False
    text = parent.shown.text.rstrip()
    boxed = parent.piece.group in survey.boxes
    label = bool(parent.shown.bold) and text.rstrip(" :：") == parent.shown.bold.rstrip(" :：")
    label = label and not (is_statement(text) and len(text.split()) >= _CLAUSE)
    if boxed and is_statement(text):
        return False
    below = not boxed and child.piece.group in survey.boxes
    if label or (below and not states(text)) or len(text.split()) == 1:
        return True
    ticked_alone = boxed and child.piece.group not in survey.boxes
    if not ticked_alone and len(text.split()) <= _CLAUSE and not is_statement(text) and is_statement(child.shown.text):
        return True
    return text.endswith((":", "：", "...", "…", "such as")) and not states(text)
