"""Reading `[tool.tslint]`: the nearest file, strictly, every mistake one line with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.config.load import find_config, load_config
from tslint.errors import TslintError


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def error_of(folder: Path, text: str, name: str = "pyproject.toml") -> str:
    path = write(folder, name, text)
    with pytest.raises(TslintError) as caught:
        load_config(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(str(path)) + "\n" + caught.value.excerpt


def test_every_key_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        "pyproject.toml",
        """
        [tool.tslint]
        mode = "trace"
        entry = ["Model"]
        select = ["TS4", "TS501"]
        ignore = ["TS402"]
        exclude = ["vendored/"]
        target-torch = "2.1"
        output-format = "concise"
        follow-imports = true

        [tool.tslint.targets.gate]
        model = "pkg.model:Gate"
        inputs = ["float32[batch, 4]"]
        factory = "pkg.make:gate"
        args = [1, "two"]
        kwargs = { hidden = 3 }
        device = "cpu"
        python = ".venv/bin/python"
        timeout = 30
        save = "gate.pt"
        """,
    )
    config = load_config(tmp_path).config
    assert (config.mode, config.entry, config.select, config.ignore) == (
        "trace",
        ("Model",),
        ("TS4", "TS501"),
        ("TS402",),
    )
    assert (config.exclude, config.target_torch) == (("vendored/",), "2.1")
    assert (config.output_format, config.follow_imports) == ("concise", True)
    gate = config.targets["gate"]
    assert (gate.model, gate.inputs, gate.factory) == (
        "pkg.model:Gate",
        ("float32[batch, 4]",),
        "pkg.make:gate",
    )
    assert (gate.args, gate.kwargs, gate.device) == ((1, "two"), {"hidden": 3}, "cpu")
    assert (gate.python, gate.timeout, gate.save) == (".venv/bin/python", 30.0, "gate.pt")


def test_the_nearest_file_that_speaks_of_tslint_is_taken(tmp_path: Path) -> None:
    outer = write(tmp_path, "pyproject.toml", "[tool.tslint]\nmode = 'trace'\n")
    write(tmp_path / "pkg", "pyproject.toml", "[tool.other]\nmode = 1\n")
    source = write(tmp_path / "pkg" / "deep", "model.py", "")
    assert find_config(source) == outer
    assert load_config(source).root == tmp_path
    own = write(tmp_path / "pkg", "tslint.toml", "mode = 'script'\n")
    assert find_config(source) == own
    assert load_config(source).config.mode == "script"


def test_without_any_file_everything_is_left_to_the_defaults(tmp_path: Path) -> None:
    loaded = load_config(tmp_path)
    assert loaded.file is None
    assert loaded.config.mode is None
    assert loaded.config.targets == {}


def test_an_explicit_file_is_read_in_place_of_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "[tool.tslint]\nmode = 'trace'\n")
    other = write(tmp_path / "conf", "lint.toml", "mode = 'script'\n")
    loaded = load_config(tmp_path, other)
    assert (loaded.config.mode, loaded.file, loaded.root) == ("script", other, tmp_path / "conf")


def test_an_unknown_key_names_its_line_and_the_nearest_valid_key_first(tmp_path: Path) -> None:
    message = error_of(tmp_path, "[tool.tslint]\nselect = [\n  'TS4',\n]\n# why\nmod = 'trace'\n")
    assert message.startswith(":6:1: unknown key `mod`; did you mean `mode`?\n")
    shown = "  |\n6 | mod = 'trace'\n  | ^^^\n  = valid keys: mode, "
    assert message.partition("\n")[2].startswith(shown)
    for key in (
        "entry",
        "select",
        "ignore",
        "exclude",
        "target-torch",
        "output-format",
        "follow-imports",
        "targets",
    ):
        assert key in message


def test_an_unknown_key_of_a_target_names_the_target(tmp_path: Path) -> None:
    text = "[tool.tslint.targets.a]\nmodel = 'm:A'\n\n[tool.tslint.targets.b]\nmodel = 'm:B'\ninput = []\n"
    message = error_of(tmp_path, text)
    assert message.startswith(":6:1: unknown key `targets.b.input`; did you mean `inputs`?\n")
    assert "\n6 | input = []\n  | ^^^^^\n  = valid keys: inputs, " in message


@pytest.mark.parametrize(
    ("text", "message", "carets"),
    [
        ("mode = 'fast'\n", ":2:8: `mode`: valid values: hybrid, script, trace", "       ^^^^^^"),
        ("select = 'TS4'\n", ":2:10: `select`: expected `list`, got `str`", "         ^^^^^"),
        ("\nselect = ['TS4', 3]\n", ":3:18: `select`: expected `str`, got `int`", "                 ^"),
        ("select = [\n  'TS4',\n  [3],\n]\n", ":4:3: `select`: expected `str`, got `list`", "  ^^^"),
        ("target-torch = 2.13\n", ":2:16: `target-torch`: expected `str`, got `float`", " " * 15 + "^^^^"),
        (
            "severity = { TS4 = 'off', TS5 = 'loud' }\n",
            ":2:33: `severity.TS5`: valid values: error, warning, info, off",
            " " * 32 + "^^^^^^",
        ),
        (
            "script-decorator = 'torch.jit.ignore'\n",
            ":2:20: `script-decorator`: valid values: torch.jit.script, torch.jit.script_if_tracing",
            " " * 19 + "^" * 18,
        ),
        (
            "follow-imports = 3\n",
            ":2:18: `follow-imports`: valid values: true, false, none, project, site-packages",
            " " * 17 + "^",
        ),
        (
            "[tool.tslint.targets.a]\ninputs = []\n",
            ":2:22: `targets.a` lacks the key `model`",
            " " * 21 + "^",
        ),
        (
            "targets = 3\n",
            ":2:11: `targets` must be a table of tables, `[tool.tslint.targets.NAME]`",
            " " * 10 + "^",
        ),
        (
            "targets.a = 3\n",
            ":2:13: `targets.a` must be a table of tables, `[tool.tslint.targets.NAME]`",
            " " * 12 + "^",
        ),
        ("mode =\n", ":2:7: not valid TOML: invalid value", "      ^"),
        ("mode = 'trace'\nselect = [", ":3:11: not valid TOML: invalid value", "          ^"),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_valid(
    tmp_path: Path, text: str, message: str, carets: str
) -> None:
    said = error_of(tmp_path, f"[tool.tslint]\n{text}").split("\n")
    assert said[0] == message
    assert said[3] == f"  | {carets}"


def test_a_target_is_named_as_its_file_names_it(tmp_path: Path) -> None:
    said = error_of(tmp_path, "targets = 3\n", "tslint.toml").split("\n")
    assert said[0] == ":1:11: `targets` must be a table of tables, `[targets.NAME]`"


def test_a_table_that_is_none_is_shown(tmp_path: Path) -> None:
    said = error_of(tmp_path, "[tool]\ntslint = 3\n").split("\n")
    assert said == [":2:10: `tool.tslint` must be a table", "  |", "2 | tslint = 3", "  |          ^"]


def test_carets_stand_below_what_they_mean_whatever_stands_before(tmp_path: Path) -> None:
    said = error_of(tmp_path, "\ttargets.\"日本\" = { model =\t'a:B', cpp = 1 }\n", "tslint.toml").split("\n")
    assert said[0] == ":1:40: `targets.日本.cpp`: valid values: true, false"
    assert said[2] == "1 |     targets.\"日本\" = { model =  'a:B', cpp = 1 }"
    assert said[3] == "  |" + " " * 46 + "^"


def test_broken_toml_is_an_error_only_where_it_is_meant_for_tslint(tmp_path: Path) -> None:
    assert "not valid TOML" in error_of(tmp_path, "[tool.tslint]\nmode =\n")
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nmode =\n")
    assert load_config(tmp_path).config.mode is None


def test_a_configuration_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TslintError, match="cannot read the configuration: No such file"):
        load_config(tmp_path, tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"mode = '\xe9'\n")
    with pytest.raises(TslintError, match=r"not UTF-8 \(byte 8\)"):
        load_config(tmp_path, latin)
