"""What each format shows of a report, and that a document's own words do nothing in it."""

from __future__ import annotations

import html
import json
import os
import random
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from engagelint import __version__, cli
from engagelint.cli import process
from engagelint.model import (
    By,
    Counts,
    ExceptionInfo,
    Finding,
    Outcome,
    Position,
    Region,
    Related,
    Report,
    Run,
    Severity,
    Source,
)
from engagelint.reporters import FOR_PEOPLE, FORMATS, asks, github, markdown, prose, reporter, reporter_for_people, safe
from engagelint.reporters import gitlab as gitlab_format
from engagelint.reporters import junit as junit_format
from engagelint.reporters import sarif as sarif_format
from engagelint.reporters.excerpt import WIDTH, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GOLDEN = Path(__file__).parent / "golden"
RULES = "COM001,ROL002,ROL009,EXT007,COM018"
EXTENSIONS = {"json": "json", "sarif": "sarif", "gitlab": "json", "junit": "xml", "markdown": "md", "asks": "md"}

#: Pieces of which the random texts are made: what terminals, CI services and markup languages act on.
PIECES = [
    *"abzABZ019 .,:;!?'\"`*_~^|\\/<>()[]{}#@&%$=+-\t\n\r\0\x07\x1b\x7f",
    *"\x85\u200b\u200d\u202e\u2028\ufeff\ufffe\ud800\udcff\u00e9\u4e2d\U0001f4cf\U0001f468",
    *("::error::", "::", "##[", "##vso[", "##teamcity[", "%0A", "%25", "%3A", "]]>", "<script>", "</code>", "<!--"),
    *("&amp;", "&#64;", "@team", "GH-12", "#12", "www.example.com", "https://example.com", "a@example.com", "](x)"),
    *("![x](y)", "1. ", "- ", "> ", "```", "---", "\x1b[2J", "\x1b]8;;x\x07", "a5c3785ed8", "word", "in-house", "    "),
]


def random_texts(number: int, seed: int = 1) -> list[str]:
    made = random.Random(seed)  # noqa: S311 - the same texts in every run
    return ["".join(made.choices(PIECES, k=made.randint(0, 12))) for _ in range(number)]


def xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own report


def region(line: int, column: int, end_column: int | None = None, end_line: int | None = None) -> Region:
    return Region(Position(line, column), Position(end_line or line, end_column or column + 1))


def finding(  # noqa: PLR0913 - the fields that tests set
    code: str = "COM001",
    severity: Severity = Severity.ERROR,
    message: str = "A KPI measures velocity",
    *,
    file: str = "a.yaml",
    where: Region | None = None,
    outcome: Outcome = Outcome.VIOLATED,
    ask: str | None = "Which outcome should it stand for?",
    asked_of: str | None = "both",
    block: tuple[str, str] | None = None,
    name: str = "velocity-not-a-kpi",
    pointer: str | None = "/commercials/kpis/0/measures",
    fingerprint: str = "0123456789abcdef01234567",
    related: tuple[Related, ...] = (),
    why: str | None = "Points are produced.",
    clause: str | None = "No payment depends on points.",
) -> Finding:
    return Finding(
        id=code,
        name=name,
        severity=severity,
        outcome=outcome,
        file=file,
        region=where or region(3, 5, 9),
        message=message,
        pointer=pointer,
        ask=ask,
        asked_of=asked_of,
        why=why,
        clause=clause,
        related=related,
        fingerprint=fingerprint,
        block=block,
    )


def unanswered(code: str, ask: str, asked_of: str = "vendor", **more: object) -> Finding:
    return finding(code, message="It is not stated", outcome=Outcome.UNANSWERED, ask=ask, asked_of=asked_of, **more)  # type: ignore[arg-type]


def report(*findings: Finding, **more: object) -> Report:
    stated: Mapping[str, object] = {
        "counts": Counts(4, 3, 2, 1),
        "files": len({one.file for one in findings}) or 1,
        "run": Run("2026-03-02"),
        "sources": {},
        **more,
    }
    return Report(findings=findings, **stated)  # type: ignore[arg-type]


# Golden files: what each format makes of one small manifest, under rules named here.


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(GOLDEN)
    options = ["--isolated", "--select", RULES, "--as-of", "2026-03-02", "--format", name]
    monkeypatch.setattr(sys, "argv", ["engagelint", "check", "engagement.yaml", *options])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == process.FINDINGS
    shown = capsys.readouterr().out.replace(f'"{__version__}"', '"VERSION"')
    golden = GOLDEN / f"{name}.{EXTENSIONS.get(name, 'txt')}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8"), "UPDATE_GOLDEN=1 pytest tests/test_reporters.py writes it anew"


# The formats for people.


def test_text_shows_related_places() -> None:
    other = Related("b.yaml", region(7, 2), "the other site")
    assert "\n   = see: b.yaml:7:2: the other site\n" in reporter("text")(report(finding(related=(other,))))


def test_text_gathers_the_questions_on_a_missing_block() -> None:
    block = ("/roles", "The roles are not stated")
    shown = reporter("text")(
        report(
            unanswered("ROL002", "Who stands in?", block=block),
            unanswered("ROL004", "How many squads?", severity=Severity.WARNING, block=block),
            unanswered("ROL004", "How many squads?", severity=Severity.WARNING, block=block),
            unanswered("ROL004", "How many squads?", file="b.yaml", block=block),
        )
    )
    assert shown.startswith("a.yaml:3:5: error: The roles are not stated (1 error, 2 warnings)\n")
    assert shown.count("How many squads?") == 2
    assert "b.yaml:3:5: error ROL004 velocity-not-a-kpi: It is not stated\n" in shown


def test_quiet_leaves_findings_only() -> None:
    one = report(finding(), passed={"ROL002": 1})
    for name in FOR_PEOPLE:
        shown = reporter_for_people(name)(one, quiet=True, counts=True, passed=True)
        assert "A KPI measures velocity" in shown
        assert "policies:" not in shown
        assert "ROL002" not in shown
        assert reporter_for_people(name)(report(), quiet=True) == ""


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_counts_put_the_most_frequent_code_first_and_the_summary_last(name: str) -> None:
    found = [finding("ROL002"), finding("COM001"), finding("COM001", message="Another")]
    lines = reporter_for_people(name)(report(*found), counts=True).splitlines()
    assert "2  COM001  velocity-not-a-kpi" in lines
    assert lines.index("2  COM001  velocity-not-a-kpi") < lines.index("1  ROL002  velocity-not-a-kpi")
    assert lines[-1].startswith("3 errors in 1 file (policies: 4 passed")


def test_passed_policies_are_listed_before_the_summary() -> None:
    lines = reporter_for_people("text")(report(passed={"COM001": 3, "ROL002": 1}), passed=True).splitlines()
    assert lines[:3] == ["Passed:", "  COM001 in 3 places", "  ROL002 in 1 place"]
    assert lines[-1].startswith("No findings in 1 file (")


def test_the_configuration_and_its_hash_are_named() -> None:
    one = report(finding(), run=Run("2026-03-02", ("engagelint.yaml", "ab" * 32)))
    assert f"\nJudged by engagelint.yaml (SHA-256 {'ab' * 32})\n" in reporter("text")(one)
    assert f"engagelint.yaml (SHA-256 {'ab' * 32})" in reporter("junit")(one)
    assert "engagelint&#46;yaml</code> (SHA-256" in reporter("markdown")(one)
    assert json.loads(reporter("sarif")(one))["runs"][0]["properties"]["configuration"]["sha256"] == "ab" * 32


# What was let through.

WAIVED = ExceptionInfo(By.WAIVER, "Agreed until renewal", ("Ada Quist", "Rui Lopes"), "2026-01-01", "2026-09-30")


def test_what_is_let_through_is_counted_and_told_with_its_reason() -> None:
    one = report(
        finding("ROL002"),
        let_through=((finding("COM001", message="Let go"), WAIVED), (finding("COM002"), ExceptionInfo(By.BASELINE))),
    )
    reason = "waiver: Agreed until renewal, approved by Ada Quist, Rui Lopes"
    text = reporter("text")(one)
    assert "let through: a.yaml:3:5: error COM001 velocity-not-a-kpi: Let go (waiver: Agreed until renewal, " in text
    assert "let through: 1 finding of the baseline\n" in text
    assert text.splitlines()[-1].startswith("1 error in 1 file, 2 let through (")
    page = reporter("markdown")(one)
    assert "### Let through" in page
    assert reason in page
    assert "1 other finding" in page
    cases = xml(reporter("junit")(one)).findall(".//testcase/skipped")
    assert [reason in str(case.get("message")) for case in cases] == [True, False]
    results = json.loads(reporter("sarif")(one))["runs"][0]["results"]
    assert [[one["kind"] for one in result.get("suppressions", [])] for result in results] == [
        [],
        ["external"],
        ["external"],
    ]
    assert reason in results[1]["suppressions"][0]["justification"]
    for name in ("github", "gitlab", "asks"):
        assert "Let go" not in reporter(name)(one)


def test_a_comment_is_a_suppression_in_the_source() -> None:
    info = ExceptionInfo(By.SUPPRESSION, "Agreed", file="a b.yaml", line=7)
    result = json.loads(reporter("sarif")(report(let_through=((finding(), info),))))["runs"][0]["results"][0]
    assert result["suppressions"][0]["kind"] == "inSource"
    place = result["suppressions"][0]["location"]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 7}}
    assert result["ruleIndex"] == 0


# The letter.


def test_each_question_is_asked_once_of_whom_it_concerns() -> None:
    letter = asks.render(
        report(
            unanswered("ROL002", "Who stands in?", "client"),
            unanswered("KNO001", "Where are the records kept?", "vendor", severity=Severity.WARNING),
            unanswered("KNO002", "Where are the records kept?", "vendor", severity=Severity.WARNING),
            unanswered("OPS003", "Who decides?", "both", severity=Severity.NOTE),
            finding("COM001", ask="Which outcome?"),
        )
    )
    headings = [line for line in letter.splitlines() if line.startswith("## ")]
    assert headings == ["## To the client", "## To the vendor", "## To both sides"]
    numbered = [line for line in letter.splitlines() if line[:1].isdigit()]
    assert numbered == [
        "1. **Who stands in?** (ROL002)",
        "2. Where are the records kept? (KNO001, KNO002)",
        "3. Who decides? (OPS003)",
    ]
    assert "3 questions" in letter
    assert "The one in bold has to be answered" in letter


def test_a_letter_on_several_files_names_them() -> None:
    letter = asks.render(
        report(unanswered("ROL002", "Who stands in?"), unanswered("ROL002", "Who stands in?", file="b.yaml"))
    )
    assert letter.count("Who stands in?") == 1
    assert "<code>a&#46;yaml</code>, <code>b&#46;yaml</code>" in letter


def test_nothing_to_ask_says_so_but_not_of_what_could_not_be_read() -> None:
    assert "There is nothing to ask." in asks.render(report())
    assert "There is nothing to ask." in asks.render(report(finding(severity=Severity.NOTE)))
    broken = asks.render(report(finding("DOC", message="It does not parse", ask=None)))
    assert "There is nothing to ask." not in broken
    assert "It does not parse" in broken
    assert "no such file" in asks.render(report(problems=("x.yaml: no such file",)))


def test_nothing_to_ask_is_not_said_to_be_all_where_terms_are_wrong() -> None:
    wrong, other = finding(), finding("EXT002", pointer="/exit/intellectual_property")
    for found, words in (
        ((wrong,), "1 of its terms is to be changed."),
        ((wrong, finding("COM002")), "1 of its terms is to be changed."),
        ((wrong, other), "2 of its terms are to be changed."),
    ):
        letter = asks.render(report(*found))
        assert "The draft leaves nothing unsaid that we ask for." in letter
        assert words in letter
    assert "1 of its terms is" in asks.render(report(wrong, finding("DOC", message="It does not parse", ask=None)))


# GitHub's commands, read as its runner reads them.


def runner(line: str) -> tuple[str, dict[str, str], str] | None:
    """The command in a log's line: name, properties, text. Follows the runner's rules of parsing and decoding."""
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    name, _, stated = line[2:end].partition(" ")
    properties = {}
    for pair in filter(None, stated.strip().split(",")):
        key, _, value = pair.partition("=")
        if value.lstrip("="):
            properties[key] = decoded(value.lstrip("="), "\r\n:,%")
    return name, properties, decoded(line[end + 2 :], "\r\n%")


def decoded(text: str, characters: str) -> str:
    for character in characters:  # the percent sign last, as the runner does
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_github_commands_come_back_as_they_were_meant() -> None:
    texts = random_texts(4000)
    for text, other in zip(texts, reversed(texts), strict=True):
        shown = github.command("error", {"file": text, "line": 3, "title": other}, [text, other])
        assert "\n" not in shown
        assert not re.search(r"##[A-Za-z]*\[", shown)
        read = runner(shown)
        assert read is not None
        name, properties, data = read
        assert name == "error"
        assert data == f"{safe.line(text)}\n{safe.line(other)}"
        assert properties["line"] == "3"
        assert properties.get("file", "") == safe.line(text).lstrip("=")
        assert properties.get("title", "") == safe.line(other).lstrip("=").rstrip()


def test_github_shows_the_worst_first_and_says_what_it_hides() -> None:
    found = [finding(severity=Severity.NOTE), *(finding(severity=Severity.WARNING) for _ in range(11)), finding()]
    lines = github.render(report(*found)).splitlines()
    commands = [read[0] for read in map(runner, lines) if read]
    assert commands == ["error", *["warning"] * 11, "notice"]
    assert lines[-2] == "GitHub shows 10 annotations of each kind, of 11 warning annotations; this log has them all."
    assert "GitHub shows" not in github.render(report(*found[2:]))


def test_github_has_columns_for_one_line_only() -> None:
    one, several, whole = (
        runner(github.render(report(finding(where=where))).splitlines()[0])
        for where in (region(3, 5, 9), region(3, 5, 9, end_line=4), region(3, 5, 1, end_line=4))
    )
    assert one is not None
    assert several is not None
    assert whole is not None
    assert (one[1]["col"], one[1]["endColumn"], one[1]["endLine"]) == ("5", "8", "3")
    assert "col" not in several[1]
    assert several[1]["endLine"] == "4"
    assert whole[1]["endLine"] == "3"


def test_github_cuts_what_its_runner_would_cut() -> None:
    read = runner(github.command("error", {}, ["%" * 10_000, "x" * 10_000]))
    assert read is not None
    assert len(read[2]) == github.LIMIT
    assert read[2].endswith("…")


def test_problems_are_annotated() -> None:
    first = github.render(report(problems=("x.yaml: no such file",))).splitlines()[0]
    assert runner(first) == ("error", {"title": "engagelint"}, "x.yaml: no such file")


# GitLab and JUnit.


def test_gitlab_fingerprints_are_told_apart() -> None:
    entries = json.loads(gitlab_format.render(report(finding(), finding(), finding(fingerprint=""))))
    assert entries[0]["fingerprint"] == "0123456789abcdef01234567"
    assert len({one["fingerprint"] for one in entries}) == 3
    assert all(one["fingerprint"] for one in entries)


def test_gitlab_lines_and_severities() -> None:
    found = [finding(severity=severity, fingerprint=severity, file="./a.yaml") for severity in reversed(Severity)]
    entries = json.loads(gitlab_format.render(report(*found)))
    assert [one["severity"] for one in entries] == ["critical", "major", "info"]
    assert entries[0]["location"] == {"path": "a.yaml", "lines": {"begin": 3, "end": 3}}


def test_junit_fails_what_the_run_fails_on() -> None:
    found = [finding(), finding("COM005", Severity.WARNING), finding("COM018", Severity.NOTE)]
    numbers = {}
    for least in (None, *Severity):
        suite = xml(junit_format.render(report(*found, fail_on=least))).findall("testsuite")[1]
        numbers[least] = int(suite.get("failures", "")), len(suite.findall("*/failure")), int(suite.get("skipped", ""))
    assert numbers == {
        None: (0, 0, 3),
        Severity.ERROR: (1, 1, 2),
        Severity.WARNING: (2, 2, 1),
        Severity.NOTE: (3, 3, 0),
    }


def test_junit_names_are_unique_and_a_clean_run_has_a_case() -> None:
    suites = xml(junit_format.render(report(finding(), finding(), finding()))).findall("testsuite")
    names = [str(case.get("name")) for case in suites[1].findall("testcase")]
    first = "COM001 /commercials/kpis/0/measures (L3:5)"
    assert names == [first, f"{first} #2", f"{first} #3"]
    (clean,) = xml(junit_format.render(report())).findall("testsuite/testcase")
    assert (clean.get("name"), list(clean)) == ("1 file checked", [])
    (failed,) = xml(junit_format.render(report(problems=("x: no",)))).findall(".//testcase/error")
    assert failed.get("message") == "x: no"


def test_junit_texts_come_back() -> None:
    for text in random_texts(2000, seed=2):
        shown = junit_format.render(report(finding(message=text, file=f"f{text}", pointer=text, why=text)))
        root = xml(shown)
        (failure,) = root.findall(".//failure")
        assert failure.get("message") == safe.line(f"error: {text}")
        assert root.findall("testsuite")[1].get("file") == safe.line(f"f{text}", safe.NAME_LIMIT)


# SARIF.


@pytest.mark.parametrize(
    "name", ["a b ü.yaml", "a%20b#?.yaml", "c:/x.yaml", "::error::.yaml", "\udcff\n.yaml", "\ud800"]
)
def test_sarif_uris_hold_the_name_s_bytes(name: str) -> None:
    uri = sarif_format.uri(name)
    assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})+", uri)
    expected = "\ud800".encode("utf-8", "surrogatepass") if name == "\ud800" else os.fsencode(name)
    assert unquote_to_bytes(uri) == expected


def test_sarif_texts_hold_no_links_and_are_never_empty() -> None:
    for text in random_texts(2000, seed=3):
        shown = sarif_format.text(text)
        assert shown
        assert not re.search(r"\[[^\]]*\]\([^)]*\)", shown)
        assert shown.isprintable() or not shown.isascii()


def test_sarif_keeps_the_worst_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif_format, "MOST_RESULTS", 2)
    found = [finding("COM018", Severity.NOTE), finding("COM001"), finding("COM005", Severity.WARNING)]
    run = json.loads(sarif_format.render(report(*found)))["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == ["COM001", "COM005"]
    assert "1 of the least severe" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_says_when_the_run_failed() -> None:
    run = json.loads(sarif_format.render(report(problems=("x.yaml: no such file",))))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "error"


def test_sarif_relates_places() -> None:
    other = Related("b.yaml", region(7, 2), "the other site")
    result = json.loads(sarif_format.render(report(finding(related=(other,)))))["runs"][0]["results"][0]
    assert result["relatedLocations"][0]["message"] == {"text": "the other site"}
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "b.yaml"}


# Markdown, read as its renderers read it.

ELEMENTS = {"p", "code", "ul", "ol", "li", "h1", "h2", "h3", "strong", "table", "thead", "tbody", "tr", "th", "td"}


class Page(HTMLParser):
    """A rendered page: its elements, its whole text, and the text outside code."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.text = ""
        self.bare = ""
        self._code = 0
        self.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert all(name in {"style", "start"} for name, _ in attrs), attrs
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.bare += " " if self._code else data


def squeezed(text: str) -> str:
    return "".join(text.replace("`", "").split())


@pytest.mark.parametrize(
    "frame", ["{}", "- {}", "- x: {}", "## {}", "1. **{}** (x)", "| a |\n|---|\n| {} |", "**x**{}", "x{}"]
)
def test_prose_renders_as_its_own_text_and_nothing_else(frame: str) -> None:
    for text in random_texts(1500, seed=4):
        if not text.strip():
            continue
        encoded = prose.prose(text, begins=not frame.endswith("x**{}") and frame != "x{}")
        page = Page(frame.format(encoded))
        assert page.elements <= ELEMENTS, (text, encoded)
        expected = squeezed(safe.line(text))
        shown = squeezed(page.text)
        assert expected in shown, (text, encoded)
        assert len(shown) - len(expected) <= 4, (text, encoded)
        # What GitHub links after rendering: mentions, issues, hashes of commits, addresses.
        assert not re.search(r"@|#\d|GH-\d|www\.|://|\b(?=\w*\d)[0-9a-f]{7,}\b", page.bare), (text, page.bare)


def test_prose_leaves_sentences_readable() -> None:
    for sentence in (
        'KPI "Sprint velocity" measures velocity, and a bonus hangs on it',
        "The product owner's time for this team, in hours a week, is 2; it takes at least 4.5 (or 10%)",
        "Größe 📏 \u2013 in-house and/or „draußen“: 株式会社。 It\u2019s done?",
    ):
        assert prose.prose(sentence) == sentence
    assert prose.prose(": 2 weeks), in all.", begins=False) == ": 2 weeks), in all."
    assert prose.prose("did you mean `shape`?") == "did you mean <code>shape</code>?"


def test_references_come_back() -> None:
    for text in random_texts(2000, seed=5):
        encoded = prose.references(text)
        assert html.unescape(encoded) == text.replace("\0", "\ufffd") or any(c in text for c in "\x85\r\x07\x1b\x7f\0")
        assert not set(encoded) & set("<>[]()*_`\\|!@:/\n")


def test_markdown_shortens_what_no_comment_holds() -> None:
    few = [finding(message=f"Finding {number}", where=region(number + 1, 1)) for number in range(3)]
    full = markdown.render(report(*few))
    assert full.count("<details>") == full.count("</details>") == 3
    some = markdown.render(report(*few * 20, *[finding("COM018", Severity.NOTE, why="w " * 300)] * 150))
    assert len(some) <= markdown.LIMIT
    assert some.count("<details>") == 60
    many = markdown.render(report(*[finding("COM018", Severity.NOTE)] * 3000, finding(message="The only error")))
    assert len(many) <= markdown.LIMIT
    assert "The only error" in many
    kept = many.count("**COM018**") + many.count("**COM001**")
    assert f"{3001 - kept} more findings left out here" in many


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (report(), "no findings"),
        (report(finding()), "not ready to sign (1 error)"),
        (report(finding(severity=Severity.WARNING)), "nothing blocks signing (1 warning)"),
        (report(problems=("x: no",)), "the check could not be completed"),
    ],
)
def test_markdown_begins_with_the_verdict(one: Report, verdict: str) -> None:
    assert markdown.render(one).startswith(f"## engagelint: {verdict}\n")


# Lines of logs, and excerpts.


def test_no_line_of_a_log_is_a_command() -> None:
    for text in random_texts(4000, seed=6):
        shown = safe.line(text)
        assert len(shown) <= safe.LIMIT
        assert not re.search(r"##[A-Za-z]*\[", shown)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028\ud800-\udfff]", shown)
        assert safe.line(shown) == shown
        assert not safe.name(text).lstrip().startswith("::")


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "underline"),
    [
        ("a: velocity", 4, 12, "a: velocity", "   ^^^^^^^^"),
        ("\ta: b", 5, 6, "    a: b", "       ^"),
        ("株式: velocity", 5, 13, "株式: velocity", "      ^^^^^^^^"),
        ("a: 株式", 4, 6, "a: 株式", "   ^^^^"),
        ("👍🏽: x", 5, 6, "👍🏽: x", "    ^"),
        ("👨‍👩‍👧: x", 8, 9, "👨‍👩‍👧: x", "    ^"),
        ("❤️: x", 5, 6, "❤️: x", "    ^"),
        ("e\u0301: x", 5, 6, "e\u0301: x", "   ^"),
        ("e\u0301\u0302", 1, 4, "e\u0301\u0302", "^"),
        ("\u1112\u1161\u11ab: x", 6, 7, "\u1112\u1161\u11ab: x", "    ^"),
        ("a\u200bb: x", 6, 7, "a\\u200bb: x", "          ^"),
        ("a\u200bb: x", 2, 3, "a\\u200bb: x", " ^^^^^^"),
        ("\x1b[2J x", 6, 7, "\\x1b[2J x", "        ^"),
        ("\u202ex", 2, 3, "\\u202ex", "      ^"),
        ("##[error]x", 10, 11, "#\\x23[error]x", "            ^"),
        ("## Unit tests", 4, 8, "## Unit tests", "   ^^^^"),
        ("##vso[task]x", 12, 13, "#\\x23vso[task]x", "              ^"),
        ("short", 9, 10, "short", "     ^"),
        ("", 1, 2, "", "^"),
    ],
)
def test_the_underline_stands_under_what_it_marks(line: str, start: int, end: int, shown: str, underline: str) -> None:
    lines = excerpt(Source("a.yaml", f"x\n{line}\ny"), region(2, start, end))
    assert lines == ["  |", f"2 | {shown}".rstrip(), f"  | {underline}"]


@pytest.mark.parametrize("filling", ["x", "株", "\u0301", "👍", "\u200b", "\t"])
@pytest.mark.parametrize("before", [0, 3, 100, 5000])
def test_a_long_line_is_cut_around_the_finding(filling: str, before: int) -> None:
    line = filling * before + "HERE" + filling * 5000
    gutter, shown, underline = excerpt(Source("a.yaml", line), region(1, before + 1, before + 5))
    assert "HERE" in shown
    assert len(shown) <= 4 * WIDTH + 2 * 500
    assert underline.count("^") == 4
    assert (gutter, shown[:4]) == ("  |", "1 | ")
    assert shown.endswith("…")
    if before == 5000:
        assert shown[4] == "…"
    if filling == "x":
        assert underline.index("^") == shown.index("HERE")
        assert len(shown) <= WIDTH + 6


def test_a_region_of_several_lines_is_underlined_on_its_first() -> None:
    lines = excerpt(Source("a.yaml", "kpis:  \n  - a\n"), region(1, 1, 4, end_line=2))
    assert lines[1:] == ["1 | kpis:", "  | ^^^^^"]


def test_every_format_is_deterministic_and_ends_in_one_line_break() -> None:
    one = report(finding(), unanswered("ROL002", "Who?"), problems=("x: no",))
    for name in FORMATS:
        shown = reporter(name)(one)
        assert shown == reporter(name)(one)
        assert shown.endswith("\n")
        assert not shown.endswith("\n\n")
        assert "\r" not in shown


def test_colour_is_only_for_people() -> None:
    one = report(finding())
    coloured: Callable[[str], bool] = lambda name: "\x1b[" in reporter(name)(one, color=True)  # noqa: E731
    assert [name for name in FORMATS if coloured(name)] == list(FOR_PEOPLE)


@pytest.mark.parametrize(("number", "shown"), [(github.LIMIT, 0), (github.LIMIT + 1, 1)])
def test_a_message_is_cut_where_github_would_cut_it(number: int, shown: int) -> None:
    lines = ["a" * 100] * (number // 101) + ["a" * (number % 101)]
    text = github.command("error", {"title": "x"}, lines).partition("::error title=x::")[2].replace("%0A", "\n")
    assert (len(text), text.count("…")) == (github.LIMIT, shown)
