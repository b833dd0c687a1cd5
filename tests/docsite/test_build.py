"""The site as it is built: every rule has a page, links lead somewhere, the search needs no network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("markdown_it")

from docsite import build as builder
from docsite.build import BrokenLink, build
from tslint.rules.ruleset import load_rules


class Read(HTMLParser):
    """The addresses that a page names, its anchors and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.append(value)
            if name == "id" and value:
                self.anchors.add(value)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    assert build(folder) == len(list(folder.rglob("*.html")))
    return folder


def test_every_rule_has_a_page_with_its_facts_and_stands_in_the_index(site: Path) -> None:
    index = Read(site / "index.html")
    for rule in load_rules().rules:
        address = f"rules/{rule.code}-{rule.name}.html"
        assert index.addresses.count(address) == 1
        page = Read(site / address).text
        assert rule.message in page
        assert "What it does" in page
    for number in (1, 2, 3, 4, 5, 6, 7, 9):
        assert f"TS{number}xx " in index.text


def test_links_lead_somewhere_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Read(path)
        for address in page.addresses:
            if re.match(r"https?:", address):
                continue
            name, _, anchor = address.partition("#")
            aim = (path.parent / name).resolve() if name else path
            assert aim.exists(), (path.name, address)
            if anchor:
                assert anchor in Read(aim).anchors, (path.name, address)
        head = path.read_text(encoding="utf-8")
        assert not re.search(r'(src|rel="stylesheet" href)="https?:', head)


def test_a_link_that_leads_nowhere_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("rules", "docs"):
        shutil.copytree(builder.ROOT / name, tmp_path / name)
    shutil.copytree(builder.ROOT / ".github", tmp_path / ".github")
    shutil.copytree(builder.ROOT / "fixtures", tmp_path / "fixtures")
    monkeypatch.setattr(builder, "ROOT", tmp_path)
    build(tmp_path / "out")
    (tmp_path / "docs" / "more.md").write_text("# More\n\nSee [this](absent.md).\n")
    with pytest.raises(BrokenLink, match=r"more\.md: absent\.md"):
        build(tmp_path / "out")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError):
        build(tmp_path)
    assert (tmp_path / "thesis.txt").is_file()


def test_the_page_of_a_rule_escapes_what_is_no_markup(site: Path) -> None:
    raw = (site / "rules" / "TS401-data-dependent-if.html").read_text(encoding="utf-8")
    assert "&gt;</span>" in raw
    assert "x.sum() > 0" in Read(site / "rules" / "TS401-data-dependent-if.html").text


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine to run the search with")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("TS401", "TS401 data-dependent-if"),
        ("ts504", "TS504 math-on-input"),
        ("python-random", "TS511 python-randomness"),
        ("torch.where branch example", None),
        ("no such words zzz", ""),
    ],
)
def test_the_search_finds_by_code_name_and_text(site: Path, query: str, first: str | None) -> None:
    program = (
        f"{(site / 'search-index.js').read_text(encoding='utf-8')}\n"
        f"const {{ find }} = require({json.dumps(str(site / 'search.js'))});\n"
        f"console.log(JSON.stringify(find(PAGES, {json.dumps(query)})));"
    )
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    if first is None:
        assert found
        assert all("torch.where" in page["text"].lower() for page in found)
    else:
        assert [page["title"] for page in found[:1]] == ([first] if first else [])
        assert all((site / page["url"]).is_file() for page in found)
