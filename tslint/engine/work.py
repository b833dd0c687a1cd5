"""The work of a check: what each of its parts gives, recalled, analysed here, or in other processes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tslint.config.settings import Settings
from tslint.engine.cache import Cache
from tslint.engine.collector import seldom
from tslint.engine.part import PartResult, part_result
from tslint.engine.progress import Progress, silent
from tslint.engine.reading import Reading
from tslint.engine.spread import Helpers, are_apart, largest_first, processes
from tslint.engine.stored import decode, encode
from tslint.rules.ruleset import RuleSet
from tslint.source.files import State, state_of

if TYPE_CHECKING:  # what is recalled whole needs none of them
    from tslint.analysis.api import Analysis, Spread
    from tslint.hybrid.placement import Plan

Visitor = Callable[["Analysis", "Sequence[Plan]"], None]
"""Called with the analysis of each part and, in hybrid mode, its plans; keeps nothing that holds a tree."""

Analyst = Callable[[Sequence[Path], Reading, "Spread | None", Progress], "Analysis"]
"""Reads the files of a part and analyses it, with the help of other processes if there are any."""


class Memory(Protocol):
    """What is known of a part from earlier checks in this process."""

    def recall(self, files: Sequence[Path], settings: Settings) -> PartResult | None:
        """What the part gave the last time, where nothing has changed that counts; it was visited then."""

    def analyse(
        self, files: Sequence[Path], into: Reading, settings: Settings, progress: Progress
    ) -> Analysis:
        """Read the files and analyse them."""

    def keep(self, result: PartResult) -> None:
        """Keep what the part gave."""


Part = Sequence[Path]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a part gave, and what it came from: the files that were read, the paths that are not there."""

    result: PartResult
    read: dict[str, State]
    missed: set[str]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each part. What `visit` sees and what `memory` knows is analysed in this process."""

    settings: Settings
    rules: RuleSet
    progress: Progress
    cache: Cache
    analyst: Analyst
    visit: Visitor | None
    memory: Memory | None = None

    def on(self, parts: Sequence[Part]) -> Iterator[PartResult]:
        """The result of each part in turn."""
        known = {number: self.cache.get(part) for number, part in enumerate(parts)}
        missing = [(number, part) for number, part in enumerate(parts) if known[number] is None]
        jobs = processes(self.settings, [part for _, part in missing]) if self.memory is None else 1
        if self.visit is None and are_apart(len(missing), jobs):
            known.update(self._elsewhere(largest_first(missing), jobs))
        for number, part in enumerate(parts):
            found = known.pop(number)
            yield found if found is not None else self._here(part, number == missing[0][0], jobs)

    def _here(self, part: Part, first: bool, jobs: int = 1) -> PartResult:
        known = self.memory.recall(part, self.settings) if self.memory is not None else None
        if known is not None:
            return known
        if not first:
            gc.collect()  # the modules of the part before, and the trees that they hold
        helpers = Helpers(jobs, self.progress) if jobs > 1 else None
        examined = self._examine(part, helpers, self.progress)
        self._keep(part, examined)
        if self.memory is not None:
            self.memory.keep(examined.result)
        return examined.result

    def _elsewhere(self, parts: Sequence[tuple[int, Part]], jobs: int) -> Iterator[tuple[int, PartResult]]:
        """The results of parts by their numbers, from other processes."""
        import tslint.analysis.script.run  # noqa: F401  (here, and not in each of them)
        from tslint.engine import pool
        from tslint.torchspec.load import spec

        spec(self.settings.target_torch)
        tasks = [pool.Task(_said(part), partial(self._sent, part)) for _, part in parts]
        answers = pool.run(tasks, jobs, lambda over: self.progress("analysing", over, len(tasks)))
        for (number, part), data in zip(parts, answers, strict=True):
            stored = decode(data)
            examined = Examined(stored.result(), stored.read, set(stored.missed))
            self._keep(part, examined)
            yield number, examined.result

    def _sent(self, part: Part) -> bytes:
        examined = self._examine(part, None, silent)
        return encode(examined.result, examined.read, examined.missed)

    def _keep(self, part: Part, examined: Examined) -> None:
        if self.cache.keeps and not examined.result.failures:
            self.cache.put(part, encode(examined.result, examined.read, examined.missed))

    def _examine(self, part: Part, spread: Spread | None, progress: Progress) -> Examined:
        from tslint.hybrid.placement import place

        settings, reading = self.settings, Reading()
        analysis = self.analyst(part, reading, spread, progress)
        # Plans know tslint's own rules alone: what a project forbids is no loss that scripting mends.
        with seldom():
            plans = (
                place(analysis, self.rules, settings.target_torch, settings.script_decorator)
                if settings.mode == "hybrid"
                else ()
            )
            if self.visit is not None:
                self.visit(analysis, plans)
            project = analysis.project
            result = part_result(reading, project, analysis.entries)
        read = {*project.read(), *(event.file for event in reading.events)}
        states = {path: state for path in read if (state := state_of(path)) is not None}
        return Examined(result, states, project.missed)


def _said(part: Part) -> str:
    first, *others = part
    return f"{first} and {len(others)} more files" if others else str(first)
