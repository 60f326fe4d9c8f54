"""Evidence: whether what a Definition of Done claims is enforced in the repository that it is about."""

from __future__ import annotations

from engagelint.evidence.model import ABSENT, ADVISORY, CANNOT_TELL, MOST_HINTS, PROVED, Evidence
from engagelint.evidence.proving import THIS, Proven, place, prove_all, repositories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engagelint.evidence.repository import Repository

__all__ = [
    "ABSENT",
    "ADVISORY",
    "CANNOT_TELL",
    "MOST_HINTS",
    "PROVED",
    "THIS",
    "Evidence",
    "Proven",
    "open_repository",
    "place",
    "prove_all",
    "repositories",
]


def open_repository(root: Path, shown: Callable[[Path], str]) -> Repository:
    """The repository in the folder `root`; `shown` gives the name by which the reader knows one of its paths."""
    from engagelint.evidence.repository import Repository

    return Repository(root, shown)
