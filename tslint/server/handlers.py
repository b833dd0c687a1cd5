"""What a client asks and tells, and what is done about it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from lsprotocol import types

from tslint.server.actions import FIX_ALL, actions_for
from tslint.server.app import TslintServer, path_of
from tslint.server.commands import confirm, plan
from tslint.server.diagnostics import diagnostics_of
from tslint.server.hover import hover_at
from tslint.server.lenses import CONFIRM, SHOW_PLAN, lenses_of

WATCHED = ("**/pyproject.toml", "**/tslint.toml", "**/*.py")


def make_server() -> TslintServer:
    """A server with everything that it can be asked."""
    server = TslintServer()
    for feature, (handler, options) in _FEATURES.items():
        server.feature(feature, options)(handler)
    server.command(SHOW_PLAN)(plan)
    server.command(CONFIRM)(confirm)
    return server


def opened(ls: TslintServer, params: types.DidOpenTextDocumentParams) -> None:
    """A document is opened: it is judged at once."""
    ls.changed()
    ls.push_soon(params.text_document.uri, pause=0)


def edited(ls: TslintServer, params: types.DidChangeTextDocumentParams) -> None:
    """A document is typed into."""
    ls.changed()
    ls.push_soon(params.text_document.uri)


def closed(ls: TslintServer, params: types.DidCloseTextDocumentParams) -> None:
    """A document is closed."""
    ls.changed()
    ls.close(params.text_document.uri)


def changed(ls: TslintServer, params: Any) -> None:
    """Something that open documents may depend on has changed: another file, the configuration."""
    ls.changed()
    ls.refresh()


async def ready(ls: TslintServer, params: types.InitializedParams) -> None:
    """The client is ready: ask it to tell of files that change."""
    client = ls.client_capabilities.workspace
    watched = client.did_change_watched_files if client is not None else None
    if watched is None or not watched.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(pattern) for pattern in WATCHED]
    )
    registration = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    with contextlib.suppress(Exception):  # a client that refuses still tells of what it saves
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


async def diagnostics(
    ls: TslintServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """The diagnostics of a document, for clients that ask."""
    return types.RelatedFullDocumentDiagnosticReport(
        diagnostics_of(await ls.judged(params.text_document.uri))
    )


async def code_actions(ls: TslintServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done at a place."""
    uri = params.text_document.uri
    judged = await ls.judged(uri)
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    return actions_for(uri, params.range, judged, ls.texts(), only)


async def hover(ls: TslintServer, params: types.HoverParams) -> types.Hover | None:
    """The rules that speak at a place, and what is known of the name there."""
    uri = params.text_document.uri
    judged = await ls.judged(uri)
    return hover_at(params.position, judged, await ls.looked(uri, params.position))


async def lenses(ls: TslintServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """What stands above each model."""
    uri = params.text_document.uri
    path = path_of(uri)
    return [] if path is None else lenses_of(uri, str(path), await ls.judged(uri))


_FEATURES: dict[str, tuple[Callable[..., Any], Any]] = {
    types.INITIALIZED: (ready, None),
    types.TEXT_DOCUMENT_DID_OPEN: (opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (edited, None),
    types.TEXT_DOCUMENT_DID_SAVE: (changed, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (closed, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (changed, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (changed, None),
    types.TEXT_DOCUMENT_DIAGNOSTIC: (
        diagnostics,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="tslint"
        ),
    ),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        code_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
    types.TEXT_DOCUMENT_HOVER: (hover, None),
    types.TEXT_DOCUMENT_CODE_LENS: (lenses, types.CodeLensOptions(resolve_provider=False)),
}
