"""Nested configuration: the nearest one above a file says which rules speak in it and how gravely."""

from __future__ import annotations

import os
from pathlib import Path

from tslint.config.load import LoadedConfig, config_in, load_config
from tslint.config.settings import Overrides, Settings, settings_from

WHOLE_RUN = {
    "mode": "mode",
    "entry": "entries",
    "target-torch": "target_torch",
    "follow-imports": "follow_imports",
    "rule-paths": "rule_paths",
    "script-decorator": "script_decorator",
}
"""Keys that decide how a whole run analyses, with their settings: a nested configuration has no others.

What says how a run is started and told (`output-format`, `targets`) is passed over there.
"""


class Nested:
    """The configurations below (and beside) the one of a run, each read when a file in its folders is met."""

    def __init__(self, run: Settings, loaded: LoadedConfig, overrides: Overrides) -> None:
        self._run = run
        self._loaded = loaded
        self._overrides = overrides
        self._files: dict[str, Path | None] = {}
        self._settings: dict[Path, Settings] = {}

    def of(self, folder: str) -> Settings | None:
        """The settings for the files of a folder (an absolute path); None where those of the run hold.

        Raises TslintError, as reading any configuration does, and for a key that holds for a whole run with
        another value than the run's.
        """
        file = self._nearest(os.path.normpath(folder))
        if file is None or file == self._file:
            return None
        if file not in self._settings:
            self._settings[file] = self._read(file)
        return self._settings[file]

    @property
    def met(self) -> list[Settings]:
        """The settings of those that were met so far."""
        return list(self._settings.values())

    @property
    def _file(self) -> Path | None:
        return None if self._loaded.file is None else Path(os.path.abspath(self._loaded.file))

    def _nearest(self, folder: str) -> Path | None:
        if folder not in self._files:
            above = os.path.dirname(folder)
            own = config_in(Path(folder))
            self._files[folder] = own or (self._nearest(above) if above != folder else None)
        return self._files[folder]

    def _read(self, file: Path) -> Settings:
        loaded = load_config(file.parent, file, self._loaded.inline)
        settings = self._overrides.on(settings_from(loaded.config, loaded.root, loaded.origin))
        for key, name in WHOLE_RUN.items():
            said = getattr(loaded.config, key.replace("-", "_"))
            wanted, held = getattr(settings, name), getattr(self._run, name)
            if said is not None and wanted != held:
                whose = self._loaded.file or "the defaults"
                shown = held if isinstance(held, str) else list(held)
                raise loaded.origin.error(
                    key,
                    f"holds for a whole run, and {whose} has {shown}; check {loaded.root} by itself,"
                    f" or give one configuration by --config",
                )
        return settings
