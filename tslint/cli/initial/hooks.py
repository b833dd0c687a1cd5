"""The hooks of pre-commit: an entry in `.pre-commit-config.yaml`, which keeps what it has."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tslint.cli.initial.proposal import Left, Proposed, created, grown, read
from tslint.cli.initial.surroundings import Source, Surroundings

NAME = ".pre-commit-config.yaml"


def propose(found: Surroundings, source: Source | None) -> Proposed | None:
    """The hooks for a project; None where it has them."""
    path = found.root / NAME
    entry = _entry(found, source)
    paste = f"repos:\n{_indented(entry, 2)}"
    text = read(path, paste)
    if text is None:
        return created(path, paste)
    before = _loaded(text)
    if not isinstance(before, dict) or not isinstance(before.get("repos"), list):
        raise Left(path, "it has no list `repos` that could be extended", paste)
    if _has_hook(before["repos"]):
        return None
    place = _end_of_repos(text)
    if place is not None:
        at, column = place
        lead = "" if text[:at].endswith("\n") else "\n"
        proposed = grown(path, text, at, lead + _indented(entry, column))
        added = _loaded(entry)
        assert isinstance(added, list)
        if _loaded(proposed.after.decode()) == {**before, "repos": before["repos"] + added}:
            return proposed
    raise Left(path, "its list `repos` is not written as one that could be extended", paste)


def _loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _has_hook(repositories: list[Any]) -> bool:
    hooks = [
        hook
        for repository in repositories
        if isinstance(repository, dict)
        for hook in _listed(repository.get("hooks"))
    ]
    return any(
        str(hook.get("id", "")).startswith("tslint") or str(hook.get("entry", "")).startswith("tslint ")
        for hook in hooks
        if isinstance(hook, dict)
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _end_of_repos(text: str) -> tuple[int, int] | None:
    """The offset after the last line of the list `repos`, and the column of its dashes."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    listed = next(value for key, value in root.value if getattr(key, "value", None) == "repos")
    if listed.flow_style or not listed.value:
        return None
    column = listed.start_mark.column
    lines = text.splitlines(keepends=True)
    # The end of the list is where the next token begins: what lies between is no part of it.
    count = min(listed.end_mark.line, len(lines)) if listed.end_mark.column == 0 else len(lines)
    while count and re.fullmatch(rf"\s*|\s{{0,{column}}}#.*", lines[count - 1].rstrip("\r\n")):
        count -= 1
    return sum(map(len, lines[:count])), column


def _entry(found: Surroundings, source: Source | None) -> str:
    """One element of the list. Without an address, the hooks run the tslint of the project's environment."""
    skipped = (
        f"\n      exclude: ^({'|'.join(re.escape(name) for name in found.tests)})" if found.tests else ""
    )
    if source is not None and source.repository:
        hooks = "".join(f"\n    - id: {name}{skipped}" for name in ("tslint-check", "tslint-fix"))
        return f"- repo: {source.repository}\n  rev: {source.revision}\n  hooks:{hooks}\n"
    language = "system"
    if source is not None:
        language = f'python\n      additional_dependencies: ["{source.requirement}"]'
    hooks = "".join(
        f"\n    - id: tslint-{verb}\n      name: tslint {verb}\n      entry: tslint {verb}{options}\n"
        f"      language: {language}\n      types_or: [python]\n      require_serial: true{skipped}"
        for verb, options in (("check", " --output-format concise"), ("fix", ""))
    )
    return f"- repo: local\n  hooks:{hooks}\n"


def _indented(text: str, column: int) -> str:
    return "".join(f"{' ' * column}{line}" for line in text.splitlines(keepends=True))
