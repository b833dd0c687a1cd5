"""Suppression of a block: from `disable` to `enable`."""

from __future__ import annotations

from tslint.source.comments import find_suppressions


def test_a_block_reaches_to_the_comment_that_names_the_same() -> None:
    text = "# tslint: disable[TS401] why\nx = 1\n# tslint: enable[TS402]\ny = 1\n# tslint: enable[TS401]\n"
    block, stray = find_suppressions(text)
    assert (block.selectors, block.first, block.last, block.reason) == (("TS401",), 1, 5, "why")
    assert "ends nothing" in stray.problem


def test_a_bare_enable_ends_every_block_and_no_enable_ends_with_the_file() -> None:
    first, second = find_suppressions(
        "# tslint: disable[TS4]\n# tslint: disable\nx = 1\n# tslint: enable\ny = 1\n"
    )
    assert (first.last, second.last, first.problem, second.problem) == (4, 4, "", "")
    (alone,) = find_suppressions("x = 1\n# tslint: disable[TS4]\ny = 1\nz = 1\n")
    assert (alone.first, alone.last) == (2, 5)


def test_a_block_begins_on_a_line_of_its_own() -> None:
    (found,) = find_suppressions("x = 1  # tslint: disable[TS4]\ny = 1\n")
    assert found.problem == "`disable` stands on a line of its own"
