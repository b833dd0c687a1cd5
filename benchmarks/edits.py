"""What an edit costs in the server: CPU milliseconds for the largest files under a folder.

`python benchmarks/edits.py FOLDER [FILES]`. Each function is typed into twice: the first edit meets what is
known of the file as it is on disk, the second what is known since the first.
"""

from __future__ import annotations

import ast
import random
import statistics
import sys
import time
from pathlib import Path

from tslint.server.judging import Judge

FUNCTIONS = 5


def main(folder: Path, count: int) -> None:
    """Print a line for each file, then the median and the worst of each kind of edit."""
    files = sorted(folder.resolve().rglob("*.py"), key=lambda path: -path.stat().st_size)[:count]
    known: dict[str, list[float]] = {}
    for path in files:
        found = edits(path)
        for kind, times in found.items():
            known.setdefault(kind, []).extend(times)
        said = "  ".join(
            f"{kind} {statistics.median(times):.0f}/{max(times):.0f}" for kind, times in found.items()
        )
        print(f"{path.relative_to(folder.resolve())!s:36} {said}", flush=True)
    for kind, times in known.items():
        near = sum(taken <= 50 for taken in times) / len(times)
        print(
            f"{kind}: median {statistics.median(times):.1f} ms, worst {max(times):.0f} ms,"
            f" {near:.0%} within 50 ms"
        )


def edits(path: Path) -> dict[str, list[float]]:
    """Milliseconds by kind of edit for one file."""
    text, judge = path.read_text(encoding="utf-8"), Judge()
    lines = text.splitlines(keepends=True)

    def timed(new: str) -> float:
        began = time.process_time()
        judge.judge(path, {str(path): new})
        return (time.process_time() - began) * 1000

    found = {"from nothing": [timed(text)], "comment": [], "line": [], "forward": [], "other function": []}
    for number in range(3):
        found["comment"].append(timed(f"# {number}\n" + text))
        found["line"].append(timed(text + "\n" * (number + 1)))
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    for function in random.Random(path.name).sample(functions, min(FUNCTIONS, len(functions))):
        last = function.body[-1]
        timed(text)
        for number in range(2):
            new = f"{' ' * last.col_offset}added = {number}\n"
            kind = "forward" if function.name.startswith("forward") else "other function"
            found[kind].append(timed("".join([*lines[: last.lineno - 1], new, *lines[last.lineno - 1 :]])))
    return {kind: times for kind, times in found.items() if times}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
