"""Torch as the judge: what tslint says of each forward is what tracing it does to other inputs."""

from __future__ import annotations

import importlib.util
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from tests.analysis.trace.row import Row  # noqa: E402
from tests.analysis.trace.rows import ROWS  # noqa: E402
from tests.analysis.trace.tracing import IMPORTS, findings, module  # noqa: E402

every_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@every_row
def test_tslint_says_what_is_lost(row: Row) -> None:
    told = findings("Model", model=module(row.forward, row.init, row.top))
    assert bool(told) == row.lost, told


@every_row
def test_torch_bears_it_out(row: Row, tmp_path: Path) -> None:
    model = _model(tmp_path, IMPORTS + module(row.forward, row.init, row.top))
    example = torch.linspace(-1.0, 2.0, 12).reshape(3, 4)
    others = (
        -example,
        torch.linspace(-3.0, 2.0, 20).reshape(5, 4),
        torch.linspace(0.1, 1.0, 8).reshape(2, 4),
    )
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = torch.jit.trace(model, (example,), check_trace=False)
        model = _model(tmp_path, IMPORTS + module(row.forward, row.init, row.top))
        wrong = [not _agrees(model, traced, given) for given in (example, *others)]
    assert any(wrong) == row.lost, wrong


def test_there_are_as_many_faithful_rows_as_it_takes_to_test_silence() -> None:
    assert sum(row.lost for row in ROWS) >= 25
    assert sum(not row.lost for row in ROWS) >= 25
    assert len({row.name for row in ROWS}) == len(ROWS)


def _model(folder: Path, text: str) -> torch.nn.Module:
    """The `Model` of a source, in evaluation mode, with the same parameters each time."""
    path = folder / "model.py"
    path.write_text(textwrap.dedent(text))
    spec = importlib.util.spec_from_file_location(f"row_{folder.name}", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    torch.manual_seed(0)
    built: torch.nn.Module = loaded.Model().eval()
    return built


def _agrees(model: torch.nn.Module, traced: torch.jit.ScriptModule, given: torch.Tensor) -> bool:
    expected = model(given.clone())
    try:
        actual = traced(given.clone())
    except RuntimeError:
        return False
    return expected.shape == actual.shape and torch.allclose(expected.float(), actual.float(), atol=1e-5)
