"""What `tslint init` writes: one module for each part."""

from __future__ import annotations
