"""A file that is checked while it is typed: what is recalled is what a check from nothing finds."""

from __future__ import annotations

import ast
import gc
import random
from pathlib import Path
from typing import Any

import pytest

from tslint.analysis.api import Analysis
from tslint.analysis.trace import run
from tslint.config.settings import Settings
from tslint.engine import live
from tslint.engine.check import check
from tslint.engine.live import Live
from tslint.hybrid.placement import Plan
from tslint.hybrid.tree import tree
from tslint.source.unsaved import Desk, at

FILE = """\
import torch
from torch import nn

from helpers import shifted

SCALE = [1.0, 2.0]


def halved(x, n=2):
    return x / n


def kept(x):
    # the rows that count
    if x.sum() > 0:
        return x
    return halved(x)


class Gate(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.seen = []

    def forward(self, x):
        y = self.lin(x)
        if y.mean() > 0:
            y = kept(y)
        return shifted(y) * SCALE[0]


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()
        self.gates = nn.ModuleList([Gate(n) for n in (2, 3)])

    def forward(self, x):
        n = int(x.shape[0])
        for i in range(n):
            x = x + i
        return self.gate(x)


class Alone(nn.Module):
    def forward(self, x):
        return kept(x).item()


class Two(nn.Module):
    def __init__(self, head=None, gate=Gate(8)):
        super().__init__()
        self.head = head if head is not None else Alone()
        self.gate = gate

    def helper(self, x):
        return self.gate(x)

    def forward(self, x):
        self.last = x
        return self.helper(x)


@torch.jit.script
def scripted(x: torch.Tensor):
    return x + len(x)


def make_two(width):
    return Two(nn.Linear(width, width))
"""
HELPERS = """\
def shifted(x):
    return x + 1
"""
NEW = (
    "# a remark", "", "y = 1", "x = x * 2", "if x.sum() > 0: x = -x", "n = int(x.shape[0])", "self.last = x",
    "x.item()", "for i in range(x.size(0)): x = x + i", "return x", "print(x)", "x = scripted(x)",
    "x = kept(x)", "self.seen.append(x)", "x = Alone()(x)", "self.gate = Gate()", "SCALE[0] = x",
)  # fmt: skip

HEADS = (
    ("(x", "(x, more=None"), ("(self, ", "(self, more=None, "), ("x)", "x: torch.Tensor)"),
    ("__init__", "__init"), ("(nn.Module)", "(nn.Sequential)"), ("def forward", "def forward_"),
    ("class ", "@torch.jit.script\nclass "), ("def ", "async def "), ("def ", "@torch.jit.ignore\ndef "),
)  # fmt: skip

TOP = (
    "import math", "from helpers import *", "from torch.nn import functional as F", "SCALE = (3.0,)",
    "from helpers import shifted as kept", "def added(x):\n    return kept(x)", "def kept(x):\n    return x",
    "@torch.jit.script\ndef added(x):\n    return x * 2", "class Added(Gate):\n    pass", "kept = halved",
    "class Added(nn.Module):\n    def forward(self, x):\n        return kept(x).item()", "Gate = Loop",
    "def make_two(head):\n    return Two(head, Loop())", "del halved", "added = Two()",
    "for SCALE in ([1.0], [2.0]):\n    pass", "if SCALE:\n    def kept(x):\n        return -x",
)  # fmt: skip
IN_CLASS = (
    "    added = 1", "    lin: nn.Linear", "    training = False", "    def added(self):\n        return 1",
    "    @property\n    def seen(self):\n        return [1]", "    def helper(self, x):\n        return x",
    "    def __call__(self, x):\n        return self.forward(x)", "    class Gate(nn.Module):\n        pass",
    "    forward = kept",
)  # fmt: skip
NAMES = (("Gate", "Gates"), ("kept", "keeps"), ("Alone", "Loop"), ("seen", "lin"))


class Editor:
    """One file on disk, checked as it is typed; `checked` says what a check found and drew."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path, self.settings, self.live = path, settings, Live()
        self.parsed: dict[str, object] = {}

    def check(self, text: str, fresh: bool = False, helpers: str | None = None) -> object:
        texts = {str(self.path): text.encode()}
        if helpers is not None:
            texts[str(self.path.parent / "helpers.py")] = helpers.encode()
        with at(Desk(texts, {} if fresh else self.parsed)):  # type: ignore[arg-type]
            found, drawn = (Live() if fresh else self.live).examine([self.path], self.settings, draw)
        return found.report, drawn


def draw(analysis: Analysis, plans: list[Plan]) -> list[str]:
    return [str(node) for plan in plans if (found := tree(analysis, plan)) for node in found.everything()]


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    path = tmp_path / "model.py"
    path.write_text(FILE)
    (tmp_path / "helpers.py").write_text(HELPERS)
    return Editor(path, Settings(tmp_path))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each check that is not from nothing did, in words."""
    told: list[str] = []
    settled, recall = Live._settled, Live.recall

    def recalled(self: Live, *given: Any) -> object:
        found = recall(self, *given)
        if self._recalled:
            told.append("nothing at all")
        return found

    def seen(self: Live, *given: Any) -> bool:
        known = self._known
        if known is not None:
            steps = known.history._steps
            again = [
                f"{key[0]} {key[1].name}" for key, step in steps.items() if step not in known.history.recalled
            ]  # type: ignore[index]
            told.append("everything" if self._edit is None else ", ".join(again) or "nothing")
        return settled(self, *given)

    monkeypatch.setattr(live.Live, "_settled", seen)
    monkeypatch.setattr(live.Live, "recall", recalled)
    return told


def edited(lines: list[str], chance: random.Random) -> list[str]:
    """Some lines after an edit, as people and their editors make them."""
    lines = list(lines)
    place = chance.randrange(len(lines))
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    match chance.randrange(13):
        case 9:
            tops = [n for n, line in enumerate(lines) if line and not line[0].isspace()]
            place = chance.choice(tops or [place])
            lines[place:place] = ["", *chance.choice(TOP).splitlines(), ""]
        case 10:
            classes = [n for n, line in enumerate(lines) if line.startswith("class ")]
            place = chance.choice(classes or [place])
            lines[place + 1 : place + 1] = [*chance.choice(IN_CLASS).splitlines(), ""]
        case 11:  # all of a definition
            heads = [n for n, line in enumerate(lines) if line.lstrip().startswith(("def ", "class "))]
            place = chance.choice(heads or [place])
            inner = len(lines[place]) - len(lines[place].lstrip())
            stop = place + 1
            while stop < len(lines) and (
                not lines[stop].strip() or lines[stop].startswith(" " * (inner + 1))
            ):
                stop += 1
            del lines[place:stop]
        case 12:
            old, new = chance.choice(
                (("Gate", "Gates"), ("kept", "keeps"), ("Alone", "Loop"), ("seen", "lin"))
            )
            lines = [line.replace(old, new) if chance.random() < 0.9 else line for line in lines]
        case 5:
            moved = [lines.pop(place) for _ in range(min(chance.randrange(1, 6), len(lines) - place))]
            place = chance.randrange(len(lines) + 1)
            lines[place:place] = moved
        case 6:
            return edited(edited(lines, chance), chance) if len(lines) > 2 else lines
        case 7:
            lines[place] += chance.choice(["  # a remark", "  # tslint: ignore", " ", " ("])
        case 8:
            heads = [n for n, line in enumerate(lines) if line.lstrip().startswith(("def ", "class "))]
            place = chance.choice(heads or [place])
            lines[place] = lines[place].replace(*chance.choice(HEADS))
        case 0 | 1:
            lines.insert(place, indent + chance.choice(NEW))
        case 2:
            del lines[place]
        case 3:
            lines.insert(place, chance.choice(lines))
        case _:
            lines[place] = lines[place].replace(
                *chance.choice([("x", "y"), ("1", "2"), ("self", "x"), ("return", "y =")])
            )
    return lines


@pytest.mark.parametrize("mode", ["hybrid", "trace", "script"])
def test_any_run_of_edits_gives_what_a_check_from_nothing_gives(
    editor: Editor, done: list[str], mode: str
) -> None:
    editor.settings = Settings(editor.path.parent, mode=mode)  # type: ignore[arg-type]
    chance = random.Random(f"edits under {mode}")
    lines = FILE.splitlines()
    for _ in range(60):
        new = edited(lines, chance)
        text = "\n".join(new) + "\n"
        assert editor.check(text) == editor.check(text, fresh=True), text
        lines = new if chance.random() < 0.8 else FILE.splitlines()
    if mode != "script":  # and it was no check from nothing each time
        assert sum(what != "everything" for what in done) > 8


def test_only_what_read_the_edited_code_is_done_again(editor: Editor, done: list[str]) -> None:
    editor.check(FILE)
    editor.check("# more\n" + FILE)
    editor.check("# more\n" + FILE.replace("return kept(x).item()", "return kept(x).item() + 1"))
    editor.check("# more\n" + FILE.replace("        x = x + i\n", "        x = x - i\n"))
    assert done[:3] == ["everything", "nothing at all", "run Alone"]
    assert "run Loop" in done[3]
    assert "build Loop" not in done[3]  # what was made is run again
    assert "build Two" not in done[3]


def test_where_nothing_that_was_read_changes_nothing_is_done(editor: Editor, done: list[str]) -> None:
    text = FILE.replace("class Gate", "# a remark\nclass Gate")
    editor.check(text)
    for new in (
        text.replace("a remark", "another"),
        text.replace("return x / n", "return  x / n  # tslint: ignore[TS999]"),
        text.replace("# the rows that count", "# tslint: ignore"),
    ):
        assert editor.check(new) == editor.check(new, fresh=True)
    assert done[1] == "nothing at all"
    text = text + "\n\ndef aside(x):\n    return x + 5\n"
    editor.check(text)
    for body in ("return -x", "n = x.item(); return n"):
        new = text.replace("return x + 5", body)
        assert editor.check(new) == editor.check(new, fresh=True)
        assert done[-2] == "nothing at all"
    # What is written in a function that nothing runs may still make others be looked at.
    for body in ("return torch.jit.script(kept)(x)", "return torch.jit.trace(Loop(), x)", "return Gate()(x)"):
        new = text.replace("return x + 5", body)
        assert editor.check(new) == editor.check(new, fresh=True)


def test_what_is_made_again_as_it_was_is_run_for_nobody(editor: Editor, done: list[str]) -> None:
    text = FILE.replace("self.seen = []", "self.seen, width = [], 4")
    editor.check(text)
    for new in ("self.seen, width = [], 3 + 1", "self.seen = list()", "self.seen = [1]", "self.more = []"):
        changed = text.replace("self.seen, width = [], 4", new)
        assert editor.check(changed) == editor.check(changed, fresh=True)
        editor.check(text)
    assert done[1] == "nothing"
    assert "run Loop" in done[10]
    # A model whose parts stand in other lines: what says where they are made says so.
    for new in ("width = width\n        self.lin = nn.Linear", "pass\n        self.lin = nn.LSTM"):
        changed = text.replace("self.lin = nn.Linear", new).replace("return self.gate(x)", "self.gat(x)")
        assert editor.check(changed) == editor.check(changed, fresh=True)


def test_a_signature_has_only_those_done_again_who_ask_for_the_name(editor: Editor, done: list[str]) -> None:
    editor.check(AGAIN)
    for old, new, again in (
        ("def halved(x):", "def halved(x, n=2):", "run One, run Two"),
        (
            "def forward(self, x):\n        return x + 1",
            "def forward(self, x, y):\n        return x + 1",
            "run Three",
        ),
        ("class Three", "class Four", "build Four, sites Four, run Four"),
    ):
        changed = AGAIN.replace(old, new)
        assert editor.check(changed) == editor.check(changed, fresh=True)
        assert done[-2] == again
        editor.check(AGAIN)


@pytest.mark.parametrize(
    ("before", "added"),
    [
        ("import torch\n", "import math\n"),
        ("class Gate", "def more(x):\n    return x.item()\n\n\n"),
        ("SCALE", "MORE = [1]\n"),
        ("class Gate", "if True:\n    import math as m\n\n\n"),
    ],
)
def test_where_nobody_asks_for_a_new_name_nothing_is_done(
    editor: Editor, done: list[str], before: str, added: str
) -> None:
    editor.check(FILE)
    for text in (FILE.replace(before, added + before, 1), FILE):
        assert editor.check(text) == editor.check(text, fresh=True)
    assert done[1::2] == ["nothing at all"] * 2


def test_a_new_member_of_a_class_is_looked_for_by_those_who_ask_for_it(
    editor: Editor, done: list[str]
) -> None:
    editor.check(FILE)
    head = "class Gate(nn.Module):\n"
    called = "def __call__(self, x):\n        return -self.forward(x)"
    for member, again in (("size = 3", "nothing at all"), (called, "run Loop, run Two")):
        text = FILE.replace(head, f"{head}    {member}\n\n")
        assert editor.check(text) == editor.check(text, fresh=True)
        assert set(again.split(", ")) <= set(done[-2].split(", ")), member
        editor.check(FILE)


def test_a_class_whose_ancestor_is_another_is_built_again(editor: Editor, done: list[str]) -> None:
    text = FILE + "\n\nclass Wide(Gate):\n    pass\n\n\nclass Wider(Wide):\n    pass\n"
    editor.check(text)
    for old, new in (
        ("class Gate(nn.Module)", "class Gate(Loop)"),
        ("class Wide(Gate)", "class Wide(Alone)"),
    ):
        changed = text.replace(old, new)
        assert editor.check(changed) == editor.check(changed, fresh=True)
        assert "build Wider" in done[-2]
        assert "everything" not in done[-2]
        editor.check(text)


def test_an_edit_in_an_imported_file_counts(editor: Editor, done: list[str]) -> None:
    editor.check(FILE, helpers=HELPERS)
    text = HELPERS.replace("x + 1", "x.item() + 1")
    assert editor.check(FILE, helpers=text) == editor.check(FILE, fresh=True, helpers=text)
    assert done == ["everything"] * 3
    editor.check(FILE, helpers=text)
    assert done[-1] == "nothing at all"


def test_a_file_that_comes_into_being_counts(editor: Editor) -> None:
    helpers = editor.path.parent / "helpers.py"
    helpers.unlink()
    before = editor.check(FILE)
    helpers.write_text(HELPERS.replace("x + 1", "x.item() + 1"))
    assert editor.check(FILE) == editor.check(FILE, fresh=True) != before


def test_text_that_is_no_python_is_passed_over(editor: Editor, done: list[str]) -> None:
    before = editor.check(FILE)
    broken = FILE.replace("class Gate(", "class Gate((")
    assert editor.check(broken) == editor.check(broken, fresh=True)
    assert editor.check(FILE) == before
    assert done[-1] == "nothing at all"


AGAIN = """\
import torch
from torch import nn


def halved(x):
    if x.sum() > 0:
        return x / 2
    return x


class One(nn.Module):
    def forward(self, x):
        return halved(x)


class Two(nn.Module):
    def forward(self, x):
        return -halved(x)


class Three(nn.Module):
    def forward(self, x):
        return x + 1
"""


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
