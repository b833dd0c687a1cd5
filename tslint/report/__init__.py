"""Reports: the result of a check as text for people, lines for editors, and JSON for programs."""

from __future__ import annotations
