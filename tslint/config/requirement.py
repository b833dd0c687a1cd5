"""The torch release that a project asks for: by lock, `pyproject.toml` or requirements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tslint.config import toml

# Where packages of a name stand as a list of tables with `name` and `version`.
_LOCKS = ("uv.lock", "poetry.lock")
_NAMES_TORCH = re.compile(r"^\s*torch\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Required:
    """A release such as `2.4.1` or `1.13`, and the file that asks for it."""

    release: str
    file: Path


def required_torch(root: Path) -> Required | None:
    """The torch that the project at `root` asks for; None where no file of it tells a release.

    A lock file names what is installed and goes first. A requirement that is a range counts as its lower end;
    one that only has an upper end tells nothing, and a file that cannot be read is passed over.
    """
    for name, versions in (
        *((name, _locked) for name in _LOCKS),
        ("Pipfile.lock", _pipfile),
        ("pyproject.toml", _pyproject),
    ):
        release = _first(versions(_text(root / name)))
        if release is not None:
            return Required(release, root / name)
    for file in sorted(root.glob("requirements*.txt")):
        release = _first(map(_lowest, _text(file).splitlines()))
        if release is not None:
            return Required(release, file)
    return None


def _text(file: Path) -> str:
    if not file.is_file():  # a pipe would be waited for
        return ""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _first(releases: Iterable[str | None]) -> str | None:
    return next((release for release in releases if release is not None), None)


def _document(text: str) -> dict[str, Any]:
    # A file that does not name torch is not parsed: lock files are long.
    if "torch" not in text:
        return {}
    try:
        return toml.loads(text)
    except toml.TOMLDecodeError:
        return {}


def _locked(text: str) -> Iterator[str | None]:
    packages = _document(text).get("package", [])
    for package in packages if isinstance(packages, list) else ():
        if isinstance(package, dict) and package.get("name") == "torch":
            yield _release(str(package.get("version", "")))


def _pipfile(text: str) -> Iterator[str | None]:
    try:
        document = json.loads(text or "{}")
    except ValueError:
        return
    default = document.get("default") if isinstance(document, dict) else None
    package = default.get("torch") if isinstance(default, dict) else None
    if isinstance(package, dict):
        yield _lowest(f"torch{package.get('version', '')}")


def _pyproject(text: str) -> Iterator[str | None]:
    document = _document(text)
    project = _table(document, "project")
    extras = _table(project, "optional-dependencies").values()
    for listed in (project.get("dependencies"), *extras):
        for line in listed if isinstance(listed, list) else ():
            yield _lowest(str(line))
    told = _table(document, "tool", "poetry", "dependencies").get("torch")
    wanted = told.get("version") if isinstance(told, dict) else told
    if isinstance(wanted, str):
        yield _poetry(wanted)


def _table(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        found = document.get(key)
        if not isinstance(found, dict):
            return {}
        document = found
    return document


def _poetry(wanted: str) -> str | None:
    """Poetry's own spelling: `^1.13` and a bare `1.13` start at that release, as `~=` does."""
    bare = wanted.strip().lstrip("^~= ")
    return _release(bare) if re.fullmatch(r"[\d.]+", bare) else _lowest(f"torch{wanted}")


def _lowest(line: str) -> str | None:
    """The lowest release that a requirement on torch allows; None for any other line."""
    if not _NAMES_TORCH.match(line):
        return None
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.version import Version

    try:
        requirement = Requirement(re.split(r"\s#|\s--|;", line, maxsplit=1)[0].strip())
    except InvalidRequirement:
        return None
    if requirement.name.lower() != "torch":
        return None
    starts = [
        release
        for one in requirement.specifier
        if one.operator in ("==", "===", "~=", ">=", ">") and (release := _release(one.version)) is not None
    ]
    return max(starts, key=Version, default=None)


def _release(version: str) -> str | None:
    """`2.4.1` of `2.4.1+cu121` and `2.4` of `2.4.*`; None for what is no version."""
    found = re.match(r"\d+\.\d+(\.\d+)?(?![\d])", version)
    return found[0] if found else None
