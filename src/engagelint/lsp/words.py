"""What an editor shows of a term: its meaning, and what may be written at the cursor."""

from __future__ import annotations

import re
from functools import cache

from engagelint import catalogue, resources
from engagelint.lsp.cursor import cursor
from engagelint.model import Kind, split_pointer
from engagelint.records import NamedTuple
from engagelint.scaffold.blocks import form
from engagelint.schema import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from engagelint.schema.fields import Node

_OURS = re.compile(r"^apiVersion:[ ]*[\"']?engagelint/", re.M)
#: What a value begins with that is more than a word: quotes, anchors, aliases, tags, texts of several lines.
_NO_WORD = ('"', "'", "&", "*", "!", "|", ">")
_KIND = re.compile(r"^kind:[ ]*[\"']?([A-Za-z]+)", re.M)


class Proposal(NamedTuple):
    """Something that may be written at the cursor.

    `written` takes the place of the `begun` characters before it and the `rest` of the name or value behind it.
    """

    text: str
    meaning: str
    written: str
    begun: int
    rest: int = 0
    is_value: bool = False


def declared_kind(text: str) -> Kind | None:
    """What a text says it is; an engagement where it is ours and does not say. None where it is not ours."""
    if not _OURS.search(text):
        return None
    found = _KIND.search(text)
    return Kind(found[1]) if found and found[1] in set(Kind) else Kind.ENGAGEMENT


def explained(kind: Kind, pointer: str) -> str | None:
    """A term's title, meaning, form and policies in Markdown; None where the schema knows no such term."""
    found = fields.nodes(kind, pointer)
    if not found or "description" not in found[0]:
        return None
    node = found[0]
    parts = [f"**{node.get('title', split_pointer(pointer)[-1])}**", node["description"]]
    values = _meanings(node)
    if values:
        parts.append("\n".join(f"- `{value}`: {meaning}" for value, meaning in values.items()))
    elif form(node):
        parts.append(f"Written as: {form(node)}")
    policies = [catalogue.built_in(code) for code in _policies(kind).get(_starred(pointer), ())]
    if policies:
        listed = "\n".join(f"- {one.id} {one.name}: {one.requirement}" for one in policies)
        parts.append(f"Policies that look at it:\n\n{listed}")
    return "\n\n".join(parts)


def proposals(
    kind: Kind, lines: Sequence[str], number: int, column: int, *, without: Collection[str] = ()
) -> list[Proposal]:
    """What may be written at the cursor (line and column from 0): names of terms, or values.

    `without` are names of the whole document's terms that do not belong in these lines.
    """
    here = cursor(lines, number, column)
    found = fields.nodes(kind, here.pointer) if here else []
    if here is None or not found or here.rest.lstrip().startswith(("{", "[")):
        return []
    node, begun, rest = found[0], len(here.begun), len(here.rest)
    names = node.get("properties", {})
    if here.in_value or not names:
        if here.begun.startswith(_NO_WORD):
            return []
        apart = " " if lines[number][: column - begun].endswith(":") else ""
        return [
            Proposal(value, meaning, f"{apart}{value}", begun, rest, is_value=True)
            for value, meaning in _values(node)
            if value not in here.others
        ]
    colon = "" if here.named else ": "
    return [
        Proposal(name, fields.expand(kind, below).get("description", ""), f"{name}{colon}", begun, rest)
        for name, below in names.items()
        if name not in here.others and (here.pointer or name not in without)
    ]


def _values(node: Node) -> Iterator[tuple[str, str]]:
    """The values that a term can have, where they can be listed, with their meanings."""
    if "const" in node:
        yield str(node["const"]), node.get("description", "")
    elif node.get("type") == "boolean":
        yield from (("true", ""), ("false", ""))
    elif node.get("format") == "time-zone":
        yield from ((zone, "") for zone in sorted(resources.time_zones()))
    elif "enum" in node.get("items", {}):
        yield from ((f"[{value}]", meaning) for value, meaning in _meanings(node).items())
    else:
        yield from _meanings(node).items()


def _meanings(node: Node) -> dict[str, str]:
    """The values of an enumeration, or of a list's members, and what they mean."""
    of = node if "enum" in node else node.get("items", {})
    return {str(value): of.get("x-values", {}).get(value, "") for value in of.get("enum", ())}


@cache
def _policies(kind: Kind) -> dict[str, list[str]]:
    """The built-in policies that look at each place of a kind; the policies are read once."""
    names = {Kind.ENGAGEMENT: "engagement", Kind.DEFINITION_OF_DONE: "definition-of-done"}
    return catalogue.by_pointer(names[kind]) if kind in names else {}


def _starred(pointer: str) -> str:
    return "".join(f"/{'*' if part.isdigit() else part}" for part in pointer.split("/")[1:])
