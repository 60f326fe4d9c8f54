"""The hostile YAML and JSON inputs given to other linters and to this one: what each makes of them.

pip install yamllint check-jsonschema && npm install @stoplight/spectral-cli
python tests/hostile/others.py yamllint check-jsonschema node_modules/.bin/spectral
"""

# ruff: noqa: T201, S603 - it prints what it finds, and runs the commands that it is given

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hostile.command import COMMAND
from hostile.inputs import documents

#: Seconds after which a run counts as hung.
PATIENCE = 20
SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "engagement.schema.json"
#: What says that a program stopped where it did not mean to.
CRASHES = (b"Traceback (most recent call last)", b"RangeError", b"TypeError", b"    at ", b"a defect of engagelint")


def arguments(tool: str, name: str) -> list[str]:
    """The command that lints one file with a tool, known by its name."""
    if "yamllint" in tool:
        return [tool, "-d", "relaxed", name]
    if "check-jsonschema" in tool:
        return [tool, "--schemafile", str(SCHEMA), name]
    if "spectral" in tool:
        return [tool, "lint", "--ruleset", ".spectral.yaml", "--ignore-unknown-format", name]
    return [*COMMAND, "check", "--isolated", name]


def outcome(tool: str, folder: Path, name: str) -> str:
    """What became of one file: a crash, a hang, a diagnostic, or nothing that was said."""
    try:
        done = subprocess.run(
            arguments(tool, name),
            cwd=folder,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return "hang"
    if done.returncode < 0 or any(sign in done.stdout + done.stderr for sign in CRASHES):
        return "crash"
    return "diagnostic" if done.returncode else "accepted"


def main() -> None:
    """Print a line for each tool, and the files that it crashed or hung on."""
    cases = [case for case in documents() if case.suffix != ".md"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".spectral.yaml").write_text("extends: []\nrules: {}\n")
        for case in cases:
            (folder / case.file).write_bytes(case.raw)
        for tool in ["engagelint", *sys.argv[1:]]:
            with ThreadPoolExecutor(2) as pool:
                found = list(pool.map(lambda case, tool=tool: outcome(tool, folder, case.file), cases))
            tally = Counter(found)
            print(f"{Path(tool).name}: {len(cases)} files, {dict(sorted(tally.items()))}", flush=True)
            bad = [case.file for case, one in zip(cases, found, strict=True) if one in {"crash", "hang"}]
            refused = [case for case, one in zip(cases, found, strict=True) if case.found and one == "accepted"]
            print(
                f"  crash or hang: {' '.join(bad) or 'none'}\n  accepted though it is to be refused: {len(refused)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
