"""Forward hooks: torch compiles them with the module as `self`, and holds them against its forward."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds

_NET = """\
class Inner(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.inner.{register}({hook})
    def method(self, module, inputs, output):
        return output
    def forward(self, x):
        return self.inner(x)
"""


def _told(folder: Path, register: str, hook: str) -> list[str]:
    given = "hook" if hook.startswith("def") else hook
    above = hook + "\n" if hook.startswith("def") else ""
    return kinds(folder, above + _NET.format(register=register, hook=given), "Net")


@pytest.mark.parametrize(
    "hook",
    [
        "def hook(self, i: Tuple[Tensor], o: Tensor): pass",
        "def hook(self, i: Tuple[Tensor], o): return o",
        "def hook(self, i: Tuple[Tensor], o: Tensor) -> int: return 1",
        "def hook(self, i: Tuple[Tensor], o: Tensor): print(self.training)",
    ],
)
def test_a_hook_that_fits(tmp_path: Path, hook: str) -> None:
    assert _told(tmp_path, "register_forward_hook", hook) == []


@pytest.mark.parametrize(
    "hook",
    [
        "def hook(self, i: Tuple[Tensor]): pass",
        "def hook(self, i: Tuple[Tensor], o: Tensor, more: int): pass",
        "def hook(self, i, o): pass",
        "def hook(self, i: Tuple[int], o: Tensor): pass",
        "def hook(self, i: Tuple[Tensor, Tensor], o: Tensor): pass",
        "def hook(self, i: Tuple[Tensor], o: Any): pass",
        "self.method",
    ],
)
def test_a_hook_that_does_not_fit(tmp_path: Path, hook: str) -> None:
    assert _told(tmp_path, "register_forward_hook", hook) == ["unsupported-hook"]


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ("def hook(self, i: Tuple[Tensor]) -> None: pass", []),
        ("def hook(self, i: Tuple[Tensor]) -> Tuple[Tensor]: return i", []),
        ("def hook(self, i: Tuple[Tensor]) -> Tensor: return i[0]", []),
        ("def hook(self, i: Tuple[Tensor]): pass", ["unsupported-hook"]),
        ("def hook(self, i: Tuple[Tensor]) -> int: return 1", ["unsupported-hook"]),
        ("def hook(self, i: Tuple[Tensor]) -> Optional[Tuple[Tensor]]: return i", ["unsupported-hook"]),
    ],
)
def test_a_pre_hook_says_what_it_returns(tmp_path: Path, hook: str, told: list[str]) -> None:
    assert _told(tmp_path, "register_forward_pre_hook", hook) == told


def test_a_hook_and_a_compiled_method_have_two_names(tmp_path: Path) -> None:
    hook = "def forward(self, i: Tuple[Tensor], o: Tensor): pass"
    source = hook + "\n" + _NET.format(register="register_forward_hook", hook="forward")
    assert kinds(tmp_path, source, "Net") == ["unsupported-hook"]


@pytest.mark.parametrize(("hook", "told"), [("Tensor", []), ("int", ["unsupported-hook"])])
def test_a_module_may_call_itself_what_it_likes(tmp_path: Path, hook: str, told: list[str]) -> None:
    source = f"""
    def hook(self, i: Tuple[Tensor], o: {hook}): pass

    class Net(nn.Module):
        def __init__(this):
            super().__init__()
            this.register_forward_hook(hook)

        def forward(this, x: Tensor) -> Tensor:
            return x
    """
    assert kinds(tmp_path, source, "Net") == told
