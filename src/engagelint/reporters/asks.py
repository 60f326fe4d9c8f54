"""The questions that a draft leaves open, as a letter in Markdown: grouped by who must answer, each question once."""

from __future__ import annotations

from engagelint.codes import OWN_CODES
from engagelint.model import Outcome, Severity
from engagelint.records import NamedTuple
from engagelint.reporters.prose import code, prose, prose_code
from engagelint.reporters.wording import ASKED_OF, counted, grouped, headline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engagelint.model import Finding, Report

_NOTHING = "The draft answers every question that we have. There is nothing to ask."
_NOTHING_UNSAID = "The draft leaves nothing unsaid that we ask for."
_NOTHING_YET = "What could be read and judged leaves nothing to ask."


def render(report: Report, *, color: bool = False) -> str:  # noqa: ARG001 - a letter has no colours
    """The letter: what is not stated, asked of the client, of the vendor, of both; or that nothing is left to ask."""
    open_points = [finding for finding in report.findings if finding.outcome is Outcome.UNANSWERED]
    obstacles = _obstacles(report)
    blocks = ["# Questions on the draft"]
    if obstacles:
        blocks.append("**Not everything could be read or judged**, so there may be more to ask:")
        blocks.append("\n".join(f"- {obstacle}" for obstacle in obstacles))
    if not open_points:
        return "\n\n".join([*blocks, _nothing_to_ask(report, obstacles)]) + "\n"
    by_side = {side: _asked(open_points, side) for side in ASKED_OF}
    blocks.append(_salutation(by_side.values()))
    number = 0
    for side, addressee in ASKED_OF.items():
        if by_side[side]:
            blocks.append(f"## To {addressee}")
        for (sentence, files), questions in _by_block(by_side[side]).items():
            blocks.append(f"{prose(sentence)}{_files(files, report)}:")
            blocks.append("\n".join(_numbered(questions, number)))
            number += len(questions)
    blocks.append("Thank you. Answers are best given as terms in the draft itself, so that both sides read the same.")
    return "\n\n".join(blocks) + "\n"


def _nothing_to_ask(report: Report, obstacles: Sequence[str]) -> str:
    """That nothing is left to ask, and how many terms are wrong all the same."""
    wrong = {
        (one.file, one.pointer)
        for one in report.findings
        if one.id not in OWN_CODES and one.severity is not Severity.NOTE
    }
    if not wrong:
        return _NOTHING_YET if obstacles else _NOTHING
    to_change = "1 of its terms is" if len(wrong) == 1 else f"{len(wrong)} of its terms are"
    return f"{_NOTHING_YET if obstacles else _NOTHING_UNSAID} As the draft stands, {to_change} to be changed."


def _obstacles(report: Report) -> list[str]:
    """What kept the tool from reading or judging something, from which nothing can be concluded."""
    own = [finding for finding in report.findings if finding.id in OWN_CODES]
    places = [f"{code(f'{one.file}:{one.region.start.line}')}: {prose(one.message)}" for one in own]
    return [*map(prose, report.problems), *places]


class _Question(NamedTuple):
    """A question, the sentence on the block that is missing, and the findings that ask it, filled one by one."""

    text: str
    sentence: str
    findings: list[Finding]


def _asked(findings: Iterable[Finding], side: str) -> list[_Question]:
    """What that side is asked, each question once, under the block of the finding that asks it first."""
    questions: dict[str, _Question] = {}
    for group in grouped(findings):
        for finding in group:
            if _side(finding) == side:
                text = finding.ask or finding.message
                questions.setdefault(text, _Question(text, headline(group), [])).findings.append(finding)
    return list(questions.values())


def _side(finding: Finding) -> str:
    return finding.asked_of if finding.asked_of in ASKED_OF else "both"


def _salutation(sides: Iterable[Sequence[_Question]]) -> str:
    questions = [question for side in sides for question in side]
    pressing = sum(_is_pressing(question) for question in questions)
    asked = f"Thank you for the draft. It leaves {counted(len(questions), 'question')} open"
    if not pressing:
        return f"{asked}; we would be glad of your answers."
    those = "The one in bold has" if pressing == 1 else f"The {pressing} in bold have"
    return f"{asked}, and we would be glad of your answers. {those} to be answered before we can sign."


def _is_pressing(question: _Question) -> bool:
    return any(finding.severity is Severity.ERROR for finding in question.findings)


def _by_block(questions: Iterable[_Question]) -> dict[tuple[str, tuple[str, ...]], list[_Question]]:
    """The questions under the sentence that says what is missing, and the files that it is missing in."""
    blocks: dict[tuple[str, tuple[str, ...]], list[_Question]] = {}
    for question in questions:
        files = tuple(dict.fromkeys(finding.file for finding in question.findings))
        blocks.setdefault((question.sentence, files), []).append(question)
    return blocks


def _files(files: Sequence[str], report: Report) -> str:
    """The files that a block is missing in, where the letter speaks of several."""
    return f" ({', '.join(map(code, files))})" if report.files > 1 else ""


def _numbered(questions: Iterable[_Question], after: int) -> Iterator[str]:
    for number, question in enumerate(questions, after + 1):
        text = prose(question.text)
        codes = ", ".join(dict.fromkeys(prose_code(finding.id) for finding in question.findings))
        yield f"{number}. {f'**{text}**' if _is_pressing(question) else text} ({codes})"
