"""What torch warns of and nothing depends on: told as harmless; where something depends on it, as a loss."""

from __future__ import annotations

import textwrap

import pytest

from tests.analysis.trace.tracing import events, function, kinds, module


@pytest.mark.parametrize(
    "body",
    [
        "n = int(x.shape[0])\nreturn x * 2",
        "n = len(x)\nprint('rows', n)\nreturn x * 2",
        "mean = x.mean().item()\ntext = f'{mean:.2f}'\nprint(text)\nreturn x",
        "if x.mean().item() > 1:\n    print('large')\nreturn x",
        "n = int(x.shape[0])\nif x.dim() != 2:\n    raise ValueError(f'{n} rows')\nreturn x",
        "x.mean().item()\nreturn x",
        "if x.shape[0] > 3:\n    y = x * 2\nelse:\n    y = x * 2\nreturn y",
        "return x * 2 if x.sum() > 0 else x * 2",
        "row, col = x\nreturn row + col",
    ],
)
def test_what_no_result_depends_on_is_harmless(body: str) -> None:
    assert kinds(function(body)) == ["harmless-question"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("n = int(x.shape[0])\nprint(n)\nreturn x * n", "baked-value"),
        ("n = len(x)\nm = n + 1\nreturn x.view(m, -1)", "baked-value"),
        ("n = int(x.shape[0])\nn += 1\nprint(n)\nreturn x", "baked-value"),
        ("n = int(x.shape[0])\nlog = math.log(n)\nreturn x * log", "baked-value"),
        ("n = int(x.shape[0])\nscale = lambda v: v * n\nreturn scale(x)", "baked-value"),
        ("n = int(x.shape[0])\nself.rows = n\nreturn x", "baked-value"),
        ("return math.log(x.mean().item()) * x", "baked-value"),
    ],
)
def test_what_a_result_depends_on_is_a_loss(body: str, kind: str) -> None:
    found = kinds(function(body))
    assert kind in found
    assert "harmless-question" not in found


def test_sizes_of_parameters_are_asked_without_loss() -> None:
    init = "self.register_buffer('table', torch.zeros(4))"
    check = "def forward(self, x):\n    assert self.table.numel() == 4\n    return x"
    branch = "def forward(self, x):\n    if self.table.shape[0] != 4:\n        x = x * 2\n    return x"
    for forward in (check, branch):
        (event,) = events("Model", model=module(forward, init))
        assert event.kind == "harmless-question"
    with_input = (
        "def forward(self, x):\n    if self.table.shape[0] == x.shape[0]:\n        x = x * 2\n    return x"
    )
    assert kinds(events("Model", model=module(with_input, init))) == ["erased-branch"]
    of_configuration = "def forward(self, x):\n    if self.width == 4:\n        x = x * 2\n    return x"
    assert events("Model", model=module(of_configuration, init)) == []


def test_both_results_of_divmod_are_carried() -> None:
    assert kinds(function("q, r = divmod(x.shape[0], 2)\nreturn x * 2 if r else x")) == ["erased-branch"]
    assert function("q, r = divmod(x.shape[0], 2)\nreturn x * q + r") == []


def test_a_number_read_from_a_text_of_a_size_is_baked() -> None:
    assert kinds(function("return x * float(f'{x.shape[0]}')")) == ["baked-value"]
    assert function("return x * float('2.0')") == []


def test_numbers_of_buffers_and_constants_are_asked_without_loss() -> None:
    init = "self.register_buffer('scale', torch.ones(1))"
    for number in ("self.scale.item()", "float(self.linear.weight.sum())", "torch.ones(1).item()"):
        found = events("Model", model=module(f"def forward(self, x):\n    return x * {number}", init))
        assert kinds(found) == ["harmless-question"]


def test_a_check_by_all_and_any_is_a_check() -> None:
    assert kinds(function("assert all(n % 2 == 0 for n in x.shape)\nreturn x")) == ["erased-check"]
    assert kinds(function("if any(n > 2 for n in x.shape):\n    x = x * 2\nreturn x")) == ["erased-branch"]
    assert kinds(function("few = any(n > 2 for n in x.shape)\nreturn x * 2 if few else x")) == ["baked-value"]


def test_an_item_of_a_list_or_a_list_of_lists_is_what_its_use_says() -> None:
    top = "from typing import List, Union"
    body = (
        "for part in parts:\n    for image in part:\n        if image.shape[0] > 3:\n            image *= 2\n"
    )
    found = events(
        "Model",
        model=module(
            "def forward(self, parts: Union[List[Tensor], List[List[Tensor]]]):\n"
            "    parts = [parts] if torch.is_tensor(parts[0]) else parts\n"
            f"{textwrap.indent(body, '    ')}    return image",
            top=top,
        ),
    )
    assert "erased-branch" in kinds(found)


def test_a_number_that_only_a_check_asks_for_goes_with_the_check() -> None:
    for body in ("assert len(x) in (1, 2)", "if int(x.shape[0]) > 4:\n    raise ValueError('too many')"):
        assert kinds(function(f"{body}\nreturn x")) == ["erased-check"]
    assert kinds(function("n = len(x)\nassert n < 4\nreturn x * n")) == ["baked-value"]


def test_a_message_names_what_takes_the_frozen_value() -> None:
    def then(body: str) -> str:
        (event,) = function(body)
        return event.facts["then"]

    assert then("n = int(x.shape[0])\nx = -x\nreturn x.view(n, -1)").startswith("`x.view(n, -1)`")
    assert then("return x * len(x)").startswith("`x * len(x)`")
    assert "constant" in then("self.rows = len(x)\nreturn x")


@pytest.mark.parametrize("nested", [False, True])
def test_a_call_of_its_own_around_the_forward_is_traced(nested: bool) -> None:
    counted = """
import torch
from torch import nn


class Counted(nn.Module):
    def __call__(self, x, n=None):
        if n is None:
            n = int(x.max()) + 1
        return super().__call__(x, n)

    def forward(self, x, n):
        return x * n


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Counted()

    def forward(self, x):
        return self.part(x)
"""
    assert "baked-value" in kinds(events("Model" if nested else "Counted", model=counted))


def test_a_question_about_the_size_of_a_tensor_that_init_made_is_harmless() -> None:
    forward = "def forward(self, x):\n    if self.window.shape[-1] % 2 == 1:\n        x = x + 1\n    return x"
    found = events("Model", model=module(forward, "self.window = torch.ones(1, 3)"))
    assert kinds(found) == ["harmless-question"]
