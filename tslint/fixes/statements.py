"""Statements: one or several that follow each other, replaced by a simple one."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left
from collections.abc import Iterator

from tslint.fixes.context import Context
from tslint.fixes.document import Document
from tslint.fixes.plan import Edit, Plan, Refused, Satisfied
from tslint.ir.cures import ReplaceStatement

_COMPOUND = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)


def plan_statement(cure: ReplaceStatement, context: Context) -> Plan:
    """Plan a simple statement for the statements that the span holds from the first to the last character.

    Raises Satisfied where it stands there, and Refused where the span holds no whole statements of one block,
    an `elif`, or a comment that the new text lacks, or the text is no simple statement.
    """
    document = context.document
    start, end = document.lines.bounds(cure.span)
    use = context.use_at(start)
    spelled = context.speller.statement(cure.text, use)
    found = next(_runs(document.tree.body, document, start), None)
    if found is not None and _text(found[0], document) == spelled.text:
        raise Satisfied
    if isinstance(ast.parse(cure.text).body[0], _COMPOUND):
        raise Refused(f"`{cure.text.partition(chr(10))[0]}` is no simple statement")
    if found is None or end not in {document.of_ast(node)[1] for node in found}:
        raise Refused("there are no whole statements at this place")
    if document.text.startswith("elif", start):
        raise Refused("an `elif` belongs to the `if` above it")
    if not _keeps_comments(document, start, end, spelled.text):
        raise Refused("the statement holds a comment, which would be lost")
    newline = document.newline(start)
    edit = Edit(start, end, spelled.text.replace("\r\n", "\n").replace("\n", newline))
    return Plan(cure, ("statement", start, end), (edit,), use.line, spelled.imports, replaces=True)


def _runs(body: list[ast.stmt], document: Document, start: int) -> Iterator[list[ast.stmt]]:
    """The statements from the one that begins at `start` to the end of its block, outermost first."""
    for at, node in enumerate(body):
        first, last = document.of_ast(node)
        if first == start:
            yield body[at:]
        if first <= start < last:
            for inner in _bodies(node):
                yield from _runs(inner, document, start)


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(node, name, [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _text(node: ast.stmt, document: Document) -> str:
    start, end = document.of_ast(node)
    return document.text[start:end]


def _keeps_comments(document: Document, start: int, end: int, text: str) -> bool:
    """Whether every comment between `start` and `end` stands in the new text as well."""
    first, last = bisect_left(document.comments, start), bisect_left(document.comments, end)
    lines = document.lines
    old = [document.text[at : lines.end(lines.line(at))].rstrip() for at in document.comments[first:last]]
    tokens = tokenize.generate_tokens(io.StringIO(text + "\n").readline)
    return not old or [token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT] == old
