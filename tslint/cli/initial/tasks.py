"""Tasks of VS Code with a problem matcher: a check on demand, and one that goes on in the background."""

from __future__ import annotations

import json
from typing import Any

from tslint.cli.initial import jsonc
from tslint.cli.initial.proposal import Left, Proposed, created, grown, read
from tslint.cli.initial.surroundings import Surroundings, command_line
from tslint.cli.watching import BEGINS, ENDS
from tslint.report.concise import PATTERN

_GROUPS = {"file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6}


def tasks(found: Surroundings) -> list[dict[str, Any]]:
    """The tasks for a project."""
    paths = "" if found.sources in ((), (".",)) else f" {command_line(found.sources)}"
    matcher = {
        "owner": "tslint",
        "source": "tslint",
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {"regexp": PATTERN, **_GROUPS},
    }
    background = {"activeOnStart": True, "beginsPattern": BEGINS, "endsPattern": ENDS}
    check = f"tslint check --output-format concise{paths}"
    return [
        {
            "label": "tslint",
            "type": "shell",
            "command": check,
            "presentation": {"reveal": "silent", "clear": True},
            "problemMatcher": matcher,
        },
        {
            "label": "tslint: watch",
            "type": "shell",
            "command": check.replace("check", "check --watch", 1),
            "isBackground": True,
            "presentation": {"reveal": "silent"},
            "problemMatcher": {**matcher, "background": background},
        },
    ]


def propose(found: Surroundings) -> Proposed | None:
    """The tasks for a project, beside those that it has; None where it has them."""
    path = found.root / ".vscode" / "tasks.json"
    own = tasks(found)
    whole = json.dumps({"version": "2.0.0", "tasks": own}, indent=2) + "\n"
    text = read(path, whole)
    if text is None:
        return created(path, whole)
    before = jsonc.loads(text)
    listed = before.get("tasks") if isinstance(before, dict) else None
    if not isinstance(before, dict) or not isinstance(listed, list):
        raise Left(path, "it has no list `tasks` that could be extended", whole)
    labels = {task.get("label") for task in listed if isinstance(task, dict)}
    added = [task for task in own if task["label"] not in labels]
    if not added:
        return None
    place = jsonc.end_of_list(text, "tasks")
    if place is not None:
        proposed = grown(path, text, place.offset, place.elements(added))
        if jsonc.loads(proposed.after.decode()) == {**before, "tasks": [*listed, *added]}:
            return proposed
    raise Left(path, "its list `tasks` is not written as one that could be extended", whole)
