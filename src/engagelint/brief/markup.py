"""HTML and SVG made of elements, in which every text is encoded unless it is markup made here."""

from __future__ import annotations

import html

from engagelint.text import visible

#: A text's greatest length, in code points; messages, reasons and clauses of ours are far below it.
LIMIT = 4_000

_EMPTY = frozenset({"meta", "br", "rect", "line"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def text(words: str) -> Markup:
    """Words of a document, safe in an element and in an attribute, with nothing in them that hides."""
    return words if isinstance(words, Markup) else Markup(html.escape(visible(words, LIMIT), quote=True))


def tag(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Children are encoded unless they are markup; an attribute of None is left out.

    `_` in an attribute's name stands for `-`, and one at its end for nothing (`class_`).
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Markup(f"<{name}{told}>" if name in {"meta", "br"} else f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{join(children)}</{name}>")


def join(parts: tuple[str, ...] | list[str], between: str = "") -> Markup:
    """Parts in a row, each encoded unless it is markup."""
    return Markup(between.join(map(text, parts)))


def _number(value: str | float) -> str:
    """A number with two decimals at most; a drawing's places need no more."""
    return value if isinstance(value, str) else f"{round(value, 2):g}"
