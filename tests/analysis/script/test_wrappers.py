"""Wrappers of functools.wraps: script compiles the function inside, which matters where they do something."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.analysis.script.judging import kinds

_SOURCE = """\
import functools
ON = False
def deco(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
{body}
    return wrapper
@deco
def f(x):
    return x
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return fn(*args, **kwargs)", []),
        ("if not ON:\n    return fn(*args, **kwargs)\nraise ValueError()", []),
        ("if ON:\n    print(1)\nreturn fn(*args, **kwargs)", []),
        ("return fn(*args, **kwargs) * 2", ["silent-difference"]),
        ("print(1)\nreturn fn(*args, **kwargs)", ["silent-difference"]),
        ("if args:\n    return fn(*args, **kwargs)\nreturn 1", ["silent-difference"]),
        ("if ON:\n    return fn(*args)\nreturn 1", ["silent-difference"]),
    ],
)
def test_a_wrapper_is_missed_where_it_does_something(tmp_path: Path, body: str, told: list[str]) -> None:
    assert kinds(tmp_path, _SOURCE.format(body=indent(body, " " * 8))) == told
