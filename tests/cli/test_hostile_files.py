"""Files that a check could lose itself in: it comes back, and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

resource = pytest.importorskip("resource")  # not on Windows

MEMORY = 2 * 10**9
LOSS = "import torch\n\n\ndef f(x: torch.Tensor):\n    return x if x.sum() > 0 else -x\n"


def report(folder: Path, mode: str) -> dict[str, Any]:
    words = ["check", ".", "--mode", mode, "--entry", "*", "--no-cache", "--output-format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "tslint", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        preexec_fn=_little_memory,
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def verdicts(folder: Path, mode: str) -> set[tuple[str, str, str]]:
    return {(entry["name"], entry["regime"], entry["verdict"]) for entry in report(folder, mode)["entries"]}


EXPECTED = {"script": ("script", "clean"), "trace": ("trace", "loses"), "hybrid": ("trace", "loses")}


@pytest.mark.parametrize("mode", ["script", "trace", "hybrid"])
def test_files_that_import_each_other_are_checked(tmp_path: Path, mode: str) -> None:
    (tmp_path / "a.py").write_text("import torch\nfrom b import g\n\n\ndef f(x):\n    return g(x)\n")
    (tmp_path / "b.py").write_text(
        "import torch\nfrom a import f\nfrom c import *\n\n\ndef g(x):\n    return f(x)\n"
    )
    (tmp_path / "c.py").write_text("from b import *\nfrom a import *\n")
    (tmp_path / "fine.py").write_text(LOSS.replace("def f", "def h"))
    found = verdicts(tmp_path, mode)
    assert {name for name, _, _ in found} == {"f", "g", "h"}
    assert ("h", *EXPECTED[mode]) in found


@pytest.mark.parametrize("mode", ["script", "trace"])
def test_a_literal_of_two_megabytes_is_checked(tmp_path: Path, mode: str) -> None:
    numbers = ", ".join(["123456"] * 250_000)
    (tmp_path / "table.py").write_text(
        f"{LOSS}\n\nTABLE = [{numbers}]\n\n\ndef g(x):\n    return x + len(TABLE)\n"
    )
    assert (tmp_path / "table.py").stat().st_size > 2_000_000
    assert ("f", *EXPECTED[mode]) in verdicts(tmp_path, mode)


GROWING = (
    "s = s + s", "t = t + t", "l.extend(l)", "l += l", "l = [*l, *l]", "l.append(l)", "l = (l, [l], {1: l})",
    "s = f'{s}{s}'", "s = s.replace('a', 'aaaa')", "s = s.join([s, s])", "s = '%s%s' % (s, s)",
    "s = '%1000000000d' % 5", "s = '{:>1000000000}'.format(5)", "s = '{:>{}}'.format(5, 10**9)",
    "self.layers.extend(self.layers)", "self.layers = torch.nn.Sequential(*self.layers, *self.layers)",
)  # fmt: skip
GROWS = """

class Grows{number}(torch.nn.Module):
    def __init__(self, s='a', t=(1,), l=[1]):
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])
{statements}
        self.l, self.s = l, s

    def forward(self, x):
        return x + len(self.l) + len(self.s)
"""


@pytest.mark.parametrize("mode", ["script", "trace"])
def test_what_doubles_again_and_again_takes_neither_the_memory_nor_for_ever(
    tmp_path: Path, mode: str
) -> None:
    (tmp_path / "grows.py").write_text(
        LOSS
        + "".join(
            GROWS.format(number=number, statements=f"        {statement}\n" * 34)
            for number, statement in enumerate(GROWING)
        )
    )
    document = report(tmp_path, mode)
    entries = {entry["name"]: entry["verdict"] for entry in document["entries"]}
    assert entries.keys() == {"f", *(f"Grows{number}" for number in range(len(GROWING)))}
    assert [name for name, verdict in entries.items() if verdict == "unfinished"] == []


NUMBER = "0x" + "f" * 6_000
NUMBERS = """
M = <n>


class Net(torch.nn.Module):
    __constants__ = ["n"]

    def __init__(self, n=<n>, m=M):
        super().__init__()
        self.n = n
        self.k = m + 1
        self.text = f"{M}" + "%d" % n + str(M) + repr(M)
        self.layers = torch.nn.ModuleList([torch.nn.ReLU()])
        setattr(self, str(M), 1)

    def forward(self, x, y: "Literal[<n>]" = <n>):
        x = self.layers[<n>](x) + x[<n>] + (x, x)[<n>]
        if x.sum() > <n>:
            x = x.view(<n>, self.k)
        for i in range(<n>):
            x = x * i
        return x, {<n>: x}, self.missing[<n>], torch.full((1,), M)


@torch.jit.script
def g(x, n: int = <n>, k: List[int] = <n>):
    v: Tensor = <n>
    raise ValueError(<n>)
""".replace("<n>", NUMBER)


@pytest.mark.parametrize("mode", ["script", "trace", "hybrid"])
def test_numbers_that_python_will_not_print_are_told_like_others(tmp_path: Path, mode: str) -> None:
    (tmp_path / "numbers.py").write_text(LOSS + NUMBERS)
    document = report(tmp_path, mode)
    assert "error inside tslint" not in str(document)
    assert {"f", "Net", "g"} == {entry["name"] for entry in document["entries"]}
    assert document["findings"]


def test_a_file_named_like_a_module_of_python_is_checked_and_not_imported(tmp_path: Path) -> None:
    for name in ("numbers", "click", "json", "msgspec", "dataclasses"):
        (tmp_path / f"{name}.py").write_text(f"{LOSS}\n\nraise SystemExit('imported {name}')\n")
    assert len(report(tmp_path, "trace")["entries"]) == 5


def test_star_imports_that_go_round_many_ways_are_followed_once(tmp_path: Path) -> None:
    names = "abcdefgh"
    stars = "".join(f"from {name} import *\n" for name in names)
    use = "\n\ndef g(x):\n    return missing(f(x))\n"
    for name in names:
        (tmp_path / f"{name}.py").write_text(stars + LOSS.replace("def f", f"def f_{name}") + use)
    assert ("f_a", "trace", "loses") in verdicts(tmp_path, "trace")
