"""The last decision, all pieces seen: whether lists, headings or sentences hold the criteria; and what is a feature."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

from engagelint.loading.markdown.families import GROUP, states
from engagelint.loading.markdown.statements import is_binding, is_feature, is_statement, is_work
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.loading.markdown.entries import Entry, Level

#: As many headings that state something, or paragraphs of one sentence, are the criteria themselves.
_STATEMENTS = 4
#: As many items that say what a user can do make the file a list of features.
_FEATURES = 3
#: A heading of as many words may only name what stands below it.
_NAME = 3
#: So much of all paragraphs is most of them, where each of them must stand below a name of its own.
_MOST = 0.75
#: As many items are a list.
_LIST = 2
Placed = list[tuple["Level", "Entry"]]


class Prose(NamedTuple):
    """What may hold criteria beside lists.

    `headings` are those that state something, `led` the paragraphs that begin with a statement in bold or stand alone
    below a name, `alone` the paragraphs of one sentence that states something, `sentences` all such, `notes` the short
    lines of a file that has more of them than of other paragraphs.
    """

    headings: Placed
    led: Placed
    alone: Placed
    sentences: Placed
    notes: Placed


def stating(rank: Placed) -> Placed:
    """Of the headings of one rank those that state something; all of them where most do and none is a mere name."""
    found = [one for one in rank if is_statement(one[1].text)]
    alike = len(found) >= _STATEMENTS and 2 * len(found) >= len(rank)
    return rank if alike and all(len(entry.text.split()) > _NAME for _, entry in rank) else found


def labelled(sections: list[Placed]) -> Placed:
    """What sections of one paragraph say below headings that only name it; none where most paragraphs stand otherwise.

    `sections` are the paragraphs of each.
    """
    found = [
        (level, entry)
        for level, entry in (section[0] for section in sections if len(section) == 1)
        if level.name and not is_statement(level.name) and is_statement(entry.text)
    ]
    return found if len(found) >= _MOST * sum(map(len, sections)) else []


def settle(levels: list[Level], prose: Prose, skip: Callable[[Entry, str], None]) -> list[Level]:
    """The levels that hold criteria, with these; what is dropped is given to `skip` with the reason."""
    headings, led, alone, sentences, notes = prose
    listed = sum(len(level.entries) for level in levels)
    boxed = any("[" in entry.marker for level in levels for entry in level.entries)
    bare = sum(1 for level, _ in headings if not level.entries)
    if bare >= _STATEMENTS and not boxed and 2 * bare > len(headings) and listed < 2 * bare:
        _replace(levels, [(levels[0], entry) for _, entry in headings], "explains the heading above it", skip)
    elif listed < _LIST and len(led) >= _STATEMENTS:
        _replace(levels, led, "stands beside criteria in paragraphs", skip)
    elif listed < _LIST and len(notes) >= _STATEMENTS and len(notes) > len(sentences):
        _replace(levels, notes, "stands beside criteria in sentences", skip)
    elif len(alone) >= _STATEMENTS and len(alone) >= 2 * listed and not boxed:
        _replace(levels, alone, "is a heading of criteria in sentences", skip)
    elif listed < _LIST <= len(sentences):
        _replace(levels, sentences, "stands beside criteria in sentences", skip)
    elif not boxed:
        for level, entry in _apart(sentences, notes, listed):
            level.entries.append(entry)
    for level in levels:
        if 2 * sum(map(_only_introduces, level.entries)) < len(level.entries):
            _drop([level], _only_introduces, GROUP, skip)
    if sum(is_feature(entry.text) for level in levels for entry in level.entries) >= _FEATURES:
        features = [level for level in levels if not is_work(level.name)]
        _drop(features, _is_of_the_product, "says what the product does", skip)
    return [level for level in levels if level.entries]


def _only_introduces(entry: Entry) -> bool:
    ends = entry.text.endswith((":", "：", "...", "…"))
    return ends and not states(entry.text) and "[" not in entry.marker and not (entry.children or entry.proofs)


def _is_of_the_product(entry: Entry) -> bool:
    return is_feature(entry.text) or not is_work(entry.text)


def _apart(sentences: Placed, notes: Placed, listed: int) -> Placed:
    """What whole sections without a list say, beside `listed` items of others.

    All their short lines where there are twice as many, or else as many sentences that say what must be.
    """
    lines = [(level, entry) for level, entry in notes if level.name and not level.entries]
    if len(lines) >= max(_STATEMENTS, 2 * listed):
        return lines
    demands = [one for one in sentences if one[0].name and not one[0].entries and is_binding(one[1].text)]
    return demands if len(demands) >= max(_LIST, listed) else []


def _drop(
    levels: list[Level], objectionable: Callable[[Entry], bool], reason: str, skip: Callable[[Entry, str], None]
) -> None:
    for level in levels:
        kept = []
        for entry in level.entries:
            if objectionable(entry):
                skip(entry, reason)
            else:
                kept.append(entry)
        level.entries = kept


def _replace(levels: list[Level], chosen: Placed, reason: str, skip: Callable[[Entry, str], None]) -> None:
    _drop(levels, lambda _: True, reason, skip)
    for level, entry in chosen:
        level.entries.append(entry)
