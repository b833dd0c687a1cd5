"""docs/configuration.md says what is read: every key, which hold for a whole run, and its examples."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tslint.cli.main import run
from tslint.config.described import KEYS, TARGET_KEYS
from tslint.config.nested import WHOLE_RUN

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
HAZARD = (
    "import torch\n\n\nclass Gate(torch.nn.Module):\n    def forward(self, x):\n"
    "        if x.sum() > 0:\n            return x\n        return -x\n"
)


def rows(columns: int) -> list[tuple[str, ...]]:
    row = r"\| `([\w-]+)` " + r"\|([^|\n]*)" * (columns - 1) + r"\|$"
    return [tuple(map(str.strip, found)) for found in re.findall(f"^{row}", PAGE, flags=re.MULTILINE)]


def block(start: str) -> str:
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    return next(each for each in blocks if each.startswith(start))


def test_every_key_is_listed_with_where_it_holds() -> None:
    assert rows(3) == [(key, said, "yes" if key in WHOLE_RUN else "") for key, said in KEYS.items()]
    assert rows(2) == list(TARGET_KEYS.items())


def test_its_keys_of_a_nested_configuration_are_the_others() -> None:
    paragraph = PAGE.partition("**Nested configuration.**")[2].partition("```")[0]
    named = {word for word in re.findall(r"`([a-z-]+)`", paragraph) if word in KEYS}
    assert named == KEYS.keys() - WHOLE_RUN.keys()


def test_its_nested_configuration_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "packages" / "legacy"
    (folder / "generated").mkdir(parents=True)
    for path in (tmp_path / "a.py", folder / "b.py", folder / "generated" / "c.py"):
        path.write_text(HAZARD)
    (folder / "tslint.toml").write_text(block("severity"))
    assert run(["baseline", "create", "packages/legacy"]) == 0
    (folder / "b.py").write_text(HAZARD.replace("x.sum() > 0", "x.sum() > 1"))
    capsys.readouterr()
    assert run(["check", "--output-format", "json", "--select", "TS401"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {(each["file"], each["severity"]) for each in found} == {
        ("a.py", "error"), ("packages/legacy/b.py", "info")
    }  # fmt: skip


def test_its_command_line_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    program, *words = shlex.split(block("$ tslint").removeprefix("$ "))
    assert program == "tslint"
    assert run([*words, "--show-settings"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (dict(shown["severity"]), shown["min_severity"]) == ({"TS406": "off"}, "warning")


def test_its_mistake_is_shown_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tslint.config.load import load_config
    from tslint.errors import TslintError

    (tmp_path / "pyproject.toml").write_text('[tool.tslint]\nselct = ["TS4"]\n')
    with pytest.raises(TslintError) as caught:
        load_config(tmp_path)
    said = f"tslint: {caught.value}\n{caught.value.excerpt}".replace(str(tmp_path), "/project")
    for shown, printed in zip(block("tslint:").splitlines(), said.splitlines(), strict=True):
        assert printed.startswith(shown.removesuffix("..."))
