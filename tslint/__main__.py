"""The command `tslint` (also `python -m tslint`): answers `--version` at once, the CLI does the rest."""

from __future__ import annotations

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


if __name__ == "__main__":
    sys.exit(main())
