"""What this torch is: whether it sees a CUDA device (to ask may start the driver), where its libtorch is."""

from __future__ import annotations

import os
from typing import Any

import torch

from .channel import Channel
from .target import SEED


def probe(job: dict[str, Any], channel: Channel) -> None:
    """Report `cuda` (bool), torch's folder, its C++ ABI, and the seed that generators start from."""
    available = bool(torch.cuda.is_available())
    root = os.path.dirname(os.path.abspath(torch.__file__))
    channel.passed("probe", cuda=available, root=root, abi=bool(torch.compiled_with_cxx11_abi()), seed=SEED)
