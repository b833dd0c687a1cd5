"""A client of the installed server that speaks to it over stdin and stdout as an editor does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

MODEL = """\
import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            return x
        return -x


class Cell(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.gate(x) + 1
"""
CLEAN = MODEL.replace("if x.sum() > 0:", "if self.training:")


class Editor:
    """A client and one document."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.client, self.path, self.uri, self.version = client, path, path.as_uri(), 1
        self.sent: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.documents: list[str] = []
        self.progress: list[object] = []
        self.cancel_at_once = False
        self.refreshed: list[str] = []

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def open(self, text: str) -> None:
        item = types.TextDocumentItem(self.uri, "python", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type_over(self, old: str, new: str, text: str) -> str:
        """Replace one piece of the text, as an incremental change; returns the text as it is then."""
        before = text[: text.index(old)]
        line, column = before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        where = types.Range(types.Position(line, column), types.Position(line, column + len(old)))
        self.version += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangePartial(where, new)],
            )
        )
        return text.replace(old, new, 1)

    async def codes(self) -> list[str]:
        """The codes of the document's diagnostics, asked for."""
        report = await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(self.document)
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return [str(item.code) for item in report.items]

    def changed(self, file: Path) -> None:
        """Tell the server that a file on disk has changed."""
        event = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    async def lens(self, line: int, title: str) -> types.Command:
        """The command of the lens above a line whose title begins like this."""
        lenses = await self.client.text_document_code_lens_async(types.CodeLensParams(self.document))
        assert lenses is not None
        (found,) = [
            lens.command
            for lens in lenses
            if lens.command is not None
            and lens.range.start.line == line
            and lens.command.title.startswith(title)
        ]
        return found

    async def run(self, command: types.Command) -> str:
        """Click on a lens; what the server answers."""
        answer = await self.client.workspace_execute_command_async(
            types.ExecuteCommandParams(command.command, command.arguments)
        )
        assert isinstance(answer, str)
        return answer

    async def hover(self, line: int, column: int) -> tuple[str, tuple[int, int]] | None:
        """What a hover shows, and from which column to which (UTF-16 units)."""
        place = types.Position(line, column)
        found = await self.client.text_document_hover_async(types.HoverParams(self.document, place))
        if found is None or found.range is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value, (found.range.start.character, found.range.end.character)

    async def actions(self, line: int, *only: str) -> list[types.CodeAction]:
        place = types.Range(types.Position(line, 12), types.Position(line, 12))
        context = types.CodeActionContext([], only=list(only) or None)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.document, place, context)
        )
        return [action for action in found or () if isinstance(action, types.CodeAction)]


def session(
    path: Path,
    talk: Callable[[Editor], Awaitable[None]],
    pull: bool = True,
    window: types.WindowClientCapabilities | None = None,
    workspace: types.WorkspaceClientCapabilities | None = None,
    seconds: float = 60,
) -> None:
    """Start the server for the folder of `path`, talk, and shut it down as an editor does."""

    async def run() -> int | None:
        client = LanguageClient("test-editor", "1")
        editor = Editor(client, path)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            editor.sent.put_nowait(params)

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(params: types.ShowMessageParams) -> None:
            editor.shown.append(params.message)

        @client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            editor.logged.append(params.message)

        @client.feature(types.WINDOW_SHOW_DOCUMENT)
        def document(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            editor.documents.append(Path(uris.to_fs_path(params.uri) or "").read_text(encoding="utf-8"))
            return types.ShowDocumentResult(success=True)

        @client.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def create(params: types.WorkDoneProgressCreateParams) -> None:
            editor.progress.append("created")

        @client.feature(types.PROGRESS)
        def progress(params: types.ProgressParams) -> None:
            editor.progress.append(params.value)
            if editor.cancel_at_once:
                editor.cancel_at_once = False
                client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(params.token))

        @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        def refreshed(*_: object) -> None:
            editor.refreshed.append("diagnostics")

        @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def lenses(*_: object) -> None:
            editor.refreshed.append("lenses")

        await client.start_io(sys.executable, "-m", "tslint", "server", "--stdio")
        asked = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pull else None
        )
        capabilities = types.ClientCapabilities(text_document=asked, window=window, workspace=workspace)
        await client.initialize_async(types.InitializeParams(capabilities, root_uri=path.parent.as_uri()))
        client.initialized(types.InitializedParams())
        await talk(editor)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()
        return client._server.returncode if client._server is not None else None

    assert asyncio.run(asyncio.wait_for(run(), seconds)) == 0
