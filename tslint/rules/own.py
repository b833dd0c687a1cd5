"""Rules beside those that tslint ships: a project's folders of pages, and those of installed packages."""

from __future__ import annotations

import difflib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tslint.analysis.events import OPTIONAL
from tslint.config.settings import Settings
from tslint.errors import TslintError
from tslint.rules.pages import OWN_PREFIX, Page, pages_folder, read_pages
from tslint.rules.ruleset import RuleSet

GROUP = "tslint.rules"
"""The group of entry points by which a package names a folder of pages, as a dotted name."""


def with_own_rules(shipped: RuleSet, settings: Settings) -> RuleSet:
    """The shipped rules and those of the project and of installed packages.

    Raises TslintError, naming the page, for one that is malformed, has tslint's own prefix, shares its code
    or name with another, or speaks about an event that there is none of; and for a folder that is none.
    """
    pages = own_pages(settings)
    return joined(shipped, pages) if pages else shipped


def own_pages(settings: Settings) -> list[Page]:
    """The pages of the project and of installed packages, folder by folder."""
    folders = [*package_folders(), *project_folders(settings)]
    return [page for folder in dict.fromkeys(folders) for page in read_pages(folder)]


def project_folders(settings: Settings) -> list[Path]:
    """The folders that `rule-paths` names; raises TslintError for one that is not there."""
    folders = [settings.root / said for said in settings.rule_paths]
    for number, (said, folder) in enumerate(zip(settings.rule_paths, folders, strict=True)):
        if not folder.is_dir():
            objection = f"`{said}` is no folder in {settings.root}"
            raise settings.origin.error("rule-paths", objection, (number,))
    return folders


def joined(shipped: RuleSet, pages: Sequence[Page]) -> RuleSet:
    """The shipped rules and those of the pages; raises TslintError where they do not go together."""
    known = {
        key: pages_folder() / f"{rule.code}-{rule.name}.md"
        for rule in shipped.rules
        for key in (rule.code, rule.name)
    }
    events = shipped.events | OPTIONAL
    for page in pages:
        rule = page.rule
        if rule.family == OWN_PREFIX:
            raise TslintError(
                f"{page.path}: `{rule.code}`: {OWN_PREFIX} is the prefix of tslint's own rules; take another"
            )
        for key in (rule.code, rule.name):
            if key in known:
                raise TslintError(f"{known[key]} and {page.path} share `{key}`: codes and names are unique")
            known[key] = page.path
        if rule.event not in events:
            close = difflib.get_close_matches(rule.event, events, n=3, cutoff=0.5) or sorted(events)
            raise TslintError(f"{page.path}: there is no event `{rule.event}`; {_listed(close)}")
    return RuleSet([*shipped.rules, *(page.rule for page in pages)])


def package_folders() -> list[Path]:
    """The folders that installed packages name under the entry points `tslint.rules`; nothing is imported."""
    if not any(map(_names_rules, _metadata())):
        return []
    from importlib.metadata import entry_points

    return [_folder_of(entry.name, entry.value) for entry in sorted(entry_points(group=GROUP))]


def _folder_of(name: str, value: str) -> Path:
    top, *rest = value.strip().split(".")
    spec = importlib.util.find_spec(top) if top.isidentifier() else None
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(location, *rest)
        if folder.is_dir():
            return folder
    raise TslintError(f"the entry point `{name} = {value}` of {GROUP} names no folder of a package")


def _metadata() -> Iterator[str]:
    """The files of entry points on the path: `importlib.metadata` takes 50 times as long to read them."""
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                for entry in entries:
                    if entry.name.endswith((".dist-info", ".egg-info")):
                        yield os.path.join(entry.path, "entry_points.txt")
        except OSError:
            continue


def _names_rules(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return f"[{GROUP}]".encode() in stream.read()
    except OSError:
        return False


def _listed(events: Iterable[str]) -> str:
    return f"events are {', '.join(f'`{event}`' for event in events)}"
