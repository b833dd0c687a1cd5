"""tslint: the TorchScript compiler's verdict without running the compiler, with the cure and the proof."""

from __future__ import annotations

__version__ = "0.1.0"
