"""What a project is like, as far as its set-up depends on it: read from its sources, never run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePath

from tslint import __version__
from tslint.config.model import Mode
from tslint.source.discover import discover

_TORCH = re.compile(rb"^\s*(?:import|from)\s+torch\b", re.MULTILINE)
_SCRIPTS = re.compile(rb"\bjit\.(?:script|export)\b")
_TRACES = re.compile(rb"\bjit\.trace(?:_module)?\b")
_ASIDE = re.compile(r"^(?:tests?|testing|docs?|examples?|benchmarks?|conftest\.py|setup\.py|noxfile\.py)$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`sources` hold the code that imports torch, `tests` are folders of it that hold tests of that code.

    Both are relative to `root`. `mode` is how the code is exported, None where nothing tells.
    """

    root: Path
    sources: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    mode: Mode | None = None


def look_around(root: Path) -> Surroundings:
    """What lies in a folder; files that cannot be read are passed over."""
    sources: set[str] = set()
    tests: set[str] = set()
    scripts = traces = False
    for path in discover([root], (), root).files:
        try:
            text = path.read_bytes()
        except OSError:
            continue
        if not _TORCH.search(text):
            continue
        inside = path.relative_to(root)
        scripts = scripts or _SCRIPTS.search(text) is not None
        traces = traces or _TRACES.search(text) is not None
        top = inside.parts[0]
        if _ASIDE.match(top):
            if top.startswith("test") and len(inside.parts) > 1:
                tests.add(f"{top}/")
        else:
            sources.add(top)
    mode: Mode | None = "script" if scripts and not traces else "hybrid" if traces else None
    return Surroundings(root, _shortest(sources), tuple(sorted(tests)), mode)


def _shortest(names: set[str]) -> tuple[str, ...]:
    """The words for a command line: `.` where they would be many, or nothing is known."""
    return tuple(sorted(names)) if 0 < len(names) <= 3 else (".",)


@dataclass(frozen=True, slots=True)
class Source:
    """Where others can install this tslint from: a repository with a revision, or a package index."""

    repository: str = ""
    revision: str = ""

    @property
    def requirement(self) -> str:
        """What `pip install` takes."""
        if self.repository:
            return f"git+{self.repository}@{self.revision}"
        return f"tslint=={__version__}"


def source_of(said: str | None) -> Source | None:
    """The source that is said (`https://host/tslint`, with `@REVISION` or the tag of this version).

    Otherwise the one from which this tslint was installed (PEP 610); None for a folder, which others lack.
    """
    if said:
        address, at, revision = said.removeprefix("git+").rpartition("@")
        if not at or "/" in revision or ":" in revision:
            address, revision = said.removeprefix("git+"), f"v{__version__}"
        return Source(address, revision)
    try:
        origin = metadata.distribution("tslint").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    if origin is None:
        return Source()  # an index leaves no such file
    told = json.loads(origin)
    version = told.get("vcs_info")
    if not isinstance(version, dict) or version.get("vcs") != "git":
        return None
    asked = version.get("requested_revision") or ""
    # A tag stays what it is; a branch does not.
    return Source(told["url"], asked if "." in asked else version["commit_id"])


def command_line(sources: Sequence[str]) -> str:
    """The paths as a shell takes them, whatever the shell."""
    words = [PurePath(name).as_posix() for name in sources]
    return " ".join(f'"{word}"' if re.search(r"[^\w./-]", word) else word for word in words)
