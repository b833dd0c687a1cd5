"""Small functions for torch.jit.trace, `target`, one a seed: a trace loses something of them or not."""

from __future__ import annotations

from random import Random

HEAD = """\
import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def picked(v: Tensor, n: int):
    return v * n if v.mean() > 0 else v - n


def scaled(v: Tensor, by: float = 2.0):
    if isinstance(v, Tensor):
        v = v * by
    return v.relu() if by > 1 else v


"""
STATEMENTS = (
    "y = y + x", "y = y * 0.5", "y = F.relu(y)", "y = y.t().t()", "n = y.size(0)", "n = len(y)",
    "n = int(y.sum())", "y = -y", "y = y * n", "y = y[:2]", "y = y[:n]", "y = torch.cat([y, y])",
    "y = torch.where(y > 0, y, -y)", "m = y.sum().item()", "y = y * m", "m = float(n)", "y = picked(y, 2)",
    "y = scaled(y)", "y = scaled(y, m)", "parts = [y, x]", "y = parts[0] + y", "parts = y.unbind(0)",
    "y = sum(parts) + y", "n = y.shape[-1]", "y = y / math.sqrt(y.size(-1))", "b = bool((y > 0).any())",
    "y = y if b else -y", "b = n > 2", "d = {'a': y}", "y = d['a'] + 1", "y = torch.zeros_like(y) + y",
    "y = y.view(-1)[:2] + y", "y = y.clone(); y[0] = 0.5", "y = torch.tensor(y.tolist())",
    "y = y + torch.arange(y.size(-1))", "m = max(y.flatten()).item()", "y = torch.ones(n) + y.sum()",
    "y = y + torch.tensor(n)", "n = 2", "m = 1.5", "y = y.to(x.device)", "print(y.shape)",
    "y = torch.stack([v + 1 for v in x])", "y = y * y.numel()", "y = y[y > 0]",
    "y = y.sum(0, keepdim=True) + y", "assert y.dim() > 0",
)  # fmt: skip
COMPOUND = (
    "if y.sum() > 0:\n    <s>", "if n > 2:\n    <s>\nelse:\n    <s>", "for i in range(3):\n    <s>",
    "for i in range(n):\n    y = y + i", "for v in x:\n    y = y + v.sum()", "if b:\n    <s>",
    "while n > 1:\n    n = n - 1\n    y = y + 1", "if y.dim() == 2:\n    <s>",
    "if x.is_floating_point():\n    <s>", "try:\n    <s>\nexcept ValueError:\n    pass",
    "with torch.no_grad():\n    <s>", "for i, v in enumerate(x):\n    if i > 2:\n        y = y + v.sum()",
    "if x.size(0) == 2:\n    <s>", "if m > 1:\n    <s>",
    "y = torch.stack([v * i for i, v in enumerate(x.unbind(0))])",
)  # fmt: skip


def traced(seed: int) -> str:
    """The program of a seed."""
    random = Random(seed)
    body = ["y = x * 2", "n = 3", "m = 0.5", "b = True", "parts = [x]", "d = {'a': x}"]
    for _ in range(random.randint(1, 5)):
        text = random.choice(COMPOUND) if random.random() < 0.25 else random.choice(STATEMENTS)
        while "<s>" in text:
            text = text.replace("<s>", random.choice(STATEMENTS), 1)
        body.append(text)
    lines = "\n".join(body).replace("\n", "\n    ")
    return f"{HEAD}def target(x: Tensor):\n    {lines}\n    return y\n"
