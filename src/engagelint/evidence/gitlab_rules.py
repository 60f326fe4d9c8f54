"""GitLab's rules: whether a job runs on merge requests or on the default branch."""

from __future__ import annotations

import re

from engagelint.evidence.branches import work_allowed, work_allowed_by_expression
from engagelint.evidence.conditions import LIKELY, NO, UNLIKELY, YES, joined, opposite
from engagelint.evidence.names import flag, listed, mapping, texts
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.model import Data

#: Stand for the name of the default branch, which is not known for certain, and of one that a merge request comes from.
_DEFAULT: Final = "\0default"
_WORK: Final = "\0work"
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<variable>\$\w+|\$\{\w+\})|(?P<text>\"[^\"]*\"|'[^']*')|(?P<expression>/(?:[^/\\]|\\.)*/\w*)"
    r"|(?P<sign>==|!=|=~|!~|&&|\|\||[()])|(?P<null>null\b))"
)
_COMPARING: Final = frozenset({"==", "!=", "=~", "!~"})
_JOINING: Final = frozenset({"&&", "||", "(", ")"})
_LONGEST: Final = 5_000
#: How many rules of a job are looked at.
MOST_RULES: Final = 100

#: Alternatives without any other sign: such an expression is as good as a list.
_PLAIN: Final = re.compile(r"/(\^?)\(?([\w|-]+)\)?(\$?)/")
#: Variables that GitLab sets the same for every pipeline of a project: who tests them tells projects apart.
_ALIKE: Final = ("CI_PROJECT_", "CI_SERVER_", "CI_API_")

#: The variables of the kinds of pipeline that decide on a change. None: the variable is not set.
_ALL: Final[Mapping[str, str | None]] = {"CI": "true", "GITLAB_CI": "true", "CI_DEFAULT_BRANCH": _DEFAULT}
_MERGE_REQUEST: Final[Mapping[str, str | None]] = {
    **_ALL,
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_ID": "1",
    "CI_MERGE_REQUEST_IID": "1",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": _DEFAULT,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": _WORK,
    "CI_COMMIT_TAG": None,
    "CI_COMMIT_BRANCH": None,
    "CI_COMMIT_REF_NAME": _WORK,
}
_DEFAULT_BRANCH: Final[Mapping[str, str | None]] = {
    **_ALL,
    "CI_PIPELINE_SOURCE": "push",
    "CI_MERGE_REQUEST_ID": None,
    "CI_MERGE_REQUEST_IID": None,
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": None,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": None,
    "CI_OPEN_MERGE_REQUESTS": None,
    "CI_COMMIT_TAG": None,
    "CI_COMMIT_BRANCH": _DEFAULT,
    "CI_COMMIT_REF_NAME": _DEFAULT,
    "CI_COMMIT_REF_SLUG": _DEFAULT,
    "CI_COMMIT_REF_PROTECTED": "true",
}
#: A push to a branch that a merge request comes from: the request shows that pipeline where it has none of its own.
_WORK_BRANCH: Final[Mapping[str, str | None]] = {
    **_DEFAULT_BRANCH,
    "CI_OPEN_MERGE_REQUESTS": "group/project!1",
    "CI_COMMIT_BRANCH": _WORK,
    "CI_COMMIT_REF_NAME": _WORK,
    "CI_COMMIT_REF_SLUG": _WORK,
    "CI_COMMIT_REF_PROTECTED": "false",
}
#: Words in `only` and `except`, and whether each holds for pipelines of merge requests and of branches.
_KEYWORDS: Final[Mapping[str, tuple[bool, bool]]] = {
    "branches": (False, True),
    "pushes": (False, True),
    "merge_requests": (True, False),
    "external_pull_requests": (True, False),
    **dict.fromkeys(("tags", "schedules", "web", "api", "triggers", "pipelines", "external", "chat"), (False, False)),
}


class Run(NamedTuple):
    """One way in which a job may take part in a pipeline: GitLab's word for when, and whether its failure counts.

    `degree` says how surely it does.
    """

    when: str
    allow_failure: Data
    degree: int


class World(NamedTuple):
    """A kind of pipeline that decides on a change: the variables that are certain, and the default branch.

    `takes_all` says whether a job that does not say when it runs takes part. `truths` remembers what conditions came
    to: many jobs share theirs. `stated` are the variables that the file sets, which may be set anew elsewhere.
    """

    variables: Mapping[str, str | None]
    branches: Branches
    truths: dict[str, int]
    takes_all: bool
    stated: Mapping[str, str] = {}

    @property
    def merge_request(self) -> bool:
        """Whether the pipeline is that of a merge request, and not that of a branch."""
        return self.variables["CI_COMMIT_BRANCH"] is None


def worlds(branches: Branches) -> tuple[World, ...]:
    """The pipelines of merge requests, of the default branch and of the branches that merge requests come from."""
    return tuple(
        World(variables, branches, {}, takes_all=variables is not _MERGE_REQUEST)
        for variables in (_MERGE_REQUEST, _DEFAULT_BRANCH, _WORK_BRANCH)
    )


def runs(
    job: dict[str, Data], rules: Sequence[Data] | None, known: Sequence[World], degrees: Sequence[int]
) -> list[Run]:
    """How a job may take part in pipelines of the kinds `known`; in none: an empty list.

    `rules` are the job's rules, None where it has none; `degrees` say how surely each kind of pipeline has it at all.
    """
    stated = job.get("when")
    when = stated if isinstance(stated, str) else "on_success"
    # A job that is started by hand lets a failure pass where nothing else is said.
    passing = job.get("allow_failure", when == "manual")
    found: list[Run] = []
    for world, degree in zip(known, degrees, strict=True):
        if degree != NO and rules is not None:
            found.extend(_by_rules(rules, when, job, world, degree))
        elif degree != NO:
            found.append(Run(when, passing, min(_by_refs(job, world), degree)))
    return [run for run in found if run.degree != NO]


def degrees(rules: Sequence[Data], known: Sequence[World]) -> tuple[int, ...]:
    """How surely the rules of a whole pipeline, or of an included file, let each kind of pipeline have it."""
    return tuple(
        max((run.degree for run in _by_rules(rules, "always", {}, world) if run.when != "never"), default=NO)
        for world in known
    )


def _by_rules(rules: Sequence[Data], when: str, job: dict[str, Data], world: World, degree: int = YES) -> list[Run]:
    """What the first rule that holds says, and those before it that may hold; none is surer than `degree`."""
    found = []
    otherwise = job.get("allow_failure", False)
    for entry in rules[:MOST_RULES]:
        rule = mapping(entry)
        condition = rule.get("if")
        holds = truth(condition, world) if isinstance(condition, str) else YES if isinstance(entry, dict) else UNLIKELY
        if holds == NO:
            continue
        stated = rule.get("when")
        stated = stated if isinstance(stated, str) else when
        found.append(Run(stated, rule.get("allow_failure", otherwise), min(holds, degree)))
        if holds == YES and not (rule.keys() & {"changes", "exists"}):
            return found
    if len(rules) > MOST_RULES:
        found.append(Run(when, otherwise, UNLIKELY))
    return found


def _by_refs(job: dict[str, Data], world: World) -> int:
    """How surely `only` and `except` let the job run."""
    only, without = job.get("only"), job.get("except")
    refs = _refs(only)
    included = any(_may_hold(ref, world) for ref in refs) if refs is not None else "only" in job or world.takes_all
    excluded = any(_surely_holds(ref, world) for ref in _refs(without) or ())
    if not included or excluded:
        return NO
    wanted = _by_variables(only, world)
    unwanted = _by_variables(without, world)
    return min(YES if wanted is None else wanted, YES if unwanted is None else opposite(unwanted))


def _refs(value: Data) -> list[str] | None:
    """The refs that `only` or `except` names; None where it names none."""
    refs = mapping(value).get("refs") if isinstance(value, dict) else value
    if isinstance(refs, str):
        return [refs]
    return [ref for ref in refs if isinstance(ref, str)] if isinstance(refs, list) else None


def _by_variables(value: Data, world: World) -> int | None:
    """How surely one of the conditions below `variables` holds; None where there are none."""
    conditions = texts(*listed(mapping(value).get("variables")))
    return max((truth(condition, world) for condition in conditions[:MOST_RULES]), default=None)


def _may_hold(ref: str, world: World) -> bool:
    """Whether such pipelines may be among those that a ref stands for."""
    word, branches = ref.partition("@")[0], world.branches
    if word in _KEYWORDS:
        return _KEYWORDS[word][0 if world.merge_request else 1]
    if world.merge_request:
        return False
    work = world.variables["CI_COMMIT_BRANCH"] == _WORK
    if word.startswith("/"):
        return work_allowed_by_expression(word) if work else branches.allowed_by_expression(word)
    return work_allowed([word]) if work else branches.allowed([word])


def _surely_holds(ref: str, world: World) -> bool:
    """Whether such pipelines are surely among those that a ref stands for."""
    word = ref.partition("@")[0]
    if word in _KEYWORDS:
        return _KEYWORDS[word][0 if world.merge_request else 1]
    if world.merge_request:
        return False
    if word.startswith("/"):
        return word in {"/.*/", "/.+/"} and _may_hold(word, world)
    return world.variables["CI_COMMIT_BRANCH"] == _DEFAULT and world.branches.left_out([word])


def truth(condition: str, world: World) -> int:
    """How surely GitLab's condition holds; unlikely where it is none that is read."""
    if condition not in world.truths:
        tokens = _tokens(condition)
        world.truths[condition] = joined(_compared(tokens, world)) if tokens is not None else UNLIKELY
    return world.truths[condition]


def _tokens(condition: str) -> list[tuple[str, str]] | None:
    """Kind and text of each token; None where the condition is none that is read."""
    found = []
    at, condition = 0, condition.strip()
    while at < len(condition) <= _LONGEST:
        token = _TOKEN.match(condition, at)
        if token is None or token.lastgroup is None:
            return None
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found or None


def _compared(tokens: list[tuple[str, str]], world: World) -> list[int | str]:
    """The tokens with every comparison and every lone variable replaced by how surely it holds."""
    found: list[int | str] = []
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "sign":
            if text not in _JOINING:
                return []
            found.append(text)
            at += 1
        elif at + 2 < len(tokens) and tokens[at + 1][1] in _COMPARING and tokens[at + 1][0] == "sign":
            found.append(_comparison(tokens[at], tokens[at + 1][1], tokens[at + 2], world))
            at += 3
        else:
            found.append(_alone(tokens[at], world))
            at += 1
    return found


def _alone(token: tuple[str, str], world: World) -> int:
    """How surely a token says yes by itself."""
    known, value = _value(token, world)
    if known:
        return _as_sure(YES if value else NO, [token], world)
    return LIKELY if _is_alike(token) else UNLIKELY


def _value(token: tuple[str, str], world: World) -> tuple[bool, str | None]:
    """Whether a token's value is known, and the value."""
    kind, text = token
    if kind == "variable":
        name = text.strip("${}")
        return name in world.variables or name in world.stated, world.variables.get(name, world.stated.get(name))
    return kind in {"text", "null"}, text[1:-1] if kind == "text" else None


def _as_sure(degree: int, tokens: Sequence[tuple[str, str]], world: World) -> int:
    """The degree, less sure where one of the tokens is a variable that the file sets."""
    stated = any(kind == "variable" and text.strip("${}") in world.stated for kind, text in tokens)
    return min(max(degree, UNLIKELY), LIKELY) if stated else degree


def _is_alike(token: tuple[str, str]) -> bool:
    return token[0] == "variable" and token[1].strip("${}").startswith(_ALIKE)


def _comparison(left: tuple[str, str], sign: str, right: tuple[str, str], world: World) -> int:
    known, value = _value(left, world)
    also, other = _value(right, world)
    if known and sign in {"=~", "!~"} and right[0] == "expression":
        matches = _matches(value, right[1], world)
    elif known and also and sign in {"==", "!="}:
        matches = _equal(value, other, world)
    elif _is_alike(left) or _is_alike(right):
        return LIKELY
    else:
        # A variable that is set elsewhere is a switch, which is off until somebody turns it on.
        off = (sign in {"!=", "!~"}) != ("null" in (left[0], right[0]))
        return LIKELY if off else UNLIKELY
    if matches is None:
        return LIKELY
    return _as_sure(YES if matches == (sign in {"==", "=~"}) else NO, [left, right], world)


def _equal(value: str | None, other: str | None, world: World) -> bool | None:
    """Whether two values are the same; None where one may be the name of the default branch."""
    if value != other and _DEFAULT in (value, other):
        name = other if value == _DEFAULT else value
        if name in world.branches.possible:
            return True if len(world.branches.possible) == 1 else None
    return value == other


def _matches(value: str | None, expression: str, world: World) -> bool | None:
    """Whether an expression matches a value; None where that cannot be told without running it."""
    if value is None:
        return False
    if value in {_DEFAULT, _WORK}:
        may = world.branches.allowed_by_expression if value == _DEFAULT else work_allowed_by_expression
        return None if may(expression) else False
    plain = _PLAIN.fullmatch(expression)
    if plain is None:
        return None
    begin, words, end = plain.groups()
    return any(
        word in value and (not begin or value.startswith(word)) and (not end or value.endswith(word))
        for word in words.split("|")
    )


def allows_failure(value: Data) -> bool | None:
    """Whether `allow_failure` lets every failure pass; a mapping names exit codes, so others still count."""
    return False if isinstance(value, dict) else flag(value)
