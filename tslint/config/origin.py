"""From which text each value of a configuration came, so that a later objection to it can show the place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tslint.config.locate import KeyPath, locate
from tslint.config.strict import Place
from tslint.errors import TslintError


@dataclass(frozen=True, slots=True)
class Origin:
    """The texts that were read, the decisive one first; `overridden` are keys that the command line gives."""

    places: tuple[Place, ...] = ()
    overridden: frozenset[str] = frozenset()

    def overriding(self, *keys: str) -> Origin:
        """The same after the command line has put its own in place of some keys."""
        return replace(self, overridden=self.overridden.union(keys))

    def error(self, key: str, what: str, inside: KeyPath = ()) -> TslintError:
        """An error about the value of a key; `what` is its text.

        `inside` leads to a part of the value: a list's element, or a key of a table itself.
        Without an excerpt where the value stands in no text that was read.
        """
        for place in self.places if key not in self.overridden else ():
            if locate(place.text, (*place.path, key, *inside)) is not None:
                part = inside[-1] if inside else None
                if isinstance(part, str):
                    outer = [each for each in (key, *inside[:-1]) if isinstance(each, str)]
                    return place.below(*outer).error(part, f"{{key}}: {what}")
                return place.error(key, f"{{key}}: {what}", inside)
        return TslintError(f"{key}: {what}")
