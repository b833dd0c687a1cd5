"""The commands of the lenses: `tslint plan` and `tslint confirm` in processes of their own, shown."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

from lsprotocol import types

from tslint.server.app import TslintServer, path_of

SECONDS = {"plan": 120.0, "confirm": 900.0}
"""How long a command may take; `confirm` has a shorter limit of its own (`timeout` of the configuration)."""
_Report = Callable[[str], None]
_GRACE = 10.0  # seconds in which a process that was asked to end does so


async def plan(ls: TslintServer, uri: str, name: str) -> str:
    """The plan of a model of a document, unsaved changes and all, as text; it is shown, too."""
    path = _path(uri)
    return await _run(ls, f"plan of {name}", path.parent, "plan", str(path), "--entry", name)


async def confirm(ls: TslintServer, uri: str, name: str) -> str:
    """The proof of that plan."""
    path = _path(uri)
    return await _run(ls, f"proof of {name}", path.parent, "confirm", f"{path}:{name}")


def _path(uri: str) -> Path:
    path = path_of(uri)
    if path is None:
        raise ValueError(f"{uri} is no file")
    return path


async def _run(ls: TslintServer, what: str, place: Path, *words: str) -> str:
    """Run a verb while its progress is shown; what it printed is shown and returned."""
    with _unsaved(ls.changed_texts()) as options:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tslint", *options, *words, "--color", "never",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=ls.workspace.root_path or str(place), start_new_session=True, limit=2**24,
        )  # fmt: skip
        lines: list[str] = []
        ended = ""
        try:
            async with _progress(ls, f"tslint: {what}") as (report, cancelled):
                reading = asyncio.ensure_future(_read(process, lines, report))
                waiting = [reading, *([cancelled] if cancelled is not None else [])]
                await asyncio.wait(waiting, timeout=SECONDS[words[0]], return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    was_cancelled = cancelled is not None and cancelled.done()
                    ended = "cancelled" if was_cancelled else f"ended after {SECONDS[words[0]]:.0f} s"
                    await _end(process, reading)
                else:
                    reading.result()
        finally:
            if process.returncode is None:
                await _end(process, None)
    text = "\n".join([*lines, *([f"tslint: {what} {ended}"] if ended else [])]).strip()
    failed = ended != "cancelled" and process.returncode not in (0, 1)
    await _show(ls, what, text, types.MessageType.Error if failed else types.MessageType.Info)
    return text


async def _read(process: asyncio.subprocess.Process, lines: list[str], report: _Report) -> None:
    assert process.stdout is not None
    async for raw in process.stdout:
        line = raw.decode(errors="replace").rstrip()
        lines.append(line)
        if line.strip():
            report(line.strip())
    await process.wait()


async def _end(process: asyncio.subprocess.Process, reading: asyncio.Future[None] | None) -> None:
    """Ask a process to end as Ctrl-C does, so that it ends its workers; then end what is left."""
    for how in (signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE)
            break
    if reading is not None:
        reading.cancel()


@contextlib.contextmanager
def _unsaved(texts: Mapping[str, str]) -> Iterator[list[str]]:
    """The options that hand the process what is not saved."""
    if not texts:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="tslint-unsaved-") as folder:
        file = Path(folder, "texts.json")
        file.write_text(json.dumps(texts), encoding="utf-8")
        yield ["--unsaved", str(file)]


@contextlib.asynccontextmanager
async def _progress(
    ls: TslintServer, title: str
) -> AsyncIterator[tuple[_Report, asyncio.Future[None] | None]]:
    """Show that something goes on, in a client that can; the future is done when its user cancels."""
    window = ls.client_capabilities.window
    if window is None or not window.work_done_progress:
        yield (lambda message: None), None
        return
    token = str(uuid.uuid4())
    progress = ls.work_done_progress
    await progress.create_async(token)
    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
    loop = asyncio.get_running_loop()
    cancelled: asyncio.Future[None] = loop.create_future()

    def done(_: object) -> None:
        if not cancelled.done():
            loop.call_soon_threadsafe(cancelled.set_result, None)

    progress.tokens[token].add_done_callback(done)
    try:
        yield (
            (lambda message: progress.report(token, types.WorkDoneProgressReport(message=message))),
            cancelled,
        )
    finally:
        progress.end(token, types.WorkDoneProgressEnd())
        progress.tokens.pop(token, None)
        cancelled.cancel()


async def _show(ls: TslintServer, what: str, text: str, kind: types.MessageType) -> None:
    """Show an outcome: as a document with a line about it where the client can, else as a message."""
    ls.window_log_message(types.LogMessageParams(kind, text))
    window = ls.client_capabilities.window
    if window is not None and window.show_document is not None and window.show_document.support and text:
        file = ls.outcomes() / f"{what.replace(' ', '-')}.txt"
        file.write_text(text + "\n", encoding="utf-8")
        with contextlib.suppress(Exception):  # a client that refuses is shown a message
            asked = types.ShowDocumentParams(file.as_uri(), take_focus=False)
            if (await ls.window_show_document_async(asked)).success:
                ls.tell(f"tslint: {what}: {text.splitlines()[-1].strip()}", kind)
                return
    ls.tell(text, kind)
