"""Reads an operator schema as torch prints it, such as `aten::relu(Tensor self) -> Tensor`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from tslint.torchspec.parsing import parse_type
from tslint.torchspec.records import Argument, Schema
from tslint.torchspec.types import UNKNOWN

_SIZE = re.compile(r"\[(\d+)\]\??(?:\(.*\))?$")
_ALIAS = re.compile(r"(?<!Dict)(?<!Future)(?<!Await)(?<!RRef)\([a-z*|! ]*(?:->[a-z*|! ]*)?\)")
_MUTATED = re.compile(r"\([a-z|]*!")
_FLOATS = {"inf": float("inf"), "-inf": float("-inf"), "nan": float("nan")}


@lru_cache(maxsize=8192)
def parse_schema(text: str) -> Schema:
    """The schema that `text` spells. Raises ValueError where it is none."""
    open_at = text.find("(")
    close_at = _closing(text, open_at)
    arrow = text.find("->", close_at)
    if open_at < 0 or arrow < 0:
        raise ValueError(f"not an operator schema: {text!r}")
    name, _, overload = text[:open_at].partition(".") if "::" in text[:open_at] else (text[:open_at], "", "")
    arguments: list[Argument] = []
    variadic = kwarg_only = False
    for part in _split(text[open_at + 1 : close_at]):
        if part == "...":
            variadic = True
        elif part == "*":
            kwarg_only = True
        else:
            arguments.append(_argument(part, kwarg_only))
    returned = list(_returns(text[arrow + 2 :].strip()))
    return Schema(
        name=name,
        overload=overload,
        arguments=tuple(arguments),
        returns=tuple(UNKNOWN if kind == "..." else parse_type(kind) for kind, _ in returned),
        return_names=tuple(label for _, label in returned),
        variadic=variadic,
        text=text,
    )


def _argument(part: str, kwarg_only: bool) -> Argument:
    declaration, has_default, default = part.partition("=")
    declared, _, name = declaration.rpartition(" ")
    found = _SIZE.search(declared)
    size = int(found.group(1)) if found else None
    value = _default(default) if has_default else None
    if size is not None and isinstance(value, (int, float)):
        value = [value] * size
    return Argument(
        name=name,
        type=parse_type(declared),
        declared=_ALIAS.sub("", declared),
        has_default=bool(has_default),
        default=value,
        kwarg_only=kwarg_only,
        size=size,
        mutated=bool(_MUTATED.search(declared)),
    )


def _default(text: str) -> object:
    if text in _FLOATS:
        return _FLOATS[text]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _returns(text: str) -> Iterator[tuple[str, str]]:
    """Type and name of each return; a lone pair of parentheses holds several or none."""
    several = text.startswith("(") and _closing(text, 0) == len(text) - 1
    for part in _split(text[1:-1]) if several else [text]:
        kind, _, name = part.rpartition(" ")
        yield (kind, name) if kind and _is_type(kind) else (part, "")


def _is_type(text: str) -> bool:
    """Whether a space ends a type here: not inside the brackets of `Dict(str, t)`."""
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")


def _closing(text: str, open_at: int) -> int:
    """Where the bracket that opens at `open_at` is closed; -1 where it is not."""
    depth, quoted, at = 0, False, max(open_at, 0)
    while at < len(text):
        char = text[at]
        if quoted:
            if char == "\\":
                at += 1
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


def _split(text: str) -> Iterator[str]:
    """The parts between commas that are in no bracket and in no string."""
    depth, quoted, start, at = 0, False, 0, 0
    while at < len(text):
        char = text[at]
        if quoted:
            if char == "\\":
                at += 1
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
        at += 1
    if text[start:].strip():
        yield text[start:].strip()
