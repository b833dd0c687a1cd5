"""Arguments: the values of one call."""

from __future__ import annotations

from dataclasses import dataclass

from tslint.analysis.values import Value


@dataclass(slots=True)
class Arguments:
    """Values of one call. `open` where a star argument of unknown length may supply more; `varied` where
    another configuration may name other arguments, though none of these is missing.
    """

    args: list[Value]
    kwargs: dict[str, Value]
    open: bool = False
    varied: bool = False

    def get(self, position: int, name: str) -> Value | None:
        """An argument by position or by name."""
        if position < len(self.args):
            return self.args[position]
        return self.kwargs.get(name)

    def after(self, first: Value) -> Arguments:
        """These arguments behind another one."""
        return Arguments([first, *self.args], self.kwargs, self.open, self.varied)

    def rest(self) -> Arguments:
        """These arguments without the first."""
        return Arguments(self.args[1:], self.kwargs, self.open, self.varied)

    def all(self) -> list[Value]:
        """Every argument, by position first."""
        return [*self.args, *self.kwargs.values()]
