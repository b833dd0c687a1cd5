"""What `torch/jit/frontend.py` rejects while it parses a function: in dead code too, before any type is
known.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tslint.source.walking import children

_STATEMENT_NAMES: dict[type[ast.AST], str] = {
    ast.FunctionDef: "function definitions",
    ast.AsyncFunctionDef: "async function definitions",
    ast.ClassDef: "class definitions",
    ast.Import: "import statements",
    ast.ImportFrom: "import statements",
    ast.Global: "global variables",
    ast.Nonlocal: "nonlocal variables",
    ast.Try: "try blocks",
    ast.AsyncFor: "async for loops",
    ast.AsyncWith: "async with statements",
}

_STATEMENTS = (
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.Delete,
    ast.Return,
    ast.Raise,
    ast.Assert,
    ast.AugAssign,
    ast.While,
    ast.For,
    ast.If,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.With,
)

_EXPRESSIONS = (
    ast.Attribute,
    ast.Call,
    ast.Name,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.IfExp,
    ast.Compare,
    ast.Subscript,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Constant,
    ast.JoinedStr,
    ast.ListComp,
    ast.GeneratorExp,
    ast.DictComp,
    ast.Starred,
)

_AUGMENTED = (
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Mod,
    ast.BitOr,
    ast.BitAnd,
    ast.BitXor,
    ast.LShift,
    ast.RShift,
    ast.Pow,
)

_VARIADIC = (
    "Compiled functions can't take variable number of arguments or use keyword-only arguments with defaults"
)
_DEPTH = 150  # nesting beyond which an expression is taken as unknown

_CONTEXT_NAMES = (
    "int",
    "float",
    "bool",
    "str",
    "complex",
    "list",
    "dict",
    "tuple",
    "torch",
    "List",
    "Dict",
    "Tuple",
)
_TYPE_COMMENT = "# type:"
_TYPE_IGNORE = re.compile(r"# type:\ ignore(\[[a-zA-Z-]+\])?$")
_WRONG_TYPE_COMMENT = re.compile(r"#[\t ]*type[\t ]*(?!: ignore(\[.*\])?$):")


@dataclass(frozen=True, slots=True)
class Rejection:
    """One thing that the frontend rejects: the kind of event, where, and its facts."""

    kind: str
    node: ast.AST
    facts: dict[str, str] = field(default_factory=dict)


def rejections(
    function: ast.FunctionDef | ast.AsyncFunctionDef, *, body: bool = True, decorated: bool = True
) -> Iterator[Rejection]:
    """Everything the frontend rejects in a function, in source order; without its body where that is
    dropped.
    """
    if isinstance(function, ast.AsyncFunctionDef):
        yield _statement(function, "async function definitions")
        return
    yield from _parameters(function.args)
    annotations = [arg.annotation for arg in (*function.args.args, *function.args.kwonlyargs)]
    for annotation in (*annotations, function.returns):
        if annotation is not None and body:
            yield from _expression(annotation, 0)
    if body:
        yield from _block(function.body, function.name)


def _parameters(args: ast.arguments) -> Iterator[Rejection]:
    for star, parameter in (("**", args.kwarg), ("*", args.vararg)):
        if parameter is not None:
            facts = {"name": f"{star}{parameter.arg}", "torch": _VARIADIC}
            yield Rejection("variadic-parameter", parameter, facts)
    for parameter, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is not None:
            facts = {"name": parameter.arg, "torch": _VARIADIC}
            yield Rejection("keyword-only-parameter", default, facts)


def _statement(node: ast.stmt, what: str) -> Rejection:
    facts = {"construct": what, "torch": f"{what} aren't supported"}
    return Rejection("unsupported-statement", _header(node), facts)


def _header(node: ast.stmt) -> ast.AST:
    """A node that spans only the first line of a compound statement."""
    header = ast.Pass()
    header.lineno, header.col_offset = node.lineno, node.col_offset
    header.end_lineno = node.lineno
    if node.end_lineno == node.lineno:
        header.end_col_offset = node.end_col_offset
    else:
        header.end_col_offset = node.col_offset + 1 if isinstance(node, ast.Expr) else node.col_offset + 3
    return header


def _block(body: list[ast.stmt], function: str) -> Iterator[Rejection]:
    for statement in body:
        yield from _in_statement(statement, function)


def _in_statement(node: ast.stmt, function: str) -> Iterator[Rejection]:
    if not isinstance(node, _STATEMENTS):
        what = _STATEMENT_NAMES.get(type(node), type(node).__name__)
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            facts = {"construct": what, "name": ", ".join(node.names), "torch": f"{what} aren't supported"}
            yield Rejection("unsupported-statement", _header(node), facts)
            return
        yield _statement(node, what)
        if isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
            yield from _block(getattr(node, "body"), function)  # noqa: B009 - ast.TryStar is new in 3.11
        if isinstance(node, ast.Match):
            for case in node.cases:
                yield from _block(case.body, function)
        return
    yield from _special_statement(node, function)
    if isinstance(node, ast.With) and is_ignored_context(node):
        yield from _ignored_context(node)
        return
    for inner in children(node):
        if isinstance(inner, ast.expr):
            yield from _expression(inner, 0)
        elif isinstance(inner, ast.withitem):
            yield from _expression(inner.context_expr, 0)
            if inner.optional_vars is not None:
                yield from _expression(inner.optional_vars, 0)
    if isinstance(node, (ast.While, ast.For, ast.If, ast.With)):
        yield from _block(node.body, function)
    if isinstance(node, (ast.While, ast.For, ast.If)):
        yield from _block(node.orelse, function)


def is_ignored_context(node: ast.With) -> bool:
    """Whether a `with` is torch's ignore context manager, whose body stays in Python."""
    call = node.items[0].context_expr
    return isinstance(call, ast.Call) and ast.unparse(call.func) == "torch.jit._IgnoreContextManager"


def _ignored_context(node: ast.With) -> Iterator[Rejection]:
    """Its annotations are evaluated among torch's own names, where the user's imports are missing."""
    call = node.items[0].context_expr
    for keyword in call.keywords if isinstance(call, ast.Call) else []:
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
            text = keyword.value.value.partition(":")[2]
            unknown = [
                n for n in re.findall(r"[A-Za-z_][\w.]*", text) if n.split(".")[0] not in _CONTEXT_NAMES
            ]
            if unknown:
                hint = f"name '{unknown[0]}' is not defined"
                yield Rejection("unknown-type-annotation", keyword.value, {"name": unknown[0], "torch": hint})


def _special_statement(node: ast.stmt, function: str) -> Iterator[Rejection]:
    match node:
        case ast.AnnAssign(value=None):
            what = "annotated assignments without assigned value"
            yield Rejection(
                "annotation-without-value",
                node,
                {"name": ast.unparse(node.target), "torch": f"{what} aren't supported"},
            )
        case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"))) if function != "__init__":
            facts = {"name": ast.unparse(node.target), "function": function}
            hint = "Type annotations on instance attributes must be declared in __init__"
            yield Rejection("attribute-annotation-outside-init", node, {**facts, "torch": hint})
        case ast.AugAssign() if not isinstance(node.op, _AUGMENTED):
            name = type(node.op).__name__
            symbol = {"FloorDiv": "//=", "MatMult": "@="}.get(name, name)
            hint = f"unsupported kind of augmented assignment: {name}"
            yield Rejection("unsupported-operator", node, {"operator": symbol, "torch": hint})
        case ast.Raise(exc=None):
            hint = "'NoneType' object has no attribute 'lineno'"
            yield Rejection("unsupported-statement", node, {"construct": "a bare `raise`", "torch": hint})
        case ast.While(orelse=[_, *_]) | ast.For(orelse=[_, *_]):
            what = "while loops" if isinstance(node, ast.While) else "for loops"
            hint = f"else branches of {what} aren't supported"
            facts = {"construct": f"`else` of {what}", "torch": hint}
            yield Rejection("unsupported-statement", _header(node), facts)
        case ast.With(items=items) if any(isinstance(i.optional_vars, (ast.Tuple, ast.List)) for i in items):
            # torch wants a plain name there and fails on building its own tree.
            facts = {"construct": "`with ... as` a tuple", "torch": "incompatible constructor arguments"}
            yield Rejection("unsupported-statement", _header(node), facts)


def _expression(node: ast.expr, depth: int) -> Iterator[Rejection]:
    if depth > _DEPTH:
        return
    if isinstance(node, ast.JoinedStr):
        yield from _joined(node, depth)
        return
    if not isinstance(node, (*_EXPRESSIONS, ast.Slice)):
        name = type(node).__name__
        facts = {"construct": _EXPRESSION_NAMES.get(name, name), "torch": f"{name} aren't supported"}
        yield Rejection("unsupported-expression", node, facts)
        return
    yield from _special_expression(node)
    for inner in _parts(node):
        yield from _expression(inner, depth + 1)


_EXPRESSION_NAMES = {
    "Lambda": "a lambda",
    "Set": "a set literal",
    "SetComp": "a set comprehension",
    "Yield": "`yield`",
    "YieldFrom": "`yield from`",
    "Await": "`await`",
    "NamedExpr": "an assignment expression (`:=`)",
}


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    for child in children(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.keyword):
            yield child.value
        elif isinstance(child, ast.comprehension):
            yield child.target
            yield child.iter


def _special_expression(node: ast.expr) -> Iterator[Rejection]:
    match node:
        case ast.Constant(value=bytes()):
            facts = {"construct": "a bytes literal", "torch": "Unknown Constant expression type"}
            yield Rejection("unsupported-expression", node, facts)
        case ast.UnaryOp(op=ast.UAdd()):
            hint = "'UnaryOp' object has no attribute 'range'"
            yield Rejection("unsupported-operator", node, {"operator": "unary +", "torch": hint})
        case ast.Name(id=name) if name.startswith("__jit"):
            hint = "names of variables used in JIT-ed functions can't start with __jit"
            yield Rejection("reserved-name", node, {"name": name, "torch": hint})
        case ast.Dict(keys=keys) if None in keys:
            hint = "Dict expansion (e.g. `{**dict}`) is not supported"
            yield Rejection("unsupported-expression", node, {"construct": "`{**mapping}`", "torch": hint})
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
            if len(node.generators) != 1:
                hint = "Only a single generator is currently supported"
                facts = {"construct": "more than one `for` in a comprehension", "torch": hint}
                yield Rejection("unsupported-comprehension", node, facts)
            elif node.generators[0].ifs:
                hint = "Comprehension ifs are not supported yet"
                facts = {"construct": "`if` in a comprehension", "torch": hint}
                yield Rejection("unsupported-comprehension", node, facts)
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                if keyword.arg is None:
                    hint = "keyword-arg expansion is not supported"
                    facts = {"construct": "`**` in a call", "torch": hint}
                    yield Rejection("unsupported-expression", keyword.value, facts)


def _joined(node: ast.JoinedStr, depth: int) -> Iterator[Rejection]:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if part.conversion != -1:
                hint = "Don't support conversion in JoinedStr"
                facts = {"construct": f"a conversion (`!{chr(part.conversion)}`)", "torch": hint}
                yield Rejection("unsupported-format", node, facts)
            elif part.format_spec is not None:
                hint = "Don't support formatting in JoinedStr"
                facts = {"construct": "a format specification", "torch": hint}
                yield Rejection("unsupported-format", node, facts)
            yield from _expression(part.value, depth + 1)


@dataclass(frozen=True, slots=True)
class TypeComment:
    """A function's `# type: (...) -> ...` comment, or what is wrong with the one comment torch takes
    for it.
    """

    text: str
    line: int
    wrong: str = ""


def type_comment(lines: list[str], first: int, last: int) -> TypeComment | None:
    """The signature comment of a function whose source is lines `first` to `last` (from 1).

    Follows `torch.jit.annotations.get_type_line`: any `# type:` in the source counts, also one inside a
    string.
    """
    numbered = list(enumerate(lines[first - 1 : last], start=first))
    found = [(n, x) for n, x in numbered if _TYPE_COMMENT in x and not _TYPE_IGNORE.search(x.rstrip("\r"))]
    if not found:
        for number, line in numbered:
            if "type" in line and _WRONG_TYPE_COMMENT.search(line):
                return TypeComment(line, number, "The annotation prefix is probably invalid")
        return None
    if len(found) == 1:
        number, line = found[0]
        text = line.strip()
        return _checked(text, number)
    arrow = next(((n, x) for n, x in found if "# type: (...) -> " in x), None)
    if arrow is None:
        hint = "Return type line '# type: (...) -> ...' not found on multiline type annotation"
        return TypeComment(found[0][1], found[0][0], hint)
    before = [x for n, x in found if n < arrow[0]]
    types = ", ".join(x[x.find(_TYPE_COMMENT) + len(_TYPE_COMMENT) :].strip() for x in before)
    return _checked(arrow[1].strip().replace("...", types), arrow[0])


def _checked(text: str, line: int) -> TypeComment:
    if not text.startswith(_TYPE_COMMENT):
        return TypeComment(text, line, "expected type comment but found 'ident' here")
    body = text[len(_TYPE_COMMENT) :].strip()
    if not body.startswith("("):
        return TypeComment(text, line, "expected type comment")
    return TypeComment(body, line)
