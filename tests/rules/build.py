"""Rules and events for tests, with only what a test cares about."""

from __future__ import annotations

from typing import Any

from tslint.analysis.events import Event
from tslint.ir.spans import Span
from tslint.rules.model import Finding, Rule


def rule(code: str, event: str = "erased-branch", **given: Any) -> Rule:
    said: dict[str, Any] = {
        "name": f"rule-{code[2:]}",
        "regime": "trace",
        "severity": "error",
        "message": f"message of {code}",
        "help": "",
    }
    return Rule(code=code, event=event, **(said | given))


def event(kind: str = "erased-branch", line: int = 1, **given: Any) -> Event:
    said: dict[str, Any] = {
        "regime": "trace",
        "file": "/project/model.py",
        "span": Span(line, 5, line, 9),
        "facts": {},
    }
    return Event(kind, **(said | given))


def finding(code: str = "TS401", line: int = 1, **given: Any) -> Finding:
    said: dict[str, Any] = {
        "name": f"rule-{code[2:]}",
        "regime": "trace",
        "severity": "error",
        "file": "/project/model.py",
        "span": Span(line, 5, line, 9),
        "message": "it is erased",
        "help": "",
    }
    return Finding(code=code, **(said | given))
