"""Files and folders that a claim names."""

from __future__ import annotations

import os
import stat

from engagelint import files
from engagelint.evidence.model import ABSENT, CANNOT_TELL, PROVED, Evidence
from engagelint.evidence.names import quoted
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

    from engagelint.evidence.tree import Tree

#: Files that keep an empty folder under version control.
_KEEPERS: Final = frozenset({".gitkeep", ".keep"})

_PATTERN_SIGNS: Final = "*?[{"


def prove(path: str, tree: Tree) -> Evidence:
    """Whether a file or a folder with anything in it stands at `path`, which begins at the repository's top.

    Of what is no place inside the repository, and of a pattern that stands for several, nothing can be told.
    """
    if not path.strip("./ "):
        return Evidence(ABSENT, None, None, f"{quoted(path)} names no file")
    try:
        real = files.inside(tree.root, tree.root, path)
    except files.Outside:
        return Evidence(CANNOT_TELL, None, None, f"{quoted(path)} is not looked at: {_outside(path)}")
    try:
        mode = real.stat().st_mode
    except (OSError, ValueError):
        return _missing(path)
    shown = tree.shown(path.rstrip("/"))
    if stat.S_ISREG(mode):
        return Evidence(PROVED, shown, None, f"{visible(shown)} is there")
    if stat.S_ISDIR(mode) and _holds_anything(real):
        return Evidence(PROVED, shown, None, f"{visible(shown)} is a folder with something in it")
    empty = f"the folder {quoted(path)} is empty"
    words = empty if stat.S_ISDIR(mode) else f"{quoted(path)} is neither a file nor a folder"
    return Evidence(ABSENT, None, None, words)


def _missing(path: str) -> Evidence:
    """What is said of a path at which nothing stands."""
    if any(sign in path for sign in _PATTERN_SIGNS):
        words = "it is a pattern, and which files it means is not looked for"
        return Evidence(CANNOT_TELL, None, None, f"{quoted(path)} is not looked at: {words}")
    return Evidence(ABSENT, None, None, f"there is no {quoted(path)} in the repository")


def _outside(path: str) -> str:
    """Why a path is none inside the repository, as far as its own text tells."""
    if "://" in path:
        return "it is an address, and not a path inside the repository"
    if path.startswith("/"):
        return "it begins with `/`, and paths begin at the repository's top, without it"
    return "it is no path inside the repository"


def _holds_anything(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name not in _KEEPERS for entry in entries)
    except OSError:
        return False
