"""Numbers that Python reads and will not print: `0xfff...` of more digits than it turns into decimal ones."""

from __future__ import annotations

import ast
import re

from tslint.source.walking import walk

_LARGEST = 1 << 14_000  # just below the 4,300 digits at which Python refuses
_LONG = re.compile(r"0[xXoObB][0-9a-fA-F_]{3500}")


def printable(tree: ast.Module, text: str) -> ast.Module:
    """The tree of a text, with a number of thousands of digits that can be printed for each that cannot.

    Neither fits anything that torch takes, and every message that shows code would fail on them.
    """
    if _LONG.search(text):
        for node in walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                node.value = min(node.value, _LARGEST)
    return tree
