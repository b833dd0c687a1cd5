"""Calls of what lies outside the project, by dotted name: torch, Python's builtins, math, numpy,
functools.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from tslint.analysis.interp import (
    builtin_calls,
    calls,
    containers,
    formed,
    standard,
    tensors,
    torchfacts,
    torchmodules,
)
from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.interp.frame import Frame
from tslint.analysis.interp.torchmodules import LIBRARY_MODULES
from tslint.analysis.interp.truth import truth_of
from tslint.analysis.values import (
    NONE,
    PARAMETER,
    UNKNOWN,
    Callable,
    Const,
    ExternalRef,
    Instance,
    Mapping,
    Origin,
    Scalar,
    Scripted,
    Sequence,
    Size,
    Tensor,
    Value,
    alternatives,
    contains_tensor,
    origin_of,
    shape_only,
)
from tslint.project.classes import is_torch_module

# torch functions that make tensors from sizes and numbers alone.
_CREATE = {
    "zeros", "ones", "empty", "full", "rand", "randn", "randint", "randperm", "arange", "linspace",
    "logspace", "eye", "range", "tril_indices", "triu_indices", "hann_window", "hamming_window",
    "empty_strided",
}  # fmt: skip
_DRAWN = {"rand", "randn", "randint", "randperm"}
_LEGACY = {
    "FloatTensor",
    "LongTensor",
    "IntTensor",
    "BoolTensor",
    "DoubleTensor",
    "ByteTensor",
    "HalfTensor",
    "Tensor",
}
_LISTS = {"stack", "cat", "concat", "concatenate", "hstack", "vstack", "dstack", "column_stack"}
# Calls of torch whose answer is fixed while a trace is recorded.
_ANSWERS = {
    "torch.jit.is_tracing": True,
    "torch._C._get_tracing_state": True,
    "torch.jit.is_scripting": False,
    "torch._jit_internal.is_scripting": False,
    "torch.compiler.is_compiling": False,
    "torch.compiler.is_dynamo_compiling": False,
    "torch.onnx.is_in_onnx_export": False,
    "torch.overrides.has_torch_function": False,
    "torch.overrides.has_torch_function_unary": False,
    "torch.overrides.has_torch_function_variadic": False,
    "torch.distributed.is_initialized": False,
    "torch.distributed.is_available": False,
}
# Array functions of other libraries that take and give tensors and record what they do (their documentation).
_TENSOR_LIBRARIES = {
    "einops.rearrange", "einops.repeat", "einops.reduce", "einops.einsum", "opt_einsum.contract",
    "torchvision.ops.nms", "torchvision.ops.roi_align",
}  # fmt: skip
# Functions of `random` that give no number (Python documentation), and generators of one's own, which have
# the methods of their module.
_RANDOM_ASIDE = {"seed", "getstate", "setstate"}
_GENERATORS = {
    "random.Random": "random", "random.SystemRandom": "random", "numpy.random.default_rng": "numpy.random",
    "numpy.random.RandomState": "numpy.random", "numpy.random.Generator": "numpy.random",
}  # fmt: skip
# Functions that set the state of torch's own generators (torch documentation).
_SEEDS = {"manual_seed", "manual_seed_all"}
# Functions of the standard library that give another value at every call: chance, which is there to be used,
# and clocks and names, which mostly go into logs.
_CHANCE = {"os.urandom", "secrets.randbelow", "secrets.randbits", "secrets.choice"}
_CLOCKS = {
    "time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns", "time.monotonic",
    "time.monotonic_ns", "time.process_time", "time.process_time_ns", "time.thread_time",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "uuid.uuid1", "uuid.uuid4",
}  # fmt: skip


def call(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> Value:
    """Call something outside the project; what is not known about gives Unknown."""
    root, _, rest = dotted.partition(".")
    if root == "builtins":
        return builtin_calls.call(frame, node, rest, arguments)
    if root == "torch":
        return _torch(frame, node, dotted, arguments)
    if root == "math":
        return _math(frame, node, rest, arguments)
    if dotted in _GENERATORS:
        seeded = frame.machine.policy.regime != "build" and any(isinstance(v, Const) for v in arguments.all())
        return UNKNOWN if seeded else ExternalRef(_GENERATORS[dotted])  # seeded in the call: always the same
    if root == "numpy":
        return _numpy(frame, node, dotted, arguments)
    if root == "random" and rest:
        if rest == "seed":
            _seeded(frame, node, dotted, arguments)
        return _random(frame, node, dotted, rest)
    if dotted in _CLOCKS and frame.machine.policy.regime == "trace":
        return Scalar("number", drawn=dotted)
    if dotted in _CHANCE:
        frame.machine.policy.random(frame, node, dotted)
        return UNKNOWN
    if dotted in _TENSOR_LIBRARIES:
        first = arguments.args[0] if arguments.args else UNKNOWN
        tensor = tensors.joined([first])
        return tensor if contains_tensor(first) else UNKNOWN
    if dotted in LIBRARY_MODULES:
        return Instance(dotted, is_module=True)
    return standard.call(frame, node, dotted, arguments)


def _seeded(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> None:
    fixed = bool(arguments.all()) and all(isinstance(value, Const) for value in arguments.all())
    frame.machine.policy.seeded(frame, node, dotted, fixed)


def _random(frame: Frame, node: ast.AST, dotted: str, name: str) -> Value:
    if name in _RANDOM_ASIDE:
        return NONE
    frame.machine.policy.random(frame, node, dotted)
    if name in ("choice", "choices", "sample", "shuffle"):
        return UNKNOWN
    return Scalar("int" if name in ("randint", "randrange", "getrandbits") else "float")


def _torch(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> Value:
    if dotted in _ANSWERS:
        return Const(_ANSWERS[dotted])
    name = dotted.rpartition(".")[2]
    first = arguments.args[0] if arguments.args else UNKNOWN
    if name in _SEEDS:
        _seeded(frame, node, dotted, arguments)
        return UNKNOWN
    if dotted == "torch.Generator":
        return Instance(dotted)
    if dotted in ("torch.jit.script", "torch.jit.script_if_tracing", "torch.jit.trace"):
        result = scripted(first if arguments.args else arguments.kwargs.get("func", UNKNOWN))
        frame.machine.policy.exported(frame, node, name, arguments, result)
        return result
    if dotted == "torch.jit.save":
        frame.machine.policy.exported(frame, node, name, arguments, NONE)
        return NONE
    if dotted in (
        "torch.jit.ignore",
        "torch.jit.unused",
        "torch.jit.export",
        "torch.compile",
        "torch.no_grad",
    ):
        return first
    if is_torch_module(dotted):
        return new_module(frame, node, dotted, arguments)
    if dotted in ("torch.nn.Parameter", "torch.nn.Buffer", "torch.nn.parameter.Parameter"):
        return PARAMETER
    if dotted == "torch.Size":
        return Size(shape_only(first))
    if dotted in ("torch._assert", "torch._assert_async", "torch._check"):
        return _assertion(frame, node, name, first)
    if dotted == "torch.is_tensor":
        return _is_tensor(frame, node, first)
    if dotted in ("torch.utils.checkpoint.checkpoint", "torch.jit.fork"):
        return calls.apply(frame, node, first, Arguments(arguments.args[1:], {}, arguments.open))
    return _function(frame, node, dotted, name, arguments)


def _function(frame: Frame, node: ast.AST, dotted: str, name: str, arguments: Arguments) -> Value:
    first = arguments.args[0] if arguments.args else UNKNOWN
    top = dotted == f"torch.{name}"
    if top:
        tensors.check_device(frame, node, name, arguments)
    if top and name in ("tensor", "as_tensor", "asarray"):
        return tensors.tensor_of(
            frame, node, name, first if arguments.args else arguments.kwargs.get("data", UNKNOWN)
        )
    if top and name == "from_numpy":
        told = "what of an input goes into the array is told where it left the trace"
        frame.machine.policy.note(frame, node, "tensor-copy", function=name, of="constant", then=told)
        return Tensor(Origin.CONFIGURATION, Origin.CONFIGURATION)
    if top and name in _LEGACY:
        return _legacy(frame, node, name, arguments)
    if top and name in tensors.BOOL_ANSWERS:
        return tensors.answered(frame, node, name, arguments.args)
    if top and name in _CREATE:
        made = tensors.created(arguments, name)
        if name in _DRAWN and frame.machine.policy.regime == "trace" and frame.function is not None:
            made = Tensor(Origin.DATA, made.shape)  # each run of the export draws anew
        return tensors.with_form(made, formed.of_creation(name, arguments))
    if top and name in tensors.SPLITS:
        # `torch.split` only hands on to the method.
        asked = "torch.Tensor.split" if name == "split" else dotted
        pieces = tensors.pieces_of(name, arguments)
        if not tensors.is_counted(pieces):
            tensors.check_arguments(frame, node, asked, arguments)
        return pieces
    if top and name in _LISTS and isinstance(first, Sequence) and first.length >= Origin.SHAPE:
        frame.machine.policy.loop(frame, node, name, first.over, first.length, node)
    if top and name == "squeeze" and len(arguments.all()) == 1 and isinstance(first, Tensor):
        frame.machine.policy.squeezed(frame, node, first)
    if top and name == "numel":
        return _numel(frame, node, first)
    if top and name == "where" and len(arguments.args) == 1 and isinstance(first, Tensor):
        return Sequence("tuple", None, Tensor(first.data, max(first.data, first.shape)), Origin.CONFIGURATION)
    result = torchfacts.eager(dotted)
    if result is None:
        return UNKNOWN
    tensors.check_arguments(frame, node, dotted, arguments)
    tensor = tensors.joined(arguments.all(), name)
    if top and name in tensors.REDUCTIONS and len(arguments.all()) == 1:
        return Tensor(tensor.data, Origin.CONSTANT)
    picked = torchfacts.dispatched(dotted, arguments.args, arguments.kwargs, tensor)
    if picked is not None:
        return picked
    dimension = any(not isinstance(value, Tensor) for value in arguments.all())
    given = torchfacts.result_value(result, tensor, name, dimension)
    rest = arguments.rest()
    return tensors.with_form(given, formed.of_call(name, first, rest))


def _numel(frame: Frame, node: ast.AST, value: Value) -> Value:
    """`torch.numel(x)` gives a plain number (measured with torch 2.13), which `x.numel()` does not."""
    if not isinstance(value, Tensor):
        return UNKNOWN
    if value.shape >= Origin.SHAPE:
        return frame.machine.policy.freeze(
            frame, node, "numel", Scalar("int", value.shape), value.shape, "tensor"
        )
    return Scalar("int", value.shape)


def _legacy(frame: Frame, node: ast.AST, name: str, arguments: Arguments) -> Value:
    for value in arguments.args:
        if shape_only(value) >= Origin.SHAPE:
            frame.machine.policy.freeze(frame, node, name, value, shape_only(value))
            break
    return Tensor(Origin.CONFIGURATION, Origin.CONFIGURATION)


def scripted(value: Value) -> Value:
    """`torch.jit.script(value)`: from here on compiled."""
    if isinstance(value, Instance) and value.is_module:
        return _scripted_module(value, {})
    if isinstance(value, (Callable, Scripted)):
        return value if isinstance(value, Scripted) else Scripted(value)
    return UNKNOWN


def _scripted_module(value: Instance, known: dict[int, Instance]) -> Instance:
    """The module with all that it holds compiled."""
    if value.scripted or id(value) in known:
        return known.get(id(value), value)
    made = known[id(value)] = replace(value, scripted=True)

    def inside(part: Value) -> Value:
        return _scripted_module(part, known) if isinstance(part, Instance) and part.is_module else part

    made.attributes = {name: inside(part) for name, part in value.attributes.items()}
    made.items = [inside(part) for part in value.items] if value.items is not None else None
    made.element = inside(value.element)
    return made


def new_module(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> Instance:
    """A module of torch, with what its constructor keeps."""

    instance = Instance(dotted, is_module=True, site=(frame.module.path, node))
    frame.machine.bear(instance.attributes)
    if containers.container_kind(dotted):
        containers.fill(frame, instance, arguments)
    else:
        torchmodules.initialise(frame, instance, arguments)
    return instance


def _assertion(frame: Frame, node: ast.AST, name: str, condition: Value) -> Value:
    truth = truth_of(condition)
    if truth.known is None and truth.origin >= Origin.SHAPE:
        test = node.args[0] if isinstance(node, ast.Call) and node.args else ast.Constant(None)
        frame.machine.policy.check(frame, node, f"torch.{name}", test, truth.origin)
    return NONE


def _is_tensor(frame: Frame, node: ast.AST, value: Value) -> Value:
    if isinstance(value, Scalar) and value.origin >= Origin.SHAPE:
        frame.machine.policy.note(frame, node, "size-type-check", construct="torch.is_tensor")
        return Scalar("bool")
    if isinstance(value, Tensor):
        return Const(True)
    return Const(False) if isinstance(value, (Const, Sequence, Mapping)) else UNKNOWN


_RECORDED_MATH = {"prod"}  # plain multiplication of what it is given
_GROWING = {"factorial", "comb", "perm"}  # whose results have as many digits as their arguments are large
_LARGEST = 1000


def _is_small(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, int) and abs(value.value) <= _LARGEST


def _math(frame: Frame, node: ast.AST, name: str, arguments: Arguments) -> Value:
    import math

    if name in _RECORDED_MATH:
        return Scalar("int", max((shape_only(value) for value in arguments.args), default=Origin.CONSTANT))
    if arguments.args and all(isinstance(value, Const) for value in arguments.args):
        if name in _GROWING and not all(_is_small(value) for value in arguments.args):
            return Scalar("int")
        try:
            result = getattr(math, name)(
                *(value.value for value in arguments.args if isinstance(value, Const))
            )
        except Exception:  # the program raises here when it runs
            return UNKNOWN
        return Const(result, max(origin_of(value) for value in arguments.args))
    for value in arguments.args:
        frozen = max(shape_only(value), value.data if isinstance(value, Tensor) else Origin.CONSTANT)
        if frozen >= Origin.SHAPE:
            frame.machine.policy.freeze(frame, node, f"math.{name}", value, frozen)
            break
    return Scalar(
        "int" if name in ("ceil", "floor", "trunc", "gcd", "lcm", "comb", "factorial", "isqrt") else "float"
    )


def _numpy(frame: Frame, node: ast.AST, dotted: str, arguments: Arguments) -> Value:
    if dotted in ("numpy.random.seed", "numpy.random.get_state", "numpy.random.set_state"):
        if dotted == "numpy.random.seed":
            _seeded(frame, node, dotted, arguments)
        return NONE
    if dotted.startswith("numpy.random."):
        frame.machine.policy.random(frame, node, dotted)
        return UNKNOWN
    for value in arguments.all():
        for part in alternatives(value):
            frozen = max(shape_only(part), part.data if isinstance(part, Tensor) else Origin.CONSTANT)
            if frozen >= Origin.SHAPE:
                frame.machine.policy.freeze(frame, node, dotted, part, frozen)
                return UNKNOWN
    return UNKNOWN
