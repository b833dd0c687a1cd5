"""Python values that lie outside a function, in a global or on a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("math.sqrt(2.0)", "number"),
        ("0.5 * math.log(2 * math.pi)", "float"),
        ("torch.finfo(torch.float32).eps", "value"),
        ("float('inf')", "float"),
        ("-float('inf')", "float"),
        ("torch.device('cpu')", "device"),
        ("torch.ones(2).view(1, 2)", "Tensor"),
        ("nn.Parameter(torch.ones(2))", "Parameter"),
        ("dict(a=1)", "dict"),
        ("b'ab'", "bytes"),
        ("torch.__version__ > '2'", "bool"),
        ("1 if torch.cuda.is_available() else 2", "int"),
        ("TABLE['k']", "value"),
        ("make()", "value"),
        ("Settings()", "Settings"),
    ],
)
def test_a_global_value_is_told_where_it_is_used(tmp_path: Path, value: str, shown: str) -> None:
    source = f"""
    TABLE = {{"k": 2}}
    class Settings:
        k = 2
    def make():
        return 3
    VALUE = {value}
    def f(x: Tensor):
        print(VALUE)
        return x
    """
    told = [event for event in events(tmp_path, source) if event.kind == "closure-capture"]
    assert [(event.facts["name"], event.facts["type"]) for event in told] == [("VALUE", shown)]


@pytest.mark.parametrize("use", ["x * cfg.k", "cfg(x)", "cfg.go(x)"])
def test_an_object_of_a_plain_class_has_nothing_for_the_compiler(tmp_path: Path, use: str) -> None:
    source = f"""
    class Settings:
        def __init__(self):
            self.k = 2
        def go(self, x):
            return x
        def __call__(self, x):
            return x
    cfg = Settings()
    def f(x: Tensor):
        return {use}
    """
    assert kinds(tmp_path, source) == ["closure-capture"]


@pytest.mark.parametrize(
    "value",
    [
        "TABLE['relu']",
        "make()",
        "torch.relu",
        "torch.jit.script(plain)",
        "plain if torch.__version__ > '1' else torch.relu",
        "getattr(torch, 'zzz', None) or plain",
        "getattr(torch, 'relu')",
    ],
)
def test_what_may_be_a_function_can_be_called(tmp_path: Path, value: str) -> None:
    source = f"""
    TABLE = {{"relu": F.relu}}
    def plain(x):
        return x
    def make():
        return plain
    VALUE = {value}
    def f(x: Tensor):
        return VALUE(x)
    """
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize("value", ["Color.R", "Color['R']", "Color(1)", "pick()"])
def test_members_of_enums_are_values(tmp_path: Path, value: str) -> None:
    source = f"""
    class Color(Enum):
        R = 1
    def pick():
        return Color.R
    C = {value}
    def f(x: Tensor):
        if C == Color.R:
            return x
        return x * 2
    """
    assert kinds(tmp_path, source) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [("float('inf')", "closure-capture"), ("(1, 2)", "closure-capture"), ("None", "unknown-attribute")],
)
def test_a_value_of_a_class_is_no_value(tmp_path: Path, value: str, told: str) -> None:
    source = f"""
    class Settings:
        k = {value}
    def f(x: Tensor):
        print(Settings.k)
        return x
    """
    assert kinds(tmp_path, source) == [told]


@pytest.mark.parametrize("value", ["Doubled.apply", "functools.partial(plain, 2)"])
def test_a_call_into_python_by_another_name_cannot_be_saved(tmp_path: Path, value: str) -> None:
    source = f"""
    import functools
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2
    def plain(a, b):
        return a * b
    VALUE = {value}
    def f(x: Tensor):
        return VALUE(x)
    """
    assert kinds(tmp_path, source) == ["python-call"]


def test_a_lock_outside_is_no_context(tmp_path: Path) -> None:
    source = """
    import threading
    LOCK = threading.Lock()
    def f(x: Tensor):
        with LOCK:
            return x
    """
    assert kinds(tmp_path, source) == ["closure-capture"]
