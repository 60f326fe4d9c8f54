"""Hidden and look-alike characters where no term is: in comments, in text that is no criterion, in names of files."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from engagelint.reporters import FORMATS
from hostile.command import FORM, every_format, measured, run
from hostile.effort import effort, linear
from hostile.inputs import DONE, FRONT, HEAD
from hostile.test_documents import ACTIVE

if TYPE_CHECKING:
    from pathlib import Path

RLO = "\u202e"
#: Each bidirectional control that there is, and what else shows nothing.
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u00ad\u034f\u115f\u180e\u200b\u200c\u2060\u2800\u3164\ufe0f\ufeff\uffa0\U000e0041\U000e0101"

#: A name, the file's ending, its text, and where TXT002 is found.
CASES: list[tuple[str, str, str, tuple[tuple[int, int], ...]]] = [
    ("comment", ".yaml", f"{HEAD}# a {RLO} b\n", ((4, 5),)),
    ("comment behind a value", ".yaml", f"{HEAD}x-a: b # {RLO}\n", ((4, 10),)),
    ("comment on the first line", ".yaml", f"# {RLO}\n{HEAD}", ((1, 3),)),
    ("comment on a line that CR ends", ".yaml", f"{HEAD}#\r# {RLO}\r", ((5, 3),)),
    ("two on a line", ".yaml", f"{HEAD}# {RLO} and \u2066\n# \u2069\n", ((4, 3), (5, 3))),
    ("comment and value", ".yaml", f"{HEAD}x-a: '{RLO}' # {RLO}\n", ((4, 6), (4, 12))),
    ("value alone", ".yaml", f"{HEAD}x-a: '{RLO}'\n", ((4, 6),)),
    ("escaped in a value", ".yaml", f'{HEAD}x-a: "\\u202e"\n', ((4, 6),)),
    ("key", ".yaml", f"{HEAD}x-{RLO}a: 1\n", ((4, 1),)),
    ("value that is not well-formed", ".yaml", f"{HEAD}shape: mvp-{RLO}build\n", ((4, 12),)),
    ("value of no field", ".yaml", f"{HEAD}shapes: mvp-{RLO}build\n", ((4, 13),)),
    ("behind the end", ".yaml", f"{HEAD}...\n# {RLO}\n", ((5, 3),)),
    ("in a folded text", ".yaml", f"{HEAD}x-a: > # {RLO}\n  b\n", ((4, 10),)),
    ("comment of a suppression", ".yaml", f"{HEAD}x-a: 1 # engagelint: allow COM001 -- {RLO}x\n", ((4, 38),)),
    ("mark in the middle", ".yaml", f"{HEAD}# \ufeff\n", ((4, 3),)),
    ("no-break space in a key", ".yaml", f"{HEAD}x-a: {{b\u00a0c: 1}}\n", ((4, 7),)),
    ("ideographic space in a key", ".yaml", f"{HEAD}x-b\u3000c: 1\n", ((4, 1),)),
    ("escaped space in a key", ".yaml", f'{HEAD}x-a: {{"b\\u00a0c": 1}}\n', ((4, 7),)),
    ("no-break space in a value", ".yaml", f"{HEAD}x-a: 5\u00a0%\n", ()),
    ("emoji in a comment", ".yaml", f"{HEAD}# \u2764\ufe0f \U0001f469\u200d\U0001f4bb \u0628\u200c\u0647\n", ()),
    ("honest scripts", ".yaml", f"{HEAD}# \u0418\u0432\u0430\u043d, \u682a\u30c6\u30b9, M\u00fcller\n", ()),
    ("json key", ".json", '{"apiVersion": "engagelint/v1", "kind": "Engagement", "x-a": {"b\\u2007c": 1}}', ((1, 63),)),
    ("prose", ".md", f"Words {RLO} before.\n\n{DONE}- Tests pass\n", ((1, 7),)),
    ("heading", ".md", f"{DONE}- Tests pass\n\n## Background {RLO}\n\nWords.\n", ((5, 15),)),
    ("html comment", ".md", f"{DONE}<!-- {RLO} -->\n\n- Tests pass\n", ((3, 6),)),
    ("item that does not count", ".md", f"{DONE}- ~~Tests {RLO} pass~~\n- Code reviewed\n", ((3, 11),)),
    ("code", ".md", f"{DONE}- Tests pass\n\n```\n{RLO}\n```\n", ((6, 1),)),
    ("criterion", ".md", f"{DONE}- Tests {RLO} pass\n", ((3, 3),)),
    ("front matter", ".md", f"{FRONT}# {RLO}\n---\n{DONE}- Tests pass\n", ((4, 3),)),
    *(("every control", ".yaml", f"{HEAD}# a{one}b\n", ((4, 4),)) for one in BIDIRECTIONAL + INVISIBLE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "suffix", "text", "found"), CASES)
def test_what_hides_is_found_wherever_it_stands(
    name: str, suffix: str, text: str, found: tuple[tuple[int, int], ...], tmp_path: Path
) -> None:
    assert name
    (tmp_path / f"a{suffix}").write_text(text, encoding="utf-8", newline="")
    kind = ["--kind", "definition-of-done"] if suffix == ".md" else []
    result = run(tmp_path, "check", *FORM, *kind, *every_format(), f"a{suffix}")
    assert tuple(place[1:] for place in result.places("TXT002")) == found
    assert result.places("DOC") == ()
    # Around the terms, what only hides weighs less than what turns the order round.
    weak = name in {"mark in the middle", "every control"} and not set(BIDIRECTIONAL) & set(text)
    assert {one["severity"] for one in result.findings if one["id"] == "TXT002"} <= {"warning" if weak else "error"}
    for format_ in set(FORMATS) - {"json"}:
        shown = (tmp_path / f".report-{format_}").read_bytes().decode("utf-8")
        assert not ACTIVE.search(shown), format_


@pytest.mark.parametrize("control", BIDIRECTIONAL)
@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"json"}))
def test_no_control_reaches_a_report(control: str, format_: str, tmp_path: Path) -> None:
    (tmp_path / f"a{control}.yaml").write_text(
        f"{HEAD}# a{control}b\nx-a: 'c{control}d' # e{control}f\n", encoding="utf-8"
    )
    result = run(tmp_path, "check", *FORM, f"--format={format_}", ".")
    assert result.code == 1
    assert control not in result.out + result.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems change or refuse such names")
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a\u202eb.yaml", [("TXT002", "error", "U+202E RIGHT-TO-LEFT OVERRIDE")]),
        ("a\u200bb.yaml", [("TXT002", "error", "U+200B ZERO WIDTH SPACE")]),
        ("fo\u2066ld/a.yaml", [("TXT002", "error", "U+2066 LEFT-TO-RIGHT ISOLATE")]),
        ("contr\u0430ct.yaml", [("TXT003", "warning", "contr\u0430ct (U+0430 CYRILLIC SMALL LETTER A)")]),
        ("contr\u0430ct\u202e.yaml", [("TXT002", "error", "U+202E"), ("TXT003", "warning", "U+0430 CYRILLIC")]),
        ("\u0434\u043e\u0433\u043e\u0432\u043e\u0440 M\u00fcller \u682a\u5f0f\u4f1a\u793e.yaml", []),
        ("\u2764\ufe0f.yaml", []),
        (os.fsdecode(b"\xff.yaml"), []),
    ],
)
def test_names_of_files_hide_nothing(name: str, found: list[tuple[str, str, str]], tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(HEAD, encoding="utf-8")
    result = run(tmp_path, "check", *FORM, *every_format(), ".")
    assert [(one["id"], one["severity"], one["line"], one["column"]) for one in result.findings] == [
        (code, severity, 1, 1) for code, severity, _ in found
    ]
    for one, (_, _, words) in zip(result.findings, found, strict=True):
        assert words in one["message"]
        assert "the file's name" in one["message"].lower()
    assert result.code == any(severity == "error" for _, severity, _ in found)


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ("[\u0445]", "TXT003"),
        ("[\u0425]", "TXT003"),
        ("[\u03c7]", "TXT003"),
        ("[\u00d7]", "TXT003"),
        ("[\uff58]", "TXT003"),
        ("[\U0001d431]", "TXT003"),
        ("[\u00a0]", "TXT002"),
        ("[\u2003]", "TXT002"),
        ("[x]", None),
        ("[X]", None),
        ("[ ]", None),
        ("[\u2713]", None),
    ],
)
@pytest.mark.parametrize("mark", ["- ", "* ", "12. ", "  + ", "> - "])
def test_checkboxes_are_ticked_for_every_reader(box: str, code: str | None, mark: str, tmp_path: Path) -> None:
    (tmp_path / "dod.md").write_text(f"{DONE}- [x] Code is reviewed\n{mark}{box} Tests pass \u00fc\n", encoding="utf-8")
    found = run(tmp_path, "check", *FORM, "--kind=definition-of-done", "--format=json", "dod.md").places(
        "TXT002", "TXT003"
    )
    assert found == (((code, 4, len(mark) + 2),) if code else ())


def test_it_is_a_finding_like_the_policys_others(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"{HEAD}# {RLO}\n", encoding="utf-8")
    (found,) = run(tmp_path, "check", *FORM, "--format=json", "a.yaml").findings
    assert (found["name"], found["outcome"], found["asked_of"]) == ("no-hidden-characters", "violated", "both")
    assert all(found[text] for text in ("ask", "why", "clause", "fallback", "fingerprint"))
    # It is not run, weighs less, is let through by a comment for the whole document, by a waiver, by a baseline.
    assert run(tmp_path, "check", "--isolated", "--select", "TXT003", "--format=json", "a.yaml").findings == []
    config = "apiVersion: engagelint/v1\nkind: Config\nselect: [TXT002]\n"
    (tmp_path / "c.yaml").write_text(f"{config}severity: {{TXT002: note}}\n")
    assert [
        one["severity"] for one in run(tmp_path, "check", "--config=c.yaml", "--format=json", "a.yaml").findings
    ] == ["note"]
    until = "granted: 2026-01-01, expires: 2026-06-01"
    waiver = f"waivers: [{{policy: TXT002, file: a.yaml, reason: x, approved_by: A, {until}}}]\n"
    (tmp_path / "c.yaml").write_text(config + waiver)
    waived = ["check", "--config=c.yaml", "--as-of=2026-03-02", "--format=json", "a.yaml"]
    assert run(tmp_path, *waived).code == 0
    baseline = ["check", "--isolated", "--select=TXT002", "--baseline=b.json", "--format=json", "a.yaml"]
    assert run(tmp_path, *baseline, "--update-baseline").code == 0
    assert run(tmp_path, *baseline).code == 0
    path.write_text(f"{HEAD}# {RLO}\n# one more {RLO}\n", encoding="utf-8")
    assert [one["line"] for one in run(tmp_path, *baseline).findings] == [5]
    path.write_text(f"# engagelint: allow TXT002 -- quotes an attack\n{HEAD}# {RLO}\n", encoding="utf-8")
    assert run(tmp_path, "check", *FORM, "a.yaml").code == 0


def test_a_definition_of_done_is_told_once_however_often_it_is_linked(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "dod.md").write_text(f"{DONE}<!-- {RLO} -->\n- Tests pass\n", encoding="utf-8")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(f"{HEAD}definition_of_done: {{file: dod.md}}\n")
    (tmp_path / "c.yaml").write_text(f"{HEAD}definition_of_done: {{items: [Tests pass]}} # {RLO}\n", encoding="utf-8")
    found = run(tmp_path, "check", *FORM, "--format=json", ".").findings
    assert [(one["file"], one["id"], one["line"]) for one in found] == [
        ("c.yaml", "TXT002", 4),
        ("dod.md", "TXT002", 3),
    ]


@pytest.mark.bounds
def test_many_lines_and_keys_are_bounded_in_number_work_and_memory(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + f"#{RLO}\n" * 200_000, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(HEAD + "".join(f"x-{n}\u00a0: '{RLO}'\n" for n in range(8_000)), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(HEAD + "# " + RLO * 340_000 + "\n", encoding="utf-8")
    for name, number in (("a.yaml", 500), ("b.yaml", 8_500), ("c.yaml", 1)):
        result = measured(tmp_path, "check", *FORM, "--format=concise", name)
        assert (result.code, result.out.count(b" TXT002 ")) == (1, number)
        assert result.peak < 200
        spent = effort(partial(run, tmp_path, "check", *FORM, "--format=concise", name))
        assert spent < linear((tmp_path / name).stat().st_size, each=100)
