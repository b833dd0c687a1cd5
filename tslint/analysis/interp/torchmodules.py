"""torch's own modules: what constructing one keeps, and what calling one gives."""

from __future__ import annotations

import ast

from tslint.analysis.interp import calls, torchfacts
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.containers import container_kind
from tslint.analysis.interp.formed import of_layer
from tslint.analysis.interp.frame import Frame
from tslint.analysis.values import (
    UNKNOWN,
    Choice,
    Instance,
    Origin,
    Sequence,
    Tensor,
    Unknown,
    Value,
    alternatives,
    join_all,
)
from tslint.project.classes import externals
from tslint.project.entities import Class

# Modules of other libraries that rearrange one tensor and record what they do (their documentation).
LIBRARY_MODULES = frozenset(
    {"einops.layers.torch.Rearrange", "einops.layers.torch.Reduce", "einops.layers.torch.EinMix"}
)


def initialise(frame: Frame, instance: Instance, arguments: Arguments) -> None:
    """What a torch module keeps of its constructor: arguments under their own names, parameters and
    buffers.
    """

    names = externals(instance.cls) if isinstance(instance.cls, Class) else [instance.cls]
    if not names:
        return
    given, attributes = torchfacts.constructed(names[0], arguments.args, arguments.kwargs)
    instance.arguments.update(given)
    for name, value in attributes.items():
        if name not in instance.attributes:
            frame.machine.write(instance.attributes, name, value)


def call_torch_module(
    frame: Frame, node: ast.AST, instance: Instance, dotted: str, arguments: Arguments
) -> Value:
    """Call a module of torch: containers run their children, the rest gives what its forward gives."""

    kind = container_kind(dotted)
    if kind == "torch.nn.Sequential":
        return _sequential(frame, node, instance, arguments)
    if kind:
        return UNKNOWN
    if dotted == "torch.nn.Identity":
        return arguments.args[0] if arguments.args else UNKNOWN
    if dotted == "torch.nn.DataParallel":
        inner = instance.arguments.get("module") or instance.attributes.get("module") or UNKNOWN
        return calls.apply(frame, node, inner, arguments)
    data, shape = Origin.CONFIGURATION, Origin.CONFIGURATION
    for value in arguments.all():
        for part in alternatives(value):
            if isinstance(part, Tensor):
                data, shape = max(data, part.data), max(shape, part.shape)
            elif isinstance(part, (Sequence, Unknown)):
                data, shape = Origin.DATA, Origin.SHAPE  # what reaches a layer comes from the input
    if dotted in LIBRARY_MODULES:
        return Tensor(data, shape)
    first = arguments.args[0] if arguments.args else UNKNOWN
    form = of_layer(dotted.rpartition(".")[2], first.form) if isinstance(first, Tensor) else None
    return torchfacts.forward_result(dotted, instance.arguments, Tensor(data, shape, form))


def _sequential(frame: Frame, node: ast.AST, instance: Instance, arguments: Arguments) -> Value:
    value: Value = arguments.args[0] if arguments.args else UNKNOWN
    current = arguments
    if instance.items is not None:
        for child in instance.items:
            value = calls.apply(frame, node, child, current)
            current = Arguments([value], {})
        return value
    if isinstance(instance.element, (Instance, Choice)):
        for _ in range(2):
            value = join_all([value, calls.apply(frame, node, instance.element, Arguments([value], {}))])
        return value
    return Tensor() if isinstance(value, Tensor) else UNKNOWN
