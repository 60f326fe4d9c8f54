"""What a whole file is made of, seen before its pieces are judged one by one."""
# ruff: noqa: RUF001 - punctuation of other scripts is meant

from __future__ import annotations

from engagelint.loading.markdown import html
from engagelint.loading.markdown.headings import BOLD
from engagelint.loading.markdown.items import marked
from engagelint.loading.markdown.sections import Role, is_bare, is_collective, role, says_done
from engagelint.loading.markdown.statements import is_statement
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.loading.markdown.blocks import Piece
    from engagelint.loading.markdown.inline import Shown

#: From this many checkboxes on, a file's numbered lists without any are taken for instructions.
_CHECKLIST = 5
#: From this many items on, a section has a list of its own.
_LIST = 3
#: Of so many items it is asked whether they state things.
_LOOKED_AT = 100


class Survey(NamedTuple):
    """`titled`: the whole file is a Definition of Done; `scoped`: a heading says where one begins.

    `collective` tells whether the title names it among other things and a heading below names nothing else, `headed`
    whether the front matter names it so, `folded` whether nearly all items are in parts that can be folded away.
    `boxes` and `links` are the lists (by group) with checkboxes and those of nothing but links, `boxed_sections` the
    sections (by number) that have checkboxes, `quoted_sections` those whose lists all stand in quotations, `holding`
    the lists whose items hold lists with checkboxes, `sole` the one section with lists at all, if they state things.
    `checklist` tells whether the file is one to tick off, `numbered` whether more of it is numbered.
    """

    titled: bool
    headed: bool
    scoped: bool
    collective: bool
    boxes: frozenset[int]
    links: frozenset[int]
    holding: frozenset[int]
    boxed_sections: frozenset[int]
    quoted_sections: frozenset[int]
    sole: int | None
    folded: bool
    checklist: bool
    numbered: bool


def _is_complete(found: list[Piece], show: Callable[[str], Shown]) -> bool:
    """Whether the first heading has a list of criteria: what stands beside it is another matter, not a part of it."""
    heads = [at for at, piece in enumerate(found) if piece.kind == "heading" and piece.lines and piece.level < BOLD]
    if len(heads) < 2 or found[heads[0]].level not in {found[at].level for at in heads[1:]}:
        return False
    count = 0
    lead = Role.CRITERIA
    for piece in found[heads[0] + 1 : heads[1]]:
        if piece.kind == "paragraph":
            lead = role(piece.text) if piece.text.endswith((":", "：")) else Role.CRITERIA
        elif piece.kind in {"item", "row"} and lead is Role.CRITERIA:
            count += not show(piece.text).link_first
    return count >= _LIST


def _state(items: list[Piece], show: Callable[[str], Shown]) -> bool:
    """Whether most items of a list say what must be true, and none that something else does."""
    texts = [show(item.text).text for item in items]
    return len(items) >= _LIST and 2 * sum(map(is_statement, texts)) > len(items) and not any(map(says_done, texts))


def _in_sections(found: list[Piece]) -> list[tuple[int, Piece]]:
    """The items and rows, each with the number of its section: so many headings stand above it."""
    listed = []
    section = 0
    for piece in found:
        section += piece.kind == "heading" and piece.level < BOLD
        if piece.kind in {"item", "row"}:
            listed.append((section, piece))
    return listed


def _is_boxed(piece: Piece) -> bool:
    return piece.kind == "item" and "[" in marked(piece.marker, piece.text[:40]).marker


def _holding(found: list[Piece], boxes: frozenset[int]) -> frozenset[int]:
    """The lists around those of `boxes`."""
    holding: set[int] = set()
    above: dict[int, int] = {}
    for piece in found:
        if piece.kind == "item":
            above[piece.depth] = piece.group
            if piece.group in boxes:
                holding.update(group for depth, group in above.items() if depth < piece.depth)
        elif not piece.depth:
            above.clear()
    return frozenset(holding)


def _links(items: list[Piece], show: Callable[[str], Shown]) -> frozenset[int]:
    """The lists of three links at least and of nothing else; items with checkboxes do not count."""
    links: dict[int, list[bool]] = {}
    for piece in items:
        links.setdefault(piece.group, []).append(piece.text[:1] == "[" and show(piece.text).link_first)
    return frozenset(group for group, firsts in links.items() if len(firsts) >= _LIST and all(firsts))


def _folded(found: list[Piece]) -> bool:
    """Whether nearly all items are in parts that can be folded away."""
    details = inside = outside = 0
    for piece in found:
        if piece.kind == "html":
            details += html.folds(piece.text)
        if piece.kind in {"item", "row"}:
            inside += details > 0
            outside += details <= 0
    return inside >= _LIST > outside


def _quoted(listed: list[tuple[int, Piece]]) -> frozenset[int]:
    """The sections whose lists all stand in quotations, if they are long or no list stands elsewhere."""
    sections: dict[int, list[bool]] = {}
    for section, piece in listed:
        sections.setdefault(section, []).append(piece.quoted)
    apart = len(listed) >= _LIST and all(map(all, sections.values()))
    return frozenset(at for at, items in sections.items() if all(items) and (apart or len(items) >= _LIST))


def survey(found: list[Piece], show: Callable[[str], Shown], *, titled: bool) -> Survey:
    """What the pieces are; `titled` says that the file calls itself a Definition of Done before its first heading."""
    heads = [(piece.level, show(piece.text).text) for piece in found if piece.kind == "heading" and piece.lines]
    says = [says_done(text) for _, text in heads]
    collective = bool(heads) and is_collective(heads[0][1])
    collective = collective and any(level > heads[0][0] and is_bare(text) for level, text in heads)
    listed = _in_sections(found)
    sections = {section for section, _ in listed}
    stating = len(sections) == 1 and _state([piece for _, piece in listed[:_LOOKED_AT]], show)
    ticked = [_is_boxed(piece) for _, piece in listed]
    boxed = [one for one, box in zip(listed, ticked, strict=True) if box]
    others = [piece for (_, piece), box in zip(listed, ticked, strict=True) if piece.kind == "item" and not box]
    boxes = frozenset(piece.group for _, piece in boxed)
    return Survey(
        titled=titled or not any(says) or (says[0] and not collective and not _is_complete(found, show)),
        headed=titled,
        scoped=any(says),
        collective=collective,
        boxes=boxes,
        links=_links(others, show),
        holding=_holding(found, boxes),
        boxed_sections=frozenset(section for section, _ in boxed),
        quoted_sections=_quoted(listed),
        sole=sections.pop() if stating else None,
        folded=_folded(found),
        checklist=len(boxed) >= _CHECKLIST,
        numbered=sum(piece.ordered for piece in others) > len(boxed),
    )
