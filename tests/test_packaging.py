"""What is shipped: a wheel with the rule pages and the torch data, which works without torch."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tslint import __version__

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def unpacked(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as pip would leave it, in front of a torch that cannot be imported."""
    folder = tmp_path_factory.mktemp("site")
    wheel.extractall(folder)
    (folder / "torch.py").write_text("raise ImportError('torch is not there')\n")
    return folder


def run(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "tslint", *words] if sys.version_info >= (3, 11) else
        [sys.executable, "-m", "tslint", *words],
        capture_output=True, text=True, env=environment, cwd=site,
    )  # fmt: skip


def test_the_wheel_holds_every_rule_page(wheel: zipfile.ZipFile) -> None:
    pages = {path.name for path in (ROOT / "rules").glob("TS*.md")}
    shipped = {
        name.rpartition("/")[2] for name in wheel.namelist() if name.startswith("tslint/rules/pages/TS")
    }
    assert shipped == pages
    assert pages


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"tslint", f"tslint-{__version__}.dist-info"}
    names = set(wheel.namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tslint").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert package <= names


def test_torch_is_an_extra(wheel: zipfile.ZipFile) -> None:
    metadata = wheel.read(f"tslint-{__version__}.dist-info/METADATA").decode()
    needs = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: ")]
    core = {line.split()[1].partition(">")[0].partition("<")[0] for line in needs if "extra ==" not in line}
    assert core == {"click", "libcst", "msgspec", "packaging", "pathspec", "pyyaml", "rich", "tomli"}
    assert any(line.startswith("Requires-Dist: torch") and "extra == 'export'" in line for line in needs)
    assert "Requires-Dist: torch==2.13.0; extra == 'dev'" in needs


def test_the_installed_package_finds_its_pages(unpacked: Path) -> None:
    ran = run(unpacked, "explain", "TS901")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("# invalid-syntax (TS901)")


def test_the_installed_package_checks_without_torch(unpacked: Path) -> None:
    (unpacked / "model.py").write_text(
        "import torch\n\n\n"
        "class Gate(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        if x.sum() > 0:\n"
        "            return x\n"
        "        return -x\n"
    )
    ran = run(unpacked, "check", "model.py", "--output-format", "concise")
    assert ran.stderr == ""
    assert ran.returncode == 1
    assert "model.py:6:12: error[TS401" in ran.stdout
