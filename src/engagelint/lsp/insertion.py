"""Works out what to insert into a manifest, and where, so that a missing term can be filled in."""

from __future__ import annotations

import re

from engagelint.loading.limits import NODES
from engagelint.loading.markdown.head import front_matter
from engagelint.model import Document, member, split_pointer
from engagelint.recognition import API_VERSION, is_markdown, recognise
from engagelint.records import NamedTuple
from engagelint.scaffold.blocks import block
from engagelint.schema import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.model import Data
    from engagelint.schema.fields import Node

#: How what is written in braces or brackets begins; before them may stand its anchor and its tag.
_FLOW: Final = re.compile(r"(?:[&!]\S*\s+)*[{\[]")


class Insertion(NamedTuple):
    """A text to insert at an offset, so that the term at `pointer` stands there to be filled in."""

    offset: int
    text: str
    pointer: str


def insertion(document: Document, pointer: str, nodes: int = NODES) -> Insertion | None:
    """What makes the term at `pointer`, or the part of the manifest that it belongs to, stand there.

    None where nothing can be inserted: the term stands there already, the schema does not know it, something else would
    change with it (as where a group is repeated by an alias), or the manifest would hold more than `nodes` values.
    """
    if document.source.path.lower().endswith(".json") or not fields.nodes(document.kind, pointer):
        return None
    found = _in_head(document, pointer) if is_markdown(document) else _where(document, pointer)
    if found is None:
        return None
    # A text that was not understood is not to be made worse: what is offered adds its term and changes nothing else.
    text = document.source.text[: found.offset] + found.text + document.source.text[found.offset :]
    after = recognise(text.encode("utf-8", "surrogatepass"), document.source.path, kind=document.kind, nodes=nodes)
    if not isinstance(after, Document):
        return None
    before = document.data
    if is_markdown(document):  # front matter that is begun says of what kind the text is
        before = {"apiVersion": API_VERSION, "kind": document.kind, **before}
    return found if _only_adds(before, after.data, split_pointer(found.pointer)) else None


def _only_adds(before: Data, after: Data, path: list[str]) -> bool:
    """Whether `after` states something at `path` where `before` states nothing, and is `before` in all else."""
    part, *below = path
    own, new = member(before, part), member(after, part)
    if new is None or _beside(before, part) != _beside(after, part):
        return False
    if not below:
        return own is None or own[1] is None
    return own is not None and _only_adds(own[1], new[1], below)


def _beside(container: Data, part: str) -> dict[str, Data]:
    """What a group or list holds beside one part."""
    members = container.items() if isinstance(container, dict) else enumerate(container)
    return {str(key): value for key, value in members if str(key) != part}


def _in_head(document: Document, pointer: str) -> Insertion | None:
    """The term in the front matter of a Markdown file, which is begun where there is none."""
    if pointer.count("/") != 1 or member(document.data, pointer[1:]) is not None:
        return None
    lines = block(document.kind, pointer)
    source, span = document.source, front_matter(document.source)
    if span is None:
        lines = ["---", f"apiVersion: {API_VERSION}", f"kind: {document.kind}", *lines, "---", "", ""]
    else:
        lines = [*lines, ""]
    newline = "\r\n" if "\r\n" in source.text else "\n"
    return Insertion(span[1] if span else 0, newline.join(lines), pointer)


def _where(document: Document, pointer: str) -> Insertion | None:
    parent, _, name = pointer.rpartition("/")
    holder = document.value(parent)
    if pointer and (name == "*" or holder is None or holder == {}):
        return _where(document, parent)
    if not isinstance(holder, dict) or not pointer:
        return None
    if name in holder:
        return _below(document, pointer) if holder[name] is None else None
    start = document.nearest(parent)[1].start
    if not _flows(document.source.text, start):
        first = document.marks[id(holder), next(iter(holder))]
        indent = document.source.position(first.key_start).column - 1
        return _after(document, _end(document, holder), block(document.kind, pointer, indent), pointer)
    node = fields.nodes(document.kind, pointer)[0]
    written = f", {split_pointer(pointer)[-1]}: {_flow(document.kind, node)}".rstrip()
    return Insertion(document.nearest(parent)[1].end - 1, f"{written} ", pointer)


def _below(document: Document, pointer: str) -> Insertion | None:
    """What belongs below a key that stands there without a value; None where that is a value only its author knows."""
    mark = document.nearest(pointer)[1]
    indent = document.source.position(mark.key_start).column - 1
    lines = block(document.kind, pointer, indent)
    name = split_pointer(pointer)[-1]
    key = next((at for at, line in enumerate(lines) if line.lstrip().startswith(f"{name}:")), len(lines))
    return _after(document, mark.key_end, lines[key + 1 :], pointer) if lines[key + 1 :] else None


def _flows(text: str, offset: int) -> bool:
    """Whether what begins there is written in braces or brackets."""
    return _FLOW.match(text, offset) is not None


def _flow(kind: str, node: Node) -> str:
    """A term without values as it stands in braces: names of what is below it, or nothing."""
    if "properties" in node and "else" not in node:
        below = (f"{name}: {_flow(kind, fields.expand(kind, one))}" for name, one in node["properties"].items())
        return "{" + ", ".join(below) + "}"
    return ""


def _end(document: Document, container: Data) -> int:
    """The offset behind the last thing that stands in a mapping or list."""
    while True:
        parts: list[str | int] = list(container) if isinstance(container, dict) else list(range(len(container)))
        last = parts[-1]
        mark, container = document.marks[id(container), last], container[last]
        # What an alias repeats stands elsewhere.
        if (
            not container
            or not isinstance(container, dict | list)
            or document.source.text.startswith("*", mark.start)
            or _flows(document.source.text, mark.start)
        ):
            return max(mark.end, mark.key_end)


def _after(document: Document, offset: int, lines: list[str], pointer: str) -> Insertion:
    """The lines on lines of their own, behind the line that holds what ends at `offset`."""
    source = document.source
    place = source.position(offset)
    if place.column == 1 and offset > 0:  # a text of several lines ends where the next line begins
        return Insertion(offset, "\n".join(lines) + "\n", pointer)
    end = source.line_starts[place.line - 1] + len(source.line(place.line))
    rest = source.text[end : end + 2]
    newline = "\r\n" if rest.startswith("\r\n") else "\n"
    written = newline.join(lines)
    if not rest:
        return Insertion(end, newline + written + newline, pointer)
    return Insertion(end + (2 if rest == "\r\n" else 1), written + newline, pointer)
