"""Exceptions: what lets a finding through, what does not, and what is said of exceptions that are wrong."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from engagelint import bundled, catalogue, cli, resources
from engagelint.exceptions.suppressions import find
from engagelint.exceptions.waivers import Standing, has_two_keys, load, standing
from engagelint.loading.comments import markdown_comments, yaml_comments
from engagelint.model import Document, Kind, Source
from engagelint.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
CONFIG = "apiVersion: engagelint/v1\nkind: Config\nselect: [COM001]\n"
VELOCITY = """commercials:
  kpis:
    - {name: Sprint velocity, measures: velocity, consequence: bonus}
"""
WAIVER = {
    "policy": "COM001",
    "file": "deal.yaml",
    "reason": "The bonus ends with the pilot.",
    "approved_by": "Ines Carvalho",
    "granted": "2026-01-01",
    "expires": "2026-06-30",
}


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        return report

    def counted(self) -> list[str]:
        """The codes of the findings that count."""
        return [one["id"] for one in self.report["findings"]]

    def found(self, code: str) -> list[str]:
        """The severities of a code's findings that count."""
        return [one["severity"] for one in self.report["findings"] if one["id"] == code]

    def through(self) -> list[tuple[str, str]]:
        """The codes of the findings that were let through, and by what."""
        return [(one["id"], one["exception"]["by"]) for one in self.report["let_through"]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Result]:
    """Runs `check` in an empty folder, on 2026-03-02."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, form: str = "json", as_of: str = "2026-03-02") -> Result:
        options = ["--format", form, "--as-of", as_of]
        monkeypatch.setattr(sys, "argv", ["engagelint", "check", *options, *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return Result(int(stopped.value.code or 0), captured.out, captured.err)

    return call


def waivers(*stated: dict[str, Any]) -> str:
    return f"waivers: {json.dumps(stated)}\n"


def plant(folder: Path, **texts: str) -> None:
    """Write files: `deal` is deal.yaml, `config` engagelint.yaml."""
    names = {"deal": "deal.yaml", "config": "engagelint.yaml", "baseline": "known.json", "done": "DoD.md"}
    for name, text in texts.items():
        (folder / names.get(name, name)).write_text(text, encoding="utf-8", newline="")


COMMENTED = VELOCITY.replace("bonus}", "bonus}  # engagelint: allow COM001 -- it ends with the pilot")
TWO = {**WAIVER, "approved_by": ["Ines Carvalho", "Tom Ashby"]}

#: The same finding under each exception: configuration, manifest, the day, what counts, what is let through by what,
#: and what the finding's message ends in where it counts after all.
CASES: dict[str, tuple[str, str, str, list[str], list[tuple[str, str]], str]] = {
    "nothing": ("", VELOCITY, "2026-03-02", ["COM001"], [], ""),
    "waived": (waivers(WAIVER), VELOCITY, "2026-03-02", [], [("COM001", "waiver")], ""),
    "waived on its first day": (waivers(WAIVER), VELOCITY, "2026-01-01", [], [("COM001", "waiver")], ""),
    "waived on its last day": (waivers(WAIVER), VELOCITY, "2026-06-30", ["WAI"], [("COM001", "waiver")], ""),
    "expired": (
        waivers(WAIVER),
        VELOCITY,
        "2026-07-01",
        ["COM001"],
        [],
        "(the waiver by Ines Carvalho expired on 2026-06-30)",
    ),
    "not yet granted": (
        waivers(WAIVER),
        VELOCITY,
        "2025-12-31",
        ["COM001"],
        [],
        "(the waiver by Ines Carvalho holds from 2026-01-01 on)",
    ),
    "two keys, one approver": (
        "two_key: [COM001]\n" + waivers(WAIVER),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "(it takes two approvers, and the waiver has one)",
    ),
    "two keys, one approver twice": (
        "two_key: [COM001]\n" + waivers({**WAIVER, "approved_by": ["Ines Carvalho", "CARVALHO, Inês"]}),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "(it takes two approvers, and the waiver has one)",
    ),
    "two keys, an approver and nobody": (
        "two_key: [COM001]\n" + waivers({**WAIVER, "approved_by": ["Ines Carvalho", "TBD"]}),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "(it takes two approvers, and the waiver has one)",
    ),
    "two keys, two approvers": (
        "two_key: [COM001]\n" + waivers(TWO),
        VELOCITY,
        "2026-03-02",
        [],
        [("COM001", "waiver")],
        "",
    ),
    "two keys, a comment": ("two_key: [COM001]\n", COMMENTED, "2026-03-02", ["COM001", "SUP"], [], ""),
    "suppressed": ("", COMMENTED, "2026-03-02", [], [("COM001", "suppression")], ""),
    "suppressed and forbidden": (
        "inline_suppressions: forbidden\n",
        COMMENTED,
        "2026-03-02",
        ["COM001", "SUP"],
        [],
        "",
    ),
    "mandatory and waived": (
        "mandatory: [COM001]\n" + waivers(TWO),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "(it is mandatory: no waiver lets it through)",
    ),
    "mandatory and suppressed": ("mandatory: [COM001]\n", COMMENTED, "2026-03-02", ["COM001", "SUP"], [], ""),
    "mandatory and ignored": ("ignore: [COM]\nmandatory: [COM001]\n", VELOCITY, "2026-03-02", ["COM001"], [], ""),
    "mandatory and made a note": (
        "severity: {COM001: note}\nmandatory: [COM001]\n",
        VELOCITY,
        "2026-03-02",
        ["COM001"],
        [],
        "",
    ),
    "another value": (
        waivers({**WAIVER, "value_hash": "0123"}),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "",
    ),
    "at its place": (
        waivers({**WAIVER, "pointer": "/commercials/kpis/*/measures"}),
        VELOCITY,
        "2026-03-02",
        [],
        [("COM001", "waiver")],
        "",
    ),
    "at another place": (
        waivers({**WAIVER, "pointer": "/commercials/kpis/1/measures"}),
        VELOCITY,
        "2026-03-02",
        ["COM001", "WAI"],
        [],
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_finding_under_each_exception(case: str, run: Callable[..., Result], tmp_path: Path) -> None:
    stated, manifest, day, counted, through, words = CASES[case]
    plant(tmp_path, deal=HEAD + manifest, config=CONFIG + stated)
    result = run("deal.yaml", as_of=day)
    assert sorted(result.counted()) == counted
    assert result.through() == through
    back = [one for one in result.report["findings"] if one["id"] == "COM001"]
    assert all(one["message"].endswith(words) and one["severity"] == "error" for one in back)
    assert result.code == int(any(one["severity"] == "error" for one in result.report["findings"]))
    assert result.report["summary"]["error"] == sum(one["severity"] == "error" for one in result.report["findings"])

    shown = run("deal.yaml", "--audit", form="text", as_of=day)
    assert shown.code == result.code
    for code in counted:
        assert f" {code} " in shown.out
    assert words in shown.out
    assert ("1 let through" in shown.out) == bool(through)
    audit = [line for line in shown.out.splitlines() if line.startswith("let through: ")]
    assert len(audit) == 1
    assert ("COM001" in audit[0]) == bool(through)
    assert "Judged by engagelint.yaml (SHA-256 " in shown.out

    sarif = run("deal.yaml", form="sarif", as_of=day).report["runs"][0]["results"]
    kinds = {one["ruleId"]: bool(one.get("suppressions")) for one in sarif}
    assert kinds["COM001"] == bool(through)


def test_what_json_says_of_a_waiver(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, deal=HEAD + VELOCITY, config=CONFIG + waivers({**TWO, "in_return": "Notice shortened."}))
    (one,) = run("deal.yaml").report["let_through"]
    assert one["exception"] == {
        "by": "waiver",
        "reason": "The bonus ends with the pilot.",
        "approved_by": ["Ines Carvalho", "Tom Ashby"],
        "granted": "2026-01-01",
        "expires": "2026-06-30",
        "in_return": "Notice shortened.",
        "file": "engagelint.yaml",
        "line": 4,
    }
    assert one["severity"] == "error"


def test_what_json_says_of_a_comment(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, deal=HEAD + COMMENTED, config=CONFIG)
    (one,) = run("deal.yaml").report["let_through"]
    assert one["exception"] == {
        "by": "suppression",
        "reason": "it ends with the pilot",
        "approved_by": None,
        "granted": None,
        "expires": None,
        "in_return": None,
        "file": "deal.yaml",
        "line": 6,
    }


# -- waivers ----------------------------------------------------------------------------------------------------------

GOOD = """waivers:
  - policy: COM001
    file: deal.yaml
    reason: Agreed.
    approved_by: Ines Carvalho
    granted: 2026-01-01
    expires: 2026-06-30
"""
MALFORMED = [
    ("    reason: Agreed.\n", "", "5:5", "`waivers.reason` is missing"),
    ("reason: Agreed.", "reason: ''", "7:13", "`waivers.reason` is missing"),
    ("reason: Agreed.", "reason: '-'", "7:13", "gives no reason"),
    ("    expires: 2026-06-30\n", "", "5:5", "`waivers.expires` is missing"),
    ("    approved_by: Ines Carvalho\n", "", "5:5", "`waivers.approved_by` is missing"),
    ("    granted: 2026-01-01\n", "", "5:5", "`waivers.granted` is missing"),
    ("    file: deal.yaml\n", "", "5:5", "`waivers.file` is missing"),
    ("policy: COM001", "x-policy: COM001", "5:5", "`waivers.policy` is missing"),
    ("2026-06-30", "2026-02-30", "10:14", "a day that the calendar does not have"),
    ("2026-06-30", "next June", "10:14", "a date is expected"),
    ("2026-06-30", "2025-12-31", "10:14", "ends on 2025-12-31, before it begins on 2026-01-01"),
    ("2026-06-30", "2026-07-01", "10:14", "lasts 181 days; 180 at most"),
    ("COM001\n    f", "COM999\n    f", "5:13", "There is no policy `COM999`; did you mean"),
    (
        "COM001\n    f",
        "COM\n    f",
        "5:13",
        "`COM` stands for several policies: name the one that is meant by its whole id",
    ),
    ("COM001\n    f", "rol00\n    f", "5:13", "`ROL00` stands for several policies"),
    ("COM001\n    f", "QQQQQQ\n    f", "5:13", "There is no policy `QQQQQQ` (`engagelint policies --all` lists them)"),
    ("COM001\n    f", "velocity-not-kpi\n    f", "5:13", "did you mean velocity-not-a-kpi?"),
    ("COM001\n    f", "SCH\n    f", "5:13", "SCH cannot be let through"),
    ("expires: 2026-06-30", "expires: 2026-06-30\n    until: x", "11:5", "`until` is not a field of a waiver"),
    ("Ines Carvalho", "[]", "8:18", "names nobody"),
    ("Ines Carvalho", "['?']", "8:18", "names nobody"),
    ("Ines Carvalho", "{a: b}", "8:18", "a name, or a list of names"),
]


@pytest.mark.parametrize("separate", [False, True], ids=["in the configuration", "in a file of its own"])
@pytest.mark.parametrize(("old", "new", "place", "words"), MALFORMED)
def test_a_malformed_waiver_is_told_with_its_place(  # noqa: PLR0913 - a table's columns and two fixtures
    run: Callable[..., Result], tmp_path: Path, old: str, new: str, place: str, words: str, *, separate: bool
) -> None:
    stated = GOOD.replace(old, new)
    assert stated != GOOD
    register = "apiVersion: engagelint/v1\nkind: Config\ntitle: Register\n"
    if separate:
        plant(tmp_path, config=CONFIG + "waivers_file: register.yaml\n", **{"register.yaml": register + stated})
    else:
        plant(tmp_path, config=CONFIG + stated)
    plant(tmp_path, deal=HEAD + VELOCITY)
    shown = "register.yaml" if separate else "engagelint.yaml"
    result = run("deal.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"engagelint: {shown}:{place}: CFG ")
    assert words in result.err
    assert len(result.err.splitlines()) == 1


def test_a_file_of_waivers_counts_and_holds_nothing_else(run: Callable[..., Result], tmp_path: Path) -> None:
    register = "apiVersion: engagelint/v1\nkind: Config\n" + GOOD
    plant(
        tmp_path, config=CONFIG + "waivers_file: register.yaml\n", deal=HEAD + VELOCITY, **{"register.yaml": register}
    )
    result = run("deal.yaml")
    assert result.through() == [("COM001", "waiver")]
    assert result.report["let_through"][0]["exception"]["file"] == "register.yaml"
    plant(tmp_path, **{"register.yaml": register + "ignore: [ROL]\n"})
    result = run("deal.yaml")
    assert result.code == 2
    assert result.err.startswith("engagelint: register.yaml:10:1: CFG `ignore` has no effect here")
    (tmp_path / "register.yaml").unlink()
    assert run("deal.yaml").err == "engagelint: register.yaml: there is no such file\n"


def test_the_longest_time_is_the_configurations(run: Callable[..., Result], tmp_path: Path) -> None:
    long = {**WAIVER, "expires": "2026-12-31"}
    plant(tmp_path, config=CONFIG + "maximum_days: 364\n" + waivers(long), deal=HEAD + VELOCITY)
    assert run("deal.yaml").through() == [("COM001", "waiver")]
    plant(tmp_path, config=CONFIG + "maximum_days: 363\n" + waivers(long))
    assert "lasts 364 days; 363 at most" in run("deal.yaml").err


@pytest.mark.parametrize(
    ("changes", "paths", "day", "severity", "words"),
    [
        ({}, ["deal.yaml"], "2026-03-02", None, None),
        ({}, ["deal.yaml"], "2026-05-30", None, None),
        ({}, ["deal.yaml"], "2026-05-31", "note", "ends in 30 days, on 2026-06-30"),
        ({}, ["deal.yaml"], "2026-06-29", "note", "ends in 1 day, on"),
        ({}, ["deal.yaml"], "2026-06-30", "note", "ends today"),
        ({"policy": "COM009"}, ["deal.yaml"], "2026-03-02", None, None),  # does not run under `select`
        ({"pointer": "/roles"}, ["deal.yaml"], "2026-03-02", "error", "matches nothing: COM001 has no such finding"),
        ({"pointer": "/roles"}, ["deal.yaml"], "2026-07-01", "error", "matches nothing, and expired on 2026-06-30"),
        ({"pointer": "/roles"}, ["deal.yaml"], "2025-07-01", None, None),  # not yet granted
        ({"file": "other.yaml"}, ["deal.yaml"], "2026-03-02", None, None),  # nobody looked for it
        ({"file": "other.yaml"}, ["."], "2026-03-02", "error", "matches no file that was checked"),
        ({"file": "*.yaml"}, ["."], "2026-03-02", None, None),
        ({"file": "**"}, ["."], "2026-03-02", None, None),
    ],
)
def test_what_is_said_of_a_waiver_itself(  # noqa: PLR0913, PLR0917 - a table's columns and two fixtures
    run: Callable[..., Result],
    tmp_path: Path,
    changes: dict[str, str],
    paths: list[str],
    day: str,
    severity: str | None,
    words: str | None,
) -> None:
    plant(tmp_path, config=CONFIG + waivers({**WAIVER, **changes}), deal=HEAD + VELOCITY)
    found = [one for one in run(*paths, as_of=day).report["findings"] if one["id"] == "WAI"]
    assert [(one["severity"], one["file"]) for one in found] == ([(severity, "engagelint.yaml")] if severity else [])
    assert words is None or words in found[0]["message"]


def test_one_function_decides_on_expiry() -> None:
    document = recognise((CONFIG + waivers(WAIVER)).encode(), "engagelint.yaml", kind=Kind.CONFIG, named=True)
    assert isinstance(document, Document)
    from engagelint.config import Configuration

    folder = __file__
    configuration = Configuration(folder, "c", "0", document.data, document)  # type: ignore[arg-type]
    (waiver,) = load(configuration, folder, {"com001": "COM001"})  # type: ignore[arg-type]
    days = ["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01"]
    expected = [Standing.NOT_YET, Standing.IN_FORCE, Standing.IN_FORCE, Standing.EXPIRED]
    assert [standing(waiver, day) for day in days] == expected


@pytest.mark.parametrize(
    ("approvers", "two"),
    [
        (["Ines Carvalho", "Tom Ashby"], True),
        (["Ines Carvalho"], False),
        (["Ines Carvalho", "ines carvalho"], False),
        (["Ines Carvalho", "Dr. Inês Carvalho", "Carvalho, Ines"], False),
        (["Ines Carvalho", "Dr. Inês Carvalho", "Tom Ashby"], True),
        (["Ines Carvalho", "the client"], False),
        (["TBD", "N/A"], False),
        ([], False),
    ],
)
def test_two_keys_are_two_people(approvers: list[str], two: bool) -> None:  # noqa: FBT001 - a table's column
    assert has_two_keys(approvers) is two


# -- comments ---------------------------------------------------------------------------------------------------------

IDS = {"com001": "COM001", "velocity-not-a-kpi": "COM001", "rol002": "ROL002", "dod010": "DOD010"}


def read(text: str, path: str = "deal.yaml") -> Document:
    document = recognise(text.encode(), path, named=True)
    assert isinstance(document, Document)
    return document


ALLOW = "# engagelint: allow COM001 -- r"
MANIFEST = """{0}apiVersion: engagelint/v1 {1}
kind: Engagement
{2}
metadata:   {3}
  name: x
{4}
commercials:
  pricing: "a # b"  {5}
  scope: |  {6}
    text
    # engagelint: allow COM001 -- text
  {7}
  kpis:   {8}
    - name: 'it''s # no'  {9}
      definition: several
        lines   {10}
      {11}
      measures: velocity

    # other words

    - {{name: b, measures: velocity}} {12}
    - {{name: c, {13}
       measures: velocity, source: x {14}
       }} {15}
{16}"""


@pytest.mark.parametrize(
    ("slot", "pointers"),
    list(
        enumerate(
            [
                [""],
                ["/apiVersion"],
                ["/metadata"],
                ["/metadata"],
                ["/commercials"],
                ["/commercials/pricing"],
                ["/commercials/scope"],
                ["/commercials/kpis"],
                ["/commercials/kpis"],
                ["/commercials/kpis/0"],
                ["/commercials/kpis/0/definition"],
                ["/commercials/kpis/0/measures"],
                ["/commercials/kpis/1"],
                ["/commercials/kpis/2"],
                ["/commercials/kpis/2/measures", "/commercials/kpis/2/source"],
                ["/commercials/kpis/2"],
                None,
            ]
        )
    ),
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_comment_speaks_for_a_term(slot: int, pointers: list[str] | None, line_break: str) -> None:
    slots = [""] * 17
    slots[slot] = ALLOW + "\n" if slot == 0 else ALLOW
    text = MANIFEST.format(*slots).replace("\n", line_break)
    (found,) = find(read(text), IDS)
    assert text[text.index(ALLOW) :].startswith("# engagelint")
    assert found.region.start == Source("", text).position(text.index(ALLOW))
    if pointers is None:
        assert found.problem == "No term follows this comment"
    else:
        assert (found.problem, list(found.pointers)) == (None, pointers)


def test_the_term_is_meant_not_the_line(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, config=CONFIG)
    below = "commercials:  # engagelint: allow COM001 -- r\n" + VELOCITY.partition("\n")[2]
    plant(tmp_path, deal=HEAD + below)
    assert run("deal.yaml").through() == [("COM001", "suppression")]
    # The same line number, another term.
    other = "shape: mvp-build  # engagelint: allow COM001 -- r\n" + VELOCITY
    plant(tmp_path, deal=HEAD + other)
    result = run("deal.yaml")
    assert (result.through(), sorted(result.counted())) == ([], ["COM001", "SUP"])


def test_a_missing_term_is_let_through_where_its_group_is(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, config=CONFIG.replace("COM001", "ROL002"))
    roles = "roles:\n  # engagelint: allow ROL002 -- found by May\n  product_owner: {name: Ada Quist, side: client}\n"
    plant(tmp_path, deal=HEAD + roles)
    assert run("deal.yaml").through() == [("ROL002", "suppression")]


MARKDOWN = """{0}
# Definition of Done {1}

{2}

## Story {3}

{4}
- [ ] Tests pass {5}
- [ ] A long criterion about
  the review {6}
  - [ ] Nested {7}

## Release

- [ ] Deployed
{8}
"""
MALLOW = "<!-- engagelint: allow DOD010 -- r -->"


@pytest.mark.parametrize(
    ("slot", "pointer"),
    list(
        enumerate(
            [
                "",
                "",
                "",
                "/levels/0",
                "/levels/0/items/0",
                "/levels/0/items/0",
                "/levels/0/items/1",
                "/levels/0/items/1/items/0",
                None,
            ]
        )
    ),
)
def test_a_comment_in_markdown_speaks_for_a_term(slot: int, pointer: str | None) -> None:
    slots = [""] * 9
    slots[slot] = MALLOW
    (found,) = find(read(MARKDOWN.format(*slots), "DoD.md"), IDS)
    if pointer is None:
        assert found.problem == "No term follows this comment"
    else:
        assert (found.problem, found.pointers) == (None, (pointer,))


def test_a_missing_topic_is_let_through_at_the_top(run: Callable[..., Result], tmp_path: Path) -> None:
    text = "<!-- engagelint: allow DOD007, DOD008 -- kept elsewhere -->\n# Definition of Done\n\n- [ ] Tests\n"
    plant(tmp_path, config=CONFIG.replace("COM001", "DOD007, DOD008, DOD009"), done=text)
    result = run("DoD.md")
    assert result.through() == [("DOD007", "suppression"), ("DOD008", "suppression")]
    assert result.counted() == ["DOD009"]


@pytest.mark.parametrize(
    ("comment", "severity", "words"),
    [
        ("engagelint: allow COM001", "error", "gives no reason"),
        ("engagelint: allow COM001 --", "error", "gives no reason"),
        ("engagelint: allow COM001 -- ?", "error", "gives no reason"),
        ("engagelint: allow COM001 because", "error", "does not say plainly which policies"),
        ("engagelint: allow -- r", "error", "does not say plainly which policies"),
        ("engagelint: allow COM001,, ROL002 -- r", "error", "does not say plainly which policies"),
        ("engagelint: ignore COM001 -- r", "error", "cannot be read"),
        ("engagelint allow COM001 -- r", "error", "cannot be read"),
        ("engagelint: allow COM999 -- r", "error", "There is no policy `COM999`; did you mean"),
        ("engagelint: allow COM -- r", "error", "`COM` stands for several policies: name the one"),
        ("engagelint: allow Rol -- r", "error", "(`engagelint policies --select ROL` lists them)"),
        ("engagelint: allow COM001, SCH -- r", "error", "SCH cannot be let through"),
        ("engagelint: allow COM001, EXT007 -- r", None, None),  # EXT007 does not run under `select`
        ("engagelint: allow COM001, COM002 -- r", "warning", "COM002 finds nothing here"),
        ("engagelint: allow velocity-not-a-kpi -- r", None, None),
        ("ENGAGELINT:allow com001 \u2014 r", None, None),
        ("the engagelint: allow COM001 -- r", None, "not addressed"),
        ("engagelint is a linter", None, "not addressed"),
    ],
)
def test_what_is_said_of_a_comment(
    run: Callable[..., Result], tmp_path: Path, comment: str, severity: str | None, words: str | None
) -> None:
    manifest = VELOCITY.replace("bonus}", f"bonus}}  # {comment}")
    plant(tmp_path, config=CONFIG.replace("COM001", "COM001, COM002"), deal=HEAD + manifest)
    result = run("deal.yaml")
    found = [one for one in result.report["findings"] if one["id"] == "SUP"]
    assert [(one["severity"], one["line"], one["column"]) for one in found] == ([(severity, 6, 72)] if severity else [])
    assert not found or (words or "") in found[0]["message"]
    through = severity == "warning" or words is None
    assert result.through() == ([("COM001", "suppression")] if through else [])


def test_comments_are_told_from_values() -> None:
    text = (
        '# 1\na: \'x # no\' # 2\nb: "y\\" # no" # 3\nc: plain#no # 4\nd: |- # 5\n  # no\n# 6\n'
        "e: &anchor !!str > # 7\n  # no\n\nf: [1, # 8\n  '2 # no'] # 9\ng: *anchor # 10\n\"h # no\": http://x/#no\n# 11"
    )
    for line_break in ("\n", "\r\n", "\r"):
        found = yaml_comments(Source("", text.replace("\n", line_break)))
        assert [one.text for one in found] == [str(number) for number in range(1, 12)]
    assert list(yaml_comments(Source("", "a: [ # 1"))) == []


def test_comments_are_told_from_code() -> None:
    text = (
        "---\ntitle: x # 0\n---\n# H <!-- 1 -->\n\n<!--\n2 -->\n- a `<!-- no -->` <!-- 3 -->\n\n```\n"
        "<!-- no -->\n```\n\n"
        "    <!-- no -->\n\n~~~~\n~~~\n<!-- no -->\n~~~~\n> <!-- 4 -->\n\n| a <!-- 5 --> |\n"
        "|---|\n| b |\n\n<div>\n<!-- 6 --></div>\n"
    )
    assert [one.text for one in markdown_comments(Source("", text))] == [str(number) for number in range(7)]


def test_only_so_many_comments_are_read(run: Callable[..., Result], tmp_path: Path) -> None:
    many = f"{ALLOW}\n" * 1001 + VELOCITY
    plant(tmp_path, config=CONFIG, deal=HEAD + many)
    found = [one for one in run("deal.yaml").report["findings"] if one["id"] == "SUP"]
    assert [(one["line"], one["severity"]) for one in found if "no comment counts" in one["message"]] == [
        (1004, "error")
    ]


# -- mandatory policies -----------------------------------------------------------------------------------------------

HOUSE = """apiVersion: engagelint/v1
kind: Policy
id: ACM001
name: industry-is-fintech
applies_to: Engagement
severity: error
given: /parties/client
require: self.industry == "fintech"
message: The industry is {self.industry}
why: Acme knows nothing else.
ask: Which industry is it?
clause: The Client is of the fintech industry.
sources: [practice]
examples:
  - passes: {parties: {client: {industry: fintech}}}
  - violates: {parties: {client: {industry: health}}}
  - unanswered: {parties: {client: {size: startup}}}
"""


@pytest.mark.parametrize("mandatory", [False, True])
def test_a_house_policy_says_of_itself_that_it_is_mandatory(
    run: Callable[..., Result], tmp_path: Path, *, mandatory: bool
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ACM001.yaml").write_text(HOUSE + "mandatory: true\n" * mandatory, encoding="utf-8")
    health = "parties:\n  client: {industry: health} # engagelint: allow ACM001 -- please\n"
    plant(tmp_path, deal=HEAD + health)
    register = waivers({**TWO, "policy": "ACM001"})
    for stated in (register, "ignore: [ACM001]\n", "severity: {ACM001: note}\n"):
        plant(tmp_path, config=CONFIG.replace("COM001", "TXT001") + "policies: [rules]\n" + stated)
        found = [one["severity"] for one in run("deal.yaml").report["findings"] if one["id"] == "ACM001"]
        assert found == (["error"] if mandatory else [])


@pytest.mark.parametrize("stated", ["mandatory: true", "mandatory: [COM001]"])
def test_a_pack_makes_policies_mandatory(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    name, read_text, entry = "policies/packs/strict.yaml", resources.read_text, bundled.entry
    monkeypatch.setattr(bundled, "entry", lambda one: None if one == "pack strict" else entry(one))
    monkeypatch.setattr(resources, "read_text", lambda one: read_text(one) + (f"{stated}\n" if one == name else ""))
    catalogue.pack.cache_clear()
    plant(tmp_path, deal=HEAD + COMMENTED, config=CONFIG + "ignore: [COM]\n")
    assert run("deal.yaml", "--pack", "strict").found("COM001") == ["error"]
    assert run("deal.yaml").found("COM001") == []
    catalogue.pack.cache_clear()


# -- baseline ---------------------------------------------------------------------------------------------------------

TWICE = VELOCITY + "    - {name: Points, measures: velocity, consequence: penalty}\n"


def test_a_baseline_lets_through_what_was_known(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, config=CONFIG, deal=HEAD + VELOCITY)
    assert run("deal.yaml", "--baseline", "known.json").err == "engagelint: known.json: there is no such file\n"
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert (result.code, result.through(), result.counted()) == (0, [("COM001", "baseline")], [])
    first = (tmp_path / "known.json").read_text(encoding="utf-8")
    (entry,) = json.loads(first)["findings"]
    assert list(entry) == ["id", "file", "pointer", "fingerprint", "value_hash"]

    result = run("deal.yaml", "--baseline", "known.json")
    assert (result.code, result.through(), result.err) == (0, [("COM001", "baseline")], "")
    info = result.report["let_through"][0]["exception"]
    assert (info["file"], info["line"], info["reason"], info["approved_by"]) == ("known.json", 4, None, None)
    # Neither lines nor order decide.
    plant(tmp_path, deal=HEAD + "\n\n" + TWICE.replace("kpis:", "kpis:\n    - {name: Points, measures: velocity}", 1))
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    plant(tmp_path, deal=HEAD + TWICE)
    run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    both = (tmp_path / "known.json").read_text(encoding="utf-8")
    lines = TWICE.splitlines()
    plant(tmp_path, deal=HEAD + "\n".join([*lines[:2], lines[3], lines[2]]) + "\n")
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert result.through() == [("COM001", "baseline")] * 2
    reordered = json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))["findings"]
    assert {one["fingerprint"] for one in reordered} == {one["fingerprint"] for one in json.loads(both)["findings"]}


def test_a_new_finding_is_not_hidden_by_one_that_was_fixed(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, config=CONFIG, deal=HEAD + VELOCITY)
    run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    plant(tmp_path, deal=HEAD + VELOCITY.replace("Sprint velocity", "Pace"))
    result = run("deal.yaml", "--baseline", "known.json")
    assert (result.code, result.counted(), result.through()) == (1, ["COM001"], [])
    assert "known.json: fixed since the baseline: COM001 in deal.yaml (--update-baseline takes them out)" in result.err
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert "(taken out)" in result.err
    assert len(json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))["findings"]) == 1
    assert run("deal.yaml", "--baseline", "known.json").err == ""


def test_another_value_is_a_new_finding(run: Callable[..., Result], tmp_path: Path) -> None:
    notice = "roles: {product_owner: {name: Ada Quist, side: client, hours_per_week: 2}}\n"
    plant(tmp_path, config=CONFIG.replace("COM001", "ROL003"), deal=HEAD + notice)
    run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert run("deal.yaml", "--baseline", "known.json").code == 0
    plant(tmp_path, deal=HEAD + notice.replace(": 2", ": 1"))
    result = run("deal.yaml", "--baseline", "known.json")
    assert (result.code, result.through()) == (1, [])
    assert result.report["findings"][0]["message"].endswith("(its value has changed since the baseline)")
    assert result.err == ""


def test_what_was_not_looked_at_stays_in_the_baseline(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, config=CONFIG, deal=HEAD + VELOCITY, **{"other.yaml": HEAD + VELOCITY})
    run(".", "--baseline", "known.json", "--update-baseline")

    def held() -> list[str]:
        entries = json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))["findings"]
        return [one["file"] for one in entries]

    assert held() == ["deal.yaml", "other.yaml"]
    assert run("deal.yaml", "--baseline", "known.json", "--update-baseline").err == ""
    assert held() == ["deal.yaml", "other.yaml"]
    run(".", "--ignore", "COM001", "--baseline", "known.json", "--update-baseline")
    assert held() == ["deal.yaml", "other.yaml"]
    (tmp_path / "other.yaml").unlink()
    run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert held() == ["deal.yaml"]


@pytest.mark.parametrize("guard", ["mandatory", "two_key"])
def test_a_baseline_lets_no_guarded_policy_through(run: Callable[..., Result], tmp_path: Path, guard: str) -> None:
    plant(tmp_path, config=CONFIG, deal=HEAD + VELOCITY)
    run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    plant(tmp_path, config=CONFIG + f"{guard}: [COM001]\n")
    result = run("deal.yaml", "--baseline", "known.json")
    assert (result.code, result.counted(), result.through(), result.err) == (1, ["COM001"], [], "")
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert (result.code, result.through()) == (1, [])
    assert json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))["findings"] == []


def test_a_document_that_cannot_be_read_is_in_no_baseline(run: Callable[..., Result], tmp_path: Path) -> None:
    plant(tmp_path, deal=HEAD + "shape: nonsense\n", config=CONFIG)
    result = run("deal.yaml", "--baseline", "known.json", "--update-baseline")
    assert (result.code, result.counted(), result.through()) == (1, ["SCH"], [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "1:1"),
        ("[]", "1:1"),
        ("{", "1:2"),
        ('{"version": 1}', "1:1"),
        ('{"version": 2, "findings": []}', "1:13"),
        ('{"version": 1, "findings": [{"id": "COM001"}]}', "1:29"),
        ('{"version": 1, "findings": [7]}', "1:29"),
        ("[" * 100_000, "1:"),
    ],
    ids=["empty", "a list", "not closed", "nothing found", "version", "half an entry", "no entry", "deep"],
)
@pytest.mark.parametrize("update", [False, True], ids=["check", "update"])
def test_a_malformed_baseline(
    run: Callable[..., Result], tmp_path: Path, text: str, place: str, *, update: bool
) -> None:
    plant(tmp_path, config=CONFIG, deal=HEAD + VELOCITY, baseline=text)
    result = run("deal.yaml", "--baseline", "known.json", *(["--update-baseline"] if update else []))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"engagelint: known.json:{place}")
    assert (tmp_path / "known.json").read_text(encoding="utf-8") == text


def test_a_baseline_is_named_to_be_updated(run: Callable[..., Result]) -> None:
    result = run("--update-baseline")
    assert (result.code, result.out) == (2, "")
    assert "--update-baseline names no file without --baseline" in result.err


def test_a_waiver_for_several_files_is_told_useless_only_where_all_were_checked(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    plant(tmp_path, config=CONFIG + waivers({**WAIVER, "file": "*.yaml"}), deal=HEAD + VELOCITY)
    (tmp_path / "b.yaml").write_text(
        HEAD + VELOCITY.replace("Sprint velocity, measures: velocity", "Reach, measures: outcome")
    )
    assert run("b.yaml", "--select", "COM001").code == 0
    assert run(".", "--select", "COM001").code == 0
    (tmp_path / "deal.yaml").unlink()
    assert run("b.yaml", "--select", "COM001").code == 0
    assert run(".", "--select", "COM001").code == 1


def test_a_baseline_of_another_folder_forgets_nothing(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    plant(tmp_path / "sub", deal=HEAD + VELOCITY)
    assert run(".", "--select", "COM001", "--baseline", "known.json", "--update-baseline").code == 0
    known = (tmp_path / "known.json").read_text()
    monkeypatch.chdir(tmp_path / "sub")
    result = run(".", "--select", "COM001", "--baseline", "../known.json")
    assert result.code == 1
    assert "../known.json: it names files as they are called from its own folder: run engagelint there" in result.err
    assert "fixed" not in result.err
    assert run(".", "--select", "COM001", "--baseline", "../known.json", "--update-baseline").code == 2
    assert '"sub/deal.yaml"' in known
    assert (tmp_path / "known.json").read_text() == known
