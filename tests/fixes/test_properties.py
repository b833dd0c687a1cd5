"""What holds for every module and every choice of cures, made up ones and the standard library's."""

from __future__ import annotations

import ast
import dataclasses
import fractions
import heapq
import random
import string
import textwrap
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tslint.fixes.apply import apply_cures
from tslint.ir.cures import ReplaceStatement

from .editing import FILE
from .oracle import Offer, expected, keeps, meaning, offers, untouched

REPLACEMENTS = ("a if b else c", "x.size(0)", "a, b", "-a", "lambda: a", "(a, b)", "a or b")


def check(text: str, chosen: list[Offer]) -> None:
    """Apply cures: the meaning is what was asked for, other lines stay, and once is enough."""
    cures = list(dict.fromkeys(offer.cure for offer in chosen))
    result = apply_cures({FILE: text}, cures)
    new = result.texts.get(FILE, text)
    done = [offer for offer in chosen if offer.cure in result.applied]
    told, wanted = meaning(new), expected(text, done)
    at = next((i for i, (a, b) in enumerate(zip(told, wanted, strict=False)) if a != b), len(wanted))
    assert told[max(at - 200, 0) : at + 200] == wanted[max(at - 200, 0) : at + 200]
    assert keeps(untouched(text, done), new)
    moved = [result.moved(cure) for cure in cures]
    again = apply_cures(
        {FILE: new}, [m for m, cure in zip(moved, cures, strict=True) if cure in result.applied]
    )
    assert again.texts == {}
    # libcst takes some valid code for invalid, as `(a if b else c)if d else e`; such a file is left alone.
    assert [r for _, r in again.refused if not r.startswith("libcst cannot parse")] == []


HEADS = st.lists(
    st.sampled_from(
        [
            "import torch",
            "import torch as th",
            "import typing as t",
            "from torch import nn, jit",
            "from torch import Tensor as T",
            "from torch.jit import script as s",
            "from typing import Dict as D, List",
            "from typing import (  # types\n    Any,  # a\n    Optional as O  # o\n)",
            "import os, re",
            "if TYPE_CHECKING:\n    from typing import Dict",
            "from . import other",
            "# a comment",
            "",
        ]
    ),
    max_size=6,
    unique=True,
)
PREAMBLES = st.sampled_from(
    [
        "",
        '"""Doc."""\n',
        "#!/usr/bin/env python\n# licence\n\n",
        '"""Doc."""\nfrom __future__ import annotations\n',
    ]
)
NAMES = st.sampled_from(["x", "y", "é", "visit", "Dict"])
EXPRESSIONS = st.recursive(
    st.one_of(NAMES, st.sampled_from(["1", "{}", "[]", "'ü'", "()", "f'{x}'", "lambda a: a", "None"])),
    lambda inner: st.one_of(
        st.builds("{}({})".format, NAMES, inner),
        st.builds("{}(*{}, k={})".format, NAMES, inner, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("({})**({})".format, inner, inner),
        st.builds("not ({})".format, inner),
        st.builds("({},  # c\n  {})".format, inner, inner),
        st.builds("({}).size( )".format, inner),
        st.builds("x[{}:]".format, inner),
        st.builds("[{} for z in {}]".format, inner, inner),
        st.builds("(({}) if ({}) else({}))".format, inner, inner, inner),
    ),
    max_leaves=5,
)
STATEMENTS = st.one_of(
    st.builds("{}={}".format, NAMES, EXPRESSIONS),
    st.builds("{} = {}  # why".format, NAMES, EXPRESSIONS),
    st.builds("{} = \\\n  {}; {} = y = 2".format, NAMES, EXPRESSIONS, NAMES),
    st.builds("{}, x = {}".format, NAMES, EXPRESSIONS),
    st.builds("return({})".format, EXPRESSIONS),
    st.builds("for x in {}: x = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("if {}:\n  # c\n\n  y = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("assert {}, {}".format, EXPRESSIONS, EXPRESSIONS),
)
PARAMETERS = st.sampled_from(
    ["", "x", "x, y=1, *, é = 2", "\n  x,  # c\n  /,\n  y=(1,\n 2)\n", "self, **k", "a: int, b=lambda q=1: q"]
)


@st.composite
def functions(draw: st.DrawFn) -> str:
    """A function with decorators, comments and a body, on one line or several."""
    name = draw(st.sampled_from(["f", "g", "m"]))
    lead = draw(
        st.sampled_from(
            ["", "# above\n", "@deco\n# between\n", "@staticmethod\n", "@deco(1)\n@staticmethod # s\n"]
        )
    )
    head = f"{lead}def {name}({draw(PARAMETERS)}){draw(st.sampled_from([':', ' :', '  -> int:']))}"
    body = draw(st.lists(STATEMENTS, min_size=1, max_size=4))
    if draw(st.booleans()) and "\n" not in body[0] and not body[0].startswith(("for", "if")):
        return f"{head} {body[0]}\n"
    return f"{head}\n{_indent(body)}\n"


def _indent(statements: list[str]) -> str:
    return "\n".join("    " + line if line else line for text in statements for line in text.split("\n"))


@st.composite
def modules(draw: st.DrawFn) -> str:
    """A module of imports, functions and classes in some layout."""
    parts = draw(st.lists(functions(), min_size=1, max_size=3))
    if draw(st.booleans()):
        members = _indent([part.rstrip("\n") for part in draw(st.lists(functions(), min_size=1, max_size=2))])
        parts.append(f"class A:\n{members}\n")
    text = (
        draw(PREAMBLES)
        + "".join(f"{line}\n" for line in draw(HEADS))
        + draw(st.sampled_from(["", "\n\n"]))
        + "\n".join(parts)
    )
    text = text.replace("    ", draw(st.sampled_from(["    ", "\t", "  "])))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text.rstrip() if draw(st.booleans()) else text


@settings(
    max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.data())
def test_cures_do_what_they_say_and_nothing_else(data: st.DataObject) -> None:
    text = data.draw(modules())
    try:
        ast.parse(text)
    except SyntaxError:
        return
    available = offers(text, [data.draw(st.sampled_from(REPLACEMENTS))])
    check(
        text, data.draw(st.lists(st.sampled_from(available), max_size=12, unique_by=lambda offer: offer.cure))
    )


@pytest.mark.parametrize(
    "module",
    [dataclasses, fractions, heapq, string, textwrap],
    ids=lambda m: m.__name__,
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cures_of_real_sources_do_what_they_say_and_nothing_else(module: ModuleType, seed: int) -> None:
    assert module.__file__ is not None
    text = Path(module.__file__).read_bytes().decode()
    dice = random.Random(seed)
    available = offers(text, [dice.choice(REPLACEMENTS)])
    chosen = {offer.cure: offer for offer in dice.sample(available, min(80, len(available)))}
    check(text, list(chosen.values()))


def test_many_cures_at_once_are_mostly_carried_out() -> None:
    text = Path(textwrap.__file__).read_bytes().decode()
    apart = (cure for cure in (offer.cure for offer in offers(text, [])) if "jit.script" not in str(cure))
    cures = [cure for cure in apart if not isinstance(cure, ReplaceStatement)]  # they leave nothing inside
    result = apply_cures({FILE: text}, cures)
    assert len(result.applied) > 0.9 * len(cures) > 50
