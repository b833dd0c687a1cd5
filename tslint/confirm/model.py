"""What a confirmation is asked and what it answers, the answer also as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from tslint.confirm.worker.specs import InputSpec
from tslint.ir.spans import Span

Step = Literal["imports", "builds", "inputs", "compiles", "exports", "loads", "agrees", "cpu", "cpp"]
STEPS: tuple[Step, ...] = ("imports", "builds", "inputs", "compiles", "exports", "loads", "agrees")
"""The steps of every proof."""
AFTER: tuple[Step, ...] = ("cpu", "cpp")
"""The steps that follow where they are asked for, or where the export was made on a GPU."""
Outcome = Literal["equal", "differs", "raises", "eager-raises"]
ConfirmVerdict = Literal["confirmed", "disagrees", "fails", "no-inputs"]
Device = Literal["auto", "cpu", "cuda"]


@dataclass(frozen=True, slots=True)
class ConfirmJob:
    """One target to confirm.

    - `target`: `pkg.mod:Name` or `path/to/file.py:Name`, which is an `nn.Module` class, a function, a factory
      of a module (a function that needs no inputs, or gets `args` and `kwargs`), or a module instance.
    - `search_path`: directories that the user's modules are imported from, first of all others; the working
      directory where none is given.
    - `patches`: absolute path of a file to the source text that the plan makes of it.
    - `unsaved`: absolute path of a file to the text that an editor holds in its place, plan or no plan.
    - `units`: what the plan scripts, `pkg.mod.function` or `pkg.mod.Class`, or `path/to/file.py:Class`.
    - `as_a_whole`: those of `units` that are models to be scripted where the export would trace them.
    - `branches`: absolute file and span of each place that a trace would decide once.
    - `left`: the losses that the plan does not reach, each as text with its line and the reason.
    - `inputs`: one specification for each argument; or `factory`, `pkg.mod:make_inputs`, which takes the
      number of the set, or takes nothing and gives one set (a tuple of arguments) or a list of them. Without
      either, inputs are inferred.
    - `args` and `kwargs`: Python literals for the constructor or factory of the model.
    - `python`: the interpreter that has torch.
    - `on_cpu`: whether the export is also run on the CPU, with no GPU in sight; None: if it was made on one.
    - `timeout`: seconds for everything together.
    - `speed`: whether a confirmed export is timed beside eager.
    - `cpp`: whether the export is also run in a C++ program; `loader_folder` is where its loader is kept.
    - `memory_limit`: bytes of address space for each worker process on CPU; None is three quarters of the
      machine's memory, 0 is no limit.
    - `save`: where a confirmed export is copied to.
    """

    target: str
    search_path: list[str] = field(default_factory=list)
    patches: dict[str, str] = field(default_factory=dict)
    unsaved: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    as_a_whole: tuple[str, ...] = ()
    branches: tuple[tuple[str, Span], ...] = ()
    left: tuple[str, ...] = ()
    inputs: list[InputSpec] | None = None
    factory: str | None = None
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    device: Device = "auto"
    on_cpu: bool | None = None
    python: str = "python3"
    timeout: float = 300.0
    save: Path | None = None
    memory_limit: int | None = None
    speed: bool = False
    cpp: bool = False
    loader_folder: Path | None = None

    @property
    def has_plan(self) -> bool:
        """Whether the export is another than the plain trace."""
        return bool(self.patches or self.as_a_whole)

    def steps(self, device: str) -> tuple[Step, ...]:
        """The steps of this proof on a device, in their order."""
        asked = {"cpu": device != "cpu" if self.on_cpu is None else self.on_cpu, "cpp": self.cpp}
        return (*STEPS, *(step for step in AFTER if asked[step]))


@dataclass(frozen=True, slots=True)
class StepVerdict:
    """One step of the proof; `ok` is None for a step that was not reached, or skipped (`detail` says why)."""

    step: Step
    ok: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """Whether one unit that the plan scripts compiles."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SetOutcome:
    """How an export did on one input set; `detail` says what differed or what was raised."""

    label: str
    inputs: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One export beside the original in eager mode.

    `error` is set where there was nothing to compare; `warnings` are the tracer's, each with its line.
    Sets on which the original itself raises are listed, but not counted.
    """

    sets: tuple[SetOutcome, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str = ""

    @property
    def counted(self) -> int:
        """How many sets the original answered."""
        return sum(each.outcome != "eager-raises" for each in self.sets)

    @property
    def equal(self) -> int:
        """How many of them the export answered alike."""
        return sum(each.outcome == "equal" for each in self.sets)

    @property
    def summary(self) -> str:
        """`equal on 6 of 6 inputs`, `wrong on 4 of 6 inputs`, or the error."""
        if self.error:
            return self.error
        wrong = self.counted - self.equal
        if wrong:
            return f"wrong on {wrong} of {self.counted} inputs"
        return f"equal on {self.equal} of {self.counted} inputs"

    def to_json(self) -> dict[str, Any]:
        """Plain data with the counts written out."""
        return {
            "summary": self.summary,
            "equal": self.equal,
            "counted": self.counted,
            "error": self.error,
            "warnings": list(self.warnings),
            "sets": [asdict(each) for each in self.sets],
        }


@dataclass(frozen=True, slots=True)
class InputsTried:
    """Where the inputs came from (`given`, `factory`, `inferred`), and their specifications, if any.

    `not_exercised` names the branches that the analysis marked and no input took both ways.
    """

    source: str
    specs: tuple[str, ...] = ()
    not_exercised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speed:
    """Time on the base inputs: `eager` in seconds for one call, the exports as shares of that.

    A share is None where there was nothing to time; `note` says why. `threads` are those of torch on the CPU.
    """

    eager: float | None = None
    plain_trace: float | None = None
    hybrid: float | None = None
    frozen: float | None = None
    threads: int = 1
    note: str = ""

    @property
    def ratios(self) -> str:
        """`eager 1, plain trace 0.82, hybrid 0.83, frozen 0.61`; empty where nothing was timed."""
        if self.eager is None:
            return ""
        name = "export" if self.plain_trace is None else "hybrid"
        shares = {"plain trace": self.plain_trace, name: self.hybrid, "frozen": self.frozen}
        told = [f"{name} {share:.2f}" for name, share in shares.items() if share is not None]
        return ", ".join(["eager 1", *told])


@dataclass(frozen=True, slots=True)
class ConfirmReport:
    """The whole answer.

    `plain_trace` is the trace of the unpatched code (None where it was not reached), `hybrid` the plan's;
    without patches they are the same; `on_cpu` is the plan's export on the CPU with no GPU in sight, with
    the `baked_devices` of its graph, and `cpp` in a C++ program. `speed` is None where no
    time was asked for, or the plan is not proven; it has no part in the verdict. `left` are
    the losses that the plan says it does not reach. `output` is what the failing process printed, shortened
    in its middle.
    """

    target: str
    verdict: ConfirmVerdict
    steps: tuple[StepVerdict, ...]
    device: str = ""
    torch: str = ""
    python: str = ""
    units: tuple[UnitVerdict, ...] = ()
    left: tuple[str, ...] = ()
    inputs: InputsTried | None = None
    plain_trace: Comparison | None = None
    hybrid: Comparison | None = None
    on_cpu: Comparison | None = None
    baked_devices: tuple[str, ...] = ()
    cpp: Comparison | None = None
    speed: Speed | None = None
    saved: str | None = None
    output: str = ""

    @property
    def ok(self) -> bool:
        """Whether the plan is proven."""
        return self.verdict == "confirmed"

    @property
    def reason(self) -> str:
        """The first step that failed, with its detail; empty for a proven plan."""
        return next((f"{each.step}: {each.detail}" for each in self.steps if each.ok is False), "")

    @property
    def gain(self) -> str:
        """What the plan bought: `plain trace: wrong on 4 of 6 inputs, no warning; hybrid: equal on ...`."""
        told = []
        if self.plain_trace is not None:
            count = len(self.plain_trace.warnings)
            warned = f"{count} warning{'s' if count > 1 else ''}" if count else "no warning"
            told.append(f"plain trace: {self.plain_trace.summary}, {warned}")
        if self.hybrid is not None:
            told.append(f"hybrid: {self.hybrid.summary}")
        return "; ".join(told)

    def step(self, name: Step) -> StepVerdict:
        """The verdict of one step."""
        return next(each for each in self.steps if each.step == name)

    def to_json(self) -> dict[str, Any]:
        """The report as plain data; version 1 of the form."""
        return {
            "version": 1,
            "target": self.target,
            "verdict": self.verdict,
            "reason": self.reason,
            "device": self.device,
            "torch": self.torch,
            "python": self.python,
            "steps": [asdict(each) for each in self.steps],
            "units": [asdict(each) for each in self.units],
            "left": list(self.left),
            "inputs": asdict(self.inputs) if self.inputs else None,
            "plain_trace": self.plain_trace.to_json() if self.plain_trace else None,
            "hybrid": self.hybrid.to_json() if self.hybrid else None,
            "on_cpu": self.on_cpu.to_json() if self.on_cpu else None,
            "baked_devices": list(self.baked_devices),
            "cpp": self.cpp.to_json() if self.cpp else None,
            "speed": asdict(self.speed) if self.speed else None,
            "saved": self.saved,
            "output": self.output,
        }
