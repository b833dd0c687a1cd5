"""The step `cpp`: builds a small loader with the libtorch of the installed torch and runs the export in it.

The process that runs it holds no Python. The loader is `loader.cpp` beside this file; building it takes about
ten seconds, so it is kept by the hash of its source, of torch and of the compiler.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tslint.confirm.bounded import BoundedOutput

SOURCE = Path(__file__).parent / "loader.cpp"
COMPILERS = ("g++", "clang++", "c++")
LONGEST_ERROR = 2000
GRACE = 2.0


class NoCompiler(Exception):
    """There is nothing to build a C++ program with."""


class CppFailed(Exception):
    """The program could not be built, or did not live to its end."""


@dataclass(frozen=True, slots=True)
class LibTorch:
    """The libtorch inside an installed torch, as the worker's probe tells it.

    `abi` is torch's `_GLIBCXX_USE_CXX11_ABI`; `seed` is what eager's generators started from.
    """

    version: str
    root: Path
    abi: bool
    seed: int

    @classmethod
    def of(cls, version: str, probed: dict[str, Any]) -> LibTorch:
        """From the answer of the role `probe`."""
        return cls(version, Path(probed["root"]), probed["abi"], probed["seed"])

    @property
    def libraries(self) -> list[str]:
        """The names to link, CUDA's where this torch was built with it."""
        names = ("torch", "torch_cpu", "c10", "torch_cuda", "c10_cuda")
        return [name for name in names if (self.root / "lib" / f"lib{name}.so").exists()]


def compiler() -> str:
    """The C++ compiler: `$CXX`, else the first that is found. NoCompiler where there is none."""
    named = os.environ.get("CXX")
    for name in [named] if named else COMPILERS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise NoCompiler(f"no C++ compiler: {named} is not found" if named else "no C++ compiler is found")


def build(torch: LibTorch, folder: Path, deadline: float) -> Path:
    """The loader, built into `folder` where it is not there yet. NoCompiler or CppFailed where it cannot be.

    `deadline` is a time of `time.monotonic()`.
    """
    command = _command(torch, compiler())
    state = (SOURCE.read_bytes(), repr(command).encode(), torch.version.encode())
    key = hashlib.blake2b(b"\0".join(state), digest_size=12).hexdigest()
    loader = folder / f"loader-{key}"
    if loader.exists():
        return loader
    if not (torch.root / "include" / "torch" / "script.h").exists():
        raise CppFailed(f"torch {torch.version} has no C++ headers below {torch.root}")
    unfinished = folder / f"{loader.name}.{os.getpid()}"
    try:
        code, said = _run([*command, "-o", str(unfinished)], deadline, 0)
        if code != 0:
            raise CppFailed(f"the loader does not compile: {said[:LONGEST_ERROR].strip()}")
        # Renamed at its end: another process never runs half of it.
        os.replace(unfinished, loader)
    finally:
        unfinished.unlink(missing_ok=True)
    return loader


def _command(torch: LibTorch, program: str) -> list[str]:
    include = torch.root / "include"
    library = torch.root / "lib"
    return [
        program,
        "-std=c++20",
        f"-I{include}",
        f"-I{include / 'torch' / 'csrc' / 'api' / 'include'}",
        f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.abi)}",
        str(SOURCE),
        f"-L{library}",
        # CUDA's library registers itself and is never called by name.
        "-Wl,--no-as-needed",
        *(f"-l{name}" for name in torch.libraries),
        f"-Wl,-rpath,{library}",
    ]


def run(
    loader: Path,
    torch: LibTorch,
    model: Path,
    device: str,
    directory: Path,
    sets: Sequence[int],
    memory: int,
    deadline: float,
) -> None:
    """Run a saved file on the numbered input sets in `directory`; the answers are files beside them.

    `memory` bounds its address space in bytes (0: no bound). CppFailed where the program did not end well.
    """
    numbers = [str(number) for number in sets]
    words = [str(loader), str(model), device, str(torch.seed), str(directory), *numbers]
    code, said = _run(words, deadline, memory)
    if code != 0:
        raise CppFailed(f"the C++ program {_in_words(code)}: {said[-LONGEST_ERROR:].strip()}")


def _run(words: list[str], deadline: float, memory: int) -> tuple[int, str]:
    """Exit code and output of a program in a session of its own, which ends with all its children."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory:
            with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but does not take it
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    output = BoundedOutput()
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=bounded,
    )
    reader = threading.Thread(target=_read, args=(process.stdout, output), daemon=True)
    reader.start()
    try:
        process.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise CppFailed(f"{Path(words[0]).name} did not finish in time") from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join(GRACE)
    return process.returncode, output.text()


def _read(stream: IO[bytes], output: BoundedOutput) -> None:
    """Take in what a program says, however much it is."""
    with stream:
        while data := stream.read1(1 << 16):  # type: ignore[attr-defined]
            output.add(data)


def _in_words(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit status {code}"
