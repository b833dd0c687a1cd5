"""Code actions: the cure of each finding, all safe cures at once, and a comment that silences a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lsprotocol import types

from tslint.engine.fixing import cures_of
from tslint.fixes.apply import apply_cures
from tslint.ir.cures import Cure
from tslint.rules.model import Finding
from tslint.server.diagnostics import diagnostic_of
from tslint.server.judging import Judged
from tslint.server.positions import end_of, on_same_lines, position_of, range_of
from tslint.source.comments import logical_lines
from tslint.source.files import UnreadableSource, decode, read_bytes
from tslint.source.silence import ignore_comment, place_above

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.tslint"


def actions_for(
    uri: str, where: types.Range, judged: Judged, texts: Mapping[str, str], wanted: Sequence[str] | None
) -> list[types.CodeAction]:
    """What can be done about the findings on the lines of `where`, of the `wanted` kinds (none: all)."""
    actions: list[types.CodeAction] = []
    here = [f for f in judged.findings if on_same_lines(range_of(f.span, judged.lines), where)]
    if _asked(wanted, types.CodeActionKind.QuickFix.value):
        for finding in here:
            actions += _cures(finding, diagnostic_of(finding, judged), texts)
        actions += [_silence(uri, finding, diagnostic_of(finding, judged), judged) for finding in here]
    if _asked(wanted, FIX_ALL):
        edit = _edit(cures_of(judged.findings, unsafe=False), texts)
        if edit is not None:
            actions.append(types.CodeAction("tslint: fix everything that is safe to fix", FIX_ALL, edit=edit))
    return actions


def _asked(wanted: Sequence[str] | None, kind: str) -> bool:
    return not wanted or any(kind == asked or kind.startswith(asked + ".") for asked in wanted)


def _cures(
    finding: Finding, diagnostic: types.Diagnostic, texts: Mapping[str, str]
) -> Iterable[types.CodeAction]:
    if finding.applicability not in ("safe", "unsafe"):
        return
    edit = _edit(finding.cures, texts)
    if edit is not None:
        note = "" if finding.applicability == "safe" else " (may change what the code does)"
        yield types.CodeAction(
            f"tslint: fix {finding.code}{note}",
            types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=edit,
            is_preferred=finding.applicability == "safe",
        )


def _edit(cures: Sequence[Cure], texts: Mapping[str, str]) -> types.WorkspaceEdit | None:
    """The cures as edits of whole documents; None where they come to nothing."""
    before: dict[str, str] = {}
    for path in {cure.file for cure in cures}:
        try:
            before[path] = texts[path] if path in texts else decode(read_bytes(Path(path)), Path(path))
        except UnreadableSource:
            continue
    after = apply_cures(before, cures).texts
    changes = {
        Path(path).as_uri(): [types.TextEdit(types.Range(types.Position(0, 0), end_of(before[path])), new)]
        for path, new in after.items()
    }
    return types.WorkspaceEdit(changes=changes) if changes else None


def _silence(uri: str, finding: Finding, diagnostic: types.Diagnostic, judged: Judged) -> types.CodeAction:
    """A comment of its own line above the statement: it never makes a line too long, nor breaks a string."""
    line = min(finding.span.line, len(judged.lines))
    line = place_above(logical_lines("\n".join(judged.lines)), line) or line
    place = position_of(line, 1, judged.lines)
    new = ignore_comment(judged.lines[line - 1] if judged.lines else "", [finding.code]) + "\n"
    return types.CodeAction(
        f"tslint: ignore {finding.code} here",
        types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=types.WorkspaceEdit(changes={uri: [types.TextEdit(types.Range(place, place), new)]}),
    )
