"""Markdown to HTML: headings get anchors, code is coloured, links between pages are made to fit the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_COLOURS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def html_of(text: str, link: Callable[[str], str]) -> str:
    """The HTML of a page's Markdown; `link` gives what a relative address is on the site."""
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _coloured}).enable("table")
    tokens = parser.parse(text)
    _anchor(tokens)
    for token in _all(tokens):
        address = token.attrGet("href")
        if isinstance(address, str) and not re.match(r"[a-z]+:|#", address):
            token.attrSet("href", link(address))
    return str(parser.renderer.render(tokens, parser.options, {}))


def colours() -> str:
    """The style sheet of coloured code."""
    return str(_COLOURS.get_style_defs("code"))


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _coloured(code: str, language: str, _words: Any) -> str:
    try:
        lexer = get_lexer_by_name({"text": ""}.get(language, language))
    except ClassNotFound:
        return ""  # the renderer escapes it
    return str(highlight(code, lexer, _COLOURS))


def _anchor(tokens: Sequence[Token]) -> None:
    for opening, inside in zip(tokens, tokens[1:], strict=False):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(inside.content))


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [part for token in tokens for part in (token, *(token.children or ()))]
