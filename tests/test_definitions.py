"""The Definitions of Done that manifests name: found, read once, kept for a while, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hostile.command import run as command

from engagelint import check, definitions, schema
from engagelint.config import Configuration, Limits
from engagelint.definitions import Definitions
from engagelint.done import MOST_CRITERIA
from engagelint.model import Document, Finding, Kind, Source
from engagelint.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engagelint.schema import Validated
    from engagelint.subjects import Subject

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
DEFINITION = "apiVersion: engagelint/v1\nkind: DefinitionOfDone\nitems: [Tests pass]\n"


class Run:
    """One run in a folder: what it was told, and what it held against a schema."""

    def __init__(self, folder: Path, limits: Limits | None = None, given: dict[str, Path] | None = None) -> None:
        self.folder = folder
        self.told: list[tuple[Finding, Source]] = []
        self.validated: list[str] = []
        self.definitions = Definitions(
            folder, limits or Limits(), given or {}, lambda *one: self.told.append(one), self._validate
        )

    def _validate(self, document: Document) -> Validated:
        self.validated.append(document.source.path)
        return schema.validate(document, document.kind)

    def of(self, reference: str, *, path: str = "deal.yaml", more: str = "") -> tuple[Subject | None, str | None]:
        """What the manifest at `path` names that refers to `reference`."""
        return self.held(f"definition_of_done: {{file: {reference}}}\n{more}", path)

    def held(self, text: str, path: str = "deal.yaml") -> tuple[Subject | None, str | None]:
        """The Definition of Done of the manifest at `path` with this text."""
        document = recognise((HEAD + text).encode(), path)
        assert isinstance(document, Document)
        validated = schema.validate(document, document.kind)
        return self.definitions.of(document, validated, self.folder / path, self.folder)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "dod.yaml").write_text(DEFINITION, encoding="utf-8")
    return Run(tmp_path)


def test_a_manifest_without_one_has_none(run: Run) -> None:
    assert run.held("") == (None, None)
    assert run.held("definition_of_done: {owner: Ada}") == (None, None)
    assert run.definitions.linked == set()


def test_a_manifest_may_hold_it(run: Run) -> None:
    subject, problem = run.held("definition_of_done: {items: [Tests pass]}")
    assert subject is not None
    assert (subject.prefix, problem) == ("/definition_of_done", None)
    subject, problem = run.held("definition_of_done: {items: [Tests pass], file: dod.yaml}")
    assert subject is not None
    assert problem is not None
    assert run.definitions.linked == set()


def test_the_one_that_is_named_is_read_once(run: Run) -> None:
    roles = "roles: {product_owner: {name: Ada Quist}}"
    first, problem = run.of("dod.yaml")
    second, _ = run.of("./dod.yaml", path="other.yaml", more=roles)
    third, _ = run.of("dod.yaml", path="third.yaml", more=roles.replace("Ada Quist", "Bo Lind"))
    assert first is not None
    assert second is not None
    assert third is not None
    assert problem is None
    assert (first.document.source.path, first.kind) == ("dod.yaml", Kind.DEFINITION_OF_DONE)
    assert first.document is second.document is third.document
    assert run.validated == ["dod.yaml"]
    assert run.definitions.linked == {(run.folder / "dod.yaml").resolve()}
    # What depends on the roles alone is made once for each set of them; the engagement is each manifest's own.
    assert second.criteria is third.criteria
    assert first.criteria is not second.criteria
    assert first.engagement.keys() == {"apiVersion", "kind", "metadata", "definition_of_done"}
    assert [one.engagement["roles"]["product_owner"]["name"] for one in (second, third)] == ["Ada Quist", "Bo Lind"]


def test_roles_decide_whether_a_reviewer_exists(run: Run) -> None:
    (run.folder / "dod.yaml").write_text(
        "apiVersion: engagelint/v1\nkind: DefinitionOfDone\n"
        "items: [{text: The tech lead has read the change, verified_by: ['review: tech_lead']}]\n",
        encoding="utf-8",
    )
    states = []
    for more in ("roles: {product_owner: {}}", "roles: {tech_lead: {}}", "roles: {product_owner: {}}"):
        subject, _ = run.of("dod.yaml", more=more)
        assert subject is not None
        states.append([one.state for one in subject.evidence.values()])
    assert states[0] == states[2] != states[1]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("missing.yaml", None),
        ("folder", "`folder` is not read: it is a folder"),
        ("deal.yaml", "`deal.yaml` is no Definition of Done: it says that it is of kind Engagement"),
        ("/etc/passwd", "The reference must be a path relative to this file: it cannot begin with `/` or `~`"),
        ("../dod.yaml", "The reference leads out of the repository"),
        ('"fol\\u202eder"', None),
    ],
)
def test_what_is_wrong_with_a_reference(run: Run, reference: str, expected: str | None) -> None:
    (run.folder / "folder").mkdir()
    (run.folder / "deal.yaml").write_text(HEAD, encoding="utf-8")
    for _ in range(2):
        assert run.of(reference) == (None, expected)
    assert run.told == []


def test_a_reference_is_shown_as_harmless(run: Run) -> None:
    (run.folder / "fol\u202eder").mkdir()
    assert run.of('"fol\\u202eder"') == (None, "`fol\\u202eder` is not read: it is a folder")


def test_a_file_that_cannot_be_read_is_told_once(run: Run) -> None:
    (run.folder / "broken.yaml").write_text(DEFINITION + "items: [\n", encoding="utf-8")
    for path in ("deal.yaml", "other.yaml"):
        assert run.of("broken.yaml", path=path) == (None, None)
    ((finding, source),) = run.told
    assert (finding.id, finding.file, source.path) == ("DOC", "broken.yaml", "broken.yaml")
    assert run.validated == []


def test_no_more_is_read_than_the_limits_say(run: Run) -> None:
    small = Run(run.folder, Limits(file_bytes=20))
    assert small.of("dod.yaml") == (None, "`dod.yaml` is not read: it is larger than 20 bytes (69 bytes)")
    few = Run(run.folder, Limits(nodes=3))
    assert few.of("dod.yaml") == (None, None)
    assert [finding.id for finding, _ in few.told] == ["DOC"]


def test_a_reference_stays_in_the_repository_or_else_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "dod.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "deals").mkdir()
    inside = Run(tmp_path / "deals")
    assert inside.of("../dod.yaml") == (None, "The reference leads out of the repository")
    (tmp_path / ".git").mkdir()
    subject, problem = Run(tmp_path / "deals").of("../dod.yaml")
    assert subject is not None
    assert problem is None
    assert subject.document.source.path == "../dod.yaml"


def test_the_repository_that_it_is_about_is_opened_for_all(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "README.md").write_text("x", encoding="utf-8")
    claim = "items: [{text: There is a description, verified_by: ['file: README.md']}]\n"
    head = DEFINITION.replace("items: [Tests pass]\n", claim)
    (tmp_path / "own.yaml").write_text(head + "repository: code\n", encoding="utf-8")
    (tmp_path / "silent.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "away.yaml").write_text(head + "repository: elsewhere\n", encoding="utf-8")
    run = Run(tmp_path, given={"code": tmp_path / "code", "none": tmp_path / "none"})
    states = {}
    for reference, stated in (
        *(("own.yaml", "none"), ("silent.yaml", "code"), ("silent.yaml", "elsewhere")),
        *(("silent.yaml", "none"), ("away.yaml", "code")),
    ):
        subject, problem = run.held(f"definition_of_done: {{file: {reference}, repository: {stated}}}")
        assert subject is not None
        assert problem is None
        states[reference, stated] = [one.state for one in subject.evidence.values()]
    proven, unknown = states["own.yaml", "none"], states["away.yaml", "code"]
    assert proven != unknown
    assert states == {
        ("own.yaml", "none"): proven,
        ("silent.yaml", "code"): proven,
        ("silent.yaml", "elsewhere"): unknown,
        ("silent.yaml", "none"): unknown,
        ("away.yaml", "code"): unknown,
    }
    assert list(run.definitions.repositories) == [tmp_path / "code"]


def test_this_repository_is_that_of_whoever_says_so(tmp_path: Path) -> None:
    """A manifest's own, or that of the Definition of Done, which may lie in a repository inside of that."""
    inner = tmp_path / "inner"
    for folder in (tmp_path, inner):
        (folder / ".git").mkdir(parents=True)
    (inner / "README.md").write_text("x", encoding="utf-8")
    claim = "items: [{text: There is a description, verified_by: ['file: README.md']}]\n"
    head = DEFINITION.replace("items: [Tests pass]\n", claim)
    (inner / "own.yaml").write_text(head + "repository: this\n", encoding="utf-8")
    (inner / "silent.yaml").write_text(head, encoding="utf-8")
    run = Run(tmp_path)
    states = []
    for reference in ("inner/own.yaml", "inner/silent.yaml"):
        subject, problem = run.held(f"definition_of_done: {{file: {reference}, repository: this}}")
        assert subject is not None
        assert problem is None
        states.append([one.state for one in subject.evidence.values()])
    assert states == [["proved"], ["absent"]]
    assert list(run.definitions.repositories) == [tmp_path, inner]


def test_outside_any_repository_the_folder_that_was_named_stands_for_one(tmp_path: Path) -> None:
    """An export, or a folder that a container sees: a file that was named is looked for beside itself."""
    (tmp_path / "deals").mkdir()
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    path = tmp_path / "deals" / "dod.yaml"
    claim = "items: [{text: There is a description, verified_by: ['file: README.md']}, It is tested]\n"
    path.write_text(DEFINITION.replace("items: [Tests pass]\n", claim) + "repository: this\n", encoding="utf-8")
    (tmp_path / "deals" / "deal.yaml").write_text(HEAD + "definition_of_done: {file: dod.yaml}\n", encoding="utf-8")
    found = {}
    for named in (tmp_path, path, path.parent):
        report = check.check(check.Request((named,), "2026-01-15", Configuration(tmp_path), tmp_path))
        found[named] = [one.message for one in report.findings if one.id == "DOD013" or "not at hand" in one.message]
    assert (found[tmp_path], [len(found[path]), len(found[path.parent])]) == ([], [1, 1])
    (path.parent / "README.md").write_text("x", encoding="utf-8")
    report = check.check(check.Request((path,), "2026-01-15", Configuration(tmp_path), tmp_path))
    assert not [one for one in report.findings if one.id == "DOD013"]


def test_one_that_no_manifest_names(run: Run) -> None:
    (run.folder / "code").mkdir()
    found = recognise((DEFINITION + "repository: code\n").encode(), "alone.yaml")
    assert isinstance(found, Document)
    of_code = Run(run.folder, given={"code": run.folder / "code"}).definitions
    subject = of_code.standalone(found, run.folder / "x.yaml", run.folder)
    assert (subject.document, subject.prefix, subject.engagement) == (found, "", {})
    assert [one.text for one in subject.criteria] == ["Tests pass"]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """More manifests than are kept, each of which names one of two Definitions of Done more than are kept."""
    number = definitions._KEPT + 2  # noqa: SLF001 - the bound itself
    for at in range(number):
        text = DEFINITION + f"title: Number {at}\ncolour: red\n"
        (tmp_path / f"dod-{at:02}.yaml").write_text(text, encoding="utf-8")
        for way in "ab":
            named = f"definition_of_done: {{file: dod-{at:02}.yaml}}\n"
            (tmp_path / f"{way}-{at:02}.yaml").write_text(HEAD + named, encoding="utf-8")
    (tmp_path / "dod-00.yaml").write_text(DEFINITION + "items: [\n", encoding="utf-8")
    return tmp_path


def test_so_many_are_kept_and_then_read_again(many: Path) -> None:
    run = Run(many)
    kept, all_of_them = definitions._KEPT, definitions._KEPT + 2  # noqa: SLF001 - the bound itself

    def asked(numbers: Iterator[int] | range) -> list[Subject | None]:
        return [run.of(f"dod-{at:02}.yaml")[0] for at in numbers]

    first = asked(range(1, kept + 1))
    assert asked(range(1, kept + 1)) == first
    assert len(run.validated) == kept
    asked(range(kept + 1, all_of_them))
    assert len(run.validated) == kept + 1
    again = asked(range(1, 2))
    assert run.validated[-1] == "dod-01.yaml"
    assert again[0] is not None
    assert first[0] is not None
    assert again[0].document is not first[0].document
    assert (again[0].view, again[0].criteria) == (first[0].view, first[0].criteria)
    assert len(run.definitions.linked) == kept + 1


def test_findings_are_the_same_and_told_once_however_often_one_is_read(many: Path) -> None:
    """The manifests a-* name each one once, then b-* do: by then none of them is kept."""
    found = {}
    for kept in (definitions._KEPT, 1000):  # noqa: SLF001 - the bound itself
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(definitions, "_KEPT", kept)
            found[kept] = _report(many)
    few, all_of_them = found.values()
    assert few == all_of_them
    complaints = [(one.id, one.file) for one in few if one.id in {"SCH", "DOC"}]
    names = [f"dod-{at:02}.yaml" for at in range(definitions._KEPT + 2)]  # noqa: SLF001 - the bound itself
    assert complaints == [("DOC", "dod-00.yaml"), *(("SCH", name) for name in names[1:])]


def _report(folder: Path) -> tuple[Finding, ...]:
    request = check.Request((folder,), "2026-01-15", Configuration(folder), folder)
    report = check.check(request)
    assert len(report.findings) == len({(*one.sort_key, one.message) for one in report.findings})
    return report.findings


def test_of_too_many_criteria_the_rest_is_told_and_not_judged(tmp_path: Path) -> None:
    item = "  - {{text: Change {} is reviewed, verified_by: ['ci: job']}}\n"
    head = "apiVersion: engagelint/v1\nkind: DefinitionOfDone\nitems:\n"
    for number in (MOST_CRITERIA, MOST_CRITERIA + 1, 1_990):
        (tmp_path / "dod.yaml").write_text(head + "".join(item.format(one) for one in range(number)))
        result = command(tmp_path, "check", "--isolated", "--select=DOD", "--format=json", "dod.yaml")
        told = [(one["id"], one["line"]) for one in result.findings if one["id"] in {"DOC", "POL", "SCH"}]
        assert told == ([("DOC", 3 + MOST_CRITERIA + 1)] if number > MOST_CRITERIA else [])
        [proofs] = [one["message"] for one in result.findings if one["id"] == "DOD012"]
        assert proofs.endswith('(the first: "Change 0 is reviewed")')


def test_a_file_beside_criteria_of_its_own_is_told(tmp_path: Path) -> None:
    stated = "definition_of_done: {file: dod.yaml, items: [Unit tests pass., Another engineer reviews it.]}\n"
    (tmp_path / "a.yaml").write_text(HEAD + stated)
    (tmp_path / "dod.yaml").write_text(DEFINITION)
    [one] = command(tmp_path, "check", "--isolated", "--select=REF", "--format=json", "a.yaml").findings
    assert (one["id"], one["line"], one["column"]) == ("REF", 4, 28)
    assert one["message"] == "`dod.yaml` is named beside criteria that stand here: say which of them count"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kind: DefinitionOfDone\nlevels:\n  Story: [a, b]\n", 4),
        ("kind: DefinitionOfDone\nitems: text\n", 3),
        ("kind: DefinitionOfDone\nlevels:\n- {name: Story, items: text}\n", 4),
        ("kind: Engagement\nmetadata: {name: x}\ndefinition_of_done: {items: Automated tests pass.}\n", 4),
        ("kind: Engagement\nmetadata: {name: x}\ndefinition_of_done: {levels: Automated tests pass.}\n", 4),
    ],
)
def test_of_criteria_that_were_refused_nothing_else_is_said(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "a.yaml").write_text(f"apiVersion: engagelint/v1\n{text}")
    codes = ["--select=DOD", "--ignore=DOD018,DOD031,DOD032"]
    result = command(tmp_path, "check", "--isolated", *codes, "--format=json", "a.yaml")
    assert [(one["id"], one["line"]) for one in result.findings] == [("SCH", line)]
