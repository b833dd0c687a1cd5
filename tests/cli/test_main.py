"""The frame around every verb: one line a trouble, exit codes, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Tslint
from tslint import __version__


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek"], "`chek` is no verb of tslint; did you mean `check`?"),
        (["zzz"], "`zzz` is no verb of tslint; the verbs are check, fix, plan, confirm, "),
        (["--frob"], "No such option"),
        (["check", "--frob"], "No such option"),
        (["check", "--mode", "fast"], "'fast' is not one of 'hybrid', 'script', 'trace'"),
        (["check", "--output-format", "xml"], "'xml' is not one of 'full', 'concise', 'json'"),
        (["check", "--select", "TS9O1"], "`TS9O1` is no rule, code or prefix of a code; did you mean TS901"),
        (["check", "--ignore", "nonsense"], "`nonsense` is no rule"),
        (["check", "--target-torch", "new"], "`new` is not a torch release"),
        (["check", "--config", "absent.toml"], "absent.toml: cannot read the configuration"),
        (["explain", "TS999"], "`TS999` is no rule"),
        (["explain"], "Missing argument 'RULE'"),
    ],
)
def test_a_mistake_of_the_user_is_one_line_and_exit_code_2(
    tslint: Tslint, words: list[str], message: str
) -> None:
    ran = tslint(*words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert ran.err.startswith("tslint: ")
    assert ran.err.count("\n") == 1


def test_a_mistake_in_the_configuration_is_shown_with_a_caret(tslint: Tslint, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.tslint]\nmod = 'trace'\n")
    ran = tslint("check")
    assert ran.code == 2
    assert "pyproject.toml:2:1: unknown key `mod`; did you mean `mode`?\n" in ran.err
    assert "\n  |\n2 | mod = 'trace'\n  | ^^^\n  = valid keys: mode, " in ran.err


def test_an_error_inside_tslint_is_one_line_unless_debugging(
    tslint: Tslint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("boom\nand more")

    monkeypatch.setattr("tslint.rules.ruleset.load_rules", fail)
    ran = tslint("rules")
    assert ran.code == 2
    assert ran.err == (
        "tslint: internal error (ValueError: boom); please report it with the output of TSLINT_DEBUG=1\n"
    )
    monkeypatch.setenv("TSLINT_DEBUG", "1")
    assert "Traceback (most recent call last)" in tslint("rules").err


def test_an_interruption_is_no_traceback(tslint: Tslint, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tslint.rules.ruleset.load_rules", interrupt)
    ran = tslint("rules")
    assert (ran.code, ran.err.strip()) == (130, "tslint: interrupted")


@pytest.mark.parametrize("verb", ["check", "fix", "plan", "confirm", "explain", "rules"])
def test_every_verb_has_help(tslint: Tslint, verb: str) -> None:
    ran = tslint(verb, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: tslint {verb} ")
    assert verb in tslint("--help").out


def loaded_modules(*words: str) -> set[str]:
    program = f"""
import sys
sys.argv = ["tslint", *{words!r}]
from tslint.__main__ import main
code = main()
print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_the_version_is_told_without_importing_a_library(tslint: Tslint) -> None:
    assert not loaded_modules("--version") & {"click", "rich", "libcst", "msgspec", "tslint.cli.main"}
    assert tslint("--version").out == f"tslint {__version__}\n"


def test_a_verb_imports_what_it_needs_alone() -> None:
    assert not loaded_modules("rules") & {"rich", "libcst", "torch", "tslint.engine", "tslint.confirm"}


def test_the_module_can_be_run() -> None:
    done = subprocess.run([sys.executable, "-m", "tslint", "chek"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("tslint: `chek` is no verb")


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = "from tslint.__main__ import main; raise SystemExit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "rules", "--output-format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() in (0, 1)
    process.stderr.close()
