"""The shipped data agree with the installed torch, where it is of the same release."""

from __future__ import annotations

import builtins
import cmath
import inspect
import json
import math
import random
import subprocess
import sys
from typing import Any

import pytest

from tslint.torchspec.load import TorchSpec, spec
from tslint.torchspec.records import FunctionSpec

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def torch_spec() -> TorchSpec:
    found = spec(torch.__version__)
    if not torch.__version__.startswith(f"{found.release}."):
        pytest.skip(f"no data of torch {torch.__version__}")
    return found


def _sample(names: tuple[str, ...], size: int) -> list[str]:
    return random.Random(len(names)).sample(sorted(names), min(size, len(names)))


def _resolves(name: str) -> bool:
    """Whether the compiler itself knows the name: it compiles, or only the arguments do not fit."""
    scope = {**vars(builtins), "torch": torch, "math": math, "cmath": cmath}
    unit = torch._C.CompilationUnit()
    try:
        unit.define(f"def f(x: Tensor):\n    return {name}(no_such_keyword=x)\n", scope.get)
    except RuntimeError as error:
        text = str(error)
        unnamed = "-> Tensor 0" in text or text.lstrip().startswith("(Tensor")
        return "::" in text.partition("File")[0] and "Unknown builtin op" not in text and not unnamed
    return True


@pytest.mark.parametrize(
    "namespace", ["torch", "torch.linalg", "torch.special", "torch.fft", "math", "cmath"]
)
def test_sampled_builtins_resolve_in_the_compiler(torch_spec: TorchSpec, namespace: str) -> None:
    known = [torch_spec.function(name) for name in _sample(torch_spec.names(namespace), 60)]
    builtin = [found for found in known if isinstance(found, FunctionSpec) and found.kind == "builtin"]
    assert builtin
    assert [found.name for found in builtin if not _resolves(found.name)] == []


def test_sampled_unscriptable_builtins_do_not_resolve(torch_spec: TorchSpec) -> None:
    known = [torch_spec.function(name) for name in torch_spec.names("torch")]
    refused = [found.name for found in known if found and "Unknown builtin op" in found.message]
    assert len(refused) > 20
    assert [name for name in refused if _resolves(name)] == []


def test_sampled_functions_compile_to_the_recorded_signature(torch_spec: TorchSpec) -> None:
    checked = 0
    for name in _sample(torch_spec.names("torch.nn.functional"), 40):
        found = torch_spec.function(name)
        function: Any = getattr(torch.nn.functional, name.rpartition(".")[2])
        if found is None or found.kind != "function" or len(found.schemas) != 1:
            continue
        if not inspect.isfunction(function):
            continue
        schema = torch.jit.script(function).schema
        arguments = [(argument.name, str(argument.type)) for argument in schema.arguments]
        assert arguments == [(told.name, str(told.type)) for told in found.schemas[0].arguments]
        assert str(schema.returns[0].type) == str(found.schemas[0].result)
        checked += 1
    assert checked > 10


_REGISTRY = """
import json, torch
names = sorted({schema.name for schema in torch._C._jit_get_all_schemas()})
print(json.dumps({name: [str(s) for s in torch._C._jit_get_schemas_for_operator(name)] for name in names}))
"""


def test_operators_are_those_of_the_registry(torch_spec: TorchSpec) -> None:
    """Every one, as a process has them that has only imported torch: other imports register more."""
    done = subprocess.run([sys.executable, "-c", _REGISTRY], capture_output=True, text=True, check=True)
    registry = json.loads(done.stdout)
    assert len(registry) > 1000
    for name, registered in registry.items():
        assert [schema.text for schema in torch_spec.schemas(name)][: len(registered)] == registered


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Linear", {"in_features": 4, "out_features": 4}),
        ("BatchNorm1d", {"num_features": 4}),
        ("GRU", {"input_size": 4, "hidden_size": 4}),
        ("LayerNorm", {"normalized_shape": 4}),
        ("Dropout", {}),
    ],
)
def test_the_attributes_of_a_module_are_those_of_an_instance(
    torch_spec: TorchSpec, name: str, arguments: dict[str, int]
) -> None:
    found = torch_spec.module(f"torch.nn.{name}")
    assert found is not None
    concrete = torch.jit._recursive.get_module_concrete_type(getattr(torch.nn, name)(**arguments))
    attributes = {key: str(kind) for key, (kind, _) in concrete.get_attributes().items()}
    for key, kind in attributes.items():
        assert str(found.attributes[key].type) == kind
    told = {key for key, attribute in found.attributes.items() if attribute.kind == "constant"}
    assert told == set(concrete.get_constants())


def test_a_kept_number_follows_the_input_and_a_baked_one_does_not(torch_spec: TorchSpec) -> None:
    def rolled(x: Any) -> Any:
        return torch.roll(torch.arange(10), x.size(0))

    def topped(x: Any) -> Any:
        return torch.topk(torch.arange(10), x.size(0))[0]

    for name, argument, function in (("torch.roll", "shifts", rolled), ("torch.topk", "k", topped)):
        traced = torch.jit.trace(function, (torch.zeros(2),), check_trace=False)
        follows = torch.equal(traced(torch.zeros(5)), function(torch.zeros(5)))
        assert torch_spec.traced_number(name, argument) == ("keeps" if follows else "bakes")
