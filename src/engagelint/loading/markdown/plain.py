"""Plain text and reStructuredText in the way of Markdown: headings and numbered items, nothing moved from its place."""

from __future__ import annotations

import re

#: A line of nothing but one sign, as it stands above or below a heading.
_RULE = re.compile(r"(?P<sign>[=\-~^\"'`#*+:._])(?P=sign){2,}[ \t]*$")
_AUTO_NUMBER = re.compile(r"[ \t]*#(?=\.[ \t])")


def as_markdown(text: str) -> str:
    """`text` with its headings underlined as in Markdown and `#.` as `1.`; every character keeps its place."""
    lines = text.splitlines(keepends=True)
    ranks: list[str] = []
    for at, line in enumerate(lines):
        number = _AUTO_NUMBER.match(line)
        if number:
            lines[at] = f"{line[: number.end() - 1]}1{line[number.end() :]}"
        rule = _RULE.match(line)
        above = lines[at - 1].strip() if at else ""
        if not rule or not above or _RULE.match(above) or above[0] in "-*+|":
            continue
        if len(line.strip()) < min(len(above), 3):
            continue
        over = at > 1 and lines[at - 2].strip() == line.strip()
        style = rule["sign"] + ("/" if over else "")
        if style not in ranks:
            ranks.append(style)
        length = len(line.rstrip())
        lines[at] = ("=" if style == ranks[0] else "-") * length + line[length:]
        if over:
            lines[at - 2] = " " * length + lines[at - 2][length:]
    return "".join(lines)
