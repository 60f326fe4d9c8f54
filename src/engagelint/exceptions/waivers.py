"""Waivers: findings that somebody approved, for a reason and until a day."""

from __future__ import annotations

from datetime import date
from enum import Enum

from engagelint import config
from engagelint.codes import own_finding
from engagelint.exceptions.suppressions import no_policy
from engagelint.model import By, ExceptionInfo, Severity, split_pointer
from engagelint.policies import Unusable, several
from engagelint.records import NamedTuple
from engagelint.text import named, same_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any, Final

    from engagelint.config import Configuration
    from engagelint.model import Document, Finding

#: The most days from a waiver's approval to its end, where the configuration does not say.
MAXIMUM_DAYS: Final = 180
#: How many days before its end a waiver is spoken of.
SOON: Final = 30

_BESIDE_WAIVERS: Final = frozenset({"apiVersion", "kind", "title", "description", "waivers"})


class Standing(Enum):
    """Whether a waiver holds on a day."""

    NOT_YET = "not yet"
    IN_FORCE = "in force"
    EXPIRED = "expired"


class Waiver(NamedTuple):
    """A policy's findings that are let through in some files, at some place or any; dates are YYYY-MM-DD.

    It stands in `document` at `place`. The last day on which it holds is `expires`.
    """

    policy: str
    file: str
    reason: str
    approved_by: tuple[str, ...]
    granted: str
    expires: str
    pointer: str | None
    value_hash: str | None
    in_return: str | None
    document: Document
    place: str

    @property
    def info(self) -> ExceptionInfo:
        """The waiver as reports show it."""
        return ExceptionInfo(
            By.WAIVER,
            self.reason,
            self.approved_by,
            self.granted,
            self.expires,
            self.in_return,
            self.document.source.path,
            self.document.region(self.place).start.line,
        )

    @property
    def approvers(self) -> str:
        """The approvers in a sentence."""
        return " and ".join(self.approved_by)

    def speaks_of(self, finding: Finding) -> bool:
        """Whether the policy, place and value are those of a finding; whether the file is, is not asked."""
        if finding.id != self.policy or (self.value_hash is not None and self.value_hash != finding.value_hash):
            return False
        return self.pointer is None or _fits(self.pointer, finding.pointer or "")

    def finding(self, message: str, term: str = "", severity: Severity = Severity.ERROR) -> Finding:
        """What is wrong with the waiver, or with one of its terms."""
        pointer = f"{self.place}/{term}" if term else self.place
        found = own_finding("WAI", self.document.source, self.document.region(pointer), message, pointer)
        return found._replace(severity=severity)


def _fits(pattern: str, pointer: str) -> bool:
    wanted, parts = split_pointer(pattern), split_pointer(pointer)
    return len(wanted) == len(parts) and all(one in ("*", part) for one, part in zip(wanted, parts, strict=True))


def standing(waiver: Waiver, as_of: str) -> Standing:
    """Whether a waiver holds on the day `as_of`: the one place where that is decided."""
    if as_of < waiver.granted:
        return Standing.NOT_YET
    return Standing.EXPIRED if as_of > waiver.expires else Standing.IN_FORCE


def days_left(waiver: Waiver, as_of: str) -> int:
    """The days from `as_of` to the last on which the waiver holds; negative when that is past."""
    return (date.fromisoformat(waiver.expires) - date.fromisoformat(as_of)).days


def has_two_keys(approvers: Sequence[str]) -> bool:
    """Whether two of the approvers are different people; a role, a body or a placeholder is nobody."""
    people = [one for one in approvers if named(one)]
    return any(not same_name(people[0], other) for other in people[1:])


def load(configuration: Configuration, working_folder: Path, ids: Mapping[str, str]) -> list[Waiver]:
    """The waivers of a configuration and of the file that it names; `ids` knows every policy's id and name.

    Raises Unusable, with every place, where one is malformed.
    """
    if configuration.document is None:
        return []
    sources = [(configuration.document, configuration.data)]
    findings: list[Finding] = []
    if "waivers_file" in configuration.data:
        named = config.load(configuration.folder / configuration.data["waivers_file"], working_folder)
        if named.document is not None:
            sources.append((named.document, named.data))
            findings += _only_waivers(named.document, named.data)
    most = configuration.data.get("maximum_days", MAXIMUM_DAYS)
    waivers = []
    for document, data in sources:
        for number, raw in enumerate(data.get("waivers", ())):
            place = f"/waivers/{number}"
            findings += _problems(document, raw, place, most, ids)
            waivers.append(_waiver(document, raw, place, ids))
    if findings:
        raise Unusable("a waiver cannot be used", findings)
    return waivers


def _waiver(document: Document, raw: Mapping[str, Any], place: str, ids: Mapping[str, str]) -> Waiver:
    return Waiver(
        policy=ids.get(raw["policy"].lower(), raw["policy"]),
        approved_by=several(raw["approved_by"]),
        file=raw["file"],
        reason=raw["reason"],
        granted=raw["granted"],
        expires=raw["expires"],
        pointer=raw.get("pointer"),
        value_hash=raw.get("value_hash"),
        in_return=raw.get("in_return"),
        document=document,
        place=place,
    )


def _only_waivers(document: Document, data: Iterable[str]) -> Iterator[Finding]:
    for key in data:
        if key not in _BESIDE_WAIVERS and not key.startswith("x-"):
            message = f"`{key}` has no effect here: a file of waivers holds nothing but `waivers`"
            yield own_finding("CFG", document.source, document.region(f"/{key}", key=True), message, f"/{key}")


def _problems(
    document: Document, raw: Mapping[str, Any], place: str, most: int, ids: Mapping[str, str]
) -> Iterator[Finding]:
    """What the schema cannot know to be wrong with a waiver."""

    def problem(term: str, message: str) -> Finding:
        pointer = f"{place}/{term}"
        return own_finding("CFG", document.source, document.region(pointer), message, pointer)

    if raw["policy"].lower() not in ids:
        yield problem("policy", no_policy(raw["policy"], ids))
    if not any(character.isalnum() for character in raw["reason"]):
        yield problem("reason", "The waiver gives no reason")
    approvers = several(raw["approved_by"])
    if not approvers or not all(any(one.isalpha() for one in approver) for approver in approvers):
        yield problem("approved_by", "The waiver names nobody who approved it")
    days = (date.fromisoformat(raw["expires"]) - date.fromisoformat(raw["granted"])).days
    if days < 0:
        yield problem("expires", f"The waiver ends on {raw['expires']}, before it begins on {raw['granted']}")
    elif days > most:
        yield problem("expires", f"The waiver lasts {days} days; {most} at most are allowed")
