"""The import hook: patched text is what runs and what `inspect` reads; files and caches stay as they are."""

from __future__ import annotations

import importlib
import inspect
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tslint.confirm.worker import shadow


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]
    linecache.clearcache()


def test_a_patched_file_is_imported_from_its_patch(tmp_path: Path) -> None:
    package = tmp_path / "shadow_sample"
    package.mkdir()
    (package / "__init__.py").write_text("from .inner import value\n")
    inner = package / "inner.py"
    inner.write_text("from .other import base\ndef value():\n    return base\n")
    (package / "other.py").write_text("base = 1\n")
    # Bytecode of the file as it is must not be taken for the patch.
    sys.dont_write_bytecode = False
    sys.path.insert(0, str(tmp_path))
    importlib.import_module("shadow_sample")
    for name in [name for name in sys.modules if name.startswith("shadow_sample")]:
        del sys.modules[name]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    patch = "from .other import base\n\n\ndef value():\n    return base + 41  # grüße\n"
    shadow.install({str(inner): patch})
    module = importlib.import_module("shadow_sample")

    assert module.value() == 42
    assert inspect.getsource(module.value) == "def value():\n    return base + 41  # grüße\n"
    assert inspect.getsourcefile(module.value) == str(inner)
    assert inspect.getsource(sys.modules["shadow_sample.inner"]) == patch
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_source_survives_a_check_of_the_line_cache(tmp_path: Path) -> None:
    path = tmp_path / "shadow_checked.py"
    path.write_text("def f():\n    return 1\n")
    sys.path.insert(0, str(tmp_path))
    shadow.install({str(path): "def f():\n    return 2"})
    module = importlib.import_module("shadow_checked")
    linecache.checkcache()
    assert inspect.getsource(module.f) == "def f():\n    return 2\n"


def test_a_patch_is_found_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "shadow_linked.py").write_text("value = 1\n")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    sys.path.insert(0, str(tmp_path / "link"))
    shadow.install({str(tmp_path / "real" / "shadow_linked.py"): "value = 2\n"})
    assert importlib.import_module("shadow_linked").value == 2


def test_a_patch_that_does_not_parse_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shadow_broken.py"
    path.write_text("value = 1\n")
    sys.path.insert(0, str(tmp_path))
    shadow.install({str(path): "value = (\n"})
    with pytest.raises(SyntaxError) as raised:
        importlib.import_module("shadow_broken")
    assert raised.value.filename == str(path)
