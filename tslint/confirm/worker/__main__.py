"""Starts the worker: loads its own directory as a package by path, so that tslint need not be installed."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

PACKAGE = "_tslint_worker"


def _load_package() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    # Python put this directory first on the path; its module names must not hide the user's.
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(here, "__init__.py"), submodule_search_locations=[here]
    )
    if spec is None or spec.loader is None:
        raise ImportError("the worker's own directory cannot be loaded: " + here)
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    _load_package()
    requests, answers = int(sys.argv[1]), int(sys.argv[2])
    sys.argv[:] = ["tslint-confirm"]
    importlib.import_module(PACKAGE + ".serve").main(requests, answers)
