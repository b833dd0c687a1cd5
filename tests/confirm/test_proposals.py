"""Pieces of a plan compiled on their own, all through one worker."""

from __future__ import annotations

import sys

import pytest

from tests.confirm.conftest import Project
from tslint.confirm import proposals
from tslint.confirm.proposals import Compiled, compile_all, proof_of
from tslint.rules.model import Proof

SOURCE = """
def good(x):
    if bool(x.sum() > 0):
        return x
    return -x


def bad(x):
    return [each for each in x.unknown_method()]


class Plain(nn.Module):
    def forward(self, x):
        return good(x)


class Sized(nn.Module):
    def __init__(self, width):
        super().__init__()

    def forward(self, x):
        return x


def slow(x):
    while True:
        pass
"""


def test_each_piece_has_its_own_verdict(project: Project) -> None:
    path = project.write("model.py", SOURCE)
    before = path.read_bytes()
    units = [f"{path}:{name}" for name in ("good", "bad", "Plain", "Sized", "absent")]
    verdicts = list(compile_all(units, {}, [project.root], sys.executable))
    assert [each.ok for each in verdicts] == [True, False, True, None, False]
    assert "unknown_method" in verdicts[1].detail
    assert path.read_bytes() == before


def test_what_ends_or_holds_its_process_is_open_and_the_next_is_judged(project: Project) -> None:
    ends = project.write("ends.py", "import os\nos._exit(0)")
    holds = project.write("holds.py", "import time\ntime.sleep(600)")
    good = project.write("model.py", SOURCE)
    units = [f"{ends}:f", f"{holds}:f", f"{good}:good"]
    verdicts = list(compile_all(units, {}, [project.root], sys.executable, seconds=2.0))
    assert [each.ok for each in verdicts] == [None, None, True]
    assert verdicts[1].detail.endswith("did not finish in time")


def test_a_file_that_only_the_plan_keeps_from_being_imported_refutes_its_pieces(project: Project) -> None:
    path = project.write("model.py", SOURCE)
    text = path.read_text().replace("def good(", "import no_such_package\n\n\ndef good(")
    units = [f"{path}:good", f"{path}:Plain"]
    verdicts = list(compile_all(units, {str(path): text}, [project.root], sys.executable))
    assert [each.ok for each in verdicts] == [False, False]
    assert verdicts[0].detail.startswith("importing the patched code: ModuleNotFoundError")


def test_a_file_that_cannot_be_imported_at_all_refutes_nothing(project: Project) -> None:
    path = project.write("model.py", "import no_such_package\n" + SOURCE)
    text = path.read_text().replace("def good(", "@torch.jit.script\ndef good(")
    units = [f"{path}:good", f"{path}:Plain"]
    verdicts = list(compile_all(units, {str(path): text}, [project.root], sys.executable))
    assert [each.ok for each in verdicts] == [None, None]
    assert verdicts[1].detail.startswith("importing the code: ModuleNotFoundError")


def test_a_piece_that_fails_beside_another_takes_nothing_from_it(project: Project) -> None:
    path = project.write("model.py", SOURCE)
    text = path.read_text()
    for name in ("good", "bad"):
        text = text.replace(f"def {name}(", f"@torch.jit.script\ndef {name}(")
    units = [f"{path}:{name}" for name in ("good", "bad")]
    verdicts = list(compile_all(units, {str(path): text}, [project.root], sys.executable))
    assert [each.ok for each in verdicts] == [True, False]


HELD = """
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        BODY

    def forward(self, x):
        return x


class Held(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = torch.jit.script(Gate(4))


class Sized(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gate = torch.jit.script(Gate(width))
"""


def test_a_class_that_takes_arguments_is_judged_as_a_model_builds_it(project: Project) -> None:
    path = project.write("model.py", HELD.replace("BODY", "pass"))
    broken = project.write("broken.py", HELD.replace("BODY", "pass").replace("return x", "return x.foo(*x)"))
    ends = project.write("ends.py", HELD.replace("BODY", "raise SystemExit(0)"))
    kills = project.write("kills.py", HELD.replace("BODY", "import os; os._exit(0)"))
    files = (path, broken, ends, kills)
    units = [f"{file}:Gate" for file in files]
    models = {f"{file}:Gate": [f"{file}:Sized", f"{file}:Held"] for file in files}
    verdicts = list(compile_all(units, {}, [project.root], sys.executable, models=models))
    assert [each.ok for each in verdicts] == [True, False, None, None]
    assert verdicts[3].detail.startswith("building Held: the process ended")
    alone = list(compile_all(units[:1], {}, [project.root], sys.executable))
    assert [each.ok for each in alone] == [None]


def test_a_class_that_cannot_be_built_here_is_open_not_refuted(project: Project) -> None:
    path = project.write(
        "model.py",
        """
        class Loaded(nn.Module):
            def __init__(self):
                super().__init__()
                self.weights = open("no-such-file")

            def forward(self, x):
                return x
        """,
    )
    (verdict,) = compile_all([f"{path}:Loaded"], {}, [project.root], sys.executable)
    assert verdict.ok is None
    assert "no-such-file" in verdict.detail


def test_without_fork_each_piece_has_a_process_of_its_own(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "may_fork", lambda device: False)
    path = project.write("model.py", SOURCE)
    units = [f"{path}:{name}" for name in ("good", "bad")]
    verdicts = list(compile_all(units, {}, [project.root], sys.executable))
    assert [each.ok for each in verdicts] == [True, False]


def test_the_worst_verdict_on_its_pieces_is_that_of_a_finding() -> None:
    compiled = {
        "a.py:good": Compiled("a.py:good", True),
        "a.py:bad": Compiled("a.py:bad", False, "no such operator"),
        "a.py:Sized": Compiled("a.py:Sized", None, "not built here"),
    }
    assert proof_of(["a.py:good"], compiled) == Proof(True)
    assert proof_of(["a.py:good", "a.py:Sized"], compiled) == Proof(None, "Sized: not built here")
    assert proof_of(list(compiled), compiled) == Proof(False, "bad: no such operator")
    assert proof_of(["b.py:other"], compiled) is None
