"""Class hierarchies across files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.project.build import class_of, project_at
from tslint.project.classes import (
    after,
    externals,
    find_member,
    is_fully_known,
    is_module,
    is_torch_module,
    linearise,
    resolve,
)
from tslint.project.entities import Class, Entity, External, Function


def names(entities: list[Entity | None]) -> list[str]:
    return [
        "?" if entity is None else entity.dotted if isinstance(entity, (External, Class, Function)) else "..."
        for entity in entities
    ]


DIAMOND = """
    from torch import nn
    class Base(nn.Module):
        def forward(self, x): return x
        def reset(self): pass
    class Left(Base):
        def forward(self, x): return x + 1
    class Right(Base):
        def forward(self, x): return x - 1
        def reset(self): pass
    class Both(Left, Right):
        pass
    """


def test_the_method_resolution_order_of_a_diamond(tmp_path: Path) -> None:
    both = class_of(project_at(tmp_path, {"a.py": DIAMOND}), "a", "Both")
    assert names(linearise(both)) == ["a.Both", "a.Left", "a.Right", "a.Base", "torch.nn.Module"]


def test_the_order_is_pythons(tmp_path: Path) -> None:
    source = """
        class O: pass
        class A(O): pass
        class B(O): pass
        class C(A, B): pass
        class D(B): pass
        class E(C, D): pass
        """
    cls = class_of(project_at(tmp_path, {"a.py": source}), "a", "E")
    namespace: dict[str, type] = {}
    exec(compile((tmp_path / "a.py").read_text(), "a", "exec"), namespace)
    assert names(linearise(cls)) == [f"a.{part.__name__}" for part in namespace["E"].__mro__[:-1]]


def test_members_come_from_the_nearest_ancestor(tmp_path: Path) -> None:
    both = class_of(project_at(tmp_path, {"a.py": DIAMOND}), "a", "Both")
    forward, reset = find_member(both, "forward"), find_member(both, "reset")
    assert isinstance(forward, Function)
    assert isinstance(reset, Function)
    assert (forward.qualname, reset.qualname) == ("Left.forward", "Right.reset")
    assert find_member(both, "absent") is None


def test_super_goes_on_behind_the_owner_in_the_order_of_the_object(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": DIAMOND})
    both, left = class_of(project, "a", "Both"), class_of(project, "a", "Left")
    assert names(list(after(both, left))) == ["a.Right", "a.Base", "torch.nn.Module"]
    assert names(list(after(left, left))) == ["a.Base", "torch.nn.Module"]


def test_super_of_a_class_that_is_no_ancestor_has_its_own_order(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": DIAMOND})
    assert names(list(after(class_of(project, "a", "Left"), class_of(project, "a", "Right")))) == [
        "a.Base",
        "torch.nn.Module",
    ]


def test_bases_lie_in_other_files_and_behind_aliases(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/base.py": "import torch.nn as nn\nModule = nn.Module\nclass Base(Module): pass\n",
        "pkg/model.py": """
            from . import base as b
            from typing import Generic
            class Model(b.Base, Generic[T]): pass
            """,
    }
    model = class_of(project_at(tmp_path, files), "pkg.model", "Model")
    assert names(linearise(model)) == [
        "pkg.model.Model",
        "pkg.base.Base",
        "torch.nn.Module",
        "typing.Generic",
    ]
    assert is_module(model)
    assert externals(model) == ["torch.nn.Module", "typing.Generic"]


def test_a_base_that_is_not_resolved_is_unknown(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "class A(make_base()): pass\nclass B(A): pass\n"})
    found = class_of(project, "a", "B")
    assert names(linearise(found)) == ["a.B", "a.A", "?"]
    assert not is_fully_known(found)
    assert not is_module(found)


def test_a_base_of_another_library_is_known_to_be_outside(tmp_path: Path) -> None:
    found = class_of(project_at(tmp_path, {"a.py": "from lib import Base\nclass A(Base): pass\n"}), "a", "A")
    assert names(linearise(found)) == ["a.A", "lib.Base"]
    assert not is_module(found)


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "class A(A): pass\n"},
        {"a.py": "class A(B): pass\nclass B(A): pass\n"},
        {"a.py": "from b import B\nclass A(B): pass\n", "b.py": "from a import A\nclass B(A): pass\n"},
        {"a.py": "A = A\nclass A(A): pass\n"},
        {"a.py": "class A(A, A.B, B[A]): pass\nB = A\n"},
    ],
)
def test_a_class_that_is_its_own_ancestor_ends(tmp_path: Path, files: dict[str, str]) -> None:
    found = class_of(project_at(tmp_path, files), "a", "A")
    assert linearise(found)[0] is not None
    assert find_member(found, "absent") is None
    assert not is_module(found)


def test_a_long_line_of_ancestors_ends(tmp_path: Path) -> None:
    source = "class A0: pass\n" + "".join(f"class A{i}(A{i - 1}): pass\n" for i in range(1, 300))
    found = class_of(project_at(tmp_path, {"a.py": source}), "a", "A299")
    assert len(linearise(found)) < 300
    assert not is_fully_known(found)


@pytest.mark.parametrize(
    ("dotted", "is_one"),
    [
        ("torch.nn.Module", True),
        ("torch.nn.Linear", True),
        ("torch.jit.ScriptModule", True),
        ("torch.nn.modules.batchnorm._NormBase", True),
        ("torch.nn.modules.batchnorm.SyncBatchNorm", True),
        ("torch.nn.Parameter", False),
        ("torch.nn.functional", False),
        ("torch.optim.Adam", False),
        ("lib.nn.Module", False),
    ],
)
def test_which_classes_of_torch_are_modules(dotted: str, is_one: bool) -> None:
    assert is_torch_module(dotted) == is_one


def test_dotted_expressions_are_resolved(tmp_path: Path) -> None:
    files = {
        "a.py": "import b\nimport torch\nfrom torch import nn\nalias = b.Box\nsub = alias.Inner\n",
        "b.py": "class Box:\n    class Inner: pass\n    def method(self): pass\n",
    }
    project = project_at(tmp_path, files)
    module = project.module("a")
    assert module is not None

    def meant(text: str) -> str:
        return names([resolve(module, ast.parse(text, mode="eval").body)])[0]

    assert meant("nn.ModuleList[b.Box]") == "torch.nn.ModuleList"
    assert meant("torch.nn.functional.relu") == "torch.nn.functional.relu"
    assert (meant("alias"), meant("sub"), meant("b.Box.method")) == ("b.Box", "b.Box.Inner", "b.Box.method")
    assert meant("b.absent") == meant("make().Box") == meant("1 + 1") == "?"
