"""What each key of the configuration says, in one line: for `tslint config`, the JSON Schema and the docs."""

from __future__ import annotations

KEYS = {
    "mode": "The regime of judgement: trace and what is scripted in it, script alone, or trace alone.",
    "entry": "Judge these alone, by name or dotted name; default: every nn.Module, `*` for every definition.",
    "select": "The rules that speak, by code, prefix of a code, or name; default: all.",
    "extend-select": "Rules that speak beside those of `select`.",
    "ignore": "Rules that do not speak; between `select` and `ignore` the more exact word wins.",
    "per-file-ignores": "Rules that do not speak in the files that a pattern (as in .gitignore) fits.",
    "severity": "How grave rules are taken, by code, prefix or name: error, warning, info or off.",
    "min-severity": "Tell nothing that is less grave.",
    "baseline": "The file of findings that are left for later (`tslint baseline create`).",
    "exclude": "What a walk passes over beside what .gitignore says: patterns as there.",
    "rule-paths": "Folders of rule pages of the project's own.",
    "target-torch": "The torch release that runs the export; default: what the project itself requires.",
    "output-format": "How findings are written.",
    "follow-imports": "Whose imports are read: none, those of the project, or installed packages' too.",
    "script-decorator": "What a plan puts above functions.",
    "jobs": "How many processes a first check may use; default: the cores that this one may use.",
    "targets": "Models for `tslint confirm`, by name.",
}

TARGET_KEYS = {
    "model": "`pkg.module:Name` or `path/to/file.py:Name`: a class, or a function that builds the model.",
    "inputs": "What it is fed with, one specification an argument: `float32[batch, 4]`.",
    "factory": "A function that makes the inputs, `pkg.module:name`.",
    "args": "Positional arguments that the model is built with.",
    "kwargs": "Keyword arguments that the model is built with.",
    "device": "Where it runs.",
    "on-cpu": "Whether an export made on CUDA is also run on the CPU.",
    "python": "The interpreter that has torch and what the model imports.",
    "timeout": "Seconds for the whole proof.",
    "save": "Where a confirmed export is kept.",
    "cpp": "Also run the export in a C++ program without Python.",
}
