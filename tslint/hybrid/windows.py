"""The runs of statements around a place in a function, the smallest first."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tslint.ir.spans import Span

Block = Sequence[ast.stmt]
_MOST = 400  # runs looked at for one place
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def around(
    function: ast.FunctionDef | ast.AsyncFunctionDef, line: int, lines: Sequence[str]
) -> Iterator[Block]:
    """The runs of whole lines that hold the statement of a line: inner ones first, then by their length."""
    count = 0
    for body in reversed(list(_path(function.body, line))):
        body = body[1:] if body is function.body and _is_docstring(body[0]) else body
        at = next((i for i, node in enumerate(body) if _holds(node, line)), -1)
        if at < 0:
            continue
        for length in range(1, len(body) + 1):
            for start in range(max(0, at - length + 1), min(at, len(body) - length) + 1):
                block = body[start : start + length]
                if not _is_whole(block, lines):
                    continue
                count += 1
                if count > _MOST:
                    return
                yield block


def joined(body: list[ast.stmt], one: Block, other: Block) -> Block | None:
    """Two runs as one, where the second begins right after the first in one list of statements."""
    for at, node in enumerate(body):
        if node is one[0]:
            end = at + len(one)
            follows = end < len(body) and body[end] is other[0]
            return body[at : end + len(other)] if follows else None
        for inner in bodies(node):
            found = joined(inner, one, other)
            if found is not None:
                return found
    return None


def bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The lists of statements directly inside a statement, those of inner definitions aside."""
    if isinstance(node, _SCOPES):
        return
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, None)
        if inner:
            yield inner
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def lines_of(block: Block) -> tuple[int, int]:
    """The first and the last line of a run of statements."""
    return block[0].lineno, block[-1].end_lineno or block[-1].lineno


def holds(block: Block, span: Span) -> bool:
    """Whether a place lies in a run of statements."""
    first, last = lines_of(block)
    return first <= span.line and span.end_line <= last


def never_ends(block: Block) -> bool:
    """Whether every way through a block returns or raises."""
    last = block[-1]
    if isinstance(last, (ast.Return, ast.Raise)):
        return True
    if isinstance(last, ast.If):
        return bool(last.orelse) and never_ends(last.body) and never_ends(last.orelse)
    if isinstance(last, ast.With):
        return never_ends(last.body)
    return False


def leaves_a_loop(block: Block) -> bool:
    """Whether a `break` or `continue` in a block belongs to a loop around it."""
    for node in block:
        if isinstance(node, (ast.Break, ast.Continue)):
            return True
        if isinstance(node, (ast.For, ast.While)):
            if node.orelse and leaves_a_loop(node.orelse):
                return True
        elif any(leaves_a_loop(inner) for inner in bodies(node)):
            return True
    return False


def _path(body: list[ast.stmt], line: int) -> Iterator[list[ast.stmt]]:
    """The lists of statements that lead to a line, outermost first."""
    for node in body:
        if _holds(node, line):
            yield body
            for inner in bodies(node):
                if any(_holds(part, line) for part in inner):
                    yield from _path(inner, line)
            return


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_whole(block: Block, lines: Sequence[str]) -> bool:
    """Whether nothing but the block stands on its lines."""
    first, last = block[0], block[-1]
    head = lines[first.lineno - 1].encode()[: first.col_offset]
    tail = lines[(last.end_lineno or last.lineno) - 1].encode()[last.end_col_offset :].strip()
    begins = not head.strip() and not lines[first.lineno - 1][len(head) :].startswith("elif")
    return begins and (not tail or tail.startswith(b"#"))
