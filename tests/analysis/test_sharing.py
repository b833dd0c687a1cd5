"""Events that many entries reach are one object, unless their chains are what is told of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tslint.analysis.api import analyse
from tslint.analysis.events import Call, Event
from tslint.analysis.sharing import Sharing
from tslint.config.settings import Settings
from tslint.ir.spans import Span
from tslint.project.modules import Project
from tslint.source.files import load_source

ONE = Event(
    "a-kind", "script", "/project/model.py", Span(3, 1, 3, 9), {"name": "x"}, (Call("/a.py", 1, "f"),)
)
ELSEWHERE = replace(ONE, chain=(Call("/b.py", 2, "g"),))


def test_the_first_chain_is_kept() -> None:
    sharing = Sharing(lambda file: False)
    (first,) = sharing.share([ONE])
    assert sharing.share([ELSEWHERE]) == [ONE]
    assert first is sharing.share([replace(ELSEWHERE, facts={"name": "x"})])[0]


def test_what_differs_in_more_than_its_chain_stays_apart() -> None:
    others = [
        replace(ONE, kind="another"),
        replace(ONE, regime="trace"),
        replace(ONE, file="/project/other.py"),
        replace(ONE, span=Span(4, 1, 4, 9)),
        replace(ONE, facts={"name": "y"}),
    ]
    assert Sharing(lambda file: False).share([ONE, *others]) == [ONE, *others]


def test_in_a_library_each_chain_counts() -> None:
    sharing = Sharing(lambda file: file.startswith("/project/"))
    assert sharing.share([ONE, ELSEWHERE, ONE]) == [ONE, ELSEWHERE, ONE]


def test_entries_of_an_analysis_share_what_they_reach(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    entries = "".join(f"def f{n}(x):\n    return helper(x)\n" for n in range(5))
    path.write_text(f"def helper(x):\n    return [*x]\n{entries}")
    project = Project([load_source(path)])
    found = analyse(project, Settings(tmp_path, mode="script", entries=("*",))).entries
    reached = [event for entry in found for event in entry.events]
    assert len(reached) >= 6
    assert len({id(event) for event in reached}) == len(set(map(repr, reached)))
    assert {entry.name for entry in found if entry.events} == {"helper", *(f"f{n}" for n in range(5))}
