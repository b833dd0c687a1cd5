"""What the names of a module or class body are bound to."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tslint.project.bindings import Bindings, Import, collect


def bindings(source: str) -> Bindings:
    return collect(ast.parse(textwrap.dedent(source)).body)


def said(found: Bindings, name: str) -> list[str]:
    """The bindings of a name as source text; an import as module:attribute."""
    return [
        f"{'.' * part.level}{part.module}:{part.attribute}" if isinstance(part, Import) else ast.unparse(part)
        for part in found.of(name)
    ]


@pytest.mark.parametrize(
    ("source", "name", "meant"),
    [
        ("import torch", "torch", "torch:None"),
        ("import torch.nn.functional", "torch", "torch:None"),
        ("import torch.nn.functional as F", "F", "torch.nn.functional:None"),
        ("from torch import nn", "nn", "torch:nn"),
        ("from torch import nn as layers", "layers", "torch:nn"),
        ("from . import blocks", "blocks", ".:blocks"),
        ("from ..utils.shapes import rows", "rows", "..utils.shapes:rows"),
    ],
)
def test_imports(source: str, name: str, meant: str) -> None:
    assert said(bindings(source), name) == [meant]


def test_the_full_name_of_a_plain_import_is_not_bound() -> None:
    assert said(bindings("import torch.nn as nn"), "torch") == []


def test_assignments_keep_every_value_in_order() -> None:
    found = bindings("a = 1\na = 2\nb = c = 3\nd: int = 4\n")
    assert said(found, "a") == ["1", "2"]
    assert said(found, "b") == said(found, "c") == ["3"]
    assert said(found, "d") == ["4"]
    assert ast.unparse(found.annotations["d"]) == "int"


def test_an_annotation_alone_binds_nothing() -> None:
    found = bindings("size: int\n")
    assert said(found, "size") == []
    assert "size" in found.annotations


def test_tuples_are_taken_apart_where_both_sides_are_written_out() -> None:
    found = bindings("a, (b, c) = 1, (2, 3)\n")
    assert [said(found, name) for name in "abc"] == [["1"], ["2"], ["3"]]


@pytest.mark.parametrize(
    "source",
    [
        "a, b = make()",
        "for a, b in pairs():\n    pass",
        "with open_it() as (a, b):\n    pass",
        "a = b = 0\na += 1\nb += 1",
    ],
)
def test_names_whose_value_no_single_expression_gives_are_unknown(source: str) -> None:
    assert {"a", "b"} <= bindings(source).unknown


def test_what_an_except_block_binds_counts_only_where_nothing_else_does() -> None:
    found = bindings(
        """
        try:
            from fast import kernel
        except ImportError:
            kernel = None
            HAVE_FAST = False
        """
    )
    assert said(found, "kernel") == ["fast:kernel"]
    assert said(found, "HAVE_FAST") == ["False"]


def test_what_is_imported_for_type_checkers_counts_only_where_nothing_else_does() -> None:
    found = bindings(
        """
        if TYPE_CHECKING:
            from heavy import Model, Tokens
        if typing.TYPE_CHECKING:
            from heavy import Other
        else:
            Other = object
        Model = None
        """
    )
    assert said(found, "Model") == ["None"]
    assert said(found, "Tokens") == ["heavy:Tokens"]
    assert said(found, "Other") == ["object"]


def test_both_ways_of_a_condition_bind() -> None:
    found = bindings(
        """
        if new_enough():
            def scale(x): return x
        else:
            def scale(x): return -x
        """
    )
    assert len(found.of("scale")) == 2


def test_definitions_inside_definitions_bind_nothing() -> None:
    found = bindings("def outer():\n    inner = 1\nclass Box:\n    size = 2\n")
    assert said(found, "inner") == said(found, "size") == []
    assert len(found.of("outer")) == len(found.of("Box")) == 1


def test_star_imports_are_kept_apart() -> None:
    found = bindings("from torch.nn import *\nfrom .layers import *\n")
    assert [(star.module, star.level) for star in found.stars] == [("torch.nn", 0), ("layers", 1)]
    assert found.of("*") == []
