"""Cures of many kinds and files together: conflicts, refusals, unreadable files, positions that move."""

from __future__ import annotations

import pytest

from tslint.fixes.apply import apply_cures
from tslint.ir.cures import AnnotateLocal, AnnotateReturn, DecorateFunction, ReplaceText, WrapCall

from .editing import FILE, fix, run, span_of


def test_only_files_that_change_are_given_back() -> None:
    texts = {
        "a.py": "import torch\ndef f(x): return x\n",
        "b.py": "import torch\n@torch.jit.script\ndef f(x): return x\n",
    }
    cures = [DecorateFunction("b.py", "f"), DecorateFunction("a.py", "f"), DecorateFunction("c.py", "f")]
    result = apply_cures(texts, cures)
    assert result.texts == {"a.py": texts["b.py"]}
    assert result.applied == [cures[1]]
    assert result.satisfied == [cures[0]]
    assert result.refused == [(cures[2], "the file was not read")]


def test_a_file_that_cannot_be_parsed_refuses_its_cures_only() -> None:
    texts = {"a.py": "def f(:\n", "b.py": "def f(): return 1\n"}
    result = apply_cures(texts, [AnnotateReturn("a.py", "f", "int"), AnnotateReturn("b.py", "f", "int")])
    assert list(result.texts) == ["b.py"]
    assert result.refused == [(AnnotateReturn("a.py", "f", "int"), "the file has a syntax error on line 1")]


@pytest.mark.parametrize("value", ["(a if b else c)if d else e", "a if b else(lambda: c)"])
def test_a_file_that_only_libcst_cannot_read_is_refused(value: str) -> None:
    text = f"def f(): return {value}\n"
    ((_, reason),) = apply_cures({FILE: text}, [AnnotateReturn(FILE, "f", "int")]).refused
    assert reason.startswith("libcst cannot parse the file")


def test_a_file_nested_too_deeply_is_refused() -> None:
    result = apply_cures({FILE: f"x = {'(' * 4000}{')' * 4000}\n"}, [AnnotateLocal(FILE, 1, "x", "int")])
    assert result.texts == {}
    assert len(result.refused) == 1


def test_a_cure_asked_for_twice_is_done_once() -> None:
    text = "import torch\ndef f(x): return x\n"
    cures = [
        DecorateFunction(FILE, "f"),
        DecorateFunction(FILE, "f"),
        DecorateFunction(FILE, "f", "@torch.jit.script"),
    ]
    result = run(text, *cures)
    assert result.texts[FILE].count("@torch") == 1


def test_the_outer_of_two_replacements_wins_whatever_the_order() -> None:
    text = "y = f(len(x)) + len(z)\n"
    outer = ReplaceText(FILE, span_of(text, "f(len(x))"), "g(x)")
    inner = ReplaceText(FILE, span_of(text, "len(x)"), "x.size(0)")
    other = ReplaceText(FILE, span_of(text, "len(z)"), "z.size(0)")
    for cures in ([outer, inner, other], [other, inner, outer]):
        result = run(text, *cures)
        assert result.texts == {FILE: "y = g(x) + z.size(0)\n"}
        assert result.refused == [(inner, "another cure replaces what is around it")]


def test_what_is_inside_a_wrapped_call_can_be_edited_too() -> None:
    text = "import torch\ng = Gate(len(x))(1)\n"
    cures = [
        WrapCall(FILE, span_of(text, "Gate(len(x))")),
        WrapCall(FILE, span_of(text, "Gate(len(x))(1)"), "torch.jit.freeze"),
        ReplaceText(FILE, span_of(text, "len(x)"), "x.size(0)"),
    ]
    new = "import torch\ng = torch.jit.freeze(torch.jit.script(Gate(x.size(0)))(1))\n"
    assert fix(text, *cures) == fix(text, *reversed(cures)) == new


def test_two_cures_of_one_place_do_not_mix() -> None:
    text = "import torch\ndef f(x): return len(x)\n"
    first, second = AnnotateReturn(FILE, "f", "int"), AnnotateReturn(FILE, "f", "float")
    result = run(text, first, second)
    assert result.applied == [first]
    assert result.refused == [(second, "another cure edits the same place")]


def test_one_cure_that_spoils_the_file_does_not_spoil_the_others() -> None:
    text = "def f():\n    global v\n    v = 1\n    w = 2\n"
    result = run(text, AnnotateLocal(FILE, 3, "v", "int"), AnnotateLocal(FILE, 4, "w", "int"))
    assert result.texts == {FILE: text.replace("w =", "w: int =")}
    ((cure, reason),) = result.refused
    assert cure == AnnotateLocal(FILE, 3, "v", "int")
    assert reason.startswith("the result would not be valid Python: ")


def test_positions_move_with_the_edits() -> None:
    text = "import torch\ndef f(x):\n    v = {}; w = Gate(), len(x), zz\n"
    done = [
        DecorateFunction(FILE, "f"),
        AnnotateLocal(FILE, 3, "v", "Dict[int, bool]"),
        WrapCall(FILE, span_of(text, "Gate()")),
        ReplaceText(FILE, span_of(text, "len(x)"), "x.size(0)"),
    ]
    later = ReplaceText(FILE, span_of(text, "zz"), "bad bad")
    result = run(text, *done, later)
    new = result.texts[FILE]
    moved = [result.moved(cure) for cure in [*done, later]]
    assert moved[0] == done[0]
    assert moved[1] == AnnotateLocal(FILE, 6, "v", "Dict[int, bool]")
    assert moved[2] == WrapCall(FILE, span_of(new, "torch.jit.script(Gate())"))
    assert moved[3] == ReplaceText(FILE, span_of(new, "x.size(0)"), "x.size(0)")
    assert moved[4] == ReplaceText(FILE, span_of(new, "zz"), "bad bad")


def test_a_file_of_more_nodes_than_libcst_has_memory_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tslint.fixes.document.LARGEST", 200)
    texts = {FILE: f"def f(): return [{'1, ' * 200}]\n", "b.py": "def f(): return 1\n"}
    result = apply_cures(texts, [AnnotateReturn(FILE, "f", "int"), AnnotateReturn("b.py", "f", "int")])
    assert list(result.texts) == ["b.py"]
    ((_, reason),) = result.refused
    assert reason == "it is too large to be edited (more than 200 expressions and statements)"
