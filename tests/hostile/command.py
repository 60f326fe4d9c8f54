"""Runs the command, in this process or in one of its own, and keeps what it gives."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from engagelint import cli
from engagelint.reporters import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The tests' own extra lets jsonschema load a generator of parsers, which takes more than all the rest and is no part of
# the tool.
_START = "import sys; sys.modules['rfc3987_syntax'] = None; from engagelint.cli import main; main()"
COMMAND = (sys.executable, "-c", _START)
# What the system counts for a child holds what its parent had when it was made; this is the program's own.
_PEAK = "next((line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')), '0')"
_MEASURED = f"import atexit; atexit.register(lambda: open('.peak', 'w').write({_PEAK})); {_START}"
#: What decides on the form alone, and on hidden and mixed characters.
FORM = ("--select", "TXT002,TXT003", "--isolated", "--as-of", "2026-03-02")


class Result(NamedTuple):
    """What a run gave: its exit code and what it wrote, as text."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of a report in JSON."""
        found: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return found

    def places(self, *codes: str) -> tuple[tuple[str, int, int], ...]:
        """Code, line and column of the findings of those codes, of all without any."""
        return tuple(
            (one["id"], one["line"], one["column"]) for one in self.findings if one["id"] in codes or not codes
        )


def run(folder: Path, *arguments: object) -> Result:
    """Run the command in this process, in a folder; raises whatever main lets through but its exit."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code: object = None
    command = mock.patch.object(sys, "argv", ["engagelint", *map(str, arguments)])
    with chdir(folder), redirect_stdout(out), redirect_stderr(err), command:
        try:
            cli.main()
        except SystemExit as stopped:
            code = stopped.code
    return Result(int(str(code)), *(_written(stream) for stream in (out, err)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined] # a BytesIO
    return raw.decode("utf-8")


class Measured(NamedTuple):
    """A run in a process of its own: exit code, what it wrote, seconds of processor time, and its peak in MiB."""

    code: int
    out: bytes
    err: bytes
    seconds: float
    peak: float


def measured(folder: Path, *arguments: object, environment: Mapping[str, str] | None = None) -> Measured:
    """Run the command in a process of its own."""
    (folder / ".out").touch()
    with (folder / ".out").open("w+b") as out, (folder / ".err").open("w+b") as err:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", _MEASURED, *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        seconds = used.ru_utime + used.ru_stime
        peak = int((folder / ".peak").read_text()) / 1024
        return Measured(process.returncode, out.read(), err.read(), seconds, peak)


def every_format() -> list[str]:
    """Options for a report in every format: JSON on standard output, the others into files."""
    return [f"--format={name}:.report-{name}" for name in FORMATS if name != "json"] + ["--format=json"]
