"""Rule pages: `rules/TSnnn-name.md`, TOML front matter between `+++` lines and then the text for readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated

import msgspec

from tslint.config.document import parse
from tslint.config.strict import Place, convert_table
from tslint.errors import TslintError
from tslint.rules.model import Applicability, Regime, Rule, Severity

HEADINGS = (
    "What it does",
    "Why is this bad",
    "Example",
    "Use instead",
    "Fix safety",
    "Known problems",
    "References",
)
"""The headings of a page, in their order; those that a rule has nothing to say under are left out."""

REQUIRED_HEADINGS = frozenset({"What it does", "Why is this bad"})

OWN_PREFIX = "TS"
"""What the codes of tslint's own rules begin with; no page of another may."""

_FENCE = "+++\n"


class _Fix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    applicability: Applicability


class _FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,10}\d{3,4}$")]
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    regime: Regime
    severity: Severity
    event: str
    message: str
    since: str
    help: str = ""
    when: dict[str, str | tuple[str, ...]] = {}
    fix: _Fix | None = None
    torch: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A rule and the page that explains it; `body` is Markdown without the front matter."""

    rule: Rule
    body: str
    path: Path

    def sections(self) -> dict[str, str]:
        """The text under each heading, in the order of the page."""
        parts = re.split(r"^## +(.+?)\??[ \t]*$", self.body, flags=re.MULTILINE)
        return {heading: text.strip() for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def pages_folder() -> Path:
    """Where the pages are: beside this module in an installed package, at the top of a checkout otherwise."""
    shipped = Path(__file__).with_name("pages")
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[2] / "rules"


def read_pages(folder: Path) -> list[Page]:
    """Every page of a folder, by code; raises TslintError, naming the page, for one that is malformed.

    Pages are called by their code, or begin with front matter; other files of the folder are passed over.
    """
    try:
        texts = {path: _read(path) for path in sorted(folder.glob("*.md"))}
        next(folder.iterdir(), None)
    except OSError as error:
        raise TslintError(f"{folder}: the rule pages cannot be read: {error.strerror or error}") from None
    return [parse_page(path, text) for path, text in texts.items() if _is_page(path, text)]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TslintError(f"{path}: the page is not UTF-8 (byte {error.start})") from None


def _is_page(path: Path, text: str) -> bool:
    return re.match(r"[A-Z]+\d", path.name) is not None or text.startswith(_FENCE)


def parse_page(path: Path, text: str) -> Page:
    """One page; raises TslintError for front matter that is missing, unknown, of a wrong type or at odds."""
    _, opening, rest = text.partition(_FENCE)
    matter, closing, body = rest.partition("\n" + _FENCE)
    if not text.startswith(_FENCE) or not opening or not closing:
        raise TslintError(f"{path}:1: a rule page begins with TOML between two lines `+++`")
    place = Place(path, matter, line=2)
    said = convert_table(parse(place), _FrontMatter, place)
    for key, template in (("message", said.message), ("help", said.help)):
        _check_template(template, key, place)
    if path.name != f"{said.code}-{said.name}.md":
        raise place.error("code", f"the page must be called {said.code}-{said.name}.md", ())
    if said.torch:
        _check_specifier(said.torch, place)
    rule = Rule(
        code=said.code,
        name=said.name,
        regime=said.regime,
        severity=said.severity,
        event=said.event,
        message=said.message,
        help=said.help,
        when={fact: (value,) if isinstance(value, str) else value for fact, value in said.when.items()},
        applicability=said.fix.applicability if said.fix else None,
        torch=said.torch,
        since=said.since,
        summary=_summary(body),
    )
    return Page(rule, body.strip() + "\n", path)


def template_facts(template: str) -> set[str]:
    """The facts that a message or help template needs."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _check_template(template: str, key: str, place: Place) -> None:
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise place.error(key, f"{{key}}: {error} (a brace that is meant is doubled)", ()) from None
    for _, name, specification, conversion in parts:
        if name is not None and (not name.isidentifier() or specification or conversion):
            shown = "{" + name + "}"
            raise place.error(key, f"{{key}}: `{shown}` is no fact (a brace that is meant is doubled)", ())


def _check_specifier(text: str, place: Place) -> None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        raise place.error("torch", "{key}: not a version specifier such as `>=2.1`", ()) from None


def _summary(body: str) -> str:
    """The first sentence under "What it does": what a list of rules says of this one."""
    _, _, text = body.partition("## What it does\n")
    paragraph = text.strip().partition("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=[.!?]) ", paragraph, maxsplit=1)[0]
