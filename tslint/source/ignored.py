"""What a walk passes over: default folders, `exclude` patterns, and what the .gitignore files say."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from tslint.errors import TslintError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


Governing = Callable[[str], tuple[Sequence[str], Path]]
"""For an absolute folder: the `exclude` patterns for what lies in it, and what they are relative to."""


class IgnoreRules:
    """The rules for one walk from `top`.

    The .gitignore files in `top` and below hold, and those above it up to the top of the repository,
    unless they ignore `top` itself: who names an ignored folder wants to see it.
    """

    def __init__(self, top: Path, folders: Sequence[str], governing: Governing) -> None:
        self._folders = folders
        self._governing = governing
        self._excludes: dict[str, tuple[GitIgnoreSpec | None, str]] = {}
        self._compiled: dict[tuple[str, ...], GitIgnoreSpec | None] = {}
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._outer = self._read_above(top.absolute())

    def enter(self, folder: str) -> None:
        """Read the .gitignore of a folder before its entries are asked about."""
        path = os.path.abspath(folder)
        self._specs[path] = _read_spec(os.path.join(path, ".gitignore"))
        patterns, root = self._governing(path)
        key = tuple(patterns)
        if key not in self._compiled:
            self._compiled[key] = _excluding(key, root)
        self._excludes[path] = self._compiled[key], str(root.absolute())

    def skips(self, path: str, is_folder: bool) -> bool:
        """Whether the walk passes over an entry of a folder that it has entered."""
        path = os.path.abspath(path)
        name = os.path.basename(path)
        if is_folder and any(fnmatchcase(name, pattern) for pattern in self._folders):
            return True
        exclude, root = self._excludes[os.path.dirname(path)]
        if exclude is not None and _verdict(exclude, root, path, is_folder):
            return True
        return self._git_ignores(path, is_folder)

    def _git_ignores(self, path: str, is_folder: bool) -> bool:
        folder = os.path.dirname(path)
        # The file nearest to the entry decides; one that says nothing leaves it to the next above.
        while folder in self._specs:
            spec = self._specs[folder]
            verdict = None if spec is None else _verdict(spec, folder, path, is_folder)
            if verdict is not None:
                return verdict
            folder = os.path.dirname(folder)
        for folder, spec in self._outer:
            verdict = _verdict(spec, folder, path, is_folder)
            if verdict is not None:
                return verdict
        return False

    def _read_above(self, top: Path) -> list[tuple[str, GitIgnoreSpec]]:
        """The specs above `top`, nearest first; none if they ignore `top`, or if it lies in no repository."""
        if (top / ".git").exists():
            return self._repository_excludes(top)
        above: list[tuple[str, GitIgnoreSpec]] = []
        for folder in top.parents:
            spec = _read_spec(str(folder / ".gitignore"))
            if spec is not None:
                above.append((str(folder), spec))
            if (folder / ".git").exists():
                above += self._repository_excludes(folder)
                break
        else:
            return []
        inside = [path for path in (top, *top.parents) if path.is_relative_to(folder) and path != folder]
        for path in inside:
            for base, spec in above:
                if path.is_relative_to(base) and str(path) != base and _verdict(spec, base, str(path), True):
                    return []
        return above

    def _repository_excludes(self, repository: Path) -> list[tuple[str, GitIgnoreSpec]]:
        spec = _read_spec(str(repository / ".git" / "info" / "exclude"))
        return [] if spec is None else [(str(repository), spec)]


def _verdict(spec: GitIgnoreSpec, base: str, path: str, is_folder: bool) -> bool | None:
    """True: ignored; False: taken back in by a `!` pattern; None: the patterns do not speak of the path."""
    relative = os.path.relpath(path, base).replace(os.sep, "/")
    if relative.startswith("../"):
        return None
    return spec.check_file(f"{relative}/" if is_folder else relative).include


def _read_spec(file: str) -> GitIgnoreSpec | None:
    """What a .gitignore says; a line that is no pattern says nothing, as git has it."""
    if not os.path.isfile(file):  # a pipe would be waited for
        return None
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            lines = stream.read().splitlines()
    except OSError:
        return None
    try:
        return _compile(lines)
    except ValueError:
        return _compile([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    try:
        _compile([line])
    except ValueError:
        return False
    return True


def _compile(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    """The patterns as one; raises ValueError where one of them is none."""
    said = [pattern for pattern in patterns if pattern.strip() and not pattern.startswith("#")]
    if not said:
        return None
    # Only imported where there are patterns: most runs of a hook name single files.
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(said)


def _excluding(patterns: Sequence[str], root: Path) -> GitIgnoreSpec | None:
    try:
        return _compile(patterns)
    except ValueError:
        wrong = next(pattern for pattern in patterns if not _is_pattern(pattern))
        raise TslintError(f"`exclude` of {root}: `{wrong}` is no pattern of .gitignore") from None
