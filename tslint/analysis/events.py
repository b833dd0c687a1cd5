"""Events: what the abstract interpreter saw, with the facts that a rule's message needs. No rule is known
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from tslint.ir.cures import Cure
from tslint.ir.records import record
from tslint.ir.spans import Span

OPTIONAL = frozenset({"external-call"})
"""Kinds of events that are told only where a rule speaks about them: no rule of tslint's own does."""

PLACEMENT = "script-candidate"
"""The kind of the events that propose a piece; their fact `piece` says where torch finds it."""


@record
class Call:
    """One step of the chain of calls from an entry: the call on `line` of `file` enters `callee` (dotted
    name).
    """

    file: str
    line: int
    callee: str


@record
class Event:
    """Something that a rule may speak about.

    `kind` names what happened (`erased-branch`); `facts` are short strings for conditions and messages;
    `file` is the absolute path of the file that holds `span`; `cures` are the edits that would mend it.
    """

    kind: str
    regime: str
    file: str
    span: Span
    facts: Mapping[str, str]
    chain: tuple[Call, ...] = ()
    cures: tuple[Cure, ...] = field(default=())

    def under(self, chain: tuple[Call, ...]) -> Event:
        """The same event, reached by other calls."""
        return Event(self.kind, self.regime, self.file, self.span, self.facts, chain, self.cures)
