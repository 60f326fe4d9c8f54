"""Links in a terminal, from a policy's code to its page (OSC 8)."""

from __future__ import annotations

import re

from engagelint.pages import address
from engagelint.reporters.wording import BOLD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

#: A code as it is painted: nothing that was read from a file can hold the control characters around it.
_PAINTED_CODE: Final = re.compile(rf"\x1b\[{BOLD}m([A-Z]{{3,}}\d*)\x1b\[0m")
#: Terminals that are known to show links; FORCE_HYPERLINK speaks for others, or against all.
_PROGRAMS: Final = frozenset({"ghostty", "Hyper", "iTerm.app", "rio", "tabby", "vscode", "WezTerm"})
_NAMES: Final = frozenset({"DOMTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION"})


def supported(environment: Mapping[str, str]) -> bool:
    """Whether the terminal that these variables describe shows links."""
    forced = environment.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    version = environment.get("VTE_VERSION", "")
    recent = version.isascii() and version.isdigit() and int(version[:6]) >= 5000
    return recent or environment.get("TERM_PROGRAM") in _PROGRAMS or not _NAMES.isdisjoint(environment)


def linked(text: str) -> str:
    """A coloured report with a link behind each code that has a page."""

    def link(match: re.Match[str]) -> str:
        page = address(match.group(1))
        return f"\x1b]8;;{page}\x1b\\{match.group()}\x1b]8;;\x1b\\" if page else match.group()

    return _PAINTED_CODE.sub(link, text)
