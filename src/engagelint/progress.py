"""Shows on a terminal how far a long run has come."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Final, TextIO

#: How long a run may take before anything is shown, and how often it is shown afresh, in seconds.
PATIENCE: Final = 1.0
INTERVAL: Final = 0.1

_WIDTH: Final = 30


class Bar:
    """A bar on a terminal, in one line that is drawn over itself. `clock` gives seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + PATIENCE
        self._shown = 0

    def step(self, done: int, total: int) -> None:
        """Say that `done` of `total` files are done."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + INTERVAL
        filled = _WIDTH * done // max(total, 1)
        line = f"[{'#' * filled}{' ' * (_WIDTH - filled)}] {done:,} of {total:,} files"
        self._write(f"\r{line.ljust(self._shown)}")
        self._shown = len(line)

    def clear(self) -> None:
        """Take the bar away, where there is one."""
        if self._shown:
            self._write(f"\r{' ' * self._shown}\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # nobody looks any more; the work goes on
            self._next = float("inf")


def wanted(environment: Mapping[str, str], *, terminal: bool, quiet: bool) -> bool:
    """Whether a bar may be shown at all: to a person at a terminal who did not ask for silence."""
    in_ci = environment.get("CI", "").lower() not in {"", "0", "false"}
    return terminal and not quiet and not in_ci and environment.get("TERM") != "dumb"
