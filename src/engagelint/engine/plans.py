"""Makes the sweeps of policies: what `self` and `member` stand for is put in as terms of the document.

So all places have their values in common, and one evaluation asks of them all.
"""

from __future__ import annotations

import re

from engagelint.engine.sweeps import MEMBERS, Asked, Call, Path
from engagelint.engine.telling import told_beforehand
from engagelint.expressions.source import MACRO, TEXT_OR_NAME, places_read, reads
from engagelint.model import Kind, split_pointer
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from engagelint.policies import Policy

#: What each member of a list or group is called while a sweep goes through it.
_EACH = "each"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: The proofs that criteria name.
_PROOFS = ("done", "items", MEMBERS, "verified_by")
#: The variables whose meaning depends on the place.
_OF_PLACES = frozenset(("self", "member", "key", "index"))


class Plan(NamedTuple):
    """A sweep before it is compiled: the expressions' sources."""

    kind: Kind
    guard: str | None
    holds: str
    asked: tuple[Asked, ...]
    numbers: tuple[tuple[int, int], ...]
    told: dict[str, list[Path]]
    reckoned: dict[str, Call]


class _Put(NamedTuple):
    """A condition with the place's terms put in, and what else must be so.

    For a condition on each of `members`, `numbers` counts those that it applies to and those that have the place.
    """

    asked: Asked
    guard: str | None
    holds: str
    there: tuple[str, ...]
    members: str = ""
    numbers: tuple[str, ...] = ()


def plans(policies: Iterable[Policy], apart: frozenset[str]) -> list[Plan]:
    """The sweeps that the policies can be asked in, but for those of the ids in `apart`.

    Policies of different families or guards, those that read the engagement that links a Definition of Done, and those
    that ask for proofs, which are seldom at hand, stand in different sweeps: one that does not hold, or is not chosen,
    leaves the other sweeps as they are.
    """
    found: dict[tuple[Any, ...], list[_Put]] = {}
    for policy in policies:
        sources = [source for source in (policy.when, policy.require) if source]
        read = {variable for source in sources for variable, _ in reads(source)}
        of_proofs = any(_PROOFS in places_read(source) for source in sources)
        for kind in policy.applies_to if len(policy.applies_to) == 1 and policy.id not in apart else ():
            for given in policy.given:
                put = _put(policy, given, kind, has_key="key" in read)
                if put is not None:
                    among = (policy.when or "", put.members) if put.members else None
                    key = (kind, put.guard, put.guard or policy.family, among, "engagement" in read, of_proofs)
                    found.setdefault(key, []).append(put)
    return [_plan(kind, guard, parts) for (kind, guard, *_), parts in found.items()]


def _plan(kind: Kind, guard: str | None, parts: list[_Put]) -> Plan:
    told: dict[str, list[Path]] = {}
    reckoned: dict[str, Call] = {}
    holds = _joined(parts)
    # Of criteria, which are many, nearly all conditions ask one question and are content.
    if kind is Kind.ENGAGEMENT:
        holds, guard = told_beforehand(holds, told, reckoned), guard and told_beforehand(guard, told, reckoned)
    return Plan(kind, guard, holds, tuple(one.asked for one in parts), _counted(parts), told, reckoned)


def _joined(parts: list[_Put]) -> str:
    """What says of all conditions at once whether they hold; of conditions on members, a text of the `_numbers`."""
    there = dict.fromkeys(one for part in parts for one in part.there)
    conditions = " && ".join(f"({part.holds})" for part in parts)
    if members := parts[0].members:
        conditions = f"{members}.all({_EACH}, {conditions})"
    holds = " && ".join([*there, conditions])
    # As a text: the runtime never lets go of the members of a list.
    numbers = ' + " " + '.join(f"string({number})" for number in _numbers(parts))
    return f"{holds} ? {numbers} : ''" if members else holds


def _numbers(parts: list[_Put]) -> list[str]:
    """What the conditions of a sweep have counted, each once."""
    return list(dict.fromkeys(number for part in parts for number in part.numbers))


def _counted(parts: list[_Put]) -> tuple[tuple[int, int], ...]:
    """For each condition on members, where its two numbers stand."""
    numbers = _numbers(parts)
    return tuple((numbers.index(part.numbers[0]), numbers.index(part.numbers[1])) for part in parts if part.members)


def _put(policy: Policy, given: str, kind: Kind, *, has_key: bool) -> _Put | None:
    """A policy's condition in the places of a `given`; None where it cannot be put so."""
    if given.count("*") > 1:
        return None
    head, star, tail = given.partition("/*")
    place, below = _path("document", head), _path("", tail)
    if star and kind is Kind.DEFINITION_OF_DONE and head == "/items":
        place = "done.items"  # what is known of a criterion stands there
    if place is None or below is None:
        return None
    member = f"{place}[{_EACH}]" if has_key else _EACH
    terms = {"self": member + below, "member": member, "key": _EACH} if star else {"self": place}
    if not has_key:
        terms.pop("key", None)
    holds, guard = _named(policy.require, terms), _named(policy.when or "true", terms)
    if holds is None or guard is None:
        return None
    asked = Asked(policy.id, given)
    if not star:
        there = tuple(f"has({one})" for one in _stages(place))
        return _Put(asked, guard if policy.when else None, holds, there)
    # Members without the term that is asked about are no places.
    has = [f"has({one})" for one in _stages(member + below, member)]
    applies = [*has, f"({guard})"] if policy.when else has
    holds = f"!({' && '.join(applies)}) || ({holds})" if applies else holds
    is_kind = f"type({place}) == {'map' if has_key else 'list'}"
    return _Put(asked, None, holds, (is_kind,), place, (_number(place, applies), _number(place, has)))


def _number(members: str, conditions: list[str]) -> str:
    """How many of the members the conditions hold for."""
    return f"size({members}.filter({_EACH}, {' && '.join(conditions)}))" if conditions else f"size({members})"


def _stages(path: str, root: str = "document") -> list[str]:
    """A term and those that it lies in, the outermost first, below `root`."""
    parts = path.removeprefix(root).split(".")[1:]
    return [f"{root}.{'.'.join(parts[: number + 1])}" for number in range(len(parts))]


def _path(root: str, pointer: str) -> str | None:
    """A pointer as the selection of a term; None where a part is no name."""
    parts = split_pointer(pointer)
    return root + "".join(f".{part}" for part in parts) if all(map(_NAME.fullmatch, parts)) else None


def _named(source: str, terms: Mapping[str, str]) -> str | None:
    """An expression with other terms in place of variables; None where it has one that there is no term for."""
    if not _OF_PLACES.isdisjoint(re.findall(MACRO, source)):
        return None
    lacking = False

    def put(match: re.Match[str]) -> str:
        nonlocal lacking
        name = match.group(1)
        if name not in _OF_PLACES:
            return match.group()
        lacking = lacking or name not in terms
        return terms.get(name, name) + match.group(2)

    put_in = re.sub(TEXT_OR_NAME, put, source)
    return None if lacking else put_in
