"""Tells quickly that data is well-formed: what is, as nearly all is, never needs the library that finds errors.

It knows the words that our schemas use and no others, and it errs on one side only: in what it accepts, the library
finds no error. Tests hold both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from engagelint.schema import fields
from engagelint.schema.formats import FORMATS

if TYPE_CHECKING:
    from engagelint.model import Data

_TYPES: Final[dict[str, Any]] = {
    "string": str,
    "number": float,
    "integer": float,
    "boolean": bool,
    "object": dict,
    "array": list,
}


def accepts(kind: str, data: Data) -> bool:
    """Whether `data`, in which all numbers are floats, is certainly well-formed. Recursion goes as deep as the data."""
    root = fields.root(kind)
    return _accepts(root.get("$defs", {}), root, data)


def _accepts(definitions: dict[str, Any], node: Any, data: Data) -> bool:  # noqa: ANN401 -- a schema or `true`
    if node is True:
        return True
    if "$ref" in node:
        node = definitions[node["$ref"].rsplit("/", 1)[1]]
    if "if" in node:
        node = node["then"] if isinstance(data, _TYPES[node["if"]["type"]]) else node["else"]
    if ("const" in node and data != node["const"]) or ("type" in node and not _has_type(node["type"], data)):
        return False
    if isinstance(data, dict):
        return _accepts_fields(definitions, node, data)
    if isinstance(data, list):
        members = node.get("items", True)
        return len(data) <= node.get("maxItems", len(data)) and all(_accepts(definitions, members, one) for one in data)
    if isinstance(data, str):
        return _accepts_text(node, data)
    return not isinstance(data, float) or node.get("minimum", data) <= data <= node.get("maximum", data)


def _has_type(wanted: str | list[str], data: Data) -> bool:
    if isinstance(wanted, list):
        return any(_has_type(one, data) for one in wanted)
    return isinstance(data, _TYPES[wanted]) and (wanted != "integer" or data % 1 == 0)


def _accepts_fields(definitions: dict[str, Any], node: dict[str, Any], data: dict[str, Data]) -> bool:
    named = node.get("properties", {})
    others = node.get("patternProperties", {})
    if len(data) > node.get("maxProperties", len(data)) or any(key not in data for key in node.get("required", ())):
        return False
    for key, value in data.items():
        if key in named:
            if not _accepts(definitions, named[key], value):
                return False
        else:
            found = [one for pattern, one in others.items() if _compiled(pattern).search(key)]
            if not found and "additionalProperties" in node:
                return False
            if not all(_accepts(definitions, one, value) for one in found):
                return False
    return True


def _accepts_text(node: dict[str, Any], data: str) -> bool:
    if "enum" in node:
        return data in node["enum"]
    if len(data) > node.get("maxLength", len(data)):
        return False
    if "format" in node:
        return FORMATS[node["format"]](data)
    return "pattern" not in node or (not data.endswith("\n") and _compiled(node["pattern"]).search(data) is not None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
