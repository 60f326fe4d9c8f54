"""Comparisons and briefs where drafts are odd: what does not follow is said, or left out, and never made up."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from hostile.command import Result, run

from engagelint.compare import revisions
from engagelint.directions import sign_of
from engagelint.schema import Direction

EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"
FORM = ("--isolated", "--as-of", "2026-03-02")
TERM = "term: {start: 2026-03-02, end: 2027-02-26}\n"


def plant(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def compared(folder: Path, old: str, new: str, *options: str, **texts: str) -> Result:
    plant(folder, {"old.yaml": HEAD + old, "new.yaml": HEAD + new, **texts})
    return run(folder, "compare", *FORM, *options, "old.yaml", "new.yaml")


def brief(folder: Path, text: str, *options: str, form: str = "markdown") -> str:
    plant(folder, {"a.yaml": HEAD + text})
    result = run(folder, "report", *FORM, "--format", form, *options, "a.yaml")
    assert (result.code, result.err) == (0, "")
    return result.out


# -- comparisons -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("better", "old", "new", "sign"),
    [
        ((("a", "b"), ("c",)), "c", "a", 1),
        ((("a", "b"), ("c",)), "a", "b", 0),
        ((("a", "b"), ("c",)), "a", "d", 0),
        ((("a", "b"), ("c",)), "a", 5.0, 0),
        ("more", 1.0, 2.0, 1),
        ("more", 1.0, "2", 0),
        ("more", ["a"], 2.0, 0),
        ("yes", True, 1.0, 0),
        ("earlier", "2026-01-01", 5.0, 0),
        ("policies", 1.0, 2.0, 0),
        ("outcomes", "2026-01-01", "2027-01-01", 0),
    ],
)
def test_values_that_cannot_be_ordered_have_no_direction(better: object, old: object, new: object, sign: int) -> None:
    direction = Direction(better, "client")  # type: ignore[arg-type]
    assert (sign_of(direction, old, new), sign_of(direction, new, old)) == (sign, -sign)


def test_what_does_not_follow_from_the_team_is_not_told(tmp_path: Path) -> None:
    entry = "{{role: a, level: senior, side: vendor{}}}"
    counted = f"team: [{entry.format(', count: 2')}]\n"
    uncounted = f"team: [{entry.format('')}]\n"
    told = json.loads(compared(tmp_path, counted, uncounted, "--format=json").out)
    assert [change["note"] for change in (*told["terms"], *told["silent"])] == [None]
    more = f"team: [{entry.format(', count: 3')}]\n"
    told = json.loads(compared(tmp_path, counted, more, "--format=json").out)
    notes = [change["note"] for change in (*told["terms"], *told["silent"])]
    assert notes == ["vendor's team: 2 senior → 3 senior"]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_files_of_one_draft_and_what_is_let_through_are_told(form: str, tmp_path: Path) -> None:
    term = "exit:\n{}  intellectual_property: vendor\n"
    allowed = term.format("  # engagelint: allow EXT002 -- agreed\n")
    for folder, files in (
        ("old", {"a": term.format(""), "gone": ""}),
        ("new", {"a": allowed, "come": "", "more": "x-a: 1\n"}),
    ):
        plant(tmp_path, {f"{folder}/{name}.yaml": HEAD + text for name, text in files.items()})
    result = run(tmp_path, "compare", *FORM, "--select", "EXT002", "--format", form, "old", "new")
    assert result.code == 2
    assert result.err == "engagelint: old/gone.yaml is not compared: nothing in new goes with it\n"
    for name in ("old/gone.yaml", "new/come.yaml", "new/more.yaml"):
        assert name in html.unescape(result.out)
    if form == "text":
        assert "Let through by an exception in the newer draft, not resolved (1)\n  ! error EXT002" in result.out
        assert "  - old/gone.yaml: gone\n  + new/come.yaml: new\n  + new/more.yaml: new\n" in result.out
    if form == "markdown":
        assert "### Files in one draft only" in result.out


def test_many_files_of_one_draft_are_counted_where_there_is_no_room(tmp_path: Path) -> None:
    name = "n" * 200
    plant(tmp_path, {"old/a.yaml": HEAD, "new/a.yaml": HEAD, **{f"new/{name}{n}.yaml": HEAD for n in range(400)}})
    result = run(tmp_path, "compare", *FORM, "--select", "TXT002", "--format", "markdown", "old", "new")
    assert "400 files are in one draft only." in result.out
    assert len(result.out) < 65_536


def test_a_criterion_that_reads_otherwise_is_told_by_both_texts(tmp_path: Path) -> None:
    done = "definition_of_done: {{items: [Automated tests pass on {} commit., Code is reviewed by a peer.]}}\n"
    result = compared(tmp_path, done.format("every"), done.format("most"))
    assert (
        'the criterion "Automated tests pass on every commit." reads "Automated tests pass on most commit." now'
        in result.out
    )


def test_definitions_of_done_by_themselves_are_compared(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "old/dod.md": "# Definition of Done\n\n- Automated tests pass.\n- Reviewed by a peer.\n",
            "new/dod.md": "# Definition of Done\n\n- Automated tests pass.\n",
        },
    )
    for pair in (("old", "new"), ("old/dod.md", "new/dod.md")):
        result = run(tmp_path, "compare", *FORM, *pair)
        assert 'the criterion "Reviewed by a peer." is gone' in result.out


def test_a_draft_that_links_what_it_may_not_is_compared_all_the_same(tmp_path: Path) -> None:
    """The reference is told by the check; the rest of the draft is compared."""
    for reference in ("../../secret.md", "a.yaml", "dod", "broken.md"):
        plant(tmp_path, {"dod/x": "", "broken.md": "# Definition of Done\n\n- a\x01\n", "a.yaml": HEAD})
        link = f"definition_of_done: {{file: {reference}}}\n"
        result = compared(tmp_path, link, f"{link}exit: {{notice_days: 9}}\n", "--select", "TXT002", "--format=json")
        told = json.loads(result.out)
        terms = [change["term"] for change in (*told["terms"], *told["silent"])]
        assert terms == ["the notice for ending the engagement"], reference


@pytest.mark.parametrize("name", ["x" * 5_000, "x" * 300 + ".yaml"])
def test_a_draft_of_an_impossible_name_is_refused(name: str, tmp_path: Path) -> None:
    plant(tmp_path, {"a.yaml": HEAD})
    result = run(tmp_path, "compare", *FORM, name, "a.yaml")
    assert (result.code, "Traceback" in result.err) == (2, False)
    assert "File name too long" in result.err


@pytest.mark.parametrize(("old", "new"), [("negotiation", "closed"), ("closed", "negotiation"), ("closed", "closed")])
def test_a_draft_that_calls_itself_closed_settles_nothing(old: str, new: str, tmp_path: Path) -> None:
    for file, status in (("old.yaml", old), ("new.yaml", new)):
        head = HEAD.replace("name: x", f"name: x, status: {status}")
        plant(tmp_path, {file: f"{head}exit: {{intellectual_property: vendor}}\n"})
    result = run(tmp_path, "compare", *FORM, "--select", "EXT002", "old.yaml", "new.yaml")
    assert (result.code, result.err) == (0, "")
    assert "findings: 0 new, 0 resolved, 1 still there" in result.out
    letter = run(tmp_path, "check", *FORM, "--select", "EXT002", "--format=asks", "--since=old.yaml", "new.yaml")
    assert (letter.code, letter.err) == (1, "")
    assert "Will all rights in the work pass to the client" in letter.out


def test_folders_are_compared_without_what_is_excluded(tmp_path: Path) -> None:
    plant(tmp_path, {"old/a.yaml": HEAD, "new/a.yaml": HEAD, "new/b.yaml": HEAD + "exit: {notice_days: 9}\n"})
    plant(tmp_path, {"engagelint.yaml": f"{CONFIG}exclude: ['**/b.yaml']\n"})
    told = json.loads(run(tmp_path, "compare", "--format=json", "old", "new").out)
    assert told["files"] == {"added": [], "removed": []}
    assert "b.yaml" in run(tmp_path, "compare", *FORM, "--format=json", "old", "new").out


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("main:a.yaml", ("main", "a.yaml")),
        ("main:", ("main", "")),
        ("a.yaml", None),
        (":a.yaml", None),
        ("C:\\drafts\\a.yaml", None),
        ("c:/drafts", None),
        ("there:a.yaml", None),
        ("x\x00:a.yaml", ("x\x00", "a.yaml")),
        ("x" * 5_000 + ":a.yaml", ("x" * 5_000, "a.yaml")),
    ],
)
def test_a_revision_is_told_from_a_path(given: str, named: tuple[str, str] | None, tmp_path: Path) -> None:
    (tmp_path / "there:a.yaml").touch()
    assert revisions.named(given, tmp_path) == named
    assert revisions.named("C:a.yaml", tmp_path, windows=True) is None
    assert revisions.named("C:a.yaml", tmp_path, windows=False) == ("C", "a.yaml")


class TestLargeRevisions:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        plant(tmp_path, {"a.yaml": HEAD, "b.txt": "x" * 50, "c.txt": "x" * 50, "d.yaml": HEAD})
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *arguments], cwd=tmp_path, check=True)  # noqa: S603, S607
        return tmp_path

    def test_of_many_files_those_are_read_that_may_be_drafts(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(revisions, "_MOST_FILES", 3)
        assert run(repository, "compare", *FORM, "main:a.yaml", "a.yaml").code == 0
        result = run(repository, "compare", *FORM, "main:b.txt", "a.yaml")
        assert (result.code, "has no file or folder b.txt" in result.err) == (2, True)
        monkeypatch.setattr(revisions, "_MOST_FILES", 1)
        result = run(repository, "compare", *FORM, "main:a.yaml", "a.yaml")
        assert (result.code, "has too many files to be read" in result.err) == (2, True)

    def test_of_many_bytes_none_are_read(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        size = 2 * len(HEAD) + 100
        monkeypatch.setattr(revisions, "_MOST_BYTES", size)
        assert run(repository, "compare", *FORM, "main:a.yaml", "a.yaml").code == 0
        monkeypatch.setattr(revisions, "_MOST_BYTES", size - 1)
        assert run(repository, "compare", *FORM, "main:a.yaml", "a.yaml").code == 2

    def test_where_nothing_can_be_written_nothing_is_compared(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "truncate", full)
        plant(repository, {"engagelint.yaml": f"{CONFIG}limits: {{file_bytes: {len(HEAD)}}}\n"})
        with (repository / "e.yaml").open("w") as file:
            file.write(HEAD + HEAD)
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        for arguments in (["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *arguments], cwd=repository, check=True)  # noqa: S603, S607
        result = run(repository, "compare", "main:a.yaml", "a.yaml")
        assert (result.code, "cannot be written ([Errno 28] No space left on device)" in result.err) == (2, True)


# -- briefs ----------------------------------------------------------------------------------------------------------

SITES = """operating_model:
  sites:
    - {{name: A, side: client, time_zone: Europe/Paris, hours: "09:00-17:00", days: {}}}
    - {{name: B, side: vendor, time_zone: Europe/Paris, hours: "09:00-17:00", days: {}}}
"""


def test_sites_that_never_work_on_the_same_day_share_nothing(tmp_path: Path) -> None:
    shown = brief(tmp_path, TERM + SITES.format("[mon, tue]", "[wed, thu]"))
    assert "No two sites of both sides ever work on the same day." in shown
    assert "No two sites" not in brief(tmp_path, TERM + SITES.format("[mon, tue]", "[tue]"))


def test_what_is_not_stated_is_said_to_be_so(tmp_path: Path) -> None:
    shown = brief(tmp_path, "commercials: {kpis: [{name: Lead time}]}\nteam: [{role: a}]\n")
    assert "| Lead time | not stated | not stated | not stated | COM" in shown
    shown = brief(tmp_path, "team: [{role: a}, {role: b, count: 2}]\n", form="html")
    assert "Side not stated, level not stated" in shown
    assert "The draft lists no team." in brief(tmp_path, "team: [{role: a}]\n", form="html")


@pytest.mark.parametrize(
    ("day", "away"),
    [
        ("2026-03-02", "today"),
        ("2026-03-03", "in 1 day"),
        ("2026-03-01", "1 day ago"),
        ("2030-03-02", "in 1,461 days"),
    ],
)
def test_how_far_a_day_is_away(day: str, away: str, tmp_path: Path) -> None:
    assert f" {away} " in brief(tmp_path, f"term: {{start: {day}}}\n").replace("|", " ")


def test_payments_on_a_day_and_reviews_are_dates(tmp_path: Path) -> None:
    payments = (
        "commercials:\n  payments: [{name: First, due: 2026-05-01}, {due: 2026-06-01}, {name: Last, due: monthly}]\n"
    )
    done = "definition_of_done: {file: dod.yaml}\n"
    review = "apiVersion: engagelint/v1\nkind: DefinitionOfDone\nreview_by: {}\nitems: [Tests pass]\n"
    plant(tmp_path, {"dod.yaml": review.format("2026-07-01")})
    dates = brief(tmp_path, payments + done, form="ics")
    for words in ("20260501", "Payment due: First", "20260601", "Payment due: number 2", "20260701"):
        assert words in dates
    assert "Payment due: Last" not in dates
    plant(tmp_path, {"dod.yaml": review.format("soon")})
    assert "20260701" not in brief(tmp_path, payments + done, form="ics")


def test_house_policies_stand_in_the_brief_with_what_they_require(tmp_path: Path) -> None:
    policy = (
        "apiVersion: engagelint/v1\nkind: Policy\nid: ZZZ001\nname: term-has-title\nrequirement: The name is not x.\n"
        "applies_to: Engagement\nseverity: error\ngiven: /metadata\nrequire: self.name != 'x'\n"
        "message: m\nwhy: x\nask: x\nclause: x\n"
    )
    plant(tmp_path, {"house/own.yaml": policy})
    for form in ("markdown", "html"):
        shown = brief(tmp_path, "", "--policies", "house", form=form)
        assert "House policies: <code>ZZZ001" in shown or "House policies: ZZZ001" in shown
    plant(tmp_path, {"b.yaml": HEAD.replace("name: x", "name: y")})
    shown = run(tmp_path, "report", *FORM, "--policies", "house", "--format", "markdown", "a.yaml", "b.yaml").out
    assert "The name is not x." in shown


def test_vendors_and_people_of_several_engagements_are_told(tmp_path: Path) -> None:
    who = "parties: {vendor: {name: Acme Software}}\n"
    decide = "operating_model: {decisions: {escalation: [{decider: Ana Silva}, {within_hours: 4}]}}\n"
    for name in ("a", "b", "c"):
        plant(
            tmp_path, {f"{name}.yaml": HEAD.replace("name: x", f"name: {name}") + (who + decide if name != "c" else "")}
        )
    shown = run(tmp_path, "report", *FORM, "--format", "markdown", ".").out
    assert "| Acme Software | 2 of 3 | a, b |" in shown
    held = "**a**: decision owner<br>**b**: decision owner"
    assert f"| Ana Silva | Several duties | {held} | not stated |" in re.sub("<code>&#58;</code>", ":", shown)


@pytest.mark.parametrize(("expires", "told"), [("2026-06-30", True), (None, False)])
def test_a_waiver_is_a_date_where_it_ends(expires: str | None, *, told: bool, tmp_path: Path) -> None:
    plant(tmp_path, {"a.yaml": HEAD + "exit:\n  intellectual_property: vendor\n"})
    if expires:
        waiver = f"policy: EXT002, file: a.yaml, reason: x, approved_by: A, granted: 2026-01-01, expires: {expires}"
        plant(tmp_path, {"engagelint.yaml": f"{CONFIG}waivers: [{{{waiver}}}]\n"})
    else:
        allowed = "exit:\n  # engagelint: allow EXT002 -- agreed\n  intellectual_property: vendor\n"
        plant(tmp_path, {"a.yaml": HEAD + allowed, "engagelint.yaml": CONFIG})
    dates = run(tmp_path, "report", "--as-of=2026-03-02", "--format=ics", "a.yaml")
    assert ("waiver for EXT002 expires" in dates.out, dates.code) == ((True, 0) if told else (False, 2))
    plant(tmp_path, {"b.yaml": HEAD.replace("name: x", "name: y")})
    several = run(tmp_path, "report", "--as-of=2026-03-02", "--format=markdown", "a.yaml", "b.yaml").out
    assert ("No finding is let through until a date." in several) is not told


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a `b` c", "a <code>b</code> c"),
        ("a `b` `c", "a <code>b</code> `c"),
        ("a ` c", "a ` c"),
        ("<script>`", "&lt;script&gt;`"),
    ],
)
def test_back_quotes_without_a_partner_are_characters_like_others(name: str, shown: str) -> None:
    from engagelint.brief.html_form import _words

    assert str(_words(name)) == shown


def test_a_brief_with_what_changed_tells_settled_findings_alone(tmp_path: Path) -> None:
    plant(tmp_path, {"old.yaml": HEAD + "exit: {intellectual_property: vendor}\n"})
    shown = brief(tmp_path, "exit: {intellectual_property: client}\n", "--since", "old.yaml", "--select", "EXT002")
    assert "New findings" not in shown
    assert "EXT002" in shown


def test_days_of_a_draft_that_are_none_stand_as_they_are() -> None:
    from engagelint.brief.opening import day_words

    assert day_words("2026-03-02") == "Mon 2 Mar 2026"
    assert day_words("2026-02-30") == "2026-02-30"
