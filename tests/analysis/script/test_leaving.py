"""A conditional exit before a `with` block whose values are used outside of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds

_HEAD = "def f(x: Tensor, n: int) -> Tensor:\n    out = x\n"
_BROKEN = {
    "a value used after the block": """
    if n == 0:
        return x
    with torch.no_grad():
        out = x * 2
    return out
""",
    "a value returned from the block": """
    if n == 0:
        return x
    with torch.no_grad():
        return x * 2
""",
    "an exit inside the block": """
    with torch.no_grad():
        if n == 0:
            return x
        out = x * 2
    return out
""",
    "a loop that goes on": """
    for i in range(n):
        if i == 2:
            continue
        with torch.no_grad():
            out = out + i
    return out
""",
}
_WHOLE = {
    "a value that stays in the block": """
    if n == 0:
        return x
    with torch.no_grad():
        out = x * 2
        print(out)
    return x
""",
    "the rest under else": """
    if n == 0:
        return x
    else:
        with torch.no_grad():
            out = x * 2
        return out
""",
    "an exit two conditions deep": """
    if n == 0:
        if x.dim() == 0:
            return x
    with torch.no_grad():
        out = x * 2
    return out
""",
    "a raise": """
    if n == 0:
        raise ValueError("none")
    with torch.no_grad():
        out = x * 2
    return out
""",
    "a condition that is decided": """
    if not torch.jit.is_scripting():
        return x
    with torch.no_grad():
        out = x * 2
    return out
""",
    "another value by the time it is used": """
    if n == 0:
        return x
    with torch.no_grad():
        out = x * 2
    out = x + 1
    return out
""",
}


def _compiles(folder: Path, source: str) -> bool:
    """Whether torch itself takes the function."""
    import importlib.util

    import torch

    path = folder / "compiled.py"
    path.write_text(f"import torch\nfrom torch import Tensor\n\n{source}", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("compiled", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        torch.jit.script(module.f)
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize("body", _BROKEN.values(), ids=_BROKEN)
def test_a_value_cannot_leave_a_block_that_is_moved(tmp_path: Path, body: str) -> None:
    assert kinds(tmp_path, _HEAD + body) == ["exit-before-with"]
    assert not _compiles(tmp_path, _HEAD + body)


@pytest.mark.parametrize("body", _WHOLE.values(), ids=_WHOLE)
def test_what_compiles_is_not_told(tmp_path: Path, body: str) -> None:
    assert kinds(tmp_path, _HEAD + body) == []
    assert _compiles(tmp_path, _HEAD + body)
