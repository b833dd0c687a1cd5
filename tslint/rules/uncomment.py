"""The cure for a suppression comment that is not needed: the comment without it, or no comment."""

from __future__ import annotations

import re
from collections.abc import Collection

from tslint.ir.cures import Cure, EditComment
from tslint.source.comments import Suppression

_BRACKETS = re.compile(r"\[([^\]]*)\]")


def without(file: str, comment: Suppression, useless: Collection[str] | None) -> tuple[Cure, ...]:
    """The edits that take the `useless` selectors (None: all) out of a comment of a file.

    The reason stays as long as a selector does. The `enable` that ends a block goes along, where it ends no
    other; where it cannot, there is no cure, because the block would end elsewhere.
    """
    text = trimmed(comment.text, useless)
    edits = [EditComment(file, comment.span, comment.text, text)]
    end = comment.end
    if end is not None and end.shared and text and end.selectors:
        return ()
    if end is not None and not end.shared and (end.selectors or not text):
        edits.append(EditComment(file, end.span, end.text, trimmed(end.text, useless) if text else ""))
    return tuple(edits)


def trimmed(text: str, useless: Collection[str] | None) -> str:
    """A comment without some of its selectors, otherwise as it is written; nothing where none is left."""
    brackets = _BRACKETS.search(text)
    if useless is None or brackets is None:
        return ""
    words = brackets[1]
    kept = [word for word in words.split(",") if word.strip() and word.strip() not in useless]
    if not kept:
        return ""
    lead = words[: len(words) - len(words.lstrip())]
    trail = words[len(words.rstrip()) :]
    return f"{text[: brackets.start(1)]}{lead}{','.join(kept).strip()}{trail}{text[brackets.end(1) :]}"
