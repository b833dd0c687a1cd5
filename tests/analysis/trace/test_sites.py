"""A class that needs arguments is judged as the project's functions build it."""

from __future__ import annotations

from tests.analysis.trace.tracing import events, kinds

NET = """
    class Table:
        def look(self, v):
            return v if v.sum() > 0 else -v
    class Quiet:
        def look(self, v):
            return v
    class Net(nn.Module):
        def __init__(self, *, table, rounds):
            super().__init__()
            self.table, self.rounds = table, rounds
        def forward(self, x):
            for _ in range(self.rounds):
                x = self.table.look(x)
            return x
    """


def test_a_function_that_builds_it_says_what_it_holds() -> None:
    (event,) = events("Net", model=NET + "\n    def net():\n        return Net(table=Table(), rounds=2)\n")
    assert (event.kind, event.chain[-1].callee) == ("erased-branch", "model.Table.look")
    assert events("Net", model=NET + "\n    def net():\n        return Net(table=Quiet(), rounds=2)\n") == []
    assert events("Net", model=NET) == []


def test_a_builder_is_called_as_others_call_it() -> None:
    files = {
        "model": NET + "\n    def _net(kind, rounds):\n        return Net(table=kind(), rounds=rounds)\n",
        "zoo": """
            from model import Quiet, Table, _net
            def small():
                return _net(Quiet, 1)
            def large(rounds=3, **other):
                return _net(kind=Table, rounds=rounds)
            """,
    }
    (event,) = events("Net", **files)
    assert event.chain[-1].callee == "model.Table.look"


def test_builders_that_call_each_other_without_end_are_left() -> None:
    top = """
    def net(depth=2):
        return other(depth)
    def other(depth):
        while True:
            depth = net(depth)
        return Net(table=Table(), rounds=depth)
    """
    assert kinds(events("Net", model=NET + top)) in ([], ["erased-branch"])


def test_a_class_that_needs_nothing_is_judged_as_it_is() -> None:
    source = """
        class Net(nn.Module):
            def __init__(self, strict=False):
                super().__init__()
                self.part = nn.Tanh()
            def forward(self, x):
                return self.part(x)
        def net():
            return Net(strict=True)
        """
    assert events("Net", model=source) == []


def test_a_function_that_builds_several_classes_is_asked_for_each() -> None:
    source = """
        class Part(nn.Module):
            def __init__(self, table):
                super().__init__()
                self.table = table
            def forward(self, x):
                return self.table.look(x)
        class Net(nn.Module):
            def __init__(self, part):
                super().__init__()
                self.part = part
            def forward(self, x):
                return self.part(x) if x.shape[0] > 1 else x
        class Table:
            def look(self, v):
                return v if v.sum() > 0 else -v
        def net(*, rounds=2):
            first, second = Part(Table()), Part(table=Table())
            return Net(first), Net(second)
        """
    for name in ("Part", "Net"):
        assert "model.Table.look" in [e.chain[-1].callee for e in events(name, model=source) if e.chain]
    found = events("*", model=source)
    assert [event.facts["construct"] for event in found] == ["ternary", "ternary"]
