"""Statements and expressions from Python's own grammar: every kind of node, in whatever place may hold it.

The grammar is read off the classes of `ast`, so that what a newer Python adds is written too.
"""

from __future__ import annotations

import ast
import re
import textwrap
from functools import cache
from random import Random
from typing import Any

NAMES = (
    "x", "self", "n", "y", "torch", "nn", "F", "Model", "Gate", "Pair", "helper", "super", "math", "l", "d",
    "int", "Tensor", "isinstance", "len", "range", "print", "state", "ﬁn", "_", "__class__", "T", "object",
)  # fmt: skip
ATTRIBUTES = (
    "forward", "shape", "size", "sum", "gate", "layers", "jit", "script", "trace", "training", "nn", "Module",
    "__init__", "__dict__", "__class__", "weight", "append", "items", "missing", "state", "no_grad", "p",
)  # fmt: skip
CONSTANTS = (
    0, 1, -1, 2.5, 1e400, 1j, True, False, None, ..., "", "a", "a'b\"c\n\\", "ﬁ\N{GRINNING FACE}", b"",
    b"\xff\0", 2**63, 10**30,
)  # fmt: skip
_TARGETS = {
    ("Assign", "targets"), ("AugAssign", "target"), ("AnnAssign", "target"), ("For", "target"),
    ("AsyncFor", "target"), ("comprehension", "target"), ("withitem", "optional_vars"), ("Delete", "targets"),
}  # fmt: skip
_NAMES_ALONE = {("NamedExpr", "target"), ("TypeAlias", "name")}
_FIELD = re.compile(r"(\w+)([*?]?) (\w+)")
_TRIES = 20


@cache
def fields_of(kind: type[ast.AST]) -> tuple[tuple[str, str, str], ...]:
    """The fields of a kind of node: type, `*` or `?` or nothing, name (from its documentation)."""
    _, bracket, inside = (kind.__doc__ or "").partition("(")
    return tuple((each[1], each[2], each[3]) for each in _FIELD.finditer(inside)) if bracket else ()


@cache
def kinds_of(name: str) -> tuple[type[ast.AST], ...]:
    """The kinds of node that stand for a type of the grammar, without deprecated ones."""
    base: type[ast.AST] = getattr(ast, name)
    found = [kind for kind in base.__subclasses__() if kind.__module__ in ("ast", "_ast")]
    return tuple(kind for kind in found if "Deprecated" not in (kind.__doc__ or "")) or (base,)


class Wild:
    """Texts of random trees."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def statement(self) -> str:
        """A statement that stands in a loop of a coroutine, where Python allows the most."""
        return self._written("stmt", "pass")

    def expression(self) -> str:
        """An expression in brackets."""
        return f"({self._written('expr', 'None')})"

    def _written(self, kind: str, otherwise: str) -> str:
        for _ in range(_TRIES):
            try:
                tree = ast.fix_missing_locations(self.node(kind, self.random.randint(2, 4)))
                text = ast.unparse(tree)
                # Not all that can be put together can be written, and not all that is written can be read.
                ast.parse(
                    textwrap.indent(f"({text})" if kind == "expr" else text, "    ").join(("if 1:\n", "\n"))
                )
            except (SyntaxError, ValueError, TypeError, AttributeError, RecursionError):
                continue
            return text
        return otherwise

    def node(self, name: str, depth: int, owner: str = "") -> ast.AST:
        """A node of a type of the grammar, of at most `depth` levels where that can be."""
        if name == "expr" and (depth <= 0 or self.random.random() < 0.2):
            return self._leaf()
        if name == "stmt" and depth <= 0:
            return ast.Pass()
        if name == "pattern" and depth <= 0:
            return ast.MatchAs()
        kind = self.random.choice(kinds_of(name))
        below = depth if name == "match_case" else depth - 1
        values = {
            field: self._field(kind.__name__, type_, many, field, below)
            for type_, many, field in fields_of(kind)
        }
        self._settle(kind, values)
        return kind(**values)

    def _field(self, owner: str, type_: str, many: str, name: str, depth: int) -> Any:
        if type_ in ("identifier", "string", "int", "constant"):
            if many == "*":
                return [self._plain(owner, type_, name) for _ in range(self.random.randint(0, 2))]
            return None if many == "?" and self.random.random() < 0.5 else self._plain(owner, type_, name)
        if many == "?":
            return None if self.random.random() < 0.6 else self._one(owner, type_, name, depth)
        if many != "*":
            return self._one(owner, type_, name, depth)
        least = 0 if type_ in ("keyword", "type_param") or name in ("ifs", "decorator_list", "orelse") else 1
        return [self._one(owner, type_, name, depth) for _ in range(self.random.randint(least, 2))]

    def _one(self, owner: str, type_: str, name: str, depth: int) -> ast.AST:
        if (owner, name) in _TARGETS:
            return self._target(depth)
        if (owner, name) in _NAMES_ALONE:
            return ast.Name(self.random.choice(NAMES), ast.Store())
        if owner == "JoinedStr":
            return self.random.choice(
                (
                    ast.Constant("a{"),
                    ast.FormattedValue(self.node("expr", depth), self.random.choice((-1, 114))),
                )
            )
        return self.node(type_, depth)

    def _target(self, depth: int) -> ast.expr:
        kind = self.random.randrange(6) if depth > 0 else 0
        if kind == 1:
            return ast.Attribute(self.node("expr", depth - 1), self.random.choice(ATTRIBUTES), ast.Store())  # type: ignore[arg-type]
        if kind == 2:
            return ast.Subscript(self.node("expr", depth - 1), self.node("expr", depth - 1), ast.Store())  # type: ignore[arg-type]
        if kind == 3:
            return ast.Tuple(
                [self._target(depth - 1), ast.Starred(self._target(depth - 1), ast.Store())], ast.Store()
            )
        if kind == 4:
            return ast.List([self._target(depth - 1)], ast.Store())
        return ast.Name(self.random.choice(NAMES), ast.Store())

    def _leaf(self) -> ast.expr:
        if self.random.random() < 0.7:
            return ast.Name(self.random.choice(NAMES), ast.Load())
        return ast.Constant(self.random.choice(CONSTANTS))

    def _plain(self, owner: str, type_: str, name: str) -> Any:
        random = self.random
        if type_ == "constant":
            return random.choice(CONSTANTS)
        if type_ == "int":
            return random.choice((-1, 115, 97)) if name == "conversion" else random.randint(0, 2)
        if type_ == "string":
            return None
        return random.choice(ATTRIBUTES if name == "attr" else NAMES)

    def _settle(self, kind: type[ast.AST], values: dict[str, Any]) -> None:
        """Bring fields that belong together to one length."""
        if kind is ast.arguments:
            count = len(values["posonlyargs"]) + len(values["args"])
            values["defaults"] = values["defaults"][:count]
            given = [*values["kw_defaults"], None, None]
            values["kw_defaults"] = given[: len(values["kwonlyargs"])]
        for first, second in (("keys", "values"), ("keys", "patterns"), ("ops", "comparators")):
            if first in values and second in values:
                least = min(len(values[first]), len(values[second]))
                values[first], values[second] = values[first][:least], values[second][:least]
        if kind is ast.MatchClass:
            values["kwd_patterns"] = values["kwd_patterns"][: len(values["kwd_attrs"])]
            values["kwd_attrs"] = values["kwd_attrs"][: len(values["kwd_patterns"])]
        if kind is ast.Dict and values["keys"] and self.random.random() < 0.2:
            values["keys"][0] = None
        if kind is ast.BoolOp and len(values["values"]) < 2:
            values["values"].append(self._leaf())
        if kind is ast.MatchSingleton:
            values["value"] = self.random.choice((None, True, False))
        if kind is ast.MatchOr and len(values["patterns"]) < 2:
            values["patterns"].append(ast.MatchValue(ast.Constant(1)))
        if kind is ast.JoinedStr:
            values["values"] = [part for part in values["values"] if isinstance(part, ast.AST)]
