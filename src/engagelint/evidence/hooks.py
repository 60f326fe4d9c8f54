"""pre-commit: the hooks of `.pre-commit-config.yaml`."""

from __future__ import annotations

from engagelint.evidence.commands import step_doubt
from engagelint.evidence.model import ADVISORY, Check, Doubt, Unread, first
from engagelint.evidence.names import listed, mapping, quoted, texts
from engagelint.evidence.tree import YamlFile
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.evidence.tree import Tree
    from engagelint.model import Data

FILE: Final = ".pre-commit-config.yaml"
#: What belongs to other tools that run hooks.
_OTHERS: Final = (
    ".husky",
    ".huskyrc",
    ".huskyrc.json",
    "lefthook.yml",
    "lefthook.yaml",
    "lefthook.toml",
    "lefthook.json",
    ".lefthook.yml",
    ".lefthook.yaml",
    ".lefthook.toml",
    ".lefthook.json",
    ".pre-commit-config.yml",
    "prek.toml",
    ".overcommit.yml",
    ".githooks",
    ".lintstagedrc",
    ".lintstagedrc.json",
    ".lintstagedrc.yml",
    "lint-staged.config.js",
    "lint-staged.config.mjs",
    ".simple-git-hooks.json",
    "simple-git-hooks.json",
    "captainhook.json",
    "grumphp.yml",
    "git-hooks.nix",
)


def read(tree: Tree) -> list[Check] | Unread | None:
    """The hooks; None where the repository has no such file."""
    file = tree.yaml(FILE)
    if not isinstance(file, YamlFile):
        return file
    top = mapping(file.data)
    found = []
    for entry in listed(top.get("repos")):
        for hook in listed(mapping(entry).get("hooks")):
            names = texts(mapping(hook).get("id"), mapping(hook).get("alias"))
            if names:
                doubt = first(
                    [_stages_doubt(hook.get("stages", top.get("default_stages"))), _entry_doubt(hook.get("entry"))]
                )
                found.append(
                    Check(names, f"hook {quoted(names[0])}", file.shown, file.line(hook, "id", "alias"), doubt)
                )
    return found


def others(tree: Tree) -> Unread | None:
    """What of the repository belongs to another tool that runs hooks, which is not read; None where nothing does."""
    for relative in _OTHERS:
        if tree.has(relative):
            shown = tree.shown(relative)
            return Unread(shown, None, f"{visible(shown)} belongs to a tool for hooks that is not read")
    return None


def _stages_doubt(stages: Data) -> Doubt | None:
    names = texts(*listed(stages))
    if names and all(name == "manual" for name in names):
        return Doubt(ADVISORY, "it runs only when it is started by hand (stages: manual)")
    return None


def _entry_doubt(entry: Data) -> Doubt | None:
    return step_doubt(entry) if isinstance(entry, str) else None
