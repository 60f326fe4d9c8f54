"""Where one is in a Markdown file: under which headings and lead-ins, and what these say of the lists below them."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

import re

from engagelint.loading.markdown.blocks import Line
from engagelint.loading.markdown.headings import BOLD
from engagelint.loading.markdown.sections import FIRM, Role, is_weak, role, says_done
from engagelint.loading.markdown.statements import Stretch, is_binding
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.loading.markdown.blocks import Piece
    from engagelint.loading.markdown.survey import Survey

#: A lead-in of more words is a sentence, whose words say less of what follows.
_LEAD_WORDS = 12
#: "This is a living document. It must be:" speaks of the document itself.
_IT = re.compile(r"(?i)[.!] (?:it|this|they|the document) (?:is|should|must|can|will|shall)\b[^.]{0,40}[:：]$")
#: "Para que una tarea esté "Done":" - the word stands in lead-ins of all languages.
_IS_DONE = re.compile(r"(?i)\bdone\b\W*$")
_ABOUT = re.compile(r"(?i)\b(?:dod|definition of done) (?:compliance|metrics|process)\b")
_SENTENCE = re.compile(r"(?<=[.!?]) ")


class _Section(NamedTuple):
    level: int
    role: Role
    inside: bool


class Place:
    """The section at hand. `number` counts headings, `led` tells whether a lead-in stands before what comes next.

    `announced` tells whether that lead-in names a Definition of Done, `demanded` whether it says what must be. `named`
    tells whether the heading names one, `weak` whether it may as well name one matter among others. `title` is the
    heading that does for the file, `lead` the lead-in if it ends in a colon.
    """

    def __init__(self, survey: Survey) -> None:
        self.number = 0
        self.led = False
        self.announced = False
        self.named = False
        self.weak = False
        self.demanded = False
        self.lead: Stretch | None = None
        self.colon = False
        self.title: Line | None = None
        self.details = 0
        self._survey = survey
        self._lead = Role.CRITERIA
        self._sections: list[_Section] = []

    @property
    def role(self) -> Role:
        """What the lists here are."""
        if self._lead is not Role.CRITERIA:
            return self._lead
        own = self._sections[-1].role if self._sections else Role.CRITERIA
        stated = self.announced or (self.demanded and own is Role.EXPLAINS) or self.number == self._survey.sole
        return own if own in FIRM or not stated else Role.CRITERIA

    @property
    def inside(self) -> bool:
        """Whether this is in the Definition of Done at all."""
        return self._sections[-1].inside if self._sections else not self._survey.scoped

    def heading(self, piece: Piece, text: str) -> bool:
        """Go below a heading; whether it is a plain one within: neither the title nor itself a Definition of Done."""
        self.number += piece.level < BOLD
        self._reset(led=piece.level >= BOLD)
        while self._sections and self._sections[-1].level >= piece.level:
            self._sections.pop()
        collective = self._survey.collective and self.number == 1 and piece.level < BOLD
        self.weak = is_weak(text)
        said = role(text)
        self.named = done = says_done(text) and not collective and said is not Role.READY
        first = self.title is None and piece.level < BOLD and (done or not self._survey.headed)
        titled, scoped = self._survey.titled, self._survey.scoped
        if self._sections:
            above, inside = self._sections[-1].role, self._sections[-1].inside
        else:
            above, inside = Role.CRITERIA, titled and (first or not scoped)
        own = Role.CRITERIA if first and done else said
        if own is Role.CRITERIA and not done:
            own = above
        inside = inside or done or (titled and not first and (self.title is not None or self._survey.headed))
        self._sections.append(_Section(piece.level, own, inside))
        if self.title is None and ((first and (titled or not scoped)) or (done and not titled)):
            self.title = Line(text, piece.lines[0].start if piece.lines else piece.start)
        return piece.level < BOLD and not first and not done and own is Role.CRITERIA and inside

    def paragraph(self, piece: Piece, text: str) -> None:
        """Go past a paragraph that shows `text`, which may lead in what comes next."""
        self._reset(led=True)
        self.colon = text.endswith((":", "："))
        if self.colon and piece.lines:
            self.lead = Stretch(text, piece.lines[0].start, piece.lines[-1].end)
        if self.colon or text.endswith(("…", "...")):
            self.announced = (says_done(text) or bool(_IS_DONE.search(text))) and not (
                _IT.search(text) or _ABOUT.search(text)
            )
            lead = role(text)
            if len(text.split()) > _LEAD_WORDS and lead is not Role.ANTI:
                # A long sentence says less of what follows, unless it ends in "because:".
                last = _SENTENCE.split(text)[-1]
                lead = role(last if len(last.split()) <= _LEAD_WORDS else text.rsplit(maxsplit=1)[-1])
            if lead is Role.BENEFITS and _IS_DONE.search(text):
                lead = Role.CRITERIA  # "para que" says what for, and what must be so that
            self._lead = lead
            self.announced = self.announced and lead not in {Role.ANTI, Role.BENEFITS}
            self.demanded = is_binding(text)

    def _reset(self, *, led: bool) -> None:
        self.led, self.announced, self._lead = led, False, Role.CRITERIA
        self.lead = None
        self.demanded = False
