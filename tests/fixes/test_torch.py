"""What the edits make compiles with the real torch, and does what the code did."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tslint.ir.cures import (
    AnnotateLocal,
    AnnotateParameter,
    AnnotateReturn,
    Cure,
    DecorateFunction,
    ReplaceText,
    WrapCall,
)

from .editing import FILE, fix, span_of

torch = pytest.importorskip("torch")

Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Import a text as a module, as torch needs it: from a file."""
    loaded: list[str] = []

    def do(text: str) -> ModuleType:
        name = f"fixed_{tmp_path.name}_{len(loaded)}"
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        loaded.append(name)
        spec.loader.exec_module(module)
        return module

    yield do
    for name in loaded:
        del sys.modules[name]


def scripted(value: object) -> bool:
    return isinstance(value, torch.jit.ScriptFunction)


BODY = "    y = F.relu(x)\n    if bool(y.sum() > 3):\n        y = y + 1\n    return y\n"
HEAD = "import functools\nimport torch\nimport torch.nn.functional as F\n"
KEEP = (
    "CALLS = []\n"
    "def deco(fn):\n"
    "    @functools.wraps(fn)\n"
    "    def inner(*args):\n"
    "        CALLS.append(fn)\n"
    "        return fn(*args)\n"
    "    return inner\n"
)


@pytest.mark.parametrize(
    "decorator",
    [
        "@torch.no_grad()\n",
        "@torch.inference_mode()\n",
        "@deco\n",
        "@functools.lru_cache\n",
        "@torch.no_grad()\n@deco\n",
    ],
)
def test_a_scripted_function_keeps_what_its_other_decorators_do(decorator: str, load: Load) -> None:
    text = f"{HEAD}{KEEP}\n{decorator}def f(x):\n{BODY}"
    eager, fixed = load(text), load(fix(text, DecorateFunction(FILE, "f")))
    for x in (torch.ones(4, requires_grad=True), -torch.ones(4)):
        wanted, got = eager.f(x), fixed.f(x)
        assert torch.equal(wanted, got)
        assert wanted.requires_grad == got.requires_grad
    assert len(eager.CALLS) == len(fixed.CALLS)
    assert all(scripted(fn) or scripted(getattr(fn, "__wrapped__", None)) for fn in fixed.CALLS)
    assert scripted(fixed.f.__wrapped__) or scripted(fixed.f.__wrapped__.__wrapped__)


def test_script_above_other_decorators_does_not_keep_what_they_do(load: Load) -> None:
    """Why the decorator goes below: torch compiles what is under all wrappers, and drops these in silence."""
    module = load(f"{HEAD}{KEEP}\n@torch.jit.script\n@deco\ndef f(x):\n{BODY}")
    module.f(torch.ones(4))
    assert module.CALLS == []
    with pytest.raises(RuntimeError):
        load(f"{HEAD}\n@torch.jit.script\n@torch.no_grad()\ndef f(x):\n{BODY}")
    with pytest.raises(TypeError):
        load(f"{HEAD}\nclass A:\n    @torch.jit.script\n    @staticmethod\n    def f(x): return x\n")


def test_a_static_method_works_from_class_and_object(load: Load) -> None:
    text = "import torch\nclass A:\n    @staticmethod\n    def f(x): return x + 1\n"
    module = load(fix(text, DecorateFunction(FILE, "A.f")))
    assert scripted(module.A.f)
    assert torch.equal(module.A().f(torch.zeros(1)), torch.ones(1))


def test_a_scripted_method_would_not_get_its_object(load: Load) -> None:
    """Why methods are refused."""
    module = load(
        "import torch\nclass A(torch.nn.Module):\n    @torch.jit.script\n    def f(self, x): return x\n"
    )
    with pytest.raises(RuntimeError, match="missing value for argument 'x'"):
        module.A().f(torch.ones(1))


def test_a_function_wrapped_for_fx_keeps_its_name(load: Load) -> None:
    text = f"{HEAD}\n@torch.fx.wrap\ndef f(x):\n{BODY}\n\ndef g(x):\n    return f(x)\n"
    module = load(fix(text, DecorateFunction(FILE, "f")))
    assert scripted(module.f)
    graph = torch.fx.symbolic_trace(module.g).graph
    assert [node.target for node in graph.nodes if node.op == "call_function"] == [module.f]


def test_script_if_tracing_scripts_under_a_trace_only(load: Load) -> None:
    text = f"{HEAD}\n@torch.no_grad()\ndef f(x):\n{BODY}"
    module = load(fix(text, DecorateFunction(FILE, "f", "torch.jit.script_if_tracing")))
    assert module.f.__name__ == "f"
    traced = torch.jit.trace(module.f, torch.ones(4))
    assert torch.equal(traced(-torch.ones(4)), module.f(-torch.ones(4)))
    assert torch.equal(traced(torch.ones(4)), module.f(torch.ones(4)))


@pytest.mark.parametrize(
    ("imports", "annotation", "value"),
    [
        ("import torch", "Dict[int, Tensor]", "{}"),
        ("import torch as th", "Dict[int, Tensor]", "{}"),
        ("from torch import Tensor as T\nimport torch", "List[Tensor]", "[]"),
        ("import torch\nfrom typing import Dict as D, List as L", "Dict[int, List[Tensor]]", "{}"),
        ("import torch\nimport typing as t", "Dict[int, Optional[Tensor]]", "{}"),
        ("import torch\nclass Dict: pass", "Dict[int, bool]", "{}"),
        ("import torch", "Optional[int]", "None"),
        ("import torch", "Tuple[Tensor, int]", "(x, 1)"),
        ("import torch", "Device", "x.device"),
        ("import torch", "Union[Tensor, int]", "1"),
        ("import torch", "float", "1.0"),
        ("from __future__ import annotations\nimport torch", "List[List[int]]", "[[1]]"),
    ],
)
def test_annotations_are_read_by_torch_as_they_are_spelled(
    imports: str, annotation: str, value: str, load: Load
) -> None:
    text = f"{imports}\ndef f(x):\n    v = {value}\n    return v\n"
    cures: list[Cure] = [
        DecorateFunction(FILE, "f"),
        AnnotateLocal(FILE, text.count("\n") - 1, "v", annotation),
        AnnotateReturn(FILE, "f", annotation),
        AnnotateParameter(FILE, "f", "x", "Tensor"),
    ]
    module = load(fix(text, *cures))
    # TorchScript prints the type as the cure spells it.
    assert module.f.schema.returns[0].type.annotation_str == annotation
    module.f(torch.ones(2))


def test_a_function_that_needs_every_kind_of_cure_compiles_and_agrees(load: Load) -> None:
    text = (
        "import torch\n\n\n"
        "# keeps one of each\n"
        "def unique(x, low=0):\n"
        "    seen={}  # by value\n"
        "    kept = []\n"
        "    for i in range(len(x)-1, -1, -1):\n"
        "        key = int(x[i])\n"
        "        if key not in seen and key >= low:\n"
        "            seen[key] = True\n"
        "            kept.append(x[i])\n"
        "    return torch.stack(kept), len(kept)\n"
    )
    cures = [
        DecorateFunction(FILE, "unique"),
        AnnotateLocal(FILE, 6, "seen", "Dict[int, bool]"),
        AnnotateLocal(FILE, 7, "kept", "List[Tensor]"),
        AnnotateParameter(FILE, "unique", "x", "Tensor"),
        AnnotateParameter(FILE, "unique", "low", "int"),
        AnnotateReturn(FILE, "unique", "Tuple[Tensor, int]"),
        ReplaceText(FILE, span_of(text, "len(x)"), "x.size(0)"),
    ]
    eager, fixed = load(text), load(fix(text, *cures))
    assert scripted(fixed.unique)
    for x in (torch.tensor([3, 1, 3, 2]), torch.tensor([5]), torch.tensor([-1, 4, 4])):
        (a, m), (b, n) = eager.unique(x, 0), fixed.unique(x, 0)
        assert torch.equal(a, b)
        assert m == n
    with pytest.raises(RuntimeError):
        torch.jit.script(eager.unique)


def test_a_wrapped_submodule_carries_its_branch_through_a_trace(load: Load) -> None:
    text = (
        "import torch.nn as nn\n"
        "class Gate(nn.Module):\n"
        "    def forward(self, x):\n"
        "        if x.sum() > 0:\n"
        "            return x\n"
        "        return -x\n"
        "class Cell(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.gate = Gate()\n"
        "    def forward(self, x):\n"
        "        return self.gate(x)\n"
    )
    plain, fixed = load(text), load(fix(text, WrapCall(FILE, span_of(text, "Gate()"))))
    x = torch.ones(2)
    hybrid = torch.jit.trace(fixed.Cell(), x)
    assert torch.equal(hybrid(-x), plain.Cell()(-x))
    assert not torch.equal(torch.jit.trace(plain.Cell(), x, check_trace=False)(-x), plain.Cell()(-x))


def test_what_torch_makes_of_type_comments_is_why_they_are_refused(load: Load) -> None:
    module = load("from typing import Dict\ndef f(x):\n    v = {}  # type: Dict[int, bool]\n    return v\n")
    with pytest.raises(RuntimeError):
        torch.jit.script(module.f)
    module = load("import torch\ndef f(x, n: str):\n    # type: (Tensor, int) -> int\n    return n + 1\n")
    assert [str(a.type) for a in torch.jit.script(module.f).schema.arguments] == ["Tensor", "int"]
