"""What is known of the rule behind a finding: a built-in policy, a code of the tool's own, or a house policy."""

from __future__ import annotations

from engagelint import catalogue
from engagelint.codes import OWN_CODES
from engagelint.model import Severity
from engagelint.own_pages import OWN_PAGES
from engagelint.pages import FAMILIES, SOURCES
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Finding

OWN_FAMILY = "Reading: what could not be read or judged"
HOUSE_FAMILY = "House policies"


class Rule(NamedTuple):
    """A rule as a report presents it. `family` is a word for a tag; `sources` are sentences for people."""

    id: str
    name: str
    family: str
    severity: Severity
    requirement: str
    why: str
    sources: tuple[str, ...] = ()


def rule_of(finding: Finding) -> Rule:
    """The rule behind a finding.

    The reason is the finding's: in it stand the values that the configuration gives to the policy's parameters. Of a
    house policy nothing else is at hand.
    """
    why = finding.why or ""
    if finding.id in OWN_CODES:
        return Rule(finding.id, finding.name, "reading", Severity.ERROR, OWN_PAGES[finding.id].meaning, why)
    if finding.id in catalogue.files_by_id():
        policy = catalogue.built_in(finding.id)
        sources = tuple(SOURCES.get(source, source) for source in policy.sources)
        return Rule(policy.id, policy.name, policy.family, policy.severity, policy.requirement, why, sources=sources)
    requirement = f"{finding.name.replace('-', ' ').capitalize()}."
    return Rule(finding.id, finding.name, "house", finding.severity, requirement, why)


def family_title(code: str) -> str:
    """The heading under which findings of that code stand."""
    if code in OWN_CODES:
        return OWN_FAMILY
    path = catalogue.files_by_id().get(code)
    return FAMILIES.get(path.parent.name, HOUSE_FAMILY) if path else HOUSE_FAMILY


def family_titles() -> list[str]:
    """The headings in their order."""
    return [OWN_FAMILY, *FAMILIES.values(), HOUSE_FAMILY]
