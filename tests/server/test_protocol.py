"""The installed server, spoken to by a client over stdin and stdout as an editor does."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
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


def session(path: Path, talk: Callable[[Editor], Awaitable[None]], pull: bool = True) -> None:
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

        await client.start_io(sys.executable, "-m", "tslint", "server", "--stdio")
        asked = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pull else None
        )
        capabilities = types.ClientCapabilities(text_document=asked)
        await client.initialize_async(types.InitializeParams(capabilities, root_uri=path.parent.as_uri()))
        client.initialized(types.InitializedParams())
        await talk(editor)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()
        return client._server.returncode if client._server is not None else None

    assert asyncio.run(asyncio.wait_for(run(), 60)) == 0


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def test_diagnostics_are_those_of_the_unsaved_text(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert await editor.codes() == ["TS401", "TS602"]
        editor.type_over("x.sum() > 0", "self.training", MODEL)
        assert await editor.codes() == []

    session(model, talk)


def test_a_client_that_does_not_ask_is_sent_them(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        first = await editor.sent.get()
        assert (first.version, [item.code for item in first.diagnostics]) == (1, ["TS401", "TS602"])
        editor.type_over("x.sum() > 0", "self.training", MODEL)
        second = await editor.sent.get()
        assert (second.version, list(second.diagnostics)) == (2, [])
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(editor.document))
        assert list((await editor.sent.get()).diagnostics) == []

    session(model, talk, pull=False)


def test_columns_count_utf16_units(model: Path) -> None:
    text = MODEL.replace("if x.sum() > 0:", 'if "\N{GRINNING FACE}" and x.sum() > 0:')

    async def talk(editor: Editor) -> None:
        editor.open(text)
        report = await editor.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(editor.document)
        )
        where = report.items[0].range
        assert where.start.line == 6
        line = text.splitlines()[6].encode("utf-16-le")
        said = line[2 * where.start.character : 2 * where.end.character].decode("utf-16-le")
        assert "x.sum() > 0" in said

    session(model, talk)


def test_the_cure_of_a_finding_is_an_edit(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        (fix,) = [action for action in await editor.actions(14) if action.title == "tslint: fix TS602"]
        assert fix.edit is not None
        assert fix.edit.changes is not None
        (edit,) = fix.edit.changes[editor.uri]
        assert edit.new_text == MODEL.replace("= Gate()", "= torch.jit.script(Gate())")
        assert edit.range == types.Range(types.Position(0, 0), types.Position(MODEL.count("\n"), 0))

    session(model, talk)


def test_everything_safe_is_fixed_at_once_on_demand(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        (fix,) = await editor.actions(0, "source.fixAll")
        assert fix.kind == "source.fixAll.tslint"
        assert fix.edit is not None

    session(model, talk)


def test_a_comment_silences_a_finding(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        (ignore,) = [a for a in await editor.actions(6) if a.title == "tslint: ignore TS401 here"]
        assert ignore.edit is not None
        assert ignore.edit.changes is not None
        (edit,) = ignore.edit.changes[editor.uri]
        lines = MODEL.splitlines(keepends=True)
        silenced = "".join([*lines[: edit.range.start.line], edit.new_text, *lines[edit.range.start.line :]])
        editor.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(2, editor.uri),
                [types.TextDocumentContentChangeWholeDocument(silenced)],
            )
        )
        assert "TS401" not in await editor.codes()

    session(model, talk)


def test_hover_explains_the_rule(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        place = types.Position(6, 13)
        hover = await editor.client.text_document_hover_async(types.HoverParams(editor.document, place))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.value.startswith("**TS401 data-dependent-if** (error)")
        assert "## Why is this bad" in hover.contents.value
        nothing = types.HoverParams(editor.document, types.Position(0, 0))
        assert await editor.client.text_document_hover_async(nothing) is None

    session(model, talk)


def test_hover_shows_type_and_origin_of_a_name_in_the_unsaved_text(model: Path) -> None:
    text = MODEL.replace(
        "        return self.gate(x) + 1\n",
        "        \U0001f600n = int(x.shape[0])\n        return self.gate(x) + n\n",
    )
    text = text.replace("\U0001f600", "t = '\U0001f600'; ")

    async def talk(editor: Editor) -> None:
        editor.open(text)
        line = text[: text.index("n = int")].count("\n")
        shown = await editor.hover(line, text.splitlines()[line].index("n = int") + 1)
        assert shown == ("`n: int` (under trace) - a Python number or flag: baked into a trace", (18, 19))
        shown = await editor.hover(line + 1, 20)
        assert shown is not None
        assert shown[0].startswith("`self.gate: Gate` (under trace)")
        changed = editor.type_over("int(x.shape[0])", "x.shape[0]", text)
        shown = await editor.hover(line, changed.splitlines()[line].index("n = x") + 1)
        assert shown is not None
        assert shown[0].startswith("`n: int` (under trace) - shape of an input; recorded by a trace")

    session(model, talk)


def test_hover_explains_a_rule_of_the_project(model: Path) -> None:
    (model.parent / "tslint.toml").write_text('rule-paths = ["lint"]\n')
    page = model.parent / "lint" / "LAB001-no-sum.md"
    page.parent.mkdir()
    page.write_text(
        '+++\ncode = "LAB001"\nname = "no-sum"\nregime = "trace"\nseverity = "warning"\nsince = "1"\n'
        'event = "external-call"\nmessage = "`{value}` is slow"\n\n[when]\nname = "torch.Tensor.sum"\n+++\n\n'
        "# no-sum (LAB001)\n\n## What it does\nReports sums.\n\n## Why is this bad\nThey are slow.\n"
    )

    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        place = types.Position(6, 13)
        hover = await editor.client.text_document_hover_async(types.HoverParams(editor.document, place))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "**LAB001 no-sum** (warning)\n\n`x.sum()` is slow" in hover.contents.value
        assert "They are slow." in hover.contents.value

    session(model, talk)


def test_a_lens_stands_above_each_model_and_its_click_shows_the_plan(model: Path) -> None:
    model.write_text(MODEL, encoding="utf-8")

    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document))
        assert lenses is not None
        titles = {lens.range.start.line: lens.command.title for lens in lenses if lens.command is not None}
        assert titles[11] == "exports: hybrid, 1 edit"
        (lens,) = [lens for lens in lenses if lens.range.start.line == 11]
        assert lens.command is not None
        shown = await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
        )
        assert isinstance(shown, str)
        assert shown.splitlines()[0] == "Cell  traced"
        assert editor.shown == [shown]

    session(model, talk)


def test_a_change_of_the_configuration_counts_at_once(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert "TS401" in await editor.codes()
        configuration = model.parent / "tslint.toml"
        configuration.write_text('ignore = ["TS4"]\n', encoding="utf-8")
        editor.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams(
                [types.FileEvent(configuration.as_uri(), types.FileChangeType.Created)]
            )
        )
        assert "TS401" not in await editor.codes()

    session(model, talk)


def test_a_mistake_in_the_configuration_is_told_on_top_of_the_document(model: Path) -> None:
    (model.parent / "tslint.toml").write_text("modes = 1\n", encoding="utf-8")

    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        report = await editor.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(editor.document)
        )
        (told,) = report.items
        assert "modes" in told.message
        assert told.range.start == types.Position(0, 0)

    session(model, talk)


def test_text_that_is_no_python_is_a_finding_and_not_the_end(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        text = editor.type_over("class Gate(", "class Gate((", MODEL)
        assert await editor.codes() == ["TS901"]
        editor.type_over("class Gate((", "class Gate(", text)
        assert await editor.codes() == ["TS401", "TS602"]

    session(model, talk)


def test_excluded_files_are_left_in_peace(model: Path) -> None:
    (model.parent / "tslint.toml").write_text('exclude = ["model.py"]\n', encoding="utf-8")

    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert await editor.codes() == []

    session(model, talk)


def test_without_pygls_the_verb_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'pygls'\", name='pygls')\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "tslint", "server"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tslint: the language server needs pygls: pip install 'tslint[lsp]'\n"
