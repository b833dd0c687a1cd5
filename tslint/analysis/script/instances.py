"""One module instance as script takes it: which attributes it has, of what kind, and its structural
identity.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.interp.containers import container_kind
from tslint.analysis.interp.torchfacts import forward_schemas
from tslint.analysis.script import made, optional
from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.inference import Failed, infer
from tslint.analysis.script.leftout import is_left_out
from tslint.analysis.script.reuse import Signature
from tslint.project import classes as hierarchy
from tslint.project.entities import ANNOTATIONS, Class, External, Function, Variable
from tslint.source.watched import note_all, unread
from tslint.torchspec import types as t
from tslint.torchspec.records import ModuleSpec, Schema

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_DEPTH = 12
_PLAIN_BASES = ("torch.nn.Module", "torch.jit.ScriptModule", "object")
_PARAMETERS = ("torch.nn.ParameterList", "torch.nn.ParameterDict")
_IGNORED = (  # attributes of every module that torch.jit leaves alone
    "_version",
    "_parameters",
    "_buffers",
    "_modules",
    "_initializing",
    "dump_patches",
    "_non_persistent_buffers_set",
)


@dataclass(eq=False, slots=True)
class ScriptModule:
    """What `torch.jit` makes of one instance.

    `attributes`: types, or why torch cannot type them; `constants`: values that are compile-time constants;
    `submodules`: children by name; `functions`: function attributes; `strings`: class annotations that are
    strings; `casts`: what annotated attributes hold, the type that it is cast to, and where that stands;
    `frozen`: what constants hold; `annotated`: class annotations of submodules, which are no interfaces;
    `chosen`: attributes of which one alternative is compiled; `forward`: the signatures that torch compiles
    for a module of its own.
    """

    instance: v.Instance
    cls: Class | None
    spec: ModuleSpec | None
    container: str | None
    signature: Signature | None = None
    attributes: dict[str, t.Type | Failed] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)
    submodules: dict[str, v.Instance] = field(default_factory=dict)
    functions: dict[str, v.Value] = field(default_factory=dict)
    strings: dict[str, ast.expr] = field(default_factory=dict)
    casts: dict[str, tuple[v.Value, t.Type, Class, ast.expr]] = field(default_factory=dict)
    frozen: dict[str, v.Value] = field(default_factory=dict)
    wrong: list[tuple[Wrong, ast.expr]] = field(default_factory=list)
    optional_modules: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    interfaces: dict[str, tuple[Class, ast.expr]] = field(default_factory=dict)
    annotated: dict[str, tuple[Class, ast.expr]] = field(default_factory=dict)
    forward: tuple[Schema, ...] = ()
    open: bool = False

    @property
    def name(self) -> str:
        """The class's name."""
        return self.instance.class_name.rpartition(".")[2]


def describe(compiler: Compiler, instance: v.Instance) -> ScriptModule:
    """Read the attribute table of an instance."""
    cls = instance.cls if isinstance(instance.cls, Class) else None
    spec = _spec(compiler, instance)
    module = ScriptModule(instance, cls, spec, _container(instance), open=instance.open)
    if cls is None and spec is None:
        module.open = True
    if cls is not None and _has_unknown_base(compiler, cls):
        module.open = True
    annotations = _class_annotations(compiler, module)
    unsure = compiler.once(optional.maybe_none, cls) if cls is not None else set()
    expressions = compiler.once(made.expressions, cls) if cls is not None else {}
    finals = _constants(compiler, module, annotations)
    for name, held in instance.attributes.items():
        value = held
        if compiler.alternative is not None and isinstance(value, v.Choice):
            value = value.values[compiler.alternative % len(value.values)]
            module.chosen.add(name)
        if not isinstance(value, v.Instance) and name in expressions:
            value = made.outside(compiler, cls, expressions[name], value)
        if (
            cls is not None
            and name in unsure
            and isinstance(value, v.Const)
            and value.value is None
            and name not in annotations
            and not is_left_out(compiler, instance, name)
        ):
            if name in compiler.once(optional.called, cls) or optional.is_module_elsewhere(
                compiler, cls, name
            ):
                module.optional_modules.add(name)
            if compiler.alternative is not None:
                module.chosen.add(name)
            if compiler.alternative != 0:  # there it is None, as it was built
                value = v.UNKNOWN
        if isinstance(value, v.Choice) and all(optional.is_module_or_none(part) for part in value.values):
            module.optional_modules.add(name)
        _attribute(compiler, module, name, value, annotations.get(name), name in finals)
        declared = _declared(compiler, module, expressions.get(name))
        if declared is not None:
            module.attributes[name] = declared
    if cls is not None:
        for name in finals - module.attributes.keys() - module.submodules.keys():
            _class_constant(module, cls, name)
    if spec is not None:
        _from_spec(module, spec, bool(annotations))
    module.attributes.setdefault("training", t.BOOL)
    return module


def _declared(compiler: Compiler, module: ScriptModule, node: ast.expr | None) -> t.Type | None:
    """The type that `torch.jit.Attribute(value, type)` gives an attribute."""
    initialiser = hierarchy.find_member(module.cls, "__init__") if module.cls is not None else None
    if not isinstance(node, ast.Call) or len(node.args) != 2 or not isinstance(initialiser, Function):
        return None
    callee = compiler.resolve(initialiser.module, node.func)
    if not isinstance(callee, External) or callee.dotted != "torch.jit.Attribute":
        return None
    found = Annotations(compiler, initialiser.module).resolve(node.args[1])
    return found if isinstance(found, t.Type) else None


def _container(instance: v.Instance) -> str | None:
    names = [instance.cls] if isinstance(instance.cls, str) else hierarchy.externals(instance.cls)
    found = container_kind(instance.cls)
    return found or next((name for name in names if name in _PARAMETERS), None)


def _spec(compiler: Compiler, instance: v.Instance) -> ModuleSpec | None:
    if isinstance(instance.cls, str):
        return compiler.torch_module(instance.cls)
    for dotted in hierarchy.externals(instance.cls):
        found = compiler.torch_module(dotted)
        if found is not None and dotted != "torch.nn.Module":
            return found
    return None


def _has_unknown_base(compiler: Compiler, cls: Class) -> bool:
    """Whether an ancestor outside the project keeps attributes that nothing here knows (`_Loss`)."""
    return any(
        not dotted.startswith(("typing.", "abc.", "builtins."))
        and dotted not in _PLAIN_BASES
        and compiler.torch_module(dotted) is None
        for dotted in hierarchy.externals(cls)
    )


def _class_annotations(compiler: Compiler, module: ScriptModule) -> dict[str, tuple[Class, ast.expr]]:
    """`__annotations__` as an instance sees them: those of the nearest class that has any."""
    if module.cls is None:
        return {}
    for entity in hierarchy.linearise(module.cls):
        if isinstance(entity, Class):
            note_all((entity.token(ANNOTATIONS),))
            found = _annotations_in(unread(entity.node))
            if found:
                return {name: (entity, annotation) for name, annotation in found.items()}
        elif entity is None:
            module.open = True
    return {}


def _annotations_in(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """What a class body annotates, in its statements or by `__annotations__ = {"name": type}`."""
    found: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = statement.annotation
            case ast.Assign(targets=[ast.Name(id="__annotations__")], value=ast.Dict() as given):
                pairs = zip(given.keys, given.values, strict=True)
                found = {
                    key.value: kind
                    for key, kind in pairs
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
    return found


def _is_final(compiler: Compiler, cls: Class, annotation: ast.expr) -> bool:
    node = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    entity = compiler.resolve(cls.module, node)
    return isinstance(entity, External) and entity.dotted in (
        "typing.Final",
        "torch.jit.Final",
        "typing_extensions.Final",
    )


def has_future_annotations(cls: Class) -> bool:
    """Whether annotations of the class's file are kept as strings."""
    module = cls.module
    return module.project.survey(
        ("future annotations", module.path),
        lambda: any(
            isinstance(s, ast.ImportFrom)
            and s.module == "__future__"
            and any(a.name == "annotations" for a in s.names)
            for s in module.source.tree.body[:20]
        ),
    )


def _constants(
    compiler: Compiler, module: ScriptModule, annotations: dict[str, tuple[Class, ast.expr]]
) -> set[str]:
    """Names in `__constants__` or annotated `Final`."""
    names: set[str] = set()
    if module.cls is None:
        return names
    for name, (cls, annotation) in annotations.items():
        if not has_future_annotations(cls) and _is_final(compiler, cls, annotation):
            names.add(name)
    member = hierarchy.find_member(module.cls, "__constants__")
    if isinstance(member, Variable):
        for value in member.values:
            if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
                names.update(
                    e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                )
            else:
                module.open = True
    if module.spec is not None:
        names.update(module.spec.constants)
    return names


def _attribute(
    compiler: Compiler,
    module: ScriptModule,
    name: str,
    value: v.Value,
    annotated: tuple[Class, ast.expr] | None,
    constant: bool,
) -> None:
    if isinstance(value, v.Instance) and value.is_module:
        module.submodules[name] = value
        interface = _interface(compiler, annotated)
        if interface is not None and annotated is not None:
            module.interfaces[name] = (interface, annotated[1])
        elif annotated is not None:
            module.annotated[name] = annotated
        return
    if name.startswith("__") or name in _IGNORED or name.endswith("_hooks"):
        return
    found = infer(compiler, value)
    if constant:
        module.frozen[name] = value
        if isinstance(value, v.Const):
            module.constants[name] = value.value
        if isinstance(found, t.ListType):
            items = value.items if isinstance(value, v.Sequence) else None  # a constant list is a tuple
            found = t.UNKNOWN if items is None else infer(compiler, v.Sequence("tuple", items))
        module.attributes[name] = found if not isinstance(found, Failed) else t.UNKNOWN
        return
    if isinstance(value, (v.Callable, v.LambdaValue, v.ExternalRef, v.Scripted)) and annotated is None:
        module.functions[name] = value
    if annotated is not None:
        cls, annotation = annotated
        if has_future_annotations(cls) or _is_text(annotation):
            module.strings[name] = annotation
            found = t.UNKNOWN
        else:
            resolved = Annotations(compiler, cls.module).resolve(annotation)
            if isinstance(resolved, Wrong):
                if not isinstance(found, (Failed, t.UnknownType)) or _hard(resolved):
                    module.wrong.append((resolved, annotation))
                resolved = t.UNKNOWN
            found = resolved
            module.casts[name] = (value, resolved, cls, annotation)
    module.attributes[name] = found


def _is_text(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)


def _interface(compiler: Compiler, annotated: tuple[Class, ast.expr] | None) -> Class | None:
    """The `@torch.jit.interface` class that annotates a submodule."""
    if annotated is None or has_future_annotations(annotated[0]):
        return None
    cls, annotation = annotated
    entity = compiler.resolve(cls.module, annotation)
    if isinstance(entity, Class) and compiler.classes.kind(entity).kind == "interface":
        return entity
    return None


def _hard(wrong: Wrong) -> bool:
    return wrong.kind in ("bare-container-annotation", "newer-language")


def _class_constant(module: ScriptModule, cls: Class, name: str) -> None:
    """A constant that the class body gives a value."""
    member = hierarchy.find_member(cls, name)
    if (
        isinstance(member, Variable)
        and len(member.values) == 1
        and isinstance(member.values[0], ast.Constant)
    ):
        value = member.values[0].value
        kinds: dict[type, t.Type] = {bool: t.BOOL, int: t.INT, float: t.FLOAT, str: t.STR, type(None): t.NONE}
        module.attributes[name] = kinds.get(type(value), t.UNKNOWN)
        module.constants[name] = value
    elif member is not None and not (isinstance(member, Variable) and not member.values):
        module.attributes[name] = t.UNKNOWN


def _from_spec(module: ScriptModule, spec: ModuleSpec, annotated: bool) -> None:
    """What a class of torch brings beyond what the table has. Where the user's class annotates anything
    (`annotated`), the annotations of torch's are not seen.
    """
    flags = module.instance.arguments
    module.forward = forward_schemas(spec, flags) or ()
    varied: dict[str, t.Type | None] = {}
    for flag, variation in spec.variations.items():
        argument, _, wanted = flag.partition("=")
        given = flags.get(argument)
        for name, attribute in variation.attributes.items():
            if isinstance(given, v.Const) and repr(given.value) == wanted:
                varied[name] = attribute.type
            elif (
                given is not None
                and not isinstance(given, v.Const)
                or given is None
                and not isinstance(module.instance.cls, str)
            ):
                varied[name] = t.UNKNOWN
    for name, attribute in spec.attributes.items():
        if attribute.kind == "submodule":
            if name not in module.submodules:
                module.attributes.setdefault(name, t.UNKNOWN)
            continue
        if name in varied:
            module.attributes[name] = varied[name] or t.UNKNOWN
        elif isinstance(attribute.type, t.TupleType):
            module.attributes[name] = _tuple(module, name, attribute.type)
        elif (
            name not in module.attributes
            or isinstance(module.attributes[name], t.UnknownType)
            or not annotated
            and isinstance(attribute.type, t.OptionalType)  # so annotated by torch's class, whatever it holds
            and isinstance(module.attributes[name], (t.TensorType, t.NoneType))
        ):
            if (
                attribute.kind in ("parameter", "buffer", "attribute", "constant")
                and attribute.type is not None
            ):
                value_known = attribute.kind != "constant" or not isinstance(attribute.type, t.NoneType)
                module.attributes[name] = attribute.type if value_known else t.UNKNOWN
            else:
                module.attributes.setdefault(name, t.UNKNOWN)
        elif attribute.kind == "constant" and isinstance(module.instance.attributes.get(name), v.Const):
            value = module.instance.attributes[name]
            module.constants[name] = value.value if isinstance(value, v.Const) else None


def _tuple(module: ScriptModule, name: str, kind: t.TupleType) -> t.Type:
    """A tuple that torch makes of an argument: as long as the argument says, or as its class says."""
    value = module.instance.attributes.get(name)
    if isinstance(value, v.Sequence) and value.items is not None:
        return t.TupleType(tuple(kind.elems[0] for _ in value.items)) if kind.elems else t.UNKNOWN
    if isinstance(value, (v.Const, v.Scalar)) and v.kind_of(value) == "int":
        return kind
    return t.UNKNOWN


def signature_of(compiler: Compiler, instance: v.Instance, depth: int = _DEPTH) -> Signature:
    """What decides how an instance compiles."""
    module = compiler.modules.describe(instance)
    if module.signature is not None:
        return module.signature
    itself = Signature(id(instance), id(instance))
    if depth <= 0:
        return itself
    key = id(instance.cls.node) if isinstance(instance.cls, Class) else instance.cls
    attributes = tuple(
        (name, kind if isinstance(kind, t.Type) else kind.type_name)
        for name, kind in sorted(module.attributes.items())
    )
    functions = tuple((name, id(_code(value))) for name, value in sorted(module.functions.items()))
    module.signature = itself  # a module that holds itself
    held = [
        *module.submodules.values(),
        *(item for item in instance.items or () if isinstance(item, v.Instance)),
        *elements(instance),
    ]
    parts = [signature_of(compiler, child, depth - 1) for child in held]
    shape = (
        *module.submodules,
        None if instance.items is None else len(instance.items),
        None if instance.keys is None else tuple(instance.keys),
        frozenset(instance.unsure),
        frozenset(module.optional_modules),
        _built_with(compiler, module),
        module.open,
    )
    both = (key, attributes, functions, shape)
    numbers = {name: value for name, value in sorted(module.constants.items()) if is_number(value)}
    others = tuple((n, repr(c)) for n, c in sorted(module.constants.items()) if n not in numbers)
    alike = (both, others, tuple(numbers), tuple(part.alike for part in parts))
    full = (alike, tuple(map(repr, numbers.values())), tuple(part.full for part in parts))
    module.signature = Signature(compiler.modules.intern(full), compiler.modules.intern(alike))
    return module.signature


def _built_with(compiler: Compiler, module: ScriptModule) -> tuple[object, ...]:
    """What torch looks at in the arguments that built a module of its own."""
    if module.spec is None:
        return ()
    given = module.instance.arguments
    return tuple(
        (name, _seen(given[name])) for name in compiler.once(_looked_at, module.spec) if name in given
    )


def _looked_at(spec: ModuleSpec) -> list[str]:
    """The arguments that some values of are refused, or make another module."""
    return sorted({*spec.refused, *(flag.partition("=")[0] for flag in spec.variations)})


def _seen(value: v.Value) -> object:
    match value:
        case v.Const(value=held):
            return type(held).__name__ if is_number(held) else repr(held)
        case v.Sequence():
            return (value.kind, v.NONE in (value.items or ()))
    return type(value).__name__


def is_number(value: object) -> bool:
    """Whether a constant is one of the many numbers that code hands on, and seldom looks at."""
    return type(value) is int


def elements(instance: v.Instance) -> list[v.Instance]:
    """The modules that a container of unknown length may hold: one of each kind."""
    return [x for x in v.alternatives(instance.element) if isinstance(x, v.Instance) and x.is_module]


def _code(value: v.Value) -> object:
    match value:
        case v.Callable():
            return value.function.node
        case v.LambdaValue():
            return value.node
        case v.ExternalRef():
            return value.dotted
    return value


def method(cls: Class, name: str) -> Function | None:
    """A method by name through the hierarchy, following `forward = _impl` in a class body."""
    found = hierarchy.find_member(cls, name)
    for _ in range(4):
        if isinstance(found, Variable) and len(found.values) == 1 and isinstance(found.values[0], ast.Name):
            found = hierarchy.find_member(cls, found.values[0].id)
        else:
            break
    return found if isinstance(found, Function) else None
