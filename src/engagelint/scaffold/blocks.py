"""Turns terms of a schema into YAML that is to be filled in: each key with its meaning and what may be written."""

from __future__ import annotations

import json
import re
import textwrap

from engagelint.model import escape_pointer, split_pointer
from engagelint.pages import flow
from engagelint.records import NamedTuple
from engagelint.schema import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Final

    from engagelint.model import Data
    from engagelint.schema.fields import Node

#: How wide the lines may become, in characters.
WIDTH: Final = 100

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*")
_NO_TEXTS: Final = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])

_FORMS: Final = {"integer": "a whole number", "number": "a number", "date": "YYYY-MM-DD", "hours": "HH:MM-HH:MM"}


class Outline(NamedTuple):
    """Which terms of a kind are written down, and what is known of them.

    `answers` holds values by pointer, and under a list's own pointer the number of its members, which else is one.
    `wanted` says of each pointer below the one that is asked for whether it is written.
    """

    kind: str
    answers: Mapping[str, Data]
    wanted: Callable[[str], bool]

    def term(self, name: str, node: Node, pointer: str, indent: int) -> Iterator[str]:
        """The lines of one term: its meaning, its key with what may be written, and the terms below it."""
        space = " " * indent
        yield from _comment(node.get("description", ""), indent)
        members = fields.expand(self.kind, node["items"]) if "items" in node else {}
        if _is_group(members):
            yield f"{space}{name}:"
            for index in range(self.answers.get(pointer, 1)):
                yield from _dashed(self.below(members, f"{pointer}/{index}", indent + 4), indent + 2)
        elif pointer in self.answers:
            yield f"{space}{name}: {scalar(self.answers[pointer])}"
        elif _is_group(node):
            yield f"{space}{name}:"
            yield from self.below(node, pointer, indent + 2)
        else:
            yield from _to_fill_in(f"{space}{name}:", form(node))

    def below(self, node: Node, pointer: str, indent: int) -> Iterator[str]:
        """The lines of the terms in a group."""
        for name in node["properties"]:
            here = f"{pointer}/{escape_pointer(name)}"
            if self.wanted(here):
                yield from self.term(name, fields.expand(self.kind, node["properties"][name]), here, indent)


def block(kind: str, pointer: str, indent: int = 0) -> list[str]:
    """The lines of the term at `pointer` (of a `Kind` or schema's name) with everything below it, to be filled in.

    `indent` is in spaces. A list has one member; a pointer to a list's member gives that member. No lines for a term
    that the schema does not know, and none for the whole document.
    """
    found = fields.nodes(kind, pointer) if pointer else []
    if not found:
        return []
    outline = Outline(kind, {}, lambda _: True)
    name = split_pointer(pointer)[-1]
    if not (name.isdigit() or name == "*"):
        return list(outline.term(name, found[0], pointer, indent))
    if not _is_group(found[0]):
        return [f"{' ' * indent}-  # {form(found[0])}"]
    return list(_dashed(outline.below(found[0], pointer, indent + 2), indent))


def scalar(value: Data) -> str:
    """A single value as every YAML reader takes it: quoted where it might be taken for something else than a text."""
    if isinstance(value, str) and (not _PLAIN.fullmatch(value) or value.lower() in _NO_TEXTS):
        return json.dumps(value, ensure_ascii=False)
    return flow(value)


def form(node: Node) -> str:
    """What may be written at a term, in a few words: its values, or its form with an example."""
    several = node.get("items", {})
    values = node.get("enum") or several.get("enum")
    example = flow(node["examples"][0]) if node.get("examples") else ""
    if values:
        return f"{'any of, as a list: ' if several else ''}{' | '.join(map(str, values))}"
    if node.get("type") == "boolean":
        return "true | false"
    shape = _FORMS.get(str(node.get("format") or node.get("type")), "a list" if several else "")
    return ", ".join(part for part in (shape, f"such as {example}" if example else "") if part)


def _is_group(node: Node) -> bool:
    """Whether terms stand below it; what may also be a plain text is written as one."""
    return "properties" in node and "else" not in node


def _dashed(lines: Iterable[str], indent: int) -> Iterator[str]:
    """A list's member: its lines, with a dash at `indent` before the first term and that term's meaning above it."""
    dashed = False
    for line in lines:
        begins = not dashed and not line.lstrip().startswith("#")
        dashed |= begins
        if begins:
            yield f"{line[:indent]}- {line[indent + 2 :]}"
        else:
            yield line if dashed else line[2:]


def _comment(text: str, indent: int, lead: str = "# ") -> Iterator[str]:
    space = " " * indent
    for line in textwrap.wrap(text, max(WIDTH - indent - len(lead), 40), break_on_hyphens=False):
        yield f"{space}{lead}{line}"


def _to_fill_in(key: str, hint: str) -> Iterator[str]:
    """A key without a value and what may be written there; in lines of their own before it where that is long."""
    line = f"{key}  # {hint}" if hint else key
    if len(line) <= WIDTH:
        yield line
        return
    yield from _comment(hint, len(key) - len(key.lstrip()), "#   ")
    yield key
