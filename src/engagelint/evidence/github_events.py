"""GitHub's events: which of those that start a workflow decide on a change, and what is known when they do."""

from __future__ import annotations

from engagelint.evidence.branches import NEVER, Branches
from engagelint.evidence.github_conditions import EITHER, OWN, UNCLEAR, WRITTEN, Outcome, Value
from engagelint.evidence.model import ADVISORY, Doubt
from engagelint.evidence.names import listed, mapping, quoted, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from engagelint.model import Data

_REQUESTS: Final = ("pull_request", "pull_request_target")
_QUEUE: Final = "merge_group"
_PUSH: Final = "push"
#: Branches on which people work: a push to one is judged by GitHub as the pull request that comes of it.
_KINDS: Final = "feature features feat fix bugfix hotfix chore task topic story issue user users dependabot"
_TOPICS: Final = ("x", *(f"{kind}/x" for kind in _KINDS.split()))
_TYPES: Final = ("opened", "synchronize", "reopened")
#: Of so many kinds of activity at most a pull request's trigger is read.
_MOST_TYPES: Final = 30

_NULL: Final = Value((None,))
_EMPTY: Final = Value(("",))
_USUALLY_NOT: Final = Value((False,), others=True)
_OWN: Final = Value((OWN,), others=True)
_WRITTEN: Final = Value((WRITTEN,), others=True)
_USUAL_RESULT: Final = Value(("success",), others=True)

#: What holds for every event.
_ALWAYS: Final[Mapping[str, Value]] = {
    "github.repository": _OWN,
    "github.repository_id": _OWN,
    "github.repository_owner": _OWN,
    "github.repository_owner_id": _OWN,
    "github.event.repository.full_name": _OWN,
    "github.event.repository.name": _OWN,
    "github.event.repository.owner.login": _OWN,
    "github.event.repository.owner.name": _OWN,
    "github.event.organization.login": _OWN,
    "github.event.repository.fork": _USUALLY_NOT,
    "github.server_url": Value(("https://github.com",), others=True),
    "github.run_attempt": Value(("1",), others=True),
    "github.ref_type": Value(("branch",)),
    "github.actor": _WRITTEN,
    "github.triggering_actor": _WRITTEN,
    "github.event.sender.login": _WRITTEN,
    "github.event.sender.type": Value(("User",), others=True),
    "job.status": EITHER,
}
#: What holds for everything below a name.
_BELOW: Final[Mapping[str, Value]] = {
    "matrix": EITHER,
    "runner": EITHER,
    "steps": EITHER,
    **dict.fromkeys(
        (
            f"github.event.{part}"
            for part in (
                *("inputs", "schedule", "issue", "comment", "release", "workflow_run", "client_payload", "review"),
                *("deployment", "deployment_status", "check_run", "check_suite", "discussion"),
            )
        ),
        _NULL,
    ),
}
_OF_PUSH: Final[Mapping[str, Value]] = {
    "github.base_ref": _EMPTY,
    "github.head_ref": _EMPTY,
    "github.event.pusher.name": _WRITTEN,
    "github.event.created": _USUALLY_NOT,
    "github.event.deleted": _USUALLY_NOT,
    "github.event.forced": _USUALLY_NOT,
}
_WRITTEN_OF_PUSH: Final = ("github.event.head_commit", "github.event.commits")
_HEADS: Final = Value(_TOPICS, others=True)
_OF_REQUEST: Final[Mapping[str, Value]] = {
    "github.ref": Value(("refs/pull/1/merge",)),
    "github.ref_name": Value(("1/merge",)),
    "github.head_ref": _HEADS,
    "github.event.pull_request.head.ref": _HEADS,
    "github.event.pull_request.head.repo.full_name": _OWN,
    "github.event.pull_request.head.repo.owner.login": _OWN,
    "github.event.pull_request.head.user.login": _OWN,
    "github.event.pull_request.head.repo.fork": _USUALLY_NOT,
    "github.event.pull_request.base.repo.full_name": _OWN,
    "github.event.pull_request.base.repo.owner.login": _OWN,
    "github.event.pull_request.draft": _USUALLY_NOT,
    "github.event.pull_request.merged": Value((False,)),
    "github.event.pull_request.merged_at": _NULL,
    "github.event.pull_request.state": Value(("open",)),
    "github.event.pull_request.user.login": _WRITTEN,
    "github.event.pull_request.user.type": Value(("User",), others=True),
    "github.event.pull_request.title": _WRITTEN,
    "github.event.pull_request.body": _WRITTEN,
    "github.event.pull_request.labels": _WRITTEN,
    "github.event.pull_request.labels.*.name": _WRITTEN,
}


class World:
    """A kind of run that decides on a change, and what the values of conditions are in it.

    `names` are what the branch may be called: the one that is pushed, or the one that a request is to be merged into.
    `inputs` is what is known of all inputs, `results` what is known of the results of other jobs. `outcomes`
    remembers what conditions came to: many jobs share theirs.
    """

    def __init__(self, event: str, names: tuple[str, ...], types: tuple[str, ...], default: tuple[str, ...]) -> None:
        self.event = event
        self.names = names
        self.types = types
        self.default = default
        self.inputs = _NULL
        self.results = _USUAL_RESULT
        self.outcomes: dict[tuple[str, Outcome], Outcome] = {}
        self._values = {**_ALWAYS, **self._own()}
        self._others: dict[tuple[Value, Value], World] = {}

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other worlds."""
        return self.event, self.names, self.types, self.inputs, self.results

    def called(self) -> World:
        """The world within a workflow or action that is called in this one: its inputs are not known."""
        return self._with(UNCLEAR, self.results)

    def of_steps(self) -> World:
        """The world of a job's steps, some of which are there to look at what failed."""
        return self._with(self.inputs, EITHER)

    def value(self, path: str) -> Value:
        """What is known of a variable, whose name is given in small letters."""
        if path in self._values:
            return self._values[path]
        top, _, rest = path.partition(".")
        if top == "inputs":
            return self.inputs
        if top == "needs" and rest:
            return self.results if rest.endswith(".result") else EITHER
        if top in _BELOW:
            return _BELOW[top]
        if path.startswith("github.event."):
            return self._of_event(".".join(path.split(".", 3)[:3]))
        return UNCLEAR

    def _with(self, inputs: Value, results: Value) -> World:
        """The same world but for these; always the same one, so that it remembers."""
        if (inputs, results) == (self.inputs, self.results):
            return self
        if (inputs, results) not in self._others:
            other = World(self.event, self.names, self.types, self.default)
            other.inputs, other.results = inputs, results
            self._others[inputs, results] = other
        return self._others[inputs, results]

    def _of_event(self, part: str) -> Value:
        """What is known of all below a part of the event, where nothing more is."""
        if part in _BELOW:
            return _BELOW[part]
        if part in _WRITTEN_OF_PUSH:
            return _WRITTEN if self.event == _PUSH else _NULL
        if part in {"github.event.pull_request", "github.event.number"} and self.event not in _REQUESTS:
            return _NULL
        return UNCLEAR

    def _own(self) -> dict[str, Value]:
        names, refs = Value(self.names), Value(tuple(f"refs/heads/{name}" for name in self.names))
        default = tuple(name for name in self.names if name in self.default) or self.default
        own = {
            "github.event_name": Value((self.event,)),
            "github.event.action": Value(self.types) if self.types else _NULL,
            "github.event.repository.default_branch": Value(default),
        }
        if self.event == _PUSH:
            return {**own, **_OF_PUSH, "github.ref": refs, "github.event.ref": refs, "github.ref_name": names}
        if self.event == _QUEUE:
            queued = tuple(f"gh-readonly-queue/{name}/pr-1" for name in self.names)
            return {
                **own,
                "github.ref": Value(tuple(f"refs/heads/{name}" for name in queued), others=True),
                "github.ref_name": Value(queued, others=True),
                "github.event.merge_group.base_ref": refs,
            }
        own |= {**_OF_REQUEST, "github.base_ref": names, "github.event.pull_request.base.ref": names}
        # What runs with the rights of the target runs on its branch.
        return own if self.event == "pull_request" else {**own, "github.ref": refs, "github.ref_name": names}


def events(on: Data) -> dict[str, Data]:
    """The events that `on` names, each with its terms."""
    return on if isinstance(on, dict) else dict.fromkeys(texts(*listed(on)))


def worlds(started_by: dict[str, Data], branches: Branches) -> Iterator[World]:
    """The runs that the events start and that decide on a change: of requests to the default branch, and of pushes."""
    for event in (*_REQUESTS, _QUEUE):
        terms = mapping(started_by.get(event))
        names = _default(terms, branches)
        types = _types(terms) if event in _REQUESTS else ("checks_requested",)
        if event in started_by and names and types:
            yield World(event, names, types, branches.possible)
    if _PUSH in started_by:
        terms = mapping(started_by[_PUSH])
        only_tags = terms.keys() & {"tags", "tags-ignore"} and not terms.keys() & {"branches", "branches-ignore"}
        names = (*_default(terms, branches), *_kept(terms, _TOPICS))
        if names and not only_tags:
            yield World(_PUSH, tuple(dict.fromkeys(names)), (), branches.possible)


def trigger_doubt(started_by: dict[str, Data]) -> Doubt:
    """What is said of a workflow that none of the events starts for a change."""
    others = ", ".join(quoted(event) for event in list(started_by)[:5])
    return Doubt(ADVISORY, f"{NEVER}, only on {others}" if others else NEVER)


def _types(terms: dict[str, Data]) -> tuple[str, ...]:
    """The activities that start a run; one that follows on the merge decides nothing."""
    stated = texts(*listed(terms.get("types"))[:_MOST_TYPES])
    return tuple(kind for kind in stated if kind != "closed") if stated else _TYPES


def _default(terms: dict[str, Data], branches: Branches) -> tuple[str, ...]:
    """What the default branch may be called, where a trigger's filters let it through."""
    if "branches" not in terms and branches.left_out(texts(*listed(terms.get("branches-ignore")))):
        return ()
    return _kept(terms, branches.possible)


def _kept(terms: dict[str, Data], names: Sequence[str]) -> tuple[str, ...]:
    """Those of some names of branches that a trigger's filters let through."""
    if "branches" in terms:
        wanted = texts(*listed(terms["branches"]))
        return tuple(name for name in names if Branches((name,), (name,)).allowed(wanted))
    ignored = texts(*listed(terms.get("branches-ignore")))
    return tuple(name for name in names if not Branches((name,), (name,)).left_out(ignored))
