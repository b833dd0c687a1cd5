"""`tslint clean` removes caches and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Tslint


def test_the_cache_is_removed(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("")
    (tmp_path / "model.py").write_text("x = 1\n")
    tslint("check")
    assert (tmp_path / ".tslint_cache").is_dir()
    ran = tslint("clean")
    assert (ran.code, ran.out) == (0, f"removed {tmp_path / '.tslint_cache'}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.py", "tslint.toml"]
    assert tslint("clean").out == ""


def test_a_folder_that_is_no_cache_stays(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("")
    (tmp_path / ".tslint_cache").mkdir()
    (tmp_path / ".tslint_cache" / "mine").write_text("")
    assert (tslint("clean").out, (tmp_path / ".tslint_cache" / "mine").exists()) == ("", True)


def test_a_path_that_is_not_there_has_nothing_removed(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("")
    (tmp_path / "model.py").write_text("x = 1\n")
    tslint("check")
    ran = tslint("clean", "modle")
    assert (ran.code, ran.out, ran.err) == (2, "", "tslint: modle: no such file or folder\n")
    assert (tmp_path / ".tslint_cache").is_dir()
