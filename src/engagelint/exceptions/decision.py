"""Decides on each finding: whether it counts, or is let through by a waiver, a comment or the baseline."""

from __future__ import annotations

from collections import defaultdict

from engagelint.codes import OWN_CODES
from engagelint.exceptions import Decision, Limits
from engagelint.exceptions import baseline as baselines
from engagelint.exceptions.waivers import SOON, Standing, days_left, has_two_keys, standing
from engagelint.fingerprints import digest
from engagelint.model import By, ExceptionInfo, Severity
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engagelint.exceptions.baseline import Baseline
    from engagelint.exceptions.suppressions import Suppression
    from engagelint.exceptions.waivers import Waiver
    from engagelint.model import Finding, Source


class Case(NamedTuple):
    """All that decides: the limits by file, the exceptions there are, and the day.

    `covers` says whether a waiver speaks of a file, `names` whether of that file alone, `gone` whether there is no such
    file. `everything` says that all files were looked for that the waivers can speak of. With `update`, the baseline
    takes in whatever it may.
    """

    limits: Mapping[str, Limits]
    suppressions: Sequence[Suppression]
    waivers: Sequence[Waiver]
    baseline: Baseline | None
    as_of: str
    covers: Callable[[Waiver, str], bool]
    names: Callable[[Waiver, str], bool]
    gone: Callable[[str], bool]
    everything: bool
    update: bool = False


def decide(findings: Sequence[Finding], case: Case) -> Decision:
    """What becomes of each finding, all of which have their fingerprints."""
    judge = _Judge(case)
    for finding in findings:
        judge.take(finding)
    for suppression in case.suppressions:
        judge.review_suppression(suppression)
    files = [*case.limits, *{one.file for one in findings}.difference(case.limits)]
    for waiver in case.waivers:
        judge.review_waiver(waiver, files)
    judge.review_baseline()
    return judge.decision


_NONE = Limits(frozenset(), frozenset(), frozenset(), forbids=False)


class _Judge:
    """One run's decisions, and which exceptions were of use."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.decision = Decision([], [], [], [], [])
        self.used: set[tuple[int, str]] = set()
        self.matched: set[int] = set()
        self.in_use: set[int] = set()
        self.met: set[str] = set()
        self.comments: dict[tuple[str, str, str], Suppression] = {}
        for suppression in case.suppressions:
            if not suppression.problem:
                for code in suppression.codes:
                    for pointer in suppression.pointers:
                        self.comments.setdefault((suppression.source.path, code, pointer), suppression)
        self.by_policy: dict[str, list[Waiver]] = defaultdict(list)
        for waiver in case.waivers:
            self.by_policy[waiver.policy].append(waiver)

    def take(self, finding: Finding) -> None:
        """Decide on one finding."""
        if finding.id in OWN_CODES:
            self.decision.findings.append(finding)
            return
        limits = self.case.limits.get(finding.file, _NONE)
        by_waiver, remark = self._waived(finding, limits)
        by_comment = self._suppressed(finding, limits)
        by_baseline, changed = self._known(finding, limits)
        through = by_waiver or by_comment or by_baseline
        if through:
            self.decision.let_through.append((finding, through))
        else:
            remark = remark or changed
            message = f"{finding.message} ({remark})" if remark else finding.message
            self.decision.findings.append(finding._replace(message=message))

    def _waived(self, finding: Finding, limits: Limits) -> tuple[ExceptionInfo | None, str]:
        """What waives a finding, or else what is to be said of the waiver that does not."""
        through, remark = None, ""
        for waiver in self.by_policy.get(finding.id, ()):
            if not waiver.speaks_of(finding) or not self.case.covers(waiver, finding.file):
                continue
            self.matched.add(id(waiver))
            state = standing(waiver, self.case.as_of)
            if finding.id in limits.mandatory:
                remark = remark or "it is mandatory: no waiver lets it through"
            elif finding.id in limits.two_key and not has_two_keys(waiver.approved_by):
                remark = remark or "it takes two approvers, and the waiver has one"
            elif state is Standing.EXPIRED:
                remark = f"the waiver by {waiver.approvers} expired on {waiver.expires}"
            elif state is Standing.NOT_YET:
                remark = remark or f"the waiver by {waiver.approvers} holds from {waiver.granted} on"
            else:
                self.in_use.add(id(waiver))
                through = through or waiver.info
        return through, remark

    def _suppressed(self, finding: Finding, limits: Limits) -> ExceptionInfo | None:
        if limits.forbids or _guarded(finding.id, limits) or finding.pointer is None:
            return None
        pointer, through = finding.pointer, None
        while True:
            found = self.comments.get((finding.file, finding.id, pointer))
            if found is not None:
                self.used.add((id(found), finding.id))
                line = found.region.start.line
                through = through or ExceptionInfo(By.SUPPRESSION, found.reason, file=finding.file, line=line)
            if not pointer:
                return through
            pointer = pointer.rpartition("/")[0]

    def _known(self, finding: Finding, limits: Limits) -> tuple[ExceptionInfo | None, str]:
        """What the baseline says of a finding, or else that its value has changed since."""
        baseline = self.case.baseline
        self.met.add(finding.fingerprint)
        if baseline is None or _guarded(finding.id, limits):
            return None, ""
        entry = baseline.entries.get(finding.fingerprint)
        same = entry is not None and entry.value_hash == finding.value_hash
        return (
            baseline.info(entry if same else None) if same or self.case.update else None,
            "its value has changed since the baseline" if entry is not None and not same else "",
        )

    def review_suppression(self, suppression: Suppression) -> None:
        """Say what is wrong with a comment, or that it is of no use."""
        limits = self.case.limits.get(suppression.source.path, _NONE)

        def say(message: str, severity: Severity = Severity.ERROR) -> None:
            self._own(suppression.finding(message, severity), suppression.source)

        if limits.forbids:
            say("Comments let nothing through here: the configuration forbids inline suppressions")
            return
        if suppression.problem:
            say(suppression.problem)
            return
        for code in suppression.codes:
            if code in limits.mandatory:
                say(f"{code} is mandatory: no comment lets it through")
            elif code in limits.two_key:
                say(f"{code} takes two approvers: a waiver in the configuration lets it through, and no comment")
            elif (id(suppression), code) not in self.used and code in limits.running:
                say(f"{code} finds nothing here: delete it from the comment", Severity.WARNING)

    def review_waiver(self, waiver: Waiver, files: Sequence[str]) -> None:
        """Say what is wrong with a waiver, that it matches nothing, or that it ends soon."""
        covered = [file for file in files if self.case.covers(waiver, file)]
        limits = [self.case.limits[file] for file in covered if file in self.case.limits]
        state, source = standing(waiver, self.case.as_of), waiver.document.source
        ended = f", and expired on {waiver.expires}" if state is Standing.EXPIRED else ""
        if any(waiver.policy in one.mandatory for one in limits):
            message = f"{waiver.policy} is mandatory: no waiver lets it through"
            self._own(waiver.finding(message, "policy"), source)
        elif any(waiver.policy in one.two_key for one in limits) and not has_two_keys(waiver.approved_by):
            message = f"{waiver.policy} takes two approvers, two different people: this waiver names one"
            self._own(waiver.finding(message, "approved_by"), source)
        elif id(waiver) in self.matched or state is Standing.NOT_YET:
            left = days_left(waiver, self.case.as_of)
            if id(waiver) in self.in_use and left <= SOON:
                when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}, on {waiver.expires}"
                message = f"This waiver ends {when}; {waiver.policy} counts again after that"
                self._own(waiver.finding(message, "expires", Severity.NOTE), source)
        elif any(waiver.policy in one.running for one in limits) and (
            self.case.everything or any(self.case.names(waiver, file) for file in covered)
        ):
            message = f"This waiver matches nothing{ended}: {waiver.policy} has no such finding in what it names"
            self._own(waiver.finding(message), source)
        elif not covered and self.case.everything:
            self._own(waiver.finding(f"This waiver matches no file that was checked{ended}", "file"), source)

    def review_baseline(self) -> None:
        """Tell the entries that are fixed from those that were not looked at; with `update`, gather the new ones."""
        if self.case.baseline is None:
            return
        for entry in self.case.baseline.entries.values():
            limits = self.case.limits.get(entry.file)
            if entry.fingerprint in self.met:
                continue
            if self.case.gone(entry.file) or (limits is not None and entry.id in limits.running):
                self.decision.fixed.append(entry)
            else:
                self.decision.entries.append(entry)
        through = self.decision.let_through
        self.decision.entries.extend(baselines.entry(one) for one, info in through if info.by is By.BASELINE)

    def _own(self, finding: Finding, source: Source) -> None:
        place = "\n".join([finding.id, finding.file, finding.pointer or ""])
        self.decision.own.append((finding._replace(fingerprint=digest(place)), source))


def _guarded(code: str, limits: Limits) -> bool:
    """Whether neither a comment nor the baseline lets a policy's findings through."""
    return code in limits.mandatory or code in limits.two_key
