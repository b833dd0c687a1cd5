"""The plan as a page: well formed, self-contained, nothing of the source taken for markup."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tslint.hybrid.regions import Region
from tslint.hybrid.tree import Node
from tslint.ir.spans import Span
from tslint.report.page import as_page
from tslint.rules.model import Finding

FILE = "/project/pkg/<cell>.py"
HOSTILE = '</pre><script>document.title = "taken"</script><img src="http://a.example/x">'
LINES = ["def forward(self, x):", f"    return x  # {HOSTILE}", "", "\x1b[31m = '\t'"]
TREE = Node(
    "Cell<i>",
    "Cell",
    "loses",
    FILE,
    1,
    losses=1,
    children=[Node("gate", "Gate", "to script", edits=["x: <b>"])],
)
FOUND = Finding("TS401", "data-dependent-if", "trace", "error", FILE, Span(2, 1, 2, 5), HOSTILE, HOSTILE)
VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """What a page holds: elements in balance, the classes of its lines, and all of its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.lines: dict[str, str] = {}
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        known = {name: value or "" for name, value in attrs}
        self.links += [known[name] for name in ("href", "src") if name in known]
        if tag == "tr" and "id" in known:
            self.lines[known["id"]] = known.get("class", "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page() -> str:
    regions = [Region(FILE, 1, 4, "traced"), Region(FILE, 2, 2, "loses"), Region(FILE, 4, 4, "to script")]
    return as_page([TREE], regions, [FOUND], lambda _: LINES, Path("/project"))


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    read = Page(page())
    assert read.open == []
    assert not {"script", "img", "link", "iframe", "object"} & set(read.tags)
    assert read.links
    assert all(link.startswith("#f0-") for link in read.links)
    assert "url(" not in page()
    assert "@import" not in page()


def test_source_names_and_messages_are_text() -> None:
    read = Page(page())
    assert read.text.count(HOSTILE) == 4  # the line, the finding in the table and beside it, and its help
    for said in ("Cell<i>", "+ x: <b>", "pkg/<cell>.py:1", "␛[31m"):
        assert said in read.text


def test_a_line_has_the_colour_of_what_counts_most() -> None:
    assert Page(page()).lines == {"f0-1": "traced", "f0-2": "loses", "f0-3": "traced", "f0-4": "to-script"}


def test_a_page_without_models_says_so() -> None:
    empty = Page(as_page([], [], [], lambda _: [], Path("/project")))
    assert empty.open == []
    assert "No model to plan" in empty.text


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here: the HTML parser judges alone")
def test_a_browser_paints_the_page(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text(page(), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'u'}"]
    command += ["--dump-dom", (tmp_path / "plan.html").as_uri()]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert "<title>tslint plan: Cell&lt;i&gt;</title>" in seen
    assert "<script" not in seen
    assert Page(seen).lines == Page(page()).lines
