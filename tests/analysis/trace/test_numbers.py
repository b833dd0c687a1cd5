"""Numbers that an input gave and the trace holds as constants, and those that it carries."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import events, function, kinds, module


@pytest.mark.parametrize(
    ("expression", "how", "group", "origin"),
    [
        ("int(x.sum())", "int", "int", "data"),
        ("float(x.mean())", "float", "float", "data"),
        ("bool(x.any())", "bool", "bool", "data"),
        ("x.sum().item()", "item", "item", "data"),
        ("x.sum(0).tolist()", "tolist", "tolist", "data"),
        ("len(x)", "len", "len", "shape"),
        ("torch.numel(x)", "numel", "numel", "shape"),
        ("int(x.shape[0] * 0.5)", "int", "int", "shape"),
        ("max(x.shape[0], 3)", "max", "max", "shape"),
        ("min(x.size(0), 9)", "min", "min", "shape"),
        ("math.sqrt(x.shape[0])", "math.sqrt", "math", "shape"),
        ("math.floor(x.shape[0] / 2)", "math.floor", "math", "shape"),
        ("[1] * x.shape[0]", "repeat", "repeat", "shape"),
        ("['a', 'b'][x.shape[0]]", "index", "index", "shape"),
        ("torch.equal(x, x)", "equal", "equal", "data"),
        ("torch.tensor([x.shape[0]])", "tensor", "tensor", "shape"),
    ],
)
def test_a_number_is_baked(expression: str, how: str, group: str, origin: str) -> None:
    (event,) = [e for e in function(f"n = {expression}\nreturn x, n") if e.kind == "baked-value"]
    assert (event.facts["how"], event.facts["group"], event.facts["origin"]) == (how, group, origin)


@pytest.mark.parametrize(
    "expression",
    [
        "x.shape[0] * 2 + x.size(1)",
        "x.shape[0] // 2",
        "-x.shape[0]",
        "x.numel()",
        "x.shape[0] / x.shape[1]",
        "math.sqrt(self.width)",
        "math.prod(x.shape)",
        "int(self.width * 0.5)",
        "float(self.linear.in_features)",
        "max(self.width, 3)",
        "max(x.dim(), 2)",
        "len(x.shape)",
        "len([x, x])",
        "len(self.linear.weight)",
        "[1] * x.dim()",
        "abs(x.sum())",
        "x.abs().max()",
        "sum([x, x])",
        "x.topk(2)",
        "torch.zeros(x.shape[0])",
        "torch.zeros(x.shape[0], x.shape[1] * 2).sum()",
        "torch.arange(x.size(0), dtype=x.dtype)",
        "x.new_zeros(x.shape)",
        "x.view(x.size(0), -1)",
        "x.reshape(*x.shape[:-1], 2, 2)",
        "x.expand(x.shape[0], -1)",
        "F.interpolate(x, size=x.shape[-2:])",
        "F.pad(x, (0, x.shape[0]))",
        "x[: x.shape[0] - 1]",
        "x[x > 0]",
        "tuple(x.shape)",
        "f'{x.shape}'",
        "str(x)",
    ],
)
def test_a_number_is_carried(expression: str) -> None:
    assert function(f"n = {expression}\nreturn x") == []


@pytest.mark.parametrize(
    "expression",
    [
        "torch.arange(4, device=x.device)",
        "torch.tensor([1.0], device=x.device)",
        "torch.ones(4).to(x.device)",
        "torch.ones(4).to(x)",
        "torch.ones(4).to(device=self.linear.weight.device)",
        "x.new_ones(4, device=x.device)",
    ],
)
def test_the_device_of_a_tensor_is_held_where_it_is_given_on(expression: str) -> None:
    assert "baked-device" in [event.kind for event in function(f"n = {expression}\nreturn x + n")]


@pytest.mark.parametrize(
    "expression",
    [
        "torch.zeros_like(x)",
        "x.new_ones(4)",
        "torch.ones(4).type_as(x)",
        "x.to(torch.float64)",
        "torch.ones(4, device=torch.device('cpu'))",
        "torch.ones(4, device=torch.ones(2).device)",
        "x if x.device.type == 'cuda' else x * 2",
    ],
)
def test_a_device_that_is_asked_for_when_it_runs_is_quiet(expression: str) -> None:
    assert function(f"n = {expression}\nreturn x + n") == []


def test_a_size_stays_a_size_on_its_way() -> None:
    body = """
n = x.shape[0]
pair = (n, 4)
table = {'rows': n * 2}
m = pair[0] + table['rows']
y = torch.zeros(m, 4)
return x * float(m)
"""
    (event,) = function(body)
    assert (event.kind, event.facts["value"], event.facts["of"]) == ("baked-value", "float(m)", "size")


def test_a_number_that_is_baked_already_is_not_told_again() -> None:
    found = function("n = int(x.sum())\nfor i in range(n):\n    x = x + i\nif n > 2:\n    x = -x\nreturn x")
    assert kinds(found) == ["baked-value"]


def test_the_length_has_its_cure_on_the_spot() -> None:
    (event,) = function("return x.new_zeros(len(x), 4)")
    (cure,) = event.cures
    assert getattr(cure, "text", "") == "x.size(0)"
    assert cure.span == event.span  # type: ignore[union-attr]


def test_what_python_numbers_cost_in_torch_functions() -> None:
    (event,) = function("return F.avg_pool1d(x, kernel_size=x.shape[0])")
    assert (event.kind, event.facts["function"]) == ("baked-argument", "torch.nn.functional.avg_pool1d")
    assert event.facts["parameter"] == "kernel_size"
    assert function("return F.avg_pool1d(x, kernel_size=self.width)") == []


def test_a_size_in_the_result_is_a_constant() -> None:
    (event,) = function("return x, x.shape[0]")
    assert (event.kind, event.facts["how"], event.facts["value"]) == ("baked-value", "output", "x.shape[0]")
    assert function("return x, x.sum()") == []


def test_a_helper_may_return_a_size() -> None:
    forward = (
        "def size(self, v):\n    return v.shape[0]\n\ndef forward(self, x):\n    return x * self.size(x)"
    )
    assert events("Model", model=module(forward)) == []


def test_data_cuts_the_recording_and_detach_does_not() -> None:
    assert kinds(function("return x.data + 1")) == ["data-attribute"]
    assert function("return x.detach() + self.linear.weight.data.sum()") == []


def test_a_size_is_a_tensor_while_it_is_traced() -> None:
    (event,) = function("n = x.shape[0]\nif isinstance(n, int):\n    x = x + n\nreturn x")
    assert event.kind == "size-type-check"
    assert function("n = self.width\nif isinstance(n, int):\n    x = x + n\nreturn x") == []


def test_a_random_number_of_python_is_drawn_once() -> None:
    (event,) = function("return x * random.random()")
    assert (event.kind, event.facts["name"]) == ("python-random", "random.random")
    assert function("return x * torch.rand(1)") == []


def test_an_unknown_value_is_silent() -> None:
    body = "n = mystery(x)\nif n > 0:\n    x = x + 1\nfor i in range(n):\n    x = x + int(n)\nreturn x"
    assert function(body) == []


def test_a_size_kept_above_zero_is_still_a_size_where_it_is_asked() -> None:
    body = "def forward(self, x):\n    pad = max(x.shape[0] - 3, 0)\n    return x[pad:] if pad > 0 else x"
    assert kinds(events("Model", model=module(body))) == ["baked-value", "erased-branch"]


def test_sizes_zipped_with_names_are_sizes() -> None:
    named = 'def forward(self, x):\n    size = dict(zip("hw", x.shape))\n'
    body = named + '    return x.reshape(size["w"], size["h"])'
    assert events("Model", model=module(body)) == []
    asked = (
        'def forward(self, x):\n    size = dict(zip("hw", x.shape))\n    return x if size["h"] > 4 else -x'
    )
    assert kinds(events("Model", model=module(asked))) == ["erased-branch"]


def test_the_length_that_an_object_takes_from_a_size_is_frozen() -> None:
    top = """
    class Batch:
        def __init__(self, rows):
            self.rows = rows
        def __len__(self):
            return {}
    """
    body = "def forward(self, x):\n    return x / len(Batch(x))"
    (event,) = events("Model", model=module(body, top=top.format("self.rows.shape[0]")))
    assert (event.kind, event.facts["how"]) == ("baked-value", "len")
    assert events("Model", model=module(body, top=top.format("3"))) == []


@pytest.mark.parametrize(
    "value",
    [
        "time.time()",
        "time.time_ns() % 7",
        "int(time.time())",
        "datetime.now().microsecond",
        "uuid.uuid4().int",
    ],
)
def test_what_a_clock_gives_is_told_where_a_tensor_takes_it(value: str) -> None:
    top = "import time, uuid\nfrom datetime import datetime\n"
    use = "def forward(self, x):\n    t = {}\n    return {}"
    (event,) = events("Model", model=module(use.format(value, "x * t"), top=top))
    assert event.kind == "python-random"
    (event, *_) = events("Model", model=module(use.format(value, "x * torch.tensor(t)"), top=top))
    assert event.kind == "python-random"
    assert events("Model", model=module(use.format(value, "x"), top=top)) == []


def test_a_time_that_is_taken_for_a_log_is_no_loss() -> None:
    top = "import logging, os, time\n"
    body = """def forward(self, x):
        start = time.perf_counter()
        y = x * 2
        self.elapsed = time.perf_counter() - start
        logging.info("%f", (time.perf_counter() - start) * 1000)
        return y
    """
    assert events("Model", model=module(body, top=top)) == []
    drawn = "def forward(self, x):\n    print(random.random())\n    return x + os.urandom(1)[0]"
    assert kinds(events("Model", model=module(drawn, top=top))) == ["python-random"]


@pytest.mark.parametrize("chosen", ["sorted(range(4), key={})", "[max(range(4), key={})]"])
def test_the_key_of_a_comparison_is_asked_for_every_item(chosen: str) -> None:
    found = function(f"return x[:, {chosen.format('lambda i: x[0, i].item()')}]")
    assert [(event.kind, event.facts["how"]) for event in found][:1] == [("baked-value", "item")]
    assert function(f"return x[:, {chosen.format('lambda i: -i')}]") == []


@pytest.mark.parametrize("outcome", ["max(x.shape[0], x.shape[1])", "min(x.shape)", "max(x.shape[0], 1)"])
def test_the_larger_of_sizes_is_a_size_that_is_asked_again(outcome: str) -> None:
    told = [e.facts["how"] for e in function(f"n = {outcome}\nreturn x * int(n)") if e.kind == "baked-value"]
    assert told == [outcome[:3], "int"]


@pytest.mark.parametrize(
    "expression",
    ["x.max(dim=1).values", "torch.topk(x, 2).indices", "torch.linalg.svd(x).S", "x.sort().values"],
)
def test_a_field_of_a_result_is_a_tensor(expression: str) -> None:
    (event,) = [
        e for e in function(f"y = {expression}\nreturn x * y.sum().item()") if e.kind == "baked-value"
    ]
    assert event.facts["how"] == "item"
