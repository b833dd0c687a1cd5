"""`tslint check --confirm`: what the plans would script, compiled by torch; findings carry the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tslint.cli.output import print_failures
from tslint.cli.targets import interpreter_of, search_path
from tslint.config.load import LoadedConfig
from tslint.config.settings import Settings
from tslint.confirm.proposals import Compiled, compile_all, proof_of
from tslint.confirm.warm import TorchMissing
from tslint.engine.check import Examination, examine
from tslint.engine.progress import Progress
from tslint.engine.proposal import proposed
from tslint.errors import TslintError
from tslint.report.paths import shown_path
from tslint.report.text import one_line
from tslint.rules.judge import identity
from tslint.rules.model import Report


def confirm_proposals(
    examination: Examination, report: Report, loaded: LoadedConfig, progress: Progress
) -> tuple[Report, bool]:
    """The report with a proof in each finding that a piece is proposed for; whether a piece is refuted.

    What is refuted and stands in no finding of the report is told on stderr. TslintError where there is no
    torch to ask.
    """
    proposal = proposed(examination.placements)
    print_failures(f"{file}: not part of the plan: {reason}" for file, reason in proposal.refused)
    verdicts: dict[str, Compiled] = {}
    if proposal.units:
        python = interpreter_of(None, loaded.root)
        progress("compiling", 0, len(proposal.units))
        try:
            for each in compile_all(
                proposal.units, proposal.patches, search_path(loaded), python, models=proposal.models
            ):
                verdicts[each.unit] = each
                progress("compiling", len(verdicts), len(proposal.units))
        except TorchMissing as error:
            raise TslintError(str(error)) from None
    findings = tuple(replace(each, proof=proof_of(each.pieces, verdicts)) for each in report.findings)
    refuted = [each for each in verdicts.values() if each.ok is False]
    told = {piece for finding in findings for piece in finding.pieces}
    print_failures(_line(each) for each in refuted if each.unit not in told)
    return replace(report, findings=findings), bool(refuted)


def with_hybrid_plans(
    examination: Examination, paths: Sequence[Path], settings: Settings, progress: Progress, cached: bool
) -> Examination:
    """The same check with the plans of hybrid mode: the other modes make none, so it is asked beside them."""
    if settings.mode == "hybrid":
        return examination
    hybrid = examine(paths, replace(settings, mode="hybrid"), progress, cached=cached)
    pieces = {identity(finding): finding.pieces for finding in hybrid.report.findings}
    report = examination.report
    findings = tuple(replace(each, pieces=pieces.get(identity(each), ())) for each in report.findings)
    return replace(examination, report=replace(report, findings=findings), placements=hybrid.placements)


def _line(refuted: Compiled) -> str:
    place, _, name = refuted.unit.rpartition(":")
    return f"refuted: {name} in {shown_path(place, Path.cwd())}: {one_line(refuted.detail)}"
