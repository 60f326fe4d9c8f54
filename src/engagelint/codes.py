"""The tool's own codes, beside the policies', and findings made under them."""

from __future__ import annotations

from engagelint.model import Finding, Outcome, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.model import Region, Source

#: Each code with what it requires, named like a policy. They are always on.
OWN_CODES = {
    "DOC": "file-readable",
    "SCH": "well-formed",
    "REF": "reference-inside",
    "CFG": "configuration-usable",
    "POL": "policy-evaluates",
    "SUP": "suppression-valid",
    "WAI": "waiver-valid",
}


def own_finding(
    code: str, source: Source, region: Region, message: str, pointer: str | None = None, ask: str | None = None
) -> Finding:
    """A finding of the tool's own: always violated, always an error."""
    return Finding(
        id=code,
        name=OWN_CODES[code],
        severity=Severity.ERROR,
        outcome=Outcome.VIOLATED,
        file=source.path,
        region=region,
        message=message,
        pointer=pointer,
        ask=ask,
    )
