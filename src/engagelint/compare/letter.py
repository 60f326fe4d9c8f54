"""The next letter in a negotiation: it thanks for what was conceded, presses what is open, and takes up what is new."""

from __future__ import annotations

from engagelint.codes import OWN_CODES
from engagelint.compare.ledger import sentence
from engagelint.model import Severity
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from engagelint.compare.model import Comparison
    from engagelint.model import Finding

#: The longest text that the letter takes over, in code points.
_LONGEST: Final = 600

#: The tool's own codes for what the writer of a draft can mend; the others speak of the reader's own rules.
_OF_THE_DRAFT: Final = frozenset({"DOC", "SCH", "REF"})


class Points(NamedTuple):
    """What the letter speaks of.

    What its writer gained and lost by changes; the other points of the last round that are `settled`; what of the new
    draft is `unreadable`; the questions that are new, and those still open. `ours` are the points that are for the
    writer's own side, which are not put to the other. `unmoved` is where the last round asked for something, and the
    new draft gives nothing of it.
    """

    conceded: list[str]
    settled: list[str]
    lost: list[str]
    unreadable: list[str]
    still_open: list[str]
    new: list[str]
    ours: list[str]
    unmoved: bool


def points(comparison: Comparison) -> Points:
    """The letter's points, each once; notes are no points."""
    side = comparison.side
    conceded = [change for change in comparison.changes if side in change.better_for]
    gone = [one for one in _weighty(comparison.resolved) if _is_theirs(one, side)]
    new = _weighty(comparison.introduced)
    still_open = _weighty(same.new for same in comparison.both)
    unreadable = [one for one in (*still_open, *new) if one.id in _OF_THE_DRAFT]
    standing = {_question(one) for one in (*still_open, *new)}
    thanked = {code for change in conceded for code in change.away}
    # What cannot be read may hide what was found before: then nothing is taken for settled.
    settled = [] if unreadable else [one for one in gone if one.id not in OWN_CODES and one.id not in thanked]
    left_out = [pair.old for pair in comparison.files if pair.old and not pair.new]
    return Points(
        conceded=_once(map(sentence, conceded)),
        settled=_once(_question(one) for one in settled if _question(one) not in standing),
        lost=_once(
            sentence(change)
            for change in comparison.changes
            if side in change.worse_for and not change.demanded(side) and not change.is_silent
        ),
        unreadable=_once(f"line {one.region.start.line} of {one.file}: {one.message}" for one in unreadable),
        still_open=_once(_question(one) for one in still_open if _is_asked(one, side)),
        new=_once(
            [
                *(f"is {file}, which the new draft leaves out, still part of what we agree on?" for file in left_out),
                *(_question(one) for one in new if _is_asked(one, side)),
            ]
        ),
        ours=_once(_question(one) for one in (*still_open, *new) if not _is_theirs(one, side)),
        unmoved=not (conceded or gone) and any(_is_asked(one, side) for one in still_open),
    )


def letter(comparison: Comparison) -> str:
    """A letter to the other side, in plain text: paragraphs, and numbered points so that an answer can name them."""
    found = points(comparison)
    blocks = ["Thank you for the new draft, which we have compared with the last one."]
    for words, listed in (
        ("We are glad of what it brings, and thank you for it:", found.conceded),
        ("It settles these points of our last round, and we thank you for it:", found.settled),
    ):
        if listed:
            blocks += [words, _dashed(listed)]
    if found.unmoved:
        blocks.append("We looked for movement on the points that we had raised, and could not find any.")
    number = 1
    takes = "also takes" if found.conceded or found.settled else "takes"
    for words, listed in (
        (
            f"It {takes} back what the last draft gave. Please restore these terms, or tell us why you cannot:",
            found.lost,
        ),
        ("These places of the new draft could not be read as they stand. Please correct them:", found.unreadable),
        (
            "These questions from our last round are still open, and we would be grateful for an answer:",
            found.still_open,
        ),
        ("The new draft raises these questions, which we would like to settle with you:", found.new),
    ):
        if listed:
            blocks += [words, "\n".join(_numbered(listed, number))]
            number += len(listed)
    blocks.append(_closing(found, pressing=number > 1))
    return "\n\n".join(blocks) + "\n"


def _closing(found: Points, *, pressing: bool) -> str:
    """What is to come next; signing is promised only where neither side has anything left to settle."""
    if pressing:
        return (
            "Answers are best given as terms in the draft itself, so that both sides read the same. "
            "We look forward to the next one."
        )
    if not found.ours:
        return "Nothing is open on our side. We look forward to signing."
    points_are = "1 point is" if len(found.ours) == 1 else f"{len(found.ours)} points are"
    return (
        f"We have nothing more to ask of you. On our side {points_are} to be settled; then we look forward to signing."
    )


def _weighty(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity is not Severity.NOTE]


def _is_theirs(finding: Finding, side: str) -> bool:
    """Whether it is for the other side, or for both, to mend it."""
    return finding.id in _OF_THE_DRAFT if finding.id in OWN_CODES else finding.asked_of != side


def _is_asked(finding: Finding, side: str) -> bool:
    """Whether a question is put to the other side for it."""
    return finding.id not in OWN_CODES and _is_theirs(finding, side)


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
