"""The engine: from paths and settings to a report, every layer below in its turn."""

from __future__ import annotations
