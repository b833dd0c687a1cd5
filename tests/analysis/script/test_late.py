"""What compiles and fails when it is run or saved, or does something else in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds

_CHECK = "    if mask is not None:\n        x = x * mask\n    return x\n"


@pytest.mark.parametrize("use", ["7 // x", "1 << x", "1 & x", "max(x, y)"])
def test_a_tensor_that_an_operator_takes_for_a_number(tmp_path: Path, use: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor, y: Tensor):\n    return {use}\n") == [
        "implicit-tensor-conversion"
    ]


@pytest.mark.parametrize(
    "use", ["x // 7", "7 % x", "2 ** x", "1 - x", "1 < x", "x.select(y, 0)", "x[: max(y, 0)]"]
)
def test_operators_that_take_a_tensor(tmp_path: Path, use: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor, y: Tensor):\n    return {use}\n") == []


def test_a_number_that_a_tensor_is_added_to_stays_a_number(tmp_path: Path) -> None:
    loop = "    for x in xs:\n        total += x.sum()\n    return total\n"
    source = f"def f(xs: List[Tensor]):\n    total = 0.0\n{loop}"
    assert kinds(tmp_path, source) == ["implicit-tensor-conversion"]


def test_a_check_for_none_of_what_is_declared_a_tensor(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor, mask: Tensor = None):\n" + _CHECK) == ["none-check-decided"]
    assert kinds(tmp_path, "def f(x: Tensor, mask: Optional[Tensor] = None):\n" + _CHECK) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("class M(nn.Module):\n    def forward(self, x, mask=None):\n", ["none-check-decided"]),
        ("def M(x, mask=None):\n", []),
    ],
)
def test_a_check_for_none_without_annotation(tmp_path: Path, entry: str, told: list[str]) -> None:
    body = (
        _CHECK
        if entry.startswith("def")
        else _CHECK.replace("    ", "        ", 1).replace("\n    ", "\n        ")
    )
    assert kinds(tmp_path, entry + body, "M") == told


def test_a_helper_that_script_calls_gets_its_argument(tmp_path: Path) -> None:
    helper = "def g(x: Tensor, mask: Tensor = None):\n" + _CHECK
    assert kinds(tmp_path, helper + "\n\ndef f(x: Tensor):\n    return g(x, x)\n") == []


def test_a_parameter_that_is_a_number_for_its_callers(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x, n):\n    return x.view(n, -1)\n") == ["unannotated-parameter-when-run"]
    helper = "def g(x, n):\n    return x.view(n, -1)\n\n\n"
    assert kinds(tmp_path, helper + "def f(x: Tensor, n: Tensor):\n    return g(x, n)\n") == []


def test_a_bare_list_cannot_be_handed_over(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: list) -> int:\n    return len(x)\n") == ["fails-when-run"]
    helper = "def g(x: list) -> int:\n    return len(x)\n\n\n"
    assert kinds(tmp_path, helper + "def f(x: List[int]) -> int:\n    return g(x)\n") == []


def test_percent_assignment_is_fmod(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(n: int):\n    n %= 3\n    return n\n") == ["remainder-assignment"]
    assert kinds(tmp_path, "def f(x: Tensor):\n    y = x + 1\n    y %= 3\n    return y\n") == [
        "remainder-assignment"
    ]
    assert kinds(tmp_path, "def f(x: Tensor):\n    y = torch.arange(9)\n    y %= 3\n    return y\n") == []
    assert kinds(tmp_path, "def f(ns: List[int]):\n    ns[0] %= 3\n")[-1] == "item-assignment"


def test_an_assignment_that_leaves_the_callers_tensor_alone(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x: Tensor):\n    x &= 1\n    return x\n") == ["rebound-in-place"]
    assert kinds(tmp_path, "def f(x: Tensor):\n    y = x > 1\n    y &= x < 3\n    return y\n") == []
    assert kinds(tmp_path, "def f(x: Tensor):\n    x = x > 1\n    x &= x\n    return x\n") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("x.device.type", ["fails-when-run"]),
        ("device_type=x.device.type, enabled=False", ["fails-when-run"]),
        ("'cpu', enabled=b", ["fails-when-run"]),
        ("'cpu', enabled=False", []),
        ("d", []),
    ],
)
def test_autocast_takes_constants(tmp_path: Path, arguments: str, told: list[str]) -> None:
    body = f"    d = 'cpu'\n    with torch.autocast({arguments}):\n        y = x\n    return y\n"
    source = "def f(x: Tensor, b: bool):\n" + body
    assert kinds(tmp_path, source) == told


@pytest.mark.parametrize(
    ("header", "result", "told"),
    [
        ("def g(x):", "3", ["fails-when-run"]),
        ("def g(x):", "[x]", ["fails-when-run"]),
        ("def g(x):", "x + 1", []),
        ("def g(x) -> int:", "3", []),
    ],
)
def test_an_ignored_function_is_declared_to_return_a_tensor(
    tmp_path: Path, header: str, result: str, told: list[str]
) -> None:
    source = (
        f"@torch.jit.ignore\n{header}\n    return {result}\n\n\ndef f(x: Tensor):\n    g(x)\n    return x\n"
    )
    assert kinds(tmp_path, source) == told


def test_python_calls_that_nobody_asked_for(tmp_path: Path) -> None:
    layer = "layer = nn.Linear(2, 2)\n\n\ndef f(x: Tensor):\n    return layer(x)\n"
    assert kinds(tmp_path, layer) == ["python-call"]
    square = """
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * x

    def f(x: Tensor):
        return Square.apply(x)
    """
    assert kinds(tmp_path, square) == ["python-call"]


@pytest.mark.parametrize(("declared", "told"), [("int", ["implicit-tensor-conversion"]), ("float", [])])
def test_a_tensor_that_is_returned_as_a_number(tmp_path: Path, declared: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor) -> {declared}:\n    return x.mean()\n") == told


@pytest.mark.parametrize(("result", "told"), [("x", []), ("x, k", ["implicit-tensor-conversion"])])
def test_a_conversion_that_nobody_reads_is_dropped(tmp_path: Path, result: str, told: list[str]) -> None:
    source = f"""
    def f(x: Tensor):
        k = 2
        for i in range(3):
            k, x = x + 1, x * 2
        return {result}
    """
    assert kinds(tmp_path, source) == told


@pytest.mark.parametrize(
    ("use", "told"),
    [("x.select(0, n)", ["unannotated-parameter-when-run"]), ("x.addcmul(x, x, value=n)", [])],
)
def test_a_parameter_that_is_taken_for_a_number(tmp_path: Path, use: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor, n):\n    return {use}\n") == told


@pytest.mark.parametrize(
    ("after", "told"),
    [("pass", ["fails-when-run"]), ("nn.utils.parametrize.remove_parametrizations(self.l, 'weight')", [])],
)
def test_a_parametrization_is_not_scripted(tmp_path: Path, after: str, told: list[str]) -> None:
    source = f"""
    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.l = nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))
            {after}

        def forward(self, x: Tensor):
            return self.l(x)
    """
    assert kinds(tmp_path, source, "M") == told


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("x.stft(16, return_complex=True)", ["silent-difference"]),
        ("x.stft(16, center=True, return_complex=True)", []),
        ("torch.stft(x, 16, return_complex=True)", []),
        ("x.unique_consecutive()", ["silent-difference"]),
        ("torch.unique_consecutive(x)", []),
        ("torch.tensor(x)", ["fails-when-run"]),
    ],
)
def test_methods_that_are_python_in_eager_mode(tmp_path: Path, call: str, told: list[str]) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    return {call}\n") == told
