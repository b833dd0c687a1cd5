"""Discovery: which files are checked, and what is said about paths that give none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tslint.source.discover import discover


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def names(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    found = discover([Path(path) for path in paths], exclude)
    assert found.failures == []
    return [path.as_posix() for path in found.files]


def test_folders_are_walked_for_python_files_in_order(tree: Path) -> None:
    add(tree, "b.py", "a.py", "pkg/z.py", "pkg/deep/y.py", "stub.pyi", "notes.txt")
    assert names(".") == ["a.py", "b.py", "pkg/z.py", "pkg/deep/y.py"]


def test_a_named_file_is_taken_whatever_it_is_called(tree: Path) -> None:
    add(tree, "script", "build/made.py")
    assert names("script", "build/made.py") == ["script", "build/made.py"]


@pytest.mark.parametrize(
    "folder", [".git", ".venv", "venv", "node_modules", "build", "dist", "__pycache__", "pkg.egg-info"]
)
def test_some_folders_are_passed_over_unless_they_are_named(tree: Path, folder: str) -> None:
    add(tree, "a.py", f"{folder}/made.py")
    assert names(".") == ["a.py"]
    assert names(folder) == [f"{folder}/made.py"]


def test_a_file_that_is_named_twice_is_checked_once(tree: Path) -> None:
    add(tree, "a.py", "pkg/b.py")
    os.symlink("a.py", tree / "same.py")
    assert names("a.py", "./a.py", "same.py", ".", "pkg") == ["a.py", "pkg/b.py"]


def test_exclude_patterns_are_relative_to_the_root(tree: Path) -> None:
    add(tree, "a.py", "gen/b.py", "pkg/gen/c.py", "pkg/d_pb2.py")
    assert names(".", exclude=("/gen/", "*_pb2.py")) == ["a.py", "pkg/gen/c.py"]
    found = discover([Path("gen")], ["/gen/"], tree)
    assert found.files == []


def test_gitignore_is_honoured_in_every_folder(tree: Path) -> None:
    add(tree, "a.py", "made/b.py", "keep/c.py", "keep/d.py", "keep/e.py", "deep/x/f.py")
    (tree / ".gitignore").write_text("# made by a script\nmade/\nkeep/*\n!keep/c.py\n")
    (tree / "deep" / ".gitignore").write_text("x/\n")
    (tree / "keep" / ".gitignore").write_text("!e.py\n")
    assert names(".") == ["a.py", "keep/c.py", "keep/e.py"]


def test_gitignore_above_holds_up_to_the_top_of_the_repository(tree: Path) -> None:
    add(tree, "repo/pkg/a.py", "repo/pkg/made.py", "repo/pkg/outer.py", "repo/pkg/private.py")
    (tree / ".gitignore").write_text("outer.py\n")
    (tree / "repo" / ".gitignore").write_text("made.py\n")
    info = tree / "repo" / ".git" / "info"
    info.mkdir(parents=True)
    (info / "exclude").write_text("private.py\n")
    assert names("repo/pkg") == ["repo/pkg/a.py", "repo/pkg/outer.py"]


def test_who_names_an_ignored_folder_sees_it(tree: Path) -> None:
    add(tree, ".git/HEAD", "env/lib/a.py")
    (tree / ".gitignore").write_text("env/\n")
    assert names("env/lib") == ["env/lib/a.py"]


def test_a_missing_path_is_told_and_the_rest_is_found(tree: Path) -> None:
    add(tree, "a.py")
    found = discover([Path("absent"), Path("a.py")])
    assert found.failures == ["absent: no such file or folder"]
    assert found.files == [Path("a.py")]


def test_a_folder_without_python_is_told(tree: Path) -> None:
    add(tree, "docs/readme.txt")
    found = discover([Path("docs")])
    assert (found.files, found.failures) == ([], ["docs: no Python files in this folder"])


def test_a_loop_of_links_is_told_and_the_rest_is_found(tree: Path) -> None:
    add(tree, "pkg/a.py", "pkg/deep/b.py")
    os.symlink("..", tree / "pkg" / "deep" / "up")
    found = discover([Path("pkg")])
    assert [path.as_posix() for path in found.files] == ["pkg/a.py", "pkg/deep/b.py"]
    assert found.failures == ["pkg/deep/up: a loop of links: it leads back to a folder that holds it"]


def test_a_link_to_a_folder_beside_is_followed_once_and_is_no_loop(tree: Path) -> None:
    add(tree, "elsewhere/a.py", "pkg/b.py")
    os.symlink("../elsewhere", tree / "pkg" / "linked")
    os.symlink("../elsewhere", tree / "pkg" / "again")
    assert names("pkg") == ["pkg/b.py", "pkg/again/a.py"]


def test_a_pipe_is_passed_over(tree: Path) -> None:
    add(tree, "a.py")
    os.mkfifo(tree / "pipe.py")
    assert names(".") == ["a.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads every folder")
def test_a_folder_that_may_not_be_read_is_told(tree: Path) -> None:
    add(tree, "a.py", "secret/b.py")
    (tree / "secret").chmod(0)
    found = discover([Path()])
    (tree / "secret").chmod(0o700)
    assert found.files == [Path("a.py")]
    assert found.failures == ["./secret: cannot be read: Permission denied"]


def test_a_link_that_may_not_be_read_is_told(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tree, "a.py", "b.py")
    follow = os.path.realpath

    def refuse(path: str | os.PathLike[str], **options: bool) -> str:
        if os.fspath(path) == "b.py":  # as in /proc/1 for all but the superuser
            raise PermissionError(13, "Permission denied", path)
        return follow(path, **options)

    monkeypatch.setattr(os.path, "realpath", refuse)
    found = discover([Path()])
    assert found.files == [Path("a.py")]
    assert found.failures == ["b.py: cannot be read: Permission denied"]
