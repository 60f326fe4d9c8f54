"""Regular expressions that are compiled when they are first used.

One with a class of many characters takes as long to compile as a whole file to read, and few runs need it.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    #: To type checkers it is what it becomes.
    Pattern = re.Pattern[str]

    def lazily(source: str, flags: int = 0) -> Pattern:
        """The expression, not yet compiled."""
        ...
else:

    class lazily:  # noqa: N801 - it is called like a function
        """The expression, not yet compiled; its methods are the compiled one's."""

        def __init__(self, source: str, flags: int = 0) -> None:
            self._source, self._flags = source, flags

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any member of a pattern
            found = self.__dict__[name] = getattr(re.compile(self._source, self._flags), name)
            return found
