"""Reads torch's own errors: what a message about sizes or dtypes says the input should have been."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .specs import Size, TensorSpec

INTEGER_NEEDED = re.compile(
    r"scalar types?:? Long|expected dtype int|used as indices must be|expected .*\bLong\b"
    r"|must be.*\b(?:long|int64)\b",
    re.IGNORECASE,
)
BOOL_NEEDED = re.compile(
    r"expected a?\s*bool|must be bool|dtype bool|boolean (?:mask|tensor)|boolean-type tensor"
    r"|bitwise_\w+\" not implemented for 'Float'",
    re.IGNORECASE,
)
FLOAT_NEEDED = re.compile(
    r"must be (?:a )?float|not implemented for '(?:Long|Bool|Int)'|floating point", re.IGNORECASE
)
CHANNELS = re.compile(r"expected input\[.*?\] to have (\d+) channels, but got (\d+) channels")
PRODUCT = re.compile(r"\((\d+)x(\d+) and (\d+)x(\d+)\)")
PAIRS = (
    re.compile(r"tensor a \((?P<has>\d+)\) must match the size of tensor b \((?P<wants>\d+)\)"),
    re.compile(r"tensor a \((?P<wants>\d+)\) must match the size of tensor b \((?P<has>\d+)\)"),
    re.compile(r"[Ee]xpected (?P<wants>\d+),? (?:but )?got (?P<has>\d+)"),
    re.compile(r"embedding dimension of (?P<wants>\d+), but got (?P<has>\d+)"),
    re.compile(r"running_mean should contain (?P<has>\d+) elements not (?P<wants>\d+)"),
)
NORMALIZED = re.compile(r"expected input with shape \[\*, ([\d, ]+)\], but got input of size")
OUT_OF_RANGE = re.compile(r"index out of range|out of bounds", re.IGNORECASE)


def refine(message: str, spec: TensorSpec, numbers: Mapping[Size, int]) -> list[TensorSpec]:
    """Other specifications of one input that the message suggests; `numbers` knows the named sizes."""
    found: list[TensorSpec] = []
    if INTEGER_NEEDED.search(message) and not spec.dtype.startswith("int"):
        found.append(TensorSpec("int64", spec.sizes, 0, 2))
    if BOOL_NEEDED.search(message) and spec.dtype != "bool":
        found.append(TensorSpec("bool", spec.sizes))
    if FLOAT_NEEDED.search(message) and not spec.dtype.startswith("float"):
        found.append(TensorSpec("float32", spec.sizes))
    if OUT_OF_RANGE.search(message) and spec.dtype == "int64" and spec.high != 1:
        found.append(TensorSpec("int64", spec.sizes, 0, 1 if spec.high == 2 else 2))
    channels = CHANNELS.search(message)
    if channels:
        found += _replace(spec, int(channels.group(2)), int(channels.group(1)), numbers)
    product = PRODUCT.search(message)
    if product:
        found += _widen(spec, int(product.group(2)), int(product.group(3)), numbers)
    for pattern in PAIRS:
        for pair in pattern.finditer(message):
            found += _replace(spec, int(pair.group("has")), int(pair.group("wants")), numbers)
    normalized = NORMALIZED.search(message)
    if normalized:
        tail = [int(number) for number in normalized.group(1).split(",") if number.strip()]
        found.append(TensorSpec(spec.dtype, (*spec.sizes[: -len(tail)], *tail), spec.low, spec.high))
    return [each for each in dict.fromkeys(found) if each != spec]


def _replace(spec: TensorSpec, has: int, wants: int, numbers: Mapping[Size, int]) -> list[TensorSpec]:
    """The specification with one size of the number `has` made `wants`, for each such size from the last.

    Where a named size has the wanted number, it is probably the one that is meant.
    """
    found = []
    named = [size for size, number in numbers.items() if number == wants]
    for index in reversed(range(len(spec.sizes))):
        size = spec.sizes[index]
        if (numbers.get(size, 0) if isinstance(size, Size) else size) == has:
            wanted: list[int | Size] = [*named, wants]
            for other in wanted:
                sizes = (*spec.sizes[:index], other, *spec.sizes[index + 1 :])
                found.append(TensorSpec(spec.dtype, sizes, spec.low, spec.high))
    return found


def _widen(spec: TensorSpec, has: int, wants: int, numbers: Mapping[Size, int]) -> list[TensorSpec]:
    """For a matrix product that is `has` wide and should be `wants`: another last size, or image size."""
    found = _replace(spec, has, wants, numbers)
    last = spec.sizes[-1] if spec.sizes else 0
    if isinstance(last, int) and last and has != last and last * wants % has == 0 and last * wants >= has:
        # Features that were put together out of the input's grow with its last size.
        found.append(TensorSpec(spec.dtype, (*spec.sizes[:-1], last * wants // has), spec.low, spec.high))
    spatial = range(2, len(spec.sizes))
    if spec.dtype.startswith("float") and len(spec.sizes) in (3, 4, 5) and has:
        # Flattened features grow with the image's area: scale its sides by the root of what is missing.
        scale = (wants / has) ** (1 / len(spatial))
        sizes = list(spec.sizes)
        for index in spatial:
            size = sizes[index]
            side = numbers.get(size, 0) if isinstance(size, Size) else size
            sizes[index] = max(1, round(side * scale))
        found.append(TensorSpec(spec.dtype, tuple(sizes), spec.low, spec.high))
    return found
