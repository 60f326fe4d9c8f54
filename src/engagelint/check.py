"""The main job: from paths to a report."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from engagelint import config, files, schema, workers
from engagelint.bench import Bench
from engagelint.catalogue import Choice
from engagelint.codes import own_finding
from engagelint.definitions import Definitions
from engagelint.done import MOST_CRITERIA
from engagelint.evidence import MOST_HINTS
from engagelint.exceptions import Decision, are_addressed
from engagelint.fingerprints import stamp, tell_apart
from engagelint.globs import fits
from engagelint.model import Counts, Document, Finding, Kind, Outcome, Report, Run, Severity
from engagelint.readers import read_otherwise
from engagelint.recognition import begins_like_ours, readable, recognise
from engagelint.records import NamedTuple
from engagelint.subjects import engagement_subject
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from engagelint.config import Configuration
    from engagelint.engine import Judgement
    from engagelint.exceptions import Limits
    from engagelint.exceptions.baseline import Baseline
    from engagelint.exceptions.suppressions import Suppression
    from engagelint.exceptions.waivers import Waiver
    from engagelint.model import Source
    from engagelint.schema import Validated
    from engagelint.subjects import Subject


class Request(NamedTuple):
    """What to check, and how. `today` is a date (YYYY-MM-DD); `kind` is for files that do not say what they are.

    `choice` is what the command line chooses, above the configuration; `fail_on` likewise ("never" for no severity),
    and `house` names folders of policies beside the configuration's. `texts` holds what is checked instead of the files
    of those paths: standard input, or what stands in an editor. `progress` is told how many files of how many are done.
    `baseline` is let through, and taken anew with `update_baseline`. What is `told` is reported beside all findings.
    With `remedies`, each finding says what would mend it, where that can be computed.
    `watch` is given each subject with what the policies said of it, before the subject is let go. `jobs` is the number
    of processes, 0 for as many as pay. Engagements that call themselves closed are skipped, but not with `closed`.
    """

    paths: tuple[Path, ...]
    today: str
    configuration: Configuration
    working_folder: Path
    kind: Kind | None = None
    choice: Choice = Choice(packs=())
    house: tuple[Path, ...] = ()
    repositories: Mapping[str, Path] = {}
    fail_on: str | None = None
    hook: bool = False
    texts: Mapping[Path, bytes] = {}
    progress: Callable[[int, int], None] | None = None
    baseline: Baseline | None = None
    update_baseline: bool = False
    told: tuple[tuple[Finding, Source], ...] = ()
    remedies: bool = False
    watch: Callable[[Subject, Sequence[Judgement]], None] | None = None
    jobs: int = 1
    closed: bool = False


class Candidate(NamedTuple):
    """A file that may be ours: where it is, whether it was named, and the folder that was named or holds it.

    Outside any repository that folder stands for one, and bounds what the file may refer to.
    """

    path: Path
    folder: Path
    named: bool


class _Taken(NamedTuple):
    """What one process found in its files: see _Checker. `of_rules` are the bench's findings.

    `hints` says how often each repository looked for the nearest name of one that it does not have.
    """

    findings: dict[tuple[object, ...], Finding]
    counts: Counter[Outcome]
    passed: Counter[str]
    sources: dict[str, Source]
    problems: list[str]
    unclaimed: list[Candidate]
    linked: set[Path]
    judged: set[str]
    aside: set[str]
    limits: dict[str, Limits]
    suppressions: list[Suppression]
    closed: int
    of_rules: dict[tuple[str, str], tuple[Finding, Source]]
    hints: dict[str, int]


def check(request: Request) -> Report:
    """Find, read and judge the documents under the request's paths.

    Raises policies.Unusable where the policies asked for cannot be worked with.
    """
    return _Checker(request, _bench(request)).report()


def found_files(request: Request) -> list[str]:
    """The files that would be read, by the names that they are shown by."""
    checker = _Checker(request, _bench(request))
    return [files.display(candidate.path, request.working_folder) for candidate in checker.candidates()]


def read_one(request: Request) -> tuple[dict[str, Any] | None, list[Finding], list[str]]:
    """What `show` shows of the one file that is named, what is wrong with it, and what kept it from being read."""
    checker = _Checker(request, _bench(request))
    candidate = Candidate(request.paths[0], request.paths[0].parent, named=True)
    document = checker.read(candidate)
    shown = None
    if document is not None and document.kind in {Kind.ENGAGEMENT, Kind.DEFINITION_OF_DONE}:
        shown = checker.show(document, candidate)
    elif document is not None:
        words = f"this file is of kind {document.kind}; `show` is for engagement manifests and Definitions of Done"
        checker.problems.append(f"{document.source.path}: {words}")
    return shown, list(checker.findings.values()), checker.problems


def _bench(request: Request) -> Bench:
    return Bench(request.configuration, request.choice, request.house, request.working_folder, request.today)


class _Checker:
    """One run: what was found so far. Manifests are judged as they are read and then let go."""

    def __init__(self, request: Request, bench: Bench) -> None:
        self.request = request
        self.bench = bench
        self.findings: dict[tuple[object, ...], Finding] = {}
        self.counts: Counter[Outcome] = Counter()
        self.passed: Counter[str] = Counter()
        self.sources: dict[str, Source] = {}
        self.remarks: list[str] = []
        self.problems: list[str] = []
        #: Definitions of Done that may turn out to be named by a manifest.
        self.unclaimed: list[Candidate] = []
        self.judged: set[str] = set()
        #: Of the judged, the configurations and policies that nobody named: a folder of only those has no contract.
        self.aside: set[str] = set()
        self.limits: dict[str, Limits] = {}
        self.suppressions: list[Suppression] = []
        self.closed = 0
        self.definitions = Definitions(
            request.working_folder, self.most, request.repositories, self._tell, self._validated
        )

    def report(self) -> Report:
        rules = self.bench.rules(self.request.working_folder)  # what cannot be worked with is said first
        if not rules.policies and not self.bench.only_own():
            self.problems.append("no policy is left to run: see what is selected and ignored")
        waivers = self.bench.waivers()
        candidates = list(self.candidates())
        self._take_all(candidates)
        for candidate in self.unclaimed:
            if files.real(candidate.path) not in self.definitions.linked:
                document = self.read(candidate)
                if document is not None:
                    self._judge(self._standalone(document, candidate), candidate.path)
        if self.closed:
            self.remarks.append(f"{self.closed} closed engagement{'s' * (self.closed > 1)} skipped")
        told = {finding.file for finding in self.findings.values()}
        if not ((self.judged | told) - self.aside or self.problems or self.closed or self.request.hook):
            where = ", ".join(self._shown(path) for path in self.request.paths)
            self.problems.append(f"nothing to check: no engagement manifest and no Definition of Done under {where}")
        decision = self._decision(waivers)
        entries = None
        if self.request.update_baseline:
            from engagelint.exceptions.baseline import dump

            entries = dump(decision.entries)
        unread = {finding.file for finding in self.findings.values() if finding.id == "DOC"}
        return Report(
            findings=tuple(self._cut(_in_order([*decision.findings, *(one for one, _ in decision.own)]))),
            counts=Counts(**{outcome.value: self.counts[outcome] for outcome in Outcome}),
            files=len(self.judged | unread),
            run=self._run(),
            sources=self.sources,
            fail_on=self._fail_on(),
            passed=dict(sorted(self.passed.items())),
            remarks=tuple(self.remarks),
            problems=tuple(self.problems),
            let_through=tuple(decision.let_through),
            baseline=entries,
        )

    def _take_all(self, candidates: Sequence[Candidate]) -> None:
        """Take each file, in several processes where that pays: the report is the same."""
        number = 1 if self.request.watch else workers.number(len(candidates), self.request.jobs)
        if number == 1:
            self.taken(candidates, len(candidates))
            return
        start = _Checker(self.request, self.bench)
        parts = workers.divided(candidates, number)
        found = workers.spread(parts, lambda part: start.taken(part, len(candidates)))
        if None in found or not _are_alike(found):
            self.taken(candidates, len(candidates))  # in one process, where the reason can be told
            return
        for one in found:
            if one is not None:
                self._join(one)

    def taken(self, candidates: Sequence[Candidate], total: int) -> _Taken:
        """Take the files one after the other; what was found so far."""
        for number, candidate in enumerate(candidates, start=1):
            self._take(candidate)
            if self.request.progress:
                self.request.progress(number * total // len(candidates), total)
        return _Taken(
            self.findings,
            self.counts,
            self.passed,
            self.sources,
            self.problems,
            self.unclaimed,
            self.definitions.linked,
            self.judged,
            self.aside,
            self.limits,
            self.suppressions,
            self.closed,
            self.bench.findings,
            {str(folder): one.hints for folder, one in self.definitions.repositories.items()},
        )

    def _join(self, part: _Taken) -> None:
        """Add what was found in the files behind those that were joined before."""
        for key, finding in part.findings.items():
            self.findings.setdefault(key, finding)
        self.counts.update(part.counts)
        self.passed.update(part.passed)
        self.sources.update(part.sources)
        self.problems += part.problems
        self.unclaimed += part.unclaimed
        self.definitions.linked |= part.linked
        self.suppressions += [one for one in part.suppressions if one.source.path not in self.judged]
        self.judged |= part.judged
        self.aside |= part.aside
        for file, limits in part.limits.items():
            self.limits[file] = self.limits[file].joined(limits) if file in self.limits else limits
        self.closed += part.closed
        for where, told in part.of_rules.items():
            self.bench.findings.setdefault(where, told)

    def _decision(self, waivers: list[Waiver]) -> Decision:
        """What becomes of the findings; what is wrong with exceptions and configurations is among them."""
        for finding, source in (*self.request.told, *self.bench.findings.values()):
            self._tell(finding, source)
        configuration, baseline = self.request.configuration, self.request.baseline
        findings = _in_order(self.findings.values())
        if not (waivers or self.suppressions or baseline or self.request.update_baseline):
            return Decision(findings, [], [], [], [])
        from engagelint.exceptions.decision import Case, decide

        elsewhere = baseline.elsewhere(self.request.working_folder) if baseline else frozenset[str]()
        if elsewhere and baseline:
            words = "it names files as they are called from its own folder: run engagelint there"
            (self.problems if self.request.update_baseline else self.remarks).append(f"{baseline.path}: {words}")
        below = {file: configuration.below(self.request.working_folder / file) for file in self.limits}
        top = (configuration.base or configuration.folder).resolve()
        decision = decide(
            findings,
            Case(
                limits=self.limits,
                suppressions=self.suppressions,
                waivers=waivers,
                baseline=baseline,
                as_of=self.request.today,
                covers=lambda waiver, file: (where := below.get(file)) is not None and fits(where, waiver.file),
                names=lambda waiver, file: below.get(file) == waiver.file,
                gone=lambda file: not (self.request.working_folder / file).exists() and file not in elsewhere,
                everything=any(path.is_dir() and top.is_relative_to(path.resolve()) for path in self.request.paths),
                update=self.request.update_baseline,
            ),
        )
        self.sources.update({source.path: source for _, source in decision.own})
        if decision.fixed and baseline:
            named = ", ".join(dict.fromkeys(f"{one.id} in {visible(one.file)}" for one in decision.fixed[:3]))
            more = f" and {len(decision.fixed) - 3} more" if len(decision.fixed) > 3 else ""
            fate = "taken out" if self.request.update_baseline else "--update-baseline takes them out"
            self.remarks.append(f"{baseline.path}: fixed since the baseline: {named}{more} ({fate})")
        return decision

    def _cut(self, findings: list[Finding]) -> list[Finding]:
        """The findings, of each file the worst and as many as are reported; what is left out is told at its end."""
        most, kept = self.most.findings, []
        for file, group in groupby(findings, key=lambda finding: finding.file):
            own = list(group)
            if len(own) > most:
                worst = sorted(own, key=lambda finding: -finding.severity.rank)
                end = len(self.sources[file].text)
                words = f"{len(own) - most:,} more findings of this file are left out: {most:,} are reported at most"
                told = own_finding("DOC", self.sources[file], self.sources[file].region(end, end), words)
                told = told._replace(severity=worst[most].severity)
                own = [*sorted(worst[:most], key=lambda finding: finding.sort_key), *stamp([told], None)]
            kept += own
        return kept

    def _tell(self, finding: Finding, source: Source) -> None:
        self._add([finding], None)
        self.sources[source.path] = source

    def _run(self) -> Run:
        configuration, house = self.request.configuration, self.bench.house
        stated = configuration.path and configuration.sha256
        packs = self.request.choice.packs or tuple(configuration.data.get("packs", ())) or ("default",)
        return Run(
            as_of=self.request.today,
            configuration=(configuration.path or "", configuration.sha256 or "") if stated else None,
            packs=packs,
            house_policies=tuple(sorted(policy.id for policy in house)),
        )

    def _fail_on(self) -> Severity | None:
        stated = self.request.fail_on or self.request.configuration.data.get("fail_on", "error")
        return None if stated == "never" else Severity(stated)

    def candidates(self) -> Iterator[Candidate]:
        """The files under the paths, each once, in the order of the paths and of names."""
        seen: set[Path] = set()
        for path in self.request.paths:
            if path not in self.request.texts and path.is_dir():
                walked = files.walk(path, self._unreadable_folder)
                found = [Candidate(one, path, named=False) for one in walked if self.request.configuration.wants(one)]
            else:
                skipped = self.request.hook and not self.request.configuration.wants(path)
                found = [] if skipped else [Candidate(path, path.parent, named=True)]
            for candidate in found:
                real = files.real(candidate.path)
                if real not in seen:
                    seen.add(real)
                    yield candidate

    def _unreadable_folder(self, path: Path, reason: str) -> None:
        self.problems.append(f"{self._shown(path)}: {reason}")

    def _shown(self, path: Path) -> str:
        return files.display(path, self.request.working_folder)

    def _take(self, candidate: Candidate) -> None:
        document = self.read(candidate)
        if document is None:
            return
        if document.kind is Kind.ENGAGEMENT:
            self._engagement(document, candidate)
        elif document.kind is Kind.DEFINITION_OF_DONE:
            self.unclaimed.append(candidate)
        else:
            validated = self._validated(document)
            if document.kind is Kind.POLICY and not validated.findings:
                self._compiled(document, validated)
            if not candidate.named:
                self.aside.add(document.source.path)

    def _compiled(self, document: Document, validated: Validated) -> None:
        """Tell what keeps a well-formed policy from being used."""
        from engagelint.engine.verification import verify
        from engagelint.policies import Unusable, parse

        try:
            verify(parse(schema.whole_numbers(validated.view), "house", document=document), self.bench.language)
        except Unusable as error:
            self._add([*error.findings], document)

    def read(self, candidate: Candidate) -> Document | None:
        shown = self._shown(candidate.path)
        insistent = candidate.named and not self.request.hook
        given = self.request.texts.get(candidate.path)
        try:
            raw = files.read(candidate.path, self.most.file_bytes) if given is None else given
        except files.Refused as refusal:
            strange = isinstance(refusal, files.TooLarge) and not begins_like_ours(refusal.beginning, shown)
            if insistent or not strange:
                self.problems.append(f"{shown}: {refusal}")
            return None
        kind = self.request.kind if candidate.named else None
        found = recognise(raw, shown, kind=kind, named=insistent, nodes=self.most.nodes)
        if found is None and insistent:
            self.problems.append(
                f"{shown}: this is neither an engagement manifest nor a Definition of Done "
                "(a manifest begins with `apiVersion: engagelint/v1`; --kind says what a file is)"
            )
        if isinstance(found, Finding):
            self._tell(found, readable(raw, shown))
            return None
        return found

    def _validated(self, document: Document) -> Validated:
        validated = schema.validate(document, document.kind)
        self._add([*validated.findings, *read_otherwise(document, validated.refused)], document)
        if document.source.path not in self.judged and are_addressed(document.source.text):
            from engagelint.exceptions import suppressions

            rules = self.bench.rules(self._path_of(document))
            self.suppressions += suppressions.find(document, rules.ids)
        self.judged.add(document.source.path)
        return validated

    def _engagement(self, document: Document, candidate: Candidate) -> None:
        if document.value("/metadata/status") == "closed" and not self.request.closed:
            self.closed += 1
            return
        validated = self._validated(document)
        definition, problem = self.definitions.of(document, validated, candidate.path, candidate.folder)
        pointer = "/definition_of_done/file"
        if problem:
            self._add([own_finding("REF", document.source, document.region(pointer), problem, pointer)], document)
        refused = frozenset([pointer] if problem else [])
        self._judge(engagement_subject(document, validated, definition, refused), candidate.path)
        if definition is not None:
            self._judge(definition, candidate.path)

    def _standalone(self, document: Document, candidate: Candidate) -> Subject:
        return self.definitions.standalone(document, self._path_of(document), candidate.folder)

    def _path_of(self, document: Document) -> Path:
        return self.request.working_folder / document.source.path

    def show(self, document: Document, candidate: Candidate) -> dict[str, Any]:
        """What follows from a document by itself, and from the Definition of Done that it names or holds."""
        from engagelint.showing import definition_facts, engagement_facts

        if document.kind is Kind.DEFINITION_OF_DONE:
            return definition_facts(self._standalone(document, candidate))
        validated = self._validated(document)
        definition, problem = self.definitions.of(document, validated, candidate.path, candidate.folder)
        self.problems.extend([problem] if problem else [])
        return engagement_facts(validated, definition_facts(definition) if definition else None)

    @property
    def most(self) -> config.Limits:
        """How much of each file is read and reported."""
        return self.request.configuration.limits

    def _judge(self, subject: Subject, path: Path) -> None:
        rules, file = self.bench.rules(path), subject.document.source.path
        tally = rules.engine.tally(subject)
        self.limits[file] = self.limits[file].joined(rules.limits) if file in self.limits else rules.limits
        self.counts.update(judgement.outcome for judgement in tally.said)
        self.counts[Outcome.PASSED] += sum(tally.passed.values())
        self.counts[Outcome.NOT_APPLICABLE] += sum(tally.not_applicable.values())
        self.passed.update(tally.passed)
        if self.request.watch:
            self.request.watch(subject, list(tally.judgements()))
        findings = [judgement.finding for judgement in tally.said if judgement.finding]
        if not subject.prefix and not _is_plain(subject.document.source):
            from engagelint.surroundings import surrounding

            around = list(surrounding(subject.document, rules.policies, findings))
            self.counts[Outcome.VIOLATED] += len(around)
            findings += around
        if subject.left_out:
            findings.append(_too_many(subject))
        if self.request.remedies:
            findings = [self.bench.remedied(one, subject, rules.policies) for one in findings]
        self._add(findings, subject.document)

    def _add(self, findings: list[Finding], document: Document | None) -> None:
        """Keep findings, each once: a Definition of Done may be linked by several manifests."""
        for finding in stamp(findings, document):
            self.findings.setdefault((*finding.sort_key, finding.message), finding)
        if findings and document is not None:
            self.sources[document.source.path] = document.source


def _too_many(subject: Subject) -> Finding:
    """What is said of a Definition of Done with more criteria than are judged, at the first that is not."""
    pointer = f"{subject.prefix}{subject.left_out}"
    message = f"The Definition of Done has more than {MOST_CRITERIA:,} criteria; those from here on are not judged"
    return own_finding("DOC", subject.document.source, subject.document.region(pointer), message, pointer)


def _is_plain(source: Source) -> bool:
    """Whether a file's text and name are of characters that everybody sees as they are: nothing can hide there."""
    return source.text.isascii() and "\\" not in source.text and source.path.isascii() and source.path.isprintable()


def _are_alike(found: Sequence[_Taken | None]) -> bool:
    """Whether one process would have found the same: hints at the nearest name are given so many times a repository."""
    hints: Counter[str] = Counter()
    for one in found:
        hints.update(one.hints if one else {})
    return all(number < MOST_HINTS for number in hints.values())


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    return tell_apart(sorted(findings, key=lambda finding: finding.sort_key))
