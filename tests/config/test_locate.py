"""Where keys and values of a TOML document stand, whatever stands around them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tslint.config import toml
from tslint.config.locate import KeyPath, locate

TEXT = """\
# a comment about mode
[tool.other]
mode = 1

[tool.tslint]
text = '''
mode = "not this one"
'''
"mode" = "trace"
select = [
  "TS4",  # mode ]
  'TS"5',
]
targets.a.model = "m:A"
severity = { TS4 = "off", "TS.5" = 'warning' }  # } why

[tool.tslint.targets.b]

# note
inputs = [
]
[[list]]
x = 1
[[list]]
x = 1979-05-27 07:32:32  # a date
[list.below]
y = 2
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("tool", "other", "mode"), "mode", "1"),
        (("tool", "tslint"), "tslint", "[tool.tslint]"),
        (("tool", "tslint", "text"), "text", "'''\nmode = \"not this one\"\n'''"),
        (("tool", "tslint", "mode"), '"mode"', '"trace"'),
        (("tool", "tslint", "select", 1), "'TS\"5'", "'TS\"5'"),
        (("tool", "tslint", "targets"), "targets", "targets"),
        (("tool", "tslint", "targets", "a", "model"), "model", '"m:A"'),
        (("tool", "tslint", "severity"), "severity", '{ TS4 = "off", "TS.5" = \'warning\' }'),
        (("tool", "tslint", "severity", "TS.5"), '"TS.5"', "'warning'"),
        (("tool", "tslint", "targets", "b"), "b", "[tool.tslint.targets.b]"),
        (("tool", "tslint", "targets", "b", "inputs"), "inputs", "[\n]"),
        (("list", 1, "x"), "x", "1979-05-27 07:32:32"),
        (("list", 1, "below", "y"), "y", "2"),
    ],
)
def test_a_key_and_its_value_are_found(path: KeyPath, key: str, value: str) -> None:
    found = locate(TEXT, path)
    assert found is not None
    assert (TEXT[slice(*found.key)], TEXT[slice(*found.value)]) == (key, value)


def test_the_one_that_decides_is_found_and_not_its_like() -> None:
    found = locate(TEXT, ("tool", "tslint", "mode"))
    assert found is not None
    assert TEXT.count("\n", 0, found.key.start) + 1 == 9
    assert locate(TEXT, ("nowhere",)) is None


words = st.text(max_size=8)
scalars = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), words, st.just(datetime.date(1979, 5, 27)), st.just(1.5e300)
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def quoted(word: str, style: int) -> str:
    """A string in one of the four ways of TOML, as far as it can be written so."""
    plain = word.isprintable() and "'" not in word
    if style == 1 and plain:
        return f"'{word}'"
    if style == 2 and plain:
        return f"'''{word}'''"
    escaped = "".join(
        character if character.isprintable() and character not in '"\\' else f"\\U{ord(character):08x}"
        for character in word
    )
    if style == 3:
        return f'"""\n{escaped}"""'
    return f'"{escaped}"'


def rendered(value: Any, style: int) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value, style)
    if isinstance(value, list):
        between = " ,  # ]\n\t" if style % 2 else ", "
        return f"[ {between.join(rendered(part, style) for part in value)} ]"
    if isinstance(value, dict):
        members = (f"{quoted(key, style % 2)} = {rendered(part, style)}" for key, part in value.items())
        return "{ " + ", ".join(members) + " }"
    return str(value)


def every_path(value: Any, at: KeyPath = ()) -> list[tuple[KeyPath, Any]]:
    found: list[tuple[KeyPath, Any]] = [(at, value)] if at else []
    if isinstance(value, dict):
        return found + [pair for key, part in value.items() for pair in every_path(part, (*at, key))]
    if isinstance(value, list):
        return found + [pair for number, part in enumerate(value) for pair in every_path(part, (*at, number))]
    return found


@given(st.dictionaries(words, values, max_size=4), st.integers(0, 3), st.booleans())
@example({"a": {'"': ["'", "]"]}}, 0, True)
def test_every_value_of_a_document_is_found_as_it_is_written(
    document: dict[str, Any], style: int, tables: bool
) -> None:
    lines = ["# [not] = a key"]
    plain = {key: part for key, part in document.items() if not (tables and isinstance(part, dict))}
    lines += [f"{quoted(key, style % 2)} = {rendered(part, style)} # so" for key, part in plain.items()]
    for key, part in document.items():
        if key not in plain:
            lines.append(f"[ {quoted(key, style % 2)} ]")
            lines += [f"{quoted(name, 0)}= {rendered(inner, style)}" for name, inner in part.items()]
    text = "\n".join(lines) + "\n"
    assert toml.loads(text) == document
    for path, value in every_path(document):
        found = locate(text, path)
        assert found is not None, path
        written = text[slice(*found.value)]
        if not written.startswith("[ ") or isinstance(value, list):
            assert toml.loads(f"value = {written}") == {"value": value}
        if isinstance(path[-1], str):
            assert toml.loads(f"{text[slice(*found.key)]} = 1") == {path[-1]: 1}
