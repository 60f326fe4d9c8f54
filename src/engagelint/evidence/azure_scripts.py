"""Azure's scripts: what a step runs in a shell, and whether the failure of it is noticed."""

from __future__ import annotations

from engagelint.evidence.commands import Command, commands, step_doubt
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
    """A step's script; `stops` says whether a command that fails counts, whatever comes behind it."""

    text: str
    stops: bool

    @property
    def commands(self) -> list[Command]:
        """The commands, each with whether its failure is swallowed."""
        return commands(self.text, stops=self.stops)

    @property
    def doubt(self) -> Doubt | None:
        """Why the step cannot fail, if so."""
        return step_doubt(self.text, stops=self.stops)


def script_of(step: dict[str, Data]) -> Script | None:
    """The script of a step or of its task; None where it has none that is written there."""
    key = next((one for one in _KEYS if isinstance(step.get(one), str)), None)
    if key is not None:
        return _script(str(step[key]), step, powershell=key in {"pwsh", "powershell"})
    task = step.get("task")
    name = task.partition("@")[0].casefold() if isinstance(task, str) else ""
    inputs = mapping(step.get("inputs"))
    text = inputs.get(_TASKS.get(name, ""))
    place = next((value for one in _PLACES if isinstance(value := inputs.get(one), str)), "inline")
    if not isinstance(text, str) or not place.casefold().startswith("inline"):
        return None
    kind = inputs.get("scriptType")
    return _script(text, inputs, powershell=name == "powershell" or (isinstance(kind, str) and kind[:2] == "ps"))


def _script(text: str, settings: dict[str, Data], *, powershell: bool) -> Script | None:
    """The script; None where a failure counts whatever its commands say."""
    if flag(settings.get("failOnStderr")) or flag(settings.get("failOnStandardError")):
        return None
    # PowerShell tells the last failure of a program, which no later word of its own takes back.
    return Script(text, stops=powershell)
