"""`python hatch_compile.py ROOT FOLDER`: mypyc makes C extensions of the analysis, in FOLDER/lib.

What runs for every expression of every model is compiled. The command line, the server, and what `confirm`
loads into other processes stay Python, and so does what changes classes of `ast` while it runs.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mypyc.build import mypycify
from setuptools import Distribution
from setuptools.command.build_ext import build_ext

PACKAGES = ("analysis", "hybrid", "ir", "project", "source", "torchspec")
LEFT_OUT = ("source/watched.py", "torchspec/generate")
# `make test` checks the types, with all that is imported; here only what tslint ships need be there.
MYPY = """[mypy]
ignore_missing_imports = true
[mypy-tslint.config.*,tslint.rules.*]
ignore_errors = true
"""


def modules() -> Iterator[str]:
    """The files that are compiled, as paths below the folder that holds `tslint`."""
    for package in PACKAGES:
        for path in sorted(Path("tslint", package).rglob("*.py")):
            if not path.as_posix().removeprefix("tslint/").startswith(LEFT_OUT):
                yield path.as_posix()


class SideBySide(build_ext):
    """Compiles the C files of an extension in as many processes as there are cores."""

    def build_extensions(self) -> None:
        """As usual; to link waits until all is compiled."""
        compiler: Any = self.compiler
        compile_now, link_now = getattr(compiler, "_compile", None), compiler.link
        waiting: list[Future[None]] = []
        with ThreadPoolExecutor(os.cpu_count()) as pool:

            def compile_soon(*given: Any) -> None:
                assert compile_now is not None
                waiting.append(pool.submit(compile_now, *given))

            def link(*given: Any, **named: Any) -> None:
                while waiting:
                    waiting.pop().result()
                link_now(*given, **named)

            if compile_now is not None:  # compilers of Windows take all files at once
                compiler._compile = compile_soon
            compiler.link = link
            super().build_extensions()


def main(root: Path, folder: Path) -> None:
    """Compile a copy of the package, so that nothing is left beside its source."""
    shutil.copytree(root / "tslint", folder / "tslint", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    os.chdir(folder)
    Path("mypy.ini").write_text(MYPY, encoding="utf-8")
    extensions = mypycify(
        ["--config-file", "mypy.ini", *modules()],
        opt_level=os.environ.get("TSLINT_COMPILE_LEVEL", "2"),
        debug_level="0",
        multi_file=True,
        target_dir="c",
        group_name="tslint",
    )
    command = SideBySide(Distribution({"name": "tslint", "ext_modules": extensions}))
    command.build_lib, command.build_temp = "lib", "objects"
    command.ensure_finalized()
    command.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
