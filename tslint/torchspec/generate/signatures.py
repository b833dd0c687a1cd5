"""Signatures as data: Python's own, and schemas of functions that torch compiled."""

from __future__ import annotations

import inspect
import re
from typing import Any

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional_only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional_or_keyword",
    inspect.Parameter.VAR_POSITIONAL: "var_positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword_only",
    inspect.Parameter.VAR_KEYWORD: "var_keyword",
}
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def python_signature(function: Any, *, skip_self: bool = False) -> list[list[Any]] | None:
    """Each parameter as [name, kind, default text or None, annotation text]; None where there is none."""
    try:
        known = isinstance(function, inspect.Signature)
        signature = function if known else inspect.signature(function)
    except (TypeError, ValueError):
        return None
    parameters = list(signature.parameters.values())
    return [
        [
            parameter.name,
            _KINDS[parameter.kind],
            None if parameter.default is parameter.empty else _ADDRESS.sub("", repr(parameter.default)),
            "" if parameter.annotation is parameter.empty else _annotation(parameter.annotation),
        ]
        for parameter in parameters[1 if skip_self else 0 :]
    ]


def _annotation(annotation: object) -> str:
    if isinstance(annotation, str):
        return annotation
    return inspect.formatannotation(annotation).replace("typing.", "")


def schema_text(schema: Any) -> str:
    """A schema as torch prints it; spelt from its parts where torch's printer fails (on `int[2] x=0`)."""
    try:
        return str(schema)
    except RuntimeError:
        arguments = []
        for argument in schema.arguments:
            kind = str(argument.type)
            if argument.N is not None:
                kind = re.sub(r"^(Optional\[)?List\[(\w+)\]\]?$", rf"\2[{argument.N}]", kind) + (
                    "?" if kind.startswith("Optional") else ""
                )
            arguments.append(f"{kind} {argument.name}{_default(argument)}")
        returns = ", ".join(str(returned.type) for returned in schema.returns)
        result = returns if len(schema.returns) == 1 else f"({returns})"
        return f"{schema.name}({', '.join(arguments)}) -> {result}"


def _default(argument: Any) -> str:
    if not argument.has_default_value():
        return ""
    value = argument.default_value
    return f'="{value}"' if isinstance(value, str) else f"={value!r}"
