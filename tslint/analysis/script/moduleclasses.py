"""Compiles a whole module: its submodules, `forward`, exported methods, properties.

Source: `create_script_module_impl`, `infer_methods_to_compile` (torch/jit/_recursive.py).
"""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.script import (
    assigned,
    classbodies,
    decorators,
    hooks,
    initial,
    instances,
    interfaces,
    modulecalls,
    optional,
    submodules,
)
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.inference import Failed, infer
from tslint.analysis.script.instances import ScriptModule
from tslint.analysis.script.matching import convert
from tslint.analysis.script.reuse import Key
from tslint.analysis.script.sugared import ModuleMethod, ModuleValue, Simple
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, External, Function, Variable
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema
from tslint.torchspec.relations import is_subtype

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler
    from tslint.analysis.script.modules import ModuleTable

_EMPTY = Schema("", "", (), (t.NONE,), (), False, "")
_CHILDREN = 400
_SCRIPT_MODULES = ("torch.jit.ScriptModule", "torch.jit._script.ScriptModule")


def compile_module(table: ModuleTable, instance: v.Instance) -> Summary | None:
    """The summary of a module, its children's among its calls."""
    compiler = table.compiler
    key = (instances.signature_of(compiler, instance),)
    found = table.summaries.find(key)
    if found is not None:
        compiler.lean(found)
        return found
    module = table.describe(instance)
    table.classes.add(instance.class_name)
    with compiler.leaning(lambda: table.summaries.end(key)):
        if module.cls is None:
            return _of_torch(table, key, module)
        em = Emitter(compiler, _place(module.cls))
        summary = Summary(None, _EMPTY, em.events, em.calls, complete=True)
        table.summaries.begin(key, summary)
        _children(table, em, module)
        submodules.check(compiler, em, module, _assignments(compiler, module.cls))
        _class_itself(compiler, em, module)
        _methods(table, em, module)
        return summary


def _place(cls: Class) -> Function:
    """A stand-in for the class body as the place of calls."""
    node = ast.FunctionDef(cls.name, ast.arguments([], [], None, [], [], None, []), [], [])
    ast.copy_location(node, cls.node)
    return Function(cls.module, node, cls.qualname)


def _of_torch(table: ModuleTable, key: Key, module: ScriptModule) -> Summary:
    """A module of torch: only a container's children are compiled here."""
    children = [
        item for item in module.instance.items or [] if isinstance(item, v.Instance) and item.is_module
    ]
    children += instances.elements(module.instance)
    children += list(module.submodules.values())
    summary = Summary(None, _EMPTY, complete=True)
    table.summaries.begin(key, summary)
    for child in children[:_CHILDREN]:
        inner = compile_module(table, child)
        if inner is not None:
            summary.calls.extend(inner.calls if not inner.events else [])
            summary.events.extend(inner.events)
    return summary


def _children(table: ModuleTable, em: Emitter, module: ScriptModule) -> None:
    lines = _assignments(table.compiler, module.cls) if module.cls is not None else {}
    children = list(module.submodules.items())
    children += [
        (str(i), item) for i, item in enumerate(module.instance.items or []) if isinstance(item, v.Instance)
    ]
    children += [("0", child) for child in instances.elements(module.instance)]
    for name, child in children[:_CHILDREN]:
        if not child.is_module or child.scripted:
            continue
        node = lines.get(name) or classbodies.header(module.cls) if module.cls is not None else None
        summary = compile_module(table, child)
        if node is not None:
            em.enter(node, summary, child.class_name)


def _assignments(compiler: Compiler, cls: Class) -> dict[str, ast.AST]:
    """Where `__init__` assigns each attribute."""
    initialiser = hierarchy.find_member(cls, "__init__")
    if isinstance(initialiser, Function) and initialiser.module is cls.module:
        return compiler.of_node(_assigned_in, initialiser.node)
    return {}


def _assigned_in(initialiser: ast.AST) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in walk(initialiser):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                    found.setdefault(target.attr, node)
    return found


def _class_itself(compiler: Compiler, em: Emitter, module: ScriptModule) -> None:
    cls = module.cls
    assert cls is not None
    for name, annotation in module.strings.items():
        if cls.module is em.module and _in_class(cls, annotation):
            text = f"Unknown type annotation: '{ast.unparse(annotation)}'"
            em.report(
                "string-class-annotation", annotation, name=name, type=ast.unparse(annotation), torch=text
            )
    for wrong, annotation in module.wrong:
        if _in_class(cls, annotation):
            em.wrong_annotation(wrong, annotation)
    for decorator in cls.node.decorator_list:
        entity = compiler.resolve(cls.module, decorator)
        if isinstance(entity, External) and entity.dotted == "torch.jit.script":
            text = (
                f"Type '{cls.name}' cannot be compiled since it inherits from nn.Module, pass an "
                "instance instead"
            )
            em.report(
                "unsupported-class",
                decorator,
                name=cls.name,
                construct="torch.jit.script of a module class",
                torch=text,
            )
    initialiser = cls.members.get("__init__")
    if (
        isinstance(initialiser, Function)
        and not compiler.of_node(_calls_super, initialiser.node)
        and all(
            isinstance(base, External) and base.dotted == "torch.nn.Module" for base in hierarchy.bases(cls)
        )
    ):
        text = f"'{cls.name}' has not been initialized, did you forget to call 'super()'?"
        em.report("missing-super-init", classbodies.header(cls), name=cls.name, torch=text)
    hooks.check(compiler, em, module)
    interfaces.conform(compiler, em, module)
    if module.casts or module.frozen:
        compiler.exact = True  # what annotated attributes hold is no part of a signature
    initial.check(compiler, em, module, _assignments(compiler, cls))
    _objects(compiler, em, module)
    _state(compiler, em, cls)
    for entity in hierarchy.linearise(cls):
        lazy = isinstance(entity, Class) and entity.name == "LazyModuleMixin"
        if lazy or isinstance(entity, External) and entity.dotted.endswith(".LazyModuleMixin"):
            text = f"'{cls.name}' has uninitialized parameters. Did you forget to run a forward pass?"
            em.report(
                "unscriptable-module", classbodies.header(cls), name=cls.name, type=cls.dotted, torch=text
            )
            break
    caller = cls.members.get("__call__")
    if isinstance(caller, Function) and instances.method(cls, "forward") is not None:
        em.report(
            "silent-difference",
            caller.node,
            construct="__call__",
            detail="script runs forward; an own __call__ is dropped",
        )


def _state(compiler: Compiler, em: Emitter, cls: Class) -> None:
    """`__setstate__` and `__getstate__` are exported together or not at all."""
    found = {
        name: method
        for name in ("__setstate__", "__getstate__")
        if isinstance(method := cls.members.get(name), Function) and _is_exported(method)
    }
    if len(found) == 1:
        name, method = found.popitem()
        text = f"`{name}` defined but not its counterpart. You must have both defined on a ScriptModule"
        em.report("unsupported-class", method.node, name=cls.name, construct=f"`{name}` alone", torch=text)


def _objects(compiler: Compiler, em: Emitter, module: ScriptModule) -> None:
    """Attributes that are plain objects: torch casts them to their compiled class, used or not."""
    cls = module.cls
    assert cls is not None
    for name, value in module.instance.attributes.items():
        kind = module.attributes.get(name)
        if not isinstance(value, v.Instance) or value.is_module or not isinstance(kind, t.ClassType):
            continue
        found = compiler.classes.by_name.get(kind.qualname)
        if found is None or value.open or found.cls.module is not em.module:
            continue
        compiler.exact = True  # what objects hold is no part of a signature
        for field, wanted in found.attributes.items():
            given = infer(compiler, value.attributes.get(field, v.UNKNOWN))
            if isinstance(given, Failed) or not is_subtype(convert(Simple(given), wanted).type, wanted):
                text = f"Could not cast attribute '{name}' to type {found.cls.name}"
                what = f"`{field}`, which holds something else than its class says"
                place = _cause(compiler, cls, name, found.cls, field)
                em.report("unsupported-class", place, name=found.cls.name, construct=what, torch=text)
                break


def _cause(compiler: Compiler, holder: Class, name: str, cls: Class, field: str) -> ast.AST:
    """Where a field gets another type than its class says: a parameter without annotation that it is taken
    from, or else where the holder makes the object.
    """
    initialiser = cls.members.get("__init__")
    if isinstance(initialiser, Function):
        parameters = {arg.arg: arg for arg in initialiser.node.args.args}
        for given, value in compiler.once(optional.given_values, initialiser):
            if given == field and isinstance(value, ast.Name) and value.id in parameters:
                return parameters[value.id]
    return _assignments(compiler, holder).get(name) or classbodies.header(cls)


def _in_class(cls: Class, node: ast.expr) -> bool:
    return cls.node.lineno <= node.lineno <= (cls.node.end_lineno or node.lineno)


def _calls_super(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Attribute) and inner.attr == "__init__" for inner in walk(node))


def _methods(table: ModuleTable, em: Emitter, module: ScriptModule) -> None:
    cls = module.cls
    assert cls is not None
    value = ModuleValue(module.instance, "self")
    unused = _names_in(cls, "__jit_unused_properties__")
    ignored = _names_in(cls, "__jit_ignored_attributes__")
    for name, method in _to_compile(table.compiler, cls):
        if name in unused:
            continue
        _compile(table, em, value, method, name)
        if method.owner is not None and method.owner.is_property(name):
            _raises(em, method)
    if unused:
        for entity in hierarchy.linearise(cls):
            if isinstance(entity, Class):
                for name in filter(entity.is_property, unused - ignored):
                    getter = entity.members.get(name)
                    if isinstance(getter, Function) and getter.module is em.module:
                        _raises(em, getter)


def _compile(table: ModuleTable, em: Emitter, value: ModuleValue, method: Function, name: str) -> None:
    kind = decorators.decoration(table.compiler, method)
    if kind.kind == "unused" or (kind.kind == "ignore" and not _is_property(method)):
        return
    if modulecalls.has_overloads(table, ModuleMethod(value, name, method)):
        return
    signature = instances.signature_of(table.compiler, value.instance)
    if kind.kind == "ignore":
        summary = table.compiler.compile(method, value, key=signature)
    else:
        summary = decorators.compile_decorated(table.compiler, method, value, key=signature)
    place = method.node if method.module is em.module else em.function.node
    em.enter(place, summary, method.dotted)
    if name in ("forward",) and method.module is em.module:
        _scripted_method(table.compiler, em, method)


def _scripted_method(compiler: Compiler, em: Emitter, method: Function) -> None:
    for decorator in method.node.decorator_list:
        entity = compiler.resolve(method.module, decorator)
        if isinstance(entity, External) and entity.dotted == "torch.jit.script":
            text = "'ScriptFunction' object has no attribute '__globals__'"
            em.report("unsupported-decorator", decorator, name="torch.jit.script", torch=text)


def _is_property(method: Function) -> bool:
    return method.owner is not None and method.owner.is_property(method.name)


def _raises(em: Emitter, getter: Function) -> None:
    """torch evaluates every property while it looks for methods: one that raises stops it."""
    if getter.module is not em.module:
        return
    body = [
        s for s in getter.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
    ]
    if body and isinstance(body[0], ast.Raise):
        raised = ast.unparse(body[0].exc) if body[0].exc is not None else ""
        if not raised.startswith("AttributeError"):
            em.report("property-raises", body[0], name=getter.name, error=raised, torch=raised)


def _names_in(cls: Class, name: str) -> set[str]:
    member = hierarchy.find_member(cls, name)
    found: set[str] = set()
    if isinstance(member, Variable):
        for value in member.values:
            if isinstance(value, (ast.List, ast.Tuple)):
                found.update(
                    e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)
                )
    return found


def _to_compile(compiler: Compiler, cls: Class) -> list[tuple[str, Function]]:
    """`forward`, exported methods and properties, nearest definition first."""
    found: dict[str, Function] = {}
    hidden = compiler.once(assigned.replaced, cls)
    forward = instances.method(cls, "forward")
    if forward is not None and _is_of_script_module(cls) and not _is_exported(forward):
        forward = None  # there only what is decorated is compiled
    if forward is not None and "forward" not in hidden:
        found["forward"] = forward
    for name, method in compiler.once(_exports, cls):
        if name.partition(".")[0] not in hidden:
            found.setdefault(name, method)
    return list(found.items())


def _exports(cls: Class) -> list[tuple[str, Function]]:
    """The methods of a class that are compiled whether something calls them or not."""
    return cls.module.project.survey(("exports of", cls), partial(_all_exports, cls), of_bodies=True)


def _all_exports(cls: Class) -> list[tuple[str, Function]]:
    found: dict[str, Function] = {}
    for entity in hierarchy.linearise(cls):
        if not isinstance(entity, Class):
            continue
        for name, member in entity.members.items():
            if not isinstance(member, Function) or hierarchy.find_member(cls, name) is not member:
                continue
            if (entity.is_property(name) or _is_exported(member)) and not _is_cached(member):
                found[name] = member
                for setter in classbodies.setters(entity, member):
                    found[f"{name}.setter"] = setter
    return list(found.items())


def _is_of_script_module(cls: Class) -> bool:
    return any(dotted in _SCRIPT_MODULES for dotted in hierarchy.externals(cls))


def _is_cached(method: Function) -> bool:
    return any("cached_property" in ast.unparse(d) for d in method.node.decorator_list)


def _is_exported(method: Function) -> bool:
    return _has(method, ("torch.jit.export", "torch.jit.script_method"))


def is_scripted(method: Function) -> bool:
    """Whether a method is itself under `torch.jit.script`: a function of its own, without a self."""
    return _has(method, ("torch.jit.script",))


def _has(method: Function, names: tuple[str, ...]) -> bool:
    for node in method.node.decorator_list:
        entity = hierarchy.resolve(method.module, node)
        if isinstance(entity, External) and entity.dotted in names:
            return True
    return False


def inherited(compiler: Compiler, em: Emitter, module: ScriptModule, name: str, node: ast.expr) -> bool:
    """A member that every module has from torch.nn.Module: what script makes of it. True where it is one."""
    owner = module.spec.name if module.spec is not None else "torch.nn.modules.module.Module"
    member = compiler.spec.module_member(owner, name)
    if member is None:
        return False
    if member.how == "unscriptable":
        em.report("unscriptable-call", node, name=f"Module.{name}", torch=member.message)
    return True
