"""Rules, findings and entries: what a check produces and every report reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tslint.analysis.events import Call
from tslint.ir.cures import Cure
from tslint.ir.spans import Span

Severity = Literal["error", "warning", "info"]
Regime = Literal["script", "trace", "any"]
Applicability = Literal["safe", "unsafe", "display"]
Verdict = Literal["clean", "breaks", "loses", "unknown"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule page's front matter: the event it speaks about, when, and what it says."""

    code: str
    name: str
    regime: Regime
    severity: Severity
    event: str
    message: str
    help: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    applicability: Applicability | None = None
    torch: str = ""
    since: str = "0.1.0"
    summary: str = ""

    @property
    def family(self) -> str:
        """The letters of the code: `TS` for tslint's own rules, another word for those of a project."""
        return self.code.rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Proof:
    """What torch says of the pieces that a finding proposes, or that would cure it.

    `confirmed` is True where all compile, False where one does not, None where that is not known without
    arguments of a constructor; `reason` says which piece and why, empty where all compile.
    """

    confirmed: bool | None
    reason: str = ""

    @property
    def word(self) -> str:
        """`confirmed`, `refuted` or `open`."""
        return {True: "confirmed", False: "refuted", None: "open"}[self.confirmed]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the user. `file` is an absolute path; reports make it relative.

    `pieces` are what the plan scripts here, or scripts as the cure, each as `file.py:name`; `proof` is what
    `check --confirm` found out about them.
    """

    code: str
    name: str
    regime: str
    severity: Severity
    file: str
    span: Span
    message: str
    help: str
    chain: tuple[Call, ...] = ()
    cures: tuple[Cure, ...] = ()
    applicability: Applicability | None = None
    pieces: tuple[str, ...] = ()
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is exported or judged on its own, with the indexes of the findings reached from it."""

    name: str
    qualname: str
    kind: Literal["module", "function", "class"]
    file: str
    line: int
    regime: Literal["script", "trace"]
    verdict: Verdict
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result of one check: entries, findings, and a line for each file that could not be read.

    `notes` are lines about what was not looked at, and is no failure.
    """

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    failures: tuple[str, ...] = ()
    files: int = 0
    notes: tuple[str, ...] = ()
