"""The engagements under some paths, one by one: what each is, what was found in it, and what they share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from engagelint import catalogue
from engagelint.check import check
from engagelint.model import Kind, Outcome
from engagelint.portfolio.entries import Entry
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engagelint.check import Request
    from engagelint.engine import Judgement
    from engagelint.model import Document, Finding, Report
    from engagelint.policies import Policy
    from engagelint.subjects import Subject

__all__ = ["Entry", "Portfolio", "Requirement", "gather"]


class Requirement(NamedTuple):
    """What a policy asks for, and the family it belongs to (a word such as "roles")."""

    text: str
    family: str


class Portfolio(NamedTuple):
    """All that was read, in the order of files: engagements first, then Definitions of Done that no manifest names.

    `others` are findings in files that belong to none of them: what could not be read, waivers, configurations.
    `requirements` has every policy that passed somewhere, by id.
    """

    entries: tuple[Entry, ...]
    others: tuple[Finding, ...]
    report: Report
    requirements: dict[str, Requirement]

    @property
    def engagements(self) -> tuple[Entry, ...]:
        """The entries that are engagements."""
        return tuple(entry for entry in self.entries if entry.kind is Kind.ENGAGEMENT)


def gather(request: Request) -> Portfolio:
    """Check what lies under the request's paths, and sort what was found by engagement.

    Raises policies.Unusable where the policies asked for cannot be worked with.
    """
    watcher = _Watcher()
    report = check(request._replace(watch=watcher))
    entries = [_entry(one, report) for one in sorted(watcher.seen, key=_order)]
    told = {file for entry in entries for file in entry.documents}
    return Portfolio(
        entries=tuple(entries),
        others=tuple(finding for finding in report.findings if finding.file not in told),
        report=report,
        requirements=_requirements({code for entry in entries for code in entry.passed}, request),
    )


@dataclass(slots=True)
class _Seen:
    """What the watcher keeps of an engagement, or of a Definition of Done by itself."""

    subject: Subject
    documents: dict[str, Document]
    outcomes: dict[str, set[Outcome]]


class _Watcher:
    """Collects the subjects of a check; a manifest's Definition of Done comes right behind it."""

    def __init__(self) -> None:
        self.seen: list[_Seen] = []

    def __call__(self, subject: Subject, judgements: Sequence[Judgement]) -> None:
        file = subject.document.source.path
        last = self.seen[-1] if self.seen else None
        if last is None or subject.kind is Kind.ENGAGEMENT or subject.engagement is not last.subject.view:
            last = _Seen(subject, {}, defaultdict(set))
            self.seen.append(last)
        last.documents.setdefault(file, subject.document)
        for judgement in judgements:
            last.outcomes[judgement.policy].add(judgement.outcome)


def _order(seen: _Seen) -> tuple[bool, str]:
    return seen.subject.kind is not Kind.ENGAGEMENT, seen.subject.document.source.path


def _entry(seen: _Seen, report: Report) -> Entry:
    outcomes = seen.outcomes.items()
    return Entry(
        file=seen.subject.document.source.path,
        kind=seen.subject.kind,
        view=seen.subject.view,
        documents=seen.documents,
        findings=tuple(finding for finding in report.findings if finding.file in seen.documents),
        let_through=tuple(pair for pair in report.let_through if pair[0].file in seen.documents),
        passed=tuple(sorted(code for code, said in outcomes if said <= _FINE and Outcome.PASSED in said)),
        not_applicable=sum(said == {Outcome.NOT_APPLICABLE} for _, said in outcomes),
    )


_FINE = {Outcome.PASSED, Outcome.NOT_APPLICABLE}


def _requirements(codes: Iterable[str], request: Request) -> dict[str, Requirement]:
    """What those policies require; house policies are read anew, for a report holds their ids only."""
    known = catalogue.files_by_id()
    codes = sorted(codes)
    house: list[Policy] = []
    if any(code not in known for code in codes):
        folders = [*request.configuration.policy_folders, *request.house]
        house = catalogue.house(folders, request.working_folder) if folders else []
    own = {policy.id: policy for policy in house}
    found = {}
    for code in codes:
        policy = own.get(code) or (catalogue.built_in(code) if code in known else None)
        # One that a configuration in a folder below brings along is known by its id alone.
        found[code] = Requirement(
            policy.requirement if policy else "", known[code].parent.name if code in known else ""
        )
    return found
