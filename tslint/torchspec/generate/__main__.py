"""`python -m tslint.torchspec.generate [OUT]`: writes the data of the installed torch's release."""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from tslint.torchspec import load
from tslint.torchspec.generate.absent import absent_names
from tslint.torchspec.generate.eager import eager_results
from tslint.torchspec.generate.functions import functions
from tslint.torchspec.generate.language import language
from tslint.torchspec.generate.members import members
from tslint.torchspec.generate.methods import methods
from tslint.torchspec.generate.modules import modules
from tslint.torchspec.generate.operators import operators
from tslint.torchspec.generate.traced import traced_arguments
from tslint.torchspec.store import Store, write

_VERSION = str(torch.__version__).partition("+")[0]
_RELEASE = ".".join(_VERSION.split(".")[:2])

_SECTIONS: dict[str, Callable[[], Mapping[str, Any]]] = {
    "about": lambda: {"version": _VERSION, "release": _RELEASE},
    "operators": operators,
    "functions": functions,
    "methods": methods,
    "members": members,
    "modules": modules,
    "eager": eager_results,
    "traced": traced_arguments,
    "language": language,
    "absent": lambda: absent_names(_RELEASE),
}


def main() -> None:
    """Ask torch for the sections and write the file; OUT defaults to its place in the package."""
    place = Path(load.__file__).parent / "data" / f"{_RELEASE}.bin"
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("out", nargs="?", type=Path, default=place)
    reader.add_argument("--base", default="", metavar="RELEASE", help="store the differences from it")
    reader.add_argument("--only", default="", metavar="A,B", help="these sections, the others stay")
    asked = reader.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    wanted = asked.only.split(",") if asked.only else list(_SECTIONS)
    known = Store(asked.out) if asked.only else None
    sections: dict[str, Mapping[str, Any]] = {}
    for name, generate in _SECTIONS.items():
        started = time.monotonic()
        sections[name] = known.section(name) if known and name not in wanted else generate()
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    write(asked.out, sections, asked.base)
    print(f"{asked.out}: {asked.out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
