"""A small share of `benchmarks/fuzz.py --encoders`, and what shows that it can fail."""

from __future__ import annotations

from unittest import mock

import pytest

from engagelint.reporters import github, safe
from hostile import encoders


@pytest.mark.parametrize("name", encoders.ENCODERS)
def test_texts_come_back(name: str) -> None:
    assert encoders.broken(name, 2_000, seed=8) == []


def test_an_encoder_that_forgets_a_sign_is_found_out() -> None:
    with mock.patch.object(safe, "visible", lambda text, _: text):
        assert encoders.broken("terminal", 200, seed=8)
        assert encoders.broken("text", 200, seed=8)
    with mock.patch.object(github, "command", lambda name, _, texts: f"::{name} file=x::{texts[0]}"):
        assert encoders.broken("github", 200, seed=8)
