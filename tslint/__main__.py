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

        with contextlib.suppress(BrokenPipeError):
            try:
                print(f"tslint {__version__}", flush=True)
            except OSError as error:
                sys.stderr.write(f"tslint: {error.strerror}\n")
                os._exit(2)  # what stdout did not take would be offered to it again
        return 0
    try:
        from tslint.cli.main import run
    except KeyboardInterrupt:  # `run` tells of all later ones
        print("tslint: interrupted", file=sys.stderr)
        return 130
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
