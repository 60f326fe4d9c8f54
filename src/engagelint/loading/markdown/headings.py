"""Which pieces of a Markdown file stand for headings without being written as such."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from engagelint.loading.markdown import html
from engagelint.loading.markdown.blocks import Piece
from engagelint.loading.markdown.sections import Role, is_bare, is_bare_ready, role, says_done
from engagelint.loading.markdown.statements import is_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.loading.markdown.inline import Shown

#: The levels of headings in bold, first of those that name a Definition of Done or of Ready, and of short lead-ins, all
#: below those of Markdown's own.
BOLD, LOWER_BOLD, LEAD = 7, 8, 9
#: As many words at most has a line that names the list below it.
_LABEL_WORDS = 3
#: A first line of as few words that names a Definition of Done is its title, whether or not it is marked as one.
_TITLE_WORDS = 8
#: As many has one that is numbered.
_NAME_WORDS = 6
#: A paragraph in bold of more characters is no heading.
_HEADING = 80
#: What may stand around the words of a heading.
_DECORATION = " :：✅☑✔✓⬜☐🔲\ufe0f#"


def flatten(found: list[Piece], show: Callable[[str], Shown]) -> list[Piece]:
    """The pieces with HTML read, and paragraphs that stand for headings made headings."""
    result: list[Piece] = []
    titles = _numbered_titles(found, show)
    for number, piece in enumerate(found):
        if number in titles:
            piece.kind, piece.depth, piece.level = "heading", 0, LOWER_BOLD
        lines = piece.lines
        level = _level_of_first_line(show(lines[0].text), first=not number) if _has_label(piece) else 0
        if level:
            result.append(Piece("heading", lines[:1], level=level, start=piece.start))
            piece.lines, piece.start = lines[1:], lines[1].start
        result.append(piece)
        if piece.kind == "html":
            result += html.html_pieces(piece.lines[0], -number * 1000)
        elif piece.kind == "paragraph" and not piece.depth and len(piece.lines) == 1 and not piece.quoted:
            follows = number + 1 < len(found) and found[number + 1].kind in {"item", "header"}
            headed = number > 0 and found[number - 1].kind == "heading"
            text = show(piece.text)
            level = _heading_level(text, leads=follows and not headed and number > 0)
            if not number and _is_title(text.text):
                level = 1
            elif not level and (is_bare(text.text) or is_bare_ready(text.text)):
                level = BOLD
            if level:
                piece.kind, piece.level = "heading", level
    return result


def _numbered_titles(found: list[Piece], show: Callable[[str], Shown]) -> set[int]:
    """Which pieces are numbered lists of one label each, "1. Testing", with what they number behind them.

    Authors who do not indent what stands below a number write headings so.
    """
    sizes = Counter(piece.group for piece in found if piece.kind == "item")
    titles = {
        at
        for at, (piece, below) in enumerate(pairwise(found))
        if piece.kind == "item"
        and piece.ordered
        and piece.depth == 1
        and sizes[piece.group] == 1
        and (below.kind, below.depth) in {("paragraph", 0), ("item", 1), ("header", 0)}
        and _is_name(show(piece.text).text)
    }
    return titles if len(titles) > 1 else set()


def _is_name(text: str) -> bool:
    """Whether a line names what stands below it and states nothing."""
    return len(text.split()) <= _NAME_WORDS and not is_statement(text) and text[-1:] not in {".", "?", "!", ";", ","}


def _has_label(piece: Piece) -> bool:
    """Whether a paragraph's first line may be a heading of its own."""
    return piece.kind == "paragraph" and not piece.depth and not piece.quoted and len(piece.lines) > 1


def _level_of_first_line(text: Shown, *, first: bool) -> int:
    """The level of the heading that a paragraph's first line stands for; 0 if it is none."""
    if first and _is_title(text.text):
        return 1
    if is_bare(text.text) or is_bare_ready(text.text):
        return BOLD
    return _heading_level(text, leads=False)


def _is_title(text: str) -> bool:
    """Whether a first line names a Definition of Done and says no more."""
    return says_done(text) and len(text.split()) <= _TITLE_WORDS and not text.endswith((":", "：", "...", "…"))


def _heading_level(text: Shown, *, leads: bool) -> int:
    """The level of the heading that a paragraph stands for; 0 if it is none."""
    words = text.text.strip(_DECORATION)
    if text.bold and words == text.bold.strip(_DECORATION) and len(words) <= _HEADING:
        return BOLD if says_done(words) or role(words) is Role.READY else LOWER_BOLD
    if not leads or not words or len(words.split()) > _LABEL_WORDS:
        return 0
    return LEAD if text.text.endswith((":", "：")) or (words[0].isupper() and words[-1].isalnum()) else 0
