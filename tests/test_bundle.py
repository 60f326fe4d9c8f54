"""The bundle that is read at every start says what the policies' own files say, and is never taken for newer ones."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from engagelint import bundle, bundled, catalogue, resources
from engagelint.expressions import Language, reads
from engagelint.loading.yaml import compose
from engagelint.policies import Policy, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELDS = [name for name in dir(Policy) if not name.startswith("_") and isinstance(getattr(Policy, name), property)] + [
    *(
        "id",
        "name",
        "family",
        "applies_to",
        "severity",
        "given",
        "absent_unanswered",
        "when",
        "require",
        "is_mandatory",
    ),
    *("params", "requirement", "at", "asked_of", "sources", "message", "why", "ask", "clause", "fallback"),
    *("unanswered_message",),
]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of policies and schemas that counts as the checkout."""
    for name in ("policies", "schemas"):
        shutil.copytree(resources.data_folder() / name, tmp_path / name)
    monkeypatch.setattr(resources, "data_folder", lambda: tmp_path)
    _forget()
    yield tmp_path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for remembered in (bundled._lines, bundled.policies, catalogue.files_by_id, catalogue.names_by_id):  # noqa: SLF001
        remembered.cache_clear()
    for known in (catalogue.built_in, catalogue.pack, catalogue.lexicon):
        known.cache_clear()


def test_it_is_fresh() -> None:
    text = (resources.data_folder() / bundled.FILE).read_text(encoding="utf-8")
    assert text == bundle.bundle(), "run `python -m engagelint.bundle`"


def test_it_is_one_json_object_with_an_entry_a_line() -> None:
    text = (resources.data_folder() / bundled.FILE).read_text(encoding="utf-8")
    entries = json.loads(text)
    assert len(text.splitlines()) == len(entries) + 2
    assert {name: bundled.entry(name) for name in entries} == entries


@pytest.mark.parametrize("code", catalogue.files_by_id())
def test_a_policy_out_of_it_is_what_its_file_says(code: str) -> None:
    path = catalogue.files_by_id()[code]
    bundled_one, plain = catalogue.built_in(code), parse(compose(path.read_text("utf-8"))[0], path.parent.name)
    for name in FIELDS:
        assert getattr(bundled_one, name) == getattr(plain, name), name
    assert bundled_one.document is not None
    assert bundled_one.document.data == {**bundled_one.raw, "examples": bundled_one.examples} == plain.raw
    assert bundled_one.program
    assert not plain.program


@pytest.mark.parametrize("code", catalogue.files_by_id())
def test_its_programs_are_those_that_compiling_gives(code: str) -> None:
    language = Language(catalogue.lexicon)
    policy = catalogue.built_in(code)
    assert policy.program
    assert set(policy.reads) == {source for source in (policy.when, policy.require) if source}
    for source, read in policy.reads.items():
        assert language.dump(source) == policy.program(source)
        assert reads(source) == tuple((name, tuple(parts)) for name, parts in read)
        loaded = language.load(source, policy.program, read).program
        # What the runtime made of the text is the very tree that it makes of the source.
        assert language.tree(loaded) == language.tree(language.compile(source).program)


def test_a_checkout_with_a_changed_policy_does_without_it(checkout: Path) -> None:
    assert bundled.policies()
    path = next((checkout / "policies" / "roles").glob("ROL002-*.yaml"))
    text = path.read_text("utf-8")
    changed = text.replace("severity: error", "severity:  note")
    assert len(changed) == len(text)
    path.write_text(changed, "utf-8")
    _forget()
    assert not bundled.policies()
    assert catalogue.built_in("ROL002").severity == "note"


@pytest.mark.parametrize("damage", ["", "{", "{}", '{\n"digest": 1\n}\n'])
def test_a_damaged_one_is_not_used(checkout: Path, damage: str) -> None:
    before = list(catalogue.files_by_id())
    (checkout / bundled.FILE).write_text(damage, "utf-8")
    _forget()
    assert not bundled.policies()
    assert list(catalogue.files_by_id()) == before


def test_a_policy_more_or_less_is_seen(checkout: Path) -> None:
    path = next((checkout / "policies" / "roles").glob("ROL002-*.yaml"))
    path.unlink()
    _forget()
    assert "ROL002" not in catalogue.files_by_id()


def test_a_program_that_the_runtime_does_not_read_is_compiled() -> None:
    language = Language(catalogue.lexicon)
    place = language.place({"self": {"a": 1.0}})
    assert language.evaluate(language.load("self.a == 1.0", lambda _: "AAAA", ()), place) is True


def test_a_bundle_with_other_line_ends_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout may turn them round."""
    before = dict(bundled.policies())
    written, digest = resources.data_folder() / bundled.FILE, bundled.digest()
    (tmp_path / "policies").mkdir()
    (tmp_path / bundled.FILE).write_bytes(written.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(resources, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(resources, "is_packaged", lambda: True)  # the files that it is made of are not copied
    for known in (bundled._lines, bundled.policies):  # noqa: SLF001 - what is kept of the other file
        known.cache_clear()
    try:
        assert bundled.policies() == before
        assert bundled.entry("digest") == digest
        assert {bundled.entry(name) is None for name in ("topics", "sweeps", "concept velocity")} == {False}
    finally:
        monkeypatch.undo()
        for known in (bundled._lines, bundled.policies):  # noqa: SLF001 - see above
            known.cache_clear()
