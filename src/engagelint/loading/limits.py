"""How large a document may be: what keeps a hostile file from costing time or memory. The file's size is in files."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


#: Lists and mappings inside one another. It also bounds libyaml's time, which is quadratic in the depth of brackets.
DEPTH: Final = 64
#: Keys, values, lists and mappings as they are written; a configuration may say otherwise.
NODES: Final = 50_000
#: As many times that with every alias counted as what it stands for.
EXPANSION: Final = 2
#: Characters of all keys and values, with every alias counted as what it stands for.
EXPANDED_TEXT: Final = 4 * 1024 * 1024
#: Characters of one key or value.
SCALAR: Final = 256 * 1024
#: Digits of a whole number: what every reader of the document can hold without loss.
DIGITS: Final = 18
#: Characters of a number of any kind.
NUMBER: Final = 40
#: Lines of a Markdown file: reading them takes the time that it has.
LINES: Final = 10_000
#: `%TAG` lines: libyaml compares each with all others.
DIRECTIVES: Final = 20

TOO_DEEP: Final = f"Lists and groups stand inside one another more than {DEPTH} levels deep"
TOO_LONG: Final = f"This text is longer than {SCALAR:,} characters"


def too_many(nodes: int) -> str:
    """What is said of a document that holds more than `nodes` values."""
    return f"The document holds more than {nodes:,} values"
