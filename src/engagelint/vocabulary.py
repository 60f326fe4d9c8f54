"""The vocabulary for people: every field of a kind of file in Markdown, with its meaning, its form and an example.

`python -m engagelint.vocabulary > schemas/README.md` writes the page that lies beside the schemas.
"""

from __future__ import annotations

import json
import sys

from engagelint import catalogue
from engagelint.schema import fields
from engagelint.schema.messages import in_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from engagelint.model import Data
    from engagelint.schema.fields import Node

_KINDS: Final = ("engagement", "definition-of-done", "policy", "config")

_FORMS: Final = {
    "string": "A text",
    "number": "A number",
    "integer": "A whole number",
    "boolean": "`true` or `false`",
    "object": "A group of fields",
    "date": "A date, YYYY-MM-DD",
    "hours": "Working hours, HH:MM-HH:MM",
    "time-zone": "The name of a time zone",
}

_README: Final = """\
# The vocabulary

Every field of the files that engagelint reads. Only a few are required, and they say so: a term that is missing, empty
or null is not an error of form but a term that is not stated, and the policies ask for it. Keys that begin with `x-`
are free. An editor that knows JSON Schema completes and explains these fields with the schemas in this folder.

This page is made by `python -m engagelint.vocabulary > schemas/README.md`.
"""


def markdown(kind: str, policies: Mapping[str, list[str]] | None = None) -> str:
    """The fields of `kind` (a `Kind` or a schema's name) as a page of Markdown.

    `policies` holds, by pointer with `*` for list members, the ids of the policies that look at a field.
    """
    return "\n".join(_page(kind, policies or {}, level=1)) + "\n"


def readme() -> str:
    """The page on all kinds of files, with the policies that look at each field, that lies beside the schemas."""
    lines = [_README]
    for kind in _KINDS:
        lines += [*_page(kind, catalogue.by_pointer(kind), level=2), ""]
    return "\n".join(lines).rstrip() + "\n"


def _page(kind: str, policies: Mapping[str, list[str]], level: int) -> Iterator[str]:
    root = fields.expand(kind, fields.root(kind))
    yield f"{'#' * level} {root['title'][0].upper()}{root['title'][1:]}"
    yield ""
    yield root["description"]
    plain = {name: below for name, below in root["properties"].items() if not _deep(fields.expand(kind, below))}
    if plain:
        yield ""
        for name in plain:
            yield from _field(kind, root, name, f"/{name}", policies)
    for name in root["properties"]:
        if name not in plain:
            node = fields.expand(kind, root["properties"][name])
            yield from ("", f"{'#' * (level + 1)} `{name}`", "")
            yield _told(node, f"/{name}", policies, required=name in root.get("required", ()))
            yield ""
            yield from _below(kind, node, f"/{name}", policies, frozenset())


def _deep(node: Node) -> bool:
    """Whether fields stand below `node`, so that it deserves a heading."""
    members = node.get("items", {})
    return bool(node.get("properties")) or "$ref" in members or "properties" in members


def _below(
    kind: str, node: Node, pointer: str, policies: Mapping[str, list[str]], within: frozenset[str]
) -> Iterator[str]:
    """The fields below `node`; what refers back to one of `within`, which it is part of, was described there."""
    if "items" in node:
        reference = node["items"].get("$ref", "")
        if reference in within:
            return
        node, pointer = fields.expand(kind, node["items"]), f"{pointer}/*"
        within |= {reference} if reference else set()
    for name, plain in node.get("properties", {}).items():
        below = fields.expand(kind, plain)
        yield from _field(kind, node, name, f"{pointer}/{name}", policies)
        yield from _below(kind, below, f"{pointer}/{name}", policies, within)


def _field(kind: str, parent: Node, name: str, pointer: str, policies: Mapping[str, list[str]]) -> Iterator[str]:
    node = fields.expand(kind, parent["properties"][name])
    yield f"- `{_path(pointer)}`: {_told(node, pointer, policies, required=name in parent.get('required', ()))}"
    values = node.get("x-values") or node.get("items", {}).get("x-values", {})
    for value, meaning in values.items():
        yield f"  - `{value}`: {meaning}"


def _told(node: Node, pointer: str, policies: Mapping[str, list[str]], *, required: bool) -> str:
    """Meaning, form, example and policies of a field, in one paragraph."""
    parts = [node["description"], f"{'Required. ' if required else ''}{_form(node)}."]
    if "const" not in node and not node.get("x-values") and not node.get("properties"):
        parts.append(f"Example: `{_shown(node['examples'][0])}`.")
    codes = sorted({code for known, looking in policies.items() if _looks_at(known, pointer) for code in looking})
    if codes:
        parts.append(f"Policies: {', '.join(codes)}.")
    return " ".join(parts)


def _looks_at(known: str, pointer: str) -> bool:
    """Whether a policy that looks at `known`, in which `*` is any member, looks at the field or at its members."""
    wanted, parts = known.removesuffix("/*").split("/"), pointer.split("/")
    return known == pointer or (len(wanted) == len(parts) and all(map(_meets, wanted, parts)))


def _meets(wanted: str, part: str) -> bool:
    return wanted in ("*", part)


def _form(node: Node) -> str:
    """What may be written, as the beginning of a sentence."""
    form = _FORMS.get(str(node.get("format") or node.get("type")), "Anything")
    if "const" in node:
        form = f"Always `{node['const']}`"
    elif "x-expects" in node:
        form = node["x-expects"][0].upper() + node["x-expects"][1:]
    elif "x-values" in node:
        form = "One of the values below"
    elif isinstance(node.get("type"), list):
        form = "A number, a text, `true` or `false`, or a list" if "array" in node["type"] else "A number or a text"
    elif node.get("type") == "array":
        form = "A list of the values below" if "x-values" in node["items"] else f"A list, {node['maxItems']:,} at most"
    elif node.get("type") in {"number", "integer"}:
        form = f"{form} from {node['minimum']:,} to {node['maximum']:,}"
    elif node.get("type") == "object" and "properties" not in node:
        form = "A group of entries under names of your own"
    return form


def _path(pointer: str) -> str:
    """A pointer as people write a place: `commercials.kpis[].name`."""
    return pointer[1:].replace("/*", "[]").replace("/", ".")


def _shown(value: Data) -> str:
    """An example as it might stand in a file, on one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if value.startswith("#") else value  # else it is a comment
    return _within(value)


def _within(value: Data) -> str:
    """A value as it stands within brackets or braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_within(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_within(one) for one in value) + "]"
    return in_list(value) if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    sys.stdout.write(readme())
