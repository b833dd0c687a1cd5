"""Submodules that torch refuses before any code is compiled: by what annotates them, or by how they were
built.

Source: `infer_concrete_type_builder` (torch/jit/_recursive.py); torchspec says which modules of torch script
refuses.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tslint.analysis import values as v
from tslint.analysis.script import classbodies, instances, numbers
from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.emitter import Emitter
from tslint.project.entities import Class, External
from tslint.torchspec.records import ModuleSpec

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler
    from tslint.analysis.script.instances import ScriptModule

_LIMIT = 400  # modules of torch looked at below one module of the project


def check(compiler: Compiler, em: Emitter, module: ScriptModule, places: dict[str, ast.AST]) -> None:
    """Tell what is wrong with the submodules of one module; `places` are the assignments of `__init__`."""
    cls = module.cls
    assert cls is not None
    for name, (owner, annotation) in module.annotated.items():
        _annotation(compiler, em, cls, name, owner, annotation)
    own = [("", module.instance)] if instances.method(cls, "forward") is None else []
    for name, child in [*own, *_of_torch(module)]:
        place = _place(em, child) or places.get(name.partition(".")[0]) or classbodies.header(cls)
        told = len(em.events)
        _built(compiler, em, name or cls.name, child, place)
        if len(em.events) > told:
            compiler.exact = True  # it speaks of the call that built this very child


def _annotation(
    compiler: Compiler, em: Emitter, cls: Class, name: str, owner: Class, annotation: ast.expr
) -> None:
    """An annotation in the class body: script takes only that of an interface, and no string."""
    if _is_any_callable(compiler, owner, annotation):
        return
    found = Annotations(compiler, owner.module).resolve(annotation)
    text = "Expected inferred type to be interface type"
    if instances.has_future_annotations(owner) or isinstance(found, Wrong):
        text = f"Unknown type annotation: '{ast.unparse(annotation)}'"
    place = annotation if owner is cls and cls.module is em.module else classbodies.header(cls)
    em.report("submodule-annotation", place, name=name, annotation=ast.unparse(annotation), torch=text)


def _is_any_callable(compiler: Compiler, owner: Class, annotation: ast.expr) -> bool:
    """`Callable[..., Any]`, the annotation that nn.Module has for `forward` and torch reads over."""
    if not isinstance(annotation, ast.Subscript) or instances.has_future_annotations(owner):
        return False
    holder = compiler.resolve(owner.module, annotation.value)
    named = isinstance(holder, External) and holder.dotted.endswith(".Callable")
    return named and ast.unparse(annotation.slice).replace("typing.", "") in ("(..., Any)", "..., Any")


def _of_torch(module: ScriptModule) -> Iterator[tuple[str, v.Instance]]:
    """The modules of torch below a module, through torch's containers, by their dotted names."""
    waiting = list(_children(module.instance))
    for _ in range(_LIMIT):
        if not waiting:
            return
        name, child = waiting.pop(0)
        if isinstance(child.cls, str) and not child.scripted:
            yield name, child
            waiting.extend((f"{name}.{inner}", found) for inner, found in _children(child))


def _children(instance: v.Instance) -> Iterator[tuple[str, v.Instance]]:
    for name, value in instance.attributes.items():
        if isinstance(value, v.Instance) and value.is_module:
            yield name, value
    for index, value in enumerate(instance.items or ()):
        if isinstance(value, v.Instance) and value.is_module:
            yield str(index), value
    for value in instances.elements(instance):
        yield "0", value


def _place(em: Emitter, child: v.Instance) -> ast.AST | None:
    """The expression that built a module, where it stands in the file that is looked at."""
    if child.site is None or child.site[0] != em.module.path:
        return None
    return child.site[1]


def _built(compiler: Compiler, em: Emitter, name: str, child: v.Instance, place: ast.AST) -> None:
    spec = compiler.modules.describe(child).spec
    if spec is None:
        return
    if spec.scripts is False:
        em.report("unscriptable-module", place, name=name, type=spec.aliases[0], torch=spec.message)
        return
    _numpy(compiler, em, spec, child, place)
    for flag, variation in spec.variations.items():
        argument, _, wanted = flag.partition("=")
        given = child.arguments.get(argument)
        if variation.scripts is False and isinstance(given, v.Const) and repr(given.value) == wanted:
            _refused(em, place, spec.aliases[0], argument, given, variation.message)
    for argument, kinds in spec.refused.items():
        given = child.arguments.get(argument)
        text = kinds.get(type(given.value).__name__) if isinstance(given, v.Const) else None
        if text is not None and isinstance(given, v.Const):
            _refused(em, place, spec.aliases[0], argument, given, text)
        elif isinstance(given, v.Sequence) and v.NONE in (given.items or ()):
            text = kinds.get("NoneType", "")
            if "'List[int]'" in text:  # one None among the sizes is as wrong as None for all of them
                facts = {"type": spec.aliases[0], "argument": argument, "value": _shown(given)}
                em.tell("module-argument", place, {**facts, "given": given.kind, "torch": text})


def _shown(given: v.Sequence) -> str:
    parts = [repr(item.value) if isinstance(item, v.Const) else "..." for item in given.items or ()]
    return f"({', '.join(parts)})" if given.kind == "tuple" else f"[{', '.join(parts)}]"


def _numpy(compiler: Compiler, em: Emitter, spec: ModuleSpec, child: v.Instance, place: ast.AST) -> None:
    """Numbers of numpy that a module keeps: they are no constants."""
    call = child.site[1] if child.site is not None else None
    if call is not place or not isinstance(call, ast.Call):
        return
    module = em.module
    if not module.project.survey(("numpy", module.path), lambda: "numpy" in module.source.text):
        return
    names = [parameter.name for parameter in spec.constructor]
    given = [*zip(names, call.args, strict=False), *((k.arg or "", k.value) for k in call.keywords)]
    for argument, node in given:
        if argument not in spec.constants or isinstance(node, (ast.Starred, ast.Constant)):
            continue
        kind = numbers.kind_of(compiler, em.module, numbers.locals_around(compiler, em.module, call), node)
        if kind == "int64":
            text = f"'numpy.int64' object in attribute '{spec.name}.{argument}' is not a valid constant"
            facts = {"type": spec.aliases[0], "argument": argument, "value": ast.unparse(node)}
            em.tell("module-argument", place, {**facts, "given": "numpy.int64", "torch": text})


def _refused(em: Emitter, place: ast.AST, kind: str, argument: str, given: v.Const, text: str) -> None:
    shown = type(given.value).__name__
    em.report(
        "module-argument",
        place,
        type=kind,
        argument=argument,
        value=repr(given.value),
        given=shown,
        torch=text,
    )
