"""Says whether torch sees a CUDA device, in a process of its own: asking may start CUDA's driver."""

from __future__ import annotations

from typing import Any

import torch

from .channel import Channel


def probe(job: dict[str, Any], channel: Channel) -> None:
    """Report `cuda` (bool) and its name."""
    available = bool(torch.cuda.is_available())
    name = torch.cuda.get_device_name() if available else ""
    channel.passed("probe", cuda=available, name=name)
