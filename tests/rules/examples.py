"""The code blocks of rule pages: what tslint says of one, as `rules/README.md` lays down."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tslint.config.model import Mode
from tslint.config.settings import Settings
from tslint.engine.check import check
from tslint.rules.model import Finding
from tslint.rules.pages import Page

_BLOCK = re.compile(r"^```python *(.*)\n((?:.*\n)*?)```$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One code block: its source and the words on its fence."""

    source: str
    words: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether it is a whole module that can be run."""
        return "skip" not in self.words

    @property
    def also(self) -> frozenset[str]:
        """The codes of other rules that speak about it too."""
        named = [word.partition("=")[2].split(",") for word in self.words if word.startswith("also=")]
        return frozenset(code for codes in named for code in codes)

    @property
    def entry(self) -> str:
        """The name of what is exported: the last definition at module level."""
        names = [
            node.name
            for node in ast.parse(self.source).body
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        return names[-1]

    @property
    def scripted(self) -> tuple[str, ...]:
        """The functions under a `torch.jit` decorator that compiles them."""
        return tuple(
            node.name
            for node in ast.parse(self.source).body
            if isinstance(node, ast.FunctionDef)
            and any(ast.unparse(d) in _COMPILES for d in node.decorator_list)
        )


_COMPILES = {"torch.jit.script", "torch.jit.script_if_tracing"}


def blocks(page: Page, heading: str) -> list[Block]:
    """The blocks under a heading of a page."""
    text = page.sections().get(heading, "")
    return [Block(match[2], tuple(match[1].split())) for match in _BLOCK.finditer(text)]


def mode_of(page: Page) -> Mode:
    """The mode in which the examples of a page are checked."""
    if page.rule.code.startswith("TS6"):
        return "hybrid"
    return "script" if page.rule.regime == "script" else "trace"


def findings(path: Path, mode: Mode, entries: tuple[str, ...]) -> list[Finding]:
    """What tslint reports on a file; everything in it that could not be read is an error."""
    report = check([path], Settings(path.parent, mode=mode, entries=entries))
    assert not report.failures, report.failures
    return list(report.findings)
