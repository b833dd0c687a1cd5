"""The site: a page for each rule and each document, an index by family, and what the search looks in."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docsite.layout import index_body, rule_facts, shell
from docsite.markdown import colours, html_of
from tslint.rules.pages import Page, read_pages

ROOT = Path(__file__).resolve().parents[1]
STATIC = Path(__file__).with_name("static")


class BrokenLink(Exception):
    """A page links to a file that is not in the repository."""


@dataclass(frozen=True, slots=True)
class Document:
    """One page of the site: where its text lies, where it goes, and what the search knows of it."""

    source: Path
    target: str
    title: str
    body: str
    page: Page | None = None

    @property
    def summary(self) -> str:
        """One sentence, for lists."""
        if self.page is not None:
            return self.page.rule.summary
        paragraphs = [part for part in self.body.split("\n\n") if part[:1].isalpha()]
        return re.split(r"(?<=[.!?]) ", " ".join(paragraphs[0].split()))[0] if paragraphs else ""


def build(folder: Path) -> int:
    """Write the site into `folder`, in place of the one that is there; gives how many pages it has.

    Raises BrokenLink, naming page and link, where a relative link leads nowhere, and FileExistsError where
    the folder holds something else.
    """
    documents = _documents()
    targets = {document.source: document.target for document in documents}
    _empty(folder)
    for document in documents:
        _write(folder, document, _html(document, targets, folder))
    rules = [document for document in documents if document.page is not None]
    others = [document for document in documents if document.page is None]
    families = [
        (title, [rule for rule in rules if rule.title.startswith(prefix)]) for prefix, title in _families()
    ]
    listed = [
        (title, [(rule.target, rule.title, rule.summary) for rule in members]) for title, members in families
    ]
    guides = [(document.target, document.title, document.summary) for document in others]
    (folder / "index.html").write_text(shell("tslint", index_body(guides, listed), ""), encoding="utf-8")
    for name in ("search.js", "style.css"):
        shutil.copy(STATIC / name, folder / name)
    with (folder / "style.css").open("a", encoding="utf-8") as style:
        style.write(colours())
    known = [
        {"url": d.target, "title": d.title, "summary": d.summary, "text": " ".join(d.body.split())}
        for d in documents
    ]
    # A script and not JSON: a browser reads no other files beside a page that it has opened from the disk.
    (folder / "search-index.js").write_text(f"const PAGES = {json.dumps(known)};\n", encoding="utf-8")
    return len(documents) + 1


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / "search-index.js").is_file():
        raise FileExistsError(f"{folder} holds something else than the site")
    shutil.rmtree(folder, ignore_errors=True)


def _documents() -> list[Document]:
    found = []
    for page in read_pages(ROOT / "rules"):
        title = f"{page.rule.code} {page.rule.name}"
        found.append(Document(page.path, f"rules/{page.path.stem}.html", title, page.body, page))
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        heading = re.search(r"^# (.+)$", text, flags=re.MULTILINE)
        found.append(Document(path, f"{path.stem}.html", heading[1] if heading else path.stem, text))
    return found


def _families() -> list[tuple[str, str]]:
    """The first three letters of a family's codes and what it is about, from the table in rules/README.md."""
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (TS\d)xx \| (.+) \|$", text, flags=re.MULTILINE)
    return [(prefix, f"{prefix}xx {about}") for prefix, about in rows]


def _html(document: Document, targets: dict[Path, str], folder: Path) -> str:
    """The page of a document; other files of the repository that it links to are copied beside it."""
    up = "../" * document.target.count("/")

    def link(address: str) -> str:
        path, mark, anchor = address.partition("#")
        aim = (document.source.parent / path).resolve()
        if aim in targets:
            return f"{up}{targets[aim]}{mark}{anchor}"
        if not aim.exists():
            raise BrokenLink(f"{document.source}: {address}")
        name = aim.relative_to(ROOT).as_posix()
        _copy(aim, folder / "files" / name)
        return f"{up}files/{name}"

    body = html_of(document.body, link)
    if document.page is not None:
        body = rule_facts(document.page.rule) + body
    return shell(escape(document.title), body, up)


def _write(folder: Path, document: Document, text: str) -> None:
    path = folder / document.target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        unwanted = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=unwanted)
    else:
        shutil.copy(source, target)
