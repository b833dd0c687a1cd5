"""Settings: defaults, what the configuration changes, and the torch release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.config.model import Config
from tslint.config.settings import Settings, settings_from, with_target_torch
from tslint.errors import TslintError


def test_an_empty_configuration_gives_the_defaults(tmp_path: Path) -> None:
    assert settings_from(Config(), tmp_path) == Settings(root=tmp_path)


@pytest.mark.parametrize(
    ("said", "meant"), [(True, "site-packages"), (False, "none"), (None, "project"), ("project", "project")]
)
def test_follow_imports_may_be_a_bool(tmp_path: Path, said: bool | str | None, meant: str) -> None:
    assert settings_from(Config(follow_imports=said), tmp_path).follow_imports == meant  # type: ignore[arg-type]


def test_each_mode_has_its_regimes(tmp_path: Path) -> None:
    assert Settings(tmp_path, mode="script").regimes == ("script",)
    assert Settings(tmp_path, mode="trace").regimes == ("trace",)
    assert set(Settings(tmp_path, mode="hybrid").regimes) == {"trace", "script"}


@pytest.mark.parametrize("release", ["2.13", "1.13.1"])
def test_a_torch_release_is_taken(tmp_path: Path, release: str) -> None:
    assert with_target_torch(Settings(tmp_path), release).target_torch == release


@pytest.mark.parametrize("release", ["", "two", "2", "2.13+cpu", ">=2"])
def test_what_is_no_release_is_an_error(tmp_path: Path, release: str) -> None:
    with pytest.raises(TslintError, match="is not a torch release"):
        with_target_torch(Settings(tmp_path), release)
