"""The export in a C++ program without Python: real builds with the libtorch of the installed torch."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from tests.confirm.conftest import Project
from tslint.confirm import cpp

CONTAINERS = """
from typing import Dict, List, NamedTuple, Tuple


class Scores(NamedTuple):
    best: torch.Tensor
    count: int


class Net(nn.Module):
    def forward(
        self, x: torch.Tensor, more: Dict[str, torch.Tensor], pair: Tuple[torch.Tensor, List[torch.Tensor]]
    ):
        total = more["bias"] + pair[0]
        for each in pair[1]:
            total = total + each.sum()
        return {"y": x + total.sum()}, [x, total], Scores(x.max(), 3), "kept"
"""
NEEDS_COMPILER = pytest.mark.skipif(
    not any(map(shutil.which, cpp.COMPILERS)), reason="no C++ compiler on this machine"
)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the loader is kept: shared by all tests and their processes, so that it is built once."""
    shared = tmp_path_factory.getbasetemp().parent / "loaders"
    shared.mkdir(exist_ok=True)
    return shared


@NEEDS_COMPILER
def test_containers_go_in_and_come_out_of_the_cpp_program(project: Project, folder: Path) -> None:
    project.write("model.py", CONTAINERS + "\n\nnet = torch.jit.script(Net())\n")
    inputs = ("float32[n]", '{"bias": float32[2]}', "(float32[2], [float32[n], float32[3]])")
    report = project.confirm("model:net", *inputs, cpp=True, loader_folder=folder)
    assert report.verdict == "confirmed", report.reason
    assert report.cpp is not None
    assert report.cpp.equal == report.cpp.counted >= 6
    assert [step.step for step in report.steps][-1] == "cpp"
    assert list(folder.glob("loader-*"))


@NEEDS_COMPILER
def test_a_wrong_answer_of_the_cpp_program_refutes(
    project: Project, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("model.py", "def double(x):\n    return x * 2")
    loader = cpp.build(_torch(project), folder, deadline=1e12)
    # What the model of the first run answers is left where the program of the second should have answered.
    liar = tmp_path / "liar"
    liar.write_text(f'#!/bin/sh\n"{loader}" "$@"\nfor n in 1 2; do cp "$4/cpp-0.pt" "$4/cpp-$n.pt"; done\n')
    liar.chmod(liar.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(cpp, "build", lambda *_: liar)
    report = project.confirm("model:double", "float32[3]", cpp=True)
    assert report.verdict == "disagrees"
    assert report.reason.startswith("cpp: wrong on 2 of ")
    assert report.hybrid is not None
    assert report.hybrid.equal == report.hybrid.counted


@NEEDS_COMPILER
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -SEGV $$", "was killed by SIGSEGV"),
        ("echo out of luck; exit 3", "ended with exit status 3: out of luck"),
        ("yes; exit 1", "did not finish in time"),
        ("sleep 600", "did not finish in time"),
    ],
)
def test_a_program_that_does_not_end_well_is_a_verdict(tmp_path: Path, script: str, reason: str) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    torch = cpp.LibTorch("2.13", tmp_path, True, 0)
    with pytest.raises(cpp.CppFailed, match=reason):
        cpp.run(program, torch, tmp_path / "m.pt", "cpu", tmp_path, [0], 0, time.monotonic() + 1.0)


def test_without_a_compiler_the_step_is_skipped_with_a_reason(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("model.py", "def double(x):\n    return x * 2")
    monkeypatch.setenv("CXX", "no-such-compiler")
    report = project.confirm("model:double", "float32[3]", cpp=True)
    assert (report.verdict, report.step("cpp").ok) == ("confirmed", None)
    assert report.step("cpp").detail == "skipped: no C++ compiler: no-such-compiler is not found"


@NEEDS_COMPILER
def test_a_torch_without_headers_is_told(tmp_path: Path) -> None:
    with pytest.raises(cpp.CppFailed, match="has no C\\+\\+ headers"):
        cpp.build(cpp.LibTorch("2.13", tmp_path, True, 0), tmp_path, deadline=1e12)


@NEEDS_COMPILER
def test_what_the_compiler_says_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    header = tmp_path / "include" / "torch" / "script.h"
    header.parent.mkdir(parents=True)
    header.write_text('#error "not a real header"\n')
    with pytest.raises(cpp.CppFailed, match=r"(?s)does not compile: .*not a real header") as failure:
        cpp.build(cpp.LibTorch("2.13", tmp_path, True, 0), tmp_path, deadline=1e12)
    assert len(str(failure.value)) < 2 * cpp.LONGEST_ERROR
    assert not list(tmp_path.glob("loader-*"))


def _torch(project: Project) -> cpp.LibTorch:
    torch = pytest.importorskip("torch")
    root = Path(os.path.dirname(torch.__file__))
    return cpp.LibTorch(torch.__version__, root, torch.compiled_with_cxx11_abi(), 0)
