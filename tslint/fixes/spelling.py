"""Spelling names as a file knows them: `torch.Tensor` may be `Tensor`, `th.Tensor`, or need an import."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tslint.fixes.bindings import Bindings, Use
from tslint.fixes.plan import NewImport, Refused

# What TorchScript's own printing of types (`annotation_str` in torch/csrc/jit) calls things, by Python paths.
_TORCH = {"Tensor": "torch.Tensor", "Future": "torch.jit.Future", "Device": "torch.device"}
_TYPING = frozenset(
    {"Any", "Callable", "Dict", "Final", "List", "NamedTuple", "Optional", "Set", "Tuple", "Union"}
)
_IMPORTABLE = ("torch", "typing", "math")


@dataclass(frozen=True, slots=True)
class Spelled:
    """An expression as the file can read it, and the imports without which it cannot."""

    text: str
    imports: frozenset[NewImport] = frozenset()


class Speller:
    """Spells dotted paths and whole expressions for one file."""

    def __init__(self, bindings: Bindings) -> None:
        self.bindings = bindings

    def known(self, text: str, use: Use) -> Spelled:
        """A type in TorchScript's spelling, or a decorator: every name in it must be known at `use`.

        Raises Refused for a name that is not, and for text that is no expression.
        """
        return self._respell(text, use, every_name=True)

    def expression(self, text: str, use: Use) -> Spelled:
        """An expression; names of torch, typing and math are spelled and imported, others left as they are.

        Raises Refused for text that is no expression, and for a module whose name is taken.
        """
        return self._respell(text, use, every_name=False)

    def statement(self, text: str, use: Use) -> Spelled:
        """A simple statement, its names as in `expression`. Raises Refused for text that is none."""
        return self._respell(text, use, every_name=False, parse=_parse_statement)

    def path(self, node: ast.expr, use: Use) -> str | None:
        """The dotted path that a name or attribute stands for (`torch.jit.script`), None for others."""
        chain = _chain(node)
        if chain is None:
            return None
        root, _, rest = chain.partition(".")
        meaning = self.bindings.meaning(root, use)
        origin = meaning.origin if meaning.kind in ("sure", "unsure") else None
        if origin is None and meaning.kind != "absent":
            return f"<local>.{chain}"
        return ".".join(filter(None, (origin or root, rest)))

    def canonical(self, node: ast.expr, use: Use) -> str:
        """A type in one spelling, so that `D[int, th.Tensor]` equals `"typing.Dict[int, Tensor]"`."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = _parse(node.value)
        if isinstance(node, ast.Subscript):
            return f"{self.canonical(node.value, use)}[{self.canonical(node.slice, use)}]"
        if isinstance(node, ast.Tuple | ast.List):
            return ", ".join(self.canonical(element, use) for element in node.elts)
        path = self.path(node, use)
        if path is None:
            return ast.unparse(node)
        return {"dict": "typing.Dict", "list": "typing.List", "tuple": "typing.Tuple"}.get(
            path, _wanted(path)
        )

    def _respell(
        self, text: str, use: Use, every_name: bool, parse: Callable[[str], ast.AST] | None = None
    ) -> Spelled:
        text = text.strip()
        lines = text.split("\n")
        imports: set[NewImport] = set()
        replacements: list[tuple[int, int, str]] = []
        for node in _chains((parse or _parse)(text)):
            chain = _chain(node)
            assert chain is not None
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            spelled = self._name(chain, use, every_name)
            imports |= spelled.imports
            start = _offset(lines, node.lineno, node.col_offset)
            replacements.append((start, _offset(lines, node.end_lineno, node.end_col_offset), spelled.text))
        for start, end, new in sorted(replacements, reverse=True):
            text = text[:start] + new + text[end:]
        return Spelled(text, frozenset(imports))

    def _name(self, chain: str, use: Use, strict: bool) -> Spelled:
        root, dot, _ = chain.partition(".")
        meaning = self.bindings.meaning(root, use)
        if not strict and not dot and meaning.kind != "absent":
            return Spelled(chain)
        wanted = _wanted(chain)
        if wanted.partition(".")[0] in _IMPORTABLE and "." in wanted:
            return self._reach(wanted, chain, use)
        if not strict:
            return Spelled(chain)
        if chain == "NoneType":
            return Spelled("None")
        if meaning.kind == "absent" and hasattr(builtins, chain):
            return Spelled(chain)
        if meaning.before and not (hasattr(builtins, chain) and meaning.origin is None):
            return Spelled(chain)
        where = "is not known here" if meaning.kind == "absent" else "means something else here"
        if meaning.kind != "absent" and not meaning.before:
            where = "is bound only below, or for type checkers only"
        raise Refused(f"`{root}` {where}")

    def _reach(self, wanted: str, chain: str, use: Use) -> Spelled:
        """The shortest way to `wanted` by what is imported, or `chain` if that is one; else a new import."""
        ways: list[tuple[bool, int, str]] = []
        for name in self.bindings.names(use):
            meaning = self.bindings.meaning(name, use)
            if meaning.kind == "sure" and meaning.origin and f"{wanted}.".startswith(f"{meaning.origin}."):
                way = name + wanted[len(meaning.origin) :]
                ways.append((way != chain, way.count("."), way))
        if ways:
            return Spelled(min(ways)[2])
        module, _, name = wanted.partition(".")
        if module == "typing" and self._is_free(name, wanted, use):
            return Spelled(name, frozenset({NewImport("typing", name)}))
        if self._is_free(module, module, use):
            return Spelled(wanted, frozenset({NewImport(module)}))
        raise Refused(
            f"`{module}` is bound to something else, or not always, in this file: import it by hand"
        )

    def _is_free(self, name: str, origin: str, use: Use) -> bool:
        """Whether importing `origin` as `name` at the top of the file gives `name` that meaning at `use`."""
        module_wide = Use(use.line, use.scopes[:1])
        for place in (use, module_wide):
            meaning = self.bindings.meaning(name, place)
            if meaning.kind != "absent" and not (meaning.kind == "unsure" and meaning.origin == origin):
                return False
        return True


def _wanted(chain: str) -> str:
    if chain in _TORCH:
        return _TORCH[chain]
    return f"typing.{chain}" if chain in _TYPING else chain


def _parse(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        pass
    try:
        # It may break lines as only brackets around it allow; no bracket in it may pair with the added ones.
        ast.parse(f"[\n{text}\n]", mode="eval")
        node = ast.parse(f"(\n{text}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(f"`{text}` is no Python expression") from None
    ast.increment_lineno(node, -1)
    return node


def _parse_statement(text: str) -> ast.stmt:
    try:
        (node,) = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(f"`{text}` is no Python statement") from None
    return node


def _chain(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _chain(node.value)
        return None if inner is None else f"{inner}.{node.attr}"
    return None


def _chains(node: ast.AST) -> Iterator[ast.expr]:
    """The names, with the attributes taken of them, that an expression reads."""
    if isinstance(node, ast.expr) and _chain(node) is not None:
        if not isinstance(getattr(node, "ctx", None), ast.Store):
            yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _chains(child)


def _offset(lines: list[str], line: int, column: int) -> int:
    before = sum(len(text) + 1 for text in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode())
