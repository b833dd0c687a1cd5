"""An independent account of what cures mean: those that a module offers, done on its `ast`."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tslint.ir.cures import (
    AnnotateLocal,
    AnnotateParameter,
    AnnotateReturn,
    Cure,
    DecorateFunction,
    ReplaceStatement,
    ReplaceText,
    WrapCall,
)
from tslint.source.positions import span_of, split_lines

from .editing import FILE

STATEMENT = "self.buffer = torch.Tensor(x, (\n  y))"
ANNOTATION = "Dict[int, Optional[Tensor]]"
# How the modules of the tests may call what the cures name.
ALIASES = {"D": "Dict", "O": "Optional", "T": "Tensor", "s": "script"}


@dataclass(frozen=True)
class Offer:
    """A cure, how to do it on a tree (its own node found by position), and the lines that it may touch."""

    cure: Cure
    do: Callable[[ast.AST], ast.AST]
    node: ast.AST
    lines: range


def offers(text: str, replacements: Iterable[str] = ("a if b else c",)) -> list[Offer]:
    """The cures that a module offers: for every function, parameter, local, call and read expression."""
    tree = ast.parse(text)
    lines = split_lines(text)
    named = list(_functions(tree, ()))
    unique = Counter(name for name, _ in named)
    found: list[Offer] = []
    for name, function in named:
        if unique[name] == 1 and isinstance(function, ast.FunctionDef):
            found += _of_function(name, function)
    for node in _outside_strings(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            cure = AnnotateLocal(FILE, node.lineno, node.targets[0].id, ANNOTATION)
            found.append(Offer(cure, _annotate_local, node, range(node.lineno, node.value.lineno + 1)))
        if isinstance(node, ast.Assign | ast.Return | ast.Assert | ast.Expr | ast.If) and not _is_elif(
            lines, node
        ):
            cure = ReplaceStatement(FILE, span_of(lines, node), STATEMENT)
            found.append(Offer(cure, lambda _: ast.parse(STATEMENT).body[0], node, _range(node)))
        if isinstance(node, ast.Call):
            found.append(Offer(WrapCall(FILE, span_of(lines, node)), _wrap, node, _range(node)))
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            for new in replacements:
                found.append(
                    Offer(ReplaceText(FILE, span_of(lines, node), new), _replace(new), node, _range(node))
                )
    return found


def _is_elif(lines: list[str], node: ast.stmt) -> bool:
    """Whether an `if` is written as part of the one above."""
    return lines[node.lineno - 1].encode()[node.col_offset :].startswith(b"elif")


def _outside_strings(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree but for those in f-strings, whose positions are wrong before Python 3.12."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _outside_strings(child)


def _functions(node: ast.AST, outer: tuple[str, ...]) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield ".".join((*outer, child.name)), child
            yield from _functions(child, (*outer, child.name))
        else:
            yield from _functions(child, outer)


def _of_function(name: str, node: ast.FunctionDef) -> Iterator[Offer]:
    head = range(node.lineno, node.body[0].lineno + 1)
    yield Offer(DecorateFunction(FILE, name, "torch.jit.ignore"), _decorate("ignore"), node, range(0))
    yield Offer(DecorateFunction(FILE, name), _decorate("script"), node, range(0))
    yield Offer(AnnotateReturn(FILE, name, ANNOTATION), _annotate_return, node, head)
    for argument in node.args.posonlyargs + node.args.args + node.args.kwonlyargs:
        yield Offer(AnnotateParameter(FILE, name, argument.arg, ANNOTATION), _annotate, argument, head)


def _range(node: ast.expr | ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _parse(text: str) -> ast.expr:
    return ast.parse(f"({text})", mode="eval").body


def _decorate(name: str) -> Callable[[ast.AST], ast.AST]:
    def do(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.FunctionDef)
        node.decorator_list.append(_parse(f"torch.jit.{name}"))
        return node

    return do


def _annotate_return(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.FunctionDef)
    node.returns = _parse(ANNOTATION)
    return node


def _annotate(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.arg)
    node.annotation = _parse(ANNOTATION)
    return node


def _annotate_local(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Assign)
    return ast.AnnAssign(target=node.targets[0], annotation=_parse(ANNOTATION), value=node.value, simple=1)


def _wrap(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    return ast.Call(func=_parse("torch.jit.script"), args=[node], keywords=[])


def _replace(new: str) -> Callable[[ast.AST], ast.AST]:
    return lambda _: _parse(new)


class _Doing(ast.NodeTransformer):
    """Does offers on a copy of the tree that they were found in."""

    def __init__(self, done: dict[int, list[Offer]]) -> None:
        self.done = done

    def visit(self, node: ast.AST) -> ast.AST:
        mine = self.done.get(getattr(node, "number", -1), [])
        node = self.generic_visit(node)
        for offer in mine:
            node = offer.do(node)
        return node


def expected(text: str, done: Iterable[Offer]) -> str:
    """The meaning of `text` after the offers, as `meaning` tells it."""
    tree = ast.parse(text)
    wanted = {}
    for offer in done:
        wanted.setdefault((type(offer.node), *_place(offer.node)), []).append(offer)
    numbered: dict[int, list[Offer]] = {}
    for number, node in enumerate(ast.walk(tree)):
        mine = wanted.get((type(node), *_place(node)))
        if mine:
            node.number = number  # type: ignore[attr-defined]
            numbered[number] = mine
    return _told(_Doing(numbered).visit(copy.deepcopy(tree)))


def _place(node: ast.AST) -> tuple[int | None, ...]:
    fields = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    return tuple(getattr(node, field, None) for field in fields)


def meaning(text: str) -> str:
    """What a module says but for its imports of torch and typing, and how it spells what they give."""
    return _told(ast.parse(text))


class _Plain(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        names = ("Dict", "Optional", "Tensor", "script", "ignore")
        if node.attr in names and re.fullmatch(r"(torch|th|typing|t|jit)(\.jit)?", ast.unparse(node.value)):
            return ast.Name(id=node.attr, ctx=ast.Load())
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id=ALIASES.get(node.id, node.id), ctx=ast.Load())

    def visit_Import(self, node: ast.Import) -> ast.AST | None:
        node.names = [alias for alias in node.names if alias.name not in ("torch", "typing")]
        return node if node.names else None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module == "typing" else node


def _told(tree: ast.AST) -> str:
    return ast.dump(_Plain().visit(tree))


def untouched(text: str, done: Iterable[Offer]) -> list[str]:
    """The lines (with their ends) that no offer and no import of typing stands on."""
    touched = {line for offer in done for line in offer.lines}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "typing":
            touched.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    return [line for number, line in enumerate(lines, 1) if number not in touched]


def keeps(lines: Iterable[str], new: str) -> bool:
    """Whether the lines stand in the new text, byte for byte and in their order."""
    rest = iter(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", new))
    return all(line in rest for line in lines)
