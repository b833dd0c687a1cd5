"""What the frontend rejects, wherever it stands in a compiled function."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import events, kinds, line_of


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("try:\n        x = x + 1\n    finally:\n        pass", "unsupported-statement"),
        ("import os", "unsupported-statement"),
        ("global N", "unsupported-statement"),
        ("x = (lambda a: a)(x)", "unsupported-expression"),
        ("x = x[{0}.pop()]", "unsupported-expression"),
        ("if (n := x.dim()) > 1:\n        x = x * n", "unsupported-expression"),
        ("ys = [y for y in x if y.sum() > 0]", "unsupported-comprehension"),
        ("ys = [y * z for y in x for z in x]", "unsupported-comprehension"),
        ("n = 3\n    n //= 2", "unsupported-operator"),
        ("x = +x", "unsupported-operator"),
        ("s = f'{x.dim():3d}'", "unsupported-format"),
        ("y: Tensor", "annotation-without-value"),
        ("__jit_y = x", "reserved-name"),
    ],
)
def test_a_construct_that_cannot_be_parsed_is_told(tmp_path: Path, body: str, kind: str) -> None:
    assert kinds(tmp_path, f"def f(x: Tensor):\n    {body}\n    return x\n") == [kind]


def test_a_dead_branch_is_still_parsed(tmp_path: Path) -> None:
    source = """
    def f(x: Tensor):
        if not torch.jit.is_scripting():
            x = x.numpy()
            try:
                x = x + 1
            except ValueError:
                pass
        return x
    """
    told = events(tmp_path, source)
    assert [event.kind for event in told] == ["unsupported-statement"]
    assert line_of(told[0]) == "try:"


@pytest.mark.parametrize(
    ("signature", "kind"),
    [
        ("*xs", "variadic-parameter"),
        ("x, **kw", "variadic-parameter"),
        ("*, n: int = 3", "keyword-only-parameter"),
    ],
)
def test_parameters_that_no_compiled_function_takes(tmp_path: Path, signature: str, kind: str) -> None:
    assert kinds(tmp_path, f"def f({signature}):\n    return 1\n") == [kind]


def test_a_keyword_only_parameter_without_default_is_fine(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x, *, n: int):\n    return x * n\n") == []


def test_a_type_comment_is_read_as_the_signature(tmp_path: Path) -> None:
    source = "def f(xs, n):\n    # type: (List[int], int) -> int\n    return xs[n]\n"
    assert kinds(tmp_path, source) == []


def test_a_comment_that_only_looks_like_a_type_comment_is_told(tmp_path: Path) -> None:
    assert kinds(tmp_path, "def f(x):\n    y = x  # type : weird\n    return y\n") == ["wrong-type-comment"]
