"""Benchmarks: what a check costs beside bare parsing and beside ruff, as ratios of one run."""

from __future__ import annotations
