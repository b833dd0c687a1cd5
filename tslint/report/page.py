"""Plans as one self-contained HTML page: the trees, the findings, and the source in colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from tslint.hybrid.regions import Region
from tslint.hybrid.tree import Node
from tslint.report.excerpt import shown
from tslint.report.page_style import STYLE
from tslint.report.paths import shown_path
from tslint.report.summary import counted
from tslint.rules.model import Finding

# What a line is painted with where several regions cover it: the first of these.
_ORDER = ("loses", "broken", "scripted", "to script", "traced")
_MEANING = {
    "traced": "recorded by the trace",
    "to script": "the plan scripts it",
    "scripted": "scripted already",
    "loses": "lost: no plan reaches it",
    "broken": "scripted, and does not compile",
}


def as_page(
    models: Sequence[Node],
    regions: Sequence[Region],
    findings: Sequence[Finding],
    lines_of: Callable[[str], Sequence[str]],
    base: Path,
) -> str:
    """The page; it loads nothing from anywhere. `lines_of` gives the lines of a file."""
    files = list(dict.fromkeys([*(region.file for region in regions), *(f.file for f in findings)]))
    anchors = {file: f"f{number}" for number, file in enumerate(files)}
    lost = sum(model.total_losses() for model in models)
    edits = len({edit for model in models for node in model.everything() for edit in node.edits})
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>tslint plan: {_text(', '.join(model.name for model in models) or 'no model')}</title>\n",
        f"<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>tslint plan</h1>\n",
        f"<p>{counted(len(models), 'model', 'models')}, {counted(edits, 'edit', 'edits')}, ",
        f'<strong class="{"bad" if lost else "good"}">{counted(lost, "loss", "losses")} left</strong></p>\n',
        '<ul class="legend">',
        *(f'<li><i class="{_class(s)}"></i><b>{s}</b> {_MEANING[s]}</li>' for s in reversed(_ORDER)),
        "</ul></header>\n<main>\n<section><h2>Plan</h2>\n",
        *(f'<ul class="tree">{"".join(_tree(model, anchors, base))}</ul>\n' for model in models),
        "" if models else "<p>No model to plan: no nn.Module with a forward was found.</p>\n",
        "</section>\n<section><h2>Findings</h2>\n",
        *_findings(findings, anchors, base),
        "</section>\n<section><h2>Source</h2>\n",
        *(part for file in files for part in _source(file, regions, findings, lines_of, anchors, base)),
        "</section>\n</main>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _tree(node: Node, anchors: dict[str, str], base: Path) -> Iterator[str]:
    yield f'<li><span class="name">{_text(node.name)}</span>'
    if node.kind != node.name:
        yield f' <span class="kind">{_text(node.kind)}</span>'
    yield f' <span class="badge {_class(node.status)}">{node.status}</span>'
    if node.losses:
        yield f' <span class="lost">{node.losses} lost</span>'
    if node.file:
        yield f" {_link(node.file, node.line, anchors, base)}"
    for edit in node.edits:
        yield f'<div class="edit">+ {_text(edit)}</div>'
    if node.children:
        yield "<ul>"
        for child in node.children:
            yield from _tree(child, anchors, base)
        yield "</ul>"
    yield "</li>"


def _findings(findings: Sequence[Finding], anchors: dict[str, str], base: Path) -> Iterator[str]:
    if not findings:
        yield "<p>None.</p>\n"
        return
    yield '<div class="wide"><table><thead><tr><th>Rule</th><th>Where</th><th>What</th></tr></thead><tbody>\n'
    for found in findings:
        advice = f'<div class="help">{_text(found.help)}</div>' if found.help else ""
        yield (
            f'<tr><td><span class="{found.severity}">{_text(found.code)}</span>'
            f"<br><small>{_text(found.name)}</small></td>"
            f"<td>{_link(found.file, found.span.line, anchors, base)}</td>"
            f"<td>{_text(found.message)}{advice}</td></tr>\n"
        )
    yield "</tbody></table></div>\n"


def _source(
    file: str,
    regions: Sequence[Region],
    findings: Sequence[Finding],
    lines_of: Callable[[str], Sequence[str]],
    anchors: dict[str, str],
    base: Path,
) -> Iterator[str]:
    painted: dict[int, str] = {}
    for status in reversed(_ORDER):
        for region in regions:
            if region.file == file and region.status == status:
                painted.update(dict.fromkeys(range(region.first, region.last + 1), status))
    notes: dict[int, list[Finding]] = {}
    for found in findings:
        if found.file == file:
            notes.setdefault(found.span.line, []).append(found)
    anchor = anchors[file]
    yield f"<details open><summary>{_text(shown_path(file, base))}</summary>"
    yield '<div class="wide"><table class="code"><tbody>\n'
    for number, line in enumerate(lines_of(file), 1):
        status = painted.get(number, "")
        about = f' class="{_class(status)}" title="{status}"' if status else ""
        yield f'<tr id="{anchor}-{number}"{about}><td class="no">{number}</td>'
        yield f"<td><pre>{_text(shown(line))}</pre>"
        for found in notes.get(number, ()):
            yield (
                f'<div class="note"><span class="{found.severity}">{_text(found.code)}</span>'
                f" {_text(found.message)}</div>"
            )
        yield "</td></tr>\n"
    yield "</tbody></table></div></details>\n"


def _link(file: str, line: int, anchors: dict[str, str], base: Path) -> str:
    place = f"{_text(shown_path(file, base))}:{line}"
    if file not in anchors:
        return f'<span class="place">{place}</span>'
    return f'<a class="place" href="#{anchors[file]}-{line}">{place}</a>'


def _class(status: str) -> str:
    return status.replace(" ", "-")


def _text(text: str) -> str:
    """Text that is markup nowhere, with control characters as pictures."""
    return escape(shown(text) if not text.isprintable() else text)
