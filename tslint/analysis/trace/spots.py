"""Edits on the spot that keep in the trace what the code as written loses, each measured with torch."""

from __future__ import annotations

import ast

from tslint.analysis.interp import usage
from tslint.analysis.interp.annotated import from_annotation
from tslint.analysis.interp.frame import Frame
from tslint.analysis.trace.harmless import parents_in
from tslint.analysis.values import Origin, Scalar, Tensor, Value
from tslint.ir.cures import Cure, ReplaceText
from tslint.source.positions import span_of
from tslint.source.walking import walk

# Arguments where the tracer takes a size as it is: all that they are given, positions and tuples alike.
_TAKE_SIZES = frozenset(
    {
        *("view", "reshape", "expand", "repeat", "new_zeros", "new_ones", "new_empty", "narrow"),
        *("zeros", "ones", "empty", "rand", "randn", "arange", "linspace"),
    }
)
_MADE = {"zeros": "new_zeros", "ones": "new_ones", "empty": "new_empty", "full": "new_full"}


def of_number(frame: Frame, node: ast.AST, how: str, value: Value) -> tuple[Cure, ...]:
    """What keeps a number: `x.size(0)` for `len(x)`, a size without its `int()`, a root as a power."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return ()
    subject = node.args[0]
    if how == "len" and isinstance(value, Tensor):
        simple = isinstance(subject, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
        if simple and not _repeats(_parent(frame, node)) and _is_surely_tensor(frame, subject, value):
            return (_replace(frame, node, f"{ast.unparse(subject)}.size(0)"),)
        return ()
    if not (isinstance(value, Scalar) and value.kind == "int" and value.origin is Origin.SHAPE):
        return ()
    parent = _parent(frame, node)
    if how == "int" and _takes_sizes(parent):
        return (_replace(frame, node, ast.unparse(subject)),)
    if how == "math.sqrt" and isinstance(parent, ast.BinOp):
        text = ast.unparse(subject)
        simple = isinstance(subject, (ast.Name, ast.Attribute, ast.Subscript, ast.Call))
        return (_replace(frame, node, f"{text} ** 0.5" if simple else f"({text}) ** 0.5"),)
    return ()


def _repeats(parent: ast.AST | None) -> bool:
    """Whether a number says how often a list or a string is repeated: that needs Python's own."""
    literals = (ast.List, ast.ListComp, ast.Constant, ast.JoinedStr)
    if not isinstance(parent, ast.BinOp) or not isinstance(parent.op, ast.Mult):
        return False
    return any(
        isinstance(part, literals) and not isinstance(getattr(part, "value", ""), (int, float))
        for part in (parent.left, parent.right)
    )


def _is_surely_tensor(frame: Frame, subject: ast.expr, value: Tensor) -> bool:
    """Whether what is measured is more than an argument that is taken for a tensor where nothing says so.

    A list has a length too. What was calculated is a tensor; an argument is one where its annotation says so,
    or the function asks of it what only tensors have.
    """
    form = value.form
    if form is None or form.dims or form.start or not form.base:
        return True
    if not isinstance(subject, ast.Name) or frame.function is None:
        return False
    scope = frame.function.node
    for node in walk(scope):
        match node:
            case ast.arg(arg=name, annotation=ast.expr() as annotation) if name == subject.id:
                if isinstance(from_annotation(frame.module, annotation), Tensor):
                    return True
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()) if name == subject.id:
                return True
    return usage.is_asked_as_tensor(scope, subject.id)


def of_device(frame: Frame, node: ast.AST) -> tuple[Cure, ...]:
    """What asks for the device when it runs: `x.new_zeros(n, dtype=d)` for `torch.zeros(n, device=x.device,
    dtype=d)`.
    """
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ()
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    base = keywords.pop("device", None)
    made = _MADE.get(node.func.attr)
    if made is None or ast.unparse(node.func.value) != "torch" or not keywords.keys() <= {"dtype"}:
        return ()
    if not (isinstance(base, ast.Attribute) and base.attr == "device" and isinstance(base.value, ast.Name)):
        return ()
    if not isinstance(frame.env.get(base.value.id), Tensor):
        return ()
    name = base.value.id
    dtype = ast.unparse(keywords["dtype"]) if "dtype" in keywords else ""
    if not dtype and node.func.attr == "full":
        return ()  # its type is that of the number
    given = [ast.unparse(argument) for argument in node.args]
    if dtype != f"{name}.dtype":
        given.append(f"dtype={dtype or 'torch.get_default_dtype()'}")
    return (_replace(frame, node, f"{name}.{made}({', '.join(given)})"),)


def _replace(frame: Frame, node: ast.AST, text: str) -> Cure:
    return ReplaceText(frame.module.path, span_of(frame.module.source.lines, node), text)


def _parent(frame: Frame, node: ast.AST) -> ast.AST | None:
    """What an expression is part of; of one that stands in a tuple or list, what that is part of."""
    if frame.function is None:
        return None
    parents = parents_in(frame.function.node)
    parent = parents.get(node)
    while isinstance(parent, (ast.Tuple, ast.List)):
        parent = parents.get(parent)
    return parent


def _takes_sizes(parent: ast.AST | None) -> bool:
    if isinstance(parent, ast.Slice):
        return True
    return (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Attribute)
        and parent.func.attr in _TAKE_SIZES
    )
