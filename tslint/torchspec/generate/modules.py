"""Module classes of torch.nn: constructors, attributes as script sees them, compiled methods."""

from __future__ import annotations

import inspect
import re
import warnings
from typing import Any

import torch
from torch import nn
from torch.jit import _recursive

from tslint.torchspec.generate.compiler import cause, forget_types, unmangled
from tslint.torchspec.generate.construct import arguments, constructor, flags, spelling
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.generate.refused import refused_arguments
from tslint.torchspec.generate.signatures import python_signature, schema_text

_ALIAS_PACKAGES = ("torch.nn", "torch.ao.nn.quantized", "torch.ao.quantization", "torch.nn.parallel")


def modules() -> dict[str, dict[str, Any]]:
    """Module classes by their defining name (`torch.nn.modules.linear.Linear`), with their aliases."""
    aliases = _aliases()
    classes = list(aliases)

    def lost(owner: type, why: str) -> dict[str, Any]:
        return {**_declaration(owner), "scripts": False, "message": f"building and scripting it {why}"}

    told = run_isolated(classes, _describe, lost)
    for record, refused in zip(told, run_isolated(classes, _refused, lambda owner, why: {}), strict=True):
        if record.get("scripts") and refused:
            record["refused"] = refused
    return {
        qualified(owner): {"aliases": aliases[owner], **record}
        for owner, record in zip(classes, told, strict=True)
    }


def qualified(owner: type) -> str:
    """The dotted name where a class is defined."""
    return f"{owner.__module__}.{owner.__qualname__}"


def _aliases() -> dict[type, list[str]]:
    """Every module class of the walked packages and all its bases, with the names that users import."""
    found: dict[type, list[str]] = {}
    for package in _ALIAS_PACKAGES:
        holder = _import(package)
        for name, value in sorted(vars(holder).items()):
            if isinstance(value, type) and issubclass(value, nn.Module) and not name.startswith("_"):
                found.setdefault(value, []).append(f"{package}.{name}")
    for owner in list(found):
        for base in owner.__mro__:
            if issubclass(base, nn.Module):
                found.setdefault(base, [])
    return found


def _import(package: str) -> Any:
    import importlib

    return importlib.import_module(package)


def _declaration(owner: type) -> dict[str, Any]:
    """What is known without an instance."""
    forward = getattr(owner, "forward", None)
    inherited = forward is getattr(nn.Module, "forward", None)
    return {
        "bases": [qualified(base) for base in owner.__mro__[1:] if base is not object],
        "constructor": python_signature(constructor(owner)) or [],
        "parameters": None if inherited else python_signature(forward, skip_self=True),
        "constants": [str(name) for name in getattr(owner, "__constants__", ())],
    }


def _describe(owner: type) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    record = _declaration(owner)
    built = _build(owner)
    if built is None:
        return record
    values, instance = built
    record["built_with"] = spelling(values)
    record["attributes"] = attributes_of(instance)
    record.update(_scripted(instance))
    variations = {}
    for flag, default in flags(owner).items():
        varied = _variation(owner, {**values, flag: not default}, record)
        if varied:
            variations[f"{flag}={not default}"] = varied
    if variations:
        record["variations"] = variations
    return record


def _build(owner: type) -> tuple[dict[str, Any], nn.Module] | None:
    """An instance with the arguments that built it: the required ones, or one optional one more."""
    for values in arguments(owner):
        try:
            return values, owner(**values)
        except Exception:  # any error of a constructor only means that the guess was no good
            continue
    return None


def _refused(owner: type) -> dict[str, dict[str, str]]:
    built = _build(owner)
    return refused_arguments(owner, built[0]) if built is not None else {}


def _variation(owner: type, values: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """What differs from the usual record where one flag is switched; empty where it cannot be built so."""
    try:
        instance = owner(**values)
    except Exception:  # flags may exclude each other
        return {}
    attributes = attributes_of(instance)
    changed = {name: told for name, told in attributes.items() if usual["attributes"].get(name) != told}
    result: dict[str, Any] = {"attributes": changed} if changed else {}
    forget_types()
    scripted = _scripted(instance)
    if scripted["scripts"] != usual["scripts"]:
        result.update(scripts=scripted["scripts"], message=scripted.get("message", ""))
    if scripted["scripts"] and scripted["methods"] != usual.get("methods"):
        result["methods"] = scripted["methods"]
    return result


def _scripted(instance: nn.Module) -> dict[str, Any]:
    try:
        compiled: Any = torch.jit.script(instance)
    except Exception as error:
        return {"scripts": False, "message": cause(str(error))}
    names = [name for name in compiled._c._method_names() if not name.startswith("__")]
    methods = {name: _without_self(compiled._c._get_method(name).schema) for name in names}
    return {"scripts": True, "methods": methods | on_demand(instance, set(names))}


def on_demand(instance: nn.Module, compiled: set[str]) -> dict[str, str]:
    """Public methods that nothing in `forward` calls, where they compile for a module that calls them."""
    found: dict[str, str] = {}
    inherited = set(dir(nn.Module))
    for name in sorted(set(dir(type(instance))) - inherited - compiled):
        member = inspect.getattr_static(type(instance), name)
        if name.startswith("_") or not (inspect.isfunction(member) or isinstance(member, staticmethod)):
            continue
        try:
            if isinstance(member, staticmethod):
                found[name] = schema_text(torch.jit.script(getattr(instance, name)).schema)
            else:
                stub = _recursive.make_stub_from_method(instance, name)
                made: Any = _recursive.create_script_module(
                    instance,
                    lambda part, one=stub: (
                        [one] if part is instance else _recursive.infer_methods_to_compile(part)
                    ),
                    share_types=False,
                )
                found[name] = _without_self(made._c._get_method(name).schema)
        except Exception:  # most do not compile, for any reason
            continue
    return found


def _without_self(schema: Any) -> str:
    return re.sub(r"\(__torch__\.[\w.]+ self(, )?", "(", unmangled(schema_text(schema)), count=1)


class _Recorder:
    """Stands in for torch's builder of a module type and notes what it is told about each attribute."""

    def __init__(self, builder: Any) -> None:
        self._builder = builder
        self.attributes: dict[str, list[str]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._builder, name)

    def add_attribute(self, name: str, kind: Any, is_parameter: bool, is_buffer: bool) -> None:
        sort = "parameter" if is_parameter else "buffer" if is_buffer else "attribute"
        self.attributes[name] = [sort, str(kind), ""]
        self._builder.add_attribute(name, kind, is_parameter, is_buffer)

    def add_constant(self, name: str, value: object) -> None:
        self.attributes[name] = ["constant", _type_of(value), repr(value)[:100]]
        self._builder.add_constant(name, value)

    def add_module(self, name: str, concrete_type: Any) -> None:
        self.attributes[name] = ["submodule", "", ""]
        self._builder.add_module(name, concrete_type)

    def add_function_attribute(self, name: str, kind: Any, function: Any) -> None:
        self.attributes[name] = ["function", "", f"{function.__module__}.{function.__qualname__}"]
        self._builder.add_function_attribute(name, kind, function)

    def add_builtin_function(self, name: str, operator: str) -> None:
        self.attributes[name] = ["builtin", "", operator]
        self._builder.add_builtin_function(name, operator)

    def add_failed_attribute(self, name: str, hint: str) -> None:
        self.attributes[name] = ["failed", "", cause(hint)]
        self._builder.add_failed_attribute(name, hint)


def _type_of(value: object) -> str:
    inferred = torch._C._jit_try_infer_type(value)
    return str(inferred.type()) if inferred.success() else ""


def attributes_of(instance: nn.Module) -> dict[str, list[str]]:
    """Each attribute as [kind, type, text], as torch.jit takes it from an instance; {} where it refuses."""
    real = torch._C.ConcreteModuleTypeBuilder
    recorders: list[_Recorder] = []

    def builder_for(owner: type) -> Any:
        """The first builder is the instance's own; those of its submodules stay torch's."""
        if recorders:
            return real(owner)
        recorders.append(_Recorder(real(owner)))
        return recorders[0]

    torch._C.ConcreteModuleTypeBuilder = builder_for
    try:
        _recursive.infer_concrete_type_builder(instance, share_types=False)
    except Exception:  # uninitialised and lazy modules are refused before their attributes are looked at
        return {}
    finally:
        torch._C.ConcreteModuleTypeBuilder = real
    recorded = recorders[0].attributes
    for name, child in instance.named_children():
        if recorded.get(name, [""])[0] == "submodule":
            recorded[name][2] = qualified(type(child))
    for name, parameter in inspect.getmembers(type(instance), lambda found: isinstance(found, property)):
        if not name.startswith("_") and parameter.fget is not None:
            recorded.setdefault(name, ["property", "", ""])
    return recorded
