"""GitLab CI: the jobs of `.gitlab-ci.yml` and of the files in the repository that it includes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import islice

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import commands, job_doubt, let_pass
from engagelint.evidence.conditions import YES, doubt
from engagelint.evidence.gitlab_rules import MOST_RULES, World, allows_failure, degrees, runs, worlds
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread, first
from engagelint.evidence.names import listed, mapping, quoted, texts
from engagelint.evidence.tree import MOST_INCLUDES, YamlFile
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

FILE: Final = ".gitlab-ci.yml"
_GLOBAL: Final = "default include stages variables workflow image services cache before_script after_script spec types"
_NO_JOBS: Final = frozenset(_GLOBAL.split())
#: What is looked at in a job.
_TERMS: Final = frozenset(
    {"script", "run", "when", "allow_failure", "rules", "only", "except", "trigger", "parallel", "variables", "inherit"}
)
#: The terms that say what a job does.
_WORK: Final = frozenset({"script", "run", "trigger"})
# GitLab itself goes no deeper than eleven levels of `extends`.
_MOST_PARENTS: Final = 50
_MOST_PARTS: Final = 2_000
#: How much is looked at of what jobs take over from one another, in members of lists and characters of scripts.
_MOST_TAKEN: Final = 300_000
#: GitLab's own limit is 150 for a whole pipeline.
_MOST_ENTRIES: Final = 150
#: The longest value of a variable that conditions are compared with.
_LONGEST_VALUE: Final = 100
#: How many copies of a job are named.
_MOST_COPIES: Final = 20


class _Included(NamedTuple):
    """A file of the pipeline, and how surely each kind of pipeline has what it holds."""

    file: YamlFile
    degrees: tuple[int, ...]


class _Job(NamedTuple):
    """A job as one file writes it: the file, the mapping that holds it, and its terms, a template's among them."""

    source: _Included
    holder: dict[str, Data]
    terms: dict[str, Data]


class _Jobs:
    """All jobs by name, with what their scripts came to, and how much more is looked at of what they take over.

    `elsewhere` says whether an included file, in which a part of them may stand, is not read.
    """

    def __init__(self, by_name: dict[str, _Job], *, elsewhere: bool = False) -> None:
        self.by_name = by_name
        self.elsewhere = elsewhere
        self.left = _MOST_TAKEN
        #: The kinds of pipeline with the variables that the files set, for jobs that set none of their own.
        self.stating: Sequence[World] = ()
        self._scripts: dict[tuple[str, ...], Doubt | None] = {}

    def rules(self, value: Data) -> list[Data]:
        """As many of the rules as are looked at, and one more where there are more."""
        return list(islice(self._parts(value), MOST_RULES + 1))

    def script_doubt(self, value: Data) -> Doubt | None:
        """Why a script cannot fail, if so; one that many jobs share is read once."""
        parts = tuple(texts(*self._parts(value)))
        if parts not in self._scripts:
            script = "\n".join(parts)
            self.left -= len(script)
            self._scripts[parts] = job_doubt(commands(script))
        return self._scripts[parts]

    def _parts(self, value: Data) -> Iterator[Data]:
        """The members of a list with those of the lists in it and of what `!reference [job, key]` means."""
        waiting = [value]
        for _ in range(_MOST_PARTS):
            if not waiting or self.left <= 0:
                return
            self.left -= 1
            current = waiting.pop()
            if not isinstance(current, list):
                yield current
                continue
            job = self.by_name.get(current[0]) if len(current) == 2 and isinstance(current[0], str) else None
            if job is not None and isinstance(current[1], str) and current[1] in job.terms:
                waiting.append(job.terms[current[1]])
            else:
                waiting.extend(reversed(current[: _MOST_PARTS - len(waiting)]))


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the jobs of the pipeline."""
    if not tree.has(FILE):
        return
    known = worlds(branches)
    by_name: dict[str, _Job] = {}
    workflow: Data = None
    stated: dict[str, str | None] = {}
    unread = len(pipelines.unread)
    for included in reversed(_files(tree, known, pipelines)):  # what includes wins over what is included
        pipelines.files.append(included.file.shown)
        data = mapping(included.file.data)
        workflow = data.get("workflow", workflow)
        stated.update(_stated(data))
        for name, terms in data.items():
            if name not in _NO_JOBS and isinstance(terms, dict):
                below = by_name[name].terms if name in by_name else {}
                by_name[name] = _Job(included, data, {**below, **terms})
    jobs = _Jobs(by_name, elsewhere=len(pipelines.unread) > unread)
    rules = mapping(workflow).get("rules")
    started = (YES,) * len(known)
    if isinstance(rules, list):
        started = degrees(jobs.rules(rules), known)
        known = tuple(world._replace(takes_all=True) for world in known)
    if not any("variables" in mapping(rule) for rule in listed(rules)):
        known_values = {name: value for name, value in stated.items() if value is not None}
        jobs.stating = tuple(world._replace(stated=known_values, truths={}) for world in known)
    for name, job in by_name.items():
        if not name.startswith("."):
            pipelines.checks.append(_check(name, jobs, known, started))
            pipelines.unread.extend(_child(name, job))


def _stated(data: dict[str, Data]) -> Iterator[tuple[str, str | None]]:
    """The variables that a file sets for all jobs; None for one that is long, or put together from others."""
    for name, value in mapping(data.get("variables")).items():
        given = value.get("value") if isinstance(value, dict) else value
        plain = isinstance(given, str | int) and not isinstance(given, bool)
        text = str(given) if plain else "$"
        yield name, None if "$" in text or len(text) > _LONGEST_VALUE else text


def _files(tree: Tree, known: Sequence[World], pipelines: Pipelines) -> list[_Included]:
    """The pipeline's file and what it includes, each once, the included behind what includes them."""
    found: dict[str, YamlFile] = {}
    seen = {FILE}
    waiting = [FILE]
    #: How surely a file includes another one.
    links: dict[tuple[str, str], tuple[int, ...]] = {}
    while waiting:
        relative = waiting.pop(0)
        file = tree.yaml(relative)
        if not isinstance(file, YamlFile):
            missing = Unread(tree.shown(relative), None, f"the included file {quoted(relative)} is not read")
            pipelines.unread.append(file or missing)
            continue
        found[relative] = file
        includes = listed(mapping(file.data).get("include"))
        whole = len(includes) <= _MOST_ENTRIES
        for include in includes[:_MOST_ENTRIES]:
            local, elsewhere = _include(tree, include)
            if elsewhere:
                words = f"{visible(file.shown)} includes {quoted(elsewhere)}, which is not read"
                pipelines.unread.append(Unread(file.shown, file.line(file.data, "include"), words))
            by_rules = _include_degrees(include, known)
            for name in local:
                if name not in seen and len(seen) > MOST_INCLUDES:
                    whole = False
                    break
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
                links[relative, name] = _either(links.get((relative, name)), by_rules)
        if not whole:
            words = f"{visible(file.shown)} leads to more than {MOST_INCLUDES} files, of which the rest is not read"
            pipelines.unread.append(Unread(file.shown, file.line(file.data, "include"), words))
    reached = _reached(links, len(known))
    return [_Included(file, reached[relative]) for relative, file in found.items()]


def _include_degrees(include: Data, known: Sequence[World]) -> tuple[int, ...]:
    """How surely the rules of an `include` let each kind of pipeline have it."""
    rules = mapping(include).get("rules")
    return degrees(_Jobs({}).rules(rules), known) if isinstance(rules, list) else (YES,) * len(known)


def _either(one: tuple[int, ...] | None, other: tuple[int, ...]) -> tuple[int, ...]:
    return other if one is None else tuple(map(max, one, other))


def _reached(links: dict[tuple[str, str], tuple[int, ...]], worlds: int) -> dict[str, tuple[int, ...]]:
    """How surely each kind of pipeline has a file, by whatever way it is included."""
    reached = {FILE: (YES,) * worlds}
    for _ in range(MOST_INCLUDES):  # no chain of includes is longer
        before = dict(reached)
        for (outer, inner), own in links.items():
            if outer in reached:
                reached[inner] = _either(reached.get(inner), tuple(map(min, reached[outer], own)))
        if reached == before:
            break
    return reached


def _include(tree: Tree, include: Data) -> tuple[list[str], str]:
    """The files in the repository that an `include` means, and the name of what it takes from elsewhere."""
    local = include if isinstance(include, str) else mapping(include).get("local")
    if isinstance(local, str) and "://" not in local:
        path = local.lstrip("/")
        folder, _, pattern = path.rpartition("/")
        if "*" not in path:
            return [path], ""
        if "*" not in folder and "**" not in pattern and len(pattern) < 200:
            names = [name for name in tree.names(folder) if fnmatchcase(name, pattern)]
            return [f"{folder}/{name}".lstrip("/") for name in names], ""
        return [], local
    words = texts(local, *(mapping(include).get(key) for key in ("remote", "project", "template", "component")))
    return [], words[0] if words else "something"


def _check(name: str, jobs: _Jobs, known: Sequence[World], started: Sequence[int]) -> Check:
    job = jobs.by_name[name]
    file = job.source.file
    terms, outside = _with_parents(name, jobs.by_name)
    if jobs.stating and not terms.keys() & {"variables", "inherit"}:
        known = jobs.stating
    own = _doubt(terms, jobs, known, tuple(map(min, started, job.source.degrees)))
    if own is None and outside:
        own = Doubt(CANNOT_TELL, f"it extends {quoted(outside)}, which is not in the repository")
    elif own is None and jobs.elsewhere and not terms.keys() & _WORK:
        own = Doubt(CANNOT_TELL, "what it runs is in an included file that is not read")
    if jobs.left <= 0:
        own = Doubt(CANNOT_TELL, "its file holds more scripts and rules than are looked at")
    names = (name, *_copies(name, terms.get("parallel")))
    return Check(names, f"job {quoted(name)}", file.shown, file.line(job.holder, name), own)


def _copies(name: str, parallel: Data) -> list[str]:
    """What the copies of a job are called that runs several times at once; of many, with the number left open."""
    if not isinstance(parallel, int) or isinstance(parallel, bool):
        return []
    if parallel > _MOST_COPIES:
        return [f"{name} $[number]/{parallel}"]
    return [f"{name} {number}/{parallel}" for number in range(1, parallel + 1)]


def _with_parents(name: str, jobs: dict[str, _Job]) -> tuple[dict[str, Data], str]:
    """The terms of a job with those it takes over by `extends`, and the name of one that is not to be found."""
    terms: dict[str, Data] = {}
    outside = ""
    seen: set[str] = set()
    waiting = [name]
    while waiting and len(seen) < _MOST_PARENTS:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if current not in jobs:
            outside = outside or current
            continue
        own = jobs[current].terms
        for key in _TERMS & own.keys():
            terms.setdefault(key, own[key])
        waiting.extend(texts(*listed(own.get("extends"))[-_MOST_PARENTS:]))
    return terms, outside


def _doubt(terms: dict[str, Data], jobs: _Jobs, known: Sequence[World], started: Sequence[int]) -> Doubt | None:
    rules = jobs.rules(terms["rules"]) if isinstance(terms.get("rules"), list) else None
    ways = [run for run in runs(terms, rules, known, started) if run.when not in {"never", "on_failure"}]
    if not ways:
        return Doubt(ADVISORY, "it never runs" if terms.get("when") == "never" and rules is None else NEVER)
    passing = [allows_failure(run.allow_failure) for run in ways]
    if all(passing):
        by_hand = all(run.when == "manual" for run in ways)
        return Doubt(
            ADVISORY, "it is started by hand and the pipeline does not wait" if by_hand else "allow_failure is true"
        )
    if False not in passing:
        return let_pass("$", "allow_failure")
    counted = [run.degree for run, passes in zip(ways, passing, strict=True) if passes is False]
    return first([_work_doubt(terms, jobs), doubt(counted, NEVER)])


def _work_doubt(terms: dict[str, Data], jobs: _Jobs) -> Doubt | None:
    """Why what a job does cannot fail, if so."""
    if "trigger" in terms:
        if mapping(terms["trigger"]).get("strategy") in {"depend", "mirror"}:
            return None
        return Doubt(ADVISORY, "it starts another pipeline and does not wait for it (no `strategy: depend`)")
    return jobs.script_doubt(terms.get("script"))


def _child(name: str, job: _Job) -> Iterator[Unread]:
    """A pipeline of its own that a job starts, whose jobs are not read."""
    if "trigger" in job.terms:
        file = job.source.file
        words = f"job {quoted(name)} in {visible(file.shown)} starts another pipeline, whose jobs are not read"
        yield Unread(file.shown, file.line(job.holder, name), words)
