"""Which way a change of a term goes, by the direction that the schema gives it."""

from __future__ import annotations

from engagelint.edits import shifted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.model import Data
    from engagelint.schema import Direction
    from engagelint.schema.fields import Node

#: How far a date is moved to have a bad or a good one.
FAR_DAYS: Final = 3650


def sign_of(direction: Direction, old: Data, new: Data) -> int:
    """1 where the term became better by its direction, -1 where worse, 0 where that cannot be said."""
    if direction.better in {"policies", "outcomes"}:
        return 0
    if old is None or new is None:
        return int(_binds(direction, new)) - int(_binds(direction, old))
    if isinstance(direction.better, tuple):
        ranks = {value: -rank for rank, group in enumerate(direction.better) for value in group}
        if not (isinstance(old, str) and isinstance(new, str) and old in ranks and new in ranks):
            return 0
        old, new = ranks[old], ranks[new]
    elif direction.better in {"more", "less"} and isinstance(old, list) and isinstance(new, list):
        lost, won = any(one not in new for one in old), any(one not in old for one in new)
        return (won - lost) * (1 if direction.better == "more" else -1)
    elif not _comparable(direction.better, old, new):
        return 0
    sign = int(new > old) - int(new < old)
    return sign if direction.better in {"more", "yes"} or isinstance(direction.better, tuple) else -sign


def _binds(direction: Direction, value: Data) -> bool:
    """Whether a term is worth more to whom it is good for than none at all: a limit, a promise, the best of values."""
    if isinstance(direction.better, tuple):
        return value in direction.better[0]
    if direction.better in {"yes", "no"}:
        return value is (direction.better == "yes")
    return value is not None and value != [] and not (direction.better == "more" and value == 0)


def _comparable(better: str, old: Data, new: Data) -> bool:
    kind = {"more": float, "less": float, "earlier": str, "yes": bool, "no": bool}[better]
    return isinstance(old, kind) and isinstance(new, kind)


def extremes(direction: Direction, node: Node, value: Data) -> tuple[Data, Data] | None:
    """The worst and the best value of a term; None where there are none."""
    better = direction.better
    if isinstance(better, tuple):
        return better[-1][0], better[0][0]
    if better in {"more", "less"} and "minimum" in node and "maximum" in node:
        least, most = float(node["minimum"]), float(node["maximum"])
        return (least, most) if better == "more" else (most, least)
    if better in {"yes", "no"}:
        return better == "no", better == "yes"
    if better == "earlier" and isinstance(value, str):
        later, earlier = shifted(value, FAR_DAYS), shifted(value, -FAR_DAYS)
        return (later, earlier) if later and earlier else None
    return None
