"""Where new imports go: into an import that is there, or beside the imports of their kind."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from typing import TypeGuard

from tslint.fixes.document import Document
from tslint.fixes.merge import merged, typing_import
from tslint.fixes.plan import Edit, NewImport, Place

_STANDARD, _INSTALLED, _LOCAL = range(3)
_Import = ast.Import | ast.ImportFrom
# How import lines are sorted: by kind, plain imports first, by module.
_Key = tuple[int, bool, str]
# A new line: its kind, whether it goes beside lines of its kind, its text.
_Line = tuple[int, bool, str]
# An import comes before whatever else is put in at the same offset.
_FIRST = sys.maxsize


def import_edits(document: Document, imports: Iterable[NewImport], line: int) -> list[Edit]:
    """The edits that make `imports` hold from `line` on, after the docstring and the `__future__` imports."""
    names = sorted({new.name for new in imports if new.name is not None})
    existing = typing_import(document, line) if names else None
    edits = merged(document, existing, names) if existing is not None else []
    lines = [(new.module, f"import {new.module}") for new in imports if new.name is None]
    if names and existing is None:
        lines.append(("typing", f"from typing import {', '.join(names)}"))
    placer = _Placer(document, line)
    blocks: dict[int, list[_Line]] = {}
    for key, text in sorted(((_section_of(m), text.startswith("from"), m), text) for m, text in lines):
        offset, beside = placer.place(key)
        blocks.setdefault(offset, []).append((key[0], beside, text))
    return edits + [placer.edit(offset, block) for offset, block in blocks.items()]


def _section_of(module: str) -> int:
    return _STANDARD if module.partition(".")[0] in sys.stdlib_module_names else _INSTALLED


class _Placer:
    """Places import lines in or before the first run of imports of a file."""

    def __init__(self, document: Document, line: int) -> None:
        self.document = document
        self.body = document.tree.body
        self.first = self._preamble()
        self.run = self._run(line)

    def place(self, key: _Key) -> tuple[int, bool]:
        """Where an import line goes (a line start, or the end of the text), and whether beside its kind."""
        kin = [node for node in self.run if _key(node)[0] == key[0]]
        lower = [node for node in kin or self.run if _key(node) < key]
        if lower:
            return self._below(lower[-1]), bool(kin)
        if self.run:
            return self._above((kin or self.run)[0]), bool(kin)
        if self.first > 0:
            return self._below(self.body[self.first - 1]), False
        return self._above(self.body[0]) if self.body else len(self.document.text), False

    def edit(self, offset: int, block: list[_Line]) -> Edit:
        """The lines of a block put in at `offset`, with a blank line around a kind that is new there."""
        document = self.document
        newline = document.newline(offset)
        above = next((n for n in reversed(self.body) if document.lines.offset(n.lineno, 0) < offset), None)
        below = next((n for n in self.body if document.lines.offset(n.lineno, 0) >= offset), None)
        lines: list[str] = []
        section = _section(above)
        beside = True
        for kind, beside, text in block:
            if section != kind and not beside and (lines or (above and not self._blank_above(offset))):
                lines.append("")
            lines.append(text)
            section = kind
        if below and not beside and _section(below) != section and not self._blank_at(offset):
            lines += ["", ""] if _is_definition(below) else [""]
        text = "".join(line + newline for line in lines)
        if document.text and offset == len(document.text) and not document.text.endswith(("\n", "\r")):
            text = newline + text[: -len(newline)]
        return Edit(offset, offset, text, Place.OPEN, _FIRST)

    def _preamble(self) -> int:
        """How many statements at the top must stay there: the docstring and the `__future__` imports."""
        first = 1 if self.body and _is_docstring(self.body[0]) else 0
        for index, node in enumerate(self.body):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                first = index + 1
        return first

    def _run(self, line: int) -> list[ast.stmt]:
        run: list[ast.stmt] = []
        for node in self.body[self.first :]:
            if isinstance(node, _Import) and node.lineno < line:
                run.append(node)
            elif run:
                break
        return run

    def _above(self, node: ast.stmt) -> int:
        """The start of the line of `node`, or of the comment block on it, but below what heads the file."""
        lines, text = self.document.lines, self.document.text
        index = self.body.index(node)
        line = node.lineno
        if _is_definition(node):
            line = min([line, *(decorator.lineno for decorator in node.decorator_list)])
        if index and self._last_line(index - 1) >= line:
            return self._below(self.body[index - 1])
        top = line
        while top > 1 and text[lines.starts[top - 2] :].lstrip(" \t\f").startswith("#"):
            top -= 1
        heads = top == 1 or (index and self._last_line(index - 1) == top - 1)
        return lines.starts[(line if heads else top) - 1]

    def _below(self, node: ast.stmt) -> int:
        """The start of the line after `node` and what shares its last line."""
        return self.document.lines.end(self._last_line(self.body.index(node)))

    def _last_line(self, index: int) -> int:
        last = self.body[index].end_lineno or self.body[index].lineno
        for node in self.body[index + 1 :]:
            if node.lineno > last:
                break
            last = node.end_lineno or node.lineno
        return last

    def _blank_at(self, offset: int) -> bool:
        """Whether the line at `offset` is blank."""
        end = self.document.lines.end(self.document.lines.line(offset))
        return not self.document.text[offset:end].strip()

    def _blank_above(self, offset: int) -> bool:
        line = self.document.lines.line(offset)
        return (
            line > 1
            and offset < len(self.document.text)
            and self._blank_at(self.document.lines.starts[line - 2])
        )


def _section(node: ast.stmt | None) -> int | None:
    return _key(node)[0] if isinstance(node, _Import) and not _is_future(node) else None


def _key(node: ast.stmt) -> _Key:
    if isinstance(node, ast.ImportFrom):
        section = _LOCAL if node.level else _section_of(node.module or "")
        return section, True, node.module or ""
    assert isinstance(node, ast.Import)
    return _section_of(node.names[0].name), False, node.names[0].name


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_definition(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
