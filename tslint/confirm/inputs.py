"""Reads `--input` specifications: `float32[batch, 4]`, `int64[n] in 0..9`, `(a, b)`, `[a, b]`, `{"k": a}`."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from tslint.confirm.worker.sets import named_sizes
from tslint.confirm.worker.specs import (
    DTYPES,
    DictSpec,
    InputSpec,
    ListSpec,
    Size,
    TensorSpec,
    TupleSpec,
)
from tslint.errors import TslintError

ALIASES = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32"}
"""torch's other names of the same dtypes."""
DEEPEST = 40
LARGEST = 2**31
TOKEN = re.compile(
    r"""\s*(?:
        (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign><=|\.\.|[\[\](){},:=])
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """One word of a specification; `kind` is name, number, string, sign or end, `start` counts from 0."""

    kind: str
    text: str
    start: int


def parse_input(text: str) -> InputSpec:
    """One `--input`; TslintError with a caret below the place where it cannot be read.

    Sizes: a number, or a name that varies between runs, with its first value and bounds where wanted
    (`lanes=4`, `lanes<=12`, `8<=width=32<=64`). Values: `in LOW..HIGH`, HIGH not included.
    """
    parser = _Parser(text)
    spec = parser.spec(0)
    parser.expect("end", "", "nothing after the specification")
    check_sizes([spec])
    return spec


def parse_inputs(texts: Sequence[str]) -> list[InputSpec]:
    """All `--input` options of one run, one for each argument; TslintError where two exclude each other."""
    specs = [parse_input(text) for text in texts]
    check_sizes(specs)
    return specs


def check_sizes(specs: Sequence[InputSpec]) -> None:
    """TslintError where what is said about a named size cannot all be true."""
    try:
        named_sizes(specs)
    except ValueError as error:
        raise TslintError(f"--input {', '.join(map(str, specs))}: {error}") from None


class _Parser:
    """Recursive descent over the tokens of one specification."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()
        self.at = 0

    def _tokens(self) -> list[Token]:
        tokens, position, end = [], 0, len(self.text.rstrip())
        while position < end:
            match = TOKEN.match(self.text, position)
            if match is None or match.lastgroup is None:
                start = position + len(self.text[position:]) - len(self.text[position:].lstrip())
                raise self.error(start, f"{self.text[start]!r} means nothing here")
            tokens.append(Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)))
            position = match.end()
        return [*tokens, Token("end", "", end)]

    def error(self, start: int, what: str) -> TslintError:
        """What is wrong, the specification, and a caret below the character `start`."""
        # One space for each character keeps the caret in place whatever white space the user typed.
        shown = re.sub(r"\s", " ", self.text)
        return TslintError(f"--input: {what}\n  {shown}\n  {' ' * start}^")

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def is_next(self, text: str) -> bool:
        return self.next.kind in ("sign", "name") and self.next.text == text

    def take(self) -> Token:
        token = self.next
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def took(self, text: str) -> bool:
        if self.is_next(text):
            self.take()
            return True
        return False

    def expect(self, kind: str, text: str, wanted: str) -> Token:
        if self.next.kind != kind or (text and self.next.text != text):
            found = repr(self.next.text) if self.next.text else "the end"
            raise self.error(self.next.start, f"expected {wanted}, found {found}")
        return self.take()

    def spec(self, depth: int) -> InputSpec:
        """A tensor, a tuple, a list or a dict; `(a)` is a tuple of one, because there is nothing to group."""
        if depth > DEEPEST:
            raise self.error(self.next.start, f"more than {DEEPEST} levels of nesting")
        if self.took("("):
            return TupleSpec(self.items(")", depth))
        if self.took("["):
            return ListSpec(self.items("]", depth))
        if self.took("{"):
            return self.mapping(depth)
        return self.tensor()

    def items(self, close: str, depth: int) -> tuple[InputSpec, ...]:
        """Specifications with commas between them, up to the closing bracket."""
        found: list[InputSpec] = []
        while not self.took(close):
            if found:
                self.expect("sign", ",", f"',' or '{close}'")
                if self.took(close):
                    break
            found.append(self.spec(depth + 1))
        return tuple(found)

    def mapping(self, depth: int) -> InputSpec:
        found: dict[str, InputSpec] = {}
        while not self.took("}"):
            if found:
                self.expect("sign", ",", "',' or '}'")
                if self.took("}"):
                    break
            token = self.expect("string", "", "a key in quotes")
            key = self.string(token)
            if key in found:
                raise self.error(token.start, f"the key {key!r} is given twice")
            self.expect("sign", ":", "':' after the key")
            found[key] = self.spec(depth + 1)
        return DictSpec(tuple(found.items()))

    def string(self, token: Token) -> str:
        try:
            return str(ast.literal_eval(token.text))
        except (SyntaxError, ValueError):
            raise self.error(token.start, "this key is no Python string") from None

    def tensor(self) -> InputSpec:
        token = self.expect("name", "", "a dtype such as float32, or a tuple, list or dict of tensors")
        dtype = ALIASES.get(token.text, token.text)
        if dtype not in DTYPES:
            near = difflib.get_close_matches(dtype, DTYPES, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; it is one of {', '.join(DTYPES)}"
            raise self.error(token.start, f"there is no dtype {token.text}{hint}")
        self.expect("sign", "[", f"'[' and the sizes, as in {dtype}[batch, 4],")
        sizes: list[int | Size] = []
        while not self.took("]"):
            if sizes:
                self.expect("sign", ",", "',' or ']'")
                if self.took("]"):
                    break
            sizes.append(self.size())
        low, high = self.range(dtype) if self.is_next("in") else (None, None)
        return TensorSpec(dtype, tuple(sizes), low, high)

    def size(self) -> int | Size:
        low = None
        if self.next.kind == "number":
            number = self.number(0)
            if not self.took("<="):
                return number
            low = number
        name = self.expect("name", "", "a size: a number or a name").text
        base = self.number(1) if self.took("=") else None
        high = self.number(1) if self.took("<=") else None
        return Size(name, base, low, high)

    def number(self, least: int) -> int:
        token = self.expect("number", "", "a whole number")
        if not token.text.isdigit() or not least <= int(token.text) < LARGEST:
            raise self.error(token.start, f"a size is a whole number from {least}, not {token.text}")
        return int(token.text)

    def range(self, dtype: str) -> tuple[float, float]:
        start = self.take().start
        if dtype == "bool" or dtype.startswith("complex"):
            raise self.error(start, f"a {dtype} tensor takes no range")
        low = self.bound(dtype)
        self.expect("sign", "..", "'..' between the bounds, as in 0..10,")
        high = self.bound(dtype)
        if low >= high:
            raise self.error(start, f"the range {low}..{high} is empty: the second bound is not included")
        return low, high

    def bound(self, dtype: str) -> float:
        token = self.expect("number", "", "a number")
        if dtype.startswith(("float", "bfloat")):
            value = float(token.text)
            if abs(value) == float("inf"):
                raise self.error(token.start, f"{token.text} is too large")
            return value
        if not token.text.lstrip("-").isdigit():
            raise self.error(token.start, f"the values of {dtype} are whole numbers, not {token.text}")
        return self.within(token, dtype)

    def within(self, token: Token, dtype: str) -> int:
        """An integer bound that the dtype can hold (the upper one is not included, so one more is fine)."""
        bits = int(re.sub(r"\D", "", dtype))
        least = 0 if dtype.startswith("u") else -(2 ** (bits - 1))
        most = (2**bits if dtype.startswith("u") else 2 ** (bits - 1)) - (1 if bits == 64 else 0)
        value = int(token.text)
        if not least <= value <= most:
            raise self.error(token.start, f"{token.text} does not fit into {dtype}")
        return value
