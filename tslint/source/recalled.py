"""What was found out about a node of a syntax tree, recalled for as long as the tree is in use."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

_Node = TypeVar("_Node", bound=ast.AST)
_Found = TypeVar("_Found")


def recalled(function: Callable[[_Node], _Found]) -> Callable[[_Node], _Found]:
    """As `functools.cache` for a function of a node, without keeping the node and all below it alive.

    A server checks for days: trees of the past would pile up. What is found must not hold the node itself.
    """
    known: WeakKeyDictionary[_Node, _Found] = WeakKeyDictionary()

    @functools.wraps(function)
    def recall(node: _Node) -> _Found:
        try:
            return known[node]
        except KeyError:
            found = known[node] = function(node)
            return found

    return recall
