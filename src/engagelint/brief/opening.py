"""How a brief begins: the parties, the term, the shape, and the verdict in one sentence."""

from __future__ import annotations

from engagelint import resources
from engagelint.brief.blocks import Facts, Paragraph, Strong
from engagelint.brief.hours import words
from engagelint.facts import NotStated, parse_date
from engagelint.model import Kind, Outcome, Severity
from engagelint.reporters.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.brief.blocks import Block, Line
    from engagelint.portfolio import Entry

_NOT_STATED = "not stated"


def opening(entry: Entry, as_of: str) -> tuple[Block, ...]:
    """The verdict, and what the engagement is."""
    rows = _engagement(entry) if entry.kind is Kind.ENGAGEMENT else _definition(entry)
    return Paragraph(verdict(entry), lead=True), Facts((*rows, ("Judged as of", (day_words(as_of),))))


def verdict(entry: Entry) -> Line:
    """Whether the draft can be signed, in one sentence, and what else was found in another."""
    blocking, others = entry.blocking, len(entry.findings) - len(entry.blocking)
    if not blocking:
        rest = f" {counted(others, 'lesser finding')} to look at." if others else " There is nothing else to look at."
        return Strong("Nothing blocks signing."), rest
    open_ = sum(one.outcome is Outcome.UNANSWERED for one in blocking)
    wrong = len(blocking) - open_
    parts = [counted(wrong, "term") + " to change"] * bool(wrong) + [counted(open_, "question") + " to answer"] * bool(
        open_
    )
    verb = "blocks" if len(blocking) == 1 else "block"
    lesser = _lesser(entry)
    return (
        Strong(f"Not ready to sign: {counted(len(blocking), 'finding')} {verb} signing, {' and '.join(parts)}."),
        f" {lesser}" if lesser else "",
    )


def _lesser(entry: Entry) -> str:
    counts = [
        counted(number, str(severity))
        for severity in (Severity.WARNING, Severity.NOTE)
        if (number := sum(one.severity is severity for one in entry.findings))
    ]
    return f"{' and '.join(counts)} besides." if counts else ""


def parties(entry: Entry) -> str:
    """Both parties, by their names."""
    client, vendor = (entry.text(f"/parties/{side}/name") for side in ("client", "vendor"))
    if entry.kind is not Kind.ENGAGEMENT:
        return "Definition of Done"
    return f"{client or 'Client not named'} and {vendor or 'vendor not named'}"


def _engagement(entry: Entry) -> list[tuple[str, Line]]:
    shape, stage = entry.text("/shape"), entry.text("/rationale/product_stage")
    status, version = entry.text("/metadata/status"), entry.text("/metadata/version")
    return [
        ("Client", (_party(entry, "client"),)),
        ("Vendor", (_party(entry, "vendor"),)),
        ("Term", (_term(entry),)),
        ("Status", (f"{status or _NOT_STATED}{f', version {version}' if version else ''}",)),
        ("Shape", _valued("/properties/shape", shape)),
        ("Product stage", _valued("/properties/rationale/properties/product_stage", stage)),
        ("Intended outcome", (entry.text("/rationale/outcome") or _NOT_STATED,)),
    ]


def _definition(entry: Entry) -> list[tuple[str, Line]]:
    pairs = (("Owner", "/owner"), ("Repository", "/repository"), ("To be reviewed by", "/review_by"))
    return [(word, (entry.text(pointer) or _NOT_STATED,)) for word, pointer in pairs]


def _party(entry: Entry, side: str) -> str:
    name = entry.text(f"/parties/{side}/name")
    told = [entry.text(f"/parties/{side}/{key}") for key in ("size", "industry")]
    if entry.term(f"/parties/{side}/regulated") is True:
        told.append("regulated")
    known = ", ".join(filter(None, told))
    return f"{name or _NOT_STATED}{f' ({known})' if known else ''}"


def _term(entry: Entry) -> str:
    start, end = entry.text("/term/start"), entry.text("/term/end")
    if not (start or end):
        return _NOT_STATED
    told = f"{day_words(start) if start else _NOT_STATED} to {day_words(end) if end else _NOT_STATED}"
    renews = entry.term("/term/renews_automatically")
    how = {True: ", renews by itself", False: ", does not renew by itself"}.get(renews, "")
    return told + how


def _valued(path: str, value: str) -> Line:
    """An enumeration's value with its meaning, as the schema words it."""
    if not value:
        return (_NOT_STATED,)
    node = resources.schema("engagement")
    for part in path.split("/")[1:]:
        node = node[part]
    meaning = node["x-values"].get(value, "")
    return (Strong(f"{value}:"), f" {meaning}") if meaning else (Strong(value),)


def day_words(text: str) -> str:
    """A date of the draft as people read it; as it stands where it is none."""
    try:
        return words(parse_date(text))
    except NotStated:
        return text
