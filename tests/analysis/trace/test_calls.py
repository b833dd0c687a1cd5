"""Losses behind calls: judged by what each call gives, told with the way that leads there."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import ROOT, analysed, events, kinds, module

REPEAT = """
    def repeat(v, n):
        for i in range(n):
            v = v + i
        return v
    """
GATE = """
    class Gate(nn.Module):
        def forward(self, v):
            return v if v.sum() > 0 else -v
    """


def model(body: str, init: str = "", top: str = "") -> str:
    return module(f"def forward(self, x):\n    {body}", init, top)


def test_a_helper_is_judged_by_the_arguments_of_each_call() -> None:
    assert events("Model", model=model("return repeat(x, 3)", top=REPEAT)) == []
    assert events("Model", model=model("return repeat(x, self.width)", top=REPEAT)) == []
    found = events("Model", model=model("return repeat(repeat(x, 3), x.shape[0])", top=REPEAT))
    assert kinds(found) == ["unrolled-loop"]


def test_the_chain_names_every_call_on_the_way() -> None:
    files = {
        "model": model("return outer(x)", top="from middle import outer"),
        "middle": "from inner import repeat\ndef outer(v):\n    return repeat(v, v.size(0))\n",
        "inner": REPEAT,
    }
    (event,) = events("Model", **files)
    assert event.file == f"{ROOT}/inner.py"
    assert [(call.file, call.callee) for call in event.chain] == [
        (f"{ROOT}/model.py", "middle.outer"),
        (f"{ROOT}/middle.py", "inner.repeat"),
    ]
    assert event.chain[1].line == 10


@pytest.mark.parametrize(
    ("body", "init"),
    [
        ("return self.gate(x)", "self.gate = Gate()"),
        ("return self.gate.forward(x)", "self.gate = Gate()"),
        ("return self.steps(x)", "self.steps = nn.Sequential(nn.Tanh(), Gate())"),
        ("return self.steps[1](x)", "self.steps = nn.ModuleList([nn.Tanh(), Gate()])"),
        ("tanh, gate = self.steps; return gate(x)", "self.steps = nn.ModuleList([nn.Tanh(), Gate()])"),
        (
            "(t, gate), = self.steps; return gate(x)",
            "self.steps = nn.ModuleList([nn.ModuleList([nn.Tanh(), Gate()])])",
        ),
        (
            "for tanh, gate in self.steps:\n        x = gate(x)\n    return x",
            "self.steps = nn.ModuleList([])\nfor _ in range(flag):\n"
            "    self.steps.append(nn.ModuleList([nn.Tanh(), Gate() if flag else nn.Identity()]))",
        ),
        ("return self.steps['gate'](x)", "self.steps = nn.ModuleDict({'gate': Gate(), 'tanh': nn.Tanh()})"),
        ("return self.inner.gate(x)", "self.inner = nn.Module()\nself.inner.gate = Gate()"),
        ("return getattr(self, 'gate')(x)", "setattr(self, 'gate', Gate())"),
        ("return self.gate(x)", "self.add_module('gate', Gate())"),
        ("return self.gate(x)", "self.gate = Gate() if flag else nn.Identity()"),
        ("return self.gate(x)", "self.gate = [Gate(), nn.Tanh()][0]"),
        ("return self.gate(x)", "kind = Gate\nself.gate = kind()"),
    ],
)
def test_a_submodule_is_found_however_it_is_held(body: str, init: str) -> None:
    (event,) = events("Model", model=model(body, init, GATE))
    assert event.kind == "erased-branch"
    assert event.chain[-1].callee == "model.Gate.forward"


@pytest.mark.parametrize(
    ("body", "init"),
    [
        ("return self.steps[0](x)", "self.steps = nn.ModuleList([nn.Tanh(), Gate()])"),
        ("tanh, gate = self.steps; return tanh(x)", "self.steps = nn.ModuleList([nn.Tanh(), Gate()])"),
        (
            "tanh, gate = self.steps; return tanh(x)",
            "self.steps = nn.ModuleDict({'t': nn.Tanh(), 'g': Gate()})",
        ),
        ("return self.steps['tanh'](x)", "self.steps = nn.ModuleDict({'gate': Gate(), 'tanh': nn.Tanh()})"),
        ("return self.gate(x)", "self.gate = torch.jit.script(Gate())"),
        ("return x", "self.gate = Gate()"),
    ],
)
def test_a_submodule_that_is_not_run_or_not_traced_is_quiet(body: str, init: str) -> None:
    assert events("Model", model=model(body, init, GATE)) == []


@pytest.mark.parametrize(
    "body",
    [
        "return functools.partial(repeat, n=x.shape[0])(x)",
        "return functools.partial(repeat, x)(x.shape[0])",
        "return (lambda v: repeat(v, v.shape[0]))(x)",
        "return repeat(*(x, x.shape[0]))",
        "return repeat(x, **{'n': x.shape[0]})",
        "run = repeat if self.flag else None\n    return run(x, x.shape[0])",
        "table = {'repeat': repeat}\n    return table['repeat'](x, x.shape[0])",
        "def inner(n):\n        return repeat(x, n)\n    return inner(x.shape[0])",
    ],
)
def test_a_function_is_found_however_it_is_called(body: str) -> None:
    assert kinds(events("Model", model=model(body, top=REPEAT))) == ["unrolled-loop"]


@pytest.mark.parametrize(
    "body",
    [
        "return functools.partial(repeat, n=3)(x)",
        "return (lambda v: repeat(v, 3))(x)",
        "return repeat(*(x, 3))",
        "return repeat(x, **{'n': self.width})",
        "def inner(n):\n        return repeat(x, n)\n    return inner(3)",
    ],
)
def test_the_same_with_a_constant_is_quiet(body: str) -> None:
    assert events("Model", model=model(body, top=REPEAT)) == []


@pytest.mark.parametrize(
    ("decorator", "parameters"), [("@staticmethod", "v"), ("@classmethod", "cls, v"), ("", "self, v")]
)
def test_methods_of_every_kind(decorator: str, parameters: str) -> None:
    forward = f"{decorator}\ndef pick({parameters}):\n    return v if v.sum() > 0 else -v\n\n"
    forward += "def forward(self, x):\n    return self.pick(x)"
    (event,) = events("Model", model=module(forward))
    assert event.chain[-1].callee == "model.Model.pick"


def test_a_property_is_run_where_it_is_read() -> None:
    forward = "@property\ndef scale(self):\n    return self.table.sum().item()\n\n"
    forward += "def forward(self, x):\n    self.table = x\n    return x * self.scale"
    assert "baked-value" in kinds(events("Model", model=module(forward)))
    steady = "@property\ndef scale(self):\n    return self.width * 2\n\n"
    steady += "def forward(self, x):\n    return x * self.scale"
    assert events("Model", model=module(steady)) == []


def test_super_runs_the_forward_of_the_base_in_another_file() -> None:
    files = {
        "model": """
            from base import Base
            class Model(Base):
                def forward(self, x):
                    return super().forward(x) + 1
            """,
        "base": """
            class Base(nn.Module):
                def __init__(self):
                    super().__init__()
                def forward(self, x):
                    return x if x.sum() > 0 else -x
            """,
    }
    (event,) = events("Model", **files)
    assert (event.file, event.chain[-1].callee) == (f"{ROOT}/base.py", "base.Base.forward")


def test_an_overridden_method_is_the_one_that_runs() -> None:
    source = """
        class Base(nn.Module):
            def forward(self, x):
                return self.pick(x)
            def pick(self, x):
                return x if x.sum() > 0 else -x
        class Model(Base):
            def pick(self, x):
                return x * 2
        """
    assert events("Model", model=source) == []
    assert kinds(events("Base", model=source)) == ["erased-branch"]


def test_a_part_is_judged_by_the_calls_that_its_wholes_make() -> None:
    source = """
        class Part(nn.Module):
            def forward(self, x, n):
                for i in range(n):
                    x = x + i
                return x
        class Whole(nn.Module):
            def __init__(self):
                super().__init__()
                self.part = Part()
            def forward(self, x):
                return self.part(x, {})
        """
    constant = {entry.name: kinds(entry.events) for entry in analysed(model=source.format("3")).entries}
    assert constant == {"Part": [], "Whole": []}
    size = {entry.name: kinds(entry.events) for entry in analysed(model=source.format("x.shape[0]")).entries}
    assert size == {"Part": ["unrolled-loop"], "Whole": ["unrolled-loop"]}


def test_what_is_only_compiled_is_no_entry_of_the_trace() -> None:
    source = (
        GATE
        + """
    class Whole(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = torch.jit.script(Gate())
        def forward(self, x):
            return self.gate(x)
    """
    )
    assert [(entry.name, kinds(entry.events)) for entry in analysed(model=source).entries] == [("Whole", [])]
    asked = analysed("*", model=source).entries
    assert {entry.name: kinds(entry.events) for entry in asked} == {"Gate": ["erased-branch"], "Whole": []}


def test_a_function_is_an_entry_where_it_is_traced_or_asked_for() -> None:
    source = "def f(x):\n    return x if x.sum() > 0 else -x\ndef g(x):\n    return x if x.any() else -x\n"
    source += "torch.jit.trace(f, (torch.ones(3),))\n"
    assert [entry.name for entry in analysed(model=source).entries] == ["f"]
    assert [entry.name for entry in analysed("g", model=source).entries] == ["g"]
    assert [len(entry.events) for entry in analysed("*", model=source).entries] == [1, 1]


def test_unpacked_results_keep_what_they_are() -> None:
    top = "def pair(v):\n    return v * 2, v.shape[0], 3\n"
    assert events("Model", model=model("a, n, k = pair(x)\n    return a.view(n, -1) * k", top=top)) == []
    found = events("Model", model=model("a, n, k = pair(x)\n    return a * float(n) + int(k)", top=top))
    assert [event.facts["value"] for event in found] == ["float(n)"]


def test_records_keep_what_they_are() -> None:
    top = """
    import dataclasses
    @dataclasses.dataclass
    class Config:
        rounds: int = 2
        rate: float = 0.5
    """
    assert events("Model", model=model("c = Config()\n    return x * c.rate * int(c.rounds)", top=top)) == []
    found = events("Model", model=model("c = Config(x.shape[0])\n    return x * int(c.rounds)", top=top))
    assert kinds(found) == ["baked-value"]


def test_generators_give_what_they_yield() -> None:
    top = "def rows(v, n):\n    for i in range(n):\n        yield v[i]\n"
    assert events("Model", model=model("return torch.stack(list(rows(x, 3)))", top=top)) == []
    found = events("Model", model=model("return torch.stack(list(rows(x, x.shape[0])))", top=top))
    assert "unrolled-loop" in kinds(found)


def test_an_inherited_forward_is_judged_with_what_each_class_fills_in() -> None:
    top = """
    class Base(nn.Module):
        def prepare(self, x):
            return x
        def forward(self, x):
            return self.prepare(x) * 2
    class Signed(Base):
        def prepare(self, x):
            return x if x.sum() > 0 else -x
    class Plain(Base):
        def prepare(self, x):
            return x + 1
    """
    told = {entry.name: kinds(entry.events) for entry in analysed("*", model=top).entries}
    assert told["Signed"] == ["erased-branch"]
    assert told["Plain"] == []


def test_a_function_that_others_call_with_parameters_only_is_an_entry_of_its_own() -> None:
    top = """
    def scaled(v: Tensor) -> Tensor:
        if v.shape[0] > 4:
            return v / 2
        return v
    class Weighted(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(4))
        def forward(self, x):
            return x * scaled(self.weight)
    """
    told = {entry.name: kinds(entry.events) for entry in analysed("*", model=top).entries}
    assert "erased-branch" in told["scaled"]
    assert "erased-branch" not in told["Weighted"]
