"""Small parts of the confirmation: bounded output, leftovers, repairs from torch's errors, and job checks."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tslint.confirm import job as jobs
from tslint.confirm import leftovers
from tslint.confirm.bounded import BoundedOutput
from tslint.confirm.model import Comparison, ConfirmJob, ConfirmReport, SetOutcome
from tslint.confirm.worker.describe import describe, shorten
from tslint.confirm.worker.refine import refine
from tslint.confirm.worker.specs import Size, TensorSpec
from tslint.errors import TslintError

BATCH = Size("batch")


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_output_is_kept_whole_or_at_both_ends(pieces: list[bytes]) -> None:
    kept = BoundedOutput(head=16, tail=16)
    for piece in pieces:
        kept.add(piece)
    whole = b"".join(pieces)
    text = kept.text()
    if len(whole) <= 32:
        assert text == whole.decode("utf-8", "replace")
    else:
        assert f"{len(whole) - 32} bytes left out" in text
        assert len(text) < 100


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found by their environment in /proc")
def test_a_process_that_left_its_group_is_found_by_its_mark() -> None:
    mark = secrets.token_hex(16)
    code = "import time; time.sleep(600)"
    environment = {**os.environ, leftovers.MARK: mark}
    started = subprocess.Popen([sys.executable, "-c", code], env=environment, start_new_session=True)
    try:
        while started.pid not in leftovers.find(mark):
            assert started.poll() is None
        assert leftovers.end("another mark")
        assert started.poll() is None
        assert leftovers.end(mark, spare={started.pid})
        assert started.poll() is None
        leftovers.end(mark, seconds=30)
        assert started.wait(30) < 0
    finally:
        started.kill()
        started.wait()


@pytest.mark.parametrize(
    ("message", "spec", "found"),
    [
        (
            "mat1 and mat2 shapes cannot be multiplied (3x4 and 16x8)",
            TensorSpec("float32", (BATCH, 4)),
            TensorSpec("float32", (BATCH, 16)),
        ),
        (
            "mat1 and mat2 shapes cannot be multiplied (3x4096 and 1024x10)",
            TensorSpec("float32", (BATCH, 3, 32, 32)),
            TensorSpec("float32", (BATCH, 3, 16, 16)),
        ),
        (
            "mat1 and mat2 shapes cannot be multiplied (12x8 and 4x32)",
            TensorSpec("float32", (BATCH, 5, 4)),
            TensorSpec("float32", (BATCH, 5, 2)),
        ),
        (
            "Given groups=1, weight of size [8, 3, 3, 3], expected input[3, 4, 32, 32] to have 3 channels, "
            "but got 4 channels instead",
            TensorSpec("float32", (BATCH, 4, 32, 32)),
            TensorSpec("float32", (BATCH, 3, 32, 32)),
        ),
        (
            "The size of tensor a (7) must match the size of tensor b (3) at non-singleton dimension 0",
            TensorSpec("float32", (7, 2)),
            TensorSpec("float32", (BATCH, 2)),
        ),
        (
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; "
            "but got torch.FloatTensor instead",
            TensorSpec("float32", (BATCH,)),
            TensorSpec("int64", (BATCH,), 0, 2),
        ),
        (
            "masked_fill_ only supports boolean masks, but got mask with dtype float",
            TensorSpec("float32", (BATCH,)),
            TensorSpec("bool", (BATCH,)),
        ),
        (
            "index out of range in self",
            TensorSpec("int64", (BATCH,), 0, 10),
            TensorSpec("int64", (BATCH,), 0, 2),
        ),
        (
            "Given normalized_shape=[16], expected input with shape [*, 16], but got input of size[3, 4]",
            TensorSpec("float32", (BATCH, 4)),
            TensorSpec("float32", (BATCH, 16)),
        ),
    ],
)
def test_an_error_of_torch_says_what_the_input_should_be(
    message: str, spec: TensorSpec, found: TensorSpec
) -> None:
    assert found in refine(message, spec, {BATCH: 3})


def test_an_error_about_something_else_mends_nothing() -> None:
    assert refine("division by zero", TensorSpec("float32", (BATCH, 4)), {BATCH: 3}) == []


def test_a_long_message_keeps_both_ends() -> None:
    text = "\n".join(f"line {number}" for number in range(1000))
    short = shorten(text)
    assert short.startswith("line 0\n")
    assert short.endswith("line 999")
    assert "[...]" in short
    assert len(shorten("x" * 10**6)) < 4000


def test_an_error_is_described_with_the_users_line() -> None:
    def model() -> None:
        raise ValueError("no such lane")

    try:
        model()
    except ValueError as error:
        said = describe(error)
    assert said.startswith("ValueError: no such lane (")
    assert "test_parts.py" in said
    assert said.endswith("in model)")


def test_an_exception_that_cannot_be_printed_is_described() -> None:
    class Hostile(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "Hostile" in describe(Hostile())


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"target": "model"}, "write it as pkg.mod:Class"),
        ({"target": "model:"}, "write it as"),
        ({"target": "no/such/file.py:Net"}, "there is no file no/such/file.py"),
        ({"target": "some-dir/x:Net"}, "no module name"),
        ({"factory": "inputs"}, "the factory 'inputs' cannot be read"),
        ({"inputs": []}, "an empty list of inputs"),
        ({"args": (object(),)}, "Python literals"),
        ({"device": "tpu"}, "auto, cpu, cuda"),
        ({"timeout": 0}, "a timeout"),
        ({"memory_limit": -1}, "a memory limit"),
        ({"save": Path("no/such/directory/model.pt")}, "cannot save to"),
        ({"patches": {"model.py": ""}}, "absolute path"),
    ],
)
def test_a_job_that_cannot_be_done_is_the_users_to_mend(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(TslintError, match=says) as raised:
        jobs.check(ConfirmJob(**{"target": "pkg.mod:Net", **fields}))
    assert "\n" not in str(raised.value)


def test_an_interpreter_that_does_not_exist_is_named() -> None:
    with pytest.raises(TslintError, match="no interpreter /no/such/python"):
        jobs.interpreter("/no/such/python")


def test_the_memory_limit_is_for_the_cpu() -> None:
    assert jobs.memory_limit(ConfirmJob("a:b"), "cpu") >= 2 * 2**30
    assert jobs.memory_limit(ConfirmJob("a:b", memory_limit=5), "cpu") == 5
    assert jobs.memory_limit(ConfirmJob("a:b", memory_limit=5), "cuda") == 0


def test_a_comparison_counts_only_what_the_original_answers() -> None:
    sets = (
        SetOutcome("base", "", "equal"),
        SetOutcome("zeros", "", "differs", "output differs"),
        SetOutcome("n=1", "", "raises", "RuntimeError"),
        SetOutcome("n=2", "", "eager-raises", "IndexError"),
    )
    compared = Comparison(sets, ("model.py:3: a warning",))
    assert (compared.equal, compared.counted, compared.summary) == (1, 3, "wrong on 2 of 3 inputs")
    report = ConfirmReport("a:b", "confirmed", (), plain_trace=compared, hybrid=Comparison(sets[:1]))
    assert report.gain == ("plain trace: wrong on 2 of 3 inputs, 1 warning; hybrid: equal on 1 of 1 inputs")
