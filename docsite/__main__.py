"""`python -m docsite [FOLDER]`: build the site (default: build/docs)."""

from __future__ import annotations

import sys
from pathlib import Path

from docsite.build import build

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path("build", "docs")
    print(f"{build(folder)} pages in {folder}: open {folder / 'index.html'}")
