"""Which definitions are entries, how they are named, and who uses whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.build import class_of, project_at
from tslint.project.entities import Function
from tslint.project.entries import calls_of, is_entry_name, top_level, uses


def test_top_level_definitions_in_the_order_of_the_source(tmp_path: Path) -> None:
    source = """
        def second(): pass
        class First: pass
        if True:
            def third(): pass
        else:
            class Fourth: pass
        try:
            def fifth(): pass
        except ImportError:
            def never(): pass
        with open('x') as f:
            def sixth(): pass
        def outer():
            def inner(): pass
        """
    project = project_at(tmp_path, {"a.py": source})
    found = [entity.name for entity in top_level(project.checked[0])]
    assert found == ["second", "First", "third", "Fourth", "fifth", "sixth", "outer"]


def test_of_several_definitions_of_one_name_the_last_is_the_entry(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "def f(): pass\ndef f(x): pass\n"})
    (entity,) = top_level(project.checked[0])
    assert entity.node.lineno == 2


def test_a_definition_that_a_variable_replaces_is_no_entry(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "def f(): pass\nf = wrap(f)\nclass C: pass\nC = None\n"})
    assert list(top_level(project.checked[0])) == []


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ("*", True),
        ("Model", True),
        ("layers.Model", True),
        ("pkg.layers.Model", True),
        ("odel", False),
        ("ayers.Model", False),
        ("Model2", False),
        ("pkg.layers", False),
        ("", False),
    ],
)
def test_an_entry_is_named_by_the_end_of_its_dotted_name(wanted: str, fits: bool) -> None:
    assert is_entry_name("pkg.layers.Model", wanted) == fits


def test_a_class_is_used_where_a_class_names_it_and_a_function_anywhere(tmp_path: Path) -> None:
    files = {
        "model.py": """
            import layers
            from layers import Gate as G
            class Cell:
                def __init__(self):
                    self.gate = G()
                def forward(self, x):
                    return layers.helper(x)
            def build():
                return Cell()
            """,
        "layers.py": """
            class Gate: pass
            class Loose: pass
            def helper(x): return deeper(x)
            def deeper(x): return x
            def recursive(x): return recursive(x)
            """,
    }
    project = project_at(tmp_path, files)
    found = uses(project)
    assert found.by_classes == {"layers.Gate", "layers.helper"}
    assert found.anywhere == {"layers.Gate", "layers.helper", "layers.deeper", "model.Cell"}
    assert found.has_user(class_of(project, "layers", "Gate"))
    assert not found.has_user(class_of(project, "model", "Cell"))
    layers = project.module("layers")
    assert layers is not None
    deeper = layers.lookup("deeper")
    assert isinstance(deeper, Function)
    assert found.has_user(deeper)


def test_what_is_handed_to_torch(tmp_path: Path) -> None:
    files = {
        "a.py": """
            import torch
            from torch.jit import script as compile_it
            from torch import jit
            from b import Gate, f, g, never
            torch.jit.script(Gate())
            compile_it(f)
            class Holder:
                def __init__(self):
                    self.g = jit.script(g)
            script(never)
            torch.jit.trace(Holder(), (1,))
            torch.jit.script(1 + 1)
            """,
        "b.py": "class Gate: pass\ndef f(x): return x\ndef g(x): return x\ndef never(x): return x\n",
    }
    project = project_at(tmp_path, files)
    assert calls_of(project, "torch.jit.script") == {"b.Gate", "b.f", "b.g"}
    assert calls_of(project, "torch.jit.trace") == {"a.Holder"}
