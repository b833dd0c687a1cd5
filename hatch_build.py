"""Build hook: a wheel ships the rule pages in the package; an editable install reads them in place."""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulePages(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `rules/` at `tslint/rules/pages` of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each wheel is built; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"][os.path.join(self.root, "rules")] = "tslint/rules/pages"
