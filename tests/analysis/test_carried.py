"""Values that one process made stand for the same in another that has read the same files."""

from __future__ import annotations

import ast
import pickle

import pytest

from tests.analysis.trace.tracing import project_of
from tslint.analysis.carried import packed, unpacked
from tslint.analysis.values import (
    DERIVED,
    UNKNOWN,
    Callable,
    Choice,
    ClassRef,
    Const,
    Instance,
    LambdaValue,
    Method,
    ModuleValue,
    Origin,
    Sequence,
    Tensor,
)
from tslint.project.entities import Class, Function
from tslint.project.modules import Module
from tslint.source.walking import walk

SOURCE = """
class Outer(nn.Module):
    class Inner(nn.Module):
        def forward(self, x):
            return x

    def forward(self, x):
        return x

def outer(x):
    def inner(y):
        return y
    return inner(x) + [f(x) for f in (lambda z: z,)][0]

@decorated(Outer())
def twice(x):
    return x

def twice(x):
    return -x
"""


def modules() -> tuple[Module, Module]:
    """The module as two processes have it."""
    one, other = project_of(model=SOURCE), project_of(model=SOURCE)
    return one.checked[0], other.checked[0]


def found(module: Module, kind: type[ast.AST]) -> list[ast.AST]:
    return [node for node in walk(module.source.tree) if isinstance(node, kind)]


def test_what_is_told_by_identity_is_the_same_object() -> None:
    there, here = modules()
    assert unpacked(packed([UNKNOWN, DERIVED, there, there.project]), here.project) == [
        UNKNOWN,
        DERIVED,
        here,
        here.project,
    ]


def test_definitions_are_found_by_their_names() -> None:
    there, here = modules()
    outer, again = there.lookup("Outer"), here.lookup("Outer")
    assert isinstance(outer, Class)
    assert isinstance(again, Class)
    inner, forward = outer.members["Inner"], outer.members["forward"]
    assert isinstance(inner, Class)
    assert isinstance(forward, Function)
    values = [ClassRef(inner), Callable(forward), ModuleValue(there)]
    cls, method, module = unpacked(packed(values), here.project)
    assert cls.cls is again.members["Inner"]
    assert method.function is again.members["forward"]
    assert module.module is here


def test_a_definition_without_a_name_of_its_own_stands_on_the_node_of_this_process() -> None:
    there, here = modules()
    shadowed = [node for node in found(there, ast.FunctionDef) if getattr(node, "name", "") == "twice"][0]
    inner = [node for node in found(there, ast.FunctionDef) if getattr(node, "name", "") == "inner"][0]
    assert isinstance(shadowed, ast.FunctionDef)
    assert isinstance(inner, ast.FunctionDef)
    values = [
        Callable(Function(there, shadowed, "twice")),
        Callable(Function(there, inner, "outer.<locals>.inner"), None, {"x": Tensor()}),
    ]
    first, second = unpacked(packed(values), here.project)
    nodes = found(here, ast.FunctionDef)
    assert first.function.node in nodes
    assert first.function.node.lineno == shadowed.lineno
    assert second.function.node in nodes
    assert second.function.node.name == "inner"
    assert second.closure == {"x": Tensor()}


def test_places_are_found_below_decorators_and_in_comprehensions() -> None:
    there, here = modules()
    for kind in (ast.Call, ast.Lambda):
        for node, again in zip(found(there, kind), found(here, kind), strict=True):
            made = Instance("torch.nn.Linear", site=(there.path, node))
            assert unpacked(packed(made), here.project).site == (here.path, again)
    (written,) = found(there, ast.Lambda)
    assert isinstance(written, ast.Lambda)
    assert unpacked(packed(LambdaValue(written, there, {})), here.project).node in found(here, ast.Lambda)


def test_objects_that_lead_back_to_themselves_keep_their_shape() -> None:
    _, here = modules()
    child, parent = Instance("torch.nn.Linear"), Instance("torch.nn.Module")
    parent.attributes.update(child=child, same=child, call=Method(parent, "forward"))
    child.attributes["parent"] = Choice((parent, Const(None, Origin.CONFIGURATION)))
    items = Sequence("list", [child, parent])
    items.items.append(items)  # type: ignore[union-attr]
    again = unpacked(packed(items), here.project)
    first, second, itself = again.items
    assert itself is again
    assert second.attributes["child"] is second.attributes["same"] is first
    assert second.attributes["call"].receiver is second
    assert first.attributes["parent"].values == (second, Const(None, Origin.CONFIGURATION))


def test_what_lies_in_no_file_is_not_carried() -> None:
    there, _ = modules()
    with pytest.raises(pickle.PicklingError):
        packed(ast.parse("a + b"))
    with pytest.raises(pickle.PicklingError):
        packed(Instance("torch.nn.Linear", site=(there.path, ast.Name("x"))))


def test_what_another_process_read_and_this_one_did_not_is_refused() -> None:
    there, _ = modules()
    (first, *_) = found(there, ast.Call)
    other = project_of(different="x = 1\n")
    with pytest.raises(pickle.UnpicklingError):
        unpacked(packed(Instance("torch.nn.Linear", site=(there.path, first))), other)
    with pytest.raises(pickle.UnpicklingError):
        unpacked(packed(ModuleValue(there)), other)
    with pytest.raises(pickle.UnpicklingError):
        unpacked(packed(ClassRef(there.lookup("Outer"))), project_of(model="x = 1\n"))  # type: ignore[arg-type]
