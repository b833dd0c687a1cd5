"""The configuration: a table at the end of `pyproject.toml`, or `tslint.toml` where there is none."""

from __future__ import annotations

import json

from tslint.cli.initial.proposal import Left, Proposed, created, grown, read
from tslint.cli.initial.surroundings import Surroundings
from tslint.config import toml

_MODES = {
    "script": "all that is exported goes through torch.jit.script",
    "hybrid": "trace, and torch.jit.script for what a trace would lose",
}


def propose(found: Surroundings) -> Proposed | None:
    """The configuration for a project; None where it has one."""
    own, project = found.root / "tslint.toml", found.root / "pyproject.toml"
    lines = _lines(found)
    if own.exists():
        return None
    table = f"[tool.tslint]\n{lines}"
    text = read(project, table)
    if text is None:
        return created(own, lines)
    try:
        before = toml.loads(text)
    except toml.TOMLDecodeError as error:
        raise Left(project, f"it is not valid TOML: {error}", table) from None
    tool = before.get("tool", {})
    if not isinstance(tool, dict):
        raise Left(project, "its `tool` is no table", table)
    if "tslint" in tool:
        return None
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    proposed = grown(project, text, len(text), gap + table)
    try:
        after = toml.loads(proposed.after.decode())
    except toml.TOMLDecodeError:  # `tool` is written as an inline table, which cannot grow
        raise Left(project, "its table `tool` takes no further table", table) from None
    assert after == {**before, "tool": {**tool, "tslint": toml.loads(lines)}}
    return proposed


def _lines(found: Surroundings) -> str:
    mode = found.mode or "hybrid"
    lines = [
        "# `tslint config` lists the keys, `tslint rules` the rules.",
        f'mode = "{mode}"  # {_MODES[mode]}',
    ]
    if found.tests:
        lines.append(f"exclude = {json.dumps(list(found.tests))}")
    return "\n".join(lines) + "\n"
