"""Which way the marked branches and loops of the original go: watched line by line in eager mode."""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from .describe import show_path


class Branch:
    """An `if`, whose sides are True and False, or a loop, whose sides are its numbers of rounds."""

    def __init__(self, file: str, node: ast.stmt, header: ast.expr, body: list[ast.stmt]) -> None:
        self.file = file
        self.line = node.lineno
        self.is_loop = not isinstance(node, ast.If)
        self.header = range(node.lineno, _last_line(header) + 1)
        self.body = range(_first_line(body[0]), _last_line(body[-1]) + 1)
        self.word = {ast.If: "if", ast.While: "while"}.get(type(node), "for")

    def missing(self, sides: set[int]) -> str:
        """What was not seen, in words; empty where the branch went both ways."""
        if len(sides) > 1:
            return ""
        place = f"{show_path(self.file)}:{self.line}: `{self.word}`"
        if not sides:
            return place + " was never reached"
        side = next(iter(sides))
        if self.is_loop:
            return f"{place} always ran {side} {'round' if side == 1 else 'rounds'}"
        return place + (" was always true" if side else " was never true")


def _last_line(node: ast.AST) -> int:
    end = getattr(node, "end_lineno", None)
    return end if isinstance(end, int) else 0


def _first_line(node: ast.stmt) -> int:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.decorator_list:
        return node.decorator_list[0].lineno
    return node.lineno


def find_branches(marks: list[dict[str, Any]]) -> list[Branch]:
    """The statements whose test or iterable holds a marked place; what a line cannot tell is left out."""
    found: dict[tuple[str, int], Branch] = {}
    for file in sorted({mark["file"] for mark in marks}):
        lines = {mark["line"] for mark in marks if mark["file"] == file}
        for node in ast.walk(_parsed(file)):
            if not isinstance(node, (ast.If, ast.While, ast.For)) or _only_raises(node):
                continue
            header = node.iter if isinstance(node, ast.For) else node.test
            branch = Branch(os.path.realpath(file), node, header, node.body)
            # `if x: return y` on one line has no line of its own for the side that is taken.
            if lines.intersection(branch.header) and branch.body[0] not in branch.header:
                found[branch.file, branch.line] = branch
    return list(found.values())


def _parsed(file: str) -> ast.AST:
    try:
        with open(file, "rb") as source:
            return ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _only_raises(node: ast.stmt) -> bool:
    """A check: its other side is an error, which no export is compared on."""
    sides = [node.body, node.orelse] if isinstance(node, ast.If) else []
    return any(side and isinstance(side[-1], ast.Raise) for side in sides)


class Observer:
    """Keeps the sides that were taken while it watched, and the branches whose function was entered."""

    def __init__(self, branches: list[Branch]) -> None:
        self.branches = branches
        self.sides: list[set[int]] = [set() for _ in branches]
        self.entered: set[int] = set()
        self._files = {branch.file for branch in branches}
        self._of_code: dict[CodeType, list[int]] = {}

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what runs in the block; a debugger that listens goes on after it."""
        if not self.branches:
            yield
            return
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)

    def kept(self) -> list[set[int]]:
        """A copy of the sides that were taken so far."""
        return list(map(set, self.sides))

    def missing(self) -> list[str]:
        """The branches that did not go both ways, in words. A function that never ran has no say here:
        what decides whether it runs is a branch itself, or lies outside of this model."""
        return [
            told
            for index, branch in enumerate(self.branches)
            if index in self.entered and (told := branch.missing(self.sides[index]))
        ]

    def _marked(self, code: CodeType) -> list[int]:
        if code not in self._of_code:
            file = os.path.realpath(code.co_filename)
            lines = {line for _, line in _starts(code)} if file in self._files else set()
            self._of_code[code] = [
                index
                for index, branch in enumerate(self.branches)
                if branch.file == file and lines.intersection(branch.header)
            ]
        return self._of_code[code]

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        marked = self._marked(frame.f_code)
        if not marked:
            return None
        self.entered.update(marked)
        # For each branch: whether its test was the last that ran, and how many rounds it has had.
        asked: set[int] = set()
        rounds: dict[int, int] = {}

        def followed(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                self._line(frame.f_lineno, marked, asked, rounds)
            elif event == "return":
                # A loop that is left by `return` has had its rounds; a test that was last had no body.
                for index in marked:
                    self._left(index, asked, rounds)
            return followed

        return followed

    def _line(self, line: int, marked: list[int], asked: set[int], rounds: dict[int, int]) -> None:
        for index in marked:
            branch = self.branches[index]
            if line in branch.header:
                asked.add(index)
                rounds.setdefault(index, 0)
            elif line in branch.body:
                if index in asked:
                    asked.discard(index)
                    rounds[index] = rounds.get(index, 0) + 1
            else:
                self._left(index, asked, rounds)

    def _left(self, index: int, asked: set[int], rounds: dict[int, int]) -> None:
        if index in rounds:
            count = rounds.pop(index)
            self.sides[index].add(count if self.branches[index].is_loop else min(count, 1))
        asked.discard(index)


def _starts(code: CodeType) -> Iterator[tuple[int, int]]:
    import dis

    return ((offset, line) for offset, line in dis.findlinestarts(code) if line is not None)
