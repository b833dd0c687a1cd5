"""Tensor methods and torch functions: what comes out, and what a trace cannot carry on the way."""

from __future__ import annotations

import ast

from tslint.analysis import forms
from tslint.analysis.forms import Form
from tslint.analysis.interp import formed, stored, torchfacts
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    UNKNOWN,
    Const,
    Derived,
    Device,
    Origin,
    Scalar,
    Sequence,
    Size,
    Tensor,
    Unknown,
    Value,
    alternatives,
    kind_of,
    shape_only,
)

# Results whose sizes depend on the numbers inside the input (torch documentation of each function).
_SIZED_BY_DATA = {
    "nonzero", "argwhere", "masked_select", "unique", "unique_consecutive", "bincount", "histc",
    "repeat_interleave", "nms",
}  # fmt: skip
# Tensor methods that give Python numbers taken from the data: the tracer warns (torch/_tensor.py,
# python_variable_methods.cpp).
_TO_PYTHON = {"item", "tolist", "numpy", "__array__", "__bool__", "__int__", "__float__", "__index__"}
# Functions that compare tensors and answer with a Python bool, in silence (measured with torch 2.13).
BOOL_ANSWERS = {"equal", "allclose", "is_nonzero"}
# Methods of a tensor's memory layout: plain Python numbers of the example (measured with torch 2.13).
_LAYOUT = {"stride", "storage_offset", "is_contiguous", "data_ptr", "get_device", "element_size"}
# Methods that torchspec has no eager result for, because script does not know them; treated below.
TREATED = frozenset({*_TO_PYTHON, *_LAYOUT, "new", "new_tensor", "size", "__len__", "type", "apply_", "map_"})
_NEW = {"new_zeros", "new_ones", "new_full", "new_empty"}
# Without further arguments these give one number: a tensor whose size no input decides.
REDUCTIONS = {
    "sum", "mean", "max", "min", "prod", "std", "var", "norm", "any", "all", "argmax", "argmin", "median",
    "mode", "logsumexp", "amax", "amin",
}  # fmt: skip
# These cut a tensor into pieces, as many as the arguments or the input say.
SPLITS = {"split", "tensor_split", "chunk", "unbind", "split_with_sizes", "hsplit", "vsplit", "dsplit"}
_COUNTED = {"chunk", "tensor_split", "hsplit", "vsplit", "dsplit"}  # by how many pieces there are


def method(frame: Frame, node: ast.AST, receiver: Tensor, name: str, arguments: Arguments) -> Value:
    """`tensor.name(...)`."""
    result = _method(frame, node, receiver, name, arguments)
    if name in stored.ACCUMULATING and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        stored.accumulated(frame, node.func.value, receiver, arguments.all())
    check_device(frame, node, name, arguments)
    return with_form(result, formed.of_call(name, receiver, arguments))


def check_device(frame: Frame, node: ast.AST, name: str, arguments: Arguments) -> None:
    """Tell the device of a tensor where it is given on: a trace holds the device of the example.

    `y.to(x)` holds it too; `torch.zeros_like(x)`, `x.new_zeros(...)` and `y.type_as(x)` ask anew (measured).
    """
    device = arguments.kwargs.get("device")
    if name == "to" and arguments.args:
        device = arguments.args[0]
    if isinstance(device, Device) or (name == "to" and isinstance(device, Tensor)):
        frame.machine.policy.note(frame, node, "baked-device", function=name)


def with_form(value: Value, form: Form | None) -> Value:
    """A tensor with what is known of its dimensions; anything else as it is."""
    return Tensor(value.data, value.shape, form) if isinstance(value, Tensor) else value


def _method(frame: Frame, node: ast.AST, receiver: Tensor, name: str, arguments: Arguments) -> Value:
    if name in ("size", "shape"):
        size = recorded_size(frame, receiver)
        return Scalar("int", size) if arguments.args or arguments.kwargs else Size(size)
    if name in ("numel", "nelement", "__len__"):
        return Scalar("int", receiver.shape)
    if name in ("dim", "ndimension"):
        return Scalar("int")
    if name in _TO_PYTHON:
        return _to_python(frame, node, receiver, name)
    if name in ("stride", "storage_offset") and receiver.shape >= Origin.SHAPE:
        frame.machine.policy.freeze(frame, node, name, receiver, receiver.shape)
    if name in _LAYOUT:
        return Scalar("int" if name != "is_contiguous" else "bool")
    if name == "new":
        _freeze_sizes(frame, node, "Tensor.new", arguments.args)
        return Tensor(Origin.CONSTANT, receiver.shape)
    if name == "new_tensor":
        return tensor_of(frame, node, "new_tensor", arguments.args[0] if arguments.args else UNKNOWN)
    if name == "type":
        return joined([receiver]) if arguments.all() else UNKNOWN
    if name in BOOL_ANSWERS:
        return answered(frame, node, name, [receiver, *arguments.args])
    if name in ("apply_", "map_"):
        return receiver
    if name == "squeeze" and not arguments.all():
        frame.machine.policy.squeezed(frame, node, receiver)
    result = torchfacts.eager(f"torch.Tensor.{name}")
    tensor = joined([receiver, *arguments.all()], name)
    if name in _NEW:
        tensor = Tensor(
            max((shape_only(v) for v in arguments.args[1:]), default=Origin.CONSTANT), tensor.shape
        )
    pieces = _pieces(name, tensor, receiver.form, arguments) if name in SPLITS else None
    if pieces is None or not is_counted(pieces):
        check_arguments(frame, node, f"torch.Tensor.{name}", arguments, offset=1)
    if name in REDUCTIONS and not arguments.all():
        return Tensor(tensor.data, Origin.CONSTANT)
    if name.endswith("_") and not name.startswith("_"):
        return tensor
    if pieces is not None:
        return pieces
    if result is None:
        return UNKNOWN
    return torchfacts.result_value(
        result, tensor, name, any(not isinstance(v, Tensor) for v in arguments.all())
    )


def recorded_size(frame: Frame, value: Tensor) -> Origin:
    """On what the sizes of a tensor depend: a trace holds those of every tensor as tensors, fixed or not."""
    return max(value.shape, Origin.KEPT) if frame.machine.policy.regime == "trace" else value.shape


def _to_python(frame: Frame, node: ast.AST, receiver: Tensor, name: str) -> Value:
    if receiver.data < Origin.SHAPE:
        frame.machine.policy.note(frame, node, "harmless-question", reason="no input goes into it")
        return UNKNOWN if name in ("numpy", "tolist", "__array__") else Scalar("number")
    frame.machine.policy.freeze(frame, node, name.strip("_"), receiver, receiver.data)
    return Scalar("number") if name == "item" else UNKNOWN


def answered(frame: Frame, node: ast.AST, name: str, values: list[Value]) -> Value:
    """A Python bool about tensors: frozen without any warning."""
    origin = max(
        [
            Origin.CONSTANT,
            *(part.data for value in values for part in alternatives(value) if isinstance(part, Tensor)),
        ]
    )
    if origin >= Origin.SHAPE and node is not frame.asked:
        return frame.machine.policy.freeze(frame, node, name, Scalar("bool", origin), origin)
    return Scalar("bool", origin)  # what is asked by a test is told by its statement


def joined(values: list[Value], name: str = "") -> Tensor:
    """A tensor made from these: what any of their numbers and sizes depend on."""
    data, shape = Origin.CONSTANT, Origin.CONSTANT
    pending = [(value, 3) for value in values]
    while pending:
        value, depth = pending.pop()
        match value:
            case Tensor():
                data, shape = max(data, value.data), max(shape, value.shape)
            case Const() | Scalar():
                data = max(data, value.origin)
            case Size():
                shape = max(shape, value.origin)
            case Sequence() if depth:
                parts = value.items if value.items is not None else [value.element]
                pending += [(part, depth - 1) for part in parts[:64]]
                shape = max(shape, shape_only(value))
                if value.length >= Origin.SHAPE:
                    shape = max(shape, value.length)
            case Derived():
                data, shape = max(data, Origin.DATA), max(shape, Origin.SHAPE)
            case Unknown():
                data = max(data, Origin.CONFIGURATION)
    if name in _SIZED_BY_DATA and data >= Origin.SHAPE:
        shape = max(shape, data)
    return Tensor(data, shape)


def created(arguments: Arguments, name: str) -> Tensor:
    """`zeros`, `arange`, `rand`...: constant or counted numbers in sizes that the arguments give."""
    origins = [shape_only(value) for value in arguments.all()]
    origins += [v.data for v in arguments.all() if isinstance(v, Tensor)]
    shape = max([Origin.CONSTANT, *origins])
    counted = name in (
        "arange",
        "linspace",
        "full",
        "logspace",
        "range",
        "eye",
        "tril_indices",
        "triu_indices",
    )
    return Tensor(shape if counted else Origin.CONSTANT, shape)


def _pieces(name: str, tensor: Tensor, form: Form | None, arguments: Arguments) -> Value:
    """Splitting: as many pieces as a list of sizes or a constant count says, else as many as the input
    has. `form`: of what is split.
    """
    first = (
        arguments.get(0, "split_size_or_sections")
        or arguments.kwargs.get("split_size")
        or arguments.kwargs.get("chunks")
    )
    if isinstance(first, Sequence) and first.items is not None:
        return Sequence("tuple", [tensor] * len(first.items), length=first.length)
    if (
        name in _COUNTED
        and isinstance(first, Const)
        and isinstance(first.value, int)
        and 0 < first.value <= 64
    ):
        return Sequence("tuple", [tensor] * first.value)
    if name in _COUNTED and isinstance(first, Scalar):
        return Sequence("tuple", None, tensor, first.origin, "chunks")
    if isinstance(first, (Sequence, Unknown)) and name != "unbind":
        return Sequence("tuple", None, tensor, Origin.CONFIGURATION, "chunks")
    dim = arguments.get(0 if name == "unbind" else 1, "dim") or Const(0)
    if _is_set(form, dim):
        return Sequence("tuple", None, tensor, Origin.CONFIGURATION, "set")
    return Sequence("tuple", None, tensor, tensor.shape, "batch" if _is_batch(form, dim) else "chunks")


def is_counted(pieces: Value) -> bool:
    """Whether what was split is as large for every input: then whatever sizes were asked for are, too."""
    return isinstance(pieces, Sequence) and pieces.over == "set"


def _is_batch(form: Form | None, dim: Value) -> bool:
    """Whether what is split is the first dimension of an input, as large as whoever calls has it."""
    first = form.opened(1) if form is not None and dim == Const(0) else None
    return first is not None and first.dims[0] is forms.Dim.OPEN


def _is_set(form: Form | None, dim: Value) -> bool:
    """Whether the dimension that is split has the same size for every input."""
    if form is None or not isinstance(dim, Const) or not isinstance(dim.value, int):
        return False
    if dim.value == -1 and form.last_set:
        return True
    place = forms.position(form, dim.value)
    return place is not None and place < len(form.dims) and form.dims[place] <= forms.Dim.SET


def pieces_of(name: str, arguments: Arguments) -> Value:
    """`torch.split(x, ...)` and its kin."""

    subject = arguments.get(0, "tensor") or arguments.kwargs.get("input") or UNKNOWN
    if not isinstance(subject, (Tensor, Derived)):
        return UNKNOWN
    form = subject.form if isinstance(subject, Tensor) else None
    rest = Arguments(arguments.args[1:], arguments.kwargs)
    return _pieces(name, joined([subject], name), form, rest)


def tensor_of(frame: Frame, node: ast.AST, how: str, value: Value) -> Value:
    """`torch.tensor(value)`: sizes and tensors inside a list become constants; a single one is kept."""
    origin = shape_only(value)
    for part in alternatives(value):
        if isinstance(part, Tensor):
            if part.data >= Origin.SHAPE:
                frame.machine.policy.note(frame, node, "tensor-copy", function=how, of="input")
            return part
        if isinstance(part, Sequence):
            items = part.items if part.items is not None else [part.element]
            origin = max([origin, *(item.data for item in items if isinstance(item, Tensor))])
    if isinstance(value, Scalar) and value.drawn:
        frame.machine.policy.random(frame, node, value.drawn)
    if origin < Origin.SHAPE:
        then = "nothing is lost, since no input goes into it"
        frame.machine.policy.note(frame, node, "tensor-copy", function=how, of="constant", then=then)
        return Tensor(Origin.CONFIGURATION, Origin.CONFIGURATION)
    if isinstance(value, Scalar):
        frame.machine.policy.note(frame, node, "tensor-copy", function=how, of="input")
        return Tensor(origin, Origin.CONSTANT)
    frame.machine.policy.freeze(frame, node, how, value, origin)
    return Tensor(Origin.CONFIGURATION, Origin.CONFIGURATION)


def _freeze_sizes(frame: Frame, node: ast.AST, how: str, values: list[Value]) -> None:
    for value in values:
        if shape_only(value) >= Origin.SHAPE:
            frame.machine.policy.freeze(frame, node, how, value, shape_only(value))
            return


def check_arguments(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments, offset: int = 0) -> None:
    """Tell the arguments of a torch function that a trace freezes when a size is given there (measured)."""
    names: tuple[str, ...] | None = None
    for index, value in enumerate(arguments.args):
        if shape_only(value) >= Origin.SHAPE:
            names = torchfacts.parameter_names(dotted) if names is None else names
            place = index + offset
            if place < len(names):
                _argument(frame, node, dotted, names[place], value)
    for name, value in arguments.kwargs.items():
        if shape_only(value) >= Origin.SHAPE:
            _argument(frame, node, dotted, name, value)


def _argument(frame: Frame, node: ast.AST, dotted: str, name: str, value: Value) -> None:
    if kind_of(value) == "bool":
        if torchfacts.takes_bool(dotted, name):
            frame.machine.policy.note(frame, node, "tensor-for-bool", function=dotted, parameter=name)
        return
    if torchfacts.is_baked(dotted, name, isinstance(value, Scalar)):
        frame.machine.policy.argument(frame, node, dotted, name, value)
