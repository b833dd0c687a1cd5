"""Blocks cut out of a function into one of their own above the definition that holds them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tslint.fixes.bindings import Use
from tslint.fixes.context import Context, first_line
from tslint.fixes.document import Document
from tslint.fixes.plan import Edit, Move, NewImport, Place, Plan, Refused, Satisfied
from tslint.ir.cures import ExtractBlock

_WIDTH = 100  # a signature or call that is longer goes over three lines
_INDENTATION = re.compile(r"[ \t]*")


def plan_extract(cure: ExtractBlock, context: Context) -> Plan:
    """Plan the function above, and its call in the place of the block.

    The lines move as they are written, with the comments directly above them; what was read of the module is
    a parameter there. Raises Satisfied where there is such a function already, Refused where the lines are no
    block of that function.
    """
    document = context.document
    if any(isinstance(node, ast.FunctionDef) and node.name == cure.name for node in document.tree.body):
        raise Satisfied
    function = context.function(cure.qualname)
    block = _block(function.node.body, cure.span.line, cure.span.end_line)
    if block is None:
        raise Refused(
            f"lines {cure.span.line} to {cure.span.end_line} are no statements of `{cure.qualname}`"
        )
    start = _with_comments(document, cure.span.line)
    end = document.lines.end(cure.span.end_line)
    at = _above(document, cure.span.line)
    use = context.bindings.use(document.lines.line(at), (document.tree,))
    newline = document.newline(start)
    indentation = _leading(document, cure.span.line)
    unit = "\t" if indentation.startswith("\t") else "    "
    header, imports = _header(cure, context, use, unit, newline)
    footer = f"{unit}return {', '.join(cure.results)}{newline}" if cure.results else ""
    moved = document.text[start:end]
    gap = "" if moved.endswith(("\n", "\r")) else newline
    edits = (*_dedented(document, block, start, end, indentation, unit), *_renamed(cure, document, block))
    move = Move(start, end, at, header, gap + footer + newline * 2, edits)
    call = _call(cure, indentation, unit, newline) + ("" if gap else newline)
    replaced = Edit(start, end, call)
    return Plan(cure, ("block", start, end), (replaced,), use.line, imports, move=move)


def _block(body: list[ast.stmt], first: int, last: int) -> list[ast.stmt] | None:
    """The statements that begin and end on these lines, in whichever list inside `body` they stand."""
    for at, node in enumerate(body):
        if node.lineno == first:
            for end in range(at, len(body)):
                if (body[end].end_lineno or body[end].lineno) == last:
                    return body[at : end + 1]
        for inner in _bodies(node):
            found = _block(inner, first, last)
            if found is not None:
                return found
    return None


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(node, name, [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _leading(document: Document, line: int) -> str:
    match = _INDENTATION.match(document.text, document.lines.starts[line - 1])
    assert match is not None
    return match.group()


def _with_comments(document: Document, line: int) -> int:
    """Where a statement's lines begin, with the comments directly above it that stand as deep as it."""
    lines = document.lines
    indentation = _leading(document, line)
    while line > 1 and document.text.startswith(f"{indentation}#", lines.starts[line - 2]):
        line -= 1
    return lines.starts[line - 1]


def _above(document: Document, line: int) -> int:
    """Where a new definition goes: above the top-level statement of a line, and what belongs to that."""
    for node in document.tree.body:
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            decorated = isinstance(node, (ast.FunctionDef, ast.ClassDef))
            first = first_line(node) if decorated else node.lineno  # type: ignore[arg-type]
            return _with_comments(document, first)
    raise Refused("the lines are not in this file")


def _header(
    cure: ExtractBlock, context: Context, use: Use, unit: str, newline: str
) -> tuple[str, frozenset[NewImport]]:
    """The decorator and the signature, and the imports that they need."""
    decorator = context.speller.known(cure.decorator, use)
    imports = decorator.imports
    parameters = []
    for parameter in cure.parameters:
        spelled = context.speller.known(parameter.annotation, use)
        imports |= spelled.imports
        parameters.append(f"{parameter.name}: {spelled.text}")
    result = ""
    if cure.returns:
        spelled = context.speller.known(cure.returns, use)
        imports |= spelled.imports
        result = f" -> {spelled.text}"
    signature = _listed(f"def {cure.name}(", parameters, f"){result}:", "", unit, newline)
    return f"@{decorator.text}{newline}{signature}{newline}", imports


def _call(cure: ExtractBlock, indentation: str, unit: str, newline: str) -> str:
    given = [parameter.given for parameter in cure.parameters]
    lead = f"{', '.join(cure.results)} = " if cure.results else "return "
    return _listed(f"{indentation}{lead}{cure.name}(", given, ")", indentation, unit, newline)


def _listed(opening: str, items: list[str], closing: str, indentation: str, unit: str, newline: str) -> str:
    line = opening + ", ".join(items) + closing
    if len(line) <= _WIDTH or not items:
        return line
    return f"{opening}{newline}{indentation}{unit}{', '.join(items)}{newline}{indentation}{closing}"


def _dedented(
    document: Document, block: list[ast.stmt], start: int, end: int, indentation: str, unit: str
) -> Iterator[Edit]:
    """The edits that move whole lines to the depth of a function's body; lines inside strings stay."""
    inside = {
        line
        for statement in block
        for node in ast.walk(statement)
        if isinstance(node, (ast.Constant, ast.JoinedStr))
        for line in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
    lines = document.lines
    for line in range(lines.line(start), lines.line(end - 1) + 1):
        lead = _leading(document, line)
        first = lines.starts[line - 1]
        if line in inside or not document.text[first : lines.end(line)].strip():
            continue
        cut = len(indentation) if lead.startswith(indentation) else len(lead)
        if lead[:cut] != unit:
            yield Edit(first, first + cut, unit)


def _renamed(cure: ExtractBlock, document: Document, block: list[ast.stmt]) -> Iterator[Edit]:
    """`self.width` becomes `width`. Raises Refused where it is not written so."""
    names = {p.given: p.name for p in cure.parameters if p.given != p.name}
    for statement in block:
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                given = f"{node.value.id}.{node.attr}"
                if given in names:
                    start, end = document.of_ast(node)
                    if document.text[start:end] != given:
                        raise Refused(f"`{given}` is not written plainly on line {node.lineno}")
                    yield Edit(start, end, names[given], Place.REPLACE)
