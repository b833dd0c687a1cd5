"""Training and eval mode of a module and its parts, and what makes the mode matter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tslint.analysis.interp.machine import Machine
from tslint.analysis.values import Const, Instance, Origin, Scalar, Value
from tslint.project.classes import externals, linearise
from tslint.project.entities import Class, Function
from tslint.project.receivers import own_attributes

_MODE = "training"
# The argument that must be other than 0 for a module of torch to draw random numbers in training mode, with
# its default (torch documentation of each module).
_DRAWS = {
    "Dropout": ("p", 0.5), "Dropout1d": ("p", 0.5), "Dropout2d": ("p", 0.5), "Dropout3d": ("p", 0.5),
    "AlphaDropout": ("p", 0.5), "FeatureAlphaDropout": ("p", 0.5),
    "RNN": ("dropout", 0.0), "LSTM": ("dropout", 0.0), "GRU": ("dropout", 0.0),
    "MultiheadAttention": ("dropout", 0.0), "Transformer": ("dropout", 0.1),
    "TransformerEncoderLayer": ("dropout", 0.1), "TransformerDecoderLayer": ("dropout", 0.1),
}  # fmt: skip
# Modules that take statistics of the batch in training mode and the kept ones in eval mode, with the default
# of `track_running_stats`.
_STATISTICS = {
    "BatchNorm1d": True, "BatchNorm2d": True, "BatchNorm3d": True, "SyncBatchNorm": True,
    "LazyBatchNorm1d": True, "LazyBatchNorm2d": True, "LazyBatchNorm3d": True,
    "InstanceNorm1d": False, "InstanceNorm2d": False, "InstanceNorm3d": False,
}  # fmt: skip


def set_mode(machine: Machine, module: Instance, training: bool) -> None:
    """`module.train(training)`: the module and every part of it."""
    for part in parts_of(module):
        machine.write(part.attributes, _MODE, Const(training))


def forget(module: Instance) -> None:
    """Leave the mode to who looks at the module next."""
    for part in parts_of(module):
        part.attributes.pop(_MODE, None)


def parts_of(module: Instance) -> Iterator[Instance]:
    """The module, then the modules inside it, each once."""
    pending, seen = [module], {id(module)}
    while pending:
        part = pending.pop(0)
        yield part
        for value in (*part.attributes.values(), *(part.items or ()), part.element, *part.arguments.values()):
            if isinstance(value, Instance) and value.is_module and id(value) not in seen:
                seen.add(id(value))
                pending.append(value)


def in_training(module: Instance) -> bool:
    """Whether a module is surely in training mode, in which every module is made."""
    mode = module.attributes.get(_MODE)
    return mode is None or (isinstance(mode, Const) and mode.value is True)


def differs_in_training(module: Instance) -> str:
    """What makes a module in training mode do something else than in eval mode; empty where nothing is known
    to.
    """
    for part in parts_of(module):
        if in_training(part):
            found = _own_reason(part)
            if found:
                return found
    return ""


def _own_reason(part: Instance) -> str:
    names = externals(part.cls) if isinstance(part.cls, Class) else [part.cls]
    for dotted in names:
        name = dotted.rpartition(".")[2]
        if not dotted.startswith("torch.nn."):
            continue
        if name in _DRAWS and _switched_on(part, *_DRAWS[name]):
            return f"nn.{name}"
        if name in _STATISTICS and _switched_on(part, "track_running_stats", _STATISTICS[name]):
            return f"nn.{name}"
    if isinstance(part.cls, Class):
        for entity in linearise(part.cls):
            if isinstance(entity, Class) and _asks_for_mode(entity):
                return f"`self.training` in {entity.name}"
    return ""


def _switched_on(part: Instance, argument: str, default: float | bool) -> bool:
    value: Value = part.arguments.get(argument, Const(default))
    if isinstance(value, Const):
        return bool(value.value)
    return isinstance(value, Scalar) and value.origin is Origin.CONSTANT


def _asks_for_mode(cls: Class) -> bool:
    """Whether a method that `forward` may run reads `self.training`."""
    methods = [
        member
        for name, member in cls.members.items()
        if isinstance(member, Function) and name not in ("__init__", "train", "eval")
    ]
    return any(
        attribute.attr == _MODE and isinstance(attribute.ctx, ast.Load)
        for method in methods
        for attribute in own_attributes(method)
    )
