"""Which events the analysis can emit, read from its source: kinds, facts, and the values of some facts."""

from __future__ import annotations

import ast
import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tslint

_KIND = re.compile(r"[a-z]+(-[a-z]+)*")
_PACKAGES = ("analysis", "hybrid", "engine", "rules")
# The calls that emit or prepare an event, and the place of its kind among their arguments.
_EMITTERS = {
    "emit": 2,
    "report": 0,
    "mismatch": 0,
    "note": 2,
    "tell": 2,
    "Event": 0,
    "Wrong": 0,
    "Withheld": 0,
    "Rejection": 0,
}
# Of those, the ones that take the facts as keywords.
_KEYWORD_FACTS = {"report", "mismatch"}


@dataclass(frozen=True, slots=True)
class Emission:
    """One call in the source that emits an event of a literal kind.

    `facts` are the keywords with patterns of their values (`*` where the value is computed); `complete` is
    False where the call takes further facts from elsewhere.
    """

    kind: str
    where: str
    facts: tuple[tuple[str, str], ...]
    complete: bool


@lru_cache(maxsize=1)
def _nodes() -> tuple[tuple[str, ast.AST], ...]:
    root = Path(tslint.__file__).parent
    found = []
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.Call, ast.Constant)):
                    found.append((f"{path.relative_to(root)}:{node.lineno}", node))
    return tuple(found)


def _calls() -> Iterator[tuple[str, ast.Call]]:
    return ((where, node) for where, node in _nodes() if isinstance(node, ast.Call))


def texts() -> set[str]:
    """Every text constant in the packages that emit events."""
    return {
        node.value for _, node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def emissions() -> Iterator[Emission]:
    """Every call that emits an event of a literal kind."""
    for where, node in _calls():
        name = called(node)
        if name not in _EMITTERS or len(node.args) <= _EMITTERS[name]:
            continue
        kind = node.args[_EMITTERS[name]]
        if isinstance(kind, ast.Constant) and isinstance(kind.value, str) and _KIND.fullmatch(kind.value):
            keywords = [keyword for keyword in node.keywords if keyword.arg]
            spread = len(keywords) < len(node.keywords)
            yield Emission(
                kind.value,
                where,
                tuple((keyword.arg or "", _pattern(keyword.value)) for keyword in keywords),
                name in _KEYWORD_FACTS and not spread,
            )


def always_given(emission: Emission) -> set[str]:
    """The facts that such an event has besides those that the call names."""
    return {"function"} | {name for name, _ in emission.facts}


def called(node: ast.Call) -> str:
    """The last part of the name that is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def literals(function: str, position: int, keyword: str = "") -> set[str]:
    """The text constants that calls of a function hold in one argument."""
    found: set[str] = set()
    for _, node in _calls():
        if called(node) != function:
            continue
        values = [part.value for part in node.keywords if part.arg == keyword]
        values += node.args[position : position + 1] if position >= 0 else []
        for value in values:
            for part in _results(value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
    return found


def _results(value: ast.expr) -> Iterator[ast.expr]:
    """What a conditional expression may give, or the expression itself."""
    if isinstance(value, ast.IfExp):
        yield from _results(value.body)
        yield from _results(value.orelse)
    else:
        yield value


def _pattern(value: ast.expr) -> str:
    """What a text may be, as a pattern of `fnmatch`: all of a literal, the fixed parts of an f-string."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return glob.escape(value.value)
    if isinstance(value, ast.JoinedStr):
        return "".join(_pattern(part) for part in value.values)
    return "*"
