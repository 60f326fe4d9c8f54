"""How much work something is: counted, so that a busy machine changes nothing. Seconds are for `benchmarks/`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def effort(work: Callable[[], object]) -> int:
    """How many functions are called, ours and built-in ones: some five million take a second on an idle machine.

    What one call of a built-in function does, such as one search with an expression, is not seen; what hangs there ends
    by the limit on every test (`faulthandler_timeout`).
    """
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def linear(length: int, *, each: int = 25) -> int:
    """The most calls that a text of so many characters may take: `each` for a character, and some to begin with."""
    return 20_000 + each * length
