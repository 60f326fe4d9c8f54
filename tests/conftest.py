"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the checkout; the test is skipped, visibly, where there is none."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder of real files is not here")
    return SHARED
