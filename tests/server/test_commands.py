"""The commands of the lenses: what is unsaved counts, the outcome is shown, its user can end them."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.server.editor import CLEAN, MODEL, Editor, session

HAS_TORCH = importlib.util.find_spec("torch") is not None
WINDOW = types.WindowClientCapabilities(
    work_done_progress=True, show_document=types.ShowDocumentClientCapabilities(support=True)
)
CELL = 11  # the line of `class Cell`


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """What is saved lacks the loss that the editor's text has."""
    path = tmp_path / "model.py"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def told_of(progress: object) -> object:
    """Whether progress begins, goes on, or ends."""
    return progress["kind"] if isinstance(progress, dict) else getattr(progress, "kind", None)


def test_a_lens_shows_what_an_export_comes_to_and_a_click_the_plan_of_the_unsaved_text(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        lens = await editor.lens(CELL, "exports")
        assert lens.title == "exports: hybrid, 1 edit"
        answer = await editor.run(lens)
        assert answer.splitlines()[0] == "Cell  traced"
        assert "to script" in answer
        assert editor.shown == [answer]
        assert editor.logged == [answer]

    session(model, talk)
    assert model.read_text(encoding="utf-8") == CLEAN


def test_where_the_client_can_the_plan_is_a_document_and_its_making_is_progress(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        answer = await editor.run(await editor.lens(CELL, "exports"))
        assert editor.documents == [answer + "\n"]
        (line,) = editor.shown
        assert line.startswith("tslint: plan of Cell: ")
        assert "\n" not in line
        created, begun, *told, ended = editor.progress
        assert created == "created"
        assert [told_of(begun), told_of(ended)] == ["begin", "end"]
        assert {told_of(report) for report in told} == {"report"}

    session(model, talk, window=WINDOW)


@pytest.mark.skipif(not HAS_TORCH, reason="torch is not installed")
def test_a_click_on_confirm_proves_the_unsaved_text_and_the_server_answers_meanwhile(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        proof = asyncio.ensure_future(editor.run(await editor.lens(CELL, "confirm")))
        await asyncio.sleep(0.2)
        assert await editor.codes() == ["TS401", "TS602"]
        assert not proof.done()
        answer = await proof
        assert "plain trace: wrong on" in answer, answer  # the saved text has no branch to lose
        assert answer.splitlines()[-1].strip().startswith("confirmed"), answer

    session(model, talk, window=WINDOW, seconds=240)
    assert model.read_text(encoding="utf-8") == CLEAN


@pytest.mark.skipif(not HAS_TORCH, reason="torch is not installed")
def test_a_proof_ends_when_its_user_cancels_it(model: Path) -> None:
    text = MODEL.replace(
        "        return self.gate(x) + 1\n", "        while True:\n            x = self.gate(x)\n"
    )

    async def talk(editor: Editor) -> None:
        editor.open(text)
        command = await editor.lens(CELL, "confirm")
        editor.cancel_at_once = True
        answer = await editor.run(command)
        assert answer.endswith("tslint: proof of Cell cancelled")
        assert await editor.codes()  # the server goes on

    session(model, talk, window=WINDOW, seconds=120)


def test_a_command_that_cannot_do_its_work_says_why(model: Path) -> None:
    async def talk(editor: Editor) -> None:
        editor.open(MODEL)
        lens = await editor.lens(CELL, "exports")
        assert lens.arguments is not None
        answer = await editor.run(types.Command("", lens.command, arguments=[lens.arguments[0], "Nowhere"]))
        assert "no entry `Nowhere`" in answer
        assert editor.shown == [answer]

    session(model, talk)
