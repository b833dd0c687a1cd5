"""Findings in installed packages: told at the call that leads there, which is what the user can change."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from tslint.ir.spans import Span
from tslint.rules.model import Finding
from tslint.source.files import read_lines


def told_at_the_call(checked: Collection[str], installed: Collection[Path]) -> Callable[[Finding], Finding]:
    """What moves a finding out of the `installed` packages, to the last call before them.

    `checked` are the files that the user asked about: they stay where they are. The chain stays whole; the
    message says in which function of the package it happens.
    """
    folders = tuple(f"{folder}/" for folder in installed)

    def is_library(file: str) -> bool:
        return file not in checked and file.startswith(folders)

    def moved(finding: Finding) -> Finding:
        if not folders or not is_library(finding.file):
            return finding
        call = next((call for call in reversed(finding.chain) if not is_library(call.file)), None)
        if call is None:
            return finding
        place = f"{_within(finding.file, folders)}:{finding.span.line}"
        message = f"in `{finding.chain[-1].callee}` ({place}): {finding.message}"
        return replace(
            finding,
            file=call.file,
            span=_whole_line(call.file, call.line),
            message=message,
            cures=(),
            applicability=None,
        )

    return moved


def _within(file: str, folders: tuple[str, ...]) -> str:
    """The path of a library's file as its import says it."""
    return next(file[len(folder) :] for folder in folders if file.startswith(folder))


def _whole_line(file: str, line: int) -> Span:
    lines = read_lines(Path(file)) or []
    text = lines[line - 1].rstrip() if 0 < line <= len(lines) else ""
    return Span(line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1)
