"""Compares two drafts of an engagement: what changed, in whose favour, and what that does to the risk."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from engagelint import catalogue, files
from engagelint.compare import drafts, revisions
from engagelint.compare.criteria import criteria_changes
from engagelint.compare.described import changed_terms
from engagelint.compare.findings import sorted_out
from engagelint.compare.letter import letter
from engagelint.compare.model import Change, Comparison, Movement, Pair, Same
from engagelint.compare.pairing import not_compared, paired
from engagelint.compare.watching import Watch
from engagelint.expressions import Language
from engagelint.model import Kind
from engagelint.revision import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from engagelint.check import Request
    from engagelint.compare.drafts import Entry
    from engagelint.compare.pairing import Pairs
    from engagelint.policies import Policy

#: How many files that were not compared are named.
_MOST_NAMED: Final = 3

__all__ = ["Change", "Comparison", "Movement", "Pair", "Same", "Unavailable", "compare", "letter"]


def compare(request: Request, old: str, new: str, side: str, environment: Mapping[str, str]) -> Comparison:
    """Compare the drafts that `old` and `new` name: files or folders, or REV:PATH for what git has.

    `side` is client or vendor. The request says how both are judged; its paths are left aside. Raises Unavailable where
    a revision cannot be had, and policies.Unusable where the policies asked for cannot be worked with.
    """
    # What stands on standard input instead of a file is the newer draft.
    with _opened(request._replace(texts={}), old, environment) as before, _opened(request, new, environment) as after:
        ours, theirs = drafts.read(before), drafts.read(after)
        problems = [
            one if one.startswith(f"{name}:") else f"{name}: {one}"
            for name, draft in ((old, ours), (new, theirs))
            for one in draft.problems
        ]
        pairs = paired(ours, theirs)
        lost = not_compared(pairs)
        uncompared = list(_unlike({slot: pairs[slot] for slot in lost}, old, new))
        changes = _Changes(after).of(pairs)
    findings = sorted_out(ours, theirs, lost)
    return Comparison(
        old=old,
        new=new,
        side=side,
        changes=tuple(changes),
        introduced=tuple(findings.introduced),
        resolved=tuple(findings.resolved),
        both=tuple(findings.both),
        let_through=tuple(findings.let_through),
        excused=tuple(findings.excused),
        files=tuple(_alone(pairs)),
        run=theirs.report.run,
        fail_on=theirs.report.fail_on,
        remarks=tuple(
            f"{name}: {remark}" for name, one in ((old, ours), (new, theirs)) for remark in one.report.remarks
        ),
        problems=(*problems, *uncompared),
        uncompared=tuple(uncompared),
    )


@contextmanager
def _opened(request: Request, given: str, environment: Mapping[str, str]) -> Iterator[Request]:
    """The request for one draft, with the files of a revision written to a folder for as long as it is open."""
    revision = revisions.named(given, request.working_folder)
    if revision is None:
        yield request._replace(paths=(Path(given),))
        return
    with tempfile.TemporaryDirectory(prefix="engagelint-") as name:
        target = Path(name).resolve()
        path = revisions.extract(revision, request, target, environment)
        yield _moved(request._replace(paths=(path,)), target)


def _moved(request: Request, target: Path) -> Request:
    """The request with the folders of its patterns in `target`; the policies stay those of the working folder."""
    configuration = request.configuration
    root = files.repository_root(request.working_folder) or request.working_folder
    below = os.path.relpath(configuration.folder.resolve(), root.resolve())
    moved = configuration._replace(
        folder=target / below,
        data={key: value for key, value in configuration.data.items() if key != "policies"},
    )
    house = (*configuration.policy_folders, *request.house)
    return request._replace(configuration=moved, house=house, working_folder=target)


def _unlike(lost: Pairs, old: str, new: str) -> Iterator[str]:
    """Why documents of the older draft were not compared; a Definition of Done goes with the manifest that links it."""
    linked = {one.linked for one, _ in lost.values() if one}
    for slot, (_, other) in lost.items():
        if other is not None:
            yield f"{old} and {new}: {slot or 'one'} is no longer the same kind of file"
    gone = [
        one.subject.document.source.path
        for slot, (one, other) in lost.items()
        if one and other is None and slot not in linked
    ]
    if gone:
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        is_one = len(gone) == 1
        yield (
            f"{', '.join(gone[:_MOST_NAMED])}{more} {'is' if is_one else 'are'} not compared: "
            f"nothing in {new} goes with {'it' if is_one else 'them'}"
        )


def _alone(pairs: Pairs) -> Iterator[Pair]:
    for one, other in pairs.values():
        if one is None or other is None:
            yield Pair(one and one.subject.document.source.path, other and other.subject.document.source.path)


class _Changes:
    """The changes of all documents, in the order of the newer draft."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._language = Language(catalogue.lexicon)
        configuration = request.configuration
        self._chosen: dict[tuple[str, ...], list[Policy]] = {}
        self._house = catalogue.house([*configuration.policy_folders, *request.house], request.working_folder)

    def of(self, pairs: Pairs) -> list[Change]:
        changes: list[Change] = []
        told: set[str | None] = set()
        for one, other in pairs.values():
            if one and other and one.subject.kind is other.subject.kind is Kind.ENGAGEMENT:
                changes += self._of_terms(one, other)
                changes += self._of_criteria(one, other)
                told |= {one.linked, other.linked}
        for slot, (one, other) in pairs.items():
            if one and other and one.subject.kind is other.subject.kind is Kind.DEFINITION_OF_DONE:
                changes += self._of_terms(one, other)
                if slot not in told:
                    changes += self._of_criteria(one, other)
        return changes

    def _of_terms(self, one: Entry, other: Entry) -> list[Change]:
        return changed_terms(one.subject, other.subject, self._watch(other, other.subject.kind))

    def _of_criteria(self, one: Entry, other: Entry) -> list[Change]:
        return criteria_changes(one.definition, other.definition, self._watch(other, Kind.DEFINITION_OF_DONE))

    def _watch(self, entry: Entry, kind: Kind) -> Watch:
        return Watch(self._policies(entry), kind, self._language, self._request.today)

    def _policies(self, entry: Entry) -> list[Policy]:
        """The policies that run on a file: those of the newer draft judge both."""
        choices = (*self._request.configuration.choices(entry.path), self._request.choice)
        key = tuple(map(repr, choices))
        if key not in self._chosen:
            self._chosen[key] = catalogue.chosen(choices, self._house)
        return self._chosen[key]
