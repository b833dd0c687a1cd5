"""What was compiled once, for all that it says the same of: modules that differ in numbers which nobody looks
at, and every alternative of a configuration where that has no say.
"""

from __future__ import annotations

from typing import NamedTuple

from tslint.analysis.script.emitter import Summary


class Signature(NamedTuple):
    """What decides how a module compiles, as small numbers: equal signatures share compiled methods, as types
    do in torch. Modules that are `alike` differ in the values of numbers alone: the features of a Linear.
    """

    full: int
    alike: int


Key = tuple[object, ...]


class Summaries:
    """Summaries by what they are of; a key holds the signature of its module, if there is any."""

    def __init__(self) -> None:
        self._of: dict[int | None, dict[Key, Summary]] = {}
        self.turn(None)

    def turn(self, alternative: int | None) -> None:
        """Go on with another alternative of the configuration."""
        self._here = self._of.setdefault(alternative, {})
        self._elsewhere = [table for table in self._of.values() if table is not self._here]

    def get(self, key: Key) -> Summary | None:
        """What was found under this very key."""
        return self._here.get(key)

    def find(self, key: Key) -> Summary | None:
        """What was found under the key, or says the same."""
        found = self._here.get(key)
        if found is not None:
            return found
        alike = _alike(key)
        found = _of_all(self._here.get(alike))
        for table in self._elsewhere:
            if found is None:
                found = table.get(key) or _of_all(table.get(alike))
                if found is not None and (found.hangs or not found.complete):
                    found = None
        if found is not None:
            self._here[key] = found
        return found

    def begin(self, key: Key, summary: Summary) -> None:
        """Have the summary stand there while it is made."""
        self._here[key] = summary

    def end(self, key: Key) -> Summary | None:
        """The summary is made, if there is one: others that are alike may share it."""
        found = self._here.get(key)
        if found is not None:
            self._here.setdefault(_alike(key), found)
        return found


def _of_all(found: Summary | None) -> Summary | None:
    """A summary of one of some modules that are alike, if it is one of them all."""
    return found if found is not None and found.complete and not found.exact else None


def _alike(key: Key) -> Key:
    """The key that those which are alike share."""
    return tuple(("alike", part.alike) if isinstance(part, Signature) else part for part in key)
