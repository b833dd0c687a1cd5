"""Hovers: the type and origin of a name, and the rule at a finding in the words of its page."""

from __future__ import annotations

from lsprotocol import types

from tslint.analysis.looking import Looked
from tslint.rules.model import Finding
from tslint.rules.own import own_pages
from tslint.rules.pages import pages_folder, read_pages
from tslint.server.judging import Judged
from tslint.server.positions import range_of, within
from tslint.source.positions import span_of


def hover_at(position: types.Position, judged: Judged, looked: Looked | None) -> types.Hover | None:
    """What is known of the name at a position, and what rules say there; None where there is neither."""
    here = [f for f in judged.findings if within(position, range_of(f.span, judged.lines))]
    parts = [_of_name(looked)] if looked is not None else []
    parts += _of_rules(judged, here)
    if not parts:
        return None
    span = span_of(judged.lines, looked.node) if looked is not None else here[0].span
    markup = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    return types.Hover(markup, range_of(span, judged.lines))


def _of_name(looked: Looked) -> str:
    """One line for each regime that reaches the name."""
    lines = [
        f"`{looked.text}: {said.type}` (under {regime}){' - ' if said.origin else ''}{said.origin}"
        for regime, said in looked.told
    ]
    return "\n\n".join(lines)


def _of_rules(judged: Judged, here: list[Finding]) -> list[str]:
    if not here:
        return []
    pages = read_pages(pages_folder()) + (own_pages(judged.settings) if judged.settings else [])
    bodies = {page.rule.code: page.body for page in pages}
    return [
        f"**{finding.code} {finding.name}** ({finding.severity})\n\n{finding.message}\n\n"
        f"{finding.help}\n\n---\n\n{bodies[finding.code]}"
        for finding in here
        if finding.code in bodies
    ]
