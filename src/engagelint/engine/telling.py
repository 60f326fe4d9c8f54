"""Puts into a sweep what can be told before it is asked: what texts say, and what calculations give."""

from __future__ import annotations

import re

from engagelint.engine.sweeps import GROUP, MEMBERS
from engagelint.expressions import CALCULATIONS
from engagelint.expressions.source import TEXT, literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from engagelint.engine.sweeps import Call, Path

_TERM = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[A-Za-z_]\w*\])*"
_ARGUMENT = rf"{TEXT}|{_TERM}"
#: A text, a macro with the list that it goes through and the name of each member, what is asked of a single text, or a
#: calculation.
_TOLD = re.compile(
    rf"{TEXT}|(?:(?<![\w.\])])(?P<list>{_TERM}))?\.(?:all|exists|exists_one|filter|map)\(\s*(?P<each>[A-Za-z_]\w*)\s*,"
    rf'|(?<![\w.\])])(?P<text>{_TERM})\.mentions\("(?P<concept>[a-z-]+)"\)|\bnamed\((?P<whom>{_TERM})\)'
    rf"|\b(?P<function>{'|'.join(CALCULATIONS)})\((?P<arguments>(?:{_ARGUMENT})(?:, *(?:{_ARGUMENT}))*)\)"
)


def told_beforehand(source: str, told: dict[str, list[Path]], reckoned: dict[str, Call]) -> str:
    """An expression with what it asks of texts and has reckoned taken from `self`, which no sweep needs for a place.

    `term.mentions("concept")` becomes `self["concept"][term]`, `named(term)` becomes `self["named"][term]`, and a
    calculation `self["its text"]`; the paths of the terms are added to `told` and `reckoned`. What is asked of anything
    but a term of the document stays as it is. A term of another type is not found there, as it has no answer otherwise.
    """
    paths: dict[str, Path | None] = {name: (name,) for name in ("document", "done", "engagement", "today")}

    def path(term: str) -> Path | None:
        name, *parts = re.findall(r"\w+|\[\w+\]", term)
        found = paths.get(name)
        for part in parts:
            if found is not None and part.startswith("["):
                # The keys of a group are what a macro goes through.
                found = (*found, GROUP) if paths.get(part[1:-1]) == (*found, MEMBERS) else None
            elif found is not None:
                found = (*found, part)
        return found

    def put(match: re.Match[str]) -> str:
        if each := match["each"]:
            members = path(match["list"]) if match["list"] else None
            paths[each] = (*members, MEMBERS) if members else None
        elif function := match["function"]:
            terms = [one[1:-1] if one[0] in "\"'" else path(one) for one in re.findall(_ARGUMENT, match["arguments"])]
            if not any(one is None or MEMBERS in one or GROUP in one for one in terms if not isinstance(one, str)):
                reckoned[match.group()] = function, [one for one in terms if one is not None]
                return f"self[{literal(match.group())}]"
        elif term := match["text"] or match["whom"]:
            what, found = match["concept"] or "named", path(term)
            if found is not None:
                told.setdefault(what, [])
                told[what] += [found] if found not in told[what] else []
                return f'self["{what}"][{term}]'
        return match.group()

    return re.sub(_TOLD, put, source)
