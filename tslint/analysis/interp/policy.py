"""What a regime may say while the interpreter runs: the hooks, and the silent regime that only builds
modules.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tslint.analysis.interp.arguments import Arguments
from tslint.analysis.values import Callable, Const, Instance, Origin, Scalar, Tensor, Value, kind_of

if TYPE_CHECKING:
    from tslint.analysis.interp.frame import Frame


class Policy:
    """The silent regime: interpreting `__init__` and module scope, where nothing is exported.

    Each hook is told what happens and answers with the value that goes on. A regime overrides those about
    which it has something to say.
    """

    regime = "build"
    plans = False  # whether what functions are called with is remembered for those who plan

    tells_calls = False  # whether a rule speaks about which functions are called

    def called(self, frame: Frame, node: ast.AST, function: Value) -> None:
        """Something is called; asked only where `tells_calls`."""

    def branch(
        self, frame: Frame, node: ast.AST, construct: str, test: ast.expr | ast.pattern, origin: Origin
    ) -> None:
        """A test on which the way forward depends, `origin` at least SHAPE."""

    def check(self, frame: Frame, node: ast.AST, construct: str, test: ast.expr, origin: Origin) -> None:
        """A test that only raises or reports: the check is gone from what is exported."""

    def loop(
        self, frame: Frame, node: ast.AST, construct: str, over: str, origin: Origin, source: ast.AST
    ) -> None:
        """The number of rounds depends on `origin`."""

    def freeze(
        self, frame: Frame, node: ast.AST, how: str, value: Value, origin: Origin, detail: str = ""
    ) -> Value:
        """A number that an input gave becomes a plain Python number (`how`: int, item, len, ...)."""
        return thawed(value)

    def state(self, frame: Frame, node: ast.AST, how: str, name: str) -> None:
        """Python state that outlives the call is changed."""

    def random(self, frame: Frame, node: ast.AST, name: str) -> None:
        """Python-side randomness."""

    def seeded(self, frame: Frame, node: ast.AST, name: str, fixed: bool) -> None:
        """A generator of random numbers gets a seed; `fixed`: the same one at every call."""

    def training(self) -> Value:
        """`self.training`: an export is made in eval mode."""
        return Const(False)

    def attribute_read(self, frame: Frame, node: ast.AST, owner: Instance, name: str, value: Value) -> Value:
        """An attribute of an object is read."""
        return value

    def attribute_store(
        self,
        frame: Frame,
        node: ast.AST,
        owner: Instance,
        name: str,
        value: Value,
        source: ast.expr,
        depends: bool,
    ) -> None:
        """An attribute of an object is bound anew; `depends` where the new value comes from the old."""

    def buffer_changed(self) -> None:
        """A buffer is changed in place, by what was not there when the module was built."""

    def container_made(self, value: Value, how: str, name: str, owner: Instance | None = None) -> None:
        """A list or dict that outlives the call is met, under the name of what holds it (`owner`: whose)."""

    def container_read(self, frame: Frame, node: ast.AST, value: Value) -> None:
        """A name or attribute whose value is a list or dict is read."""

    def container_cleared(self, value: Value) -> None:
        """A list or dict loses all that it held."""

    def container_aliased(self, node: ast.AST, value: Value) -> None:
        """What was read at `node` only got another name."""

    def container_grown(self, frame: Frame, node: ast.AST, place: ast.AST, value: Value) -> None:
        """A list gets another item; `place` is the expression that named it."""

    def item_read(self, frame: Frame, value: Value, key: object) -> None:
        """An item of a dict is read."""

    def item_store(
        self, frame: Frame, node: ast.AST, mapping: Value, key: object, value: Value, depends: bool
    ) -> None:
        """An item of a dict is bound anew; `depends` where the new value comes from the old."""

    def argument(self, frame: Frame, node: ast.AST, function: str, parameter: str, value: Value) -> None:
        """A size is given to a torch function whose argument a trace cannot carry."""

    def scripted(self, frame: Frame, node: ast.AST, function: Callable, arguments: Arguments) -> None:
        """A scripted function is called with these arguments."""

    def exported(self, frame: Frame, node: ast.AST, how: str, arguments: Arguments, result: Value) -> None:
        """A function of `torch.jit` is called: `how` is its name (trace, script, save)."""

    def saved(self, frame: Frame, node: ast.AST, module: Instance) -> None:
        """`module.save(...)`."""

    def mode(self, module: Instance, training: bool) -> None:
        """`module.train()` or `module.eval()`."""

    def given_away(self, values: list[Value]) -> None:
        """Code that nothing is known about gets these: it may change them."""

    def squeezed(self, frame: Frame, node: ast.AST, value: Tensor) -> None:
        """`squeeze()` without a dimension: how many dimensions are left depends on the sizes."""

    def note(self, frame: Frame, node: ast.AST, kind: str, **facts: str) -> None:
        """Anything else that a rule may speak about."""


def thawed(value: Value, kind: str = "") -> Value:
    """The same number once it is plain Python: from here on it is configuration, and told."""
    if isinstance(value, Const):
        return Const(value.value, min(value.origin, Origin.CONFIGURATION))
    return Scalar(kind or kind_of(value) or "number", Origin.CONFIGURATION)
