"""A trace in shares gives the same, whoever runs them, and whatever one of them meets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.analysis.trace.tracing import ROOT, project_of
from tslint.analysis import spreading
from tslint.analysis.api import Analysis, analyse
from tslint.analysis.trace import shares
from tslint.config.settings import NEWEST_TORCH, Settings
from tslint.hybrid.placement import place
from tslint.project.entries import top_level, uses
from tslint.rules.ruleset import load_rules

LAYER = """
class Layer(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.linear = nn.Linear(width, width)
        self.act = lambda v: v.relu()

    def forward(self, x, bias=None):
        if x.sum() > 0:
            x = self.act(x)
        return self.linear(x) if bias is None else self.linear(x) + bias

def made(width):
    return Layer(width)

def picked(x, n):
    return x[: int(n)]
"""
MODEL = """
from layers import Layer, made, picked

class Model{n}(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList([Layer({n}) for _ in range(layers)])
        self.last = made({n})

    def forward(self, x):
        for layer in self.layers:
            x = layer(x, {bias})
        return picked(self.last(x), x.shape[{n}])

def build{n}(layers=2):
    return Model{n}(layers)
"""
HIDDEN = """
class Hidden(nn.Module):
    def forward(self, x):
        return x if x.max() > 3 else -x

KINDS = {"hidden": Hidden}
"""
USER = """
from hidden import KINDS

class User(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = KINDS["hidden"]()

    def forward(self, x):
        return self.inner(x)

class After(nn.Module):
    def forward(self, x):
        return x.new_zeros(int(x.sum()))
"""
FILES = {
    "layers": LAYER,
    **{f"model{n}": MODEL.format(n=n, bias=("None", "x")[n % 2]) for n in range(4)},
    "hidden": HIDDEN,
    "user": USER,
}


class Others:
    """Runs the work of other processes in this one, by way of what they would send."""

    jobs = 2

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def __call__(self, works: Sequence[Callable[[], bytes]], here: Callable[[], None]) -> list[bytes]:
        here()
        self.sent = [work() for work in works]
        return self.sent


@pytest.fixture(autouse=True)
def few_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "FEWEST", 2)


def told(spread: Others | None, mode: str = "hybrid", **files: str) -> object:
    """All that is known of the entries in the end, with their plans."""
    project = project_of(**(files or FILES))
    settings = Settings(Path(ROOT), mode=mode)  # type: ignore[arg-type]
    analysis = analyse(project, settings, spread=spread)
    plans = place(analysis, load_rules(), NEWEST_TORCH) if mode == "hybrid" else []
    edits = [
        [(key, placed.losses, placed.candidate.places, placed.candidate.cures) for key, placed in each]
        for each in (plan.pieces.items() for plan in plans)
    ]
    return [replace(entry, root=None) for entry in analysis.entries], edits, seen_of(analysis)


def seen_of(analysis: Analysis) -> object:
    return {
        dotted: (sorted(unit.callers), list(unit.arguments), [r.class_name for r in unit.receivers])
        for dotted, unit in analysis.units.items()
    }


@pytest.mark.parametrize("mode", ["trace", "hybrid"])
def test_what_others_ran_is_as_if_this_process_had(mode: str) -> None:
    others = Others()
    assert told(others, mode) == told(None, mode)
    assert others.sent


def test_shares_tell_what_one_run_of_all_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _, units = told(None)  # type: ignore[misc]
    monkeypatch.setattr(shares, "FEWEST", 10**6)
    alone, _, of_one = told(None)  # type: ignore[misc]
    assert found == alone
    assert {dotted: seen[0] for dotted, seen in units.items()} == {d: s[0] for d, s in of_one.items()}
    assert any(event.kind == "erased-branch" for entry in found for event in entry.events)


def test_what_another_entry_reaches_is_not_judged_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[int] = []
    drop = shares.Ahead.drop

    def noted(ahead: shares.Ahead, place: int) -> None:
        dropped.append(place)
        drop(ahead, place)

    monkeypatch.setattr(shares.Ahead, "drop", noted)
    monkeypatch.setattr(shares, "FEWEST", 1)
    files = {"user": USER, "hidden": HIDDEN}
    found, *_ = told(Others(), **files)  # type: ignore[misc]
    assert dropped
    (hidden,) = [entry for entry in found if entry.name == "Hidden"]
    assert not hidden.whole  # as told by the calls of User
    monkeypatch.setattr(shares, "FEWEST", 10**6)
    alone, *_ = told(None, **files)  # type: ignore[misc]
    assert found == alone


def test_a_share_that_cannot_be_sent_is_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = told(None)

    def narrow(subject: object) -> bytes:
        raise RecursionError

    monkeypatch.setattr(spreading, "packed", narrow)
    others = Others()
    assert told(others) == expected
    assert others.sent


def test_parts_of_others_are_left_to_those_that_use_them() -> None:
    project = project_of(**FILES)
    used = uses(project)
    entities = [entity for module in project.checked for entity in top_level(module)]
    alone = {entities[place].name for place in shares.stand_alone(entities, used)}
    assert alone == {"Model0", "Model1", "Model2", "Model3", "Hidden", "User", "After"}


def test_what_one_function_makes_stays_in_one_share() -> None:
    files = {**FILES, "both": "from model0 import Model0\nfrom model1 import Model1\n" + BOTH}
    project = project_of(**files)
    used = uses(project)
    entities = [entity for module in project.checked for entity in top_level(module)]
    places = shares.stand_alone(entities, used)
    groups = shares.shares_of(entities, places, used, 3)
    names = [{entities[place].name for place in group} for group in groups]
    assert sorted(name for group in names for name in group) == sorted(entities[p].name for p in places)
    assert any({"Model0", "Model1"} <= group for group in names)
    assert any({"User", "After"} <= group for group in names)
    assert len(groups) == 3


BOTH = """
def either(first=True):
    return Model0(1) if first else Model1(1)
"""
