"""`tslint check --confirm`: what the plans would script, compiled by torch, a line for each piece."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tslint.cli.output import print_failures
from tslint.cli.targets import interpreter_of, search_path
from tslint.config.load import LoadedConfig
from tslint.config.settings import Settings
from tslint.confirm.proposals import compile_all
from tslint.confirm.warm import TorchMissing
from tslint.engine.proposal import propose_all
from tslint.errors import TslintError
from tslint.report.paths import shown_path


def confirm_proposals(paths: Sequence[Path], settings: Settings, loaded: LoadedConfig) -> bool:
    """Tell of every proposed piece whether it compiles; whether one of them does not.

    TslintError where there is no torch to ask.
    """
    proposal = propose_all(paths, settings)
    print_failures(f"{file}: not part of the plan: {reason}" for file, reason in proposal.refused)
    if not proposal.units:
        return False
    # A machine that reads findings as JSON from stdout finds nothing else there.
    stream = sys.stderr if settings.output_format == "json" else sys.stdout
    refuted = False
    python = interpreter_of(None, loaded.root)
    try:
        for each in compile_all(proposal.units, proposal.patches, search_path(loaded), python):
            place, _, name = each.unit.rpartition(":")
            told = f": {each.detail}" if each.detail else ""
            print(f"{each.word}: {name} in {shown_path(place, Path.cwd())}{told}", file=stream, flush=True)
            refuted = refuted or each.ok is False
    except TorchMissing as error:
        raise TslintError(str(error)) from None
    return refuted
