"""The interpreter of Python on abstract values: it builds modules, and runs `forward` as a tracer does.

Evaluating and calling need each other, so its modules import each other. Loading starts here, always in the
same order, whichever of them is asked for first.
"""

from __future__ import annotations

from tslint.analysis.interp import expressions

__all__ = ["expressions"]
