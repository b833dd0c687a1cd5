"""What an editor's check recalls, and what it does not, in files that make it hard."""

from __future__ import annotations

import ast
import gc

import pytest

from tests.engine.editing import AGAIN, FILE, NEW, Editor, draw
from tslint.analysis.trace import run
from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.engine.live import Live


def test_who_calls_a_function_as_another_did_is_recalled(editor: Editor, done: list[str]) -> None:
    editor.check(AGAIN)
    text = AGAIN.replace("return x + 1", "return x + 2")
    assert editor.check(text) == editor.check(text, fresh=True)
    assert done[1] == "run Three"


EXPORT = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def forward(self, x):
        if self.width > 1:
            if x.sum() > 0:
                return x
        return -x


for width in (2, 3):
    size = width + 1


def make():
    return Net(size)


traced = torch.jit.trace(make(), torch.rand(2, 2))
"""


def test_statements_of_a_module_stay_an_entry_on_its_first_line(editor: Editor, done: list[str]) -> None:
    editor.check(EXPORT)
    for text in ("\n" + EXPORT, "# more\n" + EXPORT, "# more\n\n" + EXPORT, "# more\n\n\n" + EXPORT):
        assert editor.check(text) == editor.check(text, fresh=True)
    assert done[-2] == "nothing at all"


@pytest.mark.parametrize("text", [FILE, EXPORT])
def test_a_file_is_judged_in_an_editor_as_by_a_check(editor: Editor, text: str) -> None:
    editor.path.write_text(text)
    found, _ = Live().examine([editor.path], editor.settings, draw)
    assert found.report == check([editor.path], editor.settings)


CLASSES = """\
import torch
from torch import nn


class Base(nn.Module):
    def __init__(self, deep=False):
        super().__init__()
        if deep:
            self.head = nn.Linear(4, 4)
        else:
            self.tail = nn.Linear(4, 4)
        self.act = None

    def aside(self):
        return 1

    def other(self):
        return type(self)

    def forward(self, x):
        if self.act is not None:
            x = self.act(x)
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = torch.jit.script(Base())

    def forward(self, x):
        if x.sum() > 0:
            x = x + 1
        return self.base(x)
"""


@pytest.mark.parametrize("mode", ["hybrid", "script"])
def test_what_any_method_may_do_to_its_class_is_seen(editor: Editor, done: list[str], mode: str) -> None:
    editor.settings = Settings(editor.path.parent, mode=mode)  # type: ignore[arg-type]
    editor.check(CLASSES)
    bodies = (
        "return 2",
        "self.__class__.forward = abs",
        "self.act(1)",
        "self.head = self.tail = None; return 1",
    )
    for body in (*bodies, "return torch.jit.script(Net())", "_base_x = numpy = 1"):
        for text in (CLASSES.replace("return 1\n", body + "\n"), CLASSES):
            assert editor.check(text) == editor.check(text, fresh=True), body
    assert done[1] == "nothing at all"


def test_what_is_said_of_lines_moves_with_them(editor: Editor, done: list[str]) -> None:
    # Reasons name lines: of statements that cannot be cut out, and of what does not script.
    text = FILE.replace("int(x.shape[0])\n", "int(x.shape[0])\n        print(f'{x!r}')\n")
    text = text.replace("        y = self.lin(x)\n", "        y = self.lin(x, **{})\n")
    told = str(editor.check(text))
    for new in ("\n\n" + text, text.replace("class Loop", "# between\nclass Loop"), text):
        found = editor.check(new)
        assert found == editor.check(new, fresh=True)
        assert (str(found) == told) is (new == text)
    assert done[1::2] == ["nothing at all"] * 3


def test_an_entry_that_a_bound_ends_keeps_no_other_from_being_recalled(
    editor: Editor, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "STEPS", 60)
    assert "TS905" in str(editor.check(FILE))
    for new in NEW[2:10]:
        for before in ("        y = self.lin(x)\n", "        return kept(x).item()\n"):
            text = FILE.replace(before, f"        {new}\n{before}")
            assert editor.check(text) == editor.check(text, fresh=True), text
    assert sum(what != "everything" for what in done) == 16


def test_definitions_of_the_past_are_forgotten(editor: Editor) -> None:
    def typed() -> int:
        for number in range(30):
            text = FILE.replace("def kept(x)", f"def kept(x, n{number}=(1, 2))").replace(
                "width=4", f"width={number}"
            )
            editor.check(text.replace("class Alone", f"class Alone{number}"))
        editor.check(FILE)
        gc.collect()
        return sum(isinstance(found, ast.arguments) for found in gc.get_objects())

    assert typed() >= typed() - 5
