"""Findings that the configuration keeps quiet: rules off in some files, and what is not grave enough."""

from __future__ import annotations

import os
from collections.abc import Callable

from tslint.config.settings import Settings
from tslint.rules.model import Finding
from tslint.rules.ruleset import RuleSet
from tslint.rules.select import matching_codes
from tslint.rules.severities import GRAVITY

Speaks = Callable[[Finding], bool]
"""Whether a finding is told."""


def speaks(settings: Settings, rules: RuleSet) -> Speaks:
    """Whether a finding is told."""
    ignored = []
    if settings.per_file_ignores:  # imported here: most projects have none
        from pathspec import GitIgnoreSpec
    for pattern, selectors in settings.per_file_ignores:
        codes = frozenset().union(*(matching_codes(rules, selector) for selector in selectors))
        ignored.append((GitIgnoreSpec.from_lines([pattern]), codes))
    least = GRAVITY[settings.min_severity]
    root = os.path.abspath(settings.root)

    def told(finding: Finding) -> bool:
        if GRAVITY[finding.severity] < least:
            return False
        if not ignored:
            return True
        path = os.path.relpath(finding.file, root).replace(os.sep, "/")
        return not any(
            finding.code in codes and not path.startswith("../") and spec.match_file(path)
            for spec, codes in ignored
        )

    return told
