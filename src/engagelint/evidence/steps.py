"""What a job's steps come to, some of which may not run."""

from __future__ import annotations

from engagelint.evidence.commands import Command, job_doubt
from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Doubt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def steps_doubt(steps: Iterable[tuple[Sequence[Command], Doubt | None]]) -> Doubt | None:
    """Why a job cannot fail by any of its steps, if so: each has its commands, and the doubt whether it counts."""
    surely: list[Command] = []
    perhaps: list[Command] = []
    open_doubt: Doubt | None = None
    for commands, doubt in steps:
        let_off = [Command(masked=True, prepares=False)]
        surely.extend(let_off if doubt else commands)
        perhaps.extend(let_off if doubt and doubt.state == ADVISORY else commands)
        if doubt and doubt.state == CANNOT_TELL:
            open_doubt = open_doubt or doubt
    found = job_doubt(surely)
    return job_doubt(perhaps) or open_doubt if found and open_doubt else found
