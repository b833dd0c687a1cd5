"""The grammar of the configuration: what is written is what is read, and nothing that is written crashes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tslint.config.inline import asked
from tslint.config.load import load_config
from tslint.config.model import Config, FollowImports, MinSeverity, Mode, OutputFormat, RuleSeverity, Target
from tslint.errors import TslintError

words = st.text(st.characters(codec="utf-8"), max_size=10)
lists = st.lists(words, max_size=3).map(tuple)
plain = st.one_of(st.booleans(), st.integers(-9, 9), words, st.lists(words, max_size=2))
targets = st.builds(
    Target,
    model=words,
    inputs=lists,
    factory=st.none() | words,
    args=st.lists(plain, max_size=2).map(tuple),
    kwargs=st.dictionaries(words, plain, max_size=2),
    device=st.sampled_from(["auto", "cpu", "cuda"]),
    timeout=st.none() | st.floats(1, 1e6),
    cpp=st.booleans(),
)
configs = st.builds(
    Config,
    mode=st.none() | st.sampled_from(get_args(Mode)),
    entry=st.none() | lists,
    select=st.none() | lists,
    extend_select=st.none() | lists,
    ignore=st.none() | lists,
    per_file_ignores=st.dictionaries(words, lists, max_size=2),
    severity=st.dictionaries(words, st.sampled_from(get_args(RuleSeverity)), max_size=3),
    min_severity=st.none() | st.sampled_from(get_args(MinSeverity)),
    baseline=st.none() | words,
    exclude=st.none() | lists,
    rule_paths=st.none() | lists,
    target_torch=st.none() | words,
    output_format=st.none() | st.sampled_from(get_args(OutputFormat)),
    follow_imports=st.none() | st.booleans() | st.sampled_from(get_args(FollowImports)),
    jobs=st.none() | st.integers(1, 99),
    targets=st.dictionaries(words, targets, max_size=2),
)


def string(word: str) -> str:
    plain = (
        character if character.isprintable() and character not in '"\\' else f"\\U{ord(character):08x}"
        for character in word
    )
    return f'"{"".join(plain)}"'


def rendered(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return string(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(rendered, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{string(key)} = {rendered(part)}" for key, part in value.items()) + "}"
    return repr(value)


def said(config: Config) -> dict[str, Any]:
    """The document of a configuration: its keys as they are written, without those that say nothing."""
    document: dict[str, Any] = _without_none(msgspec.to_builtins(config))
    return document


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(part) for key, part in value.items() if part is not None}
    return value


def loaded(text: str, name: str) -> Config:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text.encode())
        return load_config(Path(folder), path).config


@settings(max_examples=40)
@given(configs, st.booleans())
def test_a_configuration_is_read_as_it_was_written(config: Config, in_tables: bool) -> None:
    document = said(config)
    named = document.pop("targets")
    lines = [f"{key} = {rendered(value)}" for key, value in document.items()]
    if in_tables:
        for name, target in named.items():
            lines.append(f"[targets.{string(name)}]")
            lines += [f"{key} = {rendered(value)}" for key, value in target.items()]
    else:
        lines.append(f"targets = {rendered(named)}")
    text = "\n".join(lines) + "\n"
    assert loaded(text, "tslint.toml") == config
    project = text.replace("\n[targets.", "\n[tool.tslint.targets.")
    project = f"[project]\nname = 'x'\n\n[tool.tslint]\n{project}"
    assert loaded(project, "pyproject.toml") == config


@settings(max_examples=40)
@given(configs)
def test_statements_of_the_command_line_together_say_the_same(config: Config) -> None:
    statements = asked(f"{key} = {rendered(value)}" for key, value in said(config).items()).inline
    with tempfile.TemporaryDirectory() as folder:
        assert load_config(Path(folder), None, statements).config == config


def objection_to(text: str, name: str) -> TslintError | None:
    try:
        loaded(text, name)
    except TslintError as error:
        return error
    return None


KEYS = [field.encode_name for field in msgspec.structs.fields(Config)]
pieces = st.sampled_from(
    [*KEYS, "[", "]", "{", "}", "=", ".", ",", "\n", '"', "'", '"""', "#", "true", "1", "é"]
)


@given(st.lists(pieces | words, max_size=12).map(" ".join))
def test_any_text_is_a_configuration_or_one_error_that_shows_its_place(text: str) -> None:
    for name in ("tslint.toml", "pyproject.toml"):
        objection = objection_to(text, name)
        if objection is not None:
            assert "\n" not in str(objection)
            assert "^" in objection.excerpt or ":1: " in str(objection)
