"""The code blocks of rule pages, as `rules/README.md` lays down: what is run, and how."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from tslint.config.model import Mode
from tslint.rules.judge import covers
from tslint.rules.pages import Page
from tslint.torchspec.load import releases

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
    def sound(self) -> bool:
        """Whether it is Python that defines something."""
        try:
            return bool(self.entry)
        except (SyntaxError, IndexError):
            return False

    @property
    def accepted(self) -> bool:
        """Whether torch takes an example that a project forbids all the same."""
        return "accepted" in self.words

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
    def exports_itself(self) -> bool:
        """Whether it says in `export()` how it is exported."""
        return self.entry == "export"

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


def entries_of(page: Page, block: Block) -> tuple[str, ...]:
    """What tslint looks at: what is exported, or, where a block exports itself under hybrid, all of it."""
    return () if block.exports_itself and mode_of(page) == "hybrid" else (block.entry,)


def target_of(page: Page, usual: str) -> str:
    """The release for which the examples of a page are checked: the newest described one that it is about."""
    if covers(page.rule, usual):
        return usual
    return next((known for known in reversed(releases()) if covers(page.rule, known)), usual)


def mode_of(page: Page) -> Mode:
    """The mode in which the examples of a page are checked."""
    if page.rule.code.startswith("TS6"):
        return "hybrid"
    return "script" if page.rule.regime == "script" else "trace"
