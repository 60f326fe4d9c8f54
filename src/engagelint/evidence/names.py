"""Names of jobs and steps: which are the same, and how they and values such as `yes` are read."""

from __future__ import annotations

import re

from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from engagelint.model import Data

#: The longest name that is compared, in characters.
_LONGEST: Final = 300
_BETWEEN: Final = re.compile(r"[\s_-]+")
#: What CI systems put a value in for: `${{ x }}`, `<< x >>`, `$[ x ]`, `${x}`, `$(x)`, `$x`.
_EXPRESSION: Final = r"\$\{\{[^{}]*\}\}|<<[^<>]*>>|\$\[[^\[\]]*\]|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*"
_EMPTY_BRACKETS: Final = r"\([\s,/|:-]*\)|\[[\s,/|:-]*\]"
_YES: Final = frozenset({"true", "yes", "on", "y"})
_NO: Final = frozenset({"false", "no", "off", "n", ""})


def same_form(name: str) -> str:
    """A name without what does not tell it apart: case, and how many of which of blank, hyphen and underscore."""
    return _BETWEEN.sub(" ", name[:_LONGEST].casefold()).strip()


def forms(name: str) -> Iterator[str]:
    """What a job or step of that name can be called: the name, and the name without what an expression fills in."""
    yield same_form(name)
    if "$" in name or "<<" in name:
        yield same_form(re.sub(_EMPTY_BRACKETS, " ", re.sub(_EXPRESSION, " ", name[:_LONGEST])).strip(" \t/:,|-_"))


def asked_forms(name: str) -> list[str]:
    """What a claim may mean: the name, then the name without the values of a matrix, `(3.12)` or `: [3.12]`."""
    whole = same_form(name)
    cut = ""
    if whole.endswith(")"):
        cut = whole.rpartition("(")[0].strip()
    elif whole.endswith("]"):
        cut = whole.rpartition("[")[0].rstrip(" :")
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
