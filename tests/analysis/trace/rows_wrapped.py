"""Forwards that call what decorators of the project have put wrappers around."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

_WRAPPERS = """
import functools


def signed(function):
    @functools.wraps(function)
    def wrapper(x, *args, **kwargs):
        y = function(x, *args, **kwargs)
        return y if y.sum() > 0 else -y
    return wrapper


def in_pieces(size):
    def decorator(function):
        def wrapper(x):
            return torch.cat([function(piece) for piece in x.split(size)])
        return wrapper
    return decorator


def flat(function):
    @functools.wraps(function)
    def wrapper(x, **kwargs):
        return function(x.reshape(-1, x.shape[-1]), **kwargs).reshape(x.shape)
    return wrapper


class OnlyLarge:
    def __init__(self, function):
        self.function = function

    def __call__(self, x):
        return self.function(x) if x.shape[0] > 3 else x


def known(function):
    KNOWN.append(function)
    return function


def remembered(function):
    kept = {}
    def wrapper(n):
        if n not in kept:
            kept[n] = function(n)
        return kept[n]
    return wrapper


KNOWN = []
"""


def _around(decorator: str, body: str = "return x * k", parameters: str = "x, k=2") -> str:
    return f"{_WRAPPERS}\n@{decorator}\ndef scaled({parameters}):\n    {body}\n"


WRAPPED = (
    lost("wrapper_decides", "return scaled(x)", top=_around("signed")),
    lost("wrapper_decides_with_keyword", "return scaled(x, k=3)", top=_around("signed")),
    lost("wrapper_loops", "return scaled(x)", top=_around("in_pieces(2)", "return x - x.mean()", "x")),
    lost("wrapper_is_an_object", "return scaled(x)", top=_around("OnlyLarge", parameters="x, k=2")),
    kept("wrapper_reshapes", "return scaled(x, k=3)", top=_around("flat")),
    lost("wrapped_decides", "return scaled(x, k=3)", top=_around("flat", "return x if x.sum() > 0 else -x")),
    kept("decorator_registers", "return scaled(x)", top=_around("known")),
    lost("wrapped_where_it_is_registered", "return scaled(x)", top=_around("known", "return x * len(x)")),
    kept(
        "wrapper_remembers", "return x + scaled(4)", top=_around("remembered", "return torch.arange(n)", "n")
    ),
)
