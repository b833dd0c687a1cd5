"""What converts to what: arguments, bounds, default values, casts and constructors; names of objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: Tensor, flag: bool):\n    x *= flag\n    return x.clamp(flag) + (x < flag)\n",
        "def f(z: complex, flag: bool):\n    return z / flag\n",
        "def f(xs: List[int], flag: bool):\n    return xs[flag:], xs[: xs[0]]\n",
        "def f(x: Tensor, n: Optional[int]):\n    return x[:n], x[: x.sum()]\n",
        "def f(d: Dict[int, str], xs: List[float]):\n    del d[3]\n    del xs[0]\n    return d\n",
        "def f(xs: List[int], n: Union[int, float, complex]):\n    xs[0] += n\n    return xs\n",
        "def f(pairs: List[Tuple[str, int]]):\n    return dict(pairs)['a'] + 1\n",
        "def f(names: List[str], xs: List[int]):\n    return dict(zip(names, xs))['a'] + 1\n",
        "def f(x: Tensor):\n    n = torch.jit.annotate(Optional[int], 3)\n    return n + 1\n",
        "def f(x: float = True, flag: bool = None, names: List[str] = 'ab'):\n    return x\n",
        "def f(kind: int = torch.float32, eps: float = math.inf):\n    return eps\n",
        "def f(place: torch.device = torch.device('cpu')):\n    return place\n",
        "def f(x=torch.zeros(2), y=None):\n    return x\n",
        "def f(d: 'Optional[int]', e: 'List[Tensor]'):\n    return e\n",
        "def f(flag: bool, x: Tensor):\n    if flag:\n        r = range(3)\n        for i in r:\n"
        "            x = x + i\n    return x\n",
        "def f(x: Tensor):\n    g = torch.relu\n    y = g(x)\n    return y\n",
    ],
)
def test_what_torch_converts_is_quiet(tmp_path: Path, source: str) -> None:
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(s: str, n: int):\n    s %= n\n    return s\n", "unsupported-operand"),
        ("def f(x: Tensor, m: Optional[Tensor]):\n    return x[:m]\n", "index-type"),
        ("def f(x: Tensor, a: float):\n    return x[a:]\n", "index-type"),
        ("def f(x: Tensor):\n    return x[()]\n", "index-type"),
        ("def f(x: Tensor, t: Tuple[int, int]):\n    return x[*t]\n", "starred-expression"),
        ("def f(t: Tuple[int, int]):\n    return t[None:1]\n", "tuple-index"),
        ("def f(t: Tuple[int, int]):\n    t[0] = 3\n    return t\n", "item-assignment"),
        ("def f(t: Tuple[int, int]):\n    t[0] += 3\n    return t\n", "item-assignment"),
        ("def f(xs: List[int], flag: bool):\n    del xs[flag]\n    return xs\n", "unsupported-deletion"),
        ("def f(x: Tensor):\n    return str()\n", "no-matching-overload"),
        ("def f(x: Tensor):\n    return x.float(torch.int)\n", "no-matching-overload"),
        ("def f(x: Tensor):\n    return tuple()\n", "call-arity"),
        ("def f(xs: List[int]):\n    return list(xs, xs)\n", "call-arity"),
        ("def f(xs: List[Tuple[str, int]]):\n    return dict(xs, a=1)\n", "call-arity"),
        ("def f(x: Tensor):\n    return getattr(x)\n", "call-arity"),
        ("def f(x: Tensor):\n    return getattr(x, 'missing', 1)\n", "hasattr-target"),
        ("def f(xs: List[int]):\n    return dict(xs)\n", "unpack-type"),
        ("def f(x: Tensor):\n    a, b = range(2)\n    return a\n", "unpack-type"),
        ("def f(t: Tuple[int, str]):\n    return list(t)\n", "literal-type-mismatch"),
        ("def f(x: Tensor):\n    r = print(x)\n    return r\n", "object-as-value"),
        ("def f(v: Any):\n    return v()\n", "not-callable"),
        ("def f(x: Tensor, gen: torch.Generator = None):\n    return x\n", "default-value-mismatch"),
        ("def f(x: Tensor, act: Optional[int] = torch.relu):\n    return x\n", "default-value-mismatch"),
        ("def f(x: Tensor, n: float = torch.zeros(2)):\n    return x\n", "default-value-mismatch"),
        ("def f(x: Tensor, act=torch.relu):\n    return x\n", "unannotated-parameter-misused"),
        ("def f(x: Tensor, xs=[]):\n    return x\n", "mutable-default"),
        ("def f(x: 1):\n    return x\n", "unknown-type-annotation"),
        ("def f(x: 'number'):\n    return x\n", "unknown-type-annotation"),
        ("from typing import Final\ndef f(x: Final[int]):\n    return x\n", "unknown-type-annotation"),
        ("def f(x: Any):\n    return isinstance(x, [int])\n", "unknown-type-annotation"),
    ],
)
def test_what_torch_does_not_convert_is_told_once(tmp_path: Path, source: str, kind: str) -> None:
    assert kinds(tmp_path, source) == [kind]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        # A frame keeps values and objects apart, and finds the object first.
        ("def f(x: Tensor):\n    g = torch.relu\n    g = g(x)\n    return g\n", "object-as-value"),
        # An object does not outlive the branch that names it.
        (
            "def f(c: bool, x: Tensor):\n    if c:\n        g = torch.relu\n    else:\n"
            "        g = torch.tanh\n    return g(x)\n",
            "undefined-name",
        ),
        (
            "def f(c: bool, x: Tensor):\n    if c:\n        g = torch.relu\n    else:\n"
            "        g = x\n    return x\n",
            "object-as-value",
        ),
    ],
)
def test_a_name_of_an_object_is_no_variable(tmp_path: Path, source: str, kind: str) -> None:
    assert kinds(tmp_path, source) == [kind]


def test_a_module_that_is_called_into_its_own_name_stays_the_module(tmp_path: Path) -> None:
    source = """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(2, 2)

            def forward(self, x: Tensor) -> Tensor:
                y = self.layer
                y = y(x)
                return y
    """
    assert kinds(tmp_path, source, "M") == ["return-type-mismatch"]
