"""The installed server, spoken to by a client over stdin and stdout as an editor does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.server.editor import CLEAN, MODEL, Editor, session


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


def test_a_change_of_the_configuration_counts_at_once(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert "TS401" in await editor.codes()
        configuration = model.parent / "tslint.toml"
        configuration.write_text('ignore = ["TS4"]\n', encoding="utf-8")
        editor.changed(configuration)
        assert "TS401" not in await editor.codes()

    session(model, talk)


def test_whoever_is_sent_diagnostics_is_sent_those_of_a_changed_configuration(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert [item.code for item in (await editor.sent.get()).diagnostics] == ["TS401", "TS602"]
        configuration = model.parent / "pyproject.toml"
        configuration.write_text('[tool.tslint]\nignore = ["TS6"]\n', encoding="utf-8")
        editor.changed(configuration)
        assert [item.code for item in (await editor.sent.get()).diagnostics] == ["TS401"]

    session(model, talk, pull=False)


def test_whoever_asks_is_told_to_ask_again_after_a_change(model: Path) -> None:
    able = types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
    )

    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        assert await editor.codes() == ["TS401", "TS602"]
        configuration = model.parent / "tslint.toml"
        configuration.write_text('ignore = ["TS4"]\n', encoding="utf-8")
        editor.changed(configuration)
        assert await editor.codes() == ["TS602"]
        assert sorted(editor.refreshed) == ["diagnostics", "lenses"]

    session(model, talk, workspace=able)


def test_an_imported_file_that_is_open_and_unsaved_counts(model: Path) -> None:
    (model.parent / "helpers.py").write_text("def shifted(x):\n    return x\n", encoding="utf-8")
    text = CLEAN.replace("from torch import nn", "from torch import nn\n\nfrom helpers import shifted")
    text = text.replace("self.gate(x) + 1", "shifted(self.gate(x))")

    async def talk(editor: Editor) -> None:
        editor.open(text)
        assert await editor.codes() == []
        other = types.TextDocumentItem(
            (model.parent / "helpers.py").as_uri(), "python", 1, "def shifted(x):\n    return x * x.item()\n"
        )
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(other))
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document))
        titles = {lens.command.title for lens in lenses or () if lens.command is not None}
        assert any("1 loss left" in title or "edit" in title for title in titles), titles

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
