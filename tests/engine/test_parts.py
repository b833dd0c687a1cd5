"""Parts of a large check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.engine.parts import parts


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Eight files that weigh ten each: two at the top, three in each of two folders."""
    monkeypatch.chdir(tmp_path)
    files = [Path("a.py"), Path("b.py")]
    files += [Path("pkg", folder, f"{name}.py") for folder in ("x", "y") for name in "cde"]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("(" * 4)
    return files


@pytest.mark.parametrize(
    ("largest", "sizes"),
    [(80, [8]), (50, [5, 3]), (40, [2, 3, 3]), (30, [2, 3, 3]), (20, [2, 2, 1, 2, 1]), (5, [1] * 8)],
)
def test_folders_stay_together_as_far_as_they_fit(tree: list[Path], largest: int, sizes: list[int]) -> None:
    groups = parts(tree, largest)
    assert [len(group) for group in groups] == sizes
    assert [path for group in groups for path in group] == tree


def test_what_is_small_enough_is_one_part_unseen(tree: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tslint.engine.parts.LARGEST_PART", 20)
    assert parts(tree) == [tree]
    monkeypatch.setattr("tslint.engine.parts._CERTAIN", 31)
    assert len(parts(tree)) == 5


def test_a_path_that_is_gone_is_kept_for_the_reader_to_tell() -> None:
    assert parts([Path("absent.py")]) == [[Path("absent.py")]]
    assert parts([]) == []
