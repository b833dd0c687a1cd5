"""Cures for suppression comments that are not needed: they leave what is needed, and the code."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.build import finding, rule
from tslint.fixes.apply import apply_cures
from tslint.rules.model import Finding
from tslint.rules.ruleset import RuleSet
from tslint.rules.suppress import Judged, suppress
from tslint.rules.uncomment import trimmed
from tslint.source.comments import find_suppressions

FILE = "model.py"
RULES = RuleSet([rule("TS401", name="erased-branch"), rule("TS402"), rule("TS501")])


def once(source: str, found: Sequence[Finding]) -> str:
    """The source after the cures of what is said of its comments."""
    judged = Judged(RULES.codes, frozenset([FILE]))
    events = suppress(found, {FILE: find_suppressions(source)}, RULES, judged).events
    cures = [cure for event in events for cure in event.cures]
    return apply_cures({FILE: source}, cures).texts.get(FILE, source)


def mended(source: str, *lines: int) -> str:
    """The source after all rounds; TS401 is found at the statements `here = NUMBER`."""
    while True:
        texts = source.split("\n")
        found = [
            finding("TS401", file=FILE, line=number)
            for number, text in enumerate(texts, 1)
            if text.strip().startswith("here")
        ]
        new = once(source, found)
        if new == source:
            return source
        source = new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("here = 1  # tslint: ignore[TS401] why\n", "here = 1  # tslint: ignore[TS401] why\n"),
        ("there = 1  # tslint: ignore[TS401] why\n", "there = 1\n"),
        ("there = 1  # tslint: ignore\n", "there = 1\n"),
        ("here = 1  # tslint: ignore[ TS401,TS402 ] why\n", "here = 1  # tslint: ignore[ TS401 ] why\n"),
        ("here = 1  # tslint: ignore[TS5, TS4]  # noqa\n", "here = 1  # tslint: ignore[TS4]  # noqa\n"),
        ("# tslint: ignore[TS501, erased-branch]\nhere = 1\n", "# tslint: ignore[erased-branch]\nhere = 1\n"),
        ("here = 1  # tslint: ignore[TS4O1, TS401]\n", "here = 1  # tslint: ignore[TS401]\n"),
        ("here = 1  # tslint: ignore[TS4O1, nothing]\n", "here = 1\n"),
        ("here = 1  # tslint: ignore[TS4O1, TS5, TS4]\n", "here = 1  # tslint: ignore[TS4]\n"),
        ("# tslint: file-ignore[TS5] old\n\nhere = 1\n", "\nhere = 1\n"),
        ("# tslint: disable[TS5]\nhere = 1\n# tslint: enable[TS5]\n", "here = 1\n"),
        ("# tslint: disable[TS5]\nhere = 1\n# tslint: enable\n", "here = 1\n"),
        (
            "# tslint: disable[TS5,TS4] a\nhere = 1\n# tslint: enable[TS5,TS4] b\n",
            "# tslint: disable[TS4] a\nhere = 1\n# tslint: enable[TS4] b\n",
        ),
        (
            "# tslint: disable[TS5]\n# tslint: disable[TS4]\nhere = 1\n# tslint: enable\n",
            "# tslint: disable[TS4]\nhere = 1\n# tslint: enable\n",
        ),
        ("here = 1\n# tslint: enable[TS4]\n", "here = 1\n"),
        ("there = 1  # tslint: ignroe[TS4]\n", "there = 1  # tslint: ignroe[TS4]\n"),
    ],
)  # fmt: skip
def test_what_is_not_needed_goes_and_the_rest_stays(before: str, after: str) -> None:
    assert mended(before) == after


def test_a_block_that_would_end_elsewhere_is_left() -> None:
    twice = "# tslint: disable[TS4,TS5]\n# tslint: disable[TS4,TS5]\nhere = 1\n# tslint: enable[TS4,TS5]\n"
    assert mended(twice) == twice


selectors = st.lists(
    st.sampled_from(["TS401", "TS4", "TS402", "TS501", "erased-branch", "TS9", "no"]), max_size=3, unique=True
)
reasons = st.sampled_from(["", " why", " [see] x"])


@st.composite
def comments(draw: st.DrawFn, verbs: Sequence[str]) -> str:
    names = draw(selectors)
    between = draw(st.sampled_from([",", ", ", " , "]))
    brackets = f"[{between.join(names)}]" if names else ""
    other = draw(st.sampled_from(["", "", "  # noqa"]))
    return f"# tslint: {draw(st.sampled_from(verbs))}{brackets}{draw(reasons)}{other}"


@st.composite
def sources(draw: st.DrawFn) -> str:
    lines = [draw(comments(["file-ignore"]))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.integers(0, 2))
        if kind == 0:
            lines.append(draw(comments(["ignore", "disable", "enable"])))
        else:
            tail = f"  {draw(comments(['ignore']))}" if draw(st.booleans()) else ""
            lines.append(f"{'here' if kind == 1 else 'there'} = 1{tail}")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines) + "\n"


def code(source: str) -> list[tuple[int, str]]:
    layout = (tokenize.NL, tokenize.COMMENT)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [(token.type, token.string) for token in tokens if token.type not in layout]


def silenced(source: str) -> list[tuple[str, bool]]:
    """Each statement that has a finding, and whether a comment silences it."""
    lines = source.split("\n")
    found = [
        finding("TS401", file=FILE, line=n) for n, text in enumerate(lines, 1) if text.startswith("here")
    ]
    left = suppress(
        found, {FILE: find_suppressions(source)}, RULES, Judged(RULES.codes, frozenset())
    ).findings
    return [("here", each not in left) for each in found]


@given(sources())
def test_the_code_and_what_is_silenced_stay_and_a_second_time_changes_nothing(source: str) -> None:
    new = mended(source)
    assert [text for _, text in code(new) if text.strip()] == [
        text for _, text in code(source) if text.strip()
    ]
    assert silenced(new) == silenced(source)
    assert mended(new) == new
    # Nothing that was not about tslint is lost.
    assert new.count("# noqa") == source.count("# noqa")


@given(selectors.filter(bool), st.sampled_from([",", ", "]), reasons)
def test_what_is_left_of_a_comment_is_what_was_not_taken(names: list[str], between: str, reason: str) -> None:
    text = f"# tslint: ignore[{between.join(names)}]{reason}"
    for useless in names:
        kept = [name for name in names if name != useless]
        expected = f"# tslint: ignore[{between.join(kept)}]{reason}" if kept else ""
        assert trimmed(text, [useless]) == expected
