"""Targets of `confirm`: what the configuration says and what the command line says in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tslint.cli.targets import Asked, job_for, plan_for, search_path, target_of
from tslint.config.load import LoadedConfig, load_config
from tslint.config.model import Target
from tslint.config.settings import Settings
from tslint.confirm.inputs import parse_inputs
from tslint.errors import TslintError


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LoadedConfig:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        """
        [tool.tslint.targets.gate]
        model = "pkg.model:Gate"
        inputs = ["float32[batch, 4]"]
        args = [4]
        kwargs = { bias = false }
        device = "cpu"
        python = "env/bin/python"
        timeout = 30
        save = "gate.pt"

        [tool.tslint.targets.made]
        model = "pkg.model:Made"
        factory = "pkg.make:inputs"
        """
    )
    return load_config(tmp_path)


def test_a_target_of_the_configuration_becomes_a_job(loaded: LoadedConfig) -> None:
    job = job_for(target_of("gate", loaded), Asked(), loaded)
    assert (job.target, job.args, job.kwargs) == ("pkg.model:Gate", (4,), {"bias": False})
    assert (job.device, job.timeout) == ("cpu", 30.0)
    assert job.inputs == parse_inputs(["float32[batch, 4]"])
    assert job.python == str(loaded.root / "env" / "bin" / "python")
    assert job.save == loaded.root / "gate.pt"
    assert job.search_path == [str(loaded.root), str(loaded.root / "src")]


def test_the_command_line_stands_in_place_of_the_configuration(loaded: LoadedConfig) -> None:
    asked = Asked(("float32[2, 4]",), None, "cuda", "python3", 5.0, Path("other.pt"))
    job = job_for(target_of("gate", loaded), asked, loaded)
    assert job.inputs == parse_inputs(["float32[2, 4]"])
    assert (job.device, job.python, job.timeout, job.save) == ("cuda", "python3", 5.0, Path("other.pt"))


def test_whether_the_cpu_is_tried_too_may_be_said_in_both_places(loaded: LoadedConfig) -> None:
    assert job_for(Target("m:Net"), Asked(), loaded).on_cpu is None
    target = Target("m:Net", on_cpu=False)
    assert job_for(target, Asked(), loaded).on_cpu is False
    assert job_for(target, Asked(on_cpu=True), loaded).on_cpu is True


def test_inputs_and_a_factory_replace_one_another(loaded: LoadedConfig) -> None:
    job = job_for(target_of("gate", loaded), Asked(factory="pkg.make:other"), loaded)
    assert (job.inputs, job.factory) == (None, "pkg.make:other")
    job = job_for(target_of("made", loaded), Asked(), loaded)
    assert (job.inputs, job.factory) == (None, "pkg.make:inputs")
    job = job_for(target_of("made", loaded), Asked(("float32[4]",)), loaded)
    assert (job.inputs, job.factory) == (parse_inputs(["float32[4]"]), None)


def test_a_factory_may_stand_where_inputs_do(loaded: LoadedConfig) -> None:
    for word in ("pkg.make:inputs", "make.py:inputs"):
        job = job_for(target_of("gate", loaded), Asked((word,)), loaded)
        assert (job.inputs, job.factory) == (None, word)
    asked = Asked(('{"a": float32[2]}',))
    assert job_for(target_of("gate", loaded), asked, loaded).factory is None
    with pytest.raises(TslintError, match="a factory makes all the inputs"):
        job_for(target_of("gate", loaded), Asked(("float32[4]", "pkg.make:inputs")), loaded)


def test_a_model_needs_no_configuration(loaded: LoadedConfig) -> None:
    job = job_for(target_of("pkg.other:Net", loaded), Asked(), loaded)
    assert (job.target, job.inputs, job.factory, job.device) == ("pkg.other:Net", None, None, "auto")


@pytest.mark.parametrize(("word", "advice"), [("gat", "did you mean gate?"), ("zzz", "it has gate, made")])
def test_a_word_that_is_no_target_says_which_there_are(loaded: LoadedConfig, word: str, advice: str) -> None:
    with pytest.raises(TslintError, match="is no target of the configuration") as caught:
        target_of(word, loaded)
    assert advice in str(caught.value)


def test_a_model_whose_source_is_not_found_has_no_plan(loaded: LoadedConfig) -> None:
    job = job_for(target_of("gate", loaded), Asked(), loaded)
    plan = plan_for(job, Settings(loaded.root))
    assert (plan.patches, plan.units) == ({}, ())


def test_modules_are_sought_where_the_project_keeps_them(loaded: LoadedConfig) -> None:
    assert search_path(loaded) == [loaded.root, loaded.root / "src"]
