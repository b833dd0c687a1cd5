"""Functions with `@torch.jit._overload` declarations: a call takes the first declaration that fits."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.script.emitter import Emitter
from tslint.analysis.script.sugared import UNKNOWN, Builtin, Sugared
from tslint.project.entities import External, Function

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

_NAMES = ("torch.jit._overload", "torch._jit_internal._overload")


def declarations(compiler: Compiler, function: Function) -> list[ast.FunctionDef]:
    """The overload declarations before a top-level function."""
    if function.owner is not None or "." in function.qualname:
        return []
    found = []
    for binding in function.module.bound_to(function.name):
        if isinstance(binding, ast.FunctionDef) and binding is not function.node:
            entities = [compiler.resolve(function.module, d) for d in binding.decorator_list]
            if any(isinstance(entity, External) and entity.dotted in _NAMES for entity in entities):
                found.append(binding)
    return found


def overloaded(em: Emitter, function: Function, declared: list[ast.FunctionDef], node: ast.expr) -> Sugared:
    """The function as a set of overloads; the body of a declaration must be empty."""
    from tslint.analysis.script.functions import declare

    schemas = []
    for declaration in declared:
        body = [
            s for s in declaration.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        ]
        if body and not isinstance(body[0], ast.Pass):
            text = "Only `pass` statement or `...` can be the body of overload declaration"
            em.report("unsupported-decorator", node, name="torch.jit._overload", torch=text)
            return UNKNOWN
        entity = Function(function.module, declaration, function.qualname)
        schemas.append(declare(em.compiler, entity, None, "overload", "unknown").schema)
    return Builtin(function.name, tuple(schemas))
