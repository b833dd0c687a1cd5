"""Compiles a class as `torch.jit.script` does: every method that is not ignored, and a dataclass's own
methods.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.events import Event
from tslint.analysis.script import classkinds, decorators, defaults
from tslint.analysis.script.annotations import Annotations, Wrong
from tslint.analysis.script.emitter import Emitter, Summary
from tslint.analysis.script.sugared import UNKNOWN, Simple, Sugared
from tslint.project import classes as hierarchy
from tslint.project.entities import Class, Function
from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema

if TYPE_CHECKING:
    from tslint.analysis.script.classes import ScriptClass
    from tslint.analysis.script.compiler import Compiler

_EMPTY = Schema("", "", (), (t.NONE,), (), False, "")


def is_static(function: Function) -> bool:
    """Whether a method is a staticmethod."""
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.node.decorator_list)


def is_class_method(function: Function) -> bool:
    """Whether a method is a classmethod."""
    return any(isinstance(d, ast.Name) and d.id == "classmethod" for d in function.node.decorator_list)


def _class_emitter(compiler: Compiler, cls: Class) -> Emitter:
    """An emitter for what is wrong with the class itself."""
    place = ast.FunctionDef(cls.name, ast.arguments([], [], None, [], [], None, []), [], [])
    ast.copy_location(place, cls.node)
    return Emitter(compiler, Function(cls.module, place, cls.qualname))


def header(cls: Class) -> ast.AST:
    """The first line of a class, as a place for events."""
    place = ast.Pass()
    place.lineno, place.col_offset = cls.node.lineno, cls.node.col_offset
    place.end_lineno, place.end_col_offset = (
        cls.node.lineno,
        cls.node.col_offset + len("class ") + len(cls.name),
    )
    return place


INHERITANCE = "inheritance"
PLAIN_DATACLASS = "a dataclass without @torch.jit.script"


def inheritance(compiler: Compiler, cls: Class) -> list[Event]:
    """What `torch.jit.script(cls)` itself says of a class with bases."""
    em = _class_emitter(compiler, cls)
    text = "TorchScript classes does not support inheritance yet. Please directly inherit from 'object'."
    em.report("unsupported-class", header(cls), name=cls.name, construct=INHERITANCE, torch=text)
    return em.events


def uneven_init(compiler: Compiler, cls: Class) -> list[Event]:
    """What torch says of a module whose `__init__` it cannot dedent and parse on its own.

    Source: `AttributeTypeIsSupportedChecker.check` (torch/jit/_check.py), run for the outermost module only.
    """
    initialiser = hierarchy.find_member(cls, "__init__")
    if not isinstance(initialiser, Function) or initialiser.node.decorator_list:
        return []
    node = initialiser.node
    lines = initialiser.module.source.lines[node.lineno - 1 : node.end_lineno]
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    for number, line in enumerate(lines, node.lineno):
        text = line.strip()
        comment = text.startswith("#") and not text.startswith("# type:")
        if text and not comment and not line.startswith(margin):
            em = _class_emitter(compiler, cls)
            em.report("uneven-init", header(cls), name=cls.name, line=str(number), torch="unexpected indent")
            return em.events
    return []


def compile_class(compiler: Compiler, found: ScriptClass) -> None:
    """Compile the body of a class into its record, as code that constructs it makes torch do."""
    cls, kind = found.cls, found.kind
    em = _class_emitter(compiler, cls)
    found.summary = Summary(None, _EMPTY, em.events, em.calls, complete=True)
    place = header(cls)
    if kind.scripted and kind.inherits:
        text = "TorchScript classes does not support inheritance yet. Please directly inherit from 'object'."
        em.report("unsupported-class", place, name=cls.name, construct=INHERITANCE, torch=text)
    found.defining = True
    if kind.kind == "dataclass":
        _dataclass(compiler, em, found, place)
    initialiser = cls.members.get("__init__")
    if isinstance(initialiser, Function):
        found.constructor = _method(compiler, em, found, initialiser)
    found.defining = False
    for name, member in cls.members.items():
        if not isinstance(member, Function) or name == "__init__" or is_static(member):
            continue
        if decorators.decoration(compiler, member).kind == "unused":
            continue
        _method(compiler, em, found, member)


def _field_default(
    compiler: Compiler, em: Emitter, cls: Class, name: str, kind: t.Type, value: ast.expr
) -> None:
    """The default of a field is one of the parameter of the `__init__` that torch writes."""
    given = defaults.default_type(compiler, cls.module, value) if defaults.is_plain(value) else None
    if given is not None and not defaults.fits_default(given, kind):
        text = f'Expected a default value of type {kind} on parameter "{name}"'
        facts = {"name": name, "type": str(kind), "default": ast.unparse(value), "torch": text}
        em.tell("default-value-mismatch", value, {**facts, "expected": str(given)})


def compile_method(compiler: Compiler, function: Function, self_value: Sugared | None) -> Summary | None:
    """A method of a script class, where `torch.jit.ignore` has no effect."""
    if decorators.decoration(compiler, function).kind == "ignore":
        return compiler.compile(function, self_value, key="method")
    return decorators.compile_decorated(compiler, function, self_value, key="method")


def _method(compiler: Compiler, em: Emitter, found: ScriptClass, function: Function) -> Summary | None:
    own = UNKNOWN if is_class_method(function) else Simple(found.type)
    summary = compile_method(compiler, function, own)
    em.enter(function.node, summary, function.dotted)
    return summary


def setters(cls: Class, getter: Function) -> list[Function]:
    """The setters of a property."""
    return [
        Function(cls.module, s, f"{cls.qualname}.{s.name}", cls)
        for s in cls.node.body
        if isinstance(s, ast.FunctionDef)
        and s.name == getter.name
        and any(isinstance(d, ast.Attribute) and d.attr == "setter" for d in s.decorator_list)
    ]


def _dataclass(compiler: Compiler, em: Emitter, found: ScriptClass, place: ast.AST) -> None:
    """The fields of a dataclass are its attributes and its constructor's parameters."""
    cls, kind = found.cls, found.kind
    name = cls.name
    made = classkinds.synthesized(compiler, cls)
    if kind.frozen:
        text = "Can't get source for __delattr__"
        em.report("unsupported-class", place, name=name, construct="a frozen dataclass", torch=text)
    elif not kind.scripted and made:
        text = f"Failed to get source for the {made[0]} that dataclass makes"
        em.report("unsupported-class", place, name=name, construct=PLAIN_DATACLASS, torch=text)
    annotations = Annotations(compiler, cls.module)
    arguments: list[Argument] = []
    for statement in cls.node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if "ClassVar" in ast.unparse(statement.annotation):
            continue  # no field
        resolved = annotations.resolve(statement.annotation)
        if isinstance(resolved, Wrong):
            em.wrong_annotation(resolved, statement.annotation)
            resolved = t.UNKNOWN
        value = statement.value
        if isinstance(value, ast.Call) and any(k.arg == "default_factory" for k in value.keywords):
            text = "Default factory initializers are not supported in TorchScript dataclasses"
            em.report("unsupported-class", value, name=name, construct="default_factory", torch=text)
        if value is not None:
            _field_default(compiler, em, cls, statement.target.id, resolved, value)
        found.attributes[statement.target.id] = resolved
        arguments.append(Argument(statement.target.id, resolved, str(resolved), value is not None))
    post = cls.members.get("__post_init__")
    if kind.inherits:
        found.open = True
    if "__init__" in cls.members:
        return
    found.constructor = Summary(
        None, Schema(name, "", tuple(arguments), (t.NONE,), (), False, ""), complete=True
    )
    if isinstance(post, Function):
        found.constructor.known = True
