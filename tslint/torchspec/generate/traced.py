"""Which numbers survive `torch.jit.trace`: arguments get numbers computed from a size; the graph tells.

A graph that does not use the input whose size was taken has baked the number. One that uses it keeps it,
which is verified with an input of another size where eager torch takes that one too.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch

from tslint.torchspec.generate.callables import Callee, callees
from tslint.torchspec.generate.isolate import run_isolated
from tslint.torchspec.generate.samples import NUMBERS, candidates, copied, others, tensors
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.relations import without_none
from tslint.torchspec.types import ListType

_NUMERIC = ("int", "float", "number")
_SECONDS_PER_FUNCTION = 120


def traced_arguments() -> dict[str, dict[str, str]]:
    """For each function, the arguments of which the experiment succeeded: `keeps` or `bakes`.

    Where an argument takes a list as well as one number, the number's outcome is under `name:int` if it
    differs.
    """
    asked = [callee for callee in callees() if callee.schemas]

    def lost(_: Callee, why: str) -> dict[str, str]:
        return {}

    told = run_isolated(asked, _ask, lost, _SECONDS_PER_FUNCTION)
    return {callee.name: found for callee, found in zip(asked, told, strict=True) if found}


def _ask(callee: Callee) -> dict[str, str]:
    warnings.simplefilter("ignore")
    outcomes: dict[str, set[str]] = {}
    numeric = [
        (schema, found) for schema in callee.schemas for found in schema.arguments if _is_numeric(found)
    ]
    lists = {argument.name for _, argument in numeric if isinstance(without_none(argument.type), ListType)}
    for schema, argument in numeric:
        for label, outcome in _probe(callee, schema, argument):
            # one overload may take a number where another takes a list of that name (`torch.split`)
            is_number = argument.name in lists and not isinstance(without_none(argument.type), ListType)
            outcomes.setdefault(f"{argument.name}:int" if is_number else label, set()).add(outcome)
    agreed = {label: next(iter(found)) for label, found in outcomes.items() if len(found) == 1}
    return {
        label: outcome
        for label, outcome in agreed.items()
        if not (label.endswith(":int") and agreed.get(label.removesuffix(":int")) == outcome)
    }


def _is_numeric(argument: Argument) -> bool:
    """Whether Python passes a number or a list of numbers there, and no dtype, layout or flag."""
    if argument.name == "dtype" or argument.name.startswith("_"):
        return False
    if any(name in argument.declared for name in ("ScalarType", "Layout", "MemoryFormat", "bool", "Tensor")):
        return False
    return any(name in str(argument.type) for name in _NUMERIC)


def _probe(callee: Callee, schema: Schema, argument: Argument) -> Iterator[tuple[str, str]]:
    """The argument's outcome as a list or a number, and as one number where it takes that too."""
    found = _working_call(callee, schema, argument)
    if found is None:
        return
    values, number = found
    outcome = _outcome(callee, schema, argument, values, number)
    is_list = isinstance(values[argument.name], list)
    if outcome:
        yield argument.name, outcome
    if is_list:
        single = {**values, argument.name: number}
        if _runs(callee, schema, single):
            outcome = _outcome(callee, schema, argument, single, number)
            if outcome:
                yield f"{argument.name}:int", outcome


def _working_call(callee: Callee, schema: Schema, argument: Argument) -> tuple[dict[str, Any], int] | None:
    """Arguments that eager torch takes, and the number that stands in the argument in question."""
    for fitting in tensors(schema):
        for rest in others(schema, argument.name):
            for number in NUMBERS:
                for value in candidates(argument, number):
                    values = {**fitting, **rest, argument.name: value}
                    if _runs(callee, schema, values):
                        return values, number
    return None


def _runs(callee: Callee, schema: Schema, values: dict[str, Any]) -> bool:
    try:
        result = _call(callee, schema, copied(values))
    except Exception:  # trial and error: every kind of error only means that these arguments are none
        return False
    return any(True for _ in _tensors_in(result))


def _call(callee: Callee, schema: Schema, values: dict[str, Any]) -> Any:
    """Call with leading arguments by position, as a method's and C functions' must be, and others by name."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for argument in schema.arguments:
        if argument.name not in values:
            if not argument.kwarg_only:
                positional.append(_MISSING)
            continue
        if argument.kwarg_only or _MISSING in [item for item in positional if item is _MISSING]:
            named[argument.name] = values[argument.name]
        else:
            positional.append(values[argument.name])
    return callee.call(*[item for item in positional if item is not _MISSING], **named)


_MISSING = object()


def _tensors_in(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _tensors_in(item)


def _outcome(callee: Callee, schema: Schema, argument: Argument, values: dict[str, Any], number: int) -> str:
    """`keeps`, `bakes`, or "" where tracing fails."""
    names = [
        name
        for name, value in values.items()
        if any(True for _ in _tensors_in(value)) and name != argument.name
    ]

    def run(probe: torch.Tensor, *inputs: torch.Tensor) -> Any:
        given = copied(values)
        rest = list(inputs)
        for name in names:
            given[name] = [rest.pop(0) for _ in given[name]] if isinstance(given[name], list) else rest.pop(0)
        given[argument.name] = _with_size(values[argument.name], number, probe)
        return list(_tensors_in(_call(callee, schema, given)))

    inputs = [tensor for name in names for tensor in _tensors_in(copied(values)[name])]
    example = torch.zeros(number, 1)
    try:
        traced = torch.jit.trace(run, (example, *inputs), check_trace=False)
        probe = next(iter(traced.graph.inputs()))
    except Exception:  # what cannot be traced has no outcome
        return ""
    if not probe.uses():
        return "bakes"
    by_value = "empty" not in callee.name  # what is in uninitialised memory says nothing
    return "keeps" if _agrees(traced, run, inputs, number, by_value) else "bakes"


def _with_size(value: Any, number: int, probe: torch.Tensor) -> Any:
    """`value` with `probe`'s size in place of its first `number`."""
    size: Any = probe.size(0)
    if isinstance(value, float):
        return size * 1.0
    if isinstance(value, list):
        return [size, *value[1:]]
    return size


def _seeded(function: Callable[..., Any], probe: torch.Tensor, inputs: list[torch.Tensor]) -> Any:
    """Call with copies of the inputs and always the same random numbers."""
    torch.manual_seed(0)
    return function(probe, *copied({"": inputs})[""])


def _agrees(
    traced: Any, run: Callable[..., Any], inputs: list[torch.Tensor], number: int, by_value: bool
) -> bool:
    """Whether traced and eager agree for another size; true where eager takes none or gives this and that."""
    for other in (number + 1, number - 1, number * 2, number // 2):
        if other < 0 or other == number:
            continue
        probe = torch.zeros(other, 1)
        try:
            first = _seeded(run, probe, inputs)
            second = _seeded(run, probe, inputs)
        except Exception:  # a size that does not fit says nothing
            continue
        try:
            got = list(_tensors_in(_seeded(traced, probe, inputs)))
        except Exception:  # the graph refuses what eager takes: a number of the example is left in it
            return False
        if [item.shape for item in first] != [item.shape for item in got]:
            return False
        same = by_value and all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
        return not same or all(torch.allclose(a, b, equal_nan=True) for a, b in zip(first, got, strict=True))
    return True
