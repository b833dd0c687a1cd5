"""Colours: on terminals only, unless the environment or the user says otherwise."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from tslint.report.text import Piece, one_line, use_colour, write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "choice", "environment", "coloured"),
    [
        (Terminal(), "auto", {}, True),
        (io.StringIO(), "auto", {}, False),
        (Terminal(), "auto", {"TERM": "dumb"}, False),
        (Terminal(), "auto", {"NO_COLOR": "1"}, False),
        (Terminal(), "auto", {"NO_COLOR": ""}, True),
        (io.StringIO(), "auto", {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), "auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (Terminal(), "always", {"NO_COLOR": "1"}, True),
        (Terminal(), "never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_about_colours(
    stream: io.StringIO, choice: str, environment: dict[str, str], coloured: bool
) -> None:
    assert use_colour(stream, choice, environment) is coloured


def test_plain_text_is_written_as_it_is() -> None:
    stream = io.StringIO()
    write([Piece("error", "bold red"), Piece(" [x] :smile: a\n")], stream, colour=False)
    assert stream.getvalue() == "error [x] :smile: a\n"


def test_coloured_text_has_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    stream = io.StringIO()
    long = "word " * 60
    write([Piece("error", "bold red"), Piece(f" [x] :smile: {long}\n")], stream, colour=True)
    assert stream.getvalue() == f"\x1b[1;31merror\x1b[0m [x] :smile: {long}\n"


@pytest.mark.parametrize("colour", [False, True])
def test_a_long_report_is_written_as_it_comes(colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    stream = io.StringIO()
    behind: list[int] = []

    def pieces() -> Iterator[Piece]:
        for number in range(5000):
            behind.append(number - stream.getvalue().count("\n"))
            yield Piece(f"line {number} [x]\n", "bold" if number % 3 else "")

    write(pieces(), stream, colour)
    assert max(behind) <= 1000
    words = stream.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert words == "".join(f"line {number} [x]\n" for number in range(5000))


def test_a_message_is_one_line() -> None:
    assert one_line("a\n  b\tc") == "a b c"
