"""A source text after an edit, in terms of the tree before it: which bodies are others, what only moved.

Statements that are the same keep their nodes, so that whatever is known of them stays known. Functions whose
body alone has changed get new nodes, and stay what they are; any other statement that differs is another one.
"""

from __future__ import annotations

import ast
import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from tslint.source.files import TYPE_COMMENT, SourceFile, parse, refuse
from tslint.source.positions import split_lines
from tslint.source.walking import walk

_PLACES = "_tslint_places"
_CLAUSES = ("else", "elif", "except", "finally")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAMED = (*_DEFINITIONS, ast.ClassDef)
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Moves:
    """Where the lines of a text went: runs of lines (first, last, by how many), in order."""

    runs: list[tuple[int, int, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(by for _, _, by in self.runs)

    def of(self, line: int) -> int | None:
        """By how many lines a line went down; None for one that is gone or another."""
        place = bisect_right(self.runs, line, key=lambda run: run[0]) - 1
        if place < 0 or line > self.runs[place][1]:
            return None
        return self.runs[place][2]


@dataclass(slots=True)
class Revision:
    """What an edit comes to: the functions with their new nodes, and where all other lines went.

    `around` are the classes that hold such functions, `restated` the module and the classes of which
    statements are others now.
    """

    source: SourceFile
    replaced: dict[ast.AST, ast.AST]
    moves: Moves
    around: list[ast.AST] = field(default_factory=list)
    restated: list[ast.Module | ast.ClassDef] = field(default_factory=list)


class _Another(Exception):
    """More has changed than bodies of functions."""


@dataclass(slots=True)
class _Draft:
    """What is to be done once it is clear that the edit can be taken in."""

    old_lines: Sequence[str]
    new_lines: Sequence[str]
    kept: list[tuple[ast.stmt, int]] = field(default_factory=list)
    replaced: list[tuple[list[ast.stmt], int, Definition, Definition]] = field(default_factory=list)
    headers: list[tuple[ast.stmt, ast.stmt, int]] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    restates: bool = False  # whether statements may be others
    restated: list[tuple[list[ast.stmt], int, int, list[ast.stmt]]] = field(default_factory=list)
    """Statements of a body (from, up to) with those in their place."""


def revise(source: SourceFile, text: str) -> Revision | None:
    """Take an edit into the tree of a source; None (and nothing is changed) where that cannot be told.

    Raises SyntaxError where the new text is no Python. The tree must be no one else's.
    """
    new_lines = split_lines(text)
    if text == source.text:
        return Revision(source, {}, Moves([(1, len(new_lines) + 1, 0)]))
    draft = (
        _drafted(source, text, new_lines, divided=True)
        or _drafted(source, text, new_lines, divided=False)
        or _drafted(source, text, new_lines, divided=True, restated=True)
    )
    if draft is None:
        return None
    replaced = _carry_out(draft)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    revised = SourceFile(source.path, text, source.tree, digest, new_lines)
    around: list[ast.AST] = [outer for outer, _, _ in draft.headers]
    bodies = {id(body) for body, _, _, _ in draft.restated}
    classes = [outer for outer in around if isinstance(outer, ast.ClassDef)]
    holders: list[ast.Module | ast.ClassDef] = [source.tree, *classes]
    restated = [holder for holder in holders if id(holder.body) in bodies]
    return Revision(revised, replaced, Moves(sorted(draft.runs)), around, restated)


def _drafted(
    source: SourceFile, text: str, new: list[str], divided: bool, restated: bool = False
) -> _Draft | None:
    """What an edit changes, if that is no more than bodies of functions.

    `divided`: statements that stay between several places of the edit are kept; `restated`: others may be
    added, gone, or in the place of these.
    """
    draft, body = _Draft(source.lines, new, restates=restated), source.tree.body
    try:
        first, last, touched = _region(source, new)
        _keep_outer(draft, body[:first], 0)
        for gap in _gaps(draft, body, touched) if divided else [touched]:
            statements = _parsed(draft, gap, text)
            if restated:
                _restate(draft, body, gap.first, gap.last, statements)
                continue
            if len(statements) != gap.last - gap.first:
                return None
            for place, node in zip(range(gap.first, gap.last), statements, strict=True):
                _pair(draft, body, place, node)
        _keep_outer(draft, body[last:], len(new) - len(source.lines))
    except _Another:
        return None
    return draft


@dataclass(frozen=True, slots=True)
class _Gap:
    """Statements (from, up to) that were touched, with the lines (from 0, up to) around them, old and new."""

    first: int
    last: int
    old: tuple[int, int]
    new: tuple[int, int]


def _region(source: SourceFile, new: list[str]) -> tuple[int, int, _Gap]:
    """The statements (from, up to) that an edit touches, and where it begins and ends."""
    old = source.lines
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    body = source.tree.body
    first = next((n for n, node in enumerate(body) if _end(node) > head), len(body))
    last = next((n for n in range(first, len(body)) if first_line(body[n]) > len(old) - tail), len(body))
    before = _end(body[first - 1]) if first else 0
    after = first_line(body[last]) if last < len(body) else len(old) + 1
    if before >= after or (first < last and before >= first_line(body[first])):
        raise _Another  # statements on one line
    if last < len(body) and first < last and _end(body[last - 1]) >= after:
        raise _Another
    stop = after - 1 + len(new) - len(old)
    return first, last, _Gap(first, last, (before, after - 1), (before, stop))


def _gaps(draft: _Draft, body: list[ast.stmt], touched: _Gap) -> list[_Gap]:
    """What is left of a region where several places were edited: the statements between these are kept."""
    found: list[_Gap] = []
    first, (old, old_stop), (at, stop) = touched.first, touched.old, touched.new
    where: dict[str, list[int]] = {}
    for number in range(at, stop if touched.last - first > 1 else at):
        where.setdefault(draft.new_lines[number], []).append(number)
    for place in range(first, touched.last):
        node = body[place]
        begins, ends = first_line(node) - 1, _end(node)
        follows = place > 0 and _end(body[place - 1]) > begins
        if begins < old or follows or (place + 1 < len(body) and first_line(body[place + 1]) <= ends):
            continue  # statements on one line
        lines = draft.old_lines[begins:ends]
        for number in where.get(lines[0], ()):
            if number >= at and draft.new_lines[number : number + len(lines)] == lines:
                found.append(_Gap(first, place, (old, begins), (at, number)))
                _keep_outer(draft, [node], number - begins)
                first, old, at = place + 1, ends, number + len(lines)
                break
    return [*found, _Gap(first, touched.last, (old, old_stop), (at, stop))]


def _parsed(draft: _Draft, gap: _Gap, text: str) -> list[ast.stmt]:
    """The statements that stand in a gap now. Raises SyntaxError where the whole text is no Python."""
    part, before = draft.new_lines[slice(*gap.new)], draft.old_lines[slice(*gap.old)]
    # One that is out of place has the whole file read without any: it cannot be read in part.
    if any(TYPE_COMMENT.search("\n".join(lines)) for lines in (part, before)):
        raise _Another
    if all(map(_is_blank, part)):
        return []
    try:
        tree = parse("\n".join(part) + "\n")
    except SyntaxError:
        _parse_from(draft, gap, text)
        raise _Another from None
    ast.increment_lineno(tree, gap.new[0])
    return tree.body


def _parse_from(draft: _Draft, gap: _Gap, text: str) -> None:
    """Raise SyntaxError where the whole text is no Python.

    The parser goes through statements in turn, and those before the gap are as they were: it need not, unless
    what follows may belong to the last of them.
    """
    begin = next((line for line in draft.new_lines[gap.new[0] :] if not _is_blank(line)), "")
    before = draft.new_lines[gap.new[0] - 1] if gap.new[0] else ""
    if begin[:1].isspace() or begin.startswith(_CLAUSES) or before.endswith("\\"):
        parse(text)
        return
    try:
        parse("\n" * gap.new[0] + "\n".join(draft.new_lines[gap.new[0] :]))
    except SyntaxError as error:
        refuse(text, error)
        raise


def first_line(node: ast.stmt) -> int:
    """The line on which a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _kind(node: ast.AST) -> type[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return ast.ClassDef
    return ast.FunctionDef if isinstance(node, ast.FunctionDef) else ast.AsyncFunctionDef


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _keep_outer(draft: _Draft, statements: Sequence[ast.stmt], by: int) -> None:
    if by:
        draft.kept += [(node, by) for node in statements]
    if statements:
        draft.runs.append((first_line(statements[0]), _end(statements[-1]), by))


def _pair(draft: _Draft, body: list[ast.stmt], place: int, new: ast.stmt) -> None:
    """Compare a statement with what stands in its place, and go into it where only parts differ."""
    old = body[place]
    old_text = draft.old_lines[first_line(old) - 1 : _end(old)]
    new_text = draft.new_lines[first_line(new) - 1 : _end(new)]
    by = first_line(new) - first_line(old)
    if old_text == new_text:
        _keep_outer(draft, [old], by)
        return
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
        _same_head(draft, old, new)
        if len(old.body) != len(new.body) and not draft.restates:
            raise _Another
        draft.headers.append((old, new, by))
        if draft.restates:
            _restate(draft, old.body, 0, len(old.body), new.body)
            return
        for inner, part in enumerate(new.body):
            _pair(draft, old.body, inner, part)
    elif isinstance(old, _DEFINITIONS) and isinstance(new, _DEFINITIONS) and _kind(old) is _kind(new):
        _same_head(draft, old, new)
        draft.replaced.append((body, place, old, new))
    else:
        raise _Another


def _restate(draft: _Draft, body: list[ast.stmt], at: int, stop: int, statements: list[ast.stmt]) -> None:
    """Have these statements be in the place of others (from `at`, up to `stop`): those that are the same but
    for bodies of functions, or statements of classes, are kept.
    """
    places: dict[object, list[int]] = {}
    for place in range(at, stop):
        places.setdefault(_mark(body[place], draft.old_lines), []).append(place)
    fresh: list[ast.stmt] = []
    for new in statements:
        places_of = places.get(_mark(new, draft.new_lines), ())
        known = next((place for place in places_of if place >= at), None)
        if known is not None and _pairs(draft, body, known, new):
            if at < known or fresh:
                draft.restated.append((body, at, known, fresh))
            at, fresh = known + 1, []
        else:
            fresh.append(new)
    if at < stop or fresh:
        draft.restated.append((body, at, stop, fresh))


def _mark(node: ast.stmt, lines: Sequence[str]) -> object:
    """What two statements have in common that may be the same."""
    if isinstance(node, _NAMED):
        return _kind(node), node.name
    return node.col_offset, tuple(lines[node.lineno - 1 : _end(node)])


def _pairs(draft: _Draft, body: list[ast.stmt], place: int, new: ast.stmt) -> bool:
    """Whether a statement is what stands in a place but for bodies of functions: then it is drafted so."""
    part = _Draft(draft.old_lines, draft.new_lines, restates=draft.restates)
    try:
        _pair(part, body, place, new)
    except _Another:
        return False
    draft.kept += part.kept
    draft.replaced += part.replaced
    draft.headers += part.headers
    draft.runs += part.runs
    draft.restated += part.restated
    return True


def _same_head(draft: _Draft, old: ast.ClassDef | Definition, new: ast.ClassDef | Definition) -> None:
    """Whether all before the body is the same, in as many lines; it moves as a whole."""
    by = first_line(new) - first_line(old)
    old_last, new_last = first_line(old.body[0]) - 1, first_line(new.body[0]) - 1
    if old_last < old.lineno or new_last < new.lineno:
        raise _Another  # the body begins on the line of the head
    head = [line for line in draft.old_lines[first_line(old) - 1 : old_last] if not _is_blank(line)]
    if head != [line for line in draft.new_lines[first_line(new) - 1 : new_last] if not _is_blank(line)]:
        raise _Another
    places = [(node.lineno, node.end_lineno) for node in _head_nodes(old)]
    moved = [(node.lineno, node.end_lineno) for node in _head_nodes(new)]
    if moved != [(line + by, (end or line) + by) for line, end in places]:
        raise _Another
    last = max([old.lineno, *(end or line for line, end in places)])
    draft.runs.append((first_line(old), last, by))


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _head_nodes(node: ast.ClassDef | Definition) -> list[ast.expr | ast.arg | ast.keyword]:
    roots: list[ast.AST] = [*node.decorator_list]
    if isinstance(node, ast.ClassDef):
        roots += [*node.bases, *node.keywords]
    else:
        roots += [node.args, *([node.returns] if node.returns else [])]
    return [
        part
        for root in roots
        for part in ast.walk(root)
        if isinstance(part, (ast.expr, ast.arg, ast.keyword))
    ]


def _carry_out(draft: _Draft) -> dict[ast.AST, ast.AST]:
    for node, by in draft.kept:
        _shift(node, by)
    for outer, fresh, by in draft.headers:
        if by:
            for part in _head_nodes(outer):  # type: ignore[arg-type]
                _shift_one(part, by)
            outer.lineno += by
        outer.end_lineno, outer.end_col_offset = fresh.end_lineno, fresh.end_col_offset
    found: dict[ast.AST, ast.AST] = {}
    for body, place, old, new in draft.replaced:
        # What was made of the head (a default, where it was built) stays: its nodes do, too.
        by = first_line(new) - first_line(old)
        if by:
            for part in _head_nodes(old):
                _shift_one(part, by)
        new.args, new.decorator_list, new.returns = old.args, old.decorator_list, old.returns
        body[place] = new
        found[old] = new
    for body, first, stop, those in reversed(draft.restated):
        body[first:stop] = those
    return found


def _shift(node: ast.stmt, by: int) -> None:
    if isinstance(node, ast.ClassDef):
        for part in _head_nodes(node):
            _shift_one(part, by)
        for statement in node.body:
            _shift(statement, by)
        _shift_one(node, by)
        return
    places: list[dict[str, int]] | None = node.__dict__.get(_PLACES)
    if places is None:  # a new line moves all that stands below it, time and again
        found = (part.__dict__ for part in walk(node))
        places = node.__dict__[_PLACES] = [place for place in found if "end_lineno" in place]
    for place in places:
        place["lineno"] += by
        place["end_lineno"] += by


def _shift_one(part: ast.AST, by: int) -> None:
    place = part.__dict__
    place["lineno"] += by
    place["end_lineno"] += by
