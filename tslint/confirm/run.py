"""Carries a plan out in worker processes and says step by step whether the export is right."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tslint.confirm import cpp, on_cpu
from tslint.confirm import job as jobs
from tslint.confirm import speed as speeds
from tslint.confirm.model import (
    AFTER,
    STEPS,
    Comparison,
    ConfirmJob,
    ConfirmReport,
    ConfirmVerdict,
    InputsTried,
    SetOutcome,
    Speed,
    Step,
    StepVerdict,
    UnitVerdict,
)
from tslint.confirm.process import Result
from tslint.confirm.warm import TorchMissing, WarmWorker, start
from tslint.errors import TslintError

Progress = Callable[[StepVerdict], None]


def confirm(
    job: ConfirmJob, progress: Progress | None = None, warm: WarmWorker | None = None
) -> ConfirmReport:
    """Prove a plan by a real export; `progress` hears every step's verdict as it is known.

    Whatever the model does (hangs, crashes, exits, raises, finds no torch) is a verdict of the report.
    TslintError for what the user has to put right: no such target, file or interpreter, no CUDA device.
    Several confirmations with the interpreter of `warm` share that worker; else one is started and ended.
    """
    jobs.check(job)
    with contextlib.ExitStack() as stack:
        if warm is None:
            warm = stack.enter_context(WarmWorker(jobs.interpreter(job.python)))
        stack.callback(warm.end_leftovers)
        place = tempfile.TemporaryDirectory(prefix="tslint-confirm-", ignore_cleanup_errors=True)
        proof = _Proof(job, warm, Path(stack.enter_context(place)), progress)
        with contextlib.suppress(_Stop):
            try:
                proof.run()
            except TorchMissing as error:
                proof.no_torch(error)
        return proof.report()


def may_fork(device: str) -> bool:
    """Whether requests may run in forks of one warm worker: CUDA and macOS want a process started afresh."""
    return sys.platform == "linux" and device == "cpu"


class _Stop(Exception):
    """The proof ends here: a step has failed that the next ones need."""


class _Proof:
    """One confirmation on its way: what is known so far."""

    def __init__(self, job: ConfirmJob, warm: WarmWorker, directory: Path, progress: Progress | None) -> None:
        self.job = job
        self.warm = warm
        self.directory = directory
        self.progress = progress
        self.deadline = time.monotonic() + job.timeout
        self.device = "cpu" if job.device == "auto" else job.device
        self.steps: dict[Step, StepVerdict] = {}
        self.units: tuple[UnitVerdict, ...] = ()
        self.sets: list[dict[str, Any]] = []
        self.inputs: InputsTried | None = None
        self.no_inputs = False
        self.plain_trace: Comparison | None = None
        self.hybrid: Comparison | None = None
        self.on_cpu: Comparison | None = None
        self.baked_devices: tuple[str, ...] = ()
        self.cpp: Comparison | None = None
        self.speed: Speed | None = None
        self.output = ""
        self.saved: str | None = None
        self.torch = ""
        self.version = ""

    def run(self) -> None:
        """All steps, in the order of the report; the plain trace last, because nothing depends on it."""
        worker = self.warm.get(self.deadline)
        self.version, self.torch = worker.python_version, worker.torch or ""
        self._choose_device()
        self._reference()
        self.hybrid = self._export("hybrid", self.job.patches, self.job.units, self.job.as_a_whole)
        if self.hybrid is not None:
            self.plain_trace = self._plain_trace() if self.job.has_plan else self.hybrid
            if self._verdict() == "confirmed":
                if "cpu" in self.job.steps(self.device):
                    self._runs_on_cpu()
                if self.job.cpp:
                    self._runs_in_cpp()
            self._save()
            if self.job.speed and self._verdict() == "confirmed":
                self.speed = self._measured()

    def _plain_trace(self) -> Comparison | None:
        """The trace of the code as it is; what befalls it says nothing about the plan."""
        try:
            return self._export("plain", {}, [])
        except TorchMissing as error:
            return Comparison(error=str(error))

    def _measured(self) -> Speed:
        """Times of what is proven; whatever befalls them, it is proven."""
        plain = self.directory / "plain.pt"
        has_plain = self.plain_trace is not None and not self.plain_trace.error and self.job.has_plan
        hybrid = self.directory / "hybrid.pt"
        try:
            return speeds.measure(
                self._call, self._request(), hybrid, plain if has_plain else None, self.deadline
            )
        except TorchMissing as error:
            return Speed(note=str(error))

    def report(self) -> ConfirmReport:
        """What is known now."""
        return ConfirmReport(
            target=self.job.target,
            verdict=self._verdict(),
            steps=tuple(
                self.steps.get(step, StepVerdict(step, None)) for step in self.job.steps(self.device)
            ),
            device=self.device,
            torch=self.torch,
            python=self.version,
            units=self.units,
            left=self.job.left,
            inputs=self.inputs,
            plain_trace=self.plain_trace,
            hybrid=self.hybrid,
            on_cpu=self.on_cpu,
            baked_devices=self.baked_devices,
            cpp=self.cpp,
            speed=self.speed,
            saved=self.saved,
            output=self.output,
        )

    def _verdict(self) -> ConfirmVerdict:
        failed = [step for step, verdict in self.steps.items() if verdict.ok is False]
        if not failed:
            return "confirmed" if all(step in self.steps for step in STEPS) else "fails"
        if self.no_inputs and failed == ["inputs"]:
            return "no-inputs"
        return "disagrees" if {"agrees", *AFTER}.issuperset(failed) else "fails"

    def _record(self, step: Step, ok: bool | None, detail: str = "") -> None:
        verdict = StepVerdict(step, ok, detail)
        self.steps[step] = verdict
        if self.progress is not None:
            self.progress(verdict)

    def no_torch(self, error: TorchMissing) -> None:
        """Record that the interpreter has no torch."""
        self._record("imports", False, str(error))
        self.output = error.output

    def _call(
        self, role: str, request: dict[str, Any], until: float | None = None, device: str = ""
    ) -> Result:
        """Run one role in a process of its own, which is ended at the deadline, or at the time `until`."""
        device = device or self.device
        memory = jobs.memory_limit(self.job, device)
        until = self.deadline if until is None else until
        if may_fork(device):
            return self.warm.get(self.deadline).call(role, request, memory, True, until)
        with start(self.warm.python, self.deadline) as worker:
            return worker.call(role, request, memory, False, until)

    def _request(self, **more: Any) -> dict[str, Any]:
        return {**jobs.to_request(self.job, self.directory, self.device), **more}

    def _choose_device(self) -> None:
        if self.job.device == "cpu":
            return
        if self._probe()["cuda"]:
            self.device = "cuda"
        elif self.job.device == "cuda":
            raise TslintError(
                f"torch {self.torch} in {self.warm.python} sees no CUDA device; use --device cpu"
            )

    def _probe(self) -> dict[str, Any]:
        return self._call("probe", {}).data("probe") or {"cuda": False}

    def _failure(self, result: Result) -> tuple[Step, str, str] | None:
        """The step that failed in a process, the detail, and its kind; None where all went well."""
        for event in result.events:
            if event["event"] == "step" and not event["ok"]:
                return _known_step(event["step"] or result.step), event["detail"], event["kind"]
        if result.end == "done":
            return None
        return _known_step(result.step), f"{result.doing}: the process {_ending(result)}", "failure"

    def _reference(self) -> None:
        """The original: imports, builds, inputs and its answers."""
        result = self._call("reference", self._request())
        failure = self._failure(result)
        if failure is not None:
            step, detail, kind = failure
            if kind == "usage":
                raise TslintError(detail)
            self._take_passed(result, ("imports", "builds"))
            self._record(step, False, detail)
            self.output = result.output
            if step != "inputs" or result.end != "done":
                raise _Stop
            # Whether the units compile needs no inputs.
            self.no_inputs = kind == "no-inputs"
            return
        self._take_passed(result, ("imports", "builds", "inputs"))
        tried = result.data("inputs") or {}
        self.sets = tried["sets"]
        self.inputs = InputsTried(tried["source"], tuple(tried["specs"]), tuple(tried["not_exercised"]))

    def _take_passed(self, result: Result, steps: tuple[Step, ...]) -> None:
        for event in result.events:
            if event["event"] == "step" and event["ok"] and event["step"] in steps:
                self._record(event["step"], True, event["detail"])

    def _export(
        self, name: str, patches: dict[str, str], units: list[str], as_a_whole: tuple[str, ...] = ()
    ) -> Comparison | None:
        """Trace or script, save, load afresh and compare; only the hybrid's steps are the report's."""
        is_hybrid = name == "hybrid"
        file = self.directory / f"{name}.pt"
        first = str(self.directory / "inputs-0.pt") if self.sets else None
        request = self._request(
            patches={**self.job.unsaved, **patches},
            units=units,
            as_a_whole=list(as_a_whole),
            save=str(file),
            inputs=first,
        )
        result = self._call("export", request)
        if is_hybrid:
            self._take_units(result)
            self._take_passed(result, ("compiles", "exports"))
        failure = self._failure(result)
        if failure is None and not self.sets:
            return None
        warnings = tuple((result.data("exports") or {}).get("warnings", ()))
        if failure is None:
            result = self._call("replay", self._request(save=str(file), sets=self.sets))
            failure = self._failure(result)
            if is_hybrid:
                self._take_passed(result, ("loads",))
        if failure is not None:
            step, detail, kind = failure
            if is_hybrid:
                prefix = "the patched copy: " if patches and step in ("imports", "builds") else ""
                if kind == "usage":
                    raise TslintError(prefix + detail)
                self._record(step, False, prefix + detail)
                self.output = result.output
            return Comparison(warnings=warnings, error=f"{step}: {detail}")
        compared = self._comparison((result.data("agrees") or {})["outcomes"], warnings)
        if is_hybrid:
            self._record("agrees", 0 < compared.counted == compared.equal, _agreement(compared))
        return compared

    def _take_units(self, result: Result) -> None:
        units = (result.data("compiles") or {}).get("units", [])
        for event in result.events:
            if event["event"] == "units":
                units = event["units"]
        self.units = tuple(UnitVerdict(**unit) for unit in units)

    def _comparison(self, outcomes: list[dict[str, Any]], warnings: tuple[str, ...]) -> Comparison:
        pairs = zip(self.sets, outcomes, strict=True)
        sets = tuple(
            SetOutcome(each["label"], each["inputs"], outcome["outcome"], outcome["detail"])
            for each, outcome in pairs
        )
        return Comparison(sets, warnings)

    def _runs_on_cpu(self) -> None:
        """The saved file on the CPU, on the same inputs, with no GPU in sight."""
        saved = str(self.directory / "hybrid.pt")
        result = self._call("on_cpu", self._request(device="cpu", save=saved, sets=self.sets), device="cpu")
        answer = result.data("cpu")
        if answer is None or result.end != "done":
            _, detail, _ = self._failure(result) or ("cpu", "it gave no answer", "")
            # The original may be too slow without a GPU, or die there: that is not the export's fault.
            if result.timed_out or result.step != "cpu":
                self._record("cpu", None, f"skipped: {detail}")
                return
            self.on_cpu = Comparison(error=detail)
            self._record("cpu", False, detail)
            return
        self.on_cpu = self._comparison(answer["outcomes"], ())
        self.baked_devices = tuple(answer["devices"])
        judged = on_cpu.verdict(self.on_cpu, answer, _agreement(self.on_cpu))
        self._record("cpu", judged.ok, judged.detail)

    def _runs_in_cpp(self) -> None:
        """The saved file in a process without Python, on the same inputs."""
        try:
            torch = cpp.LibTorch.of(self.torch, self._probe())
            loader = cpp.build(torch, self.job.loader_folder or self.directory, self.deadline)
            answered = [index for index, each in enumerate(self.sets) if not each["eager_error"]]
            memory = jobs.memory_limit(self.job, self.device)
            saved = self.directory / "hybrid.pt"
            cpp.run(loader, torch, saved, self.device, self.directory, answered, memory, self.deadline)
        except cpp.NoCompiler as missing:
            self._record("cpp", None, f"skipped: {missing}")
            return
        except cpp.CppFailed as error:
            self.cpp = Comparison(error=str(error))
            self._record("cpp", False, str(error))
            return
        result = self._call("cpp", self._request(sets=self.sets))
        failure = self._failure(result)
        if failure is not None:
            self._record("cpp", False, failure[1])
            return
        self.cpp = self._comparison((result.data("cpp") or {})["outcomes"], ())
        self._record("cpp", self.cpp.counted == self.cpp.equal, _agreement(self.cpp))

    def _save(self) -> None:
        """Copy the export to where the user wants it, only if confirmed: no wrong file is shipped."""
        if self.job.save is None or self._verdict() != "confirmed":
            return
        try:
            shutil.copyfile(self.directory / "hybrid.pt", self.job.save)
        except OSError as error:
            raise TslintError(f"cannot save to {self.job.save}: {error.strerror}") from None
        self.saved = str(self.job.save)


def _known_step(name: str) -> Step:
    return next((step for step in (*STEPS, *AFTER) if step == name), "imports")


def _ending(result: Result) -> str:
    return "ended early" if result.end == "done" else result.end


def _agreement(compared: Comparison) -> str:
    """The summary, with the first set that is wrong."""
    wrong = next((each for each in compared.sets if each.outcome in ("differs", "raises")), None)
    if wrong is not None:
        return f"{compared.summary}; on '{wrong.label}' ({wrong.inputs}): {wrong.detail}"
    raising = len(compared.sets) - compared.counted
    return compared.summary + (f"; on {raising} more the model itself raises" if raising else "")
