"""Outputs made plain, and two of them compared: same structure, same dtypes and shapes, close values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import torch

TOLERANCES = {
    torch.float64: (1e-7, 1e-9),
    torch.float32: (1e-4, 1e-5),
    torch.float16: (1e-2, 1e-3),
    torch.bfloat16: (2e-2, 1e-2),
    torch.complex64: (1e-4, 1e-5),
    torch.complex128: (1e-7, 1e-9),
}
"""Relative and absolute tolerance by dtype: wider than a reordered sum, far narrower than a lost branch."""


def plain(value: Any) -> Any:
    """An output as tensors, numbers, strings, lists and dicts: without any class of the user's.

    Every sequence becomes a list (an export turns named tuples into tuples), a dataclass becomes a dict.
    """
    if isinstance(value, torch.Tensor):
        return _plain_tensor(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, Mapping):
        return {key if isinstance(key, (int, str)) else repr(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"an output of type {type(value).__name__} cannot be compared")


def _plain_tensor(tensor: torch.Tensor) -> Any:
    tensor = tensor.detach()
    if getattr(tensor, "is_nested", False):
        return [_plain_tensor(part) for part in tensor.unbind()]
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    return tensor.as_subclass(torch.Tensor).cpu().clone()


def difference(expected: Any, actual: Any, where: str = "output") -> str:
    """What tells the export's output from eager's, in words; an empty string where nothing does."""
    if isinstance(expected, torch.Tensor) and isinstance(actual, torch.Tensor):
        return _tensor_difference(expected, actual, where)
    if isinstance(expected, bool) or isinstance(actual, bool) or expected is None or actual is None:
        same = type(expected) is type(actual) and expected == actual
        return "" if same else f"{where} is {_kind(actual)}, eager gives {_kind(expected)}"
    if isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
        return _number_difference(expected, actual, where)
    if type(expected) is not type(actual):
        return f"{where} is {_kind(actual)}, eager gives {_kind(expected)}"
    if isinstance(expected, dict):
        if set(expected) != set(actual):
            return (
                f"{where} has the keys {sorted(map(str, actual))}, eager gives {sorted(map(str, expected))}"
            )
        return _first(difference(expected[key], actual[key], f"{where}[{key!r}]") for key in expected)
    if isinstance(expected, list):
        if len(expected) != len(actual):
            return f"{where} has {len(actual)} elements, eager gives {len(expected)}"
        return _first(difference(one, actual[at], f"{where}[{at}]") for at, one in enumerate(expected))
    return "" if expected == actual else f"{where} is {actual!r}, eager gives {expected!r}"


def _first(differences: Any) -> str:
    return next(filter(None, differences), "")


def _kind(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).replace('torch.', '')}{list(value.shape)}"
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    names = {"list": "a sequence", "dict": "a dict", "str": "a string"}
    return names.get(type(value).__name__, type(value).__name__)


def _number_difference(expected: float, actual: float, where: str) -> str:
    if type(expected) is not type(actual):
        return f"{where} is {actual!r}, eager gives {expected!r}"
    close = torch.isclose(
        torch.tensor(float(actual), dtype=torch.float64),
        torch.tensor(float(expected), dtype=torch.float64),
        rtol=1e-5,
        atol=1e-6,
        equal_nan=True,
    )
    if expected == actual or (isinstance(expected, float) and bool(close)):
        return ""
    return f"{where} is {actual!r}, eager gives {expected!r}"


def _tensor_difference(expected: torch.Tensor, actual: torch.Tensor, where: str) -> str:
    if expected.dtype != actual.dtype or expected.shape != actual.shape:
        return f"{where} is {_kind(actual)}, eager gives {_kind(expected)}"
    if expected.numel() == 0:
        return ""
    if expected.dtype not in TOLERANCES:
        wrong = int((expected != actual).sum())
        return f"{where}: {wrong} of {expected.numel()} values differ" if wrong else ""
    relative, absolute = TOLERANCES[expected.dtype]
    close = torch.isclose(actual, expected, rtol=relative, atol=absolute, equal_nan=True)
    if bool(close.all()):
        return ""
    wrong = int(torch.logical_not(close).sum())
    wide = torch.complex128 if expected.is_complex() else torch.float64
    gaps = (actual.to(wide) - expected.to(wide)).abs()[torch.logical_not(close)]
    largest = float(gaps.nan_to_num(nan=float("inf")).max())
    return f"{where}: {wrong} of {expected.numel()} values differ, the largest difference is {largest:.3g}"
