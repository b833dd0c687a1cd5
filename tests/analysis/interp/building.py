"""Building the attribute table of a small class."""

from __future__ import annotations

import textwrap

from tests.analysis.trace.tracing import project_of
from tslint.analysis.interp.api import build_instance
from tslint.analysis.values import Const, Instance, Value
from tslint.project.entities import Class


def built(name: str = "Model", **files: str) -> Instance:
    """The object that a class of the module `model` gives with its defaults."""
    project = project_of(**files)
    module = project.module("model")
    assert module is not None
    cls = module.lookup(name)
    assert isinstance(cls, Class)
    return build_instance(project, cls)


def model(init: str, parameters: str = "", top: str = "") -> Instance:
    """The object of a module class whose `__init__` has that body."""
    signature = f"self, {parameters}" if parameters else "self"
    body = textwrap.indent(textwrap.dedent(init).strip("\n"), "        ")
    source = f"class Model(nn.Module):\n    def __init__({signature}):\n        super().__init__()\n{body}\n"
    return built(model=textwrap.dedent(top) + source)


def said(value: Value | None) -> object:
    """A value in short: a constant itself, the class of an object, else its kind."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Instance):
        return value.class_name.rpartition(".")[2]
    return type(value).__name__


def table(instance: Instance) -> dict[str, object]:
    """The attribute table in short."""
    return {name: said(value) for name, value in instance.attributes.items()}


def inside(instance: Instance, name: str) -> list[object]:
    """The children of a container that an attribute holds, in short."""
    held = instance.attributes[name]
    assert isinstance(held, Instance)
    assert held.items is not None
    return [said(item) for item in held.items]
