"""Choices and checks: what is erased, where, and what is left alone."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import OFFSET, events, function, kinds, module


@pytest.mark.parametrize(
    ("body", "construct", "origin", "test"),
    [
        ("if x.sum() > 0:\n    x = -x\nreturn x", "if", "data", "x.sum() > 0"),
        ("if x.shape[0] > 3:\n    x = -x\nreturn x", "if", "shape", "x.shape[0] > 3"),
        ("if x.size(0) % 2:\n    x = -x\nreturn x", "if", "shape", "x.size(0) % 2"),
        ("while x.abs().max() > 1:\n    x = x / 2\nreturn x", "while", "data", "x.abs().max() > 1"),
        ("return x if x.any() else -x", "ternary", "data", "x.any()"),
        ("return x * (not x.any())", "not", "data", "x.any()"),
        ("if self.flag and x.any():\n    return x\nreturn -x", "if", "data", "self.flag and x.any()"),
    ],
)
def test_a_choice_by_an_input_is_erased(body: str, construct: str, origin: str, test: str) -> None:
    (event,) = function(body)
    assert event.kind == "erased-branch"
    assert event.regime == "trace"
    assert (event.facts["construct"], event.facts["origin"]) == (construct, origin)
    assert event.facts["test"] == test


@pytest.mark.parametrize(
    "body",
    [
        "if self.flag:\n    x = -x\nreturn x",
        "if self.width > 3 or not self.flag:\n    x = -x\nreturn x",
        "if self.training:\n    x = x * x.sum().item()\nreturn x",
        "if not torch.jit.is_tracing():\n    x = x * x.sum().item()\nreturn x",
        "if torch.jit.is_scripting():\n    x = x * x.sum().item()\nreturn x",
        "if x.dim() == 3:\n    x = -x\nreturn x",
        "if x.ndim == 3 and len(x.shape) > 2:\n    x = -x\nreturn x",
        "if x.dtype == torch.float16 or x.device.type == 'cuda':\n    x = -x\nreturn x",
        "if x.is_cuda or x.requires_grad:\n    x = -x\nreturn x",
        "if isinstance(x, torch.Tensor):\n    x = -x\nreturn x",
        "if self.linear.in_features > 3:\n    x = -x\nreturn x",
        "if x is None:\n    x = torch.zeros(3)\nreturn x",
        "return torch.where(x.sum() > 0, x, -x)",
        "flags = [True, False]\nif flags[0]:\n    x = -x\nreturn x",
    ],
)
def test_a_choice_by_anything_else_is_quiet(body: str) -> None:
    assert function(body) == []


def test_an_optional_input_decides_by_being_there() -> None:
    body = "if mask is not None:\n    x = x * mask\nreturn x"
    assert function(body, "x, mask=None") == function(body, "x, mask: Tensor | None = None") == []


def test_a_flag_argument_is_configuration() -> None:
    assert function("if causal:\n    x = -x\nreturn x", "x, causal=False") == []
    assert function("if causal:\n    x = -x\nreturn x", "x, causal: bool") == []


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        ("assert x.sum() > 0\nreturn x", "assert"),
        ("if x.isnan().any():\n    raise ValueError('nan')\nreturn x", "if"),
        ("if x.shape[0] > 3:\n    print('many')\nreturn x", "if"),
        ("torch._assert(x.shape[0] > 1, 'few')\nreturn x", "torch._assert"),
    ],
)
def test_a_check_is_told_as_a_check(body: str, construct: str) -> None:
    (event,) = function(body)
    assert (event.kind, event.facts["construct"]) == ("erased-check", construct)


@pytest.mark.parametrize(
    "body",
    [
        "assert x.dim() == 2\nreturn x",
        "assert self.width > 2\nreturn x",
        "if x.dim() != 2:\n    raise ValueError\nreturn x",
    ],
)
def test_a_check_that_no_input_decides_is_quiet(body: str) -> None:
    assert function(body) == []


def test_the_place_is_the_test() -> None:
    source = module(
        "def forward(self, x):\n    y = x * 2\n    if y.sum() > 0:\n        return y\n    return x"
    )
    (event,) = events("Model", model=source)
    lines = source.splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "if y.sum()" in text) + OFFSET
    assert event.span == (line, 12, line, 23)


def test_a_choice_in_code_that_cannot_run_is_quiet() -> None:
    assert function("return x\nif x.sum() > 0:\n    return -x") == []
    assert function("raise NotImplementedError\nif x.sum() > 0:\n    return -x") == []


def test_one_choice_is_told_once_however_often_it_is_run() -> None:
    assert kinds(function("for _ in range(3):\n    if x.sum() > 0:\n        x = -x\nreturn x")) == [
        "erased-branch"
    ]


def test_a_match_on_data_is_erased_and_one_on_configuration_is_not() -> None:
    body = "match {}:\n    case 1:\n        return x\n    case _:\n        return -x"
    found = function(body.format("x.argmax()"))
    assert [(event.kind, event.facts["construct"]) for event in found] == [("erased-branch", "match")]
    assert function(body.format("self.width")) == []


def test_what_an_attribute_table_says_of_none_is_taken_up() -> None:
    use = "def forward(self, x):\n    if self.norm is not None:\n        x = self.norm(x)\n    return x"
    assert events("Model", model=module(use, "self.norm = nn.LayerNorm(4) if flag else None")) == []
    assert events("Model", model=module(use, "self.norm = None")) == []


def test_an_error_handler_around_tensors_is_told_and_one_around_an_import_is_not() -> None:
    body = "try:\n    y = {}\nexcept RuntimeError:\n    y = x\nreturn y"
    assert kinds(function(body.format("x.view(3, 4)"))) == ["exception-handler"]
    assert function(body.format("make()")) == []


def test_a_case_is_told_where_it_asks_for_a_size_and_names_take_what_they_fit() -> None:
    cases = "    case 1:\n        return x\n    case n if n > 4:\n        return x / n"
    found = function(f"match x.shape[0]:\n{cases}\nreturn -x")
    assert [(event.kind, event.facts["test"]) for event in found] == [
        ("erased-branch", "1"),
        ("erased-branch", "n > 4"),
    ]
    names = "    case (a, b):\n        return x.reshape(a * b)\n    case (a, b, c):\n        return x"
    assert function(f"match x.shape:\n{names}") == []
    assert kinds(function("match x.shape:\n    case (4, b):\n        return x * b\nreturn x")) == [
        "erased-branch"
    ]


def test_a_case_that_cannot_fit_is_not_run_and_one_that_must_is_the_last() -> None:
    body = "match {}:\n    case 2:\n        return x\n    case 3:\n        y = x.sum() > 0 and x\nreturn x"
    assert function(body.format("2")) == []
    assert kinds(function(body.format("3"))) == ["erased-branch"]


def test_a_helper_that_is_false_while_tracing_leads_nowhere() -> None:
    top = """
    def fast(flag, x):
        return flag and not torch.jit.is_tracing() and x.sum() > 0
    """
    body = "def forward(self, x):\n    if fast(self.flag, x):\n        return x\n    return -x"
    assert events("Model", model=module(body, top=top)) == []
