"""Build hook: a wheel ships the rule pages, and with TSLINT_COMPILE=1 the analysis is compiled in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILE = "TSLINT_COMPILE"
# What mypyc takes differs between its releases: the one that the tests were run with.
COMPILERS = ["mypy==2.4.*", "setuptools>=70"]


class Wheel(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `rules/` at `tslint/rules/pages` of a wheel, and what `hatch_compile.py` builds beside its source.

    An editable install reads pages and sources in place, and is never compiled.
    """

    _compiled: Path | None = None

    def dependencies(self) -> list[str]:
        """What a build installs first."""
        return COMPILERS if _asked() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each wheel is built; `version` is "standard" or "editable"."""
        if version != "standard":
            return
        build_data["force_include"][os.path.join(self.root, "rules")] = "tslint/rules/pages"
        if _asked():
            self._compiled = Path(tempfile.mkdtemp(prefix="tslint-compiled-"))
            script = os.path.join(self.root, "hatch_compile.py")
            done = subprocess.run([sys.executable, script, self.root, str(self._compiled)], check=False)
            if done.returncode:
                self.app.abort(
                    f"{COMPILE}=1: not compiled (the reason is above); without it the wheel is pure Python"
                )
            for path in (
                path for kind in ("*.so", "*.pyd") for path in self._compiled.glob(f"lib/**/{kind}")
            ):
                build_data["force_include"][str(path)] = str(path.relative_to(self._compiled / "lib"))
            build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is there."""
        if self._compiled is not None:
            shutil.rmtree(self._compiled)


def _asked() -> bool:
    return os.environ.get(COMPILE, "") not in ("", "0")
