"""Sharing: an event that many entries reach is kept once, with the chain of the first that reaches it.

In a large library a helper is reached from hundreds of entries: what is kept for each of them is a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tslint.analysis.events import Event

Key = tuple[object, ...]


class Sharing:
    """The events of a part, each once; `by_chain` says of a file that its events differ by their chains."""

    def __init__(self, by_chain: Callable[[str], bool]) -> None:
        self._by_chain = by_chain
        self._known: dict[Key, Event] = {}
        # Copies of an event with other chains hold the same facts. Only facts of events that are kept stand
        # here: of others the address could be that of something else later.
        self._by_facts: dict[Key, Event] = {}

    def share(self, events: Iterable[Event]) -> list[Event]:
        """The same events, each as it was first seen."""
        return [self._shared(event) for event in events]

    def _shared(self, event: Event) -> Event:
        chain = event.chain if self._by_chain(event.file) else ()
        place = (event.kind, event.regime, event.file, event.span, event.cures, chain)
        quick = (id(event.facts), *place)
        known = self._by_facts.get(quick)
        if known is None:
            known = self._known.setdefault((tuple(sorted(event.facts.items())), *place), event)
            if known is event:
                self._by_facts[quick] = event
        return known
