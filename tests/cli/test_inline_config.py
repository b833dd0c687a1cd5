"""`--config`: a file, or statements of TOML that win over it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Tslint


def settings(tslint: Tslint, *words: str) -> dict[str, Any]:
    ran = tslint("check", "--show-settings", *words)
    assert (ran.code, ran.err) == (0, "")
    shown: dict[str, Any] = json.loads(ran.out)
    return shown


def test_a_statement_wins_over_the_file_and_an_option_over_both(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("mode = 'trace'\nignore = ['TS4']\nselect = ['TS5']\n")
    words = ("--config", "mode = 'script'", "--config", "ignore = ['TS501', 'TS502']", "--select", "TS1,TS5")
    shown = settings(tslint, *words)
    assert (shown["mode"], shown["ignore"], shown["select"]) == ("script", ["TS501", "TS502"], ["TS1", "TS5"])
    assert shown["file"] == str(tmp_path / "tslint.toml")


def test_tables_are_joined_key_by_key_and_the_last_statement_decides(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("severity = { TS4 = 'info', TS5 = 'off' }\n")
    shown = settings(
        tslint, "--config", "severity.TS4 = 'error'", "--config", "severity = { TS4 = 'warning' }"
    )
    assert dict(shown["severity"]) == {"TS4": "warning", "TS5": "off"}


def test_statements_go_with_another_file_and_without_any(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("mode = 'trace'\nmin-severity = 'error'\n")
    shown = settings(tslint, "--config", "other.toml", "--config", "mode = 'script'")
    assert (shown["mode"], shown["min_severity"]) == ("script", "error")
    assert settings(tslint, "--config", "mode = 'trace'")["mode"] == "trace"


def test_a_file_whose_name_has_an_equals_sign_is_a_file(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "a=b.toml").write_text("mode = 'trace'\n")
    assert settings(tslint, "--config", "a=b.toml")["mode"] == "trace"


def test_a_statement_changes_what_is_reported(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n"
        "        return x if x.sum() > 0 else -x\n"
    )
    assert "error[TS" in tslint("check", "--output-format", "concise").out
    ran = tslint("check", "--output-format", "concise", "--config", "severity.TS4 = 'off'")
    assert "[TS4" not in ran.out


def test_a_part_of_a_target_is_enough(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "tslint.toml").write_text("[targets.a]\nmodel = 'a:B'\n")
    assert tslint("check", "--show-settings", "--config", "targets.a.cpp = true").code == 0
    ran = tslint("check", "--show-settings", "--config", "targets.b.cpp = true")
    assert ran.code == 2
    assert "`targets.b` lacks the key `model`" in ran.err


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "mod = 'trace'",
            "tslint: --config: unknown key `mod`; did you mean `mode`?\n"
            " |\n | mod = 'trace'\n | ^^^\n = valid keys: mode, ",
        ),
        (
            "select = ['TS4', 3]",
            "tslint: --config: `select`: expected `str`, got `int`\n"
            " |\n | select = ['TS4', 3]\n |                  ^\n",
        ),
        (
            "mode = trace",
            "tslint: --config: not valid TOML: invalid value\n |\n | mode = trace\n |        ^\n",
        ),
        ("targets.a.modle = 'x'", "tslint: --config: unknown key `targets.a.modle`; did you mean `model`?\n"),
    ],
)
def test_a_mistake_names_the_option_and_is_shown(tslint: Tslint, statement: str, said: str) -> None:
    ran = tslint("check", "--config", statement)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)


def test_two_files_are_one_too_many(tslint: Tslint, tmp_path: Path) -> None:
    ran = tslint("check", "--config", "a.toml", "--config", "b.toml")
    assert (ran.code, ran.err) == (
        2,
        "tslint: --config: two files, a.toml and b.toml; one configuration is read\n",
    )
