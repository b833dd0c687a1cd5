"""Rules of a project's own and of installed packages: found, joined, refused where they clash."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tslint.config.settings import Settings
from tslint.errors import TslintError
from tslint.rules.own import own_pages, package_folders, with_own_rules
from tslint.rules.pages import pages_folder
from tslint.rules.ruleset import load_rules

PAGE = """\
+++
code = "{code}"
name = "{name}"
regime = "trace"
severity = "warning"
event = "{event}"
message = "`{{name}}` is called"
since = "1"
+++

# {name} ({code})

## What it does
Reports it.

## Why is this bad
It is.
"""


def write(folder: Path, code: str = "LAB001", name: str = "a-call", event: str = "external-call") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}-{name}.md"
    path.write_text(PAGE.format(code=code, name=name, event=event))
    return path


def settings(root: Path, *folders: str) -> Settings:
    return Settings(root, rule_paths=folders)


def refused(root: Path, *folders: str) -> str:
    with pytest.raises(TslintError) as caught:
        with_own_rules(load_rules(), settings(root, *folders))
    return str(caught.value)


def test_without_pages_the_rules_are_those_that_are_shipped(tmp_path: Path) -> None:
    assert with_own_rules(load_rules(), settings(tmp_path)) is load_rules()


def test_a_folder_adds_its_pages_and_passes_over_other_files(tmp_path: Path) -> None:
    write(tmp_path / "lint")
    (tmp_path / "lint" / "README.md").write_text("# Our rules\n")
    rules = with_own_rules(load_rules(), settings(tmp_path, "lint/"))
    assert rules.codes - load_rules().codes == {"LAB001"}


def test_a_page_with_another_name_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "lint")
    path.rename(tmp_path / "lint" / "forbidden.md")
    assert "forbidden.md:2:8: the page must be called LAB001-a-call.md" in refused(tmp_path, "lint")


def test_two_pages_that_share_a_code_are_both_named(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a"), write(tmp_path / "b", name="other")
    assert refused(tmp_path, "a", "b") == f"{first} and {second} share `LAB001`: codes and names are unique"


def test_a_name_of_a_shipped_rule_is_refused_with_its_page(tmp_path: Path) -> None:
    path = write(tmp_path / "lint", name="data-dependent-if")
    shipped = pages_folder() / "TS401-data-dependent-if.md"
    assert shipped.is_file()
    assert refused(tmp_path, "lint").startswith(f"{shipped} and {path} share `data-dependent-if`")


def test_the_prefix_of_tslint_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "lint", code="TS999")
    assert refused(tmp_path, "lint").startswith(f"{path}: `TS999`: TS is the prefix")


def test_an_event_that_there_is_none_of_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "lint", event="extern-call")
    assert refused(tmp_path, "lint").startswith(
        f"{path}: there is no event `extern-call`; events are `external-call`"
    )


def test_a_folder_that_is_not_there_is_named_as_it_was_said(tmp_path: Path) -> None:
    assert refused(tmp_path, "lnt/") == f"rule-paths: `lnt/` is no folder in {tmp_path}"


# -- packages ------------------------------------------------------------------------------------------


def install(site: Path, value: str) -> None:
    """A package as pip leaves it; importing it would fail."""
    (site / "lab_rules").mkdir(parents=True)
    (site / "lab_rules" / "__init__.py").write_text("raise ImportError('nobody imports this')\n")
    info = site / "lab_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[tslint.rules]\nlab = {value}\n")


def test_an_installed_package_adds_the_pages_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "lab_rules.pages")
    path = write(tmp_path / "lab_rules" / "pages")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert package_folders() == [path.parent]
    assert [page.rule.code for page in own_pages(settings(tmp_path))] == ["LAB001"]
    assert "lab_rules" not in sys.modules


def test_an_entry_point_that_names_no_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "lab_rules.absent")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(TslintError, match=r"`lab = lab_rules\.absent` of tslint\.rules names no"):
        package_folders()
