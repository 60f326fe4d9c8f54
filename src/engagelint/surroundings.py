"""Finds hidden and look-alike characters where policies do not look: around the terms, in keys, in the file's name."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby, islice

from engagelint.model import Finding, Outcome, Region, Severity
from engagelint.recognition import is_markdown
from engagelint.text import hidden_characters, hidden_offsets, mixed_scripts, named_points
from engagelint.text.characters import BIDIRECTIONAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from engagelint.model import Document, Position
    from engagelint.policies import Policy

#: The policies that speak of such characters in terms, and are spoken for here.
HIDDEN: Final = "TXT002"
MIXED: Final = "TXT003"
#: As many lines of a file, and as many keys, are told.
MOST: Final = 500

# In a key a space that is none makes another key, and some of them end in programs that strip it.
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# The multiplication sign, and letters of other alphabets, widths and styles.
_CROSSES: Final = re.compile("[\u00d7\u03a7\u03c7\u0425\u0445\u2169\u2179\u2a2f\uff38\uff58\U0001d400-\U0001d7cb]")
_BOX: Final = re.compile(r"^[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\[(.)\](?=[ \t])", re.M)


def surrounding(document: Document, policies: Mapping[str, Policy], found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings on what stands in no term that was judged: comments, text that is no criterion, the file's name.

    `policies` are those that run, by id; `found` is what they found in the document.
    """
    name = document.source.path
    if HIDDEN in policies:
        policy = policies[HIDDEN]
        if hidden := hidden_characters(name):
            words = "The file's name holds characters that cannot be seen and change what is read"
            yield _finding(document, policy, f"{words}: {', '.join(hidden)}")
        told = [one.region for one in found if one.id == HIDDEN]
        yield from _in_text(document, policy, told)
        yield from _in_keys(document, policy)
        yield from _in_boxes(document, policy, _SPACES, "a space that looks like another")
    if MIXED in policies:
        yield from _in_boxes(document, policies[MIXED], _CROSSES, "a sign that looks like an x")
    if MIXED in policies and (mixed := mixed_scripts(name)):
        words = "Letters of several alphabets are mixed in a word of the file's name, so that it looks like another"
        yield _finding(document, policies[MIXED], f"{words}: {', '.join(mixed)}")


def _in_text(document: Document, policy: Policy, told: Sequence[Region]) -> Iterator[Finding]:
    """One finding for each line in which something hides that was not told."""
    source = document.source
    if source.text.isascii():
        return
    spans = sorted(told)  # of texts, none of which stands in another
    places = ((source.position(at), at) for at in hidden_offsets(source.text))
    untold = ((place, at) for place, at in places if not _is_told(place, spans))
    for _, line in islice(groupby(untold, key=lambda one: one[0].line), MOST):
        there = [at for _, at in line]
        hidden = [source.text[at] for at in there]
        turned = not BIDIRECTIONAL.isdisjoint(hidden)
        words = "Here stand characters that cannot be seen" + (
            " and change the order of what is read" if turned else ""
        )
        found = _finding(
            document, policy, f"{words}: {', '.join(named_points(hidden))}", source.region(there[0], there[-1] + 1)
        )
        # What only hides, where nothing is agreed, may as well have been pasted in by accident.
        yield found if turned or policy.severity is not Severity.ERROR else found._replace(severity=Severity.WARNING)


def _in_keys(document: Document, policy: Policy) -> Iterator[Finding]:
    odd = ((key, mark) for (_, key), mark in document.marks.items() if isinstance(key, str) and not key.isascii())
    spaced = ((key, mark) for key, mark in odd if _SPACES.search(key))
    for key, mark in islice(spaced, MOST):
        names = ", ".join(named_points(_SPACES.findall(key)))
        words = f"This key holds a space that looks like another: {names}"
        yield _finding(document, policy, words, document.source.region(mark.key_start, mark.key_end))


def _in_boxes(document: Document, policy: Policy, signs: re.Pattern[str], what: str) -> Iterator[Finding]:
    """Checkboxes that are ticked, or are not, to their reader alone."""
    if document.source.text.isascii() or not is_markdown(document):
        return
    boxes = (found for found in _BOX.finditer(document.source.text) if signs.match(found[1]))
    for found in islice(boxes, MOST):
        words = f"This checkbox holds {what}: {', '.join(named_points(found[1]))}"
        yield _finding(document, policy, words, document.source.region(*found.span(1)))


def _is_told(place: Position, told: Sequence[Region]) -> bool:
    before = bisect_right(told, place, key=lambda one: one.start)
    return before > 0 and place < told[before - 1].end


def _finding(document: Document, policy: Policy, message: str, region: Region | None = None) -> Finding:
    """A finding under a policy on the document as a whole, in the words of the policy but for the message."""
    return Finding(
        id=policy.id,
        name=policy.name,
        severity=policy.severity,
        outcome=Outcome.VIOLATED,
        file=document.source.path,
        region=region or document.source.region(0, 0),
        message=message,
        pointer="",
        ask=policy.ask,
        asked_of=policy.asked_of,
        why=policy.why,
        clause=policy.clause,
        fallback=policy.fallback or None,
    )
