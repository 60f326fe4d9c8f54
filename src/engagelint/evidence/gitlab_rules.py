"""GitLab's rules: whether a job runs on merge requests or on the default branch."""

from __future__ import annotations

import re

from engagelint.evidence.names import flag, mapping
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from engagelint.evidence.branches import Branches
    from engagelint.model import Data

#: Stands for the name of the default branch, which is not known for certain.
_DEFAULT: Final = "\0default"
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<variable>\$\w+|\$\{\w+\})|(?P<text>\"[^\"]*\"|'[^']*')|(?P<expression>/(?:[^/\\]|\\.)*/\w*)"
    r"|(?P<sign>==|!=|=~|!~|&&|\|\||[()])|(?P<null>null\b))"
)
_LONGEST: Final = 5_000
#: How many rules of a job are looked at.
MOST_RULES: Final = 100

#: The variables of the two kinds of pipeline that decide on a change. None: the variable is not set.
_MERGE_REQUEST: Final[Mapping[str, str | None]] = {
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_ID": "1",
    "CI_MERGE_REQUEST_IID": "1",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": _DEFAULT,
    "CI_COMMIT_TAG": None,
    "CI_COMMIT_BRANCH": None,
    "CI_DEFAULT_BRANCH": _DEFAULT,
}
_DEFAULT_BRANCH: Final[Mapping[str, str | None]] = {
    "CI_PIPELINE_SOURCE": "push",
    "CI_MERGE_REQUEST_ID": None,
    "CI_MERGE_REQUEST_IID": None,
    "CI_OPEN_MERGE_REQUESTS": None,
    "CI_COMMIT_TAG": None,
    "CI_COMMIT_BRANCH": _DEFAULT,
    "CI_COMMIT_REF_NAME": _DEFAULT,
    "CI_COMMIT_REF_SLUG": _DEFAULT,
    "CI_DEFAULT_BRANCH": _DEFAULT,
}
#: Words in `only` and `except`, and whether each holds for pipelines of merge requests and of the default branch.
_KEYWORDS: Final[Mapping[str, tuple[bool, bool]]] = {
    "branches": (False, True),
    "pushes": (False, True),
    "merge_requests": (True, False),
    "external_pull_requests": (True, False),
    **dict.fromkeys(("tags", "schedules", "web", "api", "triggers", "pipelines", "external", "chat"), (False, False)),
}


class Run(NamedTuple):
    """One way in which a job may take part in a pipeline: GitLab's word for when, and whether its failure counts."""

    when: str
    allow_failure: Data


class World(NamedTuple):
    """A kind of pipeline that decides on a change: the variables that are certain, and the default branch.

    `truths` remembers what conditions came to: many jobs share theirs.
    """

    merge_request: bool
    variables: Mapping[str, str | None]
    branches: Branches
    truths: dict[str, bool | None]


def worlds(branches: Branches) -> tuple[World, World]:
    """The pipelines of merge requests and of the default branch."""
    return World(True, _MERGE_REQUEST, branches, {}), World(False, _DEFAULT_BRANCH, branches, {})  # noqa: FBT003 -- see World


def runs(job: dict[str, Data], rules: Sequence[Data] | None, known: Sequence[World]) -> list[Run]:
    """How a job may take part in pipelines of merge requests and of the default branch; in none: an empty list.

    `rules` are the job's rules, None where it has none.
    """
    stated = job.get("when")
    when = stated if isinstance(stated, str) else "on_success"
    if rules is not None:
        return [run for world in known for run in _by_rules(rules, when, job, world)]
    taken = [world for world in known if _by_refs(job, world)]
    # A job that is started by hand lets a failure pass where nothing else is said.
    return [Run(when, job.get("allow_failure", when == "manual")) for _ in taken]


def starts(rules: Sequence[Data], known: Sequence[World]) -> bool:
    """Whether the rules of a whole pipeline let it run on merge requests or the default branch."""
    return any(run.when != "never" for world in known for run in _by_rules(rules, "always", {}, world))


def _by_rules(rules: Sequence[Data], when: str, job: dict[str, Data], world: World) -> list[Run]:
    """What the first rule that holds says, and those before it that may hold."""
    found = []
    otherwise = job.get("allow_failure", False)
    for entry in rules[:MOST_RULES]:
        rule = mapping(entry)
        condition = rule.get("if")
        holds = truth(condition, world) if isinstance(condition, str) else True
        if holds is False:
            continue
        stated = rule.get("when")
        found.append(Run(stated if isinstance(stated, str) else when, rule.get("allow_failure", otherwise)))
        if holds is True and isinstance(entry, dict) and not (rule.keys() & {"changes", "exists"}):
            return found
    if len(rules) > MOST_RULES:
        found.append(Run(when, otherwise))
    return found


def _by_refs(job: dict[str, Data], world: World) -> bool:
    """Whether `only` and `except` let the job run."""
    if "only" in job:
        refs = _refs(job["only"])
        included = True if refs is None else any(_holds(ref, world, certain=False) for ref in refs)
    else:
        included = not world.merge_request
    if not included or "except" not in job:
        return included
    refs = _refs(job["except"])
    return refs is None or not any(_holds(ref, world, certain=True) for ref in refs)


def _refs(value: Data) -> list[str] | None:
    """The refs that `only` or `except` names; None where it names none."""
    refs = mapping(value).get("refs") if isinstance(value, dict) else value
    if isinstance(refs, str):
        return [refs]
    return [ref for ref in refs if isinstance(ref, str)] if isinstance(refs, list) else None


def _holds(ref: str, world: World, *, certain: bool) -> bool:
    """Whether a ref stands for such pipelines: with `certain`, surely; without, possibly."""
    word, branches = ref.partition("@")[0], world.branches
    if word in _KEYWORDS:
        return _KEYWORDS[word][0 if world.merge_request else 1]
    if world.merge_request:
        return False
    if word.startswith("/"):
        return False if certain and word not in {"/.*/", "/.+/"} else branches.allowed_by_expression(word)
    return branches.left_out([word]) if certain else branches.allowed([word])


def truth(condition: str, world: World) -> bool | None:
    """Whether GitLab's condition holds; None where that cannot be told."""
    if condition not in world.truths:
        tokens = _tokens(condition)
        world.truths[condition] = _joined(_compared(tokens, world)) if tokens is not None else None
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


def _compared(tokens: list[tuple[str, str]], world: World) -> list[bool | str | None]:
    """The tokens with every comparison and every lone variable replaced by what it comes to."""
    found: list[bool | str | None] = []
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "sign":
            found.append(text)
            at += 1
        elif at + 2 < len(tokens) and tokens[at + 1][1] in {"==", "!=", "=~", "!~"} and tokens[at + 1][0] == "sign":
            found.append(_comparison(tokens[at], tokens[at + 1][1], tokens[at + 2], world))
            at += 3
        else:
            known, value = _value(tokens[at], world)
            found.append(bool(value) if known else None)
            at += 1
    return found


def _value(token: tuple[str, str], world: World) -> tuple[bool, str | None]:
    """Whether a token's value is known, and the value."""
    kind, text = token
    if kind == "variable":
        name = text.strip("${}")
        return name in world.variables, world.variables.get(name)
    return kind in {"text", "null"}, text[1:-1] if kind == "text" else None


def _comparison(left: tuple[str, str], sign: str, right: tuple[str, str], world: World) -> bool | None:
    known, value = _value(left, world)
    if not known:
        return None
    if sign in {"=~", "!~"}:
        if value is None:
            return sign == "!~"
        may = value != _DEFAULT or right[0] != "expression" or world.branches.allowed_by_expression(right[1])
        return None if may else sign == "!~"
    known, other = _value(right, world)
    if not known:
        return None
    equal: bool | None = value == other
    if _DEFAULT in (value, other) and not equal and None not in (value, other):
        name = other if value == _DEFAULT else value
        equal = None if name in world.branches.possible else False
    return equal if equal is None or sign == "==" else not equal


def _joined(values: list[bool | str | None]) -> bool | None:
    """What the values joined by `&&`, `||` and brackets come to; None where that cannot be told."""
    operands: list[bool | None] = []
    signs: list[str] = []

    def reduce(until: int) -> None:
        while signs and signs[-1] != "(" and (signs[-1] == "&&") >= until and len(operands) > 1:
            right, left = operands.pop(), operands.pop()
            strong = signs.pop() == "||"
            operands.append(strong if strong in (left, right) else None if None in (left, right) else not strong)

    for value in values:
        if not isinstance(value, str):
            operands.append(value)
        elif value == "(":
            signs.append(value)
        elif value == ")":
            reduce(0)
            if not signs or signs.pop() != "(":
                return None
        else:
            reduce(value == "&&")
            signs.append(value)
    reduce(0)
    return operands[0] if len(operands) == 1 and not signs else None


def allows_failure(value: Data) -> bool | None:
    """Whether `allow_failure` lets every failure pass; a mapping names exit codes, so others still count."""
    return False if isinstance(value, dict) else flag(value)
