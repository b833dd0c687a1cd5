"""Tests of the edits."""

from __future__ import annotations
