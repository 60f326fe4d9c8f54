"""The fields that a schema knows: what they are called, what they mean and how a sentence speaks of them.

Besides the words of JSON Schema our schemas carry these notes: `x-values` (an enumeration's values and what they mean),
`x-label` (a list member's word), `x-key` (the fields that name a list member), `x-ordered` (the order of a list's
members has a meaning), `x-in-order` (fields of a group whose days follow each other), `x-plural` (the title is a
plural), `x-phrase` (how a sentence speaks of the field; `{owner}` is what it belongs to), `x-owner` (how a sentence
speaks of what the fields below belong to), `x-expects` (what may be written where two forms are allowed) and
`x-direction` (which way the term is good, and for whom: see `Direction`).
"""

from __future__ import annotations

import re

from engagelint import resources
from engagelint.model import member, split_pointer
from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from engagelint.model import Data

    #: A schema or a part of one.
    Node = dict[str, Any]
else:
    Node = dict

#: How much of a value a sentence quotes, in characters.
QUOTED = 60

#: The unit of a number, which stands in its field's name, or in that of the group which gives it by side.
_UNIT = re.compile(r"_(day|week|hour|minute)s(?:_per_month)?(?:/(?:client|vendor))?$")

_SCHEMAS = {
    "Engagement": "engagement",
    "DefinitionOfDone": "definition-of-done",
    "Policy": "policy",
    "Config": "config",
}


class Field(NamedTuple):
    """A field: where it stands, its title, a member's word where it is a list, its meaning.

    `values` holds an enumeration's values and their meanings, `key` the names of the fields that name a list's member;
    `ordered` says that the order of the members has a meaning.
    """

    pointer: str
    title: str
    label: str
    description: str
    values: Mapping[str, str]
    key: tuple[str, ...]
    ordered: bool


class Direction(NamedTuple):
    """Which way a term is good: `better`, and for whom: `good_for` (client, vendor or both).

    `better` is `more` or `less` (numbers and the members of lists), `earlier` (dates), `yes` or `no`, groups of an
    enumeration's values from the best to the worst, or `policies`: what the policies that look at the term demand, and
    how near it comes to that; `outcomes`: the same, where coming nearer says nothing, as their limits are another
    term's.
    """

    better: str | tuple[tuple[str, ...], ...]
    good_for: str


def root(kind: str) -> Node:
    """The schema of a kind, which is named as in `Kind` or as the schema's file is."""
    return resources.schema(_SCHEMAS.get(kind, kind))


def expand(kind: str, node: Node) -> Node:
    """`node` with its reference followed, and with the fields of the form that has some where it allows two."""
    if "$ref" in node:
        target: Node = root(kind)["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = {**target, **node}
    return {**node, **node["then"]} if "then" in node else node


def children(kind: str, node: Node, part: str) -> list[Node]:
    """The nodes that a pointer part (a name, a number, or `*`) leads to from an expanded node; none if unknown."""
    if "items" in node and (part == "*" or part.isdigit()):
        return [expand(kind, node["items"])]
    named = node.get("properties", {})
    if part == "*":
        return [expand(kind, one) for one in named.values()] + [expand(kind, one) for one in _of_own_name(node)]
    if part in named:
        return [expand(kind, named[part])]
    return [expand(kind, one) for one in _of_own_name(node)]


def _of_own_name(node: Node) -> list[Node]:
    """What a mapping holds under names that the author chooses, such as a policy's parameters."""
    return [one for pattern, one in node.get("patternProperties", {}).items() if pattern != "^x-"]


def _free(node: Node) -> bool:
    """Whether anything may stand here, as in a policy's examples."""
    return not node.keys() & {"type", "properties", "items", "const", "else"}


def nodes(kind: str, pointer: str) -> list[Node]:
    """The expanded nodes that `pointer` leads to, with numbers or `*` for list members; none where none is known."""
    found = [expand(kind, root(kind))]
    for part in split_pointer(pointer):
        found = [child for node in found for child in children(kind, node, part)]
    return found


def field(kind: str, pointer: str) -> Field | None:
    """The field at `pointer`; None where the schema knows none."""
    found = nodes(kind, pointer)
    if not found or "title" not in found[0]:
        return None
    node = found[0]
    return Field(
        pointer=pointer,
        title=node["title"],
        label=node.get("x-label", ""),
        description=node.get("description", ""),
        values=node.get("x-values", {}),
        key=tuple(node.get("x-key", ())),
        ordered=node.get("x-ordered", False),
    )


def direction(kind: str, pointer: str) -> Direction | None:
    """Which way the term at `pointer` is good; None where the schema takes no side."""
    stated = next((node["x-direction"] for node in nodes(kind, pointer) if "x-direction" in node), None)
    if stated is None:
        return None
    better = stated["better"]
    return Direction(better if isinstance(better, str) else tuple(map(tuple, better)), stated["for"])


def exists(kind: str, given: str) -> bool:
    """Whether a policy may look at `given`, in which `*` stands for every member and `**` for everything below."""
    found = [expand(kind, root(kind))]
    for part in split_pointer(given):
        if part == "**" or part.startswith("x-") or any(_free(node) for node in found):
            return bool(found)
        found = [child for node in found for child in children(kind, node, part)]
    return bool(found)


def sentence(kind: str, pointer: str, data: Data) -> str:
    """What is said of a term that `data` does not state: "The product owner's backup is not stated"."""
    subject = phrase(kind, pointer, data)
    found = nodes(kind, pointer)
    verb = "are" if found and found[0].get("x-plural") else "is"
    return f"{subject[0].upper()}{subject[1:]} {verb} not stated"


def phrase(kind: str, pointer: str, data: Data) -> str:
    """How a sentence speaks of a term of `data`: "the product owner's backup"."""
    return _subject(_steps(kind, pointer, data))


def unit(pointer: str, number: float) -> str:
    """What a number at `pointer` counts, in the right number (1 week, 2 weeks); empty where the field's name is silent.

    `hours_per_week` is silent, too: there the title says it, "the product owner's hours per week".
    """
    found = _UNIT.search(pointer)
    if found is None:
        return ""
    return found[1] if number == 1 else f"{found[1]}s"


class _Step(NamedTuple):
    """One part of a pointer: its text, the schema's node and the data there, and the word for a list's member."""

    part: str
    node: Node
    value: Data
    label: str = ""
    key: tuple[str, ...] = ()


def _steps(kind: str, pointer: str, data: Data) -> list[_Step]:
    steps = [_Step("", expand(kind, root(kind)), data)]
    for part in split_pointer(pointer):
        above = steps[-1]
        known = children(kind, above.node, part)
        found = member(above.value, part)
        value = found[1] if found else None
        if "items" in above.node and known:
            steps.append(
                _Step(part, known[0], value, above.node.get("x-label", "entry"), tuple(above.node.get("x-key", ())))
            )
        else:
            steps.append(_Step(part, known[0] if known else {}, value))
    return steps


def _subject(steps: list[_Step]) -> str:
    """The last step as a sentence speaks of it: "the product owner's backup"."""
    last = steps[-1]
    if len(steps) == 1 or last.label:
        return _owner(steps)
    if "title" not in last.node:
        path = ".".join(step.part for step in steps[1:])
        return f"`{quoted(path)}`"
    if "x-phrase" in last.node:
        return str(last.node["x-phrase"]).replace("{owner}", _owner(steps[:-1]))
    return _possessive(_owner(steps[:-1]), last.node["title"])


def _owner(steps: list[_Step]) -> str:
    """The last step as what its fields belong to: "the product owner", 'the KPI "Escaped defects"'."""
    last = steps[-1]
    if last.label:
        return _member(last)
    if "x-owner" in last.node:
        return str(last.node["x-owner"]).replace("{owner}", _owner(steps[:-1]) if len(steps) > 1 else "")
    own = f"the {last.node.get('title', last.part)}"
    within = next((index for index in range(len(steps) - 1, 0, -1) if steps[index].label), None)
    return own if within is None else f"{own} of {_owner(steps[: within + 1])}"


def _member(step: _Step) -> str:
    """A list's member by what names it, else by its number."""
    names = [step.value[name] for name in step.key if name in step.value] if isinstance(step.value, dict) else []
    if isinstance(step.value, str):
        names = [step.value]
    texts = [name for name in names if isinstance(name, str)]
    if texts:
        return f'the {step.label} "{quoted(", ".join(texts))}"'
    return f"{step.label} {int(step.part) + 1}" if step.part.isdigit() else f"the {step.label}"


def _possessive(owner: str, title: str) -> str:
    """A field of an owner: "the client's size", and where the owner is long 'the owner of the KPI "Defects"'."""
    if any(mark in owner for mark in ("'", '"', " of ", " for ")) or owner[-1].isdigit():
        return f"the {title} of {owner}"
    return f"{owner}' {title}" if owner.endswith("s") else f"{owner}'s {title}"


def quoted(text: str) -> str:
    """A text of the document, made visible and cut to what a sentence bears."""
    return visible(text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…")
