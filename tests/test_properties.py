"""What must hold of every input, searched for by Hypothesis; `benchmarks/fuzz.py` searches longer, from files."""

from __future__ import annotations

import json
import string
from typing import Any

import yaml as pyyaml
from hostile.mutants import bytes_changed, seeds, tokens_changed
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engagelint.globs import fits
from engagelint.loading import json as json_text
from engagelint.loading import yaml
from engagelint.loading.unreadable import Unreadable
from engagelint.model import Document, Finding, Kind, Source
from engagelint.recognition import recognise
from engagelint.reporters import safe

NICE = st.text(string.ascii_letters + string.digits + " -_äß日", max_size=12).map("n{}n".format)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), NICE)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NICE, inner, max_size=4), max_leaves=20
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)


@given(st.dictionaries(NICE, DATA, max_size=5))
@RELAXED
def test_what_is_written_as_json_is_read_back(data: dict[str, Any]) -> None:
    assert json_text.compose(json.dumps(data))[0] == data
    assert json_text.compose(json.dumps(data, ensure_ascii=False, indent=2))[0] == data


@given(st.dictionaries(NICE, DATA, max_size=5))
@RELAXED
def test_what_is_written_as_yaml_is_read_back(data: dict[str, Any]) -> None:
    """PyYAML writes by the rules of YAML 1.1, so it quotes more than has to be quoted here."""
    text = pyyaml.safe_dump(data, allow_unicode=True, width=10_000)
    assume("&id" not in text)
    assert yaml.compose(text)[0] == data


@given(ANY)
@RELAXED
def test_any_text_is_read_or_refused_at_a_place_inside(text: str) -> None:
    for compose in (yaml.compose, json_text.compose):
        refusal = None
        try:
            _, marks, root = compose(text)
        except Unreadable as error:
            refusal = error
        if refusal is None:
            for mark in (root, *marks.values()):
                assert 0 <= mark.key_start <= mark.key_end <= mark.start <= mark.end <= len(text)
        else:
            assert 0 <= refusal.start <= len(text)
            assert refusal.message
            assert "\n" not in refusal.message


@given(
    st.binary(max_size=300), st.sampled_from(["a.yaml", "a.json", "dod.md", "a.txt"]), st.sampled_from([None, *Kind])
)
@RELAXED
def test_any_bytes_are_recognised_or_refused(raw: bytes, name: str, kind: Kind | None) -> None:
    found = recognise(raw, name, kind=kind, named=True)
    assert found is None or isinstance(found, (Document, Finding))
    if isinstance(found, Finding):
        assert found.id in {"DOC", "SCH"}


@given(st.randoms(use_true_random=False), st.sampled_from(["manifest", "dod-markdown", "dod-yaml", "policy"]))
@RELAXED
def test_mutants_are_recognised_or_refused(chance: Any, kind: str) -> None:  # noqa: ANN401 - Hypothesis's own Random
    name, raw = chance.choice(seeds(kind))
    mutated = chance.choice([bytes_changed, tokens_changed])(raw, chance)
    found = recognise(mutated, name, kind={"policy": Kind.POLICY}.get(kind), named=True)
    if isinstance(found, Document):
        for pointer in ("", "/metadata", "/levels/0/items/0", "/nowhere/0"):
            start, end = found.region(pointer)
            assert 1 <= start.line <= end.line <= len(found.source.line_starts)


@given(ANY)
@RELAXED
def test_lines_are_those_of_an_editor(text: str) -> None:
    """Lines end at CR LF, LF and CR, each offset lies in one line, and all lines together are the text."""
    source = Source("a", text)
    normal = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [source.line(number) for number in range(1, len(source.line_starts) + 1)] == normal
    places = [source.position(offset) for offset in range(len(text) + 1)]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@given(st.text(max_size=80))
@RELAXED
def test_what_is_shown_is_one_line_that_can_be_written(text: str) -> None:
    shown = safe.line(text)
    shown.encode("utf-8")
    assert "\n" not in shown
    assert "##[" not in shown
    assert safe.line(shown) == shown


@given(st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=6), st.text("ab*?", min_size=1, max_size=8))
@RELAXED
def test_patterns_hold_for_folders_and_everything_below(names: list[str], pattern: str) -> None:
    path = "/".join(names)
    assert fits(path, path)
    assert fits(f"{path}/more", path)
    assert fits(path, "**")
    assert fits(path, f"**/{names[-1]}")
    assert fits(path, pattern) == fits(f"{path}/deeper", pattern)
    assert not fits(path, f"{path}/more")


def test_a_pattern_without_a_name_is_for_the_files_beside_the_configuration() -> None:
    for pattern in ("", "."):
        assert fits("a.yaml", pattern)
        assert not fits("b/a.yaml", pattern)
