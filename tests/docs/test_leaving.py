"""docs/leaving.md: what its table says of `torch.export` is what torch does, and its codes are there."""

from __future__ import annotations

import math
import random
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.rules.ruleset import load_rules
from tslint.rules.select import matching_codes

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "leaving.md").read_text(encoding="utf-8")
MODELS = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)[0]
Tensor = torch.Tensor


def exported(model: Any, dynamic: bool = True) -> Any:
    """The program that torch.export makes of a model for one vector, its size fixed or not."""
    shapes = ({0: torch.export.Dim.DYNAMIC},) if dynamic else None
    return torch.export.export(model, (torch.ones(4),), dynamic_shapes=shapes).module()


def model(forward: Any, **attributes: Any) -> Any:
    made = type("Model", (torch.nn.Module,), {"forward": forward})()
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def branch(self: Any, x: Tensor) -> Tensor:
    return x if x.sum() > 0 else -x


def rounds(self: Any, x: Tensor) -> Tensor:
    while x.sum() < 10:
        x = x * 2
    return x


def counted(self: Any, x: Tensor) -> Tensor:
    for _ in range(int(x.max())):
        x = x + 1
    return x


def numpy_on_data(self: Any, x: Tensor) -> Tensor:
    import numpy

    return x + torch.from_numpy(numpy.sin(x.numpy()))


@pytest.mark.parametrize("forward", [branch, rounds, counted, numpy_on_data])
def test_what_depends_on_the_data_is_refused(forward: Any) -> None:
    for dynamic in (False, True):
        with pytest.raises(Exception, match=r".") as caught:
            exported(model(forward), dynamic)
        assert "data-dependent" in str(caught.value) or "numpy" in str(caught.value)


def test_a_number_of_the_data_that_only_enters_operators_is_followed() -> None:
    program = exported(model(lambda self, x: x * x.sum().item()))
    assert program(torch.full((3,), 2.0)).tolist() == [12.0, 12.0, 12.0]


def test_a_branch_on_a_dynamic_size_is_guarded() -> None:
    program = exported(model(lambda self, x: x + 1 if x.size(0) > 3 else x))
    assert program(torch.zeros(5)).tolist() == [1.0] * 5
    with pytest.raises(AssertionError, match="Guard failed"):
        program(torch.zeros(2))


@pytest.mark.parametrize(
    "forward",
    [
        lambda self, x: sum((x for _ in range(x.size(0))), x),
        lambda self, x: x / math.sqrt(x.size(0)),
    ],
)
def test_loops_over_a_size_and_math_on_it_are_refused_where_it_is_dynamic(forward: Any) -> None:
    exported(model(forward), dynamic=False)
    with pytest.raises(torch._dynamo.exc.UserError, match="Constraints violated"):
        exported(model(forward))


def test_random_numbers_and_counts_of_python_are_frozen_in_silence() -> None:
    program = exported(model(lambda self, x: x * random.random()))
    assert torch.equal(program(torch.ones(2)), program(torch.ones(2)))

    def count(self: Any, x: Tensor) -> Tensor:
        self.calls += 1
        return x * self.calls

    program = exported(model(count, calls=0))
    assert torch.equal(program(torch.ones(2)), program(torch.ones(2)))


def test_buffers_are_followed() -> None:
    def keep(self: Any, x: Tensor) -> Tensor:
        self.total += x.sum()
        return x + self.total

    stateful = model(keep)
    stateful.register_buffer("total", torch.zeros(()))
    program = exported(stateful)
    first, second = program(torch.ones(2)).tolist(), program(torch.ones(2)).tolist()
    assert (first, second) == ([3.0, 3.0], [5.0, 5.0])


def test_a_scripted_module_is_refused() -> None:
    stateful = model(lambda self, x: self.inner(x))
    stateful.inner = torch.jit.script(torch.nn.ReLU())
    with pytest.raises(Exception, match=r"."):
        exported(stateful)


def test_the_same_line_three_times(tmp_path: Path) -> None:
    path = tmp_path / "gates.py"
    path.write_text(MODELS)
    report = check([path], Settings(tmp_path, mode="trace"))
    assert [finding.code for finding in report.findings] == ["TS401"]
    scope: dict[str, Any] = {}
    exec(MODELS, scope)
    gate, chosen = scope["Gate"](), scope["Chosen"]()
    negative = -torch.ones(3)
    assert torch.equal(exported(chosen)(negative), chosen(negative))
    assert torch.equal(torch.jit.trace(chosen, torch.ones(3))(negative), chosen(negative))
    assert not torch.equal(torch.jit.trace(gate, torch.ones(3))(negative), gate(negative))


def test_every_code_that_it_names_is_a_rule() -> None:
    named = set(re.findall(r"\bTS\d(?:\d\d)?", PAGE))
    assert len(named) > 15
    assert [code for code in named if not matching_codes(load_rules(), code)] == []
