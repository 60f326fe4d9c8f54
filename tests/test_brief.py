"""The negotiation brief: what it says, for whom, and that nothing of a draft becomes part of the page."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from engagelint import brief, catalogue, cli, facts
from engagelint.brief.fit import WORDS, matrix
from engagelint.brief.hours import clock, overlap
from engagelint.brief.markup import Markup, tag
from engagelint.check import Request
from engagelint.compare import compare
from engagelint.config import find
from engagelint.loading.yaml import compose
from engagelint.model import Severity
from engagelint.portfolio import Portfolio, gather
from engagelint.resources import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from engagelint.compare import Comparison

EXAMPLES = Path(__file__).parents[1] / "examples"
AS_OF = "2026-02-01"
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
VOID = {"meta", "br"}

#: Closes whatever may be open, in HTML, in an attribute, in a style, in Markdown.
HOSTILE = (
    "</style></title>--><script>alert(1)</script>\"'><img src=x onerror=alert(1)> onload=1 | [a](http://b) "
    "![c](d) ](e) @you #12 ##[error] `q` <b>\n\n# h &lt; \u202e"
)


def request_for(folder: Path, *paths: Path) -> Request:
    return Request(paths or (folder,), AS_OF, find(folder, folder), folder)


def gathered(folder: Path, *paths: Path) -> Portfolio:
    return gather(request_for(folder, *paths))


@lru_cache
def example(name: str) -> Portfolio:
    return gathered(EXAMPLES, EXAMPLES / name)


def written(folder: Path, text: str) -> Portfolio:
    (folder / "x.yaml").write_text(text)
    return gathered(folder, folder / "x.yaml")


class Page(HTMLParser):
    """A page read back: elements with their attributes, the nesting, and the text under each heading."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.sections: dict[str, str] = {}
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open and re.fullmatch("h[1-6]", self._open[-1]):
            level, title = self.headings[-1]
            self.headings[-1] = level, title + data
        elif self.headings:
            self.sections[self.headings[-1][1]] = self.sections.get(self.headings[-1][1], "") + data

    def count(self, name: str) -> int:
        return sum(one == name for one, _ in self.elements)

    def titles(self, level: int) -> list[str]:
        return [title for found, title in self.headings if found == level]


def page(portfolio: Portfolio, *, counterparty: bool = False, since: Comparison | None = None) -> Page:
    return Page(brief.write_html(portfolio, counterparty=counterparty, since=since))


def test_a_brief_has_its_parts_in_order() -> None:
    found = page(example("vendor-proposal.yaml"))
    assert found.titles(1) == ["Payments delivery squad"]
    assert found.titles(2) == [
        "What blocks signing",
        "Findings by family",
        "What the draft does not answer",
        "What was let through",
        "What passed",
        "Shape and stage",
        "Working hours",
        "Seniority of the team",
        "What the KPIs measure",
        "Dates in order",
    ]
    for part in (
        "Ledger Bank plc (enterprise, fintech, regulated)",
        "Northwind Delivery Lda",
        "Mon 2 Mar 2026 to Fri 26 Feb 2027, renews by itself",
        "negotiation, version 1",
        "Engineers are the vendor's; the client's tech lead owns architecture and code review.",
    ):
        assert part in found.words


def test_the_verdict_counts_what_blocks() -> None:
    portfolio = example("vendor-proposal.yaml")
    errors = portfolio.report.number(Severity.ERROR)
    assert errors > 30
    assert f"Not ready to sign: {errors} findings block signing" in page(portfolio).words
    assert "Nothing blocks signing." in page(example("engagement.yaml")).words


def test_every_finding_stands_once_with_its_way_out() -> None:
    portfolio = example("vendor-proposal.yaml")
    found = page(portfolio)
    assert found.count("article") == len(portfolio.report.findings)
    anchors = [attributes["id"] for name, attributes in found.elements if name == "article"]
    assert len(set(anchors)) == len(anchors)
    for finding in portfolio.report.findings:
        for text in (finding.message, finding.why, finding.ask, finding.clause, finding.fallback):
            assert text is None or text.replace("`", "") in found.words, (finding.id, text)
    assert "vendor-proposal.yaml:26" in found.words  # the place of COM001
    assert "Value: velocity" in found.words


def test_all_links_lead_to_a_place_of_the_page() -> None:
    for portfolio in (example("vendor-proposal.yaml"), example(".")):
        found = page(portfolio)
        ids = Counter(attributes["id"] for _, attributes in found.elements if attributes.get("id"))
        assert max(ids.values()) == 1
        targets = [attributes["href"] for name, attributes in found.elements if name == "a"]
        assert targets
        assert all(target and target.startswith("#") and target[1:] in ids for target in targets)


def test_questions_stand_under_who_must_answer() -> None:
    portfolio = written_empty()
    found = page(portfolio)
    by_side = Counter(one.asked_of or "both" for one in portfolio.report.findings)
    for side, words in (("client", "the client"), ("vendor", "the vendor"), ("both", "both sides")):
        number = by_side[side]
        assert f"For {words} to answer: {number} question{'s' * (number != 1)}" in found.titles(3)


def written_empty() -> Portfolio:
    path = EXAMPLES / "empty.yaml"
    request = request_for(EXAMPLES, path)
    return gather(request._replace(texts={path: HEAD.encode()}))


def test_an_empty_manifest_makes_a_whole_brief() -> None:
    found = page(written_empty())
    assert found.titles(1) == ["x"]
    for words in (
        "Client not named and vendor not named",
        "The draft does not state the shape and stage of the product, so no cell is marked.",
        "It takes a site of each side, with time zone and hours, to tell when both work.",
        "The draft lists no team.",
        "The draft states no KPI.",
        "The draft states no date.",
    ):
        assert words in found.words


def test_the_page_needs_and_runs_nothing() -> None:
    found = page(example("."))
    names = {name for name, _ in found.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "input", "base", "use", "image"}
    metas = [attributes for name, attributes in found.elements if name == "meta"]
    policy = next(one["content"] for one in metas if one.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert {"name": "referrer", "content": "no-referrer"} in metas
    for _, attributes in found.elements:
        assert not any(key.startswith("on") or key in {"src", "style"} for key in attributes)
    text = brief.write_html(example("engagement.yaml"))
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize(
    "name", ["vendor-proposal.yaml", "engagement.yaml", "mvp.yaml", "definition-of-done.yaml", "."]
)
def test_the_page_can_be_found_through(name: str) -> None:
    found = page(example(name))
    names = Counter(one for one, _ in found.elements)
    assert [names[one] for one in ("header", "main", "nav", "footer", "h1")] == [1, 1, 1, 1, 1]
    levels = [level for level, _ in found.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names["table"] == names["caption"]
    for name_, attributes in found.elements:
        if name_ == "th":
            assert attributes.get("scope") in {"row", "col"}
        if name_ == "svg":
            labels = (attributes["aria-labelledby"] or "").split()
            assert attributes["role"] == "img"
            assert len(labels) == 2
            assert all(any(one.get("id") == label for _, one in found.elements) for label in labels)


def fill(node: dict[str, Any], root: dict[str, Any], depth: int = 0) -> object:
    """A value that the schema takes, with the hostile text wherever a text is free."""
    if "$ref" in node:
        node = {**root["$defs"][node["$ref"].rpartition("/")[2]], **node}
    if "if" in node:
        node = {"type": "object", **node["then"]}
    kind = str(node.get("type"))
    if "const" in node or "enum" in node:
        value: object = node["const"] if "const" in node else node["enum"][0]
    elif "properties" in node:
        below = node["properties"] if depth < 7 else {}
        value = {key: fill(one, root, depth + 1) for key, one in below.items()} | {f"x-{HOSTILE[:40]}": HOSTILE}
    elif kind == "array":
        value = [fill(node["items"], root, depth + 1)]
    else:
        value = {"number": 1, "integer": 1, "boolean": False}.get(kind, HOSTILE)
    return node["examples"][0] if node.get("format") else value


def hostile(folder: Path) -> Portfolio:
    """A manifest with hostile texts in every field that takes a text, in a file with a hostile name."""
    root = schema("engagement")
    manifest: Any = fill(root, root)
    manifest["metadata"]["status"] = "negotiation"
    manifest["operating_model"]["sites"].append({**manifest["operating_model"]["sites"][0], "side": "vendor"})
    bare = {"apiVersion": "engagelint/v1", "kind": "Engagement", "metadata": {"name": HOSTILE}, "shape": HOSTILE}
    names = ["<img src=x onerror=alert(1)>.yaml", "b.yaml"]
    for name, data in zip(names, (manifest, {**bare, HOSTILE: HOSTILE}), strict=True):
        (folder / name).write_text(json.dumps(data))
    return gathered(folder)


def test_hostile_texts_are_read_back_as_texts(tmp_path: Path) -> None:
    portfolio = hostile(tmp_path)
    assert len(portfolio.engagements) == 2
    text = brief.write_html(portfolio)
    found = Page(text)
    ours = {name for name, _ in page(example(".")).elements}
    assert {name for name, _ in found.elements} <= ours
    known = {key for _, attributes in page(example(".")).elements for key in attributes}
    assert {key for _, attributes in found.elements for key in attributes} <= known
    assert found.count("title") - found.count("svg") == 1
    assert "<script>alert(1)</script>" in found.words  # as words
    assert "\u202e" not in text
    assert "<img src=x onerror=alert(1)>.yaml" in found.words
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


def test_hostile_texts_do_nothing_in_markdown(tmp_path: Path) -> None:
    text = brief.write_markdown(hostile(tmp_path))
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "linkify"][:1]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [one for one in inline if one.type in {"link_open", "image"}]
    tags = {one.content for one in inline if one.type == "html_inline"}
    assert tags <= {"<code>", "</code>", "<br>"}
    assert not [token for token in tokens if token.type in {"html_block", "fence", "code_block"}]
    outside = re.sub(r"<code>[^<]*</code>", "", text)
    assert "@you" not in outside
    assert "#12" not in outside
    assert "\u202e" not in text


def test_every_row_of_a_markdown_table_has_as_many_cells(tmp_path: Path) -> None:
    for portfolio in (example("vendor-proposal.yaml"), example("."), hostile(tmp_path)):
        text = brief.write_markdown(portfolio)
        tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
        assert tables
        for table in tables:
            assert len({row.count("|") for row in table.splitlines()}) == 1


def test_markdown_says_what_html_says() -> None:
    portfolio = example("vendor-proposal.yaml")
    text = brief.write_markdown(portfolio)
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == page(portfolio).titles(2)
    assert text.count("\n- error ") == portfolio.report.number(Severity.ERROR)
    assert "| Vendor<code>&#44;</code> junior | 4 |" in text or "| Vendor, junior | 4 |" in text


def test_the_same_drafts_make_the_same_brief(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for name in ("vendor-proposal.yaml", "engagement.yaml", "definition-of-done.md"):
            (tmp_path / folder / name).write_text((EXAMPLES / name).read_text())
    one, two = (gathered(tmp_path / folder) for folder in ("one", "two"))
    assert brief.write_html(one) == brief.write_html(two)
    assert brief.write_markdown(one) == brief.write_markdown(two)
    assert str(tmp_path) not in brief.write_html(gathered(EXAMPLES, tmp_path / "one" / "engagement.yaml"))


INTERNAL = """
x-internal-note: walk away at forty
roles:
  product_owner: {name: Ada Quist, side: client, x-internal-limit: [never below eight, TBD]}
operating_model:
  tooling: {issue_tracking: {client: Jira, vendor: Trello}}
selection: {price_weight: 0.7, X-Internal-why: the board wants it cheap}
commercials:
  billed_by: story-point  # engagelint: allow COM002 -- an inline reason of ours
definition_of_done:
  owner: Ada Quist
  x-internal-plan: {secret: give way in May}
  items: [{text: Tests pass., x-internal-remark: we skip this one}]
"""
WAIVERS = """
apiVersion: engagelint/v1
kind: Config
title: our house rules
waivers:
  - policy: OPS006
    file: deals/x.yaml
    reason: our own reason
    approved_by: [Grace Approver]
    granted: 2026-01-05
    expires: 2026-05-29
    in_return: a favour
  - policy: COM001
    file: deals/x.yaml
    reason: unused
    approved_by: [Grace Approver]
    granted: 2026-01-05
    expires: 2026-05-29
"""
SECRETS = (
    "walk away", "never below", "the board wants", "give way", "we skip", "inline reason", "our own reason",
    "Grace Approver", "favour", "x-internal", "X-Internal", "engagelint.yaml", "deals/", "unused", "SHA-256",
)  # fmt: skip


def with_notes(folder: Path) -> Portfolio:
    (folder / "deals").mkdir()
    (folder / "deals" / "x.yaml").write_text(HEAD + INTERNAL)
    (folder / "engagelint.yaml").write_text(WAIVERS)
    return gathered(folder)


@pytest.mark.parametrize("write", [brief.write_html, brief.write_markdown])
def test_the_counterparty_sees_nothing_internal(tmp_path: Path, write: Callable[..., str]) -> None:
    portfolio = with_notes(tmp_path)
    assert {one.id for one, _ in portfolio.report.let_through} == {"OPS006", "COM002"}
    ours, theirs = write(portfolio), write(portfolio, counterparty=True)
    for words in ("our own reason", "Grace Approver", "inline reason", "favour", "29 May 2026"):
        assert words in ours
    decoded = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), theirs)
    for secret in SECRETS:
        assert secret not in decoded, secret
    assert "Jira" in decoded  # what was let through is told, without its weight
    through = decoded.split("What was let through")[-1].split("What passed")[0]
    assert "OPS006" in through
    assert "COM002" in through
    assert not re.search(r"error|warning|2026", through)


@pytest.mark.parametrize("write", [brief.write_html, brief.write_markdown])
def test_the_counterparty_does_not_see_what_we_would_settle_for(write: Callable[..., str]) -> None:
    portfolio = gather(request_for(EXAMPLES, EXAMPLES / "vendor-proposal.yaml")._replace(remedies=True))
    ours, theirs = write(portfolio), write(portfolio, counterparty=True)
    for words in ("Fallback", "Cheapest change"):
        assert words in ours
        assert words not in theirs
    assert "Clause" in theirs


def test_our_own_side_sees_why_something_was_let_through(tmp_path: Path) -> None:
    words = page(with_notes(tmp_path)).sections["What was let through"]
    for part in (
        "our own reason",
        "approved by Grace Approver",
        "in return for a favour",
        "Fri 29 May 2026",
        "deals/x.yaml:9",
    ):
        assert part in words, part


def test_what_passed_passed_everywhere() -> None:
    portfolio = example("vendor-proposal.yaml")
    entry = portfolio.entries[0]
    assert entry.passed
    assert not set(entry.passed) & {one.id for one in entry.findings}
    assert set(entry.passed) <= set(portfolio.report.passed)
    words = page(portfolio).words
    for code in entry.passed:
        assert f"{code} {catalogue.built_in(code).requirement}" in words


def test_the_matrix_marks_the_engagements_own_cell() -> None:
    found = page(example("engagement.yaml"))
    assert [attributes["class"] for _, attributes in found.elements if "marked" in (attributes.get("class") or "")] == [
        "good marked"
    ]
    assert found.words.count("This engagement") == 1
    assert "Outsourced delivery for a product at the stage established: fits." in found.words


@pytest.mark.parametrize("code", ["SHP004", "SHP007", "FIT008"])
def test_the_matrix_says_what_the_policies_say(tmp_path: Path, code: str) -> None:
    stages = schema("engagement")["properties"]["rationale"]["properties"]["product_stage"]["enum"]
    shapes = schema("engagement")["properties"]["shape"]["enum"]
    assert {shape: list(row) for shape, row in matrix().items()} == dict.fromkeys(shapes, stages)
    severity = catalogue.built_in(code).severity
    cells = {(shape, stage): fit for shape, row in matrix().items() for stage, fit in row.items()}
    for (shape, stage), fit in cells.items():
        assert fit.fit in WORDS
        assert fit.because.endswith(".")
        case = "case: first-product, in_house_capability: none, " if stage == "mvp" else ""
        text = f"{HEAD}shape: {shape}\nrationale: {{{case}product_stage: {stage}}}\n"
        (tmp_path / f"{shape}.{stage}.yaml").write_text(text)
    refused = {
        (one.file.split(".")[0], one.file.split(".")[1])
        for one in gathered(tmp_path).report.findings
        if one.id == code and one.outcome == "violated"
    }
    for cell in refused:
        assert cells[cell].fit != "fits", cell
        assert severity is not Severity.ERROR or cells[cell].fit == "does-not-fit", cell
    assert refused


def sites(portfolio: Portfolio) -> tuple[list[dict[str, Any]], str, str]:
    entry = portfolio.entries[0]
    return entry.term("/operating_model/sites"), entry.text("/term/start"), entry.text("/term/end")


@pytest.mark.parametrize(
    ("client", "vendor"),
    [
        ("Europe/London, hours: '09:00-17:30'", "Asia/Manila, hours: '09:00-18:00'"),
        ("America/New_York, hours: '09:00-17:00'", "Asia/Kolkata, hours: '22:00-06:00'"),
        ("Australia/Sydney, hours: '16:00-24:00'", "Europe/Berlin, hours: '09:00-18:00', days: [sun, mon, tue]"),
        ("Pacific/Kiritimati, hours: '00:00-12:00'", "Pacific/Pago_Pago, hours: '08:00-20:00'"),
    ],
)
def test_what_is_drawn_is_what_is_computed(tmp_path: Path, client: str, vendor: str) -> None:
    text = (
        f"{HEAD}term: {{start: 2026-03-02, end: 2027-02-26}}\noperating_model:\n  sites:\n"
        f"    - {{name: A, side: client, time_zone: {client}}}\n    - {{name: B, side: vendor, time_zone: {vendor}}}\n"
    )
    portfolio = written(tmp_path, text)
    listed, start, end = sites(portfolio)
    least = facts.daily_overlaps(listed, start, end)
    found = overlap(portfolio.entries[0], AS_OF)
    assert found is not None
    assert found.least == min(least.values())
    assert least[found.worst] == found.least
    assert found.days
    for day in found.days:
        assert day.least == least[day.day]
        assert day.day in least
    labels = " ".join(label for day in found.days for label in day.labels)
    assert all(word in labels for word in ("January", "July", "Worst date"))
    assert page(portfolio).count("svg") == len(found.days)


def test_london_and_manila_share_an_hour_in_winter_and_two_in_summer() -> None:
    found = overlap(example("vendor-proposal.yaml").entries[0], AS_OF)
    assert found is not None
    winter, summer = found.days
    assert winter.labels == ("January, Fri 15 Jan 2027", "Worst date, Mon 2 Mar 2026")
    assert (winter.ahead, winter.shared, winter.least) == (480, ((540, 600),), 1.0)
    assert (summer.day, summer.ahead, summer.shared, summer.least) == (date(2026, 7, 15), 420, ((540, 660),), 2.0)
    assert (clock(winter.vendor.start), clock(winter.vendor.end)) == ("01:00", "10:00")


def test_hours_without_a_term_are_those_of_the_year(tmp_path: Path) -> None:
    text = (
        (EXAMPLES / "vendor-proposal.yaml").read_text().replace("term: {start: 2026-03-02, end: 2027-02-26,", "term: {")
    )
    portfolio = written(tmp_path, text)
    found = overlap(portfolio.entries[0], AS_OF)
    assert found is not None
    assert not found.from_term
    assert {day.day.year for day in found.days} == {2026}
    assert "of 2026, as the term is not stated" in page(portfolio).words


def test_a_disguised_velocity_counts_as_points() -> None:
    words = page(example("vendor-proposal.yaml")).words
    assert "Story points and commitments: 2; Activity: 1" in words
    assert "Finished work" not in words


def test_the_comparison_is_added() -> None:
    request = request_for(EXAMPLES, EXAMPLES / "engagement.yaml")
    since = compare(request, str(EXAMPLES / "vendor-proposal.yaml"), str(EXAMPLES / "engagement.yaml"), "client", {})
    portfolio = gather(request)
    found = page(portfolio, since=since)
    assert found.titles(2)[1] == "What changed"
    assert f"{len(since.resolved)} findings resolved" in found.words
    assert "Worse for" in found.words
    theirs = page(portfolio, since=since, counterparty=True)
    assert "What changed" in theirs.titles(2)
    assert "Worse for" not in theirs.words
    assert str(EXAMPLES) not in brief.write_html(portfolio, since=since)


def test_back_quotes_of_messages_are_code() -> None:
    assert tag("p", "a<b", title='"') == '<p title="&quot;">a&lt;b</p>'
    assert tag("p", Markup("<br>"), hidden_too=None) == "<p><br></p>"


def test_an_elements_text_is_cut_where_no_reader_would_follow() -> None:
    assert len(tag("p", "x" * 100_000)) < 5_000


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Any]:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["engagelint", "report", "--as-of", AS_OF, *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    return call


def test_a_report_is_no_gate(run: Callable[..., Any]) -> None:
    code, out, err = run(EXAMPLES / "vendor-proposal.yaml")
    assert (code, err) == (0, "")
    assert out.startswith("<!DOCTYPE html>")
    assert "<dt>Cheapest change</dt><dd>set the product owner&#x27;s hours per week to 4</dd>" in out
    assert "Cheapest change" not in run(EXAMPLES / "vendor-proposal.yaml", "--for", "counterparty")[1]


def test_a_report_is_written_into_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    code, out, err = run(EXAMPLES / "mvp.yaml", "--format", "markdown", "--output", "brief.md")
    assert (code, out, err) == (0, "", "")
    assert (tmp_path / "brief.md").read_text().startswith("# Harvest marketplace MVP\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nothing.yaml"], "there is no such file"),
        (["."], "nothing to check"),
        (["broken.yaml"], "nothing to report"),
        (["broken.yaml", "--since"], "requires an argument"),
        (["a", "b", "--since", "c"], "name just one"),
        ([EXAMPLES / "mvp.yaml", "--since", "old.yaml"], "there is no such file"),
        ([EXAMPLES / "mvp.yaml", "--output", "no/such/folder.html"], "cannot write"),
        (["bare.yaml", "--format", "ics"], "no date follows"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Callable[..., Any], tmp_path: Path, arguments: list[Any], complaint: str
) -> None:
    if "broken.yaml" in arguments:
        (tmp_path / "broken.yaml").write_text("apiVersion: engagelint/v1\nkind: Engagement\nmetadata: [")
    if "bare.yaml" in arguments:
        (tmp_path / "bare.yaml").write_text(HEAD)
    code, _, err = run(*arguments)
    assert code == 2
    assert complaint in err


def test_the_lexicon_of_the_matrix_is_readable() -> None:
    text = (Path(__file__).parents[1] / "policies" / "fit-matrix.yaml").read_text()
    assert set(compose(text)[0]) == set(matrix())
