"""How surely a condition holds: in four degrees, so that what is decided elsewhere passes for neither yes nor no."""

from __future__ import annotations

from engagelint.evidence.model import ADVISORY, CANNOT_TELL, Doubt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

#: Two degrees are of what the repository does not say: a switch that somebody would have to turn on, or to turn off.
NO: Final = 0
UNLIKELY: Final = 1
LIKELY: Final = 2
YES: Final = 3

_STRENGTH: Final = {"||": 1, "&&": 2}


def opposite(degree: int) -> int:
    """How surely the opposite holds."""
    return YES - degree


def joined(values: Iterable[int | str]) -> int:
    """What degrees joined by `&&`, `||`, `!` and brackets come to; unlikely where they make no sense together."""
    operands: list[int] = []
    signs: list[str] = []
    for value in values:
        if isinstance(value, int):
            operands.append(value)
            _negate(operands, signs)
        elif value in {"(", "!"}:
            signs.append(value)
        elif value == ")":
            _reduce(operands, signs, 1)
            if not signs or signs.pop() != "(":
                return UNLIKELY
            _negate(operands, signs)
        else:
            _reduce(operands, signs, _STRENGTH[value])
            signs.append(value)
    _reduce(operands, signs, 1)
    return operands[0] if len(operands) == 1 and not signs else UNLIKELY


def _negate(operands: list[int], signs: list[str]) -> None:
    while operands and signs and signs[-1] == "!":
        signs.pop()
        operands.append(opposite(operands.pop()))


def _reduce(operands: list[int], signs: list[str], least: int) -> None:
    """Work out what is joined by signs that bind at least so strongly, back to the last bracket."""
    while len(operands) > 1 and signs and _STRENGTH.get(signs[-1], 0) >= least:
        pair = operands.pop(), operands.pop()
        operands.append(min(pair) if signs.pop() == "&&" else max(pair))


def doubt(degrees: Iterable[int], never: str) -> Doubt | None:
    """What it says of a check that it runs on the changes that matter so surely; `never` is why it does not at all."""
    best = max(degrees, default=NO)
    if best == NO:
        return Doubt(ADVISORY, never)
    return Doubt(CANNOT_TELL, "what decides whether it runs may be set elsewhere") if best == UNLIKELY else None
