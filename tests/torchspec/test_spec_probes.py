"""The generator's own parts: what it asks of torch, and how it survives what torch does then."""

from __future__ import annotations

import faulthandler
import os
import time

import pytest

pytest.importorskip("torch")

import torch

from tslint.torchspec.generate.callables import Callee, dispatched
from tslint.torchspec.generate.compiler import cause, compile_source
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.generate.methods import member
from tslint.torchspec.generate.modules import attributes_of
from tslint.torchspec.generate.signatures import python_signature, schema_text
from tslint.torchspec.generate.traced import _ask


def test_the_compiler_lists_the_schemas_that_a_call_misses() -> None:
    told = compile_source("def f(x: Tensor):\n    return torch.relu(nothing=1)\n", {"torch": torch})
    assert not told.compiled
    assert told.variants[0] == "aten::relu(Tensor self) -> Tensor"


def test_a_misfit_inside_a_called_function_is_none_of_the_call() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x, x, x, x)

    told = compile_source("def f(x: Tensor):\n    return inner(x)\n", {"inner": inner})
    assert not told.compiled
    assert told.variants == ()


def test_a_constant_is_told_with_its_value() -> None:
    told = compile_source("def f():\n    return torch.float32\n", {"torch": torch})
    assert (told.compiled, told.result, told.value) == (True, "int", 6)


def test_the_cause_of_an_error_is_one_line_without_addresses() -> None:
    unit = "(of Python compilation unit at: 0x5649f4c64270)"
    text = f"\n'Foo {unit}' has no attribute 'x'.:\n  File \"a.py\", line 1\n"
    assert cause(text) == "'Foo' has no attribute 'x'."


def test_a_probe_that_crashes_or_hangs_costs_only_itself() -> None:
    def work(item: str) -> str:
        if item == "crash":
            faulthandler.disable()  # whose report would look like trouble of the tests
            os.abort()
        if item == "hang":
            time.sleep(60)
        return item.upper()

    told = run_isolated(["a", "crash", "b", "hang", "c"], work, lambda item, why: f"{item} {why}", seconds=1)
    assert told == ["A", "crash crashes the process", "B", "hang hangs", "C"]


def test_members_are_methods_attributes_forms_or_unknown() -> None:
    assert member("Tensor", "relu", {}) == ["method", ["aten::relu"]]
    assert member("Tensor", "ndim", {}) == ["attribute", "int"]
    assert member("Tensor", "float", {}) == ["form", "Tensor"]
    assert member("Tensor", "tolist", {}) == ["form", ""]
    assert member("Tensor", "numpy", {})[0] == "unscriptable"


def test_the_attributes_of_an_instance_are_recorded_with_their_kinds() -> None:
    class Odd(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.size = 3
            self.weight = torch.nn.Parameter(torch.zeros(2))
            self.register_buffer("seen", torch.zeros(1))
            self.inner = torch.nn.ReLU()
            self.activation = torch.nn.functional.relu
            self.mixed = [1, "a"]

    told = attributes_of(Odd())
    kinds = {name: kind for name, (kind, _, _) in told.items()}
    assert kinds["size"] == "attribute"
    assert kinds["weight"] == "parameter"
    assert kinds["seen"] == "buffer"
    assert kinds["inner"] == "submodule"
    assert kinds["activation"] == "function"
    assert kinds["mixed"] == "failed"
    assert told["inner"][2] == "torch.nn.modules.activation.ReLU"


def test_a_python_signature_keeps_kinds_defaults_and_annotations() -> None:
    def function(a: int, *rest: str, flag: bool = True) -> None: ...

    assert python_signature(function) == [
        ["a", "positional_or_keyword", None, "int"],
        ["rest", "var_positional", None, "str"],
        ["flag", "keyword_only", "True", "bool"],
    ]
    assert python_signature(torch.relu) is None


def test_a_schema_that_torch_cannot_print_is_spelt_from_its_parts() -> None:
    schema = torch.jit.script(torch.nn.functional._max_pool2d).schema
    assert schema_text(schema).endswith("-> Tensor")


@pytest.mark.parametrize(
    ("name", "call", "operator", "argument", "outcome"),
    [
        ("torch.topk", torch.topk, "aten::topk", "k", "keeps"),
        ("torch.chunk", torch.chunk, "aten::chunk", "chunks", "bakes"),
    ],
)
def test_the_experiment_tells_what_a_trace_keeps(
    name: str, call: object, operator: str, argument: str, outcome: str
) -> None:
    callee = Callee(name, call, dispatched(operator))  # type: ignore[arg-type]
    assert _ask(callee)[argument] == outcome
