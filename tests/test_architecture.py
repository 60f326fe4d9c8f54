"""The layers hold: a module imports only from layers below its own, and heavy packages only where they belong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "engagelint"

#: From the top down; modules in one line do not import each other unless they stand in the same package.
LAYERS = [
    {"__main__"},
    {"cli"},
    {"lsp"},
    {"output", "progress"},
    {"brief", "calendar_file"},
    {"reporters", "scaffold"},
    {"compare", "portfolio"},
    {"bundle", "check", "examples", "pages", "vocabulary"},
    {"showing"},
    {"definitions"},
    {"bench"},
    {"configured"},
    {"remedies"},
    {"engine", "exceptions", "surroundings"},
    {"places"},
    {"directions"},
    {"edits"},
    {"subjects", "fingerprints", "config"},
    {"evidence"},
    {"catalogue"},
    {"policies"},
    {"readers"},
    {"recognition"},
    {"schema"},
    {"expressions"},
    {"codes", "done", "facts", "own_pages"},
    {"loading"},
    {"revision"},
    {"text"},
    {"inputs", "workers"},
    {"bundled"},
    {"files", "globs", "resources"},
    {"model"},
    {"records"},
    {"__init__"},
]
LEVEL = {module: level for level, layer in enumerate(LAYERS) for module in layer}

ONLY_IN = {
    "click": {"cli"},
    "yaml": {"loading"},
    "markdown_it": {"loading"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "cel_expr_python": {"expressions"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def unit(path: Path) -> str:
    """The module or package below `engagelint` that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> list[tuple[str, bool]]:
    """The modules that a file imports, and whether only for type checks."""
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and isinstance(test.test, ast.Name) and test.test.id == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"engagelint.{a.name}" for a in node.names] if node.module == "engagelint" else [node.module]
            found += [(name, id(node) in typing_only) for name in names]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downward(path: Path) -> None:
    own = unit(path)
    assert own in LEVEL, f"{own} has no layer"
    for module, typing_only in imports(path):
        name = module.split(".")[1] if module.startswith("engagelint.") else None
        if name is None or name == own or name.startswith("__") or typing_only:
            continue
        assert LEVEL[name] > LEVEL[own], f"{own} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_packages_stay_where_they_belong(path: Path) -> None:
    for module, _ in imports(path):
        allowed = ONLY_IN.get(module.partition(".")[0])
        assert allowed is None or unit(path) in allowed, f"{unit(path)} imports {module}"


def test_every_layer_exists() -> None:
    assert {unit(path) for path in SOURCES} == set(LEVEL)
