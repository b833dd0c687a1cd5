"""Whether a hook's signature fits the forward of its module.

Source: `checkForwardHookSchema` and `checkForwardPreHookSchema` (aten/src/ATen/core/class_type.cpp).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tslint.analysis.script import frontend
from tslint.project.entities import Function
from tslint.torchspec import types as t
from tslint.torchspec.records import Schema
from tslint.torchspec.relations import same

if TYPE_CHECKING:
    from tslint.analysis.script.compiler import Compiler

INPUTS = {"Hook": 3, "Pre-hook": 2}
_TUPLES = (t.TupleType, t.NamedTupleType)


def wrong(
    compiler: Compiler, hook: Function, given: Schema, forward: Schema | None, what: str
) -> tuple[str, str] | None:
    """What is wrong with a hook, in words for the user and in torch's; None where nothing is.

    `given` is its compiled signature without `self`, `forward` that of the module it is registered on.
    """
    number = len(given.arguments) + 1
    if given.variadic:
        return None
    if number != INPUTS[what]:
        text = f"was expected to only have exactly {INPUTS[what]} inputs but it had {number} inputs"
        return f"{number} parameters where torch hands {INPUTS[what]} over", text
    if what == "Pre-hook" and not _has_result(hook):
        return "no return annotation", "is missing a return annotation. Return annotations are required"
    inputs = given.arguments[0].type
    if isinstance(inputs, t.UnknownType):
        return None
    if not isinstance(inputs, _TUPLES):
        text = f"expected the input argument to be typed as a Tuple but found type: '{inputs}' instead."
        return "an input that is no Tuple", text
    if forward is None or forward.variadic:
        return None
    taken = [argument.type for argument in forward.arguments if argument.name != "self"]
    if not _fit(inputs, taken):
        text = f"has the wrong inner types for the input tuple argument. Received type: '{inputs}'"
        return f"an input of type {inputs}, which is not what forward takes", text
    if what == "Pre-hook":
        return _result(given.result, taken)
    output, returned = given.arguments[1].type, forward.result
    return (
        None if same(output, returned) or t.contains(returned, t.UnknownType) else _output(output, returned)
    )


def _output(output: t.Type, returned: t.Type) -> tuple[str, str]:
    text = (
        f"has the wrong type for the output argument. Received type: '{output}'. Expected type: '{returned}'"
    )
    return f"an output of type {output}, where forward returns {returned}", text


def _result(kind: t.Type, taken: list[t.Type]) -> tuple[str, str] | None:
    """What a pre-hook returns is None, or takes the place of the inputs."""
    if isinstance(kind, (t.NoneType, t.UnknownType)):
        return None
    if isinstance(kind, _TUPLES) and _fit(kind, taken) or len(taken) == 1 and same(kind, taken[0]):
        return None
    return f"a result of type {kind}, which forward does not take", f"returned the wrong type of: '{kind}'"


def _fit(kind: t.TupleType | t.NamedTupleType, taken: list[t.Type]) -> bool:
    return len(kind.elems) == len(taken) and all(map(same, kind.elems, taken))


def _has_result(hook: Function) -> bool:
    if hook.node.returns is not None:
        return True
    lines = hook.module.source.lines
    return frontend.type_comment(lines, hook.node.lineno, hook.node.end_lineno or 0) is not None
