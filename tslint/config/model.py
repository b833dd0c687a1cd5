"""The keys of `[tool.tslint]` (or of `tslint.toml`), with their types: one field a key."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

Mode = Literal["hybrid", "script", "trace"]
OutputFormat = Literal[
    "full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson"
]
MinSeverity = Literal["error", "warning", "info"]
RuleSeverity = Literal["error", "warning", "info", "off"]
FollowImports = Literal["none", "project", "site-packages"]
ScriptDecorator = Literal["torch.jit.script", "torch.jit.script_if_tracing"]


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """`[tool.tslint.targets.NAME]`: a model for `confirm`, how it is built and what it is fed with."""

    model: str
    inputs: tuple[str, ...] = ()
    factory: str | None = None
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    device: Literal["auto", "cpu", "cuda"] = "auto"
    on_cpu: bool | None = None
    python: str | None = None
    timeout: float | None = None
    save: str | None = None
    cpp: bool = False


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The table `[tool.tslint]`; None stands for "not said": the command line or a default decides."""

    mode: Mode | None = None
    entry: tuple[str, ...] | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    per_file_ignores: dict[str, tuple[str, ...]] = {}
    severity: dict[str, RuleSeverity] = {}
    min_severity: MinSeverity | None = None
    baseline: str | None = None
    exclude: tuple[str, ...] | None = None
    rule_paths: tuple[str, ...] | None = None
    target_torch: str | None = None
    output_format: OutputFormat | None = None
    follow_imports: bool | FollowImports | None = None
    script_decorator: ScriptDecorator | None = None
    jobs: Annotated[int, msgspec.Meta(ge=1)] | None = None
    targets: dict[str, Target] = {}
