"""The wheel, installed alone somewhere else, does the whole job."""

from __future__ import annotations

import email
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from engagelint import __version__

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


def test_packages_are_the_same_whenever_and_wherever_they_are_built(tmp_path: Path) -> None:
    digests = []
    for name, day in (("one", 1_600_000_000), ("two", 1_700_000_000)):
        source, out = tmp_path / name / "source", tmp_path / name / "out"
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "*.egg-info"))
        for path in source.rglob("*"):
            os.utime(path, (day, day))
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--target", "sdist"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1750000000"}
        done = subprocess.run(  # noqa: S603
            [*command, "--directory", str(out)],
            cwd=source,
            env=environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert digests[0] == digests[1]
    assert sorted(name.rpartition(".")[2] for name in digests[0]) == ["gz", "whl"]


def test_the_metadata_is_complete(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Name"] == "engagelint"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "# engagelint" in metadata.get_payload()
    assert set(metadata.get_all("Provides-Extra", [])) == {"dev", "lsp"}
    assert {"Documentation", "Changelog", "Source"} == {
        one.partition(",")[0] for one in metadata.get_all("Project-URL", [])
    }
    plain = [one for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one]
    # Every dependency has a lower bound, which was tried.
    assert all(re.search(r"[>=]=\d", one) for one in plain), plain


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


@pytest.mark.parametrize("path", sorted((ROOT / "policies").rglob("*.yaml")), ids=lambda path: path.name)
def test_what_comes_along_is_read_alike_without_libyaml(path: Path) -> None:
    # PyYAML is built without libyaml where it has no wheel, and its own parser takes some texts otherwise.
    text = path.read_text(encoding="utf-8")
    own, fast = (
        [(type(event), getattr(event, "value", None)) for event in yaml.parse(text, Loader=loader)]
        for loader in (yaml.SafeLoader, yaml.CSafeLoader)
    )
    assert own == fast


def test_the_steps_of_the_image_install_a_command_that_works(tmp_path: Path) -> None:
    """What the Dockerfile runs, without its service: on what is copied into the image, and nothing else."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    source, work = tmp_path / "source", tmp_path / "work"
    source.mkdir()
    for line in re.findall(r"^COPY ([^-].*)$", text, re.MULTILINE):
        *names, target = line.split()
        for name in names:
            if (ROOT / name).is_file():
                shutil.copy(ROOT / name, source / target)
            else:
                shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "image")], check=True, timeout=120)  # noqa: S603
    tools = tmp_path / "image" / "bin"
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    steps = re.findall(r"^RUN (.+)$", text, re.MULTILINE)
    assert len(steps) == 2
    for step in steps:
        command = ["sh", "-euc", step.replace("/wheels", str(tmp_path / "wheels"))]
        done = subprocess.run(  # noqa: S603
            command, cwd=source, env=environment, capture_output=True, check=False, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
    shutil.copytree(ROOT / "examples", work)
    [entry] = json.loads(text.partition("\nENTRYPOINT ")[2].partition("\n")[0])
    default = json.loads(text.partition("\nCMD ")[2])
    command = [str(tools / entry), *default]
    done = subprocess.run(command, cwd=work, capture_output=True, check=False, text=True, timeout=60)  # noqa: S603
    assert done.returncode == 1, done.stderr
    assert "vendor-proposal.yaml:26:41: error COM001" in done.stdout
