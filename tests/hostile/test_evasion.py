"""Disguised terms are found, and honest names and words are left alone: the figures of `evasion.py`."""

from __future__ import annotations

from hostile.evasion import figures


def test_disguises_are_seen_through_and_honest_words_left_alone() -> None:
    done = figures()
    assert done.disguised >= 1_500
    assert done.least[1] >= 0.95, done.least
    assert done.honest >= 500
    assert len(done.scripts) >= 15
    assert done.wrong == []
