"""Expressions: wrapped in a call, or replaced by other text that keeps its place in the tree."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left

import libcst as cst

from tslint.fixes.bindings import Use
from tslint.fixes.context import Context
from tslint.fixes.document import Document
from tslint.fixes.plan import Edit, Place, Plan, Refused, Satisfied
from tslint.ir.cures import ReplaceText, WrapCall

# As the only argument of a call these need parentheses of their own.
_BARE = cst.Tuple | cst.Yield


def plan_wrap(cure: WrapCall, context: Context) -> Plan:
    """Plan `wrapper(expression)` for the expression at the span.

    Raises Satisfied where it is wrapped, or a call of the wrapper, already; Refused where no expression that
    is read has this span.
    """
    document = context.document
    start, end = document.lines.bounds(cure.span)
    use = context.use_at(start)
    spelled = context.speller.known(cure.wrapper, use)
    wrapper = context.speller.path(ast.parse(cure.wrapper.strip(), mode="eval").body, use)
    if _calls_at(start, end, wrapper, context, use):
        raise Satisfied
    node = _expression(document, start, end)
    parent = document.parent(node)
    if isinstance(parent, cst.Arg) and not parent.star and parent.keyword is None:
        call = document.parent(parent)
        if (
            isinstance(call, cst.Call)
            and call.args[0] is parent
            and _path(call.func, context, use) == wrapper
        ):
            raise Satisfied
    bare = isinstance(node, _BARE) and (start, end) == document.tight(node)
    opening, closing = (f"{spelled.text}((", "))") if bare else (f"{spelled.text}(", ")")
    edits = (
        Edit(start, start, _lead(document, start) + opening, Place.OPEN, end - start),
        Edit(end, end, closing, Place.CLOSE, end - start),
    )
    return Plan(cure, ("expression", start, end), edits, use.line, spelled.imports)


def plan_replacement(cure: ReplaceText, context: Context) -> Plan:
    """Plan other text for the expression at the span, in parentheses where the tree would change without.

    Raises Satisfied where the text is there, and Refused where no expression that is read has this span, it
    holds a comment, or the text is no expression.
    """
    document = context.document
    start, end = document.lines.bounds(cure.span)
    use = context.use_at(start)
    spelled = context.speller.expression(_one_expression(cure.text), use)
    for text in (spelled.text, f"({spelled.text})"):
        if document.text.startswith(text, start) and (start, start + len(text)) in document.expressions:
            raise Satisfied
    node = _expression(document, start, end)
    comment = bisect_left(document.comments, start)
    if comment < len(document.comments) and document.comments[comment] < end:
        raise Refused("the expression holds a comment, which would be lost")
    text = _placed(spelled.text, document, node, start, end)
    edits = (Edit(start, end, _unglued(text, document, start, end)),)
    return Plan(cure, ("expression", start, end), edits, use.line, spelled.imports, replaces=True)


def _expression(document: Document, start: int, end: int) -> cst.BaseExpression:
    node = document.expressions.get((start, end))
    if node is None:
        raise Refused(f"there is no expression `{_short(document.text[start:end])}` at this place")
    return node


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:37]}..."


def _path(node: cst.BaseExpression, context: Context, use: Use) -> str | None:
    return context.speller.path(ast.parse(cst.Module([]).code_for_node(node), mode="eval").body, use)


def _calls_at(start: int, end: int, wrapper: str | None, context: Context, use: Use) -> bool:
    """Whether the expression at [start, end), or a longer one from `start` on, is a call of the wrapper."""
    calls = (
        node.func
        for (first, last), node in context.document.expressions.items()
        if first == start and last >= end and isinstance(node, cst.Call)
    )
    return any(isinstance(func, _NAMES) and _path(func, context, use) == wrapper for func in calls)


_NAMES = cst.Name | cst.Attribute


def _one_expression(text: str) -> str:
    """The text without blanks around it. Raises Refused for a comment, which would swallow what follows."""
    text = text.strip()
    if not text:
        raise Refused("the replacement is empty")
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline))
    except (tokenize.TokenError, SyntaxError):
        raise Refused(f"`{_short(text)}` is no Python expression") from None
    if any(token.type == tokenize.COMMENT for token in tokens):
        raise Refused(f"`{_short(text)}` holds a comment")
    return text


def _placed(text: str, document: Document, node: cst.BaseExpression, start: int, end: int) -> str:
    """The text, in parentheses if it needs them to be one operand of what surrounds it."""
    root = _root(document, node)
    root_start, root_end = document.levels(root)[-1]
    if root is node:
        root_start, root_end = start, end
    before, after = document.text[root_start:start], document.text[end:root_end]
    unglued = _unglued(text, document, start, end)
    bare, safe = _tree(f"{before}{unglued}{after}"), _tree(f"{before}({text}){after}")
    if safe is None:
        raise Refused(f"`{_short(text)}` cannot stand there")
    if bare is None or ast.dump(bare) != ast.dump(safe):
        return f"({text})"
    return f"({text})" if root is node and _is_open(text, bare) else text


def _root(document: Document, node: cst.BaseExpression) -> cst.BaseExpression:
    """The outermost expression that a node is part of."""
    root, parent = node, document.parent(node)
    while not isinstance(parent, cst.BaseStatement | cst.BaseSmallStatement | cst.Module):
        if isinstance(parent, cst.BaseExpression):
            root = parent
        parent = document.parent(parent)
    return root


def _tree(text: str) -> ast.expr | None:
    try:
        return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_open(text: str, tree: ast.expr) -> bool:
    """Whether a whole expression, as the default of a parameter is one, still needs parentheses.

    `tree` is the text parsed in parentheses: a column tells whether these are the only ones.
    """
    if isinstance(tree, ast.Tuple | ast.GeneratorExp):
        return tree.col_offset == 0
    if isinstance(tree, ast.NamedExpr | ast.Yield | ast.YieldFrom):
        return tree.col_offset == 1
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return True  # It breaks lines outside brackets.
    return False


def _unglued(text: str, document: Document, start: int, end: int) -> str:
    """The text with blanks where a keyword touches the expression, as in `(a)if b else c`."""
    return _lead(document, start) + text + " " * _is_word(document.text[end : end + 1])


def _lead(document: Document, start: int) -> str:
    """The blank that an expression needs in front of it, as in `return(1, 2)`, if any."""
    return " " * _is_word(document.text[max(start - 1, 0) : start])


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or char > "\x7f"
