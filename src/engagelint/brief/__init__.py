"""The negotiation brief: one page on one engagement, or on a portfolio of them, in HTML or in Markdown."""

from __future__ import annotations

from engagelint.brief import changes, figures, findings, fit, opening, overview, readers, timeline
from engagelint.brief.blocks import Code, Page, Paragraph, Section
from engagelint.model import Kind
from engagelint.reporters.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.brief.blocks import Block, Line
    from engagelint.compare import Comparison
    from engagelint.portfolio import Entry, Portfolio

__all__ = ["page", "write_html", "write_markdown"]


def write_html(portfolio: Portfolio, *, counterparty: bool = False, since: Comparison | None = None) -> str:
    """The brief as one HTML file, which needs nothing else and runs nothing."""
    from engagelint.brief import html_form

    return html_form.write(page(portfolio, counterparty=counterparty, since=since))


def write_markdown(portfolio: Portfolio, *, counterparty: bool = False, since: Comparison | None = None) -> str:
    """The brief as Markdown, in which nothing of the drafts renders, links or mentions anything."""
    from engagelint.brief import markdown_form

    return markdown_form.write(page(portfolio, counterparty=counterparty, since=since))


def page(portfolio: Portfolio, *, counterparty: bool = False, since: Comparison | None = None) -> Page:
    """What the brief says. For the `counterparty` it leaves out what is ours; `since` adds what changed."""
    if counterparty:
        portfolio = readers.for_counterparty(portfolio)
        since = readers.without_notes(since) if since else None
    named = [(f"e{number}", entry) for number, entry in enumerate(portfolio.entries, start=1)]
    what_changed = changes.change_blocks(since, counterparty=counterparty) if since else ()
    teller = _Teller(portfolio, counterparty=counterparty)
    if len(named) == 1:
        anchor, entry = named[0]
        title, opened = entry.title, (Paragraph((opening.parties(entry),)), *opening.opening(entry, teller.as_of))
        sections = teller.sections(entry, anchor, what_changed)
    else:
        title = "Portfolio of engagements" if len(portfolio.engagements) == len(named) else "Portfolio"
        opened = (Paragraph(overview.total(portfolio), lead=True),)
        sections = overview.overview(portfolio, named, counterparty=counterparty)
        sections += (Section("What changed", what_changed, "changes"),) if what_changed else ()
        sections += tuple(teller.whole(entry, anchor) for anchor, entry in named)
    if portfolio.others:
        sections = (*sections, Section("Other files", findings.elsewhere(portfolio), "others"))
    return Page(title, (*opened, *teller.problems()), sections, teller.closing())


class _Teller:
    """Tells of single entries, all for one reader."""

    def __init__(self, portfolio: Portfolio, *, counterparty: bool) -> None:
        self._portfolio = portfolio
        self._counterparty = counterparty
        self.as_of = portfolio.report.run.as_of

    def whole(self, entry: Entry, anchor: str) -> Section:
        """An entry as a section of its own."""
        head: tuple[Block, ...] = (Paragraph((opening.parties(entry), " ", Code(readers.near(entry.file)))),)
        told = (*head, *opening.opening(entry, self.as_of), *self.sections(entry, anchor, ()))
        return Section(entry.title, told, anchor, chapter=True)

    def sections(self, entry: Entry, anchor: str, what_changed: tuple[Block, ...]) -> tuple[Section, ...]:
        """All that is told of an entry, in the order in which a negotiator needs it."""
        anchors = findings.Anchors(entry, anchor)
        told = [("What blocks signing", "blocks", findings.blocking(entry, anchors))]
        told += [("What changed", "changes", what_changed)] if what_changed else []
        told += [
            ("Findings by family", "findings", findings.by_family(entry, anchors)),
            ("What the draft does not answer", "questions", findings.unanswered(entry, anchors)),
            ("What was let through", "through", findings.let_through(entry, counterparty=self._counterparty)),
            ("What passed", "passed", findings.passed(entry, self._portfolio)),
        ]
        if entry.kind is Kind.ENGAGEMENT:
            told += [
                ("Shape and stage", "fit", fit.fit_blocks(entry)),
                ("Working hours", "hours", figures.hours_blocks(entry, self.as_of, anchor)),
                ("Seniority of the team", "team", figures.team_blocks(entry, anchor)),
                ("What the KPIs measure", "kpis", figures.kpi_blocks(entry, anchor)),
            ]
        told.append(("Dates in order", "dates", timeline.date_blocks(entry, self.as_of)))
        return tuple(Section(title, blocks, f"{anchor}-{word}") for title, word, blocks in told)

    def problems(self) -> tuple[Block, ...]:
        """What kept something from being read, and what was skipped."""
        report = self._portfolio.report
        return tuple(Paragraph((words,)) for words in (*report.problems, *report.remarks))

    def closing(self) -> tuple[Line, ...]:
        """Under what the drafts were judged."""
        report, run, counts = self._portfolio.report, self._portfolio.report.run, self._portfolio.report.counts
        said = (
            f"{counts.passed} passed, {counts.violated} violated, {counts.unanswered} unanswered, "
            f"{counts.not_applicable} not applicable"
        )
        made = f"Made by engagelint as of {run.as_of} with the packs: {', '.join(run.packs)}."
        lines: list[Line] = [(f"{made} {counted(report.files, 'file')}; policies, by place: {said}.",)]
        if run.configuration:
            lines.append(
                ("Judged by ", Code(readers.near(run.configuration[0])), " (SHA-256 ", Code(run.configuration[1]), ").")
            )
        if run.house_policies:
            lines.append((f"House policies: {', '.join(run.house_policies)}.",))
        return tuple(lines)
