"""PyYAML's binding to libyaml without the rest of the package: the same parser, and `yaml` whole for who imports it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Documents that the reader, the scanner and the parser complain of, and one that nobody does.
DOCUMENTS = ["a: 'b", "a: b: c", "- [1, 2", 'a: "\\q"', "*a", "a:\n\tb: 1", "%X\n---\na: 1", "a: !<! b", "a: 1"]
READ = """
import json, sys
from engagelint.loading.unreadable import Unreadable
from engagelint.loading.yaml import compose
told = []
for text in json.loads(sys.argv[1]):
    try:
        told.append(["read", compose(text)[0]])
    except Unreadable as error:
        told.append([error.message, error.start, error.end])
print(json.dumps(told))
"""
NO_LIBYAML = "import sys; sys.modules['yaml._yaml'] = None"
USED_AFTERWARDS = """
import sys
from engagelint.loading.yaml import Parser
assert "yaml.events" in sys.modules and "yaml.resolver" not in sys.modules, sorted(sys.modules)
import yaml
assert yaml.load("a: [1, 2]", yaml.CSafeLoader) == yaml.safe_load("a: [1, 2]") == {"a": [1, 2]}
assert yaml.dump({"a": 1}, Dumper=yaml.CSafeDumper) == "a: 1\\n"
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    try:
        yaml.load("a: 'b", loader)
    except yaml.scanner.ScannerError as error:
        print(error.problem_mark.line, error.problem_mark.column)
"""


def run(program: str, *arguments: str, code: int = 0) -> str:
    """What a Python of its own prints."""
    done = subprocess.run(  # noqa: S603 - the programs above
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_says_the_same_whether_the_package_is_there_in_part_or_whole() -> None:
    documents = json.dumps(DOCUMENTS)
    alone = json.loads(run(READ, documents))
    assert [one[0] == "read" for one in alone] == [False] * 8 + [True]
    assert json.loads(run(f"import yaml; yaml.load{READ}", documents)) == alone


def test_reads_with_libyaml_where_there_is_one() -> None:
    name = "from engagelint.loading.yaml import Parser; print(Parser.__name__)"
    assert run(name).strip() == "CParser"
    assert run(f"{NO_LIBYAML}; {name}").strip() == "SafeLoader"


def test_leaves_the_package_whole_for_others() -> None:
    assert run(USED_AFTERWARDS).split() == ["0", "5", "0", "5"]


def test_checks_without_the_rest_of_the_package(tmp_path: Path) -> None:
    manifest = tmp_path / "engagement.yaml"
    manifest.write_text("apiVersion: engagelint/v1\nkind: Engagement\n")
    program = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules)); from engagelint.cli import main; main()"
    )
    loaded = run(program, "check", str(manifest), code=1)
    assert {"engagelint.loading.yaml", "yaml.events"} <= {*loaded.split()}
    assert "yaml.resolver" not in loaded.split()
