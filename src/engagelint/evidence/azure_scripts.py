"""Azure's scripts: what a step runs in a shell, and whether the failure of it is noticed."""

from __future__ import annotations

from engagelint.evidence.commands import Command, commands, doubt_of_step, foreign_commands
from engagelint.evidence.names import flag, mapping
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.evidence.model import Doubt
    from engagelint.model import Data

_KEYS: Final = ("script", "bash", "pwsh", "powershell")
#: Tasks that run a script which stands in their inputs, and the name of that input.
_TASKS: Final = {
    "bash": "script",
    "cmdline": "script",
    "powershell": "script",
    "azurecli": "inlineScript",
    "shellscript": "script",
}
_PLACES: Final = ("targetType", "scriptLocation")


class Script(NamedTuple):
    """A step's script; `unix` says whether it is for a shell of Unix."""

    text: str
    unix: bool

    @property
    def commands(self) -> list[Command]:
        """The commands, each with whether its failure is swallowed."""
        return commands(self.text, stops=False) if self.unix else foreign_commands(self.text)

    @property
    def doubt(self) -> Doubt | None:
        """Why the step cannot fail, if so."""
        return doubt_of_step(self.commands)


def script_of(step: dict[str, Data], *, windows: bool) -> Script | None:
    """The script of a step or of its task; None where it has none that is written there.

    `windows` says whether it may run on Windows, where the shell that Azure takes by itself is not one of Unix.
    """
    key = next((one for one in _KEYS if isinstance(step.get(one), str)), None)
    if key is not None:
        return _script(str(step[key]), step, unix=key == "bash" or (key == "script" and not windows))
    task = step.get("task")
    name = task.partition("@")[0].casefold() if isinstance(task, str) else ""
    inputs = mapping(step.get("inputs"))
    text = inputs.get(_TASKS.get(name, ""))
    place = next((value for one in _PLACES if isinstance(value := inputs.get(one), str)), "inline")
    if not isinstance(text, str) or not place.casefold().startswith("inline"):
        return None
    kind = inputs.get("scriptType")
    foreign = name == "powershell" or (name == "cmdline" and windows) or (isinstance(kind, str) and kind != "bash")
    return _script(text, inputs, unix=not foreign)


def _script(text: str, settings: dict[str, Data], *, unix: bool) -> Script | None:
    """The script; None where a failure counts whatever its commands say."""
    if flag(settings.get("failOnStderr")) or flag(settings.get("failOnStandardError")):
        return None
    return Script(text, unix)
