"""Names of jobs and steps: which are the same, and how they and values such as `yes` are read."""

from __future__ import annotations

import re

from engagelint.records import NamedTuple
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Final

    from engagelint.model import Data

#: The longest name that is compared, in characters.
_LONGEST: Final = 300
_BETWEEN: Final = re.compile(r"[\s_-]+")
#: What CI systems put a value in for: `${{ x }}`, `<< x >>`, `$[[ x ]]`, `$[ x ]`, `${x}`, `$(x)`, `$x`.
_EXPRESSION: Final = re.compile(
    r"(\$\{\{[^{}]*\}\}|<<[^<>]*>>|\$\[\[[^\[\]]*\]\]|\$\[[^\[\]]*\]|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*)"
)
_AROUND: Final = " \t/:,|-_()[]"
_YES: Final = frozenset({"true", "yes", "on", "y"})
_NO: Final = frozenset({"false", "no", "off", "n", ""})


def same_form(name: str) -> str:
    """A name without what does not tell it apart: case, and how many of which of blank, hyphen and underscore."""
    return _BETWEEN.sub(" ", name[:_LONGEST].casefold()).strip()


class Pattern(NamedTuple):
    """A name in which expressions stand: the forms of what is written around them, and the expressions themselves."""

    parts: tuple[str, ...]
    expressions: tuple[str, ...]

    def fits(self, asked: str, values: Mapping[str, Collection[str]]) -> bool | None:
        """Whether a form can be that of such a name; None where it depends on a value that is not known.

        `values` are the forms of those that each expression takes; an expression of which they are not known is not in
        it.
        """
        first, last = self.parts[0], self.parts[-1]
        if len(asked) < len(first) + len(last) or not asked.startswith(first) or not asked.endswith(last):
            return False
        at, end = len(first), len(asked) - len(last)
        filled = []
        for part in self.parts[1:-1]:
            found = asked.find(part, at + 1, end)
            if found < 0:
                return False
            filled.append(asked[at:found])
            at = found + len(part)
        filled.append(asked[at:end])
        if not all(filled):
            return False
        known = [
            expression in values and value.strip() in values[expression]
            for expression, value in zip(self.expressions, filled, strict=True)
        ]
        if all(known):
            return True
        # Where several are filled in, they may be parted in other ways.
        return False if len(filled) == 1 and self.expressions[0] in values else None


def pattern(name: str) -> Pattern | None:
    """The pattern of a name in which expressions stand; None where none does."""
    if "$" not in name and "<<" not in name:
        return None
    pieces = _EXPRESSION.split(name[:_LONGEST])
    if len(pieces) == 1:
        return None
    parts = [_BETWEEN.sub(" ", piece.casefold()) for piece in pieces[::2]]
    parts[0], parts[-1] = parts[0].lstrip(), parts[-1].rstrip()
    return Pattern(tuple(parts), tuple(piece.strip("${}<>[]() \t") for piece in pieces[1::2]))


def unspecific(name: str) -> str:
    """A name whose expressions have no names of their own, so that no values are known of them."""
    return _EXPRESSION.sub("${{ }}", name[:_LONGEST])


def forms(name: str) -> Iterator[str]:
    """What a job or step of that name can be called: the name, and what stands before or behind all its expressions."""
    yield same_form(name)
    if "$" in name or "<<" in name:
        around = [part.strip(_AROUND) for part in _EXPRESSION.split(name[:_LONGEST])[::2]]
        written = [part for part in around if part]
        if len(written) == 1:
            yield same_form(written[0])


def asked_forms(name: str) -> list[str]:
    """What a claim may mean: the name, then the name without the values of GitLab's matrix, `: [3.12]`."""
    whole = same_form(name)
    cut = whole.rpartition("[")[0].rstrip(" :") if whole.endswith("]") else ""
    return [form for form in (whole, cut) if form]


def quoted(name: str) -> str:
    """A name as a sentence holds it."""
    return f"`{visible(name, 80)}`"


def texts(*values: Data) -> tuple[str, ...]:
    """Those of the values that are a text and say something; numbers count as the text they were written as."""
    found = (str(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values)
    return tuple(value for value in found if isinstance(value, str) and value.strip())


def listed(value: Data) -> list[Data]:
    """A value where one or several may stand."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def mapping(value: Data) -> dict[str, Data]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def flag(value: Data) -> bool | None:
    """Whether a value says yes; None where an expression decides. What is not given says no."""
    if value is None or isinstance(value, bool):
        return bool(value)
    if isinstance(value, str):
        word = value.strip()
        if word.startswith("${{") and word.endswith("}}"):
            word = word[3:-2].strip()
        word = word.lower()
        if word in _YES or word in _NO:
            return word in _YES
    return None
