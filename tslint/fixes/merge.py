"""Adding names to a `from typing import` as it is written: on one line, or over several with comments."""

from __future__ import annotations

import ast

import libcst as cst

from tslint.fixes.document import Document
from tslint.fixes.plan import Edit, Place


def typing_import(document: Document, line: int) -> ast.ImportFrom | None:
    """The last `from typing import` at the top level above `line` that names can be added to."""
    for node in reversed(document.tree.body):
        if not isinstance(node, ast.ImportFrom) or node.module != "typing" or node.level:
            continue
        if node.lineno < line and node.names[0].name != "*":
            return node
    return None


def merged(document: Document, node: ast.ImportFrom, names: list[str]) -> list[Edit]:
    """Add names to a `from typing import`: in order where the names there are in order, else at the end."""
    aliases = node.names
    present = [alias.name for alias in aliases]
    in_order = present == sorted(present)
    after: list[str] = []
    before: dict[int, list[str]] = {}
    for name in names:
        index = next((i for i, alias in enumerate(aliases) if in_order and alias.name > name), None)
        if index is None:
            after.append(name)
        else:
            before.setdefault(index, []).append(name)
    edits = []
    for index, new in before.items():
        start = document.of_ast(aliases[index])[0]
        separator = "," + _indentation(document, start)
        edits.append(Edit(start, start, "".join(name + separator for name in new), Place.OPEN))
    return edits + (_append(document, node, after) if after else [])


def _indentation(document: Document, start: int) -> str:
    """What separates a name from the one before it: a space, or a line break if it begins a line."""
    text, line = document.text, document.lines.line(start)
    lead = text[document.lines.starts[line - 1] : start]
    continued = line > 1 and text[: document.lines.starts[line - 1]].rstrip("\r\n").endswith("\\")
    return document.newline(start) + lead if not lead.strip() and not continued else " "


def _append(document: Document, node: ast.ImportFrom, names: list[str]) -> list[Edit]:
    """Add names after the last one, leaving a comment behind that one where it is."""
    start, end = document.of_ast(node.names[-1])
    separator = _indentation(document, start)
    written = document.import_froms[document.of_ast(node)[0]]
    line = document.lines.line(end)
    last_line = node.end_lineno or node.lineno
    if separator == " " or line == last_line:
        return [Edit(end, end, "".join(f",{separator}{name}" for name in names), Place.OPEN)]
    assert not isinstance(written.names, cst.ImportStar)
    has_comma = isinstance(written.names[-1].comma, cst.Comma)
    lead = separator.lstrip("\r\n")
    newline = document.newline(start)
    rows = [f"{lead}{name}" for name in names]
    block = f",{newline}".join(rows) + ("," if has_comma else "") + newline
    below = document.lines.end(line)
    comma = [] if has_comma else [Edit(end, end, ",", Place.OPEN)]
    return [*comma, Edit(below, below, block, Place.OPEN)]
