"""The forms of tensors that operations give: creation, indexing, reductions, elementwise functions."""

from __future__ import annotations

import ast
from dataclasses import replace

from tslint.analysis import forms
from tslint.analysis.forms import Dim, Form
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.values import Const, Origin, Scalar, Sequence, Tensor, Value

# Functions and methods whose result has the dimensions of their (first) tensor (their documentation). In
# place variants are the same names with an underscore.
_ELEMENTWISE = {
    "abs", "acos", "asin", "atan", "bfloat16", "bool", "ceil", "clamp", "clamp_max", "clamp_min", "clip",
    "clone", "contiguous", "cos", "cosh", "cpu", "cuda", "cumprod", "cumsum", "detach", "double",
    "dropout", "elu", "empty_like", "erf", "exp", "expm1", "fill_", "flip", "float", "floor", "frac",
    "full_like", "gelu", "half", "hardtanh", "int", "isfinite", "isinf", "isnan", "layer_norm",
    "leaky_relu", "log", "log10", "log1p", "log2", "log_softmax", "logical_not", "logit", "long",
    "masked_fill", "mish", "nan_to_num", "neg", "normal_", "normalize", "ones_like", "rand_like",
    "randn_like", "reciprocal", "relu", "relu6", "requires_grad_", "roll", "round", "rsqrt", "selu",
    "sigmoid", "sign", "silu", "sin", "sinh", "softmax", "softplus", "sqrt", "square", "tan", "tanh",
    "tril", "triu", "type", "uniform_", "zero_", "zeros_like",
}  # fmt: skip
_PAIRED = {
    "add", "sub", "mul", "div", "maximum", "minimum", "pow", "true_divide", "floor_divide", "fmod",
    "remainder", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "subtract", "multiply"
}  # fmt: skip
_REDUCED = {
    "sum", "mean", "prod", "std", "var", "amax", "amin", "argmax", "argmin", "any", "all", "logsumexp",
    "norm"
}  # fmt: skip
_TURNED = {"permute", "transpose", "swapaxes", "movedim", "flipud", "fliplr"}
_VIEWED = {"view", "reshape", "new_zeros", "new_ones", "new_empty"}
# Layers that change sizes only, not the number of dimensions (their documentation).
_LAYERS = {
    "Linear", "Dropout", "ReLU", "ReLU6", "GELU", "SiLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU",
    "Softmax", "LayerNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "InstanceNorm2d",
    "Conv1d", "Conv2d", "Conv3d", "MaxPool2d", "AvgPool2d", "Identity", "Hardswish", "Hardsigmoid",
    "Mish", "Softplus",
}  # fmt: skip

# Layers whose results have as many channels, the second dimension, as their arguments say.
_CHANNELS = {
    "Conv1d", "Conv2d", "Conv3d", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "InstanceNorm2d"
}  # fmt: skip


def of_layer(name: str, form: Form | None) -> Form | None:
    """The form of what a layer of torch gives for an input of this form."""
    if form is None or name not in _LAYERS:
        return None
    if name == "Linear":  # its last dimension is `out_features`
        return replace(form.blurred(), last_set=True)
    opened = form.opened(2) if name in _CHANNELS else None
    if opened is None:
        return form.blurred()
    dims = opened.blurred().dims
    return replace(opened, dims=(dims[0], Dim.SET, *dims[2:]))


def of_sizes(values: list[Value]) -> Form | None:
    """The form of a tensor made from sizes, given one by one or as one sequence."""
    if len(values) == 1 and isinstance(values[0], Sequence):
        if values[0].items is None:
            return None
        values = values[0].items
    if not all(isinstance(value, (Const, Scalar)) for value in values):
        return None
    return forms.kept(Form(tuple(_dim(value) for value in values)))


def of_creation(name: str, arguments: Arguments) -> Form | None:
    """The form of what `torch.zeros(...)` and its kin make."""
    if name in ("arange", "linspace", "logspace", "range", "randperm", "hann_window", "hamming_window"):
        number = arguments.get(0, "end")
        return Form((_dim(number) if number is not None and len(arguments.args) == 1 else Dim.UNSURE,))
    if name in ("eye", "tril_indices", "triu_indices", "empty_strided", "randint"):
        return None if name != "eye" else Form((Dim.UNSURE, Dim.UNSURE))
    sizes = arguments.args[:1] if name == "full" else arguments.args
    if not sizes:
        sizes = [arguments.kwargs["size"]] if "size" in arguments.kwargs else []
    return of_sizes(sizes) if sizes and not arguments.open else None


def _dim(value: Value) -> Dim:
    if isinstance(value, Const) and isinstance(value.value, int) and value.origin is Origin.CONSTANT:
        return Dim.ONE if value.value == 1 else Dim.FIXED if value.value > 1 else Dim.UNSURE
    if isinstance(value, (Const, Scalar)):
        return Dim.OPEN if value.origin >= Origin.SHAPE else Dim.SET
    return Dim.UNSURE


def of_call(name: str, subject: Value, arguments: Arguments) -> Form | None:
    """The form of `name(subject, *arguments)`, a torch function or a tensor method."""
    if not isinstance(subject, Tensor):
        return None
    return forms.kept(_of_call(name, subject, arguments))


def _of_call(name: str, subject: Tensor, arguments: Arguments) -> Form | None:
    form = subject.form
    if name in _VIEWED:
        return _viewed(arguments)
    if form is None or arguments.open:
        return None
    plain = name.removesuffix("_")
    if name == "to" or name in _ELEMENTWISE or plain in _ELEMENTWISE:
        return form
    if plain in _PAIRED:
        other = arguments.get(0, "other")
        if name.endswith("_"):
            return form
        return binary(subject, other) if other is not None else None
    if name in ("expand_as", "view_as", "reshape_as"):
        other = arguments.get(0, "other")
        return other.form if isinstance(other, Tensor) else None
    if name in _TURNED:
        return form.blurred()
    if name == "unsqueeze":
        dim = _number(arguments.get(0, "dim"))
        return forms.inserted(form, dim) if dim is not None else None
    if name in _REDUCED:
        return _reduced(form, arguments)
    return None


def _viewed(arguments: Arguments) -> Form | None:
    sizes = arguments.args or [arguments.kwargs[key] for key in ("size", "shape") if key in arguments.kwargs]
    return of_sizes(sizes) if sizes and not arguments.open else None


def _reduced(form: Form, arguments: Arguments) -> Form | None:
    dim = arguments.get(0, "dim")
    if dim is None:
        return Form() if not arguments.all() else None
    dims = _numbers(dim)
    keep = arguments.get(1, "keepdim")
    if dims is None or not (keep is None or isinstance(keep, Const)):
        return None
    if isinstance(keep, Const) and keep.value:
        return forms.with_ones(form, dims)
    return forms.without(form, dims)


def _number(value: Value | None) -> int | None:
    known = value.value if isinstance(value, Const) else None
    return known if isinstance(known, int) and not isinstance(known, bool) else None


def _numbers(value: Value) -> list[int] | None:
    parts = value.items if isinstance(value, Sequence) else [value]
    known = [_number(part) for part in parts or []]
    return [part for part in known if part is not None] if known and None not in known else None


def binary(left: Value, right: Value) -> Form | None:
    """The form of `left op right`."""
    found = [value.form if isinstance(value, Tensor) else Form() for value in (left, right)]
    plain = [isinstance(value, (Tensor, Const, Scalar)) for value in (left, right)]
    return forms.kept(forms.broadcast(*found)) if all(plain) else None


def indexed(form: Form | None, parts: list[ast.expr], values: list[Value | None]) -> Form | None:
    """The form of `tensor[parts]` for slices, numbers, None and a leading ellipsis of a known rank.

    `values` are those of the parts, None for a slice. Anything else (masks, lists) is not followed.
    """
    if form is None:
        return None
    parts, values = _spelled_out(form, parts, values)
    dims: list[Dim] = []
    for part, value in zip(parts, values, strict=True):
        if isinstance(value, Const) and value.value is None and not isinstance(part, ast.Slice):
            dims.append(Dim.ONE)
            continue
        opened = form.opened(1)
        if opened is None:
            return None
        first, form = opened.dims[0], replace(opened, dims=opened.dims[1:])
        if isinstance(part, ast.Slice):
            dims.append(_cut(first, part))
        elif not isinstance(value, (Const, Scalar)) or (
            isinstance(value, Const) and type(value.value) is not int
        ):
            return None
    return forms.kept(replace(form, dims=(*dims, *form.dims), last_set=False))


def _spelled_out(
    form: Form, parts: list[ast.expr], values: list[Value | None]
) -> tuple[list[ast.expr], list[Value | None]]:
    """Whole slices in the place of an ellipsis, where the number of dimensions is known."""
    place = next(
        (i for i, value in enumerate(values) if isinstance(value, Const) and value.value is Ellipsis), None
    )
    if place is None or form.base:
        return parts, values
    taken = sum(1 for value in values if not (isinstance(value, Const) and value.value is None)) - 1
    whole: list[ast.expr] = [ast.Slice()] * max(0, len(form.dims) - taken)
    return (
        [*parts[:place], *whole, *parts[place + 1 :]],
        [*values[:place], *[None] * len(whole), *values[place + 1 :]],
    )


def _cut(dim: Dim, part: ast.Slice) -> Dim:
    """One dimension after `lower:upper:step`, where the source says the limits."""
    if part.lower is None and part.upper is None and part.step is None:
        return dim
    lower, upper = _limit(part.lower, 0), _limit(part.upper, None)
    if part.step is None and lower is not None:
        if upper is not None and 0 <= lower < upper:
            return Dim.ONE if upper - lower == 1 else Dim.SET
        if part.upper is None and lower == -1:
            return Dim.ONE
        if upper is not None and lower < upper < 0:
            return Dim.ONE if upper - lower == 1 else Dim.SET
    if part.step is None and dim is Dim.OPEN and (lower is not None or upper is not None):
        return Dim.OPEN
    return Dim.SET if dim in (Dim.FIXED, Dim.SET, Dim.ONE) else Dim.UNSURE


def _limit(node: ast.expr | None, default: int | None) -> int | None:
    if node is None:
        return default
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return value if isinstance(value, int) else None
