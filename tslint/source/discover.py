"""Find the Python files under the given paths: .gitignore honoured, every trouble told in one line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tslint.source.ignored import Governing, IgnoreRules
from tslint.source.unsaved import unsaved

DEFAULT_EXCLUDES = (
    ".git",
    ".hg",
    ".venv",
    "venv",
    "node_modules",
    "build",
    "dist",
    "__pycache__",
    ".tslint_cache",
    "*.egg-info",
)
"""Folders that are never walked into; a path that is named on the command line is always looked at."""


@dataclass(slots=True)
class Discovered:
    """The files to check, each once, in a stable order, and one line for each path that gave none."""

    files: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def discover(
    paths: Sequence[Path],
    exclude: Sequence[str] = (),
    root: Path | None = None,
    governing: Governing | None = None,
) -> Discovered:
    """The Python files that `paths` name or hold.

    `exclude` are patterns in the manner of .gitignore, relative to `root` (the working directory by default);
    `governing` tells them in its place where they differ from folder to folder.
    A file that is named is taken whatever it is called; folders are walked for `*.py`.
    """
    found = Discovered()
    seen: set[str] = set()
    governing = governing or (lambda folder: (exclude, root or Path.cwd()))
    for path in paths:
        if path.is_dir():
            troubles = len(found.failures)
            walked = list(_walk(path, IgnoreRules(path, DEFAULT_EXCLUDES, governing), found))
            _take(walked, found, seen)
            if not walked and len(found.failures) == troubles:
                found.failures.append(f"{path}: no Python files in this folder")
        elif os.path.lexists(path) or unsaved(str(path.absolute())) is not None:
            _take([path], found, seen)
        else:
            found.failures.append(f"{path}: no such file or folder")
    return found


def is_excluded(path: Path, exclude: Sequence[str], root: Path) -> bool:
    """Whether a walk from `root` would pass over a file: for editors, which name every file they open."""
    inside = os.path.relpath(path, root).split(os.sep)
    if inside[0] == os.pardir:
        return False
    rules = IgnoreRules(root, DEFAULT_EXCLUDES, lambda folder: (exclude, root))
    place = str(root.absolute())
    for name in inside:
        rules.enter(place)
        place = os.path.join(place, name)
        if rules.skips(place, is_folder=name is not inside[-1]):
            return True
    return False


def _take(paths: Sequence[Path], found: Discovered, seen: set[str]) -> None:
    for path in paths:
        try:
            real = os.path.realpath(path)
        except OSError as error:  # a link that may not be read
            found.failures.append(f"{path}: cannot be read: {error.strerror or error}")
            continue
        if real not in seen:
            seen.add(real)
            found.files.append(path)


_Identity = tuple[int, int]


def _walk(top: Path, ignored: IgnoreRules, found: Discovered) -> Iterator[Path]:
    """Every checked file below `top`, in order of name; a folder that links lead to twice counts once."""
    visited: set[_Identity] = set()
    pending: list[tuple[str, tuple[_Identity, ...]]] = [(str(top), ())]
    while pending:
        folder, ancestors = pending.pop()
        try:
            status = os.stat(folder)
            identity = (status.st_dev, status.st_ino)
            if identity in ancestors:
                found.failures.append(f"{folder}: a loop of links: it leads back to a folder that holds it")
            if identity in visited:
                continue
            visited.add(identity)
            with os.scandir(folder) as scan:
                children = sorted(scan, key=lambda child: child.name)
        except OSError as error:
            found.failures.append(f"{folder}: cannot be read: {error.strerror or error}")
            continue
        ignored.enter(folder)
        folders = []
        for child in children:
            kind = _kind(child)
            if kind is None or ignored.skips(child.path, is_folder=kind == "folder"):
                continue
            if kind == "folder":
                folders.append((child.path, (*ancestors, identity)))
            else:
                yield Path(child.path)
        pending.extend(reversed(folders))


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file"] | None:
    """Whether to walk into an entry, to read it, or to pass over it (pipes, sockets, editors' lock links)."""
    python = entry.name.endswith(".py") and not entry.name.startswith(".#")
    try:
        if entry.is_dir():
            return "folder"
        return "file" if python and (entry.is_file() or entry.is_symlink()) else None
    except OSError as error:
        # A link that leads to itself, or where nobody may look: as a file, so that reading it tells what is
        # wrong. One that leads to itself and is named otherwise is no folder of modules either.
        return "file" if python or error.errno != errno.ELOOP else None
