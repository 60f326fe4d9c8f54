"""Divides work among processes that are copies of this one, where the system makes such copies."""

from __future__ import annotations

import os
import sys
from itertools import pairwise

from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final, TypeVar

    Part = TypeVar("Part")
    Result = TypeVar("Result")


#: Below so many members per process the copy costs more than it brings.
LEAST: Final = 100
#: More processes than these wait for each other.
MOST: Final = 8


class _Child(NamedTuple):
    pid: int
    pipe: int


def number(members: int, wanted: int) -> int:
    """How many processes to divide so many members among; `wanted` is 0 for as many as pay."""
    most = min(wanted, members) if wanted else min(_processors(), MOST, members // LEAST)
    return max(1, most) if hasattr(os, "fork") and _is_alone() else 1


def _is_alone() -> bool:
    """Whether this process has one thread: a copy has no other, and may wait for ever for what the others held."""
    threading = sys.modules.get("threading")  # who has not imported it has started none
    return threading is None or threading.active_count() == 1


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def divided(members: Sequence[Part], parts: int) -> list[Sequence[Part]]:
    """The members in so many stretches of nearly the same length, in order."""
    size, more = divmod(len(members), parts)
    ends = [size * n + min(n, more) for n in range(parts + 1)]
    return [members[start:end] for start, end in pairwise(ends)]


def spread(parts: Sequence[Part], work: Callable[[Part], Result]) -> list[Result | None]:
    """What `work` gives for each part, in order: the first in this process, each other in a copy of it.

    None stands for a part whose process did not come to its end, for whatever reason: the work is to be done again
    here, where its reason can be told.
    """
    import signal
    from contextlib import suppress

    children: list[_Child] = []

    def stop(number: int, _frame: object) -> None:
        """Take the copies along: they would work on for nobody, and hold what this process writes to."""
        for child in children:
            with suppress(OSError):
                os.kill(child.pid, signal.SIGKILL)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        children.extend(_start(part, work) for part in parts[1:])
        results: list[Result | None] = [work(parts[0])]
        results += [_result(child) for child in children]
    finally:
        signal.signal(signal.SIGTERM, before)
        for child in children:
            with suppress(OSError):
                os.kill(child.pid, signal.SIGKILL)  # it has given its result, or nobody waits for it
            with suppress(OSError):
                os.waitpid(child.pid, 0)
            os.close(child.pipe)
    return results


def _start(part: Part, work: Callable[[Part], Result]) -> _Child:
    import pickle
    import signal

    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Child(pid, reading)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        data = pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
    finally:
        os._exit(0)  # nothing that the copied process would do at its end is this one's to do


def _result(child: _Child) -> Result | None:
    import pickle

    with os.fdopen(os.dup(child.pipe), "rb") as pipe:
        data = pipe.read()
    try:
        # The only process that can write into this pipe is a copy of this one.
        result: Result = pickle.loads(data)  # noqa: S301
    except (EOFError, pickle.UnpicklingError):
        return None
    return result
