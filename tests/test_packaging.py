"""The wheel, installed alone somewhere else, does the whole job."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this checkout, in a copy so that nothing is left behind in it."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "*.egg-info")
    shutil.copytree(ROOT, source, ignore=ignored)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=300, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return next(folder.glob("engagelint-*.whl"))


def test_the_wheel_holds_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in [*(ROOT / "policies").rglob("*.yaml"), *(ROOT / "schemas").glob("*.json")]:
        assert f"engagelint/_data/{path.relative_to(ROOT).as_posix()}" in names
    assert "engagelint/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith(("schemas/", "policies/", "tests/")) for name in names)


def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True, timeout=120)  # noqa: S603
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(install, check=True, timeout=300)  # noqa: S603
    work = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "examples", work)
    clean = [str(scripts / "engagelint"), "check", "--fail-on", "warning", "engagement.yaml", "mvp.yaml"]
    done = subprocess.run(clean, cwd=work, capture_output=True, check=False, timeout=60, text=True)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    unwise = [str(scripts / "engagelint"), "check", "vendor-proposal.yaml"]
    done = subprocess.run(unwise, cwd=work, capture_output=True, check=False, timeout=60, text=True)  # noqa: S603
    assert done.returncode == 1
    assert "COM001" in done.stdout
    explain = [str(scripts / "engagelint"), "explain", "ROL002"]
    done = subprocess.run(explain, cwd=work, capture_output=True, check=False, timeout=60, text=True)  # noqa: S603
    assert "product-owner-has-backup" in done.stdout
