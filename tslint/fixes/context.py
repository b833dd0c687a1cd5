"""What every kind of edit needs to know about the file it edits."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tslint.fixes.bindings import Bindings, Use
from tslint.fixes.definitions import Function, find_function
from tslint.fixes.document import Document
from tslint.fixes.spelling import Speller


@dataclass(frozen=True, slots=True)
class Context:
    """A file, the names in it, and how to spell others."""

    document: Document
    bindings: Bindings
    speller: Speller

    @classmethod
    def of(cls, text: str) -> Context:
        """Read a file's text. Raises Refused where it cannot be parsed."""
        document = Document(text)
        bindings = Bindings(document.tree)
        return cls(document, bindings, Speller(bindings))

    def function(self, qualname: str) -> Function:
        """The function called `qualname`. Raises Refused as `find_function`."""
        return find_function(self.document.tree, qualname)

    def use_around(self, function: Function) -> Use:
        """Where the decorators, defaults and annotations of a function are evaluated."""
        return self.bindings.use(first_line(function.node), function.containers)

    def use_at(self, offset: int) -> Use:
        """The use at an offset of the text."""
        lines = self.document.lines
        line = lines.line(offset)
        start = lines.starts[line - 1]
        return self.bindings.use_at(line, len(self.document.text[start:offset].encode()))


def first_line(node: ast.FunctionDef) -> int:
    """The line where a function begins, decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
