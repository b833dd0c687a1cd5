"""Modules by dotted name, and what their names refer to across files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.build import project_at
from tslint.project import modules
from tslint.project.entities import Class, Entity, External, Function, ModuleRef, Variable
from tslint.project.modules import Project, canonical, locate
from tslint.source.files import load_source


def lookup(project: Project, module: str, name: str) -> Entity | None:
    found = project.module(module)
    assert found is not None
    return found.lookup(name)


def dotted(entity: Entity | None) -> str:
    assert isinstance(entity, (Function, Class, External))
    return entity.dotted


@pytest.fixture
def package(tmp_path: Path) -> Project:
    return project_at(
        tmp_path,
        {
            "pkg/__init__.py": "from .layers import Block as Public\nfrom . import tools\n",
            "pkg/layers.py": """
                from torch import nn
                from .deep.inner import make
                from ..outside import lost
                class Block(nn.Module):
                    pass
                """,
            "pkg/tools.py": "def scale(x):\n    return x\nRATE = 2\n",
            "pkg/deep/__init__.py": "",
            "pkg/deep/inner.py": "from ..tools import scale as make\nfrom .. import Public, tools\n",
        },
    )


def test_dotted_names_come_from_the_init_files(tmp_path: Path, package: Project) -> None:
    assert sorted(module.name for module in package.checked) == [
        "pkg",
        "pkg.deep",
        "pkg.deep.inner",
        "pkg.layers",
        "pkg.tools",
    ]
    assert package.roots == [tmp_path]


def test_a_file_outside_a_package_is_a_module_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "run.py").write_text("")
    assert locate(tmp_path / "scripts" / "run.py") == (tmp_path / "scripts", "run", False)


def test_an_init_file_is_its_package(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("")
    assert locate(tmp_path / "pkg" / "__init__.py") == (tmp_path, "pkg", True)


def test_relative_imports_and_aliases_are_followed_to_the_definition(package: Project) -> None:
    assert dotted(lookup(package, "pkg.layers", "make")) == "pkg.tools.scale"
    assert dotted(lookup(package, "pkg.deep.inner", "Public")) == "pkg.layers.Block"


def test_a_submodule_is_a_member_of_its_package(package: Project) -> None:
    entity = lookup(package, "pkg.deep.inner", "tools")
    assert isinstance(entity, ModuleRef)
    assert entity.module.name == "pkg.tools"


def test_a_relative_import_beyond_the_top_leads_outside(package: Project) -> None:
    assert not isinstance(lookup(package, "pkg.layers", "lost"), (Function, Class, Variable))


def test_a_variable_keeps_its_expressions(package: Project) -> None:
    entity = lookup(package, "pkg.tools", "RATE")
    assert isinstance(entity, Variable)
    assert len(entity.values) == 1


def test_a_name_that_is_nowhere_is_none(package: Project) -> None:
    assert lookup(package, "pkg.tools", "absent") is None
    assert package.module("pkg.absent") is None


def test_modules_beside_the_checked_ones_are_read_when_a_name_leads_there(tmp_path: Path) -> None:
    files = {"model.py": "from layers import Gate\n", "layers.py": "class Gate:\n    pass\n"}
    project = project_at(tmp_path, files, checked=("model.py",))
    assert [module.name for module in project.checked] == ["model"]
    assert dotted(lookup(project, "model", "Gate")) == "layers.Gate"
    assert project.by_path(str(tmp_path / "layers.py")) is project.module("layers")


def test_a_neighbour_that_is_no_python_is_unknown(tmp_path: Path) -> None:
    files = {"model.py": "from broken import Gate\nimport broken\n", "broken.py": "class ("}
    project = project_at(tmp_path, files, checked=("model.py",))
    assert dotted(lookup(project, "model", "Gate")) == "broken.Gate"
    assert isinstance(lookup(project, "model", "Gate"), External)


def test_star_imports_give_the_names_of_their_module(tmp_path: Path) -> None:
    project = project_at(
        tmp_path,
        {
            "a.py": "from b import *\nfrom c import *\nown = 1\n",
            "b.py": "def both(): pass\ndef only_b(): pass\n",
            "c.py": "def both(): pass\n",
        },
    )
    assert dotted(lookup(project, "a", "both")) == "c.both"
    assert dotted(lookup(project, "a", "only_b")) == "b.only_b"


def test_what_a_star_import_from_outside_binds_is_not_known_to_be_unbound(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "from numpy import *\n", "b.py": "from typing import *\n"})
    outside, typing = project.module("a"), project.module("b")
    assert outside is not None
    assert typing is not None
    assert outside.lookup("anything") is None
    assert outside.is_bound("anything")
    assert typing.lookup("List") == External("typing.List")
    assert not typing.is_bound("anything")


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    files = {"a.py": "from b import f\nfrom b import *\n", "b.py": "from a import f\nfrom a import *\n"}
    project = project_at(tmp_path, files)
    assert lookup(project, "a", "f") is None
    assert lookup(project, "a", "g") is None


def test_a_circle_of_modules_still_gives_what_they_define(tmp_path: Path) -> None:
    files = {
        "a.py": "from b import late\ndef early(): pass\n",
        "b.py": "from a import early\ndef late(): pass\n",
    }
    project = project_at(tmp_path, files)
    assert dotted(lookup(project, "a", "late")) == "b.late"
    assert dotted(lookup(project, "b", "early")) == "a.early"


def test_the_last_definition_counts(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "def f(x): pass\ndef f(x, y): pass\nf2 = 1\ndef f2(): pass\n"})
    entity = lookup(project, "a", "f")
    assert isinstance(entity, Function)
    assert len(entity.node.args.args) == 2
    assert isinstance(lookup(project, "a", "f2"), Function)


def test_names_bound_by_a_loop_are_unknown_but_bound(tmp_path: Path) -> None:
    project = project_at(tmp_path, {"a.py": "size = 1\nfor size in range(3):\n    pass\n"})
    module = project.module("a")
    assert module is not None
    assert module.lookup("size") is None
    assert module.is_bound("size")


@pytest.mark.parametrize(
    ("name", "documented"),
    [
        ("torch.nn.modules.linear.Linear", "torch.nn.Linear"),
        ("torch.nn.parameter.Parameter", "torch.nn.Parameter"),
        ("torch._tensor.Tensor", "torch.Tensor"),
        ("torch.nn.functional.relu", "torch.nn.functional.relu"),
        ("torch.relu", "torch.relu"),
        ("numpy.prod", "numpy.prod"),
    ],
)
def test_torch_objects_go_by_their_documented_names(name: str, documented: str) -> None:
    assert canonical(name) == documented


def test_torch_is_never_read_through_an_import(tmp_path: Path) -> None:
    files = {"torch/__init__.py": "def relu(x): return x\n", "model.py": "from torch import relu, nn\n"}
    project = project_at(tmp_path, files, checked=("model.py",))
    assert lookup(project, "model", "relu") == External("torch.relu")
    assert project.module("torch") is None


def test_properties_are_known_by_their_getters(tmp_path: Path) -> None:
    text = """
        import functools
        class Box:
            SIZE = 3
            rate: float
            @property
            def width(self): return 1
            @width.setter
            def width(self, value): pass
            @functools.cached_property
            def table(self): return 2
            def plain(self): return 3
            class Inner: pass
        """
    cls = lookup(project_at(tmp_path, {"a.py": text}), "a", "Box")
    assert isinstance(cls, Class)
    assert {name for name, _ in cls.members.items() if cls.is_property(name)} == {"width", "table"}
    width = cls.members["width"]
    assert isinstance(width, Function)
    assert len(width.node.args.args) == 1
    assert dotted(cls.members["Inner"]) == "a.Box.Inner"
    rate = cls.members["rate"]
    assert isinstance(rate, Variable)
    assert rate.values == []


def test_imports_are_followed_until_they_have_led_to_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("import first\nimport second\n")
    (tmp_path / "first.py").write_text("x = 1\n" * 10)
    (tmp_path / "second.py").write_text("x = 1\n")
    monkeypatch.setattr(modules, "IMPORTED", 20)
    project = modules.Project([load_source(tmp_path / "a.py")])
    assert project.module("first") is not None
    assert project.module("second") is None
    assert project.beyond == ["second"]


def test_star_imports_that_go_round_bind_no_more_than_they_bind(tmp_path: Path) -> None:
    project = project_at(
        tmp_path,
        {
            "pkg/__init__.py": "from .a import *\nfrom .b import *\n",
            "pkg/a.py": "from pkg import *\ndef own(): pass\n",
            "pkg/b.py": "from pkg import *\ndef other(): pass\n",
        },
    )
    module = project.module("pkg.a")
    assert module is not None
    assert module.is_bound("other")
    assert not module.is_bound("nothing")
