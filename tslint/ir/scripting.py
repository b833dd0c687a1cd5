"""The names of torch that compile a function which they stand above."""

from __future__ import annotations

SCRIPTS = frozenset({"torch.jit.script", "torch.jit.script_if_tracing", "torch.jit._script_if_tracing"})
