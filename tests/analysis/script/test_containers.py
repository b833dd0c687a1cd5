"""Containers of modules and parameters: unpacking, indexing, slicing, what builtins ask them for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.script.judging import kinds

_HOLDER = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.ReLU(), nn.Tanh()])
        self.stack = nn.Sequential(nn.ReLU(), nn.Tanh())
        self.heads = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()})
        self.scales = nn.ParameterList([torch.zeros(1), torch.zeros(1)])
        self.gates = nn.ParameterDict({"a": torch.zeros(1)})
        self.single = nn.ReLU()
    def forward(self, x):
"""


def _told(folder: Path, body: str, above: str = "") -> list[str]:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return kinds(folder, above + _HOLDER + lines + "        return x\n", "Net")


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("a, b = self.layers", "unpack-type"),
        ("a, b = self.stack", "unpack-type"),
        ("a, b = self.scales", "unpack-type"),
        ("y = torch.cat([*self.scales])", "unpack-type"),
        ("a, b = self.heads.items()", "unpack-type"),
        ("y = self.scales[0:1]", "module-index"),
        ("y = self.layers[: len(self.layers) - 1]", "module-index"),
        ("x = self.layers[len(self.layers) - 1](x)", "module-index"),
        ("y = self.single[0]", "not-subscriptable"),
        ("n = len(self.scales)", "unknown-attribute"),
        ("n = len(self.single)", "unknown-attribute"),
        ("y = 'a' in self.gates", "unknown-attribute"),
        ("y = 'a' in self.layers", "unknown-attribute"),
        ("y = str(self.single)", "unknown-attribute"),
        ("self.scales[0] = x", "unknown-attribute"),
        ("self.scales[0] += 1", "item-assignment"),
        ("x = self.heads.values()[0](x)", "not-callable"),
        ("for pair in self.heads.items():\n    x = pair[1](x)", "not-callable"),
    ],
)
def test_a_container_of_modules_does_less_than_in_python(tmp_path: Path, body: str, event: str) -> None:
    assert kinds_once(_told(tmp_path, body)) == [event]


def kinds_once(found: list[str]) -> list[str]:
    """Each kind once: both children of a container say the same."""
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    "body",
    [
        "a, b = self.heads.values()\nx = a(b(x))",
        "a, b = self.layers[:]",
        "x = x * len(self.layers) * len(self.stack) * len(self.heads)",
        "n: int = len(self.layers)\nx = x * n",
        "y = 'a' in self.heads",
        "x = getattr(self.layers, '0')(x)",
        "for key, head in self.heads.items():\n    x = head(x)",
        "for i, (key, head) in enumerate(self.heads.items()):\n    x = head(x) + i",
        "for (key, head), layer in zip(self.heads.items(), self.layers):\n    x = head(layer(x))",
        "ys = {key: head(x) for key, head in self.heads.items()}",
        "for layer in self.layers[:-1]:\n    y = layer",
    ],
)
def test_what_a_container_of_modules_does_do(tmp_path: Path, body: str) -> None:
    assert _told(tmp_path, body) == []


_SIZED = "class Net(nn.Module):\n    {}def __len__(self):\n        return 2\n    def forward(self, x):\n"


@pytest.mark.parametrize(
    ("decorator", "result", "told"),
    [
        ("", "len(self)", ["unknown-attribute"]),
        ("", "self.__len__() + len(self)", []),
        ("@torch.jit.export\n    ", "len(self)", []),
    ],
)
def test_a_builtin_finds_a_method_of_a_module_once_it_is_compiled(
    tmp_path: Path, decorator: str, result: str, told: list[str]
) -> None:
    source = _SIZED.format(decorator) + f"        return {result}\n"
    assert kinds(tmp_path, source, "Net") == told


def test_a_container_knows_its_own_length_only_after_its_methods_are_compiled(tmp_path: Path) -> None:
    source = (
        "class Net(nn.ModuleList):\n    def __init__(self):\n        super().__init__([nn.ReLU()])\n"
        "    def forward(self, x):\n        return x * len(self)\n"
    )
    assert kinds(tmp_path, source, "Net") == ["unknown-attribute"]


def test_a_module_with_getitem_cannot_be_indexed(tmp_path: Path) -> None:
    source = (
        "class Net(nn.Module):\n    def __getitem__(self, i: int):\n        return i\n"
        "    def forward(self, x):\n        return self[1]\n"
    )
    assert kinds(tmp_path, source, "Net") == ["not-subscriptable"]
