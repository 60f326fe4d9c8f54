"""Names of jobs and steps in which a value is filled in that is not known: what they may come to."""

from __future__ import annotations

import re

from engagelint.evidence.names import same_form
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from engagelint.evidence.model import Check

#: How many such names are looked at, and the longest one, in characters.
_MOST: Final = 200
_LONGEST: Final = 300
#: What CI systems put a value in for.
_VALUE: Final = re.compile(
    r"\$\{\{[^{}]*\}\}|<<[^<>]*>>|\$\[\[[^\[\]]*\]\]|\$\[[^\[\]]*\]|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*"
)


class OpenName(NamedTuple):
    """The check, and the parts of its name that are certain, in order: the first begins it and the last ends it."""

    check: Check
    parts: tuple[str, ...]

    def may_be(self, form: str) -> bool:
        """Whether the name may come to one of the form `form`."""
        begin, end = self.parts[0], self.parts[-1]
        if len(form) < len(begin) + len(end) or not form.startswith(begin) or not form.endswith(end):
            return False
        at, last = len(begin), len(form) - len(end)
        for part in self.parts[1:-1]:
            found = form.find(part, at, last)
            if found < 0:
                return False
            at = found + len(part)
        return True


def open_names(checks: Iterable[Check]) -> list[OpenName]:
    """The names in which something is filled in, as many as are looked at."""
    found: list[OpenName] = []
    for check in checks:
        for name in check.names:
            if ("$" in name or "<<" in name) and len(name) <= _LONGEST and len(found) < _MOST:
                parts = tuple(same_form(part) for part in _VALUE.split(name))
                if len(parts) > 1:
                    found.append(OpenName(check, parts))
    return found
