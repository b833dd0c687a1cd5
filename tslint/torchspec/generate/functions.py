"""What script makes of each public function, class and value: asked of the compiler, one call at a time."""

from __future__ import annotations

import inspect
import re
from typing import Any, NamedTuple

import torch
from torch._jit_internal import boolean_dispatched
from torch.jit._builtins import _find_builtin
from torch.jit.annotations import try_ann_to_type

from tslint.torchspec.generate.compiler import Outcome, cause, compile_source, unmangled
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.generate.names import namespaces, public_names, roots
from tslint.torchspec.generate.signatures import python_signature, schema_text

# No function has this keyword, so the compiler lists every signature that it holds against the call.
_MISFIT = "__tslint_probe__=0"
# Calls of which at least one compiles for a form of the compiler's own, which has no schema to list.
_FORMS = ("", "x", "1", "x, x", "[1]", "[1], [1]", "(1, x)", "'a'", "int, 1", "1, int", "g, x") + (
    "x, 'shape'",
    "Pair(x, x), 'first'",
)
_STATEMENT = "def g(x: Tensor):\n    return x\ndef f(x: Tensor):\n    y = {}({})\n    return x\n"
# A constructor is told as its `__init__`; a call of the class gives an instance.
_INITIALISER = re.compile(r"^__init__\([\w.]+ self(, )?")
_OWNER = re.compile(r"^__init__\(([\w.]+) self")
# What a build without an accelerator says of names that need one: nothing about script.
_BUILD = re.compile(r"cuda::|xpu::|no attribute _(cuda|xpu|mps|mtia)")
_CONTEXT_ARGUMENTS = ("", "'cpu'", "True", "'x'", "x")


def functions() -> dict[str, dict[str, Any]]:
    """Every public dotted name with what script makes of it; only the fields that differ from the default."""
    names = {**roots(), "Pair": Pair}
    found = [pair for prefix, holder in namespaces() for pair in public_names(prefix, holder)]

    def ask(pair: tuple[str, object]) -> dict[str, Any]:
        return _describe(pair[0], pair[1], names)

    def lost(_: tuple[str, object], why: str) -> dict[str, Any]:
        return {}

    described = run_isolated(found, ask, lost)
    return {
        name: record
        for (name, _), record in zip(found, described, strict=True)
        if record and not (record["kind"] == "unscriptable" and _is_of_no_use(name, record["message"]))
    }


# Something that has attributes, for `hasattr`.
Pair = NamedTuple("Pair", [("first", torch.Tensor), ("second", torch.Tensor)])  # noqa: UP014 (no ForwardRef)


def _is_of_no_use(name: str, message: str) -> bool:
    """Whether a rejection says nothing to users: a private name, or only this build of torch."""
    return name.rpartition(".")[2].startswith("_") or _BUILD.search(message) is not None


def _describe(name: str, value: object, names: dict[str, object]) -> dict[str, Any]:
    if inspect.ismodule(value):
        return {"kind": "module"}
    record = _resolve(name, value, names)
    if not record:
        return record
    if callable(value):
        parameters = python_signature(value)
        if parameters is not None:
            record["parameters"] = parameters
    if isinstance(value, type):
        annotation = _annotation(value)
        if annotation:
            record["annotation"] = annotation
            # torch prints no result for the constructor of a NamedTuple
            record["schemas"] = [
                re.sub(r"-> \(\)$", f"-> {annotation}", text) for text in record.get("schemas", ())
            ]
    if hasattr(value, "__enter__") or _yields_context(value):
        record["context"] = _works_in_with(name, names)
    return record


def _resolve(name: str, value: Any, names: dict[str, object]) -> dict[str, Any]:
    if isinstance(value, type) and issubclass(value, BaseException):
        raised = compile_source(f"def f(x: Tensor):\n    raise {name}('a')\n", names)
        return (
            {"kind": "exception"} if raised.compiled else {"kind": "unscriptable", "message": raised.message}
        )
    if _is_dispatched(value):
        return {"kind": "dispatch", "dispatch": _dispatch(value)}
    told = compile_source(f"def f(x: Tensor):\n    return {name}({_MISFIT})\n", names)
    is_operator = _find_builtin(value) is not None or any(map(_is_qualified, told.variants))
    if inspect.isfunction(value) and not is_operator and _is_form(name, names):
        return {"kind": "special"}
    if told.variants:
        return _from_variants(told, value)
    if told.compiled:
        return _from_graph(told)
    constant = compile_source(f"def f(x: Tensor):\n    return {name}\n", names)
    if constant.compiled:
        return {"kind": "constant", "type": constant.result, "value": _plain(constant.value)}
    if not callable(value):
        return {"kind": "unscriptable", "message": constant.message}
    if inspect.isfunction(value):
        # torch's printer of schemas fails on a few; what does not resolve must not be tried by itself
        return _script(value, told) if "INTERNAL ASSERT" in told.message else _refused(told)
    for call in _FORMS:
        formed = compile_source(_STATEMENT.format(name, call), names)
        if formed.compiled:
            return _from_graph(formed)
        if formed.variants:
            return _from_variants(formed, value)
    return _refused(told)


def _refused(told: Outcome) -> dict[str, Any]:
    return {"kind": "unscriptable", "message": told.message}


def _from_variants(told: Outcome, value: object) -> dict[str, Any]:
    """Operators are told by torch's table, calls into Python by no name or numbered arguments."""
    operator = _find_builtin(value)
    if operator is not None:
        return {"kind": "builtin", "ops": [operator]}
    if all(map(_is_qualified, told.variants)):
        return {"kind": "builtin", "ops": list(dict.fromkeys(_operator(text) for text in told.variants))}
    first = told.variants[0]
    if first.startswith("(") or "(Tensor 0" in first or first.endswith("-> Tensor 0"):
        return {"kind": "python"}
    if not isinstance(value, type):
        return {"kind": "function", "schemas": list(told.variants)}
    made = [_INITIALISER.sub(rf"{value.__name__}(", unmangled(text)) for text in told.variants]
    owner = _OWNER.search(unmangled(first))
    result = f"-> {owner.group(1)}" if owner else "-> Unknown"
    return {"kind": "class", "schemas": [text.replace("-> NoneType", result) for text in made]}


def _is_qualified(schema: str) -> bool:
    """Whether a schema is an operator's, which has a namespace."""
    return "::" in schema.partition("(")[0]


def _operator(text: str) -> str:
    return text.partition("(")[0].partition(".")[0]


def _from_graph(told: Outcome) -> dict[str, Any]:
    if any(node.startswith(("prim::PythonOp", "^")) for node in told.nodes):
        return {"kind": "python"}
    return {"kind": "special"}


def _script(function: Any, told: Outcome) -> dict[str, Any]:
    """A Python function whose signature the compiler could not list: compile it by itself."""
    try:
        return {"kind": "function", "schemas": [schema_text(torch.jit.script(function).schema)]}
    except Exception as error:
        return {"kind": "unscriptable", "message": cause(str(error)) or told.message}


def _is_form(name: str, names: dict[str, object]) -> bool:
    """Whether the compiler takes a call of a Python function itself, without compiling the function."""
    for call in _FORMS:
        source = f"def g(x: Tensor):\n    return x\ndef f(x: Tensor):\n    return {name}({call})\n"
        formed = compile_source(source, names)
        if formed.compiled:
            return not any(
                node in ("prim::CallFunction", "prim::PythonOp") for node in formed.nodes
            ) and not any(node.startswith("^") for node in formed.nodes)
    return False


def _is_dispatched(value: object) -> bool:
    try:
        return value in boolean_dispatched
    except TypeError:
        return False


def _dispatch(function: Any) -> list[Any]:
    """[argument, index, default, branch if true, branch if false]; a branch may be a dispatch again."""
    entry = boolean_dispatched[function]
    branches = [entry["if_true"], entry["if_false"]]
    return [
        entry["arg_name"],
        entry["index"],
        entry["default"],
        *(
            {"dispatch": _dispatch(branch)}
            if _is_dispatched(branch)
            else {"schema": schema_text(torch.jit.script(branch).schema)}
            for branch in branches
        ),
    ]


def _annotation(value: type) -> str:
    """The type that a class stands for in an annotation, or "" where it stands for none of torch's own."""
    try:
        found = try_ann_to_type(
            value, torch._C._jit_tree_views.SourceRangeFactory("", None, 0, 0).make_raw_range(0, 0)
        )
    except Exception:  # a class that cannot be compiled as a script class stands for nothing
        return ""
    return "" if found is None or isinstance(found, torch._C.ClassType) else str(found)


def _plain(value: object) -> object:
    """A value that the data can hold; others are told by their type only."""
    return value if isinstance(value, (bool, int, float, str)) or value is None else None


def _yields_context(value: object) -> bool:
    inner = getattr(value, "__wrapped__", None)
    return inspect.isgeneratorfunction(inner) and not inspect.isgeneratorfunction(value)


def _works_in_with(name: str, names: dict[str, object]) -> bool:
    return any(
        compile_source(
            f"def f(x: Tensor):\n    with {name}({call}):\n        y = x + 1\n    return y\n", names
        ).compiled
        for call in _CONTEXT_ARGUMENTS
    )
