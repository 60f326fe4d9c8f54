"""Holds what a configuration says of policies against the policies there are: each mistake is told at its place."""

from __future__ import annotations

from functools import partial

from engagelint import catalogue
from engagelint.codes import OWN_CODES, own_finding
from engagelint.model import escape_pointer
from engagelint.policies import Unusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Final

    from engagelint.config import Configuration
    from engagelint.model import Finding
    from engagelint.policies import Policy

#: The terms that name policies, as lists and as names of entries.
_LISTS: Final = ("select", "ignore", "mandatory", "two_key")
_GROUPS: Final = ("severity", "params")
_TYPES: Final[Mapping[type, str]] = {
    bool: "`true` or `false`",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a group of fields",
}


def review(configuration: Configuration, own: Sequence[Policy]) -> list[Finding]:
    """What is wrong with codes, packs and parameters of a configuration and its overrides; `own` are of the house."""
    document = configuration.document
    if document is None:
        return []
    by_id = {policy.id: policy for policy in own}
    known = catalogue.every_name(own)
    data = configuration.data
    layers = [("", data), *((f"/overrides/{number}", one) for number, one in enumerate(data.get("overrides", ())))]
    return [
        own_finding("CFG", document.source, document.region(pointer, key=of_key), message, pointer)
        for prefix, layer in layers
        for pointer, message, of_key in _problems(prefix, layer, known, by_id)
    ]


def _problems(
    prefix: str, layer: Mapping[str, Any], known: Mapping[str, str], own: Mapping[str, Policy]
) -> Iterator[tuple[str, str, bool]]:
    """Pointer and message of each mistake, and whether the name of an entry is meant, not its value."""
    for number, name in enumerate(layer.get("packs", ())):
        if message := _refusal(partial(catalogue.pack, name)):
            yield f"{prefix}/packs/{number}", message, False
    for key in _LISTS:
        for number, code in enumerate(layer.get(key, ())):
            if message := _of_code(key, code, known):
                yield f"{prefix}/{key}/{number}", message, False
    for key in _GROUPS:
        for code, stated in layer.get(key, {}).items():
            pointer = f"{prefix}/{key}/{escape_pointer(code)}"
            if message := _of_code(key, code, known):
                yield pointer, message, True
            elif key == "params":
                first, *others = catalogue.select(known, [code], ())
                if others:
                    yield pointer, f"`{code}` stands for several policies, and parameters are those of one", True
                    continue
                policy = own.get(first) or catalogue.built_in(first)
                for name, value in stated.items():
                    if message := _of_parameter(policy, name, value):
                        yield f"{pointer}/{escape_pointer(name)}", message, False


def _refusal(ask: Callable[[], object]) -> str:
    """Why something that is asked of the catalogue cannot be had; empty where it can."""
    try:
        ask()
    except Unusable as error:
        return str(error)
    return ""


def _of_code(key: str, code: str, known: Mapping[str, str]) -> str:
    if key == "ignore":
        return _refusal(lambda: catalogue.select(known, (), [code]))
    if key != "select" and code.strip().upper() in OWN_CODES:
        return f"`{code}` always counts, and as what it is: it says that something could not be checked"
    return _refusal(lambda: catalogue.select(known, [code], ()))


def _of_parameter(policy: Policy, name: str, value: object) -> str:
    """What is wrong with the value of a parameter, held against the one in the policy's file."""
    held = policy.raw.get("params", {})
    if name not in held:
        return f"{policy.id} has no parameter `{name}`; it has {', '.join(sorted(held)) or 'none'}"
    words = f"`{name}` of {policy.id}"
    if not _alike(value, held[name]):
        return f"{words} is {_TYPES.get(type(value), 'nothing')}; {_TYPES[type(held[name])]} is expected"
    if isinstance(held[name], list) and isinstance(value, list):
        for number, member in enumerate(value, start=1):
            if not any(_alike(member, other) for other in held[name] or [member]):
                expected = _TYPES[type(held[name][0])]
                return f"entry {number} of {words} is {_TYPES.get(type(member), 'nothing')}; {expected} is expected"
    return ""


def _alike(value: object, other: object) -> bool:
    """Whether two values are of one type, whole numbers and others being both numbers."""
    kinds = {float if type(one) is int else type(one) for one in (value, other)}
    return len(kinds) == 1
