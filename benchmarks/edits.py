"""What an edit costs in the server: CPU milliseconds for the largest files under a folder.

`python benchmarks/edits.py FOLDER [FILES]`. Each function is typed into twice: the first edit meets what is
known of the file as it is on disk, the second what is known since the first; so is each other kind of edit
made, and made again.
"""

from __future__ import annotations

import ast
import random
import statistics
import sys
import time
from collections.abc import Iterator
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
    for kind, texts in restated(text, functions, random.Random(path.name)):
        timed(text)
        found.setdefault(kind, []).extend(map(timed, texts))
    return {kind: times for kind, times in found.items() if times}


def restated(
    text: str, functions: list[ast.FunctionDef], chance: random.Random
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Edits that change more than a body, by their kind: each twice, in one way and then in another."""
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)

    def at(line: int, new: str) -> str:
        return "".join([*lines[: line - 1], f"{new}\n", *lines[line - 1 :]])

    imports = [node.lineno for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    for line in imports[:2]:
        yield "import", (at(line, "import added"), at(line, "import other"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for cls in chance.sample(classes, min(3, len(classes))):
        begin = cls.body[0].lineno
        indent = " " * cls.body[0].col_offset
        if not getattr(cls.body[0], "decorator_list", ()):
            yield "class body", (at(begin, f"{indent}added = 1"), at(begin, f"{indent}other = 2"))
        new = "\n\ndef {}(x):\n    return x\n\n"
        end = (cls.end_lineno or cls.lineno) + 1
        yield "definition", (at(end, new.format("added")), at(end, new.format("other")))
    for function in chance.sample(functions, min(3, len(functions))):
        head = lines[function.lineno - 1]
        if "):" in head and "()" not in head and "**" not in head:
            heads = [head.replace("):", f", {name}=None):") for name in ("added", "other")]
            before, after = lines[: function.lineno - 1], lines[function.lineno :]
            yield "signature", tuple("".join([*before, new, *after]) for new in heads)  # type: ignore[misc]
        line = function.body[-1].lineno
        indent = " " * function.body[-1].col_offset
        yield "no Python", (at(line, f"{indent}added = ("), at(line, f"{indent}other = ("))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
