"""What a plan makes of one model: the patched texts of its files, and what is scripted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tslint.config.settings import Settings
from tslint.engine.check import examine
from tslint.engine.fixing import carry_out
from tslint.ir.cures import DecorateFunction


@dataclass(frozen=True, slots=True)
class Proposal:
    """Source texts by absolute path, the scripted functions as `file.py:name`, and the edits left undone."""

    patches: dict[str, str]
    units: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def propose(file: Path, name: str, settings: Settings) -> Proposal:
    """The hybrid plan for the definition `name` of a source file, its cures carried out in memory.

    Raises TslintError where the file cannot be read or has no such definition.
    """
    examination = examine([file], replace(settings, mode="hybrid", entries=(name,)))
    # A plan is not bound to the file that was named: it goes wherever the findings lie.
    files = {cure.file for finding in examination.report.findings for cure in finding.cures}
    fixed = carry_out(examination.report, files, unsafe=True)
    units = tuple(
        f"{cure.file}:{cure.qualname}"
        for cure in (*fixed.result.applied, *fixed.result.satisfied)
        if isinstance(cure, DecorateFunction)
    )
    return Proposal(fixed.result.texts, tuple(dict.fromkeys(units)), tuple(fixed.refused))
