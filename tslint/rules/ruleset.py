"""The set of rules: loaded once, found by code, by name and by the event that they speak about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tslint.errors import TslintError
from tslint.rules.model import Rule
from tslint.rules.pages import pages_folder, read_pages


class RuleSet:
    """Rules by code and name, and per event in the order in which they are asked: the most specific first."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Raises TslintError where two rules share a code or a name."""
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self._by_key: dict[str, Rule] = {}
        self._by_event: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for key in (rule.code, rule.name):
                if key in self._by_key:
                    raise TslintError(
                        f"rules {self._by_key[key].code}-{self._by_key[key].name} and {rule.code}-{rule.name}"
                        f" share `{key}`: codes and names are unique"
                    )
                self._by_key[key] = rule
            self._by_event.setdefault(rule.event, []).append(rule)
        for asked in self._by_event.values():
            asked.sort(key=lambda rule: (-len(rule.when), rule.code))

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all rules."""
        return frozenset(rule.code for rule in self.rules)

    @property
    def events(self) -> frozenset[str]:
        """The kinds of events that a rule speaks about."""
        return frozenset(self._by_event)

    def find(self, key: str) -> Rule | None:
        """The rule of this code or name."""
        return self._by_key.get(key)

    def about(self, event: str) -> list[Rule]:
        """The rules that speak about this kind of event, the most specific first."""
        return self._by_event.get(event, [])


@lru_cache(maxsize=1)
def load_rules() -> RuleSet:
    """The rules that tslint ships; raises TslintError, naming the page, for a page that is malformed."""
    return RuleSet(page.rule for page in read_pages(pages_folder()))
