"""Which public names a release is asked about, and the objects behind them."""

from __future__ import annotations

import builtins
import importlib
import inspect
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

# Python modules that model code uses next to torch; script knows some functions of some of them.
_PYTHON = (
    "math",
    "cmath",
    "random",
    "copy",
    "warnings",
    "functools",
    "itertools",
    "operator",
    "collections",
    "contextlib",
    "time",
    "os",
    "sys",
    "logging",
    "re",
    "base64",
    "bisect",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "gc",
    "glob",
    "hashlib",
    "heapq",
    "inspect",
    "io",
    "json",
    "multiprocessing",
    "numbers",
    "os.path",
    "pathlib",
    "pickle",
    "platform",
    "pprint",
    "secrets",
    "shutil",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "timeit",
    "traceback",
    "types",
    "uuid",
    "weakref",
)
_TORCH = (
    "torch",
    "torch.nn.functional",
    "torch.linalg",
    "torch.fft",
    "torch.special",
    "torch.sparse",
    "torch.nested",
    "torch.functional",
    "torch._VF",
    "torch._C._nn",
    "torch.accelerator",
    "torch.amp",
    "torch.amp.autocast_mode",
    "torch.ao.nn.quantized",
    "torch.ao.nn.quantized.functional",
    "torch.ao.quantization",
    "torch.autograd",
    "torch.autograd.anomaly_mode",
    "torch.autograd.forward_ad",
    "torch.autograd.function",
    "torch.autograd.functional",
    "torch.autograd.grad_mode",
    "torch.autograd.graph",
    "torch.autograd.profiler",
    "torch.backends",
    "torch.backends.cpu",
    "torch.backends.cuda",
    "torch.backends.cudnn",
    "torch.backends.mkl",
    "torch.backends.mkldnn",
    "torch.backends.mps",
    "torch.backends.openmp",
    "torch.compiler",
    "torch.cpu",
    "torch.cpu.amp",
    "torch.cuda",
    "torch.cuda.amp",
    "torch.cuda.memory",
    "torch.cuda.nvtx",
    "torch.cuda.random",
    "torch.distributed",
    "torch.distributed.nn",
    "torch.distributed.nn.functional",
    "torch.export",
    "torch.func",
    "torch.futures",
    "torch.fx",
    "torch.hub",
    "torch.jit",
    "torch.jit.annotations",
    "torch.library",
    "torch.masked",
    "torch.mps",
    "torch.multiprocessing",
    "torch.nn",
    "torch.nn.attention",
    "torch.nn.grad",
    "torch.nn.init",
    "torch.nn.modules.utils",
    "torch.nn.parallel",
    "torch.nn.parameter",
    "torch.nn.utils",
    "torch.nn.utils.fusion",
    "torch.nn.utils.memory_format",
    "torch.nn.utils.parametrizations",
    "torch.nn.utils.parametrize",
    "torch.nn.utils.rnn",
    "torch.nn.utils.stateless",
    "torch.onnx",
    "torch.optim",
    "torch.overrides",
    "torch.profiler",
    "torch.quantization",
    "torch.random",
    "torch.return_types",
    "torch.serialization",
    "torch.signal.windows",
    "torch.storage",
    "torch.testing",
    "torch.types",
    "torch.utils",
    "torch.utils.checkpoint",
    "torch.utils.data",
    "torch.utils.dlpack",
    "torch.version",
    "torch.xpu",
)


def namespaces() -> Iterator[tuple[str, Any]]:
    """Dotted name and object of every namespace of this release that is walked; "" is Python's builtins."""
    yield "", builtins
    for name in (*_PYTHON, *_TORCH):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = load(name)
        if found is not None:
            yield name, found


def load(name: str) -> Any:
    """What `name` stands for; None where this release has no such thing.

    What is no module (`torch._VF`, `torch._C._nn`) is an attribute of its parent.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        parent, _, leaf = name.rpartition(".")
        return getattr(load(parent), leaf, None) if parent else None


def public_names(namespace: str, holder: Any) -> Iterator[tuple[str, object]]:
    """Dotted name and object of each member of a namespace: public ones, and private functions of torch.

    Modules of others that a torch module imports (`torch.nn.functional.warnings`) are left out, and what a
    module of Python has by its own imports.
    """
    told = None if namespace.startswith("torch") else getattr(holder, "__all__", None)
    for leaf in sorted(dir(holder)):
        if leaf.startswith("__") or told is not None and leaf not in told:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = getattr(holder, leaf)
        except Exception:  # an attribute that its release has withdrawn raises on access, whatever it likes
            continue
        if isinstance(value, ModuleType) and not value.__name__.startswith("torch"):
            continue
        if leaf.startswith("_") and not (namespace.startswith("torch") and inspect.isroutine(value)):
            continue
        if namespace and _is_typing(value):
            continue
        yield f"{namespace}.{leaf}" if namespace else leaf, value


def _is_typing(value: object) -> bool:
    """Whether a member is only there because its module imports it from `typing`."""
    return getattr(value, "__module__", "") in ("typing", "typing_extensions")


def roots() -> dict[str, object]:
    """The names that a probe's source may start from: Python's builtins and the walked top-level modules."""
    found: dict[str, object] = dict(vars(builtins))
    for name, _ in namespaces():
        if name:
            found[name.partition(".")[0]] = sys.modules[name.partition(".")[0]]
    return found
