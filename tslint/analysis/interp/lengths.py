"""How long texts and lists may be to be computed: what is longer is not known, and never made."""

from __future__ import annotations

import ast
import math
import re

LONGEST = 10_000
"""Characters of a text, items of a tuple of constants."""
MANY = 4096
"""Items of a list, a tuple or a container of modules that are known one by one."""
_WORK = 1_000_000  # characters that a method of a text may have to go through
_WIDTHS = re.compile(r"\d{4}|\*|\{[^{}]*\{")  # a width of thousands, or one that is an argument


def is_long(one: object, other: object, op: ast.operator) -> bool:
    """Whether an operation on texts or tuples gives more than is computed."""
    if isinstance(one, str) and isinstance(op, ast.Mod):
        given = other if isinstance(other, tuple) else (other,)
        return bool(_WIDTHS.search(one)) or _length((one, *given)) > LONGEST
    return _length((one, other)) > LONGEST


def takes_long(text: object, name: str, arguments: list[object]) -> bool:
    """Whether a method of a text gives, or goes through, more than is computed."""
    if name == "format" and (isinstance(text, str) and _WIDTHS.search(text)):
        return True
    lengths = [len(value) + 1 for value in (text, *arguments) if isinstance(value, (str, tuple))]
    return math.prod(lengths) > _WORK


def _length(values: tuple[object, ...]) -> int:
    return sum(len(value) for value in values if isinstance(value, (str, tuple)))
