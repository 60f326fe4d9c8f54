"""The language server with an editor that changes its mind, breaks off, or sends what no editor sends."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pygls")

from test_lsp import KPIS, Editor

from engagelint.lsp.diagnosis import explanation
from engagelint.lsp.words import declared_kind, explained
from engagelint.model import Kind
from hostile.inputs import HEAD, documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG = "apiVersion: engagelint/v1\nkind: Config\n"


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    editor = Editor(tmp_path)
    yield editor
    assert editor.close() == 0


def whole(uri: str) -> dict[str, Any]:
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
    return {"textDocument": {"uri": uri}, "range": everything, "context": {"diagnostics": []}}


def test_a_document_that_is_closed_while_its_check_waits_is_forgotten(editor: Editor) -> None:
    assert editor.open("x.yaml", HEAD + KPIS)
    uri = editor.uri("x.yaml")
    change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": HEAD}]}
    editor.tell("textDocument/didChange", change)
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.diagnostics("x.yaml") == []
    assert editor.open("y.yaml", HEAD + KPIS)  # nothing of x.yaml is told any more
    assert editor.ask("textDocument/codeAction", whole(uri)) == []


def test_what_is_not_open_is_not_read(editor: Editor, tmp_path: Path) -> None:
    """A document is what the editor has sent: no request has the server read a file, a pipe or a device."""
    (tmp_path / "x.yaml").write_text(HEAD + KPIS)
    for uri in (editor.uri("x.yaml"), "file:///dev/zero", "file:///etc/passwd", "https://example.com/x.yaml"):
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        assert editor.ask("textDocument/hover", place) is None
        assert editor.ask("textDocument/completion", place)["items"] == []
        assert editor.ask("textDocument/codeAction", whole(uri)) == []


def test_what_was_found_in_an_older_text_is_not_offered_for_the_newer(editor: Editor) -> None:
    assert editor.open("x.yaml", HEAD + KPIS)
    asked = whole(editor.uri("x.yaml"))
    assert editor.ask("textDocument/codeAction", asked)
    change = {
        "textDocument": {"uri": editor.uri("x.yaml"), "version": 2},
        "contentChanges": [{"text": "\n" + HEAD + KPIS}],
    }
    editor.tell("textDocument/didChange", change)
    assert editor.ask("textDocument/codeAction", asked) == []
    assert editor.diagnostics("x.yaml")
    assert editor.ask("textDocument/codeAction", asked)


@pytest.mark.parametrize(
    ("language", "text"), [("yaml", HEAD + KPIS), ("markdown", "# Definition of Done\n\n- \u202e\n")]
)
def test_a_document_without_a_file_is_what_the_editor_says(editor: Editor, language: str, text: str) -> None:
    item = {"uri": "untitled:Untitled-1", "languageId": language, "version": 1, "text": text}
    editor.tell("textDocument/didOpen", {"textDocument": item})
    found = editor.told("textDocument/publishDiagnostics")
    assert {"COM001"} & {one["code"] for one in found["diagnostics"]} if language == "yaml" else True
    assert found["uri"] == "untitled:Untitled-1"


def test_a_configuration_that_cannot_be_used_is_told_where_the_document_is(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "engagelint.yaml").write_text(CONFIG + "pakcs: []\n")
    (found,) = editor.open("x.yaml", HEAD)
    assert (found["code"], found["range"]["start"]) == ("CFG", {"line": 0, "character": 0})
    assert found["message"].startswith("nothing is checked: engagelint.yaml:3: ")
    (tmp_path / "engagelint.yaml").write_text(CONFIG + "policies: [nowhere]\n")
    (found,) = editor.change("x.yaml", HEAD + "x-a: 1\n")
    assert "there is no such file or folder of policies" in found["message"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"position": {"line": 10**9, "character": 10**9}}),
        ("textDocument/completion", {"position": {"line": 10**9, "character": 0}}),
        ("textDocument/completion", {"position": {"line": 0, "character": 10**9}}),
        ("textDocument/hover", {"position": {"line": 3, "character": 2}}),
    ],
)
def test_places_that_a_document_does_not_have_are_harmless(editor: Editor, method: str, params: dict[str, Any]) -> None:
    for name, text in (("x.yaml", HEAD + KPIS), ("empty.yaml", ""), ("odd.yaml", HEAD + "\r\r\n\u2028x: [\n")):
        editor.open(name, text)
        editor.ask(method, {"textDocument": {"uri": editor.uri(name)}, **params})


def test_hostile_documents_are_told_as_on_the_command_line(editor: Editor) -> None:
    choice = random.Random(8)  # noqa: S311 - the same places each time
    cases = [case for case in documents() if len(case.raw) < 20_000 and case.found and case.found[0][0] == "DOC"]
    tried = 0
    for case in cases:
        try:
            text = case.raw.decode("utf-8")
        except UnicodeDecodeError:
            continue  # an editor has decoded its text
        if "\r" in text or text.startswith("\ufeff") or not text.startswith(HEAD):
            continue  # editors count such lines in their own ways
        (found,) = editor.open(case.file, text)
        ((code, line, _),) = case.found
        assert (found["code"], found["range"]["start"]["line"] + 1) == (code, line), case.file
        place = {"line": choice.randrange(9), "character": choice.randrange(30)}
        for method in ("textDocument/hover", "textDocument/completion"):
            editor.ask(method, {"textDocument": {"uri": editor.uri(case.file)}, "position": place})
        editor.ask("textDocument/codeAction", whole(editor.uri(case.file)))
        tried += 1
    assert tried > 50


def frame(content: bytes, length: int | None = None) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % (len(content) if length is None else length) + content


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\xff\xfe\n\n\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"Content-Length: x\r\n\r\n{}",
        b"Content-Length: -5\r\n\r\n{}",
        frame(b"not json"),
        frame(b"[" * 100_000),
        frame(b'{"jsonrpc":"2.0","id":1,"method":"no/such","params":{}}'),
        frame(b'{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":5}'),
        frame(b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///../../x"}}}'),
        frame(b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":5}}'),
        frame(
            b'{"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"command":"engagelint.explain"}}'
        ),
    ],
    ids=range(12),
)
def test_a_conversation_that_is_none_comes_to_an_end(sent: bytes, tmp_path: Path) -> None:
    """What is sent is no conversation: nothing is written into the folder, and the server ends with its editor."""
    done = subprocess.run(
        [sys.executable, "-m", "engagelint", "lsp"],
        cwd=tmp_path,
        input=sent,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in {0, 1, 2}
    assert list(tmp_path.iterdir()) == []


# -- what is shown of a term -----------------------------------------------------------------------------------------


def test_pages_on_codes_of_all_kinds(tmp_path: Path) -> None:
    policy = (
        "apiVersion: engagelint/v1\nkind: Policy\nid: ZZZ001\nname: own\napplies_to: Engagement\nseverity: error\n"
        "given: /metadata\nrequire: self.name != 'x'\nmessage: m\nwhy: x\nask: x\nclause: x\n"
    )
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "own.yaml").write_text(policy)
    (tmp_path / "engagelint.yaml").write_text(CONFIG + "policies: [house]\n")
    for code in ("DOC", "COM001", "ZZZ001"):
        assert (explanation(code, tmp_path) or "").startswith(f"# {code}")
    assert explanation("ZZZ002", tmp_path) is None
    (tmp_path / "house" / "own.yaml").write_text("a: 1\n")
    assert explanation("ZZZ001", tmp_path) is None
    assert (explanation("COM001", tmp_path) or "").startswith("# COM001")


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/shape", "- `hybrid-squad`: "),
        ("/term/start", "Written as: "),
        ("/roles/product_owner/backup", "Policies that look at it:"),
        ("/nothing", None),
        ("/x-own", None),
    ],
)
def test_what_is_explained_of_a_term(pointer: str, words: str | None) -> None:
    found = explained(Kind.ENGAGEMENT, pointer)
    assert (found is None) if words is None else words in (found or "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (HEAD, Kind.ENGAGEMENT),
        ("apiVersion: engagelint/v1\n", Kind.ENGAGEMENT),
        ("apiVersion: 'engagelint/v1'\nkind: \"Policy\"\n", Kind.POLICY),
        ("apiVersion: engagelint/v1\nkind: Zebra\n", Kind.ENGAGEMENT),
        ("apiVersion: v1\nkind: Pod\n", None),
        ("", None),
    ],
)
def test_what_a_text_says_it_is(text: str, kind: Kind | None) -> None:
    assert declared_kind(text) is kind
    json.dumps(kind)
