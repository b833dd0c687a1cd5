"""Comments: a part of one rewritten, or taken out with what set it off."""

from __future__ import annotations

import re
from bisect import bisect_right

from tslint.fixes.context import Context
from tslint.fixes.document import Document
from tslint.fixes.plan import Edit, Plan, Refused, Satisfied
from tslint.ir.cures import EditComment

_ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)


def plan_comment(cure: EditComment, context: Context) -> Plan:
    """Plan other text for a part of a comment.

    Raises Satisfied where that is done, and Refused where the comment is another, or where a line of the
    file would then tell of its encoding.
    """
    document = context.document
    start, end = document.lines.bounds(cure.span)
    if document.text[start:end] != cure.old:
        if not cure.text or document.text.startswith(cure.text, start):
            raise Satisfied
        raise Refused("there is another comment at this place")
    opening = bisect_right(document.comments, start) - 1
    if opening < 0 or document.lines.line(document.comments[opening]) != document.lines.line(start):
        raise Refused("there is no comment at this place")
    first, last = (start, end) if cure.text else _widened(document, document.comments[opening], start, end)
    if _encoding(document.text) != _encoding(document.text[:first] + cure.text + document.text[last:]):
        raise Refused("a comment would then tell of the file's encoding")
    edit = Edit(first, last, cure.text)
    return Plan(cure, ("comment", first, last), (edit,), document.lines.line(start))


def _widened(document: Document, opening: int, start: int, end: int) -> tuple[int, int]:
    """What to take out, so that nothing is left of the part of a comment that begins at `opening`."""
    text = document.text
    line = document.lines.line(start)
    first, after = document.lines.offset(line, 0), document.lines.end(line)
    stop = first + len(text[first:after].rstrip("\r\n"))
    if not text[opening:start].strip("# \t"):
        start = opening
    rest = text[end:stop]
    if rest.strip():  # another comment follows
        return start, stop - len(rest.lstrip())
    if not text[first:start].strip():
        return first, after
    return first + len(text[first:start].rstrip()), stop


def _encoding(text: str) -> str | None:
    """What the first two lines say of the encoding (PEP 263)."""
    found = (_ENCODING.match(line) for line in re.split(r"\r\n|\r|\n", text, maxsplit=2)[:2])
    return next((match[1] for match in found if match is not None), None)
