"""What a portfolio leans on too much: one person with many duties, one vendor with many engagements."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from engagelint.records import NamedTuple
from engagelint.text import fold, named, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engagelint.portfolio.entries import Entry

Item = TypeVar("Item")

#: The duties of which one person can hold too many, with the places that name their holders.
OWNER, BACKUP, APPROVER, DECIDER = "product owner", "backup product owner", "approver", "decision owner"
_HOLDERS = (
    ("/roles/product_owner/name", OWNER),
    ("/roles/product_owner/backup/name", BACKUP),
    ("/definition_of_done/exceptions/approved_by", APPROVER),
    ("/definition_of_done/owner", "owner of the Definition of Done"),
    ("/governance/outcome_owners/client", "owner of the outcome"),
    ("/governance/outcome_owners/vendor", "owner of the outcome"),
    ("/roles/tech_lead/name", "tech lead"),
    ("/roles/delivery_lead/name", "delivery lead"),
    ("/roles/security_lead/name", "security lead"),
    ("/exit/transition/code_owner", "owner of the code afterwards"),
)
_DECIDING = (OWNER, BACKUP, APPROVER, DECIDER)
#: Of these the manifest says how many hours a week they take.
_TIMED = ("/roles/product_owner", "/roles/product_owner/backup", "/roles/tech_lead", "/roles/delivery_lead")

_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile("['\u2019]")
#: A week's work; nobody can promise more to all engagements together.
FULL_WEEK = 40


class Duty(NamedTuple):
    """What a person is to do in an engagement, and the hours a week that are promised for it (0: not stated)."""

    name: str
    duty: str
    engagement: str
    hours: float = 0


class Person(NamedTuple):
    """Somebody with duties in more than one engagement. `concern` says what is too much; empty for nothing."""

    name: str
    duties: tuple[Duty, ...]
    concern: str

    @property
    def engagements(self) -> list[str]:
        """The engagements' names, in the order in which they are read."""
        return list(dict.fromkeys(duty.engagement for duty in self.duties))

    @property
    def hours(self) -> float:
        """The hours a week that are promised in all."""
        return sum(duty.hours for duty in self.duties)


class Vendor(NamedTuple):
    """A vendor of more than one engagement."""

    name: str
    engagements: tuple[str, ...]


def people(entries: Iterable[Entry]) -> list[Person]:
    """Who has duties in more than one engagement, what is too much first."""
    duties = dict.fromkeys(duty for entry in latest(entries) for duty in _duties(entry))
    found = [
        Person(held[0].name, tuple(held), _concern(held))
        for held in _same(duties, lambda duty: duty.name)
        if len({duty.engagement for duty in held}) > 1 and named(held[0].name)
    ]
    return sorted(found, key=lambda one: (not one.concern, -len(one.engagements), one.name))


def vendors(entries: Iterable[Entry]) -> list[Vendor]:
    """The vendors of more than one engagement, the one with the most first."""
    named_by = dict.fromkeys((entry.text("/parties/vendor/name"), entry.name) for entry in latest(entries))
    groups = _same((pair for pair in named_by if pair[0]), lambda pair: pair[0])
    found = [Vendor(group[0][0], tuple(dict.fromkeys(name for _, name in group))) for group in groups]
    return sorted((one for one in found if len(one.engagements) > 1), key=lambda one: (-len(one.engagements), one.name))


def latest(entries: Iterable[Entry]) -> list[Entry]:
    """Of the drafts that bear one engagement's name, the one with the highest version, else the last."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        if entry.name not in kept or _version(entry) >= _version(kept[entry.name]):
            kept[entry.name] = entry
    return list(kept.values())


def _version(entry: Entry) -> float:
    version = entry.term("/metadata/version")
    return version if isinstance(version, float) else 0.0


def _duties(entry: Entry) -> Iterator[Duty]:
    for pointer, duty in _HOLDERS:
        if name := entry.text(pointer):
            role = pointer.removesuffix("/name")
            hours = entry.term(f"{role}/hours_per_week") if role in _TIMED else 0
            yield Duty(name, duty, entry.name, hours if isinstance(hours, float) else 0)
    escalation = entry.term("/operating_model/decisions/escalation")
    for step in escalation if isinstance(escalation, list) else []:
        if isinstance(step, dict) and isinstance(step.get("decider"), str):
            yield Duty(step["decider"], DECIDER, entry.name)


def _concern(held: list[Duty]) -> str:
    """What is too much of a person's duties, in one sentence; empty for nothing."""
    by_duty: dict[str, set[str]] = defaultdict(set)
    for duty in held:
        by_duty[duty.duty].add(duty.engagement)
    hours = sum(duty.hours for duty in held)
    deciding = [duty for duty in _DECIDING if duty in by_duty]
    if len(by_duty[BACKUP]) > 1:
        return f"Stands in for the product owner of {len(by_duty[BACKUP])} engagements, and can be in one at a time."
    if hours > FULL_WEEK:
        return f"Has promised {hours:g} hours a week in all."
    if len(by_duty[OWNER]) > 1:
        return f"Is the product owner of {len(by_duty[OWNER])} engagements."
    if len(deciding) > 2:
        return f"Owns too much: {', '.join(deciding)}; all of them wait when this person is away."
    return ""


def _same(items: Iterable[Item], name_of: Callable[[Item], str]) -> list[list[Item]]:
    """The items in groups whose names are the same person's or company's, in the order in which they are read.

    Names that are the same share a word, so each is compared only with the groups that have one of its words.
    """
    groups: list[list[Item]] = []
    spelt: dict[str, list[Item]] = {}
    by_word: dict[str, list[int]] = defaultdict(list)
    for item in items:
        name = name_of(item)
        if name in spelt:
            spelt[name].append(item)
            continue
        words = set(_WORD.findall(_APOSTROPHE.sub("", fold(name))))
        near = dict.fromkeys(number for word in sorted(words) for number in by_word[word])
        group = next((groups[number] for number in near if same_name(name_of(groups[number][0]), name)), None)
        if group is None:
            group = []
            groups.append(group)
            for word in words:
                by_word[word].append(len(groups) - 1)
        group.append(item)
        spelt[name] = group
    return groups
