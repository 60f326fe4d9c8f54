"""What keeps a document's own words from acting on whoever shows a report: a terminal, a CI log, a page."""

from __future__ import annotations

import re

from engagelint.text import visible

#: A text's greatest length in a report, in code points; messages, reasons and clauses of ours are far below it.
LIMIT = 4_000
#: The greatest length of a file's name: what most systems allow for a whole path.
NAME_LIMIT = 4_096

#: What a CI service takes for a command wherever it stands in a line: `##[group]`, `##vso[...]`, `##teamcity[...]`.
_COMMAND = re.compile(r"##(?=[A-Za-z]{0,40}\[)")


def line(text: str, limit: int = LIMIT) -> str:
    r"""`text` on one line, with nothing in it that hides, or acts on a terminal or a CI log; `##[` becomes `#\x23[`."""
    return _COMMAND.sub(r"#\\x23", visible(text, limit))


def name(file: str) -> str:
    """A file's name as `line` shows it, for the beginning of a line, where a command would begin with `::`."""
    shown = line(file, NAME_LIMIT)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown
