"""What a check does not look at is said once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tslint.cli.main import run as tslint
from tslint.engine.bounds import notes
from tslint.project import modules

NOTE = (
    "imports lead to more source than is followed (some 12 MB); "
    "beyond it 2 modules count as unknown: first, third"
)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(modules, "IMPORTED", 0)
    monkeypatch.chdir(tmp_path)
    for name in ("first", "second", "third"):
        (tmp_path / f"{name}.py").write_text(f"def {name}(x):\n    return len(x)\n" + "# padding\n" * 100)
    (tmp_path / "model.py").write_text(
        "import torch\nfrom first import first\nfrom second import second\nfrom third import third\n"
        "class Net(torch.nn.Module):\n    def forward(self, x):\n"
        "        return first(x) + second(x) + third(x) + second(x)\n"
    )
    return tmp_path


def test_it_is_one_note_on_stderr_and_in_json_recalled_or_not(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert tslint(["check", "model.py", "--output-format", "json"]) == 1
        out, err = capsys.readouterr()
        assert err == f"tslint: {NOTE}\n"
        assert json.loads(out)["notes"] == [NOTE]
    assert tslint(["check", "model.py", "--quiet", "--output-format", "concise"]) == 1
    assert capsys.readouterr().err == f"tslint: {NOTE}\n"


def test_what_is_checked_itself_is_no_import(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tslint(["check", ".", "--output-format", "json"]) == 1
    out, err = capsys.readouterr()
    assert (json.loads(out)["notes"], err) == ([], "")


def test_a_few_modules_are_named() -> None:
    assert notes([]) == ()
    assert notes(["a"])[0].endswith("1 module counts as unknown: a")
    assert notes(list("abcdef"))[0].endswith("6 modules count as unknown: a, b, c, ...")
