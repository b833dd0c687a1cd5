"""The attribute table of a module from its `__init__`."""

from __future__ import annotations

import ast

import pytest

from tests.analysis.interp.building import built, inside, model, said, table
from tslint.analysis.interp import running, statements
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.running import run_body
from tslint.analysis.values import Choice, Const, Instance, Mapping, Sequence, Tensor, Value, alternatives


def test_attributes_by_what_they_hold() -> None:
    found = model(
        """
        self.linear = nn.Linear(3, width)
        self.width = width * 2
        self.name = 'gate'
        self.norm = None
        self.scale = nn.Parameter(torch.ones(3))
        self.register_buffer('table', torch.arange(4))
        self.sizes = [1, 2]
        """,
        "width=4",
    )
    assert table(found) == {
        "linear": "Linear",
        "width": 8,
        "name": "gate",
        "norm": None,
        "scale": "Tensor",
        "table": "Tensor",
        "sizes": "Sequence",
    }
    assert found.is_module
    assert not found.open


def test_torch_modules_keep_what_they_were_built_with() -> None:
    linear = model("self.linear = nn.Linear(3, 5, bias=False)").attributes["linear"]
    assert isinstance(linear, Instance)
    assert (said(linear.attributes["in_features"]), said(linear.attributes["out_features"])) == (3, 5)
    assert isinstance(linear.attributes["weight"], Tensor)


FILLED = {
    "Sequential of modules": "self.steps = nn.Sequential(nn.Linear(3, 3), nn.ReLU())",
    "Sequential of a list": "self.steps = nn.Sequential(*[nn.Linear(3, 3), nn.ReLU()])",
    "ModuleList of a list": "self.steps = nn.ModuleList([nn.Linear(3, 3), nn.ReLU()])",
    "append": """
        self.steps = nn.ModuleList()
        self.steps.append(nn.Linear(3, 3))
        self.steps.append(nn.ReLU())
        """,
    "extend": """
        self.steps = nn.ModuleList([nn.Linear(3, 3)])
        self.steps.extend([nn.ReLU()])
        """,
    "add_module": """
        self.steps = nn.Sequential()
        self.steps.add_module('a', nn.Linear(3, 3))
        self.steps.add_module('b', nn.ReLU())
        """,
    "a list that a loop fills": """
        layers = []
        for make in (nn.Linear, nn.ReLU):
            layers.append(make(3, 3))
        self.steps = nn.Sequential(*layers)
        """,
    "append in a loop": """
        self.steps = nn.ModuleList()
        for layer in [nn.Linear(3, 3), nn.ReLU()]:
            self.steps.append(layer)
        """,
    "ModuleDict of a dict": "self.steps = nn.ModuleDict({'a': nn.Linear(3, 3), 'b': nn.ReLU()})",
    "ModuleDict by items": """
        self.steps = nn.ModuleDict()
        self.steps['a'] = nn.Linear(3, 3)
        self.steps['b'] = nn.ReLU()
        """,
}


@pytest.mark.parametrize("init", FILLED.values(), ids=FILLED)
def test_containers_however_they_are_filled(init: str) -> None:
    assert inside(model(init), "steps") == ["Linear", "ReLU"]


def test_a_configured_number_of_layers_leaves_their_kind_known() -> None:
    steps = model("self.steps = nn.ModuleList([nn.Linear(3, 3) for _ in range(depth)])", "depth")
    held = steps.attributes["steps"]
    assert isinstance(held, Instance)
    assert said(held.element) == "Linear" or (held.items and said(held.items[0]) == "Linear")


def test_names_that_are_put_together() -> None:
    found = model("for i in range(3):\n    setattr(self, f'layer{i}', nn.Linear(i + 1, 2))")
    assert table(found) == {"layer0": "Linear", "layer1": "Linear", "layer2": "Linear"}


def test_the_branches_of_an_undecided_choice_are_joined() -> None:
    found = model(
        "if norm:\n    self.norm = nn.LayerNorm(3)\nelse:\n    self.norm = None\n"
        "self.act = nn.ReLU() if act == 'relu' else nn.Tanh()",
        "norm, act",
    )
    norm, act = found.attributes["norm"], found.attributes["act"]
    assert isinstance(norm, Choice)
    assert {said(part) for part in norm.values} == {"LayerNorm", None}
    assert {said(part) for part in alternatives(act)} == {"ReLU", "Tanh"}


def test_defaults_are_the_configuration_that_is_exported() -> None:
    found = model(
        "if norm:\n    self.norm = nn.LayerNorm(3)\nelse:\n    self.norm = None\nself.act = ACTS[act]()",
        "norm=False, act='tanh'",
        "ACTS = {'relu': nn.ReLU, 'tanh': nn.Tanh}\n",
    )
    assert table(found) == {"norm": None, "act": "Tanh"}


def test_super_init_runs_across_files() -> None:
    found = built(
        model="""
            from base import Base
            class Model(Base):
                def __init__(self):
                    super().__init__(width=7)
                    self.own = 1
            """,
        base="""
            class Base(nn.Module):
                def __init__(self, width, depth=2):
                    super(Base, self).__init__()
                    self.width, self.depth = width, depth
                    self._setup()
                def _setup(self):
                    self.linear = nn.Linear(self.width, 2)
            """,
    )
    assert table(found) == {"width": 7, "depth": 2, "linear": "Linear", "own": 1}


def test_a_subclass_without_an_init_has_that_of_its_base() -> None:
    source = """
        class Base(nn.Module):
            def __init__(self, width=3):
                super().__init__()
                self.width = width
        class Model(Base):
            pass
        """
    assert table(built(model=source)) == {"width": 3}


def test_helpers_that_build_are_run_for_every_use() -> None:
    found = model(
        "self.a = make(3)\nself.b = make(3)", top="def make(n):\n    return nn.Sequential(nn.Linear(n, n))\n"
    )
    assert table(found) == {"a": "Sequential", "b": "Sequential"}
    assert found.attributes["a"] is not found.attributes["b"]


def test_where_an_object_is_built_is_known() -> None:
    found = model("self.gate = Gate()", top="class Gate(nn.Module):\n    pass\n")
    gate = found.attributes["gate"]
    assert isinstance(gate, Instance)
    assert gate.site is not None
    file, node = gate.site
    assert file.endswith("/model.py")
    assert node.col_offset == 20  # type: ignore[attr-defined]


def test_a_base_from_elsewhere_leaves_the_table_open() -> None:
    source = "class Model(make_base()):\n    def __init__(self):\n        self.size = 3\n"
    found = built(model=source)
    assert found.open
    assert table(found) == {"size": 3}


def test_getattr_leaves_the_table_open() -> None:
    source = "class Model(nn.Module):\n    def __getattr__(self, name):\n        return 1\n"
    assert built(model=source).open


def test_a_table_that_a_loop_fills_without_end_is_bounded() -> None:
    found = model("while True:\n    self.steps = nn.Sequential(nn.Linear(3, 3))\n    self.count = 1")
    assert set(table(found)) <= {"steps", "count"}


def test_lists_are_shared_as_in_python() -> None:
    found = model("self.a = []\nb = self.a\nb.append(1)")
    held = found.attributes["a"]
    assert isinstance(held, Sequence)
    assert held.items == [Const(1)]


def test_no_policy_speaks_while_a_model_is_built() -> None:
    from tests.analysis.trace.tracing import events, module

    init = "self.n = int(torch.ones(3).sum())\nif torch.ones(3).sum() > 2:\n    self.m = 1"
    assert events("Model", model=module("def forward(self, x):\n    return x + 1", init)) == []


def test_each_caller_of_a_helper_changes_a_list_of_its_own() -> None:
    found = model(
        """
        self.first, self.second, self.third = pair(3), pair(3), pair(3)
        self.first.append(0)
        self.second.extend((1, 2))
        self.table = sizes(1)
        self.table['more'] = 2
        self.other = sizes(1)
        """,
        top="""
        def pair(n):
            return [n, n] if n else (n, n)
        def sizes(n):
            return {'n': n}
        """,
    )
    lists = [found.attributes[name] for name in ("first", "second", "third")]
    assert [[said(item) for item in part.items or ()] for part in lists if isinstance(part, Sequence)] == [
        [3, 3, 0],
        [3, 3, 1, 2],
        [3, 3],
    ]
    tables = [found.attributes[name] for name in ("table", "other")]
    assert [list(part.items or ()) for part in tables if isinstance(part, Mapping)] == [["n", "more"], ["n"]]


def test_a_helper_that_calls_itself_is_run_once_for_equal_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def counted(frame: Frame, body: list[ast.stmt]) -> Value:
        ran.append(frame.function.name if frame.function is not None else "")
        return run_body(frame, body)

    monkeypatch.setattr(running, "run_body", counted)
    top = """
        from elsewhere import paired
        def pad(size, stride=1, dilation=1):
            if paired(size):
                return [pad(*each) for each in zip((size, size), (stride, stride), (dilation, dilation))]
            return size
        """
    model("self.a = pad(3)", top=top)
    alone = ran.count("pad")
    ran.clear()
    found = model("self.a = pad(3)\nself.b = pad(3)\nself.c = pad(5)", top=top)
    assert alone > 1
    assert ran.count("pad") == 2 * alone
    assert [said(part) for part in alternatives(found.attributes["b"]) if isinstance(part, Const)] == [3]
    assert [said(part) for part in alternatives(found.attributes["c"]) if isinstance(part, Const)] == [5]


def test_a_loop_ends_once_its_names_hold_what_they_held(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[str] = []
    once = statements._round

    def counted(*given: object) -> None:
        rounds.append("round")
        once(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(statements, "_round", counted)
    top = "from elsewhere import unsure\nITEMS = unsure()\n"
    found = model("pair = (1, 2)\nfor _ in ITEMS:\n    pair = (pair[0], 2)\nself.pair = pair", top=top)
    assert len(rounds) == 2
    pair = found.attributes["pair"]
    assert isinstance(pair, Sequence)
    assert [said(part) for part in pair.items or ()] == [1, 2]
    rounds.clear()
    found = model("pair = (1, 2)\nfor n in ITEMS:\n    pair = (n, pair[0])\nself.pair = pair", top=top)
    assert len(rounds) == 3
    pair = found.attributes["pair"]
    assert isinstance(pair, Sequence)
    assert [said(part) for part in pair.items or ()] == ["Unknown", "Unknown"]


def test_arguments_reach_the_parameters_that_python_gives_them() -> None:
    top = """
def take(a, /, b, c=3, *rest, d, e=5, **more):
    return [a, b, c, len(rest), d, e, more.get('rest'), more.get('a')]
"""
    found = model(
        "self.one = take(1, 2, d=4, rest=6)\nself.two = take(1, 2, 7, 8, 9, d=0, e=1, a=4)", top=top
    )
    values = [found.attributes[name] for name in ("one", "two")]
    parts = [[said(part) for part in value.items or ()] for value in values if isinstance(value, Sequence)]
    assert parts == [[1, 2, 3, 0, 4, 5, 6, None], [1, 2, 7, 2, 0, 1, None, 4]]
