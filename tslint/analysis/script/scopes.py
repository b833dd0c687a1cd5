"""The compiler's environment: frames of names, as branches and loop bodies open and close them.

Source: `struct Environment` in torch/csrc/jit/frontend/ir_emitter.cpp.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from tslint.analysis.script.sugared import Closure, LambdaValue, Simple, Sugared, Super, Unknown
from tslint.torchspec import types as t


@dataclass(frozen=True, slots=True)
class Withheld:
    """A name that no longer has a value after a branch; the error comes where it is used."""

    kind: str
    node: ast.AST
    facts: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Frame:
    """One block: its names, and whether every path through it returns or raises."""

    names: dict[str, Sugared] = field(default_factory=dict)
    withheld: dict[str, Withheld] = field(default_factory=dict)
    exits: bool = False
    loop: bool = False
    doubtful: bool = False  # a branch that may be the only one compiled leaves here: the rest may be dead


class Scopes:
    """The stack of frames of one function."""

    def __init__(self) -> None:
        self.frames: list[Frame] = [Frame()]

    @property
    def top(self) -> Frame:
        return self.frames[-1]

    def push(self, *, loop: bool = False) -> Frame:
        """Open a block."""
        frame = Frame(loop=loop)
        self.frames.append(frame)
        return frame

    def pop(self) -> Frame:
        """Close a block."""
        return self.frames.pop()

    def close_loop(self) -> None:
        """Close the body of a loop: why a name has no value in it is why it has none after it."""
        frame = self.pop()
        for name, withheld in frame.withheld.items():
            if name not in frame.names and self.find(name) is None:
                self.withhold(name, withheld)

    def find(self, name: str) -> Sugared | Withheld | None:
        """What a name is in the nearest frame that has it."""
        for frame in reversed(self.frames):
            if name in frame.names:
                return frame.names[name]
            if name in frame.withheld:
                return frame.withheld[name]
        return None

    def visible(self) -> dict[str, Sugared]:
        """Every name with what it is now."""
        return {name: value for frame in self.frames for name, value in frame.names.items()}

    def find_in_parents(self, name: str) -> Sugared | None:
        """What a name is in an outer block of the same function."""
        for frame in reversed(self.frames[:-1]):
            if name in frame.names:
                return frame.names[name]
        return None

    def set(self, name: str, value: Sugared) -> None:
        """Store a value; what was known of it as a constant is forgotten, as a load gives it back."""
        if isinstance(value, Simple) and (value.is_constant or value.empty):
            value = Simple(value.type, drift=value.drift)
        self.top.names[name] = value
        self.top.withheld.pop(name, None)

    def withhold(self, name: str, withheld: Withheld) -> None:
        """Note that a name has no value from here on."""
        self.top.withheld[name] = withheld
        self.top.names.pop(name, None)

    def remove(self, name: str) -> None:
        """`del name`."""
        for frame in reversed(self.frames):
            if name in frame.names:
                del frame.names[name]
                return


_VALUES = (Simple, Unknown, Closure, LambdaValue, Super)  # and what may be one


def is_object(value: Sugared | Withheld | None) -> bool:
    """Whether a name stands for something that is no first-class value: a function, a module, a `range`."""
    return isinstance(value, Sugared) and not isinstance(
        value, (Simple, Unknown, Closure, LambdaValue, Super)
    )


def type_of(value: Sugared | None) -> t.Type | None:
    """The type of a first-class value; Unknown for an unknown one, None for anything else."""
    if isinstance(value, Simple):
        return value.type
    return t.UNKNOWN if isinstance(value, Unknown) else None
