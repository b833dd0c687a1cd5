"""`python -m tslint.torchspec.generate [OUT]`: writes the data of the installed torch's release."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import torch

from tslint.torchspec import load
from tslint.torchspec.generate.eager import eager_results
from tslint.torchspec.generate.functions import functions
from tslint.torchspec.generate.members import members
from tslint.torchspec.generate.methods import methods
from tslint.torchspec.generate.modules import modules
from tslint.torchspec.generate.operators import operators
from tslint.torchspec.generate.traced import traced_arguments
from tslint.torchspec.store import write

_SECTIONS: dict[str, Callable[[], object]] = {
    "operators": operators,
    "functions": functions,
    "methods": methods,
    "members": members,
    "modules": modules,
    "eager": eager_results,
    "traced": traced_arguments,
}


def main() -> None:
    """Ask torch for every section and write the file; OUT defaults to its place in the package."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    version = torch.__version__.partition("+")[0]
    release = ".".join(version.split(".")[:2])
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(load.__file__).parent / "data" / f"{release}.bin"
    sections: dict[str, object] = {"about": {"version": version, "release": release}}
    for name, generate in _SECTIONS.items():
        started = time.monotonic()
        sections[name] = generate()
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    write(out, sections)
    print(f"{out}: {out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
