"""Hovers: the rule at a finding, in the words of its page."""

from __future__ import annotations

from lsprotocol import types

from tslint.rules.own import own_pages
from tslint.rules.pages import pages_folder, read_pages
from tslint.server.judging import Judged
from tslint.server.positions import range_of, within


def hover_at(position: types.Position, judged: Judged) -> types.Hover | None:
    """What the rules say about the findings at a position; None where there is none."""
    here = [f for f in judged.findings if within(position, range_of(f.span, judged.lines))]
    if not here:
        return None
    pages = read_pages(pages_folder()) + (own_pages(judged.settings) if judged.settings else [])
    bodies = {page.rule.code: page.body for page in pages}
    parts = [
        f"**{finding.code} {finding.name}** ({finding.severity})\n\n{finding.message}\n\n"
        f"{finding.help}\n\n---\n\n{bodies[finding.code]}"
        for finding in here
        if finding.code in bodies
    ]
    where = range_of(here[0].span, judged.lines)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts)), where)
