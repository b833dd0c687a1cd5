"""Arguments: the values of one call."""

from __future__ import annotations

from dataclasses import dataclass

from tslint.analysis.values import Value


@dataclass(slots=True)
class Arguments:
    """Values of one call. `open` where a star argument of unknown length may supply more."""

    args: list[Value]
    kwargs: dict[str, Value]
    open: bool = False

    def get(self, position: int, name: str) -> Value | None:
        """An argument by position or by name."""
        if position < len(self.args):
            return self.args[position]
        return self.kwargs.get(name)

    def all(self) -> list[Value]:
        """Every argument, by position first."""
        return [*self.args, *self.kwargs.values()]
