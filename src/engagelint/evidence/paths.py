"""Files and folders that a claim names."""

from __future__ import annotations

import os
import stat

from engagelint import files
from engagelint.evidence.model import ABSENT, PROVED, Evidence
from engagelint.evidence.names import quoted
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

    from engagelint.evidence.tree import Tree

#: Files that keep an empty folder under version control.
_KEEPERS: Final = frozenset({".gitkeep", ".keep"})


def prove(path: str, tree: Tree) -> Evidence:
    """Whether a file or a folder with anything in it stands at `path`, which begins at the repository's top."""
    try:
        real = files.inside(tree.root, tree.root, path)
    except files.Outside as refusal:
        return Evidence(ABSENT, None, None, f"{quoted(path)} is not looked at: {refusal.message}")
    shown = tree.shown(path.rstrip("/"))
    try:
        mode = real.stat().st_mode
    except (OSError, ValueError):
        return Evidence(ABSENT, None, None, f"there is no {quoted(path)} in the repository")
    if stat.S_ISREG(mode):
        return Evidence(PROVED, shown, None, f"{visible(shown)} is there")
    if not stat.S_ISDIR(mode):
        return Evidence(ABSENT, None, None, f"{quoted(path)} is neither a file nor a folder")
    if _holds_anything(real):
        return Evidence(PROVED, shown, None, f"{visible(shown)} is a folder with something in it")
    return Evidence(ABSENT, None, None, f"the folder {quoted(path)} is empty")


def _holds_anything(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name not in _KEEPERS for entry in entries)
    except OSError:
        return False
