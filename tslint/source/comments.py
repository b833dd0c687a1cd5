"""Suppression comments: `# tslint: ignore[TS401] reason`, on a line, above one, for a file or a block."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tslint.ir.spans import Span

_MARK = "tslint:"
_DIRECTIVE = re.compile(
    r"#\s*tslint:\s*(?P<verb>[\w-]+)?\s*(?P<brackets>\[(?P<selectors>[^\]]*)\]|\[)?\s*(?P<reason>[^#]*)"
)
_VERBS = ("ignore", "file-ignore", "disable", "enable")
_LAYOUT = {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. `selectors` are codes, prefixes of codes or rule names; none means every rule.

    `first` to `last` are the lines whose findings it silences; `problem` says why it silences nothing at all.
    `text` is what is written at `span`. `end` is the `enable` at which a `disable` ends: `shared` where it
    ends more than that, `needless` where it ends nothing.
    """

    span: Span
    selectors: tuple[str, ...]
    first: int
    last: int
    whole_file: bool = False
    reason: str = ""
    problem: str = ""
    text: str = ""
    end: Suppression | None = None
    shared: bool = False
    needless: bool = False


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment, and the logical line that it ends, stands within or stands above."""

    token: tokenize.TokenInfo
    alone: bool
    inside: bool
    at_top: bool


def find_suppressions(text: str) -> list[Suppression]:
    """The suppression comments of a source text, in order; none where it cannot be tokenized."""
    if _MARK not in text:
        return []
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    logical = _logical_lines(tokens)
    last = tokens[-1].end[0]
    return _blocks([read for comment in _comments(tokens) for read in _read(comment, logical)], last)


def logical_lines(text: str) -> list[tuple[int, int]]:
    """First and last line of every statement (of its head, for those with a body); none for no Python."""
    try:
        return _logical_lines(list(tokenize.generate_tokens(io.StringIO(text).readline)))
    except (tokenize.TokenError, SyntaxError):
        return []


def _blocks(found: list[tuple[str, Suppression]], last: int) -> list[Suppression]:
    """The comments with `disable` reaching to the `enable` that ends it, or to the end of the file."""
    result: list[Suppression] = []
    disabling = [(number, comment) for number, (verb, comment) in enumerate(found) if verb == "disable"]
    for number, (verb, comment) in enumerate(found):
        if verb == "disable":
            end = next(
                (later for word, later in found[number + 1 :] if word == "enable" and _ends(later, comment)),
                None,
            )
            if end is not None:
                others = [other for at, other in disabling if at != number and other.span < end.span]
                end = replace(end, shared=any(_ends(end, other) for other in others))
            reaching = end.span.line if end is not None else last
            result.append(replace(comment, first=comment.span.line, last=reaching, end=end))
        elif verb == "enable" and not comment.problem:
            if not any(at < number and _ends(comment, earlier) for at, earlier in disabling):
                problem = "`enable` ends nothing: no `disable` above names the same"
                result.append(replace(comment, problem=problem, needless=True))
        else:
            result.append(comment)
    return result


def _ends(enable: Suppression, disable: Suppression) -> bool:
    return enable.selectors in ((), disable.selectors)


def _logical_lines(tokens: list[tokenize.TokenInfo]) -> list[tuple[int, int]]:
    """First and last physical line of every logical line; a statement in brackets is one logical line."""
    lines: list[tuple[int, int]] = []
    start: int | None = None
    for token in tokens:
        if token.type == tokenize.NEWLINE:
            if start is not None:
                lines.append((start, token.start[0]))
            start = None
        elif start is None and token.type not in _LAYOUT and token.type != tokenize.COMMENT:
            start = token.start[0]
    return lines


def _comments(tokens: list[tokenize.TokenInfo]) -> Iterator[_Comment]:
    """Every comment that mentions tslint, with what stands before it on its line and in its statement."""
    inside = False
    statements = 0
    last_line = 0
    docstring = False
    for token in tokens:
        if token.type == tokenize.COMMENT:
            if _MARK in token.string:
                top = statements == 0 or (statements == 1 and docstring)
                yield _Comment(token, token.start[0] != last_line, inside, top and not inside)
        elif token.type == tokenize.NEWLINE:
            inside = False
            statements += 1
        elif token.type not in _LAYOUT:
            if not inside and statements == 0:
                docstring = token.type == tokenize.STRING
            inside = True
            last_line = token.end[0]


def _read(comment: _Comment, logical: list[tuple[int, int]]) -> Iterator[tuple[str, Suppression]]:
    line, column = comment.token.start
    for match in _DIRECTIVE.finditer(comment.token.string):
        span = Span(
            line, column + match.start() + 1, line, column + len(match.group().rstrip()) + match.start() + 1
        )
        names = (match["selectors"] or "").split(",")
        selectors = tuple(name.strip() for name in names if name.strip())
        first, last = _lines(comment, logical)
        yield (
            match["verb"] or "",
            Suppression(
                span=span,
                selectors=selectors,
                first=first,
                last=last,
                whole_file=match["verb"] == "file-ignore",
                reason=match["reason"].strip(),
                problem=_problem(match, selectors, comment),
                text=match.group().rstrip(),
            ),
        )


def _problem(match: re.Match[str], selectors: tuple[str, ...], comment: _Comment) -> str:
    verb = match["verb"]
    if verb not in _VERBS:
        return f"`{verb or ''}` is none of {', '.join(f'`{known}`' for known in _VERBS)}"
    if match["brackets"] is not None and not selectors:
        return "the brackets name no rule"
    if verb == "file-ignore" and not (comment.alone and comment.at_top):
        return "`file-ignore` stands on a line of its own above the first statement"
    if verb in ("disable", "enable") and not comment.alone:
        return f"`{verb}` stands on a line of its own"
    return ""


def _lines(comment: _Comment, logical: list[tuple[int, int]]) -> tuple[int, int]:
    line = comment.token.start[0]
    if comment.alone:
        if comment.inside:
            return line + 1, line + 1
        return next(((first, last) for first, last in logical if first > line), (line, line))
    # At the end of a statement that runs over several lines, the comment speaks of all of it.
    return next(((first, last) for first, last in logical if last == line), (line, line))
