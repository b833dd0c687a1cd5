"""`python -m benchmarks.confirming`: what confirming costs beside torch itself; how hostile models end."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import cpu_seconds
from benchmarks.hostile import NINE, prove
from tslint.confirm.proposals import compile_all

TIMEOUT = 20.0
"""Seconds for one hostile model."""
ALLOWED = 5.0
"""How much longer its proof may take."""
_FUNCTION = """
def pick_{number}(x: torch.Tensor) -> torch.Tensor:
    total = x * {number}
    for i in range(x.size(0)):
        if bool(x[i].sum() > {number}):
            total = total + x[i]
    return total
"""
_MODEL = """
class Model(torch.nn.Module):
    def forward(self, x):
        return {calls}
"""
_SCRIPT = "import torch; import model; torch.jit.script(model.pick_0)"


def write_model(folder: Path, count: int) -> Path:
    """A model whose losses lie in `count` functions, each of which is proposed for scripting."""
    functions = "\n".join(_FUNCTION.format(number=number) for number in range(count))
    calls = " + ".join(f"pick_{number}(x)" for number in range(count))
    path = folder / "model.py"
    path.write_text(f"import torch\n\n{functions}\n{_MODEL.format(calls=calls)}", encoding="utf-8")
    return path


def one_function(folder: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """CPU and wall seconds, medians over `rounds`, the commands taken in turn."""
    path = write_model(folder, 1)
    compiles = (
        "from pathlib import Path; import sys; from tslint.confirm.proposals import compile_all;"
        f" (one,) = compile_all([{f'{path}:pick_0'!r}], {{}}, [Path.cwd()], sys.executable); assert one.ok"
    )
    tslint = [sys.executable, "-m", "tslint"]
    commands = {
        "import torch + torch.jit.script": [sys.executable, "-c", _SCRIPT],
        "the function compiled by the worker": [sys.executable, "-c", compiles],
        "tslint check --confirm, no cache": [*tslint, "check", "--confirm", "--no-cache", "--quiet", "."],
        "tslint confirm, inputs and export": [*tslint, "confirm", "model.py:pick_0", "--device", "cpu"],
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = time.monotonic()
            cpu = cpu_seconds(command, folder)
            times[name].append((cpu, time.monotonic() - before))
    medians = {}
    for name, pairs in times.items():
        cpus, walls = zip(*pairs, strict=True)
        medians[name] = (statistics.median(cpus), statistics.median(walls))
    return medians


def hundred_functions(folder: Path, count: int = 100) -> float:
    """Functions a second through the warm worker, once the first has been compiled."""
    path = write_model(folder, count + 1)
    verdicts = compile_all(
        [f"{path}:pick_{number}" for number in range(count + 1)], {}, [folder], sys.executable
    )
    assert next(verdicts).ok
    before = time.monotonic()
    assert all(each.ok for each in verdicts)
    return count / (time.monotonic() - before)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confirming", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measured = one_function(Path(scratch), arguments.rounds)
        base = measured["import torch + torch.jit.script"]
        print(f"{'CPU seconds':>12}  {'ratio':>6}  {'wall':>6}  {'ratio':>6}")
        for name, (cpu, wall) in measured.items():
            print(f"{cpu:12.2f}  {cpu / base[0]:6.2f}  {wall:6.2f}  {wall / base[1]:6.2f}  {name}")
        rate = hundred_functions(Path(scratch))
        print(f"{rate:12.1f}  functions a second, a hundred through the warm worker\n")
    print(f"{'seconds':>12}  of {TIMEOUT + ALLOWED:.0f}, the timeout being {TIMEOUT:.0f}")
    for hostile in NINE:
        with tempfile.TemporaryDirectory() as folder:
            try:
                ended = prove(hostile, Path(folder), TIMEOUT, patience=10 * TIMEOUT)
            except subprocess.TimeoutExpired:
                print(f"{'-':>12}  {hostile.name}: did not end")
                continue
        late = "" if ended.seconds <= TIMEOUT + ALLOWED else ", LATE"
        wrong = "" if ended.right else ", WRONG VERDICT"
        left = f", {len(ended.left)} LEFT RUNNING" if ended.left else ""
        print(f"{ended.seconds:12.2f}  {hostile.name}{late}{wrong}{left}: {ended.reason[:100]}")


if __name__ == "__main__":
    main()
