"""Loads the torchspec of a release and answers questions about it; nothing here imports torch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tslint.errors import TslintError
from tslint.torchspec import decode
from tslint.torchspec import types as t
from tslint.torchspec.records import EagerResult, FunctionSpec, Member, ModuleSpec, Schema, Traced
from tslint.torchspec.relations import bind, is_subtype, substitute
from tslint.torchspec.schema import parse_schema
from tslint.torchspec.store import Store

_DATA = Path(__file__).parent / "data"

_SORTS: dict[type[t.Type], str] = {
    t.TensorType: "Tensor",
    t.StrType: "str",
    t.IntType: "int",
    t.FloatType: "float",
    t.BoolType: "bool",
    t.ComplexType: "complex",
    t.ListType: "List",
    t.DictType: "Dict",
    t.TupleType: "Tuple",
    t.DeviceType: "Device",
    t.GeneratorType: "Generator",
    t.StreamType: "Stream",
    t.FutureType: "Future",
}


def releases() -> tuple[str, ...]:
    """The releases that this tslint has data of, oldest first."""
    from packaging.version import Version

    return tuple(sorted(_names(), key=Version))


@cache
def _names() -> frozenset[str]:
    return frozenset(file.stem for file in _DATA.glob("*.bin"))


def spec(target: str | None) -> TorchSpec:
    """The torchspec that a torch version is judged by: see `judging`. None is the newest."""
    return _load(judging(target))


@cache
def judging(target: str | None) -> str:
    """The described release that a torch version is judged by; None is the newest.

    That release itself, else the next later one of the same major version (which says nothing of what the
    version lacks, and nothing wrong), else the nearest. Raises TslintError where `target` is no version.
    """
    from packaging.version import InvalidVersion, Version

    if target is not None and target in _names():
        return target
    known = releases()
    if not known:
        raise TslintError(f"no torch data in {_DATA}; reinstall tslint")
    if target is None:
        return known[-1]
    try:
        wanted = Version(target)
    except InvalidVersion as error:
        raise TslintError(f"{target!r} is no torch version; known releases: {', '.join(known)}") from error
    same = [name for name in known if Version(name).major == wanted.major]
    if not same:
        return known[0] if wanted < Version(known[0]) else known[-1]
    return next((name for name in same if Version(name).release >= wanted.release[:2]), same[-1])


@cache
def _load(release: str) -> TorchSpec:
    return TorchSpec(Store(_DATA / f"{release}.bin"))


class TorchSpec:
    """What one release of torch knows. Every section is read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        """Answer from `store`."""
        self._store = store
        self._schemas: dict[str, tuple[Schema, ...]] = {}
        self._functions: dict[str, FunctionSpec | None] = {}
        self._members: dict[tuple[str, str], Member | None] = {}
        self._modules: dict[str, ModuleSpec | None] = {}
        self._aliases: dict[str, str] | None = None
        self._absent: dict[str, str] | None = None

    @property
    def version(self) -> str:
        """The version of the torch that the data come from, such as `2.13.0`."""
        return str(self._store.section("about")["version"])

    @property
    def release(self) -> str:
        """The release, such as `2.13`."""
        return str(self._store.section("about")["release"])

    def has(self, feature: str) -> bool:
        """Whether the release's compiler has a feature of the language (`union-operator`)."""
        return bool(self._store.section("language").get(feature, True))

    def absent(self, name: str) -> str | None:
        """The described release that has a public name (`torch.compile`) which this one lacks; else None.

        None too for a name that no release is known to have.
        """
        if self._absent is None:
            told = self._store.section("absent").items()
            self._absent = {name: release for release, names in told for name in names}
        if not self._absent:
            return None
        while name and name not in self._absent:
            name = name.rpartition(".")[0]
        return self._absent.get(name)

    def lacks_names(self) -> bool:
        """Whether another described release has names that this one lacks."""
        return bool(self._store.section("absent"))

    def all_names(self) -> Iterator[str]:
        """Every dotted name that the data tell something about; members of tensors as `torch.Tensor.name`."""
        yield from self._store.section("functions")
        yield from self._store.section("eager")
        yield from self._store.section("modules")
        for record in self._store.section("modules").values():
            yield from record["aliases"]
        for name, told in self._store.section("methods").get("Tensor", {}).items():
            if told[0] != "unscriptable":
                yield f"torch.Tensor.{name}"

    def schemas(self, operator: str) -> tuple[Schema, ...]:
        """The overloads of an operator (`aten::conv2d`) in the order in which the compiler tries them."""
        if operator not in self._schemas:
            told = self._store.section("operators").get(operator, ())
            self._schemas[operator] = tuple(map(parse_schema, told))
        return self._schemas[operator]

    def function(self, name: str) -> FunctionSpec | None:
        """What script makes of a dotted public name (`torch.nn.functional.relu`, `math.sqrt`, `len`).

        None where the name is not known, of which nothing should be said.
        """
        if name not in self._functions:
            record = self._store.section("functions").get(name)
            self._functions[name] = None if record is None else self._function(name, record)
        return self._functions[name]

    def _function(self, name: str, record: dict[str, Any]) -> FunctionSpec:
        own = decode.function(name, record)
        if not own.ops:
            return own
        return decode.with_schemas(own, tuple(schema for op in own.ops for schema in self.schemas(op)))

    def names(self, prefix: str) -> tuple[str, ...]:
        """The known dotted names directly under a namespace (`torch.linalg`; "" for Python's builtins)."""
        start = f"{prefix}." if prefix else ""
        known = self._store.section("functions")
        return tuple(name for name in known if name.startswith(start) and "." not in name[len(start) :])

    def member(self, kind: t.Type, name: str) -> Member | None:
        """What script makes of `value.name` for a value of type `kind`; None where nothing is known.

        Schemas are those whose first argument takes the value. Any operator in `aten` can be called as a
        method, also where Python's class has none of that name.
        """
        sort = _SORTS.get(type(kind))
        if sort is None:
            return None
        found = self._member(sort, name)
        if found is None or found.how != "method" or isinstance(kind, (t.TensorType, t.StrType)):
            return found
        return decode.narrowed(found, tuple(schema for schema in found.schemas if _takes(schema, kind)))

    def _member(self, sort: str, name: str) -> Member | None:
        key = (sort, name)
        if key not in self._members:
            told = self._store.section("methods").get(sort, {}).get(name)
            if told is None and self.schemas(f"aten::{name}"):
                told = ["method", [f"aten::{name}"]]
            self._members[key] = None if told is None else self._method(sort, told)
        return self._members[key]

    def _method(self, sort: str, told: list[Any]) -> Member:
        if told[0] != "method":
            return decode.member(told)
        found = tuple(schema for op in told[1] for schema in self.schemas(op))
        first = {"Tensor": t.TENSOR, "str": t.STR}.get(sort)
        return Member("method", tuple(schema for schema in found if first is None or _takes(schema, first)))

    def tensor_method(self, name: str) -> tuple[Schema, ...]:
        """The overloads of a Tensor method; the first argument is the tensor. () where script has none."""
        found = self.member(t.TENSOR, name)
        return found.schemas if found and found.how == "method" else ()

    def tensor_unscriptable(self, name: str) -> str | None:
        """Torch's message for a public Tensor name that script does not know (`numpy`); else None."""
        found = self.member(t.TENSOR, name)
        return found.message if found and found.how == "unscriptable" else None

    def methods(self, kind: t.Type, name: str) -> tuple[Schema, ...]:
        """The overloads of a method of a value of type `kind`; () where it has none."""
        found = self.member(kind, name)
        return found.schemas if found and found.how == "method" else ()

    def module(self, name: str) -> ModuleSpec | None:
        """A module class by any of its names: `torch.nn.Linear`, `torch.nn.modules.linear.Linear`."""
        if name not in self._modules:
            records = self._store.section("modules")
            canonical = name if name in records else self._alias(name)
            record = records.get(canonical)
            self._modules[name] = None if record is None else decode.module(canonical, record)
        return self._modules[name]

    def _alias(self, name: str) -> str:
        if self._aliases is None:
            records = self._store.section("modules")
            self._aliases = {alias: own for own, record in records.items() for alias in record["aliases"]}
        return self._aliases.get(name, "")

    def module_member(self, name: str, member: str) -> Member | None:
        """What script makes of a member that modules and containers inherit (`named_children`, `items`).

        `name` is a module class; of a class that is no container the members of `torch.nn.Module` are told.
        None where the member is none of Python's class.
        """
        sections = self._store.section("members")
        found = self.module(name)
        owners = (found.name, *found.bases) if found else (name,)
        for owner in owners:
            if owner in sections:
                told = sections[owner].get(member)
                return None if told is None else decode.member(told)
        return None

    def eager_result(self, name: str) -> EagerResult | None:
        """What a call or attribute gives in eager Python: `torch.split`, `torch.Tensor.shape`."""
        told = self._store.section("eager").get(name)
        return None if told is None else EagerResult(tuple(told[0]), told[1])

    def traced_argument(self, name: str, argument: str) -> Traced:
        """Whether a number computed from a size survives `torch.jit.trace` as that argument of that function.

        `keeps`: the graph takes it from the input's size; `bakes`: it holds the example's number. For an
        argument that takes a list this is about a list that holds the number, see `traced_number`.
        """
        told: Traced = self._store.section("traced").get(name, {}).get(argument, "unknown")
        return told

    def traced_number(self, name: str, argument: str) -> Traced:
        """The same for the bare number, which many functions bake but keep in a list (`torch.roll`)."""
        told = self.traced_argument(name, f"{argument}:int")
        return self.traced_argument(name, argument) if told == "unknown" else told


def _takes(schema: Schema, kind: t.Type) -> bool:
    """Whether the schema's first argument takes a value of type `kind` as it is."""
    if not schema.arguments:
        return False
    formal = schema.arguments[0].type
    bound: dict[str, t.Type] = {}
    return bind(formal, kind, bound) and is_subtype(kind, substitute(formal, bound))
