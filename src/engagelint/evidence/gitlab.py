"""GitLab CI: the jobs of `.gitlab-ci.yml` and of the files in the repository that it includes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import islice

from engagelint.evidence.branches import NEVER
from engagelint.evidence.commands import commands, job_doubt, let_pass
from engagelint.evidence.gitlab_rules import MOST_RULES, World, allows_failure, runs, starts, worlds
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Check, Doubt, Unread
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
_TERMS: Final = frozenset({"script", "when", "allow_failure", "rules", "only", "except"})
# GitLab itself goes no deeper than eleven levels of `extends`.
_MOST_PARENTS: Final = 50
_MOST_PARTS: Final = 2_000


class _Job(NamedTuple):
    """A job as one file writes it: the file, the mapping that holds it, and its terms, a template's among them."""

    file: YamlFile
    holder: dict[str, Data]
    terms: dict[str, Data]


def read(tree: Tree, branches: Branches, pipelines: Pipelines) -> None:
    """Add the jobs of the pipeline."""
    if not tree.has(FILE):
        return
    found = _files(tree, pipelines)
    jobs: dict[str, _Job] = {}
    workflow: Data = None
    for file in reversed(found):  # what includes wins over what is included
        pipelines.files.append(file.shown)
        data = mapping(file.data)
        workflow = data.get("workflow", workflow)
        for name, terms in data.items():
            if name not in _NO_JOBS and isinstance(terms, dict):
                below = jobs[name].terms if name in jobs else {}
                jobs[name] = _Job(file, data, {**below, **terms})
    rules = mapping(workflow).get("rules")
    known = worlds(branches)
    never = isinstance(rules, list) and not starts(_rules(rules, jobs), known)
    for name, job in jobs.items():
        if not name.startswith("."):
            pipelines.checks.append(_check(name, jobs, known, never=never))
            pipelines.unread.extend(_child(name, job))


def _files(tree: Tree, pipelines: Pipelines) -> list[YamlFile]:
    """The pipeline's file and what it includes, each once, the included behind what includes them."""
    found: list[YamlFile] = []
    seen = {FILE}
    waiting = [FILE]
    while waiting:
        relative = waiting.pop(0)
        file = tree.yaml(relative)
        if not isinstance(file, YamlFile):
            missing = Unread(tree.shown(relative), None, f"the included file {quoted(relative)} is not read")
            pipelines.unread.append(file or missing)
            continue
        found.append(file)
        for include in listed(mapping(file.data).get("include")):
            local, elsewhere = _include(tree, include)
            if elsewhere:
                words = f"{visible(file.shown)} includes {quoted(elsewhere)}, which is outside the repository"
                pipelines.unread.append(Unread(file.shown, file.line(file.data, "include"), words))
            for name in local:
                if name not in seen and len(seen) <= MOST_INCLUDES:
                    seen.add(name)
                    waiting.append(name)
                elif name not in seen:
                    words = (
                        f"{visible(file.shown)} leads to more than {MOST_INCLUDES} files, of which the rest is not read"
                    )
                    pipelines.unread.append(Unread(file.shown, file.line(file.data, "include"), words))
                    break
    return found


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


def _check(name: str, jobs: dict[str, _Job], known: Sequence[World], *, never: bool) -> Check:
    job = jobs[name]
    terms, outside = _with_parents(name, jobs)
    doubt = Doubt(ADVISORY, NEVER) if never else _doubt(terms, jobs, known)
    if doubt is None and outside:
        doubt = Doubt(CANNOT_TELL, f"it extends {quoted(outside)}, which is not in the repository")
    return Check((name,), f"job {quoted(name)}", job.file.shown, job.file.line(job.holder, name), doubt)


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


def _doubt(terms: dict[str, Data], jobs: dict[str, _Job], known: Sequence[World]) -> Doubt | None:
    rules = _rules(terms["rules"], jobs) if isinstance(terms.get("rules"), list) else None
    ways = [run for run in runs(terms, rules, known) if run.when not in {"never", "on_failure"}]
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
    script = "\n".join(texts(*_parts(terms.get("script"), jobs)))
    return job_doubt(commands(script))


def _rules(value: Data, jobs: dict[str, _Job]) -> list[Data]:
    """As many of the rules as are looked at, and one more where there are more."""
    return list(islice(_parts(value, jobs), MOST_RULES + 1))


def _parts(value: Data, jobs: dict[str, _Job]) -> Iterator[Data]:
    """The members of a list with those of the lists in it and of what `!reference [job, key]` means."""
    waiting = [value]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        current = waiting.pop()
        if not isinstance(current, list):
            yield current
            continue
        job = jobs.get(current[0]) if len(current) == 2 and isinstance(current[0], str) else None
        if job is not None and isinstance(current[1], str) and current[1] in job.terms:
            waiting.append(job.terms[current[1]])
        else:
            waiting.extend(reversed(current[: _MOST_PARTS - len(waiting)]))


def _child(name: str, job: _Job) -> Iterator[Unread]:
    """A pipeline of its own that a job starts, whose jobs are not read."""
    if "trigger" in job.terms:
        file = job.file
        words = f"job {quoted(name)} in {visible(file.shown)} starts another pipeline, whose jobs are not read"
        yield Unread(file.shown, file.line(job.holder, name), words)
