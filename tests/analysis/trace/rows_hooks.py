"""Forwards whose modules carry hooks, or buffers that each call changes."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

_GATE = """
def gate(module, given, result):
    return result if result.shape[0] > 3 else -result


def clipped(module, given):
    x = given[0]
    return (x.clamp(max=1) if x.max() > 1 else x * 2,)


def halved(module, given, result):
    return result[: result.shape[0] // 2]
"""
_COUNT = "self.register_buffer('count', torch.zeros(()))"
_FLAGS = "self.register_buffer('flags', torch.ones(4))"

HOOKS = (
    lost("hook_with_a_branch", "return self.linear(x)", "self.linear.register_forward_hook(gate)", _GATE),
    lost(
        "hook_before_with_a_branch",
        "return self.linear(x)",
        "self.linear.register_forward_pre_hook(clipped)",
        _GATE,
    ),
    kept("hook_that_cuts", "return self.linear(x).sum()", "self.linear.register_forward_hook(halved)", _GATE),
    lost("hook_of_the_model", "return self.linear(x)", "self.register_forward_pre_hook(clipped)", _GATE),
    lost(
        "hook_in_a_loop",
        "return self.linear(x)",
        "for part in [self.linear]:\n    part.register_forward_hook(gate)",
        _GATE,
    ),
    kept(
        "hook_that_gathers",
        "self.kept.clear()\nself.linear(x)\nreturn self.kept[0] * 2",
        "self.kept = []\nself.linear.register_forward_hook(lambda module, given, y: self.kept.append(y))",
    ),
    lost("buffer_counts", "self.count += 1\nreturn x if self.count > 2 else -x", _COUNT),
    lost("buffer_counts_by_method", "self.count.add_(1)\nreturn x * min(float(self.count), 3.0)", _COUNT),
    lost(
        "buffer_points",
        """
        place = int(self.count)
        self.flags[place] = 5.0
        self.count[...] = place + 1
        return x * self.flags
        """,
        f"{_COUNT}\n{_FLAGS}",
    ),
    kept("buffer_gets_the_same", "self.flags[0] = 0\nreturn x[:, : int(self.flags.sum())]", _FLAGS),
    kept(
        "buffer_counts_in_training",
        "if self.training:\n    self.count += 1\nreturn x if self.count > 2 else -x",
        _COUNT,
    ),
)
