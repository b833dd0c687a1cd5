"""Two releases are described: which one judges, what each lacks, and how the second is stored."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from tslint.torchspec import types as t
from tslint.torchspec.delta import applied, difference
from tslint.torchspec.load import TorchSpec, judging, releases, spec
from tslint.torchspec.store import Store, write

OLD, NEW = spec("1.13"), spec("2.13")


@pytest.mark.parametrize(
    ("target", "judges"),
    [
        ("1.13", "1.13"),
        ("1.13.1", "1.13"),
        ("1.8.2", "1.13"),
        ("0.4", "1.13"),
        ("2.0", "2.13"),
        ("2.4.1+cu121", "2.13"),
        ("2.13.1", "2.13"),
        ("2.14", "2.13"),
        ("3.0", "2.13"),
        (None, "2.13"),
    ],
)
def test_a_release_is_judged_by_the_next_later_one_of_its_major_version(
    target: str | None, judges: str
) -> None:
    assert releases() == ("1.13", "2.13")
    assert judging(target) == judges


@pytest.mark.parametrize(
    "name",
    [
        "torch.compile",
        "torch.func.vmap",
        "torch.nn.functional.scaled_dot_product_attention",
        "torch.nn.RMSNorm",
        "torch.Tensor.nbytes",
    ],
)
def test_what_came_later_is_absent_from_the_older_release(name: str) -> None:
    assert OLD.absent(name) == "2.13"
    assert NEW.absent(name) is None


def test_what_is_gone_is_absent_from_the_newer_release() -> None:
    assert NEW.absent("torch.align_tensors") == "1.13"
    assert OLD.absent("torch.align_tensors") is None
    assert OLD.tensor_method("align_to")


@pytest.mark.parametrize("name", ["torch.relu", "torch.nn.Linear", "torch.no_such_name", "math.sqrt", ""])
def test_what_both_have_or_neither_is_known_to_have_is_not_absent(name: str) -> None:
    assert OLD.absent(name) is None
    assert NEW.absent(name) is None


def test_each_release_tells_of_its_own_operators_and_modules() -> None:
    assert OLD.module("torch.nn.RMSNorm") is None
    assert NEW.module("torch.nn.RMSNorm") is not None
    assert OLD.function("torch.compile") is None
    assert [a.name for a in OLD.schemas("aten::relu")[0].arguments] == ["self"]
    old, new = OLD.module("torch.nn.TransformerEncoderLayer"), NEW.module("torch.nn.TransformerEncoderLayer")
    assert old is not None
    assert new is not None
    assert "bias" not in {parameter.name for parameter in old.constructor}
    assert "bias" in {parameter.name for parameter in new.constructor}
    assert OLD.member(t.TENSOR, "nbytes") is None
    assert NEW.member(t.TENSOR, "nbytes") is not None


@pytest.mark.parametrize("feature", ["union-operator", "bool-for-int", "builtin-generic", "mixed-in-enum"])
def test_each_release_tells_what_its_compiler_takes(feature: str) -> None:
    assert not OLD.has(feature)
    assert NEW.has(feature)


def test_the_newest_release_is_read_without_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    own = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return own(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    fresh = TorchSpec(Store(Path(str(NEW._store._path))))
    assert fresh.function("torch.relu") is not None
    assert fresh.absent("torch.relu") is None
    assert read == ["2.13.bin"]


def test_differences_give_the_section_again() -> None:
    base: dict[str, Any] = {"a": [1], "b": [2], "c": {"x": 1}}
    own: dict[str, Any] = {"b": [2], "c": {"x": 2}, "d": [4]}
    told = difference("functions", base, own)
    assert told == [{"c": {"x": 2}, "d": [4]}, ["a"]]
    assert applied("functions", base, told) == own
    assert base["c"] == {"x": 1}


def test_nested_sections_differ_by_member() -> None:
    base: dict[str, Any] = {"str": {"join": ["method"], "zfill": ["method"]}, "int": {}}
    own: dict[str, Any] = {"str": {"join": ["method"]}, "list": {"sort": ["method"]}}
    told = difference("methods", base, own)
    assert told[0]["str"] == [{}, ["zfill"]]
    assert applied("methods", base, told) == own


def test_a_release_is_stored_by_what_differs_and_reads_back_whole(tmp_path: Path) -> None:
    functions = {f"torch.f{number}": {"kind": "python", "message": "m" * number} for number in range(200)}
    older = {**functions, "torch.g": {"kind": "module"}}
    del older["torch.f7"]
    write(tmp_path / "2.0.bin", {"about": {"release": "2.0"}, "functions": functions})
    write(tmp_path / "1.0.bin", {"about": {"release": "1.0"}, "functions": older}, "2.0")
    assert (tmp_path / "1.0.bin").stat().st_size < (tmp_path / "2.0.bin").stat().st_size / 2
    stored = Store(tmp_path / "1.0.bin")
    assert stored.names() == ["about", "functions"]
    assert stored.section("functions") == older
    assert stored.section("about") == {"release": "1.0"}
    assert stored.section("modules") == {}


def test_every_record_of_the_older_release_can_be_read() -> None:
    assert sum(OLD.function(name) is not None for name in OLD._store.section("functions")) > 3000
    assert all(OLD.module(name) is not None for name in OLD._store.section("modules"))
    assert all(OLD.schemas(name) for name in OLD._store.section("operators"))
    pi = OLD.function("math.pi")
    assert pi is not None
    assert pi.value == math.pi
