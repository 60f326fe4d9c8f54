"""The language server's conversation with the editor, over standard input and output."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from engagelint import __version__
from engagelint.lsp import words
from engagelint.lsp.cursor import pointer_at, term_at
from engagelint.lsp.diagnosis import Diagnosis, diagnose, document, explanation, limits
from engagelint.lsp.insertion import insertion
from engagelint.lsp.parts import part
from engagelint.model import Finding, Outcome, Position, Region, Severity, Source
from engagelint.pages import address
from engagelint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from pygls.workspace import TextDocument

#: How long the typing must rest before the text is checked, in seconds.
REST: Final = 0.15

EXPLAIN: Final = "engagelint.explain"

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


class _Text(NamedTuple):
    """An open document as it stands in the editor, which knows it by `uri`."""

    uri: str
    version: int | None
    path: Path
    source: Source


class Server(LanguageServer):
    """What is open in the editor, and what was found in it. `today` gives the date to judge by, YYYY-MM-DD."""

    def __init__(self, today: Callable[[], str]) -> None:
        # Whole texts: the parts that editors send are counted in lines, and what ends a line is not agreed upon.
        super().__init__("engagelint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.today = today
        #: By the documents' URIs without escapes: not every editor writes `%3A` and `:` alike each time.
        self.diagnoses: dict[str, Diagnosis] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def text(self, uri: str) -> _Text | None:
        """The open document of that URI; None for one that is not open, which would be read from wherever it leads."""
        opened = self._opened(uri)
        if opened is None:
            return None
        path = _path(opened.uri)
        if not path.suffix:  # not saved yet: the editor knows of what kind it is
            path = path.with_suffix(".md" if opened.language_id == "markdown" else ".yaml")
        return _Text(opened.uri, opened.version, path, Source(path.name, opened.source))

    def _opened(self, uri: str) -> TextDocument | None:
        # The library keeps documents under their URIs without escapes; its older versions, as the editor wrote them.
        documents: dict[str, TextDocument] = self.workspace.text_documents
        return documents.get(unquote(uri)) or documents.get(uri)

    def diagnosis(self, uri: str) -> Diagnosis | None:
        """What was found in the document of that URI, as it stood when it was last checked."""
        return self.diagnoses.get(unquote(uri))

    def check(self, uri: str) -> None:
        """Check an open document and tell the editor what was found."""
        self._wait_no_longer(uri)
        opened = self.text(uri)
        if opened is None:
            return
        diagnosis = diagnose(opened.path, opened.source.text, self.today())
        self.diagnoses[unquote(uri)] = diagnosis
        for problem in diagnosis.problems:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, problem))
        shown = [self._diagnostic(opened, finding) for finding in diagnosis.findings]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(opened.uri, shown, opened.version))

    def check_all(self) -> None:
        """Check every open document."""
        for opened in list(self.workspace.text_documents.values()):
            self.check(opened.uri)

    def check_soon(self, uri: str) -> None:
        """Check an open document once the typing rests."""
        self._wait_no_longer(uri)
        self._waiting[unquote(uri)] = asyncio.get_running_loop().call_later(REST, self.check, uri)

    def _wait_no_longer(self, uri: str) -> None:
        if (waiting := self._waiting.pop(unquote(uri), None)) is not None:
            waiting.cancel()

    def close(self, uri: str) -> None:
        """Forget a document that was closed."""
        self._wait_no_longer(uri)
        self.diagnoses.pop(unquote(uri), None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def range(self, source: Source, region: Region) -> types.Range:
        """A region as the editor counts: lines from 0, columns in the units agreed upon."""
        return types.Range(self._position(source, region.start), self._position(source, region.end))

    def _position(self, source: Source, position: Position) -> types.Position:
        before = source.line(position.line)[: position.column - 1]
        return types.Position(position.line - 1, self.workspace.position_codec.client_num_units(before))

    def column(self, line: str, character: int) -> int:
        """The column in code points (from 0) of a column in the units agreed upon."""
        units = self.workspace.position_codec.client_num_units
        at = counted = 0
        while at < len(line) and counted < character:
            counted += units(line[at])
            at += 1
        return at

    def _diagnostic(self, opened: _Text, finding: Finding) -> types.Diagnostic:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(
                    (opened.path.parent / one.file).absolute().as_uri(),
                    self.range(opened.source if one.file == opened.path.name else Source(one.file, ""), one.region),
                ),
                one.message,
            )
            for one in finding.related
        ]
        page = address(finding.id)
        return types.Diagnostic(
            range=self.range(opened.source, finding.region),
            message=f"{finding.message}\n{finding.ask}" if finding.ask else finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.id,
            code_description=types.CodeDescription(page) if page else None,
            source="engagelint",
            related_information=related or None,
        )


def serve(today: Callable[[], str]) -> None:
    """Speak with the editor until it says that it is done."""
    make(today).start_io()


def make(today: Callable[[], str]) -> Server:
    """A server that answers everything that it is asked."""
    server = Server(today)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_params: types.DidSaveTextDocumentParams) -> None:
        # What was saved may be the configuration, or the Definition of Done that an open manifest links.
        server.check_all()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return _hover(server, params)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "{", "[", ","]))
    def complete(params: types.CompletionParams) -> types.CompletionList:
        return _complete(server, params)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def act(params: types.CodeActionParams) -> list[types.CodeAction]:
        return _actions(server, params)

    @server.command(EXPLAIN)
    def explain(code: str, uri: str) -> str | None:
        return _explain(server, code, uri)

    return server


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    opened = server.text(params.text_document.uri)
    if opened is None:
        return None
    number = params.position.line
    line = opened.source.line(number + 1)
    read = document(opened.path, opened.source.text)
    if read and line.strip():
        kind = read.kind
        starts = opened.source.line_starts
        offset = starts[min(number, len(starts) - 1)] + server.column(line, params.position.character)
        pointer = pointer_at(read, offset)
    else:
        here = part(opened.source)
        if here is None or not here.holds(number):
            return None
        kind, pointer = here.kind, term_at(here.lines, number - here.first) or ""
    text = words.explained(kind, pointer) if pointer else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None


def _complete(server: Server, params: types.CompletionParams) -> types.CompletionList:
    opened = server.text(params.text_document.uri)
    number = params.position.line
    here = part(opened.source) if opened else None
    if opened is None or here is None or not here.holds(number):
        return types.CompletionList(is_incomplete=False, items=[])
    column = server.column(opened.source.line(number + 1), params.position.character)
    items = []
    for one in words.proposals(here.kind, here.lines, number - here.first, column, without=here.elsewhere):
        start, end = (Position(number + 1, at + 1) for at in (column - one.begun, column + one.rest))
        place = server.range(opened.source, Region(start, end))
        items.append(
            types.CompletionItem(
                label=one.text,
                kind=types.CompletionItemKind.EnumMember if one.is_value else types.CompletionItemKind.Property,
                documentation=one.meaning or None,
                text_edit=types.TextEdit(place, one.written),
            )
        )
    return types.CompletionList(is_incomplete=False, items=items)


def _actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri = params.text_document.uri
    opened, diagnosis = server.text(uri), server.diagnosis(uri)
    if opened is None or diagnosis is None or diagnosis.source.text != opened.source.text:
        return []  # what was found no longer stands where it did
    actions: dict[str, types.CodeAction] = {}
    read = document(opened.path, opened.source.text)
    for finding in diagnosis.findings:
        if not _touches(server.range(opened.source, finding.region), params.range):
            continue
        found = None
        if read and finding.outcome is Outcome.UNANSWERED and finding.pointer:
            found = insertion(read, finding.pointer, limits(opened.path.parent).nodes)
        if found:
            title = f"Insert {found.pointer[1:].replace('/', '.')}, to be filled in"
            place = opened.source.position(found.offset)
            edit = types.TextEdit(server.range(opened.source, Region(place, place)), found.text)
            actions[title] = types.CodeAction(
                title, kind=types.CodeActionKind.QuickFix, edit=types.WorkspaceEdit(changes={uri: [edit]})
            )
    for finding in diagnosis.findings:
        if _touches(server.range(opened.source, finding.region), params.range):
            title = f"Explain {finding.id} {finding.name}"
            arguments: list[Any] = [finding.id, uri]
            actions[title] = types.CodeAction(
                title, kind=types.CodeActionKind.QuickFix, command=types.Command(title, EXPLAIN, arguments=arguments)
            )
    return list(actions.values())


def _path(uri: str) -> Path:
    """The file of a URI; one named `untitled` where it is not of a file."""
    # Some editors leave a semicolon as it is, at which the library would cut the name off.
    found = uris.to_fs_path(uri.replace(";", "%3B"))
    # Of `/c:/x` the library leaves `c:/x`, wherever it runs: only where drives have names is that a whole path.
    return Path("/", found) if found else Path("untitled")


def _touches(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _explain(server: Server, code: str, uri: str) -> str | None:
    """The page on a code: as the command's result, for editors that show it as they like, and as a message."""
    text = explanation(code, _path(uri).parent)
    if text is not None:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
    return text
