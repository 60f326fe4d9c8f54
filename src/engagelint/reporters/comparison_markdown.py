"""A comparison of two drafts as Markdown, for a pull request's comment or the minutes of a meeting."""

from __future__ import annotations

from engagelint.compare.ledger import Entry, label, ledger, sentence
from engagelint.reporters.comparison_text import headline
from engagelint.reporters.prose import code, prose, prose_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engagelint.compare.model import Comparison
    from engagelint.model import Finding

#: GitHub and GitLab refuse a comment of much more than this many characters.
LIMIT = 60_000


def render(comparison: Comparison, *, color: bool = False) -> str:  # noqa: ARG001 - Markdown has no colours
    """The verdict, and a list for each part of the ledger; what would make a comment too long is counted instead."""
    book, side = ledger(comparison), comparison.side
    _, verdict = headline(comparison)
    blocks = [
        f"## engagelint: two drafts compared, for the {side}",
        f"{code(comparison.old)} → {code(comparison.new)}",
        f"**{prose(verdict)}**",
    ]
    blocks += [f"- {prose(problem)}" for problem in comparison.problems]
    room = LIMIT - sum(map(len, blocks))
    for title, entries in (
        (f"Worse for the {side}", book.worse),
        (f"Better for the {side}", book.better),
        (f"Owed by the {side} now, and a policy asks for it", book.duties),
        ("In nobody's favour", book.neutral),
        ("Changed where no policy looks", book.silent),
        ("Still found, of another value", [one.new for one in comparison.both if one.reworded]),
        ("Let through by an exception in the newer draft, not resolved", comparison.let_through),
    ):
        if entries:
            section = _section(title, entries, room)
            room -= len(section)
            blocks.append(section)
    blocks += _files(comparison, room)
    return "\n\n".join(blocks) + "\n"


def _section(title: str, entries: Sequence[Entry | Finding], room: int) -> str:
    lines = [f"### {title} ({len(entries)})", ""]
    for number, entry in enumerate(entries):
        item = list(_item(entry)) if isinstance(entry, Entry) else [_finding("- ", entry)]
        room -= sum(map(len, item)) + len(item)
        if room < 200:  # the words that follow
            lines.append(f"- and {len(entries) - number} more: `engagelint compare` lists them")
            break
        lines += item
    return "\n".join(lines)


def _item(entry: Entry) -> Iterator[str]:
    """A list item for a change with its findings below, or for a finding without a change."""
    change, lead = entry.change, "- "
    if change is not None:
        told = ", ".join([*([label(change)] if label(change) else []), *map(prose_code, change.towards or change.away)])
        note = f"; {prose(change.note)}" if change.note else ""
        yield f"- {prose(sentence(change))}{f' ({told})' if told else ''}{note}"
        lead = "  - "
    for finding in entry.brought:
        yield _finding(f"{lead}new ", finding)
        if finding.ask:
            yield f"{'  ' * (lead.index('-') // 2 + 1)}- Ask: {prose(finding.ask)}"
    for finding in entry.settled:
        yield _finding(f"{lead}settled: ", finding)


def _finding(lead: str, finding: Finding) -> str:
    return f"{lead}{finding.severity} **{prose_code(finding.id)}** {prose(finding.message)}"


def _files(comparison: Comparison, room: int) -> list[str]:
    lines = [f"- {code(one.old)}: gone" for one in comparison.files if one.old]
    lines += [f"- {code(one.new)}: new" for one in comparison.files if one.new]
    if not lines:
        return []
    told = "\n".join(["### Files in one draft only", "", *lines])
    return [told] if len(told) < room else [f"{len(lines)} files are in one draft only."]
