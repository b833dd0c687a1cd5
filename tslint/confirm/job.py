"""Checks a job before anything runs, and turns it into the plain data that a worker reads."""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path
from typing import Any, get_args

from tslint.confirm.inputs import check_sizes
from tslint.confirm.model import ConfirmJob, Device
from tslint.confirm.worker.specs import to_json
from tslint.errors import TslintError

PLACE_AND_NAME = re.compile(r"(?P<place>.+):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)")
SMALLEST_LIMIT = 2 * 2**30
LONGEST_SEARCH = 30.0
"""Seconds that the search for inputs may take, and at most a quarter of the timeout."""


def check(job: ConfirmJob) -> None:
    """TslintError for whatever the user has to put right before a worker is worth starting."""
    _check_name(job.target, "the target", "pkg.mod:Class or path/to/file.py:Class")
    if job.factory is not None:
        _check_name(job.factory, "the factory", "pkg.mod:make_inputs or path/to/file.py:make_inputs")
        if job.inputs is not None:
            raise TslintError("inputs are given by --input or by a factory, not by both")
    if job.inputs is not None:
        if not job.inputs:
            raise TslintError(
                "an empty list of inputs: give one --input for each argument, or none to infer them"
            )
        check_sizes(job.inputs)
    for value in (job.args, job.kwargs):
        _check_literals(value)
    if job.device not in get_args(Device):
        raise TslintError(f"there is no device {job.device}; it is one of {', '.join(get_args(Device))}")
    if job.timeout <= 0:
        raise TslintError(f"a timeout is a number of seconds above 0, not {job.timeout}")
    if job.memory_limit is not None and job.memory_limit < 0:
        raise TslintError(f"a memory limit is a number of bytes, or 0 for none, not {job.memory_limit}")
    if job.save is not None and (job.save.is_dir() or not job.save.absolute().parent.is_dir()):
        raise TslintError(f"cannot save to {job.save}: name a file in a directory that exists")
    for path in (*job.patches, *job.unsaved):
        if not os.path.isabs(path):
            raise TslintError(f"a patch needs the absolute path of its file, not {path}")


def _check_name(text: str, what: str, form: str) -> None:
    match = PLACE_AND_NAME.fullmatch(text)
    if match is None:
        raise TslintError(f"{what} {text!r} cannot be read: write it as {form}")
    place = match["place"]
    if place.endswith(".py"):
        if not Path(place).is_file():
            raise TslintError(f"there is no file {place}; {what} is {text}")
    elif not all(part.isidentifier() for part in place.split(".")):
        raise TslintError(f"{what} {text!r} cannot be read: {place} is no module name and no .py file")


def _check_literals(value: object) -> None:
    try:
        same = ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        same = False
    if not same:
        raise TslintError(f"constructor arguments are Python literals, which {value!r} is not")


def interpreter(python: str) -> str:
    """The path of the user's interpreter; TslintError where it cannot be run."""
    found = shutil.which(python)
    if found is None:
        raise TslintError(f"there is no interpreter {python}; give the Python that has torch with --python")
    return os.path.abspath(found)


def memory_limit(job: ConfirmJob, device: str) -> int:
    """Bytes of address space for a worker; 0 for no limit, as on CUDA, which maps far more than it uses."""
    if device != "cpu":
        return 0
    if job.memory_limit is not None:
        return job.memory_limit
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(SMALLEST_LIMIT, physical * 3 // 4)


def to_request(job: ConfirmJob, directory: Path, device: str) -> dict[str, Any]:
    """What every request to a worker says."""
    return {
        "target": job.target,
        "search_path": [os.path.abspath(place) for place in job.search_path or [os.curdir]],
        "args": repr(tuple(job.args)),
        "kwargs": repr(job.kwargs),
        "device": device,
        "directory": str(directory),
        "specs": None if job.inputs is None else [to_json(spec) for spec in job.inputs],
        "factory": job.factory,
        "unsaved": job.unsaved,
        "branches": [{"file": file, **span._asdict()} for file, span in job.branches],
        "infer_seconds": min(LONGEST_SEARCH, job.timeout / 4),
        "weights": str(directory / "weights.pt"),
    }
