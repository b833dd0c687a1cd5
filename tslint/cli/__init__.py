"""The command line: one module a verb, each imported when it is asked for."""

from __future__ import annotations
