"""A file that is checked while it is typed: what is recalled is what a check from nothing finds."""

from __future__ import annotations

import random

import pytest

from tests.engine.editing import AGAIN, FILE, HELPERS, Editor, edited
from tslint.config.settings import Settings


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
