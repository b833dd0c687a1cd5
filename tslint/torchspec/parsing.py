"""Reads a type from text: a schema's (`Tensor(a!)[]`, `int[2]?`) or TorchScript's own (`List[int]`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from tslint.torchspec import types as t
from tslint.torchspec.relations import make_optional, make_union

_TOKEN = re.compile(r"\s*(->|[A-Za-z_][\w.<>]*|\d+|[\[\](),?!|*])")

_NAMES: dict[str, t.Type] = {
    "Tensor": t.TENSOR,
    "int": t.INT,
    "SymInt": t.INT,
    "ScalarType": t.INT,
    "Layout": t.INT,
    "MemoryFormat": t.INT,
    "float": t.FLOAT,
    "SymFloat": t.FLOAT,
    "complex": t.COMPLEX,
    "bool": t.BOOL,
    "SymBool": t.BOOL,
    "str": t.STR,
    "Dimname": t.STR,
    "None": t.NONE,
    "NoneType": t.NONE,
    "Device": t.DEVICE,
    "Generator": t.GENERATOR,
    "Stream": t.STREAM,
    "Storage": t.STORAGE,
    "QScheme": t.QSCHEME,
    "Capsule": t.CAPSULE,
    "number": t.NUMBER,
    "Scalar": t.NUMBER,
    "Any": t.ANY,
    "list": t.ANY_LIST,
    "tuple": t.ANY_TUPLE,
    "AnyListType": t.ANY_LIST,
    "AnyTupleType": t.ANY_TUPLE,
    "AnyEnumType": t.ANY_ENUM,
    "AnyClassType": t.ANY_CLASS,
    "Unknown": t.UNKNOWN,
}

_GENERIC: dict[str, Callable[[list[t.Type]], t.Type]] = {
    "List": lambda args: t.ListType(args[0]),
    "Dict": lambda args: t.DictType(args[0], args[1]),
    "Tuple": lambda args: t.TupleType(tuple(args)),
    "Optional": lambda args: make_optional(args[0]),
    "Union": make_union,
    "Future": lambda args: t.FutureType(args[0]),
    "Await": lambda args: t.AwaitType(args[0]),
    "RRef": lambda args: t.RRefType(args[0]),
    "Final": lambda args: args[0],
    "Function": lambda args: t.FunctionType(str(args[0])),
}

# Schemas write type variables in lower case (`t`, `t1`, `tVal`, `key`), classes with dots.
_VARIABLE = re.compile(r"[a-z]\w*$")


class _Reader:
    """One pass over the tokens of a type."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self.wrong()
            self.tokens.append(found.group(1))
            at = found.end()
        self.at = 0

    def wrong(self) -> ValueError:
        return ValueError(f"not a TorchScript type: {self.text!r}")

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise self.wrong()
        self.at += 1
        return token

    def type(self) -> t.Type:
        result = self.primary()
        while True:
            match self.peek():
                case "?":
                    self.take()
                    result = make_optional(result)
                case "[":
                    self.take()
                    if self.peek() != "]" and not self.take().isdigit():
                        raise self.wrong()
                    self.take("]")
                    result = t.ListType(result)
                case "(":
                    self.alias()
                case _:
                    return result

    def alias(self) -> None:
        """Skip `(a!)`, `(a -> *)`, `(a|b)`: who may alias whom is not part of the type."""
        while self.take() != ")":
            pass

    def primary(self) -> t.Type:
        token = self.take()
        if token == "(":
            return t.TupleType(tuple(self.arguments(")")))
        if token in _GENERIC and self.peek() in ("(", "["):
            args = self.arguments(")" if self.take() == "(" else "]")
            if token != "Tuple" and not args:
                raise self.wrong()
            return _GENERIC[token](args)
        if token in _NAMES:
            return _NAMES[token]
        if not token[0].isalpha() and token[0] != "_":
            raise self.wrong()
        return t.VarType(token) if _VARIABLE.match(token) else t.ClassType(token)

    def arguments(self, end: str) -> list[t.Type]:
        """What stands between brackets, to the closing one; `Tuple[()]` has none."""
        if self.peek() == "(" and self.tokens[self.at + 1 : self.at + 3] == [")", end]:
            self.at += 3
            return []
        found: list[t.Type] = []
        while self.peek() != end:
            found.append(self.type())
            if self.peek() != end:
                self.take(",")
        self.take(end)
        return found


@lru_cache(maxsize=8192)
def parse_type(text: str) -> t.Type:
    """The type that `text` spells, in schema or in TorchScript spelling.

    Raises ValueError where the text is no type. A lower-case name that is none of the built-in types is a
    schema's type variable; any other unknown name is a class.
    """
    reader = _Reader(text)
    result = reader.type()
    if reader.peek():
        raise reader.wrong()
    return result
