"""The command `tslint` (also `python -m tslint`): answers `--version` at once, the CLI does the rest."""

from __future__ import annotations

import contextlib
import os
import sys


def main() -> int:
    """Run tslint with this process's arguments; returns the exit code (0 clean, 1 findings, 2 trouble)."""
    if sys.argv[1:] == ["--version"]:
        # Asked by hooks and editors at every start: no command-line library is imported for it.
        from tslint import __version__

        print(f"tslint {__version__}")
        return 0
    from tslint.cli.main import run

    return run(sys.argv[1:])


def _without_the_working_directory() -> None:
    """`python -m` looks for modules there first: a checked project's `numbers.py` would run as Python's."""
    with contextlib.suppress(OSError):
        here = os.getcwd()
        if sys.path[:1] in ([""], [here]) and os.path.dirname(os.path.dirname(__file__)) != here:
            del sys.path[0]


if __name__ == "__main__":
    _without_the_working_directory()
    sys.exit(main())
