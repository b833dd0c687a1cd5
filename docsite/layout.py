"""The HTML around a page's text: head, search field, the facts of a rule, the index."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tslint.rules.judge import holds_for
from tslint.rules.model import Rule

Entry = tuple[str, str, str]
"""Address, title and summary of a page."""

_SHELL = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
<header>
<a href="{up}index.html">tslint</a>
<input id="search" type="search" placeholder="Search rules and pages" aria-label="Search" autocomplete="off">
<ol id="found" hidden></ol>
</header>
<main>
{body}
</main>
<script src="{up}search-index.js"></script>
<script src="{up}search.js" data-root="{up}"></script>
</html>
"""


def shell(title: str, body: str, up: str) -> str:
    """A whole page; `up` leads from its folder to the top of the site."""
    return _SHELL.format(title=title, body=body, up=up)


def rule_facts(rule: Rule) -> str:
    """What the front matter of a rule says, as a table."""
    when = "; ".join(f"{fact} is {' or '.join(values)}" for fact, values in rule.when.items())
    rows = [
        ("Regime", rule.regime),
        ("Severity", rule.severity),
        ("Says", rule.message),
        ("Helps with", rule.help),
        ("Fix", rule.applicability or "none"),
        ("Event", f"{rule.event}, {when}" if when else rule.event),
        ("Releases", holds_for(rule)),
        ("Since", f"tslint {rule.since}"),
    ]
    cells = "\n".join(f"<tr><th>{name}<td>{escape(value)}" for name, value in rows if value)
    return f'<table class="facts">\n{cells}\n</table>\n'


def index_body(guides: Sequence[Entry], families: Sequence[tuple[str, Sequence[Entry]]]) -> str:
    """The first page: guides, then the rules family by family."""
    parts = ["<h1>tslint</h1>", "<p>A static linter for TorchScript.</p>", "<h2>Guides</h2>", _list(guides)]
    for title, rules in families:
        parts += [f"<h2>{escape(title)}</h2>", _list(rules)]
    return "\n".join(parts)


def _list(entries: Sequence[Entry]) -> str:
    items = [
        f'<li><a href="{escape(url)}">{escape(title)}</a> {escape(said)}' for url, title, said in entries
    ]
    return "\n".join(["<ul>", *items, "</ul>"])
