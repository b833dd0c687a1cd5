"""Annotations of locals, parameters and results."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator

import libcst as cst

from tslint.fixes.bindings import Use
from tslint.fixes.context import Context, first_line
from tslint.fixes.definitions import Function
from tslint.fixes.plan import Edit, Place, Plan, Refused, Satisfied
from tslint.ir.cures import AnnotateLocal, AnnotateParameter, AnnotateReturn

_DEFAULT = re.compile(r"([ \t]*)=([ \t]*)(?![ \t\\\r\n#])")
_EQUAL = re.compile(r"([ \t]*)(?:\\\r?\n[ \t]*)*=(?!=)([ \t\\]?)")
# As torch/jit/annotations.py finds the comment that it takes for the signature of a function.
_TYPE_COMMENT = re.compile(r"# type:(?! ignore(?:\[[a-zA-Z-]+\])?$)", re.MULTILINE)


def plan_local(cure: AnnotateLocal, context: Context) -> Plan:
    """Plan `name: annotation = value` for the assignments to `name` on the line.

    Raises Satisfied where it is annotated so, and Refused where no annotation can stand: several targets,
    tuples, loop variables, augmented assignments, another annotation, a type comment.
    """
    document = context.document
    nodes = list(_assignments(cure, context))
    if not nodes:
        raise Refused(f"there is no assignment to `{cure.name}` on line {cure.line}")
    edits: list[Edit] = []
    for node in nodes:
        target = node.targets[0]
        start, end = document.of_ast(target)
        use = context.use_at(start)
        spelled = context.speller.known(cure.annotation, use)
        equal = _EQUAL.match(document.text, end)
        if equal is None:
            raise Refused(f"`{cure.name}` stands in parentheses on line {cure.line}")
        if isinstance(use.scopes[-1], ast.ClassDef):
            raise Refused(f"`{cure.name}` is an attribute of a class, not a local")
        _refuse_type_comment(
            cure.name, document.text[end : document.lines.end(node.end_lineno or node.lineno)]
        )
        edits.append(Edit(end, end, f": {spelled.text}" + ("" if equal[1] else " "), Place.OPEN))
        if not equal[2] and document.text[equal.end() : equal.end() + 1] not in ("\r", "\n"):
            edits.append(Edit(equal.end(), equal.end(), " ", Place.CLOSE))
    slot = ("local", edits[0].start, edits[-1].end)
    return Plan(cure, slot, tuple(edits), use.line, spelled.imports)


def plan_parameter(cure: AnnotateParameter, context: Context) -> Plan:
    """Plan `name: annotation` in a signature, `name: annotation = default` where there is a default.

    An annotation that is there is replaced where the cure says so. Raises Satisfied where it is annotated so,
    and Refused where there is no such parameter or the signature has its types already.
    """
    function = context.function(cure.qualname)
    arguments = function.node.args
    extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]
    argument = next((argument for argument in named if argument.arg == cure.name), None)
    if argument is None:
        raise Refused(f"`{cure.qualname}` has no parameter `{cure.name}`")
    use = context.use_around(function)
    spelled = context.speller.known(cure.annotation, use)
    _check_existing(cure.name, argument.annotation, spelled.text, context, use, cure.instead)
    _check_signature_comment(cure.qualname, function, context)
    document = context.document
    if argument.annotation is not None:
        start, end = document.of_ast(argument.annotation)
        edit = Edit(start, end, spelled.text)
        return Plan(cure, ("parameter", start, end), (edit,), use.line, spelled.imports, replaces=True)
    name = _parameter_name(document.functions[function.node.lineno], cure.name)
    end = document.tight(name)[1]
    default = _DEFAULT.match(document.text, end)
    if default is not None and not (default[1] and default[2]):
        edit = Edit(end, default.end(), f": {spelled.text} = ")
    else:
        edit = Edit(end, end, f": {spelled.text}", Place.OPEN)
    return Plan(cure, ("parameter", end, edit.end), (edit,), use.line, spelled.imports)


def plan_return(cure: AnnotateReturn, context: Context) -> Plan:
    """Plan `-> annotation` in a signature.

    Raises Satisfied where it is annotated so, and Refused where the signature has its types already.
    """
    function = context.function(cure.qualname)
    use = context.use_around(function)
    spelled = context.speller.known(cure.annotation, use)
    _check_existing(f"the result of {cure.qualname}", function.node.returns, spelled.text, context, use)
    _check_signature_comment(cure.qualname, function, context)
    document = context.document
    # The body begins right after the colon, and only whitespace stands between that and the parenthesis.
    colon = document.wide(document.functions[function.node.lineno].body)[0]
    end = document.text.rindex(")", 0, colon) + 1
    edit = Edit(end, end, f" -> {spelled.text}", Place.OPEN)
    return Plan(cure, ("return", end, end), (edit,), use.line, spelled.imports)


def _assignments(cure: AnnotateLocal, context: Context) -> Iterator[ast.Assign]:
    """The plain assignments to the name on the line.

    Raises Satisfied and Refused for what binds or annotates it in another way.
    """
    for node in ast.walk(context.document.tree):
        if not isinstance(
            node, ast.stmt | ast.NamedExpr | ast.comprehension | ast.excepthandler | ast.withitem
        ):
            continue
        for target in _targets(node):
            if target.lineno != cure.line or not _binds(target, cure.name):
                continue
            if isinstance(node, ast.AnnAssign):
                use = context.use_at(context.document.of_ast(target)[0])
                spelled = context.speller.known(cure.annotation, use)
                _check_existing(cure.name, node.annotation, spelled.text, context, use)
            if not isinstance(node, ast.Assign):
                raise Refused(
                    f"`{cure.name}` is bound by {_KINDS.get(type(node), 'another statement')} there"
                )
            if len(node.targets) > 1:
                raise Refused(f"line {cure.line} assigns to several targets at once")
            if ast.unparse(target) != cure.name:
                raise Refused(
                    f"`{cure.name}` is one of several targets that are unpacked on line {cure.line}"
                )
            yield node


_KINDS = {
    ast.For: "a loop",
    ast.AsyncFor: "a loop",
    ast.AugAssign: "an augmented assignment",
    ast.NamedExpr: "an assignment expression",
    ast.comprehension: "a comprehension",
    ast.withitem: "a with statement",
}


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    target = getattr(node, "optional_vars", None) or getattr(node, "target", None)
    return [target] if isinstance(target, ast.expr) else []


def _binds(target: ast.expr, name: str) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_binds(element, name) for element in target.elts)
    if isinstance(target, ast.Starred):
        return _binds(target.value, name)
    return isinstance(target, ast.Name | ast.Attribute) and ast.unparse(target) == name


def _check_existing(
    what: str, existing: ast.expr | None, wanted: str, context: Context, use: Use, instead: bool = False
) -> None:
    if existing is None:
        return
    canonical = context.speller.canonical
    if canonical(existing, use) == canonical(ast.parse(wanted, mode="eval").body, use):
        raise Satisfied
    if instead:
        return
    raise Refused(f"`{what}` is annotated as `{ast.unparse(existing)}` already")


def _check_signature_comment(qualname: str, function: Function, context: Context) -> None:
    lines, node = context.document.lines, function.node
    start = lines.starts[first_line(node) - 1]
    _refuse_type_comment(qualname, context.document.text[start : lines.end(node.end_lineno or node.lineno)])


def _refuse_type_comment(what: str, text: str) -> None:
    if _TYPE_COMMENT.search(text.replace("\r\n", "\n")):
        raise Refused(f"`{what}` has a type comment, which torch takes for the types of the whole function")


def _parameter_name(function: cst.FunctionDef, name: str) -> cst.Name:
    parameters = function.params
    stars = [p for p in (parameters.star_arg, parameters.star_kwarg) if isinstance(p, cst.Param)]
    named = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params, *stars]
    return next(p.name for p in named if unicodedata.normalize("NFKC", p.name.value) == name)
