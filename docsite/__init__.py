"""The documentation as static HTML: rule pages and guides, from the Markdown that the repository holds."""

from __future__ import annotations
