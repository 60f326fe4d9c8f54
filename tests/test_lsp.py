"""The language server, driven over standard input and output by a client that speaks as editors do."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import npm
import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from engagelint.lsp.cursor import Cursor, cursor, term_at
from engagelint.lsp.diagnosis import document
from engagelint.lsp.insertion import insertion
from engagelint.lsp.words import proposals
from engagelint.model import Document, Kind
from engagelint.recognition import recognise
from engagelint.scaffold import Answers, drafts, write_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x, status: negotiation}\n"
#: The emoji is one code point, two units of UTF-16 and four of UTF-8.
KPIS = "commercials:\n  kpis: [{name: 🚀 Speed, measures: velocity, consequence: bonus}]\n"


#: How the server is started.
OURS = (sys.executable, "-m", "engagelint", "lsp")


class Editor:
    """A client: sends requests and notifications, and keeps what the server says on its own."""

    def __init__(self, folder: Path, encodings: list[str] | None = None, command: tuple[str, ...] = OURS) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.folder = folder
        self.said: list[dict[str, Any]] = []
        self.number = 0
        self.opened: list[str] = []
        general = {"general": {"positionEncodings": encodings}} if encodings else {}
        asked = {"processId": None, "rootUri": folder.as_uri(), "capabilities": general}
        self.capabilities = self.ask("initialize", asked)["capabilities"]
        self.tell("initialized", {})

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(raw) + raw)
        self.process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            assert self.process.poll() is None or line, "the server went away"
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        heard: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "id" in heard and "method" in heard:  # a server may ask, too; this editor has no settings
            asked = (heard.get("params") or {}).get("items", [])
            self._send({"id": heard["id"], "result": [None] * len(asked) if asked else None})
        return heard

    def tell(self, method: str, params: Any) -> None:  # noqa: ANN401
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:  # noqa: ANN401
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            heard = self._hear()
            if heard.get("id") == self.number and "method" not in heard:
                assert "error" not in heard, heard
                return heard["result"]
            self.said.append(heard)

    def told(self, method: str) -> dict[str, Any]:
        """The next notification of that method."""
        while True:
            for at, heard in enumerate(self.said):
                if heard.get("method") == method:
                    found: dict[str, Any] = self.said.pop(at)["params"]
                    return found
            self.said.append(self._hear())

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "yaml") -> list[dict[str, Any]]:
        self.opened.append(self.uri(name))
        item = {"uri": self.uri(name), "languageId": language, "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return self.diagnostics(name)

    def change(self, name: str, *texts: str) -> list[dict[str, Any]]:
        for version, text in enumerate(texts, start=2):
            document = {"uri": self.uri(name), "version": version}
            self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.diagnostics(name)

    def diagnostics(self, name: str) -> list[dict[str, Any]]:
        told = self.told("textDocument/publishDiagnostics")
        assert told["uri"] == self.uri(name)
        found: list[dict[str, Any]] = told["diagnostics"]
        return found

    def at(self, name: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}

    def close(self) -> int:
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.process.stdin
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        if self.process.stdout:
            self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    opened = Editor(tmp_path_factory.mktemp("editor"))
    yield opened
    assert opened.close() == 0


@pytest.fixture
def editor(session: Editor, tmp_path: Path) -> Iterator[Editor]:
    """An editor on an empty folder; all tests talk to one server."""
    session.folder = tmp_path
    yield session
    for uri in session.opened:
        session.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    session.opened.clear()
    asked = {"command": "engagelint.explain", "arguments": ["XYZ999", session.uri("x.yaml")]}
    assert session.ask("workspace/executeCommand", asked) is None  # what was said before has come when this has
    session.said.clear()


def by_code(diagnostics: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(one for one in diagnostics if one["code"] == code)


@pytest.mark.parametrize(
    ("encodings", "expected", "start"),
    [
        (None, "utf-16", 36),
        (["utf-16"], "utf-16", 36),
        (["utf-32", "utf-16"], "utf-32", 35),
        (["utf-8"], "utf-8", 38),
    ],
)
def test_ranges_are_counted_as_agreed_upon(
    encodings: list[str] | None, expected: str, start: int, tmp_path: Path
) -> None:
    opened = Editor(tmp_path, encodings)
    assert opened.capabilities["positionEncoding"] == expected
    found = by_code(opened.open("x.yaml", HEAD + KPIS), "COM001")
    assert found["range"] == {
        "start": {"line": 4, "character": start},
        "end": {"line": 4, "character": start + len("velocity")},
    }
    assert opened.close() == 0


def test_a_diagnostic_says_what_how_bad_and_where_more_is_said(editor: Editor) -> None:
    found = by_code(editor.open("x.yaml", HEAD + KPIS), "COM001")
    assert found["severity"] == 1
    assert found["source"] == "engagelint"
    assert found["message"].startswith('KPI "🚀 Speed" measures velocity')
    assert "\nWhich outcome" in found["message"]
    assert found["codeDescription"]["href"].endswith("/policies/commercials/COM001-velocity-not-a-kpi.yaml")


def test_severities_are_those_of_the_findings(editor: Editor) -> None:
    draft = HEAD.replace("negotiation", "draft")
    severities = {one["severity"] for one in editor.open("x.yaml", draft)}
    assert severities == {2, 3}  # of a draft that says nothing: warnings and notes, no errors
    assert 1 in {one["severity"] for one in editor.change("x.yaml", HEAD)}


def test_changes_are_checked_as_they_stand_in_the_editor(editor: Editor) -> None:
    (editor.folder / "x.yaml").write_text("not: ours\n")
    text = HEAD + "shape: mvp-build\n"
    assert "SHP001" in {one["code"] for one in editor.open("x.yaml", HEAD)}
    # Two changes in quick succession are checked once, as they ended.
    assert "SHP001" not in {one["code"] for one in editor.change("x.yaml", HEAD + "shape: ", text)}
    broken = editor.change("x.yaml", text + "roles: [\n")
    assert [one["code"] for one in broken] == ["DOC"]
    assert broken[0]["range"]["start"]["line"] >= 4


def test_what_is_not_ours_is_left_alone(editor: Editor) -> None:
    assert editor.open("compose.yaml", "services: {web: {image: nginx}}\n") == []
    assert editor.open("notes.md", "# Notes\n\n- nothing\n", "markdown") == []
    assert editor.ask("textDocument/hover", editor.at("compose.yaml", 0, 2)) is None
    assert editor.ask("textDocument/completion", editor.at("compose.yaml", 0, 0))["items"] == []


def test_a_definition_of_done_and_a_policy_are_checked_too(editor: Editor) -> None:
    codes = {one["code"] for one in editor.open("definition-of-done.md", "# Definition of Done\n\n- [ ] Tests pass\n")}
    assert "DOD024" in codes
    policy = editor.open("ABC001-x.yaml", "apiVersion: engagelint/v1\nkind: Policy\nid: ABC001\n")
    assert {one["code"] for one in policy} == {"SCH"}


def test_a_linked_definition_of_done_is_read_from_disk_and_again_on_saving(editor: Editor) -> None:
    text = HEAD + "definition_of_done: {file: definition-of-done.md}\n"
    assert "DOD030" in {one["code"] for one in editor.open("x.yaml", text)}
    (editor.folder / "definition-of-done.md").write_text("# Definition of Done\n\n- [ ] Tests pass\n")
    editor.tell("textDocument/didSave", {"textDocument": {"uri": editor.uri("definition-of-done.md")}})
    codes = {one["code"] for one in editor.diagnostics("x.yaml")}
    assert "DOD030" not in codes
    assert "DOD024" not in codes  # that is said of the other file, where it is open


def test_closing_takes_the_diagnostics_away(editor: Editor) -> None:
    assert editor.open("x.yaml", HEAD)
    editor.opened.clear()
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri("x.yaml")}})
    assert editor.diagnostics("x.yaml") == []


@pytest.mark.parametrize(
    "name",
    [
        "My%20Contracts/x.yaml",
        "%C3%BC.yaml",
        "a%28b%29.yaml",
        "a%23b.yaml",
        "a%2520b.yaml",
        "a;b.yaml",
        "c%3A/work/x.yaml",
        "/c%3A/work/x.yaml",  # as VS Code writes it on Windows
    ],
)
def test_names_with_escapes(editor: Editor, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    uri = f"file://{name}" if name.startswith("/") else f"{editor.folder.as_uri()}/{name}"
    monkeypatch.setattr(editor, "uri", lambda _: uri)
    found = by_code(editor.open("", HEAD + KPIS), "COM001")
    assert "shape" in labels(editor, "", 5, 0)
    assert "velocity" in editor.ask("textDocument/hover", editor.at("", 4, 30))["contents"]["value"]
    asked = {"textDocument": {"uri": uri}, "range": found["range"], "context": {"diagnostics": []}}
    assert editor.ask("textDocument/codeAction", asked)
    editor.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert by_code(editor.diagnostics(""), "COM001") == found
    assert "COM001" not in {one["code"] for one in editor.change("", HEAD)}
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.opened.pop()}})
    assert editor.diagnostics("") == []


def test_the_configuration_of_the_folder_rules(editor: Editor) -> None:
    (editor.folder / "engagelint.yaml").write_text("apiVersion: engagelint/v1\nkind: Config\nselect: [COM001]\n")
    assert {one["code"] for one in editor.open("x.yaml", HEAD + KPIS)} == {"COM001"}
    (editor.folder / "engagelint.yaml").write_text("apiVersion: engagelint/v1\nkind: Config\nselect: [XYZ]\n")
    editor.tell("textDocument/didSave", {"textDocument": {"uri": editor.uri("engagelint.yaml")}})
    found = editor.diagnostics("x.yaml")
    assert [one["code"] for one in found] == ["CFG"]
    assert "XYZ" in found[0]["message"]


def test_hover_explains_a_term_its_values_and_its_policies(editor: Editor) -> None:
    editor.open("x.yaml", HEAD + KPIS + "shape: mvp-build\nroles:\n  product_owner:\n    backup: {name: Tom}\n")
    contents = editor.ask("textDocument/hover", editor.at("x.yaml", 5, 2))["contents"]
    assert contents["kind"] == "markdown"
    assert contents["value"].startswith("**shape**\n\nWhich of the four shapes of outsourcing this is")
    assert "- `mvp-build`: The vendor ships a first product" in contents["value"]
    assert "SHP001 shape-declared: " in contents["value"]
    backup = editor.ask("textDocument/hover", editor.at("x.yaml", 8, 6))["contents"]["value"]
    assert "Who stands in when the person is away." in backup
    assert "ROL002" in backup
    # Behind the emoji, in UTF-16 units, on "measures".
    measures = editor.ask("textDocument/hover", editor.at("x.yaml", 4, 30))["contents"]["value"]
    assert measures.startswith("**measure")
    assert "- `throughput`" in measures
    assert editor.ask("textDocument/hover", editor.at("x.yaml", 400, 0)) is None


def test_hover_works_while_the_rest_is_broken(editor: Editor) -> None:
    editor.open("x.yaml", HEAD + "term:\n  start: 2026-03-02\nroles: [\n")
    contents = editor.ask("textDocument/hover", editor.at("x.yaml", 4, 4))["contents"]["value"]
    assert "The first day of the engagement." in contents


def test_completion_of_names_and_values(editor: Editor) -> None:
    text = HEAD + "rationale:\n  case: first-product\n  wo\nroles: [\n"
    editor.open("x.yaml", text)
    items = {one["label"]: one for one in editor.ask("textDocument/completion", editor.at("x.yaml", 5, 4))["items"]}
    assert "case" not in items  # it is there already
    assert items["work"]["documentation"] == "What kind of work this is."
    assert items["work"]["textEdit"] == {
        "range": {"start": {"line": 5, "character": 2}, "end": {"line": 5, "character": 4}},
        "newText": "work: ",
    }
    editor.change("x.yaml", HEAD + "rationale:\n  case: fi\n")
    items = {one["label"]: one for one in editor.ask("textDocument/completion", editor.at("x.yaml", 4, 10))["items"]}
    assert set(items) == {"first-product", "temporary-project", "specialist-gap", "delivery-capacity"}
    assert items["first-product"]["textEdit"]["newText"] == "first-product"
    assert items["first-product"]["textEdit"]["range"]["start"] == {"line": 4, "character": 8}


def labels(editor: Editor, name: str, line: int, character: int) -> list[str]:
    return [one["label"] for one in editor.ask("textDocument/completion", editor.at(name, line, character))["items"]]


def test_completion_in_front_matter(editor: Editor) -> None:
    head = "---\napiVersion: engagelint/v1\nkind: DefinitionOfDone\nti\n---\n"
    body = "\n# Definition of Done\n\n- [ ] Tests pass\n\nowner: nobody\n"
    editor.open("team.md", head + body, "markdown")
    assert labels(editor, "team.md", 3, 2) == ["title", "owner", "review_by", "repository"]
    assert labels(editor, "team.md", 2, 6) == ["DefinitionOfDone"]
    assert labels(editor, "team.md", 0, 3) == labels(editor, "team.md", 4, 3) == []  # what opens and closes it
    assert all(labels(editor, "team.md", line, 0) == [] for line in range(5, 11)), "the text is no YAML"
    editor.change("team.md", "---\nowner: A\n\n# Definition of Done\n")  # not closed yet, and not called ours
    assert labels(editor, "team.md", 2, 0) == ["apiVersion", "kind", "title", "review_by", "repository"]
    assert labels(editor, "team.md", 3, 0) == []
    editor.change("team.md", "---\nlayout: x\n\n---\n# Team\n")
    assert labels(editor, "team.md", 2, 0) == []


def test_hover_in_front_matter(editor: Editor) -> None:
    text = "---\napiVersion: engagelint/v1\nkind: DefinitionOfDone\nowner: Ada\n---\n# Definition of Done\n"
    for broken in ("", "review_by: [\n"):
        editor.open("team.md", text.replace("---\n#", f"{broken}---\n#"), "markdown")
        shown = editor.ask("textDocument/hover", editor.at("team.md", 3, 2))["contents"]["value"]
        assert shown.startswith("**owner**\n\nThe person who keeps it up to date.")
        assert "DOD018" in shown


@pytest.mark.parametrize(
    "head", ["", "---\napiVersion: engagelint/v1\nkind: DefinitionOfDone\nowner: Ada Quist\n---\n"]
)
def test_a_code_action_inserts_what_is_missing_in_front_matter(editor: Editor, head: str) -> None:
    text = f"{head}# Definition of Done\n\n- [ ] Tests pass\n- [ ] A peer reviewed it\n"
    found = by_code(editor.open("team.md", text, "markdown"), "DOD018")
    asked = {"textDocument": {"uri": editor.uri("team.md")}, "range": found["range"], "context": {"diagnostics": []}}
    actions = {one["title"]: one for one in editor.ask("textDocument/codeAction", asked)}
    [edit] = actions["Insert review_by, to be filled in"]["edit"]["changes"][editor.uri("team.md")]
    after = recognise(apply(text, edit).replace("review_by:", "review_by: 2026-12-01").encode(), "team.md")
    assert isinstance(after, Document)
    assert after.value("/review_by") == "2026-12-01"
    assert after.value("/owner") == ("Ada Quist" if head else None)
    assert after.value("/levels/0/items/0/text") == "Tests pass"


def test_nothing_is_inserted_into_the_front_matter_of_a_stranger(editor: Editor) -> None:
    text = "---\nlayout: page\n---\n# Definition of Done\n\n- [ ] Tests pass\n- [ ] A peer reviewed it\n"
    found = by_code(editor.open("team.md", text, "markdown"), "DOD018")
    asked = {"textDocument": {"uri": editor.uri("team.md")}, "range": found["range"], "context": {"diagnostics": []}}
    assert not [one for one in editor.ask("textDocument/codeAction", asked) if one["title"].startswith("Insert")]


def test_the_schema_serves_the_language_server_for_yaml(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """What `init` writes, in the server that most editors have for YAML: no false alarm, meanings, values."""
    program = npm.package("yaml-language-server", pytestconfig) / "bin" / "yaml-language-server"
    texts = drafts(Answers("ledger", "mvp-build", "first-product", regulated=True))
    write_all(tmp_path, texts)
    opened = Editor(tmp_path, command=("node", str(program), "--stdio"))
    assert opened.open("engagement.yaml", texts["engagement.yaml"]) == []
    lines = texts["engagement.yaml"].split("\n")
    number = next(at for at, line in enumerate(lines) if line.startswith("shape: "))
    shown = opened.ask("textDocument/hover", opened.at("engagement.yaml", number, 2))["contents"]["value"]
    assert "Which of the four shapes of outsourcing this is" in shown
    assert "`mvp-build`: The vendor ships a first product" in shown
    lines[number] = "shape: "
    opened.change("engagement.yaml", "\n".join(lines))
    assert "hybrid-squad" in labels(opened, "engagement.yaml", number, 7)
    lines[number] = "shape: nonsense"
    [wrong] = opened.open("other.yaml", "\n".join(lines))
    assert wrong["range"]["start"] == {"line": number, "character": 7}
    opened.close()


def apply(text: str, edit: dict[str, Any]) -> str:
    written: str = edit["newText"]
    place = edit["range"]["start"]
    assert edit["range"]["end"] == place
    lines = text.split("\n")
    before = "\n".join([*lines[: place["line"]], lines[place["line"]][: place["character"]]])
    return before + written + text[len(before) :]


def test_a_code_action_inserts_what_is_missing(editor: Editor) -> None:
    text = HEAD + "roles:\n  product_owner:\n    name: Ines Carvalho\nshape: mvp-build\n"
    found = by_code(editor.open("x.yaml", text), "ROL002")
    asked = {"textDocument": {"uri": editor.uri("x.yaml")}, "range": found["range"], "context": {"diagnostics": []}}
    actions = {one["title"]: one for one in editor.ask("textDocument/codeAction", asked)}
    action = actions["Insert roles.product_owner.backup, to be filled in"]
    [edit] = action["edit"]["changes"][editor.uri("x.yaml")]
    after = apply(text, edit)
    assert (
        "    name: Ines Carvalho\n    # Who stands in when the person is away.\n    backup:\n      # The name" in after
    )
    assert after.endswith("\nshape: mvp-build\n")
    read = recognise(after.encode(), "x.yaml")
    assert isinstance(read, Document)
    assert read.value("/roles/product_owner/backup") == {"name": None, "side": None, "hours_per_week": None}


def test_a_code_action_opens_the_explanation(editor: Editor) -> None:
    found = by_code(editor.open("x.yaml", HEAD + KPIS), "COM001")
    asked = {"textDocument": {"uri": editor.uri("x.yaml")}, "range": found["range"], "context": {"diagnostics": []}}
    actions = {one["title"]: one for one in editor.ask("textDocument/codeAction", asked)}
    command = actions["Explain COM001 velocity-not-a-kpi"]["command"]
    page = editor.ask("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
    assert page.startswith("# COM001")
    assert editor.told("window/showMessage") == {"type": 3, "message": page}


def test_a_text_beyond_the_limit_is_refused_aloud(editor: Editor) -> None:
    assert editor.open("x.yaml", HEAD + "# " + "x" * 1024 * 1024) == []
    assert "larger than 1 MiB" in editor.told("window/showMessage")["message"]


def test_without_the_extra_the_command_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no pygls', name='pygls')\n")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from engagelint.cli import main; main()"
    command = [sys.executable, "-c", program, "lsp"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr == "engagelint: the language server needs an extra: pip install 'engagelint[lsp]'\n"


async def conversation(folder: Path) -> tuple[list[types.Diagnostic], types.Hover, types.CompletionList, list[str]]:
    """What a client that is not ours, and takes nothing that the protocol does not know, is told of a draft."""
    client = LanguageClient("a-client", "1")
    found: asyncio.Future[list[types.Diagnostic]] = asyncio.get_running_loop().create_future()

    def told(params: types.PublishDiagnosticsParams) -> None:
        found.set_result(list(params.diagnostics))

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(told)
    await client.start_io(*OURS, cwd=folder)
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri()))
    client.initialized(types.InitializedParams())
    uri = (folder / "x.yaml").as_uri()
    document = types.TextDocumentIdentifier(uri)
    item = types.TextDocumentItem(uri, types.LanguageKind.Yaml, 1, HEAD + KPIS + "shape: \n")
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    diagnostics = await found
    at = types.Position(5, 2)
    hover = await client.text_document_hover_async(types.HoverParams(document, at))
    asked = types.CompletionParams(document, types.Position(5, 7))
    completion = await client.text_document_completion_async(asked)
    context = types.CodeActionContext(diagnostics)
    [velocity] = [one for one in diagnostics if one.code == "COM001"]
    actions = await client.text_document_code_action_async(types.CodeActionParams(document, velocity.range, context))
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call] # the library has types but for this
    assert hover
    assert isinstance(completion, types.CompletionList)
    return diagnostics, hover, completion, [one.title for one in actions or []]


def test_a_client_that_is_not_ours_is_served(tmp_path: Path) -> None:
    diagnostics, hover, completion, actions = asyncio.run(asyncio.wait_for(conversation(tmp_path), 60))
    assert {"COM001", "SHP001"} <= {one.code for one in diagnostics}
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("**shape**")
    assert "mvp-build" in [one.label for one in completion.items]
    assert "Explain COM001 velocity-not-a-kpi" in actions


def value(pointer: str, begun: str, *others: str) -> Cursor:
    return Cursor(pointer, in_value=True, begun=begun, others=frozenset(others))


def name(pointer: str, begun: str, *others: str) -> Cursor:
    return Cursor(pointer, in_value=False, begun=begun, others=frozenset(others))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|", name("", "")),
        ("shape: |", value("/shape", "")),
        ("shape: out|", value("/shape", "out")),
        ("roles:\n  pro|", name("/roles", "pro")),
        ("roles:\n  product_owner:\n    name: x\n    |", name("/roles/product_owner", "", "name")),
        ("roles:\n  |\n  tech_lead: {}\nteam: []", name("/roles", "", "tech_lead")),
        ("team:\n  - role: x\n    le|", name("/team/*", "le", "role")),
        ("team:\n- role: x\n- le|", name("/team/*", "le")),
        ("team:\n- role: x\n  level: se|", value("/team/*/level", "se")),
        ("team:\n  - {role: x, le|", name("/team/*", "le", "role")),
        ("team:\n  - {role: x, level: |", value("/team/*/level", "")),
        ("team: [{role: x}, {side: cl|", value("/team/*/side", "cl")),
        ("rationale: {reasons: [speed, fo|", value("/rationale/reasons/*", "fo", "speed")),
        ("rationale:\n  reasons:\n    - sp|", name("/rationale/reasons/*", "sp")),
        ("a:\n\n  # c: d\n  b: |", value("/a/b", "")),
        ("roles:\n  product_owner:\n    name: 'a, {b: c'\n  te|", name("/roles", "te", "product_owner")),
    ],
)  # fmt: skip
def test_where_the_cursor_stands(text: str, expected: Cursor) -> None:
    before = text.partition("|")[0]
    lines = text.replace("|", "").split("\n")
    assert cursor(lines, before.count("\n"), len(before.rpartition("\n")[2])) == expected


def test_values_that_are_proposed() -> None:
    def offered(text: str) -> list[str]:
        lines = text.split("\n")
        return [one.text for one in proposals(Kind.ENGAGEMENT, lines, len(lines) - 1, len(lines[-1]))]

    assert offered("term:\n  renews_automatically: ") == ["true", "false"]
    assert "Europe/Lisbon" in offered("operating_model:\n  sites:\n    - time_zone: ")
    assert offered("rationale:\n  reasons: [")[:2] == ["speed", "focus"]
    assert offered("rationale:\n  reasons: ")[:2] == ["[speed]", "[focus]"]
    assert offered("rationale:\n  reasons:\n    - ")[:2] == ["speed", "focus"]
    assert offered("nowhere:\n  x: ") == []
    assert offered("parties:\n  client:\n    name: ") == []


def completions(text: str) -> dict[str, str]:
    """What may be written at the `|` of a text, and the text's line with it."""
    before = text.partition("|")[0]
    lines, number, column = text.replace("|", "").split("\n"), before.count("\n"), len(before.rpartition("\n")[2])
    return {
        one.text: lines[number][: column - one.begun] + one.written + lines[number][column + one.rest :]
        for one in proposals(Kind.ENGAGEMENT, lines, number, column)
    }


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ("shape: |", "mvp-build", "shape: mvp-build"),
        ("shape:|", "mvp-build", "shape: mvp-build"),
        ("shape: mvp|-build", "hybrid-squad", "shape: hybrid-squad"),
        ("shape: |mvp-build", "hybrid-squad", "shape: hybrid-squad"),
        ("shape: mvp-build |", "hybrid-squad", "shape: hybrid-squad"),
        ("shape: mvp|-build  # kept", "hybrid-squad", "shape: hybrid-squad  # kept"),
        ("sha|", "shape", "shape: "),
        ("sha|pe", "shape", "shape: "),
        ("sha| mvp-build", "shape", "shape:  mvp-build"),
        ("sha|pe: mvp-build", "parties", "parties: mvp-build"),
        ("|shape: mvp-build", "parties", "parties: mvp-build"),
        ("shape|: mvp-build", "parties", "parties: mvp-build"),
        ("team:\n  - le|vl: senior", "level", "  - level: senior"),
        ("rationale:\n  reasons:\n    - sp|eed # kept", "focus", "    - focus # kept"),
        ("rationale: {reasons: [sp|eed, focus]}", "cost", "rationale: {reasons: [cost, focus]}"),
        ("rationale: {reasons: [|, focus]}", "speed", "rationale: {reasons: [speed, focus]}"),
        ("rationale: {reasons:|}", "[speed]", "rationale: {reasons: [speed]}"),
        ("rationale: {ca|e: first-product}", "case", "rationale: {case: first-product}"),
        ("rationale: {'ca|e': first-product}", "case", "rationale: {case: first-product}"),
        ("rationale: {ca|, outcome: x}", "case", "rationale: {case: , outcome: x}"),
        ("rationale: {case: |x, outcome: x}", "first-product", "rationale: {case: first-product, outcome: x}"),
    ],
)
def test_a_completion_takes_the_place_of_the_whole_word(text: str, choice: str, expected: str) -> None:
    assert completions(text)[choice] == expected


@pytest.mark.parametrize(
    "text",
    [
        *("# |", "  # sha|pe", "shape: mvp-build # |", "shape: mvp-build # mvp|", "rationale: {case: # |"),
        *("rationale: {reasons: [speed]} |", "rationale: {reasons: |[speed]}", "rationale: |{reasons: [speed]}"),
        *("shape: *s|", "shape: &s mvp|", "shape: 'mvp|", "rationale:\n |  case: x", "team:\n  |- role: x"),
    ],
)
def test_nothing_is_proposed_where_nothing_belongs(text: str) -> None:
    assert completions(text) == {}


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("rationale: {reasons: [speed, |]}", {"speed"}),
        ("rationale: {reasons: [|, speed]}", {"speed"}),
        ("rationale: {reasons: [speed, fo|cus, 'skills']}", {"speed", "skills"}),
        ("rationale:\n  reasons:\n    - speed # first\n    - |\n    - 'skills'\n  case: x", {"speed", "skills"}),
        ("rationale:\n  reasons:\n  - speed\n  - |\n  work: x\nx-a:\n  - focus", {"speed"}),
    ],
)
def test_what_a_list_holds_is_not_proposed_again(text: str, there: set[str]) -> None:
    assert set(completions("rationale: {reasons: [|]}")) - set(completions(text)) == there


def test_the_names_behind_the_cursor_are_there_already() -> None:
    assert "outcome" not in completions("rationale: {|, outcome: {a: b}, work: x}")
    assert {"case", "reasons"} <= set(completions("rationale: {ca|se: x, outcome: {reasons: b}}"))


def test_the_term_of_a_line() -> None:
    assert term_at(["roles:", "  product_owner:", "    name: x"], 2) == "/roles/product_owner/name"
    assert term_at(["# roles"], 0) is None
    assert term_at([], 5) is None


@pytest.mark.parametrize(
    ("text", "pointer", "inserted"),
    [
        ("shape: mvp-build", "/product_test", "product_test"),  # the file does not end in a line break
        ("shape: mvp-build\r\n", "/term", "term"),
        ("roles:\n", "/roles/product_owner/backup", "roles"),  # the key stands there without a value
        ("term: {start: 2026-01-01}\n", "/term/end", "term/end"),
        ("parties: {client: {name: x}}\n", "/parties/vendor", "parties/vendor"),
        ("rationale:\n  outcome: |\n    Long\n    text\nshape: mvp-build\n", "/rationale/case", "rationale/case"),
        ("team:\n  - role: a\n    x-y: {unit: x}\nshape:\n", "/team/0/level", "team/0/level"),
        ("commercials:\n", "/commercials/kpis/*", "commercials"),
    ],
)  # fmt: skip
def test_insertions(text: str, pointer: str, inserted: str, tmp_path: Path) -> None:
    read = document(tmp_path / "x.yaml", HEAD + text)
    assert read
    found = insertion(read, pointer)
    assert found is not None
    assert found.pointer == f"/{inserted}"
    after = recognise(
        (read.source.text[: found.offset] + found.text + read.source.text[found.offset :]).encode(), "x.yaml"
    )
    assert isinstance(after, Document)
    parent, _, name = found.pointer.rpartition("/")
    assert name in after.value(parent)
    for key, value in read.data.items():  # what was stated still is
        assert value is None or isinstance(value, dict | list) or after.data[key] == value


@pytest.mark.parametrize("pointer", ["/metadata/name", "/nowhere", "", "/metadata/name/x"])
def test_nothing_is_inserted_where_nothing_is_missing(pointer: str, tmp_path: Path) -> None:
    read = document(tmp_path / "x.yaml", HEAD)
    assert read
    assert insertion(read, pointer) is None


ALIAS = "roles:\n  product_owner: &po\n    name: Ada Quist\n  tech_lead: *po\n"


@pytest.mark.parametrize(
    ("text", "pointer", "line"),
    [
        (ALIAS, "/knowledge", 8),  # behind the alias, not behind what it repeats
        (ALIAS, "/roles/delivery_lead", 8),
        ("team:\n  - &t\n    role: a\n  - *t\n", "/knowledge", 8),
        ("roles: &r {product_owner: &q {name: Ada}, tech_lead: *q}\n", "/roles/delivery_lead", 4),
        ("roles: !!map {product_owner: {name: Ada}}\n", "/roles/product_owner/backup", 4),
        # What is added to one of them is added to the other.
        (ALIAS, "/roles/product_owner/backup", None),
        (ALIAS, "/roles/tech_lead/backup", None),
        # Whatever follows the text, its last line breaks belong to it.
        ("rationale:\n  outcome: |+\n    Long\n\n\nshape:\n", "/rationale/case", None),
        ("rationale:\n  outcome: |+\n    Long\n\n\nshape:\n", "/knowledge", 10),
    ],
)
def test_an_insertion_changes_nothing_else(text: str, pointer: str, line: int | None, tmp_path: Path) -> None:
    read = document(tmp_path / "x.yaml", HEAD + text)
    assert read
    found = insertion(read, pointer)
    assert (found and (found.pointer, read.source.position(found.offset).line)) == (line and (pointer, line))
