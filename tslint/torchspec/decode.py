"""Turns the plain lists and dicts of a data file into records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tslint.torchspec.parsing import parse_type
from tslint.torchspec.records import (
    Attribute,
    Dispatch,
    FunctionSpec,
    Member,
    ModuleSpec,
    Parameter,
    Schema,
    Variation,
)
from tslint.torchspec.schema import parse_schema
from tslint.torchspec.types import Type


def _type(text: str | None) -> Type | None:
    return parse_type(text) if text else None


def parameters(told: list[list[Any]] | None) -> tuple[Parameter, ...] | None:
    """A Python signature; None stays None."""
    if told is None:
        return None
    return tuple(
        Parameter(name, kind, default is not None, default or "", annotation)
        for name, kind, default, annotation in told
    )


def function(name: str, record: dict[str, Any]) -> FunctionSpec:
    """A function's record; the schemas of its operators are added by `with_schemas`."""
    return FunctionSpec(
        name=name,
        kind=record["kind"],
        ops=tuple(record.get("ops", ())),
        schemas=tuple(map(parse_schema, record.get("schemas", ()))),
        parameters=parameters(record.get("parameters")),
        dispatch=_dispatch(record["dispatch"]) if "dispatch" in record else None,
        type=_type(record.get("type")),
        value=record.get("value"),
        annotation=_type(record.get("annotation")),
        context=record.get("context"),
        message=record.get("message", ""),
    )


def with_schemas(spec: FunctionSpec, schemas: tuple[Schema, ...]) -> FunctionSpec:
    """The same function with the schemas of its operators."""
    return replace(spec, schemas=schemas + spec.schemas)


def _dispatch(told: list[Any]) -> Dispatch:
    argument, index, default, if_true, if_false = told
    return Dispatch(argument, index, default, _branch(if_true), _branch(if_false))


def _branch(told: dict[str, Any]) -> Schema | Dispatch:
    return _dispatch(told["dispatch"]) if "dispatch" in told else parse_schema(told["schema"])


def member(told: list[Any]) -> Member:
    """A member that has no operators: [how, type or message]."""
    how, what = told
    if how == "unscriptable":
        return Member(how, message=what)
    return Member(how, type=_type(what))


def narrowed(found: Member, schemas: tuple[Schema, ...]) -> Member | None:
    """The member with fewer schemas; None where none is left."""
    return replace(found, schemas=schemas) if schemas else None


def _attributes(told: dict[str, list[Any]]) -> dict[str, Attribute]:
    return {name: Attribute(kind, _type(text), about) for name, (kind, text, about) in told.items()}


def _methods(record: dict[str, Any]) -> dict[str, Schema]:
    return {method: parse_schema(text) for method, text in record.get("methods", {}).items()}


def _forward(methods: dict[str, Schema]) -> tuple[Schema, ...]:
    """The schemas of `forward` (`forward__0`, where it is overloaded)."""
    return tuple(schema for key, schema in methods.items() if key.partition("__")[0] == "forward")


def module(name: str, record: dict[str, Any]) -> ModuleSpec:
    """A module class's record."""
    methods = _methods(record)
    return ModuleSpec(
        name=name,
        aliases=tuple(record["aliases"]),
        bases=tuple(record["bases"]),
        constructor=parameters(record["constructor"]) or (),
        parameters=parameters(record["parameters"]),
        forward=_forward(methods),
        methods=methods,
        attributes=_attributes(record.get("attributes", {})),
        constants=tuple(record["constants"]),
        scripts=record.get("scripts"),
        message=record.get("message", ""),
        built_with=record.get("built_with", ""),
        variations={
            flag: Variation(
                _attributes(told.get("attributes", {})),
                told.get("scripts"),
                told.get("message", ""),
                _forward(_methods(told)),
            )
            for flag, told in record.get("variations", {}).items()
        },
        refused=record.get("refused", {}),
    )
