"""Objects: constructing classes of the project, and calling modules."""

from __future__ import annotations

import ast

from tslint.analysis.forms import Form
from tslint.analysis.interp import (
    annotated,
    attributes,
    calls,
    containers,
    expressions,
    hooks,
    methods,
    running,
    special,
    torchmodules,
    usage,
)
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.machine import OBJECTS, Found, Machine, Summary
from tslint.analysis.values import (
    DERIVED,
    INPUT,
    UNKNOWN,
    Callable,
    Choice,
    Const,
    Instance,
    Mapping,
    Method,
    Origin,
    Scalar,
    Scripted,
    Sequence,
    Super,
    Tensor,
    Value,
    contains_input,
    join_all,
    shape_only,
)
from tslint.project.classes import bases, find_member, is_fully_known, is_module, linearise
from tslint.project.entities import Class, External, Function, Variable


def construct(frame: Frame, node: ast.AST, cls: Class, arguments: Arguments) -> Value:
    """`Class(...)`: a new object whose table `__init__` fills. Equal arguments give the same object."""
    machine = frame.machine
    key = ("instance", cls.node, id(node), *running.arguments_key(arguments), arguments.varied)
    known = machine.summaries.get(key)
    if known is not None:
        _made(machine, cls, known.result)
        return known.result
    instance = new_instance(cls)
    machine.bear(instance.attributes)
    instance.site, instance.maker = (frame.module.path, node), frame.function
    initializer = find_member(cls, "__init__")
    previous = machine.policy
    if not any(contains_input(v) or shape_only(v) >= Origin.SHAPE for v in arguments.all()):
        machine.policy = machine.builder  # nothing that is exported goes into it
    machine.constructing += 1
    try:
        if isinstance(initializer, Function):
            running.run_function(frame, node, Callable(initializer, instance), arguments, anew=True)
        else:
            _fields(frame, instance, cls, arguments)
            special.call(frame, node, instance, "post_init")
    finally:
        machine.constructing -= 1
        machine.policy = previous
    instance.unsure = machine.unsure(instance.attributes)
    machine.summaries[key] = Summary(instance, [], tuple(arguments.all()))
    _made(machine, cls, instance)
    return instance


def _made(machine: Machine, cls: Class, value: Value) -> None:
    """Show an object to those who look for objects of its class. Raises Found when they have enough."""
    if machine.made is not None and isinstance(value, Instance):
        made = machine.made.setdefault(cls, [])
        if len(made) < OBJECTS and value not in made:
            made.append(value)
        if cls is machine.wanted and len(made) == OBJECTS:
            raise Found


def new_instance(cls: Class) -> Instance:
    """An object of a class before `__init__`: open where an ancestor is not known."""
    instance = Instance(
        cls,
        is_module=is_module(cls),
        open=not is_fully_known(cls) or find_member(cls, "__getattr__") is not None,
    )
    kind = containers.container_kind(cls)
    if kind:
        instance.items = []
        if kind == "torch.nn.ModuleDict":
            instance.keys = []
    return instance


def _fields(frame: Frame, instance: Instance, cls: Class, arguments: Arguments) -> None:
    """No `__init__` of its own: a container's, a NamedTuple's, a dataclass's, or that of a base outside."""

    if instance.is_module:
        methods.call(frame, cls.node, Method(Super(instance, cls), "__init__"), arguments)
        return
    names = [
        name
        for entity in reversed(linearise(cls))
        if isinstance(entity, Class)
        for name, member in entity.members.items()
        if isinstance(member, Variable) and member.annotation is not None
    ]
    is_record = any(
        isinstance(base, External) and base.dotted.endswith("NamedTuple") for base in bases(cls)
    ) or bool(cls.node.decorator_list)
    if not is_record:
        instance.open = instance.open or bool(arguments.all())
        return
    order = [
        part.target.id
        for part in cls.node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ] or names
    for index, name in enumerate(order):
        value = arguments.get(index, name)
        if value is None:
            member = find_member(cls, name)
            value = UNKNOWN
            if isinstance(member, Variable) and member.values:
                inner = Frame(frame.machine, member.module, {})
                value = join_all([expressions.evaluate(inner, part) for part in member.values])
        frame.machine.write(instance.attributes, name, value)


def invoke(frame: Frame, node: ast.AST, instance: Instance, arguments: Arguments) -> Value:
    """`instance(...)`: a `__call__` of the project, else a module's forward."""

    if instance.scripted:
        return _scripted_module(frame, node, instance, arguments)
    if instance.hooks:
        arguments = hooks.before(frame, node, instance, arguments)
        result = _called(frame, node, instance, arguments)
        return hooks.after(frame, node, instance, arguments, result)
    return _called(frame, node, instance, arguments)


def _called(frame: Frame, node: ast.AST, instance: Instance, arguments: Arguments) -> Value:
    own_call = own_call_of(instance)
    if own_call is not None:
        return calls.apply(
            frame, node, attributes.bound(frame, node, instance, own_call, "__call__"), arguments
        )
    return run_forward(frame, node, instance, arguments)


def own_call_of(instance: Instance) -> Function | None:
    """The `__call__` that a class of the project puts around the forward of its modules."""
    if not instance.is_module or not isinstance(instance.cls, Class):
        return None
    member = find_member(instance.cls, "__call__")
    return member if isinstance(member, Function) else None


def run_forward(frame: Frame, node: ast.AST, instance: Instance, arguments: Arguments) -> Value:
    """What torch's `Module.__call__` leads to: the forward. Another object's `__call__`."""
    if isinstance(instance.cls, str):
        return (
            torchmodules.call_torch_module(frame, node, instance, instance.cls, arguments)
            if instance.is_module
            else UNKNOWN
        )
    name = "forward" if instance.is_module else "__call__"
    own = instance.attributes.get("forward") if instance.is_module else None
    if own is not None:
        return calls.apply(frame, node, own, arguments)
    member = find_member(instance.cls, name)
    if isinstance(member, Function):
        return calls.apply(frame, node, attributes.bound(frame, node, instance, member, name), arguments)
    if instance.is_module:
        for entity in linearise(instance.cls):
            if isinstance(entity, External):
                return torchmodules.call_torch_module(frame, node, instance, entity.dotted, arguments)
    return UNKNOWN


def _scripted_module(frame: Frame, node: ast.AST, instance: Instance, arguments: Arguments) -> Value:
    if isinstance(instance.cls, Class):
        member = find_member(instance.cls, "forward")
        if isinstance(member, Function):
            return calls.apply(frame, node, Scripted(Callable(member, instance)), arguments)
    return UNKNOWN


def entry_arguments(
    frame: Frame, function: Function, receiver: Value | None, configuration: bool, inner: bool = False
) -> Arguments:
    """Arguments of an entry that nobody calls: by annotation, else by default, else a tensor.

    `configuration`: the arguments build an object (`__init__`), so what has no default is unknown.
    `inner`: other code of the project calls the entry, so the length of a list is that code's choice.
    """

    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    if receiver is not None:
        positional, defaults = positional[1:], defaults[1:]
    scope = Frame(frame.machine, function.module, {})
    commented = annotated.type_comment(function.node, [parameter.arg for parameter in positional])

    def value_for(parameter: ast.arg, default: ast.expr | None) -> Value:
        annotation = parameter.annotation or commented.get(parameter.arg)
        said = annotated.from_annotation(function.module, annotation)
        if said is not None and inner:
            said = annotated.with_fixed_length(said)
        if default is not None:
            value = expressions.evaluate(scope, default)
            if isinstance(value, (Sequence, Mapping)):
                frame.machine.policy.container_made(value, "global", parameter.arg)
            if isinstance(value, Const):
                if value.value is None and not configuration:
                    # Whoever passes something passes an input of the model, or what the model made of one.
                    return said if said is not None else Choice((Const(None, Origin.CONFIGURATION), DERIVED))
                return Const(value.value, frame.machine.default_origin)
            return value if configuration or not isinstance(value, Scalar) else Scalar(value.kind)
        if said is not None:
            return said
        if configuration or (inner and receiver is None) or usage.is_no_tensor(function.node, parameter.arg):
            return UNKNOWN
        return INPUT

    arguments = Arguments(
        [_formed(value_for(p, d), p.arg) for p, d in zip(positional, defaults, strict=True)], {}
    )
    for parameter, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        arguments.kwargs[parameter.arg] = value_for(parameter, default)
    arguments.varied = not configuration or frame.machine.default_origin >= Origin.CONFIGURATION
    if spec.vararg is not None and not configuration:
        arguments.args.append(Sequence("tuple", None, UNKNOWN, Origin.CONFIGURATION))
    return arguments


def _formed(value: Value, name: str) -> Value:
    """An input by its name: how many dimensions it has is not known, but the same everywhere."""
    return Tensor(value.data, value.shape, Form((), name)) if isinstance(value, Tensor) else value
