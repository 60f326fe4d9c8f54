"""Tries the wheel on the oldest Python with the lowest dependencies that it allows, and on the newest with the newest.

python tests/versions.py
"""

# ruff: noqa: T201, S603 - it prints what it does, and starts what it has found or made

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What is quick and reaches all dependencies: YAML, Markdown, schemas, conditions, the command line, the editor.
TESTS = [
    "test_yaml.py",
    "test_markdown.py",
    "test_schema.py",
    "test_engine.py",
    "test_policies.py",
    "test_cases.py",
    "test_reporters.py",
    "test_plain.py",
    "test_cli.py",
    "test_completion.py",
    "test_lsp.py",
]
_PATIENCE = 300  # seconds for any one step

Version = tuple[int, ...]


def version(executable: str | Path) -> Version | None:
    """Major and minor version of a Python; None where it does not run."""
    program = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([str(executable), "-c", program], capture_output=True, check=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    return tuple(map(int, done.stdout.split()))


def pythons() -> dict[Version, str]:
    """The Pythons of this machine that the project supports, by version: on the path, and those that pyenv keeps."""
    candidates = [sys.executable, *filter(None, (shutil.which(f"python3.{minor}") for minor in range(30)))]
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], capture_output=True, check=True, text=True, timeout=20).stdout.strip()
        candidates += map(str, sorted(Path(root).glob("versions/3.*[0-9]/bin/python3")))
    oldest = tuple(map(int, re.findall(r"\d+", PROJECT["requires-python"])))
    found = {known: one for one in candidates if (known := version(one)) and known >= oldest}
    return dict(sorted(found.items()))


def lowest() -> list[str]:
    """Each requirement, the editor's extra too, at its lower bound, as pip's constraints."""
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lsp"]]
    bounds = [re.fullmatch(r"([\w.-]+)\s*[>=]=\s*([\w.]+)", one) for one in requirements]
    assert all(bounds), f"a requirement has no lower bound: {requirements}"
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


def trial(python: str, wheel: Path, constraints: list[str], folder: Path) -> int:
    """Install the wheel in a new environment and run the tests on it; pytest's exit code."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True, timeout=_PATIENCE)
    own = str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    limits = folder / "constraints.txt"
    limits.write_text("\n".join(constraints), encoding="utf-8")
    pip = [own, "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--constraint", str(limits), f"{wheel}[lsp]", "pytest"]
    subprocess.run(install, check=True, timeout=_PATIENCE)
    names = [re.split(r"[>=]", one)[0] for one in lowest()]
    listed = subprocess.run([*pip, "freeze"], capture_output=True, check=True, text=True, timeout=_PATIENCE).stdout
    print("with", *(line for line in listed.splitlines() if line.partition("==")[0] in names), flush=True)
    # The checkout has the tests; what they test is the installed wheel, which isolated mode sees to.
    command = [own, "-I", "-m", "pytest", "-q", *(f"tests/{name}" for name in TESTS)]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=_PATIENCE * 3).returncode


def main() -> int:
    """Try both; 0 where all tests passed."""
    known = list(pythons().items())
    (oldest, first), (newest, last) = known[0], known[-1]
    if oldest == newest:
        print(f"there is one supported Python here, {sys.version.split()[0]}: it is tried with both sets", flush=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", made, str(ROOT)]
        subprocess.run(build, check=True, timeout=_PATIENCE)
        [wheel] = folder.glob("*.whl")
        failed = 0
        for title, number, python, constraints in (
            ("lowest", oldest, first, lowest()),
            ("newest", newest, last, []),
        ):
            print(f"+ Python {'.'.join(map(str, number))} with the {title} dependencies", flush=True)
            failed |= trial(python, wheel, constraints, folder / title)
    return failed


if __name__ == "__main__":
    sys.exit(main())
