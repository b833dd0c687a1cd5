"""The line of a TOML key, whatever stands around it."""

from __future__ import annotations

import pytest

from tslint.config.locate import line_of_key

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
  "TS4",  # mode
]
targets.a.model = "m:A"

[tool.tslint.targets.b]

# note
inputs = [
]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("tool", "other", "mode"), 3),
        (("tool", "tslint"), 5),
        (("tool", "tslint", "text"), 6),
        (("tool", "tslint", "mode"), 9),
        (("tool", "tslint", "select"), 10),
        (("tool", "tslint", "targets", "a", "model"), 13),
        (("tool", "tslint", "targets", "b"), 15),
        (("tool", "tslint", "targets", "b", "inputs"), 18),
        (("nowhere",), 1),
    ],
)
def test_a_key_is_found_where_it_begins(path: tuple[str, ...], line: int) -> None:
    assert line_of_key(TEXT, path) == line
