"""What the trace saw of each function that it ran: the arguments, the result, the objects it belonged to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tslint.analysis.values import Instance, Value, join
from tslint.project.entities import Function


@dataclass(eq=False, slots=True)
class Unit:
    """A function or method as the trace ran it; `arguments` and `result` are joined over all calls."""

    function: Function
    arguments: dict[str, Value] = field(default_factory=dict)
    result: Value | None = None
    receivers: list[Instance] = field(default_factory=list)
    callers: set[str] = field(default_factory=set)

    def called(self, arguments: Mapping[str, Value], receiver: Value | None, caller: str) -> None:
        """Take in one more call."""
        for name, value in arguments.items():
            known = self.arguments.get(name)
            self.arguments[name] = value if known is None else join(known, value)
        if isinstance(receiver, Instance) and not any(known is receiver for known in self.receivers):
            self.receivers.append(receiver)
        self.callers.add(caller)

    def recalled(self, caller: str) -> None:
        """Take in a call that was not run, as one like it had been."""
        self.callers.add(caller)

    def gave(self, result: Value) -> None:
        """Take in the result of one more call."""
        self.result = result if self.result is None else join(self.result, result)
