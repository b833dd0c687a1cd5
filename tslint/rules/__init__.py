"""Rules: Markdown pages that say what an event means to the user; events in, findings out."""

from __future__ import annotations
