"""What the configuration of each file makes of findings in it: which are told, and how grave they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.quiet import Speaks, speaks
from tslint.rules.model import Finding, Severity
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import matching_codes, selected_codes, unknown_selector
from tslint.rules.severities import switched_off, with_severities
from tslint.source.ignored import Governing


@dataclass(frozen=True, slots=True)
class Policy:
    """Of one configuration: the codes that are on, the severity of each, and what is quiet beside them."""

    codes: frozenset[str]
    severities: Mapping[str, Severity]
    speaks: Speaks

    def graded(self, finding: Finding) -> Finding:
        """The finding as grave as this configuration takes it."""
        severity = self.severities[finding.code]
        return finding if finding.severity == severity else replace(finding, severity=severity)


class Policies:
    """The policies of one run by file; those of nearer configurations are made when they are met."""

    def __init__(self, rules: RuleSet, settings: Settings) -> None:
        """Raises TslintError, with the place, where the settings of the run name no rule."""
        self._rules = rules
        self._settings = settings
        self._made: dict[int, Policy] = {}
        self._folders: dict[str, Policy] = {}
        self._policy(settings)

    def meet(self, files: Iterable[Path]) -> None:
        """Look at the configuration of each file now: a mistake in it is told before the work begins."""
        for file in files:
            self.of(str(file.absolute()))

    def of(self, file: str) -> Policy:
        """The policy for a file, given by its absolute path."""
        folder = os.path.dirname(file)
        found = self._folders.get(folder)
        if found is None:
            found = self._folders[folder] = self._policy(self._settings.governing(folder))
        return found

    def _policy(self, settings: Settings) -> Policy:
        if id(settings) not in self._made:
            self._made[id(settings)] = _policy(self._rules, settings)
        return self._made[id(settings)]


def _policy(rules: RuleSet, settings: Settings) -> Policy:
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    )
    for key, selectors in lists:
        for number, selector in enumerate(selectors):
            _require(rules, selector, settings, key, number)
    for selector, _ in settings.severity:
        _require(rules, selector, settings, "severity", selector)
    for pattern, selectors in settings.per_file_ignores:
        for number, selector in enumerate(selectors):
            _require(rules, selector, settings, "per-file-ignores", pattern, number)
    selected = selected_codes(rules, settings.select, settings.ignore, settings.extend_select)
    graded = with_severities(rules, settings.severity)
    return Policy(
        codes=selected - switched_off(rules, settings.severity),
        severities={rule.code: rule.severity for rule in graded.rules},
        speaks=speaks(settings, graded),
    )


def _require(rules: RuleSet, selector: str, settings: Settings, key: str, *inside: str | int) -> None:
    if not matching_codes(rules, selector):
        raise settings.origin.error(key, unknown_selector(rules, selector), inside)


def excludes(settings: Settings) -> Governing:
    """What a walk passes over in a folder, as its configuration says."""

    def of(folder: str) -> tuple[Sequence[str], Path]:
        governing = settings.governing(folder)
        return governing.exclude, governing.root

    return of
