"""Python state under trace, and the border to scripted code."""

from __future__ import annotations

import pytest

from tests.analysis.trace.tracing import events, kinds, module


def model(body: str, init: str = "", top: str = "") -> str:
    return module(f"def forward(self, x):\n    {body}", init, top)


@pytest.mark.parametrize(
    ("body", "init"),
    [
        ("self.state = self.state * 0.9 + x\n    return self.state", "self.state = None"),
        ("self.calls += 1\n    return x * self.calls", "self.calls = 0"),
        ("y = x + self.last\n    self.last = x\n    return y", "self.last = 0"),
    ],
)
def test_an_attribute_that_carries_over_to_the_next_call_is_told(body: str, init: str) -> None:
    (event,) = [e for e in events("Model", model=model(body, init)) if e.kind == "python-state"]
    assert event.facts["how"] == "attribute"


@pytest.mark.parametrize(
    ("body", "init"),
    [
        ("self.latest = x\n    return x * 2", "self.latest = None"),
        ("self.latest = x\n    return self.latest * 2", "self.latest = None"),
        ("y = self.scale * x\n    return y", "self.scale = 2"),
        (
            "if self.table is None or self.table.shape[0] != x.shape[0]:\n"
            "        self.table = torch.arange(x.shape[0])\n    return x + self.table",
            "self.table = None",
        ),
    ],
)
def test_attributes_that_one_call_fills_for_itself_are_quiet(body: str, init: str) -> None:
    assert [e for e in events("Model", model=model(body, init)) if e.kind == "python-state"] == []


def test_a_buffer_changed_in_place_is_recorded() -> None:
    body = "self.mean.mul_(0.9).add_(x.mean())\n    return x - self.mean"
    assert events("Model", model=model(body, "self.register_buffer('mean', torch.zeros(()))")) == []


def test_a_global_that_forward_changes_is_told_and_one_that_it_reads_is_not() -> None:
    (event,) = events("Model", model=model("global N\n    N += 1\n    return x * N", top="N = 0"))
    assert (event.kind, event.facts["how"], event.facts["name"]) == ("python-state", "global", "N")
    assert events("Model", model=model("return x * N", top="N = 2")) == []


def test_a_local_of_an_enclosing_function_is_no_state() -> None:
    body = "n = 0\n    def count():\n        nonlocal n\n        n += 1\n    count()\n    return x * n"
    assert events("Model", model=model(body)) == []


SCRIPTED = """
    @torch.jit.script
    def pick(v, n: int = 2):
        if v.sum() > n:
            return v
        return -v

    @torch.jit.script
    def count(v) -> int:
        return v.size(0)

    @torch.jit.script_if_tracing
    def late(v):
        return v if bool(v.sum() > 0) else -v
    """


def test_what_is_scripted_is_not_traced() -> None:
    assert events("Model", model=model("return pick(x) + pick(x, 3) + late(x)", top=SCRIPTED)) == []


def test_a_size_that_crosses_the_border_is_frozen() -> None:
    (event,) = events("Model", model=model("return pick(x, x.shape[0])", top=SCRIPTED))
    assert event.kind == "scripted-argument"
    assert (event.facts["function"], event.facts["parameter"], event.facts["origin"]) == (
        "pick",
        "n",
        "shape",
    )


def test_a_number_cannot_come_back_over_the_border() -> None:
    (event,) = events("Model", model=model("return x * count(x)", top=SCRIPTED))
    assert (event.kind, event.facts["function"], event.facts["type"]) == (
        "scripted-number-output",
        "count",
        "int",
    )


def test_a_function_may_be_scripted_where_it_is_used() -> None:
    top = "def pick(v):\n    return v if v.sum() > 0 else -v\nfast = torch.jit.script(pick)\n"
    assert events("Model", model=model("return fast(x)", top=top)) == []
    assert (
        events("Model", model=model("return self.pick(x)", "self.pick = torch.jit.script(pick)", top)) == []
    )
    assert kinds(events("Model", model=model("return pick(x)", top=top))) == ["erased-branch"]


@pytest.mark.parametrize(
    ("body", "init", "top"),
    [
        ("self.seen.append(x)\n    return torch.stack(self.seen).sum(0)", "self.seen = []", ""),
        ("seen = self.seen\n    seen.append(x)\n    return x * len(seen)", "self.seen = []", ""),
        ("self.memo['n'] = self.memo['n'] + x.sum()\n    return x", "self.memo = {'n': 0}", ""),
        ("self.memo['n'] += 1\n    return x", "self.memo = {'n': 0}", ""),
        ("SEEN.append(1)\n    return x * len(SEEN)", "", "SEEN = []\n"),
        ("return scaled(x)", "", "def scaled(x, seen=[]):\n    seen.append(1)\n    return x * len(seen)\n"),
    ],
)
def test_a_list_or_dict_that_outlives_the_call_is_told(body: str, init: str, top: str) -> None:
    assert "python-state" in kinds(events("Model", model=model(body, init, top)))


@pytest.mark.parametrize(
    ("body", "init", "top"),
    [
        ("self.seen.append(x)\n    return x", "self.seen = []", ""),
        ("seen = self.seen\n    seen.append(x)\n    return x", "self.seen = []", ""),
        ("self.seen = []\n    self.seen.append(x)\n    return self.seen[0]", "self.seen = []", ""),
        ("self.memo['last'] = x\n    return self.memo['last'] * 2", "self.memo = {}", ""),
        (
            "key = x.shape\n    if key not in self.memo:\n        self.memo[key] = torch.zeros(x.shape)\n"
            "    return x + self.memo[key]",
            "self.memo = {}",
            "",
        ),
        ("return x * len(SIZES) + SIZES[0]", "", "SIZES = [1, 2]\n"),
        ("return grown(x, [])", "", "def grown(x, seen):\n    seen.append(1)\n    return x * len(seen)\n"),
    ],
)
def test_a_list_or_dict_that_one_call_fills_for_itself_is_quiet(body: str, init: str, top: str) -> None:
    assert "python-state" not in kinds(events("Model", model=model(body, init, top)))


def test_a_generator_of_random_numbers_is_told_where_it_is_asked() -> None:
    found = events(
        "Model", model=model("return x * self.random.gauss(0, 1)", "self.random = random.Random(0)")
    )
    assert kinds(found) == ["python-random"]
    found = events(
        "Model", model=model("return x * self.rng.normal()", "self.rng = numpy.random.default_rng(0)")
    )
    assert kinds(found) == ["python-random"]
    assert kinds(events("Model", model=model("random.seed(0)\n    return x"))) == []


@pytest.mark.parametrize(
    "body",
    [
        "self.total += x\n    return self.total * 1",
        "self.total.add_(x.mean(0))\n    return self.total * 1",
        "self.total[0] += x[0]\n    return self.total * 1",
    ],
)
def test_a_buffer_that_keeps_the_example_is_told(body: str) -> None:
    init = "self.register_buffer('total', torch.zeros(4))"
    (event,) = events("Model", model=model(body, init))
    assert (event.kind, event.facts["name"]) == ("accumulated-buffer", "total")


@pytest.mark.parametrize(
    "body",
    [
        "self.total += 1\n    return self.total * x",
        "self.total.copy_(x)\n    return self.total * 1",
        "self.total[0] = x[0]\n    return self.total * 1",
        "if self.training:\n        self.total.mul_(0.9).add_(x)\n    return self.total * 1",
        "y = self.total + x\n    y += x\n    return y",
        "self.total = torch.zeros(4)\n    self.total += x\n    return self.total * 1",
    ],
)
def test_buffers_that_the_input_does_not_pile_up_in_are_quiet(body: str) -> None:
    init = "self.register_buffer('total', torch.zeros(4))"
    assert "accumulated-buffer" not in kinds(events("Model", model=model(body, init)))


def test_what_torch_draws_is_recorded_until_python_asks_for_it() -> None:
    assert events("Model", model=model("return x + torch.rand(4)")) == []
    branch = model("if torch.rand(1) > 0.5:\n        x = x * 2\n    return x")
    assert kinds(events("Model", model=branch)) == ["erased-branch"]
    number = model("return x * torch.rand(1).item()")
    assert kinds(events("Model", model=number)) == ["baked-value"]
    kept = model("if self.noise[0] > 0.5:\n        x = x * 2\n    return x", "self.noise = torch.rand(4)")
    assert events("Model", model=kept) == []


def test_a_bound_of_a_slice_that_is_stored_to_is_frozen_too() -> None:
    body = "y = torch.zeros(x.shape[0], 4)\n    y[:int(x.shape[0])] = 1\n    return y + x"
    assert kinds(events("Model", model=model(body))) == ["baked-value"]
