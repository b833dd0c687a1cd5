"""The server itself: what a client asks, and in which order documents are judged."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from tslint import __version__
from tslint.analysis.looking import Looked
from tslint.server.diagnostics import diagnostics_of
from tslint.server.judging import Judge, Judged
from tslint.server.positions import column_at

PAUSE = 0.1
"""Seconds without a keystroke before a document is judged for a client that is sent diagnostics unasked."""


class TslintServer(LanguageServer):
    """One client's server. Documents are judged one at a time, in a thread, each version once."""

    def __init__(self) -> None:
        super().__init__(
            "tslint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental
        )
        self._judge = Judge()
        self._busy = asyncio.Lock()
        self._state = 0  # rises with every change of a text or of the configuration
        self._judged: dict[str, tuple[int, Judged]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._outcomes: tempfile.TemporaryDirectory[str] | None = None
        self._running: set[asyncio.Future[Any]] = set()

    def changed(self) -> None:
        """Whatever was judged was judged of other texts."""
        self._state += 1

    def texts(self) -> dict[str, str]:
        """The open documents by absolute path."""
        found = {}
        for uri, document in self.workspace.text_documents.items():
            path = path_of(uri)
            if path is not None:
                found[str(path)] = document.source
        return found

    def changed_texts(self) -> dict[str, str]:
        """Of the open documents those that are not as they are on disk."""
        found = {}
        for path, text in self.texts().items():
            try:
                if Path(path).read_bytes() == text.encode("utf-8", "surrogatepass"):
                    continue
            except OSError:
                pass  # a file that does not exist yet
            found[path] = text
        return found

    def outcomes(self) -> Path:
        """A folder for what is shown as a document; it goes with the server."""
        if self._outcomes is None:
            self._outcomes = tempfile.TemporaryDirectory(prefix="tslint-shown-")
        return Path(self._outcomes.name)

    async def judged(self, uri: str) -> Judged:
        """The judgement of a document as it is now; asked again only where something has changed."""
        path = path_of(uri)
        if path is None:
            return Judged(())
        async with self._busy:
            state, known = self._state, self._judged.get(uri)
            if known is not None and known[0] == state:
                return known[1]
            result = await asyncio.to_thread(self._judge.judge, path, self.texts())
            self._judged[uri] = (state, result)
            return result

    async def looked(self, uri: str, position: types.Position) -> Looked | None:
        """What is known of the name at a position."""
        path, judged = path_of(uri), await self.judged(uri)
        if path is None:
            return None
        column = column_at(position, judged.lines)
        async with self._busy:
            return await asyncio.to_thread(
                self._judge.look, path, self.texts(), judged, position.line + 1, column
            )

    @property
    def pulled(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        client = self.client_capabilities.text_document
        return client is not None and client.diagnostic is not None

    def push_soon(self, uri: str, pause: float = PAUSE) -> None:
        """Send the diagnostics of a document once its user pauses, unless the client asks for them."""
        if self.pulled:
            return
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self._waiting[uri] = asyncio.ensure_future(self._push(uri, pause))

    async def _push(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return
        version = document.version
        judged = await self.judged(uri)
        self.publish(uri, diagnostics_of(judged), version)

    def publish(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None = None) -> None:
        """Send the diagnostics of a document."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def close(self, uri: str) -> None:
        """Forget a document: what is on disk counts again, and nothing is shown of it."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        self._judged.pop(uri, None)
        path = path_of(uri)
        if path is not None:
            self._judge.close(path)
        if not self.pulled:
            self.publish(uri, [])

    def refresh(self) -> None:
        """Have everything that is shown judged anew."""
        client = self.client_capabilities.workspace
        if self.pulled and client is not None and client.diagnostics is not None:
            if client.diagnostics.refresh_support:
                self.later(self.workspace_diagnostic_refresh_async(None))
        else:
            for uri in self.workspace.text_documents:
                self.push_soon(uri, pause=0)
        if client is not None and client.code_lens is not None and client.code_lens.refresh_support:
            self.later(self.workspace_code_lens_refresh_async(None))

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something without holding up the request at hand."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message in the editor."""
        self.window_show_message(types.ShowMessageParams(kind, message))


def path_of(uri: str) -> Path | None:
    """The absolute path of a document; None for one that is no file (`untitled:`)."""
    if not uri.startswith("file:"):
        return None
    path = uris.to_fs_path(uri)
    return None if path is None else Path(os.path.abspath(path))
