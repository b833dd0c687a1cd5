"""Configuration: `[tool.tslint]`, strictly read, and the settings that one run works with."""

from __future__ import annotations
