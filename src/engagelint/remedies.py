"""Finds the cheapest change of a term that would make a violated policy pass, and proves it by judging the change.

Only terms with a direction in the schema (`x-direction`) are changed: they are what the sides negotiate. A product's
stage, a person's name or the measure of a KPI are facts, and no remedy bends facts. Nor does one reach beyond the block
of the manifest that the finding is in, as by ending the term before the clocks change, or upset another policy.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from math import ceil, floor

from engagelint import schema
from engagelint.directions import sign_of
from engagelint.edits import BEHIND, pointer_of, put, shifted
from engagelint.engine import Engine, shown
from engagelint.facts import NotStated, minutes
from engagelint.model import Kind, Outcome, split_pointer
from engagelint.places import value_at
from engagelint.policies import looked_at
from engagelint.records import NamedTuple
from engagelint.schema import fields
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from engagelint.expressions import Language
    from engagelint.model import Data, Finding
    from engagelint.policies import Policy
    from engagelint.schema.fields import Node
    from engagelint.subjects import Subject

#: So many changes are tried for one finding, and for all of a document so many, each counted as often as its policy is
#: violated there: so many findings each try gives.
MOST_TRIES: Final = 160
MOST_TRIED: Final = 4_000
#: So many people are replaced, half hours shifted, and days moved, at most.
_MOST_PEOPLE: Final = 4
_MOST_SHIFTS: Final = 24
_MOST_DAYS: Final = 3650
_HALF_HOUR: Final = 30
#: Of so many sites, at most, one is shifted: each try reckons with every pair of them on every day of the term.
_MOST_SITES: Final = 8
_NUMBERS: Final = ("no", "one", "two", "three", "four")
_LEVELS: Final = ("junior", "mid", "senior")
_SIDES: Final = ("client", "vendor")

Path = tuple[str, ...]


class Change(NamedTuple):
    """A change that may be a remedy: what to do, in words, the data after it, and whether it gives a right away."""

    words: str
    view: Data
    worse: bool = False


def remedy(
    policy: Policy, subject: Subject, finding: Finding, language: Language, today: str, chosen: Chosen
) -> str | None:
    """What would make the policy pass where `finding` says that it is violated: "set ... to 4"; None for no idea.

    `today` is a date (YYYY-MM-DD), and `chosen` the policies of the run, none of which the change upsets. The words are
    one phrase in the imperative, safe to show, without a full stop.
    """
    if finding.outcome is not Outcome.VIOLATED or finding.id != policy.id or finding.pointer is None:
        return None
    if chosen.tried >= MOST_TRIED:
        return None
    engine = Engine([policy], language, today, sweeping=False, silent=True)
    pointer = finding.pointer.removeprefix(subject.prefix)
    case = _Case(policy, subject, engine, pointer, _complaints(engine, subject), chosen)
    tried = islice(case.changes(), MOST_TRIES)
    found = next((change for path, change in tried if case.is_remedied(path, change.view)), None)
    return visible(found.words, 300) if found else None


class Chosen:
    """The policies of a run, which no remedy for the subject must upset; `today` is a date (YYYY-MM-DD).

    `tried` counts the changes of the subject that were judged (see MOST_TRIED).
    """

    def __init__(self, policies: Sequence[Policy], subject: Subject, language: Language, today: str) -> None:
        # What judges texts wherever they stand minds no other number of people, hours or weeks.
        self._policies = [one for one in policies if not any(given.endswith("/**") for given in one.given)]
        self._subject = subject
        self._language = language
        self._today = today
        self._known: dict[str, tuple[Engine, Counter[str]]] = {}
        self.tried = 0

    def mind(self, path: Path, view: Data) -> bool:
        """Whether one of those that read the term at `path` is violated in more places of `view` than before."""
        name = [part for part in path if not part.isdigit()][-1]
        if name not in self._known:
            policies = [one for one in self._policies if _names(one, name)]
            engine = Engine(policies, self._language, self._today, sweeping=False, silent=True)
            self._known[name] = engine, _violated(engine, self._subject)
        engine, before = self._known[name]
        return not _violated(engine, self._subject._replace(view=view)) <= before


def _names(policy: Policy, term: str) -> bool:
    """Whether a policy's place, condition or guard names a term: none reads a term without that."""
    words = " ".join((*policy.given, policy.require, policy.when or ""))
    return Kind.ENGAGEMENT in policy.applies_to and re.search(rf"\b{re.escape(term)}\b", words) is not None


class _Case(NamedTuple):
    """A policy that is violated at `pointer` of a subject, one of the places that it minds `before` any change."""

    policy: Policy
    subject: Subject
    engine: Engine
    pointer: str
    before: set[str]
    chosen: Chosen

    def is_mended(self, view: Data) -> bool:
        """Whether the violation is gone and nothing else came in its place."""
        after = _complaints(self.engine, self.subject._replace(view=view))
        return self.pointer not in after and after <= self.before

    def is_remedied(self, path: Path, view: Data) -> bool:
        """Whether the violation is gone with another value at `path`, and no other policy minds."""
        self.chosen.tried += len(self.before)
        return self.is_mended(view) and not self.chosen.mind(path, view)

    def changes(self) -> Iterator[tuple[Path, Change]]:
        """Changes to try, with their terms, the cheapest first; those that give away what a term is good for last."""
        worse = []
        for path in self._terms():
            for change in _of_term(self, path):
                if change.worse:
                    worse.append((path, change))
                else:
                    yield path, change
        yield from worse

    def _terms(self) -> list[Path]:
        """The terms to change: the one that is pointed at, then the others of its block that the policy names."""
        here = tuple(split_pointer(self.pointer))
        named = [self._made_concrete(pointer, here) for pointer in looked_at(self.policy)]
        near = [path for path in named if path and path[:1] == here[:1]]
        every = [here, *sorted(near, key=lambda path: -_shared(path, here))]
        return list(dict.fromkeys(every))

    def _made_concrete(self, pointer: str, here: Path) -> Path | None:
        """A pointer with `*` as the finding's place has it; None where that leads nowhere."""
        parts = tuple(split_pointer(pointer))
        path = tuple(here[n] if part == "*" and n < len(here) else part for n, part in enumerate(parts))
        return None if "*" in path else path


def _violated(engine: Engine, subject: Subject) -> Counter[str]:
    """In how many places of a subject each of the engine's policies is violated."""
    return Counter(one.policy for one in engine.judge(subject) if one.outcome is Outcome.VIOLATED)


def _complaints(engine: Engine, subject: Subject) -> set[str]:
    """The places of a subject that the engine's policy minds."""
    found = [one.finding for one in engine.judge(subject) if one.outcome in {Outcome.VIOLATED, Outcome.UNANSWERED}]
    return {(one.pointer or "").removeprefix(subject.prefix) for one in found if one}


def _shared(path: Path, here: Path) -> int:
    """How much of the way two paths have in common."""
    return next((n for n, (one, other) in enumerate(zip(path, here, strict=False)) if one != other), len(here))


def _of_term(case: _Case, path: Path) -> Iterator[Change]:
    """The changes of one term that can be thought of, by what kind of term it is."""
    pointer = pointer_of(path)
    value, direction = value_at(case.subject.view, pointer), schema.direction(case.subject.kind, pointer)
    if value is None or direction is None:
        return
    node = fields.nodes(case.subject.kind, pointer)[0]
    if pointer == "/team" and isinstance(value, list):
        yield from _of_team(case, path, value)
    elif pointer == "/operating_model/sites" and isinstance(value, list) and "overlap(" in case.policy.require:
        yield from _of_sites(case, path, value)
    elif isinstance(value, list) and "enum" in node.get("items", {}):
        yield from _of_set(case, path, value, node["items"]["enum"])
    elif isinstance(value, bool):
        yield _set(case, path, not value)
    elif isinstance(value, float):
        yield from _of_number(case, path, value, node)
    elif isinstance(value, str) and node.get("format") == "date":
        yield from _of_date(case, path, value)
    elif isinstance(value, str) and isinstance(direction.better, tuple):
        yield from _of_choice(case, path, value, direction.better)


def _of_choice(case: _Case, path: Path, value: str, groups: Sequence[Sequence[str]]) -> Iterator[Change]:
    """The other values, those nearest to the present one in the order from the best to the worst first.

    Those of one rank are worth the same: below the best, they are tried only where each of them would do.
    """

    def does(one: str) -> bool:
        return case.is_remedied(path, put(case.subject.view, path, one))

    ranks = {one: rank for rank, group in enumerate(groups) for one in group}
    present = ranks.get(value, len(groups))
    for rank in sorted(range(len(groups)), key=lambda one: abs(one - present)):
        if rank == 0 or (rank != present and all(map(does, groups[rank]))):
            yield from (_set(case, path, one) for one in groups[rank] if one != value)


def _set(case: _Case, path: Path, value: Data) -> Change:
    """The change of one term to another value."""
    pointer = pointer_of(path)
    name = schema.phrase(case.subject.kind, pointer, case.subject.view)
    direction, old = schema.direction(case.subject.kind, pointer), value_at(case.subject.view, pointer)
    # "set who owns the accounts to client" is no English.
    asks = name.startswith(("wh", "how "))
    wanted = f"{shown(value)} {schema.unit(pointer, value)}".rstrip() if isinstance(value, float) else shown(value)
    words = f"change {name} from {shown(old)} to {wanted}" if asks else f"set {name} to {wanted}"
    worse = direction is not None and sign_of(direction, old, value) < 0
    return Change(words, put(case.subject.view, path, value), worse)


def _of_number(case: _Case, path: Path, value: float, node: Node) -> Iterator[Change]:
    """Limits of the policy's own, and the nearest whole numbers that pass; the nearest first.

    Who caps something at nothing has not stated a cap, and no policy knows what was meant: the nearest to 0 is not.
    """
    least, most = float(node["minimum"]), float(node["maximum"])
    below, above = floor(value), ceil(value)
    wanted = {float(one) for one in case.policy.params.values() if isinstance(one, (int, float)) and one is not True}
    direction = schema.direction(case.subject.kind, pointer_of(path))
    if value or not direction or direction.better != "less":
        wanted |= {float(below + step) for step in _steps(case, path, int(most - below), lambda n: float(below + n))}
        wanted |= {float(above - step) for step in _steps(case, path, int(above - least), lambda n: float(above - n))}

    def rank(one: float) -> tuple[int, bool, float]:
        """By half units: a whole number is worth more than a little less to give."""
        return round(abs(one - value) * 2), not one.is_integer(), one

    usable = [one for one in wanted if least <= one <= most and (node["type"] != "integer" or one.is_integer())]
    yield from (_set(case, path, one) for one in sorted(usable, key=rank))


def _of_date(case: _Case, path: Path, value: str) -> Iterator[Change]:
    """The nearest day before and the nearest after that passes."""
    before = [(days, -days) for days in _steps(case, path, _MOST_DAYS, lambda days: shifted(value, -days))]
    after = [(days, days) for days in _steps(case, path, _MOST_DAYS, lambda days: shifted(value, days))]
    yield from (_set(case, path, shifted(value, days)) for _, days in sorted([*before, *after]))


def _steps(case: _Case, path: Path, most: int, moved: Callable[[int], Data]) -> list[int]:
    """The fewest steps, up to `most`, after which the policy passes, and after which no other minds either."""

    def mends(steps: int) -> bool:
        return case.is_mended(put(case.subject.view, path, moved(steps)))

    def remedies(steps: int) -> bool:
        return case.is_remedied(path, put(case.subject.view, path, moved(steps)))

    return [steps for passes in (mends, remedies) if (steps := _fewest(most, passes)) is not None]


def _fewest(most: int, passes: Callable[[int], bool]) -> int | None:
    """The smallest number of steps from 1 to `most` that passes, where all greater ones do; None where `most` fails."""
    if most < 1 or not passes(most):
        return None
    broken, kept = 0, most
    while kept - broken > 1:
        middle = (broken + kept) // 2
        if passes(middle):
            kept = middle
        else:
            broken = middle
    return kept


def _of_set(case: _Case, path: Path, value: list[Data], known: Sequence[str]) -> Iterator[Change]:
    """The fewest known values that have to be added, or one to be taken out."""
    name = schema.phrase(case.subject.kind, pointer_of(path), case.subject.view)
    added = [one for one in known if one not in value]
    if added and case.is_mended(put(case.subject.view, path, [*value, *added])):
        for one in list(added):
            fewer = [other for other in added if other != one]
            if case.is_mended(put(case.subject.view, path, [*value, *fewer])):
                added = fewer
        yield Change(f"add {_listed(added)} to {name}", put(case.subject.view, path, [*value, *added]))
    for one in value:
        rest = [other for other in value if other != one]
        yield Change(f"take {_listed([str(one)])} out of {name}", put(case.subject.view, path, rest), worse=True)


def _of_team(case: _Case, path: Path, team: list[Data]) -> Iterator[Change]:
    """Fewest people first: some of one level replaced by another, or else one person more."""
    entries = [(n, one) for n, one in enumerate(team) if isinstance(one, dict) and one.get("count", 0.0) >= 1]
    for people in range(1, _MOST_PEOPLE + 1):
        for number, entry in entries:
            for level in (one for one in reversed(_LEVELS) if entry["count"] >= people and one != entry.get("level")):
                left = entry["count"] - people
                smaller = put(team, (str(number),), {**entry, "count": left} if left else None)
                view = put(case.subject.view, path, [*smaller, {**entry, "level": level, "count": float(people)}])
                yield Change(_replacing(entry, level, people), view)
    for side in _SIDES:
        for discipline in fields.nodes(case.subject.kind, f"{pointer_of(path)}/0/discipline")[0]["enum"]:
            one = {"discipline": discipline, "side": side, "level": "senior", "count": 1.0}
            yield Change(
                f"add one senior person for {discipline} on the {side}'s side",
                put(case.subject.view, (*path, BEHIND), one),
            )


def _replacing(entry: dict[str, Data], level: str, people: int) -> str:
    old, role = entry.get("level"), entry.get("role")
    number, plural = _NUMBERS[people], "s" if people > 1 else ""
    replaced = f"{old}{plural}" if old in {"junior", "senior"} else f"mid-level {'people' if people > 1 else 'person'}"
    by = f"{level}{plural}" if level in {"junior", "senior"} else f"mid-level {'people' if people > 1 else 'person'}"
    return f"replace {number} {replaced}{f' ({role})' if role else ''} by {'' if people > 1 else 'a '}{by}"


def _of_sites(case: _Case, path: Path, sites: list[Data]) -> Iterator[Change]:
    """The smallest shift of one site's hours by half hours, of the vendor's sites before the client's."""
    for side in reversed(_SIDES) if len(sites) <= _MOST_SITES else ():
        own = [(n, one) for n, one in enumerate(sites) if isinstance(one, dict) and one.get("side") == side]
        for step in range(1, _MOST_SHIFTS + 1):
            for number, site in own:
                for sign in (-1, 1):
                    hours = _shifted_hours(str(site.get("hours", "")), sign * step * _HALF_HOUR)
                    if hours is not None:
                        start, end = hours.split("-")
                        name = site.get("name") or f"the {side}'s site"
                        view = put(case.subject.view, (*path, str(number), "hours"), hours)
                        yield Change(f"start {name} at {start} and end at {end}", view)


def _shifted_hours(hours: str, by: int) -> str | None:
    """Working hours moved by so many minutes, of the same length; None where they cannot be read."""
    try:
        times = minutes(hours)
    except NotStated:
        return None
    return "-".join(f"{(one + by) % 1440 // 60:02}:{(one + by) % 60:02}" for one in times)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
