"""The schemas as editors need them: a term that stands there without a value is a term not stated, and no error.

Checks never see such a term: they leave it out before they look (see `validation`). Editors know no such step, and show
the meanings of an enumeration's values only under names of their own.
"""

from __future__ import annotations

import json

from engagelint.schema import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.schema.fields import Node

#: What an editor says of a value that is left out.
_NOT_STATED = "Not stated."


def for_editors(kind: str) -> str:
    """The schema of a kind (a `Kind` or a schema's name) as text."""
    return json.dumps(_prepared(fields.root(kind)), indent=2, ensure_ascii=False) + "\n"


def _prepared(node: Node) -> Node:
    """A copy of a schema or part of one, with empty terms allowed and the meanings of values where editors look."""
    done = dict(node)
    if "x-values" in node:
        done["markdownEnumDescriptions"] = [node["x-values"][value] for value in node["enum"]]
    for key in ("items", "then", "else"):
        if isinstance(node.get(key), dict):
            done[key] = _prepared(node[key])
    for key in ("properties", "$defs"):
        if key in node:
            needed = node.get("required", ()) if key == "properties" else ()
            parts = {name: _prepared(one) for name, one in node[key].items()}
            done[key] = {name: one if name in needed else _or_empty(one) for name, one in parts.items()}
    return done


def _or_empty(node: Node) -> Node:
    """A term's schema that allows it to be left empty, too."""
    done = dict(node)
    if "type" in node:
        types = node["type"] if isinstance(node["type"], list) else [node["type"]]
        done["type"] = [*types, "null"]
    if "enum" in node:
        done["enum"] = [*node["enum"], None]
    if "markdownEnumDescriptions" in node:
        done["markdownEnumDescriptions"] = [*node["markdownEnumDescriptions"], _NOT_STATED]
    if "else" in node:
        done["else"] = _or_empty(node["else"])
    return done
