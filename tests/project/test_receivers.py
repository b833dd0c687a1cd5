"""What the object of a method is called, and the code that speaks of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.project.build import class_of, project_at
from tslint.project.entities import Function
from tslint.project.receivers import is_name, own_attributes, receiver_of, with_receivers

_SOURCE = """
    class Net:
        if True:
            def usual(self, other):
                self.one = other.two
                del self.three
        def odd(this, /):
            def inner():
                return this.four
            class Local:
                def method(it):
                    return it.five + this.six
            return inner
        @staticmethod
        def static(x):
            return x.seven
        @classmethod
        def made(cls):
            return cls.eight

    def free(self):
        return self.nine
"""


@pytest.mark.parametrize(
    ("method", "receiver", "named"),
    [
        ("usual", "self", {"one", "three"}),
        ("odd", "this", {"four", "six"}),
        ("static", "", set()),
        ("made", "", set()),
    ],
)
def test_a_method_names_its_object_by_its_first_parameter(
    tmp_path: Path, method: str, receiver: str, named: set[str]
) -> None:
    function = class_of(project_at(tmp_path, {"net.py": _SOURCE}), "net", "Net").members[method]
    assert isinstance(function, Function)
    assert receiver_of(function) == receiver
    assert {attribute.attr for attribute in own_attributes(function)} == named


def test_a_function_outside_of_a_class_has_no_object(tmp_path: Path) -> None:
    module = project_at(tmp_path, {"net.py": _SOURCE}).module("net")
    function = module.lookup("free") if module is not None else None
    assert isinstance(function, Function)
    assert receiver_of(function) == ""
    assert list(own_attributes(function)) == []


def test_in_a_whole_file_each_method_has_its_own_object(tmp_path: Path) -> None:
    module = project_at(tmp_path, {"net.py": _SOURCE}).module("net")
    assert module is not None
    own = {
        node.attr
        for node, receiver in with_receivers(module.source.tree)
        if isinstance(node, ast.Attribute) and is_name(node.value, receiver)
    }
    assert own == {"one", "three", "four", "five"}
