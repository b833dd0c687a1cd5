"""Folders of modules that import each other, one a seed: in circles, by star, by halves, under conditions."""

from __future__ import annotations

from random import Random

from tests.generated.extremes import encoded
from tests.generated.programs import program

FILES = (
    "pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/c.py", "main.py",
    "torch_like.py", "pkg/sub.py", "bare/d.py",
)  # fmt: skip
ABSOLUTE = ("pkg", "pkg.a", "pkg.b", "pkg.sub", "pkg.sub.c", "main", "torch_like", "bare.d")
MODULES = (*ABSOLUTE, ".", ".a", "..b", "...", ".c")
NAMES = (
    "Model", "helper", "Gate", "*", "Model as Gate", "Other, Model", "state", "a", "sub", "torch",
    "late as Model",
)  # fmt: skip
FORMS = (
    "from {module} import {name}", "import {dotted}", "import {dotted} as {alias}",
    "try:\n    from {module} import {name1}\nexcept ImportError:\n    {alias} = None",
    "if TYPE_CHECKING:\n    from {module} import {name1}", "if {dotted0}:\n    import {dotted}",
    "def __getattr__(name):\n    from {module} import {name1}\n    return Model",
    "__all__ = ['Model', 'helper']\nfrom {module} import *",
    "from {module} import *\nfrom {module2} import *",
    "import sys\nsys.modules['{dotted}'] = {alias}", "{alias} = __import__('{dotted}')",
    "class Model({dotted}.Model):\n    pass", "Model = {dotted}.Model", "del {alias}",
    "{dotted}.Model = {dotted}.helper",
    "@{dotted}.helper\nclass Model({dotted}.Gate, {dotted}.Model):\n    def forward(self, x):\n"
    "        return {dotted}.Model()(super().forward(x))",
    "torch.jit.script({dotted}.Model())", "torch.jit.trace({dotted}.Model().eval(), torch.rand(2, 3))",
)  # fmt: skip


def project(seed: int) -> dict[str, bytes]:
    """The files of a seed, by their paths below one folder."""
    random = Random(seed)
    chosen = random.sample(FILES, random.randint(2, 5))
    return {path: encoded(random, _module(random, seed * 10 + number)) for number, path in enumerate(chosen)}


def _module(random: Random, seed: int) -> str:
    head, _, body = program(seed).partition("\n\n\n")
    early = [_said(random) for _ in range(random.randint(0, 2))]
    late = [_said(random) for _ in range(random.randint(0, 2))]
    return "\n".join([head, *early, "\n", body, *late]) + "\n"


def _said(random: Random) -> str:
    name = random.choice(NAMES)
    return random.choice(FORMS).format(
        module=random.choice(MODULES),
        module2=random.choice(MODULES),
        name=name,
        name1=name.replace("*", "helper"),
        dotted=random.choice(ABSOLUTE),
        dotted0=random.choice(ABSOLUTE),
        alias=random.choice(("Model", "Gate", "helper", "a", "x")),
    )
