"""Compiles one function: its signature and defaults, what the frontend rejects, its body, what it returns."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script import decorators, defaults, frontend, leaving, statements
from tslint.analysis.script.annotations import Wrong
from tslint.analysis.script.emitter import Emitter, ParameterInfo, Summary
from tslint.analysis.script.matching import UNDEFINED
from tslint.analysis.script.scopes import Withheld
from tslint.analysis.script.sugared import Simple, Sugared
from tslint.ir.cures import AnnotateParameter, AnnotateReturn, Cure
from tslint.project.entities import Function
from tslint.project.modules import Module
from tslint.source.walking import walk
from tslint.torchspec import types as t
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.relations import make_optional

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler


def emit_function(
    compiler: Compiler,
    function: Function,
    self_value: Sugared | None,
    types: dict[str, t.Type] | None,
    identity: tuple[object, ...],
    namespace: Module | None = None,
) -> Summary:
    """Compile a function and keep its summary under `identity` (there, incomplete, while the body is
    compiled).

    A body whose empty containers turn out to be meant otherwise is read again with the types that their
    annotations would give, so that the one cause is told and not what follows from it.
    """
    em = Emitter(compiler, function, self_value, names_of_enclosing(function), namespace)
    summary = _emit_once(em, types, identity)
    if em.mistyped and not any(t.contains(kind, t.UnknownType) for kind in em.mistyped.values()):
        told = [event for event in em.events if event.kind == "empty-container-mistyped"]
        again = Emitter(compiler, function, self_value, em.unknown_names)
        again.meant = em.mistyped
        summary = _emit_once(again, types, identity)
        known = {(event.kind, event.span) for event in summary.events}
        summary.events[:0] = [event for event in told if (event.kind, event.span) not in known]
    return summary


def _emit_once(em: Emitter, types: dict[str, t.Type] | None, identity: tuple[object, ...]) -> Summary:
    function, node = em.function, em.function.node
    if not em.compiler.of_node(_is_taken, node):
        for rejection in frontend.rejections(node):
            em.tell(rejection.kind, rejection.node, dict(rejection.facts))
    summary = Summary(function, _Signature(em, types).read())
    summary.events, summary.calls = em.events, em.calls
    em.compiler.summaries.begin(identity, summary)
    if isinstance(node, ast.AsyncFunctionDef):
        summary.complete = True
        return summary
    decorators.tell_definition(em)
    em.foreign = decorators.foreign_names(em.compiler, function)
    statements.emit_block(em, node.body)
    leaving.check(em)
    _finish(em, summary)
    summary.returned = em.returned
    summary.complete = True
    return summary


def _is_taken(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the frontend rejects nothing."""
    return next(frontend.rejections(node), None) is None


def declare(
    compiler: Compiler, function: Function, self_value: Sugared | None, key: object, how: str
) -> Summary:
    """The signature of a function whose body is not compiled (ignored, unused, hidden by a decorator)."""
    identity = (id(function.node), key, how)
    found = compiler.summaries.get(identity)
    if found is not None:
        return found
    em = Emitter(compiler, function, self_value, names_of_enclosing(function))
    em.muted = 1 if how == "unknown" else 0
    if how == "ignore" and function.owner is not None:
        for rejection in frontend.rejections(function.node, body=False):
            em.tell(rejection.kind, rejection.node, dict(rejection.facts))
    schema = _Signature(em, None).read()
    if em.declared is None:
        schema = Schema(schema.name, "", schema.arguments, (t.TENSOR,), (), schema.variadic, "")
    summary = Summary(function, schema, em.events, em.calls, complete=True)
    if function.node.args.kwarg is not None or function.node.args.vararg is not None:
        summary.known = False
    compiler.summaries.begin(identity, summary)
    return summary


def names_of_enclosing(function: Function) -> frozenset[str]:
    """Names that the functions around a nested one bind: what they hold is known when it runs only."""
    parts = function.qualname.split(".<locals>.")
    if len(parts) == 1:
        return frozenset()
    names: set[str] = set()
    for outer in walk(function.module.source.tree):
        if isinstance(outer, ast.FunctionDef) and outer.name in parts[:-1]:
            names.update(inner.arg for inner in walk(outer.args) if isinstance(inner, ast.arg))
            for inner in walk(outer):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    names.add(inner.id)
                elif isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
                    names.add(inner.name)
                elif isinstance(inner, ast.alias):
                    names.add(inner.asname or inner.name.split(".")[0])
    return frozenset(names)


class _Signature:
    """Reads the parameters of a function and binds them in its first frame."""

    def __init__(self, em: Emitter, types: dict[str, t.Type] | None) -> None:
        self.em = em
        self.types = types or {}
        self.node = em.function.node
        self.comment = self._comment()

    def _comment(self) -> tuple[list[ast.expr], ast.expr | None] | None:
        em = self.em
        lines = em.module.source.lines
        first = min([self.node.lineno, *(d.lineno for d in self.node.decorator_list)])
        found = frontend.type_comment(lines, first, self.node.end_lineno or first)
        if found is None:
            return None
        place = ast.Pass()
        place.lineno, place.col_offset = found.line, 0
        place.end_lineno, place.end_col_offset = found.line, len(lines[found.line - 1].encode())
        if found.wrong:
            em.report("wrong-type-comment", place, comment=found.text.strip(), torch=found.wrong)
            return None
        try:
            arrow = found.text.rfind("->")
            arrow = arrow if arrow >= 0 else len(found.text)
            inner = ast.parse(f"[{found.text[:arrow].strip()[1:-1]}]", mode="eval").body
            tail = found.text[arrow + 2 :].split("#")[0].strip()
            result = ast.parse(tail, mode="eval").body if tail else None
        except (SyntaxError, ValueError):
            em.report("wrong-type-comment", place, comment=found.text, torch="expected type comment")
            return None
        parts = inner.elts if isinstance(inner, ast.List) else []
        parameters = self._names()
        if self._has_self() and len(parts) == len(parameters) - 1:
            parts = [ast.Constant(value=...), *parts]
        if len(parts) != len(parameters):
            hint = (
                f"Number of type annotations ({len(parts)}) did not match the number of function parameters"
                f" ({len(parameters)})"
            )
            em.report("wrong-type-comment", _def_line(self.node), comment=found.text, torch=hint)
            return None
        return list(parts), result

    def _names(self) -> list[ast.arg]:
        return [*self.node.args.args, *self.node.args.kwonlyargs]

    def _has_self(self) -> bool:
        return self.em.self_value is not None

    def read(self) -> Schema:
        """The signature, as a schema that calls are matched against."""
        em, args = self.em, self.node.args
        given = dict(zip([a.arg for a in reversed(args.args)], reversed(args.defaults), strict=False))
        for keyword, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            if default is not None:
                given[keyword.arg] = default
        for parameter in args.posonlyargs:
            hint = f"undefined value {parameter.arg}"
            facts = (("name", parameter.arg), ("torch", hint))
            em.scopes.withhold(parameter.arg, Withheld("positional-only-parameter", parameter, facts))
        found: list[Argument] = []
        keyword_only = {parameter.arg for parameter in args.kwonlyargs}
        for position, parameter in enumerate(self._names()):
            if position == 0 and em.self_value is not None:
                em.scopes.set(parameter.arg, em.self_value)
                continue
            default = given.get(parameter.arg)
            kind = self._parameter(parameter, position, default)
            em.scopes.set(parameter.arg, Simple(kind))
            undefined = (
                isinstance(kind, t.TensorType) and isinstance(default, ast.Constant) and default.value is None
            )
            value = UNDEFINED if undefined else None
            found.append(
                Argument(
                    parameter.arg, kind, str(kind), default is not None, value, parameter.arg in keyword_only
                )
            )
        for starred in (args.vararg, args.kwarg):
            if starred is not None:
                em.scopes.set(starred.arg, Simple(t.UNKNOWN))
        variadic = args.vararg is not None or args.kwarg is not None
        em.declared = self._result()
        result = em.declared if em.declared is not None else t.UNKNOWN
        return Schema(em.function.name, "", tuple(found), (result,), (), variadic, "")

    def _parameter(self, parameter: ast.arg, position: int, default: ast.expr | None) -> t.Type:
        em = self.em
        annotated = parameter.annotation is not None
        kind: t.Type | Wrong = t.TENSOR
        if parameter.arg in self.types:
            kind, annotated = self.types[parameter.arg], True
        elif self.comment is not None and not annotated:
            annotated = True
            kind = em.resolve(self.comment[0][position])
        elif parameter.annotation is not None:
            kind = em.resolve(parameter.annotation)
        if isinstance(kind, Wrong):
            em.wrong_annotation(kind, parameter.annotation or parameter)
            kind = t.UNKNOWN
        if isinstance(kind, (t.AnyListType, t.AnyTupleType)):
            text = f"Python cannot hand a {kind} over: toIValue() cannot handle converting to type: {kind}"
            what = f"the parameter `{parameter.arg}`, annotated as a bare `{kind}`,"
            em.report("fails-when-run", parameter, construct=what, detail=text, reach="entry")
        info = ParameterInfo(parameter, annotated, kind, default)
        em.parameters[parameter.arg] = info
        if default is not None:
            self._default(info, kind, default)
        return kind

    def _default(self, info: ParameterInfo, kind: t.Type, default: ast.expr) -> None:
        """A default value is converted to the parameter's type when the function is compiled."""
        em = self.em
        own = em.compiler.classes.is_own(kind)
        plain = defaults.is_plain(default)
        if defaults.is_mutable(defaults.held(em.compiler, em.namespace, default)) or own and not plain:
            hint = "Mutable default parameters are not supported because Python binds them to the function"
            text = ast.unparse(default)
            place = _default_place(self.node, default)
            em.report("mutable-default", place, name=info.node.arg, default=text, torch=hint)
            return
        given = defaults.default_type(em.compiler, em.namespace, default)
        if given is None or isinstance(kind, t.UnknownType):
            return
        if not info.annotated:
            if not isinstance(given, (t.NoneType, t.TensorType)):
                info.suggested = t.UNKNOWN if given is defaults.OBJECT else given
            return
        if not defaults.fits_default(given, kind) or plain and (own or _is_no_literal(kind)):
            hint = f'Expected a default value of type {kind} on parameter "{info.node.arg}"'
            wanted = str(make_optional(kind)) if isinstance(given, t.NoneType) else str(given)
            cures: tuple[Cure, ...] = ()
            if given is not defaults.OBJECT:
                name = info.node.arg
                cures = (AnnotateParameter(em.module.path, em.function.qualname, name, wanted, instead=True),)
            em.report(
                "default-value-mismatch",
                _default_place(self.node, default),
                cures=cures,
                name=info.node.arg,
                type=str(kind),
                default=ast.unparse(default),
                expected=wanted,
                torch=hint,
            )
            em.scopes.set(info.node.arg, Simple(t.UNKNOWN))

    def _result(self) -> t.Type | None:
        em, returns = self.em, self.node.returns
        kind: t.Type | Wrong
        if returns is not None:
            kind = em.resolve(returns)
        elif self.comment is not None and self.comment[1] is not None:
            kind = em.resolve(self.comment[1])
        else:
            return None
        if isinstance(kind, Wrong):
            em.wrong_annotation(kind, returns or self.node)
            return t.UNKNOWN
        return kind


def _is_no_literal(kind: t.Type) -> bool:
    """Whether only an object of the project's own is of a type: a member of an enum, a module."""
    return isinstance(kind, (t.EnumType, t.InterfaceType))


def _finish(em: Emitter, summary: Summary) -> None:
    """What `emitDef` does after the body: a missing return, and the parameters whose default betrays them."""
    node = em.function.node
    for info in em.parameters.values():
        if info.suggested is not None and not info.told and not isinstance(info.suggested, t.TensorType):
            wanted = "" if isinstance(info.suggested, t.UnknownType) else str(info.suggested)
            cures: tuple[Cure, ...] = ()
            if wanted:
                cures = (AnnotateParameter(em.module.path, em.function.qualname, info.node.arg, wanted),)
            hint = f'Expected a default value of type Tensor (inferred) on parameter "{info.node.arg}"'
            em.report(
                "unannotated-parameter-misused",
                _default_place(node, info.node),
                cures=cures,
                name=info.node.arg,
                type="Tensor",
                expected=wanted,
                default=ast.unparse(info.default) if info.default is not None else "",
                torch=hint,
            )
    result: t.Type
    if em.scopes.top.doubtful and not em.scopes.top.exits:
        em.merged = t.UNKNOWN
    elif not em.scopes.top.exits:
        declared = em.declared
        if declared is not None and not isinstance(declared, (t.NoneType, t.UnknownType)):
            hint = "Function was not annotated as having type None, but does not return along all paths"
            cures = ()
            if em.merged is None:
                cures = (AnnotateReturn(em.module.path, em.function.qualname, "None"),)
            em.report("missing-return", _def_line(node), cures=cures, expected=str(declared), torch=hint)
        elif declared is None:
            statements.emit_return(em, None, node)
    result = em.declared if em.declared is not None else em.merged if em.merged is not None else t.NONE
    schema = summary.schema
    summary.schema = Schema(schema.name, "", schema.arguments, (result,), (), schema.variadic, "")


def _default_place(node: ast.FunctionDef | ast.AsyncFunctionDef, inside: ast.expr | ast.arg) -> ast.AST:
    """Where a default is told: from the `def` on, which is what torch names, where that is further up."""
    if inside.lineno == node.lineno:
        return inside
    place = ast.Pass()
    place.lineno, place.col_offset = node.lineno, node.col_offset
    place.end_lineno, place.end_col_offset = inside.end_lineno, inside.end_col_offset
    return place


def _def_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
    place = ast.Pass()
    place.lineno, place.col_offset = node.lineno, node.col_offset
    place.end_lineno, place.end_col_offset = node.lineno, node.col_offset + len("def ") + len(node.name)
    return place
