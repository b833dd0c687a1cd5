"""`tslint confirm`: the proof of a plan, step by step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from tslint.cli.main import CLEAN, FINDINGS, TROUBLE
from tslint.cli.options import color_option, config_option, configuration, settings_for
from tslint.config.inline import ConfigOption
from tslint.errors import TslintError
from tslint.report.paths import shown_path

if TYPE_CHECKING:
    from tslint.confirm.model import ConfirmReport, Device
    from tslint.engine.proposal import Left


@click.command("confirm")
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option("--all", "every", is_flag=True, help="Every target of the configuration.")
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="SPEC",
    help="One argument: 'float32[batch, 4]'; or a factory.",
)
@click.option(
    "--factory", metavar="MODULE:NAME", help="A function that makes the inputs: pkg.mod:make_inputs."
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), help="Where the model runs.")
@click.option(
    "--on-cpu/--no-on-cpu",
    default=None,
    help="Also run the export on the CPU, with no GPU in sight (default: where it was made on one).",
)
@click.option("--python", metavar="PROGRAM", help="The interpreter that has torch and the model's imports.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="For one target."
)
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE.pt", help="Keep the confirmed export.")
@click.option("--cpp", is_flag=True, help="Also run the export in a C++ program without Python.")
@click.option("--no-speed", is_flag=True, help="Do not time a confirmed export beside eager.")
@click.option("--as-is", is_flag=True, help="The code as it stands, without the edits of the plan.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
@config_option
@color_option
def command(
    targets: tuple[str, ...],
    every: bool,
    inputs: tuple[str, ...],
    factory: str | None,
    device: str | None,
    on_cpu: bool | None,
    python: str | None,
    timeout: float | None,
    save: Path | None,
    cpp: bool,
    no_speed: bool,
    as_is: bool,
    output_format: str,
    config: ConfigOption,
    color: str,
) -> int:
    """Prove the plan for each TARGET by a real export: compiles, exports, loads, agrees with eager.

    TARGET is a name under [tool.tslint.targets], or pkg.module:Name, or path/to/file.py:Name. The files
    themselves are not changed. Exit code: 0 confirmed, 1 not confirmed, 2 there was nothing to judge by.
    """
    from tslint.cli.output import print_failures
    from tslint.cli.proof import Proof
    from tslint.cli.targets import Asked, for_interpreter, job_for, plan_for, target_of
    from tslint.confirm.run import confirm
    from tslint.source.files import unsaved_texts

    loaded = configuration((), config)
    words = (*targets, *(name for name in loaded.config.targets if every and name not in targets))
    if every and not words:
        raise TslintError("--all: the configuration has no targets; `[tool.tslint.targets.NAME]` makes one")
    if not words:
        raise TslintError("name a target: one of the configuration (or --all), or pkg.module:Name")
    if len(words) > 1 and (inputs or factory or save):
        raise TslintError("--input, --factory and --save are for one target")
    asked = Asked(
        inputs, factory, cast("Device | None", device), python, timeout, save, cpp, not no_speed, on_cpu
    )
    settings = settings_for(loaded)
    named = loaded.config.target_torch is not None
    answers: list[ConfirmReport] = []
    troubles = 0
    for word in words:
        try:
            job = job_for(target_of(word, loaded), asked, loaded)
            plan = plan_for(job, settings if named else for_interpreter(settings, job.python))
            job = replace(job, branches=plan.branches, unsaved=unsaved_texts())
            if not as_is:
                print_failures(f"{file}: not part of the plan: {reason}" for file, reason in plan.refused)
                left = tuple(map(_told, plan.left))
                job = replace(
                    job, patches=plan.patches, units=list(plan.units), left=left, as_a_whole=plan.as_a_whole
                )
            shown = Proof(word, job, color) if output_format == "text" else None
            report = confirm(job, shown.step if shown is not None else None)
        except TslintError as error:
            # What is wrong with one target does not keep the others from being judged.
            print_failures([f"{word}: {error}" if len(words) > 1 else str(error)])
            troubles += 1
            continue
        if shown is not None:
            shown.closing(report)
        answers.append(report)
    if output_format == "json" and answers:
        click.echo(json.dumps(_document(answers), indent=2))
    return max([TROUBLE] * min(troubles, 1) + [_code(report) for report in answers])


def _told(left: Left) -> str:
    """`model.py:11: it returns an int, and ...`."""
    return f"{shown_path(left.file, Path.cwd())}:{left.span.line}: {left.reason}"


def _document(reports: list[ConfirmReport]) -> Any:
    """One object for one target, a list for several."""
    documents = [report.to_json() for report in reports]
    return documents[0] if len(documents) == 1 else documents


def _code(report: ConfirmReport) -> int:
    if report.ok:
        return CLEAN
    return FINDINGS if report.torch and report.verdict != "no-inputs" else TROUBLE
