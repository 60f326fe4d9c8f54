"""The next letter in a negotiation: it thanks for what was conceded, presses what is open, and takes up what is new."""

from __future__ import annotations

from engagelint.compare.ledger import sentence
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engagelint.compare.model import Comparison
    from engagelint.model import Finding

#: The longest text that the letter takes over, in code points.
_LONGEST = 600


class Points(NamedTuple):
    """What the letter speaks of: the changes that its writer gained and lost by, and questions, new and still open."""

    conceded: list[str]
    lost: list[str]
    new: list[str]
    still_open: list[str]


def points(comparison: Comparison, asks: Iterable[Finding]) -> Points:
    """The letter's points, each once. `asks` are the newer draft's findings that a question is to be put for.

    What is asked of the writer's own side is not put to the other.
    """
    side = comparison.side
    wanted = [one for one in asks if one.asked_of != side]
    before = {same.new for same in comparison.both}
    return Points(
        conceded=_once(sentence(change) for change in comparison.changes if side in change.better_for),
        lost=_once(
            sentence(change)
            for change in comparison.changes
            if side in change.worse_for and not change.demanded(side) and not change.is_silent
        ),
        new=_once(_question(one) for one in wanted if one not in before),
        still_open=_once(_question(one) for one in wanted if one in before),
    )


def letter(comparison: Comparison, asks: Iterable[Finding]) -> str:
    """A letter to the other side, in plain text: paragraphs, and numbered points so that an answer can name them."""
    found = points(comparison, asks)
    blocks = ["Thank you for the new draft, which we have compared with the last one."]
    if found.conceded:
        blocks += ["We are glad of what it brings, and thank you for it:", _dashed(found.conceded)]
    else:
        blocks.append("We looked for movement on the points that we had raised, and could not find any.")
    number = 1
    for words, listed in (
        (
            "It also takes back what the last draft gave. Please restore these terms, or tell us why you cannot:",
            found.lost,
        ),
        (
            "These questions from our last round are still open, and we would be grateful for an answer:",
            found.still_open,
        ),
        ("The new draft raises these questions, which we would like to settle with you:", found.new),
    ):
        if listed:
            blocks += [words, "\n".join(_numbered(listed, number))]
            number += len(listed)
    if number == 1:
        blocks.append("Nothing is open on our side. We look forward to signing.")
    else:
        blocks.append(
            "Answers are best given as terms in the draft itself, so that both sides read the same. "
            "We look forward to the next one."
        )
    return "\n\n".join(blocks) + "\n"


def _question(finding: Finding) -> str:
    return finding.ask or finding.message


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(_shown(text) for text in texts))


def _shown(text: str) -> str:
    shown = visible(text, _LONGEST)
    return shown[:1].upper() + shown[1:]


def _dashed(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _numbered(texts: Sequence[str], first: int) -> Iterator[str]:
    for number, text in enumerate(texts, first):
        yield f"{number}. {text}"
