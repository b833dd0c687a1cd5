"""What a call of `torch.jit.trace` itself does wrong: mode, checks, examples, outputs, and what is saved."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tslint.analysis.events import Event
from tslint.analysis.forms import Dim
from tslint.analysis.interp import calls
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import event_key
from tslint.analysis.interp.policy import Policy
from tslint.analysis.trace import modes
from tslint.analysis.trace.surroundings import Surroundings
from tslint.analysis.values import (
    INPUT,
    UNKNOWN,
    Callable,
    Const,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Sequence,
    Tensor,
    Value,
    alternatives,
    kind_of,
)
from tslint.project.entities import Class
from tslint.source.positions import span_of


@dataclass(frozen=True, slots=True)
class Export:
    """One call of `torch.jit.trace`: the module that it is given, and the arguments that forward gets."""

    model: Instance
    arguments: Arguments


class ExportPolicy(Policy):
    """Runs the code around an export, and tells what is wrong with the call itself."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.told: dict[tuple[object, ...], tuple[Event, Instance | None]] = {}
        self.exports: list[Export] = []
        self._away: list[Value] = []  # kept alive: their identities are compared
        self._scripted: list[tuple[Value, Instance]] = []  # what script gave, and from which module
        self._squeezes: list[str] | None = None

    def tell(self, frame: Frame, node: ast.AST, kind: str, model: Instance | None, **facts: str) -> None:
        """Record an event of the trace regime at a node."""
        name = model.class_name.rpartition(".")[2] if model is not None else ""
        span = span_of(frame.module.source.lines, node)
        chain = tuple(frame.machine.stack)
        event = Event(kind, "trace", frame.module.path, span, {"model": name, **facts}, chain)
        self.told.setdefault(event_key(event), (event, model))

    @property
    def compiled(self) -> list[Instance]:
        """What was handed to the compiler."""
        return [model for _, model in self._scripted]

    # -- what happens to modules ----------------------------------------------------------------------------

    def mode(self, module: Instance, training: bool) -> None:
        if self.surroundings.machine is not None:
            modes.set_mode(self.surroundings.machine, module, training)

    def given_away(self, values: list[Value]) -> None:
        for value in values:
            for part in alternatives(value):
                inner = part.items if isinstance(part, Sequence) and part.items is not None else [part]
                self._away += [item for item in inner if isinstance(item, Instance)]

    def squeezed(self, frame: Frame, node: ast.AST, value: Tensor) -> None:
        if self._squeezes is not None and isinstance(node, ast.expr):
            self._squeezes.append(ast.unparse(node))

    def _is_followed(self, model: Instance) -> bool:
        """Whether all that was done to a module since it was made has been seen."""
        away = any(part is given for given in self._away for part in modes.parts_of(model))
        return not away and not model.open and self.surroundings.made_here(model)

    # -- exports --------------------------------------------------------------------------------------------

    def exported(self, frame: Frame, node: ast.AST, how: str, arguments: Arguments, result: Value) -> None:
        if how == "trace":
            self._traced(frame, node, arguments)
        elif how == "script" and arguments.args:
            models = [part for part in alternatives(arguments.args[0]) if isinstance(part, Instance)]
            self._scripted += [(result, model) for model in models]
        elif how == "save" and arguments.args and isinstance(arguments.args[0], Instance):
            self.saved(frame, node, arguments.args[0])

    def saved(self, frame: Frame, node: ast.AST, module: Instance) -> None:
        source = next((model for result, model in self._scripted if result is module), None)
        if source is None or not self._is_followed(source):
            return
        reason = modes.differs_in_training(module)
        if reason and modes.in_training(module):
            self.tell(frame, node, "saved-in-training", source, because=reason)

    def _traced(self, frame: Frame, node: ast.AST, arguments: Arguments) -> None:
        model = _module(arguments.get(0, "func") or UNKNOWN)
        check = arguments.kwargs.get("check_trace")
        if isinstance(check, Const) and check.value is False and not self.surroundings.compares(frame):
            self.tell(frame, _keyword(node, "check_trace"), "unchecked-trace", model)
        if model is None:
            return
        if model.class_name.rpartition(".")[2] in ("DataParallel", "DistributedDataParallel"):
            wrapper = model.class_name.rpartition(".")[2]
            self.tell(frame, node, "parallel-trace", model, wrapper=wrapper)
        if self._is_followed(model):
            reason = modes.differs_in_training(model)
            if reason:
                self.tell(frame, node, "traced-in-training", model, because=reason)
        if not self.surroundings.without_gradients(frame, node):
            self.tell(frame, node, "traced-with-gradients", model)
        self._called(frame, node, model, arguments)

    def _called(self, frame: Frame, node: ast.AST, model: Instance, arguments: Arguments) -> None:
        """Call the module as the tracer does, and look at what it gives."""
        given = example_arguments(arguments)
        if given is None:
            return
        self.exports.append(Export(model, given))
        for value in given.all():
            refused = _refused(value)
            if refused:
                self.tell(frame, node, "untraceable-input", model, type=refused)
        outer = self._squeezes
        self._squeezes = []
        try:
            output = calls.apply(frame, node, model, given)
        finally:
            squeezes, self._squeezes = self._squeezes, outer
        strict = arguments.kwargs.get("strict", Const(True))
        loose = isinstance(strict, Const) and strict.value is False
        holds = _container(output)
        if holds == "dict" and isinstance(strict, Const) and strict.value is True:
            self.tell(frame, node, "dict-output", model)
        elif holds and loose:
            self.tell(frame, _keyword(node, "strict"), "loose-trace", model, output=holds)
        if squeezes and any(_has_one(value) for value in given.all()):
            self.tell(frame, node, "size-one-example", model, squeeze=squeezes[0])


def example_arguments(arguments: Arguments) -> Arguments | None:
    """What forward gets when it is recorded: the examples, each tensor in them an input.

    None where the call does not say.
    """
    named = arguments.kwargs.get("example_kwarg_inputs")
    if isinstance(named, Mapping) and named.items is not None:
        return Arguments([], {str(key): _as_input(value) for key, value in named.items.items()})
    example = arguments.get(1, "example_inputs")
    if isinstance(example, (Tensor, Mapping)):
        return Arguments([_as_input(example)], {})
    if isinstance(example, Sequence) and example.items is not None:
        return Arguments([_as_input(item) for item in example.items], {})
    return None


def _as_input(value: Value) -> Value:
    match value:
        case Tensor():
            return Tensor(INPUT.data, INPUT.shape, value.form)
        case Sequence() if value.items is not None:
            items = [_as_input(item) for item in value.items]
            varies = value.kind == "list"
            length = Origin.SHAPE if varies else Origin.CONSTANT
            return Sequence(value.kind, items, length=length, over="inputs" if varies else "list")
        case Mapping() if value.items is not None:
            items_by_key = {key: _as_input(item) for key, item in value.items.items()}
            return Mapping(items_by_key, length=Origin.SHAPE)
    return value


def _refused(value: Value) -> str:
    """The Python type that the tracer does not take as an input; empty where it does, or nothing is known."""
    if isinstance(value, (Const, Scalar)) and value.origin is Origin.CONSTANT:
        return "None" if kind_of(value) == "NoneType" else kind_of(value)
    return next(filter(None, map(_refused, value.items or ())), "") if isinstance(value, Sequence) else ""


def _module(value: Value) -> Instance | None:
    """The module that is traced, where it is one or the forward of one."""
    if isinstance(value, Callable) and value.function.name == "forward":
        value = value.receiver if value.receiver is not None else value
    return value if isinstance(value, Instance) and value.is_module else None


def _container(value: Value, depth: int = 3) -> str:
    """`dict` or `list` where an output surely is or holds one: the tracer looks at these."""
    if isinstance(value, Mapping):
        return "dict"
    if isinstance(value, Sequence):
        inner = [_container(part, depth - 1) for part in value.items or ()] if depth else []
        if "dict" in inner:
            return "dict"
        return "list" if value.kind == "list" or "list" in inner else ""
    return ""


def _has_one(value: Value) -> bool:
    return isinstance(value, Tensor) and value.form is not None and Dim.ONE in value.form.dims


def _keyword(node: ast.AST, name: str) -> ast.AST:
    """The keyword argument of a call, the call where it has none of that name."""
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        if keyword.arg == name:
            return keyword
    return node


def class_of(model: Instance | None) -> Class | None:
    """The project's class of a module, if it is one."""
    return model.cls if model is not None and isinstance(model.cls, Class) else None
