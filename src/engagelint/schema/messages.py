"""What a reader is told of a place that the schema refuses: what is wrong, the value, what would be right."""

from __future__ import annotations

import difflib
import json
import re
from functools import cache

from engagelint import resources
from engagelint.model import Kind, escape_pointer
from engagelint.records import NamedTuple
from engagelint.schema import fields
from engagelint.schema.fields import QUOTED, quoted
from engagelint.schema.formats import looks_like_date
from engagelint.text import fold, named_points
from engagelint.text.look_alikes import look_alikes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from engagelint.model import Data

#: What needs no quotes in a list in brackets: no number, and a colon only within a word.
_PLAIN = re.compile(r"(?:[^\W\d_]|\.{1,2}/|\d+[:-](?=\w))(?:[\w ./*+-]|:(?=\w))*")
_OFFSET = re.compile(r"[+-]\s*\d")
_NO_TEXTS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])

#: Above this many known values, a suggestion takes the place of the list.
_LISTED = 8

#: Up to how many places that a misplaced field may belong to are named, and up to how many one is named as an example.
_PLACES, _PLACES_AT_ALL = 3, 6


#: So many characters of a word are named by their code points.
_POINTS = 3

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")


class Problem(NamedTuple):
    """A place that breaks a rule: the rule's keyword (`unknown` for no known field), the value, the schema there.

    Of a number that a comma parted in two, as in `{ceiling: 900,000}`, `typed` holds the whole.
    """

    rule_broken: str
    path: tuple[str | int, ...]
    value: Data
    rule: dict[str, Any]
    typed: str = ""


def message(kind: str, problem: Problem) -> str:
    """One sentence on `problem`, in words that need no knowledge of schemas."""
    return _TOLD.get(problem.rule_broken, _type)(kind, problem)


def _unknown(kind: str, problem: Problem) -> str:
    key, parent = str(problem.value), problem.path[:-1]
    if "properties" not in problem.rule:  # names that the author chooses, within a form
        example = next(iter(fields.nodes(kind, pointer_to(parent))[0]["examples"][0]))
        return f"`{quoted(key)}` cannot be a name in {_holder(kind, parent)}; the form expected is that of `{example}`"
    near = _nearest(key, problem.rule["properties"])
    letters = _letters(key, near)
    start = f"`{quoted(key)}`{letters}{',' if letters else ''} is not a field of {_holder(kind, parent)}"
    meant = _without_comma(problem.typed)
    if meant:
        return f"{start}: a comma ends a number in braces; write `{meant}` for `{problem.typed}`"
    if near:
        return f"{start}; did you mean `{near}`?"
    plain = key if key.isascii() else fold(key)
    homes = _homes(kind).get(plain.replace("-", "_"), ()) if len(key) <= QUOTED else ()
    if 0 < len(homes) <= _PLACES_AT_ALL:
        places = [f"under `{home}`" if home else "at the top level" for home in homes]
        named = _listed(places, "or") if len(places) <= _PLACES else f"{places[0]}, for example"
        return f"{start}; it belongs {named}"
    return f"{start}; fields of your own begin with `x-`"


def _without_comma(typed: str) -> str:
    """A number as YAML reads it: commas between thousands are dropped, one before decimals becomes a point."""
    if _THOUSANDS.fullmatch(typed):
        return typed.replace(",", "")
    return typed.replace(",", ".") if typed.count(",") == 1 else ""


def _letters(text: str, near: str | None) -> str:
    """What tells a text from what it looks like: ", written with U+0430 CYRILLIC SMALL LETTER A"; or nothing.

    `near` is the known word that it was taken for.
    """
    if text.isascii() or len(text) > QUOTED:
        return ""
    alike = look_alikes().other
    strange = [one for one in text if not one.isascii() and (near or one in alike)]
    if not strange or not (near or fold(text).isascii()):
        return ""
    points = named_points(strange)
    return f", written with {_listed([*points[:_POINTS], *(['others'] if len(points) > _POINTS else [])], 'and')}"


def _required(kind: str, problem: Problem) -> str:
    path = problem.path
    field = fields.nodes(kind, pointer_to(path))[0]
    while "required" in field:  # What holds a required field is asked for by naming that field.
        path = (*path, field["required"][0])
        field = fields.nodes(kind, pointer_to(path))[0]
    example = field["const"] if "const" in field else field["examples"][0]
    return f"`{_dotted(path)}` is missing; an example is `{path[-1]}: {_shown(example)}`"


def _type(kind: str, problem: Problem) -> str:
    found = fields.nodes(kind, pointer_to(problem.path))
    start = f"{_name(problem.path)} is {described(problem.value)}"
    if found and "x-expects" in found[0]:
        return f"{start}; expected is {found[0]['x-expects']}"
    wanted = problem.rule["type"]
    if wanted == "object" and "properties" in problem.rule:
        first = _listed([f"`{name}`" for name in list(problem.rule["properties"])[:2]], "and")
        return f"{start}; fields such as {first} are expected"
    expected = _listed([_TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted)], "or")
    return f"{start}; {expected} is expected{_list_hint(problem)}{_text_hint(problem)}"


def _list_hint(problem: Problem) -> str:
    """How a text is written where a list of texts is expected."""
    members = problem.rule.get("items", {})
    if members.get("type") != "string" or not isinstance(problem.value, str) or len(problem.value) > QUOTED:
        return ""
    known = members.get("enum", [problem.value])
    example = [problem.value] if problem.value in known else problem.rule["examples"][0]
    return f", as in `[{quoted(', '.join(map(in_list, example)))}]`"


def _text_hint(problem: Problem) -> str:
    """How a text is written that YAML took for a field and its value, for the colon in it."""
    if problem.rule["type"] != "string" or not isinstance(problem.value, dict) or len(problem.value) != 1:
        return ""
    ((key, value),) = problem.value.items()
    if not isinstance(value, str) or len(key) + len(value) > QUOTED:
        return ""
    return (
        f"; a text with a colon in it needs quotes, as in `{quoted(json.dumps(f'{key}: {value}', ensure_ascii=False))}`"
    )


def in_list(text: str) -> str:
    """A text as it stands in a list in brackets: in quotes where YAML would take it for something else."""
    if not _PLAIN.fullmatch(text) or text.lower() in _NO_TEXTS:
        return json.dumps(text, ensure_ascii=False)
    return text


def _enum(_: str, problem: Problem) -> str:
    known = [str(one) for one in problem.rule["enum"]]
    near = _nearest(str(problem.value), known)
    start = f"{_name(problem.path)} is {described(problem.value)}{_letters(str(problem.value), near)}"
    values = _listed([f"`{one}`" for one in known], "and")
    if not near:
        return f"{start}; known values are {values}"
    return f"{start}; did you mean `{near}`?" + (f" Known values are {values}" if len(known) <= _LISTED else "")


def _const(_: str, problem: Problem) -> str:
    start = f"{_name(problem.path)} is {described(problem.value)}"
    if problem.path != ("kind",):
        return f"{start}; this version of engagelint reads `{problem.rule['const']}`"
    near = _nearest(str(problem.value), [kind.value for kind in Kind])
    known = _listed([f"`{kind}`" for kind in Kind], "and")
    start += _letters(str(problem.value), near)
    return f"{start}; did you mean `{near}`?" if near else f"{start}; known kinds are {known}"


def _form(_: str, problem: Problem) -> str:
    start = f"{_name(problem.path)} is {described(problem.value)}"
    form = problem.rule.get("format")
    if form == "date":
        if looks_like_date(str(problem.value)):
            return f"{start}, a day that the calendar does not have"
        return f"{start}; a date is expected as YYYY-MM-DD, such as 2026-03-02"
    if form == "hours":
        return f"{start}; working hours are expected as HH:MM-HH:MM, such as 09:00-17:30"
    if form == "time-zone":
        # What stands so many hours from UTC is no zone, and UTC itself another time.
        near = None if _OFFSET.search(str(problem.value)) else _nearest(str(problem.value), resources.time_zones())
        end = f"did you mean `{near}`?" if near else "a time zone's name is expected, such as Europe/Lisbon"
        return f"{start}{_letters(str(problem.value), near)}; {end}"
    if "examples" in problem.rule:
        return f"{start}; the form expected is that of `{problem.rule['examples'][0]}`"
    return f"{start}; a path that begins with `/` is expected"


def _bound(_: str, problem: Problem) -> str:
    least = problem.rule_broken == "minimum"
    limit = f"{problem.rule[problem.rule_broken]:,}"
    return f"{_name(problem.path)} is {described(problem.value)}; at {'least' if least else 'most'} {limit} is possible"


def _size(_: str, problem: Problem) -> str:
    count, limit = f"{len(problem.value):,}", f"{problem.rule[problem.rule_broken]:,}"
    if problem.rule_broken == "maxLength":
        return f"{_name(problem.path)} is {count} characters long; at most {limit} are possible"
    return f"{_name(problem.path)} holds {count} entries; at most {limit} are possible"


def _order(_: str, problem: Problem) -> str:
    later = str(problem.path[-1])
    names = problem.rule["x-in-order"]
    earlier = names[names.index(later) - 1]
    there = f"{described(problem.value[later])}, which lies before `{earlier}`, {described(problem.value[earlier])}"
    return f"{_name(problem.path)} is {there}"


_TOLD: dict[str, Callable[[str, Problem], str]] = {
    "unknown": _unknown,
    "required": _required,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _form,
    "pattern": _form,
    "minimum": _bound,
    "maximum": _bound,
    "maxLength": _size,
    "maxItems": _size,
    "maxProperties": _size,
    "x-in-order": _order,
}

_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "object": "a group of fields",
    "array": "a list",
}

#: The keywords, beside types and fields, whose breach is told.
NOT_TYPES = frozenset(_TOLD) - {"unknown", "required", "type"}


def described(value: Data) -> str:
    """A value as a sentence holds it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, str):
        return f'"{quoted(value)}"'
    return "a list" if isinstance(value, list) else "a group of fields"


def _name(path: Sequence[str | int]) -> str:
    """A place by its field: "`level`", "entry 2 of `may_decide`"."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {_name(path[:-1])}"
    return f"`{quoted(path[-1])}`"


def _holder(kind: str, path: Sequence[str | int]) -> str:
    """What a field was written under: "an engagement", "a KPI", "`roles.product_owner`"."""
    if not path:
        return _with_article(fields.root(kind)["title"])
    if isinstance(path[-1], int):
        above = fields.nodes(kind, pointer_to(path[:-1]))
        return _with_article(above[0].get("x-label", "entry") if above else "entry")
    return f"`{_dotted(path)}`"


def _with_article(word: str) -> str:
    return f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}"


def _dotted(path: Iterable[str | int]) -> str:
    return quoted(".".join(part for part in path if isinstance(part, str)))


def pointer_to(path: Iterable[str | int]) -> str:
    """The JSON Pointer of a path of keys and indices."""
    return "".join(f"/{escape_pointer(str(part))}" for part in path)


def _shown(value: Data) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be; None where none is near."""
    if len(word) > QUOTED:
        return None
    plain = {one.lower().replace("_", "-"): one for one in known}
    word = fold(word).replace("_", "-").replace(" ", "-")
    found = difflib.get_close_matches(word, plain, n=1, cutoff=0.75) or _only(
        [one for one in plain if word in one.split("-") or one.startswith(f"{word}-")]
    )
    return plain[found[0]] if found else None


def _only(found: list[str]) -> list[str]:
    """`found` where it holds one word; nothing where it holds several, between which nobody can choose."""
    return found if len(found) == 1 else []


@cache
def _homes(kind: str) -> dict[str, tuple[str, ...]]:
    """Under which fields (dotted; empty for the top level) each field of a kind may stand."""
    homes: dict[str, list[str]] = {}
    seen: set[int] = set()
    queue = [("", fields.root(kind))]
    while queue:
        path, plain = queue.pop(0)
        node = fields.expand(kind, plain)
        for name, below in node.get("properties", {}).items():
            homes.setdefault(name, []).append(path)
            if "$ref" not in below or path.count(".") < 2:
                queue.append((f"{path}.{name}" if path else name, below))
        if "items" in node and id(node["items"]) not in seen:
            seen.add(id(node["items"]))
            queue.append((path, node["items"]))
    return {name: tuple(dict.fromkeys(paths)) for name, paths in homes.items()}
